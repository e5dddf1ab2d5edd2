"""One message about one place of a study's files, safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""In the order in which they are shown: what stops a run, what is doubtful, what is good to know."""
COUNTED = "SIM009"
"""Code of the message that says how many more there are."""


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
    severity: Severity = "error"
    stands_for: int = 1  # how many messages; more than 1 when further ones are counted only


def escaped(text: str) -> str:
    """The text with characters that move the cursor, hide text or are none (lone surrogates) written out."""
    return "".join(sign if sign.isprintable() else _written_out(sign) for sign in text)


def _written_out(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
