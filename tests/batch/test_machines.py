"""Machines of other kinds: more processors than Windows can wait for, and its line ends."""

from __future__ import annotations

import os

import pytest
import worlds

from sim.batch import experiment, workers
from sim.batch.experiment import Effort, cores
from sim.batch.interruption import Interruption
from sim.batch.run import works
from sim.lives.task import tasks
from sim.store import key


def test_no_more_processes_than_windows_can_wait_for(monkeypatch, tmp_path):
    """Case 9: 64 processors; the default, and a number that somebody asks for."""
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(64)))
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert cores() == 64
    monkeypatch.setattr(experiment, "MOST_PROCESSES", 61)
    monkeypatch.setattr(workers, "MOST_PROCESSES", 61)
    assert cores() == Effort().jobs == 61
    asked = []
    monkeypatch.setattr(
        workers, "_in_pool", lambda job, folder, todo, jobs, stop: iter(asked.append(jobs) or ())
    )
    todo = works(worlds.job(), tasks(100, 1))
    list(workers.run_works(worlds.job(), tmp_path, todo, 64, Interruption(lambda text: None)))
    assert asked == [61]


@pytest.mark.parametrize(("text", "same"), [(b"a = 1\r\nb = 2\r\n", True), (b"a = 1\nb = 3\n", False)])
def test_the_hash_of_the_model_does_not_hang_on_line_ends(monkeypatch, tmp_path, text, same):
    """Case 25: a clone with the line ends of Windows makes the same parts; either goes on with them."""
    found = []
    for name, content in (("here", b"a = 1\nb = 2\n"), ("there", text)):
        (tmp_path / name / "core").mkdir(parents=True)
        (tmp_path / name / "core" / "rule.py").write_bytes(content)
        monkeypatch.setattr(key, "files", lambda package, root=tmp_path / name: root)
        key.sources.cache_clear()
        found.append(key.sources("core"))
    key.sources.cache_clear()
    assert (found[0] == found[1]) == same
