"""Sense across the cells of a region's files: totals, zones, grades, shares, doubles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.core.columns import ETHNICITY, GRADES, LEVELS, NONE
from sim.study.diagnostics import Diagnostics, did_you_mean
from sim.study.region_file import RegionFile
from sim.study.region_tables import Row
from sim.study.source import Node

MOST_ZONES = 200


def check_rows(tables: Mapping[str, tuple[Row, ...]], diagnostics: Diagnostics) -> None:
    """Report rows that contradict themselves or each other (SIM120-SIM129)."""
    _check_doubles(tables["zones"], "zone", MOST_ZONES, diagnostics)
    for name in ("schools", "employers", "providers"):
        _check_doubles(tables[name], "id", NONE - 1, diagnostics)
    zones = {row["zone"] for row in tables["zones"]}
    for row in tables["schools"]:
        _check_school(row, zones, diagnostics)
    for row in tables["employers"]:
        _check_employer(row, diagnostics)
    for row in tables["providers"]:
        _check_provider(row, diagnostics)
    if zones:
        _check_grades(tables["schools"], tables["zones"], diagnostics)


def check_totals(
    file: RegionFile, node: Node, tables: Mapping[str, tuple[Row, ...]], diagnostics: Diagnostics
) -> None:
    """Report totals that the tables miss, and rates whose reference does not exist (SIM130-SIM132)."""
    jobs = sum(sum(row[f"jobs_{level}"] for level in LEVELS) for row in tables["employers"])
    sums = {"pupils": sum(row["pupils"] for row in tables["schools"]), "jobs": jobs}
    for name, total in sums.items():
        wanted = getattr(file.totals, name).value
        if total != wanted:
            message = f"the tables add up to {total:,} {name}, not to {wanted:,.0f}"
            hint = "correct the rows, or the total and its source"
            mark = node.find(("totals", name, "value"))[0].mark
            diagnostics.error("SIM130", message, mark, hint)
    for name, rate in file.rates.items():
        if rate.against is not None and (rate.against not in file.rates or rate.against == name):
            mark = node.find(("rates", name, "against"))[0].mark
            hint = did_you_mean(rate.against, set(file.rates) - {name})
            diagnostics.error("SIM131", f"there is no other rate '{rate.against[:60]}'", mark, hint)


def _check_doubles(rows: Iterable[Row], column: str, most: int, diagnostics: Diagnostics) -> None:
    first: dict[object, int] = {}
    for row in rows:
        if row[column] in first:
            message = f"the {column} '{row[column]}' stands on line {first[row[column]]} already"
            diagnostics.error("SIM120", message, row.mark(column), "give every row its own")
        first.setdefault(row[column], row.line)
        if len(first) == most + 1:
            diagnostics.error("SIM121", f"more than {most:,} rows", row.mark(), "join small ones")


def _check_school(row: Row, zones: set[object], diagnostics: Diagnostics) -> None:
    if row["zone"] not in zones:
        message = f"there is no zone '{row['zone']}' in zones.csv"
        diagnostics.error("SIM122", message, row.mark("zone"), did_you_mean(row["zone"], zones))
    if row["first_grade"] > row["last_grade"]:
        hint = "write the lower grade first"
        diagnostics.error("SIM123", "the last grade is below the first", row.mark("last_grade"), hint)
    total = sum(row[name] for name in ETHNICITY)
    if total != row["pupils"]:
        message = f"the groups add up to {total:,}, the school has {row['pupils']:,} pupils"
        diagnostics.error("SIM124", message, row.mark("pupils"), "correct the total or the groups")
    for name in ("econ_disadvantaged", "english_learners", "disability"):
        if row[name] > row["pupils"]:
            message = f"{row[name]:,} of {row['pupils']:,} pupils"
            diagnostics.error("SIM125", message, row.mark(name), "a part cannot exceed the whole")


def _check_employer(row: Row, diagnostics: Diagnostics) -> None:
    jobs = {level: row[f"jobs_{level}"] for level in LEVELS}
    if not any(jobs.values()):
        diagnostics.error("SIM126", "an employer without jobs", row.mark("jobs_entry"), "leave the row out")
    for level, number in jobs.items():
        if number and not 1_000 <= row[f"wage_{level}"] <= 1_000_000:
            message = f"a yearly wage of {row[f'wage_{level}']:,} USD"
            mark = row.mark(f"wage_{level}")
            diagnostics.error("SIM127", message, mark, "wages are USD a year, 1000 to 1000000")


def _check_provider(row: Row, diagnostics: Diagnostics) -> None:
    names = [name for name in row.order if name.startswith("share_")]
    total = sum(row[name] for name in names)
    if abs(total - 1) > 1e-6:
        message = f"the shares of fields add up to {total:.6g}"
        diagnostics.error("SIM128", message, row.mark(names[0]), "they must add up to 1")


def _check_grades(schools: tuple[Row, ...], zones: tuple[Row, ...], diagnostics: Diagnostics) -> None:
    """Every zone needs a school for every grade, because pupils move up within their zone."""
    for zone in zones:
        spans = [(row["first_grade"], row["last_grade"]) for row in schools if row["zone"] == zone["zone"]]
        lacking = [
            GRADES[g] for g in range(len(GRADES)) if not any(first <= g <= last for first, last in spans)
        ]
        if lacking:
            message = f"no school of the zone '{zone['zone']}' offers grade {', '.join(lacking)}"
            hint = "give such a school this zone, or join the zone with its neighbour"
            diagnostics.error("SIM129", message, zone.mark("zone"), hint)
