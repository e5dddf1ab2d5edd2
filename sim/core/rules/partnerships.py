"""Step 2, partnerships: employers join, renew or quit; money and capacity limit what can be delivered.

An employer takes part while it believes that hosting pays: the believed net return is a
share of what hosting costs it, and moves towards the return it saw (people it hired and did
not have to recruit, student output, less staff time). Seats are planned × ramp-up, limited
by hosts, by coordinators and, last, by the budget.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.books.costs import within_budget
from sim.core.draws import Call, uniforms
from sim.core.kernel import kernel, logistic
from sim.core.market.positions import CLOSED
from sim.core.moves import settings_now
from sim.core.state import Rule, World


class Settings(NamedTuple):
    """Evidence cards ``partnerships.*``."""

    join_threshold: float  # believed net return at which half of the employers asked take part
    join_spread: float  # spread of that threshold between employers
    renewal: float  # log-odds by which a member of last year is likelier to take part
    learning: float  # share of the gap between belief and experience closed in a year
    host_return: float  # return of a hosted seat without a hire, as a share of its cost
    hire_return: float  # return of hiring a former participant, in seat costs
    poaching_loss: float  # loss when one leaves for another employer of the region, in seat costs
    hours_per_100_jobs: float  # staff hours a year that a hosting employer gives per hundred jobs
    placements_per_coordinator: float  # seats one full-time coordinator can look after in a year
    scale_loss: float  # share of the pilot's effect lost when every eligible person is served
    brand_gain: float  # SD of brand per year of membership, where what is hosted moves anybody
    brand_fade: float  # share of brand lost in a year


@kernel
def take_part(asked, shown, firms, year, k0, k1, s):
    """Participation of each employer this year; members of last year renew more easily.

    ``shown`` marks those who are asked by a partnership that moves a channel: only it makes them known.
    """
    for e in range(len(asked)):
        u, _, _, _ = uniforms(np.uint64(e), year, Call.REGION + 6, k0, k1)
        gap = (float(firms.belief[e]) - s.join_threshold) / s.join_spread
        chance = logistic(gap + s.renewal * min(1, firms.membership_years[e]))
        joins = asked[e] == 1 and u < chance and firms.closed[e] != CLOSED
        firms.participation[e] = 1 if joins else 0
        firms.membership_years[e] = min(firms.membership_years[e] + 1, 250) if joins else 0
        gain = s.brand_gain if joins and shown[e] == 1 else 0.0
        firms.brand[e] = float(firms.brand[e]) * (1.0 - s.brand_fade) + gain


@kernel
def learn(firms, s):
    """Belief moves towards the return of last year's hosting."""
    for e in range(len(firms.belief)):
        if firms.hosted[e] > 0:
            won = s.hire_return * firms.hired_hosted[e] - s.poaching_loss * firms.poached[e]
            seen = s.host_return + won / firms.hosted[e]
            belief = float(firms.belief[e])
            firms.belief[e] = belief + s.learning * (seen - belief)
        firms.hosted[e] = 0
        firms.hired_hosted[e] = 0
        firms.poached[e] = 0


def ramp(seats: np.ndarray, ramp_years: np.ndarray, year: int) -> np.ndarray:
    """Share of the planned seats reached in ``year`` [P]: linear over the ramp-up after the first seats."""
    started = (seats > 0).argmax(axis=1)
    return np.clip((year - started + 1) / (ramp_years + 1.0), 0.0, 1.0)


def within_hosts(plan, seats: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Hosted seats [P] that fit into the staff hours [E] of the employers taking part.

    Each partnership is limited by its own employers; together they share what all of these give.
    """
    hosted = (plan.needs_employer == 1) & (plan.employer_hours > 0.0)
    own = (plan.employers * hours).sum(axis=1) / np.where(hosted, plan.employer_hours, 1.0)
    seats = np.where(hosted, np.minimum(seats, own), seats)
    available = hours[plan.employers[hosted].max(axis=0, initial=0) == 1].sum()
    needed = (seats * plan.employer_hours)[hosted].sum()
    return np.where(hosted, seats * min(1.0, available / max(needed, 1e-9)), seats)


def posts_of_year(plan, year: int) -> float:
    """Coordinators paid as posts, full-time equivalents; 0 = none, and coordination is paid by the seat."""
    lever = plan.levers.get("wbl_coordinators")
    return 0.0 if lever is None else lever["posts"][year]


def within_posts(plan, seats: np.ndarray, posts: float, placements: float) -> np.ndarray:
    """Seats [P], those with coordination scaled down alike to the ``placements`` of each of the ``posts``."""
    if posts <= 0.0:
        return seats
    coordinated = plan.coordinator_hours > 0.0
    placed, limit = seats[coordinated].sum(), posts * placements
    return np.where(coordinated, seats * min(1.0, limit / max(placed, 1e-9)), seats)


def step(world: World) -> None:
    """Decide who hosts and how many seats of each partnership are feasible."""
    if world.year < 0 or len(world.plan.partnerships.bit) == 0:
        return
    s: Settings = settings_now(world, "partnerships")
    plan, firms, year = world.plan.partnerships, world.firms, world.year
    running = plan.seats[:, year] > 0
    hosted = running & (plan.needs_employer == 1)
    moving = hosted & (plan.channels != 0.0).any(axis=1)
    asked, shown = ((plan.employers * of[:, None]).max(axis=0).astype(np.uint8) for of in (hosted, moving))
    learn(firms, s)
    take_part(asked, shown, firms, year, world.k0, world.k1, s)
    planned = plan.seats[:, year]
    seats = planned * ramp(plan.seats, plan.ramp_years, year)
    hours = firms.jobs.sum(axis=1) * firms.participation * s.hours_per_100_jobs / 100.0
    seats = within_hosts(plan, seats, hours)
    seats = within_posts(plan, seats, posts_of_year(world.plan, year), s.placements_per_coordinator)
    world.feasible = np.floor(within_budget(plan, seats, year, world.plan.budget[year]) + 1e-9)
    world.delivery[:, year, 0] = planned
    world.delivery[:, year, 1] = world.feasible


RULE = Rule(
    name="partnerships",
    summary="Employers join, renew or quit; ramp-up, hosts, coordinators and budgets limit the seats.",
    settings=Settings,
    step=step,
)
