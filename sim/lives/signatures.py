"""The types that kernels are compiled for, written as text: what the shipped studies use is on record.

``kernels.json`` is written by ``python -m tests.benchmarks.kernels --write``. A type is a name of numba's
(``int64``), an array as ``uint8 1 C`` (kind of number, dimensions, layout), or the position of a
composed type in the table ``types``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

RECORD = Path(__file__).with_name("kernels.json")
"""The kernels on record."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A compiled function: for which types, which others it calls, and how long it takes by itself."""

    name: str  # module:function
    takes: tuple[tuple[str | int, ...], ...]  # for each compilation the types of its arguments
    calls: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Recorded:
    """All kernels of the shipped studies, and the composed types that their signatures refer to."""

    types: tuple[dict[str, Any], ...]
    kernels: dict[str, Kernel]


@cache
def recorded() -> Recorded:
    """Return what is on record."""
    found = json.loads(RECORD.read_text(encoding="utf-8"))
    kernels = (
        Kernel(k["name"], tuple(map(tuple, k["takes"])), tuple(k["calls"]), k["seconds"])
        for k in found["kernels"]
    )
    return Recorded(tuple(found["types"]), {kernel.name: kernel for kernel in kernels})


def named(name: str) -> Any:
    """Return a thing by its ``module:name``."""
    module, _, thing = name.partition(":")
    return getattr(import_module(module), thing)


def type_of(written: str | int, types: tuple[dict[str, Any], ...]) -> Any:
    """Return the type of numba's that a text, or a position in the table ``types``, stands for."""
    from numba import types as numba_types

    if isinstance(written, int):
        return _composed(types[written], types)
    number, *array = written.split()
    found = getattr(numba_types, number)
    if not array:
        return found
    dimensions, layout, *fixed = array
    return numba_types.Array(found, int(dimensions), layout, readonly=bool(fixed))


def _composed(written: dict[str, Any], types: tuple[dict[str, Any], ...]) -> Any:
    from numba import types as numba_types

    if written["kind"] == "literal":
        return numba_types.literal(written["value"])
    of = [type_of(part, types) for part in written["of"]]
    if written["kind"] == "enum":
        return numba_types.IntEnumMember(named(written["class"]), of[0])
    kind = named(written["class"]) if written["kind"] == "named" else None
    return numba_types.BaseTuple.from_types(of, kind)


def written(numba_type: Any, table: list[dict[str, Any]]) -> str | int:
    """Write a type of numba's; composed ones are added to ``table``.

    Raises
    ------
    TypeError : a kind of type that the record does not know yet.
    """
    from numba import types as numba_types

    if isinstance(numba_type, numba_types.Array):
        fixed = "" if numba_type.mutable else " fixed"
        return f"{_number(numba_type.dtype)} {numba_type.ndim} {numba_type.layout}{fixed}"
    if isinstance(numba_type, numba_types.Literal):
        return _position({"kind": "literal", "value": numba_type.literal_value, "of": []}, table)
    if isinstance(numba_type, numba_types.IntEnumMember):
        entry = {"kind": "enum", "class": _home(numba_type.instance_class)}
        return _position(entry | {"of": [written(numba_type.dtype, table)]}, table)
    if isinstance(numba_type, numba_types.BaseNamedTuple):
        entry = {"kind": "named", "class": _home(numba_type.instance_class)}
        return _position(entry | {"of": [written(part, table) for part in numba_type]}, table)
    if isinstance(numba_type, numba_types.BaseTuple):
        return _position({"kind": "tuple", "of": [written(part, table) for part in numba_type]}, table)
    return _number(numba_type)


def _number(numba_type: Any) -> str:
    from numba import types as numba_types

    name = "boolean" if numba_type == numba_types.boolean else str(numba_type)
    if getattr(numba_types, name, None) != numba_type:
        raise TypeError(f"a kernel takes {numba_type}, which signatures.py cannot write yet")
    return name


def _home(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _position(entry: dict[str, Any], table: list[dict[str, Any]]) -> int:
    if entry not in table:
        table.append(entry)
    return table.index(entry)
