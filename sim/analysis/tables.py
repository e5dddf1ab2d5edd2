"""The tables of a results folder that open in a spreadsheet, written from its finished runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.between import between_table
from sim.analysis.comparison import Comparison
from sim.analysis.small import NOTE, without_small
from sim.analysis.summary import NAMES
from sim.analysis.swept import MEANING, swept_column, swept_paths, swept_values, with_swept
from sim.outcomes.codebook import FIELDS, codebook
from sim.store.files import defused, write_csv, write_whole
from sim.words.groups import TOO_SMALL
from sim.words.numbers import INTERVAL_RUNS, interval_kind
from sim.words.plain import printable

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 6
"""Significant digits in the tables: more than any interval supports, few enough to read."""

MADE = ("summary.csv", "indicators.csv", "parameters.csv", "codebook.csv")
"""Tables that every run's folder has."""

STEP_YEARS = 5
"""Groups are given every so many years and in the headline year; everybody together in every year."""

LEVEL_COLUMNS = (
    "option", "indicator", "group", "year", "cohort", "unit", "runs", "denominator",
    "mean", "mc_error", "p05", "p25", "median", "p75", "p95", "low", "high",
)  # fmt: skip
CHANGE_COLUMNS = (
    "option", "indicator", "group", "year", "cohort", "unit", "runs", "baseline", "level",
    "mean", "mc_error", "p05", "median", "p95", "low", "high", "above_zero",
)  # fmt: skip
FIGURES = ("baseline", "level", "mean", "mc_error", *NAMES, "low", "high", "above_zero")
"""Columns that are left empty for a group of too few persons."""

TABLE_COLUMNS: dict[str, str] = {
    "option": "short name of the scenario: its file's name",
    "draw": "parameter draw: one set of values of all uncertain parameters",
    "replicate": "chance repetition of the draw",
    "year": "school year, by the calendar year of its first September",
    "cohort": "school year in which the people counted left school; -1 if they are not one cohort",
    "indicator": "what is counted; see the rows of this codebook",
    "group": "all, or one group: sex=, ethnicity=, low_income= of persons; ingredient=, payer=, partnership=",
    "numerator": "count or amount on top",
    "denominator": "count below; 1 for plain counts and amounts; in summary.csv the median over the runs",
    "value": "numerator over denominator; empty if there is nobody to count",
    "unit": "unit of the value",
    "runs": "number of finished runs with a value",
    "mean": "mean over the runs",
    "mc_error": "Monte Carlo standard error of the median",
    "p05": f"5th percentile over the runs; p05 to p95 is the 90 % interval from {INTERVAL_RUNS} runs on",
    "low": "lower end of what is printed beside the median: see interval",
    "high": "upper end of what is printed beside the median: see interval",
    "interval": "what low and high are: 90 % (p05 and p95), range (smallest and largest of too few runs for "
    f"an interval, which needs {INTERVAL_RUNS}), or none (one run)",
    NOTE: f"why a row has no figures: a group of {TOO_SMALL}",
    "p25": "25th percentile over the runs; p25 to p75 is the middle half",
    "median": "middle value over the runs",
    "p75": "75th percentile over the runs",
    "p95": "95th percentile over the runs",
    "baseline": "compare.csv: median of the baseline",
    "level": "compare.csv: median of the option; the other columns are of option less baseline, run by run",
    "above_zero": "compare.csv: share of the runs in which the difference is above zero",
    "outcome": "differences.csv: what two options are compared in",
    "first": "differences.csv: an option; the figures are of its net less that of the second, run by run",
    "second": "differences.csv: the option it is compared with",
    "first_above": "differences.csv: share of the runs in which the first lies above the second",
    "told_apart": "differences.csv: whether the whole 90 % interval lies on one side of zero",
    "sentence": "differences.csv: the same in words",
}
"""Meaning of the columns of the tables, for the codebook."""


def write_tables(comparison: Comparison, folder: Path | None = None) -> None:
    """Write summary, compare, indicators, parameters and codebook as CSV, into the run's folder or another.

    Raises ``OSError`` if a file cannot be written.
    """
    folder = comparison.folder if folder is None else folder
    write_frame(folder / "summary.csv", _shown(comparison, comparison.summary, LEVEL_COLUMNS))
    if comparison.options:
        write_frame(folder / "compare.csv", _shown(comparison, comparison.differences, CHANGE_COLUMNS))
    if len(comparison.options) > 1:
        write_frame(folder / "differences.csv", between_table(comparison))
    write_frame(folder / "indicators.csv", at_a_glance(comparison))
    write_frame(folder / "parameters.csv", comparison.parameters.reset_index())
    columns = [
        {"code": name, "label": "column", "family": "columns", "meaning": meaning}
        for name, meaning in [*TABLE_COLUMNS.items(), *_swept_columns(comparison)]
    ]
    write_csv(folder / "codebook.csv", [*codebook(), *columns], FIELDS)


def _shown(comparison: Comparison, table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the columns and years of a table that go into a spreadsheet."""
    first, last = comparison.receipt.study.start, comparison.headline_year
    steps = (table["year"] - first) % STEP_YEARS == STEP_YEARS - 1
    shown = table.loc[(table["group"] == "all") | steps | (table["year"] == last), list(columns)]
    shown = without_small(comparison, shown, [name for name in columns if name in FIGURES])
    kinds = [interval_kind(int(runs)) for runs in shown["runs"]]
    shown.insert(shown.columns.get_loc("high") + 1, "interval", kinds)
    return with_swept(comparison, shown)


def _swept_columns(comparison: Comparison) -> list[tuple[str, str]]:
    return [(swept_column(path), MEANING) for path in swept_paths(comparison)]


def write_frame(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV with :data:`DIGITS` digits."""
    write_whole(path, frame_bytes(table, f"%.{DIGITS}g"))


def frame_bytes(table: pd.DataFrame, float_format: str | None = None) -> bytes:
    """Return a table as CSV; text that a spreadsheet would run is defused, what cannot be shown is marked."""
    safe = table.copy()
    for column in safe.columns[[kind.kind not in "biuf" for kind in safe.dtypes]]:
        known = {text: _safe(text) for text in safe[column].unique()}
        safe[column] = safe[column].map(known)
    return safe.to_csv(index=False, float_format=float_format, lineterminator="\n").encode()


def _safe(cell: object) -> object:
    return defused(printable(cell)) if isinstance(cell, str) else cell


def at_a_glance(comparison: Comparison) -> pd.DataFrame:
    """Return one row per indicator in the headline year, everybody together: the median of every option.

    The values of a sweep stand above, a row for each path that varies.
    """
    from sim.outcomes.registry import codes, label

    levels = comparison.summary
    levels = levels[(levels["group"] == "all") & (levels["year"] == comparison.headline_year)]
    wide = levels.pivot(index=["indicator", "unit"], columns="option", values="median").reset_index()
    wide.columns.name = None
    wide.insert(1, "label", [label(code) for code in wide["indicator"]])
    order = {code: place for place, code in enumerate(codes())}
    columns = ["indicator", "label", "unit", *comparison.stacks]
    sorted_rows: pd.DataFrame = wide.sort_values("indicator", key=lambda names: names.map(order))
    return _with_swept_rows(comparison, sorted_rows[columns])


def _with_swept_rows(comparison: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    values = swept_values(comparison)
    rows = [
        {"indicator": swept_column(path), "label": "varied by the sweep", "unit": ""}
        | {slug: values.get(slug, {}).get(path) for slug in comparison.stacks}
        for path in swept_paths(comparison)
    ]
    if not rows:
        return table
    figures = table.astype(dict.fromkeys(comparison.stacks, object))
    for slug in comparison.stacks:
        figures[slug] = [float(f"{value:.{DIGITS}g}") for value in table[slug]]
    return pd.concat([pd.DataFrame(rows, columns=list(table.columns), dtype=object), figures])
