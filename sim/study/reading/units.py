"""Units of the study's files: what they measure and how planners spell them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, an example, and its spellings with their factor to the canonical unit."""

    what: str
    example: str
    spellings: dict[str, float]


_PER_YEAR = ("per year", "a year", "/year", "/yr", "yearly")


def _yearly(*nouns: str) -> dict[str, float]:
    """Spellings of nouns per year, each worth 1: ``seats per year``, ``/year`` and so on."""
    glued = {per: per if per.startswith("/") else f" {per}" for per in _PER_YEAR}
    return {f"{noun}{glued[per]}".strip(): 1.0 for noun in nouns for per in _PER_YEAR}


def _hourly(*nouns: str) -> dict[str, float]:
    """Spellings of nouns per hour: ``USD per hour``, ``USD/hour``."""
    return {f"{noun}{per}": 1.0 for noun in nouns for per in (" per hour", " an hour", "/hour", "/h")}


UNITS: dict[str, Unit] = {
    "share": Unit("a share", "82 %", {"%": 0.01, "percent": 0.01, "share": 1.0}),
    "USD": Unit("an amount of money", "150_000 USD", {"USD": 1.0, "dollars": 1.0, "usd": 1.0}),
    "USD/year": Unit("an amount of money a year", "150_000 USD/year", _yearly("USD", "dollars", "usd")),
    "USD/hour": Unit("an amount of money an hour", "25 USD/hour", _hourly("USD", "dollars", "usd")),
    "seats/year": Unit(
        "a number of seats a year",
        "270 per year",
        _yearly("", "seats", "places", "students", "pupils", "persons", "participants", "children"),
    ),
    "hours/year": Unit("hours a year", "60 hours per year", _yearly("", "hours", "hour", "h")),
    "hours": Unit("hours", "12 hours", {"hours": 1.0, "hour": 1.0, "h": 1.0}),
    "years": Unit("a number of years", "2 years", {"years": 1.0, "year": 1.0}),
    "SD": Unit("a size in standard deviations", "0.15 SD", {"SD": 1.0, "sd": 1.0}),
    "log-odds": Unit("a change in log-odds", "0.35 log-odds", {"log-odds": 1.0, "logit": 1.0}),
    "jobs/year": Unit("a number of jobs a year", "60 per year", _yearly("", "jobs", "hires", "offers")),
    "jobs": Unit("a number of jobs", "400 jobs", dict.fromkeys(("jobs", "job", "workers", "worker"), 1.0)),
    "persons": Unit(
        "a number of persons", "90 persons", dict.fromkeys(("persons", "person", "people", "pupils"), 1.0)
    ),
    "persons/year": Unit(
        "a number of persons a year",
        "90 persons per year",
        _yearly("", "persons", "people", "children", "pupils", "students", "residents"),
    ),
    "count": Unit("a number", "3", {"count": 1.0, "times": 1.0}),
    "1": Unit("a plain number", "0.5", {"1": 1.0}),
}
"""Canonical units: what they measure, an example, and the spellings with their factor."""


def unit_of(unit: str) -> Unit:
    """What a unit measures, an example and its spellings."""
    return UNITS.get(unit) or Unit(f"a number in {unit}", f"0.5 {unit}", {unit: 1.0})
