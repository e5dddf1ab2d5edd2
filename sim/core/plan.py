"""What a world is built from: the region and the plan, as arrays.

:mod:`sim.study` compiles files into these; the rules read them and never change them.
Shapes: S schools, E employers, V providers, Z zones, G grades (13), Y years of the horizon,
F fields, L levels, K pathways.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from sim.core.partnership import PARTNERSHIP


class Region(NamedTuple):
    """A region in the base year.

    ``pupils`` counts the pupils of each school, grade and ethnicity; the shares of low
    income, English learners and pupils with a disability are those of the school.
    """

    pupils: np.ndarray  # int32 [S, G, ethnicity]
    low_income_share: np.ndarray  # float64 [S, ethnicity], share of pupils
    english_learner_share: np.ndarray  # float64 [S]
    disability_share: np.ndarray  # float64 [S]
    first_grade: np.ndarray  # int8 [S]
    last_grade: np.ndarray  # int8 [S]
    school_zone: np.ndarray  # uint8 [S]
    pupils_per_counsellor: np.ndarray  # float64 [S]
    rural_zone: np.ndarray  # float64 [Z], share of households in rural territory
    no_car_share: np.ndarray  # float64 [2], share without a car, by low income (no, yes)
    first_generation_share: (
        np.ndarray
    )  # float64 [2], share of pupils without a parent with a degree, by low income
    jobs: np.ndarray  # int32 [E, L]
    employer_field: np.ndarray  # uint8 [E]
    may_close: np.ndarray  # uint8 [E], 1 = one firm of the size classes, which may close and be replaced
    outside: np.ndarray  # uint8 [E], 1 = jobs outside the region that residents commute to
    stands_for: np.ndarray  # int32 [E], firms that a row stands for: 1, or those of a pool of small ones
    wage: np.ndarray  # float64 [E, L], USD a year
    provider_pathway: np.ndarray  # uint8 [V]
    provider_seats: np.ndarray  # int32 [V], -1 = open
    provider_fields: np.ndarray  # float64 [V, F], awards by field, rows sum to 1
    provider_awards: np.ndarray  # float64 [V], weight among the providers of the pathway, 0 = elsewhere
    kindergarten: np.ndarray  # int32 [Y], size of the cohort that enters in each year
    families_in: np.ndarray  # float64 [G], pupils moving in a year as a share of the grade
    newcomers: np.ndarray  # float64 [ages from 18 to 64], persons moving in during a usual year, by age
    adults: float  # residents of 35 to 64 in the base year
    adult_diploma: np.ndarray  # float64 [ethnicity], share of adults who finished high school
    adult_bachelor: np.ndarray  # float64 [ethnicity], share with a bachelor's degree
    adult_skilled_share: float  # share with a credential below the bachelor's
    unemployment: float  # published, of the labour force of 25 to 29; the market settles by it; NaN = none
    usually_open: float  # share of positions open in a usual month; how many there are settles by it
    commuters_share: float  # share of the region's jobs held by people who live outside it
    newcomer_bachelor_share: (
        np.ndarray
    )  # float64 [2], share of them with a bachelor's degree, before 35 and from 35 on
    newcomer_skilled_share: float  # share with a credential below the bachelor's
    newcomer_ethnicity: np.ndarray  # float64 [ethnicity], shares; also of the adults of the base year


Partnerships = namedtuple("Partnerships", [number.name for number in PARTNERSHIP])
"""The partnerships of a scenario: one array per number of :data:`sim.core.partnership.PARTNERSHIP`, one
row each; all amounts in prices of the first year."""


def partnership_arrays(rows: Sequence[Mapping[str, Any]], lengths: Mapping[str, int]) -> Partnerships:
    """Arrays of partnerships from rows of numbers by name; ``lengths`` of schools, employers and years."""
    return Partnerships(*(
        np.array([row[number.name] for row in rows], number.dtype).reshape(len(rows), *number.shape(lengths))
        for number in PARTNERSHIP
    ))  # fmt: skip


class Move(NamedTuple):
    """How a lever moves a named quantity in each year of the horizon: ``factor`` × quantity + ``shift``.

    Both are float64 [Y], or [Y, n] for a quantity of n entries (schools, occupations, …).
    """

    factor: np.ndarray
    shift: np.ndarray

    def apply(self, value: np.ndarray, year: int) -> np.ndarray:
        """The quantity as it is in a year."""
        return value * self.factor[year] + self.shift[year]

    def then(self, other: Move) -> Move:
        """Both moves: factors multiply, shifts add."""
        return Move(self.factor * other.factor, self.shift + other.shift)


class Targeting(IntEnum):
    """Codes of ``Partnerships.targeting``: who is offered a seat first."""

    OPEN = 0  # applicants by how keen they are
    LOTTERY = 1  # applicants by lot
    BY_NEED = 2  # applicants of low income first, then by lot
    RESERVED = 3  # a share of seats held for the target group, by lot within
    OUTREACH = 4  # the target group is won over until it is its share of the applicants; then by lot


class Shocks(NamedTuple):
    """What happens to employers from outside, already drawn."""

    jobs_factor: np.ndarray  # float64 [Y, E, L], factor on the jobs of that year
    demand: np.ndarray  # float64 [Y, E, L], jobs wanted on top in that year
    outdated: np.ndarray  # float64 [Y, F], share of technical skill in the field that counts no more


class Lottery(NamedTuple):
    """A trial's lots, which take the place of the rule of seats, or of the choice of a pathway."""

    partnerships: tuple[
        int, ...
    ]  # rows whose seats go by these lots, all to the same persons; () = a pathway
    pathway: int  # Pathway whose entrants are randomised: losers look for work; 0 = seats are
    year: int  # year of the horizon in which lots are drawn
    years: int  # school years for which a seat is held
    grades: tuple[int, int]  # of pupils when lots are drawn; for adults without meaning
    ages: tuple[int, int]  # when lots are drawn
    cells: np.ndarray  # uint8 [cells], 1 = persons of the cell may apply
    academic: tuple[float, float]  # SD, least and most
    winners: float  # share of the applicants
    take_up: float  # share of the winners who use the seat
    crossover: float  # share of the losers who get one all the same
    most: int  # applicants taken into the trial, by lot among the volunteers
    by_school: bool  # schools win or lose, with all of their applicants


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a world is built from, for one parameter draw."""

    seed: int
    draw: int
    replicate: int
    years: int
    region: Region
    partnerships: Partnerships
    budget: np.ndarray  # float64 [Y], USD of public money the plan may cost in a year, inf = no cap
    shocks: Shocks
    parameters: dict[str, float | tuple[float, ...]]  # evidence-card id -> value of this draw
    target_fields: int  # bit set
    levers: Mapping[str, Mapping[str, np.ndarray]] = field(default_factory=dict)  # what a lever's rule reads
    moves: Mapping[str, Move] = field(
        default_factory=dict
    )  # "rule.setting" or "region.figure" -> how it moves
    lottery: Lottery | None = None  # of a trial run inside the model
    unlimited_vacancies: bool = False  # for tests of the laws
    no_vacancies: bool = False
    closed_region: bool = False
