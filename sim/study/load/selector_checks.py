"""Whether the schools, zones, employers and sectors that a scenario names are there, and some are left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.core.columns import FIELDS
from sim.study.plan import selectors
from sim.study.reading.diagnostics import Diagnostics, did_you_mean
from sim.study.reading.message import Mark

if TYPE_CHECKING:
    from sim.study.scenario.record import ScenarioRecord


def check_selectors(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Every school, zone, employer and sector is known, and at least one is left."""
    region = scenario.region
    schools, zones = selectors.known_schools(region), selectors.known_zones(region)
    employers = selectors.known_employers(region)
    for name, spec in scenario.partnerships.items():
        at = ("partnerships", name)
        before = diagnostics.error_count
        if spec.schools is not None:
            _known("school", spec.schools.names, schools, (*at, "schools", "names"), scenario, diagnostics)
            _known("zone", spec.schools.zones, zones, (*at, "schools", "zones"), scenario, diagnostics)
        if spec.employers is not None:
            path = (*at, "employers", "names")
            _known("employer", spec.employers.names, employers, path, scenario, diagnostics)
            _sector(spec.employers.field, "field", at, scenario, diagnostics)
            _sector(spec.employers.sector, "sector", at, scenario, diagnostics)
        activity = scenario.activities[spec.activity]
        if diagnostics.error_count > before:
            continue
        if not activity.adults and not selectors.school_mask(spec, activity, region).any():
            message = f"no school of the region fits '{name}'"
            diagnostics.error("SIM046", message, _place(scenario, *at, "schools"))
        if activity.needs_employer and not selectors.employer_mask(spec, activity, region).any():
            message = f"no employer of the region fits '{name}', and its activity needs one"
            diagnostics.error("SIM046", message, _place(scenario, *at, "employers"))


def _known(
    what: str,
    names: tuple[str, ...] | None,
    known: set[str],
    path: tuple[str, ...],
    scenario: ScenarioRecord,
    diagnostics: Diagnostics,
) -> None:
    folded = {one.strip().casefold() for one in known}
    for number, name in enumerate(names or ()):
        if name.strip().casefold() not in folded:
            where = scenario.tree.find((*path, number))[0].mark
            hint = partial(did_you_mean, name, known)
            diagnostics.error("SIM015", f"the region has no {what} '{name}'", where, hint)


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


def _place(scenario: ScenarioRecord, *path: str | int) -> Mark:
    return scenario.tree.find(path)[0].key_mark
