"""Step 2, partnerships: employers join, renew or quit; money and capacity limit what can be delivered.

An employer takes part where hosting pays: what an hour of its staff's time brings, as the scenario's terms
and its own experience have it, against a threshold of its own (:mod:`sim.core.market.hosting`). Seats are
planned × ramp-up, limited by hosts, by coordinators and, last, by the budget.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.books.costs import within_budget
from sim.core.books.hosting import note_members, terms
from sim.core.market.hosting import become_known, draw_own, forget_year, take_part
from sim.core.moves import settings_now
from sim.core.people.placement import hours_of_posts, within_posts
from sim.core.state import Rule, World


class Settings(NamedTuple):
    """Evidence cards ``partnerships.*``."""

    join_threshold: float  # return that half of the employers want of an hour of their staff, USD
    join_spread: float  # SD of that threshold between employers, USD per hour of staff
    join_without_vacancy: float  # chance a year that an employer without open positions thinks of hosting
    hope: float  # later gain that an employer without experience believes in, USD per hour of staff
    renewal: float  # what being a host already is worth, USD per hour of staff
    learning: float  # share of the gap between belief and experience closed in a year
    peers: float  # share of the gap to what hosts of the field saw closed in a year
    memory: float  # years of hosting over which later gains are reckoned
    output: float  # worth of what a participant produces in an hour of work, USD
    output_spread: float  # SD of that worth between employers, as a share of it
    recruiting: float  # cost of finding somebody for a job, USD
    training: float  # cost of a new worker's first training, share of a year's wage
    own_hire: float  # share of its hires of former participants that a host would not have made without
    poaching_loss: float  # share of recruiting and training lost when one leaves for another employer
    hours_per_100_jobs: float  # staff hours a year that a hosting employer gives per hundred jobs
    coordinator_year: float  # hours a year of a full-time coordinator
    matching_hours: float  # hours of coordination for a seat at which half are placed in their own field
    scale_loss: float  # share of the pilot's effect lost when every eligible person is served
    brand_gain: float  # SD of brand per year of membership, where what is hosted moves anybody
    brand_fade: float  # share of brand lost in a year


def ramp(seats: np.ndarray, ramp_years: np.ndarray, year: int) -> np.ndarray:
    """Share of the planned seats reached in ``year`` [P]: linear over the ramp-up after the first seats."""
    started = (seats > 0).argmax(axis=1)
    return np.clip((year - started + 1) / (ramp_years + 1.0), 0.0, 1.0)


def within_hosts(plan, takes: np.ndarray, seats: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Hosted seats [P] that fit into the staff hours [E] of the employers that host them, ``takes`` [P, E].

    Each partnership is limited by its own hosts; together they share what all of these give.
    """
    hosted = (plan.needs_employer == 1) & (plan.employer_hours > 0.0)
    own = (takes * hours).sum(axis=1) / np.where(hosted, plan.employer_hours, 1.0)
    seats = np.where(hosted, np.minimum(seats, own), seats)
    available = hours[takes[hosted].max(axis=0, initial=0) == 1].sum()
    needed = (seats * plan.employer_hours)[hosted].sum()
    return np.where(hosted, seats * min(1.0, available / max(needed, 1e-9)), seats)


def decide(world: World, s: Settings) -> None:
    """Every employer that is asked joins, renews or quits; ``world.hosting`` says who hosts what."""
    plan, firms, year = world.plan.partnerships, world.firms, world.year
    hosted = (plan.seats[:, year] > 0) & (plan.needs_employer == 1)
    asked = plan.employers * hosted[:, None].astype(np.uint8)
    shown = (plan.channels != 0.0).any(axis=1).astype(np.uint8)
    before = firms.membership_years > 0
    draw_own(firms, year, world.k0, world.k1, s)
    take_part(
        asked, *terms(plan, year), plan.apprenticeship, firms, year, world.k0, world.k1, s, world.hosting
    )
    become_known(world.hosting, shown, firms, s)
    note_members(world, asked, before)


def step(world: World) -> None:
    """Decide who hosts and how many seats of each partnership are feasible."""
    if world.year < 0 or len(world.plan.partnerships.bit) == 0:
        return
    s: Settings = settings_now(world, "partnerships")
    plan, firms, year = world.plan.partnerships, world.firms, world.year
    forget_year(firms)
    decide(world, s)
    planned = plan.seats[:, year]
    seats = planned * ramp(plan.seats, plan.ramp_years, year)
    hours = firms.jobs.sum(axis=1) * firms.participation * s.hours_per_100_jobs / 100.0
    seats = within_hosts(plan, world.hosting, seats, hours)
    seats = within_posts(plan, seats, hours_of_posts(world))
    world.feasible = np.floor(within_budget(plan, seats, year, world.plan.budget[year]) + 1e-9)
    world.delivery[:, year, 0] = planned
    world.delivery[:, year, 1] = world.feasible


RULE = Rule(
    name="partnerships",
    summary="Employers join, renew or quit by what hosting brings; ramp-up, hosts, coordinators and budgets "
    "limit the seats.",
    settings=Settings,
    step=step,
)
