"""The uncertain numbers of a scenario and of the activities it uses, by the path under which they are drawn.

Which there are and what they mean is declared where each is stated: :mod:`sim.core.partnership`, the
descriptions of the models' keys, the kinds of shock. A test compiles scenarios and compares. Numbers of an
activity that every partnership replaces by its own are left out: they are not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.core.partnership import HOURS, STATED, Number
from sim.study.plan.shocks import shock_path
from sim.study.reading.fields import Schedule, school_year
from sim.study.reading.quantities import Quantity
from sim.study.scenario.file import Shock
from sim.study.scenario.shock_kinds import SHOCK_KEYS

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.partnership import PartnershipSpec
    from sim.study.scenario.record import ScenarioRecord

NOT_DRAWN = ("schools", "employers")
"""Parts of a partnership that select places; they take central values."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number with the dotted path under which it is drawn, and what it is in words."""

    id: str
    quantity: Quantity
    meaning: str


def used_activities(scenario: ScenarioRecord) -> tuple[Activity, ...]:
    """Activities that a partnership of the scenario delivers, by name."""
    names = sorted({spec.activity for spec in scenario.partnerships.values()})
    return tuple(scenario.activities[name] for name in names)


def activity_numbers(scenario: ScenarioRecord) -> list[Uncertain]:
    """Uncertain numbers of the activities in use, but for the strengths of their channels."""
    found = []
    for activity in used_activities(scenario):
        specs = [spec for spec in scenario.partnerships.values() if spec.activity == activity.name]
        path = f"activities.{activity.name}"
        for number in _taken_from(activity, specs):
            value = getattr(activity, number.activity)
            found.append(Uncertain(f"{path}.{number.activity}", value, f"{activity.label}: {number.meaning}"))
        found += _cost_numbers(activity, path)
    return found


def _taken_from(activity: Activity, specs: list[PartnershipSpec]) -> Iterator[Number]:
    """Uncertain numbers of an activity that at least one of its partnerships takes from it."""
    for number in STATED:
        value = getattr(activity, number.activity) if number.activity else None
        if not isinstance(value, Quantity) or value.certain:
            continue
        own = [bool(number.scenario) and getattr(spec, number.scenario) is not None for spec in specs]
        if any(own) if number is HOURS else not all(own):  # its own hours are set against the activity's
            yield number


def _cost_numbers(activity: Activity, path: str) -> Iterator[Uncertain]:
    for which, what in (("per_seat", "cost of a seat"), ("fixed", "cost of a year")):
        for number, line in enumerate(getattr(activity.cost, which)):
            if not line.amount.certain:
                paid = f"{line.ingredient.replace('_', ' ')} paid by {line.payer}"
                meaning = f"{activity.label}: {what}, {paid}"
                yield Uncertain(f"{path}.cost.{which}.{number}", line.amount, meaning)


def scenario_numbers(scenario: ScenarioRecord) -> list[Uncertain]:
    """Uncertain numbers that the scenario states itself: partnerships, levers, budget, shocks."""
    parts: dict[str, tuple[str, BaseModel]] = {"budget": ("Budget", scenario.budget)}
    for name, entry in {**scenario.partnerships, **scenario.levers}.items():
        label = getattr(entry, "label", None) or name.replace("_", " ").capitalize()
        parts[f"partnerships.{name}"] = (label, entry)
    for shock in scenario.shocks:
        parts[shock_path(shock)] = (_shock_label(shock), shock)
    return [
        Uncertain(where, quantity, f"{label}: {_meaning(where.removeprefix(f'{path}.'), _words(part))}")
        for path, (label, part) in parts.items()
        for where, quantity in _quantities(part, path)
        if not quantity.certain
    ]


def _shock_label(shock: Shock) -> str:
    """What, where and when, so that two shocks of a kind can be told apart in a table."""
    where = [name for name in (shock.employer, shock.field, *(shock.level or ())) if name]
    return ", ".join([shock.what.replace("_", " ").capitalize(), *where, school_year(shock.when)])


def _words(part: BaseModel) -> Mapping[str, str]:
    """What each key of a part of a scenario is, as its model describes it."""
    if isinstance(part, Shock):
        return SHOCK_KEYS
    described = {field.alias or key: field.description for key, field in type(part).model_fields.items()}
    return {key: text for key, text in described.items() if text}


def _meaning(path: str, known: Mapping[str, str]) -> str:
    """A path within a partnership in words: ``seats.2026-27`` is ``seats planned a year from 2026-27``."""
    first, _, rest = path.partition(".")
    words = known.get(first, first.replace("_", " "))
    if not rest:
        return words
    return f"{words} from {rest}" if rest[:1].isdigit() else f"{words}, {rest.replace('_', ' ')}"


def _quantities(value: Any, path: str) -> Iterator[tuple[str, Quantity]]:
    """Every quantity below a part of a scenario, with its dotted path."""
    if isinstance(value, Quantity):
        yield path, value
    elif isinstance(value, Schedule):
        for year, amount in value.steps:
            yield (path if year is None else f"{path}.{school_year(year)}"), amount
    elif isinstance(value, BaseModel):
        for key, field in type(value).model_fields.items():
            if key not in NOT_DRAWN:
                yield from _quantities(getattr(value, key), f"{path}.{field.alias or key}")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _quantities(entry, f"{path}.{key}")
