"""Prices of one year in the money of another, by the consumer price index.

The index is a data file (``price_index.csv``: CPI-U, U.S. city average, all items, yearly averages of the
Bureau of Labor Statistics). Years for which no average was known when the file was written are marked
``assumed`` there; :func:`is_assumed` tells a report when a conversion rests on one. After the last year of
the file prices are assumed to go on growing as in its last year, so that costs and wages of a late start are
in the prices that their label names.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

PRICE_YEAR = 2026
"""Year of the prices in which the activity library is read."""


LAST_YEAR = 2140
"""Last year for which an index is assumed: the longest horizon from the latest start ends there."""


class IndexYear(NamedTuple):
    """The index of one year and whether it is published or assumed."""

    index: float
    status: str
    source: str


def stated_index() -> dict[int, IndexYear]:
    """The table of the data file, by calendar year."""
    text = (files("sim.study.evidence") / "price_index.csv").read_text(encoding="utf-8")
    return {
        int(row["year"]): IndexYear(float(row["index"]), row["status"], row["source"])
        for row in csv.DictReader(text.splitlines())
    }


@functools.cache
def price_index() -> Mapping[int, IndexYear]:
    """The table of the data file and the years after it up to :data:`LAST_YEAR`, by calendar year."""
    table = stated_index()
    last = max(table)
    growth = table[last].index / table[last - 1].index
    source = f"judged: {100 * (growth - 1):.1f} % a year from {last}"
    for year in range(last + 1, LAST_YEAR + 1):
        table[year] = IndexYear(table[last].index * growth ** (year - last), "assumed", source)
    return MappingProxyType(table)


def price_factor(from_year: int, to_year: int = PRICE_YEAR) -> float:
    """Factor that turns an amount in prices of ``from_year`` into prices of ``to_year``.

    Raises
    ------
    ValueError : when the table lacks one of the years.
    """
    table = price_index()
    for year in (from_year, to_year):
        if year not in table:
            raise ValueError(f"no price index for {year}: prices are those of {min(table)} to {max(table)}")
    return table[to_year].index / table[from_year].index


def is_assumed(from_year: int, to_year: int = PRICE_YEAR) -> bool:
    """Whether the conversion rests on an assumed (not published) index, and is not the identity."""
    table = price_index()
    return from_year != to_year and "assumed" in (table[from_year].status, table[to_year].status)
