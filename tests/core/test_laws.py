"""Laws 1 to 4 of the model (design, section 8), recomputed here from the people and the employers.

Laws 5 to 9 are in ``test_laws_compared``, laws 10 to 12 in ``test_selection``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_world import (
    central_parameters,
    club,
    internship,
    live,
    observe,
    partnerships,
    placebo,
    plan_of,
    quiet,
    same_bytes,
    small_region,
)

from sim.core.columns import (
    FIRST_AGE,
    INGREDIENTS,
    LAST_AGE,
    NEVER,
    NONE,
    PAYERS,
    SCHOOL_AGES,
    Event,
    Life,
    Origin,
    Place,
    Stage,
)
from sim.core.tallies import Market, Tally
from sim.core.world import Run, audit, fork, grow, run, step

ROOT = Path(__file__).parents[2]


def holders(world) -> np.ndarray:
    """Persons who hold a job, by employer and level, counted from the people alone."""
    people = world.people
    held = np.zeros_like(world.firms.young)
    rows = np.flatnonzero(people.employer != NONE)
    np.add.at(held, (people.employer[rows], people.occupation_level[rows]), 1)
    return held


# Law 1: people are conserved


def test_law_1_everybody_is_in_one_place_every_year(town, town_start, option_rows, monkeypatch):
    tallied = []

    def count(rule, world):
        if rule != "accounts":
            return
        people, stage = world.people, world.people.stage
        arrived, due = stage != Stage.PENDING, people.entry_year <= world.year
        moves_in = people.origin == Origin.NEWCOMER  # more have a row than come in a usual year
        in_life = np.isin(stage, (Stage.PENDING, Stage.GONE, Stage.AGED), invert=True)
        here, gone, aged = people.place == Place.LOCAL, stage == Stage.GONE, stage == Stage.AGED
        total = world.tallies[world.year].sum(axis=1)
        assert (arrived == due)[~moves_in].all()
        assert not (arrived & ~due).any()
        assert total[Tally.ARRIVED] == arrived.sum()
        assert total[Tally.PRESENT] == (in_life & here).sum()
        assert total[Tally.AWAY] == (in_life & ~here).sum()
        assert total[Tally.MOVED_OUT] == gone.sum()
        assert total[Tally.AGED_OUT] == aged.sum()
        places = total[[Tally.PRESENT, Tally.AWAY, Tally.MOVED_OUT, Tally.AGED_OUT]]
        assert places.sum() == arrived.sum()
        tallied.append(int(arrived.sum()))

    observe(monkeypatch, count)
    live(plan_of(town, option_rows), town_start)
    people, entered = town_start.people, np.diff(tallied)
    assert tallied[0] == np.count_nonzero(people.stage != Stage.PENDING)
    moves_in = people.origin == Origin.NEWCOMER
    due = [[np.count_nonzero((people.entry_year == year) & who) for year in range(1, 8)]
           for who in (~moves_in, moves_in)]  # fmt: skip
    assert min(due[0]) >= town.kindergarten[0]
    assert (entered > due[0]).all()
    assert (entered <= np.add(*due)).all()


def test_law_1_ages_stages_and_grades_agree(town, town_start, monkeypatch):
    def check(rule, world):
        people, stage = world.people, world.people.stage
        alive = np.isin(stage, (Stage.PENDING, Stage.GONE, Stage.AGED), invert=True)
        assert ((people.age[alive] >= FIRST_AGE) & (people.age[alive] <= LAST_AGE)).all(), rule
        at_school = stage == Stage.SCHOOL
        assert ((people.grade[at_school] >= 0) & (people.grade[at_school] <= 12)).all(), rule
        assert (people.place[at_school] == Place.LOCAL).all(), rule
        assert (people.grade[alive & ~at_school] == 13).all(), rule
        schools = people.school[at_school]
        assert (people.grade[at_school] >= town.first_grade[schools]).all(), rule
        assert (people.grade[at_school] <= town.last_grade[schools]).all(), rule

    observe(monkeypatch, check)
    live(plan_of(town), town_start)


def test_law_1_nobody_stays_at_school_past_the_last_age(town, town_start):
    """Public schooling ends at 21, also for those who pass their grade in that year."""
    world = fork(town_start, plan_of(town))
    people = world.people
    local = (people.age == SCHOOL_AGES[1]) & (people.place == Place.LOCAL) & (people.employer == NONE)
    late = np.flatnonzero(local & (people.origin == Origin.WARM_UP) & (people.stage != Stage.GONE))
    assert len(late) > 10
    people.stage[late], people.grade[late], people.left_school[late] = Stage.SCHOOL, 10, NEVER
    for _ in range(3):
        step(world)
    assert not ((people.stage == Stage.SCHOOL) & (people.age > SCHOOL_AGES[1])).any()


def test_law_1_identities_are_unique_and_do_not_depend_on_the_plan(town, option_rows, baseline):
    with_programmes = grow(plan_of(town, option_rows)).people
    assert len(np.unique(with_programmes.key)) == len(with_programmes.key)
    np.testing.assert_array_equal(with_programmes.key, baseline.key)


# Law 2: jobs are conserved


def test_law_2_every_job_has_one_holder_after_every_rule(town, town_start, option_rows, monkeypatch):
    def check(rule, world):
        people, firms = world.people, world.firms
        in_work = np.isin(people.stage, (Stage.WORK, Stage.APPRENTICE)) & (people.place == Place.LOCAL)
        np.testing.assert_array_equal(in_work, people.employer != NONE, err_msg=rule)
        np.testing.assert_array_equal(holders(world), firms.young, err_msg=rule)
        for column in (firms.jobs, firms.young, firms.others, firms.vacancies):
            assert (column >= 0).all(), rule

    observe(monkeypatch, check)
    live(plan_of(town, option_rows, offers=20.0), town_start)


def test_law_2_headcount_stays_within_the_jobs_unless_they_shrink(town, town_start, monkeypatch):
    before = {}

    def check(rule, world):
        firms = world.firms
        headcount = firms.young + firms.others
        if rule == "economy":
            before["held"] = headcount
            open_to_the_young = np.where(headcount > firms.jobs, 0, firms.jobs - headcount)
            np.testing.assert_array_equal(firms.vacancies, open_to_the_young)
        else:
            assert (headcount <= np.maximum(firms.jobs, before["held"])).all(), rule

    observe(monkeypatch, check)
    live(plan_of(town), town_start)


def test_law_2_vacancies_balance_at_every_employer(town, town_start, monkeypatch):
    """What was open is filled by residents (counted from the people), by others, or still open."""
    before = {}

    def check(rule, world):
        firms, people = world.firms, world.people
        if rule == "progress":
            before.update(others=firms.others.copy())
        elif rule == "matching":
            new = np.flatnonzero((world.events & Event.HIRED > 0) & (people.employer != NONE))
            hired = np.zeros_like(firms.young)
            np.add.at(hired, (people.employer[new], people.occupation_level[new]), 1)
            others = firms.others - before["others"]
            np.testing.assert_array_equal(firms.opened, hired + others + firms.vacancies)
            assert hired.sum() > 0
            assert others.sum() > 0
            assert world.market[world.year, Market.UNFILLED] == firms.vacancies.sum()

    observe(monkeypatch, check)
    live(plan_of(town), town_start)


@pytest.mark.parametrize("offers", [0.0, 20.0])
def test_law_2_hires_and_separations_balance(town, town_start, option_rows, offers, monkeypatch):
    """The market's account of the year against the moves of persons from employer to employer."""
    last = {"employer": town_start.people.employer.copy()}
    moves = []

    def follow(rule, world):
        now, then = world.people.employer, last["employer"]
        if rule == "economy":  # those past the last age handed their jobs to others between two years
            then = np.where(world.people.stage == Stage.AGED, NONE, then)
            moves.append({"hired": 0, "ended": 0})
        changed = now != then
        if rule == "matching":  # the job ended in one term, and the employer hired anew in another
            changed |= (now != NONE) & (world.events & Event.HIRED > 0)
        moves[-1]["hired"] += np.count_nonzero(changed & (now != NONE))
        moves[-1]["ended"] += np.count_nonzero(changed & (then != NONE))
        last["employer"] = now.copy()

    observe(monkeypatch, follow)
    market = live(plan_of(town, option_rows, offers=offers), town_start).market
    twice = 0 if offers == 0 else offers  # a promised job may be left for another in the same matching
    hired = [year["hired"] for year in moves]
    assert (np.abs(market[:, Market.HIRED_RESIDENTS] - hired) <= twice).all()
    assert (np.abs(market[:, Market.SEPARATIONS] - [year["ended"] for year in moves]) <= twice).all()


def test_law_2_whoever_works_earns_and_nobody_waits_elsewhere(town, town_start, option_rows, monkeypatch):
    def check(rule, world):
        people = world.people
        works = np.isin(people.stage, (Stage.WORK, Stage.APPRENTICE))
        assert (people.wage[works] > 1_000.0).all(), rule
        if rule == "residence":
            assert not ((people.stage == Stage.SEEK) & (people.place != Place.LOCAL)).any()
            assert not ((people.stage != Stage.STUDY) & (people.place == Place.AWAY_STUDY)).any()

    observe(monkeypatch, check)
    live(plan_of(town, option_rows, offers=20.0), town_start)


def test_law_2_a_completed_apprenticeship_ends_the_apprentice_wage(town, town_start, monkeypatch):
    before, rises = {}, []
    share = central_parameters()["matching.apprentice_wage"]

    def check(rule, world):
        people = world.people
        if rule == "choice":
            before.update(stage=people.stage.copy(), wage=people.wage.copy())
        elif rule == "progress":
            done = (before["stage"] == Stage.APPRENTICE) & (people.stage == Stage.WORK)
            rises.extend(people.wage[done] / before["wage"][done])

    observe(monkeypatch, check)
    rows = [internship(first_grade=9, apprenticeship=1, seats=400.0, take_up=1.0, years=2)]
    live(plan_of(town, rows), town_start)
    assert len(rises) >= 2, "few hosts have an open position, and one in eight leaves a job in a year"
    np.testing.assert_allclose(rises, 1.0 / share, rtol=1e-5)


def test_law_2_openings_are_filled_or_stay_open(baseline, option):
    for one in (baseline, option):
        filled = one.market[:, Market.HIRED_RESIDENTS] + one.market[:, Market.HIRED_COMMUTERS]
        np.testing.assert_array_equal(one.market[:, Market.OPENINGS], filled + one.market[:, Market.UNFILLED])
        works_here = ((one.lives & Life.WORKS_HERE) > 0).sum(axis=1)
        in_region = one.market[:, Market.YOUNG] - one.market[:, Market.YOUNG_OUTSIDE]
        np.testing.assert_array_equal(in_region, works_here)


# Law 3: a scenario that changes nothing gives the same bytes


def test_law_3_a_plan_written_anew_gives_the_same_bytes(baseline):
    assert same_bytes(baseline, live(plan_of(small_region()))) == []


def test_law_3_the_same_option_under_another_order_of_parameters(town, town_start, option_rows, option):
    turned = dict(reversed(central_parameters().items()))
    again = live(plan_of(town, option_rows, offers=20.0, parameters=turned), town_start)
    assert same_bytes(option, again) == []


@pytest.mark.parametrize("idle", [internship, club, placebo])
def test_law_3_a_partnership_without_seats_changes_nothing(town, town_start, baseline, idle):
    run_ = live(plan_of(town, [idle(seats=0.0)]), town_start)
    assert same_bytes(baseline, run_, skip=("audit", "delivery", "seated", "costs")) == []
    assert not run_.costs.any()
    assert not run_.delivery.any()


def test_law_3_nor_does_it_beside_others(town, town_start, option, option_rows):
    rows = [*option_rows, internship(bit=7, seats=0.0), club(bit=8, seats=0.0)]
    run_ = live(plan_of(town, rows, offers=20.0), town_start)
    assert same_bytes(option, run_, skip=("audit", "delivery", "seated", "costs")) == []
    np.testing.assert_array_equal(run_.costs[:2], option.costs)
    np.testing.assert_array_equal(run_.delivery[:2], option.delivery)


def test_law_3_an_activity_nobody_can_attend_costs_and_changes_nothing_else(town, town_start, baseline):
    plan = plan_of(town, [club(channels={"academic": 1.0}, minimum_academic=99.0)])
    run_ = live(plan, town_start)
    assert same_bytes(baseline, run_, skip=("audit", "delivery", "seated", "costs")) == []


# Law 4: the same bytes in any order


def digest(one: Run, world=None) -> str:
    """Hash of every array of a run and, where given, of the people's state."""
    arrays = [getattr(one, name) for name in one.__dataclass_fields__ if name not in ("audit", "years")]
    arrays += [] if world is None else [*world.people]
    return hashlib.sha256(b"".join(np.asarray(array).tobytes() for array in arrays)).hexdigest()


def test_law_4_any_order_of_runs_and_the_start_stays_as_it_was(town, option_rows):
    plans = [plan_of(town), plan_of(town, option_rows), plan_of(town, [internship()], offers=9.0)]
    start = grow(plans[0])
    before = [column.tobytes() for column in (*start.people, *start.firms, *start.search)]
    forward = [digest(live(plan, start)) for plan in plans]
    backward = [digest(live(plan, start)) for plan in reversed(plans)][::-1]
    own_start = [digest(live(plan)) for plan in plans]
    assert forward == backward == own_start
    assert len(set(forward)) == 3
    assert [column.tobytes() for column in (*start.people, *start.firms, *start.search)] == before


def test_law_4_worlds_stepped_in_turns(town, town_start, option_rows, baseline, option):
    worlds = [fork(town_start, plan_of(town)), fork(town_start, plan_of(town, option_rows, offers=20.0))]
    for _ in range(8):
        for world in worlds:
            step(world)
    assert same_bytes(baseline, run(worlds[0])) == []
    assert same_bytes(option, run(worlds[1])) == []


def test_law_4_only_worlds_of_one_luck_can_share_a_start(town, town_start):
    for stranger in (plan_of(town, seed=12), plan_of(town, replicate=1), plan_of(small_region(years=9))):
        with pytest.raises(ValueError, match="share a start"):
            fork(town_start, stranger)


def test_law_4_seed_and_replicate_matter(town, baseline):
    runs = [baseline, live(plan_of(town, seed=12)), live(plan_of(town, replicate=1))]
    assert len({digest(one) for one in runs}) == 3


def test_law_4_partnerships_in_any_order(town, town_start, option_rows):
    """A scenario may list its partnerships in any order; order carries no meaning."""
    plans = [plan_of(town, rows) for rows in (option_rows, option_rows[::-1])]
    one, other = (live(plan, town_start) for plan in plans)
    assert same_bytes(one, other, skip=("audit", "delivery", "seated", "costs")) == []
    np.testing.assert_array_equal(one.costs, other.costs[::-1])
    np.testing.assert_array_equal(one.seated, other.seated[::-1])


def test_law_4_an_option_is_the_same_whatever_else_is_in_the_study(town, town_start, option_rows):
    """Bits are dealt out over a study, luck goes by name: only the bits of what was served may differ."""
    other_bits = [
        row | {"bit": bit, "luck": luck} for row, bit, luck in zip(option_rows, (9, 4), (1, 2), strict=True)
    ]
    one, other = (live(plan_of(town, rows), town_start) for rows in (option_rows, other_bits))
    assert same_bytes(one, other, skip=("audit", "served")) == []
    ours, theirs = np.asarray(one.served), np.asarray(other.served)
    np.testing.assert_array_equal(ours >> 24, theirs >> 24)
    np.testing.assert_array_equal(ours & 1 > 0, theirs & (1 << 9) > 0)
    np.testing.assert_array_equal(ours & 2 > 0, theirs & (1 << 4) > 0)
    assert ours.any()


UNCOMPILED = """
import sys
sys.path[:0] = ["tests", "tests/core"]
import test_laws
print(*map(test_laws.village, test_laws.VILLAGES))
"""
VILLAGES = (0, 3, -1)
"""Parameter draws for which the bytes are compared; -1 stands for central values."""


def village(draw: int) -> str:
    """Hash of a very small world that uses every rule."""
    region = small_region(tens=1, years=5)
    rows = [
        club(seats=15.0, channels={"academic": 0.3, "interest": 0.2, "persistence": 0.3}),
        internship(bit=1, seats=30.0, first_grade=9, apprenticeship=1, years=2),
    ]
    world = grow(plan_of(region, rows, offers=5.0, draw=draw, budget=30_000.0))
    return digest(run(world), world)


def test_law_4_the_same_bytes_without_compilation():
    """All in one process that compiles nothing: to start it costs as much as a village."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONHASHSEED": "5"}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", UNCOMPILED],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-600:]
    assert ended.stdout.split() == [village(draw) for draw in VILLAGES]


# The audit that every run carries


def lose_a_person(world):
    world.tallies[2, Tally.PRESENT, 0] -= 1


def invent_a_person(world):
    world.arrived += 1


def invent_a_job_holder(world):
    world.firms.young[3, 0] += 1


def lose_an_invoice(world):
    world.costs[0, 4] = 0.0


@pytest.mark.parametrize(
    ("law", "harm"),
    [(1, lose_a_person), (1, invent_a_person), (2, invent_a_job_holder), (9, lose_an_invoice)],
)
def test_a_broken_law_stops_the_run(town, town_start, option_rows, law, harm):
    world = fork(town_start, plan_of(town, option_rows))
    for _ in range(8):
        step(world)
    assert all(line.passed for line in audit(world))
    harm(world)
    assert [line.law for line in audit(world) if not line.passed] == [law]
    with pytest.raises(RuntimeError, match=f"law {law} broken"):
        run(world)


def test_shocks_reach_the_market(town, town_start, baseline):
    """The quiet shocks of the other tests are quiet: a closure of the two big employers is not."""
    shocks = quiet(8, 20)
    shocks.jobs_factor[4:, :2] = 0.0
    closed = live(plan_of(town, shocks=shocks), town_start)
    assert same_bytes(baseline, live(plan_of(town, shocks=quiet(8, 20)), town_start)) == []
    assert closed.market[4, Market.JOBS] < baseline.market[4, Market.JOBS] * 0.75
    np.testing.assert_array_equal(closed.lives[:4], baseline.lives[:4])


def test_partnership_rows_have_the_storage_of_the_plan(town, option_rows):
    """So that the kernels under test are the ones that a real study runs."""
    built = partnerships(town, option_rows)
    assert built.seats.shape == (2, 8)
    assert built.cost_fixed.shape == (2, 8, len(INGREDIENTS), len(PAYERS))
    assert {name: getattr(built, name).dtype.name for name in ("bit", "fields", "first_grade", "seats")} == {
        "bit": "uint8", "fields": "uint16", "first_grade": "int8", "seats": "float64",
    }  # fmt: skip
