"""Law 13 in the core: every column of a plan changes what is counted, but for those listed as inert.

What the files of a study may say is walked in ``tests/study/test_law_13.py``; that a column is moved by a
key is no proof there unless the column is shown to act here.
"""

import itertools

import numpy as np
import pytest
from inert import INERT, WORKED_OUT
from small_world import club, internship, live, plan_of, same_bytes

from sim.core.columns import CHANNELS, Pathway
from sim.core.partnership import PARTNERSHIP
from sim.core.plan import Region, Targeting

COUNTS = ("audit", "served", "standard", "key", "cell", "origin")
"""Parts of a run that are no counts of what happened: they say who somebody is, or how a run was set up."""


def first_of(value, row, new):
    """A copy of a column with another entry."""
    out = value.copy()
    out[row] = new
    return out


CHANGED = {
    "first_grade": lambda value: first_of(value, 2, 8),
    "last_grade": lambda value: first_of(value, 0, 6),
    "school_zone": lambda value: value[[3, 1, 2, 0, 4, 5]],
    "employer_field": lambda value: np.roll(value, 3),
    "may_close": lambda value: np.zeros_like(value),
    "outside": lambda value: np.roll(value, 1),
    "provider_pathway": lambda value: first_of(value, 2, Pathway.TWO_YEAR),
    "provider_seats": lambda value: np.full_like(value, 1),
    "pupils": lambda value: value * 2,
    "jobs": lambda value: value * 2,
    "kindergarten": lambda value: value * 2,
    "pupils_per_counsellor": lambda value: value * 3,
    "provider_fields": lambda value: np.roll(value * np.arange(value.shape[1]), 1, axis=1),
    "provider_awards": lambda value: first_of(value, 1, 0.0),
    "newcomers": lambda value: value * 3,
    "stands_for": lambda value: value * 40,
    "wage": lambda value: value * np.array([1.0, 2.0, 3.0]),
    "newcomer_ethnicity": lambda value: value[::-1],
}
"""Another value of a column of the region; of all others half the value, which is a share."""

OF_PARTNERSHIPS = {
    "rung": 0, "bit": 7, "luck": 99, "first_grade": 10, "last_grade": 11, "adults": 1, "fields": 0b1100,
    "needs_employer": 0, "seats": 3.0, "ramp_years": 30.0, "take_up": 0.9, "no_show": 0.6,
    "minimum_academic": 0.5, "targeting": int(Targeting.LOTTERY), "coordinator_hours": 0.0,
    "employer_hours": 900.0, "work_hours": 0.0, "years": 2, "channels": {"persistence": 1.0},
    "class_size": 10,
    "courses": 2, "saturation": 0.1, "awards": 0,
    "pass_rate": 0.1, "apprenticeship": 1, "in_budget": 0, "schools": np.array([1, 1, 1, 0, 0, 0]),
    "employers": np.arange(20) % 2, "hours": 900.0, "fixed": 50_000.0, "per_seat": 3_000.0,
}  # fmt: skip
"""Another value of each number of a hosted internship."""
CALLED = {"cost_fixed": "fixed", "cost_seat": "per_seat"}
"""Names of columns in the rows of the small town, where they differ."""


@pytest.fixture(scope="module")
def place(town):
    """The town with few seats at its colleges."""
    return town._replace(provider_seats=np.full(3, 4, np.int32))


@pytest.fixture(scope="module")
def sound(place):
    """The town with a club and hosted internships, scarce seats, coordinators, promised jobs and a budget."""
    return lived(place)


def lived(region, **changes):
    """That town in another region, or with changes of the internship."""
    return live(plan_of(region, rows_with(**changes), budget=5_000.0, coordinators=0.2, offers=5.0))


def rows_with(**changes):
    """A club in some schools beside an internship; changes go to the internship."""
    club_schools = np.array([1, 0, 1, 0, 1, 1])
    helps = {"awareness": 0.5, "interest": 0.4, "technical": 0.9, "persistence": 1.5}
    beside = club(
        rung=0, first_grade=5, schools=club_schools, channels=helps,
        seats=200.0, fixed=0.0, per_seat=0.0,
    )  # fmt: skip
    strengths = dict.fromkeys(CHANNELS, 0.3) | {"contacts": 2.0, "technical": 0.5, "acquaintance": 1.0}
    usual = {"bit": 1, "coordinator_hours": 40.0, "seats": 60.0, "channels": strengths}
    return [beside, internship(**(usual | changes))]


def counts_that_differ(one, other):
    return same_bytes(one, other, skip=COUNTS)


@pytest.mark.parametrize("name", Region._fields)
def test_every_column_of_a_region_acts_or_is_listed_as_inert(place, sound, name):
    value = getattr(place, name)
    new = CHANGED.get(name, lambda value: value / 2)(value)
    changed = place._replace(**{name: new})
    other = lived(changed)
    acts = bool(counts_that_differ(sound, other))
    assert acts != (f"region.{name}" in INERT), f"region.{name} {'acts' if acts else 'changes nothing'}"


@pytest.mark.parametrize("name", [number.name for number in PARTNERSHIP if number.name not in WORKED_OUT])
def test_every_number_of_a_partnership_acts_or_is_listed_as_inert(place, sound, name):
    key = CALLED.get(name, name)
    other = lived(place, **{key: OF_PARTNERSHIPS[key]})
    acts = bool(counts_that_differ(sound, other))
    assert acts != (f"partnerships.{name}" in INERT), (
        f"partnerships.{name} {'acts' if acts else 'changes nothing'}"
    )


def test_seats_for_a_group_are_held_by_its_share(town):
    """The group and its share act together, here with seats held back."""
    held = {"targeting": int(Targeting.RESERVED), "seats": 10.0, "first_grade": 9}
    groups = [np.zeros(28), np.arange(28) % 2]
    runs = [
        live(plan_of(town, rows_with(**held, target_group=group, target_share=share)))
        for group, share in ((groups[0], 0.5), (groups[1], 0.5), (groups[1], 1.0))
    ]
    assert counts_that_differ(runs[0], runs[1])
    assert counts_that_differ(runs[1], runs[2])


def test_outreach_is_for_a_group_or_for_those_new_to_the_field(town):
    """Who is meant and how many of the seats act together, with outreach as with seats held back."""
    reach = {"targeting": int(Targeting.OUTREACH), "seats": 10.0, "first_grade": 9}
    women, nobody = np.arange(28) // 2 % 2, np.zeros(28)
    meant = ((nobody, 0, 0.9), (women, 0, 0.9), (women, 0, 0.4), (nobody, 1, 0.9))
    runs = [
        live(plan_of(town, rows_with(**reach, target_group=group, target_new=new, target_share=share)))
        for group, new, share in meant
    ]
    assert all(counts_that_differ(one, other) for one, other in itertools.pairwise(runs))
