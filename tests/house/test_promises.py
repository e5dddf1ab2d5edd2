"""Promises made to users, kept by the real model on a thinned county: same study, same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim.app.console
from sim.analysis.comparison import Comparison
from sim.app.cli import answer
from sim.store.parts import parts_of
from sim.study.load.scenario import load_study

SCENARIOS = Path(__file__).parents[2] / "scenarios"
THINNED = "population: {scale: 0.05}\nhorizon: {start: 2026-27, years: 6}\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """The shipped study, thinned to 5 % and six years, with a scenario that only renames the baseline."""
    folder = tmp_path_factory.mktemp("promises") / "scenarios"
    shutil.copytree(SCENARIOS, folder)
    baseline = folder / "chattanooga" / "baseline.yaml"
    lines = baseline.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("population:", "horizon:", "headline_year:"))]
    baseline.write_text("".join(kept) + THINNED, encoding="utf-8")
    for name in ("a-internships", "b-certifications"):
        (folder / "chattanooga" / f"{name}.yaml").unlink()
    (folder / "chattanooga" / "renamed.yaml").write_text(
        "schema: 1\nname: The same under another name\nextends: baseline.yaml\n", encoding="utf-8"
    )
    return folder / "chattanooga"


def compare(study: Path, out: Path, *flags: str) -> dict:
    """Run ``sim compare`` in this process; returns the receipt."""
    code = answer(["compare", str(study), "--draws", "3", "--out", str(out), *flags])
    assert code == 0
    return json.loads((out / "run.json").read_text(encoding="utf-8"))


def replicates(folder: Path) -> dict[str, bytes]:
    """Bytes of every part by its place."""
    parts = sorted((folder / "counts").rglob("*.parquet"))
    return {str(part.relative_to(folder)): part.read_bytes() for part in parts}


@pytest.fixture(scope="module")
def one_job(study, tmp_path_factory) -> Path:
    """A run by one process."""
    out = tmp_path_factory.mktemp("out") / "one"
    compare(study, out, "--jobs", "1")
    return out


@pytest.fixture
def no_page(monkeypatch):
    """Write no report: :func:`one_job` has written one, and to draw it again costs more than the runs."""
    monkeypatch.setattr(sim.app.console, "report", lambda comparison: comparison.folder)


@pytest.mark.usefixtures("no_page")
def test_two_processes_give_the_same_bytes_as_one(study, one_job, tmp_path, capsys):
    compare(study, tmp_path / "two", "--jobs", "2")
    ours, theirs = replicates(one_job), replicates(tmp_path / "two")
    assert len(ours) == 3 * 3
    assert ours == theirs


def test_a_scenario_that_only_renames_the_baseline_changes_nothing(one_job):
    """Not a count differs, nor the key of what made it: the baseline is its own twin."""
    table = pd.read_parquet(one_job / "counts")
    options = {
        slug: rows.drop(columns="option").reset_index(drop=True)
        for slug, rows in table.groupby("option", observed=True)
    }
    pd.testing.assert_frame_equal(options["renamed"], options["baseline"])
    assert not options["c-apprenticeship"].equals(options["baseline"])
    keys = {slug: [part.key for part in parts_of(one_job, slug).values()] for slug in options}
    assert keys["renamed"] == keys["baseline"] != keys["c-apprenticeship"]


@pytest.mark.usefixtures("no_page")
def test_the_answer_for_machines_is_one_object(study, one_job, capsys):
    capsys.readouterr()
    compare(study, one_job, "--json", "--resume")  # everything is there: nothing is run again
    told = json.loads(capsys.readouterr().out)
    assert {"run", "baseline", "options"} <= set(told)
    assert Path(told["run"]).is_dir()
    for option in told["options"]:
        assert {"name", "cost", "headline"} <= set(option)
        assert list(option["headline"]) == ["placed", "anyway", "displaced", "helped", "net"]
        assert set(option["headline"]["net"]) >= {"median", "low", "high"}


def test_the_five_lines_add_up_in_every_draw_and_year(one_job):
    table = Comparison.load(one_job).replicates
    lines = table[table.indicator.astype(str).str.startswith("headline.")]
    wide = lines.pivot_table(
        index=["option", "draw", "year", "group"], columns="indicator", values="value", observed=True
    )
    net = (
        wide["headline.placed"]
        - wide["headline.anyway"]
        - wide["headline.displaced"]
        + wide["headline.helped"]
    )
    assert (net == wide["headline.net"]).all()
    assert (wide["headline.net"] == wide["headline.option_total"] - wide["headline.baseline_total"]).all()
    assert (wide.loc["c-apprenticeship", "headline.placed"] > 0).any()


def test_the_committed_example_is_of_the_shipped_study():
    """Else: remove results/example and run ``sim compare scenarios/chattanooga --out results/example``."""
    example = SCENARIOS.parent / "results" / "example"
    receipt = json.loads((example / "run.json").read_text(encoding="utf-8"))
    shipped = load_study(SCENARIOS / "chattanooga")
    assert receipt["hashes"]["scenarios"] == {scenario.slug: scenario.hash for scenario in shipped}
    assert receipt["hashes"]["region"] == shipped[0].region.hash
    assert receipt["tasks"]["failed"] == 0
    assert (example / "report" / "impact.html").stat().st_size > 100_000
