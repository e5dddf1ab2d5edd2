"""Every run of a comparison as tidy rows in one file, for programs of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.swept import with_swept
from sim.analysis.tables import frame_bytes
from sim.store.files import write_whole

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

FORMS = (".csv", ".parquet")


def export(comparison: Comparison, path: Path) -> int:
    """Write every run of every option: keys, draw, replicate, numerator, denominator, value; return the rows.

    The names of the columns are explained in ``codebook.csv`` of the run. Text is defused in CSV only.

    Raises
    ------
    ValueError : the file is neither ``.csv`` nor ``.parquet``.
    OSError : it cannot be written.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise ValueError(f"'{path}' must end in {' or '.join(FORMS)}.")
    table = with_swept(comparison, comparison.replicates)
    if form == ".csv":
        write_whole(path, frame_bytes(table))
    else:
        import io

        out = io.BytesIO()
        table.to_parquet(out, index=False)
        write_whole(path, out.getvalue())
    return len(table)
