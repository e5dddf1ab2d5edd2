"""The schema that the first lines of scenario files name is there, and is what the code prints (case 44)."""

import json

import pytest

from sim.study.load.schema import scenario_schema
from tests.studies import ROOT

STORED = ROOT / "schema" / "scenario.schema.json"
FILES = sorted((ROOT / "scenarios").rglob("*.yaml"))
NAMING = [file for file in FILES if "$schema=" in file.read_text(encoding="utf-8").splitlines()[0]]


def test_the_stored_schema_is_what_the_code_prints():
    printed = json.dumps(scenario_schema(), indent=2) + "\n"
    assert STORED.read_text(encoding="utf-8") == printed, (
        "print it again: sim schema > schema/scenario.schema.json"
    )


@pytest.mark.parametrize("file", NAMING, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_scenario_names_the_schema_where_it_is(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert (file.parent / first.split("$schema=")[1]).resolve() == STORED


def test_scenario_files_name_it():
    assert len(NAMING) >= 10
