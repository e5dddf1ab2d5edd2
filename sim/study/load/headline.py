"""In which year a study is read: where most participants are of working age and still counted.

Persons are followed from the age of 5 to that of 64 (:data:`sim.core.columns.LAST_AGE`). A headline year
long after a short programme for adults would read a region in which few of its participants are left; one
soon after a programme for children would read them at school.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.columns import FIRST_AGE, LAST_AGE
from sim.study.plan.costs import planned_seats

if TYPE_CHECKING:
    from sim.study.scenario.record import ScenarioRecord

WORKING_AGE = 19
"""Age from which participants count as of working age: the year after the last grade of school."""
YOUNGEST_ADULT = 18
"""Age from which adults' programmes take people."""
MOST = 0.5
"""Share of the participants that must be counted in a year for it to be read."""


class Participants(NamedTuple):
    """Planned participants of one partnership: ages when they take part (whole years), seats by year."""

    youngest: int
    oldest: int
    seats: tuple[float, ...]


def default_year(options: Sequence[Sequence[Participants]], years: int) -> int:
    """The year (0 = first) in which a study of these options is read when no file states one.

    The last year of the horizon if most participants of every option are counted in it; else the latest of
    the years in which the option with the lowest share of participants counted has the highest. Options
    without seats ask for nothing.
    """
    shares = [counted(one, years) for one in options if any(sum(part.seats) > 0 for part in one)]
    if not shares:
        return years - 1
    lowest = np.round(np.min(shares, axis=0), 9)
    if lowest[-1] >= MOST:
        return years - 1
    return int(np.flatnonzero(lowest == lowest.max())[-1])


def counted(option: Sequence[Participants], years: int) -> np.ndarray:
    """Share of all planned participants who are of working age and still counted, float64 ``[years]``.

    Each seat is one participant, of an age evenly spread over those of the partnership; people who move
    or repeat a grade are left aside.
    """
    inside, everybody = np.zeros(years), 0.0
    for part in option:
        ages = np.arange(part.youngest, part.oldest + 1)
        for taken, seats in enumerate(part.seats):
            then = ages[None, :] + np.arange(years)[:, None] - taken
            there = (then >= WORKING_AGE) & (then <= LAST_AGE) & (np.arange(years)[:, None] >= taken)
            inside += seats * there.mean(axis=1)
            everybody += seats
    return inside / everybody if everybody > 0 else inside


def participants_of(
    scenario: ScenarioRecord, beside: ScenarioRecord | None = None
) -> tuple[Participants, ...]:
    """Planned participants of a scenario's partnerships, at central values.

    ``beside`` is its baseline: partnerships that are the same there are not the option's doing and are
    left out, unless nothing else is there.
    """
    known = {} if beside is None else beside.partnerships
    own = [name for name, spec in scenario.partnerships.items() if known.get(name) != spec]
    return tuple(_participants(name, scenario) for name in (own or scenario.partnerships))


def _participants(name: str, scenario: ScenarioRecord) -> Participants:
    spec = scenario.partnerships[name]
    activity = scenario.activities[spec.activity]
    grades = spec.grades or activity.grades
    seats = tuple(planned_seats(name, spec, scenario, lambda _: None).tolist())
    if activity.adults or grades is None:
        return Participants(YOUNGEST_ADULT, LAST_AGE, seats)
    return Participants(FIRST_AGE + grades[0], FIRST_AGE + grades[1], seats)
