"""``sim trials``: run published trials inside the model, show them, and keep table, page and picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.app.console import UsageError, console

if TYPE_CHECKING:
    from rich.table import Table

    from sim.bench.trials.run import Row


def say_trials(given: Sequence[str], draws: int, jobs: int, out: Path | None, as_object: bool) -> int:
    """Run the trials named (or all that ship), print them, and write them into ``out`` if named.

    Raises
    ------
    UsageError : there is no such trial.
    StudyError : with every mistake of the files.
    """
    from sim.bench.trials.files import UnknownTrial, load_trials
    from sim.bench.trials.page import write_rows
    from sim.bench.trials.run import plain_rows, run_trials

    if draws < 1 or jobs < 1:
        raise UsageError("draws and jobs must be 1 or more")
    try:
        rows = run_trials(load_trials(given), draws, jobs, _say)
    except UnknownTrial as error:
        raise UsageError(str(error)) from None
    if out is not None:
        page = write_rows(out, rows)
        draw_forest(rows, page)
    if as_object:
        print(json.dumps({"draws": draws, "trials": plain_rows(rows)}, allow_nan=False))
    else:
        _print(rows, draws)
        if out is not None:
            console().print(f"Written: {page}")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _print(rows: Sequence[Row], draws: int) -> None:
    """The rows by role, and how many are met."""
    from sim.bench.trials.page import HEADS, met_of

    shown = console()
    for role, head in HEADS.items():
        mine = [row for row in rows if row.role == role]
        if not mine:
            continue
        n = met_of(mine)
        shown.print(head, style="bold")
        shown.print(_table(mine))
        shown.print(
            f"{n['within']} of {n['rows']} rows within two errors (if nothing worked: {n['nothing']}); "
            f"{n['signs']} of {n['effects']} signs right; {n['nulls_kept']} of {n['nulls']} nulls kept.\n"
        )
    shown.print(
        f"{draws} draws. Model: winners less losers, with its error, projected under stated assumptions."
    )


def _table(rows: Sequence[Row]) -> Table:
    from rich import box
    from rich.table import Table

    from sim.bench.trials.page import cells

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("trial", "outcome", "published", "model", "z", ""):
        table.add_column(
            head, overflow="fold", justify="left" if head in ("trial", "outcome", "") else "right"
        )
    before = ""
    for row in rows:
        trial, outcome, after, published, model, _, _, z, verdict = cells(row)
        name = "" if trial == before else trial.replace("_", " ")
        style = "bold" if verdict.startswith("**") else None
        table.add_row(
            name,
            f"{outcome}, {after}",
            published,
            model,
            z,
            SHORT.get(verdict, verdict.strip("*")),
            style=style,
        )
        before = trial
    return table


SHORT = {"sign right, size missed": "sign only"}
"""Verdicts that are too long for a terminal."""


def draw_forest(rows: Sequence[Row], page: Path) -> None:
    """Draw the picture of the page beside it."""
    import pandas as pd

    from sim.bench.trials.page import FOREST, cells, met_of
    from sim.bench.trials.run import plain_rows
    from sim.figures.chart import Words
    from sim.figures.trials import forest
    from sim.store.files import write_whole

    seen = [row for row in rows if row.within is not None]
    if not seen:
        return
    table = pd.DataFrame(plain_rows(seen)).assign(
        label=[f"{row.trial}: {cells(row)[1]}, {row.year} y" for row in seen]
    )
    n = met_of(row for row in seen if row.role == "test")
    title = f"{n['within']} of {n['rows']} published effects that only test are met within two errors"
    subtitle = (
        "In errors of the published effect. Grey diamond: published, with two errors; blue dot: the model, "
        "with two errors of its mean; hollow: missed. What lies beyond twelve errors is drawn at the edge."
    )
    write_whole(page.with_name(FOREST), forest(table, Words(title, subtitle)).svg().encode())


def main(folder: Path, page: Path) -> None:
    """Make page and picture again from a folder's table: ``python -m sim.app.trials HOME PAGE``."""
    from sim.bench.trials import page as pages

    rows = pages.read_rows(folder / pages.TABLE)
    page.write_text(pages.page(rows), encoding="utf-8", newline="\n")
    draw_forest(rows, page)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
