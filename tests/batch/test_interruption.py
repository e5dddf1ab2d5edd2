"""Ctrl-C and kills in the middle of a batch: it ends soon, keeps what is finished, and can be finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import worlds

from sim.batch.experiment import Effort, run_batch

HERE = Path(__file__).parents[1]
SCRIPT = """
import sys, worlds
from pathlib import Path
from sim.batch.experiment import Effort, run_batch
if __name__ == "__main__":
    how = Effort(draws=12, jobs=int(sys.argv[2]), out=Path(sys.argv[1]), resume=True)
    end = run_batch(worlds.job(worlds.slow), how)
    sys.exit(end.exit_code)
"""
SECONDS = 60
"""Within which any interruption has ended, on a busy machine too."""


def begun(folder: Path, jobs: int) -> subprocess.Popen:
    """A batch in a process of its own, with its first part written."""
    script = folder.parent / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": str(HERE)}
    started = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(jobs)],
        env=surroundings, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + SECONDS
    while not any(folder.rglob("*.parquet")) and time.monotonic() < deadline:
        assert started.poll() is None, started.communicate()[1]
        time.sleep(0.05)
    return started


def ended(started: subprocess.Popen) -> tuple[int, str]:
    _, said = started.communicate(timeout=SECONDS)
    return started.returncode, said


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected") / "run"
    run_batch(worlds.job(), Effort(draws=12, jobs=1, out=folder))
    return parts(folder)


def parts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def finished(folder: Path) -> dict[str, bytes]:
    run_batch(worlds.job(), Effort(draws=12, jobs=1, out=folder, resume=True))
    return parts(folder)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("times", [1, 3])
def test_ctrl_c_ends_the_batch_and_keeps_what_is_finished(tmp_path, jobs, times, expected):
    """One press finishes what is under way; three at once end it at once; none leaves it hanging."""
    folder = tmp_path / "run"
    started = begun(folder, jobs)
    for _ in range(times):
        os.kill(started.pid, signal.SIGINT)
    code, said = ended(started)
    assert code == 130, said
    assert "Traceback" not in said
    kept = parts(folder)
    assert kept.items() <= expected.items()
    assert finished(folder) == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_polite_end_is_an_interruption(tmp_path, jobs):
    started = begun(tmp_path / "run", jobs)
    os.kill(started.pid, signal.SIGTERM)
    code, said = ended(started)
    assert code == 130, said


@pytest.mark.parametrize("after", [0.1, 0.7, 1.3])
def test_a_kill_in_the_middle_loses_nothing_that_was_finished(tmp_path, after, expected):
    folder = tmp_path / "run"
    started = begun(folder, 2)
    time.sleep(after)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate(timeout=SECONDS)
    assert parts(folder).items() <= expected.items()
    assert finished(folder) == expected
