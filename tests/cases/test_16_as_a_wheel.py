"""The package as a wheel lays it out, and the study that ``sim new`` copies from it (cases 16 and 44)."""

import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import sim
import sim.app.facts
from sim.app.cli import answer
from sim.bench.studies.run import study_of
from sim.study.load.shipped import NotShipped, shipped_regions, shipped_studies
from tests.studies import ROOT

PACKED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder that holds the package as a wheel brings it, away from everything else of the checkout."""
    home = tmp_path_factory.mktemp("site packages ü")
    wheel = PACKED["targets"]["wheel"]
    for source in wheel["only-include"]:
        target = home / wheel["sources"].get(source, source)
        shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__", "results"))
    return home


def said(installed: Path, here: Path, *arguments: str, code: int = 0) -> str:
    """What a command of the installed package says in a folder."""
    done = subprocess.run(
        [sys.executable, "-P", *arguments], cwd=here, env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_a_wheel_knows_its_studies_and_regions_in_an_empty_folder(installed, tmp_path):
    code = "import sim, sim.study.load.shipped as s; print(sim.shipped('chattanooga'), *s.shipped_regions())"
    told = said(installed, tmp_path, "-c", code)
    packed = installed / "sim" / "shipped" / "scenarios"
    assert str(packed / "chattanooga") in told
    assert str(packed / "regions" / "submarine-coast") in told


def test_a_study_of_a_wheel_is_copied_checked_and_ready_to_run(installed, tmp_path):
    told = said(installed, tmp_path, "-m", "sim", "new", "my study")
    assert "cd 'my study'" in told
    folder = tmp_path / "my study"
    shipped = ROOT / "scenarios" / "chattanooga"
    assert {file.name for file in (folder / "scenarios" / "chattanooga").iterdir()} == {
        file.name for file in shipped.iterdir()
    }
    assert (folder / "notebooks" / "01-compare-investments.ipynb").is_file()
    assert "error[" not in said(installed, folder, "-m", "sim", "check", "scenarios/chattanooga")
    assert "Nothing was run" in said(
        installed, folder, "-m", "sim", "compare", "scenarios/chattanooga", "--dry-run"
    )
    own = said(installed, folder / "notebooks", "-c", "import sim; print(sim.shipped('chattanooga'))")
    assert own.strip() == str((folder / "scenarios" / "chattanooga").resolve())


def test_a_region_of_a_wheel_speaks_of_nothing_that_is_not_there(installed, tmp_path):
    said(installed, tmp_path, "-m", "sim", "region", "new", "mine")
    for file in (tmp_path / "mine").iterdir():
        text = file.read_text(encoding="utf-8")
        assert "docs/" not in text
        assert "beside `regions`" not in text


@pytest.mark.parametrize("name", shipped_studies())
def test_every_study_can_be_copied_and_is_whole(name, tmp_path, capsys):
    assert answer(["new", str(tmp_path / "study"), "--from", name]) == 0
    copied = tmp_path / "study" / "scenarios" / name
    told = capsys.readouterr().out
    assert f"sim check scenarios/{name}" in told
    for file in copied.rglob("*.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        if "$schema=" in first:
            assert (file.parent / first.split("$schema=")[1]).resolve().is_file(), file
    for folder in {file.parent for file in copied.rglob("*.yaml")}:
        assert answer(["check", str(folder)]) == 0


def test_a_folder_that_holds_anything_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert answer(["new", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert answer(["new", str(tmp_path / "mine.txt")]) == 2
    assert answer(["new", str(tmp_path / "mine.txt" / "below")]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    assert answer(["new", str(tmp_path / "empty")]) == 0


def test_a_study_that_does_not_ship_is_answered_with_the_nearest(tmp_path, capsys):
    assert answer(["new", str(tmp_path / "a"), "--from", "chatanooga"]) == 2
    assert "did you mean 'chattanooga'?" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()
    with pytest.raises(NotShipped, match="chattanooga"):
        sim.shipped("chatanooga")


def test_facts_and_studies_find_what_ships_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert {scenario.path.parent.name for scenario in sim.app.facts._scenarios([]).values()} == {
        "chattanooga", "detroit-wayne", "submarine-coast",
    }  # fmt: skip
    study, folder = study_of("saturation")
    assert (study.name, (folder / "baseline.yaml").is_file()) == ("saturation", True)


def test_the_regions_that_ship_are_those_of_the_checkout():
    assert {path.name for path in shipped_regions()} == {"chattanooga", "detroit-wayne", "submarine-coast"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child")
@pytest.mark.parametrize("wait", [0.05, 0.1, 0.2, 0.35])
def test_an_interruption_while_the_command_is_read_prints_no_traceback(wait):
    """From the first line of the package on; Python's own start before it is waited for."""
    code = "import sys; from sim.__main__ import start\n"
    code += "print('here', flush=True); sys.argv = ['sim', 'levers']; start()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "here\n"
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert "Traceback" not in error
    assert process.returncode in (0, 130)
    assert ("Interrupted." in error) == (process.returncode == 130)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child")
def test_an_interruption_that_the_shell_has_switched_off_stays_so():
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.argv = ['sim', '--version']\n"
    )
    code += "import sim.__main__ as door, sim.app.cli\n"
    code += (
        "sim.app.cli.main = lambda: print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN); door.start()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
