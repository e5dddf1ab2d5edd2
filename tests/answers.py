"""What becomes of a change in the files of a study: it acts, is warned of, refused, only told, or silent."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from inert import INERT
from tiny_region import Region, write_region, write_tree

import sim.study.region.region
from sim.store.key import fingerprint
from sim.study.load.scenario import Scenario, load
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.reading.diagnostics import Diagnostics, StudyError
from sim.study.region.region import RegionFiles, gaps, load_region

ACTS, WARNED, REFUSED, TOLD, SILENT = "acts", "warned of", "refused", "told", "silent"
BEST = (ACTS, WARNED, REFUSED, TOLD, SILENT)
"""From the answer a key should have to the one that no key may have."""

FILES = ("folder", "hash")
"""What is known of a region but what its files say."""

Changes = Mapping[str, Any]
"""New values by dotted path; the value ABSENT takes the key away."""
ABSENT = object()


def changed(tree: Any, changes: Changes) -> Any:
    """A copy of a tree with some values changed, maps on the way made where they are missing."""
    copy = deepcopy(tree)
    for path, value in changes.items():
        *above, last = path.split("/")
        node = copy
        for key in above:
            node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
        if value is ABSENT:
            node.pop(last, None)
        else:
            node[int(last) if isinstance(node, list) else last] = deepcopy(value)
    return copy


@dataclass(frozen=True)
class Read:
    """A scenario as read: what its plan is made of, what it warns of, what it tells; or why it is refused."""

    plan: Mapping[str, str]
    warnings: frozenset[tuple[str, str]]
    told: str
    refused: str = ""


class Study:
    """A folder with one scenario and one region, written anew for every question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, Read] = {}
        self.regions: dict[str, tuple[RegionFiles | None, Diagnostics]] = {}
        (folder / "test").mkdir(parents=True)

    def read(self, scenario: Any, region: Region, beside: Mapping[str, Any]) -> Read:
        """What comes of a scenario, a region, and other files of the study by name; read once each."""
        name = repr((scenario, region, beside))
        if name not in self.known:
            self.known[name] = self._read(scenario, region, beside)
        return self.known[name]

    def _read(self, scenario: Any, region: Region, beside: Mapping[str, Any]) -> Read:
        write_region(self.folder / "regions" / "tiny", region)
        for name, tree in beside.items():
            write_tree(self.folder / "test" / name, tree)
        path = self.folder / "test" / "one.yaml"
        write_tree(path, scenario)
        try:
            with mock.patch.object(sim.study.region.region, "load_region", partial(self._load, repr(region))):
                return _of(load(path))
        except StudyError as problem:
            return Read({}, frozenset(), "", str(problem))

    def _load(self, region: str, folder: Path, diagnostics: Diagnostics) -> RegionFiles | None:
        """The region, which is read once however many scenarios are about it."""
        if region not in self.regions:
            found = Diagnostics()
            self.regions[region] = load_region(folder, found), found
        loaded, found = self.regions[region]
        diagnostics.extend(found)
        return loaded


def _of(scenario: Scenario) -> Read:
    numbers: dict[str, str] = {}
    for draw in (None, 0):
        plan = compile_plan(scenario, partnership_bits([scenario]), draw)
        numbers |= {f"{path} {draw}": fingerprint(value) for path, value in numbers_of(plan)}
    told = repr((
        scenario.name, scenario.description, scenario.headline_year, scenario.resolved, gaps(scenario.region),
        [getattr(scenario.region, one.name) for one in fields(scenario.region) if one.name not in FILES],
        scenario.activities,
    ))  # fmt: skip
    return Read(numbers, frozenset((one.code, one.message) for one in scenario.warnings), told)


def numbers_of(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every number or array of a plan by dotted path."""
    if isinstance(value, Mapping):
        parts = [(str(key), one) for key, one in value.items()]
    elif hasattr(value, "_fields"):
        parts = [(name, getattr(value, name)) for name in value._fields]
    elif is_dataclass(value):
        parts = [(one.name, getattr(value, one.name)) for one in fields(value)]
    else:
        return [(path, value)]
    return [found for name, one in parts for found in numbers_of(one, f"{path}.{name}" if path else name)]


def answer(before: Read, after: Read, named: str = "") -> str:
    """How the second differs from the first, which must be sound; ``named`` is a key that a gap may name."""
    assert not before.refused, before.refused
    if after.refused:
        return REFUSED
    paths = {
        path
        for path in before.plan.keys() | after.plan.keys()
        if before.plan.get(path) != after.plan.get(path)
    }
    if {path.rsplit(" ", 1)[0] for path in paths} - INERT:
        return ACTS
    if after.warnings - before.warnings or (named and named in idle_columns()):
        return WARNED
    return TOLD if before.told != after.told else SILENT


def idle_columns() -> set[str]:
    """Columns of a region that its gaps name as changing nothing, as ``table.column``."""
    from sim.study.region.columns import NOT_ACTING

    return {f"{table}.{column}" for table, columns in NOT_ACTING.items() for column in columns}
