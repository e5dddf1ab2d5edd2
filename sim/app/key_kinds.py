"""Kind, limits and default of a key in words, read from its model's JSON Schema and its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

Schema = Mapping[str, Any]
SCHOOL_YEAR = r"^\d{4}-\d{2}$"
MOST_YEAR = 9999
"""Whole numbers above it are written with commas; those below may be years."""
NEEDED = "**needed**"
NONE = "–"


def kind_of(schema: Schema, named: Mapping[str, Schema]) -> str:
    """The kind of value in words: ``whole number, 5 to 40``, ``one of a, b``, ``a share``.

    ``named`` holds the models that the schema refers to. Raises ``KeyError`` for a kind without words, so
    that the page is not printed with a hole.
    """
    if "$ref" in schema:
        return _model(named[schema["$ref"].rsplit("/", 1)[-1]], named)
    if "anyOf" in schema or "oneOf" in schema:
        parts = [one for one in schema.get("anyOf") or schema["oneOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kind_of(one, named) for one in parts))
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return f"always {schema['const']}"
    if isinstance(schema.get("type"), list):
        return _told(schema)
    return _BY_TYPE[schema.get("type", "object")](schema, named)


def default_of(field: FieldInfo) -> str:
    """What holds when the key is left out, as a file would write it."""
    if field.is_required():
        return NEEDED
    value = field.get_default(call_default_factory=True)
    if hasattr(value, "text"):
        return value.text
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple) and value:
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if isinstance(value, int) or (isinstance(value, str) and value) else NONE


def may_be_empty(read: Callable[[str], Any]) -> bool:
    """Whether the cells of a column, read by ``read``, may be empty."""
    from sim.study.region.cells import CellError

    try:
        read("")
    except CellError:
        return False
    return True


def _model(model: Schema, named: Mapping[str, Schema]) -> str:
    """A map read by a model; a figure of a region by the kind of its value."""
    keys = model["properties"]
    return f"figure: {kind_of(keys['value'], named)}" if {"value", "checked"} <= set(keys) else "map"


def _told(schema: Schema) -> str:
    """A quantity or a span of grades, described by the kind itself."""
    if "description" not in schema:
        return "span of grades" if "6-8" in schema.get("examples", ()) else "text or number"
    return re.sub(r" \([^)]*\)", "", schema["description"]).split(" such as ")[0]


def _text(schema: Schema, named: Mapping[str, Schema]) -> str:
    if schema.get("pattern") == SCHOOL_YEAR:
        return "school year"
    longest = schema.get("maxLength")
    return "text" if longest is None else f"text, at most {longest} characters"


def _number(schema: Schema, named: Mapping[str, Schema]) -> str:
    what = "whole number" if schema["type"] == "integer" else "number"
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is None or high is None:
        return what
    if low == high:
        return f"always {low}"
    above, below = " above" * ("exclusiveMinimum" in schema), " below" * ("exclusiveMaximum" in schema)
    first, last = (f"{end:,}" if abs(end) > MOST_YEAR else f"{end:g}" for end in (low, high))
    return f"{what},{above} {first} to{below} {last}"


def _list(schema: Schema, named: Mapping[str, Schema]) -> str:
    items = schema.get("items") or {"type": "integer"}
    if "enum" in items:
        return f"list of any of {', '.join(map(str, items['enum']))}"
    return f"list of {kind_of(items, named)}" if "$ref" not in items else "list of maps"


def _map(schema: Schema, named: Mapping[str, Schema]) -> str:
    by_year = schema.get("propertyNames", {}).get("pattern") == SCHOOL_YEAR
    return "a map of these by school year" if by_year else "map"


_BY_TYPE: Mapping[str, Callable[[Schema, Mapping[str, Schema]], str]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda schema, named: "true or false",
    "array": _list,
    "object": _map,
}
