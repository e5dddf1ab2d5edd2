"""The picture of a study: a panel for each case, a line for each measure, dots for what was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import FuncFormatter

from sim.figures.chart import Chart, Words, settings
from sim.figures.style import DASHES, INK, MARKERS, SIZE, SOFT, clean, colour, ink

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 9.6, 3.9
FOOT = 0.17
"""Where the panels end above the foot, without the lines of the legend, as a share of the height."""


def picture(table: pd.DataFrame, spec: Mapping[str, Any]) -> Chart:
    """Draw the lines and panels that a study asks for.

    ``spec``: ``title``, ``x``, ``y``, ``panels`` (cases), ``lines`` (measures). Bars are 90 % intervals.
    """
    with settings():
        return _picture(table, spec)


def _picture(table: pd.DataFrame, spec: Mapping[str, Any]) -> Chart:
    data = table[table["case"].isin(spec["panels"]) & table["measure"].isin(spec["lines"])]
    chart = Chart(WIDTH, HEIGHT)
    points = [p for p in dict.fromkeys(data["point"]) if data.loc[data["point"] == p, "median"].notna().any()]
    bottom = FOOT + 0.045 * len(spec["lines"])
    panels = chart.subplots(1, len(spec["panels"]), sharey=True, squeeze=False)[0]
    for axes, case in zip(panels, spec["panels"], strict=True):
        for i, measure in enumerate(spec["lines"]):
            rows = data[(data["case"] == case) & (data["measure"] == measure)].set_index("point")
            _line(axes, rows.reindex(points), i)
        _dress(axes, case, points, spec["x"])
    panels[0].set_ylabel(spec["y"], fontsize=SIZE["small"], color=SOFT)
    chart.subplots_adjust(left=0.075, right=0.985, top=0.8, bottom=bottom, wspace=0.08)
    chart.text(0.012, 0.95, spec["title"], fontsize=SIZE["title"], fontweight="bold", color=INK, va="top")
    _legend(chart, spec["lines"], bool(data["published"].notna().any()))
    alt = f"{spec['title']}: {', '.join(spec['lines'])}, for {', '.join(spec['panels'])}."
    return chart.describe(Words(spec["title"], spec["y"]), alt, data)


def _line(axes: Axes, rows: pd.DataFrame, i: int) -> None:
    """One measure over the points, with its interval, and what was published as hollow diamonds."""
    places = [place + 0.06 * (i - 1) for place in range(len(rows))]
    middle = rows["median"].astype(float)
    bars = [(middle - rows["low"].astype(float)).to_numpy(), (rows["high"].astype(float) - middle).to_numpy()]
    axes.errorbar(
        places, middle, yerr=bars, color=colour(i), marker=MARKERS[i % len(MARKERS)], markersize=4.5,
        linestyle=DASHES[i % len(DASHES)], linewidth=1.4, elinewidth=0.9, capsize=0,
    )  # fmt: skip
    known = rows["published"].astype(float)
    if known.notna().any():
        axes.plot(range(len(rows)), known, "D", color=INK, markerfacecolor="none", markersize=6)


def _dress(axes: Axes, case: str, points: list[str], label: str) -> None:
    clean(axes, "y")
    axes.axhline(0.0, color=SOFT, linewidth=0.8)
    axes.set_title(case, fontsize=SIZE["panel"], color=INK, loc="left")
    axes.set_xticks(range(len(points)), points)
    axes.set_xlim(-0.4, len(points) - 0.6)
    axes.set_xlabel(label, fontsize=SIZE["small"], color=SOFT)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}".replace("-", "−")))


def _legend(chart: Chart, lines: tuple[str, ...], published: bool) -> None:
    """What each line is, in its own colour, under the panels."""
    for i, measure in enumerate(lines):
        place = 0.03 + 0.05 * (len(lines) - 1 - i)
        mark = {"o": "●", "s": "■", "^": "▲", "D": "◆"}.get(MARKERS[i % len(MARKERS)], "●")
        chart.text(0.075, place, f"{mark} {measure}", fontsize=SIZE["small"], color=ink(colour(i)))
    words = "bars: 90 % of the draws" + ("; ◇ published" if published else "")
    chart.text(0.985, 0.03, words, fontsize=SIZE["small"], color=SOFT, ha="right")
