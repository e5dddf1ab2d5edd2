"""In which order kernels are compiled, when several processes do it and some wait for others."""

from __future__ import annotations

import heapq
import threading

from sim.lives.signatures import Kernel


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
