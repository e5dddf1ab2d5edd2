"""The answer of a comparison as short text and as an object for machines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.analysis.headline import Answer, headline_of
from sim.outcomes.registry import HEADLINE
from sim.words.numbers import NO_VALUE, Estimate, interval_kind
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

NO_RATIO = "net above zero in half of the runs or fewer"
"""Stands in place of a cost per net resident that has no meaning."""


def headline_year(comparison: Comparison) -> str:
    """Return the headline's year in plain words: which school year it is, and where in the horizon."""
    told, year = comparison.receipt.study, comparison.headline_year
    number = year - told.start + 1
    place = "the last" if number == told.years else f"number {number}"
    return (
        f"the school year {school_year(year)} (September {year} to August {year + 1}), "
        f"{place} of the {told.years} years simulated"
    )


def rate_told(rate: float) -> str:
    """Return a discount rate in words: ``3 %``."""
    return f"{100 * rate:.3g} %"


def five_lines(answer: Answer) -> list[tuple[str, str, str]]:
    """Return the five lines of an option as ``(line, middle value, interval)``."""
    return [(line, *figures(answer.lines[line])) for line in HEADLINE]


def figures(seen: Estimate) -> tuple[str, str]:
    """Return a middle value and its interval as text; the interval is empty if there are no two ends."""
    return seen.text(), "" if seen.exact else seen.interval()


def cost_lines(answer: Answer, price_year: int) -> list[tuple[str, str, str]]:
    """Return what an option costs as ``(label, middle value, interval)``, in USD of ``price_year``."""
    told = {
        f"public cost, USD of {price_year}": answer.cost,
        "  borne by employers and families": answer.private,
        "  total": answer.total,
        "public cost per net resident, USD": answer.cost_per_net,
        "  total cost per net resident": answer.total_per_net,
    }
    return [
        (label, *((NO_VALUE, NO_RATIO) if seen is None else figures(seen))) for label, seen in told.items()
    ]


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the answer of ``sim compare --json``: plain numbers, unrounded, and the text that is printed.

    ``cost`` is the public cost: the present value, at the ``discount`` a year, of what an option costs the
    grant, the district, the state and colleges beside the baseline. What employers and families bear, and the
    total, stand in it beside. ``interval`` says what ``low`` and ``high`` are: ``90 %``, ``range`` (the
    smallest and largest of too few runs for an interval), or ``none`` (one run: they are null).
    """
    answer = headline_of(comparison)
    return {
        "run": str(comparison.folder),
        "baseline": comparison.baseline,
        "runs": answer.runs,
        "interval": interval_kind(answer.runs),
        "discount": answer.discount,
        "notes": list(comparison.notes),
        "options": [
            {
                "name": option.slug,
                "swept": dict(option.swept),
                "cost": _cost(option, answer.price_year),
                "headline": {line: _three(option.lines[line]) for line in HEADLINE},
                "rank": option.rank,
                "highest_net": option.best,
            }
            for option in answer.options
        ],
    }


def _cost(option: Answer, price_year: int) -> dict[str, Any]:
    beside = {"employers_and_families": _three(option.private), "total": _three(option.total)}
    return {
        "what": "public cost", **_three(option.cost), "unit": "USD", "price_year": price_year, **beside,
    }  # fmt: skip


def _three(seen: Estimate) -> dict[str, float | str | None]:
    ends = {"median": seen.median, "low": seen.low, "high": seen.high}
    plain: dict[str, float | str | None] = {n: v if math.isfinite(v) else None for n, v in ends.items()}
    middle, interval = figures(seen)
    return {**plain, "printed": f"{middle} [{interval}]" if interval else middle}
