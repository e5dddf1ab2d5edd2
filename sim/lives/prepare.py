"""Compiling the model ahead, in several processes at once, into the folder where kernels are kept.

Which kernels there are, for which types and which of them call which others is on record
(:mod:`sim.lives.signatures`). A kernel is compiled when all that it calls is: whoever compiles it then
finds those in the folder, and nothing is compiled twice. Of those that can be compiled now, the one comes
first that the longest chain of work waits for.
"""

from __future__ import annotations

import heapq
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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


def prepare(processes: int, say: Callable[[str], None]) -> None:
    """Compile what is on record in so many processes, and say how far it is; returns when it is done.

    What cannot be compiled ahead is left to the first world. Does nothing where compiled code cannot be
    kept, or where all is there.
    """
    from sim.core.kernel import KEPT

    if not KEPT or prepared():
        return
    plan = Schedule(recorded().kernels)
    began = time.monotonic()
    say(f"preparing the model: {len(plan.kernels)} parts are compiled, in {processes} processes …")
    with ThreadPoolExecutor(processes) as threads:
        working = [threads.submit(_run_worker, plan) for _ in range(processes)]
        try:
            while not plan.wait(EVERY) and not all(one.done() for one in working):
                seconds = time.monotonic() - began
                say(f"preparing the model: {plan.done} of {len(plan.kernels)} parts, {seconds:.0f} s …")
        finally:
            plan.stop()
    left = len(plan.kernels) - plan.done + len(plan.left)
    if left:
        say(f"{left} parts of the model could not be prepared; the first run compiles them itself.")


def _run_worker(plan: Schedule) -> None:
    """Feed one process with kernels until none is left; a process that dies leaves the rest to others."""
    command = [sys.executable, "-W", "ignore", "-c", START, json.dumps(sys.path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as worker:
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


class Schedule:
    """Which kernel is compiled next: one that waits for nothing, and for which most is waiting.

    Safe to use from several threads.
    """

    def __init__(self, kernels: dict[str, Kernel]) -> None:
        self.kernels = kernels
        self.left: set[str] = set()
        self.done = 0
        self.stopped = False
        self._changed = threading.Condition()
        self._waits = {name: set(kernel.calls) & set(kernels) for name, kernel in kernels.items()}
        self._callers: dict[str, list[str]] = {name: [] for name in kernels}
        for name, calls in self._waits.items():
            for called in calls:
                self._callers[called].append(name)
        chains: dict[str, float] = {}
        self._chain = {name: self._longest(name, chains) for name in kernels}
        self._ready = [(-self._chain[name], name) for name, calls in self._waits.items() if not calls]
        heapq.heapify(self._ready)

    def take(self) -> str | None:
        """Return the next kernel, waiting until one can be compiled; None when nothing is left to take."""
        with self._changed:
            while not self._ready and not self._over:
                self._changed.wait()
            return None if self._over else heapq.heappop(self._ready)[1]

    def give_back(self, name: str, compiled: bool) -> None:
        """Note that a kernel has been compiled, or could not be; those that waited for it may be next."""
        with self._changed:
            self.done += 1
            if not compiled:
                self.left.add(name)
            for caller in self._callers[name]:
                self._waits[caller].discard(name)
                if not self._waits[caller]:
                    heapq.heappush(self._ready, (-self._chain[caller], caller))
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; return whether all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._over, seconds)
            return self._over

    def stop(self) -> None:
        """Give out nothing more."""
        with self._changed:
            self.stopped = self.done < len(self.kernels)
            self._changed.notify_all()

    @property
    def _over(self) -> bool:
        return self.stopped or self.done == len(self.kernels)

    def _longest(self, name: str, known: dict[str, float]) -> float:
        """Seconds of the longest chain of kernels that begins with this one."""
        if name not in known:
            waiting = (self._longest(caller, known) for caller in self._callers[name])
            known[name] = self.kernels[name].seconds + max(waiting, default=0.0)
        return known[name]
