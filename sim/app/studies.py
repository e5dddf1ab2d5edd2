"""``sim study``: run a study that ships, print its own table, and write it with its picture.

``python -m sim.app.studies docs/studies.md results/studies`` puts the kept tables into the page again.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.app.console import UsageError, console, ended_as_json, say_ended

if TYPE_CHECKING:
    import pandas as pd

    from sim.batch.experiment import Effort
    from sim.bench.studies.run import Shipped
    from sim.bench.studies.table import Layout

AT_A_TIME = 2
"""Measures beside each other on a terminal."""
PICTURE = "picture.svg"
TABLE_MARK = re.compile(r"<!-- table (\S+) (\d+) -->.*?<!-- end -->", re.DOTALL)
"""A place of the page for one printed table of a study."""


def usual_draws(given: str) -> int:
    """Draws of the kept table of a study.

    Raises :class:`sim.app.console.UsageError` if no study is meant.
    """
    return _found(given)[0].draws


def _found(given: str) -> tuple[Shipped, Path]:
    from sim.bench.studies.run import UnknownStudy, study_of

    try:
        return study_of(given)
    except UnknownStudy as error:
        raise UsageError(str(error)) from None


def say_study(given: str, settings: Effort, as_object: bool) -> int:
    """Run a study, print its tables, and write table and picture into its folder."""
    from sim.batch.progress import shown_on
    from sim.bench.studies.run import run_shipped
    from sim.lives.prepare import ahead

    study, folder = _found(given)
    with ahead(settings.jobs):
        ended, table = run_shipped(study, folder, settings, shown_on(sys.stderr.isatty(), as_object))
    if table is not None:
        draw_picture(study, table, ended.folder / PICTURE)
        if as_object:
            print(json.dumps({"study": study.name, **ended_as_json(ended), "table": as_rows(table)}))
        else:
            _print(study, table)
    if ended.exit_code or not as_object:
        say_ended(ended, None)
    return ended.exit_code


def as_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The table for machines; what is missing is left out."""
    return [
        {key: value for key, value in row.items() if not (isinstance(value, float) and math.isnan(value))}
        for row in table.to_dict("records")
    ]


def _print(study: Shipped, table: pd.DataFrame) -> None:
    out = console()
    out.print(f"{study.title}. Middle value and 90 % interval over {int(table['draws'].max())} draws.")
    out.print("Projected under stated assumptions; what it misses stands in the study's README.\n")
    for layout in study.layouts:
        out.print(f"{layout.caption}\n")
        _print_layout(table, layout)


def _print_layout(table: pd.DataFrame, layout: Layout) -> None:
    """One printed table, a few measures at a time so that it fits a terminal."""
    from rich import box
    from rich.table import Table

    from sim.bench.studies.table import cells

    heads, rows = cells(table, layout)
    for first in range(2, len(heads), AT_A_TIME):
        places = [0, 1, *range(first, min(first + AT_A_TIME, len(heads)))]
        shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for i in places:
            shown.add_column(heads[i], justify="left" if i < 2 else "right", min_width=20 if i == 0 else None)
        for row in rows:
            shown.add_row(*(row[i] for i in places))
        console().print(shown)


def draw_picture(study: Shipped, table: pd.DataFrame, path: Path) -> None:
    """Write the study's picture as SVG: the same text every time for the same table."""
    from sim.figures import league, panels
    from sim.store.files import write_whole

    spec = study.code().PICTURE
    chart = (league.ranking if spec.get("ranking") else panels.picture)(table, spec)
    write_whole(path, chart.svg().encode())


def filled(page: str, tables: Path) -> str:
    """The page with every marked place filled from the kept tables.

    Raises ``KeyError`` for a study that does not ship, ``FileNotFoundError`` without its table.
    """
    from sim.bench.studies.run import STUDIES
    from sim.bench.studies.table import as_markdown, read_table

    known = {study.name: study for study in STUDIES}

    def one(found: re.Match[str]) -> str:
        name, number = found[1], int(found[2])
        text = as_markdown(read_table(tables / f"{name}.csv"), known[name].layouts[number - 1])
        return f"<!-- table {name} {number} -->\n\n{text}\n\n<!-- end -->"

    return TABLE_MARK.sub(one, page)


def main(page: Path, tables: Path) -> None:
    """Fill the page from the kept tables, and draw the pictures again."""
    from sim.bench.studies.run import STUDIES
    from sim.bench.studies.table import read_table

    page.write_text(filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")
    for study in STUDIES:
        draw_picture(study, read_table(tables / f"{study.name}.csv"), tables / f"{study.name}.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
