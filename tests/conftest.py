"""Fixtures shared by the tests of the core: one small town, grown once, and two worlds of it."""

from __future__ import annotations

import pytest
from small_world import club, grow, internship, live, plan_of, small_region


@pytest.fixture(scope="session")
def town():
    """A region of 80 pupils a grade, 20 employers and two zones, over eight years."""
    return small_region()


@pytest.fixture(scope="session")
def town_start(town):
    """The town at the beginning of its first year; to be forked, never stepped."""
    return grow(plan_of(town))


@pytest.fixture(scope="session")
def baseline(town, town_start):
    """The town without any partnership."""
    return live(plan_of(town), town_start)


@pytest.fixture(scope="session")
def option_rows():
    """A club that helps on several channels, and hosted internships with promised jobs."""
    channels = {"interest": 0.3, "academic": 0.4, "persistence": 0.5, "awareness": 0.5}
    return [club(channels=channels), internship(bit=1, first_grade=9)]


@pytest.fixture(scope="session")
def option(town, town_start, option_rows):
    """The town with both partnerships and twenty promised jobs a year."""
    return live(plan_of(town, option_rows, offers=20.0), town_start)
