"""How one cell of a region's tables is read: counts, shares, grades, ids, words and texts.

Nothing is guessed. What a spreadsheet did to a cell (see :mod:`sim.study.region.damage`) is named in the
error, with the text to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sim.core.columns import GRADES
from sim.study.reading.diagnostics import did_you_mean
from sim.study.reading.message import escaped
from sim.study.region.damage import damage, damaged_grade, damaged_number, damaged_share, unseen
from sim.study.region.words import ADVICE, NOT_AN_ID

LONGEST_CELL = 2_000
LARGEST_COUNT = 10_000_000

_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})

Read = Callable[[str], object]


class CellError(ValueError):
    """What is wrong with the text of a cell, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def shown(text: str, most: int = 40) -> str:
    """A text of a file for a message: in quotes, short, signs that cannot be seen written out."""
    return f"'{escaped(text[:most])}{'…' if len(text) > most else ''}'"


def _refused(cell: str, what: str, found: tuple[str, str] | None, hint: str) -> CellError:
    """The error for a cell that is no ``what``: the damage found in it, or the general hint."""
    why, mend = found or ("", hint)
    return CellError(f"{shown(cell)} is {what}{': ' if why else ''}{why}", mend)


def text(cell: str) -> str:
    """Any short text; may be empty. Refuses control characters and what a spreadsheet would run.

    No-break spaces count as blanks: they come with a text from a page or a table and change nothing.
    """
    cell = cell.translate(_BLANKS).strip()
    if len(cell) > LONGEST_CELL:
        raise CellError(f"a text of {len(cell):,} characters", f"at most {LONGEST_CELL:,} are allowed")
    if "\n" in cell:
        raise CellError("the text holds a line break", "write it on one line (no Alt+Enter in the cell)")
    if not cell.isprintable():
        odd = next(f"U+{ord(sign):04X}" for sign in cell if not sign.isprintable())
        hint = "empty the cell and type the text again"
        raise CellError(f"the text holds a character that cannot be seen ({odd})", hint)
    if "\ufffd" in cell:
        raise CellError("a letter was lost when the file was saved", "type it again, save as CSV UTF-8")
    if cell[:1] in ("=", "@", "+"):
        raise CellError(f"the text starts with '{cell[0]}', which a spreadsheet would run", "leave it out")
    if (found := damage(cell)) and cell.startswith("#"):
        raise _refused(cell, "no text", found, "")
    return cell


def filled_text(cell: str) -> str:
    """A text that must not be empty."""
    if not cell:
        raise CellError("the cell is empty", "fill it in")
    return text(cell)


def year_text(cell: str) -> str:
    """A year, school year or span of years as text, such as 2023-24; not what a spreadsheet made a date."""
    if found := damage(cell):
        raise _refused(cell, "no year", found, "")
    return filled_text(cell)


def identifier(cell: str) -> str:
    """A code: letters, digits, underscore and hyphen, kept as text."""
    found = damage(cell)
    if found or not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", cell):
        raise _refused(cell, "not an id", found, NOT_AN_ID)
    return cell


def count(cell: str) -> int:
    """A whole number from 0."""
    if not re.fullmatch(r"[0-9]{1,9}", cell) or int(cell) > LARGEST_COUNT:
        hint = "write digits only, for example 1284; an unknown count is estimated and named in a gap"
        raise _refused(cell, "no whole number", damaged_number(cell, LARGEST_COUNT), hint)
    return int(cell)


def optional_count(cell: str) -> int | None:
    """A whole number from 0, or nothing when it is not known."""
    return count(cell) if cell else None


def seats(cell: str) -> int:
    """Seats a year; -1 stands for open."""
    return -1 if cell == "-1" else count(cell)


def share(cell: str) -> float:
    """A number between 0 and 1, with as many decimals as a program writes, or as ``5E-02``."""
    if not re.fullmatch(r"[0-9]{0,3}\.?[0-9]{1,30}([eE][-+]?[0-9]{1,3})?", cell) or not 0 <= float(cell) <= 1:
        hint = "write a number between 0 and 1, for example 0.35"
        raise _refused(cell, "not a share", damaged_share(cell), hint)
    return float(cell)


def grade(cell: str) -> int:
    """A grade from K to 12; kindergarten is 0."""
    if cell not in GRADES:
        raise _refused(cell, "not a grade", damaged_grade(cell), f"known: {', '.join(GRADES)}")
    return GRADES.index(cell)


def word(what: str, known: tuple[str, ...]) -> Read:
    """Reader of one word of a vocabulary."""

    def read(cell: str) -> str:
        if cell in known:
            return cell
        if found := unseen(cell):
            raise _refused(cell, f"no {what}", found, "")
        plain = re.sub(r"[\s-]+", "_", re.sub(r"^\d+\s*[-–.:]\s*", "", cell.strip(",;. ").lower()))
        near = next((one for one in known if plain == one or plain.split("_")[0] == one), None)
        hint = f"write {near}" if near else f"{did_you_mean(plain[:80], known)}{ADVICE.get(what, '')}"
        raise CellError(f"there is no {what} {shown(cell)}", hint)

    return read


def words(what: str, known: tuple[str, ...]) -> Read:
    """Reader of words of a vocabulary, separated by blanks; may be empty."""
    one = word(what, known)
    return lambda cell: tuple(one(part) for part in cell.split())
