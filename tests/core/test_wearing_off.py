"""What a year of an activity leaves behind wears off by the share its card says, each kind by its own."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from small_world import central_parameters as cards
from small_world import club, fork, grow, partnerships, plan_of, small_region

from sim.core.columns import STUDENT
from sim.core.people.doses import left_of_repeats
from sim.core.people.fading import fade
from sim.core.rules import schooling
from sim.core.state import People, empty, settings_of
from sim.core.world import step

HOLD = {"support": 0.5, "guidance": 0.25, "contacts": 0.75}


@pytest.mark.parametrize("years", [1, 3])
def test_each_is_held_by_its_own_share_a_year(years):
    once = getattr(fade, "py_func", fade)
    given = dict.fromkeys((*HOLD, "employability"), 0.8)
    people = SimpleNamespace(**{name: np.array([9.0, value], np.float32) for name, value in given.items()})
    shares = SimpleNamespace(
        **{f"{name}_hold": share for name, share in HOLD.items()}, employability_hold=0.6
    )
    for _ in range(years):
        once(people, 1, -0.4, shares)
    for name, share in HOLD.items():
        np.testing.assert_allclose(getattr(people, name), [9.0, 0.8 * share**years], rtol=1e-6, err_msg=name)
    own_and_gain = -0.4 + 1.2 * 0.6**years
    np.testing.assert_allclose(people.employability, [9.0, own_and_gain], rtol=1e-6)


GIVEN = {"contacts": 3.0, "employability": 1.0}


def test_what_is_given_wears_off_after_school_too():
    """Pupils of grade 12 given something in the first year: five years on the cards' shares are left."""
    region = small_region(years=6)
    row = club(first_grade=12, take_up=1.0, no_show=0.0, seats=np.array([1e6, 0, 0, 0, 0, 0]), channels=GIVEN)
    start = grow(plan_of(region))
    with_it, without = fork(start, plan_of(region, [row])), fork(start, plan_of(region))
    left = []
    for year in range(6):
        for world in (with_it, without):
            step(world)
        served = (with_it.people.delivered > 0) & (with_it.people.stage > 1)
        gains = [
            np.mean((getattr(with_it.people, name) - getattr(without.people, name))[served]) for name in GIVEN
        ]
        left.append(gains if year else [GIVEN["contacts"], gains[1]])
    for i, name in enumerate(GIVEN):
        share = cards()[f"schooling.{name}_hold"]
        assert left[5][i] == pytest.approx(left[0][i] * share**5, rel=1e-3), name


@pytest.mark.parametrize(
    ("held", "years", "doses"), [(0, 1, 0), (1, 1, 0.5), (3, 1, 0.875), (2, 3, 0), (3, 3, 0.5)]
)
def test_the_same_again_gives_less_but_not_within_its_own_years(town, held, years, doses):
    """By hand: years beyond those of the activity count halves, quarters, eighths; saturation at 2 doses."""
    people = empty(STUDENT, 1, People)
    people.seat_years[0] = np.uint64(held) << np.uint64(8)
    plan = partnerships(town, [club(bit=4, years=years, saturation=2.0)])
    settings = settings_of(schooling.Settings, "schooling", cards())._replace(repeat_hold=0.5)
    assert left_of_repeats(people, 0, 0, plan, settings) == pytest.approx(np.exp(-doses / 2.0))


def test_a_club_every_year_saturates(town, town_start):
    """With all of a year counting the next, four years of a club teach less than four first years."""
    row = club(take_up=1.0, no_show=0.0, seats=1e6, saturation=1.0, channels={"attachment": 1.0})
    gained = []
    for hold in (0.0, 1.0):
        plan, none = (plan_of(town, rows, **{"schooling.repeat_hold": hold}) for rows in ([row], []))
        worlds = fork(town_start, plan), fork(town_start, none)
        for _ in range(4):
            for world in worlds:
                step(world)
        four = worlds[0].people.doses == 4
        gained.append(np.mean((worlds[0].people.attachment - worlds[1].people.attachment)[four]))
    first_years = 1 + np.exp(-1) + np.exp(-2) + np.exp(-3)
    assert gained[1] / gained[0] == pytest.approx(first_years / 4, rel=0.02)
