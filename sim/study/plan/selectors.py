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
    taking_part = [
        row
        for row, school in enumerate(region.schools)
        if school.first_grade <= last and school.last_grade >= first and _school_fits(school, wanted, region)
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
    sizes = firm_sizes(region.employers)
    asked = [
        row
        for row, employer in enumerate(region.employers)
        if employer.kind != OUTSIDE
        and (not fields or employer.field in fields)
        and _employer_fits(employer, wanted, sizes)
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
    return [
        row
        for row, one in enumerate(region.employers)
        if _same(name, one.id) or _same(name, one.name) or _same(name, one.firm)
    ]


def is_known(name: str, known: Iterable[str]) -> bool:
    """Whether a name is among the known ones, whatever the case of its letters."""
    return any(_same(name, one) for one in known)


def in_sector(word: str, sector: str) -> bool:
    """Whether a planner's word means a sector: its name, or a word of it (``manufacturing``)."""
    return word.casefold() in sector.casefold()


def _school_fits(school: School, wanted: SchoolSelector, region: RegionFiles) -> bool:
    zone_names = {zone.id: zone.name for zone in region.zones}
    if wanted.poverty_at_least is not None and poverty(school) < wanted.poverty_at_least.value():
        return False
    if wanted.levels is not None and school.level not in wanted.levels:
        return False
    if wanted.names is not None and not (
        is_known(school.id, wanted.names) or is_known(school.name, wanted.names)
    ):
        return False
    zone = (school.zone, zone_names.get(school.zone, school.zone))
    return wanted.zones is None or any(is_known(text, wanted.zones) for text in zone)


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
    if wanted.size_at_least is not None and sizes[employer.firm] < wanted.size_at_least:
        return False
    texts = (employer.id, employer.name, employer.firm)
    return wanted.names is None or any(is_known(text, wanted.names) for text in texts)


def _mask(size: int, rows: list[int]) -> np.ndarray:
    mask = np.zeros(size, np.uint8)
    mask[rows] = 1
    return mask


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
