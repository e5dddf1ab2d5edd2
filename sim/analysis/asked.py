"""One indicator as a table, for who asks: school years as written, and the reason where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.small import few_of_crossing, left_out
from sim.analysis.swept import with_swept
from sim.outcomes.groups import KINDS
from sim.outcomes.registry import check_code
from sim.words.years import school_year

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2}|\d{4}))?")
_SPREAD = ("median", "p05", "p95", "low", "high", "mc_error")
LEFT_OUT = (*_SPREAD, "denominator", *(f"change_{name}" for name in _SPREAD), "above_zero")
"""Columns that are left empty for a group of too few persons."""


class NothingToShow(ValueError):
    """A table that was asked for would be empty; the message says why."""


def asked_table(
    comparison: Comparison, code: str, by: str | Sequence[str] | None = None, year: int | str | None = None
) -> pd.DataFrame:
    """Return levels of every option and the difference to its baseline, one row per option, group and year.

    ``year`` is a school year as written (``2031-32``) or its first September. The figures of groups of too
    few persons are left out, said in the column ``note``; swept values are columns.

    Raises
    ------
    NothingToShow : the year is outside the horizon, the group unknown, or nobody was counted.
    UnknownIndicator : there is no such indicator.
    """
    check_code(code)
    kinds = [by] if isinstance(by, str) else list(by or ())
    first = None if year is None else _first_september(comparison, year)
    source = comparison.crossed(kinds) if len(kinds) > 1 and set(kinds) <= set(KINDS) else comparison
    try:
        table = source.table(code, kinds[0] if source is not comparison else kinds, first)
    except ValueError as problem:
        raise NothingToShow(str(problem)) from None
    if table.empty or table["median"].isna().all():
        raise NothingToShow(_why_empty(comparison, code, kinds, first))
    few = few_of_crossing(source, comparison, code, table)
    shown = left_out(table, few, [name for name in LEFT_OUT if name in table])
    return with_swept(comparison, shown).reset_index(drop=True)


def _first_september(comparison: Comparison, year: int | str) -> int:
    """The calendar year in which a school year begins, as written or as a number."""
    told = comparison.receipt.study
    found = _WRITTEN.fullmatch(str(year).strip())
    first = int(found[1]) if found else 0
    if found is None or (found[2] and int(found[2]) % 100 != (first + 1) % 100):
        raise NothingToShow(f"'{year}' is not a school year; write it as {school_year(told.start)}.")
    last = told.start + told.years - 1
    if not told.start <= first <= last:
        raise NothingToShow(
            f"{school_year(first)} is outside the horizon of this study: "
            f"{school_year(told.start)} to {school_year(last)}."
        )
    return first


def _why_empty(comparison: Comparison, code: str, kinds: Sequence[str], first: int | None) -> str:
    """Why an indicator has no rows, or no figures."""
    rows = comparison.summary
    mine = rows[(rows["indicator"] == code) & rows["median"].notna()]
    when = "in any year of the horizon" if first is None else f"in {school_year(first)}"
    if mine.empty:
        return f"Nobody was counted for {code} {when}: its persons are reached after the last year simulated."
    every = mine["group"].eq("all") if not kinds else mine["group"].str.startswith(f"{kinds[0]}=")
    if not every.any():
        told = sorted({group.split("=")[0] for group in mine["group"]})
        known = ", ".join("everybody" if kind == "all" else kind for kind in told)
        asked = f"by {' and '.join(kinds)}" if kinds else "for everybody together"
        return f"{code} is not counted {asked}; it is counted by: {known}."
    years = mine.loc[every, "year"]
    return (
        f"Nobody was counted for {code} {when}; it has figures from {school_year(int(years.min()))} "
        f"to {school_year(int(years.max()))}."
    )
