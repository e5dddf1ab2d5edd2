"""The core accounting has a second implementation: the pure Mesa model of the benchmark. Both must agree.

With the compiled model's own draws they agree person by person, dollar by dollar. With
Python's generator they agree within Monte Carlo error, which is a test of the draws.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.mesa_outsiders import best_rival
from benchmarks.pure_mesa import PureMesaModel
from random_worlds import some, studies
from scipy.special import stdtrit
from studies import SHIPPED

from sim.core.columns import CHANNELS, N_CELLS, NONE, Pathway
from sim.core.plan import Plan, Targeting
from sim.core.tallies import Market, Tally
from sim.core.world import Run, World, grow, run
from sim.study.load.scenario import load_study
from sim.study.plan.compile import compile_plan, partnership_bits

FALSE_ALARMS = 1e-3
"""Chance that the statistical test fails although both implementations draw alike, over all its rates."""

ACQUAINTANCE = CHANNELS.index("acquaintance")
MOVED = [CHANNELS.index(name) for name in ("technical", "aid_two_year", "aid_four_year", "information")]
"""Channels that the shipped options leave alone, or nearly."""

RATES = {
    "graduates within four years": (Tally.COHORT_9_GRADUATED, Tally.COHORT_9),
    "repeats a grade": (Tally.REPEATERS, Tally.PUPILS),
    "drops out": (Tally.DROPOUTS, Tally.LEAVERS),
    "concentrates": (Tally.CONCENTRATORS, Tally.GRADUATES),
    "enters a four-year college": (Tally.TO_FOUR_YEAR, Tally.GRADUATES),
    "studies elsewhere": (Tally.TO_COLLEGE_ELSEWHERE, Tally.GRADUATES),
    "works at 25 to 29": (Tally.EMPLOYED_25_29, Tally.PEOPLE_25_29),
    "looks for work": (Tally.UNEMPLOYED_HERE, Tally.ADULTS_HERE),
    "is hired in the own field": (Tally.HIRES_IN_FIELD, Tally.HIRES),
    "works in a target field": (Tally.TARGET_HERE, Tally.EMPLOYED_HERE),
    "works in a skilled job": (Tally.WORKERS_SKILLED, Tally.EMPLOYED_HERE),
    "begins work in the own field": (Tally.FIRST_JOBS_IN_FIELD, Tally.FIRST_JOBS),
    "leaves with a bachelor's degree": (Tally.LEFT_BACHELOR, Tally.ADULTS_BACHELOR),
    "leaves without": (Tally.LEFT_OTHERS, Tally.ADULTS_OTHERS),
    "comes back": (Tally.CAME_BACK, Tally.AWAY),
    "earns (USD)": (Tally.WAGES_HERE, Tally.EMPLOYED_HERE),
    "lives here after five years": (Tally.LIVES_HERE_5, Tally.LEFT_5),
    "works here after ten years": (Tally.WORKS_HERE_10, Tally.LEFT_10),
    "has a bachelor's degree at 26": (Tally.AGE_26_BACHELOR, Tally.AGE_26),
    "moved away with the family": (Tally.MOVED_OUT, Tally.ARRIVED),
    "lives elsewhere": (Tally.AWAY, Tally.ARRIVED),
    "studies in the state": (Tally.TO_COLLEGE_IN_STATE, Tally.GRADUATES),
    "lives in the state at 26": (Tally.AGE_26_IN_STATE, Tally.AGE_26),
}


@pytest.fixture(scope="module")
def study():
    """The shipped options, baseline first."""
    return load_study(SHIPPED)


def small_plan(
    study, option: int, years: int, scale: float, replicate: int = 0, draw: int | None = 0
) -> Plan:
    """A thinned plan of one option of the shipped study."""
    thinned = replace(study[option], scale=scale, years=years)
    return compile_plan(thinned, partnership_bits(study), draw, replicate)


def differences(ours: np.ndarray, theirs: np.ndarray, names) -> list[str]:
    """Years and names in which two arrays of counts [year, name, …] differ, for a readable failure."""
    places = {(int(place[0]), int(place[1])) for place in np.argwhere(ours != theirs)}
    return [
        f"year {y}: {names(n).name} {ours[y, n].sum()} and {theirs[y, n].sum()}" for y, n in sorted(places)
    ]


@pytest.mark.parametrize("option", [0, 1, 2, 3])
def test_two_implementations_agree_person_by_person(study, option):
    compiled = assert_the_same(small_plan(study, option, years=7, scale=0.01))
    assert compiled.tallies[:, Tally.EMPLOYED_HERE].sum() > 0


@pytest.fixture(scope="module")
def towns():
    """Towns, options, shocks and parameters drawn at random, at their extremes; some have no job at all."""
    return some(studies(flags=("",)), 12)


@pytest.mark.parametrize("number", range(12))
def test_two_implementations_agree_in_towns_that_nobody_chose(towns, number):
    assert_the_same(towns[number].plans()[1])


def test_two_implementations_agree_on_what_the_shipped_options_do_not_use(study):
    plan = small_plan(study, 3, years=6, scale=0.015)
    p, shocks = plan.partnerships, plan.shocks
    rows = np.arange(len(p.bit))
    adults, gate = p.adults.copy(), p.minimum_academic.copy()
    adults[:2], gate[0] = (2, 1), -0.2
    channels = p.channels.copy()
    channels[:, MOVED] = np.outer(rows + 1, (0.1, 4000.0, 6000.0, 0.2))
    channels[:, ACQUAINTANCE] = 0.2 * (rows + 1)
    jobs_factor, demand, outdated = shocks.jobs_factor.copy(), shocks.demand.copy(), shocks.outdated.copy()
    jobs_factor[2:, :40], jobs_factor[3:, 40:80, 1], demand[3:, 60] = 0.3, 0.6, (12.0, 6.0, 2.0)
    outdated[2], outdated[4, :5] = 0.1, 0.6
    unusual = p._replace(
        targeting=((rows + 1) % len(Targeting)).astype(np.uint8),
        target_share=np.full(len(rows), 0.5),
        target_new=(rows % 3 == 0).astype(np.uint8),
        courses=(rows == 1).astype(np.int8),
        class_size=np.where(rows == len(rows) - 1, 20, 0).astype(np.int16),
        target_group=np.tile(np.arange(N_CELLS) % 2, (len(rows), 1)).astype(np.uint8),
        adults=adults,
        minimum_academic=gate,
        channels=channels,
        seats=p.seats * 2.0,
        hours=p.hours * (rows % 2),
    )
    levers = {**plan.levers, "wbl_coordinators": {"posts": np.full(plan.years, 0.3)}}
    seats = np.where(plan.region.provider_pathway == Pathway.APPRENTICESHIP, 0, 1).astype(np.int32)
    few = plan.region._replace(provider_seats=seats)
    stretched = replace(
        plan, region=few, partnerships=unusual, levers=levers, budget=np.full(plan.years, np.inf),
        parameters=plan.parameters | BEHIND,
    )  # fmt: skip
    shocked = shocks._replace(jobs_factor=jobs_factor, demand=demand, outdated=outdated)
    compiled = assert_the_same(replace(stretched, shocks=shocked))
    assert (compiled.delivery[:, :, 2].sum(axis=1) > 0).sum() >= 3


BEHIND = {
    "schooling.curriculum_lag": 2.5, "schooling.acquaintance_half_life": 0.7, "schooling.advice": 1.0,
    "schooling.retrain": 3.0, "schooling.repeat_hold": 0.8, "choice.goal_revision": 3.0,
    "progress.persist_aid": 0.2, "seats.outreach": 2.0, "choice.counsellor": 0.5,
}  # fmt: skip
"""Schools that teach what is out of date, ties that are soon forgotten, advice and outreach that count."""
OF_PERSON = (
    "age", "stage", "place", "in_state", "years_in_stage", "field", "academic", "technical", "employability",
    "vintage", "interest", "awareness", "goal", "contacts", "host", "acquaintance", "acquainted",
    "support", "guidance", "attachment", "ability", "settles", "aid_two_year", "aid_four_year", "credentials",
    "credential_field", "pathway", "programme", "studied", "employer", "occupation_level", "wage", "tenure",
    "worked", "sought", "experience",
)  # fmt: skip
OF_EMPLOYER = (
    "jobs", "young", "others", "vacancies", "opened", "layoff", "wage", "growth", "participation",
    "membership_years", "threshold", "output", "belief", "brand", "recent", "hosted", "given", "worked",
    "paid", "hired_hosted", "poached", "kept",
)  # fmt: skip
"""What is compared at the end of a run, beside every year's lives and accounts."""
STIRRED = {
    "economy.closing": (0.02, 0.5, 0.4), "economy.wage_response": 0.4, "economy.growth_response": 4.0,
    "economy.cycle": 0.2, "economy.commuter_exit": 0.3, "population.newcomers_response": 15.0,
    "careers.retire": (0.05, 0.1, 0.2), "matching.experience_counts": 0.1, "residence.leave_later": 0.5,
    "matching.search_on_job": 0.4, "matching.poaching": 1.5, "careers.adopt_field": 0.5,
    "matching.wage_skill": 2.0, "matching.standard": 0.2, "matching.wage_field": 0.4,
    "matching.credential_reach": 0.35, "matching.signal_certification": 1.5, "matching.signal_diploma": 1.0,
    "careers.follow_market": 1.0, "economy.wage_speed": 0.9,
    "matching.signal_referral": 3.0, "matching.taste_host": 1.0, "residence.leave_gain": 3.0,
    "partnerships.poaching_loss": 4.0, "partnerships.join_threshold": -60.0,
}  # fmt: skip
"""Parameters of a labour market in which firms close, wages and employers reach their bounds, and trained
people leave."""


def test_two_implementations_agree_where_the_labour_market_is_stirred(study):
    plan = small_plan(study, 3, years=9, scale=0.015)
    p, jobs, may_close = plan.partnerships, plan.region.jobs.copy(), plan.region.may_close.copy()
    jobs[:4], jobs[4:8], may_close[:8] = (60, 30, 9), (300, 150, 49), 1
    jobs[8:10], may_close[8:10] = (300, 150, 50), 1
    region = plan.region._replace(jobs=jobs, may_close=may_close)
    many, unlimited = p._replace(seats=p.seats * 12.0), np.full(plan.years, np.inf)
    stirred = replace(
        plan, region=region, partnerships=many, budget=unlimited, parameters=plan.parameters | STIRRED
    )
    compiled = assert_the_same(stirred)
    year = compiled.market.sum(axis=0)
    for flow in (Market.CLOSURES, Market.JOB_CHANGES, Market.HIRED_COMMUTERS):
        assert year[flow] > 10, flow.name
    assert 0 < year[Market.REOPENED] < year[Market.SEPARATIONS]


def assert_the_same(plan: Plan) -> Run:
    """Both implementations give every person the same life and every account the same entry."""
    world, model = grow(plan), PureMesaModel(plan, keyed=True)
    compiled, mesa = run(world), model.run()
    assert differences(compiled.tallies, mesa.tallies, Tally) == []
    assert differences(compiled.market, mesa.market, Market) == []
    np.testing.assert_array_equal(mesa.delivery, compiled.delivery)
    np.testing.assert_allclose(mesa.costs, compiled.costs, rtol=1e-12)
    for key, bits in zip(compiled.key.tolist(), compiled.lives.T, strict=True):
        entered = (key >> 56) - 64
        lived = [0] * max(0, entered) + mesa.lives.get(key, [])[max(0, -entered) :]
        assert bits.tolist() == lived + [0] * (plan.years - len(lived)), f"person {key}"
    assert_the_same_state(world, model)
    return compiled


def assert_the_same_state(world: World, model: PureMesaModel) -> None:
    """In the end persons and employers have the same attributes, and the market the same conditions."""
    row_of = {key: row for row, key in enumerate(world.people.key.tolist())}
    rows = [row_of[person.key] for person in model.agents]
    assert len(rows) > 0
    for name in OF_PERSON:
        ours = [getattr(person, name) for person in model.agents]
        ours = [NONE if value is None else value for value in ours]
        theirs = getattr(world.people, name)[rows]
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6, err_msg=name)
    for name in OF_EMPLOYER:
        ours = [getattr(employer, name) for employer in model.employers]
        theirs = getattr(world.firms, name)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9, err_msg=name)
    for name, theirs in world.conditions._asdict().items():
        np.testing.assert_allclose(np.ravel(getattr(model, name)), theirs.ravel(), atol=1e-12, err_msg=name)


def test_two_implementations_agree_in_distribution(study):
    plans = [small_plan(study, 0, years=4, scale=0.01, replicate=number, draw=None) for number in range(40)]
    compiled = np.array([rates_of(run(grow(plan)).tallies) for plan in plans])
    mesa = np.array([rates_of(PureMesaModel(plans[0], rng=number).run().tallies) for number in range(10)])
    limit = 1.0 - FALSE_ALARMS / (2 * len(RATES))
    wrong = []
    for number, name in enumerate(RATES):
        distance, freedom = welch(compiled[:, number], mesa[:, number])
        if not abs(distance) < stdtrit(freedom, limit):
            wrong.append(f"{name}: {compiled[:, number].mean():.4g} and {mesa[:, number].mean():.4g}")
    assert wrong == []


def rates_of(tallies: np.ndarray) -> list[float]:
    """Rates of one world over all its years and cells."""
    total = tallies.sum(axis=(0, 2))
    return [total[above] / total[below] for above, below in RATES.values()]


def welch(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Welch's t for the difference of two means, and its degrees of freedom."""
    x, y = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    freedom = (x + y) ** 2 / (x**2 / (len(a) - 1) + y**2 / (len(b) - 1))
    return (a.mean() - b.mean()) / math.sqrt(x + y), freedom


def test_the_statistical_test_notices_a_difference():
    world = np.random.default_rng(1)
    _, freedom = welch(world.normal(0.9, 0.02, 40), world.normal(0.9, 0.02, 10))
    distance, _ = welch(world.normal(0.9, 0.02, 40), world.normal(0.86, 0.02, 10))
    assert abs(distance) > stdtrit(freedom, 1.0 - FALSE_ALARMS / (2 * len(RATES)))


@pytest.mark.parametrize("expected", [0.3, 2.0, 8.0])
def test_the_best_rival_is_the_best_of_a_crowd(expected):
    """The closed form against crowds drawn one by one: a Poisson number of applicants, logistic scores."""
    rng, crowds, mean, spread = np.random.default_rng(7), 20_000, -0.4, 1.3
    scale = spread * math.sqrt(3.0) / math.pi
    best = [rng.logistic(mean, scale, many).max(initial=-np.inf) for many in rng.poisson(expected, crowds)]
    for u in np.linspace(0.02, 0.98, 25):
        score = best_rival(u, expected, mean, spread)
        if score is None:
            assert u <= math.exp(-expected)
            continue
        share = np.mean(np.array(best) <= score)
        assert abs(share - u) < 5 * math.sqrt(u * (1 - u) / crowds)
