"""The table of a study: one row per figure, its spread over the draws, and what was published.

The same few columns hold every study, so that a table can be kept as CSV, printed and drawn
without knowing which study it is of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.store.files import write_csv
from sim.words import markdown

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("case", "point", "measure", "unit", "median", "low", "high", "draws", "published", "source")
DIGITS = {"per 100": 1, "per cent": 1, "persons": 0, "jobs": 0, "USD a year": 0, "times": 2, "claims": 0}
"""Digits after the point by unit; the rest has two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a study: middle value and 90 % interval over the draws, or something published only.

    ``case`` and ``point`` say of which world and when; ``published`` is what was measured in life,
    with its ``source``.
    """

    case: str
    point: str
    measure: str
    unit: str
    median: float = math.nan
    low: float = math.nan
    high: float = math.nan
    draws: int = 0
    published: float = math.nan
    source: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One printed table: its caption, the head of the first columns, and the measures across."""

    caption: str
    case: str
    point: str
    measures: tuple[str, ...]
    cases: tuple[str, ...] = ()  # all of the study's unless stated


def mean_entry(case: str, point: str, measure: str, unit: str, values: Iterable[float]) -> Entry:
    """An entry whose middle is the mean of the draws and whose ends are the 95 % interval of that mean."""
    from scipy.special import stdtrit

    seen = np.array([value for value in values if not math.isnan(value)], float)
    if len(seen) < 2:
        return Entry(case, point, measure, unit)
    middle, error = float(seen.mean()), float(seen.std(ddof=1) / math.sqrt(len(seen)))
    t = float(stdtrit(len(seen) - 1, 0.975))
    return Entry(case, point, measure, unit, middle, middle - t * error, middle + t * error, len(seen))


def entry(
    case: str, point: str, measure: str, unit: str, values: Iterable[float],
    published: float = math.nan, source: str = "",
) -> Entry:  # fmt: skip
    """An entry from one value a draw; draws without a value (nobody to count) are left out."""
    seen = np.array([value for value in values if not math.isnan(value)], float)
    if len(seen) == 0:
        return Entry(case, point, measure, unit, published=published, source=source)
    low, middle, high = np.percentile(seen, (5, 50, 95))
    return Entry(
        case, point, measure, unit, float(middle), float(low), float(high), len(seen), published, source
    )


def as_frame(entries: Sequence[Entry]) -> pd.DataFrame:
    """The entries as a table with the columns of :data:`COLUMNS`."""
    import pandas as pd

    return pd.DataFrame([asdict(one) for one in entries], columns=list(COLUMNS))


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV with six figures; what is missing is an empty cell."""
    rows = [
        {
            name: _cut(value) if isinstance(value, float) else value
            for name, value in row.items()
            if not (isinstance(value, float) and math.isnan(value))
        }
        for row in table.to_dict("records")
    ]
    write_csv(path, rows, COLUMNS)


def read_table(path: Path) -> pd.DataFrame:
    """Read a table written by :func:`write_table`."""
    import pandas as pd

    words = ("case", "point", "measure", "unit", "source")
    table = pd.read_csv(path, dtype=dict.fromkeys(words, "string"))
    return table.fillna(dict.fromkeys(words, ""))


def _cut(value: float) -> float:
    return float(f"{value:.6g}")


def as_markdown(table: pd.DataFrame, layout: Layout) -> str:
    """A table of the page: a row for each case and point, a column for each measure."""
    heads, rows = cells(table, layout)
    return f"**{layout.caption}**\n\n{markdown.table(heads, rows, right=range(2, len(heads)))}"


def cells(table: pd.DataFrame, layout: Layout) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of a printed table; a measure that was published too has a column for that."""
    shown = table[table["measure"].isin(layout.measures)]
    if layout.cases:
        shown = shown[shown["case"].isin(layout.cases)]
    columns: list[tuple[str, str, Callable[[dict | None], str]]] = []
    for measure in layout.measures:
        columns += _columns(measure, shown[shown["measure"] == measure])
    heads = [layout.case, layout.point, *(head for head, _, _ in columns)]
    rows = []
    for (case, point), group in shown.groupby(["case", "point"], sort=False):
        by_measure = {row["measure"]: row for row in group.to_dict("records")}
        rows.append([str(case), str(point), *(say(by_measure.get(name)) for _, name, say in columns)])
    return heads, rows


def _columns(measure: str, rows: pd.DataFrame) -> list[tuple[str, str, Callable[[dict | None], str]]]:
    """Heads of a measure's columns: what the model says, and what was published, as far as there is any."""
    units = rows["unit"].unique()
    head = f"{measure} ({units[0]})" if len(units) == 1 else measure
    simulated, known = rows["median"].notna().any(), rows["published"].notna().any()
    columns: list[tuple[str, str, Callable[[dict | None], str]]] = []
    if simulated or not known:
        columns.append((head, measure, _middle))
    if known:
        columns.append((f"{measure}, published", measure, _published))
    return columns


def _middle(row: dict | None) -> str:
    if row is None or math.isnan(row["median"]):
        return "–"
    middle, low, high = (number(row[name], row["unit"]) for name in ("median", "low", "high"))
    if math.isnan(row["low"]):
        return middle
    return f"{middle} [{low} to {high}]"


def _published(row: dict | None) -> str:
    return "–" if row is None or math.isnan(row["published"]) else number(row["published"], row["unit"])


def number(value: float, unit: str) -> str:
    """A number as people read it, with as many digits as its unit carries."""
    text = f"{value:,.{DIGITS.get(unit, 2)}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text.replace("-", "−")
