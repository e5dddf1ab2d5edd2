"""Seats of a career-technical programme make concentrators, after two courses, and train nobody twice."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, fork, grow, plan_of, small_region

from sim.core.columns import Credential
from sim.core.people.seat_years import courses_taken, hold_another_year, years_held
from sim.core.tallies import Tally
from sim.core.world import step

COURSE = {"first_grade": 9, "last_grade": 12, "years": 2, "courses": 1, "take_up": 1.0, "no_show": 0.0}
YEARS = 6


@pytest.fixture(scope="module")
def place():
    region = small_region(tens=8, years=YEARS)
    return region, grow(plan_of(region))


def lived(place, rows, years=YEARS, **cards):
    """The town after some years, and the rows whose credential or skill is looked at."""
    region, start = place
    world = fork(start, plan_of(region, rows, **cards))
    for _ in range(years):
        step(world)
    return world


def concentrators(world, since=3):
    return int(world.tallies[since:, Tally.CONCENTRATORS].sum())


def test_years_in_a_seat_are_counted_to_three_and_each_partnership_by_itself(place):
    people = lived(place, [], 0).people
    for bit, years in ((0, 1), (5, 2), (23, 5)):
        for _ in range(years):
            hold_another_year(people, 9, bit)
    held = [years_held(people, 9, bit) for bit in (0, 1, 5, 22, 23)]
    assert held == [1, 0, 2, 0, 3]
    plan = plan_of(place[0], [club(bit=5, courses=2), club(bit=23, courses=1), club(bit=0)]).partnerships
    assert courses_taken(people, 9, plan) == 2 * 2 + 3


def test_more_seats_make_more_concentrators(place):
    """Without seats the schools' own; half as many more, and more again, with them."""
    counts = [concentrators(lived(place, [club(**COURSE, seats=seats)])) for seats in (0.0, 20.0, 60.0)]
    assert counts[0] > 50
    assert counts[1] > counts[0] + 5
    assert counts[2] > counts[1] + 30


def test_one_course_makes_no_concentrator(place):
    """A seat for a year of one course; of two courses a year; and no course at all."""
    usual = lived(place, [])
    for changes, more in (({"years": 1}, False), ({"years": 1, "courses": 2}, True), ({"courses": 0}, False)):
        world = lived(place, [club(**COURSE | changes, seats=40.0)])
        assert (concentrators(world) > concentrators(usual) + 10) == more, changes


def test_nobody_is_trained_twice(place):
    """Whom the school's own courses make a concentrator holds no seat in the next year; who is one by seats
    is taught by the activity's channels, here none, and not by the school's."""
    row = club(**COURSE, seats=1e6)
    region, start = place
    world = fork(start, plan_of(region, [row]))
    for _ in range(YEARS):
        people = world.people
        courses = np.array(
            [courses_taken(people, i, world.plan.partnerships) for i in range(len(people.key))]
        )
        own = (people.credentials & Credential.CONCENTRATOR > 0) & (courses < 2) & (people.stage == 1)
        before = people.technical.copy()
        by_seats = (people.credentials & Credential.CONCENTRATOR > 0) & (courses >= 2) & (people.stage == 1)
        same = people.field.copy()
        step(world)
        held = np.zeros(len(own), bool)
        held[world.seats.row] = True
        assert not (held & own).any()
        still = by_seats & (people.stage == 1) & (people.field == same)
        np.testing.assert_array_equal(people.technical[still], before[still])
    assert by_seats.sum() > 20


def test_a_programme_without_baseline_courses_is_the_only_way(place):
    """Absurd: where no school has courses of its own, concentrators are those of the seats, or none."""
    none = {"schooling.concentrate": -60.0, "population.concentrators": 0.0}
    assert concentrators(lived(place, [], **none), since=5) == 0
    assert concentrators(lived(place, [club(**COURSE, seats=40.0)], **none), since=5) > 10
