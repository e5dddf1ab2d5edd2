"""The levers there are: a file of this folder with one model in it is one."""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, get_args

from sim.study import levers
from sim.study.levers.lever import Lever

FRAME = ("lever", "registry")
"""Files of the folder that are no lever."""
COMMON = ("lever", "note", "until")
"""Keys of every lever."""


@functools.cache
def lever_models() -> Mapping[str, type[Lever]]:
    """The model of every lever by name, in alphabetical order.

    Raises
    ------
    TypeError : a file holds no lever, several, or one of another name than its own.
    """
    names = sorted(found.name for found in pkgutil.iter_modules(levers.__path__) if found.name not in FRAME)
    return MappingProxyType({name: _model_of(name) for name in names})


def _model_of(name: str) -> type[Lever]:
    module = import_module(f"sim.study.levers.{name}")
    own = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Lever) and one.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise TypeError(f"levers/{name}.py must hold one class derived from Lever, not {len(own)}")
    if get_args(own[0].model_fields["lever"].annotation) != (name,):
        raise TypeError(f"the lever of levers/{name}.py must declare lever: Literal['{name}']")
    return own[0]


def lever_rows() -> list[dict[str, Any]]:
    """The levers as plain rows for a table or for JSON: name, what it is, its own keys in words."""
    return [
        {"name": name, "label": _first_line(model), "stage": "lever", "keys": _keys(model),
         "example": model.example,
         "description": " ".join((model.__doc__ or "").split())}
        for name, model in lever_models().items()
    ]  # fmt: skip


def _first_line(model: type[Lever]) -> str:
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _keys(model: type[Lever]) -> dict[str, str]:
    own = {key: field for key, field in model.model_fields.items() if key not in COMMON}
    return {field.alias or key: field.description or key.replace("_", " ") for key, field in own.items()}
