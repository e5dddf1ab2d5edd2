"""Distributions of uncertain numbers: five shapes, optional bounds, drawn by inverse distribution function.

One uniform gives one value, so that the same keyed uniform gives the same value in every option of a
study. Bounds truncate (they leave no heap of draws at the bound); the central value is the mean of the
unbounded shape, moved to the nearer bound where it lies outside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SHAPES = {
    "normal": ("mean", "standard deviation"),
    "uniform": ("low", "high"),
    "beta": ("a", "b"),
    "triangular": ("low", "most likely", "high"),
    "lognormal": ("mean of the logarithm", "standard deviation of the logarithm"),
}
"""Names of the shapes and what their numbers mean, in order."""

NARROWEST = 1e-9
"""Bounds that keep less than this share of a distribution are refused: nothing sensible is left."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A number (``kind='fixed'``) or a shape with its numbers in canonical units.

    ``scale`` converts values of ``beta`` and ``lognormal`` to canonical units (their own numbers have none).
    """

    kind: str
    numbers: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf
    scale: float = 1.0

    @property
    def mean(self) -> float:
        """Mean of the shape without its bounds."""
        a = self.numbers
        match self.kind:
            case "fixed" | "normal":
                return a[0]
            case "uniform":
                return (a[0] + a[1]) / 2
            case "triangular":
                return (a[0] + a[1] + a[2]) / 3
            case "beta":
                return self.scale * a[0] / (a[0] + a[1])
            case _:
                return self.scale * math.exp(a[0] + a[1] ** 2 / 2)

    @property
    def central(self) -> float:
        """Mean moved to the nearer bound where it lies outside."""
        return min(max(self.mean, self.low), self.high)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value that can be drawn."""
        a = self.numbers
        match self.kind:
            case "fixed":
                ends = (a[0], a[0])
            case "uniform" | "triangular":
                ends = (a[0], a[-1])
            case "beta":
                ends = (0.0, self.scale)
            case "lognormal":
                ends = (0.0, math.inf)
            case _:
                ends = (-math.inf, math.inf)
        return max(ends[0], self.low), min(ends[1], self.high)

    def quantile(self, u: float) -> float:
        """Value below which the share ``u`` of draws falls, ``0 < u < 1``."""
        if self.kind == "fixed":
            return self.numbers[0]
        below, above = self._kept()
        value = self._inverse(below + u * (above - below))
        return min(max(value, self.low), self.high)

    def kept_share(self) -> float:
        """Share of the unbounded shape that lies within the bounds."""
        below, above = self._kept()
        return above - below

    def _kept(self) -> tuple[float, float]:
        below = 0.0 if self.low == -math.inf else self._cumulative(self.low)
        above = 1.0 if self.high == math.inf else self._cumulative(self.high)
        return below, above

    def _cumulative(self, x: float) -> float:
        from scipy.special import betainc, ndtr

        a = self.numbers
        match self.kind:
            case "fixed":
                return float(x >= a[0])
            case "normal":
                return float(ndtr((x - a[0]) / a[1]))
            case "uniform":
                return min(max((x - a[0]) / (a[1] - a[0]), 0.0), 1.0)
            case "triangular":
                return _triangular_share(x, *a)
            case "beta":
                return float(betainc(a[0], a[1], min(max(x / self.scale, 0.0), 1.0)))
            case _:
                return float(ndtr((math.log(x / self.scale) - a[0]) / a[1])) if x > 0 else 0.0

    def _inverse(self, u: float) -> float:
        from scipy.special import betaincinv, ndtri

        a = self.numbers
        match self.kind:
            case "normal":
                return a[0] + a[1] * float(ndtri(u))
            case "uniform":
                return a[0] + u * (a[1] - a[0])
            case "triangular":
                return _triangular_value(u, *a)
            case "beta":
                return self.scale * float(betaincinv(a[0], a[1], u))
            case _:
                return self.scale * math.exp(a[0] + a[1] * float(ndtri(u)))


def _triangular_share(x: float, low: float, mode: float, high: float) -> float:
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    if x < mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))


def _triangular_value(u: float, low: float, mode: float, high: float) -> float:
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def problem_of(distribution: Distribution) -> str | None:
    """What is wrong with the numbers of a distribution, in plain words; None when nothing is."""
    a = distribution.numbers
    match distribution.kind:
        case "normal" if a[1] <= 0:
            return "the standard deviation must be above 0"
        case "lognormal" if not 0 < a[1] <= 10:
            return "the standard deviation of the logarithm must be above 0 and at most 10"
        case "lognormal" if abs(a[0]) > 50:
            return "the mean of the logarithm must lie between -50 and 50"
        case "uniform" if a[0] >= a[1]:
            return "the low end must be below the high end"
        case "beta" if min(a) <= 0 or max(a) > 1e6:
            return "both numbers must be above 0 and at most 1,000,000"
        case "triangular" if not (a[0] <= a[1] <= a[2] and a[0] < a[2]):
            return "the numbers must come in the order low, most likely, high"
    if distribution.low >= distribution.high:
        return "min must be below max"
    if distribution.kept_share() < NARROWEST:
        return "the bounds leave nothing of the distribution"
    return None
