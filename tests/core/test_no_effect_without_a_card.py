"""Law 8 over the library: a seat does what its channels say, hosted or not, and nothing else.

The mirror in pure Mesa checks how the tie to a host works bit by bit; here is what it may not do.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, plan_of, small_region

from sim.core.columns import Life
from sim.core.partnership import PARTNERSHIP
from sim.core.tallies import Market, Tally
from sim.core.world import World, fork, grow, step
from sim.study.activities.activity import Activity, load_activities
from sim.study.reading.quantities import Quantity

LIBRARY = load_activities()
TARGET = 0b1111
SEATS_AND_ACCOUNTS = {"delivered", "doses", "seat_years", "seat_host"}
"""Columns of a person that say what was delivered, and nothing of the life."""
HOSTING = {
    "participation", "membership_years", "threshold", "output", "belief", "recent", "hosted", "given",
    "worked", "paid",
}  # fmt: skip
"""Columns of an employer that say whether it takes part, and its ledger but for people hired."""
KEEN = {"partnerships.join_threshold": -1e6}
"""Employers that host whatever it costs them."""
JOBS = [count for count in Market if count < Market.ASKED_UNDER_100]
"""Counts of the market that are not of hosts."""
SERVED = np.uint8(Life.SERVED)
SERVED_TALLIES = [tally for tally in Tally if tally.name.startswith("SERVED")]


def row_of(activity: Activity, **changes) -> dict:
    """A partnership of an activity of the library with its central numbers, open to every grade it takes."""
    stated = {one.name: getattr(activity, one.activity) for one in PARTNERSHIP if one.activity}
    row = {
        name: value.value() if isinstance(value, Quantity) else value
        for name, value in stated.items()
        if value is not None
    }
    first, last = activity.grades or (0, 12)
    return club(
        **row
        | {
            "first_grade": first, "last_grade": last, "adults": activity.adults + activity.jobless,
            "awards": activity.award_bit, "seats": 1e6, "coordinator_hours": 0.0, "ramp_years": 0.0,
            "channels": {name: one.value.value() for name, one in activity.strengths().items()},
            "class_size": activity.group_size if activity.unit == "class" else 0,
        }
        | changes
    )  # fmt: skip


def lived(plan, start: World) -> World:
    """The world at the end of the plan's years."""
    world = fork(start, plan)
    for _ in range(plan.years):
        step(world)
    return world


@pytest.fixture(scope="module")
def without(town, town_start):
    """The town at the end of its years, without any partnership."""
    return lived(plan_of(town), town_start)


def assert_same_lives(one: World, other: World) -> None:
    """No column of a person or an employer differs but those of seats and hosting."""
    for table, apart in (("people", SEATS_AND_ACCOUNTS), ("firms", HOSTING)):
        ours, theirs = getattr(one, table), getattr(other, table)
        for name in set(ours._fields) - apart:
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)
    np.testing.assert_array_equal(one.lives & ~SERVED, other.lives & ~SERVED)
    kept = [tally for tally in Tally if tally not in SERVED_TALLIES]
    np.testing.assert_array_equal(one.tallies[:, kept], other.tallies[:, kept])
    np.testing.assert_array_equal(one.market[:, JOBS], other.market[:, JOBS])


@pytest.mark.parametrize("hosted", [0, 1], ids=["no host", "hosted"])
@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_law_8_no_activity_does_anything_but_what_its_channels_say(town, town_start, without, name, hosted):
    """With every channel, the pass rate and the courses at zero, hosted by whoever, nobody's life differs."""
    nothing = {"channels": {}, "pass_rate": 0.0, "courses": 0}
    row = row_of(LIBRARY[name], **nothing, needs_employer=hosted, fields=TARGET)
    world = lived(plan_of(town, [row], **KEEN), town_start)
    assert world.delivery[0, :, 2].sum() > 20
    assert (world.firms.membership_years.sum() > 0) == bool(hosted)
    assert_same_lives(world, without)


@pytest.mark.parametrize("employer", [0, 3, 17])
def test_law_8_whoever_the_host_is(town, town_start, without, employer):
    mask = np.arange(len(town.employer_field)) == employer
    row = row_of(LIBRARY["youth_apprenticeship"], channels={}, employers=mask, first_grade=9)
    world = lived(plan_of(town, [row], offers=20.0, **KEEN), town_start)
    assert_same_lives(world, without)


def test_law_8_notices_a_door_without_a_channel(town, town_start, without):
    """The tie alone, with all other channels at zero, changes lives: the law above can fail."""
    row = row_of(LIBRARY["internship"], channels={"acquaintance": 1.0}, first_grade=9)
    world = lived(plan_of(town, [row], **KEEN), town_start)
    assert (world.people.host != without.people.host).any()
    assert (world.lives & ~SERVED != without.lives & ~SERVED).any()
    with pytest.raises(AssertionError, match="Arrays are not equal"):
        assert_same_lives(world, without)


def net_of_talks(channels: dict, seed: int, **cards) -> int:
    """Net residents in target jobs after 24 years of talks in kindergarten to grade 2 by target employers."""
    region = small_region(tens=2, years=24)
    hosts = (TARGET >> region.employer_field.astype(int)) & 1
    talks = row_of(LIBRARY["classroom_speaker"], last_grade=2, channels=channels, employers=hosts)
    cards = cards | KEEN
    start, counts = grow(plan_of(region, seed=seed, **cards)), []
    for rows in ([talks], []):
        world = lived(plan_of(region, rows, seed=seed, target_fields=TARGET, **cards), start)
        counts.append(int((world.lives[-1] & np.uint8(Life.TARGET_JOB) > 0).sum()))
    return counts[0] - counts[1]


def test_talks_to_six_year_olds_net_nothing():
    """The referee's absurd case; with the tie that every host used to make, for life, they net many."""
    usual = {name: one.value.value() for name, one in LIBRARY["classroom_speaker"].strengths().items()}
    for_life = {"schooling.acquaintance_half_life": 400.0}
    nets = np.array([net_of_talks(usual, seed) for seed in range(16)])
    tied = np.array([net_of_talks(usual | {"acquaintance": 1.0}, seed, **for_life) for seed in range(8)])
    noise = nets.std(ddof=1) / np.sqrt(len(nets))
    assert abs(nets.mean()) <= 3.0 * noise
    assert tied.mean() > 3.0 * noise
