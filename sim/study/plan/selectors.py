"""Which schools and employers of a region a partnership works with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import FIELDS
from sim.study.region.rows import OUTSIDE
from sim.study.scenario.partnership import EmployerSelector, PartnershipSpec, SchoolSelector

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.region.region import RegionFiles
    from sim.study.region.rows import Employer, School


def grade_span(spec: PartnershipSpec, activity: Activity) -> tuple[int, int]:
    """First and last grade served; adults' activities have the whole span, which nobody reads."""
    return spec.grades or activity.grades or (0, 12)


def field_names(spec: PartnershipSpec, activity: Activity) -> tuple[str, ...]:
    """Fields the partnership leads to; empty = any."""
    return activity.fields if spec.fields is None else spec.fields


def school_mask(spec: PartnershipSpec, activity: Activity, region: RegionFiles) -> np.ndarray:
    """Schools that take part, uint8 ``[S]``: they teach one of the grades and meet every condition."""
    first, last = grade_span(spec, activity)
    wanted = spec.schools or SchoolSelector()
    names, zones = _folded(wanted.names), _folded(wanted.zones)
    called = {zone.id: zone.name for zone in region.zones}
    taking_part = [
        row
        for row, school in enumerate(region.schools)
        if school.first_grade <= last
        and school.last_grade >= first
        and _school_fits(school, wanted)
        and _named((school.id, school.name), names)
        and _named((school.zone, called.get(school.zone, school.zone)), zones)
    ]
    if wanted.max is not None:
        by_poverty = sorted(
            taking_part, key=lambda row: (-poverty(region.schools[row]), region.schools[row].id)
        )
        taking_part = by_poverty[: wanted.max]
    return _mask(len(region.schools), taking_part)


def employer_mask(spec: PartnershipSpec, activity: Activity, region: RegionFiles) -> np.ndarray:
    """Employers that are asked, uint8 ``[E]``: of the region and the fields, and meeting every condition."""
    wanted = spec.employers or EmployerSelector()
    fields = field_names(spec, activity)
    names = _folded(wanted.names)
    sizes = {} if wanted.size_at_least is None else firm_sizes(region.employers)
    asked = [
        row
        for row, employer in enumerate(region.employers)
        if employer.kind != OUTSIDE
        and (not fields or employer.field in fields)
        and _employer_fits(employer, wanted, sizes)
        and _named((employer.id, employer.name, employer.firm), names)
    ]
    return _mask(len(region.employers), asked)


def poverty(school: School) -> float:
    """Share of economically disadvantaged pupils (direct certification)."""
    return school.econ_disadvantaged / school.pupils if school.pupils else 0.0


def firm_sizes(employers: Iterable[Employer]) -> dict[str, float]:
    """Jobs of each firm over all its rows; of a pool of small firms, jobs per establishment."""
    jobs: dict[str, int] = {}
    establishments: dict[str, int] = {}
    for employer in employers:
        jobs[employer.firm] = jobs.get(employer.firm, 0) + sum(employer.jobs)
        establishments[employer.firm] = establishments.get(employer.firm, 0) + employer.establishments
    return {firm: jobs[firm] / max(1, establishments[firm]) for firm in jobs}


def known_schools(region: RegionFiles) -> set[str]:
    """Ids and names by which schools can be selected."""
    return {text for school in region.schools for text in (school.id, school.name)}


def known_zones(region: RegionFiles) -> set[str]:
    """Ids and names by which zones can be selected."""
    return {text for zone in region.zones for text in (zone.id, zone.name)}


def known_employers(region: RegionFiles) -> set[str]:
    """Ids, names and firms by which employers can be selected."""
    return {text for one in region.own_employers for text in (one.id, one.name, one.firm)}


def known_sectors(region: RegionFiles) -> set[str]:
    """Sectors of the region's employers."""
    return {employer.sector for employer in region.own_employers}


def rows_of_employer(name: str, region: RegionFiles) -> list[int]:
    """Rows of the employer, firm or name given."""
    meant = _folded([name])
    return [row for row, one in enumerate(region.employers) if _named((one.id, one.name, one.firm), meant)]


def in_sector(word: str, sector: str) -> bool:
    """Whether a planner's word means a sector: its name, or a word of it (``manufacturing``)."""
    return word.casefold() in sector.casefold()


def _school_fits(school: School, wanted: SchoolSelector) -> bool:
    if wanted.poverty_at_least is not None and poverty(school) < wanted.poverty_at_least.value():
        return False
    return wanted.levels is None or school.level in wanted.levels


def _employer_fits(employer: Employer, wanted: EmployerSelector, sizes: Mapping[str, float]) -> bool:
    if wanted.field in FIELDS and employer.field != wanted.field:
        return False
    if (
        wanted.field is not None
        and wanted.field not in FIELDS
        and not in_sector(wanted.field, employer.sector)
    ):
        return False
    if wanted.sector is not None and not in_sector(wanted.sector, employer.sector):
        return False
    return wanted.size_at_least is None or sizes[employer.firm] >= wanted.size_at_least


def _mask(size: int, rows: list[int]) -> np.ndarray:
    mask = np.zeros(size, np.uint8)
    mask[rows] = 1
    return mask


def _folded(names: Iterable[str] | None) -> frozenset[str] | None:
    """Names as they are compared, looked up at once however many there are; None when all are meant."""
    return None if names is None else frozenset(map(_fold, names))


def _named(texts: Iterable[str], names: frozenset[str] | None) -> bool:
    return names is None or any(_fold(text) in names for text in texts)


def _fold(text: str) -> str:
    """A name whatever the case of its letters and the blanks around it."""
    return text.strip().casefold()
