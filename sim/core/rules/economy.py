"""Step 1, economy: growth, the business cycle, shocks, retirements and quits open vacancies.

Jobs are positions by employer and level. A position is held by a simulated person
(``young``), by somebody else (``others``: over 35, commuting in, or hired from outside), or
is vacant. During the warm-up the share of positions open to the simulated ages grows with
the ages simulated, so that the first year begins in balance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.draws import Call, normal, uniforms, whole
from sim.core.kernel import exp, kernel
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``economy.*``."""

    growth: tuple[float, ...]  # yearly growth of jobs by field
    cycle: float  # SD of the region's yearly business cycle, log points of jobs
    employer_noise: float  # SD of an employer's own yearly change, log points of jobs
    adjustment: float  # share of the gap to the wanted positions closed in a year
    older_exit: float  # share of others who retire or leave for good in a year
    older_share: float  # share of openings taken by others before the young can apply
    young_share: tuple[float, ...]  # share of the jobs of each level held by simulated persons at the start


@kernel
def jobs_of_year(base, field, factor, demand, jobs, year, k0, k1, s):
    """Positions wanted by each employer and level: trend × cycle × own noise × shock, reached by degrees.

    A closure (factor below one half) is immediate.
    """
    cycle = s.cycle * normal(np.uint64(0), year, Call.REGION, k0, k1)
    for e in range(len(field)):
        own = s.employer_noise * normal(np.uint64(e), year, Call.REGION + 1, k0, k1)
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 2, k0, k1)
        luck = (a, b, c)
        trend = (1.0 + s.growth[field[e]]) ** max(year, 0)
        for level in range(jobs.shape[1]):
            share = base[e, level] / max(1.0, float(base[e].sum()))
            wanted = base[e, level] * trend * exp(cycle + own) * factor[e] + demand[e] * share
            kept = wanted if factor[e] < 0.5 else jobs[e, level] + s.adjustment * (wanted - jobs[e, level])
            jobs[e, level] = max(0, whole(kept, luck[level]))


@kernel
def leave_jobs(others, year, rate, k0, k1):
    """Others who retire or leave for good, by employer and level."""
    for e in range(others.shape[0]):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 3, k0, k1)
        luck = (a, b, c)
        for level in range(others.shape[1]):
            others[e, level] -= min(others[e, level], whole(others[e, level] * rate, luck[level]))


@kernel
def open_vacancies(jobs, young, others, vacancies, layoff, older_share, year, k0, k1):
    """Vacancies left to the young, after others took their share; jobs lost where positions went.

    Returns the openings and the hires of others, summed.
    """
    openings = 0
    taken = 0
    for e in range(jobs.shape[0]):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 4, k0, k1)
        luck = (a, b, c)
        for level in range(jobs.shape[1]):
            held = young[e, level] + others[e, level]
            layoff[e, level] = 0.0
            vacancies[e, level] = 0
            if held > jobs[e, level]:
                excess = held - jobs[e, level]
                from_others = min(others[e, level], whole(excess * others[e, level] / held, luck[level]))
                others[e, level] -= from_others
                layoff[e, level] = (excess - from_others) / max(1, young[e, level])
                continue
            free = jobs[e, level] - held
            hired = min(free, whole(free * older_share, luck[level]))
            others[e, level] += hired
            vacancies[e, level] = free - hired
            openings += free
            taken += hired
    return openings, taken


@kernel
def make_room(jobs, young, others, share, simulated, k0, k1, year):
    """Warm-up: others hold whatever the simulated ages do not yet hold."""
    for e in range(jobs.shape[0]):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 5, k0, k1)
        luck = (a, b, c)
        for level in range(jobs.shape[1]):
            ceiling = whole(jobs[e, level] * (1.0 - share[level] * simulated), luck[level])
            others[e, level] = max(0, min(ceiling, jobs[e, level] - young[e, level]))


def step(world: World) -> None:
    """Set jobs, others and vacancies of the year."""
    s: Settings = world.settings["economy"]
    firms, year = world.firms, world.year
    if world.plan.no_vacancies:
        firms.vacancies[:] = 0
        firms.layoff[:] = 0.0
        return
    if year < 0:
        firms.jobs[:] = world.plan.region.jobs
        simulated = (year + 22) / 22
        make_room(firms.jobs, firms.young, firms.others, s.young_share, simulated, world.k0, world.k1, year)
        open_vacancies(
            firms.jobs,
            firms.young,
            firms.others,
            firms.vacancies,
            firms.layoff,
            0.0,
            year,
            world.k0,
            world.k1,
        )
        return
    shocks = world.plan.shocks
    jobs_of_year(
        world.plan.region.jobs, firms.field, shocks.jobs_factor[year], shocks.demand[year],
        firms.jobs, year, world.k0, world.k1, s,
    )  # fmt: skip
    leave_jobs(firms.others, year, s.older_exit, world.k0, world.k1)
    openings, taken = open_vacancies(
        firms.jobs,
        firms.young,
        firms.others,
        firms.vacancies,
        firms.layoff,
        s.older_share,
        year,
        world.k0,
        world.k1,
    )
    if world.plan.unlimited_vacancies:
        firms.vacancies[:] = np.maximum(world.plan.region.jobs, 1) * 1000
        firms.layoff[:] = 0.0
    world.market[year, :] = 0
    world.market[year, Market.OPENINGS] = openings
    world.market[year, Market.HIRED_OTHERS] = taken


RULE = Rule(
    name="economy",
    summary="Growth, the business cycle, shocks and retirements set each employer's vacancies by level.",
    settings=Settings,
    step=step,
    reads=("jobs", "young", "others"),
    writes=("jobs", "others", "vacancies", "layoff"),
)
