"""What the tests of strangers' files share: a study beside the shipped region, and what a check says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from studies import HEAD, study_folder

from sim.study.load.scenario import check
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Diagnostic
from sim.study.region import columns
from sim.study.region.region import RegionFiles, load_region

BASELINE = f"""{HEAD}budget: {{cap: 1_000_000 USD}}
partnerships:
  visits: {{activity: site_visit, grades: 7-9, seats: 20 per year}}
"""


def study(folder: Path) -> Path:
    """A folder of scenarios with a baseline, beside a copy of the shipped region."""
    scenarios = study_folder(folder)
    (scenarios / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    return scenarios


def region_of(scenarios: Path) -> Path:
    """The folder of the region's copy."""
    return scenarios.parent / "regions" / "chattanooga"


def said(scenarios: Path, content: str | bytes, name: str = "option.yaml") -> Diagnostics:
    """Everything the check says of a scenario with this content, but for its note of every region."""
    path = scenarios / name
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "NOT_ACTING", {})
        return check(path)


def one(found: Diagnostics, code: str) -> Diagnostic:
    """The only message of a code."""
    (item,) = [item for item in found if item.code == code]
    return item


def loaded(region: Path) -> tuple[RegionFiles | None, Diagnostics]:
    """The region of a folder and everything that was found."""
    found = Diagnostics()
    return load_region(region, found), found


def put(region: Path, table: str, row: int, column: str, cell: str) -> None:
    """Put a text into a cell of a table; ``row`` counts as a spreadsheet does."""
    path = region / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def edited(region: Path, old: str, new: str) -> None:
    """Change the first such text of ``region.yaml``."""
    path = region / "region.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def about(region: Path, place: str) -> str:
    """Message and hint of the only error of a region whose message holds ``place``."""
    _, found = loaded(region)
    (item,) = [item for item in found if place in item.message or (item.line and place == str(item.line))]
    return f"{item.message}; {item.hint}"
