"""Case 58: values of parameters that were allowed and absurd gave negative tallies or infinities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_world import club, internship, live, plan_of, small_region
from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.core.tallies import OF_EITHER_SIGN
from sim.study.evidence.card import load_cards
from sim.study.load.scenario import check
from sim.study.reading.quantities import Quantity

CARDS = load_cards()
ABSURD = """\
parameters:
  economy.commuter_exit: {value: 1000000, evidence: {grade: E, source: nobody}}
  careers.separation: {value: -3, evidence: {grade: E, source: nobody}}
  matching.apprentice_wage: {value: 0, evidence: {grade: E, source: nobody}}
  economy.adjustment: {value: 1e15, evidence: {grade: E, source: nobody}}
"""


def test_each_is_refused_where_it_stands_with_the_range(tmp_path):
    errors = check(write(study_folder(tmp_path), HEAD + ABSURD)).errors
    assert [(error.code, error.line) for error in errors] == [("SIM014", line) for line in (5, 6, 7, 8)]
    assert "at least 0 % and at most 90 %" in errors[0].message


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("rule", sorted({name.partition(".")[0] for name in CARDS}))
def test_worlds_survive_the_ends_of_the_bounds(rule, end):
    town = small_region(tens=1, employers=20, years=2)
    rows = [club(channels={"interest": 0.3, "persistence": 0.5}), internship(bit=1, first_grade=9)]
    for name, card in CARDS.items():
        if name.partition(".")[0] == rule:
            value = float(card.bounds[end])
            whole = value if isinstance(card.value, Quantity) else (value,) * len(card.value)
            run = live(plan_of(town, rows, offers=10.0, **{name: whole}))
            assert (run.tallies >= 0).all(), name
            assert (np.delete(run.market, OF_EITHER_SIGN, axis=-1) >= 0).all(), name
            assert math.isfinite(float(run.costs.sum())), name
