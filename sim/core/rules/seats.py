"""Step 3, seats: delivered seats go to eligible people under the targeting rule, with take-up and no-show.

Volunteering depends on motivation and interest, which also drive outcomes: participants
differ from others before any effect. Who gets a scarce seat is decided by the smallest
keyed priorities, so that the choice depends on nobody's order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    FIRST_AGE,
    N_CELLS,
    NONE,
    SCHOOL_AGES,
    WORKING_AGES,
    Barrier,
    Channel,
    Place,
    Stage,
    cell,
)
from sim.core.draws import Call, uniforms, words
from sim.core.kernel import happens_shifted, inlined, kernel
from sim.core.moves import settings_now
from sim.core.people.deliveries import quality_at_scale
from sim.core.people.lottery import by_lot, lot_holders
from sim.core.plan import Targeting
from sim.core.state import Rule, Seats, World


class Settings(NamedTuple):
    """Evidence cards ``seats.*``."""

    take_up_motivation: float  # log-odds of taking up a seat per SD of motivation
    take_up_interest: float  # log-odds per SD of interest
    take_up_no_transport: float  # log-odds of those without transport
    take_up_must_earn: float  # log-odds of those who must earn
    no_show_must_earn: float  # log-odds of not showing up of those who must earn
    outreach: float  # log-odds of take-up added for the target group by outreach


@inlined
def eligible(people, row, p, plan):
    """Whether a person may hold a seat of partnership ``p``.

    What an employer hosts or what awards a credential asks for a preference for its field, and,
    when it lasts a year, comes once; a club or a talk is open to all and may be repeated.
    """
    if plan.adults[p] != 0:
        adult = people.stage[row] == Stage.SEEK or (people.stage[row] == Stage.WORK and plan.adults[p] == 1)
        if not adult or people.place[row] != Place.LOCAL:
            return False
    else:
        if people.stage[row] != Stage.SCHOOL:
            return False
        if people.grade[row] < plan.first_grade[p] or people.grade[row] > plan.last_grade[p]:
            return False
        if plan.schools[p, people.school[row]] == 0:
            return False
    if plan.needs_employer[p] == 1 or plan.awards[p] != 0:
        if plan.fields[p] != 0 and (plan.fields[p] >> people.field[row]) & 1 == 0:
            return False
        if plan.years[p] <= 1 and (people.delivered[row] >> plan.bit[p]) & 1 == 1:
            return False
    return people.academic[row] >= plan.minimum_academic[p]


@inlined
def volunteers(people, row, p, cell, u, plan, s):
    """Whether an eligible person takes up the offer."""
    lift = s.take_up_motivation * float(people.motivation[row]) + s.take_up_interest * float(
        people.interest[row]
    )
    remaining = 1.0 - min(1.0, max(0.0, plan.channels[p, Channel.BARRIER]))
    if people.barriers[row] & Barrier.NO_TRANSPORT:
        lift += s.take_up_no_transport * remaining
    if people.barriers[row] & Barrier.MUST_EARN:
        lift += s.take_up_must_earn * remaining
    if plan.target_share[p] > 0.0 and plan.target_group[p, cell] == 1:
        lift += s.outreach
    return happens_shifted(u, plan.take_up[p], lift)


@inlined
def priority(people, row, p, high, low, plan):
    """Rank of a volunteer, smallest first: tier in the top bits, then score or lot."""
    lot = (high << np.uint64(32)) | low
    tier = np.uint64(4)
    if plan.years[p] > 1 and (people.delivered[row] >> plan.bit[p]) & 1 == 1:
        tier = np.uint64(0)
    elif plan.targeting[p] == Targeting.BY_NEED and people.low_income[row] == 1:
        tier = np.uint64(1)
    elif plan.targeting[p] == Targeting.OPEN:
        zeal = min(max(float(people.motivation[row]) + float(people.interest[row]), -6.0), 6.0)
        merit = np.uint64(int((6.0 - zeal) * 1000000.0))
        lot = (merit << np.uint64(34)) | (lot >> np.uint64(30))
        lot = lot & np.uint64(0x1FFFFFFFFFFFFFFF)
    return (tier << np.uint64(61)) | (lot >> np.uint64(3))


@kernel
def candidates(people, first, last, p, year, k0, k1, plan, s, rows, ranks, in_group):
    """Fill ``rows``, ``ranks`` and ``in_group`` with the volunteers of ``p``.

    Returns how many volunteer and how many are eligible.
    """
    count = 0
    able = 0
    for row in range(first, last):
        if not eligible(people, row, p, plan):
            continue
        able += 1
        cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
        high, low, u, _ = words(people.key[row], year, Call.SEAT + plan.luck[p], k0, k1)
        if volunteers(people, row, p, cell, float(u) * 2.0**-32, plan, s):
            rows[count] = row
            ranks[count] = priority(people, row, p, high, low, plan)
            in_group[count] = plan.target_group[p, cell]
            count += 1
    return count, able


def smallest(ranks: np.ndarray, seats: int) -> np.ndarray:
    """Positions of the ``seats`` smallest ranks, in the order of the rows."""
    if seats >= len(ranks):
        return np.arange(len(ranks))
    return np.sort(np.argpartition(ranks, seats)[:seats]) if seats > 0 else np.zeros(0, np.int64)


def seat_holders(
    rows: np.ndarray, ranks: np.ndarray, in_group: np.ndarray, seats: int, reserved: int
) -> np.ndarray:
    """Rows of those who get a seat: first the reserved share of the target group, then everybody by rank."""
    group = np.flatnonzero(in_group == 1)
    first = group[smallest(ranks[group], reserved)]
    others = np.delete(np.arange(len(rows)), first)
    rest = others[smallest(ranks[others], seats - len(first))]
    return rows[np.sort(np.concatenate([first, rest]))]


@kernel
def show_up(people, holders, p, year, k0, k1, plan, host_reach, s, shows, hosts):
    """No-shows, and a host for each seat in proportion to the hosts' jobs (cumulated in ``host_reach``)."""
    total = host_reach[-1]
    for i in range(len(holders)):
        row = holders[i]
        _, _, _, u = uniforms(people.key[row], year, Call.SEAT + plan.luck[p], k0, k1)
        lift = s.no_show_must_earn if people.barriers[row] & Barrier.MUST_EARN else 0.0
        shows[i] = 0 if happens_shifted(u, plan.no_show[p], lift) else 1
        hosts[i] = NONE
        if plan.needs_employer[p] == 1 and total > 0.0:
            _, v, _, _ = uniforms(people.key[row], year, Call.EFFECT + plan.luck[p], k0, k1)
            hosts[i] = np.searchsorted(host_reach, v * total, side="right")


def grade_ages(plan, p: int) -> tuple[int, int]:
    """Ages at which pupils may be in the grades of a partnership: some have repeated."""
    return int(plan.first_grade[p]) + FIRST_AGE, SCHOOL_AGES[1]


def _fill(world: World, p: int, s: Settings, scratch) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Holders, shows and hosts of one partnership, and how many were eligible."""
    plan, people, firms = world.plan.partnerships, world.people, world.firms
    first, last = world.rows(WORKING_AGES if plan.adults[p] else grade_ages(plan, p))
    rows, ranks, in_group = scratch
    count, able = candidates(
        people, first, last, p, world.year, world.k0, world.k1, plan, s, rows, ranks, in_group
    )
    if by_lot(world, p):
        holders = lot_holders(world, p, rows[:count])
    else:
        seats = int(min(world.feasible[p], count))
        reserved = round(seats * plan.target_share[p]) if plan.targeting[p] == Targeting.RESERVED else 0
        holders = seat_holders(rows[:count], ranks[:count], in_group[:count], seats, reserved)
    shows, hosts = np.zeros(len(holders), np.uint8), np.zeros(len(holders), np.uint16)
    weights = firms.jobs.sum(axis=1) * firms.participation * plan.employers[p].astype(np.float64)
    show_up(people, holders, p, world.year, world.k0, world.k1, plan, np.cumsum(weights), s, shows, hosts)
    return holders, shows, hosts, able


def count_cells(world: World, rows: np.ndarray) -> np.ndarray:
    """Persons of some rows by cell, int64 [cells]."""
    people = world.people
    return np.bincount(
        cell(people.ethnicity[rows], people.sex[rows], people.low_income[rows]), minlength=N_CELLS
    )


def step(world: World) -> None:
    """Fill the seats of every partnership that runs this year."""
    plan = world.plan.partnerships
    if world.year < 0 or len(plan.bit) == 0:
        world.seats = None
        return
    first, last = world.window
    size = last - first
    scratch = np.zeros(size, np.int64), np.zeros(size, np.uint64), np.zeros(size, np.uint8)
    start, quality = [0], np.ones(len(plan.bit))
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for p in range(len(plan.bit)):
        if world.feasible[p] < 1:
            start.append(start[-1])
            continue
        holders, shows, hosts, able = _fill(world, p, settings_now(world, "seats"), scratch)
        # a trial is the pilot itself, whatever share of the region's eligible it takes
        quality[p] = 1.0 if by_lot(world, p) else quality_at_scale(world, len(holders), able)
        parts.append((holders, shows, hosts))
        start.append(start[-1] + len(holders))
        world.delivery[p, world.year, 2:] = shows.sum(), len(holders)
        world.seated[p, world.year] = count_cells(world, holders[shows == 1])
        hosted = world.firms.hosted
        hosted += np.bincount(hosts[hosts != NONE], minlength=len(hosted)).astype(np.int32)
    joined = (
        [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, int)] * 3
    )
    world.seats = Seats(
        np.array(start),
        joined[0].astype(np.int64),
        joined[1].astype(np.uint8),
        joined[2].astype(np.uint16),
        quality,
    )


RULE = Rule(
    name="seats",
    summary="Seats go to eligible volunteers under the targeting rule; some who hold a seat do not show up.",
    settings=Settings,
    step=step,
)
