"""Who lives in the home state: whoever lives here does, shares of 0 and 1 hold, the draw moves no life."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_world import live, observe, plan_of, same_bytes, small_region

from sim.bench.calibrate.regions import LINKS, calibrate
from sim.core.columns import Place, Stage, Studied
from sim.core.tallies import Tally as T
from sim.core.world import grow, run

SHARES = (
    "choice.away_in_state",
    "residence.leave_in_state",
    "residence.leave_in_state_bachelor",
    "residence.stay_in_state",
    "residence.back_in_state",
)
OF_STATE = (T.TO_COLLEGE_IN_STATE, T.STUDIED_IN_STATE, T.STUDIED_IN_STATE_STAYED, T.AGE_26_IN_STATE)
NOT_IN_LIFE = (Stage.PENDING, Stage.GONE, Stage.AGED)
REGION = small_region(tens=20)
MOBILE = {"residence.leave": -2.0, "residence.come_back": -1.5, "progress.service_years": 2.0}


def plan(value: float | None = None, **changes):
    """The small region with much moving, every share of the state set to ``value``."""
    shares = {} if value is None else dict.fromkeys(SHARES, value)
    return plan_of(REGION, **(MOBILE | shares | changes))


def totals(result) -> np.ndarray:
    """Tallies over all years and cells."""
    return result.tallies.sum(axis=(0, 2))


def test_who_lives_here_lives_in_the_state_after_every_rule(monkeypatch):
    seen = set()

    def check(rule, world):
        people = world.people
        alive = np.isin(people.stage, NOT_IN_LIFE, invert=True)
        here = alive & (people.place == Place.LOCAL)
        assert (people.in_state[here] == 1).all(), rule
        assert (people.in_state[people.stage == Stage.MILITARY] == 0).all(), rule
        studying = people.place == Place.AWAY_STUDY
        expected = np.where(people.in_state[studying], Studied.IN_STATE, Studied.OTHER_STATE)
        assert (people.studied[studying] == expected).all(), rule
        seen.update(people.in_state[alive & ~here & ~studying].tolist())

    observe(monkeypatch, check)
    run(grow(plan()))
    assert seen == {0, 1}


def test_who_came_back_is_in_the_state_again(monkeypatch):
    before, returned = {}, []

    def check(rule, world):
        if rule == "careers":
            before["out"] = world.people.in_state == 0
        if rule == "residence":
            back = before["out"] & (world.people.place == Place.LOCAL) & (world.people.stage == Stage.SEEK)
            returned.append(world.people.in_state[back])

    observe(monkeypatch, check)
    run(grow(plan()))
    back = np.concatenate(returned)
    assert len(back) > 20
    assert (back == 1).all()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_shares_of_none_and_of_all(share, monkeypatch):
    def check(rule, world):
        people = world.people
        away = np.isin(people.stage, (*NOT_IN_LIFE, Stage.MILITARY), invert=True)
        away &= people.place != Place.LOCAL
        if rule == "residence":
            assert (people.in_state[away] == share).all()

    observe(monkeypatch, check)
    total = totals(run(grow(plan(share))))
    assert total[T.AGE_26] > total[T.AGE_26_HERE] > 0
    if share:
        assert total[T.TO_COLLEGE_IN_STATE] == total[T.TO_TWO_YEAR] + total[T.TO_FOUR_YEAR]
        assert total[T.AGE_26_HERE] < total[T.AGE_26_IN_STATE] <= total[T.AGE_26]
    else:
        assert total[T.AGE_26_IN_STATE] == total[T.AGE_26_HERE]
        assert total[T.STUDIED_IN_STATE] == total[T.STUDIED_HERE]
        assert total[T.STUDIED_IN_STATE_STAYED] == total[T.STUDIED_HERE_STAYED]


def test_the_draw_moves_no_life():
    none, everyone = live(plan(0.0)), live(plan(1.0))
    assert same_bytes(none, everyone) == ["tallies"]
    apart = {T(int(tally)) for tally in np.unique(np.argwhere(none.tallies != everyone.tallies)[:, 1])}
    assert apart == set(OF_STATE)


def test_shares_are_those_of_the_cards():
    """One share at a time, others at 0: the tally follows it within four standard errors."""
    total = totals(live(plan(0.0, **{"choice.away_in_state": 0.3})))
    college = total[T.TO_TWO_YEAR] + total[T.TO_FOUR_YEAR]
    local = totals(live(plan(0.0)))[T.TO_COLLEGE_IN_STATE]
    away, found = college - local, total[T.TO_COLLEGE_IN_STATE] - local
    assert away > 300
    assert abs(found / away - 0.3) < 4 * np.sqrt(0.3 * 0.7 / away)


@pytest.mark.parametrize(("card", "degree"), [(SHARES[1], False), (SHARES[2], True)])
def test_leavers_with_and_without_a_degree_go_by_their_own_share(card, degree):
    nobody_studies_away = {"choice.away": (-9.0,) * 7 + (9.0,)}
    base = totals(live(plan(0.0, **nobody_studies_away)))
    one = totals(live(plan(0.0, **nobody_studies_away, **{card: 1.0})))
    graduates = one[T.STUDIED_IN_STATE_STAYED] - base[T.STUDIED_IN_STATE_STAYED]
    everybody = one[T.AGE_26_IN_STATE] - base[T.AGE_26_IN_STATE]
    assert everybody > 0
    assert (graduates > 0) == degree


def test_a_region_is_fitted_to_its_own_share_of_college_in_the_state():
    def simulate(values):
        total = totals(live(plan(**values)))
        college = total[T.TO_TWO_YEAR] + total[T.TO_FOUR_YEAR]
        return {("college_in_state", "all"): float(total[T.TO_COLLEGE_IN_STATE] / college)}

    link = next(link for link in LINKS if link.indicator == "college_in_state")
    start, targets = {link.card: 0.9}, {("college_in_state", "all"): 0.75}
    _, (fit,) = calibrate(start, targets, simulate, rounds=9, links=(link,))
    assert abs(fit.started - fit.target) > 0.5
    assert fit.simulated == pytest.approx(fit.target, abs=0.05)


def test_in_a_closed_region_nobody_leaves_the_state():
    total = totals(live(replace(plan(0.0), closed_region=True)))
    assert total[T.AGE_26_IN_STATE] == total[T.AGE_26] > 0
