"""Writing files that are either whole or absent, and CSV that a spreadsheet cannot be made to run."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a text cell that starts with one of these for a formula (OWASP, CSV injection)."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, force it to the disk, and rename it to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def defused(cell: object) -> object:
    """Return the cell, with an apostrophe before text that a spreadsheet would run as a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_bytes(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Return rows as CSV (UTF-8, comma, one header line); missing cells are empty.

    Numbers are written in full; negative numbers stay numbers, text cells are defused.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused("" if row.get(name) is None else row[name]) for name in columns])
    return text.getvalue().encode()


def write_csv(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write rows as a CSV file, whole or not at all."""
    write_whole(path, csv_bytes(rows, columns))
