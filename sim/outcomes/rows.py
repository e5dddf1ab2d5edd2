"""From the counts of worlds to tidy rows: one row per indicator, group and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.outcomes.groups import ALL_GROUP, GROUPS, by_group
from sim.outcomes.indicator import Indicator
from sim.outcomes.registry import ALL

if TYPE_CHECKING:
    import pyarrow as pa

NO_COHORT = -1


class Counts(Protocol):
    """What this module reads of a world, or of many worlds with a first axis for the runs."""

    @property
    def tallies(self) -> np.ndarray:
        """Counts of persons, int64 [..., years, tallies, cells]."""

    @property
    def market(self) -> np.ndarray:
        """Counts of jobs, int64 [..., years, counts]."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Tidy rows as columns of equal length; counts may have leading axes, one entry per run.

    ``year`` and ``cohort`` are the calendar years of the school year's first September;
    ``cohort`` is the school year in which the people counted left school, -1 if they are
    not one cohort. ``denominator`` is 1 for plain counts and amounts.
    """

    indicator: np.ndarray  # object (str) [rows]
    group: np.ndarray  # object (str) [rows]
    year: np.ndarray  # int32 [rows]
    cohort: np.ndarray  # int32 [rows]
    numerator: np.ndarray  # float64 [..., rows]
    denominator: np.ndarray  # float64 [..., rows]
    unit: np.ndarray  # object (str) [rows]

    def __len__(self) -> int:
        return len(self.indicator)

    @property
    def value(self) -> np.ndarray:
        """Numerator over denominator, float64 [..., rows]; NaN where there is nobody to count."""
        value = np.full(self.numerator.shape, np.nan)
        np.divide(self.numerator, self.denominator, out=value, where=self.denominator != 0)
        return value

    def table(self) -> pa.Table:
        """The rows of one world as a table, for the store; text is dictionary-encoded."""
        import pyarrow as pa

        text = ("indicator", "group", "unit")
        columns = {part.name: getattr(self, part.name) for part in fields(self)} | {"value": self.value}
        arrays = {
            name: pa.array(column, type=pa.string()).dictionary_encode() if name in text else pa.array(column)
            for name, column in columns.items()
        }
        return pa.table(arrays)


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
    """Return the rows of one indicator and group over ``years`` (int [years]); counts are [..., years]."""
    n = len(years)
    cohort = np.full(n, NO_COHORT) if lag is None else years - lag
    top = np.asarray(numerator, dtype=np.float64)
    return Rows(
        np.full(n, indicator, dtype=object),
        np.full(n, group, dtype=object),
        years.astype(np.int32),
        cohort.astype(np.int32),
        top,
        np.ones_like(top) if denominator is None else np.asarray(denominator, dtype=np.float64),
        np.full(n, unit, dtype=object),
    )  # fmt: skip


def stack(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, in order."""
    return Rows(*(np.concatenate([getattr(part, f.name) for part in parts], axis=-1) for f in fields(Rows)))


def indicator_rows(
    counts: Counts, start: int, groups: Sequence[str] = GROUPS, indicators: Sequence[Indicator] = ALL
) -> Rows:
    """Return indicators by group and year; what is not of persons is counted for everybody only.

    ``start`` is the calendar year of the first September of the horizon.
    """
    years = start + np.arange(counts.tallies.shape[-3])
    tallies = by_group(counts.tallies, groups)  # [..., years, tallies, groups]
    parts = []
    for indicator in indicators:
        if indicator.by_group:
            parts += _grouped(indicator, groups, years, tallies)
        elif ALL_GROUP in groups:
            parts += _grouped(indicator, (ALL_GROUP,), years, counts.market[..., None])
    return stack(parts)


def _grouped(
    indicator: Indicator, groups: Sequence[str], years: np.ndarray, counts: np.ndarray
) -> list[Rows]:
    top = counts[..., list(indicator.numerator), :].sum(axis=-2)
    bottom = counts[..., list(indicator.denominator), :].sum(axis=-2) if indicator.denominator else None
    return [
        rows(
            indicator.code, group, years, top[..., g], indicator.unit,
            denominator=None if bottom is None else bottom[..., g], lag=indicator.lag,
        )
        for g, group in enumerate(groups)
    ]  # fmt: skip
