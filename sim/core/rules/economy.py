"""Step 1, economy: growth, the cycle, shocks and closures set positions; what nobody holds is vacant.

Wages and employers answer how hard vacancies were to fill last year (:mod:`sim.core.market.tightness`).
In the warm-up the market works as in the horizon, without trend, cycle and shocks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.draws import Call, normal
from sim.core.market.positions import (
    forget,
    jobs_of_year,
    leave_jobs,
    open_and_close,
    open_vacancies,
)
from sim.core.market.tightness import respond
from sim.core.moves import settings_now
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``economy.*``."""

    growth: tuple[float, ...]  # yearly growth of jobs by field
    automation: tuple[float, ...]  # yearly loss of jobs to automation by level, beyond the trend
    cycle: float  # SD of the yearly push to the region's business cycle, log points of jobs
    cycle_hold: float  # share of the cycle that is left a year later
    employer_noise: float  # SD of an employer's own yearly change, log points of jobs
    adjustment: float  # share of the gap to the wanted positions closed in a year
    closing: tuple[float, ...]  # chance a year that a firm closes, under 100, under 500, and more jobs
    commuter_exit: float  # share of commuters who leave their job here in a year
    wage_response: float  # log points of wages a year per share of jobs unfilled beyond the usual
    growth_response: float  # log points of jobs a year per share of jobs filled beyond the usual
    wage_speed: float  # share of the way to the pay that the market bears, a year
    response_fade: float  # share of the response of growth lost in a year


def _work(world: World, s: Settings) -> int:
    """Positions of a year; returns how many employers closed.

    Before the horizon there is neither trend nor cycle nor shock, but every employer's own luck.
    """
    firms, region, year = world.firms, world.plan.region, world.year
    closures = open_and_close(region.may_close, firms, year, world.k0, world.k1, s)
    if closures:
        forget(world.people, world.in_use, firms.closed)
    if year >= 0:
        push = s.cycle * normal(np.uint64(0), year, Call.REGION, world.k0, world.k1)
        world.conditions.cycle[0] = s.cycle_hold * world.conditions.cycle[0] + push
    jobs_of_year(
        region.jobs * world.conditions.positions[0], region.may_close, firms, world.conditions.cycle[0],
        *_shocks(world),
        year, world.k0, world.k1, s,
    )  # fmt: skip
    leave_jobs(firms.others, year, s.commuter_exit, world.k0, world.k1)
    return closures


def _shocks(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Factor on jobs and jobs on top in the world's year, float64 [E, L] each."""
    shocks, shape = world.plan.shocks, world.firms.jobs.shape
    if world.year < 0:
        return np.ones(shape), np.zeros(shape)
    return shocks.jobs_factor[world.year], shocks.demand[world.year]


def step(world: World) -> None:
    """Set wages, jobs, commuters and vacancies of the year."""
    s: Settings = settings_now(world, "economy")
    firms, year, plan = world.firms, world.year, world.plan
    if plan.no_vacancies:
        firms.vacancies[:] = firms.opened[:] = 0
        firms.layoff[:] = 0.0
        return
    respond(world, s)
    closures = _work(world, s)
    openings = open_vacancies(firms, year, world.k0, world.k1)
    if year < 0:
        return
    if plan.unlimited_vacancies:
        firms.vacancies[:] = firms.opened[:] = np.maximum(plan.region.jobs, 1) * 1000
        firms.layoff[:] = 0.0
    world.market[year, :] = 0
    world.market[year, Market.OPENINGS] = openings
    world.market[year, Market.CLOSURES] = closures


RULE = Rule(
    name="economy",
    summary="Growth, the business cycle, shocks and closures set each employer's vacancies; "
    "wages and employers answer how hard they were to fill.",
    settings=Settings,
    step=step,
)
