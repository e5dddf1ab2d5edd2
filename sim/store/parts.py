"""Parts of a results folder: one Parquet file per option, draw and replicate, which says what it is.

A part is written once, whole or not at all, and its bytes depend on nothing but the study, the draw and
the replicate: no dates, no names of machines, no order of runs. Its name carries the *key* (the hash of
all that made it) and the hash of its bytes, so that a damaged, altered or foreign part is noticed without
running anything, and two folders are merged by copying. What the columns mean is not the store's affair.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lives.task import Task
from sim.store.files import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "counts"
NOTES = b"talentshed"
KEY_LETTERS, CONTENT_LETTERS = 12, 16
"""Hexadecimal digits of the two hashes in a part's name."""
MOST_BYTES, MOST_ROWS, MOST_NOTES = 256_000_000, 20_000_000, 20_000_000
"""A file beyond these sizes is no part of ours; it is refused before memory is taken for it."""

NAME = re.compile(r"part-(\d{4,9})-(\d{2,6})\.([0-9a-f]{12})\.([0-9a-f]{16})\.parquet")


class DamagedPart(OSError):
    """A part cannot be read, or is not what its name says; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it lies in a folder; nothing of it has been read yet."""

    option: str
    task: Task
    key: str
    content: str
    path: Path


def folder_of(folder: Path, option: str) -> Path:
    """Where the parts of an option lie in a results folder."""
    return folder / FOLDER / f"option={option}"


def parts_of(folder: Path, option: str) -> dict[Task, Part]:
    """The parts of an option by task; files of other names (copies, leftovers) are passed over."""
    home = folder_of(folder, option)
    found: dict[Task, Part] = {}
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        named = NAME.fullmatch(path.name)
        if named and path.is_file():
            task = Task(int(named[1]), int(named[2]))
            found[task] = Part(option, task, named[3], named[4], path)
    return dict(sorted(found.items()))


def write_part(
    folder: Path, option: str, task: Task, key: str, table: pa.Table, notes: Mapping[str, Any]
) -> Part:
    """Write a part, whole or not at all, in place of any other of the same task.

    ``key`` is the hash of all that made it; ``notes`` travel with the schema as JSON.
    """
    content = _bytes_of(table, notes)
    name = f"part-{task.draw:04d}-{task.replicate:02d}"
    said = (key[:KEY_LETTERS], hashlib.sha256(content).hexdigest()[:CONTENT_LETTERS])
    path = folder_of(folder, option) / f"{name}.{said[0]}.{said[1]}.parquet"
    write_whole(path, content)
    for other in path.parent.glob(f"{name}.*.parquet"):
        if other != path and NAME.fullmatch(other.name):
            other.unlink(missing_ok=True)
    return Part(option, task, *said, path)


def _bytes_of(table: pa.Table, notes: Mapping[str, Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    told = json.dumps(notes, sort_keys=True, allow_nan=False).encode()
    wide = [
        field.name
        for field in table.schema
        if pa.types.is_floating(field.type) or pa.types.is_int64(field.type)
    ]
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", compression_level=9, version="2.6",
        store_schema=False,  # else the notes are kept twice
        use_dictionary=[name for name in table.column_names if name not in wide],
        use_byte_stream_split=wide,
    ) as writer:  # fmt: skip
        writer.write_table(table, row_group_size=1 << 22)
        writer.add_key_value_metadata({NOTES: told})
    return sink.getvalue().to_pybytes()


def read_part(part: Part, columns: list[str] | None = None) -> tuple[pa.Table, dict[str, Any]]:
    """The table of a part and its notes; ``columns`` keeps memory to those that are wanted.

    Raises :class:`DamagedPart` if it is not, byte for byte, what was written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _verified(part)
    try:
        with pq.ParquetFile(pa.BufferReader(content)) as file:
            told = (file.metadata.metadata or {}).get(NOTES, b"{}")
            if file.metadata.num_rows > MOST_ROWS or len(told) > MOST_NOTES:
                raise DamagedPart(f"{part.path.name} claims more rows than any part has")
            notes = json.loads(told)
            table = file.read(columns=columns)
    except (pa.ArrowException, ValueError, RecursionError) as error:
        raise DamagedPart(f"{part.path.name} is no part of this version: {error}") from None
    if not isinstance(notes, dict):
        raise DamagedPart(f"{part.path.name} says nothing of itself")
    return table, notes


def _verified(part: Part) -> bytes:
    try:
        if part.path.stat().st_size > MOST_BYTES:
            raise DamagedPart(f"{part.path.name} is larger than any part")
        content = part.path.read_bytes()
    except OSError as error:
        if isinstance(error, DamagedPart):
            raise
        raise DamagedPart(f"{part.path.name} cannot be read: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest()[:CONTENT_LETTERS] != part.content:
        raise DamagedPart(f"{part.path.name} is damaged or was altered")
    return content
