"""``sim table`` and ``sim export``: what a finished run says of one indicator, or all of it as rows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.app.console import UsageError, console
from sim.words.years import school_year

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

GROUP_WIDTH, OPTION_WIDTH = 34, 36
COLUMNS = ("median", "low", "high", "mc_error")


def read(folder: Path, discount: float | None = None) -> Comparison:
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

    comparison = read(folder, discount)
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
    from rich import box
    from rich.table import Table

    from sim.outcomes.registry import INDICATORS, label
    from sim.words.numbers import interval_name
    from sim.words.plain import printable

    out = console()
    out.print(f"{label(code)}: {INDICATORS[code].meaning if code in INDICATORS else ''}", soft_wrap=True)
    ends = interval_name(comparison.runs)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("option", max_width=OPTION_WIDTH)
    shown.add_column("group", max_width=GROUP_WIDTH)
    for head in ("year", "middle", ends, "change", ends):
        shown.add_column(head, justify="right", no_wrap=True)
    for row in table.to_dict("records"):
        name = printable(comparison.names[row["option"]])
        shown.add_row(name, _group(row["group"]), school_year(int(row["year"])), *_figures(row))
    out.print(shown)


def _group(group: str) -> str:
    from sim.words.groups import group_label

    return ", ".join(group_label(part) for part in group.split(";"))


def _figures(row: dict[str, Any]) -> list[str]:
    """Level and change as they are printed everywhere; of a small group only why not."""
    from sim.analysis.small import NOTE
    from sim.words.numbers import NO_VALUE, Estimate

    if row[NOTE]:
        return [row[NOTE], "", "", ""]
    runs, unit = int(row["runs"]), str(row["unit"])
    level = Estimate(*(row[name] for name in COLUMNS), unit, runs)
    if not math.isfinite(row.get("change_median", math.nan)):
        return [level.text(), level.interval(), NO_VALUE, ""]
    scale, kind = (100.0, "points") if unit == "share" else (1.0, unit)
    change = Estimate(*(scale * row[f"change_{name}"] for name in COLUMNS), kind, runs)
    return [level.text(), level.interval(), change.signed(), change.interval()]


def say_export(folder: Path, file: Path, discount: float | None, as_object: bool) -> int:
    """Write every run of a finished study into one file; say how many rows."""
    from sim.analysis.export import FORMS, export

    if file.suffix.lower() not in FORMS:
        raise UsageError(f"The file to write must end in {' or '.join(FORMS)}; '{file.name}' does not.")
    comparison = read(folder, discount)
    try:
        rows = export(comparison, file)
    except OSError as error:
        raise UsageError(f"'{file}' cannot be written: {error.strerror or error}.") from None
    if as_object:
        print(json.dumps({"file": str(file), "rows": rows, "runs": comparison.runs}))
    else:
        print(
            f"{file}: {rows:,} rows, {comparison.runs:,} runs of each option; codebook.csv explains the columns."
        )
    return 0
