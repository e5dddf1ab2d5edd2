"""A whole batch: folder, receipt, tasks, failures; resumed without repeating what is finished."""

from __future__ import annotations

import datetime
import json
import os
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.batch.interruption import Interruption
from sim.batch.job import Job
from sim.batch.kept import kept
from sim.batch.progress import Progress, Silent
from sim.batch.provenance import write_provenance
from sim.batch.receipt import Receipt, read_receipt
from sim.batch.run import Work, works
from sim.batch.told import receipt_of
from sim.batch.workers import MOST_PROCESSES, run_works
from sim.lives.task import tasks
from sim.store import folder as folders
from sim.store.files import write_whole
from sim.store.folder import FolderError, ReceiptError

DEFAULT_DRAWS = 36
"""Parameter draws of a study unless asked otherwise: about three minutes on two cores for Chattanooga."""


def cores() -> int:
    """Return how many processors this process may use."""
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, MOST_PROCESSES)


@dataclass(frozen=True, slots=True)
class Effort:
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


def run_batch(job: Job, settings: Effort, progress: Progress | None = None) -> Ended:
    """Run a study and keep its parts in a results folder.

    Raises :class:`sim.store.folder.FolderError` if the folder cannot be used. A replicate
    that fails is written to ``failures.json`` and does not stop the others. On Ctrl-C the
    replicates under way are finished and kept; on a second one they are given up.
    """
    identity = job.identity()
    folder = open_folder(job, settings, identity)
    receipt = _begin(job, settings, folder, identity)
    wanted = list(tasks(settings.draws, settings.replicates))
    ready = kept(job, folder, wanted) if settings.resume else set()
    todo, total = works(job, wanted, ready), len(works(job, wanted))
    began, shown = time.perf_counter(), progress or Silent()
    stopped = bool(todo) and _prepared(job, settings.jobs, shown)
    with Interruption(shown.say) as stop:
        stop.times += stopped
        seconds, failures = _work(job, folder, todo, settings.jobs, shown, total, stop)
        ready |= {(work.task, job.slugs[position]) for work in seconds for position in work.piece}
        done = sum(all((task, slug) in ready for slug in job.slugs) for task in wanted)
        end = Ended(folder, len(wanted), done, tuple(failures), stop.asked)
        _finish(receipt, end, seconds, time.perf_counter() - began, settings.jobs)
    return end


def _prepared(job: Job, jobs: int, shown: Progress) -> bool:
    """Make ready what every task needs; whether that was interrupted."""
    try:
        job.prepare(jobs, shown.say)
    except KeyboardInterrupt:
        return True
    return False


def open_folder(job: Job, settings: Effort, identity: str) -> Path:
    """Return the folder to write to: the one named, the one to be resumed, or a new one."""
    if settings.out is not None:
        return folders.chosen_folder(settings.out, identity, settings.resume)
    unfinished = folders.latest_unfinished(settings.results, identity) if settings.resume else None
    today = datetime.datetime.now(datetime.UTC).date()
    study = folders.study_name(job.baseline.path, job.baseline.slug)
    return unfinished or folders.new_folder(settings.results, study, identity, today)


def _begin(job: Job, settings: Effort, folder: Path, identity: str) -> Receipt:
    counts = {"draws": settings.draws, "replicates": settings.replicates}
    receipt = receipt_of(job, identity, command=settings.command, started=_now(), **counts)
    try:
        _write(folder, receipt)
        write_provenance(folder, job)
        _log(folder, f"started: {settings.command or 'from Python'}; {counts}")
    except OSError as error:
        raise FolderError(f"Results cannot be written to '{folder}': {error.strerror or error}.") from None
    return receipt


def _write(folder: Path, receipt: Receipt) -> None:
    folders.write_receipt(folder, receipt.model_dump(mode="json"))


def _work(
    job: Job, folder: Path, todo: list[Work], jobs: int, shown: Progress, total: int, stop: Interruption
) -> tuple[dict[Work, float], list[dict[str, Any]]]:
    """Do the work; return seconds of what is finished, and the failures."""
    seconds: dict[Work, float] = {}
    failures: list[dict[str, Any]] = []
    with shown, closing(run_works(job, folder, todo, jobs, stop)) as reports:
        shown.start(total, total - len(todo))
        for report in reports:
            if report.failure is None:
                seconds[report.work] = report.seconds
            else:
                failures.append(report.failure)
                _log(folder, f"failed: {report.failure}")
            shown.advance(report.failure is not None)
    return seconds, failures


def _finish(receipt: Receipt, end: Ended, seconds: dict[Work, float], wall: float, jobs: int) -> None:
    """Write how the batch ended; :class:`ReceiptError` if there is no room for it."""
    per_task = round(sum(seconds.values()) / len(seconds), 3) if seconds else None
    done = receipt.with_(
        status=end.status,
        finished=_now(),
        tasks={"asked": end.asked, "done": end.done, "failed": len(end.failures)},
        timings={"seconds": round(wall, 3), "processes": jobs, "seconds_per_task": per_task},
    )
    try:
        _write_failures(end)
        _write(end.folder, done)
    except OSError as error:
        raise ReceiptError(
            f"The run in '{end.folder}' has ended, but its receipt cannot be written: "
            f"{error.strerror or error}. What is finished is kept; make room and add --resume."
        ) from None
    said = f"{end.status}: {end.done} of {end.asked} done, {len(end.failures)} failed; {wall:.1f} s"
    _log(end.folder, said)


def _write_failures(end: Ended) -> None:
    failures = sorted(end.failures, key=lambda failure: (failure["draw"], failure["replicate"]))
    path = end.folder / "failures.json"
    if failures:
        write_whole(path, json.dumps(failures, indent=2).encode())
    else:
        path.unlink(missing_ok=True)


def add_warnings(folder: Path, warnings: list[str]) -> None:
    """Add warnings to the receipt of a run, each once."""
    receipt = read_receipt(folder)
    known = [*receipt.warnings, *(warning for warning in warnings if warning not in receipt.warnings)]
    _write(folder, receipt.with_(warnings=known))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _log(folder: Path, text: str) -> None:
    with (
        suppress(OSError),
        (folder / "log.txt").open("a", encoding="utf-8", errors="backslashreplace") as log,
    ):
        log.write(f"{_now()} {text}\n")
