"""Figures of a comparison as short text, rounded to what their interval supports."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.outcomes.registry import HEADLINE

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

PARTS_OF_INTERVAL = 50
"""A figure is rounded to a step (1, 2 or 5 times a power of ten) of about this part of its interval."""

DIGITS = 4
"""Significant digits that a figure has at most."""


def step(low: float, high: float) -> float:
    """Return the step to which figures with this interval are rounded; at least 1."""
    width = (high - low) / PARTS_OF_INTERVAL
    if not math.isfinite(width) or width <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= width)


def amount(value: float, to: float = 1.0) -> str:
    """Return a number rounded to a step, with thousands separated; a dash if there is none."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value / to) * to
    return f"{rounded:,.0f}".replace("-", "−") if rounded else "0"


def figures(median: float, low: float, high: float) -> tuple[str, str]:
    """Return a middle value and its interval as text, both rounded by the interval's width."""
    size = max(abs(median), abs(low), abs(high))
    finest = 10.0 ** (math.floor(math.log10(size)) - DIGITS + 1) if 1 < size < math.inf else 1.0
    to = max(step(low, high), finest)
    return amount(median, to), f"{amount(low, to)} to {amount(high, to)}"


def headline_year(comparison: Comparison) -> str:
    """Return the headline's year in plain words: which school year it is, and where in the horizon."""
    told, year = comparison.receipt.study, comparison.headline_year
    number = year - told.start + 1
    place = "the last" if number == told.years else f"number {number}"
    return (
        f"the school year {year}-{(year + 1) % 100:02d} (September {year} to August {year + 1}), "
        f"{place} of the {told.years} years simulated"
    )


def headline_lines(comparison: Comparison, slug: str) -> list[tuple[str, str, str]]:
    """Return the five lines of an option as ``(line, middle value, interval)``."""
    table = comparison.headline[comparison.headline["option"] == slug].set_index("line")
    return [(line, *figures(**_three(table.loc[line]))) for line in HEADLINE]


def money_lines(comparison: Comparison, slug: str) -> list[tuple[str, str, str]]:
    """Return what an option costs beside the baseline: the public, others, and per net resident."""
    cost = comparison.costs.set_index("option").loc[slug]
    price_year = comparison.receipt.study.price_year
    labels = {
        "public_": f"public cost, USD of {price_year}",
        "private_": "  borne by employers and families",
        "total_": "  total",
        "per_net_": "public cost per net resident, USD",
        "total_per_net_": "  total cost per net resident",
    }
    lines = [(label, *figures(**_three(cost, prefix))) for prefix, label in labels.items()]
    if math.isnan(cost["per_net_median"]):
        none = "net above zero in half of the runs or fewer"
        lines[-2:] = [(labels["per_net_"], "–", none), (labels["total_per_net_"], "–", none)]
    return lines


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the answer of ``sim compare --json``: plain numbers, unrounded.

    ``cost`` is the public cost: the present value at 3 % of what an option costs the grant, the
    district, the state and colleges beside the baseline. What employers and families bear, and the
    total, stand in it beside.
    """
    table = comparison.headline.set_index(["option", "line"])
    costs = {row["option"]: row for row in comparison.costs.to_dict("records")}
    price_year = comparison.receipt.study.price_year
    return {
        "run": str(comparison.folder),
        "baseline": comparison.baseline,
        "options": [
            {
                "name": slug,
                "cost": _cost(costs[slug], price_year),
                "headline": {line: _three(table.loc[(slug, line)]) for line in HEADLINE},
            }
            for slug in comparison.options
        ],
    }


def _cost(row: Any, price_year: int) -> dict[str, Any]:
    beside = {"employers_and_families": _three(row, "private_"), "total": _three(row, "total_")}
    return {
        "what": "public cost", **_three(row, "public_"), "unit": "USD", "price_year": price_year, **beside,
    }  # fmt: skip


def _three(row: Any, prefix: str = "") -> dict[str, float]:
    return {name: float(row[f"{prefix}{name}"]) for name in ("median", "low", "high")}
