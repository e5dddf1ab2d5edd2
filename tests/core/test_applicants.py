"""Who applies for a seat: hand calculations, and what interest, barriers, outreach and classes do to it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from small_world import club, fork, grow, internship, plan_of, small_region

from sim.core.columns import N_CELLS, Barrier, cell
from sim.core.kernel import shift_odds
from sim.core.people.allotment import applicants
from sim.core.people.applicants import effort_to_win, hurdles, keenness, nearness
from sim.core.plan import Targeting
from sim.core.world import YEAR

MAKING = 0b0011
"""Production and maintenance."""
HEALTH = 5
EVERYBODY = {"seats": 1e6, "take_up": 0.5, "no_show": 0.0}
WOMEN = np.array([cell(e, 1, low) for e in range(7) for low in (0, 1)])


@pytest.fixture(scope="module")
def big():
    """A larger town at the beginning of its first year."""
    region = small_region(tens=24, years=2)
    return region, grow(plan_of(region))


def seated(start, region, rows, **cards):
    """The world after the first year's seats are filled."""
    world = fork(start, plan_of(region, rows, **cards))
    for rule in YEAR[:3]:
        rule.step(world)
    return world


def holders(world, p=0):
    """Rows of those who hold a seat."""
    return world.seats.row[world.seats.first[p] : world.seats.first[p + 1]]


def test_keenness_by_hand(town, town_start):
    """In the field by interest; in another by what carries over and whether the field offered is known."""
    world = fork(town_start, plan_of(town, [club(fields=MAKING)]))
    people, plan, s = world.people, world.plan.partnerships, world.settings["seats"]
    near = nearness(world.search.carry, MAKING)
    assert near[:2].tolist() == [1.0, 1.0]
    assert near[2] == world.search.carry[2, :2].max()
    row = 100
    people.motivation[row], people.interest[row], people.awareness[row] = 0.5, -1.5, 0b100
    for field, aware, expected in (
        (1, 0b100, 0.5 * s.take_up_motivation - 1.5 * s.take_up_interest),
        (HEALTH, 0b100, 0.5 * s.take_up_motivation + s.take_up_other_field
         + s.take_up_near_field * near[HEALTH]),
        (2, 0b101, 0.5 * s.take_up_motivation + s.take_up_other_field + s.take_up_near_field * near[2]
         + s.take_up_aware),
    ):  # fmt: skip
        people.field[row], people.awareness[row] = field, aware
        assert keenness(people, row, 0, near, plan, s) == pytest.approx(expected)


def test_hurdles_by_hand(town, town_start):
    """No car, a rural home and having to earn add up; a barrier of which 60 % is taken away leaves 40 %."""
    for taken, left in ((0.0, 1.0), (0.6, 0.4), (1.0, 0.0)):
        world = fork(town_start, plan_of(town, [club(channels={"barrier": taken})]))
        people, s = world.people, world.settings["seats"]
        people.barriers[7] = Barrier.NO_TRANSPORT | Barrier.RURAL | Barrier.MUST_EARN | Barrier.DISABILITY
        whole = s.take_up_no_transport + s.take_up_rural + s.take_up_must_earn
        assert hurdles(people, 7, 0, world.plan.partnerships, s) == pytest.approx(left * whole)
        people.barriers[7] = Barrier.ENGLISH_LEARNER
        assert hurdles(people, 7, 0, world.plan.partnerships, s) == 0.0


@pytest.mark.parametrize("lift", [-2.0, 0.0, 1.0])
def test_the_effort_is_what_makes_somebody_apply(lift):
    """At the effort found, and no less, the lifted chance reaches the person's luck."""
    for u in np.linspace(0.01, 0.99, 25):
        effort = effort_to_win(u, 0.4, lift)
        assert (effort == 0.0) == (u < shift_odds(0.4, lift))
        if effort > 0.0:
            assert u == pytest.approx(shift_odds(0.4, lift + effort))
    assert effort_to_win(0.5, 0.0, 9.0) > 1e6


def test_outreach_wins_over_whom_it_needs_and_no_more():
    """Six others and one of the group apply: for 40 % it needs three more, the three easiest."""
    group = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    efforts = np.array([0, 0, 0, 0, 0, 0, 0, 0.9, 0.1, 0.5, 0.2, 0.7])
    assert applicants(group, efforts, 0.4).tolist() == [0, 1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert applicants(group, efforts, 0.1).tolist() == [0, 1, 2, 3, 4, 5, 6], "it is more than that already"
    assert applicants(group, efforts, 0.9).tolist() == list(range(12)), "all it can reach, and still too few"
    assert applicants(group, efforts, 1.0).tolist() == list(range(12))


def test_nobody_is_shut_out_by_a_preference(big):
    """Hosted seats that lead to two fields are also held by those who prefer another, less often."""
    region, start = big
    world = seated(start, region, [internship(first_grade=9, fields=MAKING, **EVERYBODY, employer_hours=0.0)])
    people = world.people
    there = (people.stage == 1) & (people.grade >= 9)
    prefers = (MAKING >> people.field.astype(int)) & 1 == 1
    holds = np.zeros(len(there), bool)
    holds[holders(world)] = True
    inside, outside = holds[there & prefers].mean(), holds[there & ~prefers].mean()
    assert 0.02 < outside < inside - 0.2
    assert {field for field in range(10) if (holds & (people.field == field)).any()} == set(range(10))


def test_a_field_that_nobody_else_wants_is_as_closed_as_it_was(big):
    """Switched off: with odds of nothing for other fields only those who prefer the field hold seats."""
    region, start = big
    off = {"seats.take_up_other_field": -60.0}
    world = seated(start, region, [internship(first_grade=9, fields=MAKING, **EVERYBODY)], **off)
    assert set(world.people.field[holders(world)].tolist()) == {0, 1}


def share_of_women(world):
    rows = holders(world)
    return world.people.sex[rows].mean(), len(rows)


@pytest.mark.parametrize("more", [0.05, 0.15])
def test_outreach_moves_the_share_of_seats_by_what_was_asked(big, more):
    """Scarce and plentiful seats alike; the lot spreads the share by chance, its error is known."""
    region, start = big
    group = np.zeros(N_CELLS)
    group[WOMEN] = 1
    for seats in (300.0, 1e6):
        row = {
            "first_grade": 9,
            "fields": MAKING,
            "take_up": 0.4,
            "no_show": 0.0,
            "seats": seats,
            "needs_employer": 0,
        }
        usual, _ = share_of_women(
            seated(start, region, [internship(**row, targeting=int(Targeting.LOTTERY))])
        )
        asked = usual + more
        reach = {"targeting": int(Targeting.OUTREACH), "target_group": group, "target_share": asked}
        share, count = share_of_women(
            seated(start, region, [internship(**row, **reach)], **{"seats.outreach": 3.0})
        )
        chance = 3.0 * np.sqrt(asked * (1 - asked) / count) if seats < 1e6 else 0.0
        assert abs(share - asked) < chance + 1.0 / count
        without, _ = share_of_women(
            seated(start, region, [internship(**row, **reach)], **{"seats.outreach": 0.0})
        )
        assert abs(without - usual) < 0.05, "outreach that can move nobody is a lottery"


def test_outreach_for_the_impossible_takes_what_there_is(big):
    """All seats for a group of which nobody is eligible: the others get them, none is left empty."""
    region, start = big
    nobody = np.zeros(N_CELLS)
    reach = {"targeting": int(Targeting.OUTREACH), "target_group": nobody, "target_share": 1.0}
    asked, lot = (
        seated(start, region, [club(**row)]) for row in (reach, {"targeting": int(Targeting.LOTTERY)})
    )
    np.testing.assert_array_equal(holders(asked), holders(lot))


def test_outreach_to_those_new_to_the_field(big):
    """Recruiting beyond those who already prefer the field."""
    region, start = big
    row = {"first_grade": 9, "fields": MAKING, "needs_employer": 0, "seats": 200.0, "no_show": 0.0}
    reach = {"targeting": int(Targeting.OUTREACH), "target_new": 1, "target_share": 0.8}
    shares = []
    for how in ({"targeting": int(Targeting.LOTTERY)}, reach):
        world = seated(start, region, [internship(**row, **how)], **{"seats.outreach": 4.0})
        field = world.people.field[holders(world)].astype(int)
        shares.append(1.0 - ((MAKING >> field) & 1).mean())
    assert shares[0] < 0.7
    assert shares[1] == pytest.approx(0.8, abs=0.08)


CLASS = {"class_size": 20, "take_up": 1.0, "no_show": 0.0, "first_grade": 6, "last_grade": 8, "seats": 200.0}


def test_classes_come_as_a_whole_and_like_their_schools(big):
    """Classes of twenty of a grade of a school; whoever is keen elsewhere has no better chance."""
    region, start = big
    world = seated(start, region, [club(**CLASS, fields=MAKING)])
    people, rows = world.people, holders(world)
    assert len(rows) == 200
    grades = Counter(zip(people.school[rows].tolist(), people.grade[rows].tolist(), strict=True))
    assert sum(count >= 12 for count in grades.values()) >= len(grades) - 1, (
        "few pupils each, but for the last class"
    )
    everybody = seated(start, region, [club(**CLASS | {"seats": 1e6}, fields=MAKING)])
    pupils = holders(everybody)
    assert len(pupils) == ((people.stage == 1) & (people.grade >= 6) & (people.grade <= 8)).sum()
    for trait in ("motivation", "interest", "sex"):
        mean, spread = getattr(people, trait)[pupils].mean(), getattr(people, trait)[pupils].std()
        assert abs(getattr(people, trait)[rows].mean() - mean) < 4 * spread / np.sqrt(len(rows)), trait


def test_the_pupils_of_a_class_that_comes_are_all_there(big):
    """With seats for one class of many no seat is taken in another grade or school."""
    region, start = big
    world = seated(start, region, [club(**CLASS | {"seats": 15.0})])
    rows = holders(world)
    assert len(rows) == 15
    assert (
        len({(s, g) for s, g in zip(world.people.school[rows], world.people.grade[rows], strict=True)}) == 1
    )


def test_a_seat_of_two_years_keeps_its_host(big):
    region, start = big
    seats = {"seats": np.array([200.0, 200.0]), "employer_hours": 1.0}
    row = internship(first_grade=11, years=2, take_up=1.0, no_show=0.0, **seats)
    world = fork(start, plan_of(region, [row], **{"partnerships.join_threshold": -9.0}))
    hosts = []
    for year in range(2):
        for rule in YEAR:
            rule.step(world)
            if rule.name == "seats":
                hosts.append(dict(zip(world.seats.row.tolist(), world.seats.host.tolist(), strict=True)))
        world.year += 1
        assert world.seats is not None, year
    both = set(hosts[0]) & set(hosts[1])
    assert len(both) > 30
    kept = [hosts[0][row] == hosts[1][row] for row in both if world.people.seat_years[row] == 2]
    assert all(kept)
    assert len(kept) > 30


def test_a_hosted_seat_ends_with_its_years(big):
    """Nobody holds a one-year placement twice."""
    region, start = big
    world = fork(
        start, plan_of(region, [internship(first_grade=9, seats=1e6, take_up=1.0, employer_hours=0.0)])
    )
    seen = Counter()
    for _ in range(2):
        for rule in YEAR:
            rule.step(world)
            if rule.name == "seats":
                seen.update(world.seats.row[world.seats.shows == 1].tolist())
        world.year += 1
    assert len(seen) > 200
    assert max(seen.values()) == 1
