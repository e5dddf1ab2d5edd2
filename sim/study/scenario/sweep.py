"""Sweeps: one scenario file that stands for many.

``sweep:`` maps dotted paths to lists of values; every combination becomes a variant. Values under
``zip:`` go together, one by one; ``include:`` adds combinations, ``exclude:`` removes those that match.
The number of variants is known before anything is built.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.source import Node
from sim.study.scenario.tree import with_value

MOST_VARIANTS = 1000
RESERVED = ("zip", "include", "exclude")
ECONOMY = (
    "parameters",
    "shocks",
    "region",
    "horizon",
    "seed",
    "population",
    "target",
    "headline_year",
)
"""Keys that say what world a programme meets, and not what the programme is: swept, they are swept in the
baseline too, so that every variant is compared with its own."""
ANOTHER_STUDY = "copy the study, change {key} in its baseline, and compare each by itself: sim compare FOLDER"
READ_LATER = "run it once and read any year: sim table RUN headline.net --year 2035-36"
ONE_IN_A_STUDY: Mapping[str, tuple[str, str]] = {
    "region": ("what is printed stands beside one region's published rates and totals", ANOTHER_STUDY),
    "horizon": (
        "all is read in the same years, and a run holds every year up to its horizon",
        f"for another length, {READ_LATER}; for another start, {ANOTHER_STUDY}",
    ),
    "headline_year": ("it says which year is read, and changes no run", READ_LATER),
    "population": ("figures of a thinned population are for quick looks only", ANOTHER_STUDY),
    "target": ("additional residents in different fields are no figures of one thing", ANOTHER_STUDY),
}
"""Keys that all scenarios of a study share: why, and what to do instead of sweeping them."""

Combination = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination of swept values worked into the scenario's tree; ``number`` 0 = no sweep."""

    number: int
    values: Combination
    tree: Node

    @property
    def label(self) -> str:
        """The swept values in words, each after the shortest end of its path that no other path has."""
        return ", ".join(f"{_short(path, self.values)} = {node.text}" for path, node in self.values.items())

    @property
    def swept(self) -> dict[str, str | int | float | bool]:
        """The swept values by path, for the columns of a table: a scalar as it is, else as text."""
        return {path: _scalar(node) for path, node in self.values.items()}

    @property
    def economy(self) -> Combination:
        """The swept values that are about the world, not about the programme."""
        return {path: node for path, node in self.values.items() if is_economy(path)}

    def under(self, conditions: Combination) -> Variant:
        """The variant with more values worked in; what it states itself stays."""
        added = {path: node for path, node in conditions.items() if path not in self.values}
        return replace(self, values={**added, **self.values}, tree=_changed(self.tree, added))


def is_economy(path: str) -> bool:
    """Whether a swept path is about the world that a programme meets."""
    return keys_of(path)[0] in ECONOMY


def _short(path: str, others: Combination) -> str:
    """The shortest end of a path that is no end of another."""
    keys = path.split(".")
    ends = (".".join(keys[start:]) for start in range(len(keys) - 1, -1, -1))
    return next(
        (end for end in ends if not any(f".{one}".endswith(f".{end}") for one in others if one != path)), path
    )


def _scalar(node: Node) -> str | int | float | bool:
    return node.value if isinstance(node.value, str | int | float | bool) else _shown(node.plain)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def expand(tree: Node, diagnostics: Diagnostics) -> tuple[Variant, ...]:
    """The variants of a scenario; a single one without values when it has no sweep.

    Empty (and at least one error) when the sweep cannot be understood or is too large.
    """
    sweep = tree.get("sweep")
    base = replace(tree, value={key: node for key, node in tree.value.items() if key != "sweep"})
    if sweep is None:
        return (Variant(0, {}, base),)
    if not _sound(sweep, diagnostics):
        return ()
    variants = []
    for number, combination in enumerate(_combinations(sweep), start=1):
        variants.append(Variant(number, combination, _changed(base, combination)))
    if not variants:
        diagnostics.error("SIM022", "the sweep leaves no variant", sweep.key_mark)
    return tuple(variants)


def _changed(tree: Node, values: Combination) -> Node:
    for path, value in values.items():
        tree = with_value(tree, keys_of(path), value)
    return tree


def keys_of(path: str) -> tuple[str, ...]:
    """Keys that a path of a sweep goes through; the id of a parameter holds a dot of its own."""
    first, dot, rest = path.partition(".")
    return (first, rest) if dot and first == "parameters" else tuple(path.split("."))


def count(tree: Node) -> int:
    """Number of variants that a sound sweep gives at most (before ``exclude``), without building them."""
    sweep = tree.get("sweep")
    if sweep is None or not isinstance(sweep.value, dict):
        return 1
    lengths = [len(node.value) for key, node in sweep.value.items() if key not in RESERVED]
    zipped = sweep.get("zip")
    if zipped is not None and isinstance(zipped.value, dict) and zipped.value:
        lengths.append(max(len(node.value) for node in zipped.value.values()))
    added = sweep.get("include")
    extra = len(added.value) if added is not None else 0
    return (math.prod(lengths) if lengths else 0) + extra


def _sound(sweep: Node, diagnostics: Diagnostics) -> bool:
    """Whether the sweep has the right form and size; errors are reported."""
    before = diagnostics.error_count
    if not isinstance(sweep.value, dict) or not sweep.value:
        diagnostics.error("SIM022", "'sweep' must map paths to lists of values", sweep.key_mark)
        return False
    for key, node in sweep.value.items():
        if key in ("include", "exclude"):
            _check_combinations(key, node, diagnostics)
        elif key == "zip":
            _check_zip(node, diagnostics)
        else:
            _check_values(key, node, diagnostics)
    if diagnostics.error_count == before and (
        many := count(Node({"sweep": sweep}, "", sweep.mark, sweep.mark))
    ):
        if many <= MOST_VARIANTS:
            return True
        message = f"the sweep gives {many:,} variants; at most {MOST_VARIANTS:,} are allowed"
        diagnostics.error("SIM022", message, sweep.key_mark, "sweep fewer values, or use zip")
    return False


def _check_values(path: str, node: Node, diagnostics: Diagnostics) -> None:
    if not isinstance(node.value, tuple) or not node.value:
        hint = f"write {path}: [first, second]"
        diagnostics.error(
            "SIM022", f"the sweep of '{path[:80]}' must be a list of values", node.key_mark, hint
        )
    elif len(path.split(".")) > 10 or not all(path.split(".")):
        diagnostics.error("SIM022", f"'{path[:80]}' is not a path of keys", node.key_mark)
    elif (key := path.split(".")[0]) in ONE_IN_A_STUDY:
        why, instead = ONE_IN_A_STUDY[key]
        message = f"'{path[:80]}' cannot be swept, all scenarios of a study share it: {why}"
        diagnostics.error("SIM022", message, node.key_mark, instead.format(key=key))
    elif key in ("sweep", "extends"):
        diagnostics.error("SIM022", f"'{path[:80]}' cannot be swept", node.key_mark)


def _check_zip(node: Node, diagnostics: Diagnostics) -> None:
    if not isinstance(node.value, dict) or not node.value:
        diagnostics.error("SIM022", "'zip' must map paths to lists of values", node.key_mark)
        return
    for path, values in node.value.items():
        _check_values(path, values, diagnostics)
    lengths = {len(values.value) for values in node.value.values() if isinstance(values.value, tuple)}
    if len(lengths) > 1:
        message = "the lists of a zip must be equally long, as they go together"
        diagnostics.error("SIM022", message, node.key_mark)


def _check_combinations(key: str, node: Node, diagnostics: Diagnostics) -> None:
    entries = node.value if isinstance(node.value, tuple) else ()
    if not entries or not all(isinstance(entry.value, dict) and entry.value for entry in entries):
        message = f"'{key}' must be a list of maps from path to value"
        diagnostics.error("SIM022", message, node.key_mark)
        return
    for entry in entries:
        for path, value in entry.value.items():
            one = replace(value, value=(value,))
            _check_values(path, one, diagnostics)


def _combinations(sweep: Node) -> Iterator[Combination]:
    axes = [
        [{path: value} for value in node.value] for path, node in sweep.value.items() if path not in RESERVED
    ]
    zipped = sweep.get("zip")
    if zipped is not None:
        rows = zip(*(node.value for node in zipped.value.values()), strict=True)
        axes.append([dict(zip(zipped.value, row, strict=True)) for row in rows])
    removed = sweep.get("exclude")
    excluded = [entry.value for entry in removed.value] if removed is not None else []
    if axes:
        for parts in itertools.product(*axes):
            combination = {path: node for part in parts for path, node in part.items()}
            if not any(_matches(combination, entry) for entry in excluded):
                yield combination
    added = sweep.get("include")
    yield from (entry.value for entry in (added.value if added is not None else ()))


def _matches(combination: Combination, entry: Combination) -> bool:
    return all(path in combination and combination[path].plain == node.plain for path, node in entry.items())
