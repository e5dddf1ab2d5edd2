"""The baseline beside the published rates: what it was fitted to, and what it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, settings, wrap
from sim.figures.figure import Facts, FigureOf
from sim.words.numbers import Estimate, interval_kind

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ROW = 0.3
_ROLES = {"fitted": "Fitted: no test", "target": "Targets of the fit", "held_out": "Kept aside to test it"}


def against_published(
    table: pd.DataFrame, words: Words, *, narrow: bool = False, bare: bool = False
) -> Chart:
    """Published rate (grey diamond) and simulated baseline (blue dot with its interval).

    ``table``: one row per rate with ``label``, ``role`` (``fitted``, ``target`` or ``held_out``),
    ``published``, ``median``, ``low``, ``high``, ``error`` (all shares), ``runs`` and ``met`` (bool). A rate
    that is missed is drawn hollow and named as missed.
    """
    shown = table[table["unit"].eq("share")] if "unit" in table else table
    roles = [role for role in _ROLES if (shown["role"] == role).any()]
    width = 3.7 if narrow else 9.6
    left = 1.95 if narrow else 3.3
    row = 0.4 if narrow else _ROW
    body = sum(0.55 + row * (shown["role"] == role).sum() for role in roles) + 0.4
    with settings():
        sheet, top = Sheet(width, body, words, bare), 0.05
        for role in roles:
            rows = shown[shown["role"] == role]
            sheet.text(0.12, top + 0.05, _ROLES[role], weight="bold")
            axes = sheet.panel(left, top + 0.32, width - left - 0.35, row * len(rows))
            _draw(axes, rows, left - 0.25, last=role == roles[-1])
            top += 0.55 + row * len(rows)
        return sheet.chart.describe(words, _alt(shown, words), table)


def _draw(axes: Axes, rows: pd.DataFrame, room: float, last: bool) -> None:
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(-2, 102)
    labels = []
    for place, row in enumerate(rows.to_dict("records")):
        value, published = 100 * row["median"], 100 * row["published"]
        axes.plot([published, value], [place, place], color=style.RULE, linewidth=2.2, zorder=1)
        ends = [100 * row["low"], 100 * row["high"]]
        axes.plot(ends, [place, place], color=style.OPTIONS[0], linewidth=1.2)
        axes.plot([published], [place], marker="D", markersize=6, color=style.BASELINE_GREY, linestyle="none")
        face = style.OPTIONS[0] if row["met"] else "white"
        axes.plot([value], [place], marker="o", markersize=5, color=style.OPTIONS[0], markerfacecolor=face)
        label = row["label"] if row["met"] else f"{row['label']} (missed)"
        labels.append(wrap(label, room, style.SIZE["small"]))
    style.clean(axes, grid="both")
    axes.set_yticks(range(len(rows)), labels)
    axes.tick_params(axis="y", labelsize=style.SIZE["small"], labelcolor=style.INK)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"] if last else [])


def _alt(table: pd.DataFrame, words: Words) -> str:
    parts = [f"Dot plot. {words.title}"]
    for row in table.to_dict("records"):
        seen = (row[name] for name in ("median", "low", "high", "error"))
        model = Estimate(*seen, "share", int(row["runs"])).text()
        published = f"{100 * row['published']:.1f} %"
        end = "" if row["met"] else ", missed"
        parts.append(f"{row['label']}: published {published}, simulated {model}{end}.")
    return " ".join(parts)


def _table(facts: Facts) -> pd.DataFrame:
    rates = facts.rates()
    return rates if rates["unit"].eq("share").any() else rates.iloc[:0]


def _words(facts: Facts) -> Words:
    met, every = sum(rate.met for rate in facts.published), len(facts.published)
    held = [rate for rate in facts.published if rate.role == "held_out"]
    title = f"The baseline comes near {met} of {every} published rates"
    if held:
        title += f", among them {sum(rate.met for rate in held)} of the {len(held)} it was not fitted to"
    told = {"90 %": " with 90 % interval", "range": " with the range of the runs"}
    subtitle = (
        f"Grey diamond: published; blue dot{told.get(interval_kind(facts.stamp.pairs), '')}: simulated "
        f"baseline, {facts.stamp.runs_told}; hollow: missed by more than its tolerance"
    )
    return Words(title, subtitle, facts.stamp.line)


FIGURE = FigureOf(
    name="published",
    place=1,
    section="published",
    meaning="The baseline beside the region's published rates.",
    table=_table,
    words=_words,
    draw=against_published,
)
