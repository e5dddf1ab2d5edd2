"""Variants of a study and the baseline that each is compared with.

A sweep over the world that a programme meets (:data:`sim.study.scenario.sweep.ECONOMY`) sweeps the baseline
with it: each variant of an option is compared with the baseline under the same conditions, so that what
the conditions do is not credited to the programme. A sweep over the world in the baseline's own file puts
every option under all of its conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.scenario.sweep import Combination, Variant, is_economy

if TYPE_CHECKING:
    from sim.study.scenario.record import ScenarioRecord

Conditions = tuple[tuple[str, str], ...]
"""Swept values about the world, by path, in words: equal for scenarios that may be compared."""


@dataclass
class Group:
    """A baseline under some conditions and the options compared with it, as (file, variant)."""

    baseline: Variant
    options: list[tuple[Path, Variant]] = field(default_factory=list)


def paired_variants(files: Sequence[tuple[Path, Sequence[Variant]]]) -> list[tuple[Path, Variant, bool]]:
    """Variants of all files in the order in which they are lived, each baseline before its options.

    ``files`` are the files with their own variants, the baseline's file first. The third part of each
    entry says whether it is a baseline.
    """
    (home, own), *others = files
    if not own:
        return [(path, variant, False) for path, variants in others for variant in variants]
    groups = _groups(home, own)
    plain = next(iter(groups.values())).baseline
    conditions = [group.baseline.economy for group in groups.values()]
    for path, variants in others:
        for variant in _under_all(variants, conditions):
            key = _key(variant.economy)
            if key not in groups:
                added = replace(plain, values={}).under(variant.economy)
                groups[key] = Group(_restated(plain, variant.economy, added))
            groups[key].options.append((path, variant))
    kept = [group for group in groups.values() if group.options] if others else []
    numbered = _numbered([group.baseline for group in (kept or groups.values())])
    entries: list[tuple[Path, Variant, bool]] = []
    for group, baseline in zip(kept or groups.values(), numbered, strict=True):
        entries += [(home, baseline, True), *((path, one, False) for path, one in group.options)]
    return entries


def pairs(scenarios: Sequence[ScenarioRecord]) -> tuple[int, ...]:
    """For each scenario the position of its baseline, which names itself; what a batch's job needs.

    The first scenario is a baseline, and so is each that was loaded as one. The others are compared with
    the nearest baseline before them under the same swept conditions, or with the first.
    """
    homes: list[tuple[Conditions, int]] = []
    found: list[int] = []
    for position, scenario in enumerate(scenarios):
        under = conditions_of(scenario)
        if position == 0 or scenario.is_baseline:
            homes.append((under, position))
        found.append(next((place for key, place in reversed(homes) if key == under), 0))
    return tuple(found)


def in_order[One: ScenarioRecord](scenarios: Iterable[One]) -> tuple[One, ...]:
    """The scenarios with each option right after its own baseline, as a batch lives them."""
    given = tuple(scenarios)
    homes = pairs(given)
    return tuple(given[position] for position in sorted(range(len(given)), key=lambda i: (homes[i], i)))


def conditions_of(scenario: ScenarioRecord) -> Conditions:
    """The swept values of a scenario that are about the world it meets."""
    return _in_words({path: value for path, value in scenario.swept.items() if is_economy(path)})


def _groups(home: Path, own: Sequence[Variant]) -> dict[Conditions, Group]:
    """The baseline's own variants: the first under each conditions leads, the others are its options."""
    groups: dict[Conditions, Group] = {}
    for variant in own:
        key = _key(variant.economy)
        if key in groups:
            groups[key].options.append((home, variant))
        else:
            groups[key] = Group(variant)
    return groups


def _under_all(variants: Sequence[Variant], conditions: Sequence[Combination]) -> list[Variant]:
    """Every variant under each of the baseline's conditions, those that come out equal once."""
    found: dict[tuple[Conditions, Conditions], Variant] = {}
    for variant in variants:
        for one in conditions:
            under = variant.under(one)
            found.setdefault((_key(under.values), _key(under.economy)), under)
    many = len(found) > 1
    return [
        replace(variant, number=number if many or variant.values else 0)
        for number, variant in enumerate(found.values(), start=1)
    ]


def _restated(plain: Variant, conditions: Combination, added: Variant) -> Variant:
    """The baseline with conditions put on top of what its own sweep says."""
    own = {path: node for path, node in plain.values.items() if path not in conditions}
    return replace(added, number=0, values={**own, **conditions})


def _numbered(baselines: Sequence[Variant]) -> list[Variant]:
    """The baselines with numbers of their own; one without swept values keeps its name."""
    taken = {one.number for one in baselines if one.number}
    free = (number for number in range(1, len(baselines) + len(taken) + 1) if number not in taken)
    return [replace(one, number=next(free)) if one.values and not one.number else one for one in baselines]


def _key(values: Combination) -> Conditions:
    return _in_words({path: node.plain for path, node in values.items()})


def _in_words(values: Mapping[str, object]) -> Conditions:
    return tuple(sorted((path, str(value)) for path, value in values.items()))
