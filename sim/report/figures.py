"""All figures in one place: each takes a tidy table and returns a :class:`Chart`.

>>> figure = fan(table, Words("The finding", "persons a year"))  # doctest: +SKIP
>>> save(figure, folder, "fan")  # doctest: +SKIP
"""

from __future__ import annotations

from sim.figures.chart import Chart, Words, save
from sim.figures.dots import quantile_dots
from sim.figures.dumbbell import dumbbell
from sim.figures.fan import fan
from sim.figures.published import against_published
from sim.figures.waterfall import waterfall

__all__ = ["Chart", "Words", "against_published", "dumbbell", "fan", "quantile_dots", "save", "waterfall"]
