"""Adults in seats: training for another field takes them there, advice to where jobs are open."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, fork, grow, plan_of, quiet, small_region

from sim.core.columns import FIELDS, Stage
from sim.core.people.fields import openings_by_field
from sim.core.world import YEAR

ADULTS = {"adults": 1, "take_up": 1.0, "no_show": 0.0, "seats": 1e6}
NEAR = {"seats.take_up_other_field": 9.0}
"""Everybody applies, whatever the field, so that many have another one."""


@pytest.fixture(scope="module")
def start():
    return grow(plan_of(small_region(tens=8, years=2)))


def taught(start, row, **changes):
    """People before and after the activities of the first year, and who took part."""
    world = fork(start, plan_of(start.plan.region, [club(**ADULTS | row)], **changes))
    for rule in YEAR[:4]:
        rule.step(world)
    return start.people, world.people, world.people.delivered > 0


@pytest.mark.parametrize(("technical", "share"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (-1.0, 0.0)])
def test_training_takes_adults_to_its_field_by_the_skill_it_gives(start, technical, share):
    """Half a chance at half the skill; none where nothing is taught."""
    cards = {"schooling.retrain": 2.0, "partnerships.scale_loss": 0.0, **NEAR}
    row = {"fields": 0b1, "channels": {"technical": technical}}
    before, after, served = taught(start, row, **cards)
    others = served & (before.field != 0)
    assert others.sum() > 200
    turned = (after.field[others] == 0).mean()
    assert turned == pytest.approx(share, abs=0.08)
    assert (after.field[served & ~others] == 0).all()


def test_pupils_are_not_retrained_by_a_course(start):
    row = {"adults": 0, "fields": 0b1, "channels": {"technical": 0.5}}
    with_it, without = (
        taught(start, row | {"channels": channels}, **NEAR)[1].field for channels in (row["channels"], {})
    )
    np.testing.assert_array_equal(with_it, without)


@pytest.mark.parametrize(("information", "advice"), [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0)])
def test_no_advice_changes_no_field(start, information, advice):
    row = {"channels": {"information": information}}
    before, after, served = taught(start, row, **{"schooling.advice": advice})
    assert served.sum() > 200
    np.testing.assert_array_equal(after.field[served], before.field[served])


def test_the_informed_look_where_jobs_are_open_among_the_fields_they_know(start):
    """With full information and advice: the known field with most openings, skill carried, or the own one."""
    world = fork(start, plan_of(start.plan.region))
    world.people.awareness[:] |= 0b1000100000  # of service and health
    region = start.plan.region
    surge = quiet(2, len(region.employer_field))
    surge.demand[0, region.employer_field == 9] = 200.0
    row = {"channels": {"information": 1.0}}
    cards = {"schooling.advice": 1.0, "partnerships.scale_loss": 0.0}
    before, after, served = taught(world, row, shocks=surge, **cards)
    seeks = served & (before.stage == Stage.SEEK)
    assert seeks.sum() > 30
    now = fork(world, plan_of(region, shocks=surge))
    for rule in YEAR[:3]:
        rule.step(now)
    openings = openings_by_field(now.firms.field, now.firms.vacancies, now.firms.jobs)
    carry = now.search.carry
    for row in np.flatnonzero(seeks):
        own, known = before.field[row], before.awareness[row]
        worth = [openings[f] * carry[own, f] if (known >> f) & 1 or f == own else -1.0 for f in range(10)]
        assert worth[after.field[row]] == max(worth)
        assert after.technical[row] == np.float32(before.technical[row] * carry[own, after.field[row]])
    assert (after.field[seeks] != before.field[seeks]).any()
    works = served & (before.stage == Stage.WORK)
    np.testing.assert_array_equal(after.field[works], before.field[works])


def test_openings_by_hand():
    fields = np.array([0, 3, 0])
    vacancies, jobs = np.array([[1, 0], [2, 2], [0, 3]]), np.array([[10, 0], [4, 12], [6, 4]])
    expected = [4 / 20, 0, 0, 4 / 16] + [0.0] * (len(FIELDS) - 4)
    np.testing.assert_allclose(openings_by_field(fields, vacancies, jobs), expected)
