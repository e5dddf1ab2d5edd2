"""How the market answers: wages and employers react to how hard vacancies are to fill.

A field and level is tight when more of its jobs stay unfilled than in a usual year (the mean of
the last years before the horizon). Wages go with tightness by an elasticity, as the wage curve has it: the
level of pay, not its growth, is higher where the market is tighter. Who fills vacancies better than usual
grows, who does not shrinks. Every response may be zero.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_FIELDS, N_LEVELS
from sim.core.kernel import exp, kernel, log
from sim.core.market.earnings import beginners_wage, pay_of_year
from sim.core.market.positions import LARGEST_GROWTH

USUAL_YEARS = 3
"""Last years before the horizon, over which the usual share of unfilled jobs is taken."""
LARGEST_PAY = 0.5
"""Log points by which tightness can move wages."""
FEWEST_OPEN = 0.01
"""Share of jobs added to both shares unfilled, so that a cell with hardly any has no endless elasticity."""


def open_shares(firms) -> np.ndarray:
    """Share of jobs unfilled when last year ended, by field and level, float64 [F, L]."""
    return _by_field(firms, firms.vacancies) / np.maximum(_by_field(firms, firms.jobs), 1.0)


def _by_field(firms, positions: np.ndarray) -> np.ndarray:
    """Positions [E, L] summed by field and level, float64 [F, L]."""
    levels = (np.bincount(firms.field, positions[:, level], N_FIELDS) for level in range(N_LEVELS))
    return np.stack(list(levels), axis=1)


@kernel
def move_pay(pay, moved, usual, now, elasticity, speed):
    """Log points of pay by field and level; a share ``speed`` of the way to what the market bears.

    That is the ``elasticity`` times the log of the share of jobs unfilled over the usual one. ``moved``
    takes what the year has changed.
    """
    for field in range(pay.shape[0]):
        for level in range(pay.shape[1]):
            tight = (now[field, level] + FEWEST_OPEN) / (usual[field, level] + FEWEST_OPEN)
            before = pay[field, level]
            aim = before + speed * (elasticity * log(tight) - before)
            pay[field, level] = min(LARGEST_PAY, max(-LARGEST_PAY, aim))
            moved[field, level] = pay[field, level] - before


@kernel
def offer_wages(base, field, pay, wage):
    """Wages offered to a beginner this year, USD."""
    for e in range(len(field)):
        for level in range(base.shape[1]):
            wage[e, level] = base[e, level] * exp(pay[field[e], level])


@kernel
def grow_by_filling(firms, usual, response, return_rate):
    """Log points of jobs an employer has gained by filling its vacancies better than usual."""
    for e in range(len(firms.field)):
        gap = 0.0
        jobs = 0
        for level in range(firms.jobs.shape[1]):
            expected = usual[firms.field[e], level] * firms.jobs[e, level]
            gap += expected - firms.vacancies[e, level]
            jobs += firms.jobs[e, level]
        grown = (1.0 - return_rate) * firms.growth[e] + response * gap / max(1, jobs)
        firms.growth[e] = min(LARGEST_GROWTH, max(-LARGEST_GROWTH, grown))


def respond(world, s) -> None:
    """Take note of last year's unfilled jobs: as usual before the horizon, as tightness within it."""
    firms, conditions, year = world.firms, world.conditions, world.year
    now = open_shares(firms)
    if -USUAL_YEARS < year <= 0:
        conditions.usual_open[:] += now / USUAL_YEARS
    if year <= 0 or world.plan.unlimited_vacancies or world.plan.no_vacancies:
        return
    move_pay(conditions.pay, conditions.moved, conditions.usual_open, now, s.wage_response, s.wage_speed)
    grow_by_filling(firms, conditions.usual_open, s.growth_response, s.response_fade)
    base = beginners_wage(world.plan.region.wage, pay_of_year(world))
    offer_wages(base, firms.field, conditions.pay, firms.wage)
