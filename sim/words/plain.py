"""Text that can be shown: names out of a study's files, without what steers a terminal or breaks XML."""

from __future__ import annotations

import re

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that cannot be shown."""

_UNSHOWN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, escape among them; not tab and line feed
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of what follows
    "\ud800-\udfff\ufffe\uffff"  # half characters, and two that XML does not know
    "]"
)

_WORD = 12
"""Characters that may be left out on either side so that no word is cut."""


def printable(text: str) -> str:
    """Return text with every character that cannot be shown replaced by :data:`MARK`.

    What is left is valid in XML 1.0 and UTF-8 and sends no command to a terminal. Tabs and line
    feeds stay.
    """
    return _UNSHOWN.sub(MARK, text)


def one_line(text: str) -> str:
    """Return text as :func:`printable` gives it, on one line: for names."""
    return " ".join(printable(text).split())


def shortened(text: str, most: int) -> str:
    """Return text of at most so many characters: what is too long loses its middle, not its end.

    Names of variants begin alike and differ at the end.
    """
    if len(text) <= most:
        return text
    start = (most - 1) * 3 // 5
    head, tail = text[:start], text[len(text) - (most - 1 - start) :]
    if " " in head[-_WORD:]:
        head = head[: head.rindex(" ")]
    if " " in tail[:_WORD]:
        tail = tail[tail.index(" ") + 1 :]
    return f"{head}…{tail}"
