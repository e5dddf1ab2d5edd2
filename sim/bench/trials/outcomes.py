"""What a trial may ask about a person at the end of a school year, and about which persons.

Every outcome is unconditional: it has a value for everybody who was randomised, wherever they live; those
without a job earn 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import (
    ETHNICITY,
    FIELDS,
    NEVER,
    NONE,
    SEX,
    STEM_FIELDS,
    Credential,
    Pathway,
    Place,
    Stage,
)
from sim.core.market.separations import MONTHS

if TYPE_CHECKING:
    from sim.core.state import World

Values = Callable[["World", np.ndarray, int], np.ndarray]
"""World, rows of persons, bit set of the trial's fields → one value each, float64 [rows]."""

COLLEGE = (Pathway.TWO_YEAR, Pathway.FOUR_YEAR)
LONG = Credential.TRADE | Credential.APPRENTICESHIP | Credential.ASSOCIATE | Credential.BACHELOR
OF_STEM = sum(1 << FIELDS.index(name) for name in STEM_FIELDS)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One outcome: in words, its unit (``share``, ``USD`` or ``SD``), and whether it stays once reached."""

    words: str
    unit: str
    values: Values
    ever: bool = False


def _holds(credentials: int) -> Values:
    return lambda world, rows, fields: ((world.people.credentials[rows] & credentials) != 0).astype(float)


def _studies(*pathways: int) -> Values:
    return lambda world, rows, fields: np.isin(world.people.programme[rows], pathways).astype(float)


def _column(name: str) -> Values:
    return lambda world, rows, fields: getattr(world.people, name)[rows].astype(float)


def at_work(world: World, rows: np.ndarray) -> np.ndarray:
    """Whether each of ``rows`` has a job at the end of the year, here or elsewhere; bool [rows]."""
    return np.isin(world.people.stage[rows], (Stage.WORK, Stage.APPRENTICE))


def earned(world: World, rows: np.ndarray) -> np.ndarray:
    """Pay of each of ``rows`` in the year by months in work, zeros in; USD of the first year, float64."""
    return world.people.wage[rows].astype(float) * world.people.worked[rows] / MONTHS


def _works_here(world: World, rows: np.ndarray, fields: int) -> np.ndarray:
    people = world.people
    here = (people.place[rows] == Place.LOCAL) & (people.employer[rows] != NONE)
    return (here & at_work(world, rows)).astype(float)


def _works_in_field(world: World, rows: np.ndarray, fields: int) -> np.ndarray:
    employer = world.people.employer[rows]
    known = employer != NONE
    field = world.firms.field[np.where(known, employer, 0)].astype(np.int64)
    return (known & at_work(world, rows) & ((fields >> field) & 1 == 1)).astype(float)


def _studies_stem(world: World, rows: np.ndarray, fields: int) -> np.ndarray:
    chosen = (OF_STEM >> world.people.field[rows].astype(np.int64)) & 1 == 1
    return _studies(*COLLEGE)(world, rows, fields) * chosen


def _left_school(world: World, rows: np.ndarray, fields: int) -> np.ndarray:
    people = world.people
    without = (people.credentials[rows] & Credential.DIPLOMA) == 0
    return ((people.left_school[rows] != NEVER) & without).astype(float)


ENDPOINTS: dict[str, Endpoint] = {
    "graduated": Endpoint("holds a diploma", "share", _holds(Credential.DIPLOMA)),
    "left_school": Endpoint("left school without a diploma", "share", _left_school),
    "college": Endpoint("ever entered a two-year or four-year college", "share", _studies(*COLLEGE), True),
    "two_year": Endpoint("ever entered a two-year college", "share", _studies(Pathway.TWO_YEAR), True),
    "four_year": Endpoint("ever entered a four-year college", "share", _studies(Pathway.FOUR_YEAR), True),
    "stem_study": Endpoint("ever at a college in a STEM field", "share", _studies_stem, True),
    "stem_bachelor": Endpoint(
        "holds a bachelor's degree in a STEM field",
        "share",
        lambda world, rows, fields: (
            (world.people.credentials[rows] & (Credential.STEM | Credential.BACHELOR))
            == (Credential.STEM | Credential.BACHELOR)
        ).astype(float),
    ),
    "certification": Endpoint("holds an industry certification", "share", _holds(Credential.CERTIFICATION)),
    "associate": Endpoint("holds an associate degree", "share", _holds(Credential.ASSOCIATE)),
    "bachelor": Endpoint("holds a bachelor's degree", "share", _holds(Credential.BACHELOR)),
    "short_credential": Endpoint(
        "holds a credential below the bachelor's",
        "share",
        _holds(Credential.ASSOCIATE | Credential.TRADE | Credential.CERTIFICATION),
    ),
    "long_credential": Endpoint("holds a credential of a year or more", "share", _holds(LONG)),
    "any_credential": Endpoint(
        "holds any credential beyond the diploma", "share", _holds(LONG | Credential.CERTIFICATION)
    ),
    "employed": Endpoint(
        "has a job, here or elsewhere",
        "share",
        lambda world, rows, fields: at_work(world, rows).astype(float),
    ),
    "works_here": Endpoint("lives and works in the region", "share", _works_here),
    "works_in_field": Endpoint("works in a field of the programme", "share", _works_in_field),
    "lives_here": Endpoint(
        "lives in the region",
        "share",
        lambda world, rows, fields: (world.people.place[rows] == Place.LOCAL).astype(float),
    ),
    "lives_in_state": Endpoint("lives in the region's state", "share", _column("in_state")),
    "earnings": Endpoint(
        "earnings a year, zeros included", "USD", lambda world, rows, fields: earned(world, rows)
    ),
    "academic": Endpoint("academic skill", "SD", _column("academic")),
    "interest": Endpoint("interest in the preferred field", "SD", _column("interest")),
}
"""Outcomes that a trial file may name."""

MINORITY = ("black", "hispanic", "american_indian", "pacific_islander", "two_or_more")


def _is(name: str) -> Callable[[World, np.ndarray], np.ndarray]:
    if name in SEX:
        return lambda world, rows: world.people.sex[rows] == SEX.index(name)
    return lambda world, rows: world.people.ethnicity[rows] == ETHNICITY.index(name)


GROUPS: dict[str, Callable[[World, np.ndarray], np.ndarray]] = {
    "all": lambda world, rows: np.ones(len(rows), bool),
    **{name: _is(name) for name in (*SEX, *ETHNICITY)},
    "low_income": lambda world, rows: world.people.low_income[rows] == 1,
    "not_low_income": lambda world, rows: world.people.low_income[rows] == 0,
    "minority": lambda world, rows: np.isin(
        world.people.ethnicity[rows], [ETHNICITY.index(name) for name in MINORITY]
    ),
}
"""Groups of persons that a row of a trial may be about, and that may be eligible."""
