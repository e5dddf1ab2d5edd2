"""From scenarios and draws to the arrays of a plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import HEAD, SHIPPED, remembered_regions, study_folder, write  # noqa: F401

from sim.core.columns import CHANNELS, FIELDS, INGREDIENTS, LEVELS, PAYERS, cell
from sim.core.plan import Partnerships, Targeting
from sim.study.load.scenario import load, load_study
from sim.study.plan import costs
from sim.study.plan.compile import compile_plan, partnership_bits, target_cells, uniform_of
from sim.study.reading.diagnostics import StudyError
from sim.study.scenario.partnership import Target

EMPLOYERS = PAYERS.index("employers")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def shipped():
    return load_study(SHIPPED)


def plan_of(folder, lines, draw=None, replicate=0):
    scenario = load(write(folder, HEAD + lines))
    return compile_plan(scenario, partnership_bits([scenario]), draw, replicate)


def row_of(scenario, name):
    return list(scenario.partnerships).index(name)


def test_shapes_and_storage(shipped):
    bits = partnership_bits(shipped)
    for scenario in shipped:
        plan = compile_plan(scenario, bits, 0)
        p = plan.partnerships
        many, years = len(scenario.partnerships), scenario.years
        schools, employers = len(scenario.region.schools), len(scenario.region.employers)
        assert p.schools.shape == (many, schools)
        assert p.employers.shape == (many, employers)
        assert p.seats.shape == (many, years)
        assert p.channels.shape == (many, len(CHANNELS))
        assert p.cost_fixed.shape == (many, years, len(INGREDIENTS), len(PAYERS))
        assert p.cost_seat.shape == (many, len(INGREDIENTS), len(PAYERS))
        assert plan.budget.shape == (years,)
        assert plan.shocks.jobs_factor.shape == plan.shocks.demand.shape == (years, employers, len(LEVELS))
        assert p.schools.any(axis=1).all()
        assert p.employers[p.needs_employer == 1].any(axis=1).all()
        assert ((p.take_up >= 0) & (p.take_up <= 1)).all()
        assert p.seats.dtype == p.channels.dtype == np.float64
        assert p.bit.dtype == p.schools.dtype == np.uint8
        assert p.fields.dtype == np.uint16
        assert [bits[name] for name in scenario.partnerships] == p.bit.tolist()


def test_no_partnerships_is_a_plan_too(folder):
    plan = plan_of(folder, "")
    assert len(plan.partnerships.bit) == 0
    assert plan.partnerships.seats.shape == (0, 10)
    assert np.isinf(plan.budget).all()


def test_same_name_same_bit_and_adding_an_option_changes_none(shipped):
    few, all_of_them = partnership_bits(shipped[:3]), partnership_bits(shipped)
    assert few.items() <= all_of_them.items()
    assert sorted(all_of_them.values()) == list(range(len(all_of_them)))


def test_too_many_partnerships(folder):
    entries = "".join(f"  p{i}: {{activity: job_shadow, seats: 1}}\n" for i in range(25))
    with pytest.raises(StudyError, match="25 different partnerships"):
        load(write(folder, HEAD + "partnerships:\n" + entries))
    half = "".join(f"  q{i}: {{activity: job_shadow, seats: 1}}\n" for i in range(12))
    names = (entries.split("\n", 13)[-1], half)
    two = [load(write(folder, HEAD + "partnerships:\n" + text)) for text in (*names, half.replace("q", "r"))]
    with pytest.raises(ValueError, match="24 different partnerships"):
        partnership_bits(two)


def test_options_share_the_draws_of_what_they_share(shipped):
    bits = partnership_bits(shipped)
    for draw in range(3):
        plans = {one.slug: compile_plan(one, bits, draw) for one in shipped}
        rows = [
            plans[one.slug].partnerships.channels[row_of(one, "site_visits")]
            for one in shipped
            if "site_visits" in one.partnerships
        ]
        assert len(rows) == 3
        assert all((row == rows[0]).all() for row in rows)
        parameters = [plan.parameters for plan in plans.values()]
        assert all(one == parameters[0] for one in parameters)


def test_draws_differ_and_repeat(shipped):
    option, bits = shipped[3], partnership_bits(shipped)
    one, again, other = (compile_plan(option, bits, draw) for draw in (1, 1, 2))
    assert (one.partnerships.channels == again.partnerships.channels).all()
    assert (one.partnerships.channels != other.partnerships.channels).any()
    kept, otherwise = (plan.levers["commitment_to_hire"]["honoured"][0] for plan in (one, other))
    assert kept != otherwise
    assert 0.45 < kept < 0.85
    central = compile_plan(option, bits, None)
    assert central.levers["commitment_to_hire"]["honoured"] == pytest.approx(0.65)
    assert central.draw == -1


def test_schedules_cliffs_and_ramp(folder):
    plan = plan_of(
        folder,
        "partnerships:\n  a: {activity: job_shadow, seats: {2027-28: 40, 2029-30: 90}, until: 2031-32,"
        " ramp_up: 2 years}\n",
    )
    assert plan.partnerships.seats[0].tolist() == [0, 40, 40, 90, 90, 0, 0, 0, 0, 0]
    assert plan.partnerships.ramp_years[0] == 2


def test_what_the_scenario_does_not_state_comes_from_the_activity(folder):
    stated = (
        "take_up: 33 %, no_show: 1 %, ramp_up: 0 years, grades: 10-11, fields: [health], "
        "minimum_academic: -0.5 SD"
    )
    plan = plan_of(
        folder,
        f"partnerships:\n  a: {{activity: youth_apprenticeship, seats: 9}}\n"
        f"  b: {{activity: youth_apprenticeship, seats: 9, {stated}}}\n",
    )
    p = plan.partnerships
    assert p.take_up.tolist() == [0.6, 0.33]
    assert p.no_show.tolist() == [0.12, 0.01]
    assert p.ramp_years.tolist() == [3, 0]
    assert p.first_grade.tolist() == [11, 10]
    assert p.last_grade.tolist() == [12, 11]
    assert p.fields.tolist() == [0, 1 << FIELDS.index("health")]
    assert p.minimum_academic.tolist() == [-1.0, -0.5]
    assert p.apprenticeship.tolist() == [1, 1]
    assert p.years.tolist() == [2, 2]
    assert p.rung.tolist() == [2, 2]


@settings(deadline=None, max_examples=20)
@given(dose=st.floats(0.05, 5))
def test_more_hours_never_give_less_and_saturate(shipped, dose):
    from sim.study.plan.compile import channel_strengths

    activity = shipped[1].activities["internship"]
    central = uniform_of(0, None)
    one, more, usual = (channel_strengths(activity, d, central) for d in (dose, dose * 1.1, 1.0))
    assert (np.abs(more) >= np.abs(one)).all()
    assert (np.abs(one) <= np.abs(usual) * max(1.0, dose) + 1e-12).all()
    assert channel_strengths(activity, 100.0, central) == pytest.approx(usual / (1 - np.exp(-1)))


def test_hours_change_cost_in_proportion(folder):
    plan = plan_of(
        folder,
        "partnerships:\n  a: {activity: after_school_stem, seats: 9}\n"
        "  b: {activity: after_school_stem, seats: 9, hours: 120 per year}\n",
    )
    one, two = plan.partnerships.cost_seat
    assert two == pytest.approx(2 * one)


def test_stated_costs_replace_and_keep_the_mix(folder):
    plan = plan_of(
        folder,
        "partnerships:\n  a: {activity: internship, seats: 9}\n  b:\n    activity: internship\n    seats: 9\n"
        "    cost: {fixed: 150_000 USD/year, per_seat: 3_200 USD, employer_per_seat: 5_100 USD}\n",
    )
    usual, stated = plan.partnerships.cost_seat
    assert stated[:, EMPLOYERS].sum() == pytest.approx(5100)
    assert stated.sum() - stated[:, EMPLOYERS].sum() == pytest.approx(3200)
    assert stated[:, EMPLOYERS] / 5100 == pytest.approx(usual[:, EMPLOYERS] / usual[:, EMPLOYERS].sum())
    assert plan.partnerships.cost_fixed[1].sum(axis=(1, 2)) == pytest.approx(150_000)


@pytest.mark.parametrize(
    "sources", ["{grant: 60 %, district: 40 %}", "{grant: 50 %, employers: 50 %}", "{state: 100 %}"]
)
def test_sources_move_the_funders_part_and_nothing_else(folder, sources):
    entry = "partnerships:\n  a: {activity: internship, seats: 9}\n"
    before = plan_of(folder, entry).partnerships
    plan = plan_of(folder, entry + f"budget: {{per_year: 1M USD/year, sources: {sources}}}\n")
    after = plan.partnerships
    assert after.cost_seat.sum(axis=2) == pytest.approx(before.cost_seat.sum(axis=2)), "by ingredient"
    assert after.cost_fixed.sum(axis=3) == pytest.approx(before.cost_fixed.sum(axis=3))
    public = before.cost_seat[0].sum() - before.cost_seat[0][:, EMPLOYERS].sum()
    added = public * 0.5 if "employers" in sources else 0.0
    hosting = after.cost_seat[0][:, EMPLOYERS].sum() - before.cost_seat[0][:, EMPLOYERS].sum()
    assert hosting == pytest.approx(added), "hosting costs stay with the employers"
    assert plan.budget == pytest.approx(np.full(10, 5e5 if "employers" in sources else 1e6))


def test_budget_by_year_and_cap(folder):
    entry = "partnerships:\n  a: {activity: job_shadow, seats: {2028-29: 9}, until: 2032-33}\n"
    by_year = "budget: {per_year: {2026-27: 100_000 USD, 2028-29: 300_000 USD}, cap: 650_000 USD}\n"
    budget = plan_of(folder, entry + by_year).budget
    assert budget.tolist() == [1e5, 1e5, 3e5, 1.5e5, 0, 0, 0, 0, 0, 0]
    capped = plan_of(folder, entry + "budget: {cap: 600_000 USD}\n").budget
    assert capped.tolist() == [0, 0, 1.5e5, 1.5e5, 1.5e5, 1.5e5, 0, 0, 0, 0]


def test_stop_ends_the_seats_of_the_budget_only(folder):
    plan = plan_of(
        folder,
        "partnerships:\n  a: {activity: job_shadow, seats: {2026-27: 10, 2029-30: 1000}}\n"
        "  b: {activity: job_shadow, seats: 10, within_budget: false}\n"
        "budget: {per_year: 50_000 USD/year, if_exceeded: stop}\n",
    )
    assert plan.partnerships.seats.tolist() == [[10, 10, 10] + [0] * 7, [10] * 10]
    assert np.isinf(plan.budget).all()


def test_planned_cost_agrees_with_the_arrays(shipped):
    bits = partnership_bits(shipped)
    for scenario in shipped[1:]:
        plan = compile_plan(scenario, bits, None)
        p = plan.partnerships
        inside = np.array([spec.within_budget for spec in scenario.partnerships.values()])
        share = np.array([costs.ramp_share(s, r) for s, r in zip(p.seats, p.ramp_years, strict=True)])
        filled, funded = p.seats * share, costs.FUNDERS
        seats = (filled[:, :, None] * p.cost_seat[:, None, :, funded].sum(axis=2)).sum(axis=2)
        fixed = p.cost_fixed[:, :, :, funded].sum(axis=(2, 3)) * (p.seats > 0)
        total = ((seats + fixed) * inside[:, None]).sum(axis=0)
        assert costs.planned_cost(scenario, uniform_of(0, None)) == pytest.approx(total)
        assert (total > plan.budget).all(), "the budget of a shipped option binds in every year"


def test_coordinators_are_paid_as_posts_and_limit_seats(folder):
    entry = "partnerships:\n  a: {activity: internship, seats: 100}\n"
    lever = "  posts: {lever: wbl_coordinators, fte: 2, cost: 85_000 USD/year, until: 2030-31}\n"
    paid = plan_of(folder, entry + lever)
    before, after = plan_of(folder, entry).partnerships, paid.partnerships
    coordination = INGREDIENTS.index("coordination")
    assert paid.levers["wbl_coordinators"]["posts"].tolist() == [2, 2, 2, 2, 0, 0, 0, 0, 0, 0]
    assert before.cost_seat[0, coordination].sum() > 0
    assert after.cost_seat[0, coordination].sum() == 0
    assert after.cost_fixed[0, :, coordination].sum(axis=1).tolist() == [170_000] * 4 + [0] * 6


def test_commitments_are_for_hosted_participants_unless_named(folder):
    entry = "partnerships:\n  a: {activity: internship, seats: 99}\n  b: {activity: mentoring, seats: 9}\n"
    entry += "  c: {activity: after_school_stem, seats: 99}\n"
    entry += "  h: {lever: commitment_to_hire, offers: 6, honoured: 50 %"
    by_default = plan_of(folder, entry + "}\n")
    named = plan_of(folder, entry + ", for: [c]}\n").levers["commitment_to_hire"]
    promised = by_default.levers["commitment_to_hire"]["partnerships"]
    assert promised.tolist() == by_default.partnerships.needs_employer.tolist()
    assert named["partnerships"].tolist() == [0, 0, 1]
    assert named["offers"].tolist() == [6.0] * 10
    assert named["honoured"].tolist() == [0.5] * 10


def test_target_groups_and_ways():
    poor_or_female = target_cells(Target(groups=("low_income", "female"), share=0.5, how="outreach"))
    assert poor_or_female.sum() == 7 * 3
    assert poor_or_female[cell(0, 0, 0)] == 0
    assert poor_or_female[cell(3, 1, 0)] == poor_or_female[cell(3, 0, 1)] == 1


def test_those_new_to_the_field_are_no_cell(folder):
    """Who prefers another field is known of each person only; with another group, either will do."""
    entry = "activity: job_shadow, seats: 9, target: {how: outreach, share: 40 %, groups: [new_to_field"
    for more, cells, new in (("]", 0, 1), (", female]", 14, 1)):
        p = plan_of(folder, f"partnerships:\n  a: {{{entry}{more}}}}}\n").partnerships
        assert p.target_group.sum() == cells
        assert p.target_new.tolist() == [new]


def test_classes_are_as_large_as_the_activity_says(folder):
    text = "partnerships:\n  a: {activity: site_visit, seats: 9}\n  b: {activity: job_shadow, seats: 9}\n"
    assert plan_of(folder, text).partnerships.class_size.tolist() == [25, 0]


@pytest.mark.parametrize(
    ("how", "code", "share"),
    [
        ("open", Targeting.OPEN, 0.0),
        ("lottery", Targeting.LOTTERY, 0.0),
        ("by_need", Targeting.BY_NEED, 0.0),
        ("outreach", Targeting.OUTREACH, 0.4),
        ("reserved_seats", Targeting.RESERVED, 0.4),
    ],
)
def test_targeting(folder, how, code, share):
    target = f"{{how: {how}, groups: [low_income], share: 40 %}}"
    p = plan_of(
        folder, f"partnerships:\n  a: {{activity: job_shadow, seats: 9, target: {target}}}\n"
    ).partnerships
    assert p.targeting.tolist() == [code]
    assert p.target_share.tolist() == [share]


def test_selectors(folder):
    text = (
        "partnerships:\n"
        "  a: {activity: after_school_stem, seats: 9, schools: {levels: [middle], max: 3}}\n"
        "  b: {activity: internship, seats: 9, employers: {field: manufacturing, size_at_least: 1000}}\n"
        "  c: {activity: internship, seats: 9, employers: {names: [volkswagen]}}\n"
    )
    scenario = load(write(folder, HEAD + text))
    p = compile_plan(scenario, partnership_bits([scenario]), None).partnerships
    region = scenario.region
    chosen = [region.schools[row] for row in np.flatnonzero(p.schools[0])]
    assert len(chosen) == 3
    assert {school.level for school in chosen} == {"middle"}
    rest = [s for s in region.schools if s.level == "middle" and s not in chosen and s.last_grade >= 6]
    poorest = min(school.econ_disadvantaged / school.pupils for school in chosen)
    assert all(school.econ_disadvantaged / school.pupils <= poorest for school in rest)
    asked = [region.employers[row] for row in np.flatnonzero(p.employers[1])]
    assert {one.sector for one in asked} == {"Manufacturing"}
    assert "volkswagen" in {one.firm for one in asked}
    assert {region.employers[row].firm for row in np.flatnonzero(p.employers[2])} == {"volkswagen"}


def test_thinned_population_thins_the_plan(folder):
    lines = "partnerships:\n  a: {activity: internship, seats: 100}\nbudget: {per_year: 1M USD/year}\n"
    full, thin = plan_of(folder, lines), plan_of(folder, lines + "population: {scale: 0.1}\n")
    assert thin.partnerships.seats == pytest.approx(full.partnerships.seats * 0.1)
    assert thin.budget == pytest.approx(full.budget * 0.1)
    assert thin.partnerships.cost_fixed == pytest.approx(full.partnerships.cost_fixed * 0.1)
    assert thin.partnerships.cost_seat == pytest.approx(full.partnerships.cost_seat)


def test_parameters_of_the_scenario_replace_the_cards(folder):
    override = "{value: -0.75, evidence: {grade: E, source: a local study}}"
    lines = f"parameters:\n  schooling.dropout_academic: {override}\n"
    for draw in (None, 0, 1):
        assert plan_of(folder, lines, draw).parameters["schooling.dropout_academic"] == -0.75


def test_every_column_of_a_plan_is_filled(shipped):
    p = compile_plan(shipped[3], partnership_bits(shipped), 0).partnerships
    assert isinstance(p, Partnerships)
    assert p.years.min() >= 1
    assert (p.saturation > 0).all()
    assert (p.coordinator_hours >= 0).all()
