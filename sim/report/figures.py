"""All figures in one place: each takes a tidy table and returns a :class:`Chart`.

>>> figure = fan(table, Words("The finding", "persons a year"))  # doctest: +SKIP
>>> save(figure, folder, "fan")  # doctest: +SKIP
"""

from __future__ import annotations

from sim.report.chart import Chart, Words, save
from sim.report.dots import quantile_dots
from sim.report.equity import dumbbell
from sim.report.fan import fan
from sim.report.published import against_published
from sim.report.waterfall import waterfall

__all__ = ["Chart", "Words", "against_published", "dumbbell", "fan", "quantile_dots", "save", "waterfall"]
