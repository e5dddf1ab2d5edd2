"""``sim facts``: hold the baseline of regions against published facts, show it, and keep the tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.app.console import UsageError, console

if TYPE_CHECKING:
    from rich.table import Table

    from sim.study.load.scenario import Scenario

REGIONS = Path("scenarios/regions")
DRAWS = 8


def say_facts(given: Sequence[Path], draws: int, jobs: int, out: Path | None, as_object: bool) -> int:
    """Run every region, print its table, and write ``<region>.csv`` and the page into ``out`` if named."""
    from sim.app.terminal import plain
    from sim.batch.progress import shown_on
    from sim.bench.facts.page import write_page, write_region
    from sim.bench.facts.run import rows_of_region
    from sim.lives.prepare import ahead

    if draws < 1 or jobs < 1:
        raise UsageError("draws and jobs must be 1 or more")
    tables = {}
    with ahead(jobs):
        for name, scenario in _scenarios(given).items():
            if not as_object:
                print(plain(scenario.region.name), file=sys.stderr)
            tables[name] = rows_of_region(scenario, draws, jobs, shown_on(sys.stderr.isatty(), as_object))
            if out is not None:
                write_region(out, name, tables[name])
                write_page(out)
    if as_object:
        print(json.dumps(tables, allow_nan=False))
    else:
        _say(tables, out)
    return 0


def _scenarios(given: Sequence[Path]) -> dict[str, Scenario]:
    """The baselines asked for, by the name of their region's folder; every region if none is named."""
    from sim.study.load.shipped import shipped_regions

    own = sorted(path.parent for path in REGIONS.glob("*/region.yaml"))
    paths = list(given) or own or list(shipped_regions())
    found: dict[str, Scenario] = {}
    for path in paths:
        scenario = _baseline(path)
        name = scenario.region.folder.name
        if name in found:
            raise UsageError(f"Two of the scenarios are of the region '{name}'; give them one at a time.")
        found[name] = scenario
    return found


def _baseline(path: Path) -> Scenario:
    """The scenario named, or the baseline of a folder or of a region's folder."""
    from sim.app.fitting import baseline_of
    from sim.bench.facts.measured import SHOCK_AFTER, SHOCK_YEARS

    scenario = baseline_of(path)
    if scenario.years < SHOCK_AFTER + SHOCK_YEARS:
        raise UsageError(
            f"The horizon of {scenario.path} is too short; facts need {SHOCK_AFTER + SHOCK_YEARS} years."
        )
    return scenario


def _say(tables: Mapping[str, Sequence[Mapping[str, Any]]], out: Path | None) -> None:
    from sim.bench.facts.page import PAGE

    for rows in tables.values():
        _say_region(rows)
    shown = console()
    shown.print("Model: middle of the runs and 90 % interval, projected under the baseline's assumptions.")
    shown.print(
        "Nothing was written; --out keeps tables and page." if out is None else f"Written: {out / PAGE}"
    )


def _say_region(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a region theme by theme: the figures as a table, and under it source and note of every fact."""
    from sim.app.terminal import plain
    from sim.bench.facts.fact import THEMES

    texts = [{key: "" if value is None else plain(str(value)) for key, value in row.items()} for row in rows]
    shown = console()
    shown.print(f"{texts[0]['region']}: {texts[0]['runs']} runs\n")
    for theme, title in THEMES.items():
        mine = [row for row in texts if row["theme"] == theme]
        if not mine:
            continue
        shown.print(title, style="bold")
        shown.print(_table(mine))
        for row in mine:
            source = f" Source: {row['source']}." if row["source"] else ""
            shown.print(f"{row['label']}. {row['note']}{source}", style="dim")
        shown.print()


def _table(rows: Sequence[Mapping[str, str]]) -> Table:
    from rich import box
    from rich.table import Table

    from sim.bench.facts.page import figure, model_figure

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("fact", "model", "published", ""):
        table.add_column(head, overflow="fold")
    for row in rows:
        style = "bold" if row["verdict"] == "missed" else None
        table.add_row(row["label"], model_figure(row), figure(row), row["verdict"], style=style)
    return table
