"""Summaries over the runs: medians, intervals, and the error that a finite number of runs leaves.

An interval shows what is not known about the parameters, and chance; more runs make its
ends more precise, not narrower.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.stack import Stack
from sim.outcomes.compared import COMPARED
from sim.words.numbers import INTERVAL_RUNS, Estimate

if TYPE_CHECKING:
    import pandas as pd

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
NAMES = ("p05", "p10", "p25", "median", "p75", "p90", "p95")
"""Percentiles: 5-95 is the 90 % interval, 10-90 and 25-75 are the bands of the fan charts."""

MEDIAN_ERROR = math.sqrt(math.pi / 2)
"""Standard error of a median over that of a mean, for values spread like a normal distribution."""

ENOUGH = 0.1
"""There are enough runs when the Monte Carlo error of the median is below this share of the 90 % interval."""


def percentiles(values: np.ndarray, levels: tuple[int, ...] = PERCENTILES) -> np.ndarray:
    """Return percentiles over the runs, float64 [levels, outcomes]; runs without a value are left out.

    ``values`` is float64 [runs, outcomes]; an outcome without any value gives NaN.
    """
    whole = ~np.isnan(values).any(axis=0)
    answer = np.full((len(levels), values.shape[1]), np.nan)
    if whole.any():
        answer[:, whole] = np.percentile(values[:, whole], levels, axis=0)
    for column in np.flatnonzero(~whole & ~np.isnan(values).all(axis=0)):
        seen = values[:, column]
        answer[:, column] = np.percentile(seen[~np.isnan(seen)], levels)
    return answer


def spread(values: np.ndarray) -> dict[str, np.ndarray]:
    """Return count, mean, standard deviation, error of the median, percentiles and ends of each outcome.

    ``low`` and ``high`` are what is printed beside the median: the 5th and 95th percentiles, or
    the smallest and largest of fewer than :data:`sim.words.numbers.INTERVAL_RUNS` runs, or NaN of one.
    """
    seen = ~np.isnan(values)
    runs = seen.sum(axis=0)
    filled = np.where(seen, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = filled.sum(axis=0) / runs
        squares = (np.where(seen, values - mean, 0.0) ** 2).sum(axis=0)
        deviation = np.where(runs > 1, np.sqrt(squares / np.maximum(runs - 1, 1)), np.nan)
        error = MEDIAN_ERROR * deviation / np.sqrt(runs)
    named = dict(zip(NAMES, percentiles(values), strict=True))
    low, high = _ends(values, runs, named["p05"], named["p95"])
    return {
        "runs": runs, "mean": mean, "sd": deviation, "mc_error": error, **named, "low": low, "high": high,
    }  # fmt: skip


def _ends(
    values: np.ndarray, runs: np.ndarray, p05: np.ndarray, p95: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of what is printed beside each median, float64 [outcomes] each."""
    few, some = runs < INTERVAL_RUNS, runs > 1
    low, high = np.where(few, np.nan, p05), np.where(few, np.nan, p95)
    ranged = few & some
    if ranged.any():
        low[ranged] = np.nanmin(values[:, ranged], axis=0)
        high[ranged] = np.nanmax(values[:, ranged], axis=0)
    return low, high


def estimate(values: np.ndarray, unit: str = "persons") -> Estimate:
    """Return median, interval and Monte Carlo error of ``values`` (float64 [runs]).

    Runs without a value (NaN) are left out; with none left the median is NaN.
    """
    seen = {name: float(column[0]) for name, column in spread(np.asarray(values, float)[:, None]).items()}
    error = seen["mc_error"] if math.isfinite(seen["mc_error"]) else 0.0
    return Estimate(seen["median"], seen["low"], seen["high"], error, unit, int(seen["runs"]))


def summary(stack: Stack) -> pd.DataFrame:
    """Return one row per outcome of an option: the keys, the spread, and the median denominator."""
    table = stack.keys.copy()
    table.insert(0, "option", stack.option)
    table["denominator"] = percentiles(stack.denominator, (50,))[0]
    for name, column in spread(stack.value).items():
        table[name] = column
    return table


def differences(option: Stack, baseline: Stack) -> pd.DataFrame:
    """Return option less baseline by outcome, run by run, for every outcome that both have.

    What is counted over two worlds is a difference already and taken as it is. ``above_zero`` is
    the share of runs in which the difference is above zero.
    """
    pairs = option.keys.reset_index(names="mine").merge(
        baseline.keys.reset_index(names="base"),
        on=["indicator", "group", "year", "cohort", "unit"],
        how="left",
    )
    compared = option.keys["indicator"].isin(COMPARED).to_numpy()
    pairs = pairs[pairs["base"].notna() | compared[pairs["mine"]]]
    mine = pairs["mine"].to_numpy()
    base = np.full((len(option.tasks), len(pairs)), 0.0)
    both = pairs["base"].notna().to_numpy()
    base[:, both] = baseline.value[:, pairs["base"].to_numpy()[both].astype(int)]
    change = option.value[:, mine] - base
    table = option.keys.iloc[mine].reset_index(drop=True)
    table.insert(0, "option", option.option)
    table["baseline"] = np.where(both, percentiles(base, (50,))[0], np.nan)
    table["level"] = np.where(both, percentiles(option.value[:, mine], (50,))[0], np.nan)
    for name, column in spread(change).items():
        table[name] = column
    seen = np.maximum((~np.isnan(change)).sum(axis=0), 1)
    table["above_zero"] = np.where(np.isnan(change).all(axis=0), np.nan, (change > 0).sum(axis=0) / seen)
    return table


def enough_runs(values: np.ndarray) -> bool:
    """Whether the Monte Carlo error of the median of ``values`` (float64 [runs]) is small enough."""
    if len(values) < 2:
        return False
    low, high = np.percentile(values, [5, 95])
    error = MEDIAN_ERROR * values.std(ddof=1) / math.sqrt(len(values))
    return bool(high == low or error <= ENOUGH * (high - low))


def chance_of_best(values: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the share of runs in which each option has the highest value; ties are shared out.

    ``values`` maps options to one number per run, float64 [runs].
    """
    table = np.stack(list(values.values()))
    first = table == table.max(axis=0)
    return dict(zip(values, (first / first.sum(axis=0)).mean(axis=1).tolist(), strict=True))
