"""What is measured: the speed of model, rules and pure Mesa; memory, start-up, batch, growth.

Times are seconds of processor time, so that other work on the machine disturbs them less; of start-up and
batch the clock's are given beside those of all processes. A person-year is one person present or away, of
simulated age, in one year.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from sim.core import world
from sim.core.columns import STUDENT
from sim.core.people import population
from sim.core.plan import Plan
from sim.core.tallies import Tally
from sim.core.year import YEAR
from sim.study.load.scenario import load_study
from sim.study.plan.compile import compile_plan, partnership_bits

from .pure_mesa import PureMesaModel

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "scenarios" / "chattanooga"
NS = "ns_per_person_year"
FIRST_RESULT = """
import sim
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.core.world import fork, grow, run
scenario = sim.load({path!r})
plan = compile_plan(scenario, partnership_bits([scenario]), None)
result = run(fork(grow(plan), plan))
print(int(result.tallies.sum()))
"""


def baseline(years: int = 25, scale: float = 1.0) -> Plan:
    """The shipped baseline with central parameters."""
    scenario = replace(load_study(STUDY)[0], years=years, scale=scale)
    return compile_plan(scenario, partnership_bits([scenario]), None)


def enlarged(plan: Plan, factor: int) -> Plan:
    """The same region with ``factor`` times the people, jobs and seats in the same schools and employers."""
    region = plan.region
    seats = np.where(region.provider_seats > 0, region.provider_seats * factor, region.provider_seats)
    grown = region._replace(
        pupils=region.pupils * factor, jobs=region.jobs * factor, kindergarten=region.kindergarten * factor,
        newcomers=region.newcomers * factor, adults=region.adults * factor, provider_seats=seats,
    )  # fmt: skip
    return replace(plan, region=grown)


def person_years(tallies: np.ndarray) -> int:
    """Persons present or away, summed over the years."""
    return int(tallies[:, [Tally.PRESENT, Tally.AWAY]].sum())


def timed(function: Callable) -> tuple[float, object]:
    """CPU seconds of a call, and what it returned."""
    began = process_time()
    result = function()
    return process_time() - began, result


def whole_model(plan: Plan, rounds: int = 3) -> dict[str, float]:
    """Nanoseconds of CPU per person-year of the horizon, best of ``rounds``, and of the warm-up beside it."""
    grown = world.grow(plan)
    growing, run = [], []
    for _ in range(rounds):
        growing.append(timed(lambda: world.grow(plan))[0])
        seconds, result = timed(lambda: world.run(world.fork(grown, plan)))
        run.append(seconds)
    count = person_years(result.tallies)
    return {
        "years": plan.years,
        "persons": count / plan.years,
        "person_years": count,
        "run_seconds": min(run),
        "run_seconds_worst": max(run),
        "grow_seconds": min(growing),
        "ns_per_person_year": min(run) / count * 1e9,
    }


def turn_of_year(lived: world.World) -> None:
    """Everybody grows a year older."""
    population.turn_of_year(lived.people, lived.in_use, lived.firms.young)


def by_rule(plan: Plan) -> dict[str, float]:
    """Nanoseconds of CPU per person-year of each rule, of arrivals and of the turn of the year."""
    grown = world.grow(plan)
    copy, seconds = world.fork(grown, plan), Counter()
    while copy.year < plan.years:
        copy.events[:] = 0
        for rule in YEAR:
            seconds[rule.name] += timed(lambda rule=rule: rule.step(copy))[0]
        seconds["turn of the year"] += timed(lambda: turn_of_year(copy))[0]
        copy.year += 1
        if copy.year < plan.years:
            seconds["arrivals"] += timed(lambda: world._arrive(copy))[0]
    count = person_years(copy.tallies)
    return {name: value / count * 1e9 for name, value in seconds.items()}


def thinned(scale: float, years: int) -> tuple[PureMesaModel, Counter[str]]:
    """A pure Mesa model after its warm-up, and a counter of the seconds its employers take from now on."""
    model, employers = PureMesaModel(baseline(years, scale)).warm_up(), Counter()
    for name in ("economy_year", "call_rivals", "hire_outsiders"):
        original = getattr(model, name)

        def measured(*arguments, name: str = name, original: Callable = original):
            seconds, result = timed(lambda: original(*arguments))
            employers[name] += seconds
            return result

        setattr(model, name, measured)
    return model, employers


def one_of_mesa(scale: float, years: int, persons: float) -> dict[str, float]:
    """One run of the pure Mesa model at a thinned scale, after the warm-up: CPU nanoseconds per person-year.

    All employers are there at any scale, so their time is taken apart and spread over the ``persons`` of the
    whole region, as in the compiled model: this is to Mesa's advantage.
    """
    model, employers = thinned(scale, years)
    seconds, result = timed(model.run)
    count = person_years(result.tallies)
    of_persons = (seconds - employers.total()) / count * 1e9
    spread = employers.total() / years / persons * 1e9
    return {
        "scale": scale,
        "years": years,
        "person_years": count,
        "persons_ns": of_persons,
        "employers_ns": spread,
        "ns_per_person_year": of_persons + spread,
    }


def side_by_side(plan: Plan, scale: float, years: int, rounds: int) -> tuple[dict, dict]:
    """The compiled model and the pure Mesa model in turns, so that both meet the same machine; best of each.

    The ratio is that of the two bests; the lowest and the highest ratio of one turn stand beside it.
    """
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(whole_model(plan, 2))
        theirs.append(one_of_mesa(scale, years, ours[0]["persons"]))
    ratios = [b[NS] / a[NS] for a, b in zip(ours, theirs, strict=True)]
    best, mesa = min(ours, key=lambda one: one[NS]), min(theirs, key=lambda one: one[NS])
    spread = {"ratio": mesa[NS] / best[NS], "ratio_lowest": min(ratios), "ratio_highest": max(ratios)}
    return best, mesa | {"rounds": rounds, "ns_worst": max(one[NS] for one in theirs)} | spread


def memory(plan: Plan) -> dict[str, float]:
    """Bytes: of one row, and of all arrays a world holds, per row and per person of the average year."""
    lived = world.fork(world.grow(plan), plan)
    held = [lived.events, lived.lives, lived.served, lived.tallies, lived.market, lived.costs, lived.delivery]
    arrays = [*lived.people, *lived.firms, *lived.conditions, *lived.search, *held]
    records = lived.events.nbytes + lived.lives.nbytes + lived.served.nbytes
    rows, total = len(lived.people.key), sum(array.nbytes for array in arrays)
    world.run(lived)
    return {
        "row_bytes": sum(np.dtype(column.dtype).itemsize for column in STUDENT),
        "rows": rows,
        "persons_in_a_year": person_years(lived.tallies) / plan.years,
        "world_bytes": total,
        "records_per_row": records / rows,
        "world_bytes_per_row": total / rows,
        "world_bytes_per_person": total / (person_years(lived.tallies) / plan.years),
    }


def new_process(command: Sequence[str], cache: Path | None = None) -> dict[str, float]:
    """Seconds of the clock, and of processor time in it and all it starts, of a new process."""
    left_out = ("NUMBA_CACHE_DIR", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    before, began = os.times(), perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    after = os.times()
    used = sum(getattr(after, part) - getattr(before, part) for part in ("children_user", "children_system"))
    return {"clock": perf_counter() - began, "cpu": used}


def python(code: str, cache: Path | None = None) -> dict[str, float]:
    """Seconds of a new Python process that runs ``code``."""
    return new_process([sys.executable, "-c", code], cache)


def start_up() -> dict[str, dict[str, float]]:
    """Seconds from nothing to the first full-scale result: compiled by one process, ahead by two, kept."""
    code = FIRST_RESULT.format(path=str(STUDY / "baseline.yaml"))
    ahead = f"from sim.lives.prepare import prepare; prepare(2, print)\n{code}"
    found = {}
    for name, words in (("cold, one process", code), ("cold, compiled ahead by two", ahead)):
        with tempfile.TemporaryDirectory() as folder:
            found[name] = python(words, Path(folder))
            found["warm"] = min((python(code, Path(folder)) for _ in range(2)), key=lambda one: one["cpu"])
    help_text = "import sys; sys.argv = ['sim', '--help']; from sim.app.cli import app; app(['--help'])"
    return found | {"sim --help": min((python(help_text) for _ in range(2)), key=lambda one: one["cpu"])}


def batch(draws: int, jobs: tuple[int, ...] = (1, 2)) -> dict[str, object]:
    """Seconds of ``sim run`` on the shipped study by number of processes, and worlds a second and core."""
    worlds, seconds = draws * len(load_study(STUDY)), {}
    for number in jobs:
        with tempfile.TemporaryDirectory() as folder:
            words = [
                "run",
                str(STUDY),
                "--draws",
                str(draws),
                "--jobs",
                str(number),
                "--out",
                f"{folder}/run",
            ]
            one = new_process([sys.executable, "-m", "sim", *words])
            seconds[f"{number} processes"] = one | {"worlds/s/core": worlds / one["cpu"]}
    return {"worlds": worlds} | seconds


def growth(quick: bool) -> dict[str, float]:
    """Nanoseconds per person-year for other horizons and sizes; growth is linear if they are alike."""
    plans = {"10 years": baseline(10), "25 years": baseline(25)}
    if not quick:
        plans["40 years"] = baseline(40)
    plans |= {"quarter of the people": baseline(25, 0.25), "half": baseline(25, 0.5)}
    plans["twice"] = enlarged(baseline(10 if quick else 25), 2)
    return {name: whole_model(plan, 2)["ns_per_person_year"] for name, plan in plans.items()}
