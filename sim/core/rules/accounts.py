"""Step 10, accounts: costs by ingredient and payer, employers' ledger, the balance of jobs, who is where.

Before the horizon nothing is recorded, but what nobody publishes settles by what somebody does
(:mod:`sim.core.settling`): here, because only now the year's events say who has looked for work.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.books.costs import yearly_cost
from sim.core.books.counting import count_departed, count_people, count_served, served_by_now
from sim.core.books.groups import count_all, new_counts
from sim.core.books.hosting import close_hosting
from sim.core.columns import NONE, Life
from sim.core.draws import BLOCK
from sim.core.settling import settle
from sim.core.state import Rule, World
from sim.core.tallies import Market, Tally


class Settings(NamedTuple):
    """The accounts read no parameter: they only count."""


def _market(world: World, places: np.ndarray) -> None:
    """Balance of the year's jobs, by what a job with each employer is (:func:`places_of_work`)."""
    firms, row = world.firms, world.market[world.year]
    bits = places[: len(firms.field)]
    outside, target = bits == 0, bits & Life.TARGET_JOB > 0
    row[Market.JOBS] = firms.jobs.sum()
    row[Market.YOUNG] = firms.young.sum()
    row[Market.OTHERS] = firms.others.sum()
    row[Market.JOBS_OUTSIDE] = firms.jobs[outside].sum()
    row[Market.YOUNG_OUTSIDE] = firms.young[outside].sum()
    row[Market.TARGET_JOBS] = firms.jobs[target].sum()
    row[Market.TARGET_OTHERS] = firms.others[target].sum()
    row[Market.TARGET_RESIDENTS] = firms.young[target].sum()
    row[Market.OTHERS_OUTSIDE] = firms.others[outside].sum()
    row[Market.TARGET_UNFILLED] = firms.vacancies[target].sum() if not world.plan.unlimited_vacancies else 0


def places_of_work(world: World) -> np.ndarray:
    """Bits of :class:`Life` that a job with each employer gives, uint8 by code of employer; 0 for none.

    A job outside the region is none here.
    """
    places = np.zeros(NONE + 1, np.uint8)
    target = (world.plan.target_fields >> world.firms.field.astype(np.int64)) & 1
    here = Life.WORKS_HERE + Life.TARGET_JOB * target
    places[: len(target)] = np.where(world.plan.region.outside == 1, 0, here)
    return places


def step(world: World) -> None:
    """Count people, jobs and money of the year; before the horizon, let the market settle."""
    if world.year < 0:
        settle(world)
        return
    (first, last), blocks = world.window, world.in_use
    year, out = world.year, world.tallies[world.year]
    places = places_of_work(world)
    people, counts = world.people, new_counts()
    count_people(
        people, blocks, year, places, world.events, counts, out, world.lives[year],
        np.empty(BLOCK, np.int32), np.empty(BLOCK, np.uint32),
    )  # fmt: skip
    count_all(counts, out)
    world.served.note(year, *served_by_now(people, first, last, blocks))
    count_departed(
        people.stage, people.ethnicity, people.sex, people.low_income, world.counted, first, world.departed
    )
    world.counted = first
    out[Tally.ARRIVED] += world.departed.sum(axis=0)
    out[Tally.MOVED_OUT] += world.departed[0]
    out[Tally.AGED_OUT] += world.departed[1]
    _market(world, places)
    partnerships = world.plan.partnerships
    if world.seats is not None:
        world.costs[:, year] = yearly_cost(partnerships, world.delivery[:, year, 3], year)
        marks = np.zeros(len(world.people.key), np.uint8)
        count_served(world.people, world.seats, partnerships.rung, marks, out)
    close_hosting(world)


RULE = Rule(
    name="accounts",
    summary="Costs by ingredient and payer, employers' ledger of hosting, the balance of jobs, and everybody "
    "counted in their cell; before the horizon, what nobody publishes settles by rates that somebody does.",
    settings=Settings,
    step=step,
)
