"""The core accounting has a second implementation: the pure Mesa model of the benchmark. Both must agree.

With the compiled model's own draws they agree person by person, dollar by dollar. With
Python's generator they agree within Monte Carlo error, which is a test of the draws. The
numpy rules of the benchmark are a third implementation of the rules that can be vectorised.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from benchmarks import numpy_year, plain_numpy
from benchmarks.pure_mesa import PureMesaModel
from scipy.special import stdtrit
from studies import SHIPPED

from sim.core import population
from sim.core.columns import N_CELLS, Stage
from sim.core.plan import Plan, Targeting
from sim.core.tallies import Market, Tally
from sim.core.world import Run, grow, run, step
from sim.study.compile import compile_plan, partnership_bits
from sim.study.scenario import load_study

FALSE_ALARMS = 1e-3
"""Chance that the statistical test fails although both implementations draw alike, over all its rates."""

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
    "earns (USD)": (Tally.WAGES_HERE, Tally.EMPLOYED_HERE),
    "lives here after five years": (Tally.LIVES_HERE_5, Tally.LEFT_5),
    "works here after ten years": (Tally.WORKS_HERE_10, Tally.LEFT_10),
    "has a bachelor's degree at 26": (Tally.AGE_26_BACHELOR, Tally.AGE_26),
    "moved away with the family": (Tally.MOVED_OUT, Tally.ARRIVED),
    "lives elsewhere": (Tally.AWAY, Tally.ARRIVED),
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
    assert_the_same(small_plan(study, option, years=7, scale=0.015))


def test_two_implementations_agree_on_what_the_shipped_options_do_not_use(study):
    plan = small_plan(study, 3, years=6, scale=0.03)
    p, shocks = plan.partnerships, plan.shocks
    rows = np.arange(len(p.bit))
    adults, gate = p.adults.copy(), p.minimum_academic.copy()
    adults[rows[-1]], gate[0] = 1, -0.2
    jobs_factor, demand = shocks.jobs_factor.copy(), shocks.demand.copy()
    jobs_factor[2:, :40], demand[3:, 60] = 0.3, 20.0
    unusual = p._replace(
        targeting=((rows + 1) % len(Targeting)).astype(np.uint8),
        target_share=np.full(len(rows), 0.5),
        target_group=np.tile(np.arange(N_CELLS) % 2, (len(rows), 1)).astype(np.uint8),
        adults=adults,
        minimum_academic=gate,
        seats=p.seats * 2.0,
        coordinators=np.full(plan.years, 0.3),
        budget=np.full(plan.years, np.inf),
    )
    shocked = shocks._replace(jobs_factor=jobs_factor, demand=demand)
    compiled = assert_the_same(replace(plan, partnerships=unusual, shocks=shocked))
    assert (compiled.delivery[:, :, 2].sum(axis=1) > 0).sum() >= 3


def assert_the_same(plan: Plan) -> Run:
    """Both implementations give every person the same life and every account the same entry."""
    compiled, mesa = run(grow(plan)), PureMesaModel(plan, keyed=True).run()
    assert differences(compiled.tallies, mesa.tallies, Tally) == []
    assert differences(compiled.market, mesa.market, Market) == []
    np.testing.assert_array_equal(mesa.delivery, compiled.delivery)
    np.testing.assert_allclose(mesa.costs, compiled.costs, rtol=1e-12)
    assert compiled.tallies[:, Tally.EMPLOYED_HERE].sum() > 0
    for key, bits in zip(compiled.key.tolist(), compiled.lives.T, strict=True):
        entered = (key >> 56) - 64
        lived = [0] * max(0, entered) + mesa.lives.get(key, [])[max(0, -entered) :]
        assert bits.tolist() == lived + [0] * (plan.years - len(lived)), f"person {key}"
    return compiled


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


def test_numpy_rules_decide_as_the_compiled_ones(study):
    nothing_new = (replace(study[0], partnerships={}),)
    world = grow(small_plan(nothing_new, 0, years=6, scale=0.05))
    for _ in range(3):
        step(world)
    first, last = world.window
    draw = plain_numpy.keyed(world.people.key[first:last], world.year, world.k0, world.k1)
    seen = []

    def check(rule: str, compiled, own) -> None:
        seen.append(rule)
        for name, column in compiled.people._asdict().items():
            ours, theirs = column[first:last], getattr(own.p, name)
            close = np.isclose(ours, theirs, rtol=1e-4, atol=1e-4)
            apart = ~close if ours.dtype == np.float32 else ours != theirs
            assert not apart.any(), f"{rule} {name}: {int(apart.sum())} persons differ"
        np.testing.assert_array_equal(compiled.firms.young, own.young)
        if rule == "accounts":
            for name, counts in own.counts.items():
                np.testing.assert_array_equal(
                    counts, compiled.tallies[compiled.year, Tally[name]], err_msg=name
                )

    numpy_year.same_year(world, draw, check)
    assert seen == ["schooling", "choice", "progress", "careers", "residence", "accounts"]


def test_numpy_philox_is_the_compiled_one(study):
    plan = small_plan(study, 0, years=1, scale=0.01)
    world = grow(plan)
    rows = np.flatnonzero(world.people.stage == Stage.SCHOOL)[:50]
    ours = plain_numpy.keyed(world.people.key, 3, world.k0, world.k1)(9, rows)
    for column, row in enumerate(rows):
        words = population.uniforms(world.people.key[row], 3, 9, world.k0, world.k1)
        np.testing.assert_array_equal(ours[:, column], words)
