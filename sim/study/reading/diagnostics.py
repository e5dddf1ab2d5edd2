"""Messages about a study's files: located, with the line shown, and all of them in one pass.

Codes: SIM001-009 the file as YAML, SIM010-029 keys and values, SIM030-059 sense across fields,
SIM060-099 warnings, SIM100-199 regions, SIM200-299 evidence cards and activities, SIM300-309 trials.
"""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sim.study.reading.message import COUNTED, Diagnostic, Mark, Severity, escaped
from sim.study.reading.render import render

MOST = 100
"""Messages of one severity about one file that are kept; what is beyond is counted."""
LONGEST_MESSAGE = 2_000
"""Characters of a message; what is beyond is cut."""

Hint = str | Callable[[], str]
"""How to mend a mistake; a function where working it out takes time, called only if the message is kept."""


class Diagnostics:
    """Collects messages, so that every mistake is reported in one pass.

    Equal messages are kept once, whichever way their file was named. Of one severity at most ``most``
    messages about one file are kept and the rest is counted: a last message says how many there are.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: dict[tuple, Diagnostic] = {}
        self._number: Counter[tuple[str, Severity]] = Counter()
        self._beyond: Counter[tuple[str, Severity]] = Counter()
        self._real: dict[Path, str] = {}

    def error(self, code: str, message: str, mark: Mark, hint: Hint = "") -> None:
        """Add an error at a place."""
        self._add(code, message, mark, hint, "error")

    def warning(self, code: str, message: str, mark: Mark, hint: Hint = "") -> None:
        """Add a warning at a place: the study still runs."""
        self._add(code, message, mark, hint, "warning")

    def note(self, code: str, message: str, mark: Mark, hint: Hint = "") -> None:
        """Add something good to know: nothing is wrong."""
        self._add(code, message, mark, hint, "note")

    def extend(self, others: Iterable[Diagnostic]) -> None:
        """Take over messages of another collection."""
        if isinstance(others, Diagnostics):
            self._beyond |= others._beyond
            others = list(others._kept.values())
        for item in others:
            if self._is_new(item.severity, item.code, item.path, (item.line, item.column), item.message):
                self._keep(item)

    def full(self, path: Path) -> bool:
        """Whether further errors about a file would only be counted, so that nobody need look for them."""
        return self._number[self._file(path), "error"] >= self.most

    def leave_out(self, path: Path, number: int) -> None:
        """Count errors about a file that are not even looked at."""
        if number > 0:
            self._beyond[self._file(path), "error"] += number

    @property
    def error_count(self) -> int:
        """How many errors there are, those that are counted only included."""
        return sum(n for (_, severity), n in (self._number + self._beyond).items() if severity == "error")

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The messages that stop a run."""
        return tuple(item for item in self if item.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The messages that do not stop a run."""
        return tuple(item for item in self if item.severity == "warning")

    def stop_on_errors(self) -> None:
        """Raise :class:`StudyError` when there is at least one error."""
        if self.errors:
            raise StudyError(self)

    def __iter__(self) -> Iterator[Diagnostic]:
        yield from self._kept.values()
        for (file, severity), number in self._beyond.items():
            message = f"{number:,} more {severity}{'s' if number > 1 else ''} about this file not shown"
            yield Diagnostic(COUNTED, message, Path(file), severity=severity, stands_for=number)

    def __len__(self) -> int:
        return len(self._kept) + len(self._beyond)

    def _add(self, code: str, message: str, mark: Mark, hint: Hint, severity: Severity) -> None:
        said = escaped(message[:LONGEST_MESSAGE])
        if not self._is_new(severity, code, mark.path, (mark.line, mark.column), said):
            return
        place = (mark.path, mark.line, mark.column, mark.source_line, mark.length)
        mend = escaped((hint if isinstance(hint, str) else hint())[:LONGEST_MESSAGE])
        self._keep(Diagnostic(code, said, *place, mend, severity))

    def _is_new(
        self, severity: Severity, code: str, path: Path, place: tuple[int, int], message: str
    ) -> bool:
        """Whether a message was not told before and is kept; a new one too many is counted."""
        file = self._file(path)
        if (severity, code, file, place, message) in self._kept:
            return False
        if self._number[file, severity] < self.most:
            return True
        self._beyond[file, severity] += 1
        return False

    def _keep(self, item: Diagnostic) -> None:
        file, place = self._file(item.path), (item.line, item.column)
        self._kept[item.severity, item.code, file, place, item.message] = item
        self._number[file, item.severity] += 1

    def _file(self, path: Path) -> str:
        """One name for a file, whichever way it was named."""
        if path not in self._real:
            try:
                self._real[path] = os.path.realpath(path)
            except (OSError, ValueError):
                self._real[path] = str(path)
        return self._real[path]


class StudyError(Exception):
    """A study that cannot be run: ``diagnostics`` holds every message, ``str()`` shows them."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return render(self.diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Hint with the nearest known word, or the known words when none is near."""
    names = sorted({str(name) for name in known})
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if not names:
        return ""
    listed = ", ".join(names[:12])
    return f"known: {listed}{', …' if len(names) > 12 else ''}"
