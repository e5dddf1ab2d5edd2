"""A change of anything that counts rest on is a change of their name; nothing else is."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import worlds
from small_world import club, internship, plan_of, small_region

import sim.store.key as key
from sim.batch.job import key_of, recipe_of
from sim.lives.worlds import Lived
from sim.store.key import fingerprint

ROOMS = ("core", "lives")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of two rooms of the package, which :func:`sim.store.key.sources` takes for the package."""
    home = Path(importlib.util.find_spec("sim").origin).parent
    for room in ROOMS:
        shutil.copytree(home / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(key, "files", lambda name: tmp_path)
    return tmp_path


def hashed() -> str:
    return key.sources.__wrapped__(*ROOMS)


def test_an_edit_of_any_source_of_the_model_however_deep_is_another_model(package):
    before = hashed()
    found = sorted(path for room in ROOMS for path in (package / room).rglob("*.py"))
    assert {len(path.relative_to(package).parts) for path in found} >= {2, 3}
    for path in found:
        sound = path.read_bytes()
        path.write_bytes(sound + b"# edited\n")
        assert hashed() != before, path
        path.write_bytes(sound)
    assert hashed() == before


def test_a_file_renamed_added_or_moved_is_another_model_and_a_compiled_one_is_not(package):
    before = hashed()
    (package / "core" / "rules" / "__pycache__").mkdir()
    (package / "core" / "rules" / "__pycache__" / "seats.py").write_text("1")
    assert hashed() == before
    (package / "core" / "rules" / "seats.py").rename(package / "core" / "rules" / "places.py")
    renamed = hashed()
    (package / "core" / "rules" / "places.py").rename(package / "core" / "places.py")
    moved = hashed()
    (package / "lives" / "new.py").write_text("")
    assert len({before, renamed, moved, hashed()}) == 4


def recipes(**changes):
    """Recipes of a study of three, one of which is changed: its scenario, or its region."""
    job = worlds.job()
    scenarios = [replace(one, **changes.get(one.slug, {})) for one in job.scenarios]
    return replace(job, scenarios=tuple(scenarios))


def test_a_recipe_has_the_scenario_its_region_and_both_of_the_baseline():
    usual = recipes().recipes()
    other = {"region": worlds.Region(hash="another region")}
    for change in (other, {"seed": 12}):
        own = recipes(a=change).recipes()
        assert {slug for slug in usual if usual[slug] != own[slug]} == {"a"}
        base = recipes(baseline=change).recipes()
        assert {slug for slug in usual if usual[slug] != base[slug]} == {"baseline", "a", "b"}
        assert recipes(a=change).identity() != recipes().identity()
    assert len(set(usual.values())) == 3
    assert recipe_of(("s", "r"), ("b", "r")) != recipe_of(("b", "r"), ("s", "r"))


def test_who_is_compared_with_whom_is_part_of_the_recipe():
    job = worlds.job()
    usual, other = job.recipes(), replace(job, baselines=(0, 1, 1)).recipes()
    assert {slug for slug in usual if usual[slug] != other[slug]} == {"a", "b"}


def test_a_key_is_of_both_plans_and_the_code():
    plans = [plan_of(small_region(years=2), rows) for rows in ([], [club()], [internship()])]

    def lived(plan, baseline=None):
        return Lived(None, plan, {}, None, None, baseline)

    base, other = lived(plans[0]), lived(plans[2])
    keys = [
        key_of(lived(plans[1], base), "code"), key_of(lived(plans[1], other), "code"),
        key_of(lived(plans[2], base), "code"), key_of(lived(plans[1], base), "edited"),
        key_of(base, "code"),
    ]  # fmt: skip
    assert len(set(keys)) == 5
    again = plan_of(small_region(years=2), [club()])
    assert key_of(lived(again, base), "code") == keys[0]


def test_every_part_of_a_plan_is_in_its_fingerprint():
    """Each array of a plan with one entry changed, each number by one."""
    plan = plan_of(small_region(years=2), [club(), internship()], offers=3.0)
    usual, changed = fingerprint(plan), 0
    for holder in ("region", "partnerships", "shocks"):
        part = getattr(plan, holder)
        for name, value in part._asdict().items():
            other = np.array(value)
            if other.size == 0:
                continue
            other.flat[-1] = 2 if other.flat[-1] == 1 else 1
            moved = part._replace(**{name: other if isinstance(value, np.ndarray) else other[()]})
            assert fingerprint(replace(plan, **{holder: moved})) != usual, (holder, name)
            changed += 1
    for name in ("seed", "draw", "replicate", "years", "target_fields"):
        assert fingerprint(replace(plan, **{name: getattr(plan, name) + 1})) != usual, name
    assert changed > 40


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0), (1, True), (None, "None"), ("1", 1), ((1, 2), (2, 1)), ((1, (2,)), (1, 2)), ("a", ("a",)),
        (np.zeros(2), np.zeros((2, 1))), (np.zeros(2, np.int32), np.zeros(2, np.int64)), ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}), (0.1, 0.1 + 2**-56), (0.0, -0.0),
    ],
)  # fmt: skip
def test_what_differs_has_another_fingerprint(one, other):
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint({"a": 1, "b": one}) == fingerprint({"b": one, "a": 1})
