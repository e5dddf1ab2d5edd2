"""Laws 1, 2, 4, 6 and 7 of the model (design, section 8) in random small worlds (``random_worlds``).

Few jobs or none of a level, one employer, one school, everybody leaves, every firm closes, everybody is
poached, demand surges, closures, obsolescence, seats for all, promised jobs, no budget, a closed region,
unlimited vacancies: what is counted has to balance whatever happens. All sums are taken here anew from
the people and the employers.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import FLAGS, Option, Study, Town, digest, some, studies, towns, watched
from small_world import live, same_bytes

from sim.core.columns import (
    FIRST_AGE,
    LAST_AGE,
    NEVER,
    NONE,
    STUDENT,
    WARM_UP_YEARS,
    Event,
    Life,
    Origin,
    Place,
    Stage,
)
from sim.core.market.positions import CLOSED, LARGEST_GROWTH
from sim.core.tallies import OF_EITHER_SIGN, Market, Tally
from sim.core.world import fork, grow, run
from sim.lives.pairing import check_jobs, pair, passed
from sim.outcomes.headline import jobs_lines, line, persons_lines

ROOT = Path(__file__).parents[2]
NOT_IN_LIFE = (Stage.PENDING, Stage.GONE, Stage.AGED)
WORK_HERE = np.uint8(Life.WORKS_HERE | Life.TARGET_JOB)


def examples(many: int):
    """Settings of a law tried in ``many`` worlds."""
    return settings(deadline=None, max_examples=many)


def at_employers(world, rows: np.ndarray) -> np.ndarray:
    """Persons of ``rows`` by the employer and level of the job they hold [E, L]."""
    people, held = world.people, np.zeros_like(world.firms.young)
    np.add.at(held, (people.employer[rows], people.occupation_level[rows]), 1)
    return held


# Law 1: people are conserved


def people_are_somewhere(rule: str, world) -> None:
    """Whoever has arrived is in one stage and place of life, and the ages agree with it."""
    people, stage = world.people, world.people.stage
    alive = np.isin(stage, NOT_IN_LIFE, invert=True)
    at_school = stage == Stage.SCHOOL
    arrived, due = stage != Stage.PENDING, people.entry_year <= world.year
    assert (arrived == due)[people.origin != Origin.NEWCOMER].all(), rule
    assert not (arrived & ~due).any(), rule  # of newcomers, more have a row than come
    assert np.count_nonzero(stage != Stage.PENDING) == world.arrived, rule
    assert ((people.age[alive] >= FIRST_AGE) & (people.age[alive] <= LAST_AGE)).all(), rule
    assert (people.age[stage == Stage.AGED] == LAST_AGE + 1).all(), rule
    assert (people.place[at_school] == Place.LOCAL).all(), rule
    assert (people.in_state[alive & (people.place == Place.LOCAL)] == 1).all(), rule
    assert (people.in_state <= 1).all(), rule
    assert (people.left_school[at_school] == NEVER).all(), rule
    assert (people.grade[alive & ~at_school] == 13).all(), rule
    if rule == "residence":
        assert (people.place[stage == Stage.SEEK] == Place.LOCAL).all()
        assert (stage[people.place == Place.AWAY_STUDY] == Stage.STUDY).all()


def tallies_add_up(rule: str, world) -> None:
    """The year's tallies against a count of the people."""
    if rule != "accounts" or world.year < 0:
        return
    people, stage = world.people, world.people.stage
    total = world.tallies[world.year].sum(axis=1)
    alive = np.isin(stage, NOT_IN_LIFE, invert=True)
    here = people.place == Place.LOCAL
    counts = {
        Tally.ARRIVED: stage != Stage.PENDING,
        Tally.PRESENT: alive & here,
        Tally.AWAY: alive & ~here,
        Tally.MOVED_OUT: stage == Stage.GONE,
        Tally.AGED_OUT: stage == Stage.AGED,
    }
    for tally, who in counts.items():
        assert total[tally] == who.sum(), tally
    assert total[Tally.ARRIVED] == total[[tally for tally in counts if tally != Tally.ARRIVED]].sum()


@examples(18)
@given(study=studies())
def test_law_1_people_are_conserved_after_every_rule(study: Study):
    for plan in study.plans():
        watched(plan, people_are_somewhere, tallies_add_up)


def codes_are_known(rule: str, world) -> None:
    """Every column of the people is finite and within its codes."""
    arrived = world.people.stage != Stage.PENDING
    limits = {"school": len(world.plan.region.first_grade), "employer": len(world.firms.field)}
    limits |= {"host": limits["employer"], "zone": len(world.plan.region.rural_zone), "grade": 14}
    for column in STUDENT:
        values = getattr(world.people, column.name)[arrived]
        if column.name in limits:
            known = values[values != NONE] if column.dtype is np.uint16 else values
            assert (known < limits[column.name]).all(), (rule, column.name)
        elif column.codes:
            end = 1 << len(column.codes) if column.unit == "bit set" else len(column.codes)
            assert (values < end).all(), (rule, column.name)
        if values.dtype.kind in "fi":
            assert np.isfinite(values).all(), (rule, column.name)
            assert column.unit not in ("grade", "years", "count") or (values >= 0).all(), (rule, column.name)


def served_by_those_of_the_plan(rule: str, world) -> None:
    """Deliveries and hosts are those of the plan's partnerships; seats and money stay within it."""
    plan, year = world.plan.partnerships, max(world.year, 0)
    known = np.bitwise_or.reduce(np.uint32(1) << plan.bit.astype(np.uint32), initial=np.uint32(0))
    assert not (world.people.delivered & ~known).any(), rule
    planned, feasible, used, paid = world.delivery[:, year].T if world.delivery.size else np.zeros((4, 1))
    assert (used <= paid).all(), rule
    assert (paid <= feasible).all(), rule
    assert (feasible <= planned).all(), rule


@examples(18)
@given(study=studies())
def test_columns_stay_within_their_codes(study: Study):
    for plan in study.plans():
        watched(plan, codes_are_known, served_by_those_of_the_plan)


# Law 2: jobs are conserved


def every_job_has_one_holder(rule: str, world) -> None:
    """Whoever works here is on the books of one employer, and nobody else is; nothing is negative."""
    people, firms = world.people, world.firms
    in_work = np.isin(people.stage, (Stage.WORK, Stage.APPRENTICE))
    here = in_work & (people.place == Place.LOCAL)
    np.testing.assert_array_equal(here, people.employer != NONE, err_msg=rule)
    np.testing.assert_array_equal(at_employers(world, np.flatnonzero(here)), firms.young, err_msg=rule)
    for name in ("jobs", "young", "others", "vacancies", "opened", "layoff", "wage"):
        assert (getattr(firms, name) >= 0).all(), (rule, name)
    assert (firms.layoff <= 1.0).all(), rule
    assert (np.abs(firms.growth) <= LARGEST_GROWTH).all(), rule
    for column in (firms.wage, firms.belief, firms.brand, *world.conditions):
        assert np.isfinite(column).all(), rule


def whoever_works_earns(rule: str, world) -> None:
    """A wage is finite and above zero; who looks again elsewhere is paid from the next step on."""
    people = world.people
    paid = np.isin(people.stage, (Stage.WORK, Stage.APPRENTICE))
    if rule == "careers":
        paid &= people.place == Place.LOCAL
    assert np.isfinite(people.wage[paid]).all(), rule
    assert (people.wage[paid] > 0.0).all(), rule


class Books:
    """The employers' books of a year, compared with where the people work."""

    def __init__(self, promised: int) -> None:
        self.promised = promised  # jobs a year that may be left again in the matching that gave them

    def __call__(self, rule: str, world) -> None:
        """Check what holds after ``rule``."""
        if rule == "economy":
            self.begin(world)
        if not (world.plan.unlimited_vacancies and world.year >= 0):  # there jobs have no end
            self.positions(rule, world)
        if rule == "progress":
            self.others = world.firms.others.copy()
            self.at = world.people.employer.copy()
        elif rule == "matching":
            self.matching(world)
        elif rule == "careers" and not world.plan.unlimited_vacancies:
            assert not world.firms.young[world.firms.closed == CLOSED].any()
        elif rule == "accounts" and world.year >= 0 and not world.plan.unlimited_vacancies:
            self.end(world)

    def begin(self, world) -> None:
        """What is held, and what is open, once positions are known."""
        firms = world.firms
        self.young = int(firms.young.sum())
        self.limit = np.maximum(firms.jobs, firms.young + firms.others)

    def positions(self, rule: str, world) -> None:
        """Held and vacant positions stay within those there are; where they shrank, none is vacant."""
        firms = world.firms
        together = firms.young + firms.others + firms.vacancies
        assert (together <= self.limit).all(), rule
        assert ((firms.vacancies == 0) | (together <= firms.jobs)).all(), rule

    def matching(self, world) -> None:
        """Opened = hired + others + still vacant, by employer and level."""
        firms, people = world.firms, world.people
        hired = world.events & Event.HIRED > 0  # also again, by the employer whose job ended a term before
        assert hired[(people.employer != self.at) & (people.employer != NONE)].all()
        new = np.flatnonzero(hired & (people.employer != NONE))
        others = firms.others - self.others
        left_again = firms.opened - at_employers(world, new) - others - firms.vacancies
        assert (others >= 0).all()
        assert (left_again >= 0).all()
        assert left_again.sum() <= self.promised
        if world.year >= 0 and not world.plan.unlimited_vacancies:
            row = world.market[world.year]
            assert row[Market.HIRED_RESIDENTS] == len(new) + left_again.sum()
            assert row[Market.HIRED_COMMUTERS] == others.sum()
            assert row[Market.UNFILLED] == firms.vacancies.sum()

    def end(self, world) -> None:
        """Flows of the year against the stocks at its ends."""
        row, firms = world.market[world.year], world.firms
        hired, ended = row[Market.HIRED_RESIDENTS], row[Market.SEPARATIONS]
        filled = hired + row[Market.HIRED_COMMUTERS]
        works_here = np.count_nonzero(world.lives[world.year] & Life.WORKS_HERE)
        assert firms.young.sum() - self.young == hired - ended
        assert row[Market.OPENINGS] == filled + row[Market.UNFILLED]
        outside = world.plan.region.outside == 1
        assert row[Market.YOUNG] == firms.young.sum()
        assert row[Market.YOUNG_OUTSIDE] == firms.young[outside].sum() == firms.young.sum() - works_here
        assert row[Market.JOBS_OUTSIDE] == firms.jobs[outside].sum()
        assert row[Market.OTHERS] == firms.others.sum()
        assert row[Market.JOBS] == firms.jobs.sum()
        assert row[Market.JOB_CHANGES] <= min(hired, ended)
        assert (np.delete(row, OF_EITHER_SIGN) >= 0).all()


def promised_jobs(plan) -> int:
    """Jobs a year that may be given before the matching."""
    promise = plan.levers["commitment_to_hire"]
    return int(promise["offers"][0] * promise["honoured"][0] + 0.5)


def law_2(study: Study) -> None:
    """Every world of a study, watched after every rule."""
    for plan in study.plans():
        watched(plan, every_job_has_one_holder, whoever_works_earns, Books(promised_jobs(plan)))


@examples(30)
@given(study=studies())
def test_law_2_jobs_are_conserved_after_every_rule(study: Study):
    law_2(study)


BARE = Town(
    years=3, most=1, one_school=True, employers=((0, (0, 0, 0)),), wage=1.0, commuters=0.3, newcomers=5.0,
    adults=1.0, families=0.0, may_close=1, places=-1,
)  # fmt: skip
HOSTED = Option(rows=(("internship", {"first_grade": 9}), ("club", {"adults": 1})), offers=3.0)


def bare(**changes) -> Study:
    """A study of a town with one school and one employer, which has no job."""
    town = {name: changes.pop(name) for name in ("employers",) if name in changes}
    study = Study(
        town=replace(BARE, **town), cards={}, shocks=(), outdated=(), flag="", seed=7, options=(HOSTED,)
    )
    return replace(study, **changes)


@pytest.mark.parametrize("flag", FLAGS)
def test_a_town_without_any_job_is_lived_in_too(flag):
    study = bare(flag=flag)
    law_2(study)
    without, with_it = (live(plan) for plan in study.plans())
    if flag != "unlimited_vacancies":
        assert not (without.lives & WORK_HERE).any()
    five_lines_add_up(without, with_it)


@pytest.mark.parametrize("jobs", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_a_town_of_one_job(jobs):
    study = bare(employers=((0, jobs),))
    law_2(study)
    for plan in study.plans():
        assert (live(plan).market[:, Market.YOUNG] <= 1).all()


FULL = Town(
    years=5, most=2, one_school=False, wage=1.0, commuters=0.3, newcomers=5.0, adults=1.0, families=0.0,
    may_close=1,
    employers=((0, (20, 40, 10)), (1, (30, 3, 0)), (5, (9, 9, 9))), places=-1,
)  # fmt: skip
EXTREMES = {
    "apprentices": {"choice.intercept": (0.0, 0.0, 0.0, 60.0, 0.0, 0.0, 0.0, 0.0),
                    "progress.persist": (0.0,) * 8},
    "all leave": {"residence.leave": 60.0},
    "nobody leaves": {"residence.leave": -60.0, "residence.come_home": 60.0, "residence.come_back": 60.0},
    "every firm closes": {"economy.closing": (1.0,) * 3},
    "all jobs end": {"careers.separation": 1.0},
    "all are poached": {"matching.search_on_job": 1.0, "matching.switching_gain": -0.9},
    "poached and shrinking": {"matching.search_on_job": 1.0, "matching.switching_gain": -0.9,
                              "economy.growth": (-0.5,) * 10, "economy.adjustment": 1.0},
    "strong answers": {"economy.wage_response": 50.0, "economy.growth_response": 50.0},
}  # fmt: skip
SHOCKS = {
    "calm": (),
    "surge": ((1, 0, 1, 1.0, 300.0),),
    "closure": ((1, 0, 0, 0.0, 0.0), (1, 0, 1, 0.0, 0.0), (1, 0, 2, 0.0, 0.0), (3, 0, 1, 2.0, 0.0)),
}


@pytest.mark.parametrize("shocks", SHOCKS.values(), ids=SHOCKS)
@pytest.mark.parametrize("cards", EXTREMES.values(), ids=EXTREMES)
def test_law_2_at_the_extremes(cards, shocks):
    law_2(replace(bare(cards=cards, shocks=shocks, outdated=((2, 0, 1.0),)), town=FULL))


TRAINED = (
    "internship",
    {"first_grade": 9, "seats": 1e6, "take_up": 1.0, "no_show": 0.0, "years": 4, "fields": 0,
     "channels": {"technical": 3.0}, "saturation": 100.0},
)  # fmt: skip


def test_a_promised_job_pays_a_wage_to_those_trained_in_another_field():
    """Skill that does not count at the employer lowers the wage: nobody takes a job for less than nothing."""
    keen = {"partnerships.join_threshold": -2000.0, "partnerships.hours_per_100_jobs": 1e5}
    option = Option(rows=(TRAINED,) * 4, offers=99.0)
    study = bare(employers=((0, (0, 12, 0)),), cards=keen, options=(option,), seed=0)
    law_2(replace(study, town=replace(study.town, years=5, may_close=0)))


# Law 4: the same bytes in any order


def lived(plan, start=None) -> str:
    """Hash of a run and of what it ends with, from its own warm-up or a shared start."""
    world = grow(plan) if start is None else fork(start, plan)
    return digest(run(world), world)


@examples(15)
@given(study=studies(most=3), data=st.data())
def test_law_4_options_in_any_order_and_from_any_start(study: Study, data):
    plans = study.plans()
    alone = [lived(plan) for plan in plans]
    start = grow(plans[data.draw(st.integers(0, len(plans) - 1), "start of")])
    for place in data.draw(st.permutations(range(len(plans))), "order"):
        assert lived(plans[place], start) == alone[place]


@examples(18)
@given(study=studies(least=2), data=st.data())
def test_law_4_partnerships_in_any_order(study: Study, data):
    option = study.options[0]
    order = data.draw(st.permutations(range(len(option.rows))), "order")
    one, other = live(study.plan(option)), live(study.plan(option, tuple(order)))
    assert same_bytes(one, other, skip=("audit", "delivery", "seated", "costs")) == []
    np.testing.assert_array_equal(one.costs[order], other.costs)
    np.testing.assert_array_equal(one.delivery[order], other.delivery)
    np.testing.assert_array_equal(one.seated[order], other.seated)


UNCOMPILED = """
import pickle, sys
sys.path[:0] = ["tests", "tests/core"]
import test_laws_random
print(*test_laws_random.hashes(pickle.load(sys.stdin.buffer)))
"""


def hashes(found: list[Study]) -> list[str]:
    """Hash of the first option of each study."""
    return [lived(study.plan(study.options[0])) for study in found]


def test_law_4_the_same_bytes_without_compilation():
    """Very small worlds with every kind of vacancy, all in one process that compiles nothing."""
    found = some(studies(town=towns(most=(1,), years=(2,)), least=2), 4)[1:]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONHASHSEED": "5"}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", UNCOMPILED],
        cwd=ROOT, env=environment, input=pickle.dumps(found), capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-600:].decode()
    assert ended.stdout.decode().split() == hashes(found)


# Law 6: no vacancies, no net effect; a closed region keeps everybody


@examples(15)
@given(study=studies(flags=("no_vacancies",), most=2))
def test_law_6_where_nothing_was_ever_vacant_nobody_is_employed(study: Study):
    for plan in study.plans():
        lived_in = live(plan)
        assert not (lived_in.lives & WORK_HERE).any()
        assert not lived_in.market[:, [Market.HIRED_RESIDENTS, Market.HIRED_COMMUTERS, Market.YOUNG]].any()


@examples(18)
@given(study=studies(flags=("",), most=2, adults=(0,)))
def test_law_6_without_vacancies_no_programme_for_pupils_makes_employment(study: Study):
    """Jobs of the years before are still held; no partnership for pupils changes by whom.

    One for adults may: it can tie those who hold a job to the region, so that they leave it later.
    """
    first, *others = (replace(plan, no_vacancies=True) for plan in study.plans())
    start = grow(study.plan())
    without = live(first, start)
    for plan in others:
        with_it = live(plan, start)
        np.testing.assert_array_equal(without.lives & WORK_HERE, with_it.lives & WORK_HERE)
        assert not line("net", pair(without, with_it)).any()


def everybody_lives_here(rule: str, world) -> None:
    """Whoever has lived here and is not past the last age is still here, and is counted; nobody moves in."""
    people = world.people
    young = np.isin(people.stage, (Stage.PENDING, Stage.AGED), invert=True)
    assert (people.entry_year[young & (people.origin == Origin.NEWCOMER)] == -WARM_UP_YEARS).all(), rule
    assert (people.stage[young] != Stage.GONE).all(), rule
    assert (people.place[young] == Place.LOCAL).all(), rule
    if rule == "accounts" and world.year >= 0:
        np.testing.assert_array_equal(world.lives[world.year] & Life.LIVES_HERE > 0, young)


@examples(18)
@given(study=studies(flags=("closed_region",)))
def test_law_6_a_closed_region_keeps_everybody(study: Study):
    for plan in study.plans():
        watched(plan, everybody_lives_here)


# Law 7: the five lines, counted over persons


def five_lines_add_up(without, with_it) -> None:
    """Net = placed - anyway - displaced + helped = difference of the totals, in every year."""
    lines, bit = pair(without, with_it), np.uint8(Life.TARGET_JOB)
    for year in range(with_it.years):
        then, now = without.lives[year] & bit > 0, with_it.lives[year] & bit > 0
        before, after = without.served[year], with_it.served[year]
        got = ((after & ~before & 0xFFFFFF) != 0) | ((after >> 24) > (before >> 24))
        count = {
            "placed": (now & got).sum(),
            "anyway": (then & got).sum(),
            "displaced": (then & ~now & ~got).sum(),
            "helped": (now & ~then & ~got).sum(),
        }
        for name, expected in count.items():
            assert line(name, lines)[year].sum() == expected, (year, name)
        net = line("net", lines)[year].sum()
        assert net == count["placed"] - count["anyway"] - count["displaced"] + count["helped"]
        totals = [one.tallies[year, Tally.TARGET_HERE].sum() for one in (without, with_it)]
        assert net == totals[1] - totals[0] == now.sum() - then.sum()


OTHERWISE = {
    "from_other_field": lambda life: life & 0b111 == 0b011,
    "from_no_work": lambda life: life & 0b1011 == 0b0001,
    "from_commuting": lambda life: life & 0b1011 == 0b1001,
    "from_elsewhere": lambda life: life & 0b1 == 0,
}
"""Where somebody without a target job here is, by the bits of ``Life``: every life is in one of them."""


def sources_and_jobs_add_up(without, with_it) -> None:
    """Sources make the net; residents' net and outsiders' change make the change of jobs filled."""
    pairs = pair(without, with_it)
    check_jobs(pairs, without, with_it)
    lines = dict(persons_lines(pairs, passed(without, with_it)))
    jobs = dict(jobs_lines(with_it.market, without.market))
    for year in range(with_it.years):
        then, now = without.lives[year].astype(int), with_it.lives[year].astype(int)
        gain, loss = now & ~then & 4 > 0, then & ~now & 4 > 0
        found = {name: lines[f"headline.{name}"][year].sum() for name in OTHERWISE}
        assert found == {
            name: np.count_nonzero(gain & where(then)) - np.count_nonzero(loss & where(now))
            for name, where in OTHERWISE.items()
        }
        for outcome, bit, end in (("headline", 4, ""), ("retention", 2, "_all")):
            net = lines[f"{outcome}.net"][year].sum()
            assert net == np.count_nonzero(now & bit) - np.count_nonzero(then & bit)
            sources = [n[year].sum() for code, n in lines.items() if code.startswith(f"{outcome}.from_")]
            assert net == sum(sources) == jobs[f"jobs.residents{end}"][year]
            assert net + jobs[f"jobs.outsiders{end}"][year] == jobs[f"jobs.filled{end}"][year]
            placed = [n[year].sum() for code, n in lines.items() if code.startswith(f"{outcome}.placed_")]
            assert sum(placed) == lines[f"{outcome}.placed"][year].sum()


class FilledJobs:
    """Jobs of the region that somebody holds at the end of each year, counted at the employers."""

    def __init__(self) -> None:
        self.years: list[tuple[int, int]] = []

    def __call__(self, rule: str, world) -> None:
        """Note target jobs and all jobs after the accounts of a year."""
        if rule == "accounts" and world.year >= 0:
            held = (world.firms.young + world.firms.others).sum(axis=1)
            here = world.plan.region.outside == 0
            target = (world.plan.target_fields >> world.firms.field.astype(int)) & 1 == 1
            self.years.append((int(held[here & target].sum()), int(held[here].sum())))


@examples(20)
@given(study=studies(most=2))
def test_law_7_net_and_outsiders_make_the_jobs_filled(study: Study):
    books, runs = [], []
    for plan in study.plans():
        books.append(FilledJobs())
        runs.append(watched(plan, books[-1]))
    for run_, book in zip(runs, books, strict=True):
        sources_and_jobs_add_up(runs[0], run_)
        jobs = dict(jobs_lines(run_.market, runs[0].market))
        change = np.array(book.years) - np.array(books[0].years)
        np.testing.assert_array_equal(change.T, [jobs["jobs.filled"], jobs["jobs.filled_all"]])


@examples(30)
@given(study=studies(most=3), data=st.data())
def test_law_7_five_lines_add_up_between_any_two_worlds(study: Study, data):
    plans = study.plans()
    start = grow(plans[0])
    runs = [live(plan, start) for plan in plans]
    first = data.draw(st.integers(0, len(runs) - 1), "baseline")
    for one in runs:
        five_lines_add_up(runs[first], one)
        sources_and_jobs_add_up(runs[first], one)


# The worlds are not all alike


def test_the_random_worlds_differ_and_do_something():
    found = some(studies(), 120)
    flags = {study.flag for study in found}
    assert flags == set(FLAGS)
    runs = [(live(study.plan()), live(study.plan(study.options[0]))) for study in found]
    moved = [one for one in runs if (one[0].lives & WORK_HERE != one[1].lives & WORK_HERE).any()]
    served = [one for one in runs if np.asarray(one[1].served).any()]
    hired = [one for one in runs if one[1].market[:, Market.HIRED_RESIDENTS].any()]
    assert min(len(moved) * 10, len(served) * 2, len(hired) * 2) >= len(found)
    assert any(one[0].market[:, Market.CLOSURES].any() for one in runs)
    assert any(len(study.town.employers) == 1 for study in found)
    assert any(study.town.one_school for study in found)
