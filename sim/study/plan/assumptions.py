"""What a study's answer rests on: evidence cards, strengths of activities, uncertain numbers of its files.

Every number has the id under which :mod:`sim.study.plan.compile` draws it, so that the value it had in a
draw can be set beside the outcome of that draw. Cards are shown with the value that the region's
calibration or a scenario puts in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core.columns import Channel
from sim.study.evidence.card import evidence_rows
from sim.study.evidence.draws import keyed_uniform
from sim.study.evidence.literature import Source, load_sources
from sim.study.evidence.overrides import evidence_cards
from sim.study.plan.numbers import Uncertain, activity_numbers, scenario_numbers, used_activities
from sim.study.reading.quantities import Quantity

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.activities.parts import ChannelStrength
    from sim.study.scenario.record import ScenarioRecord

MOST_NAMED = 2
"""Sources of an effect that are named in a row; all of them are in ``evidence``."""
_CITED = re.compile(r".{1,80}?\((?:19|20)\d\d\w?\)")
JUDGED = {"design": "judgement", "grade": "E", "exploratory": False, "checked": False}

Given = Quantity | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number beside the cards: its id, its quantity, and the rest of its row of evidence."""

    number: Uncertain
    about: Mapping[str, Any]

    @property
    def row(self) -> dict[str, Any]:
        """The row as plain data, with the keys of :func:`sim.study.evidence.card.evidence_rows`."""
        number = self.number
        shown = {"id": number.id, "meaning": number.meaning, "unit": number.quantity.unit}
        return {**shown, "value": number.quantity.text, "central": number.quantity.value(), **self.about}


def assumption_rows(scenarios: Iterable[ScenarioRecord]) -> list[dict[str, Any]]:
    """Rows of evidence of a study: the cards, then strengths and uncertain numbers by id.

    Where scenarios differ in a number of the same id, its value names each with its scenario.
    """
    chosen = list(scenarios)
    found: dict[str, dict[str, list[str]]] = {}
    rows: dict[str, dict[str, Any]] = {}
    sources = load_sources()
    for scenario in chosen:
        for one in _assumptions(scenario, sources):
            rows.setdefault(one.number.id, one.row)
            found.setdefault(one.number.id, {}).setdefault(one.row["value"], []).append(scenario.slug)
    beside = [{**rows[name], "value": _shown(found[name])} for name in sorted(rows)]
    return [*_card_rows(chosen), *beside]


def drawn_numbers(scenario: ScenarioRecord, draw: int) -> dict[str, float]:
    """Values of a scenario's uncertain numbers and strengths in a draw, by id."""
    numbers = [*activity_numbers(scenario), *scenario_numbers(scenario)]
    numbers += [number for _, _, number in _strengths(scenario)]
    return {
        number.id: number.quantity.value(keyed_uniform(scenario.seed, draw, number.id))
        for number in sorted(numbers, key=lambda one: one.id)
        if not number.quantity.certain
    }


def _assumptions(scenario: ScenarioRecord, sources: Mapping[str, Source]) -> list[Assumption]:
    library = JUDGED | {"source": "judgement of the activity library"}
    stated = JUDGED | {"source": f"stated by the scenario file {scenario.path.name}"}
    return [
        *(Assumption(number, _evidence(one, strength, sources)) for one, strength, number in
          _strengths(scenario)),
        *(Assumption(number, library) for number in activity_numbers(scenario)),
        *(Assumption(number, stated) for number in scenario_numbers(scenario)),
    ]  # fmt: skip


def _strengths(scenario: ScenarioRecord) -> Iterable[tuple[Activity, ChannelStrength, Uncertain]]:
    """Strength of every channel of every activity that a partnership uses, certain ones included."""
    for activity in used_activities(scenario):
        for channel, strength in activity.strengths().items():
            meaning = f"{activity.label}: effect of a full seat-year on {Channel[channel.upper()].effect}"
            name = f"activities.{activity.name}.channels.{channel}"
            yield activity, strength, Uncertain(name, strength.value, meaning)


def _evidence(activity: Activity, strength: ChannelStrength, sources: Mapping[str, Source]) -> dict[str, Any]:
    evidence = strength.evidence
    rows = [sources[name] for name in evidence.ids]
    return {
        "source": evidence.source
        or "; ".join(list(dict.fromkeys(_cited(row.source) for row in rows))[:MOST_NAMED]),
        "design": evidence.design,
        "grade": evidence.grade,
        "exploratory": activity.exploratory,
        "checked": any(row.checked for row in rows),
        "evidence": list(evidence.ids),
        "note": evidence.note,
    }


def _cited(text: str) -> str:
    """Authors and year of a citation, or its beginning."""
    found = _CITED.match(text)
    return found[0] if found else re.split(r" \(|,? read | https?:", text)[0][:90]


def _card_rows(scenarios: list[ScenarioRecord]) -> list[dict[str, Any]]:
    given = {scenario.slug: {**scenario.region.calibration, **scenario.parameters} for scenario in scenarios}
    return [_card_row(row, given, scenarios) for row in evidence_rows()]


def _card_row(
    row: dict[str, Any], given: Mapping[str, Mapping[str, Given]], scenarios: list[ScenarioRecord]
) -> dict[str, Any]:
    """The row of a card with the value that calibration or scenarios put in its place, and who did."""
    name = str(row["id"])
    if not any(name in values for values in given.values()):
        return row
    found: dict[str, list[str]] = {}
    for slug, values in given.items():
        value = values.get(name)
        text = str(row["value"]) if value is None else _text(value)
        found.setdefault(text, []).append(slug)
    who = [scenario.path.name for scenario in scenarios if name in scenario.parameters]
    said = f"value of {', '.join(who)}" if who else "fitted to the region's published rates"
    first = next(values[name] for values in given.values() if name in values)
    changed = {"value": _shown(found), "central": evidence_cards()[name].draw(None, first)}
    return {**row, **changed, "note": f"{row['note']} ({said})".strip()}


def _text(value: Given) -> str:
    return value.text if isinstance(value, Quantity) else str([float(x) for x in value])


def _shown(found: Mapping[str, list[str]]) -> str:
    """The value, or each value with the scenarios that have it."""
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(f"{value} ({', '.join(slugs)})" for value, slugs in found.items())
