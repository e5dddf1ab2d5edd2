"""A small study folder for tests: the shipped region beside scenario files written by the test."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import pytest

import sim.study.region.region
from sim.study.reading.diagnostics import Diagnostics

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "scenarios" / "chattanooga"
REGION = ROOT / "scenarios" / "regions" / "chattanooga"

HEAD = """\
name: Test
region: regions/chattanooga
horizon: {start: 2026-27, years: 10}
"""
INTERNSHIPS = """\
partnerships:
  internships: {activity: internship, seats: 100 per year}
"""


def study_folder(folder: Path) -> Path:
    """A new study: ``folder/scenarios`` with a copy of the region; returns the folder of the scenarios."""
    scenarios = folder / "scenarios" / "test"
    scenarios.mkdir(parents=True)
    shutil.copytree(REGION, folder / "scenarios" / "regions" / "chattanooga")
    return scenarios


def write(folder: Path, text: str, name: str = "one.yaml") -> Path:
    """A scenario file with ``text``."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True, scope="module")
def remembered_regions():
    """Read each region folder once for a module's tests; the region's own tests read it every time."""
    remembered = functools.partial(
        _from_memory, functools.cache(_read_with(sim.study.region.region.load_region))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.study.region.region, "load_region", remembered)
        yield


def _read_with(load_region):
    def read(folder: Path):
        found = Diagnostics()
        return load_region(folder, found), tuple(found)

    return read


def _from_memory(read, folder: Path, diagnostics: Diagnostics):
    region, found = read(folder)
    diagnostics.extend(found)
    return region
