"""What every lever on the system has in common.

A lever changes a rule of the region rather than doing something with students. Its file holds a model of
its keys and, where they apply, what is wrong with it, what it costs, which named quantities it moves, and
the arrays that a rule of its own reads. A lever is handed the years, the draw and the partnerships, never
the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple, Self

import numpy as np
from pydantic import Field

from sim.core.columns import INGREDIENTS, PAYERS
from sim.core.plan import Move
from sim.study.reading.by_year import Uniform, under, until
from sim.study.reading.fields import Schedule, SchoolYear
from sim.study.reading.quantities import Quantity
from sim.study.reading.validation import Strict


@dataclass(frozen=True, slots=True)
class Partner:
    """What a lever may know of a partnership: seats planned float64 [Y], hours of a coordinator a seat."""

    seats: np.ndarray
    needs_employer: bool
    coordinator_hours: float
    within_budget: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a lever: its name in the scenario, the years, the draw, and the partnerships by name.

    ``scale`` thins persons and jobs like the population; ``schools`` and ``providers`` are their numbers.
    """

    name: str
    start: int
    years: int
    scale: float
    schools: int
    providers: int
    partners: Mapping[str, Partner]
    uniform: Uniform

    def value(self, key: str, quantity: Quantity) -> float:
        """A quantity stated under ``key``, as drawn."""
        return quantity.value(self.uniform(f"partnerships.{self.name}.{key}"))

    def by_year(self, key: str, schedule: Schedule, cliff: int | None = None) -> np.ndarray:
        """A schedule stated under ``key``, as drawn, float64 [Y]; nothing from the year ``cliff`` on."""
        drawn = under(f"partnerships.{self.name}.{key}", self.uniform)
        return until(cliff, self.start, schedule.values(self.start, self.years, drawn))

    def no_cost(self) -> np.ndarray:
        """Float64 [Y, ingredient, payer] of zeros."""
        return np.zeros((self.years, len(INGREDIENTS), len(PAYERS)))


class Complaint(NamedTuple):
    """Something wrong with a lever: ``below`` leads from it to the key or entry meant."""

    code: str
    message: str
    hint: str = ""
    below: tuple[str | int, ...] = ()
    warning: bool = False


class Lever(Strict):
    """A lever as a scenario states it under ``partnerships:``; a file's class derives from this one."""

    example: ClassVar[str] = ""
    """The lever as a planner may write it, beside a partnership of paid internships."""

    lever: str
    note: Annotated[str, Field(max_length=2000)] | None = None
    until: SchoolYear | None = None

    def check(self, around: Around) -> Iterator[Complaint]:
        """What is wrong with it among these partnerships, at central values."""
        return iter(())

    def concerns(self, name: str, partner: Partner) -> bool:
        """Whether it is about a partnership. Its cost is booked with those it concerns."""
        return True

    def costs(self, around: Around) -> np.ndarray:
        """What it costs, float64 [Y, ingredient, payer], USD of the first year, before thinning."""
        return around.no_cost()

    def spares(self, partner: Partner) -> tuple[str, ...]:
        """Ingredients of the cost of a partnership's seat that are paid by this lever instead."""
        return ()

    def moves(self, around: Around) -> Mapping[str, Move]:
        """How it moves named quantities: a setting (``careers.upskill``) or ``region.<figure>``."""
        return {}

    @classmethod
    def arrays(cls, several: Sequence[tuple[Self, Around]]) -> Mapping[str, np.ndarray]:
        """What a rule of its own reads from ``Plan.levers``, from all levers of this kind in a scenario."""
        return {}


def times(factor: np.ndarray) -> Move:
    """A quantity multiplied by ``factor``, float64 [Y] or [Y, n]."""
    return Move(factor, np.zeros_like(factor))


def plus(shift: np.ndarray) -> Move:
    """A quantity with ``shift`` added, float64 [Y] or [Y, n]; for log-odds."""
    return Move(np.ones_like(shift), shift)
