"""Showing how far a batch is: a bar on a terminal, a line a minute in a log, nothing for machines."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol, Self

SECONDS_BETWEEN_LINES = 60.0


class Progress(Protocol):
    """What a batch tells while it runs; used as a context manager."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def start(self, total: int, done: int) -> None:
        """Say how many tasks there are, and how many are done already."""

    def advance(self, failed: bool = False) -> None:
        """Say that one more task has ended."""

    def say(self, text: str) -> None:
        """Say something on a line of its own."""


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    def start(self, total: int, done: int) -> None:
        """Do nothing."""

    def advance(self, failed: bool = False) -> None:
        """Do nothing."""

    def say(self, text: str) -> None:
        """Do nothing."""


class Lines(Silent):
    """Writes a line to standard error at the start, once a minute, and at the end."""

    def start(self, total: int, done: int) -> None:
        """Say what is to be done."""
        self.total, self.done, self.failed = total, done, 0
        self.began = self.said = time.monotonic()
        resumed = f", {done} of them done before" if done else ""
        self.say(f"{total} paired replicates{resumed}")

    def advance(self, failed: bool = False) -> None:
        """Count, and say so once a minute and at the end."""
        self.done += 1
        self.failed += failed
        now = time.monotonic()
        if now - self.said >= SECONDS_BETWEEN_LINES or self.done == self.total:
            self.said = now
            failures = f", {self.failed} failed" if self.failed else ""
            self.say(f"{self.done} of {self.total} done after {now - self.began:.0f} s{failures}")

    def say(self, text: str) -> None:
        """Write a line to standard error."""
        print(text, file=sys.stderr, flush=True)


class Bar(Silent):
    """A bar with the time left, on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Shown

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                   TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())  # fmt: skip
        self.shown = Shown(*columns, console=Console(stderr=True))

    def __enter__(self) -> Self:
        self.shown.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shown.stop()

    def start(self, total: int, done: int) -> None:
        """Show the empty bar."""
        self.failed = 0
        self.task = self.shown.add_task("paired replicates", total=total, completed=done)

    def advance(self, failed: bool = False) -> None:
        """Move the bar on."""
        self.failed += failed
        text = "paired replicates" + (f" ({self.failed} failed)" if self.failed else "")
        self.shown.update(self.task, advance=1, description=text)

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        self.shown.console.print(text, highlight=False, markup=False)


def shown_on(terminal: bool, quiet: bool) -> Progress:
    """Return what suits: nothing if ``quiet``, a bar on a terminal, lines otherwise."""
    if quiet:
        return Silent()
    return Bar() if terminal else Lines()
