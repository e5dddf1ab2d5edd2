"""From the events of the YAML parser to nodes with places; what a study's file may not hold is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from sim.study.reading import commas
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Mark
from sim.study.reading.nodes import Limits, Node

COMMA = "\ue000"
"""Stands for a comma between the brackets of a distribution while YAML is parsed: inside ``{…}`` and
``[…]`` YAML would end the value there. One character for one, so every place stays right."""
_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_POINTS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass
class Builder:
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
        text = event.value.replace(COMMA, ",")
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
