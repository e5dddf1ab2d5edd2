"""Promised to who adds a figure, an indicator, a crossing or a region: one place, and it is everywhere.

The package is copied and each is added to the copy in one place and nothing else; then the copy runs made-up
worlds and is asked for its tables, its page, its codebook and its lists. Levers, numbers of a partnership and
activities stand in ``tests/study/test_one_place.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from studies import REGION, ROOT

FIGURE = '''
"""Graduates by year: a figure that somebody added."""

from __future__ import annotations

from sim.figures.chart import Sheet, Words, settings
from sim.figures.figure import FigureOf


def _draw(table, words, *, narrow=False, bare=False):
    with settings():
        sheet = Sheet(3.7 if narrow else 9.6, 2.0, words, bare)
        axes = sheet.panel(0.6, 0.1, 2.5, 1.6)
        for _, rows in table.groupby("option", sort=False):
            axes.plot(rows["year"], rows["median"])
        return sheet.chart.describe(words, f"Lines by year. {words.title}", table)


def _table(facts):
    levels = facts.levels
    return levels[(levels["indicator"] == "graduates") & (levels["group"] == "all")]


FIGURE = FigureOf(
    name="leavers", place=2, section="outcomes", meaning="Graduates by year.", table=_table,
    words=lambda facts: Words("Graduates by year", f"persons, {facts.stamp.runs_told}", facts.stamp.line),
    draw=_draw, also=("graduates",),
)
'''
INDICATOR = """    Indicator(
        "graduates_per_pupil", "Graduates for each pupil", "share", "school", (T.GRADUATES,), (T.PUPILS,),
        meaning="Diplomas of the year over all pupils.",
    ),
"""
ASK = """
import contextlib, io, json, sys
from pathlib import Path
import worlds
import sim
from sim.app.cli import answer
from sim.analysis.tables import write_tables
from sim.batch import experiment
from sim.study.load.shipped import shipped_regions

folder = Path(sys.argv[1])
experiment.run_batch(worlds.job(), experiment.Effort(draws=3, jobs=1, out=folder))
study = sim.read(folder)
write_tables(study.comparison)
page = study.save(folder / "copy")

def said(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = answer(arguments)
    return {"code": code, "text": out.getvalue()}

crossed = study.table("graduates_per_pupil", by=["sex", "low_income"], year="2029-30")
print(json.dumps({
    "figures": sorted(path.name for path in (page / "figures").iterdir()),
    "page": (page / "report" / "impact.html").read_text(encoding="utf-8"),
    "plots": dir(study.plot),
    "drawn": [study.plot.leavers().words.title, study.plot.graduates().alt],
    "known": said("indicators", "graduates_per_pupil", "--json"),
    "table": said("table", str(folder), "graduates_per_pupil", "--by", "sex,low_income", "--json"),
    "codebook": (folder / "codebook.csv").read_text(encoding="utf-8"),
    "summary": (folder / "summary.csv").read_text(encoding="utf-8"),
    "glance": (folder / "indicators.csv").read_text(encoding="utf-8"),
    "crossed": crossed.groupby("group")["median"].count().to_dict(),
    "regions": [path.name for path in shipped_regions()],
    "region": said("region", "check", "scenarios/regions/elsewhere", "--json"),
}))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the copy says of what was added."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "sim", copy / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "sim" / "figures" / "leavers.py").write_text(FIGURE, encoding="utf-8")
    declared = copy / "sim" / "outcomes" / "school.py"
    before, after = declared.read_text(encoding="utf-8").split("PARTICIPATION: tuple", maxsplit=1)
    head, _, _ = before.rpartition(")\n")
    declared.write_text(f"{head}{INDICATOR})\n\nPARTICIPATION: tuple{after}", encoding="utf-8")
    shutil.copytree(REGION.parent, copy / "scenarios" / "regions")
    shutil.copytree(REGION, copy / "scenarios" / "regions" / "elsewhere")
    ran = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path_factory.mktemp("results") / "run")],
        cwd=copy, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(ROOT / "tests")))},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_a_figure_is_on_the_page_in_the_files_and_in_the_notebook(said):
    assert {f"leavers.{ending}" for ending in ("csv", "png", "svg")} < set(said["figures"])
    assert 'id="fig-leavers"' in said["page"]
    start, end = said["page"].index('id="outcomes"'), said["page"].index('id="assumptions"')
    assert start < said["page"].index('id="fig-leavers"') < end
    assert {"leavers", "graduates", "fan", "gap"} <= set(said["plots"])
    assert said["drawn"] == ["Graduates by year", "Lines by year. Graduates by year"]


def test_an_indicator_is_in_the_tables_the_codebook_and_the_lists(said):
    assert json.loads(said["known"]["text"])[0]["label"] == "Graduates for each pupil"
    for table in ("codebook", "summary", "glance"):
        assert "graduates_per_pupil" in said[table], table
    assert "Diplomas of the year over all pupils." in said["codebook"]


def test_a_crossing_of_groups_is_asked_for_and_counted(said):
    crossing = {f"sex={sex};low_income={low}" for sex in ("female", "male") for low in ("yes", "no")}
    assert set(said["crossed"]) == crossing
    rows = json.loads(said["table"]["text"])
    assert said["table"]["code"] == 0
    assert {row["group"] for row in rows} == crossing
    assert {row["option"] for row in rows} == {"baseline", "a", "b"}


def test_a_region_is_a_folder(said):
    assert "elsewhere" in said["regions"]
    assert said["region"]["code"] == 0
