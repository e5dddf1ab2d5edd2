"""The second pass: whether the parts of a scenario make sense together.

Each check looks at one thing and reports at the place in the file that has to change; inherited values
are reported in the parent file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.study.load.idle import check_idle
from sim.study.load.people_checks import check_people, check_targets
from sim.study.load.price_checks import check_prices
from sim.study.load.selector_checks import check_selectors
from sim.study.load.shock_checks import check_shocks
from sim.study.plan import costs
from sim.study.plan.levers import NOBODY, around, booked_with
from sim.study.reading.by_year import central
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.fields import Schedule, school_year
from sim.study.reading.message import Mark
from sim.study.scenario.partnership import Lever, PartnershipSpec

if TYPE_CHECKING:
    from sim.study.levers.lever import Around
    from sim.study.scenario.file import ScenarioFile
    from sim.study.scenario.record import ScenarioRecord

FEWEST_SEATS = 0.5
"""Share of the planned seats below which a budget that scales them is worth a warning."""


def check_sense(scenario: ScenarioRecord, file: ScenarioFile, diagnostics: Diagnostics) -> None:
    """Run every check on a scenario whose single values are sound; messages go to ``diagnostics``."""
    before = diagnostics.error_count
    for check in CHECKS:
        check(scenario, diagnostics)
    check_shocks(scenario, diagnostics)
    if diagnostics.error_count == before:
        check_people(scenario, diagnostics)
        _check_budget(scenario, diagnostics)


def place(scenario: ScenarioRecord, *path: str | int) -> Mark:
    """Place of a key of the file; of the nearest key above it when it is not written there."""
    return scenario.tree.find(path)[0].key_mark


def _horizon(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    if not 0 <= scenario.headline_year < scenario.years:
        first, last = school_year(scenario.start), school_year(scenario.start + scenario.years - 1)
        message = f"the headline year lies outside the horizon, {first} to {last}"
        diagnostics.error("SIM030", message, place(scenario, "headline_year"))
    if scenario.scale < 1.0:
        message = f"the population is thinned to {scenario.scale:.0%}: for quick looks, not for results"
        diagnostics.warning("SIM063", message, place(scenario, "population", "scale"))


def _seats(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Years of seats, cliffs and ramp-up lie within the horizon."""
    for name, entry in [*scenario.partnerships.items(), *scenario.levers.items()]:
        schedules = _by_year(entry)
        for key, schedule in schedules.items():
            _check_years(name, key, schedule, scenario, diagnostics)
        listed = [year for schedule in schedules.values() for year, _ in schedule.steps]
        first = min((year for year in listed if year is not None), default=scenario.start)
        if entry.until is not None and entry.until <= first:
            message = f"'{name}' ends in {school_year(entry.until)}, before it starts"
            diagnostics.error("SIM031", message, place(scenario, "partnerships", name, "until"))
    for name, spec in scenario.partnerships.items():
        if spec.ramp_up is not None and spec.ramp_up.value() > scenario.years:
            message = f"a ramp-up of {spec.ramp_up.value():g} years is longer than the horizon"
            hint = f"the horizon is {scenario.years} years"
            diagnostics.error("SIM032", message, place(scenario, "partnerships", name, "ramp_up"), hint)


def _check_years(
    name: str, key: str, schedule: Schedule, scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    """Years that are listed lie within the horizon; one after its end is only of no use."""
    for year, _ in schedule.steps:
        if year is not None and not scenario.start <= year < scenario.start + scenario.years:
            report = diagnostics.error if year < scenario.start else diagnostics.warning
            where = place(scenario, "partnerships", name, key, school_year(year))
            report("SIM031", f"{school_year(year)} lies outside the horizon", where)


def _by_year(entry: PartnershipSpec | Lever) -> dict[str, Schedule]:
    """Amounts by school year of a partnership or lever, by key."""
    values = {field.alias or key: getattr(entry, key) for key, field in type(entry).model_fields.items()}
    return {key: value for key, value in values.items() if isinstance(value, Schedule)}


def _grades(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """A partnership serves grades that the activity is made for."""
    for name, spec in scenario.partnerships.items():
        activity = scenario.activities[spec.activity]
        where = place(scenario, "partnerships", name, "grades")
        if spec.grades is None:
            continue
        if activity.adults or activity.grades is None:
            diagnostics.error("SIM033", f"'{activity.name}' is for adults, not for grades", where)
        elif spec.grades[0] > activity.grades[1] or spec.grades[1] < activity.grades[0]:
            message = f"'{activity.name}' is not made for these grades"
            diagnostics.error("SIM033", message, where, f"it is for {_span(activity.grades)}")
        elif spec.grades[0] < activity.grades[0] or spec.grades[1] > activity.grades[1]:
            message = f"'{activity.name}' has evidence for {_span(activity.grades)} only"
            diagnostics.warning("SIM064", message, where)


def _span(grades: tuple[int, int]) -> str:
    return "grade {}".format(" to ".join("K" if g == 0 else str(g) for g in dict.fromkeys(grades)))


def _levers(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """What each lever says is wrong with it; and one that costs money has a partnership to be booked with."""
    for name, lever in scenario.levers.items():
        among = around(name, scenario, central)
        before = diagnostics.error_count
        for one in lever.check(among):
            node = scenario.tree.find(("partnerships", name, *one.below))[0]
            where = node.mark if one.below and isinstance(one.below[-1], int) else node.key_mark
            report = diagnostics.warning if one.warning else diagnostics.error
            report(one.code, one.message, where, one.hint)
        if len(diagnostics.errors) == before:
            _check_booked(name, lever, among, scenario, diagnostics)


def _check_booked(
    name: str, lever: Lever, among: Around, scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    """In every year in which a lever costs money a partnership that it concerns has seats."""
    lost = lever.costs(among).any(axis=(1, 2)) & (booked_with(lever, among) == NOBODY)
    if lost.any():
        year = school_year(scenario.start + int(np.argmax(lost)))
        message = f"'{name}' costs money in {year}, when no partnership that it concerns has seats"
        hint = "its cost is booked with such a partnership: end it with 'until', or plan seats"
        diagnostics.error("SIM043", message, place(scenario, "partnerships", name), hint)


def _continuum(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Experience without awareness and exploration before it is worth a warning (current practice aside)."""
    new = {n: scenario.activities[s.activity] for n, s in scenario.partnerships.items() if s.within_budget}
    stages = {activity.stage for activity in new.values() if not activity.adults}
    if "experience" not in stages:
        return
    aware = "awareness" in stages or any("awareness" in one.channels for one in new.values())
    explored = bool(stages & {"exploration", "out_of_school"})
    missing = [word for word, there in (("awareness", aware), ("exploration", explored)) if not there]
    if missing:
        message = f"experience without {' or '.join(missing)} before it: a gap in the continuum"
        hint = "few pupils may come forward; consider site visits, job shadows, or a middle-school programme"
        diagnostics.warning("SIM060", message, place(scenario, "partnerships"), hint)


def _check_budget(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Seats × cost against the budget, at central values."""
    budget, where = scenario.budget, place(scenario, "budget")
    if budget.sources:
        total = sum(share.value() for share in budget.sources.values())
        if abs(total - 1.0) > 0.005:
            message = f"the sources of the budget add up to {100 * total:.4g} %, not to 100 %"
            diagnostics.error("SIM035", message, place(scenario, "budget", "sources"))
    if budget.cap is None and budget.per_year is None:
        return
    planned = costs.planned_cost(scenario, central)
    employers = (budget.sources or {}).get("employers")
    limit = costs.yearly_budget(scenario, central, planned > 0)
    limit = limit / max(1e-9, 1.0 - (employers.value() if employers else 0.0))
    over = planned > limit + 0.5
    if not over.any():
        return
    worst = int(np.argmin(np.where(over, limit / np.maximum(planned, 1e-9), np.inf)))
    year = school_year(scenario.start + worst)
    message = (
        f"{scenario.name}: the seats planned for {year} cost about {planned[worst]:,.0f} USD, "
        f"the budget has {limit[worst]:,.0f} USD"
    )
    if over.sum() > 1:
        message += f"; {over.sum()} years are over it, {year} by the largest part"
    if budget.if_exceeded == "error":
        hint = "plan fewer seats, or write if_exceeded: scale_seats"
        diagnostics.error("SIM034", message, where, hint)
    elif budget.if_exceeded == "stop":
        diagnostics.warning("SIM069", f"{message}: all seats end there", where)
    elif (limit[over] / planned[over]).min() < FEWEST_SEATS:
        diagnostics.warning("SIM069", f"{message}: most seats fall away", where, "plan fewer seats")


CHECKS: tuple[Callable[[ScenarioRecord, Diagnostics], None], ...] = (
    _horizon,
    _seats,
    _grades,
    check_targets,
    check_selectors,
    _levers,
    _continuum,
    check_prices,
    check_idle,
)
