"""YAML 1.2 files of a study, read safely and with the place of every key and value.

Files are untrusted: their size, depth and number of values are limited; tags, anchors, aliases, several
documents, duplicate keys and numbers that are not finite are refused. Nothing is constructed but plain
values, so no file can run anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from sim.study.reading import commas
from sim.study.reading.diagnostics import Diagnostics, Mark
from sim.study.reading.files import FileRefused, read_bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold at most."""

    size: int = 1_000_000  # bytes
    depth: int = 20
    nodes: int = 20_000


LIMITS = Limits()

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SHAPE = re.compile(r"~\s*[A-Za-z]+\s*\([^()\n]*\)")
_COMMA = "\ue000"
"""Stands for a comma between the brackets of a distribution while YAML is parsed: inside ``{…}`` and
``[…]`` YAML would end the value there. One character for one, so every place stays right."""
_POINTS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file with its place.

    ``value`` is None, bool, int, float, str, a dict from key to Node, or a tuple of Nodes. ``text`` is a
    scalar as written; ``mark`` the place of the value, ``key_mark`` of its key (the value itself in lists).
    """

    value: Any
    text: str
    mark: Mark
    key_mark: Mark

    @property
    def plain(self) -> Any:
        """The value as plain Python data, without places."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain for node in self.value]
        return self.value

    def get(self, key: str) -> Node | None:
        """Entry of a map, or None when absent or when this is no map."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def find(self, path: tuple[str | int, ...]) -> tuple[Node, int]:
        """Deepest node along ``path`` and how many steps of the path were found.

        Steps that do not exist are passed over, so that labels put in by a validator do no harm.
        """
        node, found = self, 0
        for step in path:
            below = node.get(step) if isinstance(step, str) else node._item(step)
            if below is not None:
                node, found = below, found + 1
        return node, found

    def _item(self, step: int) -> Node | None:
        if isinstance(self.value, tuple) and 0 <= step < len(self.value):
            return self.value[step]
        return self.get(str(step))


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

    builder = _Builder(path, text.splitlines() or [""], diagnostics, limits)
    if _COMMA in text:
        diagnostics.error("SIM003", "the file holds a private-use character (U+E000)", Mark(path))
        return None
    try:
        for event in _events(_SHAPE.sub(lambda found: found[0].replace(",", _COMMA), text)):
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


@dataclass
class _Builder:
    """Builds nodes from events one after the other; refuses what a study's file may not hold."""

    path: Path
    lines: list[str]
    diagnostics: Diagnostics
    limits: Limits
    open: list[Any] = field(default_factory=list)
    starts: list[tuple[Mark, Mark]] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)
    braces: list[bool] = field(default_factory=list)
    root: Node | None = None
    count: int = 0
    documents: int = 0
    sound: bool = True

    def take(self, event: Any) -> bool:
        """Work in one event; False when reading must stop."""
        kind = type(event).__name__.removesuffix("Event")
        match kind:
            case "DocumentStart":
                self.documents += 1
                return self.documents == 1 or self._refuse(event, "SIM006", "a second document in the file")
            case "Alias":
                return self._refuse(event, "SIM006", "aliases (*name) are not allowed", "write the value out")
            case "MappingStart" | "SequenceStart":
                return self._opens(event, {} if kind == "MappingStart" else [])
            case "MappingEnd" | "SequenceEnd":
                return self._closes()
            case "Scalar":
                return self._allowed(event) and self._place(self._scalar(event))
        return True

    def finished(self) -> Node | None:
        """The root when the file was sound."""
        if self.sound and (self.root is None or not isinstance(self.root.value, dict)):
            place = self.mark(None) if self.root is None else self.root.mark
            self.diagnostics.error("SIM005", "the file holds no 'key: value' lines", place)
            return None
        return self.root if self.sound else None

    def mark(self, start: Any, end: Any = None) -> Mark:
        """Place between two marks of the parser, on the line of the first."""
        if start is None:
            return Mark(self.path)
        row = min(start.line, len(self.lines) - 1)
        line = self.lines[row]
        until = end.column if end is not None and end.line == start.line else len(line.rstrip())
        return Mark(self.path, row + 1, start.column + 1, max(1, until - start.column), line)

    def _allowed(self, event: Any) -> bool:
        self.count += 1
        if self.count > self.limits.nodes:
            return self._refuse(event, "SIM002", f"more than {self.limits.nodes:,} values in one file")
        if event.anchor is not None:
            return self._refuse(event, "SIM006", "anchors (&name) are not allowed", "write the value out")
        if event.tag is not None:
            return self._refuse(event, "SIM006", "tags (!name) are not allowed", "remove the tag")
        return True

    def _opens(self, event: Any, content: dict | list) -> bool:
        if not self._allowed(event):
            return False
        if len(self.open) >= self.limits.depth:
            return self._refuse(event, "SIM002", f"values nested more than {self.limits.depth} deep")
        if self.open and isinstance(self.open[-1], dict) and self.keys[-1] is None:
            return self._refuse(event, "SIM007", "a key must be plain text")
        start = self.mark(event.start_mark, event.end_mark)
        key = self.keys[-1].mark if self.keys and self.keys[-1] is not None else start
        self.open.append(content)
        self.starts.append((start, key))
        self.keys.append(None)
        self.braces.append(bool(event.flow_style))
        return True

    def _closes(self) -> bool:
        content, (start, key) = self.open.pop(), self.starts.pop()
        self.keys.pop()
        if self.braces.pop() and isinstance(content, list):
            self._commas_in_list(content)
        value = content if isinstance(content, dict) else tuple(content)
        return self._place(Node(value, "", start, key))

    def _place(self, node: Node) -> bool:
        if not self.open:
            self.root = node
        elif isinstance(self.open[-1], list):
            self.open[-1].append(node)
        elif self.keys[-1] is None:
            self._key(node)
        else:
            key = self.keys[-1]
            if self.braces[-1] and node.value is None and node.text == "":
                self._empty_in_braces(key)
            self.open[-1].setdefault(key.text, replace(node, key_mark=key.mark))
            self.keys[-1] = None
        return True

    def _key(self, node: Node) -> None:
        if self.braces[-1] and commas.cut_by_a_comma(node.text, node.mark):
            self._comma("key", node.mark)
        elif node.text == "<<":
            self._complain("SIM006", "the key << (merge) is not allowed", node.mark, "write the values out")
        elif node.text in self.open[-1]:
            first = self.open[-1][node.text].key_mark.line
            message = f"the key '{node.text[:60]}' is given twice (first on line {first})"
            self._complain("SIM007", message, node.mark, "keep one of them")
        self.keys[-1] = node

    def _empty_in_braces(self, key: Node) -> None:
        """``{cap: 1, 800}``: a number as key with nothing behind it is the rest of another number."""
        if key.text[:1].isdigit() and not commas.cut_by_a_comma(key.text, key.mark):
            self._complain("SIM008", f"there is no value behind '{key.text[:60]}'", key.mark, commas.HINT)

    def _commas_in_list(self, items: list[Node]) -> None:
        """``[1,800, 2,400]``: commas without and with a blank behind them cannot both divide the list."""
        cut = [commas.cut_by_a_comma(item.text, item.mark) for item in items[1:]]
        for item, is_cut in zip(items[1:], cut, strict=True):
            if is_cut and not all(cut):
                self._comma("item", item.mark)

    def _comma(self, what: str, mark: Mark) -> None:
        """Report the comma before a place, once for a number of several groups."""
        self.sound = False
        if not commas.is_further_group(mark):
            message = f"the comma in this number starts a new {what}"
            self.diagnostics.error("SIM008", message, mark, partial(commas.hint_at, mark))

    def _scalar(self, event: Any) -> Node:
        mark = self.mark(event.start_mark, event.end_mark)
        text = event.value.replace(_COMMA, ",")
        if (odd := next((sign for sign in text if _UNSHOWN.match(sign)), None)) is not None:
            message = f"the text holds a character that cannot be shown (U+{ord(odd):04X})"
            self._complain("SIM003", message, mark, "type the text again without it")
        value: object = self._resolved(text, mark) if event.style is None else text
        return Node(value, text, mark, mark)

    def _resolved(self, text: str, mark: Mark) -> object:
        """Value of a plain scalar in the core schema of YAML 1.2."""
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
            return text[0] in "tT"
        if _POINTS.fullmatch(text):
            return text  # who reads a quantity decides whether the point divides thousands
        if _NOT_FINITE.fullmatch(text):
            self._complain("SIM008", f"'{text}' is not a usable number", mark, "numbers must be finite")
        elif _FLOAT.fullmatch(text):
            number = int(text) if _INT.fullmatch(text) and len(text) <= 20 else float(text)
            if math.isfinite(number):
                return number
            self._complain("SIM008", "the number is too large", mark, "numbers must be finite")
        return text

    def _complain(self, code: str, message: str, mark: Mark, hint: str = "") -> None:
        self.sound = False
        self.diagnostics.error(code, message, mark, hint)

    def _refuse(self, event: Any, code: str, message: str, hint: str = "") -> bool:
        self._complain(code, message, self.mark(event.start_mark, event.end_mark), hint)
        return False
