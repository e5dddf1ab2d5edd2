"""Employers' standard: it settles by the published unemployment before the horizon, and then stays."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import plan_of, small_region

from sim.core.columns import SETTLING_YEARS
from sim.core.market import standard
from sim.core.world import fork, grow, step

START = 0.67


def path(plan) -> list[float]:
    """The standard after each year from the first of the settling years to the third of the horizon."""
    import sim.core.world as world_module

    found = []

    def noted(world, after=None):
        step(world, after)
        if world.year > -SETTLING_YEARS:
            found.append(float(world.conditions.standard[0]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world_module, "step", noted)
        world = grow(plan)
    for _ in range(3):
        step(world)
        found.append(float(world.conditions.standard[0]))
    return found


def town(unemployment: float, **changes):
    region = small_region(tens=4, years=8)._replace(unemployment=unemployment, **changes)
    return plan_of(region, [])


@pytest.mark.parametrize(("rate", "moves"), [(0.02, 1), (0.2, -1), (0.1, 0)])
def test_too_few_unemployed_make_employers_choosier(rate, moves):
    assert np.sign(standard.settled(START, rate, 0.1) - START) == moves


def test_the_standard_keeps_within_its_limits():
    low, high = standard.LIMITS
    assert standard.settled(low + 0.01, 0.9, 0.01) == low
    assert standard.settled(high - 0.01, 0.001, 0.5) == high
    assert low <= standard.settled(START, 0.0, 1.0) <= high


def test_it_settles_before_the_horizon_and_then_stays():
    found = path(town(0.10))
    assert len(set(found[: SETTLING_YEARS - 1])) > 3
    assert len(set(found[SETTLING_YEARS - 1 :])) == 1
    assert found[-1] != START


def test_more_unemployment_published_means_choosier_employers():
    assert path(town(0.04))[-1] < path(town(0.15))[-1]


def test_without_a_published_rate_it_stays_where_it_starts():
    assert set(path(town(np.nan))) == {START}


def test_a_scenario_that_states_it_has_its_own_from_the_first_year():
    grown = grow(town(0.10))
    stated = town(np.nan)
    stated.parameters["matching.standard"] = 1.3
    assert fork(grown, stated).conditions.standard[0] == 1.3
    assert fork(grown, town(0.10)).conditions.standard[0] == grown.conditions.standard[0]


def test_unemployment_counts_those_who_looked():
    world = grow(town(0.10))
    step(world)
    rate = standard.unemployment(world)
    assert 0.0 < rate < 0.6
    world.events[:] = standard.Event.CAME_BACK
    assert standard.unemployment(world) == 0.0
