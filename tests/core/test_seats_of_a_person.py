"""What one person's seats do together: doses of a year, ties to hosts, and the date of what is taught."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import central_parameters, club, internship, live, observe, plan_of

from sim.core.columns import CHANNELS, NONE, STUDENT, Channel, Credential, Stage
from sim.core.market.earnings import technical_now
from sim.core.market.hiring import counts_as_own
from sim.core.market.ties import get_acquainted, tie_now
from sim.core.people.doses import fresh
from sim.core.people.skills import teach
from sim.core.rules import matching
from sim.core.state import People, empty, settings_of
from sim.core.world import fork, step

HOURS = st.lists(st.sampled_from((0.0, 1.0, 4.0, 150.0, 630.0)), min_size=1, max_size=5)


def shares(hours: list[float], order: list[int], saturation: float = 3.0) -> list[float]:
    """Share left of each of the seats that a person holds in a year, all on technical skill."""
    many = len(hours)
    channels = np.zeros((many, len(CHANNELS)))
    channels[:, Channel.TECHNICAL] = 0.1
    held, rooms = np.uint64((1 << many) - 1), np.full(many, saturation)
    arrays = np.array(order), np.array(hours), channels, rooms
    turn, at = arrays[0], int(Channel.TECHNICAL)
    return [float(fresh(held, turn, p, at, *arrays[1:])) for p in range(many)]


# Doses of a year


@given(hours=HOURS, data=st.data())
def test_the_order_of_seats_does_not_matter(hours, data):
    order = data.draw(st.permutations(range(len(hours))))
    np.testing.assert_allclose(shares(hours, order), shares(hours, list(range(len(hours)))), rtol=1e-12)


@given(hours=HOURS, saturation=st.sampled_from((0.5, 3.0, 100.0)))
def test_seats_together_give_less_than_apart_and_none_takes_more_than_its_like(hours, saturation):
    found, many = shares(hours, list(range(len(hours))), saturation), len(hours)
    alike = shares([1.0] * many, list(range(many)), saturation)[0]
    assert all(alike - 1e-12 <= one <= 1.0 + 1e-12 for one in found)


def test_equal_seats_give_together_what_one_after_the_other_would():
    one_by_one = sum(np.exp(-before / 3.0) for before in range(4))
    assert sum(shares([10.0] * 4, [0, 1, 2, 3])) == pytest.approx(one_by_one, rel=1e-12)


def test_a_talk_hardly_touches_an_apprenticeship():
    apprenticeship, talk = shares([630.0, 1.0], [0, 1])
    assert apprenticeship > 0.999
    assert talk == pytest.approx(shares([1.0, 1.0], [0, 1])[1])


def test_seats_on_other_channels_take_nothing():
    channels = np.zeros((2, len(CHANNELS)))
    channels[0, Channel.TECHNICAL] = channels[1, Channel.INTEREST] = 0.1
    both = np.uint64(3)
    left = fresh(both, np.arange(2), 0, int(Channel.TECHNICAL), np.ones(2), channels, np.full(2, 3.0))
    assert left == 1.0


def test_the_sum_of_doses_is_the_same_whichever_partnership_comes_first(town, town_start):
    """The whole step, with the two partnerships' lucks exchanged: everybody has the same skill."""
    open_to_all = {"take_up": 1.0, "no_show": 0.0, "seats": 1e6}
    found = []
    for lucks in itertools.permutations((3, 4)):
        rows = [
            club(bit=0, luck=lucks[0], hours=600.0, channels={"technical": 0.4}, **open_to_all),
            club(bit=1, luck=lucks[1], hours=30.0, channels={"technical": 0.3}, **open_to_all),
        ]
        world = fork(town_start, plan_of(town, rows))
        step(world)
        found.append(world.people.technical[world.people.delivered == 3])
    assert len(found[0]) > 200
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


# Ties


def somebody(**values) -> People:
    """One person, with some columns set."""
    people = empty(STUDENT, 1, People)
    people.host[0] = NONE
    for name, value in values.items():
        getattr(people, name)[0] = value
    return people


def test_a_tie_halves_with_its_half_life_and_only_a_stronger_one_replaces_it():
    people = somebody()
    get_acquainted(people, 0, 7, 0.8, 2, 2.0)
    assert tie_now(people, 0, 2, 2.0) == pytest.approx(0.8)
    assert tie_now(people, 0, 6, 2.0) == pytest.approx(0.2)
    get_acquainted(people, 0, 3, 0.3, 4, 2.0)  # 0.4 is left of the first
    assert people.host[0] == 7
    get_acquainted(people, 0, 3, 0.3, 6, 2.0)
    assert (people.host[0], people.acquainted[0]) == (3, 6)


def test_nothing_makes_no_tie():
    people = somebody()
    get_acquainted(people, 0, 7, 0.0, 2, 2.0)
    assert people.host[0] == NONE


def test_a_hire_counts_for_its_host_for_three_years():
    s = settings_of(matching.Settings, "matching", central_parameters())
    people = somebody(host=5, acquaintance=1.0, acquainted=10, delivered=1)
    counts = [bool(counts_as_own(people, 0, 5, year, s)) for year in (10, 13, 14, 30)]
    assert counts == [True, True, False, False]
    assert not counts_as_own(people, 0, 6, 10, s)


@pytest.mark.parametrize("strength", [0.0, 0.5])
def test_every_tie_is_one_that_a_channel_made(town, town_start, strength, monkeypatch):
    channels = {"technical": 0.3, "acquaintance": strength}
    known = []

    def seen(rule, world):
        if rule == "schooling":
            knows = world.people.host != NONE
            np.testing.assert_array_equal(knows, world.people.acquaintance > 0.0)
            known.append(knows.sum())

    observe(monkeypatch, seen)
    live(plan_of(town, [internship(channels=channels, first_grade=9, seats=100.0)]), town_start)
    assert (known[-1] > 50) == (strength > 0.0)


# The date of what is taught


@given(
    skill=st.floats(-1.0, 3.0),
    age=st.integers(0, 12),
    gain=st.floats(-0.5, 2.0),
    half_life=st.floats(2.0, 20.0),
)
def test_teaching_renews_what_it_teaches_and_no_more(skill, age, gain, half_life):
    people, now, fields = somebody(technical=skill, vintage=20 - age), 20, np.full(10, half_life)
    before = technical_now(people, 0, now, fields)
    teach(people, 0, gain, float(now))
    after = technical_now(people, 0, now, fields)
    assert 20 - age - 1e-5 <= people.vintage[0] <= 20 + 1e-5
    if gain > 0.01 and skill > 0.01 and age > 0:
        assert before < after < skill + gain


def test_the_date_is_the_mean_weighted_by_skill():
    people = somebody(technical=0.6, vintage=4)
    teach(people, 0, 0.2, 12.0)
    assert people.vintage[0] == pytest.approx(6.0)
    assert people.technical[0] == pytest.approx(0.8)


def test_concentrators_leave_school_with_fresh_skill(town, town_start):
    world = fork(town_start, plan_of(town))
    for _ in range(8):
        step(world)
    people = world.people
    left = (people.left_school == 7) & (people.stage != Stage.GONE) & (people.origin == 0)
    trained = left & (people.credentials & Credential.CONCENTRATOR > 0) & (people.technical > 0.0)
    assert trained.sum() > 5
    assert (7 - people.vintage[trained] <= 2.0).all()
