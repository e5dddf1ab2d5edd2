"""Keys of a scenario that have nothing behind them.

``key: null`` takes away what the parent file says of the key; a key that is merely left empty does the same,
and that is worth a word, because its lines are often only commented out. What no key could be is an error
here, because the merge drops keys without a value before the model of the file sees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sim.study.reading.diagnostics import Diagnostics, did_you_mean
from sim.study.reading.source import Node
from sim.study.scenario.file import ScenarioFile

Kinds = tuple[Any, ...]
"""Annotations that a place of the file may have; empty where anything may stand."""


def check_nulls(child: Node, parent: Node | None, diagnostics: Diagnostics) -> None:
    """Report every key of ``child`` without a value: unknown, taking something away, or saying nothing.

    ``parent`` is the tree that ``child`` extends, or None.
    """
    _check(child, parent, (ScenarioFile,), diagnostics)


def _check(node: Node, parent: Node | None, kinds: Kinds, diagnostics: Diagnostics) -> None:
    if not isinstance(node.value, dict):
        return
    known = _keys(kinds)
    for key, below in node.value.items():
        above = parent.get(key) if parent is not None else None
        if below.value is not None:
            _check(below, above, _below(kinds, key), diagnostics)
        elif known is not None and key not in known:
            _unknown(key, below, known, diagnostics)
        else:
            _without_value(key, below, parent, known is None, diagnostics)


def _unknown(key: str, node: Node, known: set[str], diagnostics: Diagnostics) -> None:
    shown = key if len(key) <= 60 else f"{key[:57]}…"
    hint = partial(did_you_mean, key[:100], known)
    diagnostics.error("SIM010", f"unknown key '{shown}', with nothing behind it", node.key_mark, hint)


def _without_value(key: str, node: Node, parent: Node | None, free: bool, diagnostics: Diagnostics) -> None:
    """A known key, or a name of the planner's own (``free``), that has no value."""
    above = parent.get(key) if parent is not None else None
    if above is not None and node.text == "":
        message = (
            f"'{key[:60]}' has nothing behind it, and so takes away what {above.mark.path.name} says of it"
        )
        hint = "delete this line to keep it; write null behind the colon when it shall go"
        diagnostics.warning("SIM080", message, node.key_mark, hint)
    elif above is None and (free or node.text == ""):
        hint = (
            partial(did_you_mean, key[:100], parent.value)
            if parent and free and isinstance(parent.value, dict)
            else "delete the line, or fill it in"
        )
        message = f"'{key[:60]}' has no value and takes nothing away: the line does nothing"
        diagnostics.warning("SIM080", message, node.key_mark, hint)


def _keys(kinds: Kinds) -> set[str] | None:
    """Keys that a map may have at a place; None where they are names of the planner's own, or anything."""
    models = [one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)]
    if not models or len(models) < len([one for one in kinds if one is not type(None)]):
        return None
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def _below(kinds: Kinds, key: str) -> Kinds:
    """What may stand behind ``key`` at a place."""
    found: list[Any] = []
    for one in kinds:
        if get_origin(one) in (dict, Mapping):
            found += _plain(get_args(one)[1])
        elif isinstance(one, type) and issubclass(one, BaseModel):
            for name, field in one.model_fields.items():
                found += _plain(field.annotation) if key == (field.alias or name) else ()
    return tuple(found)


def _plain(annotation: Any) -> Iterator[Any]:
    """The annotations within optional values and unions."""
    if get_origin(annotation) is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _plain(part)
    elif annotation is not type(None):
        yield annotation
