"""The doors to a finished run: another discount rate, one table, all rows, folders that cannot be written."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
import worlds

import sim
import sim.analysis.study
import sim.app.console
from sim.analysis.comparison import Comparison
from sim.analysis.study import UnusableSeed, scenarios_of
from sim.app.checking import checked
from sim.app.cli import answer
from sim.app.fitting import baseline_of
from sim.batch.experiment import Effort, run_batch

ROOT = Path(__file__).parents[2]
CODE = "lives_and_works_here_5y"
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "run"
    run_batch(worlds.job(), Effort(draws=3, jobs=1, out=folder))
    return folder


@pytest.fixture
def folder(kept, tmp_path):
    return Path(shutil.copytree(kept, tmp_path / "run"))


@pytest.fixture
def no_page(monkeypatch):
    monkeypatch.setattr(sim.app.console, "report", lambda comparison: comparison.folder / "impact.html")


def run(*arguments):
    return answer([str(argument) for argument in arguments])


def full(*arguments):
    raise FULL


def test_another_discount_rate_is_answered_and_said(folder, capsys, no_page):
    costs = {}
    for rate in ("0.03", "0.07"):
        assert run("compare", folder, "--discount", rate, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert told["discount"] == float(rate)
        costs[rate] = [abs(option["cost"]["median"]) for option in told["options"]]
    assert all(dear > cheap for dear, cheap in zip(costs["0.03"], costs["0.07"], strict=True))
    assert run("compare", folder, "--discount", "0.07") == 0
    assert "present value at 7 %" in " ".join(capsys.readouterr().out.split())


def test_the_page_of_another_rate_says_it_and_takes_no_other_pages_place(folder):
    from sim.report.page import write_report

    usual = write_report(Comparison.load(folder), folder)
    before = usual.read_bytes()
    other = write_report(Comparison.load(folder, 0.07), folder)
    assert other.name == "impact-7-percent.html"
    assert "present value at 7 % a year" in " ".join(other.read_text(encoding="utf-8").split())
    assert "present value at 3 % a year" in " ".join(before.decode().split())
    assert usual.read_bytes() == before


@pytest.mark.parametrize("rate", ["-0.01", "1", "7", "nan"])
def test_a_rate_that_is_none_is_refused(folder, rate, capsys):
    assert run("compare", folder, "--discount", rate) == 2
    assert "from 0 to below 1" in capsys.readouterr().err


def test_one_indicator_by_crossed_groups(folder, capsys):
    assert run("table", folder, "college_entry", "--by", "sex,low_income", "--year", "2029-30", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 3 * 4
    assert {row["year"] for row in rows} == {2029}
    assert run("table", folder, "college_entry", "--by", "sex,low_income") == 0
    assert "Female, Low income" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("college_entry", "--year", "2060-61"), "outside the horizon of this study: 2026-27 to 2031-32"),
        (("college_entry", "--year", "2029-31"), "not a school year; write it as 2026-27"),
        (("college_entry", "--by", "shoe_size"), "no groups by 'shoe_size'"),
        (("vacancy_fill", "--by", "sex"), "not counted by sex; it is counted by: everybody"),
        (("colege_entry",), "college_entry"),
    ],
)
def test_an_empty_table_says_why(folder, arguments, words, capsys):
    assert run("table", folder, *arguments) == 2
    assert words in capsys.readouterr().err


def test_a_rate_of_nobody_says_when_there_is_somebody(folder):
    comparison = Comparison.load(folder)
    for stack in comparison.stacks.values():
        columns = stack.columns("college_entry")
        early = columns[stack.keys["year"].to_numpy()[columns] < 2028]
        stack.value[:, early] = float("nan")
    study = sim.analysis.study.Study(comparison, lambda comparison: {})
    with pytest.raises(ValueError, match=r"Nobody was counted for college_entry in 2027-28.*from 2028-29"):
        study.table("college_entry", year="2027-28")
    assert set(study.table("college_entry", year=2028)["year"]) == {2028}


def test_every_run_is_exported(folder, tmp_path, capsys):
    for ending in ("csv", "parquet"):
        file = tmp_path / f"rows.{ending}"
        assert run("export", folder, file) == 0
        read = pd.read_csv(file) if ending == "csv" else pd.read_parquet(file)
        assert len(read) == len(Comparison.load(folder).replicates)
        assert {"option", "draw", "replicate", "indicator", "group", "value"} <= set(read.columns)
    assert run("export", folder, tmp_path / "rows.xlsx") == 2
    assert run("export", folder, tmp_path / "rows.csv" / "no.csv") == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("error", [FULL, PermissionError(errno.EACCES, "Permission denied")])
def test_a_folder_that_cannot_be_written_is_read_and_answered(folder, monkeypatch, capsys, error):
    def refused(*arguments):
        raise error

    monkeypatch.setattr(sim.app.console, "report", refused)
    assert run("compare", folder) == 0
    said = capsys.readouterr()
    assert "The page was not written" in said.out
    assert error.strerror.lower() in said.err
    assert "= net: more residents in target jobs" in said.out


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.simulate)
    shutil.copytree(ROOT / "scenarios" / "regions", tmp_path / "regions")
    folder = tmp_path / "small"
    folder.mkdir()
    head = "name: Now\nregion: regions/chattanooga\nhorizon: {start: 2026-27, years: 6}\n"
    (folder / "baseline.yaml").write_text(head)
    (folder / "option.yaml").write_text("extends: baseline.yaml\nname: An option\n")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("broken", ["sim.analysis.study.write_tables", "sim.app.console.report"])
def test_a_full_disk_after_a_batch_is_one_sentence_and_results_are_kept(study, broken, monkeypatch, capsys):
    monkeypatch.setattr(broken, full)
    assert run("compare", study, "--draws", 2, "--jobs", 1, "--out", "run") == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "no space left on device" in said.lower()
    assert "kept" in said
    assert Comparison.load("run").runs == 2


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_beyond_the_draws_is_refused(study, seed, capsys):
    assert run("compare", study, "--draws", 1, f"--seed={seed}") == 2
    assert "A seed is a whole number from 0 to 4,294,967,295" in capsys.readouterr().err
    with pytest.raises(UnusableSeed):
        scenarios_of([study], seed)


def test_a_sweep_is_columns_in_every_table_and_on_the_page(study, capsys):
    from sim.report.page import write_report

    (study / "option.yaml").write_text(
        "extends: baseline.yaml\nname: An option\n"
        "partnerships: {visits: {activity: site_visit, seats: 20}}\n"
        "sweep: {partnerships.visits.seats: [20, 40]}\n"
    )
    assert run("run", study, "--draws", 2, "--jobs", 1, "--out", "run", "--json") == 0
    capsys.readouterr()
    column, read = "swept: partnerships.visits.seats", sim.read("run")
    for name in ("summary.csv", "compare.csv"):
        table = pd.read_csv(Path("run") / name)
        assert set(table.loc[table["option"] != "baseline", column]) == {20, 40}
    glance = pd.read_csv("run/indicators.csv").set_index("indicator")
    assert set(glance.loc[column].iloc[3:].astype(float)) == {20.0, 40.0}
    assert column in pd.read_csv("run/codebook.csv")["code"].to_list()
    for table in (read.headline, read.costs, read.table("college_entry")):
        assert {20, 40} <= set(table[column].dropna().astype(int))
    assert run("export", "run", "rows.csv") == 0
    assert column in pd.read_csv("rows.csv", nrows=3).columns
    assert run("compare", "run", "--json") == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [option["swept"] for option in told["options"]] == [
        {"partnerships.visits.seats": 20}, {"partnerships.visits.seats": 40},
    ]  # fmt: skip
    page = write_report(read.comparison, Path("run")).read_text(encoding="utf-8")
    assert 'title="partnerships.visits.seats">Seats</th>' in page
    assert page.count('data-label="Seats"') == 2


def test_failed_and_unfinished_replicates_are_named_everywhere(tmp_path):
    run_batch(worlds.job(worlds.failing), Effort(draws=5, jobs=1, out=tmp_path / "run"))
    for part in sorted((tmp_path / "run" / "counts").rglob("*part-0003-00*")):
        part.unlink()
    study = sim.read(tmp_path / "run")
    notes = study.comparison.notes
    failed = "1 of 5 replicates failed and are not counted: draw 1. failures.json says why."
    assert failed in notes
    assert "1 of 5 replicates are not finished and not counted: draw 3." in notes
    assert failed in repr(study)


def test_folders_of_cases_and_of_studies_are_checked_one_by_one(capsys):
    assert not checked([ROOT / "scenarios" / "stress"]).errors
    said = " ".join(capsys.readouterr().err.split())
    assert "its 4 files were checked one by one" in said
    assert "sim compare BASELINE FILE" in said


def test_a_folder_of_studies_tells_the_mistakes_of_each(study, tmp_path, capsys):
    second = tmp_path / "other"
    shutil.copytree(study, second)
    (second / "option.yaml").write_text("extends: baseline.yaml\nname: x\npartnrships: {}\n")
    found = checked([tmp_path])
    assert {message.path.parent.name for message in found.errors} == {"other"}
    assert "its 2 studies were checked one by one" in capsys.readouterr().err


def test_a_fit_finds_the_baseline_as_a_comparison_does(study, tmp_path, capsys):
    os.rename(study / "baseline.yaml", study / "now.yaml")
    (study / "option.yaml").write_text("extends: now.yaml\nname: An option\n")
    assert baseline_of(study).path.name == "now.yaml"
    assert "'now.yaml' is taken for the baseline" in capsys.readouterr().err
    assert baseline_of(tmp_path / "regions" / "chattanooga").path.name == "now.yaml"


def test_a_study_and_a_figure_are_saved(folder, tmp_path):
    study = sim.read(folder)
    assert "</table>" in study.save(tmp_path / "card.html").read_text(encoding="utf-8")
    assert study.save(tmp_path / "card.txt").read_text(encoding="utf-8") == repr(study)
    with pytest.raises(ValueError, match="must end in"):
        study.save(tmp_path / "card.docx")
    files = study.plot.fan().save(tmp_path / "fan")
    assert [file.suffix for file in files] == [".svg", ".png", ".csv"]
    assert all(file.stat().st_size for file in files)
    with pytest.raises(ValueError, match=r"not as '\.gif'"):
        study.plot.fan().save(tmp_path / "fan.gif")
