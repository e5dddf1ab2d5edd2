"""Lots of a trial: they change who holds a seat and never how many; losers are kept and left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_world import club, plan_of, small_region

from sim.core.columns import N_CELLS, Pathway, Stage, cell
from sim.core.plan import Lottery, Targeting
from sim.core.world import fork, grow, step

REGION = small_region(tens=12, years=6)
SEATS = 5_000.0
USUAL = Lottery(
    partnerships=(0,), pathway=0, year=0, years=1, grades=(9, 12), ages=(0, 99),
    cells=np.ones(N_CELLS, np.uint8), academic=(-9.0, 9.0), winners=0.3, take_up=1.0,
    crossover=0.0, most=10**6, by_school=False,
)  # fmt: skip


@pytest.fixture(scope="module")
def start():
    return grow(plan_of(REGION))


def drawn(start, lived: int = 1, /, **changes):
    """The world after so many years in which the seats of a club go by lot."""
    plan = plan_of(REGION, [club(seats=SEATS, no_show=0.0)])
    world = fork(start, replace(plan, lottery=USUAL._replace(**changes)))
    for _ in range(lived):
        step(world)
    return world


def test_lots_change_who_and_not_how_many(start):
    by_lot = drawn(start)
    many = int(by_lot.lots.won.sum())
    assert many == round(0.3 * len(by_lot.lots.row))
    ruled = fork(start, plan_of(REGION, [club(seats=many, no_show=0.0, targeting=int(Targeting.OPEN))]))
    step(ruled)
    assert len(ruled.seats.row) == len(by_lot.seats.row) == many
    assert not np.array_equal(ruled.seats.row, by_lot.seats.row)
    again = drawn(start)
    assert np.array_equal(again.lots.won, by_lot.lots.won)


def test_winners_hold_the_seats_and_losers_none(start):
    world = drawn(start)
    lots, people = world.lots, world.people
    assert np.array_equal(world.seats.row, lots.row[lots.won])
    assert (people.delivered[lots.row[lots.won]] != 0).all()
    assert (people.delivered[lots.row[~lots.won]] == 0).all()


def test_not_all_winners_come_and_some_losers_get_in(start):
    lots = drawn(start, winners=0.5, take_up=0.8, crossover=0.25).lots
    assert lots.uses[lots.won].mean() == pytest.approx(0.8, abs=0.06)
    assert lots.uses[~lots.won].mean() == pytest.approx(0.25, abs=0.06)


def test_lots_do_not_depend_on_what_drives_lives(start):
    """Winners and losers are alike before anything is given: that is what lots are for."""
    lots, people = drawn(start, winners=0.5).lots, start.people
    for name in ("motivation", "academic", "interest"):
        column = getattr(people, name)[lots.row].astype(float)
        error = column.std() * np.sqrt(4 / len(column))
        assert abs(column[lots.won].mean() - column[~lots.won].mean()) < 3.5 * error, name


def test_only_the_eligible_apply_and_only_so_many(start):
    cells = np.zeros(N_CELLS, np.uint8)
    cells[[cell(e, 1, poor) for e in range(7) for poor in (0, 1)]] = 1
    lots = drawn(start, cells=cells, grades=(10, 10), academic=(0.0, 9.0), most=20).lots
    people = start.people
    assert len(lots.row) == 20
    assert (people.sex[lots.row] == 1).all()
    assert (people.academic[lots.row] >= 0.0).all()
    before = drawn(start, 0).people
    assert (before.grade[lots.row] == 10).all()


def test_a_seat_is_held_for_the_years_it_is_given_and_no_more(start):
    first, second, third = (drawn(start, lived, years=2) for lived in (1, 2, 3))
    assert set(second.seats.row) <= set(first.seats.row)
    assert len(second.seats.row) > 0
    assert len(third.seats.row) == 0
    assert np.array_equal(second.lots.row, first.lots.row)


def test_schools_win_or_lose_as_a_whole(start):
    world = drawn(start, by_school=True, winners=0.5)
    schools = start.people.school[world.lots.row]
    for school in np.unique(schools):
        assert len(set(world.lots.won[schools == school])) == 1
    assert 0 < world.lots.won.sum() < len(world.lots.won)


def test_entrants_who_lose_a_pathway_look_for_work(start):
    plan = plan_of(REGION)
    free = fork(start, plan)
    step(free)
    lottery = USUAL._replace(partnerships=(), pathway=int(Pathway.FOUR_YEAR), winners=0.5)
    world = fork(start, replace(plan, lottery=lottery))
    step(world)
    lost = world.lots.row[~world.lots.won]
    assert (free.people.pathway[world.lots.row] == Pathway.FOUR_YEAR).all()
    assert (world.people.pathway[lost] == Pathway.CAREER).all()
    at_once = np.isin(world.people.stage[lost], (Stage.SEEK, Stage.WORK, Stage.IDLE))
    assert at_once.mean() > 0.9, "some who found a job go back to study within the year"
    assert (world.people.pathway[world.lots.row[world.lots.won]] == Pathway.FOUR_YEAR).all()
