"""Waterfall of the five lines: from everybody placed to what is left, net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, fitted_lines, settings, wrap
from sim.figures.figure import Facts, FigureOf, with_shown
from sim.words.numbers import Estimate, interval_kind

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ROW, _HEADER, _GAP = 0.37, 0.62, 0.3


def waterfall(table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False) -> Chart:
    """Middle values of lines that add up, as in the tables, and the intervals of their sums.

    ``table``: one row per option and line with ``option``, ``name``, ``line``, ``label``, ``sign`` (+1,
    -1, and 0 for a sum: the net), ``median``, ``low``, ``high``, ``error`` in persons, and ``runs``. Each
    line has a middle value of its own: the bars need not end where a sum does. Bars to the left are hatched.
    """
    options = list(dict.fromkeys(table["option"]))
    columns = 1 if narrow else min(3, len(options))
    labels = 0.15 if narrow else 2.35
    width = 3.7 if narrow else 9.6
    row = _ROW + 0.17 if narrow else _ROW
    head = 0.44 if narrow else _HEADER
    lines = table["line"].nunique()
    step = head + lines * row + 0.2
    each = (width - labels - 0.25 - _GAP * (columns - 1)) / columns
    with settings():
        sheet = Sheet(width, -(-len(options) // columns) * step, words, bare)
        for position, option in enumerate(options):
            down, across = divmod(position, columns)
            left, top = labels + across * (each + _GAP), down * step
            rows = table[table["option"] == option].set_index("line")
            name = fitted_lines(rows["name"].iloc[0], each, style.SIZE["text"], lines=2 if narrow else 3)
            sheet.text(left, top + 0.04, name, color=style.ink(style.colour(position)), weight="bold")
            axes = sheet.panel(left, top + head, each, lines * row)
            axes.set_xlim(*_limits(table))
            _draw(axes, rows, style.colour(position), named_above=narrow)
            if not narrow and across == 0:
                _name_rows(axes, rows, labels - 0.25)
        return sheet.chart.describe(words, _alt(table, options, words), table)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    net = table.loc[table["sign"] == 0, ["median", "low", "high"]]
    low, high = min(0.0, net.min().min()), max(0.0, net.max().max())
    for _, rows in table.groupby("option", sort=False):
        ends = _steps(rows.set_index("line"))
        low, high = min(low, *(min(e) for e in ends.values())), max(high, *(max(e) for e in ends.values()))
    room = 0.2 * (high - low) or 1.0
    return low - (room if low < 0 else 0.02 * room), high + room


def _steps(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    level, steps = 0.0, {}
    for line, row in rows.iterrows():
        after = level + row["sign"] * row["median"] if row["sign"] else row["median"]
        steps[str(line)] = (level, after) if row["sign"] else (0.0, after)
        level = after
    return steps


def _draw(axes: Axes, rows: pd.DataFrame, color: str, named_above: bool) -> None:
    steps, bar = _steps(rows), 0.42 if named_above else 0.58
    for place, (line, row) in enumerate(rows.iterrows()):
        (start, end), net = steps[str(line)], row["sign"] == 0
        minus = (not net and end < start) or row["sign"] < 0
        face = style.ink(color) if net else style.shade(color, 2.6 if place else 1.35)
        axes.barh(
            place + (0.2 if named_above else 0),
            end - start,
            left=start,
            height=bar,
            facecolor="white" if minus else face,
            edgecolor=style.BASELINE_GREY if minus else face,
            hatch="////" if minus else None,
            linewidth=0.8,
        )
        _value(axes, row, place + (0.2 if named_above else 0), max(start, end))
        if not net and place < len(rows) - 2:
            axes.plot([end, end], [place, place + 1], color=style.BASELINE_GREY, linewidth=0.7, zorder=0)
        if named_above:
            _name_above(axes, place, row["label"])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    style.clean(axes, grid="x")
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axvline(0, color=style.BASELINE_GREY, linewidth=1.1, linestyle=(0, (4, 2.5)))


def _name_above(axes: Axes, place: float, label: str) -> None:
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(0, place - 0.27, label, size=style.SIZE["small"], color=style.INK, va="center", bbox=ground)


def _seen(row: pd.Series) -> Estimate:
    """The figure of a line, rounded as in the tables."""
    return Estimate(row["median"], row["low"], row["high"], row["error"], runs=int(row["runs"]))


def _value(axes: Axes, row: pd.Series, place: float, end: float) -> None:
    text, net = _seen(row).text(), row["sign"] == 0
    if row["sign"] < 0 and text != "0":
        text = f"−{text}"
    if net and row["low"] == row["low"]:
        axes.plot([row["low"], row["high"]], [place, place], color=style.INK, linewidth=1.3, zorder=4)
        for edge in (row["low"], row["high"]):
            axes.plot([edge, edge], [place - 0.15, place + 0.15], color=style.INK, linewidth=1.3, zorder=4)
        end = max(end, row["high"])
    weight = "bold" if net else "normal"
    room = 0.015 * (axes.get_xlim()[1] - axes.get_xlim()[0])
    axes.text(end + room, place, text, va="center", size=style.SIZE["text"], weight=weight, color=style.INK)


def _name_rows(axes: Axes, rows: pd.DataFrame, room: float) -> None:
    for place, row in enumerate(rows.to_dict("records")):
        bold = row["sign"] == 0
        axes.annotate(
            wrap(row["label"], room, style.SIZE["text"], bold=bold),
            xy=(0, place),
            xytext=(-8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            size=style.SIZE["text"],
            weight="bold" if bold else "normal",
            color=style.INK,
            annotation_clip=False,
        )


def _alt(table: pd.DataFrame, options: list[str], words: Words) -> str:
    parts = [f"Waterfall. {words.title}"]
    for option in options:
        rows = table[table["option"] == option].set_index("line")
        told = [f"{row['label'].lower()} {_seen(row).text()}" for _, row in rows.iterrows()]
        parts.append(f"{rows['name'].iloc[0]}: {', '.join(told)} ({_seen(rows.iloc[-1]).told()}).")
    return " ".join(parts)


def spread_told(facts: Facts, sums: str) -> str:
    """What the bars and the black lines are, for so many runs; ``sums`` names what the lines add up to."""
    stamp = facts.stamp
    each = (
        f"middle values over {stamp.runs_told}, as in the table; each line has its own, so that the "
        f"bars need not meet the {sums}; the black line is"
    )
    told = {"90 %": f"{each} the 90 % interval", "range": f"{each} the range of the runs"}
    return told.get(interval_kind(stamp.pairs), stamp.runs_told)


def _words(facts: Facts) -> Words:
    best, stamp = facts.ranked()[0], facts.stamp
    placed, net = best.lines["placed"].median, best.net.median
    if placed > 0 and net > 0:
        share_left = f"{100 * net / placed:.0f}"
        title = (
            f"Of every 100 people placed in target jobs by {best.short}, about {share_left} are left as net"
        )
    else:
        title = "After deadweight and displacement, no option is projected to leave a net gain"
        if not any(option.lines["placed"].median > 0 for option in facts.headline.options):
            title = "No option is projected to place anybody"
    subtitle = f"Persons in target jobs here in {stamp.headline}; {spread_told(facts, 'net')}"
    return Words(title, with_shown(facts, subtitle), stamp.line)


FIGURE = FigureOf(
    name="waterfall",
    place=2,
    section="five-lines",
    meaning="The five lines of the target outcome for each option.",
    table=lambda facts: facts.waterfall(),
    words=_words,
    draw=waterfall,
)
