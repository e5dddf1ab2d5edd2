"""The state of a region's folder: what is still to fill, what to mend, and totals when it loads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.columns import ETHNICITY, FIELDS, LEVELS
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import is_there
from sim.study.reading.message import Diagnostic
from sim.study.reading.source import Node, read_yaml
from sim.study.region.columns import ROWS
from sim.study.region.region import FILE, RegionFiles, gaps, load_region
from sim.words.aligned import aligned

STILL_EMPTY = ("SIM102", "SIM106", "SIM143")
"""Codes of a table without rows, an empty cell, an empty value: work to do rather than mistakes."""
MOST_REMARKS = 4_000
"""Messages about one file that are told: a form that is still empty has one for each of its values."""
_VALUE = re.compile(r".+, line (?P<line>\d+) \((?P<figure>\w+\.\w+)\.(?P<key>[\w.]+)\)")
_CELL = re.compile(r"(?P<table>.+), cell (?P<letters>[A-Z]+)(?P<row>\d+) \((?P<column>.+)\)")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about one place: where a planner finds it, what is the matter, how to mend it."""

    place: str
    what: str
    hint: str
    code: str
    line: int

    @property
    def whole(self) -> str:
        """The remark as one line."""
        line = f"{self.place}: {self.what}{'; ' if self.hint else ''}{self.hint}"
        return "".join(sign if sign.isprintable() else " " for sign in line)


@dataclass(frozen=True, slots=True)
class State:
    """What the check of a folder found; ``region`` is None when it does not load."""

    folder: Path
    region: RegionFiles | None
    still_empty: tuple[Remark, ...]
    wrong: tuple[Remark, ...]
    doubtful: tuple[Remark, ...]


def state_of(folder: Path) -> State:
    """Read a region's folder once and sort everything that was found. Raises nothing."""
    messages = Diagnostics(most=MOST_REMARKS)
    region = load_region(folder, messages)
    paths = _key_paths(folder / FILE)
    remarks = {
        kind: tuple(_remark(item, paths) for item in sorted(items, key=_order))
        for kind, items in (
            ("still_empty", [item for item in messages.errors if item.code in STILL_EMPTY]),
            ("wrong", [item for item in messages.errors if item.code not in STILL_EMPTY]),
            ("doubtful", list(messages.warnings)),
        )
    }
    return State(folder, region if not messages.errors else None, **remarks)


def as_text(state: State) -> str:
    """The state in plain words."""
    parts = [
        _listed("Still to fill in", list(_joined(state.still_empty))),
        _listed("To mend", [remark.whole for remark in state.wrong]),
        _listed("Please look at", [remark.whole for remark in state.doubtful]),
        _closing(state) if state.region is None else _totals(state.region),
    ]
    return "\n\n".join(part for part in parts if part)


def as_json(state: State) -> dict[str, Any]:
    """The state as plain data."""
    region = state.region
    told = {
        kind: [
            {"place": one.place, "message": one.what, "hint": one.hint, "code": one.code, "line": one.line}
            for one in getattr(state, kind)
        ]
        for kind in ("still_empty", "wrong", "doubtful")
    }
    counted = (
        {}
        if region is None
        else {
            "name": region.name,
            "schools": len(region.schools),
            "pupils": pupils_by_group(region),
            "jobs": jobs_by_field(region),
            "gaps": gaps(region),
        }
    )
    return {"folder": state.folder.as_posix(), "loads": region is not None, **told, **counted}


def pupils_by_group(region: RegionFiles) -> dict[str, int]:
    """Pupils of all schools: in all, by ethnicity, and those of three needs."""
    schools = region.schools
    groups = {name: sum(one.ethnicity[at] for one in schools) for at, name in enumerate(ETHNICITY)}
    needs = ("econ_disadvantaged", "english_learners", "disability")
    return {
        "all": sum(one.pupils for one in schools),
        **groups,
        **{name: sum(getattr(one, name) for one in schools) for name in needs},
    }


def jobs_by_field(region: RegionFiles) -> dict[str, dict[str, int]]:
    """Jobs by field and level; a field without an employer has none."""
    return {
        field: {
            level: sum(one.jobs[at] for one in region.own_employers if one.field == field)
            for at, level in enumerate(LEVELS)
        }
        for field in FIELDS
    }


def _order(item: Diagnostic) -> tuple[int, int, int, str]:
    """Files in the order of work, then as they stand."""
    names = [*(f"{table}.csv" for table in ROWS), FILE]
    place = names.index(item.path.name) if item.path.name in names else len(names)
    return place, item.line, item.column, item.message


def _remark(item: Diagnostic, paths: dict[tuple[int, int], str]) -> Remark:
    """A message as a remark: tables name the cell themselves, region.yaml gets line and keys."""
    if item.path.suffix == ".csv" and item.message.startswith(item.path.name):
        place, _, what = item.message.partition(": ")
        return Remark(place, what, item.hint, item.code, item.line)
    keys = paths.get((item.line, item.column), "")
    place = f"{item.path.name}, line {item.line}" if item.line else item.path.name
    what = "still empty" if item.code == "SIM143" else item.message
    return Remark(f"{place} ({keys})" if keys else place, what, item.hint, item.code, item.line)


def _key_paths(path: Path) -> dict[tuple[int, int], str]:
    """The keys that lead to each place of region.yaml; empty when it cannot be read."""
    node = read_yaml(path, Diagnostics()) if is_there(path) else None
    return {} if node is None else dict(_walk(node, ()))


def _walk(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], str]]:
    if isinstance(node.value, dict):
        below = [(below, (*keys, name)) for name, below in node.value.items()]
    elif isinstance(node.value, tuple):
        below = [(below, (*keys, str(at + 1))) for at, below in enumerate(node.value)]
    else:
        below = []
    if keys:
        for mark in (node.mark, node.key_mark):
            yield (mark.line, mark.column), ".".join(keys)
    for one, further in below:
        yield from _walk(one, further)


def _joined(remarks: Iterable[Remark]) -> Iterator[str]:
    """Lines for what is empty: cells below one another, and values of one figure, are told in one line."""
    groups: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        cell, value = _CELL.fullmatch(remark.place), _VALUE.fullmatch(remark.place)
        found = (
            (cell["table"], cell["letters"])
            if cell
            else (value["figure"], "")
            if value
            else (remark.place, "")
        )
        groups.setdefault(found, []).append(remark)
    for group in groups.values():
        if len(group) == 1:
            yield group[0].whole
        elif _CELL.fullmatch(group[0].place):
            yield from _column(group)
        else:
            yield _figure(group)


def _column(group: list[Remark]) -> Iterator[str]:
    """Empty cells of one column, those below one another as a range."""
    cells = [match for remark in group if (match := _CELL.fullmatch(remark.place))]
    rows = [int(cell["row"]) for cell in cells]
    starts = [at for at, row in enumerate(rows) if at == 0 or row != rows[at - 1] + 1]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        letters = cells[start]["letters"]
        span = f"cell {letters}{rows[start]}"
        if end - start > 1:
            span = f"cells {letters}{rows[start]} to {letters}{rows[end - 1]}"
        place = f"{cells[start]['table']}, {span} ({cells[start]['column']})"
        yield f"{place}: {group[start].what}; {group[start].hint}"


def _figure(group: list[Remark]) -> str:
    """Empty values of one figure of region.yaml."""
    values = [match for remark in group if (match := _VALUE.fullmatch(remark.place))]
    keys = ", ".join(value["key"] for value in values)
    lines = f"{values[0]['line']} to {values[-1]['line']}"
    return f"{FILE}, lines {lines} ({values[0]['figure']}): still empty: {keys}"


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}:", *(f"  {line}" for line in lines)]) if lines else ""


def _closing(state: State) -> str:
    """How much is left to do."""
    empty = [remark for remark in state.still_empty if remark.code != "SIM102"]
    bare = len(state.still_empty) - len(empty)
    values = sum(remark.code == "SIM143" for remark in empty)
    parts = [
        f"{values} values of {FILE}" if values else "",
        f"{len(empty) - values} cells of the tables" if len(empty) > values else "",
        f"the rows of {bare} tables" if bare else "",
    ]
    to_fill = ", ".join(part for part in parts if part)
    told = [
        f"Still to fill: {to_fill}." if to_fill else "",
        f"To mend: {len(state.wrong)}." if state.wrong else "",
    ]
    return " ".join([*(part for part in told if part), "The region does not load yet."])


def _totals(region: RegionFiles) -> str:
    """Totals by group, jobs by field and the gaps of a region that loads."""
    pupils, jobs = pupils_by_group(region), jobs_by_field(region)
    whole = max(1, pupils["all"])
    groups = aligned((name, f"{n:,}", f"{n / whole:.1%}") for name, n in pupils.items())
    rows = [(field, [*by_level.values(), sum(by_level.values())]) for field, by_level in jobs.items()]
    rows.append(("all", [sum(column) for column in zip(*(numbers for _, numbers in rows), strict=True)]))
    cells = [(field, *(f"{n:,}" for n in numbers)) for field, numbers in rows]
    fields = aligned(cells, heads=("", *LEVELS, "all"))
    return "\n\n".join(
        [
            f"{region.name}: the region loads.",
            _listed(f"Pupils in {len(region.schools)} schools", groups),
            _listed(f"Jobs by field in {len(region.own_employers)} rows of employers", fields),
            _listed("What is missing or judged", [f"- {line}" for line in gaps(region)]),
        ]
    )
