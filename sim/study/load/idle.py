"""Keys that a scenario may write and that change no result: each is said where it stands, never passed over.

One table for partnerships and one for a scenario's own activities; a key that begins to act loses its line.
``tests/study/test_law_13.py`` walks every key there is and finds those that are missing here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sim.study.evidence.overrides import entries
from sim.study.reading.diagnostics import Diagnostics

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.partnership import PartnershipSpec
    from sim.study.scenario.record import ScenarioRecord

CODE = "SIM084"


class IdleKey(NamedTuple):
    """A key below a partnership, when it is idle, why, and what to do about it."""

    key: tuple[str, ...]
    idle: Callable[[PartnershipSpec, Activity], bool]
    why: str
    hint: str = "leave it out"


OF_PARTNERSHIPS: tuple[IdleKey, ...] = (
    IdleKey(
        ("employers", "join_collaborative"),
        lambda spec, activity: spec.employers is not None and spec.employers.join_collaborative,
        "is recorded and changes no result yet: whether an employer takes part stays its own decision",
    ),
    IdleKey(
        ("employers",),
        lambda spec, activity: spec.employers is not None and not activity.needs_employer,
        "has no effect: no seat of this activity is with an employer",
    ),
    IdleKey(
        ("schools",),
        lambda spec, activity: spec.schools is not None and activity.adults,
        "has no effect: this activity is for adults, who are at no school",
    ),
    IdleKey(
        ("pass_rate",),
        lambda spec, activity: spec.pass_rate is not None and activity.awards is None,
        "has no effect: this activity awards no credential",
        "leave it out, or give an activity of your own 'awards' and 'pass_rate'",
    ),
)
"""What a partnership may state in vain."""

OF_ACTIVITIES = {
    "group_size": (
        lambda activity: activity.unit != "class",
        "is recorded and changes no result: each person applies, and costs and effects are those of a seat",
        "write 'unit: class' if classes of that size take part as a whole, or leave it out",
    ),
}
"""Keys of an activity that change nothing: when, why, and what to do about it."""

FULL_SEAT = (
    "is no dose: effects and costs are those of a full seat-year, whatever its hours; they only weigh the "
    "seats that one person holds in a year against each other"
)
FULL_SEAT_HINT = "write 'hours' in the partnership for another dose, or state channels and cost of your own"


def check_idle(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Warn of everything that is written and changes no result."""
    for name, spec in scenario.partnerships.items():
        for one in OF_PARTNERSHIPS:
            if one.idle(spec, scenario.activities[spec.activity]):
                where = ("partnerships", name, *one.key)
                _say(scenario, where, f"'{'.'.join(one.key)}' of '{name}' {one.why}", one.hint, diagnostics)
    _check_activities(scenario, diagnostics)
    budget = scenario.budget
    if budget.cap is None and budget.per_year is None:
        message = "'if_exceeded' has no effect: the budget has neither 'cap' nor 'per_year'"
        _say(scenario, ("budget", "if_exceeded"), message, "state how much may be spent", diagnostics)


def _check_activities(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Idle keys of the scenario's own activities, and activities that nobody delivers."""
    dosed = {spec.activity for spec in scenario.partnerships.values() if spec.hours is not None}
    used = {spec.activity for spec in scenario.partnerships.values()}
    for name in entries(scenario.tree.get("activities")):
        for key, (idle, why, hint) in OF_ACTIVITIES.items():
            if idle(scenario.activities[name]):
                where = ("activities", name, key)
                _say(scenario, where, f"'{key}' of '{name}' {why}", hint, diagnostics)
        for key in () if name in dosed else ("hours", "hours_per_year"):
            _say(
                scenario,
                ("activities", name, key),
                f"'{key}' of '{name}' {FULL_SEAT}",
                FULL_SEAT_HINT,
                diagnostics,
            )
        if name not in used:
            message = f"the activity '{name}' has no effect: no partnership delivers it"
            hint = f"write a partnership with activity: {name}"
            _say(scenario, ("activities", name), message, hint, diagnostics)


def _say(
    scenario: ScenarioRecord, path: tuple[str, ...], message: str, hint: str, diagnostics: Diagnostics
) -> None:
    """The warning, if the key is written in the file at all."""
    node, found = scenario.tree.find(path)
    if found == len(path):
        diagnostics.warning(CODE, message, node.key_mark, hint)
