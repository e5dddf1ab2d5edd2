"""Bytes of a study's files: ordinary files only, of a limited size, with every refusal in plain words.

A named pipe, a device or a folder is refused before it is opened, because reading one may never end.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

_SORTS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "this is a folder, not a file"),
    (stat.S_ISFIFO, "this is a named pipe, not a file"),
    (stat.S_ISSOCK, "this is a socket, not a file"),
    (lambda mode: not stat.S_ISREG(mode), "this is a device, not a file"),
)


class FileRefused(Exception):
    """A file that is not read: ``message`` says why, ``hint`` how to mend it; ``large`` when too large."""

    def __init__(self, message: str, hint: str = "", large: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.large = large


def read_bytes(path: Path, size: int) -> bytes:
    """Content of an ordinary file of at most ``size`` bytes.

    Raises
    ------
    FileRefused : there is no such file, it is no ordinary file, it cannot be read, or it is larger.
    """
    try:
        mode = path.stat().st_mode
        if sort := next((what for is_one, what in _SORTS if is_one(mode)), ""):
            raise FileRefused(sort)
        with path.open("rb") as file:
            raw = file.read(size + 1)
    except FileNotFoundError:
        raise FileRefused("there is no such file or folder", _near(path)) from None
    except (OSError, ValueError) as problem:
        raise FileRefused(f"the file cannot be read: {reason(problem)}") from None
    if len(raw) > size:
        raise FileRefused(f"the file is larger than {size:,} bytes", large=True)
    return raw


def reason(problem: Exception) -> str:
    """Why the system refused, in its own short words."""
    return (getattr(problem, "strerror", None) or str(problem) or "unknown reason").lower()


def is_there(path: Path) -> bool:
    """Whether there is anything of that name, a broken link included; a name that cannot be is not there."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name; False too where nobody may look or the name cannot be."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def inside(path: Path, root: Path) -> Path | None:
    """``path`` with all links followed when it lies in ``root``; None when it does not."""
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return real if real.is_relative_to(root) else None


def _near(path: Path) -> str:
    """Hint with the file or folder whose name is nearest, where a misspelt one was looked for."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean '{path.parent / near[0]}'?" if near else ""
