"""Commas that a planner wrote to divide thousands and that YAML reads as the end of a value.

Between braces and brackets ``{seats: 1,800}`` is a map of ``seats: 1`` and a key ``800`` without a value.
"""

from __future__ import annotations

import re

from sim.study.reading.message import Mark

HINT = "between { } and [ ] a comma ends the value; write 1_800 or 1800 in place of 1,800"
_GROUP = re.compile(r"[0-9]{3}(?![0-9])")
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_LONGEST = 40
"""Characters on either side of a place in which its number is looked for."""


def cut_by_a_comma(text: str, mark: Mark) -> bool:
    """Whether a key or item is the rest of a number: three digits right behind a digit and a comma."""
    before = mark.source_line[max(0, mark.column - 3) : mark.column - 1]
    return len(before) == 2 and before[0].isdigit() and before[1] == "," and bool(_GROUP.match(text))


def is_further_group(mark: Mark) -> bool:
    """Whether the group before is cut off by a comma too, so that the number is named already."""
    return bool(re.search(r"[0-9],[0-9]{3},$", mark.source_line[max(0, mark.column - 7) : mark.column - 1]))


def hint_at(mark: Mark) -> str:
    """How to write the number that stands at a place."""
    start = max(0, mark.column - _LONGEST)
    for found in _NUMBER.finditer(mark.source_line[start : mark.column + _LONGEST]):
        if start + found.start() < mark.column <= start + found.end():
            whole = found[0]
            better = f"{whole.replace(',', '_')} or {whole.replace(',', '')}"
            return f"between {{ }} and [ ] a comma ends the value; write {better} in place of {whole}"
    return HINT
