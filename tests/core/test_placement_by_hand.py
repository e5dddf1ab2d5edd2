"""Hours of coordinators, and the hosts that they find."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from small_world import club, internship, live, partnerships, plan_of, small_region

from sim.core.columns import N_FIELDS, NONE, STUDENT, Stage
from sim.core.people.placement import (
    Places,
    choose_host,
    hours_of_posts,
    hours_of_seats,
    places,
    within_posts,
)
from sim.core.state import People, empty
from sim.core.world import fork, grow, step

EMPLOYERS = 20


@pytest.fixture(scope="module")
def plan():
    """A club, and two partnerships that ask for 5 and 40 hours of a coordinator a seat."""
    region = small_region(tens=1, employers=6, years=3)
    return partnerships(
        region, [club(), club(bit=1, coordinator_hours=5.0), club(bit=2, coordinator_hours=40.0)]
    )


def test_posts_limit_the_hours_of_seats_and_not_their_number(plan):
    """40 seats of 5 hours and 10 of 40: 600 hours. 300 are half of them; clubs keep their seats."""
    wanted = np.array([40.0, 40.0, 10.0])
    assert within_posts(plan, wanted, 300.0).tolist() == [40, 20, 5]
    assert within_posts(plan, wanted, 600.0).tolist() == wanted.tolist()
    assert within_posts(plan, wanted, None).tolist() == wanted.tolist(), "paid by the seat"
    assert within_posts(plan, wanted, 0.0).tolist() == [40, 0, 0], "no post, no coordination"


def test_a_visit_takes_less_of_a_post_than_an_internship(plan):
    """One post of 1,600 hours: 320 of the one or 40 of the other."""
    assert within_posts(plan, np.array([0.0, 500.0, 0.0]), 1_600.0)[1] == 320
    assert within_posts(plan, np.array([0.0, 0.0, 500.0]), 1_600.0)[2] == 40


def test_hours_left_over_go_to_the_seats_by_what_they_ask_for(plan):
    seats = np.array([40.0, 40.0, 10.0])
    assert hours_of_seats(plan, seats, 1_200.0).tolist() == [0, 10, 80]
    assert hours_of_seats(plan, seats, 300.0).tolist() == [0, 5, 40]
    assert hours_of_seats(plan, seats, None).tolist() == [0, 5, 40]


def test_hours_of_posts_are_those_of_the_year_or_none():
    region = small_region(tens=1, employers=6, years=3)
    world = SimpleNamespace(
        plan=plan_of(region, [club()], coordinators=1.5), year=1,
        settings={"partnerships": SimpleNamespace(coordinator_year=1_000.0)},
    )  # fmt: skip
    assert hours_of_posts(world) == 1_500
    world.plan = plan_of(region, [club()])
    assert hours_of_posts(world) is None


@pytest.fixture(scope="module")
def start(town):
    return grow(plan_of(town))


def placed(town, start, **changes) -> tuple[float, np.ndarray]:
    """Share of the interns of the first year whose host is of their own field, and the hosts.

    The share is over those of the same field as a year ago: others may have turned after they were placed.
    """
    cards = {key: changes.pop(key) for key in list(changes) if "." in key or key == "coordinators"}
    row = internship(
        seats=200.0, fields=0, channels={}, awards=0, employer_hours=1.0, first_grade=9, **changes
    )
    world = fork(start, plan_of(town, [row], **{"partnerships.join_threshold": -1e6}, **cards))
    step(world)
    rows, hosts = world.seats.row, world.seats.host
    assert (hosts != NONE).all()
    assert len(rows) > 50
    fields = world.people.field[rows]
    kept = (fields == start.people.field[rows]) & (start.people.stage[rows] != Stage.PENDING)
    return float((world.firms.field[hosts] == fields)[kept].mean()), hosts


def test_more_hours_place_more_pupils_in_their_own_field(town, start):
    """Without an hour as jobs are; with many all. The host is one of those that take part."""
    shares = [
        placed(town, start, coordinator_hours=hours, **{"partnerships.matching_hours": 20.0})[0]
        for hours in (0.0, 20.0, 400.0)
    ]
    assert shares[0] < 0.3
    assert shares[0] + 0.2 < shares[1] < 0.8
    assert shares[2] == 1.0, "in every field somebody hosts"


def test_more_coordinators_than_the_seats_ask_for_match_better(town, start):
    found = [placed(town, start, coordinator_hours=5.0, coordinators=posts)[0] for posts in (1.0, 20.0)]
    assert found[0] + 0.2 < found[1]


def test_who_cannot_be_placed_by_field_goes_to_any_host(town, start):
    """One employer takes part: whatever their field, all are placed with it."""
    only = np.arange(EMPLOYERS) == 3
    share, hosts = placed(town, start, coordinator_hours=400.0, employers=only)
    assert set(hosts.tolist()) == {3}
    assert share < 0.5


def test_apprentices_of_several_years_stay_with_their_host(town, start):
    """Who comes back goes to the host of the year before, while it takes part; else as everybody does."""
    reach = np.zeros((N_FIELDS + 1, 4))
    reach[:] = np.cumsum([1.0, 1.0, 1.0, 1.0])
    person = empty(STUDENT, 3, People)
    person.seat_host[:], person.seat_years[:], person.key[:] = (2, 2, NONE), (1, 0, 1), 5
    several = SimpleNamespace(years=np.array([2]), bit=np.array([0]), luck=np.array([1 << 17]))
    chosen = getattr(choose_host, "py_func", choose_host)

    def host(row, takes=(1, 1, 1, 1)):
        where = Places(reach, np.array(takes, np.uint8), 0.5)
        return [int(chosen(person, row, 0, year, 3, 4, several, where)) for year in range(30)]

    assert set(host(0)) == {2}
    assert set(host(0, (1, 1, 0, 1))) == set(host(1)) == set(host(2)) == {0, 1, 2, 3}


def test_hosts_are_drawn_by_their_jobs(town, start):
    world = fork(start, plan_of(town, [internship()], **{"partnerships.join_threshold": -1e6}))
    step(world)
    where = places(world, 0)
    jobs = world.firms.jobs.sum(axis=1) * world.hosting[0]
    assert where.reach[-1].tolist() == np.cumsum(jobs).tolist()
    for field in range(N_FIELDS):
        assert where.reach[field, -1] == jobs[world.firms.field == field].sum()
    assert where.matched == 0.0, "no hours, no match"


def test_no_coordinator_no_seat(town, start):
    rows = [internship(coordinator_hours=10.0), club(bit=1)]
    keen = {"partnerships.join_threshold": -1e6}
    none = live(plan_of(town, rows, coordinators=0.0, **keen), start)
    assert none.delivery[0, :, 2].sum() == 0
    assert none.delivery[1, :, 2].sum() > 0
    assert live(plan_of(town, rows, **keen), start).delivery[0, :, 2].sum() > 0
