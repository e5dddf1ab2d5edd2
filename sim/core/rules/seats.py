"""Step 3, seats: delivered seats go to eligible people under the targeting rule, with take-up and no-show.

Applying depends on motivation and interest, which also drive outcomes: participants differ from others
before any effect (:mod:`sim.core.people.applicants`). Who gets a scarce seat is decided by the smallest
keyed priorities, so that the choice depends on nobody's order. Classes come as a whole
(:mod:`sim.core.people.classes`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.books.hosting import book_hosting
from sim.core.columns import (
    FIRST_AGE,
    N_CELLS,
    NONE,
    SCHOOL_AGES,
    SCHOOL_OVER,
    WORKING_AGES,
    Barrier,
    cell,
)
from sim.core.draws import SCALE, Call, uniforms, words
from sim.core.kernel import happens_shifted, inlined, kernel
from sim.core.market.placement import choose_host, places
from sim.core.moves import settings_now
from sim.core.people.allotment import applicants, seat_holders, smallest
from sim.core.people.applicants import effort_to_win, eligible, hurdles, in_target, keenness, nearness
from sim.core.people.classes import classes, count_pupils
from sim.core.people.deliveries import quality_at_scale
from sim.core.people.lottery import by_lot, lot_holders
from sim.core.people.seat_years import years_held
from sim.core.plan import Targeting
from sim.core.state import Rule, Seats, World


class Settings(NamedTuple):
    """Evidence cards ``seats.*``."""

    take_up_motivation: float  # log-odds of applying for a seat per SD of motivation
    take_up_interest: float  # log-odds per SD of interest, where the field is the preferred one
    take_up_other_field: float  # log-odds of those who prefer another field, as far from it as can be
    take_up_near_field: float  # log-odds given back where all of the preferred field carries over
    take_up_aware: float  # log-odds given back where the field offered is known
    take_up_no_transport: float  # log-odds of those without transport
    take_up_rural: float  # log-odds of those who live in rural territory
    take_up_must_earn: float  # log-odds of those who must earn
    no_show_must_earn: float  # log-odds of not showing up of those who must earn
    outreach: float  # most that outreach adds to the log-odds of applying in the target group


@inlined
def priority(people, row, p, high, low, keen, plan):
    """Rank of an applicant, smallest first: tier in the top bits, then how keen, or lot."""
    lot = (high << np.uint64(32)) | low
    tier = np.uint64(4)
    if plan.years[p] > 1 and years_held(people, row, plan.bit[p]) > 0:
        tier = np.uint64(0)
    elif plan.targeting[p] == Targeting.BY_NEED and people.low_income[row] == 1:
        tier = np.uint64(1)
    elif plan.targeting[p] == Targeting.OPEN:
        merit = np.uint64(int((6.0 - min(max(keen, -6.0), 6.0)) * 1000000.0))
        lot = (merit << np.uint64(34)) | (lot >> np.uint64(30))
        lot = lot & np.uint64(0x1FFFFFFFFFFFFFFF)
    return (tier << np.uint64(61)) | (lot >> np.uint64(3))


@kernel
def candidates(people, blocks, p, year, k0, k1, near, plan, s, rows, ranks, in_group, efforts):
    """Fill ``rows``, ``ranks``, ``in_group`` and ``efforts`` with those who apply to ``p``, or could be won.

    Effort is 0 for who applies anyway; others are listed only if outreach is for them and may reach them.
    Returns how many are listed and how many are eligible.
    """
    count, able = 0, 0
    for start, stop in blocks:
        for row in range(start, stop):
            if not eligible(people, row, p, plan):
                continue
            able += 1
            member = in_target(people, row, p, plan)
            high, low, u, _ = words(people.key[row], year, Call.SEAT + plan.luck[p], k0, k1)
            keen = keenness(people, row, p, near, plan, s)
            lift = keen + hurdles(people, row, p, plan, s)
            effort = effort_to_win(float(u) * SCALE, plan.take_up[p], lift)
            reached = s.outreach if member and plan.targeting[p] == Targeting.OUTREACH else 0.0
            if effort <= max(0.0, reached):
                rows[count], efforts[count] = row, effort
                ranks[count] = priority(people, row, p, high, low, keen, plan)
                in_group[count] = 1 if member else 0
                count += 1
    return count, able


@kernel
def show_up(people, holders, p, year, k0, k1, plan, places, s, shows, hosts):
    """No-shows, and a host for each seat that needs one (:mod:`sim.core.market.placement`)."""
    for i in range(len(holders)):
        row = holders[i]
        _, _, _, u = uniforms(people.key[row], year, Call.SEAT + plan.luck[p], k0, k1)
        applied = plan.class_size[p] == 0
        lift = s.no_show_must_earn if applied and people.barriers[row] & Barrier.MUST_EARN else 0.0
        shows[i] = 0 if happens_shifted(u, plan.no_show[p], lift) else 1
        hosts[i] = NONE
        if plan.needs_employer[p] == 1:
            hosts[i] = choose_host(people, row, p, year, k0, k1, plan, places)


def grade_ages(plan, p: int) -> tuple[int, int]:
    """Ages at which pupils may be in the grades of a partnership: some have repeated."""
    return int(plan.first_grade[p]) + FIRST_AGE, SCHOOL_AGES[1]


def _classes(world: World, p: int, scratch) -> tuple[np.ndarray, int]:
    """Rows of the pupils of the classes that are drawn, and how many could be."""
    plan, people = world.plan.partnerships, world.people
    blocks = world.blocks(grade_ages(plan, p))
    pupils = np.zeros((plan.schools.shape[1], SCHOOL_OVER), np.int64)
    able = count_pupils(people, blocks, p, plan, pupils)
    rows, ranks = scratch.rows, scratch.ranks
    count = classes(people, blocks, p, world.year, world.k0, world.k1, pupils, plan, rows, ranks)
    return rows[:count][smallest(ranks[:count], int(min(world.feasible[p], count)))], able


def _applicants(world: World, p: int, s: Settings, scratch) -> tuple[np.ndarray, int]:
    """Rows of the applicants who get a seat, and how many could have applied."""
    plan = world.plan.partnerships
    blocks = world.blocks(WORKING_AGES if plan.adults[p] else grade_ages(plan, p))
    near = nearness(world.search.carry, int(plan.fields[p]))
    count, able = candidates(world.people, blocks, p, world.year, world.k0, world.k1, near, plan, s, *scratch)
    rows, ranks, in_group, efforts = (column[:count] for column in scratch)
    if by_lot(world, p):
        return lot_holders(world, p, rows), able
    share = float(plan.target_share[p])
    if plan.targeting[p] == Targeting.OUTREACH:
        who = applicants(in_group, efforts, share)
        rows, ranks, in_group = rows[who], ranks[who], in_group[who]
    seats = int(min(world.feasible[p], len(rows)))
    reserved = round(seats * share) if plan.targeting[p] == Targeting.RESERVED else 0
    return seat_holders(rows, ranks, in_group, seats, reserved), able


class Scratch(NamedTuple):
    """Room for everybody who may apply to one partnership."""

    rows: np.ndarray  # int64, rows of people
    ranks: np.ndarray  # uint64, priority, smallest first
    in_group: np.ndarray  # uint8, in the target group
    efforts: np.ndarray  # float64, log-odds of outreach that it takes


def _fill(world: World, p: int, s: Settings, scratch) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Holders, shows and hosts of one partnership, and how many were eligible."""
    plan, people = world.plan.partnerships, world.people
    in_classes = plan.class_size[p] > 0 and not by_lot(world, p)
    holders, able = _classes(world, p, scratch) if in_classes else _applicants(world, p, s, scratch)
    shows, hosts = np.zeros(len(holders), np.uint8), np.zeros(len(holders), np.uint16)
    show_up(people, holders, p, world.year, world.k0, world.k1, plan, places(world, p), s, shows, hosts)
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
    kinds = (np.int64, np.uint64, np.uint8, np.float64)
    scratch = Scratch(*(np.zeros(size, kind) for kind in kinds))
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
        book_hosting(world, p, hosts, shows)
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
    summary="Seats go to eligible applicants or whole classes under the targeting rule; some do not show up.",
    settings=Settings,
    step=step,
)
