"""What all tests share: their order, their settings, and one small town, grown once, in two worlds."""

from __future__ import annotations

import pytest
from hypothesis import settings
from small_world import club, grow, internship, live, plan_of, small_region

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")  # an example that waits for its turn on a core is no mistake

LONGEST = "test_benchmarks.py"
WITHOUT_KERNELS = ("analysis", "app", "batch", "figures", "report", "study")
"""Rooms whose tests live no world, by the compiled kernels at least."""


def pytest_collection_modifyitems(items):
    """Begin with the longest file, which compiles all kernels, and keep the others off them meanwhile.

    Files are dealt out to the processes in this order. Else each process compiles the same kernels.
    """
    items.sort(key=lambda item: (item.path.name != LONGEST, item.path.parent.name not in WITHOUT_KERNELS))


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
