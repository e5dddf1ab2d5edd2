"""Printing what the model knows: evidence, activities, indicators."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.app.console import UsageError, console


def say_evidence(name: str | None, as_object: bool) -> int:
    """Print the evidence cards, those of a rule, or one in full."""
    from sim.study.evidence.card import evidence_rows

    columns = {"id": 34, "value": 34, "unit": 12, "grade": 6, "design": 12, "source": 60}
    return _say(evidence_rows(), "id", name, as_object, columns, "parameter")


def say_levers(name: str | None, as_object: bool) -> int:
    """Print the activities of the library and the levers on the system, or one in full."""
    from sim.study.activities.activity import activity_rows
    from sim.study.levers.registry import lever_rows

    columns = {"name": 34, "stage": 14, "grades": 7, "hours_per_year": 6, "cost_per_seat_usd": 8, "label": 60}
    return _say([*activity_rows(), *lever_rows()], "name", name, as_object, columns, "activity or lever")


def say_indicators(code: str | None, as_object: bool) -> int:
    """Print the indicators, or one in full."""
    from sim.outcomes.codebook import codebook

    columns = {"code": 30, "unit": 10, "label": 50, "official": 24}
    return _say(codebook(), "code", code, as_object, columns, "indicator")


def _say(rows: Iterable[Mapping[str, Any]], key: str, name: str | None, as_object: bool,
         columns: Mapping[str, int], what: str) -> int:  # fmt: skip
    known = list(rows)
    chosen = known if name is None else [row for row in known if _named(str(row[key]), name)]
    if not chosen:
        near = difflib.get_close_matches(str(name), [str(row[key]) for row in known], n=3, cutoff=0.5)
        raise UsageError(
            f"There is no {what} '{name}'." + (f" Did you mean {', '.join(near)}?" if near else "")
        )
    if as_object:
        print(json.dumps(chosen))
    elif len(chosen) == 1:
        _print_one(chosen[0])
    else:
        _print_table(chosen, columns)
    return 0


def _named(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}.")


def _print_one(row: Mapping[str, Any]) -> None:
    out = console()
    for name, value in row.items():
        if value not in (None, "", [], {}):
            out.print(f"{name.replace('_', ' '):<20}{_text(value)}", soft_wrap=True)


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, int]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, width in columns.items():
        table.add_column(name.replace("_", " "), max_width=width, overflow="fold")
    for row in rows:
        table.add_row(*(_text(row.get(name)) for name in columns))
    console().print(table)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
