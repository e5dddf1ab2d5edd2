"""Waterfall of the five lines: from everybody placed to what is left, net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, settings, shortened
from sim.words.numbers import Estimate, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LINES = ("placed", "anyway", "displaced", "helped", "net")
LABELS = {
    "placed": "Placed through the programme",
    "anyway": "Would have been placed anyway",
    "displaced": "Displaced others",
    "helped": "Helped indirectly",
    "net": "Net",
}
_SIGN = {"placed": 1, "anyway": -1, "displaced": -1, "helped": 1}
_ROW, _HEADER, _GAP = 0.37, 0.62, 0.3


def waterfall(table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False) -> Chart:
    """Means of the five lines, which add up exactly, and the 90 % interval of the net.

    ``table``: one row per option and line (``placed``, ``anyway``, ``displaced``, ``helped``,
    ``net``) with ``option``, ``name``, ``line``, ``mean``, ``low``, ``high`` in persons.
    """
    options = list(dict.fromkeys(table["option"]))
    columns = 1 if narrow else min(3, len(options))
    labels = 0.15 if narrow else 2.35
    width = 3.7 if narrow else 9.6
    row = _ROW + 0.17 if narrow else _ROW
    head = 0.44 if narrow else _HEADER
    step = head + len(LINES) * row + 0.2
    each = (width - labels - 0.25 - _GAP * (columns - 1)) / columns
    with settings():
        sheet = Sheet(width, -(-len(options) // columns) * step, words, bare)
        for position, option in enumerate(options):
            down, across = divmod(position, columns)
            left, top = labels + across * (each + _GAP), down * step
            rows = table[table["option"] == option].set_index("line")
            name = shortened(rows["name"].iloc[0], each, style.SIZE["text"], lines=2 if narrow else 3)
            sheet.text(left, top + 0.04, name, color=style.ink(style.colour(position)), weight="bold")
            axes = sheet.panel(left, top + head, each, len(LINES) * row)
            axes.set_xlim(*_limits(table))
            _draw(axes, rows, style.colour(position), named_above=narrow)
            if not narrow and across == 0:
                _name_rows(axes)
        return sheet.chart.describe(words, _alt(table, options, words), table)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    net = table[table["line"] == "net"]
    low, high = min(0.0, net["low"].min()), max(0.0, net["high"].max())
    for _, rows in table.groupby("option", sort=False):
        ends = _steps(rows.set_index("line"))
        low, high = min(low, *(min(e) for e in ends.values())), max(high, *(max(e) for e in ends.values()))
    room = 0.2 * (high - low) or 1.0
    return low - (room if low < 0 else 0.02 * room), high + room


def _steps(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    level, steps = 0.0, {}
    for line, sign in _SIGN.items():
        after = level + sign * rows.loc[line, "mean"]
        steps[line] = (level, after)
        level = after
    return steps | {"net": (0.0, rows.loc["net", "mean"])}


def _draw(axes: Axes, rows: pd.DataFrame, color: str, named_above: bool) -> None:
    steps, bar = _steps(rows), 0.42 if named_above else 0.58
    for place, line in enumerate(LINES):
        start, end = steps[line]
        minus = _SIGN.get(line, 1) < 0
        face = {"net": style.ink(color), "placed": style.shade(color, 1.35)}
        face = face.get(line, style.shade(color, 2.6))
        axes.barh(
            place + (0.2 if named_above else 0),
            end - start,
            left=start,
            height=bar,
            facecolor="white" if minus else face,
            edgecolor=style.BASELINE if minus else face,
            hatch="////" if minus else None,
            linewidth=0.8,
        )
        _value(axes, rows.loc[line], line, place + (0.2 if named_above else 0), max(start, end))
        if line != "net":
            axes.plot([end, end], [place, place + 1], color=style.BASELINE, linewidth=0.7, zorder=0)
        if named_above:
            _name_above(axes, place, LABELS[line])
    axes.set_ylim(len(LINES) - 0.5, -0.5)
    style.clean(axes, grid="x")
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axvline(0, color=style.BASELINE, linewidth=1.1, linestyle=(0, (4, 2.5)))


def _name_above(axes: Axes, place: float, label: str) -> None:
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(0, place - 0.27, label, size=style.SIZE["small"], color=style.INK, va="center", bbox=ground)


def _value(axes: Axes, row: pd.Series, line: str, place: float, end: float) -> None:
    estimate = Estimate(row["mean"], row["low"], row["high"])
    text = number(row["mean"], "persons", estimate.step)
    if _SIGN.get(line, 0) < 0 and text != "0":
        text = f"−{text}"
    if line == "net":
        axes.plot([row["low"], row["high"]], [place, place], color=style.INK, linewidth=1.3, zorder=4)
        for edge in (row["low"], row["high"]):
            axes.plot([edge, edge], [place - 0.15, place + 0.15], color=style.INK, linewidth=1.3, zorder=4)
        end = max(end, row["high"])
    weight = "bold" if line == "net" else "normal"
    room = 0.015 * (axes.get_xlim()[1] - axes.get_xlim()[0])
    axes.text(end + room, place, text, va="center", size=style.SIZE["text"], weight=weight, color=style.INK)


def _name_rows(axes: Axes) -> None:
    for place, line in enumerate(LINES):
        weight = "bold" if line == "net" else "normal"
        axes.annotate(
            LABELS[line],
            xy=(0, place),
            xytext=(-8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            size=style.SIZE["text"],
            weight=weight,
            color=style.INK,
            annotation_clip=False,
        )


def _alt(table: pd.DataFrame, options: list[str], words: Words) -> str:
    parts = [f"Waterfall of five lines. {words.title}"]
    for option in options:
        rows = table[table["option"] == option].set_index("line")
        told = []
        for line in LINES:
            row = rows.loc[line]
            step = Estimate(row["mean"], row["low"], row["high"]).step
            told.append(f"{LABELS[line].lower()} {number(row['mean'], 'persons', step)}")
        net = rows.loc["net"]
        interval = Estimate(net["mean"], net["low"], net["high"]).interval()
        parts.append(f"{rows['name'].iloc[0]}: {', '.join(told)} (90 % interval {interval}).")
    return " ".join(parts)
