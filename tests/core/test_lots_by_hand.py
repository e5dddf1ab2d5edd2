"""Lots of a trial by hand, over a handful of persons and without a world being lived."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.core.columns import N_CELLS, Place, Stage
from sim.core.people.lottery import by_lot, draw_lots, lot_holders
from sim.core.plan import Lottery
from sim.core.state import Lots

MANY = 400
LOTTERY = Lottery(
    partnerships=(1,), pathway=0, year=2, years=2, grades=(9, 12), ages=(0, 99),
    cells=np.ones(N_CELLS, np.uint8), academic=(-9.0, 9.0), winners=0.25, take_up=1.0,
    crossover=0.0, most=10**6, by_school=False,
)  # fmt: skip


def world(motivation: float = 0.0, year: int = 2, **changes) -> SimpleNamespace:
    zeros = np.zeros(MANY, np.uint8)
    people = SimpleNamespace(
        key=np.arange(1, MANY + 1, dtype=np.uint64), age=zeros + 16, academic=np.zeros(MANY, np.float32),
        ethnicity=zeros, sex=zeros, low_income=zeros, stage=zeros + Stage.SCHOOL, place=zeros + Place.LOCAL,
        grade=np.full(MANY, 11, np.int8), school=np.zeros(MANY, np.uint16),
        motivation=np.linspace(-motivation, motivation, MANY, dtype=np.float32),
    )  # fmt: skip
    partnerships = SimpleNamespace(
        adults=np.zeros(2, np.uint8), first_grade=np.array([9, 9]), last_grade=np.array([12, 11])
    )
    plan = SimpleNamespace(lottery=LOTTERY._replace(**changes), partnerships=partnerships)
    return SimpleNamespace(people=people, plan=plan, year=year, k0=7, k1=0, lots=None)


ALL = np.arange(MANY)


def test_exactly_the_share_wins_and_who_is_keen_wins_no_oftener():
    dull, keen = (draw_lots(world(motivation), ALL) for motivation in (0.0, 3.0))
    assert dull.won.sum() == round(0.25 * MANY)
    assert np.array_equal(dull.won, keen.won)
    assert np.array_equal(dull.row, ALL)


def test_winners_hold_the_seats_for_their_years_and_losers_none():
    one = world()
    first = lot_holders(one, 1, ALL)
    assert np.array_equal(first, one.lots.row[one.lots.won])
    one.year = 3
    one.people.grade[first[0]] = 12  # past the last grade of the activity
    assert np.array_equal(lot_holders(one, 1, ALL[:0]), first[1:])
    one.year = 4
    assert len(lot_holders(one, 1, ALL)) == 0
    assert len(lot_holders(world(year=1), 1, ALL)) == 0


def test_who_crosses_over_holds_a_seat_and_stays_a_loser():
    one = world()
    one.lots = Lots(np.array([3, 5, 8]), np.array([True, False, False]), np.array([False, True, False]))
    assert lot_holders(one, 1, ALL).tolist() == [5]


def test_only_the_partnerships_of_the_trial_go_by_lot():
    assert by_lot(world(), 1)
    assert not by_lot(world(), 0)
    one = world()
    one.plan.lottery = None
    assert not by_lot(one, 1)
