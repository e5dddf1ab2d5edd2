"""Prices of one year in the money of another, by the consumer price index.

The index is a data file (``price_index.csv``: CPI-U, U.S. city average, all items, yearly averages of the
Bureau of Labor Statistics). Years for which no average was known when the file was written are marked
``assumed`` there; :func:`is_assumed` tells a report when a conversion rests on one.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

PRICE_YEAR = 2026
"""Year of the prices in which the activity library is read."""


class IndexYear(NamedTuple):
    """The index of one year and whether it is published or assumed."""

    index: float
    status: str
    source: str


@functools.cache
def price_index() -> Mapping[int, IndexYear]:
    """The whole table, by calendar year; read once, as it is installed data."""
    text = (files("sim.study.evidence") / "price_index.csv").read_text(encoding="utf-8")
    return {
        int(row["year"]): IndexYear(float(row["index"]), row["status"], row["source"])
        for row in csv.DictReader(text.splitlines())
    }


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
