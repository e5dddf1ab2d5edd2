"""``sim table`` and ``sim export``: what a finished run says of one indicator, or all of it as rows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.app.console import UsageError, console
from sim.outcomes.groups import AND
from sim.words.groups import SMALL_MARK
from sim.words.years import school_year

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from sim.analysis.comparison import Comparison

MIDDLE_AND_ENDS = ("median", "low", "high", "mc_error")


def finished_run(folder: Path, discount: float | None = None) -> Comparison:
    """Return the finished run in a folder, money discounted at this rate a year or at the usual one."""
    from sim.analysis.comparison import Comparison

    return Comparison.load(folder, rate_of(discount))


def rate_of(discount: float | None) -> float:
    """Return the rate a year that is asked for, or the usual one.

    Raises :class:`sim.app.console.UsageError` if it is none.
    """
    from sim.outcomes.accounts import DISCOUNT_RATE

    rate = DISCOUNT_RATE if discount is None else discount
    if not 0 <= rate < 1:
        raise UsageError(f"--discount is a rate a year from 0 to below 1, such as 0.07 for 7 %, not {rate:g}")
    return rate


def say_table(
    folder: Path, code: str, by: Sequence[str], year: str | None, discount: float | None, as_object: bool
) -> int:
    """Print one indicator of a finished run by option, group and year."""
    from sim.analysis.asked import asked_table

    comparison = finished_run(folder, discount)
    table = asked_table(comparison, code, by or None, year or comparison.headline_year)
    if as_object:
        print(json.dumps([_plain(row) for row in table.to_dict("records")], allow_nan=False))
    else:
        _print(comparison, code, table)
    return 0


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()
    }


def _print(comparison: Comparison, code: str, table: pd.DataFrame) -> None:
    """One small table for each scenario, the baseline first; what compares two worlds has no baseline's."""
    from sim.analysis.small import NOTE
    from sim.outcomes.compared import COMPARED
    from sim.outcomes.registry import INDICATORS, MONEY, label
    from sim.words.groups import TOO_SMALL
    from sim.words.plain import printable

    out = console()
    entry = INDICATORS.get(code)
    meaning = entry.meaning if entry else (COMPARED.get(code) or MONEY[code])[-1]
    years = sorted({int(year) for year in table["year"]})
    out.print(f"{label(code)}: {meaning}", soft_wrap=True)
    out.print(f"Read in {', '.join(school_year(year) for year in years)}.\n")
    for slug, rows in table.groupby("option", sort=False, observed=True):
        home = slug == comparison.baselines[str(slug)]
        if not (home and code in COMPARED):
            changes = not home and code not in COMPARED
            out.print(printable(comparison.names[str(slug)]), style="bold", soft_wrap=True)
            out.print(_block(comparison.runs, rows.to_dict("records"), changes))
    if table[NOTE].ne("").any():
        out.print(f"{SMALL_MARK} = {TOO_SMALL}: nothing is printed of so few.")


def _block(runs: int, rows: Sequence[dict[str, Any]], changes: bool) -> Table:
    from rich import box
    from rich.table import Table

    from sim.words.numbers import interval_name

    ends = interval_name(runs)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    shown.add_column("", overflow="fold")
    for head in ("middle", ends, *(("change", ends) if changes else ())):
        shown.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        shown.add_row(_group(row["group"]), *_figures(row, changes))
    shown.add_row("")
    return shown


def _group(group: str) -> str:
    from sim.words.groups import group_label

    return ", ".join(group_label(part) for part in group.split(AND))


def _figures(row: dict[str, Any], changes: bool) -> list[str]:
    """Level and change as they are printed everywhere; of a small group only why not."""
    from sim.analysis.lines import figures
    from sim.analysis.small import NOTE
    from sim.words.numbers import Estimate

    if row[NOTE]:
        return [SMALL_MARK]
    runs, unit = int(row["runs"]), str(row["unit"])
    level = Estimate(*(row[name] for name in MIDDLE_AND_ENDS), unit, runs)
    if not changes:
        return [*figures(level)]
    scale, kind = (100.0, "points") if unit == "share" else (1.0, unit)
    change = Estimate(*(scale * row[f"change_{name}"] for name in MIDDLE_AND_ENDS), kind, runs)
    return [*figures(level), change.signed(), figures(change)[1]]


def say_export(folder: Path, file: Path, discount: float | None, as_object: bool) -> int:
    """Write every run of a finished study into one file; say how many rows."""
    from sim.analysis.export import FORMS, export

    if file.suffix.lower() not in FORMS:
        raise UsageError(f"The file to write must end in {' or '.join(FORMS)}; '{file.name}' does not.")
    comparison = finished_run(folder, discount)
    try:
        rows = export(comparison, file)
    except OSError as error:
        raise UsageError(f"'{file}' cannot be written: {error.strerror or error}.") from None
    if as_object:
        print(json.dumps({"file": str(file), "rows": rows, "runs": comparison.runs}))
    else:
        told = f"{rows:,} rows, {comparison.runs:,} runs of each option"
        print(f"{file}: {told}; codebook.csv of the run explains the columns.")
    return 0
