"""The rows of evidence that cards and activities cite, and the rules of citing them.

``sources.csv`` holds one row for each published estimate, descriptive level or prior: what was measured,
the number, its error, the design, where it was read and whether it was checked at the source. Some famous
numbers are in it only so that they can be refused as effects (no comparison group, or a marketing figure).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Design = Literal["RCT", "lottery", "RD", "DiD", "matched", "meta", "descriptive", "calibration", "judgement"]
Grade = Literal["A", "B", "C", "D", "E"]

CAUSAL: frozenset[str] = frozenset({"RCT", "lottery", "RD", "DiD", "meta"})
"""Designs that compare with a credible counterfactual; ``matched`` leaves the choice to take part open."""

GRADES: dict[str, str] = {
    "A": "an effect found in several randomised or lottery studies; "
    "or a level from a full count or administrative data",
    "B": "an effect from one trial, lottery, regression discontinuity or a review of such; "
    "or a level from a large official survey",
    "C": "an effect from differences in differences or a matched comparison; "
    "or a level for another place or group",
    "D": "a description, an unchecked study, or a sound estimate carried over by an assumed conversion",
    "E": "judgement: no study supports the size; the range is wide on purpose",
}
"""What the grades of evidence mean, for effects and for levels.

A calibrated value has the grade of the published rate it is fitted to.
"""


class EvidenceError(ValueError):
    """A card, channel or citation that breaks a rule; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row of evidence.

    ``kind`` is reported, null_reported (coded 0, not a precise zero), derived, level (a rate, not an
    effect), qualitative, gap (a search that found nothing) or prior (a judged synthesis of other rows).
    Numbers are in ``unit``; ``None`` means not read or not reported.
    """

    id: str
    text: str
    estimate: float | None
    unit: str
    error: float | None
    low: float | None
    high: float | None
    control: float | None
    persons: float | None
    source: str
    design: str
    checked: bool
    confidence: str
    kind: str
    refused: bool
    note: str


def load_sources() -> dict[str, Source]:
    """Every row of evidence, by id."""
    text = (files("sim.study.evidence") / "sources.csv").read_text(encoding="utf-8")
    return {row["id"]: _source(row) for row in csv.DictReader(text.splitlines())}


def check_citation(where: str, ids: Iterable[str], grade: str, sources: Mapping[str, Source]) -> None:
    """Refuse a citation that cannot carry the number it stands behind.

    Raises
    ------
    EvidenceError : an id is unknown; every row cited is one that must never be used as an effect; or
        every row is unchecked or a known gap while the grade claims more than judgement.
    """
    ids = tuple(ids)
    for unknown in (i for i in ids if i not in sources):
        raise EvidenceError(f"{where} cites {unknown}, and there is no such row in sources.csv")
    rows = [sources[i] for i in ids]
    if rows and all(row.refused for row in rows):
        why = rows[0].note or "no comparison group"
        raise EvidenceError(
            f"{where} rests on {', '.join(ids)} alone ({rows[0].text}): {why}. "
            "It is not an effect; cite a study with a comparison group, or a prior"
        )
    if rows and grade in ("A", "B", "C") and not any(_is_solid(row) for row in rows):
        raise EvidenceError(
            f"{where} has grade {grade} but every row it cites is unchecked or a gap; grade it D or E"
        )


def _is_solid(row: Source) -> bool:
    return not row.refused and row.kind != "gap" and (row.checked or row.kind == "prior")


def _source(row: Mapping[str, str]) -> Source:
    return Source(
        id=row["id"],
        text=row["text"],
        estimate=_number(row["estimate"]),
        unit=row["unit"],
        error=_number(row["error"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        control=_number(row["control"]),
        persons=_number(row["persons"]),
        source=row["source"],
        design=row["design"],
        checked=row["checked"] == "yes",
        confidence=row["confidence"],
        kind=row["kind"],
        refused=row["refused"] == "yes",
        note=row["note"],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
