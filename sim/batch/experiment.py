"""A whole batch: folder, receipt, tasks, failures; resumed without repeating what is finished."""

from __future__ import annotations

import datetime
import json
import os
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.batch.job import Job
from sim.batch.progress import Progress, Silent
from sim.batch.provenance import write_provenance
from sim.batch.receipt import ended, receipt_of
from sim.batch.run import prepared
from sim.batch.workers import run_tasks
from sim.lives.task import Task, tasks
from sim.store.files import write_whole
from sim.store.folder import (
    chosen_folder,
    latest_unfinished,
    new_folder,
    read_receipt,
    study_name,
    write_receipt,
)
from sim.store.parts import finished, stored

DEFAULT_DRAWS = 36
"""Parameter draws of a study unless asked otherwise: about three minutes on two cores for Chattanooga."""


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run a study; nothing here changes a number of a given draw and replicate."""

    draws: int = DEFAULT_DRAWS
    replicates: int = 1
    jobs: int = field(default_factory=cores)
    out: Path | None = None  # an explicit folder
    results: Path = Path("results")  # where folders are named by date, study and hash
    resume: bool = False
    command: str = ""

    def __post_init__(self) -> None:
        """Refuse counts below one."""
        for name in ("draws", "replicates", "jobs"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a batch ended: where its results are, and which of its tasks are finished."""

    folder: Path
    asked: int
    done: int
    failures: tuple[dict[str, Any], ...] = ()
    interrupted: bool = False

    @property
    def status(self) -> str:
        """One word for the receipt."""
        if self.interrupted:
            return "interrupted"
        if self.failures:
            return "failed"
        return "complete" if self.done == self.asked else "incomplete"

    @property
    def exit_code(self) -> int:
        """0 done, 1 some replicates failed, 3 incomplete, 130 interrupted."""
        return {"complete": 0, "failed": 1, "incomplete": 3, "interrupted": 130}[self.status]


def run_batch(job: Job, settings: Settings, progress: Progress | None = None) -> Ended:
    """Run a study and keep its parts in a results folder.

    Raises :class:`sim.store.folder.FolderError` if the folder cannot be used. A replicate
    that fails is written to ``failures.json`` and does not stop the others. On Ctrl-C the
    replicates under way are finished and kept.
    """
    identity = job.identity()
    folder = open_folder(job, settings, identity)
    receipt = _begin(job, settings, folder, identity)
    wanted = list(tasks(settings.draws, settings.replicates))
    todo = [task for task in wanted if not (settings.resume and finished(folder, job.slugs, task))]
    began = time.perf_counter()
    seconds, failures, interrupted = _work(job, folder, todo, settings.jobs, progress, len(wanted))
    done = sum(stored(folder, job.slugs, task) for task in wanted)
    end = Ended(folder, len(wanted), done, tuple(failures), interrupted)
    _finish(receipt, end, seconds, time.perf_counter() - began, settings.jobs)
    return end


def open_folder(job: Job, settings: Settings, identity: str) -> Path:
    """Return the folder to write to: the one named, the one to be resumed, or a new one."""
    if settings.out is not None:
        return chosen_folder(settings.out, identity, settings.resume)
    unfinished = latest_unfinished(settings.results, identity) if settings.resume else None
    today = datetime.datetime.now(datetime.UTC).date()
    study = study_name(job.baseline.path, job.baseline.slug)
    return unfinished or new_folder(settings.results, study, identity, today)


def _begin(job: Job, settings: Settings, folder: Path, identity: str) -> dict[str, Any]:
    counts = {"draws": settings.draws, "replicates": settings.replicates}
    receipt = ended(receipt_of(job, identity, settings.command), **counts, started=_now())
    write_provenance(folder, job)
    write_receipt(folder, receipt)
    _log(folder, f"started: {settings.command or 'from Python'}; {counts}")
    return receipt


def _work(
    job: Job, folder: Path, todo: list[Task], jobs: int, progress: Progress | None, total: int
) -> tuple[dict[Task, float], list[dict[str, Any]], bool]:
    """Run the tasks; return seconds of the finished ones, the failures, and whether it was interrupted."""
    seconds: dict[Task, float] = {}
    failures: list[dict[str, Any]] = []
    with progress or Silent() as shown, closing(run_tasks(job, folder, todo, jobs)) as reports:
        shown.start(total, total - len(todo), not todo or prepared())
        try:
            for report in reports:
                if report.failure is None:
                    seconds[report.task] = report.seconds
                else:
                    failures.append(report.failure)
                    _log(folder, f"failed: {report.failure}")
                shown.advance(report.failure is not None)
        except KeyboardInterrupt:
            return seconds, failures, True
    return seconds, failures, False


def _finish(receipt: dict[str, Any], end: Ended, seconds: dict[Task, float], wall: float, jobs: int) -> None:
    failures = sorted(end.failures, key=lambda failure: (failure["draw"], failure["replicate"]))
    failed = end.folder / "failures.json"
    if failures:
        write_whole(failed, json.dumps(failures, indent=2).encode())
    else:
        failed.unlink(missing_ok=True)
    facts = {
        "status": end.status,
        "finished": _now(),
        "tasks": {"asked": end.asked, "done": end.done, "failed": len(failures)},
        "timings": {
            "seconds": round(wall, 3),
            "processes": jobs,
            "seconds_per_task": round(sum(seconds.values()) / len(seconds), 3) if seconds else None,
        },
    }
    write_receipt(end.folder, ended(receipt, **facts))
    _log(end.folder, f"{end.status}: {facts['tasks']}; {wall:.1f} s")


def add_warnings(folder: Path, warnings: list[str]) -> None:
    """Add warnings to the receipt of a run, each once."""
    receipt = read_receipt(folder)
    known = list(receipt.get("warnings", []))
    known += [warning for warning in warnings if warning not in known]
    write_receipt(folder, ended(receipt, warnings=known))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _log(folder: Path, text: str) -> None:
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        log.write(f"{_now()} {text}\n")
