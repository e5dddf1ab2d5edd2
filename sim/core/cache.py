"""Where compiled kernels are kept, and for which sources, processor and settings.

The folder's name holds a hash of everything the machine code depends on: numba's own cache does not
notice an edit in another file, nor that indices are to be checked. Line ends do not count, so that a
clone made on Windows is the same model.

The first place that can be written is taken: ``NUMBA_CACHE_DIR`` if it is set, else ``talentshed`` in
the user's cache folder (``XDG_CACHE_HOME``, else ``~/.cache``), else a private folder in the system's
folder for temporary files. Where nothing can be written, kernels are compiled in memory.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SETTINGS = ("NUMBA_OPT", "NUMBA_BOUNDSCHECK", "NUMBA_DEBUGINFO", "NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")
"""Variables of the environment that change the machine code."""


class Place(NamedTuple):
    """Where compiled code is kept, and what to tell the reader about it."""

    folder: Path | None  # None: nowhere, every process compiles anew in its memory
    note: str  # "" if it is where it should be


def source_hash(folder: Path) -> str:
    """SHA-256 of all Python sources below ``folder``, by name, the same for every kind of line end."""
    digest = hashlib.sha256()
    for source in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        digest.update(source.relative_to(folder).as_posix().encode())
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def compiler(version: str, processor: str) -> str:
    """The name of a version of numba and of a processor, for :func:`find_place`."""
    return f"numba {version} {processor}"


def find_place(compiler: str) -> Place:
    """Return the first place that can be written; ``compiler`` names compiler and processor."""
    asked = [f"{name}={os.environ.get(name, '')}" for name in SETTINGS]
    parts = (source_hash(Path(__file__).parent), compiler, sys.implementation.cache_tag or "", *asked)
    name = f"kernels-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:16]}"
    refused: list[str] = []
    for base in _wanted():
        if _can_write(base / name):
            return Place(base / name, "")
        refused.append(str(base))
    base = _temporary()
    if base is not None and _can_write(base / name):
        return Place(base / name, _moved(refused, base))
    return Place(None, _nowhere(refused))


def _wanted() -> Iterator[Path]:
    """Folders to keep compiled code in, the one asked for first."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    if asked:
        yield Path(asked) / "talentshed"
        return
    try:
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "talentshed"
    except RuntimeError:  # a user whom the system does not know has no home
        return


def _can_write(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and takes a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    """A folder for temporary files that only this user can write to: what lies in it will be executed."""
    try:
        folder = Path(tempfile.gettempdir()) / f"talentshed-{_user()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    ours = not hasattr(os, "getuid") or (
        found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o022 == 0
    )
    return folder if stat.S_ISDIR(found.st_mode) and ours else None


def _user() -> str:
    """A name for this user that can stand in a file name."""
    if hasattr(os, "getuid"):
        return str(os.getuid())
    try:
        return "".join(letter for letter in getpass.getuser() if letter.isalnum()) or "user"
    except (OSError, ImportError, KeyError):
        return "user"


def _moved(refused: list[str], base: Path) -> str:
    where = f"'{refused[0]}' cannot be written, so" if refused else "This user has no home folder, so"
    return (
        f"{where} the compiled model is kept in '{base}', which the system may empty. "
        "To keep it elsewhere, set NUMBA_CACHE_DIR to a folder you can write to."
    )


def _nowhere(refused: list[str]) -> str:
    tried = ", ".join(f"'{base}'" for base in refused) or "a home folder"
    return (
        f"The compiled model cannot be kept: {tried} and the folder for temporary files cannot be written. "
        "It is compiled again in every process, about a minute each. "
        "To keep it, set NUMBA_CACHE_DIR to a folder you can write to."
    )
