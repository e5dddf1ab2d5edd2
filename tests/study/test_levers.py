"""Every lever that is found: described, read, compiled, costed; and files that are no lever are refused."""

from __future__ import annotations

import sys
from types import ModuleType

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML
from studies import HEAD, INTERNSHIPS, remembered_regions, study_folder, write  # noqa: F401

from sim.core.columns import INGREDIENTS, PAYERS
from sim.core.plan import Move
from sim.study.levers.registry import COMMON, _model_of, lever_models, lever_rows
from sim.study.load.scenario import check, load
from sim.study.load.schema import scenario_schema
from sim.study.plan import costs
from sim.study.plan.compile import compile_plan, partnership_bits, uniform_of
from sim.study.plan.levers import around, lever_moves
from sim.study.scenario.partnership import LEVERS

EVERY = pytest.mark.parametrize("name", lever_models())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def scenarios(folder):
    """A scenario with each lever's example beside paid internships, by lever."""
    return {
        name: load(write(folder, f"{HEAD}{INTERNSHIPS}  one: {model.example}\n", f"{name}.yaml"))
        for name, model in lever_models().items()
    }


def plan_of(scenario, draw):
    return compile_plan(scenario, partnership_bits([scenario]), draw)


def test_the_levers_are_those_of_the_folder():
    assert {"commitment_to_hire", "wbl_coordinators"} <= set(LEVERS)
    assert tuple(row["name"] for row in lever_rows()) == LEVERS == tuple(sorted(LEVERS))


@EVERY
def test_a_lever_and_its_keys_are_described(name):
    model = lever_models()[name]
    assert model.__doc__
    assert model.example.startswith(f"{{lever: {name}, ")
    own = {key: field for key, field in model.model_fields.items() if key not in COMMON}
    assert own, "a lever without keys cannot be tuned"
    assert [key for key, field in own.items() if not field.description] == []


@EVERY
def test_the_example_is_a_scenario_without_a_warning_of_its_lever(name, scenarios):
    assert {item.code for item in scenarios[name].warnings} <= {"SIM060"}
    entry = YAML(typ="safe", pure=True).load(lever_models()[name].example)
    jsonschema.Draft202012Validator(scenario_schema()).validate(
        {"name": "a", "region": "b", "horizon": {"start": "2026-27"}, "partnerships": {"one": entry}}
    )


@EVERY
def test_arrays_go_by_year_or_partnership_and_are_the_same_for_a_draw(name, scenarios):
    scenario = scenarios[name]
    arrays, again = (plan_of(scenario, 2).levers.get(name, {}) for _ in range(2))
    for key, array in arrays.items():
        assert array.shape[0] in (scenario.years, len(scenario.partnerships)), key
        assert np.isfinite(array).all(), key
        assert array.tobytes() == again[key].tobytes(), key


@EVERY
def test_a_lever_does_something(name, scenarios):
    scenario = scenarios[name]
    plan, moves = plan_of(scenario, None), lever_moves(scenario, uniform_of(0, None))
    assert plan.levers.get(name) or moves
    assert all(isinstance(move, Move) for move in moves.values())


@EVERY
def test_what_a_lever_costs_is_booked(name, scenarios, folder):
    scenario = scenarios[name]
    cost = costs.lever_cost(scenario, "one", uniform_of(0, None))
    assert cost.shape == (scenario.years, len(INGREDIENTS), len(PAYERS))
    assert (cost >= 0).all()
    without = load(write(folder, HEAD + INTERNSHIPS, "without.yaml"))
    more = plan_of(scenario, None).partnerships.cost_fixed - plan_of(without, None).partnerships.cost_fixed
    assert more.sum(axis=0) == pytest.approx(cost, abs=1e-6)


@EVERY
def test_a_lever_costs_nothing_once_its_money_ends(name, scenarios):
    scenario = scenarios[name].with_({"partnerships.one.until": "2028-29"})
    among = around("one", scenario, uniform_of(0, None))
    assert not scenario.levers["one"].costs(among)[2:].any()


POSTS = "  posts: {lever: wbl_coordinators, fte: 2, cost: 85_000 USD/year"
TWO = """\
partnerships:
  a: {activity: internship, seats: 9, until: 2029-30}
  b: {activity: internship, seats: {2028-29: 9}, until: 2033-34}
"""


def test_the_cost_of_a_lever_goes_from_one_partnership_to_the_next(folder):
    """It is due as long as the lever runs, not as long as the first partnership does."""
    plain, paid = (load(write(folder, f"{HEAD}{TWO}{more}")) for more in ("", f"{POSTS}, until: 2032-33}}\n"))
    more = plan_of(paid, None).partnerships.cost_fixed - plan_of(plain, None).partnerships.cost_fixed
    assert more.sum(axis=(2, 3)).tolist() == [[170_000] * 3 + [0] * 7, [0] * 3 + [170_000] * 3 + [0] * 4]


def test_the_cost_of_a_lever_is_booked_within_the_budget_first(folder):
    text = TWO.replace("until: 2029-30", "within_budget: false").replace("{2028-29: 9}", "9")
    plain, paid = (load(write(folder, HEAD + text + more)) for more in ("", f"{POSTS}, until: 2032-33}}\n"))
    more = plan_of(paid, None).partnerships.cost_fixed - plan_of(plain, None).partnerships.cost_fixed
    assert more.sum(axis=(1, 2, 3)).tolist() == [0, 6 * 170_000]


def test_a_cost_that_could_not_be_booked_is_refused(folder):
    errors = check(write(folder, f"{HEAD}{TWO}{POSTS}}}\n")).errors
    assert [error.code for error in errors] == ["SIM043"]
    assert "costs money in 2033-34, when no partnership that it concerns has seats" in errors[0].message


def made(monkeypatch, **contents):
    module = ModuleType("sim.study.levers.made_up")
    vars(module).update(contents)
    for one in contents.values():
        one.__module__ = module.__name__
    monkeypatch.setitem(sys.modules, module.__name__, module)


def test_a_file_holds_one_lever_of_its_own_name(monkeypatch):
    first = lever_models()["wbl_coordinators"]
    made(monkeypatch)
    with pytest.raises(TypeError, match="one class derived from Lever, not 0"):
        _model_of("made_up")
    made(monkeypatch, one=type("One", (first,), {}), two=type("Two", (first,), {}))
    with pytest.raises(TypeError, match="not 2"):
        _model_of("made_up")
    made(monkeypatch, one=type("One", (first,), {}))
    with pytest.raises(TypeError, match=r"must declare lever: Literal\['made_up'\]"):
        _model_of("made_up")
