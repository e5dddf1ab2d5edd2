"""Sweeps over a scenario's values, and the JSON Schema that editors use."""

from __future__ import annotations

import jsonschema
import pytest
from ruamel.yaml import YAML
from studies import HEAD, INTERNSHIPS, ROOT, SHIPPED, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check, load, load_study
from sim.study.load.schema import scenario_schema
from sim.study.reading.diagnostics import Diagnostics, StudyError
from sim.study.scenario.sweep import ONE_IN_A_STUDY, count, expand
from sim.study.scenario.tree import load_tree

BASE = HEAD + INTERNSHIPS
SEATS, SHARE = "partnerships.internships.seats", "partnerships.internships.take_up"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


def seats_and_shares(scenarios):
    specs = [one.partnerships["internships"] for one in scenarios]
    return [(s.seats.steps[0][1].value(), s.take_up.value() if s.take_up else None) for s in specs]


@pytest.mark.parametrize(
    ("sweep", "expected"),
    [
        (f"{{{SEATS}: [10, 20]}}", [(10, None), (20, None)]),
        (f"{{{SEATS}: [10, 20], {SHARE}: [50 %, 60 %]}}", [(10, 0.5), (10, 0.6), (20, 0.5), (20, 0.6)]),
        (f"{{zip: {{{SEATS}: [10, 20], {SHARE}: [50 %, 60 %]}}}}", [(10, 0.5), (20, 0.6)]),
        (f"{{{SEATS}: [10, 20], exclude: [{{{SEATS}: 10}}]}}", [(20, None)]),
        (f"{{{SEATS}: [10], include: [{{{SEATS}: 30, {SHARE}: 5 %}}]}}", [(10, None), (30, 0.05)]),
    ],
)
def test_sweeps(folder, sweep, expected):
    path = write(folder, BASE + f"sweep: {sweep}\n")
    tree = load_tree(path, Diagnostics())
    assert tree is not None
    assert count(tree) >= len(expected)
    variants = load_study(path)
    assert seats_and_shares(variants) == expected
    assert [one.slug for one in variants] == [
        f"one-{i + 1:03d}" for i in range(len(variants))
    ] or "exclude" in sweep
    assert len({one.hash for one in variants}) == len(variants)


def test_swept_year_of_a_schedule(folder):
    text = HEAD + (
        "partnerships:\n  a: {activity: job_shadow, seats: {2026-27: 5, 2028-29: 9}}\n"
        "sweep: {partnerships.a.seats.2028-29: [80, 160]}\n"
    )
    steps = [one.partnerships["a"].seats.steps for one in load_study(write(folder, text))]
    assert [step[1][1].value() for step in steps] == [80, 160]
    assert all(step[0][1].value() == 5 for step in steps)


def test_swept_parameter_whose_id_holds_a_dot(folder):
    path = write(folder, BASE + "sweep: {parameters.economy.commuter_exit: [4 %, 6 %]}\n")
    values = [one.parameters["economy.commuter_exit"].value() for one in load_study(path)]
    assert values == [0.04, 0.06]
    swept = load_study(path)[0].with_({"parameters.economy.commuter_exit": "5 %"})
    assert swept.parameters["economy.commuter_exit"].value() == 0.05


def test_large_sweep_is_counted_and_refused_unbuilt(folder):
    many = ", ".join(str(i) for i in range(1, 101))
    text = BASE + f"sweep: {{{SEATS}: [{many}], seed_a: [{many}], seed_b: [{many}]}}\n"
    tree = load_tree(write(folder, text), Diagnostics())
    assert tree is not None
    assert count(tree) == 1_000_000
    diagnostics = Diagnostics()
    assert expand(tree, diagnostics) == ()
    assert "1,000,000 variants" in diagnostics.errors[0].message


@pytest.mark.parametrize(
    "sweep",
    ["5", "{}", f"{{{SEATS}: 5}}", f"{{{SEATS}: []}}", "{extends: [a.yaml]}", "{zip: {a: [1], b: [1, 2]}}",
     f"{{{SEATS}: [1], exclude: [{{{SEATS}: 1}}]}}", "{include: [5]}", "{a..b: [1]}"],
)  # fmt: skip
def test_sweeps_that_make_no_sense(folder, sweep):
    errors = check(write(folder, BASE + f"sweep: {sweep}\n")).errors
    assert {error.code for error in errors} == {"SIM022"}


@pytest.mark.parametrize("key", ONE_IN_A_STUDY)
def test_what_a_study_shares_is_refused_with_the_reason_and_what_to_do_instead(folder, key):
    below = {"horizon": "horizon.years", "population": "population.scale", "target": "target.fields"}
    (error,) = check(write(folder, BASE + f"sweep: {{{below.get(key, key)}: [1, 2]}}\n")).errors
    assert error.code == "SIM022"
    assert error.message.endswith(f"all scenarios of a study share it: {ONE_IN_A_STUDY[key][0]}")
    assert (
        f"change {key} in its baseline, and compare each by itself: sim compare" in error.hint
        or "sim table RUN headline.net --year" in error.hint
    )


def test_error_in_a_swept_value_points_at_it(folder):
    errors = check(write(folder, BASE + f"sweep: {{{SHARE}: [50 %, 7 USD]}}\n")).errors
    assert [error.code for error in errors] == ["SIM013"]
    assert errors[0].source_line[errors[0].column - 1 :].startswith("7 USD")


def test_sweep_is_left_aside_for_one_scenario_and_not_inherited(folder):
    write(folder, BASE + f"sweep: {{{SEATS}: [10, 20]}}\n", "swept.yaml")
    assert [item.code for item in check(folder / "swept.yaml").warnings] == ["SIM060"]
    assert load(folder / "swept.yaml").partnerships["internships"].seats.steps[0][1].value() == 100
    child = write(folder, "extends: swept.yaml\nname: Child\n", "child.yaml")
    assert len(load_study(child)) == 1


def as_data(path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def test_schema_is_valid_and_accepts_the_shipped_scenarios():
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(SHIPPED.glob("*.yaml")):
        assert list(validator.iter_errors(as_data(path))) == [], path.name


def test_schema_refuses_what_the_loader_refuses():
    validator = jsonschema.Draft202012Validator(scenario_schema())
    assert list(validator.iter_errors(as_data(ROOT / "tests" / "fixtures" / "six_mistakes.yaml")))
    assert list(validator.iter_errors({"name": "a", "region": "b"}))
    assert list(validator.iter_errors({"extends": "a.yaml", "bugdet": {}}))
    assert not list(validator.iter_errors({"extends": "a.yaml", "budget": None}))


def test_unknown_formats_and_missing_parents_are_study_errors(folder):
    with pytest.raises(StudyError):
        load(write(folder, "extends: gone.yaml\n"))


def test_example_of_the_interface_description():
    path = ROOT / "tests" / "fixtures" / "interfaces_example.yaml"
    variants = load_study(path)
    last = [one.partnerships["youth_apprenticeship"].seats.steps[-1][1].value() for one in variants]
    assert last == [80, 160, 240]
    warned = {item.code for one in variants for item in one.warnings}
    assert warned == {"SIM069", "SIM074", "SIM084"}, (
        "a cap spent early, too few hosts, hours that are no dose"
    )
    validator = jsonschema.Draft202012Validator(scenario_schema())
    quoted = path.read_text(encoding="utf-8").replace("~normal(0.15, 0.10) SD", "'~normal(0.15, 0.10) SD'")
    assert not list(validator.iter_errors(YAML(typ="safe", pure=True).load(quoted)))


def test_a_budget_that_is_too_small_names_the_option_the_worst_year_and_its_amount(folder):
    seats = "partnerships: {shadow: {activity: job_shadow, seats: {2026-27: 9000, 2027-28: 20000}}}\n"
    scenario = load(write(folder, f"{HEAD}{seats}budget: {{per_year: 20000 USD/year}}\n"))
    said = next(item.message for item in scenario.warnings if item.code == "SIM069")
    assert said.startswith(f"{scenario.name}: the seats planned for 2027-28 cost about ")
    assert "the budget has 20,000 USD" in said
