"""The scenario as one frozen record: what is tried, where, for how long and under which assumptions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.reading.message import Diagnostic
    from sim.study.reading.quantities import Quantity
    from sim.study.reading.source import Node
    from sim.study.region.region import RegionFiles
    from sim.study.scenario.file import Budget, Shock
    from sim.study.scenario.partnership import Lever, PartnershipSpec

WORDS_ONLY = ("name", "description")
"""Keys of the resolved form that are about words: the hash leaves them out, as it is about the science."""


@dataclass(frozen=True)
class ScenarioRecord:
    """What is tried, where, for how long and under which assumptions.

    ``start`` is the calendar year of the first September, ``headline_year`` counts years from there.
    ``resolved`` is the canonical form with every default filled in; ``hash`` its SHA-256 without names and
    descriptions. ``activities`` holds those that the partnerships use, ``parameters`` the evidence cards
    given another value. ``warnings`` are what the checks noticed without refusing the file, those of the
    whole study included when it was loaded with others. ``swept`` holds the values of this variant of a
    sweep by path, ``is_baseline`` marks the scenario that the ones after it are compared with.
    """

    name: str
    slug: str
    path: Path
    description: str
    region: RegionFiles
    start: int
    years: int
    seed: int
    scale: float
    target_fields: tuple[str, ...]
    headline_year: int
    budget: Budget
    partnerships: Mapping[str, PartnershipSpec]
    levers: Mapping[str, Lever]
    shocks: tuple[Shock, ...]
    activities: Mapping[str, Activity]
    parameters: Mapping[str, Quantity | tuple[float, ...]]
    resolved: Mapping[str, Any]
    hash: str
    warnings: tuple[Diagnostic, ...] = ()
    swept: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    is_baseline: bool = False
    tree: Node = field(repr=False, compare=False, kw_only=True)


def hash_of(resolved: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form without the keys that are about words."""
    science = {key: value for key, value in resolved.items() if key not in WORDS_ONLY}
    science["partnerships"] = {
        name: {key: value for key, value in entry.items() if key not in ("label", "note")}
        for name, entry in resolved.get("partnerships", {}).items()
    }
    text = json.dumps(science, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
