"""Every card says what the model can live with, and other values are held to it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.study.evidence.card import EvidenceError, build_card, load_cards, read_yaml
from sim.study.evidence.overrides import used_parameters
from sim.study.load.scenario import check
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Mark
from sim.study.reading.quantities import Quantity
from sim.study.scenario.tree import as_node

CARDS = load_cards()
FURTHEST = (2.0**-53, 1.0 - 2.0**-53)
"""The outermost uniforms that a draw can have."""
CLIPPED = {"matching.skill_half_life", "search.carry"}
"""Cards whose bounds are part of what they say, and clip some draws."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


def stated(name, value):
    """Messages about a value that a scenario states for a card."""
    found = Diagnostics()
    evidence = {"grade": "E", "source": "ours"}
    tree = as_node(
        {"parameters": {name: {"value": value, "evidence": evidence}}}, Mark(path=Path("one.yaml"))
    )
    used = used_parameters(tree, found)
    return used, found.errors


def filled(card, number):
    return number if isinstance(card.value, Quantity) else [number] * len(card.value)


@pytest.mark.parametrize("name", CARDS)
def test_every_card_has_bounds_that_it_keeps(name):
    card = CARDS[name]
    assert card.bounds is not None
    low, high = card.bounds
    assert math.isfinite(low)
    assert math.isfinite(high)
    span = high - low
    for beyond in (low - 0.001 * span, high + 0.001 * span, low - 1e9, high + 1e9):
        used, errors = stated(name, filled(card, beyond))
        assert not used
        assert [error.code for error in errors] == ["SIM014"]
        assert "it must be at least" in errors[0].message
        assert name in errors[0].message
    for inside in (low, high) if not card.whole else ():
        assert not stated(name, filled(card, inside))[1]
    own = card.value.text if isinstance(card.value, Quantity) else list(card.value)
    central = card.draw(None)
    for accepted in (own, central if isinstance(central, float) else list(card.value)):
        assert not stated(name, accepted)[1]


@pytest.mark.parametrize("name", sorted(set(CARDS) - CLIPPED))
def test_bounds_change_no_draw(name):
    card = CARDS[name]
    free = card.model_copy(update={"bounds": None})
    for u in FURTHEST:
        assert card.draw(u) == free.draw(u)


def test_tails_without_an_end_are_clipped_and_fat_ones_refused():
    assert not stated("careers.raise_rate", "~normal(0.02, 0.02)")[1]
    assert stated("careers.raise_rate", "~normal(0.02, 0.2)")[1]
    assert stated("careers.raise_rate", "~uniform(0.02, 0.2)")[1]
    used, _ = stated("careers.raise_rate", "~normal(0.02, 0.02)")
    drawn = [CARDS["careers.raise_rate"].draw(u, used["careers.raise_rate"]) for u in FURTHEST]
    assert tuple(drawn) == CARDS["careers.raise_rate"].bounds


def test_a_card_whose_value_lies_outside_its_bounds_is_refused():
    text = "x:\n  symbol: x\n  meaning: m\n  unit: share\n  value: 0.5\n  bounds: [0, 0.4]\n"
    body = read_yaml(text + "  source: s\n  design: judgement\n  grade: E\n", "cards/x.yaml")["x"]
    with pytest.raises(EvidenceError, match="outside the bounds"):
        build_card("rule.x", body, {})


def test_absurd_parameters_of_a_scenario_are_refused_where_they_stand(folder):
    rows = {"economy.commuter_exit": "1000000", "careers.separation": "-3", "matching.apprentice_wage": "0",
            "economy.adjustment": "1e15", "economy.automation": "[0.5, 7, 0.2]"}  # fmt: skip
    text = (
        HEAD
        + "parameters:\n"
        + "".join(
            f"  {name}: {{value: {value}, evidence: {{grade: E, source: nobody}}}}\n"
            for name, value in rows.items()
        )
    )
    errors = check(write(folder, text)).errors
    assert [(error.code, error.line) for error in sorted(errors, key=lambda e: e.line)] == [
        ("SIM014", line) for line in range(5, 10)
    ]
