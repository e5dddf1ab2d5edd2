"""The audit of every world: seats by cell are seats delivered, and no count is what it cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, internship, plan_of

from sim.core.audit import audit
from sim.core.world import finish, fork, step


@pytest.fixture
def lived(town, town_start):
    plan = plan_of(town, [club(), internship(bit=1, first_grade=9)])
    world = fork(town_start, plan)
    while world.year < plan.years:
        step(world)
    return world


def broken(world):
    return [line.what for line in audit(world) if not line.passed]


def test_holders_of_seats_are_the_seats_delivered(lived):
    assert broken(lived) == []
    assert lived.seated.sum() > 0
    lived.seated[0, 3, 5] += 1
    assert broken(lived) == ["seats held by persons of all groups = seats delivered"]


@pytest.mark.parametrize("record", ["tallies", "market", "delivery", "costs"])
@pytest.mark.parametrize("value", [-1.0, np.inf, np.nan])
def test_a_count_that_cannot_be_stops_the_run(lived, record, value):
    counts = getattr(lived, record)
    if counts.dtype.kind == "i" and not np.isfinite(value):
        pytest.skip("whole counts have no such value")
    counts[(0,) * counts.ndim] = value
    assert "no count is negative or without end" in broken(lived)
    with pytest.raises(RuntimeError, match="negative or without end"):
        finish(lived)
