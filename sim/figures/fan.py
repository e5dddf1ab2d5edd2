"""Fan chart: how far apart the two worlds grow over the years, one small panel per option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, fitted_lines, settings
from sim.figures.figure import TARGET, Facts, FigureOf, with_shown
from sim.words.numbers import Estimate, interval_kind
from sim.words.years import school_year

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_BANDS = (("low80", "high80", 2.9), ("low50", "high50", 1.7))
_RANGE = (("low", "high", 2.9),)
_HEADER, _AXIS, _LEFT, _RIGHT, _GAP = 0.66, 0.42, 0.52, 0.95, 0.24


def fan(table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False) -> Chart:
    """Median with the bands that hold 50 and 80 % of the simulated pairs, or with their range, by year.

    ``table``: one row per option and year with ``option``, ``name``, ``year`` (first
    September of the school year), ``median``, ``low50``, ``high50``, ``low80``, ``high80``, ``low``,
    ``high`` and ``error`` (the ends printed beside the median, and its Monte Carlo error) in persons,
    and ``runs``. With too few runs for an interval ``low`` to ``high`` is their range and the one band;
    one run has none. The dashed grey line at zero is the baseline.
    """
    options = list(dict.fromkeys(table["option"]))
    columns = 1 if narrow else min(3, len(options))
    rows = -(-len(options) // columns)
    width, plot = (3.7, 1.75) if narrow else (9.6, 2.6)
    step = _HEADER + plot + _AXIS
    each = (width - _LEFT - _RIGHT - _GAP * (columns - 1)) / columns
    with settings():
        sheet = Sheet(width, rows * step, words, bare)
        low, high = _limits(table)
        for position, option in enumerate(options):
            row, column = divmod(position, columns)
            left, top = _LEFT + column * (each + _GAP), row * step
            lines = table[table["option"] == option].sort_values("year")
            _header(sheet, lines, position, left, top, each)
            axes = sheet.panel(left, top + _HEADER, each, plot)
            axes.set_ylim(low, high)
            _draw(axes, lines, position, labelled=column == columns - 1 or position == len(options) - 1)
            if column:
                axes.tick_params(labelleft=False)
        return sheet.chart.describe(words, _alt(table, options, words), table)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    drawn = table[["median", "low80", "high80", *(_RANGE[0][:2] if _few(table) else ())]]
    low, high = min(0.0, drawn.min().min()), max(0.0, drawn.max().max())
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _few(lines: pd.DataFrame) -> bool:
    """Whether there are too few runs for bands."""
    return interval_kind(int(lines["runs"].max())) != "90 %"


def _header(sheet: Sheet, lines: pd.DataFrame, position: int, left: float, top: float, each: float) -> None:
    last = lines.iloc[-1]
    end = _median(last)
    name = fitted_lines(last["name"], each, style.SIZE["text"], lines=2)
    color = style.ink(style.colour(position))
    sheet.text(left, top + 0.04, name, color=color, weight="bold")
    below = top + 0.08 + 0.17 * (name.count("\n") + 1)
    sheet.text(
        left,
        below,
        f"{end.signed()} in {school_year(int(last['year']))}",
        color=style.SOFT,
        size=style.SIZE["small"],
    )


def _median(row: pd.Series) -> Estimate:
    """The median of a year, rounded as in the five-line table."""
    error = row["error"] if row["error"] == row["error"] else 0.0
    return Estimate(row["median"], row["low"], row["high"], error, runs=int(row["runs"]))


def _draw(axes: Axes, lines: pd.DataFrame, position: int, labelled: bool) -> None:
    color, years = style.colour(position), lines["year"].to_numpy()
    for low, high, pale in _RANGE if _few(lines) else _BANDS:
        axes.fill_between(years, lines[low], lines[high], color=style.shade(color, pale), linewidth=0)
    axes.axhline(0, color=style.BASELINE_GREY, linewidth=1.4, linestyle=(0, (4, 2.5)))
    axes.plot(
        years,
        lines["median"],
        color=style.ink(color),
        linewidth=2,
        linestyle=style.DASHES[position % len(style.DASHES)],
    )
    style.clean(axes, grid="y")
    axes.set_xlim(years[0], max(years[-1], years[0] + 1))
    ticks = [int(year) for year in sorted({years[0], years[len(years) // 2], years[-1]})]
    axes.set_xticks(ticks, [school_year(year) for year in ticks])
    for label, side in zip(axes.get_xticklabels(), ("left", "center", "right"), strict=False):
        label.set_horizontalalignment(side if len(ticks) == 3 else "center")
    axes.yaxis.set_major_locator(_whole_numbers())
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace("-", "−"))
    if labelled:
        _name_bands(axes, lines.iloc[-1], style.ink(color))


def _whole_numbers():
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, integer=True)


def _name_bands(axes: Axes, last: pd.Series, color: str) -> None:
    wanted = _band_names(last) | {"baseline": 0.0}
    low, high = axes.get_ylim()
    height = axes.get_position().height * axes.figure.get_size_inches()[1]
    gap = 0.155 / height * (high - low)
    places = style.spaced(list(wanted.values()), gap, low, high)
    for (text, at), place in zip(wanted.items(), places, strict=True):
        ink = style.SOFT if text == "baseline" else color
        axes.annotate(
            text,
            xy=(1, at),
            xytext=(1.06, place),
            xycoords=("axes fraction", "data"),
            textcoords=("axes fraction", "data"),
            va="center",
            size=style.SIZE["small"],
            color=ink,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": style.RULE, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0},
        )


def _band_names(last: pd.Series) -> dict[str, float]:
    """What stands beside the end of the line and of each band, and at which height."""
    kind = interval_kind(int(last["runs"]))
    if kind == "none":
        return {"the one run": last["median"]}
    if kind == "range":
        return {"all runs": (last["high"] + last["median"]) / 2, "middle": last["median"]}
    return {
        "80 % of runs": (last["high80"] + last["high50"]) / 2,
        "median": last["median"],
        "half of runs": (last["low50"] + last["median"]) / 2,
    }


def _alt(table: pd.DataFrame, options: list[str], words: Words) -> str:
    parts = [f"Fan chart. {words.title} {words.subtitle}"]
    for option in options:
        lines = table[table["option"] == option].sort_values("year")
        first, last = lines.iloc[0], lines.iloc[-1]
        parts.append(
            f"{last['name']}: median {_median(last).text()} in {school_year(int(last['year']))}, "
            f"{_median(last).told()}, starting from {_median(first).text()} in "
            f"{school_year(int(first['year']))}."
        )
    return " ".join(parts)


def _words(facts: Facts) -> Words:
    best = facts.ranked()[0]
    return fan_words(facts, best, best.net, "in target jobs", TARGET)


def fan_words(facts: Facts, best: Any, net: Estimate, where: str, who: str) -> Words:
    """Title and subtitle for the option with the highest net: ``where`` in short, and ``who`` is counted."""
    stamp = facts.stamp
    if net.median <= 0:
        title = f"No option is projected to raise the number of residents {where} by {stamp.headline}"
    elif len(facts.headline.options) == 1:
        title = f"{best.short}: about {net.text()} more residents {where} projected by {stamp.headline}"
    else:
        title = (
            f"{best.short} is projected to come out highest: about {net.text()} more residents {where} "
            f"by {stamp.headline}"
        )
    if net.median > 0 and net.low <= 0:
        title += ", and possibly none"
    bands = {
        "90 %": f"median and the bands that hold 50 and 80 % of {stamp.runs_told}",
        "range": f"middle value and range of {stamp.runs_told}, too few for bands",
        "none": f"{stamp.runs_told}, too few for bands",
    }[interval_kind(stamp.pairs)]
    subtitle = f"Net: more {who}, persons, against the baseline; {bands}"
    return Words(title, with_shown(facts, subtitle), stamp.line)


FIGURE = FigureOf(
    name="fan",
    place=1,
    section="five-lines",
    meaning="More residents in target jobs by year, with 50 and 80 % bands.",
    table=lambda facts: facts.fan,
    words=_words,
    draw=fan,
)
