"""Equity dumbbell: each group's rate in the baseline and with each option, and the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, fitted_lines, settings
from sim.figures.figure import Facts, FigureOf, with_shown
from sim.words.groups import SMALL_MARK, TOO_SMALL
from sim.words.numbers import Estimate, interval_kind, interval_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_TOP, _AXIS = 0.38, 0.5


def dumbbell(table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False) -> Chart:
    """Rates of a share indicator by group: levels on the left, changes on the right.

    ``table``: one row per option (the baseline first) and group with ``option``, ``name``,
    ``family``, ``group`` (label), ``persons``, ``median``, ``low``, ``high``, ``error`` (shares, with
    the ends that are printed), ``change``, ``change_low``, ``change_high``, ``change_error`` (shares; NaN
    for the baseline), ``runs`` and ``small`` (bool: too few persons to print anything; the figures
    are NaN).
    """
    baseline = table["option"].iloc[0]
    groups = list(dict.fromkeys(zip(table["family"], table["group"], strict=True)))
    options = [option for option in dict.fromkeys(table["option"]) if option != baseline]
    heights = _rows(groups, len(options))
    height = heights[-1] + 0.1
    with settings():
        key = _key_height(table, options, narrow)
        if narrow:
            sheet = Sheet(3.7, key + 2 * (height + _TOP + _AXIS), words, bare)
            frames = [(1.3, key + _TOP, 2.2, height), (1.3, key + height + 2 * _TOP + _AXIS, 2.2, height)]
        else:
            sheet = Sheet(9.6, key + height + _TOP + _AXIS, words, bare)
            frames = [(1.85, key + _TOP, 3.7, height), (5.85, key + _TOP, 3.6, height)]
        _key(sheet, table, options, narrow)
        for position, frame in enumerate(frames):
            axes = sheet.panel(*frame)
            sheet.text(
                frame[0],
                frame[1] - 0.3,
                ("Rate", "Change against the baseline")[position],
                weight="bold",
                color=style.INK,
            )
            axes.set_ylim(height, 0)
            _groups(axes, table, groups, heights, named=narrow or position == 0)
            draw = _levels if position == 0 else _changes
            draw(axes, table, groups, heights, options, baseline)
        return sheet.chart.describe(words, _alt(table, groups, options, baseline, words), table)


def _rows(groups: list[tuple[str, str]], options: int) -> list[float]:
    """Inches from the top to the middle of each group's row; families stand apart."""
    reach = max(_offsets(options))
    each, at, family, places = max(0.3, 0.13 * options + 0.08), max(0.2, reach + 0.1), groups[0][0], []
    for kind, _ in groups:
        at += 0.16 if kind != family else 0.0
        places.append(at)
        at, family = at + each, kind
    return [*places, at - each + max(each / 2, reach + 0.1)]


def _key_height(table: pd.DataFrame, options: list[str], narrow: bool) -> float:
    return 0.24 * (len(_key_rows(table, options, narrow))) + 0.1


def _key_rows(table: pd.DataFrame, options: list[str], narrow: bool) -> list[list[str]]:
    names = ["baseline", *options]
    per_row = 1 if narrow else 2
    return [names[i : i + per_row] for i in range(0, len(names), per_row)]


def _key(sheet: Sheet, table: pd.DataFrame, options: list[str], narrow: bool) -> None:
    titles = table.drop_duplicates("option").set_index("option")["name"]
    rows = _key_rows(table, options, narrow)
    axes = sheet.panel(0, 0, sheet.width, 0.24 * len(rows))
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(0.24 * len(rows), 0)
    axes.set_axis_off()
    column = (sheet.width - 0.2) / len(rows[0])
    for down, row in enumerate(rows):
        for across, option in enumerate(row):
            left, top = 0.22 + across * column, 0.12 + 0.24 * down
            if option == "baseline":
                look, name, color = _baseline_look(), "Baseline", style.SOFT
            else:
                look, color = _look(options.index(option)), style.ink(style.colour(options.index(option)))
                name = fitted_lines(titles[option], column - 0.4, style.SIZE["small"], lines=1)
            axes.plot([left], [top], **look)
            axes.text(left + 0.14, top, name, va="center", size=style.SIZE["small"], color=color)


def _baseline_look() -> dict:
    return {
        "marker": "o",
        "markersize": 5.5,
        "color": style.BASELINE_GREY,
        "markerfacecolor": "white",
        "markeredgewidth": 1.4,
        "linestyle": "none",
    }


def _look(position: int) -> dict:
    color = style.colour(position)
    return {
        "marker": style.MARKERS[position % len(style.MARKERS)],
        "markersize": 5.5,
        "color": color,
        "markerfacecolor": color,
        "markeredgewidth": 1.1,
        "linestyle": "none",
    }


def _groups(axes: Axes, table: pd.DataFrame, groups, heights: list[float], named: bool) -> None:
    small = set(table.loc[table["small"], "group"])
    labels = [f"{group} {SMALL_MARK}" if group in small else group for _, group in groups]
    axes.set_yticks(heights[:-1], labels if named else [])
    style.clean(axes, grid="both")
    axes.tick_params(axis="y", labelsize=style.SIZE["text"], labelcolor=style.INK)
    axes.xaxis.set_major_locator(_few())


def _few():
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10])


def _offsets(options: int) -> list[float]:
    return [0.115 * (position - (options - 1) / 2) for position in range(options)]


def _levels(axes: Axes, table: pd.DataFrame, groups, heights, options: list[str], baseline: str) -> None:
    rows = table.set_index(["option", "group"])
    for (_, group), at in zip(groups, heights, strict=False):
        base = rows.loc[(baseline, group)]
        if base["small"]:
            _left_out(axes, at)
            continue
        for position, (option, offset) in enumerate(zip(options, _offsets(len(options)), strict=True)):
            row = rows.loc[(option, group)]
            ends = [100 * base["median"], 100 * row["median"]]
            color = style.shade(style.colour(position), 1.6)
            axes.plot(ends, [at + offset] * 2, color=color, linewidth=1.6, solid_capstyle="butt")
            axes.plot([100 * row["median"]], [at + offset], **_look(position))
        reach = max(_offsets(len(options))) + 0.05
        middle = [100 * base["median"]] * 2
        axes.plot(middle, [at - reach, at + reach], color=style.BASELINE_GREY, linewidth=1.2, zorder=1)
        ends = [100 * base["low"], 100 * base["high"]]
        axes.plot(ends, [at, at], color=style.BASELINE_GREY, linewidth=1, zorder=1)
        axes.plot([100 * base["median"]], [at], **_baseline_look())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g} %".replace("-", "−"))
    axes.margins(x=0.06)


def _left_out(axes: Axes, at: float) -> None:
    """Say in the row of a small group why nothing is drawn there."""
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    look = {"va": "center", "size": style.SIZE["small"], "color": style.SOFT, "bbox": ground}
    axes.text(0.02, at, TOO_SMALL, transform=axes.get_yaxis_transform(), **look)


def _changes(axes: Axes, table: pd.DataFrame, groups, heights, options: list[str], baseline: str) -> None:
    rows = table.set_index(["option", "group"])
    axes.axvline(0, color=style.BASELINE_GREY, linewidth=1.4, linestyle=(0, (4, 2.5)))
    for (_, group), at in zip(groups, heights, strict=False):
        for position, (option, offset) in enumerate(zip(options, _offsets(len(options)), strict=True)):
            row = rows.loc[(option, group)]
            if row["change"] != row["change"]:
                continue
            color, ends = style.colour(position), [100 * row["change_low"], 100 * row["change_high"]]
            axes.plot(ends, [at + offset] * 2, color=color, linewidth=1.5, solid_capstyle="butt")
            axes.plot([100 * row["change"]], [at + offset], **_look(position))
    axes.set_xlim(*_reach(table))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0")
    runs = int(table["runs"].max())
    axes.set_xlabel(f"percentage points, {interval_name(runs)}", size=style.SIZE["small"], color=style.SOFT)


def changed(row: pd.Series) -> Estimate:
    """The change of a group's rate in percentage points, rounded as in the tables."""
    columns = ["change", "change_low", "change_high", "change_error"]
    return Estimate(*(100 * row[columns].astype(float)), "points", int(row["runs"]))


def _reach(table: pd.DataFrame) -> tuple[float, float]:
    """Limits in percentage points that hold the intervals of all groups but the small ones."""
    solid = 100 * table.loc[~table["small"], ["change", "change_low", "change_high"]].astype(float)
    if solid["change"].isna().all():
        return -1.0, 1.0
    low, high = min(0.0, solid.min().min()), max(0.0, solid.max().max())
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def _alt(table: pd.DataFrame, groups, options: list[str], baseline: str, words: Words) -> str:
    rows = table.set_index(["option", "group"])
    parts = [f"Dumbbell chart by group. {words.title}"]
    for _, group in groups:
        base = rows.loc[(baseline, group)]
        if base["small"]:
            parts.append(f"{group}: {TOO_SMALL}.")
            continue
        level = Estimate(*base[["median", "low", "high", "error"]], "share", int(base["runs"]))
        told = [f"{group}: baseline {level.text()}"]
        for option in options:
            row = rows.loc[(option, group)]
            change = changed(row)
            told.append(f"{row['name']} {change.signed()} ({change.interval()})")
        parts.append("; ".join(told) + ".")
    return " ".join(parts)


def _words(facts: Facts) -> Words:
    groups, stamp = facts.groups, facts.stamp
    changes = groups[groups["change"].notna()]
    clear = changes[(changes["change_low"] > 0) | (changes["change_high"] < 0)]
    if stamp.few:
        title = f"Rates by group: {stamp.runs_told} are too few to tell changes from chance"
    elif clear.empty:
        title = "No group's rate moves by more than the uncertainty of the runs"
    else:
        most = clear.loc[clear["change"].abs().idxmax()]
        title = f"Largest change by group: {most['group']}, {changed(most).signed()} with {most['name']}"
    told = {"90 %": f"90 % intervals over {stamp.runs_told}", "range": stamp.interval}
    shown = told.get(interval_kind(stamp.pairs), stamp.runs_told)
    subtitle = f"{facts.groups_label}, by group, read in {stamp.headline}; {shown}"
    subtitle += f"; {SMALL_MARK} = {TOO_SMALL}, not shown"
    return Words(title, with_shown(facts, subtitle), stamp.line)


FIGURE = FigureOf(
    name="equity",
    place=1,
    section="for-whom",
    meaning="Baseline and options by group of persons.",
    table=lambda facts: facts.groups,
    words=_words,
    draw=dumbbell,
    also=("gap",),
)
