"""Parts of a results folder: one Parquet file per option, draw and replicate.

A part is written once, whole or not at all, and its bytes depend on nothing but the study,
the draw and the replicate: no dates, no names of machines, no order of runs. Pages carry
checksums, so that a damaged part is noticed and run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lives.task import Task
from sim.store.files import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.outcomes.rows import Rows

COLUMNS = (
    "option", "draw", "replicate", "year", "cohort", "indicator", "group",
    "numerator", "denominator", "value", "unit",
)  # fmt: skip
NOTES = b"talentshed"


def part_path(folder: Path, option: str, task: Task) -> Path:
    """Return where the part of an option and task lies in a results folder."""
    return folder / "replicates" / f"option={option}" / f"part-{task.draw:04d}-{task.replicate:02d}.parquet"


def part_table(option: str, task: Task, rows: Rows, notes: Mapping[str, Any]) -> pa.Table:
    """Return the rows of one world as a table with the columns of :data:`COLUMNS`.

    Text columns are dictionary-encoded with 32-bit indices, the type that readers give the
    folder's own ``option=``. ``notes`` (the audit of the laws, the parameters drawn) travel with
    the schema as JSON.
    """
    import numpy as np
    import pyarrow as pa

    n = len(rows)

    def text(values: np.ndarray) -> pa.DictionaryArray:
        return pa.array(values, type=pa.string()).dictionary_encode()

    value = rows.value
    arrays = [
        text(np.full(n, option, dtype=object)),
        pa.array(np.full(n, task.draw, dtype=np.int32)),
        pa.array(np.full(n, task.replicate, dtype=np.int32)),
        pa.array(rows.year),
        pa.array(rows.cohort),
        text(rows.indicator),
        text(rows.group),
        pa.array(rows.numerator),
        pa.array(rows.denominator),
        pa.array(value, mask=np.isnan(value)),
        text(rows.unit),
    ]
    text_notes = json.dumps(notes, sort_keys=True).encode()
    return pa.table(arrays, names=list(COLUMNS)).replace_schema_metadata({NOTES: text_notes})


def write_part(folder: Path, option: str, task: Task, table: pa.Table) -> Path:
    """Write a part, whole or not at all, and return its path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, compression="zstd", version="2.6", row_group_size=1 << 22,
        use_dictionary=[name for name in COLUMNS if name not in ("numerator", "denominator", "value")],
        write_page_checksum=True, store_schema=True,
    )  # fmt: skip
    path = part_path(folder, option, task)
    write_whole(path, sink.getvalue().to_pybytes())
    return path


def read_part(path: Path) -> pa.Table:
    """Read one part, checking the checksums of its pages.

    Raises ``OSError`` or ``pyarrow.ArrowException`` if it is damaged.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read()


def read_notes(path: Path) -> dict[str, Any]:
    """Return the notes of a part: ``audit`` (lines of the laws), ``parameters`` (drawn values by card)."""
    import pyarrow.parquet as pq

    return json.loads((pq.read_schema(path).metadata or {}).get(NOTES, b"{}"))


def sound(folder: Path, option: str, task: Task) -> bool:
    """Whether the part exists, is undamaged, and is the one its path says."""
    import pyarrow as pa

    try:
        table = read_part(part_path(folder, option, task))
    except (OSError, pa.ArrowException):
        return False
    if tuple(table.column_names) != COLUMNS or not table.num_rows:
        return False
    named = {"option": option, "draw": task.draw, "replicate": task.replicate}
    return all(table[name].unique().to_pylist() == [value] for name, value in named.items())


def stored(folder: Path, options: Iterable[str], task: Task) -> bool:
    """Whether every option's part of a task is there; a part is whole if it is there at all."""
    return all(part_path(folder, option, task).is_file() for option in options)


def finished(folder: Path, options: Iterable[str], task: Task) -> bool:
    """Whether every option's part of a task is there and sound."""
    return all(sound(folder, option, task) for option in options)
