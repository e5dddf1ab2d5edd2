"""The model's figure of a fact, one number for each run, from the finished runs of a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.stack import Stack
from sim.bench.facts.fact import SIGNED, Fact, Term, Tolerance
from sim.bench.facts.published import Figure
from sim.bench.published import YEARS_READ, Near, pooled_rate

SHOCK_AFTER, SHOCK_YEARS = 5, 3
"""The shocks begin so many years after the start of the horizon, and last so long."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The model's figure: the middle (of a slope the line of all runs together) and a number by run."""

    middle: float
    runs: np.ndarray  # float64 [runs]

    @property
    def interval(self) -> tuple[float, float]:
        """The 90 % interval over the runs; NaN where no run has a value."""
        seen = self.runs[~np.isnan(self.runs)]
        if not len(seen):
            return float("nan"), float("nan")
        low, high = np.percentile(seen, [5, 95])
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Runs:
    """The finished runs of a region: its baseline, the same with each shock, and how many firms may close."""

    start: int
    worlds: Mapping[str, Stack]  # baseline, recession, surge
    single_firms: int
    pay: Mapping[str, np.ndarray] = field(default_factory=dict)  # figures of pay, float64 [runs]


def measured(fact: Fact, runs: Runs) -> Measured | None:
    """Return the model's figure of a fact; None if the model does not count it, or nobody in the region."""
    base = runs.worlds["baseline"]
    first = runs.start + np.arange(YEARS_READ)
    if fact.kind == "absent":
        return None
    if fact.kind == "pay":
        figures = runs.pay.get(str(fact.pay))
        return None if figures is None else _of(figures)
    if fact.kind == "slope":
        return _slope(fact, base)
    if fact.kind == "response":
        return _of(_response(fact, base, runs.worlds[str(fact.shock)], runs.start))
    value = pooled(base, fact.of, first)
    if np.isnan(value).all():
        return None
    if fact.kind in ("ratio", "order"):
        other = pooled(base, fact.over, first)
        value = value / other if fact.kind == "ratio" else value - other
    return _of(value / runs.single_firms if fact.per == "single_firms" else value)


def _of(values: np.ndarray) -> Measured:
    seen = values[~np.isnan(values)]
    return Measured(float(np.median(seen)) if len(seen) else float("nan"), values)


def yearly(stack: Stack, terms: Sequence[Term], years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return numerators and denominators of indicators counted together, float64 [runs, years] each."""
    shape = (len(stack.tasks), len(years))
    top, bottom = np.zeros(shape), np.zeros(shape)
    for term in terms:
        columns = stack.columns(term.code, term.group)
        place = {
            int(year): column
            for column, year in zip(columns, stack.keys["year"].to_numpy()[columns], strict=True)
        }
        chosen = [place[int(year)] for year in years]
        top += stack.numerator[:, chosen]
        bottom += stack.denominator[:, chosen]
    return top, bottom if terms[0].is_rate else np.ones(shape)


def pooled(stack: Stack, terms: Sequence[Term], years: np.ndarray) -> np.ndarray:
    """Return a rate over several years, or the yearly mean of a count, float64 [runs]; NaN if nobody is."""
    return pooled_rate(*yearly(stack, terms, years))


def _response(fact: Fact, base: Stack, shocked: Stack, start: int) -> np.ndarray:
    years = start + SHOCK_AFTER + np.arange(SHOCK_YEARS)
    before, after = pooled(base, fact.of, years), pooled(shocked, fact.of, years)
    return after - before if fact.measured_in == "points" else after / before - 1.0


def _slope(fact: Fact, base: Stack) -> Measured:
    years = np.unique(base.keys["year"].to_numpy())
    y, x = (_series(fact, base, side, years) for side in (fact.of, fact.over))
    cross, square = (x * y).sum(axis=1), (x * x).sum(axis=1)
    each = np.divide(cross, square, out=np.full(len(x), np.nan), where=square > 0)
    whole = cross.sum() / square.sum() if square.sum() > 0 else float("nan")
    return Measured(float(whole), each)


def _series(fact: Fact, base: Stack, terms: Sequence[Term], years: np.ndarray) -> np.ndarray:
    """Yearly rates less each run's own mean, or less its own straight line over the years."""
    top, bottom = yearly(base, terms, years)
    rates = top / bottom
    values = np.log(rates) if fact.logs else rates
    away = values - values.mean(axis=1, keepdims=True)
    if fact.trend == "out":
        time = np.arange(len(years)) - (len(years) - 1) / 2
        away = away - np.outer(away @ time / (time @ time), time)
    return away


def agreeing(values: np.ndarray, tolerance: Tolerance, figure: Figure) -> np.ndarray:
    """Return which runs agree with what is published, bool [runs]; runs without a value do not."""
    if tolerance.sign is not None:
        return values > 0 if tolerance.sign == "above" else values < 0
    if figure.value is None:
        return np.zeros(len(values), dtype=bool)
    near = Near(times=tolerance.times) if tolerance.points is None else Near(tolerance.points / 100)
    return near.holds(values, figure.value, figure.high)


def verdict(fact: Fact, model: Measured | None, figure: Figure | None) -> tuple[str, float | None]:
    """Return ``met``, ``missed``, ``no figure`` or ``not counted``, and the share of runs that agree.

    A size is met when the middle of the runs lies within the tolerance, a sign when nine of ten runs have it.
    """
    if model is None:
        return "not counted", None
    if figure is None or fact.tolerance is None:
        return "no figure", None
    share = float(agreeing(model.runs, fact.tolerance, figure).mean())
    if fact.tolerance.sign is not None:
        return "met" if share >= SIGNED else "missed", share
    middle = bool(agreeing(np.array([model.middle]), fact.tolerance, figure)[0])
    return "met" if middle else "missed", share
