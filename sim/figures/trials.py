"""Trials as a forest: what was published and what the model gives, in errors of the published effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, settings, wrap

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ROW = 0.19
_ROLES = {"fit": "Set strengths", "test": "Only ever test"}
FURTHEST = 12.0
"""Errors of the published effect beyond which a point is drawn at the edge."""


def forest(table: pd.DataFrame, words: Words, *, bare: bool = False) -> Chart:
    """Published effects (grey diamond, two errors) and the model's (blue dot, two errors), by role.

    ``table``: one row per published effect with ``label``, ``role``, ``published``, ``se``, ``model``,
    ``model_se`` and ``within``; all are drawn over ``se``. A row that is missed is drawn hollow.
    """
    width, left = 9.6, 3.6
    roles = [role for role in _ROLES if (table["role"] == role).any()]
    body = sum(0.55 + _ROW * (table["role"] == role).sum() for role in roles) + 0.45
    with settings():
        sheet, top = Sheet(width, body, words, bare), 0.05
        for role in roles:
            rows = table[table["role"] == role]
            sheet.text(0.12, top + 0.05, _ROLES[role], weight="bold")
            axes = sheet.panel(left, top + 0.32, width - left - 0.35, _ROW * len(rows))
            _draw(axes, rows, left - 0.25, last=role == roles[-1])
            top += 0.55 + _ROW * len(rows)
        return sheet.chart.describe(words, _alt(table, words), table)


def _draw(axes: Axes, rows: pd.DataFrame, room: float, last: bool) -> None:
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(-FURTHEST - 0.5, FURTHEST + 0.5)
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    labels = []
    for place, row in enumerate(rows.to_dict("records")):
        published = _at(row["published"] / row["se"])
        axes.plot(
            [_at(published - 2), _at(published + 2)], [place, place], color=style.BASELINE_GREY, linewidth=1
        )
        axes.plot([published], [place], marker="D", markersize=4, color=style.BASELINE_GREY, linestyle="none")
        model, error = row["model"] / row["se"], 2 * row["model_se"] / row["se"]
        axes.plot(
            [_at(model - error), _at(model + error)], [place, place], color=style.OPTIONS[0], linewidth=1.6
        )
        face = style.OPTIONS[0] if row["within"] else "white"
        axes.plot(
            [_at(model)], [place], marker="o", markersize=4.5, color=style.OPTIONS[0], markerfacecolor=face
        )
        labels.append(wrap(row["label"], room, style.SIZE["small"]))
    style.clean(axes, grid="both")
    axes.set_yticks(range(len(rows)), labels)
    axes.tick_params(axis="y", labelsize=style.SIZE["small"], labelcolor=style.INK)
    ticks = [-12, -8, -4, 0, 4, 8, 12]
    axes.set_xticks(ticks, [f"{tick:+d}" if tick else "0" for tick in ticks] if last else [])


def _at(errors: float) -> float:
    return max(-FURTHEST, min(FURTHEST, errors))


def _alt(table: pd.DataFrame, words: Words) -> str:
    parts = [f"Forest plot. {words.title}"]
    for row in table.to_dict("records"):
        end = "" if row["within"] else ", missed"
        parts.append(f"{row['label']}: published {row['published']:g}, model {row['model']:.3g}{end}.")
    return " ".join(parts)
