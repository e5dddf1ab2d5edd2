"""Rows of money and of seats: what each year cost, who paid, and what was delivered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.core.columns import INGREDIENTS, PAYERS, PUBLIC_PAYERS
from sim.outcomes.groups import ALL_GROUP
from sim.outcomes.registry import MONEY
from sim.outcomes.rows import Rows, rows, stack

DISCOUNT_RATE = 0.03
"""Rate a year to the first year's prices; real social rate of the US literature on programmes."""


def present_value(amounts: np.ndarray, rate: float = DISCOUNT_RATE) -> float:
    """Return the sum of yearly ``amounts`` (float [years]) discounted to the first year."""
    return float(np.sum(amounts / (1.0 + rate) ** np.arange(len(amounts))))


def cost_rows(costs: np.ndarray, start: int) -> Rows:
    """Return the cost of each year, by ingredient and by payer, its public part, and present values.

    ``costs`` is float64 [partnerships, years, ingredients, payers], USD in prices of the
    first year. A scenario without partnerships costs nothing.
    """
    years = start + np.arange(costs.shape[1])
    by_year = costs.sum(axis=0)  # [years, ingredients, payers]
    unit = MONEY["cost.total"][1]
    total = by_year.sum(axis=(1, 2))
    parts = [rows("cost.total", ALL_GROUP, years, total, unit)]
    for i, ingredient in enumerate(INGREDIENTS):
        parts.append(rows("cost.total", f"ingredient={ingredient}", years, by_year[:, i].sum(axis=1), unit))
    for p, payer in enumerate(PAYERS):
        paid = by_year[:, :, p].sum(axis=1)
        parts.append(rows("cost.total", f"payer={payer}", years, paid, unit))
        parts.append(_present(f"payer={payer}", years, paid))
    public = by_year[:, :, [PAYERS.index(payer) for payer in PUBLIC_PAYERS]].sum(axis=(1, 2))
    parts.append(_present(ALL_GROUP, years, total))
    parts.append(rows("cost.public", ALL_GROUP, years, public, unit))
    parts.append(_present(ALL_GROUP, years, public, "cost.public_present_value"))
    return stack(parts)


def _present(group: str, years: np.ndarray, amounts: np.ndarray, code: str = "cost.present_value") -> Rows:
    value = np.array([present_value(amounts)])
    return rows(code, group, years[:1], value, MONEY[code][1])


def delivery_rows(delivery: np.ndarray, names: Sequence[str], start: int) -> Rows | None:
    """Return the planned, feasible and delivered seats of each partnership and year.

    ``delivery`` is float64 [partnerships, years, 3]; ``names`` are the partnerships in the
    same order. ``None`` if the scenario has no partnerships.
    """
    years = start + np.arange(delivery.shape[1])
    parts = [
        rows(f"delivery.{what}", f"partnership={name}", years, delivery[p, :, k], "seats")
        for p, name in enumerate(names)
        for k, what in enumerate(("planned", "feasible", "delivered"))
    ]
    return stack(parts) if parts else None
