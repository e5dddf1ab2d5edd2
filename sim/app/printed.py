"""Pages that are printed from the code: written to a file, or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path


def stored(name: str) -> str:
    """The text of a template or a table of words that lies beside the printers."""
    return (files("sim.app") / name).read_text(encoding="utf-8")


def print_page(page: Callable[[], str], arguments: Sequence[str] | None = None) -> None:
    """Write a page to the file named first among ``arguments`` (else the command's own), or to the screen."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given:
        Path(given[0]).write_text(page(), encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page())
