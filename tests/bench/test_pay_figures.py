"""Figures of pay by hand, and the fit of the intercepts on a made-up law of which the answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.bench.calibrate.pay import LINKS, Link, fitted
from sim.bench.facts.fact import load_facts, read_facts
from sim.bench.pay import (
    FEWEST,
    STATISTICS,
    Workers,
    below_degree,
    over_diploma,
    over_published,
    over_white,
    within,
    women_over_men,
)
from sim.core.columns import ETHNICITY, FIELDS, Credential
from sim.study.evidence.card import load_cards
from sim.study.evidence.literature import EvidenceError

DIPLOMA, BACHELOR = int(Credential.DIPLOMA), int(Credential.BACHELOR)


def workers(wage, **columns) -> Workers:
    """Workers of 30 with a diploma in entry jobs of the first field, unless said otherwise."""
    many = len(wage)
    usual = {"age": 30, "sex": 0, "ethnicity": 0, "credentials": DIPLOMA, "studied": 0, "level": 0}
    usual |= {"field": 0, "median": 40.0}
    values = {name: np.broadcast_to(np.asarray(value), many) for name, value in (usual | columns).items()}
    return Workers(np.asarray(wage, np.float64), **values)


def test_medians_by_education_are_of_25_to_34_and_by_the_highest():
    both = DIPLOMA | BACHELOR
    w = workers([10, 20, 30, 60, 99, 99], credentials=[DIPLOMA, DIPLOMA, DIPLOMA, both, both, 0],
                age=[25, 30, 34, 30, 40, 24])  # fmt: skip
    assert over_diploma("bachelor")(w) == 3.0
    assert math.isnan(over_diploma("none")(w)), "nobody of that age is without one"


def test_percentiles_are_taken_within_field_and_level_and_small_cells_left_out():
    spread = np.linspace(50.0, 150.0, 101)
    wage = np.concatenate([spread, 1000.0 * spread, [1e9]])
    w = workers(wage, level=[0] * 101 + [2] * 101 + [1])
    assert within(90)(w) == pytest.approx(1.4)
    assert within(10)(w) == pytest.approx(0.6)
    assert math.isnan(within(50)(workers([1.0] * (FEWEST - 1))))


def test_groups_are_set_against_each_other():
    w = workers([10, 20, 30, 40], sex=[1, 0, 1, 0], ethnicity=[0, 0, 1, 1], age=[20, 20, 30, 30])
    assert women_over_men((18, 24))(w) == 0.5
    assert women_over_men((18, 99))(w) == pytest.approx(20 / 30)
    assert over_white("black")(w) == pytest.approx(35 / 15)
    assert over_published(0)(w) == pytest.approx(25 / 40)


def test_graduates_below_their_degree():
    stem = FIELDS.index("computing")
    w = workers([1] * 5, credentials=[BACHELOR] * 4 + [DIPLOMA], level=[2, 1, 0, 2, 0],
                age=[23, 23, 40, 23, 23], studied=[stem, 0, 0, 0, 0])  # fmt: skip
    assert below_degree((18, 99))(w) == 0.5
    assert below_degree((22, 27))(w) == pytest.approx(1 / 3)
    assert below_degree((18, 99), stem=True)(w) == 0.0


def test_the_fit_finds_the_numbers_of_a_known_law():
    rng = np.random.default_rng(1)
    luck, sex, ethnicity = rng.normal(size=4000), rng.integers(0, 2, 4000), rng.integers(0, 2, 4000)

    def live(values):
        logs = values["population.ability_spread"] * luck + values["matching.gap_pay"][1] * ethnicity
        logs = logs + values["matching.gap_pay_female"] * sex + values["matching.wage_level"][0]
        return [workers(40.0 * np.exp(logs), sex=sex, ethnicity=ethnicity, age=20)] * 2

    start = {
        "matching.wage_level": (0.5, 0.0, 0.0), "population.ability_spread": 0.1,
        "matching.gap_pay_female": 0.0, "matching.gap_pay_female_year": -0.01,
        "matching.gap_pay": (0.0,) * len(ETHNICITY),
    }  # fmt: skip
    found = fitted(start, live, rounds=30)
    spread, ratio = found["population.ability_spread"], 1.547 / 0.671
    seen = live(found)[0]
    assert within(90)(seen) / within(10)(seen) == pytest.approx(ratio, rel=0.01)
    assert 0.25 < spread < 0.4
    assert women_over_men((18, 24))(seen) == pytest.approx(0.941, rel=0.01)
    assert over_white("black")(seen) == pytest.approx(0.811, rel=0.01)
    assert over_published(0)(seen) == pytest.approx(1.0, rel=0.01)
    assert found["matching.gap_pay_female_year"] == -0.01, "nobody of that age, nothing to fit to"
    assert start["population.ability_spread"] == 0.1


def test_what_is_fitted_says_so():
    cards = load_cards()
    for link in LINKS:
        assert cards[link.card].design == "calibration", link.card
        assert isinstance(link, Link)


def test_facts_of_pay_name_a_figure_that_is_made():
    named = {fact.pay for fact in load_facts().values() if fact.kind == "pay"}
    assert named == set(STATISTICS)
    text = "one:\n  theme: wages\n  label: A\n  kind: {kind}\n  {more}\n  note: None.\n"
    for kind, more in (
        ("pay", "pay: no_such_figure"),
        ("level", "pay: women_over_men"),
        ("pay", "unit: share"),
    ):
        with pytest.raises(EvidenceError):
            read_facts(text.format(kind=kind, more=more))
