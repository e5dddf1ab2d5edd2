"""What a year of the partnerships costs, by ingredient and payer, and what a budget allows."""

from __future__ import annotations

import numpy as np

from sim.core.columns import PAYERS, PRIVATE_PAYERS

OUTSIDE_BUDGET = tuple(PAYERS.index(payer) for payer in PRIVATE_PAYERS)
"""Payers whose part of a cost no public budget covers."""


def yearly_cost(plan, seats: np.ndarray, year: int) -> np.ndarray:
    """Cost [P, ingredient, payer] of filling ``seats`` [P] in ``year``, USD.

    Fixed costs are due while seats are planned.
    """
    running = (plan.seats[:, year] > 0).astype(np.float64)
    return plan.cost_fixed[:, year] * running[:, None, None] + plan.cost_seat * seats[:, None, None]


def public(costs: np.ndarray) -> float:
    """Part of a cost [P, ingredient, payer] that a budget covers: not what employers and families bear."""
    return float(costs.sum() - costs[:, :, list(OUTSIDE_BUDGET)].sum())


def within_budget(plan, seats: np.ndarray, year: int, budget: float) -> np.ndarray:
    """Seats [P], those of budgeted partnerships scaled down alike so that public cost is within ``budget``.

    Fixed costs are met first. Partnerships that run outside the budget (current practice) keep their seats.
    """
    budgeted = plan.in_budget == 1
    cost = public(yearly_cost(plan, seats, year)[budgeted])
    if cost <= budget:
        return seats
    fixed = public(yearly_cost(plan, np.zeros_like(seats), year)[budgeted])
    room = max(0.0, budget - fixed)
    return np.where(budgeted, seats * (room / max(cost - fixed, 1e-9)), seats)
