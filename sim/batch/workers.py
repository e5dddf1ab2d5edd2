"""Running tasks in as many processes as the machine has cores.

Where the model is not compiled yet, the first task runs in this process: it compiles the kernels
into the cache before any worker starts. Workers are started afresh ("spawn"), one thread each;
they write their own parts and send back only how it went.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sim.batch.job import Job
from sim.batch.run import Report, prepared, run_task
from sim.lives.task import Task

ONE_THREAD = (
    "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS",
)  # fmt: skip


def run_tasks(job: Job, folder: Path, todo: Sequence[Task], jobs: int) -> Generator[Report]:
    """Run tasks and give their reports as they end, in any order.

    ``jobs`` is the number of processes; 1 stays in this one. If a worker dies (out of
    memory, killed), the tasks under way are reported as failures and the rest are left undone.
    """
    if not todo:
        return
    alone = 0 if prepared() and jobs > 1 else 1
    yield from (run_task(job, folder, task) for task in todo[:alone])
    rest = todo[alone:]
    if jobs <= 1 or len(rest) <= 1:
        yield from (run_task(job, folder, task) for task in rest)
    else:
        yield from _in_pool(job, folder, rest, min(jobs, len(rest)))


def _in_pool(job: Job, folder: Path, todo: Sequence[Task], jobs: int) -> Generator[Report]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)
    running: dict[Future[Report], Task] = {}
    queue = iter(todo)
    try:
        while True:
            with _for_workers():
                for task in islice(queue, jobs - len(running)):  # none ahead: an interruption waits for few
                    running[pool.submit(run_task, job, folder, task)] = task
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield future.result()
                del running[future]
    except BrokenExecutor:
        yield from (_lost(job, task) for task in running.values())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _lost(job: Job, task: Task) -> Report:
    failure = {
        "scenario": "",
        "draw": task.draw,
        "replicate": task.replicate,
        "seed": job.baseline.seed,
        "error": "WorkerLost",
        "message": "A worker process ended without a word; the machine may have run out of memory.",
        "where": [],
    }
    return Report(task, 0.0, failure)


@contextmanager
def _for_workers() -> Generator[None]:
    """What a worker finds when it starts: one thread for each library, and not the caller's script.

    A spawned process would run the main script again; a study started from a plain script
    would then start itself. Workers need nothing from it.
    """
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    main = sys.modules["__main__"]
    hidden = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    for name in hidden:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
