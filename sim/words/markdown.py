"""Tables in Markdown, written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """Return a value as the text of one cell: on one line, with no bar that would end the cell."""
    return " ".join(str(value).replace("|", "\\|").split())


def table(heads: Sequence[object], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> str:
    """Return a table; ``right`` are the columns (from 0) that are set flush right, as numbers are.

    Raises ``ValueError`` if a row has more or fewer cells than there are heads.
    """
    numbers = set(right)
    rule = "|" + "|".join("--:" if place in numbers else "---" for place in range(len(heads))) + "|"
    return "\n".join([_line(heads), rule, *(_line(_whole(row, len(heads))) for row in rows)])


def _whole(row: Sequence[object], cells: int) -> Sequence[object]:
    if len(row) != cells:
        raise ValueError(f"a row of {len(row)} cells in a table of {cells} columns: {row}")
    return row


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(cell(value) for value in cells) + " |"
