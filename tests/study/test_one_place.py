"""What is promised to who adds something: one place, and it is everywhere.

The package is copied; a lever, a number of a partnership and an activity are added to the copy, each in one
place and nothing else; then the copy is asked for its checks, plans, assumptions, schema, lists and page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from studies import HEAD, ROOT, study_folder, write

LEVER = '''
"""The lever *paid release*: employers let workers in entry-level jobs go back to study."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.core.columns import INGREDIENTS, PAYERS
from sim.study.levers.lever import Complaint, Lever, plus, times
from sim.study.reading.fields import Schedule, schedule
from sim.study.reading.kinds import Share


class PaidRelease(Lever):
    """Workers are released with pay to study."""

    lever: Literal["paid_release"]
    places: Annotated[Schedule, schedule("count", "count", 0.0, 1e6, bare=True),
                      Field(description="workers released a year")]
    lift: Annotated[Share, Field(description="share by which more of them study")]

    def check(self, around):
        if around.by_year("places", self.places).max() > 500:
            yield Complaint("SIM067", "more are released than work here", below=("places",), warning=True)

    def costs(self, around):
        out = around.no_cost()
        out[:, INGREDIENTS.index("wages"), PAYERS.index("state")] = 1000.0 * around.by_year(
            "places", self.places, self.until)
        return out

    def moves(self, around):
        running = around.by_year("places", self.places, self.until) > 0
        per_school = np.ones((around.years, around.schools))
        return {
            "careers.upskill": times(1.0 + running * around.value("lift", self.lift)),
            "careers.separation_entry": plus(-0.1 * running),
            "region.pupils_per_counsellor": times(per_school * 0.9),
        }

    @classmethod
    def arrays(cls, several):
        return {"places": sum(around.by_year("places", one.places) for one, around in several)}
'''
NUMBER = """    Number("mentors", np.float64, "hours", "hours of a mentor for each seat", scenario="mentors",
           activity="mentor_hours", default=2.0, low=0.0, high=50.0),
"""
ACTIVITY = """\
label: Lunch with an engineer
stage: awareness
description: Lunch once a month, without any claim that it moves anything.
grades: "9-12"
hours_per_year: 10 hours per year
coordinator_hours: 0 hours
employer_hours: ~uniform(3, 5) hours
mentor_hours: ~uniform(3, 9) hours
take_up: 50 %
no_show: 10 %
channels: {}
cost: {per_seat: 40 USD}
"""
SCENARIO = """\
partnerships:
  lunches: {activity: lunch, seats: 30}
  talks: {activity: lunch, seats: 30, mentors: '~uniform(10, 20) hours'}
  release: {lever: paid_release, places: {2028-29: 40}, lift: '~uniform(10 %, 30 %)', until: 2031-32}
"""
MISTAKES = """\
partnerships:
  lunches: {activity: lunch, seats: 30, mentors: 51 hours}
  release: {lever: paid_release, places: {2028-29: -1}, lift: 10 %}
  again: {lever: paid_releese, places: 3, lift: 10 %}
"""
ASK = """
import contextlib, io, json, sys
from pathlib import Path
from sim.app import odd
from sim.app.catalogue import say_levers
from sim.study.load.scenario import check, load
from sim.study.load.schema import scenario_schema
from sim.study.plan.assumptions import assumption_rows, drawn_numbers
from sim.study.plan.compile import compile_plan, partnership_bits

good, bad, many = (Path(name) for name in sys.argv[1:4])
scenario = load(good)
plan = compile_plan(scenario, partnership_bits([scenario]), 4)
with contextlib.redirect_stdout(io.StringIO()) as listed:
    say_levers(None, True)
print(json.dumps({
    "mistakes": [(one.code, one.message) for one in check(bad).errors],
    "warnings": [(one.code, one.message) for one in check(many)],
    "mentors": plan.partnerships.mentors.tolist(),
    "levers": {kind: {name: array.tolist() for name, array in arrays.items()}
               for kind, arrays in plan.levers.items()},
    "moves": {name: [move.factor.tolist(), move.shift.tolist()] for name, move in plan.moves.items()},
    "fixed": plan.partnerships.cost_fixed.sum(axis=(2, 3)).tolist(),
    "drawn": drawn_numbers(scenario, 4),
    "meanings": {row["id"]: row["meaning"] for row in assumption_rows([scenario])},
    "schema": scenario_schema(),
    "listed": {row["name"]: row for row in json.loads(listed.getvalue())},
    "page": odd.page(Path(sys.argv[4])),
}))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the copy says of what was added."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "sim", copy / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "sim" / "study" / "levers" / "paid_release.py").write_text(LEVER, encoding="utf-8")
    (copy / "sim" / "study" / "activities" / "lunch.yaml").write_text(ACTIVITY, encoding="utf-8")
    declared = copy / "sim" / "core" / "partnership.py"
    before, after = declared.read_text(encoding="utf-8").split("PARTNERSHIP = (\n")
    declared.write_text(f"{before}PARTNERSHIP = (\n{NUMBER}{after}", encoding="utf-8")
    folder = study_folder(tmp_path_factory.mktemp("study"))
    files = [write(folder, HEAD + SCENARIO), write(folder, HEAD + MISTAKES, "two.yaml"),
             write(folder, HEAD + SCENARIO.replace("40}", "900}"), "three.yaml"),
             ROOT / "scenarios" / "regions" / "chattanooga"]  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", ASK, *map(str, files)], cwd=copy, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": str(copy)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_a_lever_is_checked(said):
    assert ("SIM067", "more are released than work here") in {tuple(one) for one in said["warnings"]}
    codes = [code for code, _ in said["mistakes"]]
    assert codes.count("SIM014") == 2, "hours of mentors and places out of their range"
    assert any("no lever 'paid_releese'" in message for _, message in said["mistakes"])


def test_a_lever_is_costed_and_booked(said):
    booked = [row - other for row, other in zip(*said["fixed"], strict=True)]
    assert booked == [0, 0, 40_000, 40_000, 40_000, 0, 0, 0, 0, 0]


def test_a_lever_moves_named_quantities_by_year_and_by_school(said):
    lift = said["drawn"]["partnerships.release.lift"]
    assert 0.1 < lift < 0.3
    factor, shift = said["moves"]["careers.upskill"]
    assert factor == [1.0] * 2 + [1.0 + lift] * 3 + [1.0] * 5
    assert shift == [0.0] * 10
    assert said["moves"]["careers.separation_entry"][1] == [0.0] * 2 + [-0.1] * 3 + [0.0] * 5
    by_school, _ = said["moves"]["region.pupils_per_counsellor"]
    assert {value for year in by_school for value in year} == {0.9}
    assert said["levers"] == {"paid_release": {"places": [0.0] * 2 + [40.0] * 8}}


def test_a_lever_is_in_the_assumptions_the_lists_the_schema_and_on_the_page(said):
    assert said["meanings"]["partnerships.release.lift"] == "Release: share by which more of them study"
    assert said["listed"]["paid_release"]["keys"]["places"] == "workers released a year"
    assert set(said["listed"]) > {"paid_release", "commitment_to_hire", "wbl_coordinators", "lunch"}
    assert said["schema"]["$defs"]["PaidRelease"]["required"] == ["lever"]
    assert "| `paid_release` | Workers are released with pay to study. |" in said["page"]


def test_a_number_of_a_partnership_is_drawn_under_its_path_and_documented(said):
    drawn = said["drawn"]
    own, usual = drawn["partnerships.talks.mentors"], drawn["activities.lunch.mentor_hours"]
    assert said["mentors"] == [usual, own]
    assert 3 < usual < 9
    assert 10 < own < 20
    assert said["meanings"]["partnerships.talks.mentors"] == "Talks: hours of a mentor for each seat"
    assert said["meanings"]["activities.lunch.mentor_hours"] == (
        "Lunch with an engineer: hours of a mentor for each seat"
    )
    keys = said["schema"]["$defs"]["PartnershipSpec"]["properties"]
    assert keys["mentors"]["description"] == "hours of a mentor for each seat"
    assert "| `mentors` | float64 | – | hours | hours of a mentor for each seat |" in said["page"]


def test_an_activity_without_channels_is_a_placebo_that_is_found(said):
    assert said["listed"]["lunch"]["exploratory"]
    assert said["listed"]["lunch"]["channels"] == {}
    assert said["meanings"]["activities.lunch.employer_hours"].startswith("Lunch with an engineer")
    assert "lunch" in said["schema"]["$defs"]["PartnershipSpec"]["properties"]["activity"]["anyOf"][0]["enum"]
