"""Effects of a trial by hand: forty winners, forty losers, two worlds."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.bench.trials.compare import FEWEST, effects_found
from sim.bench.trials.trial import Published
from sim.bench.trials.worlds import Randomised
from sim.core.state import Lots

HALF = 40
WON = np.arange(2 * HALF) < HALF


def lived(treated: np.ndarray, usual: np.ndarray, uses: np.ndarray = WON, unit: str = "individual"):
    """The two worlds as they were watched; NaN = lost from sight."""
    lots = Lots(np.arange(2 * HALF), WON, uses)
    groups = {"all": np.ones(2 * HALF, bool), "female": np.arange(2 * HALF) % 2 == 0, "male": WON & ~WON}
    trial = SimpleNamespace(unit=unit)
    drawn, undrawn = (
        SimpleNamespace(
            lots=lots, groups=groups, trial=trial, outcome=lambda name, after, values=values: values
        )
        for values in (treated.astype(float), usual.astype(float))
    )
    return Randomised(drawn, undrawn, {})


def effect(both, **changes):
    row = {"outcome": "graduated", "after": 1, "effect": 1.0, "se": 1.0, "unit": "points", "evidence": "ME02"}
    return effects_found(SimpleNamespace(published=[Published(**(row | changes))]), both)[0]


def test_the_luck_of_the_lots_is_taken_out_and_nothing_else():
    """Winners would have had 30 of 40 anyway, losers 20; the programme makes 4 more of the winners."""
    usual = np.concatenate([np.arange(HALF) < 30, np.arange(HALF) < 20])
    treated = np.concatenate([np.arange(HALF) < 34, np.arange(HALF) < 20])
    found = effect(lived(treated, usual))
    assert found.effect == pytest.approx(10.0)
    assert found.plain == pytest.approx(35.0)
    assert found.paired == pytest.approx(10.0)
    assert found.control == pytest.approx(0.5)
    gained = treated[:HALF].astype(float) - usual[:HALF]
    assert found.error == pytest.approx(100 * gained.std(ddof=1) / np.sqrt(HALF))


def test_per_cent_is_of_the_losers_mean_and_a_treated_effect_over_the_use():
    usual = np.full(2 * HALF, 20_000.0)
    treated = np.where(WON, 23_000.0, 20_000.0)
    money = {"outcome": "earnings", "unit": "percent"}
    assert effect(lived(treated, usual), **money).effect == pytest.approx(15.0)
    assert effect(lived(treated, usual), outcome="earnings", unit="USD").effect == pytest.approx(3_000.0)
    uses = WON & (np.arange(2 * HALF) < HALF // 2)
    found = effect(lived(treated, usual, uses), estimand="TOT", **money)
    assert found.use == pytest.approx(0.5)
    assert found.effect == pytest.approx(30.0)


def test_what_others_lose_is_counted_over_losers_who_had_nothing():
    usual, treated = np.ones(2 * HALF), np.ones(2 * HALF)
    treated[HALF : HALF + 4] = 0.0
    found = effect(lived(treated, usual), estimand="spillover")
    assert found.effect == pytest.approx(-10.0)


def test_of_a_pathway_the_losers_are_those_who_were_moved():
    usual, treated = np.ones(2 * HALF), np.ones(2 * HALF)
    treated[HALF : HALF + 8] = 0.0
    found = effect(lived(treated, usual, unit="pathway"))
    assert found.effect == found.paired == pytest.approx(20.0)


def test_who_is_lost_from_sight_counts_in_neither_group_and_few_are_not_compared():
    usual, treated = np.zeros(2 * HALF), np.where(WON, 1.0, 0.0)
    usual[:5] = treated[HALF : HALF + 3] = np.nan
    found = effect(lived(treated, usual))
    assert (found.winners, found.losers) == (HALF - 5, HALF - 3)
    assert found.effect == pytest.approx(100.0)
    assert not effect(lived(treated, usual), group="male").seen
    usual[: HALF - FEWEST + 1] = np.nan
    assert not effect(lived(treated, usual)).seen
