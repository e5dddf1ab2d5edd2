"""What nobody publishes and the baseline settles before the horizon, by rates that somebody does.

Six quantities move in the warm-up while the model's own figure is off a published one, and stay as they are
from the first year of the horizon on, so that what a scenario, a shock or the cycle does is an outcome:

- *standard*: how good employers want an applicant to be, by the unemployment of residents of 25 to 29.
- *positions*: how many positions stand behind each job of the tables, which count filled ones of some years
  ago, by the share of positions that is open in a usual month.
- *gates*: how much skill and experience open skilled and professional jobs to those without the credential,
  by how many jobs of each level stand open. Tables say how many persons hold credentials and how many jobs of
  each level are filled; how many work above their credential follows.
- *ring*: how many people of the ring counties look for a job here, by the share of jobs that commuters hold.
- *inflow*: how many newcomers of 18 to 34 come for each of the published figure, which counts natives who
  come home, too: as many as keep the residents of 30 to 34 as many, age by age, as those of 35 to 64.
- *leaving*: how readily residents past 35 leave, by how many residents of 35 to 64 the region has.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import LAST_AGE, SETTLED_AGE, SETTLING_YEARS, Event, Level, Place, Stage
from sim.core.kernel import log

AGES = (25, 29)
"""Ages of the published rate of unemployment."""
STEP = 0.5
"""SD of applicants by which the standard moves in a year for one log-odds of unemployment."""
LIMITS = (-4.0, 2.0)
"""Bounds of the standard, SD of applicants above a beginner with the credential asked for."""
YOUNG, ADULTS = (30, SETTLED_AGE - 1), (SETTLED_AGE, LAST_AGE)
"""Ages of the residents whose number is kept."""
EDGE = 1e-3
"""Share kept off 0 and 1 before its odds are taken."""
POSITIONS_STEP, POSITIONS_LIMITS = 0.3, (0.8, 1.3)
"""Share by which positions move in a year for one share of them too few or too many open; bounds."""
GATE_STEP, GATE_LIMITS = 4.0, (-6.0, 6.0)
"""SD that a gate moves in a year for one share of jobs open beyond that of all levels; bounds."""
RING_STEP, RING_LIMITS = 1.0, (1e-3, 2.0)
"""Share of the gap, in logs, that is closed in a year; bounds of the share of commuters who look."""
INFLOW_STEP, INFLOW_LIMITS = 0.5, (0.2, 1.5)
"""Share of the gap, in logs, that is closed in a year; bounds: no more can come than have a row."""
LEAVING_STEP, LEAVING_LIMITS = 4.0, (-4.0, 4.0)
"""Log-odds of leaving for one log point of residents too many; bounds."""


def unemployment(world) -> float:
    """Unemployed share of the labour force of 25 to 29 that lives here at the end of the year.

    Who came back to the region or to the labour force after the year's matching has not looked for
    work yet and is not called unemployed. NaN where there is no labour force.
    """
    first, last = world.rows(AGES)
    span = slice(int(first), int(last))
    stage, here = world.people.stage[span], world.people.place[span] == Place.LOCAL
    back = world.events[span] & (Event.CAME_BACK | Event.REENTERED)
    seek = int((here & (stage == Stage.SEEK) & (back == 0)).sum())
    work = int((here & ((stage == Stage.WORK) | (stage == Stage.APPRENTICE))).sum())
    return seek / (seek + work) if seek + work else np.nan


def open_shares(world) -> np.ndarray:
    """Share of jobs open after the year's matching by level and, last, of all, float64 [L + 1]."""
    vacancies, jobs = world.firms.vacancies.sum(axis=0), world.firms.jobs.sum(axis=0)
    return np.append(vacancies, vacancies.sum()) / np.maximum(np.append(jobs, jobs.sum()), 1)


def commuters(world) -> float:
    """Share of the region's filled jobs that people from outside hold; NaN where no job is filled."""
    inside = world.plan.region.outside == 0
    held, filled = world.firms.others[inside].sum(), world.firms.young[inside].sum()
    return held / (held + filled) if held + filled else np.nan


def residents(world, ages: tuple[int, int]) -> int:
    """Persons of an age span who live here."""
    first, last = world.rows(ages)
    span = slice(int(first), int(last))
    stage = world.people.stage[span]
    living = (stage != Stage.PENDING) & (stage < Stage.GONE)
    return int((living & (world.people.place[span] == Place.LOCAL)).sum())


def settled(standard: float, rate: float, published: float) -> float:
    """The standard a year on, when a ``rate`` of unemployment was seen and another is ``published``."""
    return _within(standard + STEP * (_log_odds(published) - _log_odds(rate)), LIMITS)


def settled_positions(positions: float, open_now: float, open_before: float, usually_open: float) -> float:
    """Positions for each job of the tables, a year on, when a share ``open_now`` of them is open.

    The change of the year counts beside the gap, so that the number comes to rest.
    """
    gap, growth = usually_open - open_now, open_now - open_before
    return _within(positions * (1.0 + POSITIONS_STEP * (gap - 2.0 * growth)), POSITIONS_LIMITS)


def settled_gate(gate: float, open_here: float, open_all: float) -> float:
    """A gate a year on, when a share ``open_here`` of the level's jobs is open, ``open_all`` of all jobs."""
    return _within(gate + _within(GATE_STEP * (open_all - open_here), (-0.5, 0.5)), GATE_LIMITS)


def settled_ring(ring: float, share: float, before: float, published: float) -> float:
    """The share of commuters who look, a year on, when they hold a ``share`` of jobs and not the published.

    The change of the year counts beside the gap: they come and go slowly.
    """
    gap = float(log(np.float64(max(EDGE, published) / max(EDGE, share))))
    growth = float(log(np.float64(max(EDGE, share) / max(EDGE, before))))
    return _within(ring * (1.0 + _within(RING_STEP * (gap - 3.0 * growth), (-0.5, 0.5))), RING_LIMITS)


def settled_inflow(inflow: float, here: int, before: int, wanted: float) -> float:
    """Newcomers before 35 for each of the figure, a year on, when ``here`` of 30 to 34 live, not ``wanted``.

    The change of the year counts beside the gap: who comes at 20 is counted ten years later.
    """
    if min(here, before) < 1 or wanted < 1.0:
        return inflow
    gap, growth = log(np.float64(wanted / here)), log(np.float64(here / before))
    return _within(inflow * (1.0 + INFLOW_STEP * (float(gap) - 2.0 * float(growth))), INFLOW_LIMITS)


def settled_leaving(leaving: float, here: int, before: int, published: float) -> float:
    """The log-odds of leaving, a year on, when ``here`` live, ``before`` did, and others are published.

    The change of the year counts beside the gap, so that the number comes to rest.
    """
    if min(here, before) < 1 or published < 1.0:
        return leaving
    gap, growth = log(np.float64(here / published)), log(np.float64(here / before))
    return _within(leaving + LEAVING_STEP * (0.5 * float(gap) + 2.0 * float(growth)), LEAVING_LIMITS)


def settle(world) -> None:
    """Move what has not settled in a year of the warm-up; the standard where unemployment is published."""
    plan, conditions = world.plan, world.conditions
    if world.year >= -1 or plan.unlimited_vacancies or plan.no_vacancies:
        return
    rate, published = unemployment(world), plan.region.unemployment
    if world.year >= -SETTLING_YEARS and not (np.isnan(published) or np.isnan(rate)):
        conditions.standard[0] = settled(float(conditions.standard[0]), rate, published)
    shares = open_shares(world)
    if world.year >= -SETTLING_YEARS:
        positions, before = conditions.positions
        conditions.positions[0] = settled_positions(positions, shares[-1], before, plan.region.usually_open)
    conditions.positions[1] = shares[-1]
    for gate, level in enumerate((Level.SKILLED, Level.PROFESSIONAL)):
        conditions.gates[gate] = settled_gate(float(conditions.gates[gate]), shares[level], shares[-1])
    share = commuters(world)
    if not np.isnan(share):
        ring, before = conditions.ring
        conditions.ring[:] = settled_ring(ring, share, before, plan.region.commuters_share), share
    if plan.closed_region:
        return
    young, wanted = residents(world, YOUNG), plan.region.adults * _years(YOUNG) / _years(ADULTS)
    inflow, before = conditions.inflow
    conditions.inflow[:] = settled_inflow(inflow, young, int(before), wanted), young
    here = residents(world, ADULTS)
    conditions.leaving[:] = (
        settled_leaving(float(conditions.leaving[0]), here, int(conditions.leaving[1]), plan.region.adults),
        here,
    )


def _years(ages: tuple[int, int]) -> int:
    return ages[1] - ages[0] + 1


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(limits[1], max(limits[0], value))


def _log_odds(share: float) -> float:
    inside = min(1.0 - EDGE, max(EDGE, share))
    return float(log(np.float64(inside / (1.0 - inside))))
