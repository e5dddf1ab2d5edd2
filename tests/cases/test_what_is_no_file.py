"""A named pipe, a folder, a device or a locked file where a file belongs: refused at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from strangers import loaded, region_of, said, study

from sim.study.load.scenario import check
from sim.study.reading.diagnostics import Diagnostics

SOONEST = 5.0
"""Seconds; a pipe nobody writes to would never end, /dev/zero not before the memory does."""
PLACES = {"scenario": "baseline.yaml", "parent": "parent.yaml", "region": "region.yaml", "table": "zones.csv",
          "calibration": "calibration.yaml"}  # fmt: skip


def in_place_of(path: Path, sort: str) -> None:
    """Put something that is no file where one was."""
    path.unlink(missing_ok=True)
    if sort == "pipe":
        os.mkfifo(path)
    elif sort == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")


def read(scenarios: Path, place: str) -> Diagnostics:
    """What is said of the study when one of its files is read."""
    if place == "scenario":
        return check(scenarios / "baseline.yaml")
    if place == "parent":
        return said(scenarios, "name: x\nextends: parent.yaml\n")
    return loaded(region_of(scenarios))[1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("pipe", ("named pipe",)),
        ("folder", ("this is a folder", "this folder holds no scenario")),
        ("device", ("device", "outside the study", "leads out of")),
    ],
)
def test_what_is_no_file_is_refused_at_once(tmp_path, place, sort, words):
    scenarios = study(tmp_path)
    folder = scenarios if place in ("scenario", "parent") else region_of(scenarios)
    in_place_of(folder / PLACES[place], sort)
    started = time.monotonic()
    errors = read(scenarios, place).errors
    assert time.monotonic() - started < SOONEST
    assert any(word in item.message for item in errors for word in words)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("place", ["scenario", "region", "table"])
def test_a_file_that_may_not_be_read_is_named(tmp_path, place):
    scenarios = study(tmp_path)
    folder = scenarios if place == "scenario" else region_of(scenarios)
    (folder / PLACES[place]).chmod(0)
    assert any("cannot be read" in item.message for item in read(scenarios, place).errors)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_region_nobody_may_look_into_is_named(tmp_path):
    scenarios = study(tmp_path)
    region_of(scenarios).chmod(0)
    try:
        assert loaded(region_of(scenarios))[1].errors
    finally:
        region_of(scenarios).chmod(0o755)
