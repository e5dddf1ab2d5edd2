"""All trials in several draws: one start a draw, every trial from it, the draws pooled to one row each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bench.trials.compare import NOTHING, Effect, effects_found
from sim.bench.trials.trial import LAST_AFTER, Published, Trial
from sim.bench.trials.worlds import NoTrial, live_trial, scenario_of

if TYPE_CHECKING:
    from sim.core.plan import Region
    from sim.core.state import World
    from sim.study.load.scenario import Scenario

ERRORS = 2.0
"""Standard errors within which a published effect counts as met."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One published effect beside the model's, pooled over draws.

    ``model_se`` is the standard error of the model's mean: chance and the draws of the parameters together.
    ``spread`` is the standard deviation between draws: what the priors leave open.
    """

    trial: str
    role: str
    kind: str
    outcome: str
    group: str
    year: int
    estimand: str
    unit: str
    published: float
    se: float
    null: bool
    control: float | None
    evidence: str
    model: float | None
    model_se: float | None
    spread: float | None
    plain: float | None
    paired: float | None
    model_control: float | None
    winners: int
    losers: int
    draws: int
    z: float | None
    within: bool | None
    sign: bool | None
    verdict: str


def run_trials(trials: Sequence[Trial], draws: int, jobs: int, say: Say = lambda text: None) -> list[Row]:
    """Run every trial in so many parameter draws, in ``jobs`` processes, and pool the draws.

    The same trials, draws and region give the same rows, whatever the number of processes and whatever other
    trials are run beside.

    Raises
    ------
    StudyError : a region cannot hold a trial's bundle.
    """
    regions_and_scenarios(trials)  # every mistake before the first world
    found: dict[int, list[list[Effect]]] = {}
    for draw, effects in _each(trials, draws, min(jobs, draws), say):
        found[draw] = effects
    return [
        pooled(trial, row, [found[draw][number][place] for draw in sorted(found)])
        for number, trial in enumerate(trials)
        for place, row in enumerate(trial.published)
    ]


def _each(
    trials: Sequence[Trial], draws: int, jobs: int, say: Say
) -> Iterator[tuple[int, list[list[Effect]]]]:
    work = partial(run_draw, tuple(trials))
    if jobs <= 1:
        for draw in range(draws):
            yield draw, work(draw)
            say(f"{draw + 1} of {draws} draws")
        return
    from sim.lives.prepare import prepare

    prepare(jobs, say)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        running = {pool.submit(work, draw): draw for draw in range(draws)}
        for number, done in enumerate(as_completed(running)):
            yield running[done], done.result()
            say(f"{number + 1} of {draws} draws")


def regions_and_scenarios(trials: Sequence[Trial]) -> tuple[dict[str, Scenario], list[Scenario]]:
    """The empty baseline of each region, and the scenario of each trial."""
    from sim.study.load.scenario import load
    from sim.study.load.shipped import BASELINE, shipped

    bases = {
        region: load(shipped(region) / BASELINE).with_({
            "partnerships": {}, "shocks": [], "horizon.years": LAST_AFTER, "headline_year": None,
        })
        for region in dict.fromkeys(trial.region for trial in trials)
    }  # fmt: skip
    return bases, [scenario_of(trial, bases[trial.region]) for trial in trials]


def run_draw(trials: Sequence[Trial], draw: int) -> list[list[Effect]]:
    """The effects of every row of every trial in one draw."""
    from sim.core.world import grow
    from sim.study.plan.compile import compile_plan
    from sim.study.region.arrays import region_arrays

    bases, scenarios = regions_and_scenarios(trials)
    found: dict[int, list[Effect]] = {}
    for name, base in bases.items():
        region = region_arrays(base.region, base.years, base.scale, base.start)
        start = grow(compile_plan(base, {}, draw, 0, region))
        for number, trial in enumerate(trials):
            if trial.region == name:
                found[number] = _effects(trial, scenarios[number], start, region)
    return [found[number] for number in range(len(trials))]


def _effects(trial: Trial, scenario: Scenario, start: World, region: Region) -> list[Effect]:
    """The effects of a trial in one draw; nothing for each where nobody applies."""
    try:
        return effects_found(trial, live_trial(trial, scenario, start, region))
    except NoTrial:
        return [NOTHING] * len(trial.published)


def pooled(trial: Trial, row: Published, effects: Sequence[Effect]) -> Row:
    """One row: the mean over the draws in which there were persons enough, beside what was published."""
    seen = [effect for effect in effects if effect.seen]
    values = np.array([effect.effect for effect in seen])
    model = _mean(values)
    spread = float(values.std(ddof=1)) if len(seen) > 1 else None
    error = None if not seen else _error_of_mean(values, seen)
    z = None if model is None or error is None else (model - row.effect) / math.hypot(row.se, error)
    within = None if z is None else abs(z) <= ERRORS
    sign = None if model is None or error is None or row.null else _same_sign(model, error, row.effect)
    return Row(
        trial=trial.name, role=trial.role, kind=trial.kind, outcome=row.outcome, group=row.group,
        year=row.after, estimand=row.estimand, unit=row.unit, published=row.effect, se=row.se, null=row.null,
        control=row.control, evidence=row.evidence, model=model, model_se=error, spread=spread,
        plain=_mean([effect.plain for effect in seen]), paired=_mean([effect.paired for effect in seen]),
        model_control=_mean([effect.control for effect in seen]),
        winners=sum(effect.winners for effect in seen), losers=sum(effect.losers for effect in seen),
        draws=len(seen), z=z, within=within, sign=sign, verdict=_verdict(row, within, sign),
    )  # fmt: skip


def _same_sign(model: float, error: float, published: float) -> bool:
    """Whether the model's effect goes the published way, by more than its own error."""
    return model * published > 0.0 and abs(model) > error


def _mean(values: Any) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _error_of_mean(values: np.ndarray, seen: Sequence[Effect]) -> float:
    """Error of the mean: from the draws' differences, and never below what chance within them leaves."""
    within = math.sqrt(sum(effect.error**2 for effect in seen)) / len(seen)
    between = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return max(within, between)


def _verdict(row: Published, within: bool | None, sign: bool | None) -> str:
    if within is None:
        return "not seen"
    if row.null:
        return "null kept" if within else "null missed"
    return "met" if within else "sign right" if sign else "missed"


def plain_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows as plain data, for machines."""
    return [asdict(row) for row in rows]
