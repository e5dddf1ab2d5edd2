"""The state of a world: one array per column, and the container the rules work on."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.core.columns import FIRST_AGE, LAST_AGE, N_CELLS, STUDENT, WARM_UP_YEARS, Column
from sim.core.draws import BLOCK
from sim.core.plan import Plan
from sim.core.served import Served
from sim.core.tallies import Market, Tally

People = namedtuple("People", [column.name for column in STUDENT])
"""One array per column of :data:`sim.core.columns.STUDENT`, all of the same length."""


def empty(columns: tuple[Column, ...], rows: int, make: Callable) -> Any:
    """Zeroed arrays of ``rows`` rows, one per column, as the named tuple ``make``."""
    return make(*(np.zeros(rows, dtype=column.dtype) for column in columns))


class Firms(NamedTuple):
    """Employers: E rows, L levels. Jobs are counts of positions."""

    field: np.ndarray  # uint8 [E]
    wage: np.ndarray  # float64 [E, L], USD a year for a beginner of average skill, this year
    size: np.ndarray  # int32 [E], jobs in the base year
    jobs: np.ndarray  # int32 [E, L], positions wanted this year
    young: np.ndarray  # int32 [E, L], held by persons
    others: np.ndarray  # int32 [E, L], held by commuters
    vacancies: np.ndarray  # int32 [E, L], open in this year's matching; what is left at its end
    opened: np.ndarray  # int32 [E, L], opened or carried into this year, and of jobs that ended in it
    layoff: np.ndarray  # float64 [E, L], share of jobs that end this year because positions went
    growth: np.ndarray  # float64 [E], log points grown (or shrunk) by filling vacancies better than usual
    closed: np.ndarray  # uint8 [E], 1 = closed this year, 2 = new firm in the place of one that did
    participation: np.ndarray  # uint8 [E]
    membership_years: np.ndarray  # uint8 [E]
    threshold: np.ndarray  # float64 [E], return that the employer wants of hosting, USD per hour of staff
    output: np.ndarray  # float64 [E], worth to it of an hour's work of somebody hosted, USD
    belief: np.ndarray  # float64 [E], believed gain beyond the terms, USD per hour of staff
    brand: np.ndarray  # float32 [E], SD
    recent: np.ndarray  # float64 [E], hours of staff a year, mean over the years remembered
    hosted: np.ndarray  # int32 [E], seats hosted this year
    given: np.ndarray  # float64 [E], hours of staff given to them
    worked: np.ndarray  # float64 [E], hours that those who held them worked
    paid: np.ndarray  # float64 [E], USD paid for them, less subsidies
    hired_hosted: np.ndarray  # int32 [E, L], own former participants hired this year
    poached: np.ndarray  # int32 [E, L], own former participants who left for another employer of the region
    kept: np.ndarray  # float64 [E, L], workers who would have left this year without their tie, expected


class Conditions(NamedTuple):
    """The labour market by field and level, carried from year to year."""

    pay: np.ndarray  # float64 [F, L], log points by which wages offered have moved since the start
    moved: np.ndarray  # float64 [F, L], what of them is of this year
    usual_open: np.ndarray  # float64 [F, L], share of jobs unfilled at the end of a usual year
    standard: np.ndarray  # float64 [1], rank below which employers hire nobody, SD of applicants
    gates: (
        np.ndarray
    )  # float64 [2], SD of skill and experience, beside the cards, that open skilled and professional jobs
    positions: np.ndarray  # float64 [2], positions for each job of the tables; share of them open last year
    ring: np.ndarray  # float64 [2], commuters who look for a job, as a share of those who usually hold one;
    # share of jobs they held last year
    inflow: (
        np.ndarray
    )  # float64 [2], newcomers before 35 for each of the figure; residents of 30 to 34 last year
    leaving: np.ndarray  # float64 [2], log-odds added to leaving from 35 on; residents of 35 to 64 last year
    cycle: np.ndarray  # float64 [1], the region's business cycle, log points of jobs


class Seats(NamedTuple):
    """Who holds a seat this year: rows of people, grouped by partnership."""

    first: np.ndarray  # int64 [P + 1], start of each partnership's rows
    row: np.ndarray  # int64 [seats filled]
    shows: np.ndarray  # uint8 [seats filled], 0 = no-show
    host: np.ndarray  # uint16 [seats filled]
    quality: np.ndarray  # float64 [P], share of the pilot's effect that survives this scale


class Lots(NamedTuple):
    """Who was randomised in a trial, in the order of the rows, and how it fell out."""

    row: np.ndarray  # int64 [applicants]
    won: np.ndarray  # bool [applicants]
    uses: np.ndarray  # bool [applicants], holds the seat: winners who take it up and losers who cross over


class Search(NamedTuple):
    """Lookup tables of employers and schools (:mod:`sim.core.market.search`), fixed over a study."""

    start: np.ndarray  # int64 [2 * F * L + 1], slices: own field by level, then near the own field by level
    tenants: np.ndarray  # uint64, alias tables of the slices: chance to stay, employer, and the other one
    carry: np.ndarray  # float64 [F, F], share of technical skill of one field that counts in another
    feeder: np.ndarray  # float64 [Z, G, S], cumulative share of the grade's pupils in the zone


@dataclass(slots=True)
class World:
    """A region, its people and its employers in one year of one run.

    ``year`` counts from the first year of the horizon and is negative in the warm-up.
    """

    plan: Plan
    settings: dict[str, Any]
    people: People
    firms: Firms
    conditions: Conditions
    search: Search
    year: int
    k0: int  # study seed
    k1: int  # parameter draw and replicate
    poverty: np.ndarray  # float64 [S + 1], share of low income by school and, last, in the region
    events: np.ndarray  # uint16 [rows], bits of Event of this year
    first_of_age: np.ndarray  # int64, row at which the cohort of each birth index begins
    entered: np.ndarray  # int64 [births, warm-up and horizon], rows of it whose year of entry has come
    arrived: int = 0  # persons who have entered or moved in so far
    counted: int = 0  # rows before which everybody has been counted as departed
    departed: np.ndarray = field(default_factory=lambda: np.zeros((2, N_CELLS), np.int64))
    seats: Seats | None = None
    lots: Lots | None = None
    feasible: np.ndarray = field(default_factory=lambda: np.zeros(0))
    hosting: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))  # [P, E], who hosts what
    tallies: np.ndarray = field(default_factory=lambda: np.zeros((0, len(Tally), 1), np.int64))
    market: np.ndarray = field(default_factory=lambda: np.zeros((0, len(Market)), np.int64))
    delivery: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 4)))
    costs: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0, 0)))
    seated: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, N_CELLS), np.int64))
    lives: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    served: Served = field(default_factory=lambda: Served(0, 0))

    def rows(self, ages: tuple[int, int]) -> tuple[int, int]:
        """First and last + 1 row of the persons whose age is in a span, both ends included."""
        youngest, oldest = ages
        first, last = self.birth_index(oldest), self.birth_index(youngest) + 1
        # unsigned, so that compiled code need not ask of every index whether it counts from the end
        return np.uint64(self.first_of_age[first]), np.uint64(self.first_of_age[last])

    def blocks(self, ages: tuple[int, int]) -> np.ndarray:
        """The rows in use of an age span, uint64 [blocks, 2]: first and last + 1 row of each block.

        Rows whose year of entry is still to come are not among them.
        """
        youngest, oldest = ages
        births = np.arange(self.birth_index(oldest), self.birth_index(youngest) + 1)
        return cut(self.first_of_age[births], self.entered[births, self.year + WARM_UP_YEARS])

    @property
    def in_use(self) -> np.ndarray:
        """The rows in use this year, in blocks."""
        return self.blocks((FIRST_AGE, LAST_AGE))

    def entering(self) -> np.ndarray:
        """The rows whose year of entry this is, in blocks."""
        births = np.arange(self.birth_index(LAST_AGE), self.birth_index(FIRST_AGE) + 1)
        year = self.year + WARM_UP_YEARS
        before = self.entered[births, year - 1] if year > 0 else np.zeros(len(births), np.int64)
        return cut(self.first_of_age[births] + before, self.entered[births, year] - before)

    @property
    def window(self) -> tuple[int, int]:
        """First and last + 1 row of the persons who may be of simulated age this year.

        Rows are laid out by year of birth, oldest first, so that a year's people are a slice.
        """
        return self.rows((FIRST_AGE, LAST_AGE))

    def birth_index(self, age: int) -> int:
        """Position in ``first_of_age`` of those who are ``age`` in the current year."""
        return min(max(LAST_AGE + WARM_UP_YEARS - age + self.year, 0), len(self.first_of_age) - 2)


def cut(first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Stretches of ``count`` rows from ``first`` on, int64 each, cut into blocks: uint64 [blocks, 2]."""
    many = -(-count // BLOCK)
    stretch = np.repeat(np.arange(len(count)), many)
    start = first[stretch] + BLOCK * (np.arange(len(stretch)) - (np.cumsum(many) - many)[stretch])
    stop = np.minimum(start + BLOCK, (first + count)[stretch])
    # unsigned, so that compiled code need not ask of every index whether it counts from the end
    return np.stack([start, stop], axis=1).astype(np.uint64)


class Rule(NamedTuple):
    """One step of the year: what the schedule, the ODD page and the cards need to know of it."""

    name: str
    summary: str
    settings: type
    step: Callable[[World], None]


def settings_of(kind: type, name: str, parameters: dict[str, float | tuple[float, ...]]) -> Any:
    """Settings of a rule from the values of a parameter draw.

    Raises:
        KeyError: a setting has no evidence card ``<rule>.<setting>``.
    """
    values = []
    for setting in kind._fields:
        card = f"{name}.{setting}"
        if card not in parameters:
            raise KeyError(f"no evidence card '{card}': a parameter without a card does not load")
        value = parameters[card]
        values.append(tuple(float(v) for v in value) if isinstance(value, tuple | list) else float(value))
    return kind(*values)
