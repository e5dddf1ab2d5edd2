"""One piece of work: its scenarios are lived, counted, stored, dropped; a failure is a record."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.batch.job import Job, key_of
from sim.batch.kept import notes_of
from sim.lives.task import Task
from sim.store.parts import write_part

FRAMES_KEPT = 6
"""Innermost calls of a failure that are written to ``failures.json``."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one process does at a time: some scenarios of a task, given by position (:meth:`Job.pieces`)."""

    task: Task
    piece: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """How a piece of work ended: its time, or what went wrong and where."""

    work: Work
    seconds: float
    failure: dict[str, Any] | None = None


def works(job: Job, tasks: Iterable[Task], ready: Set[tuple[Task, str]] = frozenset()) -> list[Work]:
    """The work of some tasks, but for pieces of which every part is ready."""
    pieces = job.pieces()
    return [
        Work(task, piece)
        for task in tasks
        for piece in pieces
        if any((task, job.slugs[position]) not in ready for position in piece)
    ]


def run_work(whole: Job, folder: Path, work: Work) -> Report:
    """Run the scenarios of a piece of work and write their parts; a failure is returned, not raised."""
    from sim.lives.worlds import WorldError

    job, task = whole.only(work.piece), work.task
    began = time.perf_counter()
    at, recipes = job.baseline.slug, job.recipes()
    try:
        for world in job.simulate(job, task):
            at = world.scenario.slug
            counts = job.measure(world)
            notes = notes_of(job, at, task, recipes[at])
            notes |= {"audit": _audit(world.run), "parameters": world.parameters}
            notes["layout"] = counts.layout() if hasattr(counts, "layout") else None
            write_part(folder, at, task, key_of(world, job.code), counts.table(), notes)
    except WorldError as error:
        failure = _failure(job, task, error.scenario, error.__cause__ or error)
        return Report(work, time.perf_counter() - began, failure)
    except Exception as error:
        failure = _failure(job, task, at, error)
        return Report(work, time.perf_counter() - began, failure)
    return Report(work, time.perf_counter() - began)


def lost(job: Job, work: Work) -> Report:
    """The report of a piece of work whose process ended without a word, twice."""
    error = OSError("A worker process ended without a word; the machine may have run out of memory.")
    return Report(work, 0.0, {**_failure(job, work.task, "", error), "error": "WorkerLost"})


def _audit(run: Any) -> list[dict[str, Any]]:
    return [
        {"law": line.law, "what": line.what, "passed": bool(line.passed), "detail": line.detail}
        for line in run.audit
    ]


def _failure(job: Job, task: Task, scenario: str, error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_KEPT:]
    return {
        "scenario": scenario,
        "draw": task.draw,
        "replicate": task.replicate,
        "seed": next((one.seed for one in job.scenarios if one.slug == scenario), job.baseline.seed),
        "error": type(error).__name__,
        "message": str(error)[:2000],
        "where": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }
