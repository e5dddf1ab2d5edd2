"""The second pass: whether the parts of a scenario make sense together.

Each check looks at one thing and reports at the place in the file that has to change; inherited values
are reported in the parent file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import FIELDS
from sim.study.load.shock_checks import check_shocks
from sim.study.plan import costs, selectors
from sim.study.reading.diagnostics import Diagnostics, Mark, did_you_mean
from sim.study.reading.fields import Schedule, school_year
from sim.study.scenario.partnership import PROTECTED, CommitmentToHire, Coordinators, PartnershipSpec

if TYPE_CHECKING:
    from sim.study.scenario.file import ScenarioFile
    from sim.study.scenario.record import ScenarioRecord

FEWEST_SEATS = 0.5
"""Share of the planned seats below which a budget that scales them is worth a warning."""


def check_sense(scenario: ScenarioRecord, file: ScenarioFile, diagnostics: Diagnostics) -> None:
    """Run every check on a scenario whose single values are sound; messages go to ``diagnostics``."""
    before = len(diagnostics.errors)
    for check in CHECKS:
        check(scenario, diagnostics)
    check_shocks(scenario, diagnostics)
    if len(diagnostics.errors) == before:
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
        key, schedule = _quantity_by_year(entry)
        for year, _ in schedule.steps:
            if year is not None and not scenario.start <= year < scenario.start + scenario.years:
                message = f"{school_year(year)} lies outside the horizon"
                where = place(scenario, "partnerships", name, key, school_year(year))
                (diagnostics.error if year < scenario.start else diagnostics.warning)(
                    "SIM031", message, where
                )
        first = min((year for year, _ in schedule.steps if year is not None), default=scenario.start)
        if entry.until is not None and entry.until <= first:
            message = f"'{name}' ends in {school_year(entry.until)}, before it starts"
            diagnostics.error("SIM031", message, place(scenario, "partnerships", name, "until"))
    for name, spec in scenario.partnerships.items():
        if spec.ramp_up is not None and spec.ramp_up.value() > scenario.years:
            message = f"a ramp-up of {spec.ramp_up.value():g} years is longer than the horizon"
            hint = f"the horizon is {scenario.years} years"
            diagnostics.error("SIM032", message, place(scenario, "partnerships", name, "ramp_up"), hint)


def _quantity_by_year(entry: PartnershipSpec | CommitmentToHire | Coordinators) -> tuple[str, Schedule]:
    if isinstance(entry, PartnershipSpec):
        return "seats", entry.seats
    return ("offers", entry.offers) if isinstance(entry, CommitmentToHire) else ("fte", entry.fte)


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


def _targets(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Targeting is lawful and complete."""
    for name, spec in scenario.partnerships.items():
        target, where = spec.target, place(scenario, "partnerships", name, "target")
        protected = [group for group in target.groups if group in PROTECTED]
        if target.how == "reserved_seats" and protected:
            message = (
                f"seats cannot be reserved by sex or ethnicity ({', '.join(protected)}): the law forbids it"
            )
            hint = "use how: outreach to invite the group, how: by_need, or reserve for low_income"
            diagnostics.error("SIM040", message, where, hint)
        needs = target.how in ("outreach", "reserved_seats")
        if needs and (not target.groups or target.share.value() <= 0):
            message = f"'{target.how}' needs groups and a share above 0"
            diagnostics.error("SIM041", message, where, "groups: [low_income], share: 60 %")
        if not needs and target.groups:
            message = f"'groups' has no effect with how: {target.how}"
            diagnostics.warning("SIM068", message, where, "use how: outreach")


def _selectors(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Every school, zone, employer and sector is known, and at least one is left."""
    region = scenario.region
    schools, zones = selectors.known_schools(region), selectors.known_zones(region)
    for name, spec in scenario.partnerships.items():
        at = ("partnerships", name)
        before = len(diagnostics.errors)
        if spec.schools is not None:
            _known("school", spec.schools.names, schools, (*at, "schools", "names"), scenario, diagnostics)
            _known("zone", spec.schools.zones, zones, (*at, "schools", "zones"), scenario, diagnostics)
        if spec.employers is not None:
            known = selectors.known_employers(region)
            _known(
                "employer", spec.employers.names, known, (*at, "employers", "names"), scenario, diagnostics
            )
            _sector(spec.employers.field, "field", at, scenario, diagnostics)
            _sector(spec.employers.sector, "sector", at, scenario, diagnostics)
        activity = scenario.activities[spec.activity]
        if len(diagnostics.errors) > before:
            continue
        if not activity.adults and not selectors.school_mask(spec, activity, region).any():
            message = f"no school of the region fits '{name}'"
            diagnostics.error("SIM046", message, place(scenario, *at, "schools"))
        if activity.needs_employer and not selectors.employer_mask(spec, activity, region).any():
            message = f"no employer of the region fits '{name}', and its activity needs one"
            diagnostics.error("SIM046", message, place(scenario, *at, "employers"))


def _known(
    what: str,
    names: tuple[str, ...] | None,
    known: set[str],
    path: tuple[str, ...],
    scenario: ScenarioRecord,
    diagnostics: Diagnostics,
) -> None:
    for number, name in enumerate(names or ()):
        if not selectors.is_known(name, known):
            where = scenario.tree.find((*path, number))[0].mark
            diagnostics.error(
                "SIM015", f"the region has no {what} '{name}'", where, did_you_mean(name, known)
            )


def _sector(
    word: str | None, key: str, at: tuple[str, ...], scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    sectors = selectors.known_sectors(scenario.region)
    if word is None or (key == "field" and word in FIELDS):
        return
    if not any(selectors.in_sector(word, sector) for sector in sectors):
        where = scenario.tree.find((*at, "employers", key))[0].mark
        known = [*sectors, *(FIELDS if key == "field" else ())]
        diagnostics.error("SIM015", f"the region has no {key} '{word}'", where, did_you_mean(word, known))


def _levers(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """A promise of jobs needs participants; coordinators need seats to look after."""
    specs = scenario.partnerships
    for name, lever in scenario.levers.items():
        where = place(scenario, "partnerships", name)
        if isinstance(lever, Coordinators):
            hours = (scenario.activities[spec.activity].coordinator_hours for spec in specs.values())
            if not any(one.value() > 0 for one in hours):
                message = f"'{name}' pays for coordinators, but no partnership has seats to coordinate"
                diagnostics.error("SIM043", message, where)
            continue
        for number, partner in enumerate(lever.partnerships):
            if partner not in specs:
                at = scenario.tree.find(("partnerships", name, "for", number))[0].mark
                hint = did_you_mean(partner, specs)
                diagnostics.error("SIM042", f"there is no partnership '{partner}'", at, hint)
        hosted = [n for n, s in specs.items() if scenario.activities[s.activity].needs_employer]
        if not lever.partnerships and not hosted:
            message = f"'{name}' promises jobs, but no partnership brings pupils to employers"
            hint = (
                "add a feeder with an employer (internship, apprenticeship), or name partnerships under for:"
            )
            diagnostics.error("SIM042", message, where, hint)
        _check_offers(name, lever, hosted, scenario, diagnostics)


def _check_offers(
    name: str, lever: CommitmentToHire, hosted: list[str], scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    offers = lever.offers.values(scenario.start, scenario.years, _central).max()
    feeders = [n for n in (lever.partnerships or hosted) if n in scenario.partnerships]
    seats = sum(costs.planned_seats(n, scenario.partnerships[n], scenario, _central).max() for n in feeders)
    if feeders and offers > seats:
        message = f"'{name}' promises {offers:g} jobs a year to the participants of {seats:g} seats"
        diagnostics.warning("SIM067", message, place(scenario, "partnerships", name, "offers"))


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


def _central(path: str) -> None:
    """Central values: no uniform for any path."""
    return None


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
    planned = costs.planned_cost(scenario, _central)
    employers = (budget.sources or {}).get("employers")
    limit = costs.yearly_budget(scenario, _central, planned > 0)
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
    _targets,
    _selectors,
    _levers,
    _continuum,
)
