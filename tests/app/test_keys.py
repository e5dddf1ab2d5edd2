"""The page of every key is what the models say; no key is without a meaning, and every example is read."""

import pytest
from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML

from sim.app import key_kinds, keys
from sim.study.activities.parts import ChannelStrength, Costs
from sim.study.region.file import Population
from tests.studies import ROOT

SECTIONS = [section for found in keys.sections().values() for section in found]
PAGE = ROOT / "docs" / "keys.md"
READ_ELSEWHERE = {
    ("activity.cost", "per_seat"), ("activity.cost", "fixed"), ("activity.cost.LINE", "amount"),
    ("activity.channels.CHANNEL", "value"), ("region figure", "value"),
    *(("region.population", key) for key in Population.model_fields),
}  # fmt: skip
"""Keys whose unit the map around them gives; a test of their own reads their examples."""


def value_of(example: str):
    return YAML(typ="safe", pure=True).load(example)


def models_below(model, seen):
    """Every model of a file that a value of ``model`` may hold."""
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        waiting = [field.annotation]
        while waiting:
            kind = waiting.pop()
            waiting += getattr(kind, "__args__", ())
            if isinstance(kind, type) and hasattr(kind, "model_fields"):
                models_below(kind, seen)


def test_the_page_is_what_the_code_prints():
    stored = PAGE.read_text(encoding="utf-8")
    assert stored == keys.page(), "print it again: python -m sim.app.keys docs/keys.md"


def test_the_page_can_be_written_to_a_file_and_to_the_screen(tmp_path, capsys):
    keys.main([str(tmp_path / "keys.md")])
    keys.main([])
    assert (tmp_path / "keys.md").read_text(encoding="utf-8") == capsys.readouterr().out == keys.page()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_key_has_a_meaning_and_an_example_and_no_other_is_explained(section):
    told = keys.meanings()[section.name]
    assert set(told) == set(section.keys), "write what the key means into sim/app/keys.toml"
    for key, (meaning, example, *kind) in told.items():
        assert meaning.endswith("."), key
        assert example, key
        assert len(kind) < 2, key


def test_no_section_is_explained_that_does_not_exist():
    assert set(keys.meanings()) == {section.name for section in SECTIONS}


def test_every_model_of_a_file_has_a_section():
    from sim.study.activities.activity import Activity
    from sim.study.region.file import ByEthnicity, Figure, RegionFile
    from sim.study.scenario.file import ScenarioFile
    from sim.study.scenario.partnership import UnknownLever

    seen = set()
    for model in (ScenarioFile, Activity, RegionFile):
        models_below(model, seen)
    alike = {UnknownLever, ByEthnicity, *(model for model in seen if issubclass(model, Figure))}
    assert {model.__name__ for model in seen - alike} <= {s.model.__name__ for s in SECTIONS if s.model}


@pytest.mark.parametrize("section", [s for s in SECTIONS if s.model], ids=lambda section: section.name)
def test_every_example_is_read_by_the_model(section):
    told = keys.meanings()[section.name]
    for name, field in section.model.model_fields.items():
        key = field.alias or name
        if (section.name, key) not in READ_ELSEWHERE and not told[key][1].startswith("see "):
            try:
                TypeAdapter(field.rebuild_annotation()).validate_python(value_of(told[key][1]))
            except ValidationError as problem:
                pytest.fail(f"{key}: {problem}")


def test_examples_of_costs_channels_and_figures_are_read():
    for key, (_, example, *_kind) in keys.meanings()["activity.cost"].items():
        assert Costs.model_validate({key: value_of(example)}), key
    line = {key: value_of(example) for key, (_, example, *_) in keys.meanings()["activity.cost.LINE"].items()}
    assert Costs.model_validate({"per_seat": [line]}).per_seat[0].payer == line["payer"]
    _, strength, *_ = keys.meanings()["activity.channels.CHANNEL"]["value"]
    evidence = value_of(keys.meanings()["activity.channels.CHANNEL"]["evidence"][1])
    assert ChannelStrength.of("interest", {"value": value_of(strength), "evidence": evidence})
    figure = {key: value_of(example) for key, (_, example, *_) in keys.meanings()["region figure"].items()}
    for key, field in Population.model_fields.items():
        _, example, *_ = keys.meanings()["region.population"][key]
        if not example.startswith("see "):
            assert field.annotation.model_validate({**figure, "value": value_of(example)})


def test_a_kind_without_words_is_refused():
    with pytest.raises(KeyError):
        key_kinds.kind_of({"type": "nothing known"}, {})


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (
            {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 40}, {"type": "null"}]},
            "whole number, 1 to 40",
        ),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 100_000}, "number, above 0 to 100,000"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "list of any of a, b"),
        ({"type": "string", "pattern": r"^\d{4}-\d{2}$"}, "school year"),
        ({"type": ["string", "number"], "description": "a share (82 %)"}, "a share"),
    ],
)
def test_kinds_in_words(schema, words):
    assert key_kinds.kind_of(schema, {}) == words
