"""Quantile dots: twenty equally likely outcomes of each option, to be counted by eye."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, fitted_lines, settings
from sim.figures.figure import TARGET, Facts, FigureOf, with_shown
from sim.words.numbers import share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

DOTS = 20
_HEADER, _AXIS = 0.52, 0.34
_CELLS = (0.19, 0.13, 0.09)
"""Room of a dot in inches; smaller dots are taken where a stack would grow too high."""
_HIGHEST = 1.6


def quantile_dots(table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False) -> Chart:
    """Twenty dots per option, each for one in twenty of the simulated pairs (or one for each of fewer).

    ``table``: one row per option and dot with ``option``, ``name``, ``dot`` (from 1) and
    ``value`` (persons, net). Dots left of the dashed line (zero) are drawn hollow.
    """
    options = list(dict.fromkeys(table["option"]))
    width = 3.7 if narrow else 9.6
    plot = width - 0.6
    limits = _limits(table)
    values = {option: rows["value"] for option, rows in table.groupby("option", sort=False)}
    cell, stacks = _arranged({option: values[option] for option in options}, limits, plot)
    heights = [cell * (_levels(stack) + 0.4) for stack in stacks.values()]
    with settings():
        sheet, top = Sheet(width, sum(heights) + _HEADER * len(options) + _AXIS, words, bare), 0.0
        for position, option in enumerate(options):
            name = table.loc[table["option"] == option, "name"].iloc[0]
            _header(sheet, stacks[option], name, style.ink(style.colour(position)), top, plot)
            axes = sheet.panel(0.3, top + _HEADER, plot, heights[position])
            axes.set_xlim(*limits)
            axes.set_ylim(-0.7, heights[position] / cell - 0.7)
            _draw(axes, stacks[option], position, cell)
            axes.tick_params(labelbottom=position == len(options) - 1)
            top += _HEADER + heights[position]
        return sheet.chart.describe(words, _alt(table, options, words), table)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    low, high = min(0.0, table["value"].min()), max(0.0, table["value"].max())
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


def _arranged(
    values: dict[str, pd.Series], limits: tuple[float, float], plot: float
) -> tuple[float, dict[str, list[tuple[float, float, int]]]]:
    """The largest dots, and their stacks, with which no stack is too high."""
    for cell in _CELLS:
        stacks = {option: _stacked(seen, limits, int(plot / cell)) for option, seen in values.items()}
        if max(_levels(stack) for stack in stacks.values()) * cell <= _HIGHEST:
            break
    return cell, stacks


def _levels(stack: list[tuple[float, float, int]]) -> int:
    return 1 + max(level for _, _, level in stack)


def _stacked(values: pd.Series, limits: tuple[float, float], columns: int) -> list[tuple[float, float, int]]:
    """Value, place and level of every dot: equal dots stand on each other."""
    low, size = limits[0], (limits[1] - limits[0]) / columns
    seen: Counter[int] = Counter()
    stack = []
    for value in values:
        column = math.floor((value - low) / size)
        stack.append((value, low + (column + 0.5) * size, seen[column]))
        seen[column] += 1
    return stack


def _header(sheet: Sheet, stack: list, name: str, color: str, top: float, plot: float) -> None:
    better = sum(value > 0 for value, _, _ in stack)
    name = fitted_lines(name, plot, style.SIZE["text"], lines=1)
    sheet.text(0.3, top + 0.1, name, color=color, weight="bold")
    count = f"{better} of {len(stack)} dots above zero"
    sheet.text(0.3, top + 0.29, count, color=style.SOFT, size=style.SIZE["small"])


def _draw(axes: Axes, stack: list[tuple[float, float, int]], position: int, cell: float) -> None:
    color = style.colour(position)
    for value, place, level in stack:
        axes.plot(
            [place],
            [level],
            marker=style.MARKERS[position % len(style.MARKERS)],
            markersize=42 * cell,
            color=color,
            markerfacecolor=color if value > 0 else "white",
            linestyle="none",
            clip_on=False,
        )
    style.clean(axes, grid="x")
    axes.set_yticks([])
    axes.axvline(0, color=style.BASELINE_GREY, linewidth=1.4, linestyle=(0, (4, 2.5)), zorder=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace("-", "−"))


def _alt(table: pd.DataFrame, options: list[str], words: Words) -> str:
    parts = [f"Quantile dot plot. {words.title}"]
    for option in options:
        rows = table[table["option"] == option]
        better = int((rows["value"] > 0).sum())
        span = f"from {rows['value'].min():,.0f} to {rows['value'].max():,.0f}".replace("-", "−")
        parts.append(f"{rows['name'].iloc[0]}: {better} of {len(rows)} dots above zero, {span}.")
    return " ".join(parts)


def _words(facts: Facts) -> Words:
    """Of the leading option, and of another one if that is first more often."""
    best, runs, stamp = facts.ranked()[0], facts.stamp.pairs, facts.stamp
    end = "" if stamp.few else " of the runs"
    title = f"In target jobs {best.short} comes out first in {share(best.best, runs)}{end}"
    often = max(facts.headline.options, key=lambda option: option.best)
    if often.best > best.best:
        title += f"; more often first is {often.short}, in {share(often.best, runs)}"
    if len(facts.headline.options) == 1:
        title = f"{best.short}: above zero in {share(best.above_zero, runs)}{end}"
    dots = "twenty dots an option, each one in twenty of" if runs >= DOTS else "one dot for each of"
    subtitle = f"Net: more {TARGET} in {stamp.headline}, persons; {dots} {stamp.runs_told}"
    return Words(title, with_shown(facts, subtitle), stamp.line)


FIGURE = FigureOf(
    name="dots",
    place=4,
    section="five-lines",
    meaning="Twenty equally likely values of the net of each option.",
    table=lambda facts: facts.dots,
    words=_words,
    draw=quantile_dots,
)
