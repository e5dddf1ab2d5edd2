"""What a budget pays for, worked out by hand: of each dollar here 31 cents are the public's."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, partnerships, small_region

from sim.core.books.costs import public, within_budget, yearly_cost
from sim.core.columns import INGREDIENTS, PAYERS
from sim.core.rules.partnerships import ramp, within_hosts


@pytest.fixture(scope="module")
def plan():
    """Three clubs of 10,000 dollars a year and 1,000 a seat; the last runs outside the budget."""
    region = small_region(tens=1, employers=6, years=3)
    rows = [club(), club(bit=1, coordinator_hours=5.0), club(bit=2, in_budget=0)]
    made = partnerships(region, rows)
    made.seats[1, 0] = 0.0
    return made


def test_a_year_costs_its_seats_and_while_it_runs_its_fixed_sum(plan):
    cost = yearly_cost(plan, np.array([3.0, 0.0, 2.0]), 0).sum(axis=(1, 2))
    np.testing.assert_allclose(cost, [13_000, 0, 12_000])
    np.testing.assert_allclose(yearly_cost(plan, np.zeros(3), 1).sum(axis=(1, 2)), [10_000] * 3)
    assert public(yearly_cost(plan, np.array([3.0, 0.0, 0.0]), 0)[:1]) == pytest.approx(0.31 * 13_000)


def test_each_payer_but_employers_and_families_is_paid_for_by_the_budget():
    for number, payer in enumerate(PAYERS):
        cost = np.zeros((1, len(INGREDIENTS), len(PAYERS)))
        cost[0, :, number] = 1.0
        assert public(cost) == (0.0 if payer in ("employers", "families") else len(INGREDIENTS)), payer


def test_fixed_costs_are_met_first_and_what_is_left_buys_seats(plan):
    """Two clubs of the budget: 6,200 public dollars fixed, 310 a seat. 12,400 dollars buy 20 of 40 seats."""
    wanted = np.array([10.0, 30.0, 40.0])
    np.testing.assert_allclose(within_budget(plan, wanted, 1, 12_400.0), [5, 15, 40])
    np.testing.assert_allclose(within_budget(plan, wanted, 1, 18_600.0), wanted)
    np.testing.assert_allclose(within_budget(plan, wanted, 1, 5_000.0), [0, 0, 40])


def test_seats_rise_by_equal_steps_from_the_first_year_with_seats(plan):
    seats = np.array([[0.0, 9, 9, 9, 9], [9, 9, 9, 9, 9]])
    shares = [ramp(seats, np.array([2.0, 0.0]), year).tolist() for year in range(1, 5)]
    np.testing.assert_allclose(shares, [[1 / 3, 1], [2 / 3, 1], [1, 1], [1, 1]])


def test_seats_of_partnerships_without_employers_need_no_host(plan):
    assert within_hosts(plan, np.ones((3, 6)), np.array([40.0, 30.0, 40.0]), np.zeros(6)).tolist() == [
        40.0,
        30.0,
        40.0,
    ]
