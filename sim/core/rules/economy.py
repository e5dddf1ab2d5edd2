"""Step 1, economy: growth, the business cycle, shocks, closures and retirements open vacancies.

Wages and employers answer how hard vacancies were to fill last year (:mod:`sim.core.market.tightness`).
During the warm-up the share of positions open to the simulated ages grows with the ages
simulated; in its last years the market works as in the horizon, so that it begins in balance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import SETTLING_YEARS, WARM_UP_YEARS
from sim.core.draws import Call, normal
from sim.core.market.positions import (
    forget,
    jobs_of_year,
    leave_jobs,
    make_room,
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
    older_exit: float  # share of others who retire or leave for good in a year
    young_share: tuple[float, ...]  # share of the jobs of each level held by simulated persons at the start
    wage_response: float  # log points of wages a year per share of jobs unfilled beyond the usual
    growth_response: float  # log points of jobs a year per share of jobs filled beyond the usual
    wage_speed: float  # share of the way to the pay that the market bears, a year
    response_fade: float  # share of the response of growth lost in a year


def _begin(world: World, s: Settings) -> None:
    """Before the market works: positions of the base year, and others hold what the young do not hold yet."""
    firms, year = world.firms, world.year
    firms.jobs[:] = world.plan.region.jobs
    simulated = (year + WARM_UP_YEARS + 1) / (WARM_UP_YEARS + 1)
    make_room(firms, s.young_share, simulated, world.k0, world.k1, year)


def _work(world: World, s: Settings) -> int:
    """Positions of a year in which the market works; returns how many employers closed.

    Before the horizon there is neither trend nor cycle nor shock, but every employer's own luck.
    """
    firms, region, year = world.firms, world.plan.region, world.year
    closures = open_and_close(region.may_close, firms, year, world.k0, world.k1, s)
    if closures:
        forget(world.people, *world.window, firms.closed)
    if year >= 0:
        push = s.cycle * normal(np.uint64(0), year, Call.REGION, world.k0, world.k1)
        world.conditions.cycle[0] = s.cycle_hold * world.conditions.cycle[0] + push
    jobs_of_year(
        region.jobs, region.may_close, firms, world.conditions.cycle[0], *_shocks(world),
        year, world.k0, world.k1, s,
    )  # fmt: skip
    leave_jobs(firms.others, year, s.older_exit, world.k0, world.k1)
    return closures


def _shocks(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Factor on jobs and jobs on top in the world's year, float64 [E, L] each."""
    shocks, shape = world.plan.shocks, world.firms.jobs.shape
    if world.year < 0:
        return np.ones(shape), np.zeros(shape)
    return shocks.jobs_factor[world.year], shocks.demand[world.year]


def step(world: World) -> None:
    """Set wages, jobs, others and vacancies of the year."""
    s: Settings = settings_now(world, "economy")
    firms, year, plan = world.firms, world.year, world.plan
    if plan.no_vacancies:
        firms.vacancies[:] = firms.opened[:] = 0
        firms.layoff[:] = 0.0
        return
    respond(world, s)
    closures = 0
    if year < -SETTLING_YEARS:
        _begin(world, s)
    else:
        closures = _work(world, s)
    openings = open_vacancies(firms, world.conditions.laid_off, year, world.k0, world.k1)
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
    summary="Growth, the business cycle, shocks, closures and retirements set each employer's vacancies; "
    "wages and employers answer how hard they were to fill.",
    settings=Settings,
    step=step,
)
