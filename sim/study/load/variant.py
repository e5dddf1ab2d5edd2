"""Scenarios that are changed in Python: another seed; names by which a variant stands beside its original."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.study.reading.diagnostics import Diagnostics, StudyError
from sim.study.reading.message import Mark
from sim.study.scenario.record import ScenarioRecord, hash_of
from sim.study.scenario.tree import as_node, with_value

ALIKE = ("region", "horizon", "seed", "target", "headline_year", "population")
"""Keys that all scenarios of a comparison share: who changes one of them makes no variant to compare with."""
WORDS = ("name", "description")
LONGEST_LABEL = 120
LONGEST_SLUG = 60


def names_of_variant(name: str, slug: str, changes: Mapping[str, Any]) -> tuple[str, str]:
    """Name and slug of a scenario called ``name`` and ``slug`` after ``changes`` by dotted path.

    A name that is given is kept, and makes the slug. Else the changes make both: ``baseline`` with 240 seats
    of ``internships`` is ``baseline-internships-seats-240``. Changes of what a comparison shares leave both.
    """
    given = changes.get("name")
    if isinstance(given, str) and given != name:
        return given, _short(given)
    told = [] if given == name else _told(changes)
    if not told:
        return name, slug
    label = ", ".join(told)
    shown = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
    return f"{name[: 196 - len(shown)]} ({shown})", _short(f"{slug} {label}")


def reseeded[S: ScenarioRecord](scenario: S, seed: int) -> S:
    """The scenario with another seed, in its canonical form, its hash and its tree of values too.

    Raises
    ------
    StudyError : a sweep gives it its seed.
    """
    if "seed" in scenario.swept:
        diagnostics = Diagnostics()
        message = f"the study sweeps its seed, so that one seed for all ({seed}) would leave no sweep"
        diagnostics.error("SIM022", message, Mark(scenario.path), "leave the seed out of the command")
        raise StudyError(diagnostics)
    resolved = {**scenario.resolved, "seed": seed}
    tree = with_value(scenario.tree, ("seed",), as_node(seed, Mark(scenario.path)))
    return replace(scenario, seed=seed, resolved=resolved, hash=hash_of(resolved), tree=tree)


def _told(changes: Mapping[str, Any]) -> list[str]:
    """The changes that make a variant, each as a planner would say it."""
    return [
        f"{path.removeprefix('partnerships.')} = {value}"
        for path, value in changes.items()
        if path.split(".")[0] not in (*ALIKE, *WORDS)
    ]


def _short(text: str) -> str:
    """Small letters, digits and hyphens; what is cut off at the end leaves its fingerprint."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if slug and len(slug) <= LONGEST_SLUG:
        return slug
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{slug[: LONGEST_SLUG - 7].strip('-') or 'variant'}-{mark}"
