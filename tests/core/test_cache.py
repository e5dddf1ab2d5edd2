"""Where compiled code is kept when the usual place cannot be written, and what it is kept for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.cache import find_place, source_hash

ROOT = Path(__file__).parents[2]
KERNEL = """
from sim.core.kernel import PLACE, exp
print(PLACE.folder, exp(0.0) == 1.0, bool(exp.stats.cache_misses), sep="|")
"""
NO_FOLDER = "/dev/null" if os.name == "posix" else "NUL"
"""Neither a folder nor a place to make one, whoever asks."""


def kernel_of(code: str = KERNEL, **environment: str) -> tuple[str, str]:
    """What a new process says that knows nothing but these variables: its answer, and its warnings."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize("missing", ["HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
def test_without_a_place_that_can_be_written_a_private_folder_is_used_and_said(tmp_path, missing):
    answer, said = kernel_of(
        **{"HOME": str(tmp_path / "home")} | {missing: NO_FOLDER, "TMPDIR": str(tmp_path)}
    )
    folder, right, _ = answer.split("|")
    assert Path(folder).parent.parent == tmp_path
    assert right == "True"
    assert list(Path(folder).rglob("*.nbc"))
    assert Path(folder).parent.stat().st_mode & 0o077 == 0
    assert "Traceback" not in said
    assert said.count("NUMBA_CACHE_DIR") == 1
    assert NO_FOLDER in said


def test_where_nothing_can_be_written_the_model_is_compiled_in_memory_and_says_so(tmp_path):
    code = f"import tempfile; tempfile.tempdir = {NO_FOLDER!r}{KERNEL}"
    answer, said = kernel_of(code, HOME=NO_FOLDER)
    assert answer == "None|True|True"
    assert "compiled again in every process" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_asked_for_is_used_without_a_word(tmp_path):
    answer, said = kernel_of(HOME=NO_FOLDER, NUMBA_CACHE_DIR=str(tmp_path / "code"))
    folder, right, compiled = answer.split("|")
    assert Path(folder).is_relative_to(tmp_path / "code")
    assert (right, compiled, said) == ("True", "True", "")
    again, _ = kernel_of(HOME=NO_FOLDER, NUMBA_CACHE_DIR=str(tmp_path / "code"))
    assert again == f"{folder}|True|False"


@pytest.mark.skipif(os.name != "posix", reason="the rights of folders of POSIX")
def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path):
    folder = tmp_path / f"talentshed-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    answer, said = kernel_of(HOME=NO_FOLDER, TMPDIR=str(tmp_path))
    assert answer == "None|True|True"
    assert "cannot be kept" in said


def test_line_ends_do_not_change_the_hash_of_the_sources_and_letters_do(tmp_path):
    for name, text in (
        ("unix", b"a = 1\nb = 2\n"),
        ("windows", b"a = 1\r\nb = 2\r\n"),
        ("new", b"a = 1\nb = 3\n"),
    ):
        (tmp_path / name / "rules").mkdir(parents=True)
        (tmp_path / name / "rules" / "one.py").write_bytes(text)
    unix, windows, new = (source_hash(tmp_path / name) for name in ("unix", "windows", "new"))
    assert unix == windows != new


def test_kernels_that_check_indices_and_those_of_another_processor_are_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("NUMBA_BOUNDSCHECK", raising=False)
    usual, other = find_place("one processor"), find_place("another")
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    checking = find_place("one processor")
    assert len({usual.folder, other.folder, checking.folder}) == 3
    assert usual.note == ""
