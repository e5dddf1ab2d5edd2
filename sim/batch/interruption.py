"""Ctrl-C while a batch runs: once to finish what is under way and stop, twice to stop at once.

The signal is counted and never raises in the middle of a lock, so that no number of presses leaves the
batch hanging. A polite end (SIGTERM, as clusters send before they take the machine) counts as one press.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Self

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))

STOPPING = "Stopping: the replicates under way are finished first. Ctrl-C again stops at once."


class Interruption:
    """Counts interruptions while it is entered; outside the main thread Python's own handling stays."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.times = 0
        self.raises = False
        self._say = say
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._count) for number in SIGNALS}
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _count(self, number: int, frame: FrameType | None) -> None:
        self.times += 1
        if self.times == 1:
            with suppress(RuntimeError, OSError):  # a line was being written when the signal came
                self._say(STOPPING)
        elif self.raises:
            raise KeyboardInterrupt

    @property
    def asked(self) -> bool:
        """Whether to begin nothing new."""
        return self.times > 0

    @property
    def insisted(self) -> bool:
        """Whether to stop at once."""
        return self.times > 1
