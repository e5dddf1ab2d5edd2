"""Laws 5 to 9: what two worlds of one study may differ in, and the money that makes the difference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import club, internship, live, observe, placebo, plan_of, small_region

from sim.core.columns import CHANNELS, INGREDIENTS, N_CELLS, PAYERS, Life
from sim.core.plan import Targeting
from sim.core.tallies import Tally
from sim.core.world import grow
from sim.lives.pairing import pair, passed
from sim.outcomes.accounts import present_value
from sim.outcomes.headline import OUTCOMES, line, persons_lines

NOT_SERVED = np.uint8(255 - Life.SERVED)
FEW = settings(deadline=None, max_examples=6)


# Law 5: with room for all, nobody outside the programme has a different life


def test_law_5_no_other_life_changes_when_there_is_room_for_all():
    region = small_region(years=12)
    strong = {"academic": 1.0, "technical": 1.5, "employability": 1.0, "persistence": 2.0, "attachment": 1.0}
    rows = [club(seats=1e6, take_up=0.3, channels=strong), internship(bit=1, seats=1e6, first_grade=9)]
    room = {"unlimited_vacancies": True, "partnerships.brand_gain": 0.0}
    start = grow(plan_of(region))
    without, with_all = live(plan_of(region, **room), start), live(plan_of(region, rows, **room), start)
    reached = (np.asarray(without.served) != np.asarray(with_all.served)).any(axis=0)
    changed = (without.lives != with_all.lives).any(axis=0)
    assert np.count_nonzero(changed & reached) > 300
    assert np.count_nonzero(changed & ~reached) == 0
    lines = pair(without, with_all)
    assert line("displaced", lines).sum() == line("helped", lines).sum() == 0


def test_law_5_holds_with_hosts_in_common_unless_employers_learn():
    """Employers who learn from the option's guests host others too, or no more.

    So the law asks that they have hours for all, and neither learn, by themselves or from each other, nor
    gain a name by taking part. Here a hire is worth a fortune, so that learning shows.
    """
    region = small_region(years=12)
    close = {"channels": {"acquaintance": 1.0, "technical": 0.5}, "seats": 1e6}
    usual = internship(bit=2, take_up=0.9, first_grade=11, **close)
    rows = [internship(bit=1, take_up=0.3, first_grade=10, last_grade=12, **close)]
    room = {
        "unlimited_vacancies": True, "partnerships.brand_gain": 0.0, "partnerships.hours_per_100_jobs": 1e7,
        "partnerships.join_threshold": 50.0, "partnerships.recruiting": 1e6,
    }  # fmt: skip
    changed = {}
    for learning in (0.0, 1.0):
        with_it = room | {"partnerships.learning": learning, "partnerships.peers": learning}
        start = grow(plan_of(region, **with_it))
        without, both = (live(plan_of(region, some, **with_it), start) for some in ([usual], [usual, *rows]))
        own = ((np.asarray(both.served) >> np.uint32(1)) & 1).any(axis=0)
        changed[learning] = np.count_nonzero((without.lives != both.lives).any(axis=0) & ~own)
    assert changed[0.0] == 0
    assert changed[1.0] > 0


def test_law_5_is_not_empty_others_change_when_vacancies_are_few(baseline, option):
    lines = pair(baseline, option)
    assert line("displaced", lines).sum() > 0
    assert line("helped", lines).sum() > 0


# Law 6: no vacancies, no net effect; a closed region keeps everybody


def test_law_6_without_vacancies_no_programme_makes_employment(town, town_start, option_rows):
    plans = [plan_of(town, rows, no_vacancies=True, offers=20.0) for rows in ([], option_rows)]
    without, with_both = (live(plan, town_start) for plan in plans)
    work = np.uint8(Life.WORKS_HERE | Life.TARGET_JOB)
    assert (without.lives & work).any()
    np.testing.assert_array_equal(without.lives & work, with_both.lives & work)
    assert (np.asarray(without.served) != np.asarray(with_both.served)).any()
    assert not line("net", pair(without, with_both)).any()


ADULTS = {"adults": 1, "seats": 3_000.0}
"""Seats for all who may come: few of those who hold a job leave the region, and skill moves few of these."""
SKILLED = dict.fromkeys((name for name in CHANNELS if name != "attachment"), 0.5) | {"technical": 2.0}


@pytest.mark.parametrize(
    ("channels", "awards", "gains", "loses"),
    [
        ({"attachment": 0.6}, 0, True, False),
        ({"attachment": -0.6}, 0, False, True),
        (SKILLED, 2, False, True),
    ],
)
def test_law_6_adults_keep_or_leave_jobs_they_hold_by_staying_or_leaving_alone(
    town, channels, awards, gains, loses
):
    """Without vacancies nobody is hired; what changes is whether somebody who has a job stays in the region.

    Ties keep people here. Skills and credentials raise what they would earn elsewhere, and take people away.
    Where leaving depends on neither, no life at work changes.
    """
    rows = [club(**ADULTS, channels=channels, awards=awards, pass_rate=0.9 if awards else 0.0)]
    for cards, moves in (
        ({}, True),
        ({"residence.leave_attachment": 0.0, "residence.leave_gain": 0.0}, False),
    ):
        start = grow(plan_of(town, **cards))
        without, with_it = (
            live(plan_of(town, some, no_vacancies=True, **cards), start) for some in ([], rows)
        )
        before, after = (one.lives & np.uint8(Life.WORKS_HERE) > 0 for one in (without, with_it))
        assert (after & ~before).any() == (gains and moves)
        assert (before & ~after).any() == (loses and moves)
        assert not (with_it.lives[1:] & ~with_it.lives[:-1] & np.uint8(Life.WORKS_HERE)).any(), (
            "a job from nowhere"
        )


def test_law_6_a_region_that_never_had_vacancies_employs_nobody(town, option_rows):
    lived = live(plan_of(town, option_rows, no_vacancies=True, offers=20.0))
    assert not (lived.lives & np.uint8(Life.WORKS_HERE)).any()
    assert lived.tallies[:, Tally.EMPLOYED_HERE].sum() == 0


@pytest.mark.parametrize("programmes", [False, True])
def test_law_6_a_closed_region_keeps_everybody(programmes, option_rows):
    region = small_region(years=14)
    closed = live(plan_of(region, option_rows if programmes else [], closed_region=True))
    total = closed.tallies.sum(axis=2)
    for left, here in (
        (Tally.LEFT_1, Tally.LIVES_HERE_1),
        (Tally.LEFT_5, Tally.LIVES_HERE_5),
        (Tally.LEFT_10, Tally.LIVES_HERE_10),
    ):
        assert total[:, left].min() > 0
        np.testing.assert_array_equal(total[:, left], total[:, here])
    assert not total[:, [Tally.AWAY, Tally.MOVED_OUT, Tally.TO_COLLEGE_ELSEWHERE, Tally.TO_MILITARY]].any()


# Law 7: the five lines, counted over persons


@FEW
@given(
    seats=st.integers(0, 200),
    strength=st.floats(-1.0, 1.0),
    offers=st.integers(0, 30),
    seed=st.integers(0, 2**32 - 1),
)
def test_law_7_five_lines_add_up(seats, strength, offers, seed):
    region = small_region(tens=1, years=5)
    channels = dict.fromkeys(CHANNELS, strength)
    start = grow(plan_of(region, seed=seed))
    without = live(plan_of(region, seed=seed), start)
    rows = [internship(seats=float(seats), first_grade=9, channels=channels)]
    with_it = live(plan_of(region, rows, seed=seed, offers=float(offers)), start)
    lines = pair(without, with_it)
    bit = np.uint8(Life.TARGET_JOB)
    for year in range(region.kindergarten.size):
        then, now = without.lives[year] & bit > 0, with_it.lives[year] & bit > 0
        got = with_it.served[year] != without.served[year]
        count = {
            "placed": now[got].sum(),
            "anyway": then[got].sum(),
            "displaced": (then & ~now & ~got).sum(),
            "helped": (now & ~then & ~got).sum(),
            "net": now.sum() - then.sum(),
        }
        for name, expected in count.items():
            assert line(name, lines)[year].sum() == expected, name
        assert count["net"] == count["placed"] - count["anyway"] - count["displaced"] + count["helped"]


# Law 8: a placebo changes only the accounts; targeting changes who, not how many


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a real activity"])
def test_law_8_a_placebo_changes_only_the_accounts(town, town_start, beside):
    real = [internship(bit=1, needs_employer=0, first_grade=9, seats=1e6)] if beside else []
    without = live(plan_of(town, real), town_start)
    with_it = live(plan_of(town, [*real, placebo(seats=500.0)]), town_start)
    np.testing.assert_array_equal(without.lives & NOT_SERVED, with_it.lives & NOT_SERVED)
    served = [Tally.SERVED, Tally.SERVED_AWARENESS, Tally.SERVED_EXPLORATION, Tally.SERVED_EXPERIENCE]
    others = [tally for tally in Tally if tally not in served]
    np.testing.assert_array_equal(without.tallies[:, others], with_it.tallies[:, others])
    np.testing.assert_array_equal(without.market, with_it.market)
    lines = dict(persons_lines(pair(without, with_it), passed(without, with_it)))
    same = ("net", "displaced", "helped", "winners", "losers", "passed")
    moved = [n for n in lines if n.split(".")[1] in same or ".from_" in n]
    assert len(moved) == 19
    assert not any(lines[name].any() for name in moved)
    for outcome in OUTCOMES:
        assert lines[f"{outcome}.placed"].any()
        np.testing.assert_array_equal(lines[f"{outcome}.placed"], lines[f"{outcome}.anyway"])
    assert with_it.costs[-1].sum() > 0
    assert (np.asarray(without.served) != np.asarray(with_it.served)).any()


def test_law_8_targeting_changes_who_not_how_many(town, town_start):
    poor = np.arange(N_CELLS) % 2
    runs = {}
    for how in Targeting:
        share = 0.7 if how == Targeting.RESERVED else 0.0
        row = club(targeting=int(how), target_group=poor, target_share=share, seats=20.0, no_show=0.0)
        runs[how] = live(plan_of(town, [row]), town_start)
    usual = runs[Targeting.OPEN]
    assert (usual.delivery[0, :, 2] == 20).all()
    for one in runs.values():
        np.testing.assert_array_equal(one.delivery, usual.delivery)
        np.testing.assert_array_equal(one.costs, usual.costs)
    assert len({np.asarray(one.served).tobytes() for one in runs.values()}) == 4
    low = [runs[how].tallies[:, Tally.SERVED, 1::2].sum() for how in (Targeting.LOTTERY, Targeting.BY_NEED)]
    assert low[1] > low[0]
    assert runs[Targeting.RESERVED].tallies[:, Tally.SERVED, 1::2].sum(axis=1).min() >= 14


# Law 9: money is conserved


def test_law_9_by_ingredient_by_payer_and_from_the_seats(town, town_start, option_rows, monkeypatch):
    filled = []
    observe(
        monkeypatch,
        lambda rule, world: filled.append(np.diff(world.seats.first)) if rule == "seats" else None,
    )
    plan = plan_of(town, option_rows, offers=20.0)
    lived = live(plan, town_start)
    seats = np.array(filled).T
    assert (seats.sum(axis=1) > 0).all()
    due = seats * 1_000.0 + 10_000.0
    np.testing.assert_allclose(lived.costs.sum(axis=(2, 3)), due, rtol=1e-12)
    by_ingredient, by_payer = lived.costs.sum(axis=(0, 1, 3)), lived.costs.sum(axis=(0, 1, 2))
    np.testing.assert_allclose([by_ingredient.sum(), by_payer.sum()], due.sum(), rtol=1e-12)
    shares = {
        ("coordination", "grant"): 0.31,
        ("employer_staff", "employers"): 0.47,
        ("transport", "families"): 0.22,
    }
    for (ingredient, payer), share in shares.items():
        assert by_ingredient[INGREDIENTS.index(ingredient)] == pytest.approx(due.sum() * share)
        assert by_payer[PAYERS.index(payer)] == pytest.approx(due.sum() * share)


def test_law_9_the_discounted_sum_reconciles(option):
    yearly = option.costs.sum(axis=(0, 2, 3))
    expected = sum(amount / 1.03**year for year, amount in enumerate(yearly))
    assert present_value(yearly) == pytest.approx(expected, rel=1e-12)
    assert present_value(yearly, 0.0) == pytest.approx(yearly.sum(), rel=1e-12)


@pytest.mark.parametrize("budget", [0.0, 9_000.0, 12_000.0, 1e9])
def test_law_9_public_cost_stays_within_the_budget(town, town_start, budget):
    """Only the grant's part of the first club counts: employers, families and the second are outside."""
    rows = [club(seats=30.0, no_show=0.0), club(bit=1, seats=30.0, no_show=0.0, in_budget=0)]
    lived = live(plan_of(town, rows, budget=budget), town_start)
    fixed = 3_100.0
    public = lived.costs[0, :, :, PAYERS.index("grant")].sum(axis=1)
    assert (public <= max(budget, fixed) + 1e-6).all()
    assert (lived.delivery[1, :, 1] == 30).all()
    assert (lived.delivery[0, :, 1] == min(30, max(0, (budget - fixed) // 310.0))).all()
