"""The model is compiled ahead from a record: it holds all that is used, and its order lets nobody wait."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.lives import prepare as preparing
from sim.lives.prepare import ahead, prepare
from sim.lives.schedule import Schedule
from sim.lives.signatures import Kernel, named, recorded, type_of, written

ROOT = Path(__file__).parents[2]
USED = """
import json
from tests.benchmarks.kernels import differences, kept, lived, record, used
from sim.lives.prepare import prepared
lived()
print(json.dumps([differences(record()), sorted(used()), sorted(kept()), prepared()]))
"""
UNUSED = {
    "sim.core.market.acceptance:count_applicants", "sim.core.rules.careers:outdate",
    "sim.core.rules.choice:choose_again", "sim.core.rules.choice:turn_away",
}  # fmt: skip
"""Kernels of what no shipped study asks for: countless vacancies, outdated skill, scarce study places."""
AHEAD = """
from sim.lives import prepare, signatures
names = [f"sim.core.kernel:{name}" for name in ("exp", "happens", "logistic")]
few = {name: signatures.recorded().kernels[name] for name in names}
prepare.recorded = lambda: signatures.Recorded(signatures.recorded().types, few)
said = []
print(prepare.prepared())
prepare.prepare(2, said.append)
print(prepare.prepared())
from sim.core.kernel import happens
happens(0.3, -0.5)
print(sum(happens.stats.cache_misses.values()), len(said))
prepare.prepare(2, said.append)
print(len(said))
"""


def new_process(code: str, **environment: str) -> list[str]:
    """What a new process prints, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="nothing is compiled")
def test_every_kernel_that_the_shipped_studies_use_is_on_record():
    missing, used, every, ready = json.loads(new_process(USED)[-1])
    write_anew = "give the command: python -m tests.benchmarks.kernels --write"
    assert missing == [], write_anew
    assert set(every) - UNUSED == set(recorded().kernels) == below(used), write_anew
    assert ready


def below(used: list[str]) -> set[str]:
    """Kernels that were called, and on record those that they call, and so on."""
    found, new = set(), set(used)
    while new:
        found |= new
        new = {called for name in new for called in recorded().kernels[name].calls} - found
    return found


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="nothing is compiled")
def test_what_is_compiled_ahead_is_found_and_not_compiled_again(tmp_path):
    lines = new_process(AHEAD, NUMBA_CACHE_DIR=str(tmp_path))
    assert lines == ["False", "True", "0 1", "1"]


def test_types_are_read_as_they_were_written():
    table = recorded().types
    for kernel in recorded().kernels.values():
        for signature in kernel.takes:
            again: list = []
            for part in signature:
                kind = type_of(part, table)
                assert type_of(written(kind, again), tuple(again)) == kind


def test_a_type_that_the_record_cannot_hold_is_refused():
    from numba import types

    with pytest.raises(TypeError, match="cannot write yet"):
        written(types.Optional(types.int64), [])


def test_what_is_called_comes_before_those_that_call_it_and_the_longest_chain_first():
    kernels = {
        name: Kernel(name, (), calls, seconds)
        for name, calls, seconds in (
            ("short", (), 1.0), ("leaf", (), 0.1), ("middle", ("leaf",), 2.0),
            ("top", ("middle", "short"), 3.0), ("alone", (), 4.0),
        )
    }  # fmt: skip
    plan = Schedule(kernels)
    taken = []
    while (name := plan.take()) is not None:
        taken.append(name)
        plan.give_back(name, name != "middle")
    assert taken == ["leaf", "middle", "alone", "short", "top"]
    assert plan.left == {"middle"}
    assert plan.wait(0.0)


def test_a_stopped_schedule_gives_out_nothing():
    plan = Schedule({"one": Kernel("one", (), (), 1.0)})
    plan.stop()
    assert plan.take() is None
    assert plan.stopped


def test_calls_on_record_are_on_record_and_in_no_circle():
    kernels = recorded().kernels
    assert {called for kernel in kernels.values() for called in kernel.calls} <= set(kernels)
    plan = Schedule(kernels)
    while (name := plan.take()) is not None:
        plan.give_back(name, True)
    assert plan.done == len(kernels)
    assert all(callable(named(name)) for name in kernels)


def test_where_code_cannot_be_kept_nothing_is_compiled_ahead(monkeypatch):
    monkeypatch.setattr("sim.core.kernel.KEPT", False)
    said: list[str] = []
    prepare(2, said.append)
    assert said == []


BESIDE = """
from sim.lives import prepare, signatures
names = [f"sim.core.kernel:{name}" for name in ("exp", "happens", "logistic")]
few = {name: signatures.recorded().kernels[name] for name in names}
prepare.recorded = lambda: signatures.Recorded(signatures.recorded().types, few)
said, were_there = [], prepare.nothing_kept()
import sys, time
with prepare.ahead(2):
    late = "numba" in sys.modules
    (begun,) = prepare._BEGUN
    begun.plan.wait(60.0)
    prepare.prepare(2, said.append)
print(were_there, late, begun.plan.done, len(said), prepare.prepared(), prepare.nothing_kept())
with prepare.ahead(2):
    print(len(prepare._BEGUN))
"""


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="nothing is compiled")
def test_compiling_begins_beside_the_reading_where_nothing_is_kept(tmp_path):
    """That nothing is kept is known without numba; what was begun is waited for, and not begun twice."""
    lines = new_process(BESIDE, NUMBA_CACHE_DIR=str(tmp_path))
    assert lines == ["True False 3 1 True False", "0"]


def test_what_was_begun_is_ended_when_the_files_cannot_be_read(monkeypatch):
    """Nobody who made a mistake waits for a compiler."""
    monkeypatch.setattr(preparing, "nothing_kept", lambda: True)
    begun: list[preparing.Compiling] = []

    def reading() -> None:
        with ahead(2):
            begun.extend(preparing._BEGUN)
            raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        reading()
    assert preparing._BEGUN == []
    (one,) = begun
    assert one.plan.stopped
    assert all(worker.poll() is not None for worker in one._workers)
    assert not any(thread.is_alive() for thread in one._threads)
