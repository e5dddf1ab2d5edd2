"""Text on terminals of every kind: no letter that a console lacks ends a command, no name commands it.

A console of Windows, a pipe or a log may know fewer signs than these messages use; and a name in a
stranger's file may hold signs that move the cursor, colour the screen or set the window's title.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

HANDLER = "sim.nearest"
NEAREST = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'",
    "…": "...", "×": "x", "≥": ">=", "≤": "<=", "≈": "~", "±": "+/-", "→": "->", "←": "<-", "·": ".",
    "•": "*",
}  # fmt: skip
"""The nearest ASCII for the signs that messages and pages use."""
KEPT_SIGNS = "\n\t"


def prepare_streams() -> None:
    """Let standard output and error write the nearest sign in place of one that they cannot encode."""
    codecs.register_error(HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def plain(text: str) -> str:
    """The text with its control characters written out (``\\x1b``); line ends and tabulators stay."""
    if text.isprintable():
        return text
    return "".join(sign if sign in KEPT_SIGNS or not _commands(sign) else _written(sign) for sign in text)


def _commands(sign: str) -> bool:
    """Whether a sign steers a terminal or the direction of writing, or is half of one (a surrogate)."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _written(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def _nearest(problem: UnicodeError) -> tuple[str, int]:
    """The error handler: for every sign its nearest in ASCII, its letter without accents, or ``?``."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    signs = problem.object[problem.start : problem.end]
    return "".join(NEAREST.get(sign) or _bare(sign) for sign in signs), problem.end


def _bare(sign: str) -> str:
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode("ascii") or "?"
