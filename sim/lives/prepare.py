"""Compiling the model ahead, in several processes at once, into the folder where kernels are kept.

Which kernels there are, for which types and which of them call which others is on record
(:mod:`sim.lives.signatures`). A kernel is compiled when all that it calls is: whoever compiles it then
finds those in the folder, and nothing is compiled twice. Of those that can be compiled now, the one comes
first that the longest chain of work waits for.

Whoever knows that worlds will be run begins early (:func:`ahead`), while the files of the study are read.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sim.lives.schedule import Schedule
from sim.lives.signatures import Kernel, named, recorded, type_of

EVERY = 10.0
"""Seconds between two words on how far it is."""
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from sim.lives.prepare import compile_asked; compile_asked()"
)
"""What a process that compiles begins with: the modules are found where this process finds them."""


def prepared() -> bool:
    """Whether every kernel on record is kept, compiled from exactly these sources for this processor."""
    import numba

    from sim.core.kernel import KEPT

    if numba.config.DISABLE_JIT:
        return True
    return KEPT and all(_kept(kernel) for kernel in recorded().kernels.values())


def _kept(kernel: Kernel) -> bool:
    """Whether the folder, which is for these sources and this processor alone, holds a kernel's code."""
    function = named(kernel.name)
    folder = Path(function.stats.cache_path)
    source = Path(function.py_func.__code__.co_filename).stem
    begins = f"{source}.{function.py_func.__qualname__}-{function.py_func.__code__.co_firstlineno}."
    code = [name for name in _names(folder) if name.startswith(begins)]
    return sum(name.endswith(".nbc") for name in code) >= len(kernel.takes)


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def nothing_kept() -> bool:
    """Whether not one kernel of these sources is kept where it can be: said without loading numba."""
    from llvmlite.binding import get_host_cpu_name

    from sim.core.cache import compiler, find_place

    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    folder = find_place(compiler(version("numba"), get_host_cpu_name())).folder
    return folder is not None and next(folder.rglob("*.nbc"), None) is None


@contextmanager
def ahead(processes: int) -> Iterator[None]:
    """Compile beside what is done inside, where nothing is compiled yet.

    :func:`prepare` waits for it and says how far it is. If it is not called inside, because a file cannot
    be read or nothing has to be run, the processes are ended.
    """
    begun = Compiling(processes) if nothing_kept() else None
    if begun is not None:
        _BEGUN.append(begun)
    try:
        yield
    finally:
        if begun in _BEGUN:
            _BEGUN.remove(begun)
            begun.stop()


def prepare(processes: int, say: Callable[[str], None]) -> None:
    """Compile what is on record in so many processes, and say how far it is; returns when it is done.

    What cannot be compiled ahead is left to the first world. Does nothing where compiled code cannot be
    kept, or where all is there; goes on with what was begun :func:`ahead`.
    """
    from sim.core.kernel import KEPT

    if _BEGUN:
        _BEGUN.pop().finish(say)
    elif KEPT and not prepared():
        Compiling(processes).finish(say)


class Compiling:
    """Processes that compile what is on record; begun at once, then waited for or stopped."""

    def __init__(self, processes: int) -> None:
        self.plan = Schedule(recorded().kernels)
        self._began = time.monotonic()
        self._workers: list[subprocess.Popen[str]] = []
        self._threads = [threading.Thread(target=self._run_worker, daemon=True) for _ in range(processes)]
        for thread in self._threads:
            thread.start()

    def finish(self, say: Callable[[str], None]) -> None:
        """Wait until all is compiled that can be, and say how far it is."""
        plan, processes = self.plan, len(self._threads)
        say(f"preparing the model: {len(plan.kernels)} parts are compiled, in {processes} processes …")
        try:
            while not plan.wait(EVERY) and any(thread.is_alive() for thread in self._threads):
                seconds = time.monotonic() - self._began
                say(f"preparing the model: {plan.done} of {len(plan.kernels)} parts, {seconds:.0f} s …")
        finally:
            self.stop()
        left = len(plan.kernels) - plan.done + len(plan.left)
        if left:
            say(f"{left} parts of the model could not be prepared; the first run compiles them itself.")

    def stop(self) -> None:
        """Give out nothing more, and end the processes that are not done."""
        self.plan.stop()
        if self.plan.stopped:
            for worker in list(self._workers):
                worker.kill()
        for thread in self._threads:
            thread.join()

    def _run_worker(self) -> None:
        """Feed one process with kernels until none is left; a process that dies leaves the rest to others."""
        command = [sys.executable, "-W", "ignore", "-c", START, json.dumps(sys.path)]
        pipe, plan = subprocess.PIPE, self.plan
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        ) as worker:
            self._workers.append(worker)
            assert worker.stdin is not None
            assert worker.stdout is not None
            try:
                while (name := plan.take()) is not None:
                    worker.stdin.write(name + "\n")
                    worker.stdin.flush()
                    answer = worker.stdout.readline().strip()
                    plan.give_back(name, answer == "compiled")
                    if not answer:
                        return
            except OSError:
                plan.give_back(name, False)
            finally:
                if plan.stopped:
                    worker.kill()


_BEGUN: list[Compiling] = []
"""What was begun ahead and is not waited for yet."""


def compile_asked() -> None:
    """Compile each kernel whose name comes in on a line, and answer: what a process of ours does."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this process
    for line in sys.stdin:
        try:
            compile_kernel(recorded().kernels[line.strip()])
            print("compiled", flush=True)
        except Exception as error:
            print(f"left: {type(error).__name__}", flush=True)


def compile_kernel(kernel: Kernel) -> None:
    """Compile one kernel for all types on record, or find it in the folder."""
    function, types = named(kernel.name), recorded().types
    for signature in kernel.takes:
        function.compile(tuple(type_of(written, types) for written in signature))
