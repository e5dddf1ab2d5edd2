"""What a year of the partnerships costs, by ingredient and payer, and what a budget allows."""

from __future__ import annotations

import numpy as np

from sim.core.columns import PAYERS

EMPLOYERS = PAYERS.index("employers")


def yearly_cost(plan, seats: np.ndarray, year: int) -> np.ndarray:
    """Cost [P, ingredient, payer] of filling ``seats`` [P] in ``year``, USD.

    Fixed costs are due while seats are planned.
    """
    running = (plan.seats[:, year] > 0).astype(np.float64)
    return plan.cost_fixed[:, year] * running[:, None, None] + plan.cost_seat * seats[:, None, None]


def within_budget(plan, seats: np.ndarray, year: int) -> np.ndarray:
    """Seats [P] scaled down in proportion so that the year's cost stays within the plan's budget.

    The budget covers what the partnership's funders pay; employers' own staff time and wages are outside it.
    """
    cap = plan.budget[year]
    everything = yearly_cost(plan, seats, year)
    funded = everything.sum() - everything[:, :, EMPLOYERS].sum()
    fixed = yearly_cost(plan, np.zeros_like(seats), year)
    fixed_funded = fixed.sum() - fixed[:, :, EMPLOYERS].sum()
    if funded <= cap:
        return seats
    room = max(0.0, cap - fixed_funded)
    return seats * (room / max(funded - fixed_funded, 1e-9))
