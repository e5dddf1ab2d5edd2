"""What the page says a step reads and writes, against what a step does."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from small_world import club, internship, live, observe, plan_of

import sim.core
from sim.app.effects import TABLES, effects_of
from sim.core.year import YEAR

CORE = Path(sim.core.__file__).parent
RULES = [rule.name for rule in YEAR]
LAWS = {
    "careers": {"market/separations.py"},  # when in the year a job ends
    "matching": {"market/earnings.py"},  # what a person earns, here and elsewhere
    # what is lost at scale, where participants are placed, and the employers' ledger
    "partnerships": {"people/deliveries.py", "people/placement.py", "books/hosting.py"},
    "population": {"people/traits.py", "world.py"},  # traits of those who arrive
    "schooling": {"market/ties.py"},  # how long ties last
    "residence": {"world.py"},  # how much more those who came as adults are tied by living here
    "search": {"world.py"},
}
"""Files of a law, beside the rule of the name, that may ask for the settings it rests on. The world lays the
standard down and brings people in."""

UNSEEN = {"progress": {("people", "place")}}
"""Written, but never to another value: who ends service has lived elsewhere all along."""


def test_what_a_step_changes_is_what_its_source_writes(town, town_start, monkeypatch):
    """Columns that differ after a step are among those written; over the years nearly all of these do."""
    changed: dict[str, set[tuple[str, str]]] = {name: set() for name in RULES}
    before: dict[tuple[str, str], bytes] = {}

    def seen(rule, world):
        now = {
            (table, column): np.asarray(getattr(getattr(world, table), column)).tobytes()
            for table in TABLES
            for column in getattr(world, table)._fields
        }
        if before and rule != RULES[0]:
            changed[rule] |= {at for at, value in now.items() if before[at] != value}
        before.update(now)

    observe(monkeypatch, seen)
    rows = [
        club(channels={"interest": 0.5, "awareness": 0.6}),
        internship(bit=1, first_grade=9, apprenticeship=1, seats=160.0, take_up=0.9, years=2),
    ]
    live(plan_of(town, rows, offers=20.0), town_start)
    written = {name: effects_of(name).writes for name in RULES}
    for name in RULES[1:]:
        assert changed[name] <= written[name], name
    for name in ("partnerships", "seats", "schooling", "choice", "progress", "careers"):
        assert written[name] - changed[name] == UNSEEN.get(name, set()), name


@pytest.mark.parametrize(
    ("rule", "which", "column"),
    [
        ("economy", "writes", ("firms", "belief")),
        ("schooling", "writes", ("people", "acquaintance")),
        ("schooling", "writes", ("people", "host")),
        ("matching", "reads", ("people", "vintage")),
        ("matching", "writes", ("firms", "poached")),
        ("seats", "writes", ("firms", "hosted")),
        ("residence", "reads", ("people", "left_school")),
        ("accounts", "writes", ("conditions", "standard")),
        ("accounts", "reads", ("people", "studied")),
    ],
)
def test_effects_are_followed_into_the_functions_a_step_calls(rule, which, column):
    assert column in getattr(effects_of(rule), which)


def test_effects_are_not_made_up():
    assert ("people", "wage") not in effects_of("schooling").reads | effects_of("schooling").writes
    assert not {column for table, column in effects_of("seats").writes if table == "people"}
    assert not {column for table, column in effects_of("partnerships").reads if table == "people"}


def settings_asked_for(path: Path) -> set[str]:
    """Rules whose settings a file asks for by name: ``settings["x"]`` or ``settings_now(world, "x")``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("settings"):
            found.add(node.slice)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("settings_now"):
            found.add(node.args[1])
    return {ast.literal_eval(one) for one in found if isinstance(one, ast.Constant)}


@pytest.mark.parametrize(
    "path", sorted(CORE.rglob("*.py")), ids=lambda path: path.relative_to(CORE).as_posix()
)
def test_settings_belong_to_their_rule_or_to_the_file_of_a_law(path):
    place = path.relative_to(CORE).as_posix()
    for rule in settings_asked_for(path):
        allowed = {f"rules/{rule}.py"} | LAWS.get(rule, set())
        if place == "world.py" and rule == "matching":
            continue  # the standard a world begins with
        assert place in allowed, f"{place} asks for the settings of {rule}"


def test_the_reader_of_settings_sees_them():
    assert settings_asked_for(CORE / "rules" / "careers.py") == {"careers"}
    assert settings_asked_for(CORE / "people" / "deliveries.py") == {"partnerships"}
