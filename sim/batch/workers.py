"""Running work in as many processes as the machine has cores.

Workers are started afresh ("spawn"), one thread each; they write their own parts and send back only how it
went. A worker that dies costs nobody else's work: what was under way is run again, each piece alone
in a process, and only the one that kills its process twice is a failure.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

from sim.batch.interruption import Interruption
from sim.batch.job import Job
from sim.batch.run import Report, Work, lost, run_work

ONE_THREAD = (
    "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS",
)  # fmt: skip
MOST_PROCESSES = 61 if sys.platform == "win32" else 4096
"""Windows waits for at most 63 handles at once, two of which are Python's own."""
SECONDS_BETWEEN_LOOKS = 0.2
"""How soon an interruption is noticed."""


def run_works(
    job: Job, folder: Path, todo: Sequence[Work], jobs: int, stop: Interruption
) -> Generator[Report]:
    """Run pieces of work and give their reports as they end, in any order.

    ``jobs`` is the number of processes; 1 stays in this one. Nothing new is begun once ``stop`` is asked.
    """
    if jobs <= 1 or len(todo) <= 1:
        yield from _here(job, folder, todo, stop)
    else:
        yield from _in_pool(job, folder, todo, min(jobs, len(todo), MOST_PROCESSES), stop)


def _here(job: Job, folder: Path, todo: Sequence[Work], stop: Interruption) -> Generator[Report]:
    for work in todo:
        if stop.asked:
            return
        stop.raises = True  # nothing of ours holds a lock here, so that insisting may break in
        try:
            report = run_work(job, folder, work)
        except KeyboardInterrupt:
            stop.times = max(stop.times, 1)
            return
        finally:
            stop.raises = False
        yield report


def _in_pool(
    job: Job, folder: Path, todo: Sequence[Work], jobs: int, stop: Interruption
) -> Generator[Report]:
    """Run in a pool of processes; where it breaks, go on in another with the suspects one by one."""
    waiting, suspects = deque(todo), deque[Work]()
    while (waiting or suspects) and not stop.asked:
        queue, at_once = (deque([suspects.popleft()]), 1) if suspects else (waiting, jobs)
        alone = list(queue) if queue is not waiting else []
        broken = yield from _pool(job, folder, queue, at_once, stop)
        if alone:
            yield from (lost(job, work) for work in broken)
        else:
            suspects.extend(broken)


def _pool(
    job: Job, folder: Path, queue: deque[Work], jobs: int, stop: Interruption
) -> Generator[Report, None, list[Work]]:
    """Run a queue of tasks, ``jobs`` at a time; returns those that were under way when a process died."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)
    running: dict[Future[Report], Work] = {}
    try:
        while True:
            with _for_workers():  # none ahead: an interruption waits for few
                while queue and len(running) < jobs and not stop.asked:
                    running[pool.submit(run_work, job, folder, queue[0])] = queue[0]
                    queue.popleft()
            if not running or stop.insisted:
                return []
            for future in wait(running, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done:
                yield future.result()
                del running[future]
    except BrokenExecutor:
        return list(running.values())
    finally:
        _close(pool, at_once=stop.insisted)


def _close(pool: ProcessPoolExecutor, at_once: bool) -> None:
    """End the workers; at once means in the middle of their work, which leaves no part half written."""
    if at_once:
        for process in list((pool._processes or {}).values()):
            process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


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
