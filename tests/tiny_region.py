"""A region of two catchments and a few employers for tests that read one again and again.

Cut out of the shipped Chattanooga: nothing in it is made up but its size.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from studies import REGION

from sim.core.columns import LEVELS

ZONES = ("red_bank", "tyner")
FIRMS = ("volkswagen", "mckee_foods", "erlanger")
POOLED = 12
"""Rows of employers that are not named."""
RATES = ("graduation_4y", "graduation_4y_2015", "graduation_4y_2015_black", "unemployment_25_29")

Rows = list[dict[str, str]]
Region = dict[str, Any]
"""``region``: the tree of region.yaml; each table's name: its rows."""


def tiny_region() -> Region:
    """The files of the region as plain data."""
    tables = {
        name: read_rows(REGION / f"{name}.csv") for name in ("zones", "schools", "employers", "providers")
    }
    tables["zones"] = [row for row in tables["zones"] if row["zone"] in ZONES]
    tables["schools"] = [row for row in tables["schools"] if row["zone"] in ZONES]
    named = [row for row in tables["employers"] if row["firm"] in FIRMS]
    pooled = [row for row in tables["employers"] if row["kind"] == "size_class"][:POOLED]
    tables["employers"] = named + pooled
    tree = read_tree(REGION / "region.yaml")
    tree["rates"] = {name: tree["rates"][name] for name in RATES}
    tree["totals"]["pupils"]["value"] = sum(int(row["pupils"]) for row in tables["schools"])
    tree["totals"]["jobs"]["value"] = sum(
        int(row[f"jobs_{level}"]) for row in named + pooled for level in LEVELS
    )
    tree["population"]["kindergarten"]["value"] = "500 persons per year"
    return {"region": tree, **tables}


def write_region(folder: Path, region: Region) -> None:
    """Write the five files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_tree(folder / "region.yaml", region["region"])
    for name, rows in region.items():
        if name != "region":
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_tree(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def write_tree(path: Path, tree: Any) -> None:
    from ruamel.yaml import YAML

    with path.open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump(tree, out)
