"""Messages as text for people, as JSON, or as annotations of GitHub."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from sim.study.reading.message import COUNTED, Diagnostic, Severity, escaped

SHOWN = 160
"""Characters of a source line that are shown."""
LONGEST_LINE = 1_000
"""Characters of a source line in JSON; of a longer one the part around the place is given."""
_ANNOTATION = {"note": "notice"}
"""What GitHub calls a severity that it does not call as we do."""


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
        get_args(Severity).index(item.severity),
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
    kind = _ANNOTATION.get(item.severity, item.severity)
    return f"::{kind} {place},title={item.code}::{_percent(text)}"


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
