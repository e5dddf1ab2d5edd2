"""What had been delivered to whom by the end of each year: a list, for few persons are ever reached."""

from __future__ import annotations

from typing import Any

import numpy as np


class Served:
    """Deliveries of one world, year by year; asked like an array ``uint32 [years, persons]``.

    The lower 24 bits say which partnerships have delivered something to the person by then, the upper 8
    how many deliveries there were. Kept are the rows and values of those who have received something.
    """

    __slots__ = ("_rows", "_values", "shape")

    def __init__(self, years: int, persons: int) -> None:
        self.shape = (years, persons)
        self._rows = [np.zeros(0, np.uint32)] * years
        self._values = [np.zeros(0, np.uint32)] * years

    def note(self, year: int, rows: np.ndarray, values: np.ndarray) -> None:
        """Keep what has been delivered by the end of a year; ``rows`` rise."""
        self._rows[year], self._values[year] = rows, values

    def listed(self, year: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows, rising, and values of those who had received something by the end of a year."""
        return self._rows[year], self._values[year]

    def __getitem__(self, at: Any) -> np.ndarray:
        """One year ``[year]``, part of it ``[year, slice]``, or whatever an array would give."""
        year, part = at if isinstance(at, tuple) and len(at) == 2 else (at, slice(None))
        if not isinstance(year, int | np.integer) or not isinstance(part, slice):
            return np.asarray(self)[at]
        first, last, step = part.indices(self.shape[1])
        if step != 1:
            return self._dense(int(year), 0, self.shape[1])[part]
        return self._dense(int(year), first, max(first, last))

    def _dense(self, year: int, first: int, last: int) -> np.ndarray:
        """Persons from ``first`` up to ``last``, uint32, 0 for those without a delivery."""
        rows, values = self.listed(year)
        begin, end = np.searchsorted(rows, (first, last))
        part = np.zeros(last - first, np.uint32)
        part[rows[begin:end].astype(np.int64) - first] = values[begin:end]
        return part

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """All years and persons, uint32 [years, persons]."""
        years, persons = self.shape
        every = np.array([self._dense(year, 0, persons) for year in range(years)], np.uint32)
        return every.reshape(self.shape).astype(dtype or np.uint32, copy=False)

    def __eq__(self, other: object) -> bool:
        """Whether the same was delivered to the same persons in every year."""
        if not isinstance(other, Served) or self.shape != other.shape:
            return False
        ours, theirs = (*self._rows, *self._values), (*other._rows, *other._values)
        return all(np.array_equal(one, two) for one, two in zip(ours, theirs, strict=True))

    __hash__ = None  # it grows, year by year

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(array.nbytes for array in (*self._rows, *self._values))
