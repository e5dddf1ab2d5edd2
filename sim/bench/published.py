"""What it means that the model is near a published rate, and how a rate of several years is made of counts.

One meaning for the page's table, the table of facts and the calibration: the years that are read, the
rate over them, the tolerance, and whether a figure is within it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

YEARS_READ = 5
"""The first years of the horizon, in which a region's published rates hold."""

MOST_OFF, LEAST_OFF = 0.03, 0.01
"""A published share counts as met within a part of it, but never beyond three percentage points
and never closer than one: what was published is no more exact."""

PART_OFF, PART_OF_CONTRAST = 0.25, 0.5
"""That part, for a share (the smaller of itself and the rest) and for a contrast of two groups."""

PART_OF_AMOUNT = 0.1
"""That part for anything else: amounts of money and counts."""

_EXACT = 1e-12
"""So much may be lost in binary fractions at the edge of a tolerance."""


def of_counts(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return counts over counts, float64 of the same shape; NaN where nobody is counted."""
    top, bottom = np.asarray(numerator, float), np.asarray(denominator, float)
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)


def pooled_rate(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return the rate of several years together: all that is counted over all who are, float64 [runs].

    Both are counts [runs, years]. A year with few people weighs little, as it does in a published
    rate of several years; the mean of yearly rates would give each year the same weight.
    """
    return of_counts(np.asarray(numerator).sum(axis=1), np.asarray(denominator).sum(axis=1))


@dataclass(frozen=True, slots=True)
class Near:
    """How far from what is published a figure may be: by so much, or by so many times; one is given.

    ``off`` is in the unit of the figure.
    """

    off: float | None = None
    times: float | None = None

    def holds(self, values: np.ndarray, published: float, high: float | None = None) -> np.ndarray:
        """Return which values are near a published figure, or range up to ``high``; bool, NaN is not."""
        top = published if high is None else high
        if self.off is not None:
            return (values >= published - self.off - _EXACT) & (values <= top + self.off + _EXACT)
        times = float(self.times or 1.0)
        return (values >= published / times) & (values <= top * times)


def near_rate(published: float, unit: str) -> Near:
    """Return how near to a region's published rate the baseline should be, in the rate's unit.

    ``unit`` is ``share``, ``points`` (a contrast of two shares, in percentage points) or any other.
    """
    if unit == "share":
        part = PART_OFF * min(published, 1 - published)
        return Near(min(MOST_OFF, max(LEAST_OFF, part)))
    if unit == "points":
        part = PART_OF_CONTRAST * abs(published) / 100
        return Near(100 * min(MOST_OFF, max(LEAST_OFF, part)))
    return Near(PART_OF_AMOUNT * abs(published))
