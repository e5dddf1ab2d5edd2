"""A region's wages in the prices of a study's first year.

Costs and budgets of a study are in prices of its first year; the wages of ``employers.csv`` are in those of
the ``price_year`` that ``region.yaml`` states. Wages of the first year, or of a year beside it, count as they
stand: surveys are dated a year early or late, and one year of prices is less than what they miss. All others
are converted by the price index (:mod:`sim.study.evidence.prices`).
"""

from __future__ import annotations

from sim.study.evidence.prices import price_factor, price_index

AS_STATED = 1
"""Years between ``price_year`` and the first year within which wages are taken as they stand."""


def wage_factor(price_year: int, start: int) -> float:
    """Factor that turns wages of ``price_year`` into prices of the year ``start``; 1 within a year of it.

    Also 1 when the index knows one of the years not, which the checks of region and scenario say.
    """
    known = price_index()
    if abs(price_year - start) <= AS_STATED or not {price_year, start} <= set(known):
        return 1.0
    return price_factor(price_year, start)
