"""A CSV file as text, records and cells, and what a spreadsheet did when it saved the file otherwise."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import FileRefused, read_bytes
from sim.study.reading.message import Mark

LARGEST_TABLE = 5_000_000
"""Bytes of a table; larger ones are refused unread."""
MOST_LINES = 20
"""Lines of the file that one cell with line breaks may run over."""

_ODD_WORD = re.compile(r"[^\s,;\"]{0,20}[^\x00-\x7f][^\s,;\"]{0,20}")
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
        raw = read_bytes(path, LARGEST_TABLE)
    except FileRefused as problem:
        code = "SIM101" if problem.large else "SIM100"
        message = problem.message.replace("the file", "the table")
        diagnostics.error(code, f"{path.name}: {message}", Mark(path), problem.hint)
        return None
    text = _decoded(raw)
    if text is None:
        what = next((what for start, what in _NOT_CSV.items() if raw.startswith(start)), "")
        message = f"{what}, not a table in CSV" if what else "the table is not text in UTF-8 or cp1252"
        diagnostics.error("SIM100", f"{path.name}: {message}", Mark(path), SAVE_AS)
        return None
    if not _is_utf8(raw):
        _say_how_it_was_read(text, path, diagnostics)
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


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _say_how_it_was_read(text: str, path: Path, diagnostics: Diagnostics) -> None:
    """What is not UTF-8 is read as Windows writes it; from a Mac or from DOS its letters are others."""
    line, found = next(
        (number, found)
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := _ODD_WORD.search(line))
    )
    message = (
        f"the table is not UTF-8 and was read as Windows writes it (cp1252): '{found[0]}' in line {line}"
    )
    mark = Mark(path, line, found.start() + 1, len(found[0]), found.string)
    hint = f"if a letter is another one now, {SAVE_AS}"
    diagnostics.warning("SIM136", f"{path.name}: {message}", mark, hint)


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
