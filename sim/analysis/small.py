"""Groups of so few persons that nothing of theirs is printed, and tables with their figures left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.registry import INDICATORS
from sim.words.groups import TOO_SMALL, is_small, of_persons

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

GROUPS_CODE = "target_job_here_5y"
"""The rate whose denominator, former pupils five years on, says how many persons a group has."""

NOTE = "note"
"""Column in which a table says why the figures of a row are left out."""


def persons(comparison: Comparison, group: str) -> float:
    """Return the former pupils of a group in the baseline at the headline year (median over the runs).

    NaN if the horizon ends before any of them is counted.
    """
    return _counted(comparison, group) if _counted(comparison, "all") > 0 else float("nan")


def _counted(comparison: Comparison, group: str) -> float:
    base = comparison.stacks[comparison.baseline]
    columns = base.columns(GROUPS_CODE, group)
    chosen = columns[base.keys["year"].to_numpy()[columns] == comparison.headline_year]
    return float(np.median(base.denominator[:, chosen[0]])) if len(chosen) else 0.0


def small_rows(comparison: Comparison, table: pd.DataFrame) -> np.ndarray:
    """Return which rows are of a group too small to print, bool [rows].

    ``table`` has the columns ``indicator``, ``group`` and ``year``, and ``denominator`` if it is at
    hand. A rate is judged by its own denominator in the baseline, a count by the persons of the group.
    """
    groups = (group for group in table["group"].unique() if of_persons(group))
    return _few(comparison, table, {group: persons(comparison, group) for group in groups})


def _few(comparison: Comparison, table: pd.DataFrame, whole: dict[str, float]) -> np.ndarray:
    base = comparison.stacks[comparison.baseline]
    below = np.median(base.denominator, axis=0)
    keys = (base.keys[name] for name in ("indicator", "group", "year"))
    own = dict(zip(zip(*keys, strict=True), below.tolist(), strict=True))
    columns = (table[name] for name in ("indicator", "group", "year"))
    few = [
        group in whole
        and is_small(own.get((code, group, year), whole[group]) if _is_rate(code) else whole[group])
        for code, group, year in zip(*columns, strict=True)
    ]
    return np.array(few, dtype=bool)


def _is_rate(code: str) -> bool:
    return code in INDICATORS and bool(INDICATORS[code].denominator)


def without_small(comparison: Comparison, table: pd.DataFrame, figures: Sequence[str]) -> pd.DataFrame:
    """Return the table with the ``figures`` of small groups empty, and a column that says so."""
    return left_out(table, small_rows(comparison, table), figures)


def few_of_crossing(
    crossed: Comparison, comparison: Comparison, code: str, table: pd.DataFrame
) -> np.ndarray:
    """Return which rows of one indicator are of a group too small to print, bool [rows].

    ``crossed`` has the runs by the groups of the table, ``comparison`` those of everybody.
    """
    whole = _counted(comparison, "all") > 0
    people = {group: _counted(crossed, group) if whole else np.nan for group in table["group"].unique()}
    told = table.assign(indicator=code)
    return _few(crossed, told, {group: count for group, count in people.items() if of_persons(group)})


def left_out(table: pd.DataFrame, few: np.ndarray, figures: Sequence[str]) -> pd.DataFrame:
    """Return the table with the ``figures`` of ``few`` (bool [rows]) empty, and a column that says so."""
    shown = table.copy()
    shown[list(figures)] = shown[list(figures)].mask(np.repeat(few[:, None], len(figures), axis=1))
    shown[NOTE] = np.where(few, TOO_SMALL, "")
    return shown
