"""A CSV file as text, records and cells, and what a spreadsheet did when it saved the file otherwise."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.study.reading.diagnostics import Diagnostics, Mark

LARGEST_TABLE = 5_000_000
"""Bytes of a table; larger ones are refused unread."""
MOST_LINES = 20
"""Lines of the file that one cell with line breaks may run over."""

SAVE_AS = "save it from the spreadsheet as 'CSV UTF-8 (comma delimited)'"
_NOT_CSV = {
    b"PK\x03\x04": "this is an Excel or LibreOffice workbook",
    b"\xd0\xcf\x11\xe0": "this is an old Excel workbook",
    b"\xff\xfe": "this was saved as 'Unicode text' (UTF-16)",
    b"\xfe\xff": "this was saved as 'Unicode text' (UTF-16)",
    b"%PDF": "this is a PDF",
}


def read_csv_text(path: Path, diagnostics: Diagnostics) -> str | None:
    """Text of a table with line ends as newlines; None (and an error) when it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_TABLE + 1)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        diagnostics.error("SIM100", f"{path.name}: the table cannot be read: {reason}", Mark(path))
        return None
    if len(raw) > LARGEST_TABLE:
        message = f"{path.name}: the table is larger than {LARGEST_TABLE:,} bytes"
        diagnostics.error("SIM101", message, Mark(path))
        return None
    text = _decoded(raw)
    if text is None:
        what = next((what for start, what in _NOT_CSV.items() if raw.startswith(start)), "")
        message = f"{what}, not a table in CSV" if what else "the table is not text in UTF-8 or cp1252"
        diagnostics.error("SIM100", f"{path.name}: {message}", Mark(path), SAVE_AS)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _decoded(raw: bytes) -> str | None:
    """The text in UTF-8 or cp1252; None when it is in neither, or no text."""
    if raw.startswith(tuple(_NOT_CSV)):
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    return None


def records(lines: list[str], width: int) -> Iterator[tuple[int, int, str]]:
    """Row of the spreadsheet, line of the file and text of each record below the header.

    A cell that holds line breaks makes one record of several lines, where these give ``width`` cells.
    """
    at, number = 1, 2
    while at < len(lines):
        taken = _lines_of_record(lines, at, width)
        yield number, at + 1, "\n".join(lines[at : at + taken])
        at, number = at + taken, number + 1


def _lines_of_record(lines: list[str], at: int, width: int) -> int:
    quotes = lines[at].count('"')
    if quotes % 2 == 0:
        return 1
    for taken in range(2, MOST_LINES + 1):
        if at + taken > len(lines):
            return 1
        quotes += lines[at + taken - 1].count('"')
        if quotes % 2 == 0:
            return taken if len(cells_of("\n".join(lines[at : at + taken])) or ()) == width else 1
    return 1


def cells_of(text: str) -> list[str] | None:
    """Texts of the cells of a record; None when its quotes do not match."""
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def column_letters(place: int) -> str:
    """Name of a column in a spreadsheet: 0 gives ``A``, 25 ``Z``, 26 ``AA``."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def saved_wrongly(line: str, columns: Iterable[str]) -> tuple[str, str]:
    """Why a first line without one known column is no header, and what to do."""
    known = set(columns)
    for sign, name in ((";", "semicolons"), ("\t", "tabulators"), ("|", "bars")):
        if {cell.strip(' "') for cell in line.split(sign)} & known and sign in line:
            return f"the cells are separated by {name}, not by commas", f"{SAVE_AS}; decimals have a point"
    if line.lower().startswith("sep="):
        return "the line 'sep=' is a note for a spreadsheet", "delete this line"
    if {cell.strip(' "') for cell in line.split(",")} & known:
        return "every row stands in one cell", "take away the quotes around the whole line, or save it again"
    if not line.strip(" ,"):
        return "the row is empty, but must hold the names of the columns", f"write {','.join(columns)}"
    hint = f"delete what stands above the names of the columns, or write them: {','.join(columns)}"
    return "none of the columns is named here", hint
