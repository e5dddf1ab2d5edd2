"""The runs of a comparison, looked at one outcome at a time.

Summaries are those of :mod:`sim.analysis.summary`, so that page, tables and command line say
the same: middle value, 90 % interval (5th to 95th percentile), bands, Monte Carlo error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.summary import estimate, spread
from sim.outcomes.groups import ALL_GROUP
from sim.words.numbers import INTERVAL_RUNS, Estimate

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison


class RunsByOutcome:
    """Every run of every option, by indicator, group and year; arrays have one entry per run."""

    def __init__(self, comparison: Comparison) -> None:
        """Index the outcomes of each option once; nothing is copied that is not asked for."""
        self._stacks, self._homes = comparison.stacks, comparison.baselines
        self._places: dict[tuple[str, str, str], dict[int, int]] = {}
        self._units: dict[str, str] = {}
        for option, stack in self._stacks.items():
            columns = (stack.keys[name] for name in ("indicator", "group", "year", "unit"))
            for place, (indicator, group, year, unit) in enumerate(zip(*columns, strict=True)):
                self._places.setdefault((option, indicator, group), {})[int(year)] = place
                self._units[indicator] = unit
        tasks = next(iter(self._stacks.values())).tasks
        self.draws = np.array([task.draw for task in tasks])

    def has(self, option: str, indicator: str, group: str = ALL_GROUP) -> bool:
        """Whether anything was counted under this name."""
        return (option, indicator, group) in self._places

    def unit(self, indicator: str) -> str:
        """Unit of an indicator, ``1`` if it was never counted."""
        return self._units.get(indicator, "1")

    def groups(self, option: str, indicator: str) -> list[str]:
        """Groups in which an indicator was counted, in their order in the files."""
        return [g for o, i, g in self._places if o == option and i == indicator]

    def years(self, option: str, indicator: str, group: str = ALL_GROUP) -> list[int]:
        """Years in which an indicator was counted (first September), ascending."""
        return sorted(self._places.get((option, indicator, group), ()))

    def values(
        self, option: str, indicator: str, year: int, group: str = ALL_GROUP, column: str = "value"
    ) -> np.ndarray:
        """Values of one year, float64 [runs]; NaN if nothing was counted.

        ``column`` is ``value``, ``numerator`` or ``denominator``.
        """
        place = self._places.get((option, indicator, group), {}).get(year)
        if place is None:
            return np.full(len(self.draws), np.nan)
        return getattr(self._stacks[option], column)[:, place]

    def table(self, option: str, indicator: str, group: str = ALL_GROUP, column: str = "value") -> np.ndarray:
        """Values (or the ``numerator`` or ``denominator``) of all years, float64 [runs, years]."""
        years = self.years(option, indicator, group)
        return np.stack([self.values(option, indicator, year, group, column) for year in years], axis=1)

    def change(self, option: str, indicator: str, year: int, group: str = ALL_GROUP) -> np.ndarray:
        """Option less its baseline in the same draw and replicate: the runs are paired. float64 [runs]."""
        home = self._homes[option]
        return self.values(option, indicator, year, group) - self.values(home, indicator, year, group)

    def by_draw(self, values: np.ndarray) -> pd.Series:
        """Means over the chance repetitions: one value per parameter draw."""
        return pd.Series(values).groupby(self.draws).mean().rename_axis("draw")


def difference(values: np.ndarray, unit: str) -> Estimate:
    """Estimate of a change: changes of shares are in percentage points."""
    return estimate(values * 100, "points") if unit == "share" else estimate(values, unit)


def bands(table: np.ndarray, years: list[int]) -> pd.DataFrame:
    """Median, bands and Monte Carlo error by year, from values [runs, years].

    ``low`` and ``high`` are the ends that are printed beside the median. With too few runs for an
    interval they are the only band there is: the others are NaN.
    """
    seen = spread(table)
    names = {"median": "median", "low50": "p25", "high50": "p75", "low80": "p10", "high80": "p90"}
    names |= {"low": "low", "high": "high", "error": "mc_error", "runs": "runs"}
    answer = pd.DataFrame({"year": years, **{name: seen[level] for name, level in names.items()}})
    inner = ["low50", "high50", "low80", "high80"]
    answer[inner] = answer[inner].where(answer["runs"] >= INTERVAL_RUNS)
    return answer


def quantiles(values: np.ndarray, dots: int) -> np.ndarray:
    """The middles of ``dots`` equal parts of the distribution, ascending."""
    return np.percentile(values, (np.arange(dots) + 0.5) * 100 / dots)
