"""What residents are paid: medians, percentiles and shares from the persons of a baseline themselves.

No sum over persons gives a median, so these figures are not made of stored counts: a baseline is lived once
more for its first years, and what each worker earns is read when the year is counted. The facts about pay and
the fit of the intercepts of pay (:mod:`sim.bench.calibrate.pay`) read the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.bench.published import YEARS_READ
from sim.core.columns import ETHNICITY, FIELDS, N_LEVELS, NONE, SEX, STEM_FIELDS, Credential, Place, Stage
from sim.core.market.qualification import PROFESSIONAL, SUB_BACHELOR
from sim.lives.task import Task
from sim.lives.worlds import Notes, lived_out, plan_beside

if TYPE_CHECKING:
    from sim.core.plan import Plan
    from sim.core.state import World
    from sim.study.load.scenario import Scenario

YOUNG = (25, 34)
"""Ages of the published pay by education."""
RECENT = (22, 27)
"""Ages of recent graduates."""
FEWEST = 100
"""Workers of a field and level, over all years, below which its percentiles are not looked at."""


class Workers(NamedTuple):
    """Residents of 18 and over in a job at the end of a year, one year after the other; arrays alike long."""

    wage: np.ndarray  # float64, USD a year
    age: np.ndarray  # int64
    sex: np.ndarray  # uint8
    ethnicity: np.ndarray  # uint8
    credentials: np.ndarray  # uint8
    studied: np.ndarray  # uint8, field of the highest credential
    level: np.ndarray  # uint8, of the job
    field: np.ndarray  # uint8, of the employer
    median: np.ndarray  # float64, USD a year, the region's published wage of the job


class PayNotes(Notes):
    """Who works and for how much, at the end of the first years."""

    def __init__(self) -> None:
        self.years: list[Workers] = []

    def after(self, rule: str, world: World) -> None:
        """Read the workers when the year is counted."""
        if rule == "accounts" and 0 <= world.year < YEARS_READ:
            self.years.append(_workers(world))


def _workers(world: World) -> Workers:
    people = world.people
    here = (people.place == Place.LOCAL) & (people.stage == Stage.WORK)
    row = np.flatnonzero(here & (people.employer != NONE) & (people.age >= 18))
    employer, level = people.employer[row], people.occupation_level[row]
    return Workers(
        people.wage[row].astype(np.float64), people.age[row].astype(np.int64), people.sex[row],
        people.ethnicity[row], people.credentials[row], people.credential_field[row], level,
        world.firms.field[employer], world.plan.region.wage[employer, level],
    )  # fmt: skip


def workers_of(scenario: Scenario, draw: int | None, values: Mapping[str, Any] | None = None) -> Workers:
    """Return the workers of a baseline's first years in one parameter draw (``None``: central values).

    ``values`` are put in place of cards.
    """
    from sim.core.world import grow

    short = replace(scenario, years=YEARS_READ, shocks=())
    plan: Plan = plan_beside(short, short, Task(draw or 0, 0)) if draw is not None else _central(short)
    if values:
        plan = replace(plan, parameters={**plan.parameters, **values})
    notes = PayNotes()
    lived_out(grow(plan), notes)
    return Workers(*(np.concatenate(column) for column in zip(*notes.years, strict=True)))


def _central(scenario: Scenario) -> Plan:
    from sim.study.plan.compile import compile_plan, partnership_bits

    return compile_plan(scenario, partnership_bits([scenario]), None)


def _median(wage: np.ndarray) -> float:
    return float(np.median(wage)) if len(wage) else float("nan")


def _aged(w: Workers, ages: tuple[int, int]) -> np.ndarray:
    return (w.age >= ages[0]) & (w.age <= ages[1])


def _held(w: Workers) -> dict[str, np.ndarray]:
    """Who has which education, by the highest: as the published tables divide."""
    bachelor = w.credentials & Credential.BACHELOR != 0
    below = (w.credentials & SUB_BACHELOR != 0) & ~bachelor
    diploma = (w.credentials & Credential.DIPLOMA != 0) & ~bachelor & ~below
    return {"bachelor": bachelor, "below": below, "diploma": diploma, "none": ~(bachelor | below | diploma)}


def over_diploma(held: str) -> Callable[[Workers], float]:
    """Median pay at 25 to 34 with an education over that with a diploma alone."""

    def statistic(w: Workers) -> float:
        groups, young = _held(w), _aged(w, YOUNG)
        return _median(w.wage[young & groups[held]]) / _median(w.wage[young & groups["diploma"]])

    return statistic


def within(percent: float) -> Callable[[Workers], float]:
    """A percentile over the median within a field and level, mean over all weighted by workers."""

    def statistic(w: Workers) -> float:
        found, weights = [], []
        cell = w.field.astype(np.int64) * N_LEVELS + w.level
        for one in range(len(FIELDS) * N_LEVELS):
            wage = w.wage[cell == one]
            if len(wage) >= FEWEST:
                found.append(np.percentile(wage, percent) / np.median(wage))
                weights.append(len(wage))
        return float(np.average(found, weights=weights)) if found else float("nan")

    return statistic


def women_over_men(ages: tuple[int, int]) -> Callable[[Workers], float]:
    """Median pay of women over that of men of the same ages."""

    def statistic(w: Workers) -> float:
        women, aged = w.sex == SEX.index("female"), _aged(w, ages)
        return _median(w.wage[women & aged]) / _median(w.wage[~women & aged])

    return statistic


def over_white(name: str) -> Callable[[Workers], float]:
    """Median pay of an ethnicity over that of white workers."""

    def statistic(w: Workers) -> float:
        return _median(w.wage[w.ethnicity == ETHNICITY.index(name)]) / _median(w.wage[w.ethnicity == 0])

    return statistic


def below_degree(ages: tuple[int, int], stem: bool | None = None) -> Callable[[Workers], float]:
    """Share of working graduates of some ages in jobs that ask for no bachelor's degree."""

    def statistic(w: Workers) -> float:
        who = _held(w)["bachelor"] & _aged(w, ages)
        if stem is not None:
            who &= np.isin(w.studied, [FIELDS.index(name) for name in STEM_FIELDS]) == stem
        return float((w.level[who] < PROFESSIONAL).mean()) if who.any() else float("nan")

    return statistic


def over_published(level: int) -> Callable[[Workers], float]:
    """Median paid in the jobs of a level over the median of the region's published wages of those jobs."""

    def statistic(w: Workers) -> float:
        return _median(w.wage[w.level == level]) / _median(w.median[w.level == level])

    return statistic


STATISTICS: dict[str, Callable[[Workers], float]] = {
    "bachelor_over_diploma": over_diploma("bachelor"),
    "below_bachelor_over_diploma": over_diploma("below"),
    "none_over_diploma": over_diploma("none"),
    **{f"percentile_{percent}": within(percent) for percent in (10, 25, 75, 90)},
    "women_over_men": women_over_men((18, 99)),
    **{f"{name}_over_white": over_white(name) for name in ("black", "hispanic", "asian")},
    "graduates_below_recent": below_degree(RECENT),
    "graduates_below": below_degree((18, 99)),
}
"""Figures that facts may name, each from the workers of one run."""


def pay_figures(scenario: Scenario, draws: int) -> dict[str, np.ndarray]:
    """Return every figure of :data:`STATISTICS` in each of the first ``draws``, float64 [draws]."""
    runs = [workers_of(scenario, draw) for draw in range(draws)]
    return {name: np.array([made(workers) for workers in runs]) for name, made in STATISTICS.items()}
