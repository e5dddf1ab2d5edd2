"""A town small enough for a second, lived by both implementations, with something of everything going on.

The long comparison (``test_benchmarks.py``) lives the shipped study; this one has few people, and so can be
run uncompiled in seconds: promised jobs, coordinators, employers who host, a budget that binds, closures, a
shock, skill outdated, classes, courses, outreach, a place for an apprentice, and channels that the shipped
options leave alone.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_world import club, internship, plan_of, quiet, small_region
from test_benchmarks import STIRRED, assert_the_same

from sim.core.columns import Pathway
from sim.core.plan import Targeting
from sim.core.tallies import Market, Tally

YEARS, EMPLOYERS = 4, 8


def busy_town():
    """The plan of the town: 20 pupils a grade, eight employers, four years."""
    region = small_region(tens=1, employers=EMPLOYERS, years=YEARS)
    shocks = quiet(YEARS, EMPLOYERS)
    shocks.jobs_factor[2, 1:3] = 0.4
    shocks.demand[1:3, 4] = (6.0, 3.0, 1.0)
    shocks.outdated[2, :5] = 0.5
    group = np.zeros(28)
    group[1::2] = 1
    channels = {"interest": 0.3, "academic": 0.4, "persistence": 0.5, "awareness": 0.5, "information": 0.4}
    women = np.arange(28) // 2 % 2
    rows = [
        club(channels=channels, targeting=int(Targeting.RESERVED), target_share=0.4, target_group=group,
             seats=16.0),
        internship(bit=1, seats=12.0, employer_hours=8.0, coordinator_hours=10.0, ramp_years=1.0),
        club(bit=2, adults=2, seats=6.0, channels={"technical": 0.5}, targeting=int(Targeting.LOTTERY)),
        club(bit=3, seats=9.0, first_grade=5, fields=0b110, class_size=6, channels={"interest": 0.4}),
        club(bit=4, seats=9.0, years=2, courses=1, take_up=0.9, channels={"technical": 0.2},
             fields=0b1001, targeting=int(Targeting.OUTREACH), target_group=women, target_share=0.6),
    ]  # fmt: skip
    region = region._replace(
        provider_pathway=np.append(region.provider_pathway, np.uint8(Pathway.APPRENTICESHIP)),
        provider_seats=np.append(region.provider_seats, np.int32(1)),
        provider_fields=np.vstack([region.provider_fields, region.provider_fields[:1]]),
        provider_awards=np.append(region.provider_awards, 10.0),
    )
    return plan_of(
        region, rows, offers=4.0, coordinators=0.3, budget=45_000.0, shocks=shocks,
        **(STIRRED | {"economy.closing": (0.04, 0.1, 0.1)}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def run():
    """The town as the compiled model lived it, after both implementations have been found alike."""
    return assert_the_same(busy_town())


def test_both_implementations_agree(run):
    """And something of everything did happen, so that agreeing means something."""
    year, market = run.tallies.sum(axis=(0, 2)), run.market.sum(axis=0)
    happened = (
        Tally.SERVED, Tally.SERVED_EXPERIENCE, Tally.HIRES_IN_FIELD, Tally.FIRST_JOBS, Tally.STOPPED_OUT,
        Tally.COMPLETED_FOUR_YEAR, Tally.CAME_BACK, Tally.LEFT_BACHELOR, Tally.DROPOUTS, Tally.REPEATERS,
        Tally.CONCENTRATORS, Tally.STUDIED_AWAY_RETURNED, Tally.AGED_OUT, Tally.MOVED_OUT,
    )  # fmt: skip
    assert [one.name for one in happened if year[one] == 0] == []
    flows = (Market.CLOSURES, Market.HIRED_COMMUTERS, Market.JOB_CHANGES, Market.REOPENED, Market.UNFILLED)
    assert [one.name for one in flows if market[one] == 0] == []
    delivered = run.delivery.sum(axis=1)
    assert (delivered[:, 0] > delivered[:, 1]).any(), "the budget, the hosts or the posts bind"
    assert (delivered[:, 3] > delivered[:, 2]).any(), "somebody does not show up"


def test_every_line_of_the_books_is_sound(run):
    assert [line.what for line in run.audit if not line.passed] == []
