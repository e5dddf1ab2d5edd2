"""Messages about a study's files: located, with the line shown, and all of them in one pass.

Codes: SIM001-009 the file as YAML, SIM010-029 keys and values, SIM030-059 sense across fields,
SIM060-099 warnings, SIM100-199 regions, SIM200-299 evidence cards and activities, SIM300-309 trials.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHOWN = 160
"""Characters of a source line that are shown."""
MOST = 100
"""Messages of one severity about one file that are kept; what is beyond is counted."""
COUNTED = "SIM009"
"""Code of the message that says how many more there are."""
LONGEST_LINE = 1_000
"""Characters of a source line in JSON; of a longer one the part around the place is given."""
LONGEST_MESSAGE = 2_000
"""Characters of a message; what is beyond is cut."""

Hint = str | Callable[[], str]
"""How to mend a mistake; a function where working it out takes time, called only if the message is kept."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: line and column count from 1; line 0 means the file as a whole."""

    path: Path
    line: int = 0
    column: int = 0
    length: int = 1
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message about one place of one file."""

    code: str
    message: str
    path: Path
    line: int = 0
    column: int = 0
    source_line: str = ""
    length: int = 1
    hint: str = ""
    severity: str = "error"  # or "warning"
    stands_for: int = 1  # how many messages; more than 1 when further ones are counted only


class Diagnostics:
    """Collects messages, so that every mistake is reported in one pass.

    Equal messages are kept once, whichever way their file was named. Of one severity at most ``most``
    messages about one file are kept and the rest is counted: a last message says how many there are.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: dict[tuple, Diagnostic] = {}
        self._number: Counter[tuple[str, str]] = Counter()
        self._beyond: Counter[tuple[str, str]] = Counter()
        self._real: dict[Path, str] = {}

    def error(self, code: str, message: str, mark: Mark, hint: Hint = "") -> None:
        """Add an error at a place."""
        self._add(code, message, mark, hint, "error")

    def warning(self, code: str, message: str, mark: Mark, hint: Hint = "") -> None:
        """Add a warning at a place: the study still runs."""
        self._add(code, message, mark, hint, "warning")

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

    def _add(self, code: str, message: str, mark: Mark, hint: Hint, severity: str) -> None:
        said = escaped(message[:LONGEST_MESSAGE])
        if not self._is_new(severity, code, mark.path, (mark.line, mark.column), said):
            return
        place = (mark.path, mark.line, mark.column, mark.source_line, mark.length)
        mend = escaped((hint if isinstance(hint, str) else hint())[:LONGEST_MESSAGE])
        self._keep(Diagnostic(code, said, *place, mend, severity))

    def _is_new(self, severity: str, code: str, path: Path, place: tuple[int, int], message: str) -> bool:
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


def escaped(text: str) -> str:
    """The text with characters that move the cursor, hide text or are none (lone surrogates) written out."""
    return "".join(sign if sign.isprintable() else _written_out(sign) for sign in text)


def _written_out(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


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


def render(diagnostics: Iterable[Diagnostic], style: str = "text", root: Path | None = None) -> str:
    """All messages as ``text`` (for people), ``json`` (one object) or ``github`` (workflow annotations).

    Paths are shown relative to ``root`` (default: the current folder) where they lie in it.
    """
    items = sorted(diagnostics, key=_order)
    match style:
        case "json":
            return json.dumps({"diagnostics": [_row(item, root) for item in items]}, indent=2)
        case "github":
            return "\n".join(_github(item, root) for item in items)
        case "text":
            return "\n\n".join([*(_text(item, root) for item in items), _summary(items)])
        case _:
            raise ValueError(f"there is no format '{style}'; known: text, json, github")


def _order(item: Diagnostic) -> tuple:
    return (
        item.severity,
        str(item.path),
        item.code == COUNTED,
        item.line,
        item.column,
        item.code,
        item.message,
    )


def _row(item: Diagnostic, root: Path | None) -> dict[str, str | int]:
    names = ("severity", "code", "message", "line", "column", "length")
    told = {"path": _relative(item.path, root), **{name: getattr(item, name) for name in names}}
    return {**told, "source_line": _excerpt(item), "hint": item.hint}


def _excerpt(item: Diagnostic) -> str:
    """The source line; of a very long one the part around the place."""
    if len(item.source_line) <= LONGEST_LINE:
        return item.source_line
    start = max(0, item.column - LONGEST_LINE // 2)
    return item.source_line[start : start + LONGEST_LINE]


def _github(item: Diagnostic, root: Path | None) -> str:
    place = f"file={_property(_relative(item.path, root))}"
    if item.line:
        end = item.column + item.length
        place += f",line={item.line},col={item.column},endColumn={end}"
    text = item.message + (f" ({item.hint})" if item.hint else "")
    return f"::{item.severity} {place},title={item.code}::{_percent(text)}"


def _text(item: Diagnostic, root: Path | None) -> str:
    place = _relative(item.path, root) + (f":{item.line}:{item.column}" if item.line else "")
    gutter = " " * len(str(item.line or ""))
    lines = [f"{item.severity}[{item.code}]: {item.message}", f"{gutter} --> {place}"]
    if item.line and item.source_line:
        shown, start = _window(item)
        carets = "^" * max(1, min(item.length, len(shown) - start + 1))
        lines += [f"{gutter} |", f"{item.line} | {shown}", f"{gutter} | {' ' * (start - 1)}{carets}"]
    if item.hint:
        lines.append(f"{gutter} = help: {item.hint}")
    return "\n".join(lines)


def _window(item: Diagnostic) -> tuple[str, int]:
    """The part of the line that is shown, and the column of the place in it, counted from 1."""
    cut = max(0, item.column - SHOWN // 2) if item.column > SHOWN - 20 else 0
    return _printable(item.source_line[cut : cut + SHOWN]), max(1, item.column - cut)


def _summary(items: list[Diagnostic]) -> str:
    errors = sum(item.stands_for for item in items if item.severity == "error")
    warnings = sum(item.stands_for for item in items if item.severity == "warning")
    counts = [_count(n, what) for n, what in ((errors, "error"), (warnings, "warning")) if n]
    found = " and ".join(counts) or "no errors"
    return f"{found}. Nothing was run." if errors else f"{found}."


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _relative(path: Path, root: Path | None) -> str:
    base = (root or Path.cwd()).absolute()
    absolute = path.absolute()
    return escaped((absolute.relative_to(base) if absolute.is_relative_to(base) else path).as_posix())


def _printable(line: str) -> str:
    """The line without characters that move the cursor or hide text; every character keeps its place."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    clean = "".join(c if c.isprintable() else " " for c in line)
    return clean.encode(encoding, "replace").decode(encoding)


def _percent(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _percent(text).replace(":", "%3A").replace(",", "%2C")
