"""From the counts of one world to tidy rows: one row per indicator, group and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from sim.outcomes.groups import ALL_GROUP, GROUPS, by_group
from sim.outcomes.indicator import Indicator
from sim.outcomes.registry import ALL

NO_COHORT = -1


class Counts(Protocol):
    """What this module reads of a ``sim.core.world.Run``."""

    @property
    def years(self) -> int:
        """Years of the horizon."""

    @property
    def tallies(self) -> np.ndarray:
        """Counts of persons, int64 [years, tallies, cells]."""

    @property
    def market(self) -> np.ndarray:
        """Counts of jobs, int64 [years, counts]."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Tidy rows of one world as columns of equal length.

    ``year`` and ``cohort`` are the calendar years of the school year's first September;
    ``cohort`` is the school year in which the people counted left school, -1 if they are
    not one cohort. ``denominator`` is 1 for plain counts and amounts.
    """

    indicator: np.ndarray  # object (str)
    group: np.ndarray  # object (str)
    year: np.ndarray  # int32
    cohort: np.ndarray  # int32
    numerator: np.ndarray  # float64
    denominator: np.ndarray  # float64
    unit: np.ndarray  # object (str)

    def __len__(self) -> int:
        return len(self.numerator)

    @property
    def value(self) -> np.ndarray:
        """Numerator over denominator, float64; NaN where there is nobody to count."""
        value = np.full(len(self), np.nan)
        np.divide(self.numerator, self.denominator, out=value, where=self.denominator != 0)
        return value


def rows(
    indicator: str,
    group: str,
    years: np.ndarray,
    numerator: np.ndarray,
    unit: str,
    *,
    denominator: np.ndarray | None = None,
    lag: int | None = None,
) -> Rows:
    """Return the rows of one indicator and group over ``years`` (int [years])."""
    n = len(years)
    cohort = np.full(n, NO_COHORT) if lag is None else years - lag
    return Rows(
        np.full(n, indicator, dtype=object),
        np.full(n, group, dtype=object),
        years.astype(np.int32),
        cohort.astype(np.int32),
        np.asarray(numerator, dtype=np.float64),
        np.ones(n) if denominator is None else np.asarray(denominator, dtype=np.float64),
        np.full(n, unit, dtype=object),
    )  # fmt: skip


def stack(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, in order."""
    return Rows(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Rows)))


def indicator_rows(run: Counts, start: int) -> Rows:
    """Return every registered indicator of a world by group and year.

    ``start`` is the calendar year of the first September of the horizon.
    """
    years = start + np.arange(run.years)
    tallies = by_group(run.tallies)  # [years, tallies, groups]
    parts = []
    for indicator in ALL:
        counts = tallies if indicator.by_group else run.market[:, :, None]
        groups = GROUPS if indicator.by_group else (ALL_GROUP,)
        parts += _grouped(indicator, groups, years, counts)
    return stack(parts)


def _grouped(
    indicator: Indicator, groups: Sequence[str], years: np.ndarray, counts: np.ndarray
) -> list[Rows]:
    top = counts[:, list(indicator.numerator)].sum(axis=1)
    bottom = counts[:, list(indicator.denominator)].sum(axis=1) if indicator.denominator else None
    return [
        rows(
            indicator.code, group, years, top[:, g], indicator.unit,
            denominator=None if bottom is None else bottom[:, g], lag=indicator.lag,
        )
        for g, group in enumerate(groups)
    ]  # fmt: skip
