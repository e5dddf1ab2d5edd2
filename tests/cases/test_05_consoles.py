"""Consoles that know few signs, and names that hold signs which command a terminal (cases 5, 54, 55)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import worlds

import sim.analysis.study
from sim.app.cli import answer
from sim.app.terminal import NEAREST, plain
from tests.studies import HEAD, INTERNSHIPS, study_folder, write

OF_WINDOWS = ("cp1252", "cp437", "ascii")


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> tuple[Path, Path]:
    """A study whose names hold what consoles lack, and a run of it in made-up worlds."""
    folder = study_folder(tmp_path_factory.mktemp("consoles"))
    write(folder, HEAD.replace("name: Test", "name: Młodzież − “heute” 学校"), "baseline.yaml")
    write(folder, "name: Ünï ≥ 5\nextends: baseline.yaml\n" + INTERNSHIPS, "option.yaml")
    run = folder.parents[1] / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.analysis.study, "simulate", worlds.simulate)
        assert answer(["run", str(folder), "--draws", "2", "--jobs", "1", "--out", str(run)]) == 0
    return folder, run


def said(*arguments: str, encoding: str, code: int = 0) -> str:
    """What a command writes to a pipe that knows only ``encoding``."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "COLUMNS": "160"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", OF_WINDOWS)
def test_a_comparison_is_told_in_full_on_any_console(encoding, stored):
    told = said("compare", str(stored[1]), encoding=encoding)
    assert "- would have been placed anyway" in told
    assert "impact.html" in told.split("Projected under stated assumptions")[1]


@pytest.mark.parametrize("arguments", [["--help"], ["check"], ["evidence"], ["levers"], ["indicators"]])
def test_other_commands_are_told_on_a_console_of_letters_alone(arguments, stored):
    files = [str(stored[0])] if arguments == ["check"] else []
    assert said(*arguments, *files, encoding="ascii")


def test_objects_for_machines_hold_every_sign_on_any_console(stored):
    told = json.loads(said("compare", str(stored[1]), "--json", encoding="ascii"))
    assert told["options"][0]["title"] == "Ünï ≥ 5" if "title" in told["options"][0] else told["options"]
    assert json.loads(said("evidence", "--json", encoding="ascii"))


def test_signs_that_are_known_stay_as_they_are(stored):
    assert "− would have been placed anyway" in said("compare", str(stored[1]), encoding="utf-8")


def test_every_sign_has_a_nearest_in_ascii():
    assert all(word.isascii() and word.isprintable() for word in NEAREST.values())


def test_a_lone_surrogate_ends_no_command():
    code = "from sim.app.terminal import prepare_streams; prepare_streams(); print('a\\ud800b')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "a?b\n"


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x1b]0;title\x07", "\x9b1m", "\x00", "\x7f", "\u202e", "\r"])
def test_signs_that_command_a_terminal_are_written_out(sign):
    assert plain(f"a{sign}b\n\tc ł 学").isascii() is False
    assert all(c.isprintable() or c in "\n\t" for c in plain(f"a{sign}b\n\tc"))
    assert plain(f"a{sign}b").startswith("a\\")
    assert plain("a\n\tb ł 学") == "a\n\tb ł 学"


def test_names_of_a_file_do_not_reach_the_terminal_as_commands(tmp_path, capsys):
    folder = study_folder(tmp_path)
    for number, text in enumerate(('"\\e[2Jkey": 1\n', '"region\\e]0;x\\a": 1\n', 'region: "\\e[2J"\n')):
        path = write(folder, HEAD.replace("region: regions/chattanooga\n", "") + text, f"{number}.yaml")
        assert answer(["check", str(path)]) == 2
        assert answer(["compare", str(path)]) == 2
    assert answer(["region", "check", str(tmp_path / "\x1b[2Jregion")]) == 2
    assert answer(["levers", "\x1b[2J"]) == 2
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert "\\x1b" in told.out + told.err
