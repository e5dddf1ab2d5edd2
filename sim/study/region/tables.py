"""The tables of a region (plain CSV), read strictly and with the place of every cell.

Tables come from spreadsheets and from strangers: UTF-8 with or without a byte-order mark and cp1252 are
understood; size, rows and cell lengths are limited; codes stay text, so that leading zeros survive; every
mistake of one pass is reported with the cell as the spreadsheet names it, the column and a hint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.study.reading.diagnostics import Diagnostics, Hint, did_you_mean
from sim.study.reading.message import Mark
from sim.study.region.cells import CellError, Read, shown
from sim.study.region.columns import what_to_write
from sim.study.region.csv import cells_of, column_letters, read_csv_text, records, saved_wrongly

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_MISTAKES = 2_000
"""Messages about the cells of one table; what is beyond is counted only."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its values by column and where it stands.

    Columns whose cell could not be read are not in ``values``. ``number`` is the row as a spreadsheet
    counts, ``line`` the line of the file; they differ below a cell that holds a line break.
    """

    values: Mapping[str, Any]
    path: Path
    line: int
    source_line: str
    order: tuple[str, ...]
    number: int

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def has(self, *columns: str) -> bool:
        """Whether the cells of all these columns could be read."""
        return all(column in self.values for column in columns)

    def mark(self, column: str | None = None) -> Mark:
        """Place of a cell, or of the row, in the file."""
        if column is None:
            return Mark(self.path, self.line, 1, max(1, len(self.source_line)), self.source_line)
        start, length = _cell_span(self.source_line, self.order.index(column))
        return Mark(self.path, self.line, start + 1, max(1, length), self.source_line)

    def place(self, column: str | None = None) -> str:
        """The cell as a spreadsheet names it, with its column: ``schools.csv, cell H14 (pupils)``."""
        if column is None:
            return f"{self.path.name}, row {self.number}"
        return f"{self.path.name}, cell {column_letters(self.order.index(column))}{self.number} ({column})"

    def complain(
        self, diagnostics: Diagnostics, code: str, column: str | None, message: str, hint: Hint = ""
    ) -> None:
        """Report an error of a cell, or of the whole row when ``column`` is None."""
        diagnostics.error(code, f"{self.place(column)}: {message}", self.mark(column), hint)

    def warn(self, diagnostics: Diagnostics, code: str, column: str, message: str, hint: str = "") -> None:
        """Report a doubt about a cell that stops nothing."""
        diagnostics.warning(code, f"{self.place(column)}: {message}", self.mark(column), hint)


def read_table(path: Path, columns: Mapping[str, Read], diagnostics: Diagnostics) -> tuple[Row, ...]:
    """Rows of a table whose header must hold exactly ``columns`` (any order).

    ``columns`` maps a column's name to the reader of its cells. Errors (SIM100-SIM107) go to
    ``diagnostics``; every row is returned with the cells that could be understood, so that checks may go on.
    """
    text = read_csv_text(path, diagnostics)
    if text is None:
        return ()
    lines = text.split("\n")
    header = _header(lines[0], columns, path, diagnostics)
    if header is None:
        return ()
    filled = [record for record in records(lines, len(header)) if record[2].strip(' ,"\t\n\xa0')]
    if len(filled) > MOST_ROWS:
        diagnostics.error("SIM101", f"{path.name}: the table has more than {MOST_ROWS:,} rows", Mark(path))
        return ()
    rows = _rows(path, filled, header, columns, diagnostics)
    if not filled:
        hint = f"one row for each {what_to_write(path.stem)}"
        diagnostics.error("SIM102", f"{path.name}: the table has no rows below its header", Mark(path), hint)
    return rows


def _rows(
    path: Path,
    filled: list[tuple[int, int, str]],
    header: tuple[str, ...],
    columns: Mapping[str, Read],
    diagnostics: Diagnostics,
) -> tuple[Row, ...]:
    """The records as rows; reading stops when more is wrong than anybody reads."""
    rows: list[Row] = []
    before = diagnostics.error_count
    for number, line, text in filled:
        row = Row({}, path, line, text.split("\n")[0], header, number)
        rows += _row(row, text, columns, diagnostics)
        if len(rows) % 50 == 0 and diagnostics.error_count - before > MOST_MISTAKES:
            message = f"{path.name}: more than {MOST_MISTAKES:,} cells are empty or wrong"
            hint = f"nothing below row {number} was read; mend these first"
            diagnostics.error("SIM107", message, Mark(path), hint)
            break
    return tuple(rows)


def _row(row: Row, text: str, columns: Mapping[str, Read], diagnostics: Diagnostics) -> Iterator[Row]:
    """The row with its values; nothing when its cells cannot be told apart."""
    cells = _told_apart(row, text, columns, diagnostics)
    if cells is None:
        return
    values: dict[str, Any] = {}
    for name, cell in zip(row.order, cells, strict=True):
        try:
            values[name] = columns[name](cell)
        except CellError as problem:
            if cell:
                row.complain(diagnostics, "SIM105", name, problem.message, problem.hint)
            else:
                hint = what_to_write(row.path.stem, name)
                row.complain(diagnostics, "SIM106", name, "still empty", hint)
    yield Row(values, row.path, row.line, row.source_line, row.order, row.number)


def _told_apart(
    row: Row, text: str, columns: Mapping[str, Read], diagnostics: Diagnostics
) -> list[str] | None:
    """One text for each column; None (and an error) when the row has more or fewer.

    Empty cells that a spreadsheet adds at the end are dropped; cells it left out there count as empty
    where the column may be empty.
    """
    found = cells_of(text)
    if found is None:
        hint = "close the double quotes; a quote within a text is written twice"
        row.complain(
            diagnostics, "SIM104", None, "its double quotes do not match, or a cell is far too long", hint
        )
        return None
    cells = [cell.strip() for cell in found]
    width = len(row.order)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) < width and all(_may_be_empty(columns[name]) for name in row.order[len(cells) :]):
        cells += [""] * (width - len(cells))
    if len(cells) == width:
        return cells
    if _is_a_foot_note(cells):
        message = "this row is a foot note, not a row of the table"
        row.complain(diagnostics, "SIM104", None, message, "delete the row; keep what it says in the notes")
        return None
    last = column_letters(width - 1)
    message = f"this row has {len(cells)} cells, the header {width} (A to {last})"
    hint = "put a text that holds a comma between double quotes; a spreadsheet does so by itself"
    row.complain(diagnostics, "SIM104", None, message, hint)
    return None


def _is_a_foot_note(cells: list[str]) -> bool:
    """Whether a row is one text that stands below a table of an official file."""
    filled = [cell for cell in cells if cell]
    text = filled[0] if filled else ""
    begins = text.lower().startswith(("data source", "source:", "note", "footnote", "†", "‡", "*", "–"))
    return len(filled) == 1 and cells[0] != "" and (begins or (len(cells) == 1 and " " in text))


def _may_be_empty(read: Read) -> bool:
    try:
        read("")
    except CellError:
        return False
    return True


def _header(
    line: str, columns: Mapping[str, Read], path: Path, diagnostics: Diagnostics
) -> tuple[str, ...] | None:
    """Names of the columns as they stand; None (and errors) unless each of ``columns`` is there once."""
    mark = Mark(path, 1, 1, max(1, len(line)), line)
    found = [cell.strip() for cell in cells_of(line) or ()]
    while len(found) > 1 and not found[-1]:
        found.pop()
    if not set(found) & set(columns):
        what, hint = saved_wrongly(line, columns)
        diagnostics.error("SIM103", f"{path.name}, row 1: {what}", mark, hint)
        return None
    if len(found) > MOST_COLUMNS:
        message = f"{path.name}, row 1: {len(found):,} columns, where the table has {len(columns)}"
        diagnostics.error("SIM103", message, mark, f"write {','.join(columns)}")
        return None
    before = diagnostics.error_count
    for place, name in enumerate(found):
        if problem := _wrong_name(name, place, found, columns):
            start, length = _cell_span(line, place)
            cell = f"{path.name}, cell {column_letters(place)}1"
            spot = Mark(path, 1, start + 1, max(1, length), line)
            diagnostics.error("SIM103", f"{cell}: {problem[0]}", spot, problem[1])
    plain = {_plain_name(name) for name in found}
    for name in columns:
        if name not in plain:
            hint = f"add a column '{name}': {what_to_write(path.stem, name)}"
            diagnostics.error("SIM103", f"{path.name}, row 1: the column '{name}' is missing", mark, hint)
    return tuple(found) if diagnostics.error_count == before else None


def _wrong_name(
    name: str, place: int, found: list[str], columns: Mapping[str, Read]
) -> tuple[str, str] | None:
    """What is wrong with a name of the header, and how to mend it."""
    if not name:
        return "a column without a name", "delete the column, or give it its name"
    if name not in columns:
        near = _plain_name(name)
        left = set(columns) - set(found)
        return f"unknown column {shown(name)}", f"write {near}" if near in left else did_you_mean(near, left)
    return (f"the column '{name}' is given twice", "keep one of them") if name in found[:place] else None


def _plain_name(name: str) -> str:
    """A column's name as it ought to be written: small letters, low lines for blanks."""
    return "_".join(name.lower().replace("-", " ").split())


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
