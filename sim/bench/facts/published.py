"""The published figure of a fact for a region: its own rate where it has one, else the rows of evidence."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.bench.calibrate.regions import is_fitted
from sim.bench.facts.fact import Fact, Published
from sim.study.evidence.literature import Source, load_sources
from sim.study.evidence.overrides import evidence_cards

if TYPE_CHECKING:
    from sim.study.region.file import Rate
    from sim.study.region.region import RegionFiles

ROLES = {
    "fitted": "a parameter of the region is fitted to this figure, so meeting it is no test",
    "target": "a target of the calibration, to which no parameter is fitted",
    "parameter": "a parameter of the model cites this figure, so meeting it is a weak test",
    "kept aside": "kept aside in the region's file: only compared with",
    "compared": "used nowhere in the model: only compared with",
}
"""What the model has to do with a published figure."""
_BY_ROLE = ("target", "held_out", "input")
_BY_LEVEL = ("local", "state", "judged", "national")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure; without ``value`` only a direction is published, ``high`` is the end of a range."""

    value: float | None
    high: float | None
    year: int
    level: str
    checked: bool
    role: str
    source: str
    evidence: tuple[str, ...]


def figure_of(fact: Fact, region: RegionFiles) -> Figure | None:
    """Return what is published about a fact in a region; None if nothing is at hand."""
    own = _region_ratio(fact, region)
    if own is not None:
        return own
    rate = region_rate(fact, region)
    if rate is not None:
        evidence = () if rate.evidence is None else (rate.evidence,)
        role = _role_of_rate(rate)
        return Figure(
            float(rate.value), None, rate.year, rate.level, rate.checked, role, rate.source, evidence
        )
    return None if fact.published is None else _stated(fact.published)


def region_rate(fact: Fact, region: RegionFiles) -> Rate | None:
    """Return the region's own rate for a fact: by name, or of the same indicator and group; targets first."""
    if fact.rates:
        return next((region.rates[name] for name in fact.rates if name in region.rates), None)
    if fact.kind != "level" or len(fact.of) != 1:
        return None
    term = fact.of[0]
    found = [
        rate
        for rate in region.rates.values()
        if (rate.indicator, rate.group, rate.compare) == (term.code, term.group, "level")
    ]
    return min(found, key=lambda rate: (_BY_ROLE.index(rate.role), _BY_LEVEL.index(rate.level)), default=None)


def _region_ratio(fact: Fact, region: RegionFiles) -> Figure | None:
    """The ratio of two of the region's own rates, of one source, where a fact is a ratio of two groups."""
    if fact.kind != "ratio" or not len(fact.of) == len(fact.over) == 1:
        return None
    top, bottom = (
        [rate for rate in region.rates.values() if (rate.indicator, rate.group) == (term.code, term.group)]
        for term in (fact.of[0], fact.over[0])
    )
    pairs = [
        (a, b) for a in top for b in bottom if (a.source, a.year, a.level) == (b.source, b.year, b.level)
    ]
    if not pairs:
        return None
    a, b = pairs[0]
    ratio, checked = float(a.value) / float(b.value), a.checked and b.checked
    return Figure(ratio, None, a.year, a.level, checked, _role_of_rate(a), a.source, ())


def _role_of_rate(rate: Rate) -> str:
    if rate.role == "target":
        return "fitted" if is_fitted(rate.indicator, rate.group) else "target"
    if rate.evidence and _cards_citing([rate.evidence]):
        return "parameter"
    return "kept aside" if rate.role == "held_out" else "compared"


def _stated(published: Published) -> Figure:
    sources = _sources()
    rows = [sources[name] for name in published.evidence]
    value, high = (published.value, published.high) if not rows else taken(published, sources)
    source = published.source or "; ".join(dict.fromkeys(row.source for row in rows))
    checked = all(row.checked for row in rows) if rows else bool(published.checked)
    role = "parameter" if _cards_citing(published.evidence) else "compared"
    return Figure(
        value,
        high,
        published.year,
        published.level,
        checked,
        role,
        " ".join(source.split()),
        published.evidence,
    )


@functools.cache
def _sources() -> Mapping[str, Source]:
    """Every row of evidence, read once: they are installed data and never change."""
    return load_sources()


def _cards_citing(rows: Iterable[str]) -> list[str]:
    wanted = set(rows)
    return [name for name, card in evidence_cards().items() if wanted & set(card.evidence)]


def taken(published: Published, sources: Mapping[str, Source]) -> tuple[float, float | None]:
    """Return the figure that is made of rows of evidence, and the upper end where it is a range."""
    values = [_number(sources[name]) for name in published.evidence]
    made: list[float] = {
        "value": lambda: values[:1],
        "sum": lambda: [sum(values)],
        "difference": lambda: [values[0] - values[1]],
        "ratio": lambda: [values[0] / values[1]],
        "range": lambda: [min(values), max(values)],
        "range_over": lambda: [edge(values[:-1]) / values[-1] for edge in (min, max)],
    }[published.take]()
    scaled = [published.scale * one for one in made]
    return scaled[0], scaled[1] if len(scaled) > 1 else None


def _number(row: Source) -> float:
    """The estimate of a row, per cent as a share."""
    if row.estimate is None:
        raise ValueError(f"row {row.id} has no number")
    return row.estimate / 100 if row.unit.startswith("percent") else row.estimate
