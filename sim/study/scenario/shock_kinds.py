"""The kinds of shock: which keys each takes, what holds where a scenario does not say, and an example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from sim.core.columns import LEVELS
from sim.study.reading.diagnostics import did_you_mean
from sim.study.reading.fields import Kind
from sim.study.reading.validation import finding

Drawn = Callable[[str], float]
"""Value of a key of the shock in a draw; 0 where the key is not written and the kind has no default."""
Course = Callable[[np.ndarray, float, Drawn], np.ndarray]
"""Share of the struck jobs that is gone in each year, from the years since it began and how long it lasts."""


def steps(since: np.ndarray, years: float) -> np.ndarray:
    """Share done of what comes in equal steps over ``years``: the first step in year 0, nothing before."""
    return np.clip((since + 1.0) / years, 0.0, 1.0)


def no_job_goes(since: np.ndarray, years: float, drawn: Drawn) -> np.ndarray:
    """Jobs are left as they are."""
    return np.zeros(len(since))


def by_degrees(since: np.ndarray, years: float, drawn: Drawn) -> np.ndarray:
    """In equal steps over ``years``, for good."""
    return drawn("size") * steps(since, years)


def with_notice(since: np.ndarray, years: float, drawn: Drawn) -> np.ndarray:
    """In equal steps over the years of notice, for good."""
    return drawn("size") * steps(since, drawn("notice") + 1.0)


def for_a_time(since: np.ndarray, years: float, drawn: Drawn) -> np.ndarray:
    """At once, for ``years``; then back in equal steps over the years of recovery."""
    returned = steps(since - years, drawn("recovery") + 1.0)
    return drawn("size") * np.where(since >= 0, 1.0 - returned, 0.0)


@dataclass(frozen=True, slots=True)
class ShockKind:
    """What a kind of shock takes.

    ``needs`` must be written, of ``one_of`` at least one, ``may`` is free; every kind takes ``what``,
    ``when`` and ``probability`` besides. ``size`` (a share) and ``years`` hold where the scenario does not
    say; None means that it must say, or that the kind has none. ``course`` says which share of the jobs is
    gone when, ``may_add`` whether a size below 0 may add some; ``outdates`` is the key that says which
    share of the field's technical skill counts no more.
    """

    example: str
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    size: float | None = None
    years: int | None = None
    note: str = ""
    course: Course = no_job_goes
    may_add: bool = False
    outdates: str = "outdated"

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys the kind takes beside those of every shock."""
        return (*self.needs, *self.one_of, *self.may)


SHOCK_KEYS: Mapping[str, str] = {
    "probability": "chance that it happens",
    "employer": "employer it strikes",
    "field": "occupational field it strikes",
    "level": "levels of jobs it strikes",
    "size": "share lost",
    "jobs": "jobs wanted on top",
    "years": "years it lasts, or takes to come in full",
    "recovery": "years in which the jobs come back",
    "notice": "years from the first jobs that go to the last",
    "outdated": "share of technical skill that counts no more",
}
"""What each key of a shock says."""
OPTIONAL_KEYS = tuple(key for key in SHOCK_KEYS if key != "probability")
"""Keys that some kinds take and others do not."""

SHOCK_KINDS: Mapping[str, ShockKind] = {
    "plant_closure": ShockKind(
        "{what: plant_closure, employer: volkswagen, when: 2030-31, notice: 2 years}",
        needs=("employer",),
        may=("field", "level", "size", "notice"),
        size=1.0,
        note="a closure is for good; a fall that passes is a recession with 'employer'",
        course=with_notice,
    ),
    "demand_surge": ShockKind(
        "{what: demand_surge, field: production, when: 2028-29, jobs: 300}",
        needs=("jobs",),
        one_of=("employer", "field"),
        may=("level", "years"),
        note="how many jobs are wanted is 'jobs', one amount or an amount by school year",
    ),
    "recession": ShockKind(
        "{what: recession, when: 2028-29, size: 5 %, years: 2, recovery: 3 years}",
        may=("employer", "field", "level", "size", "years", "recovery"),
        size=0.05,
        years=2,
        note="how deep it goes is 'size', a share of jobs",
        course=for_a_time,
    ),
    "automation": ShockKind(
        "{what: automation, when: 2028-29, size: 20 %, level: entry, years: 10}",
        needs=("size",),
        may=("employer", "field", "level", "years"),
        years=10,
        note="jobs that are automated stay gone; new ones are a demand_surge or a novel_occupation",
        course=by_degrees,
    ),
    "trade": ShockKind(
        "{what: trade, field: production, when: 2028-29, size: 15 %}",
        needs=("size",),
        one_of=("employer", "field"),
        may=("level", "years"),
        years=5,
        note="jobs lost to imports stay gone; jobs gained are a size below 0, such as -10 %",
        course=by_degrees,
        may_add=True,
    ),
    "novel_occupation": ShockKind(
        "{what: novel_occupation, field: engineering, when: 2030-31, jobs: 200, outdated: 10 %}",
        needs=("field", "jobs"),
        may=("employer", "level", "outdated"),
        note="how many jobs there are is 'jobs'; an amount by school year may end at 0",
    ),
    "skill_break": ShockKind(
        "{what: skill_break, field: computing, when: 2030-31, size: 30 %}",
        needs=("field", "size"),
        note="it strikes the technical skill of a field once; its jobs are left as they are",
        outdates="size",
    ),
}


def read_levels(value: Any) -> tuple[str, ...]:
    """Levels of jobs from one word or a list of words, in the order of :data:`sim.core.columns.LEVELS`."""
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not words:
        raise finding("SIM012", "'level' must be a level or a list of levels", f"known: {', '.join(LEVELS)}")
    for one in words:
        if one not in LEVELS:
            raise finding("SIM015", f"there is no level '{str(one)[:60]}'", did_you_mean(str(one), LEVELS))
    return tuple(level for level in LEVELS if level in words)


_LEVEL = {"enum": list(LEVELS)}
Levels = Annotated[
    tuple[str, ...],
    Kind(
        read_levels,
        list,
        {
            "anyOf": [_LEVEL, {"type": "array", "items": _LEVEL, "minItems": 1}],
            "description": "level of jobs",
        },
    ),
]
"""One level of jobs or several."""
