"""JSON Schema of the scenario file (draft 2020-12), for editors that complete and check while typing."""

from __future__ import annotations

from typing import Any

from sim.study.activities.activity import activity_names
from sim.study.levers.registry import lever_models
from sim.study.scenario.file import ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """Schema of a scenario file as written.

    ``extends`` may supply what a file leaves out, so only ``name`` and ``region`` of a whole scenario are
    not required here; null removes an inherited key and is allowed everywhere at the first level.
    """
    schema = ScenarioFile.model_json_schema(mode="validation", by_alias=True)
    properties = {key: _or_null(part) for key, part in schema["properties"].items()}
    definitions = {key: _loosened(part) for key, part in schema["$defs"].items()}
    library = list(activity_names())
    definitions["PartnershipSpec"]["properties"]["activity"] = {
        "anyOf": [{"enum": library}, {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}],
        "description": "activity of the library, or one of this file's own",
    }
    properties["partnerships"] = _partnerships(definitions)
    return {
        "$schema": DIALECT,
        "title": "Scenario",
        "description": "A scenario of a regional school-to-work study.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": ["extends"]}, {"required": ["name", "region", "horizon"]}],
        "$defs": definitions,
    }


def _partnerships(definitions: dict[str, Any]) -> dict[str, Any]:
    """Named partnerships and levers; an entry that is null removes an inherited one."""
    definitions.pop("UnknownLever")
    levers = [model.__name__ for model in lever_models().values()]
    for lever in levers:
        definitions[lever]["required"] = ["lever"]
    kinds = [{"$ref": f"#/$defs/{name}"} for name in ("PartnershipSpec", *levers)]
    entry = {"anyOf": [*kinds, {"type": "null"}]}
    names = {"pattern": "^[a-z][a-z0-9_]{0,39}$"}
    return _or_null({"type": "object", "propertyNames": names, "additionalProperties": entry})


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [part, {"type": "null"}]}


def _loosened(definition: dict[str, Any]) -> dict[str, Any]:
    """A model whose keys may come from a parent file: nothing is required."""
    return {key: value for key, value in definition.items() if key != "required"}
