"""The rows of a region's tables as checked, frozen records, and how each cell is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.core.columns import ETHNICITY, FIELDS, LEVELS, PATHWAYS
from sim.study.region import cells
from sim.study.region.cells import Read
from sim.study.region.tables import Row
from sim.study.region.words import EMPLOYER_KINDS, SCHOOL_KINDS, SCHOOL_LEVELS

OUTSIDE = "outside"
"""Kind of the rows of employers outside the region (:mod:`sim.study.region.outside`); no table has it."""


@dataclass(frozen=True, slots=True)
class School:
    """A school in the base year; counts are pupils."""

    id: str
    name: str
    level: str
    first_grade: int  # kindergarten = 0
    last_grade: int
    zone: str
    kind: str
    pupils: int
    ethnicity: tuple[int, ...]  # in the order of ETHNICITY
    econ_disadvantaged: int
    english_learners: int
    disability: int
    filled: tuple[str, ...]  # columns whose count was suppressed and is filled
    judged: tuple[str, ...]  # columns that rest on judgement
    year: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer, or the part of one in a field; jobs and wages (USD a year) by level of ``LEVELS``."""

    id: str
    name: str
    firm: str  # rows of one firm share it
    sector: str
    naics: str
    field: str
    jobs: tuple[int, ...]
    wages: tuple[int, ...]
    establishments: int
    kind: str
    year: str
    source: str
    note: str

    @property
    def size(self) -> int:
        """Jobs of this row; a firm may have several rows."""
        return sum(self.jobs)


@dataclass(frozen=True, slots=True)
class Provider:
    """A college or training provider: pathway served, entrants a year (-1 = open), awards by field."""

    id: str
    name: str
    pathway: str
    seats: int
    local: bool
    awards: int | None
    fields: tuple[float, ...]  # shares in the order of FIELDS
    judged: tuple[str, ...]
    year: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A catchment and the share of its households in rural territory."""

    id: str
    name: str
    rural_share: float
    judged: tuple[str, ...]
    source: str
    note: str


_ORIGIN: dict[str, Read] = {"source": cells.filled_text, "note": cells.text}
_COUNTED = ("econ_disadvantaged", "english_learners", "disability")
_SCHOOL_JUDGED = ("first_grade", "last_grade", "zone", "kind")

SCHOOL_COLUMNS: Mapping[str, Read] = {
    "id": cells.identifier,
    "name": cells.filled_text,
    "level": cells.word("level of school", SCHOOL_LEVELS),
    "first_grade": cells.grade,
    "last_grade": cells.grade,
    "zone": cells.identifier,
    "kind": cells.word("kind of school", SCHOOL_KINDS),
    "pupils": cells.count,
    **dict.fromkeys((*ETHNICITY, *_COUNTED), cells.count),
    "filled": cells.words("count", ETHNICITY + _COUNTED),
    "judged": cells.words("column", _SCHOOL_JUDGED),
    "year": cells.year_text,
    **_ORIGIN,
}
EMPLOYER_COLUMNS: Mapping[str, Read] = {
    "id": cells.identifier,
    "name": cells.filled_text,
    "firm": cells.identifier,
    "sector": cells.filled_text,
    "naics": cells.identifier,
    "field": cells.word("field", FIELDS),
    **{f"jobs_{level}": cells.count for level in LEVELS},
    **{f"wage_{level}": cells.count for level in LEVELS},
    "establishments": cells.count,
    "kind": cells.word("kind of employer", EMPLOYER_KINDS),
    "year": cells.year_text,
    **_ORIGIN,
}
PROVIDER_COLUMNS: Mapping[str, Read] = {
    "id": cells.identifier,
    "name": cells.filled_text,
    "pathway": cells.word("pathway", PATHWAYS[1:]),
    "seats": cells.seats,
    "local": cells.word("answer", ("yes", "no")),
    "awards": cells.optional_count,
    **{f"share_{field}": cells.share for field in FIELDS},
    "judged": cells.words("column", ("seats", "fields")),
    "year": cells.year_text,
    **_ORIGIN,
}
ZONE_COLUMNS: Mapping[str, Read] = {
    "zone": cells.identifier,
    "name": cells.filled_text,
    "rural_share": cells.share,
    "judged": cells.words("column", ("rural_share",)),
    **_ORIGIN,
}


def school(row: Row) -> School:
    """A school from its row."""
    values = {name: row[name] for name in SCHOOL_COLUMNS if name not in ETHNICITY}
    return School(**values, ethnicity=tuple(row[name] for name in ETHNICITY))


def employer(row: Row) -> Employer:
    """An employer from its row."""
    values = {name: row[name] for name in EMPLOYER_COLUMNS if not name.startswith(("jobs_", "wage_"))}
    jobs = tuple(row[f"jobs_{level}"] for level in LEVELS)
    return Employer(**values, jobs=jobs, wages=tuple(row[f"wage_{level}"] for level in LEVELS))


def provider(row: Row) -> Provider:
    """A provider from its row."""
    values = {name: row[name] for name in PROVIDER_COLUMNS if not name.startswith("share_")}
    values["local"] = values["local"] == "yes"
    return Provider(**values, fields=tuple(row[f"share_{field}"] for field in FIELDS))


def zone(row: Row) -> Zone:
    """A zone from its row."""
    values = {name: row[name] for name in ZONE_COLUMNS if name != "zone"}
    return Zone(id=row["zone"], **values)
