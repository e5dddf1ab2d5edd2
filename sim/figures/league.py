"""A ranking: one dot with its interval for each point of a table, highest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.figures import style
from sim.figures.chart import Chart, Sheet, Words, settings, wrap

if TYPE_CHECKING:
    import pandas as pd

_ROW, _WIDTH, _LEFT = 0.21, 9.6, 3.7


def ranking(table: pd.DataFrame, spec: Mapping[str, Any]) -> Chart:
    """Draw a panel for each of the measures ``spec["lines"]``, a row for each point.

    ``table`` has ``point``, ``measure``, ``median``, ``low`` and ``high``; ``spec`` ``title``, ``y`` and
    ``lines``. A dot whose interval reaches zero is hollow.
    """
    shown = table[table["measure"].isin(spec["lines"])]
    points = list(dict.fromkeys(shown["point"]))
    words = Words(spec["title"], spec["y"])
    room = (_WIDTH - _LEFT - 0.35) / len(spec["lines"])
    with settings():
        sheet = Sheet(_WIDTH, 0.75 + _ROW * len(points), words, bare=False)
        for place, measure in enumerate(spec["lines"]):
            rows = shown[shown["measure"] == measure].set_index("point").reindex(points)
            left = _LEFT + place * room
            sheet.text(left, 0.05, measure, weight="bold")
            axes = sheet.panel(left, 0.32, room - 0.25, _ROW * len(points))
            axes.set_ylim(len(points) - 0.5, -0.5)
            axes.axvline(0, color=style.SOFT, linewidth=0.9)
            for at, row in enumerate(rows.to_dict("records")):
                axes.plot([row["low"], row["high"]], [at, at], color=style.OPTIONS[0], linewidth=1.3)
                clear = row["low"] > 0 or row["high"] < 0
                face = style.OPTIONS[0] if clear else "white"
                axes.plot(
                    [row["median"]], [at], "o", markersize=4.5, color=style.OPTIONS[0], markerfacecolor=face
                )
            style.clean(axes, grid="both")
            names = [wrap(point, _LEFT - 0.25, style.SIZE["small"]) for point in points] if place == 0 else []
            axes.set_yticks(range(len(points)) if place == 0 else [], names)
            axes.tick_params(axis="y", labelsize=style.SIZE["small"], labelcolor=style.INK)
        return sheet.chart.describe(words, f"{spec['title']}: {', '.join(spec['lines'])}.", shown)
