"""YAML 1.2 files of a study, read safely and with the place of every key and value.

Files are untrusted: their size, depth and number of values are limited; tags, anchors, aliases, several
documents, duplicate keys and numbers that are not finite are refused. Nothing is constructed but plain
values, so no file can run anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.study.reading.builder import COMMA, Builder
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import FileRefused, read_bytes
from sim.study.reading.message import Mark
from sim.study.reading.nodes import LIMITS, Limits, Node

__all__ = ["LIMITS", "Limits", "Node", "parse_yaml", "read_text", "read_yaml"]

_SHAPE = re.compile(r"~\s*[A-Za-z]+\s*\([^()\n]*\)")


def read_yaml(path: Path, diagnostics: Diagnostics, limits: Limits = LIMITS) -> Node | None:
    """Read a file; None (and at least one error) when it cannot be understood."""
    text = read_text(path, diagnostics, limits.size)
    return None if text is None else parse_yaml(text, path, diagnostics, limits)


def read_text(path: Path, diagnostics: Diagnostics, size: int) -> str | None:
    """Text of a UTF-8 file of at most ``size`` bytes; None (and an error) otherwise."""
    try:
        raw = read_bytes(path, size)
    except FileRefused as problem:
        code = "SIM002" if problem.large else "SIM001"
        diagnostics.error(code, problem.message, Mark(path), problem.hint)
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        diagnostics.error(
            "SIM003",
            "a letter of this line is not UTF-8; the file was saved in another way of writing letters",
            _place_of_byte(raw, problem.start, path),
            "save the file as UTF-8 (in the editor: save with encoding)",
        )
        return None


def _place_of_byte(raw: bytes, at: int, path: Path) -> Mark:
    """Place of a byte of a file that is no UTF-8, its line shown as Windows would read it."""
    start = raw.rfind(b"\n", 0, at) + 1
    line = raw[start:].split(b"\n", 1)[0].rstrip(b"\r").decode("cp1252", "replace")
    return Mark(path, raw.count(b"\n", 0, at) + 1, at - start + 1, 1, line)


def parse_yaml(text: str, path: Path, diagnostics: Diagnostics, limits: Limits = LIMITS) -> Node | None:
    """Parse text as the content of ``path``; None (and at least one error) when that fails."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = Builder(path, text.splitlines() or [""], diagnostics, limits)
    if COMMA in text:
        diagnostics.error("SIM003", "the file holds a private-use character (U+E000)", Mark(path))
        return None
    try:
        for event in _events(_SHAPE.sub(lambda found: found[0].replace(",", COMMA), text)):
            if not builder.take(event):
                return None
    except MarkedYAMLError as problem:
        what = problem.problem or problem.context or "it cannot be parsed"
        what = "a tabulator cannot stand here" if "'\\t'" in what else what
        mark = builder.mark(problem.problem_mark or problem.context_mark)
        diagnostics.error("SIM004", f"this is not YAML: {_one_line(what)}", mark, _how_to_mend(what, mark))
        return None
    except (YAMLError, ValueError, RecursionError) as problem:
        diagnostics.error("SIM004", f"this is not YAML: {_one_line(str(problem))}", Mark(path))
        return None
    return builder.finished()


def _how_to_mend(problem: str, mark: Mark) -> str:
    """Hint for text that is not YAML, by what stands at the place and how the parser complains."""
    line = mark.source_line
    if "\t" in line[: len(line) - len(line.lstrip())] or "tabulator" in problem:
        return "the line begins with a tabulator; indent with blanks, two for each step"
    if "chomping" in problem:
        sign = ">" if ">" in line else "|"
        return f"a value that begins with {sign} is put between quotes; a bound such as >95% is no number"
    if "\t" in line:
        return "there is a tabulator in the line; write blanks in its place"
    return "check the indentation, the colons and the quotes near this place"


def _events(text: str) -> Iterator[Any]:
    """Events of the pure-Python YAML 1.2 parser."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    return yaml.parse(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
