"""A region of two schools and three employers, and what one partnership costs, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from studies import HEAD, SHIPPED, remembered_regions, study_folder, write  # noqa: F401

from sim.core.columns import CHANNELS, ETHNICITY, FIELDS, INGREDIENTS, PAYERS, PRIVATE_PAYERS, PUBLIC_PAYERS
from sim.study.load.scenario import load, load_study
from sim.study.plan.compile import compile_plan, partnership_bits, partnerships_of, uniform_of
from sim.study.plan.costs import ramp_share, yearly_budget
from sim.study.plan.shocks import jobs_struck
from sim.study.reading.quantities import parse_quantity
from sim.study.region.arrays import low_income_shares, region_arrays, thinned


@pytest.fixture(scope="module")
def files():
    return load_study(SHIPPED)[0].region


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


def scenario_of(folder, text):
    return load(write(folder, HEAD + text))


def plan_of(folder, text, **changes):
    scenario = replace(scenario_of(folder, text), **changes)
    return compile_plan(scenario, partnership_bits([scenario]), None)


def test_each_figure_of_a_region_is_the_one_its_files_state(files):
    """Everything the people of a region are drawn from, against the files, at half size."""
    full, half, people = region_arrays(files, 3), region_arrays(files, 3, scale=0.5), files.population
    for arrays in (full, half):
        assert arrays.no_car_share.tolist() == [
            people.no_car_share.value.other,
            people.no_car_share.value.low_income,
        ]
        generation = people.first_generation_share.value
        assert arrays.first_generation_share.tolist() == [generation.other, generation.low_income]
        assert arrays.families_in.tolist() == [people.families_in.value] * 13
        assert arrays.commuters_share == people.commuters_share.value
        assert arrays.newcomer_bachelor_share.tolist() == [
            people.newcomer_bachelor_share.value,
            people.newcomer_later_bachelor_share.value,
        ]
        assert arrays.newcomer_skilled_share == people.newcomer_skilled_share.value
        assert arrays.newcomer_ethnicity.tolist() == list(people.newcomer_ethnicity.value.values)
        assert arrays.rural_zone.tolist() == [zone.rural_share for zone in files.zones]
        for name, key in (("english_learner_share", "english_learners"), ("disability_share", "disability")):
            counts = [getattr(school, key) / school.pupils for school in files.schools]
            np.testing.assert_allclose(getattr(arrays, name), counts)
        assert arrays.employer_field.tolist() == [FIELDS.index(row.field) for row in files.employers]
        assert arrays.outside.tolist() == [int(row.kind == "outside") for row in files.employers]
        assert arrays.may_close.tolist() == [int(row.kind == "size_class") for row in files.employers]
        np.testing.assert_array_equal(arrays.wage, [row.wages for row in files.employers])
    assert people.no_car_share.value.low_income > people.no_car_share.value.other
    assert half.newcomers[:17].sum() == pytest.approx(people.newcomers_in.value / 2)
    assert half.newcomers[17:].sum() == pytest.approx(people.newcomers_later.value / 2)
    assert half.adults == people.adults.value / 2
    assert half.kindergarten.tolist() == [round(people.kindergarten.value / 2)] * 3
    capped = [seats for seats in (row.seats for row in files.providers) if seats > 0]
    halves = [seats for seats in half.provider_seats.tolist() if seats >= 0]
    assert halves == [round(seats / 2) for seats in capped]
    assert abs(int(half.jobs.sum()) - int(full.jobs.sum()) / 2) <= 1
    assert abs(int(half.pupils.sum()) - int(full.pupils.sum()) / 2) <= 1


def test_wages_are_in_prices_of_the_first_year(files):
    """Prices rise, so that a wage stated years ago is more dollars of a later year."""
    stated = np.array([row.wages for row in files.employers])
    old = replace(files, price_year=2016)
    assert (region_arrays(old, 1, start=2026).wage[stated > 0] > 1.1 * stated[stated > 0]).all()
    np.testing.assert_array_equal(region_arrays(old, 1).wage, stated)


def test_disadvantage_is_more_frequent_where_the_tilt_says(files):
    """The group with the higher log-odds has the higher share, by exactly that difference of log-odds."""
    tilt = np.linspace(-0.5, 0.7, len(ETHNICITY))
    shares = low_income_shares(files.schools, tilt)
    log_odds = np.log(shares / (1 - shares))
    inside = [0 < s.econ_disadvantaged < s.pupils for s in files.schools]
    assert sum(inside) > 20
    np.testing.assert_allclose(
        np.diff(log_odds, axis=1)[inside], np.tile(np.diff(tilt), (sum(inside), 1)), atol=1e-8
    )


def test_rounding_a_running_total_keeps_it():
    assert thinned(np.array([[3, 3], [3, 3]]), 0.5).tolist() == [[2, 1], [2, 1]]


MATERIALS, TRANSPORT = INGREDIENTS.index("materials"), INGREDIENTS.index("transport")
TWO = "partnerships:\n  a: {activity: internship, seats: 40}\n"


def test_every_payer_is_public_or_private_as_its_name_says():
    assert PRIVATE_PAYERS == ("employers", "families")
    assert set(PUBLIC_PAYERS) == {"grant", "district", "state", "college"}
    assert set(PAYERS) == set(PUBLIC_PAYERS) | set(PRIVATE_PAYERS)


def test_everything_that_goes_with_hours_goes_with_them(folder):
    """Twice the hours: twice the time of hosts and coordinators, and the cost of a seat, not the year's."""
    usual = scenario_of(folder, TWO)
    hours = usual.activities["internship"].hours_per_year.value()
    twice = scenario_of(folder, TWO.replace("seats: 40", f"seats: 40, hours: {2 * hours} per year"))
    rows = [partnerships_of(one, {"a": 0}, uniform_of(0, None)) for one in (usual, twice)]
    activity = usual.activities["internship"]
    assert rows[0].employer_hours[0] == activity.employer_hours.value() > 0
    assert rows[0].coordinator_hours[0] == activity.coordinator_hours.value() > 0
    for name in ("employer_hours", "work_hours", "coordinator_hours", "cost_seat"):
        np.testing.assert_allclose(getattr(rows[1], name), 2 * getattr(rows[0], name), err_msg=name)
    for name in ("cost_fixed", "seats", "take_up", "no_show", "pass_rate"):
        np.testing.assert_array_equal(getattr(rows[1], name), getattr(rows[0], name), err_msg=name)
    grown = (1 - math.exp(-2)) / (1 - math.exp(-1))
    np.testing.assert_allclose(rows[1].channels, rows[0].channels * grown)
    assert rows[0].channels[0, CHANNELS.index("contacts")] > 0


def test_a_subsidy_to_hosts_changes_hands(folder):
    """Funders pay 500 USD more for a seat and employers 500 less, on top of what the scenario states."""
    stated = "per_seat: 900 USD, employer_per_seat: 300 USD"
    rows = [
        partnerships_of(scenario_of(folder, TWO.replace("seats: 40", f"seats: 40, cost: {{{cost}}}")),
                        {"a": 0}, uniform_of(0, None)).cost_seat[0]
        for cost in (stated, f"{stated}, employer_subsidy: 500 USD")
    ]  # fmt: skip
    by_payer = [row.sum(axis=0) for row in rows]
    public = [PAYERS.index(payer) for payer in PUBLIC_PAYERS]
    assert [row[PAYERS.index("employers")] for row in by_payer] == pytest.approx([300, -200])
    assert [row[public].sum() for row in by_payer] == pytest.approx([900, 1_400])
    np.testing.assert_allclose(rows[0].sum(axis=1), rows[1].sum(axis=1))


def test_a_thinned_study_thins_seats_money_of_a_year_and_budget_once(folder):
    levers = "  p: {lever: wbl_coordinators, fte: 2, cost: 80_000 USD/year}\n"
    levers += "  h: {lever: commitment_to_hire, offers: 6, honoured: 50 %}\n"
    text = TWO + levers + "budget: {per_year: 90_000 USD/year}\n"
    full, tenth = plan_of(folder, text), plan_of(folder, text, scale=0.1)
    posts, jobs = ("wbl_coordinators", "posts"), ("commitment_to_hire", "offers")
    for (lever, what), stated in ((posts, 2.0), (jobs, 6.0)):
        assert full.levers[lever][what].tolist() == [stated] * 10
        np.testing.assert_allclose(tenth.levers[lever][what], stated / 10)
    assert full.levers["commitment_to_hire"]["honoured"].tolist() == [0.5] * 10
    np.testing.assert_array_equal(
        tenth.levers["commitment_to_hire"]["honoured"], full.levers["commitment_to_hire"]["honoured"]
    )
    np.testing.assert_allclose(tenth.partnerships.seats, full.partnerships.seats / 10)
    np.testing.assert_allclose(tenth.partnerships.cost_fixed, full.partnerships.cost_fixed / 10)
    np.testing.assert_allclose(tenth.partnerships.cost_seat, full.partnerships.cost_seat)
    np.testing.assert_allclose(tenth.budget, full.budget / 10)


def test_a_lever_is_paid_once_in_the_year_it_runs(folder):
    """Two posts at 80,000 dollars from the second year to the third: nothing before and nothing after."""
    lever = "  posts: {lever: wbl_coordinators, fte: {2027-28: 2}, cost: 80_000 USD/year, until: 2029-30}\n"
    more = "  b: {activity: internship, seats: 40}\n"
    with_posts, without = plan_of(folder, TWO + more + lever), plan_of(folder, TWO + more)
    added = (with_posts.partnerships.cost_fixed - without.partnerships.cost_fixed).sum(axis=(0, 2, 3))
    np.testing.assert_allclose(added, [0, 160_000, 160_000, 0, 0, 0, 0, 0, 0, 0], atol=1e-6)
    per_seat = with_posts.partnerships.cost_seat.sum(axis=(1, 2))
    assert (per_seat < without.partnerships.cost_seat.sum(axis=(1, 2))).all()


def test_a_ramp_of_two_years_is_a_third_two_thirds_and_all():
    seats = np.array([0, 0, 30.0, 30.0, 30.0, 30.0])
    np.testing.assert_allclose(ramp_share(seats, 2.0)[2:], [1 / 3, 2 / 3, 1, 1])
    np.testing.assert_allclose(ramp_share(seats, 0.0)[2:], 1.0)


def test_a_cap_ends_the_money_when_it_is_spent(folder):
    scenario = scenario_of(folder, TWO + "budget: {per_year: 400_000 USD/year, cap: 1M USD}\n")
    running = np.ones(10, bool)
    spent = yearly_budget(scenario, uniform_of(0, None), running)
    assert spent.tolist() == [4e5, 4e5, 2e5] + [0.0] * 7


SURGE = "shocks:\n- {what: demand_surge, field: production, when: 2028-29, jobs: 300, years: 2}\n"
SLUMP = "shocks:\n- {what: recession, when: 2028-29, size: 10 %, years: 2, recovery: 2 years}\n"


def test_a_surge_lasts_its_years_and_wants_its_jobs(folder):
    scenario = scenario_of(folder, SURGE)
    demand = plan_of(folder, SURGE).shocks.demand
    np.testing.assert_allclose(demand.sum(axis=(1, 2)), [0, 0, 300, 300, 0, 0, 0, 0, 0, 0])
    jobs = jobs_struck(scenario.shocks[0], scenario.region)
    np.testing.assert_allclose(demand[2], 300 * jobs / jobs.sum())
    production = np.array([row.field == "production" for row in scenario.region.employers])
    assert not demand[2, ~production].any()
    assert plan_of(folder, SURGE, scale=0.5).shocks.demand[2].sum() == pytest.approx(150)


def test_a_slump_begins_in_its_year_lasts_its_years_and_comes_back(folder):
    factor = plan_of(folder, SLUMP).shocks.jobs_factor
    left = factor[:, 0, 0]
    assert (factor == left[:, None, None]).all()
    np.testing.assert_allclose(left[:4], [1, 1, 0.9, 0.9])
    assert 0.9 < left[4] < 1
    np.testing.assert_allclose(left[6:], 1)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("40 %", "share", 0.4),
        ("40 percent", "share", 0.4),
        ("0.4 share", "share", 0.4),
        ("20 per year", "seats/year", 20.0),
        ("60 hours per year", "hours/year", 60.0),
        ("1.5k USD", "USD", 1500.0),
        ("2M USD/year", "USD/year", 2e6),
    ],
)
def test_units_mean_what_they_say(text, unit, value):
    assert parse_quantity(text, unit).value() == pytest.approx(value)
