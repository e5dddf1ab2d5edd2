"""Tables in plain text, for terminals and logs, written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GAP = 2
"""Blanks between two columns."""


def aligned(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> list[str]:
    """Return the lines of a table: its first column flush left, the others flush right.

    Raises ``ValueError`` if rows differ in their number of cells, or from the heads.
    """
    table = [*([heads] if heads else ()), *rows]
    if len({len(row) for row in table}) > 1:
        raise ValueError("the rows of a table have as many cells as its heads")
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        (" " * GAP)
        .join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        .rstrip()
        for row in table
    ]
