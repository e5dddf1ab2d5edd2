"""The tables of a region (plain CSV), read strictly and with the place of every cell.

Tables come from spreadsheets and from strangers: UTF-8 with or without a byte-order mark and cp1252 are
understood; size, rows and cell lengths are limited; codes stay text, so that leading zeros survive; every
mistake of one pass is reported with file, row, column and a hint.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.core.columns import GRADES
from sim.study.diagnostics import Diagnostics, Mark, did_you_mean
from sim.study.region_words import NOT_AN_ID

LARGEST_TABLE = 5_000_000
"""Bytes of a table; larger ones are refused unread."""
MOST_ROWS = 20_000
LONGEST_CELL = 2_000
LARGEST_COUNT = 10_000_000

Read = Callable[[str], object]


class CellError(ValueError):
    """What is wrong with the text of a cell, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its values by column and where it stands."""

    values: Mapping[str, object]
    path: Path
    line: int
    source_line: str
    order: tuple[str, ...]

    def __getitem__(self, column: str) -> object:
        return self.values[column]

    def mark(self, column: str | None = None) -> Mark:
        """Place of a cell, or of the row."""
        if column is None:
            return Mark(self.path, self.line, 1, max(1, len(self.source_line)), self.source_line)
        start, length = _cell_span(self.source_line, self.order.index(column))
        return Mark(self.path, self.line, start + 1, max(1, length), self.source_line)


def read_table(path: Path, columns: Mapping[str, Read], diagnostics: Diagnostics) -> tuple[Row, ...]:
    """Rows of a table whose header must hold exactly ``columns`` (any order).

    ``columns`` maps a column's name to the reader of its cells. Errors (SIM100-SIM109) go to
    ``diagnostics``; the rows that could be understood are returned, so that checks may go on.
    """
    text = read_csv_text(path, diagnostics)
    if text is None:
        return ()
    lines = text.split("\n")
    header = _cells(lines[0], Mark(path, 1, 1, max(1, len(lines[0])), lines[0]), diagnostics)
    if header is None or not _header_fits(header, columns, lines[0], path, diagnostics):
        return ()
    filled = [(number, line) for number, line in enumerate(lines[1:], 2) if line.strip(' ,"')]
    if len(filled) > MOST_ROWS:
        diagnostics.error("SIM101", f"the table has more than {MOST_ROWS:,} rows", Mark(path))
        return ()
    rows = [_row(path, number, line, tuple(header), columns, diagnostics) for number, line in filled]
    if not rows:
        diagnostics.error("SIM102", "the table has no rows below its header", Mark(path))
    return tuple(row for row in rows if row is not None)


def read_csv_text(path: Path, diagnostics: Diagnostics) -> str | None:
    """Text of a table with line ends as newlines; None (and an error) when it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_TABLE + 1)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        diagnostics.error("SIM100", f"the table cannot be read: {reason}", Mark(path))
        return None
    if len(raw) > LARGEST_TABLE:
        diagnostics.error("SIM101", f"the table is larger than {LARGEST_TABLE:,} bytes", Mark(path))
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    hint = "save the table as CSV UTF-8 from the spreadsheet"
    diagnostics.error("SIM100", "the table is not text in UTF-8 or cp1252", Mark(path), hint)
    return None


def _header_fits(
    header: list[str], columns: Mapping[str, Read], line: str, path: Path, diagnostics: Diagnostics
) -> bool:
    """Whether the header holds every column once; every difference is reported."""
    before = len(diagnostics.errors)
    for place, name in enumerate(header):
        start, length = _cell_span(line, place)
        mark = Mark(path, 1, start + 1, max(1, length), line)
        if name not in columns:
            hint = "write the table with commas between cells" if ";" in name else ""
            hint = hint or did_you_mean(name, set(columns) - set(header))
            diagnostics.error("SIM103", f"unknown column '{name[:60]}'", mark, hint)
        elif name in header[:place]:
            diagnostics.error("SIM103", f"the column '{name}' is given twice", mark, "keep one of them")
    for name in columns:
        if name not in header:
            mark = Mark(path, 1, 1, max(1, len(line)), line)
            diagnostics.error("SIM103", f"the column '{name}' is missing", mark, f"add a column '{name}'")
    return len(diagnostics.errors) == before


def _row(
    path: Path,
    number: int,
    line: str,
    header: tuple[str, ...],
    columns: Mapping[str, Read],
    diagnostics: Diagnostics,
) -> Row | None:
    whole = Mark(path, number, 1, max(1, len(line)), line)
    cells = _cells(line, whole, diagnostics)
    if cells is None:
        return None
    if len(cells) != len(header):
        message = f"this row has {len(cells)} cells, the header {len(header)}"
        diagnostics.error("SIM104", message, whole, "put a text that holds a comma between double quotes")
        return None
    row = Row({}, path, number, line, header)
    values: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=True):
        try:
            values[name] = columns[name](cell.strip())
        except CellError as problem:
            diagnostics.error("SIM105", f"column '{name}': {problem.message}", row.mark(name), problem.hint)
    return Row(values, path, number, line, header) if len(values) == len(header) else None


def _cells(line: str, mark: Mark, diagnostics: Diagnostics) -> list[str] | None:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        hint = "close the double quotes; a cell may not hold a line break"
        diagnostics.error("SIM104", "the quotes of this row do not match", mark, hint)
        return None


def _cell_span(line: str, place: int) -> tuple[int, int]:
    """Start and length of the cell at ``place``, quotes included."""
    start, quoted, seen = 0, False, 0
    for position, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            if seen == place:
                return start, position - start
            seen, start = seen + 1, position + 1
    return start, len(line) - start


def text(cell: str) -> str:
    """Any short text; may be empty. Refuses control characters and what a spreadsheet would run."""
    if len(cell) > LONGEST_CELL:
        raise CellError(f"a text of {len(cell):,} characters", f"at most {LONGEST_CELL:,} are allowed")
    if not cell.isprintable():
        raise CellError("the text holds characters that cannot be printed", "type it again")
    if cell[:1] in ("=", "@", "+"):
        raise CellError(f"the text starts with '{cell[0]}', which a spreadsheet would run", "leave it out")
    return cell


def filled_text(cell: str) -> str:
    """A text that must not be empty."""
    if not cell:
        raise CellError("the cell is empty", "fill it in")
    return text(cell)


def identifier(cell: str) -> str:
    """A code: letters, digits, underscore and hyphen, kept as text."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", cell):
        raise CellError(f"'{cell[:60]}' is not an id", NOT_AN_ID)
    return cell


def count(cell: str) -> int:
    """A whole number from 0."""
    if not re.fullmatch(r"[0-9]{1,9}", cell) or int(cell) > LARGEST_COUNT:
        hint = "write digits only, for example 1284; a count that is not known is filled and named in a gap"
        raise CellError(f"'{cell[:40]}' is not a count", hint)
    return int(cell)


def optional_count(cell: str) -> int | None:
    """A whole number from 0, or nothing when it is not known."""
    return count(cell) if cell else None


def seats(cell: str) -> int:
    """Seats a year; -1 stands for open."""
    return -1 if cell == "-1" else count(cell)


def share(cell: str) -> float:
    """A number between 0 and 1."""
    if not re.fullmatch(r"(0|1|0?\.[0-9]{1,9}|1\.0{1,9})", cell):
        raise CellError(f"'{cell[:40]}' is not a share", "write a number between 0 and 1, for example 0.35")
    return float(cell)


def grade(cell: str) -> int:
    """A grade from K to 12; kindergarten is 0."""
    if cell not in GRADES:
        raise CellError(f"'{cell[:40]}' is not a grade", f"known: {', '.join(GRADES)}")
    return GRADES.index(cell)


def word(what: str, known: tuple[str, ...]) -> Read:
    """Reader of one word of a vocabulary."""

    def read(cell: str) -> str:
        if cell not in known:
            raise CellError(f"there is no {what} '{cell[:60]}'", did_you_mean(cell, known))
        return cell

    return read


def words(what: str, known: tuple[str, ...]) -> Read:
    """Reader of words of a vocabulary, separated by blanks; may be empty."""
    one = word(what, known)
    return lambda cell: tuple(one(part) for part in cell.split())
