"""Options against each other, what is left after a programme, and the tables of the headline."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from report_sample import retold, sample

from sim.analysis.between import MOST_PAIRED, NO_TWO, apart, between_table, gaps_between
from sim.analysis.headline import headline_of
from sim.analysis.later import later, later_table, programme_end
from sim.analysis.lines import as_json
from sim.analysis.study import Study
from sim.analysis.told import jobs_table, sources_table, stages_table
from sim.outcomes.compared import ON_TARGET, RETAINED
from sim.words.numbers import INTERVAL_RUNS


def seen(**nets):
    """A comparison of options with these nets, the same for both outcomes."""
    return SimpleNamespace(
        options=tuple(nets), names={slug: f"Option {slug}" for slug in nets}, headline_year=2031,
        values=lambda slug, code: np.array(nets[slug], float),
    )  # fmt: skip


LUCK = np.random.default_rng(7).normal(0, 300, 40)
"""What a draw does to every option alike."""


def test_a_small_lead_in_every_run_is_told_although_the_intervals_overlap():
    a, b = 500 + LUCK + 20, 500 + LUCK
    kept, target = gaps_between(seen(a=a, b=b))
    assert (kept.outcome, target.outcome) == (RETAINED, ON_TARGET)
    assert target.told_apart
    assert target.size.median == pytest.approx(20)
    assert target.above == 1.0
    assert np.percentile(a, 5) < np.percentile(b, 95)
    assert target.sentence().startswith("“Option a” is projected to lead “Option b” by 20")
    turned = gaps_between(seen(b=b, a=a))[1]
    assert turned.size.median == pytest.approx(-20)
    assert turned.sentence().startswith("“Option a” is projected to lead “Option b” by 20")


def test_a_difference_that_may_be_nothing_is_said_to_be():
    change = np.linspace(-50, 80, len(LUCK))
    gap = gaps_between(seen(a=LUCK + change, b=LUCK))[0]
    assert not gap.told_apart
    assert "“Option a” and “Option b” cannot be told apart under these assumptions" in gap.sentence()
    assert gap.above == pytest.approx((change > 0).mean())


def test_options_that_are_the_same_are_not_told_apart():
    assert not any(gap.told_apart for gap in gaps_between(seen(a=LUCK, b=LUCK)))


@pytest.mark.parametrize("runs", [1, 2, INTERVAL_RUNS - 1])
def test_few_runs_tell_no_options_apart(runs):
    gap = gaps_between(seen(a=LUCK[:runs] + 1000, b=LUCK[:runs]))[0]
    assert not gap.told_apart
    assert "cannot be told apart" in gap.sentence()
    assert ("in each of" in gap.sentence()) == (runs > 1)


def test_three_options_that_cannot_be_told_apart_are_said_so_at_once():
    wide = {slug: np.random.default_rng(place).normal(0, 300, 40) for place, slug in enumerate("abc")}
    told = apart(gaps_between(seen(**wide)))
    assert told == (f"{NO_TWO}, neither in work here nor in target jobs.",)
    led = apart(gaps_between(seen(**{"a": wide["a"], "b": wide["a"] - 50, "c": wide["c"]})))
    assert led[0].startswith("“Option a” is projected to lead “Option b”")
    assert len(led) == 6


def test_of_many_options_each_is_compared_with_the_leading_one():
    nets = {f"o{n}": LUCK + n for n in range(MOST_PAIRED + 1)}
    found = gaps_between(seen(**nets))
    assert len(found) == 2 * MOST_PAIRED
    assert {gap.first for gap in found} == {f"o{MOST_PAIRED}"}


def test_the_table_of_differences_is_the_nets_run_by_run():
    comparison = sample(draws=24)
    table = between_table(comparison)
    assert list(table.columns[:3]) == ["outcome", "first", "second"]
    pairs = len(comparison.options) * (len(comparison.options) - 1) // 2
    assert len(table) == 2 * pairs
    for row in table.itertuples():
        change = comparison.values(row.first, row.outcome) - comparison.values(row.second, row.outcome)
        assert row.median == pytest.approx(np.median(change))
        assert (row.p05, row.p95) == pytest.approx(tuple(np.percentile(change, [5, 95])))
        assert row.first_above == pytest.approx((change > 0).mean())
    told = as_json(comparison)["differences"]
    assert [one["median"] for one in told] == table["median"].tolist()
    assert [one["sentence"] for one in told] == table["sentence"].tolist()
    pd.testing.assert_frame_equal(Study(comparison, lambda _: {}).differences(), table)


def test_sources_stages_and_jobs_of_the_notebook_add_up_in_every_run():
    comparison = sample(draws=3)
    for slug in comparison.options:
        for outcome in (RETAINED, ON_TARGET):
            parts = sum(comparison.values(slug, f"{outcome.code}.{name}") for name, _ in outcome.sources)
            np.testing.assert_array_equal(parts, comparison.values(slug, f"{outcome.code}.net"))
    assert set(sources_table(comparison)["outcome"]) == {"retention", "headline"}
    assert set(jobs_table(comparison)["line"]) >= {"filled", "residents", "outsiders"}
    assert set(stages_table(comparison)["stage"]) == {"awareness", "exploration", "experience", "other"}


def programme(seats, net, base=()):
    """A comparison of one option with seats by year; its baseline has those of ``base``."""
    years = len(seats)
    planned = {"a": {"partnership=own": seats}, "base": {}}
    for slug in ("a", "base"):
        planned[slug] |= {"partnership=usual": base} if len(base) else {}
    stacks = {slug: planned_stack(groups, years) for slug, groups in planned.items()}
    return SimpleNamespace(
        options=("a",), baselines={"a": "base"}, stacks=stacks, names={"a": "A"},
        values=lambda slug, code, year: np.array([net(year), net(year) + 2.0]),
        receipt=SimpleNamespace(study=SimpleNamespace(start=2026, years=years)),
    )  # fmt: skip


def planned_stack(groups, years):
    rows = [("delivery.planned", group, 2026 + year) for group in groups for year in range(years)]
    keys = pd.DataFrame(rows[::-1], columns=["indicator", "group", "year"])
    value = np.array([seats for group in groups.values() for seats in group][::-1], float)
    return SimpleNamespace(
        keys=keys,
        value=np.stack([value, value]),
        columns=lambda code: np.flatnonzero(keys["indicator"] == code),
    )


def test_the_years_after_a_programme_are_counted_from_its_last_seats():
    seats = [10, 10, 0, 5, *[0] * 8]
    comparison = programme(seats, net=lambda year: year - 2000.0, base=[3] * 12)
    assert programme_end(comparison, "a") == 2029
    found = later(comparison)
    assert [(one.after, one.year) for one in found] == [(0, 2029), (5, 2034)]  # 2039 is past the horizon
    assert [one.net.median for one in found] == [30.0, 35.0]
    table = later_table(comparison)
    assert list(table["line"]) == ["retention.net", "headline.net"] * 2


def test_a_programme_that_goes_on_or_never_begins_has_no_end():
    assert programme_end(programme([10] * 6, net=float), "a") is None
    assert programme_end(programme([0] * 6, net=float, base=[4] * 6), "a") is None
    assert later_table(programme([10] * 6, net=float)).empty


def test_the_answer_reads_both_outcomes():
    comparison = sample(draws=5)
    for option in headline_of(comparison).options:
        for outcome, net in ((RETAINED, option.retained), (ON_TARGET, option.net)):
            values = comparison.values(option.slug, f"{outcome.code}.net")
            assert net.median == np.median(values) == option.of(outcome)["net"].median
        kept = comparison.values(option.slug, "retention.net")
        assert option.retained_above_zero == pytest.approx((kept > 0).mean())


def test_a_study_told_again_keeps_its_runs():
    comparison = retold(sample(draws=3), warnings=[])
    assert as_json(comparison)["headline_year"] == comparison.headline_year
