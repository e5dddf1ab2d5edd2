"""From pydantic's findings to messages about a file: where, what is wrong, how to mend it.

Models of the study's files derive from :class:`Strict`; :func:`validate` reports every finding of one
pass at the place of the key or value it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.study.reading.diagnostics import Diagnostics, Hint, did_you_mean
from sim.study.reading.message import Mark
from sim.study.reading.source import Node


class Strict(BaseModel):
    """Base of the models of a study's files: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        """``true`` is no number, though Python counts it as 1."""
        name = info.field_name or ""
        return value if not isinstance(value, bool) else no_truth(value, name, cls.model_fields[name])


class Finding(NamedTuple):
    """What a field's own validator found; ``below`` leads from the field to the key or value meant."""

    code: str
    message: str
    hint: Hint = ""
    below: tuple[str | int, ...] = ()
    at_key: bool = False


WRITTEN = "{written}"
"""Stands in a finding for the text as it is written in the file."""


def no_truth(value: bool, name: str, field: FieldInfo) -> bool:
    """``true`` or ``false``, unless the field takes numbers and no truth: then a finding is raised."""
    kinds = set(_plain_types(field.annotation))
    if kinds & {int, float} and bool not in kinds:
        what = "a whole number" if float not in kinds else "a number"
        named = f"'{field.alias or name}' must be {what}, found '{str(value).lower()}'"
        raise finding("SIM012", named, "write the number in digits")
    return value


def _plain_types(annotation: Any) -> Iterator[Any]:
    """Plain types that a value may have, seen through optional values, literals and annotations."""
    if get_origin(annotation) is Literal:
        yield from (type(one) for one in get_args(annotation))
    elif get_origin(annotation) is Annotated:
        yield from _plain_types(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _plain_types(part)
    elif isinstance(annotation, type):
        yield annotation


def finding(code: str, message: str, hint: Hint = "") -> PydanticCustomError:
    """An error for a field's validator to raise: it is shown as it stands."""
    return findings([Finding(code, message, hint)])


def findings(several: list[Finding]) -> PydanticCustomError:
    """Several errors about parts of one field, to be raised together."""
    return PydanticCustomError("study", "{text}", {"findings": several, "text": several[0].message})


def found_in(problem: PydanticCustomError, step: str, at_key: bool = False) -> Finding:
    """The first finding of a raised error, now said of the part ``step`` of a field."""
    first = (problem.context or {})["findings"][0]
    return first._replace(below=(step, *first.below), at_key=at_key)


def validate[Model: BaseModel](model: type[Model], node: Node, diagnostics: Diagnostics) -> Model | None:
    """The model built from a node; None, with every finding reported, when it does not fit."""
    try:
        return model.model_validate(node.plain)
    except ValidationError as problem:
        report(problem, model, node, diagnostics)
        return None


def report(
    problem: ValidationError,
    model: type[BaseModel],
    node: Node,
    diagnostics: Diagnostics,
    code: str = "SIM012",
) -> None:
    """Report every finding of a failed validation at its place in ``node``; ``code`` is for general ones."""
    errors = problem.errors(include_url=False)
    for number, error in enumerate(errors):
        if diagnostics.full(node.mark.path):
            diagnostics.leave_out(node.mark.path, len(errors) - number)
            return
        for item in _explained(error, model, code):
            found, mark = _place(error, item, node)
            message = item.message.replace(WRITTEN, found.text[:60])
            diagnostics.error(item.code, message, mark, _filled_in(item.hint, found.text[:60]))


def _filled_in(hint: Hint, written: str) -> Hint:
    return hint.replace(WRITTEN, written) if isinstance(hint, str) else hint


def _place(error: ErrorDetails, item: Finding, node: Node) -> tuple[Node, Mark]:
    """An unknown key is shown at the key, a missing one at its map, all else at the value."""
    found, _ = node.find((*error["loc"], *item.below))
    at_key = item.at_key or error["type"] in ("extra_forbidden", "missing")
    return found, found.key_mark if at_key or isinstance(found.value, dict | tuple) else found.mark


def _explained(error: ErrorDetails, model: type[BaseModel], code: str) -> list[Finding]:
    """What one error of pydantic says, in the planner's words."""
    if error["type"] == "study":
        return list(error["ctx"]["findings"])
    return [Finding(*_in_words(error, model, code), at_key=error["loc"][-1:] == ("[key]",))]


def _in_words(error: ErrorDetails, model: type[BaseModel], code: str) -> tuple[str, str, Hint]:
    """Code, message and hint."""
    kind = error["type"]
    name = next(
        (str(step) for step in reversed(error["loc"]) if not str(step).startswith(("<", "[key]"))), ""
    )
    match kind:
        case "extra_forbidden":
            known = known_keys(model, error["loc"][:-1])
            return "SIM010", f"unknown key '{_cut(name)}'", partial(did_you_mean, name, known)
        case "missing":
            return "SIM011", f"the key '{name}' is missing here", f"add a line '{name}: …'"
        case "model_type" | "dict_type" | "model_attributes_type" | "dataclass_type":
            return "SIM012", f"'{name}' must be a map of keys and values", ""
        case "list_type" | "tuple_type" | "set_type":
            return "SIM012", f"'{name}' must be a list", f"write it as {name}: [first, second]"
        case "string_pattern_mismatch" if error["loc"][-1:] == ("[key]",):
            return "SIM012", f"'{_cut(name)}' is no name: small letters, digits and _ only", _as_name(name)
    if kind.startswith(("int_", "float_", "string_", "bool_")) and kind.endswith(
        ("type", "parsing", "from_float")
    ):
        what = {"i": "a whole number", "f": "a number", "s": "text", "b": "true or false"}[kind[0]]
        return (
            "SIM012",
            f"'{name}' must be {what}, found {_short(error['input'])}",
            _number_in(error["input"]),
        )
    if kind.startswith(("greater_", "less_", "too_", "string_too")):
        return "SIM014", f"'{name}' is out of range: {_lowered(error['msg'])}", ""
    return code, f"'{name}': {_lowered(error['msg'])}" if name else _lowered(error["msg"]), ""


def _as_name(text: str) -> str:
    """Hint with the nearest name that may be used: ``SiteVisits`` becomes ``site_visits``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text[:80])
    name = re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_").lstrip("0123456789_")[:40]
    return f"write {name}" if name else "begin with a small letter"


def _number_in(value: object) -> str:
    """Hint where text holds the number that is wanted: ``25 years``, ``2019-2023``, ``10 %``."""
    if not isinstance(value, str):
        return ""
    if percent := re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*%\s*", value):
        return f"write {float(percent[1]) / 100:g}"
    if found := re.fullmatch(r"\s*(\d{4})\s*[-–/]\s*(\d{4})\s*", value):
        return f"of a span of years write the last one: {found[2]}"
    found = re.fullmatch(r"\s*(\d[\d_,]{0,20})\s*[A-Za-z ]{1,40}", value)
    return f"write {found[1]}" if found else ""


def known_keys(model: Any, location: Iterable[str | int]) -> list[str]:
    """Keys that the file may use at a location of a model."""
    here: set[type[BaseModel]] = set(_models(model))
    for step in location:
        below: set[type[BaseModel]] = set()
        for one in here:
            named = {(f.alias or key): f.annotation for key, f in one.model_fields.items()}
            if step in named:
                below |= set(_models(named[step]))
        tagged = {one for one in below or here if f"<{one.__name__}>" == step}
        here = tagged or below or here
    return sorted(field.alias or key for one in here for key, field in one.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models within an annotation, seen through optional values, lists, maps and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, Annotated, dict, list, tuple):
        for part in get_args(annotation):
            yield from _models(part)


def _cut(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}…"


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return f"'{text[:57]}…'" if len(text) > 60 else f"'{text}'"


def _lowered(text: str) -> str:
    text = text.removeprefix("Value error, ").removeprefix("Input ")
    return text[:1].lower() + text[1:]
