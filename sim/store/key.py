"""Hashes of what things are made of: values, and the package's own sources."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib.resources import files
from typing import Any

import numpy as np

SOURCES = (".py", ".yaml", ".csv")
"""Kinds of files that make results; the sources of a page's looks do not."""


def fingerprint(*values: Any) -> str:
    """SHA-256 (hexadecimal) of values: numbers, text, arrays, and whatever is made of them.

    Two values have the same fingerprint if and only if they are alike in kind, shape and every byte; the
    order of a mapping's keys does not count. Raises ``TypeError`` for a kind it does not know.
    """
    digest = hashlib.sha256()
    for piece in _pieces(values):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """The bytes of a value, each kind with a mark of its own."""
    if isinstance(value, np.ndarray):
        yield f"a{value.dtype.str}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Mapping):
        yield b"m%d" % len(value)
        for key in sorted(value, key=str):
            yield from _pieces(key)
            yield from _pieces(value[key])
    elif is_dataclass(value):
        yield f"d{type(value).__name__}".encode()
        for part in fields(value):
            yield part.name.encode()
            yield from _pieces(getattr(value, part.name))
    elif isinstance(value, (tuple, list)):
        yield b"t%d" % len(value)
        for item in value:
            yield from _pieces(item)
    else:
        yield _scalar(value)


def _scalar(value: Any) -> bytes:
    if isinstance(value, Enum):
        return f"e{value.name}".encode()
    if value is None or isinstance(value, (bool, np.bool_)):
        return f"b{value}".encode()
    if isinstance(value, (int, np.integer)):
        return f"i{int(value)}".encode()
    if isinstance(value, (float, np.floating)):
        return f"f{float(value).hex()}".encode()
    if isinstance(value, (str, bytes)):
        return b"s" + (value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value)
    raise TypeError(f"a {type(value).__name__} has no fingerprint")


@functools.cache
def sources(*rooms: str) -> str:
    """SHA-256 of the package's own files in some rooms, such as ``core``; line ends do not count."""
    digest = hashlib.sha256()
    for room in rooms:
        for name, content in sorted(_files_of(files("sim").joinpath(room), room)):
            plain = content.replace(b"\r\n", b"\n")
            digest.update(f"{name}\0{len(plain)}\0".encode() + plain)
    return digest.hexdigest()


def _files_of(folder: Any, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _files_of(entry, path)
        elif entry.name.endswith(SOURCES):
            yield path, entry.read_bytes()
