import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import worlds

import sim.analysis.study
import sim.app.console
from sim.app.cli import answer
from sim.batch.experiment import DEFAULT_DRAWS

STUDY = Path(__file__).parents[2] / "scenarios" / "chattanooga"
HEAVY = {"pandas", "pyarrow", "numba", "mesa", "matplotlib", "scipy", "pydantic", "ruamel"}


@pytest.fixture(autouse=True)
def made_up_worlds(monkeypatch, tmp_path):
    """Real scenario files, made-up worlds, no page: the commands are tested, not the model."""
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.simulate)
    monkeypatch.setattr(
        sim.app.console, "report", lambda comparison: comparison.folder / "report" / "impact.html"
    )
    monkeypatch.chdir(tmp_path)


BASELINE = """\
name: Current practice
region: regions/chattanooga
horizon: {start: 2026-27, years: 6}
"""
OPTION = """\
extends: baseline.yaml
name: An option
partnerships:
  apprenticeship: {activity: youth_apprenticeship, seats: 40 per year}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study of the shipped region with the fewest years, so that the made-up worlds are small."""
    folder = tmp_path_factory.mktemp("study") / "scenarios"
    shutil.copytree(STUDY.parent / "regions", folder / "regions")
    (folder / "small").mkdir()
    (folder / "small" / "baseline.yaml").write_text(BASELINE)
    (folder / "small" / "a-option.yaml").write_text(OPTION)
    return folder / "small"


def run(*arguments):
    return answer([str(argument) for argument in arguments])


def test_help_is_quick_and_imports_nothing_heavy():
    code = "import sys\nfrom sim.app.cli import answer\nanswer(['--help'])\nprint(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].replace("'", " ").split()}
    assert "cyclopts" in loaded
    assert not HEAVY & loaded
    for command in ("check", "run", "compare", "evidence", "levers", "indicators", "schema"):
        assert command in done.stdout


def test_the_help_states_the_number_of_draws(capsys):
    run("compare", "--help")
    assert f"[default: {DEFAULT_DRAWS}]" in " ".join(capsys.readouterr().out.split())


def test_compare_answers_with_one_object_and_nothing_else(study, tmp_path, capsys):
    assert run("compare", study, "--draws", 2, "--jobs", 1, "--json", "--out", tmp_path / "run") == 0
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["run"] == str(tmp_path / "run")
    assert answer["baseline"] == "baseline"
    assert [option["name"] for option in answer["options"]] == ["a-option"]
    assert set(answer["options"][0]["headline"]) == {"placed", "anyway", "displaced", "helped", "net"}
    assert said.err == ""


def test_compare_says_five_lines_cost_and_page(study, tmp_path, capsys):
    assert run("compare", study, "--draws", 2, "--jobs", 1, "--out", tmp_path / "run") == 0
    said = capsys.readouterr()
    for word in (
        "placed",
        "anyway",
        "displaced",
        "helped",
        "= net",
        "range of the runs",
        "USD",
        "impact.html",
    ):
        assert word in said.out
    assert "2 of 2 done" in said.err
    for word in ("will ", "prove", "guarantee"):
        assert word not in said.out


def test_a_finished_run_can_be_compared_again_without_running(study, tmp_path, capsys, monkeypatch):
    run("compare", study, "--draws", 2, "--jobs", 1, "--json", "--out", tmp_path / "run")
    first = capsys.readouterr().out
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.failing)
    assert run("compare", tmp_path / "run", "--json") == 0
    assert capsys.readouterr().out == first


def test_failed_replicates_give_code_one_and_resume_repairs(study, tmp_path, capsys, monkeypatch):
    arguments = ("compare", study, "--draws", 3, "--jobs", 1, "--out", tmp_path / "run")
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.failing)
    assert run(*arguments) == 1
    said = capsys.readouterr().err
    assert "1 of 3 replicates failed" in said
    assert "the employers went home" in said
    assert "Traceback" not in said
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.simulate)
    assert run(*arguments) == 2
    assert "--resume" in capsys.readouterr().err
    assert run(*arguments, "--resume") == 0


def test_an_interruption_gives_130(study, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sim.analysis.study, "simulate", worlds.interrupted)
    arguments = ("compare", study, "--draws", 4, "--jobs", 1, "--out", tmp_path / "run")
    assert run(*arguments) == 130
    assert "2 of 4 replicates are finished and kept" in capsys.readouterr().err


def test_run_stores_without_a_report(study, tmp_path, capsys):
    assert run("run", study / "baseline.yaml", "--draws", 1, "--jobs", 1, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "complete"
    assert told["run"].startswith(f"results{os.sep}")
    assert (tmp_path / told["run"] / "summary.csv").is_file()


def test_another_seed_is_another_study(study, tmp_path, capsys):
    for seed in (1, 2):
        assert (
            run("run", study, "--draws", 1, "--jobs", 1, "--seed", seed, "--out", tmp_path / str(seed)) == 0
        )
    receipts = [json.loads((tmp_path / str(seed) / "run.json").read_text()) for seed in (1, 2)]
    assert [receipt["seed"] for receipt in receipts] == [1, 2]
    assert receipts[0]["identity"] != receipts[1]["identity"]


def test_a_dry_run_says_what_it_takes_and_runs_nothing(study, tmp_path, capsys):
    assert run("compare", study, "--draws", 10, "--dry-run", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["runs"] == 20
    assert facts["minutes"] > 0
    assert not (tmp_path / "results").exists()


def test_mistakes_in_a_scenario_are_located_and_nothing_is_run(study, tmp_path, capsys):
    wrong = study / "wrong.yaml"
    wrong.write_text(
        "extends: baseline.yaml\nname: Wrong\npartnrships: {}\nhorizon: {start: 2026-27, years: 99}\n"
    )
    try:
        assert run("check", wrong) == 2
        shown = capsys.readouterr().out
        assert run("compare", study, "--draws", 1, "--out", tmp_path / "run") == 2
        refused = capsys.readouterr().err
        assert run("check", wrong, "--format", "json") == 2
        listed = json.loads(capsys.readouterr().out)["diagnostics"]
    finally:
        wrong.unlink()
    for text in (shown, refused):
        assert "wrong.yaml:3:1" in text
        assert "Nothing was run." in text
    assert len([item for item in listed if item["severity"] == "error"]) == 2
    assert not (tmp_path / "run").exists()


def test_a_sound_scenario_passes_the_check(study, capsys):
    assert run("check", study / "baseline.yaml", "--json") == 0
    assert "diagnostics" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "nowhere"), "nowhere"),
        (("compare", "BASELINE"), "only one scenario was given"),
        (("compare", "STUDY", "--draws", 0), "draws must be 1 or more"),
        (("compare", "STUDY", "--drws", 3), "--drws"),
        (("indicators", "colege_entry"), "college_entry"),
        (("levers", "internships"), "internship"),
        (("evidence", "matching.nothing"), "no parameter"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_mistakes_on_the_command_line_are_explained(arguments, words, study, capsys):
    places = {"STUDY": study, "BASELINE": study / "baseline.yaml"}
    assert run(*(places.get(argument, argument) for argument in arguments)) == 2
    said = capsys.readouterr()
    assert words in said.err + said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["evidence", "levers", "indicators"])
def test_catalogues_print_for_people_and_for_machines(command, capsys):
    assert run(command) == 0
    table = capsys.readouterr().out
    assert run(command, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) >= 10
    key = {"evidence": "id", "levers": "name", "indicators": "code"}[command]
    assert rows[0][key][:12] in table
    assert run(command, rows[0][key]) == 0
    assert rows[0][key] in capsys.readouterr().out


def test_the_version_is_that_of_the_package(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.strip() == version("talentshed")


def test_the_schema_is_json(capsys):
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"
