"""Building, stepping and finishing a world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.core.audit import AuditLine, audit
from sim.core.books.counting import count_departed
from sim.core.columns import INGREDIENTS, LAST_AGE, N_CELLS, N_FIELDS, N_LEVELS, PAYERS, WARM_UP_YEARS
from sim.core.draws import new_block
from sim.core.market import search
from sim.core.market.earnings import beginners_wage
from sim.core.market.outsiders import by_field_and_level
from sim.core.market.search import search_tables
from sim.core.people import population
from sim.core.people.layout import lay_out
from sim.core.plan import Plan, Region
from sim.core.served import Served
from sim.core.state import Conditions, Firms, People, World, settings_of
from sim.core.tallies import Market, Tally
from sim.core.year import YEAR


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished world leaves behind. Rows are the same persons in every world of a study."""

    years: int
    tallies: np.ndarray  # int64 [Y, T, cells]
    market: np.ndarray  # int64 [Y, M]
    delivery: np.ndarray  # float64 [P, Y, 4]: seats planned, feasible, used, and paid for (with no-shows)
    costs: np.ndarray  # float64 [P, Y, ingredient, payer], USD of the first year
    seated: np.ndarray  # int64 [P, Y, cells], persons who used a seat
    lives: np.ndarray  # uint8 [Y, N], bits of Life
    served: Served  # as uint32 [Y, N], deliveries: bits below 24, doses above
    cell: np.ndarray  # uint8 [N]
    key: np.ndarray  # uint64 [N]
    origin: np.ndarray  # uint8 [N]
    oldest: np.ndarray  # int64 [Y], first row of those who are not past the last age in the year
    standard: float  # employers' standard as it settled before the horizon, SD of applicants
    audit: tuple[AuditLine, ...]


def _firms(region: Region, pay: Any) -> Firms:
    """Employers in the base year, nobody hired yet."""
    employers = len(region.employer_field)
    zeros = np.zeros((employers, N_LEVELS), np.int32)
    return Firms(
        field=region.employer_field, wage=beginners_wage(region.wage, pay),
        size=region.jobs.sum(axis=1).astype(np.int32), jobs=region.jobs.astype(np.int32), young=zeros,
        others=_commuters(region), vacancies=zeros.copy(), opened=zeros.copy(),
        layoff=np.zeros((employers, N_LEVELS)), growth=np.zeros(employers),
        closed=np.zeros(employers, np.uint8), participation=np.zeros(employers, np.uint8),
        membership_years=np.zeros(employers, np.uint8),
        threshold=np.zeros(employers), output=np.zeros(employers), belief=np.zeros(employers),
        brand=np.zeros(employers, np.float32), recent=np.zeros(employers),
        hosted=np.zeros(employers, np.int32), given=np.zeros(employers), worked=np.zeros(employers),
        paid=np.zeros(employers), hired_hosted=zeros.copy(), poached=zeros.copy(),
        kept=np.zeros((employers, N_LEVELS)),
    )  # fmt: skip


def _commuters(region: Region) -> np.ndarray:
    """Jobs of each employer and level that commuters hold at the start, int32 [E, L]: none outside the region."""
    held = region.jobs * region.commuters_share * (region.outside == 0)[:, None]
    return np.floor(held + 0.5).astype(np.int32)


def _conditions(standard: float, ring: float, region: Region) -> Conditions:
    """A labour market before its first year, with what it begins to settle from (:mod:`sim.core.settling`)."""
    return Conditions(
        pay=np.zeros((N_FIELDS, N_LEVELS)),
        moved=np.zeros((N_FIELDS, N_LEVELS)),
        usual_open=np.zeros((N_FIELDS, N_LEVELS)),
        standard=np.array([standard]),
        gates=np.zeros(2),
        positions=np.array([1.0 / (1.0 - region.usually_open), region.usually_open]),
        ring=np.array([ring, region.commuters_share]),
        leaving=np.zeros(2),
        inflow=np.array([1.0, 0.0]),
        cycle=np.zeros(1),
    )


def _poverty(region: Region) -> np.ndarray:
    """Share of low income by school and, last, in the region."""
    pupils = region.pupils.sum(axis=1).astype(np.float64)
    poor = (pupils * region.low_income_share).sum(axis=1)
    return np.append(poor / np.maximum(pupils.sum(axis=1), 1.0), poor.sum() / pupils.sum())


def _settings(parameters: dict) -> dict:
    """Settings of every rule, of the population and of the search for work from a parameter draw."""
    kinds = {rule.name: rule.settings for rule in YEAR}
    kinds |= {"population": population.Settings, "search": search.Settings}
    return {name: settings_of(kind, name, parameters) for name, kind in kinds.items()}


def _record(world: World) -> None:
    """Empty records for the years of the horizon."""
    years, rows, partnerships = world.plan.years, len(world.people.key), len(world.plan.partnerships.bit)
    world.tallies = np.zeros((years, len(Tally), N_CELLS), np.int64)
    world.market = np.zeros((years, len(Market)), np.int64)
    world.delivery = np.zeros((partnerships, years, 4))
    world.costs = np.zeros((partnerships, years, len(INGREDIENTS), len(PAYERS)))
    world.seated = np.zeros((partnerships, years, N_CELLS), np.int64)
    world.lives = np.zeros((years, rows), np.uint8)
    world.served = Served(years, rows)
    world.feasible = np.zeros(partnerships)
    world.hosting = np.zeros((partnerships, len(world.firms.field)), np.uint8)
    world.counted, world.departed = np.uint64(0), np.zeros((2, N_CELLS), np.int64)
    world.lots = None


def _arrive(world: World) -> None:
    """Bring in those whose year of entry is the world's year."""
    region = world.plan.region
    by_grade = region.pupils.transpose(1, 0, 2).reshape(region.pupils.shape[1], -1).cumsum(axis=1)
    grade_mix = by_grade / np.maximum(by_grade[:, -1:], 1)
    s = world.settings["population"]
    world.arrived += population.arrivals(
        world.people, world.entering(), world.year, _coming(world, s), region, grade_mix, world.poverty,
        world.k0, world.k1, s, new_block(),
    )  # fmt: skip


def _coming(world: World, s: population.Settings) -> population.Coming:
    """How many newcomers come, by the jobs that stayed open last year."""
    firms, conditions, plan = world.firms, world.conditions, world.plan
    openings, jobs = (by_field_and_level(firms, of) for of in (firms.vacancies, firms.jobs))
    beyond = (openings.sum() - (conditions.usual_open * jobs).sum()) / max(1.0, jobs.sum())
    response = 0.0 if plan.unlimited_vacancies or plan.no_vacancies else s.newcomers_response
    return population.newcomers_of_year(
        world.year,
        float(conditions.inflow[0]),
        response * beyond,
        openings.sum(axis=1),
        world.settings["residence"].attachment_gain,
    )


def grow(plan: Plan) -> World:
    """A world at the beginning of its first year: laid out, and lived through the warm-up.

    The warm-up depends on the region and the parameters only, so that the scenarios of a
    study can share it (:func:`fork`).
    """
    people, first_of_age, entered = lay_out(plan)
    settings = _settings(plan.parameters)
    world = World(
        plan=plan, settings=settings, people=people, firms=_firms(plan.region, settings["matching"]),
        conditions=_conditions(
            settings["matching"].standard, settings["matching"].rivals, plan.region
        ),
        search=search_tables(plan.region, settings["search"]), year=-WARM_UP_YEARS,
        k0=plan.seed, k1=(plan.draw * 65536 + plan.replicate) % 2**32,
        poverty=_poverty(plan.region), events=np.zeros(len(people.key), np.uint16),
        first_of_age=first_of_age, entered=entered,
    )  # fmt: skip
    _arrive(world)
    while world.year < 0:
        step(world)
    _forget_departed(world)
    _record(world)
    return world


def _forget_departed(world: World) -> None:
    """Rows of those who passed working age in the warm-up go: nobody asks for them again."""
    people, first = world.people, int(world.window[0])
    gone = np.zeros((2, N_CELLS), np.int64)
    count_departed(people.stage, people.ethnicity, people.sex, people.low_income, 0, first, gone)
    world.arrived -= int(gone.sum())
    world.people = People(*(column[first:].copy() for column in people))
    world.events = world.events[first:].copy()
    world.first_of_age = np.maximum(world.first_of_age - first, 0)


def fork(world: World, plan: Plan) -> World:
    """A copy of a grown world that goes on under another plan of the same study.

    Raises:
        ValueError: the plans do not share seed, draw, replicate and horizon.
    """
    ours, theirs = world.plan, plan
    if (ours.seed, ours.draw, ours.replicate, ours.years) != (
        theirs.seed,
        theirs.draw,
        theirs.replicate,
        theirs.years,
    ):
        raise ValueError("only plans with the same seed, draw, replicate and horizon can share a start")
    settings = _settings(plan.parameters)
    alike = settings["search"] == world.settings["search"]
    copy = replace(
        world,
        plan=plan,
        settings=settings,
        people=People(*(column.copy() for column in world.people)),
        firms=Firms(*(column.copy() for column in world.firms)),
        conditions=Conditions(*(column.copy() for column in world.conditions)),
        search=world.search if alike else search_tables(plan.region, settings["search"]),
        events=world.events.copy(),
    )
    if np.isnan(plan.region.unemployment):
        copy.conditions.standard[0] = settings["matching"].standard
    _record(copy)
    return copy


def step(world: World, after: Callable[[str, World], None] | None = None) -> None:
    """One school year: the ten rules in order, then the turn of the year.

    ``after`` is called with a rule's name and the world after every rule; it must not change the world.
    """
    world.events[:] = 0
    for rule in YEAR:
        rule.step(world)
        if after is not None:
            after(rule.name, world)
    population.turn_of_year(world.people, world.in_use, world.firms.young)
    world.year += 1
    if world.year < world.plan.years:
        _arrive(world)


def run(world: World) -> Run:
    """Live through the horizon and hand over the records.

    Raises:
        RuntimeError: a conservation law is broken; nothing is returned.
    """
    while world.year < world.plan.years:
        step(world)
    return finish(world)


def _cells(people: People) -> np.ndarray:
    """Cell of every person, uint8; 0 for those who never arrive, whose ethnicity is never drawn."""
    cell = people.ethnicity.astype(np.int64) * 4 + people.sex * 2 + people.low_income
    return np.where(cell < N_CELLS, cell, 0).astype(np.uint8)


def _oldest(world: World) -> np.ndarray:
    """First row of those who are not past the last age, for each year of the horizon, int64 [Y]."""
    ages = [LAST_AGE + world.year - year for year in range(world.plan.years)]  # of them, now
    return np.array([world.first_of_age[world.birth_index(age)] for age in ages], np.int64)


def finish(world: World) -> Run:
    """Records of a world that has reached its horizon, audited."""
    people = world.people
    lines = audit(world)
    broken = [line for line in lines if not line.passed]
    if broken:
        raise RuntimeError(
            "; ".join(f"law {line.law} broken: {line.what} ({line.detail})" for line in broken)
        )
    return Run(
        years=world.plan.years, tallies=world.tallies, market=world.market, delivery=world.delivery,
        costs=world.costs, seated=world.seated, lives=world.lives, served=world.served,
        cell=_cells(people),
        key=people.key, origin=people.origin,
        oldest=_oldest(world),
        standard=float(world.conditions.standard[0]), audit=lines,
    )  # fmt: skip
