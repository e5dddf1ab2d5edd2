"""Levers move settings and figures of the region by year, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from small_world import live, plan_of, same_bytes

from sim.core.moves import region_now, settings_now
from sim.core.plan import Move
from sim.core.world import fork
from sim.study.levers.lever import plus, times
from sim.study.plan.levers import lever_moves

YEARS = 8
FROM = 3
"""Year of the horizon in which the moves of these tests begin."""


def since(value: float, otherwise: float) -> np.ndarray:
    """``value`` from the year FROM on, float64 [Y]."""
    return np.where(np.arange(YEARS) >= FROM, value, otherwise)


def at(world, year):
    world.year = year
    return world


def test_without_a_move_the_settings_are_handed_on_as_they_are(town_start):
    for rule in ("careers", "matching"):
        assert settings_now(town_start, rule) is town_start.settings[rule]
    assert region_now(town_start) is town_start.plan.region


def test_a_move_holds_from_its_year_on_for_its_setting_alone(town, town_start):
    moves = {
        "careers.upskill": times(since(2.0, 1.0)),
        "careers.separation_entry": plus(since(-0.5, 0.0)),
        "economy.growth": times(since(0.0, 1.0)),
    }
    world = fork(town_start, replace(plan_of(town), moves=moves))
    usual = world.settings["careers"]
    assert settings_now(at(world, -1), "careers") is usual
    assert settings_now(at(world, FROM - 1), "careers") == usual
    moved = settings_now(at(world, FROM), "careers")
    assert moved.upskill == 2.0 * usual.upskill
    assert moved.separation_entry == usual.separation_entry - 0.5
    assert moved._replace(upskill=usual.upskill, separation_entry=usual.separation_entry) == usual
    assert settings_now(world, "economy").growth == (0.0,) * len(world.settings["economy"].growth)
    assert isinstance(moved.upskill, float), "compiled code keeps its types"
    assert settings_now(world, "residence") is world.settings["residence"]


def test_two_moves_of_one_quantity_work_together():
    both = times(np.full(2, 3.0)).then(Move(np.full(2, 2.0), np.full(2, 1.0)))
    assert both.apply(np.float64(5.0), 1) == 31.0


def test_a_figure_of_the_region_moves_school_by_school(town, town_start):
    factor = np.ones((YEARS, 6))
    factor[FROM:, 2] = 0.5
    world = fork(town_start, replace(plan_of(town), moves={"region.pupils_per_counsellor": times(factor)}))
    before = world.plan.region.pupils_per_counsellor
    assert region_now(at(world, FROM)).pupils_per_counsellor.tolist() == (before * factor[FROM]).tolist()
    assert region_now(world).jobs is world.plan.region.jobs


def test_seats_of_providers_stay_whole_and_open_ones_open(town, town_start):
    factor = np.ones((YEARS, 3))
    factor[FROM:] = 1.26
    limited = town._replace(provider_seats=np.array([-1, 50, 3], np.int32))
    plan = replace(plan_of(town), region=limited, moves={"region.provider_seats": times(factor)})
    moved = region_now(at(fork(town_start, plan), FROM)).provider_seats
    assert moved.tolist() == [-1, 63, 4]
    assert moved.dtype == np.int32


def test_lives_are_the_same_until_something_moves(town, town_start, baseline):
    moves = {"careers.upskill": times(since(8.0, 1.0))}
    moved = live(replace(plan_of(town), moves=moves), town_start)
    assert (moved.lives[:FROM] == baseline.lives[:FROM]).all()
    assert (moved.tallies[:FROM] == baseline.tallies[:FROM]).all()
    assert (moved.lives[FROM:] != baseline.lives[FROM:]).any()


def test_a_move_that_changes_nothing_changes_no_byte(town, town_start, baseline):
    moves = {"careers.upskill": times(np.ones(YEARS)), "choice.away": plus(np.zeros(YEARS))}
    assert same_bytes(live(replace(plan_of(town), moves=moves), town_start), baseline) == []


@pytest.mark.parametrize(
    ("quantity", "years"),
    [
        ("carrers.upskill", 10),
        ("careers.upskil", 10),
        ("population.must_earn_other", 10),
        ("matching.standard", 10),
        ("region.jobs", 10),
        ("careers.upskill", 9),
    ],
)
def test_a_move_that_nothing_would_read_is_refused(quantity, years):
    lever = SimpleNamespace(lever="odd", moves=lambda around: {quantity: times(np.ones(years))})
    scenario = SimpleNamespace(
        levers={"one": lever}, partnerships={}, start=2026, years=10, scale=1.0,
        region=SimpleNamespace(schools=(), providers=()),
    )  # fmt: skip
    with pytest.raises(ValueError, match=quantity):
        lever_moves(scenario, lambda path: None)
