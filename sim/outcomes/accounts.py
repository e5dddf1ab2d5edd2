"""Rows of money and of seats: what each year cost, who paid, and what was delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from sim.core.columns import INGREDIENTS, PAYERS, PUBLIC_PAYERS
from sim.outcomes.groups import ALL_GROUP, AND, GROUPS, any_of, by_group
from sim.outcomes.registry import MONEY
from sim.outcomes.rows import Rows, rows, stack

DELIVERY = ("planned", "feasible", "delivered", "paid")
"""Columns of a world's delivery, in seats; what is paid for differs from what is delivered by no-shows."""
DISCOUNT_RATE = 0.03
"""Rate a year to the first year's prices; real social rate of the US literature on programmes."""


def present_value(amounts: np.ndarray, rate: float = DISCOUNT_RATE) -> np.ndarray:
    """Return the sum of yearly ``amounts`` (float [..., years]) discounted to the first year."""
    return np.sum(amounts / (1.0 + rate) ** np.arange(amounts.shape[-1]), axis=-1)


def cost_rows(costs: np.ndarray, start: int, rate: float = DISCOUNT_RATE) -> Rows:
    """Return the cost of each year, by ingredient and by payer, its public part, and present values.

    ``costs`` is float64 [..., partnerships, years, ingredients, payers], USD in prices of the
    first year; ``rate`` discounts a year. A scenario without partnerships costs nothing.
    """
    years = start + np.arange(costs.shape[-3])
    by_year = costs.sum(axis=-4)  # [..., years, ingredients, payers]
    unit = MONEY["cost.total"][1]
    total = by_year.sum(axis=(-2, -1))
    parts = [rows("cost.total", ALL_GROUP, years, total, unit)]
    for i, ingredient in enumerate(INGREDIENTS):
        spent = by_year[..., i, :].sum(axis=-1)
        parts.append(rows("cost.total", f"ingredient={ingredient}", years, spent, unit))
    for p, payer in enumerate(PAYERS):
        paid = by_year[..., p].sum(axis=-1)
        parts.append(rows("cost.total", f"payer={payer}", years, paid, unit))
        parts.append(_present(f"payer={payer}", years, paid, rate))
    public = by_year[..., [PAYERS.index(payer) for payer in PUBLIC_PAYERS]].sum(axis=(-2, -1))
    parts.append(_present(ALL_GROUP, years, total, rate))
    parts.append(rows("cost.public", ALL_GROUP, years, public, unit))
    parts.append(_present(ALL_GROUP, years, public, rate, "cost.public_present_value"))
    return stack(parts)


def _present(
    group: str, years: np.ndarray, amounts: np.ndarray, rate: float, code: str = "cost.present_value"
) -> Rows:
    return rows(code, group, years[:1], present_value(amounts, rate)[..., None], MONEY[code][1])


def delivery_rows(delivery: np.ndarray, names: Sequence[str], start: int) -> Rows | None:
    """Return the planned, feasible and delivered seats of each partnership and year.

    ``delivery`` is float64 [..., partnerships, years, columns of :data:`DELIVERY`]; ``names`` are the
    partnerships in the same order. ``None`` if the scenario has no partnerships.
    """
    years = start + np.arange(delivery.shape[-2])
    parts = [
        rows(f"delivery.{what}", f"partnership={name}", years, delivery[..., p, :, k], "seats")
        for p, name in enumerate(names)
        for k, what in enumerate(DELIVERY)
        if f"delivery.{what}" in MONEY
    ]
    return stack(parts) if parts else None


def holder_rows(
    seated: np.ndarray,
    names: Sequence[str],
    start: int,
    groups: Sequence[str] = GROUPS,
    targets: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Rows | None:
    """Return who used the seats of each partnership: persons by group, and the share of those meant.

    ``seated`` is int64 [..., partnerships, years, cells]; ``targets`` names the groups that a partnership
    is meant for. ``None`` if the scenario has no partnerships.
    """
    years = start + np.arange(seated.shape[-2])
    by = by_group(seated, groups)
    parts = [
        rows("delivery.holders", f"partnership={name}{AND}{group}", years, by[..., p, :, g], "persons")
        for p, name in enumerate(names)
        for g, group in enumerate(groups)
        if group != ALL_GROUP
    ]
    for p, name in enumerate(names):
        if targets.get(name):
            meant = seated[..., p, :, :] @ any_of(targets[name])
            everybody = seated[..., p, :, :].sum(axis=-1)
            code = "delivery.to_target_groups"
            parts.append(rows(code, f"partnership={name}", years, meant, "share", denominator=everybody))
    return stack(parts) if parts else None
