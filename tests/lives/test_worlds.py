"""Worlds of a study are lived in pairs, and what is recorded of them is what they lived by."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import sim.lives.worlds as worlds
from sim.lives.task import Task


class Plan(SimpleNamespace):
    """A plan of three years."""


@pytest.fixture
def lived(monkeypatch):
    """The worlds of made-up scenarios, four baselines, two with an option; and what was grown."""
    grown = []
    monkeypatch.setattr(
        worlds, "region_arrays", lambda region, years, scale, start: (region, years, scale, start)
    )
    monkeypatch.setattr(worlds, "drawn_numbers", lambda scenario, draw: {f"budget.{scenario.slug}": draw})
    monkeypatch.setattr(
        worlds,
        "plan_beside",
        lambda scenario, baseline, task, region: Plan(
            years=3, seed=scenario.seed, parameters={"matching.standard": 0.7, "own": scenario.economy},
            of=(scenario.slug, baseline.slug),
            region=region,
        ),
    )  # fmt: skip

    def grow(plan):
        grown.append(plan.of[0])
        return SimpleNamespace(year=0, plan=plan, settled=1.25 + len(grown))

    monkeypatch.setattr(worlds, "grow", grow)
    monkeypatch.setattr(
        worlds, "fork", lambda start, plan: SimpleNamespace(year=0, plan=plan, settled=start.settled)
    )
    monkeypatch.setattr(worlds, "step", lambda world, then: setattr(world, "year", world.year + 1))
    monkeypatch.setattr(
        worlds, "finish", lambda world: SimpleNamespace(standard=world.settled, years=world.year)
    )
    economy = {"usual": "usual", "a": "usual", "hard": "hard", "b": "hard", "luck": "hard", "again": "hard"}
    scenarios = [
        SimpleNamespace(
            slug=slug, economy=which, region="r", years=3, scale=0.5, start=2026,
            seed=2 if slug in ("luck", "again") else 1,
        )
        for slug, which in economy.items()
    ]  # fmt: skip
    found = list(worlds.live(scenarios, (0, 0, 2, 2, 4, 5), Task(4, 1)))
    return {one.scenario.slug: one for one in found}, grown


def test_each_option_is_beside_its_own_baseline(lived):
    found, _ = lived
    assert {slug: one.against.scenario.slug for slug, one in found.items()} == {
        "usual": "usual", "a": "usual", "hard": "hard", "b": "hard", "luck": "luck", "again": "again",
    }  # fmt: skip
    assert {one.plan.of for one in found.values()} == {
        ("usual", "usual"), ("a", "usual"), ("hard", "hard"), ("b", "hard"),
        ("luck", "luck"), ("again", "again"),
    }  # fmt: skip
    assert found["usual"].baseline is None


def test_a_start_is_shared_by_what_is_alike_and_by_nothing_else(lived):
    assert lived[1] == ["usual", "hard", "luck"], "of another economy, of another seed, and of nothing else"


def test_the_region_of_all_is_that_of_the_study(lived):
    assert {one.plan.region for one in lived[0].values()} == {("r", 3, 0.5, 2026)}


def test_every_year_is_lived(lived):
    assert {one.run.years for one in lived[0].values()} == {3}


def test_the_standard_recorded_is_the_one_that_settled_not_the_one_it_began_with(lived):
    found, _ = lived
    assert (
        found["usual"].parameters["matching.standard"] == found["a"].parameters["matching.standard"] == 2.25
    )
    assert found["b"].parameters["matching.standard"] == 3.25
    assert found["b"].parameters["own"] == "hard"
    assert found["b"].parameters["budget.b"] == 4
