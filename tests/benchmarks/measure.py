"""What is measured: the speed of model, rules, pure Mesa and numpy; memory, start-up, batch, growth.

Times are CPU seconds of one process (``process_time``), so that other work on the machine
disturbs them less; start-up and the batch are seconds of the clock. A person-year is one
person present or away, of simulated age, in one year.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
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

from . import numpy_year, plain_numpy
from .pure_mesa import PureMesaModel

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "scenarios" / "chattanooga"
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
        newcomers_in=region.newcomers_in * factor, provider_seats=seats,
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
    firms = lived.firms
    population.turn_of_year(lived.people, *lived.window, firms.young, firms.others)


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


def pure_mesa(scale: float, years: int, full: dict[str, float]) -> dict[str, float]:
    """Nanoseconds of CPU per person-year of the pure Mesa model at a thinned scale, after the warm-up.

    All employers are there at any scale, so their time is taken apart and spread over the
    persons of the whole region, as in the compiled model: this is to Mesa's advantage.
    """
    model, employers = PureMesaModel(baseline(years, scale)).warm_up(), Counter()
    for name in ("economy_year", "call_rivals", "hire_outsiders"):
        original = getattr(model, name)

        def measured(*arguments, name: str = name, original: Callable = original):
            seconds, result = timed(lambda: original(*arguments))
            employers[name] += seconds
            return result

        setattr(model, name, measured)
    seconds, result = timed(model.run)
    count = person_years(result.tallies)
    of_employers = employers.total()
    persons = (seconds - of_employers) / count * 1e9
    spread = of_employers / years / full["persons"] * 1e9
    return {
        "scale": scale,
        "years": years,
        "person_years": count,
        "persons_ns": persons,
        "employers_ns": spread,
        "ns_per_person_year": persons + spread,
        "ratio": (persons + spread) / full["ns_per_person_year"],
    }


def numpy_rules(plan: Plan, years: int = 3) -> dict[str, dict[str, float]]:
    """CPU nanoseconds per person-year of each vectorisable rule, compiled and in numpy; best of ``years``."""
    lived = world.fork(world.grow(plan), plan)
    world.step(lived)
    draw = plain_numpy.from_generator(np.random.default_rng(1))
    best: dict[str, tuple[float, float]] = {}
    for _ in range(years):
        seconds = numpy_year.same_year(lived, draw)
        count = person_years(lived.tallies[[lived.year]])
        for name, pair in seconds.items():
            now = tuple(value / count * 1e9 for value in pair)
            best[name] = tuple(min(a, b) for a, b in zip(best.get(name, now), now, strict=True))
        turn_of_year(lived)
        lived.year += 1
        world._arrive(lived)
    best["all of these"] = tuple(sum(pair[side] for pair in best.values()) for side in (0, 1))
    return {name: {"compiled": a, "numpy": b, "ratio": b / a} for name, (a, b) in best.items()}


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


def fresh_process(code: str, cache: Path | None = None) -> float:
    """Seconds of the clock of a new Python process that runs ``code``."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "PYTHONDONTWRITEBYTECODE")
    }
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment, capture_output=True)
    return perf_counter() - began


def start_up() -> dict[str, float]:
    """Seconds from nothing to the first full-scale result, with an empty and with a filled cache."""
    code = FIRST_RESULT.format(path=str(STUDY / "baseline.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        cold = fresh_process(code, Path(folder))
        warm = min(fresh_process(code, Path(folder)) for _ in range(2))
    help_text = "import sys; sys.argv = ['sim', '--help']; from sim.app.cli import app; app(['--help'])"
    return {"cold": cold, "warm": warm, "sim --help": min(fresh_process(help_text) for _ in range(2))}


def batch(draws: int, jobs: tuple[int, ...] = (1, 2)) -> dict[str, float]:
    """Seconds of the clock of ``sim run`` on the shipped study, by number of processes."""
    seconds = {}
    for number in jobs:
        with tempfile.TemporaryDirectory() as folder:
            words = [
                sys.executable,
                "-m",
                "sim",
                "run",
                str(STUDY),
                "--draws",
                str(draws),
                "--jobs",
                str(number),
            ]
            began = perf_counter()
            subprocess.run([*words, "--out", f"{folder}/run"], check=True, cwd=ROOT, capture_output=True)
            seconds[f"{number} jobs"] = perf_counter() - began
    worlds = draws * len(load_study(STUDY))
    return (
        seconds | {"worlds": worlds, "gain": seconds["1 jobs"] / seconds["2 jobs"]}
        if len(jobs) > 1
        else seconds
    )


def growth(quick: bool) -> dict[str, float]:
    """Nanoseconds per person-year for other horizons and sizes; growth is linear if they are alike."""
    plans = {"10 years": baseline(10), "25 years": baseline(25)}
    if not quick:
        plans["40 years"] = baseline(40)
    plans |= {"quarter of the people": baseline(25, 0.25), "half": baseline(25, 0.5)}
    plans["twice"] = enlarged(baseline(10 if quick else 25), 2)
    return {name: whole_model(plan, 2)["ns_per_person_year"] for name, plan in plans.items()}
