"""Middle values, intervals, chances and costs of a handful of runs, worked out with paper and pencil."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.headline import headline_of
from sim.analysis.money import EQUAL_WITHIN, added_cost, cost_table, equal_cost_note
from sim.analysis.small import persons, small_rows
from sim.analysis.stack import Stack
from sim.analysis.summary import (
    NAMES,
    PERCENTILES,
    chance_of_best,
    differences,
    enough_runs,
    estimate,
    spread,
    summary,
)
from sim.core.columns import INGREDIENTS, PAYERS, PRIVATE_PAYERS, PUBLIC_PAYERS
from sim.lives.task import Task
from sim.outcomes.accounts import cost_rows, present_value
from sim.outcomes.compared import COMPARED
from sim.words.groups import is_small
from sim.words.numbers import INTERVAL_RUNS

YEAR = 2031
PAID = dict(zip(PAYERS, (1.0, 2.0, 4.0, 8.0, 16.0, 32.0), strict=True))
"""What each payer pays: every sum of some of them is another number."""


def stack_of(option, outcomes, denominators=None):
    """A stack of outcomes ``{(indicator, group): values}`` of the year, denominators likewise (1)."""
    keys = pd.DataFrame(
        [(code, group, YEAR, -1, "persons") for code, group in outcomes],
        columns=["indicator", "group", "year", "cohort", "unit"],
    )
    value = np.array(list(outcomes.values()), float).T
    below = np.ones_like(value)
    for place, key in enumerate(outcomes):
        below[:, place] = (denominators or {}).get(key, 1.0)
    tasks = tuple(Task(draw, 0) for draw in range(len(value)))
    return Stack(option, tasks, keys, value * below, below, value)


def outcomes_of(net, paid=PAID, times=1.0):
    """Lines of the headline with this net, and what each payer pays, ``times`` as much."""
    net = np.array(net, float)
    lines = {(code, "all"): net if code.endswith(".net") else net * 0 for code in COMPARED}
    lines[("headline.participants", "all")] = net * 0 + 7
    money = {("cost.present_value", f"payer={payer}"): net * 0 + paid[payer] * times for payer in PAYERS}
    return lines | money | {("cost.present_value", "all"): net * 0 + sum(paid.values()) * times}


def compared(**nets):
    """What :func:`headline_of` reads of a comparison: a baseline that costs half, and options by name."""
    stacks = {"base": stack_of("base", outcomes_of(np.zeros(len(next(iter(nets.values())))), times=0.5))}
    stacks |= {name: stack_of(name, outcomes_of(net)) for name, net in nets.items()}

    def values(slug, code):
        return stacks[slug].value[:, stacks[slug].columns(code, "all")[0]]

    return SimpleNamespace(
        stacks=stacks, baseline="base", options=tuple(nets), names={name: name for name in stacks},
        values=values, runs=len(stacks["base"].tasks), headline_year=YEAR,
        baselines=dict.fromkeys(stacks, "base"),
        receipt=SimpleNamespace(study=SimpleNamespace(price_year=2026, options=())), discount=0.03,
    )  # fmt: skip


# Chances


def test_a_run_in_which_nothing_changes_is_not_above_zero():
    """Two of five runs are above zero; two are level, one is below."""
    net = [0.0, 0.0, 3.0, -1.0, 2.0]
    answer = headline_of(compared(a=net)).options[0]
    assert answer.above_zero == pytest.approx(0.4)
    assert answer.undefined == pytest.approx(0.6)
    option, base = (
        stack_of(name, {("pupils", "all"): values}) for name, values in (("a", net), ("b", [0.0] * 5))
    )
    assert differences(option, base)["above_zero"].tolist() == pytest.approx([0.4])
    table = cost_table(
        {"a": compared(a=net).stacks["a"]}, {"a": compared(a=net).stacks["base"]}, {"a": np.array(net)}
    )
    assert table["undefined"][0] == pytest.approx(0.6)


def test_a_chance_leaves_out_runs_without_a_value():
    """One of the three runs that have a value is above zero."""
    option = stack_of("a", {("pupils", "all"): [np.nan, 2.0, -1.0, 0.0]})
    base = stack_of("b", {("pupils", "all"): [0.0] * 4})
    assert differences(option, base)["above_zero"].tolist() == pytest.approx([1 / 3])


def test_an_option_less_its_baseline_and_not_the_other_way_round():
    option, base = (
        stack_of("a", {("pupils", "all"): [5.0, 7.0]}),
        stack_of("b", {("pupils", "all"): [1.0, 2.0]}),
    )
    row = differences(option, base).iloc[0]
    assert (row["median"], row["baseline"], row["level"], row["above_zero"]) == (4.5, 1.5, 6.0, 1.0)


def test_best_is_the_highest_and_ties_are_shared():
    chances = chance_of_best({"a": np.array([1.0, 4.0, 2.0, 0.0]), "b": np.array([1.0, 3.0, 5.0, 0.0])})
    assert chances == {"a": 0.5, "b": 0.5}
    ranked = headline_of(compared(a=[1.0, 1.0, 9.0], b=[2.0, 2.0, 2.0])).options
    assert [(one.slug, one.rank) for one in ranked] == [("a", 2), ("b", 1)]
    assert [one.best for one in ranked] == pytest.approx([1 / 3, 2 / 3])


# Spread


def test_percentiles_are_those_their_names_say():
    values = np.arange(101.0)
    assert [values[level] for level in PERCENTILES] == [5, 10, 25, 50, 75, 90, 95]
    figures = spread(values[:, None])
    assert {name: figures[name][0] for name in NAMES} == {
        "p05": 5, "p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90, "p95": 95,
    }  # fmt: skip


def test_the_error_of_a_median_is_what_medians_of_many_samples_spread():
    """The error stated for one sample against the spread of the medians of thousands of them."""
    rng, runs = np.random.default_rng(3), 101
    medians = np.median(rng.normal(0.0, 2.0, (20_000, runs)), axis=1)
    stated = np.mean([estimate(rng.normal(0.0, 2.0, runs)).error for _ in range(200)])
    assert stated == pytest.approx(medians.std(), rel=0.04)


def test_two_runs_have_the_deviation_of_a_sample():
    figures = spread(np.array([[1.0], [4.0]]))
    assert figures["sd"][0] == pytest.approx(3.0 / math.sqrt(2.0))
    assert figures["mc_error"][0] == pytest.approx(math.sqrt(math.pi / 2) * 3.0 / 2.0)


def test_enough_is_an_error_of_a_tenth_of_the_interval():
    """Of evenly spread values the interval is 0.9 of the range and the deviation 0.29 of it."""
    needed = (math.sqrt(math.pi / 2) * math.sqrt(1 / 12) / (0.1 * 0.9)) ** 2
    assert enough_runs(np.linspace(0.0, 1.0, math.ceil(needed * 1.4)))
    assert not enough_runs(np.linspace(0.0, 1.0, math.floor(needed * 0.8)))


def test_an_interval_is_of_nineteen_runs_or_more():
    few, enough = np.arange(float(INTERVAL_RUNS - 1)), np.arange(float(INTERVAL_RUNS))
    assert INTERVAL_RUNS == 19
    assert (estimate(few).low, estimate(few).high) == (few[0], few[-1])
    assert (estimate(enough).low, estimate(enough).high) == tuple(np.percentile(enough, [5, 95]))


def test_a_summary_gives_the_middle_denominator():
    stack = stack_of(
        "a", {("pupils", "all"): [1.0, 2.0, 9.0]}, {("pupils", "all"): np.array([10.0, 30.0, 20.0])}
    )
    assert summary(stack)["denominator"].tolist() == [20.0]


# Money


def test_who_pays_how_much_beside_the_baseline():
    """The baseline pays half of everything: 23.5 public, 10 private, 31.5 in all; two public for each net."""
    seen = compared(a=[2.0, 4.0, -5.0])
    answer = headline_of(seen).options[0]
    public, private = (sum(PAID[payer] for payer in some) / 2 for some in (PUBLIC_PAYERS, PRIVATE_PAYERS))
    assert (public, private) == (21.5, 10.0)
    assert (answer.cost.median, answer.private.median, answer.total.median) == (public, private, 31.5)
    assert answer.payers == {payer: PAID[payer] / 2 for payer in PAYERS}
    assert answer.cost_per_net.median == pytest.approx(np.median([public / 2, public / 4]))
    assert answer.total_per_net.median == pytest.approx(np.median([31.5 / 2, 31.5 / 4]))
    row = cost_table(
        {"a": seen.stacks["a"]}, {"a": seen.stacks["base"]}, {"a": np.array([2.0, 4.0, -5.0])}
    ).iloc[0]
    assert (row["public_median"], row["private_median"], row["total_median"]) == (public, private, 31.5)
    assert row["per_net_median"] == pytest.approx(np.median([public / 2, public / 4]))
    assert added_cost(seen.stacks["a"], seen.stacks["base"], ["college"]).tolist() == [16.0] * 3


def test_half_of_the_runs_is_not_more_than_half():
    assert headline_of(compared(a=[1.0, -1.0])).options[0].cost_per_net is None
    assert headline_of(compared(a=[1.0, 1.0, -1.0])).options[0].cost_per_net is not None


def test_options_within_a_twentieth_cost_the_same():
    assert EQUAL_WITHIN == 0.05
    costs = pd.DataFrame({"public_median": [100.0, 95.1]})
    assert equal_cost_note(costs) is None
    assert equal_cost_note(costs.assign(public_median=[100.0, 94.0])) is not None
    assert equal_cost_note(costs.assign(public_median=[-100.0, -94.0])) is not None


def test_money_of_the_first_year_is_not_discounted():
    assert present_value(np.array([100.0, 0.0, 0.0]), 0.05) == 100.0
    assert present_value(np.array([0.0, 105.0]), 0.05) == pytest.approx(100.0)
    assert present_value(np.array([[1.0, 0.0], [0.0, 1.05]]), 0.05).tolist() == pytest.approx([1.0, 1.0])


def test_each_dollar_is_booked_under_its_ingredient_its_payer_and_its_year():
    """One dollar figure in one place at a time shows in exactly the rows of that place."""
    for ingredient, payer, year in ((0, 5, 1), (3, 2, 0), (7, 4, 2)):
        costs = np.zeros((2, 3, len(INGREDIENTS), len(PAYERS)))
        costs[1, year, ingredient, payer] = 103.0**year
        rows = cost_rows(costs, 2026, rate=0.03)
        shown = {
            (code, group, int(when))
            for code, group, when, amount in zip(
                rows.indicator, rows.group, rows.year, rows.numerator, strict=True
            )
            if amount != 0
        }
        own, public = f"payer={PAYERS[payer]}", PAYERS[payer] in PUBLIC_PAYERS
        due = {("cost.total", g, 2026 + year) for g in ("all", own, f"ingredient={INGREDIENTS[ingredient]}")}
        due |= {("cost.present_value", g, 2026) for g in ("all", own)}
        if public:
            due |= {("cost.public", "all", 2026 + year), ("cost.public_present_value", "all", 2026)}
        assert shown == due


# Small groups


def test_a_rate_is_judged_by_its_own_persons_and_a_count_by_those_of_its_group():
    rate, count, whole = "graduation_4y", "pupils", "target_job_here_5y"
    group, other = "sex=female", "sex=male"
    sizes = {
        (whole, "all"): 100.0,
        (whole, group): 40.0,
        (whole, other): 12.0,
        (rate, group): 29.0,
        (rate, other): 30.0,
    }
    every = {
        (code, which): [0.5, 0.5, 0.5] for code in (rate, count, whole) for which in ("all", group, other)
    }
    base = stack_of("base", every, sizes)
    seen = SimpleNamespace(stacks={"base": base}, baseline="base", headline_year=YEAR)
    table = base.keys[["indicator", "group", "year"]]
    few = dict(
        zip(
            zip(table["indicator"], table["group"], strict=True),
            small_rows(seen, table).tolist(),
            strict=True,
        )
    )
    assert (persons(seen, group), persons(seen, other)) == (40.0, 12.0)
    assert (few[rate, group], few[rate, other]) == (True, False)
    assert (few[count, group], few[count, other]) == (False, True)
    assert not few[rate, "all"]
    assert (is_small(29.0), is_small(30.0)) == (True, False)


def test_a_size_is_the_middle_one_of_the_runs():
    base = stack_of(
        "base",
        {("target_job_here_5y", "all"): [0.5] * 3},
        {("target_job_here_5y", "all"): np.array([1.0, 50.0, 60.0])},
    )
    seen = SimpleNamespace(stacks={"base": base}, baseline="base", headline_year=YEAR)
    assert persons(seen, "all") == 50.0
    assert math.isnan(persons(replaced_year(seen, YEAR + 1), "all"))


def replaced_year(seen, year):
    return SimpleNamespace(**vars(seen) | {"headline_year": year})
