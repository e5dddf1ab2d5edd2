"""A region: its schools, employers, providers, zones, published rates and named gaps.

A region is a folder with ``region.yaml`` and four tables that a planner can open in a spreadsheet.
:func:`load_region` reads it in one pass with every mistake located; :func:`gaps` says what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import inside, is_folder, is_there
from sim.study.reading.message import Mark
from sim.study.reading.quantities import Quantity
from sim.study.reading.source import read_yaml
from sim.study.reading.validation import validate
from sim.study.region.calibration import FILE as CALIBRATION
from sim.study.region.calibration import read_calibration
from sim.study.region.checks import check_rows, check_totals
from sim.study.region.columns import not_acting
from sim.study.region.file import Codes, Figure, Population, Rate, RegionFile, Totals
from sim.study.region.outside import outside_rows
from sim.study.region.rows import (
    EMPLOYER_COLUMNS,
    OUTSIDE,
    PROVIDER_COLUMNS,
    SCHOOL_COLUMNS,
    ZONE_COLUMNS,
    Employer,
    Provider,
    School,
    Zone,
    employer,
    provider,
    school,
    zone,
)
from sim.study.region.tables import Read, Row, read_table

FILE = "region.yaml"
TABLES: Mapping[str, Mapping[str, Read]] = {
    "schools": SCHOOL_COLUMNS,
    "employers": EMPLOYER_COLUMNS,
    "providers": PROVIDER_COLUMNS,
    "zones": ZONE_COLUMNS,
}
_RECORD: Mapping[str, Callable[[Row], object]] = {
    "schools": school,
    "employers": employer,
    "providers": provider,
    "zones": zone,
}


@dataclass(frozen=True, slots=True)
class RegionFiles:
    """A checked region. ``hash`` is the sha256 of its files, whatever their line ends."""

    name: str
    folder: Path
    codes: Codes
    school_year: str
    price_year: int
    totals: Totals
    population: Population
    rates: Mapping[str, Rate]
    schools: tuple[School, ...]
    employers: tuple[Employer, ...]
    providers: tuple[Provider, ...]
    zones: tuple[Zone, ...]
    gaps: tuple[str, ...]
    calibration: Mapping[str, Quantity | tuple[float, ...]]
    hash: str

    @property
    def own_employers(self) -> tuple[Employer, ...]:
        """The employers of the region's table; ``employers`` also has those that residents commute out to."""
        return tuple(one for one in self.employers if one.kind != OUTSIDE)


def load_region(folder: Path, diagnostics: Diagnostics) -> RegionFiles | None:
    """Read and check a region's folder; None, with every mistake in ``diagnostics``, when it is wrong.

    Only the five files named here are read, and none that a link leads out of the folder.
    """
    before = diagnostics.error_count
    if not _files_are_inside(folder, diagnostics):
        return None
    node = read_yaml(folder / FILE, diagnostics)
    file = validate(RegionFile, node, diagnostics) if node is not None else None
    tables = {
        name: read_table(folder / f"{name}.csv", columns, diagnostics) for name, columns in TABLES.items()
    }
    complete = diagnostics.error_count == before
    check_rows(tables, diagnostics)
    if file is not None and node is not None and complete:
        check_totals(file, node, tables, diagnostics)
    if file is None or diagnostics.error_count > before:
        return None
    calibration = read_calibration(folder, diagnostics)
    if diagnostics.error_count > before:
        return None
    return _assembled(folder, file, tables, calibration)


def gaps(region: RegionFiles) -> list[str]:
    """What is missing, judged or idle in a region, in plain words: named gaps, counts of weak figures."""
    figures: list[Figure] = [*region.rates.values(), *region.population.figures.values()]
    unchecked = sum(not figure.checked for figure in figures)
    judged = sum(figure.level == "judged" for figure in figures)
    targets = [rate for rate in region.rates.values() if rate.role == "target"]
    local = sum(rate.level == "local" for rate in targets)
    filled = sum(len(row.filled) for row in region.schools)
    named = sum(row.size for row in region.own_employers if row.kind == "named")
    jobs = sum(row.size for row in region.own_employers)
    found = [
        *region.gaps,
        f"{unchecked} of {len(figures)} figures in {FILE} were not compared with their source; "
        f"{judged} are judged.",
        f"{local} of {len(targets)} target rates are local; the others are of the state or the nation.",
        f"{filled} suppressed or inconsistent counts in schools.csv are filled.",
        f"{named / jobs:.0%} of the {jobs:,} jobs belong to employers known by name.",
        not_acting(),
    ]
    return [one for one in found if one]


def _files_are_inside(folder: Path, diagnostics: Diagnostics) -> bool:
    """Whether the folder exists and none of its files is a link to a place outside."""
    if not is_folder(folder):
        hint = "a region is a folder with region.yaml and four tables"
        diagnostics.error("SIM140", f"there is no region folder '{folder.name}'", Mark(folder), hint)
        return False
    home = folder.resolve()
    outside = [name for name in (*_names(), CALIBRATION) if inside(folder / name, home) is None]
    for name in outside:
        message = f"'{name}' leads out of the region's folder"
        diagnostics.error("SIM141", message, Mark(folder / name), "copy the file into the folder")
    return not outside


def _names() -> tuple[str, ...]:
    return (FILE, *(f"{name}.csv" for name in TABLES))


def _assembled(
    folder: Path,
    file: RegionFile,
    tables: Mapping[str, tuple[Row, ...]],
    calibration: Mapping[str, Quantity | tuple[float, ...]],
) -> RegionFiles:
    records = {name: tuple(_RECORD[name](row) for row in rows) for name, rows in tables.items()}
    out = file.population.commuters_out
    records["employers"] += outside_rows(records["employers"], out.value, out.year)
    return RegionFiles(
        name=file.name,
        folder=folder,
        codes=file.codes,
        school_year=file.school_year,
        price_year=file.price_year,
        totals=file.totals,
        population=file.population,
        rates=file.rates,
        gaps=file.gaps,
        calibration=calibration,
        hash=_hash(folder),
        **records,
    )


def _hash(folder: Path) -> str:
    """sha256 over names and contents; line ends and a byte-order mark do not count."""
    whole = hashlib.sha256()
    names = (*_names(), CALIBRATION) if is_there(folder / CALIBRATION) else _names()
    for name in names:
        content = (folder / name).read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        whole.update(f"{name} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()
