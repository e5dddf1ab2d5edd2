"""Sense across the cells of a region's files: totals, zones, grades, shares, doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from sim.core.columns import ETHNICITY, GRADES, LEVELS, NONE
from sim.study.evidence.prices import price_index
from sim.study.reading.diagnostics import Diagnostics, did_you_mean
from sim.study.reading.source import Node
from sim.study.region.file import RegionFile
from sim.study.region.tables import Row

MOST_ZONES = 200
MOST_PUPILS = 3_000_000
"""Pupils of a region at most: above those of any district or metropolitan area of the country."""
MOST_JOBS = 15_000_000
"""Jobs of a region at most."""
MINIMUM_WAGE = 15_080
"""USD a year: 2,080 hours at the federal minimum wage of 7.25 USD (29 U.S.C. 206, since 2009)."""
LEAST_WAGE, LARGEST_WAGE = 5_000, 1_000_000
"""USD a year; below it no job is full-time at any lawful wage, and weekly wages end up there."""
TOO_MANY_IN_KINDERGARTEN = 1.15
"""Pupils a grade of the schools from K on, over the children who start kindergarten, that is worth a word."""
NO_JOBS = (
    "where QCEW prints 0 with disclosure_code N the number is suppressed, not zero: estimate it, name it in "
    "a gap; leave the row out only when there are no such jobs"
)


def check_rows(tables: Mapping[str, tuple[Row, ...]], diagnostics: Diagnostics) -> None:
    """Report rows that contradict themselves or each other (SIM120-SIM129).

    Cells that could not be read are named already; what depends on them is passed over.
    """
    _check_doubles(tables["zones"], "zone", MOST_ZONES, diagnostics)
    for name in ("schools", "employers", "providers"):
        _check_doubles(tables[name], "id", NONE - 1, diagnostics)
        _check_leading_zeros(tables[name], diagnostics)
    zones = {row["zone"] for row in tables["zones"] if row.has("zone")}
    for row in tables["schools"]:
        _check_school(row, zones, diagnostics)
    for row in tables["employers"]:
        _check_employer(row, diagnostics)
    for row in tables["providers"]:
        _check_provider(row, diagnostics)
    if all(row.has("zone", "first_grade", "last_grade") for row in tables["schools"]) and tables["schools"]:
        _check_grades(tables["schools"], tables["zones"], diagnostics)


def check_totals(
    file: RegionFile, node: Node, tables: Mapping[str, tuple[Row, ...]], diagnostics: Diagnostics
) -> None:
    """Report totals that the tables miss, and rates without the one they refer to (SIM130-SIM134)."""
    for place, code in enumerate(file.codes.counties):
        if code.isdigit() and len(code) == 4:
            mark = node.find(("codes", "counties", place))[0].mark
            hint = f'if a leading zero was lost, write "0{code}"'
            diagnostics.warning("SIM134", f"the county code '{code}' has four digits, not five", mark, hint)
    jobs = sum(sum(row[f"jobs_{level}"] for level in LEVELS) for row in tables["employers"])
    sums = {"pupils": sum(row["pupils"] for row in tables["schools"]), "jobs": jobs}
    for name, total in sums.items():
        wanted = getattr(file.totals, name).value
        if total != wanted:
            message = f"the tables add up to {total:,} {name}, not to {wanted:,.0f}"
            hint = "correct the rows, or the total and its source"
            mark = node.find(("totals", name, "value"))[0].mark
            diagnostics.error("SIM130", message, mark, hint)
        _check_size(name, total, node, diagnostics)
    _check_kindergarten(file, node, tables["schools"], diagnostics)
    if file.price_year not in price_index():
        known = f"{min(price_index())} to {max(price_index())}, but for some years before 2005"
        message = f"there is no price index for {file.price_year}, so the wages cannot be converted"
        diagnostics.error("SIM138", message, node.find(("price_year",))[0].mark, f"known are {known}")
    for name, rate in file.rates.items():
        if rate.against is not None and (rate.against not in file.rates or rate.against == name):
            mark = node.find(("rates", name, "against"))[0].mark
            hint = did_you_mean(rate.against, set(file.rates) - {name})
            diagnostics.error("SIM131", f"there is no other rate '{rate.against[:60]}'", mark, hint)


def _check_size(name: str, total: int, node: Node, diagnostics: Diagnostics) -> None:
    """A region has pupils and jobs, and not more of them than any region of the country."""
    most = {"pupils": MOST_PUPILS, "jobs": MOST_JOBS}[name]
    mark = node.find(("totals", name, "value"))[0].mark
    if total == 0:
        message = f"the region has no {name}, and nothing to model"
        diagnostics.error("SIM135", message, mark, f"fill in the {name} of the tables")
    elif total > most:
        message = f"a region of {total:,} {name}; at most {most:,} can be modelled"
        diagnostics.error("SIM135", message, mark, "check the number, or model a part of the region")


def _check_kindergarten(
    file: RegionFile, node: Node, schools: tuple[Row, ...], diagnostics: Diagnostics
) -> None:
    """Schools from K on that hold far more a grade than start kindergarten may hold pre-kindergarten."""
    a_grade = sum(row["pupils"] / (row["last_grade"] + 1) for row in schools if row["first_grade"] == 0)
    starting = file.population.kindergarten.value
    if a_grade > TOO_MANY_IN_KINDERGARTEN * starting:
        message = (
            f"the schools that begin with K have {a_grade:,.0f} pupils a grade, but {starting:,.0f} start"
        )
        hint = "is pre-kindergarten within the pupils and the groups? totals of NCES hold it; take it off"
        mark = node.find(("population", "kindergarten", "value"))[0].mark
        diagnostics.warning("SIM139", message, mark, hint)


def _check_doubles(rows: Iterable[Row], column: str, most: int, diagnostics: Diagnostics) -> None:
    first: dict[object, int] = {}
    for row in rows:
        if not row.has(column):
            continue
        if row[column] in first:
            message = f"the {column} '{row[column]}' stands in row {first[row[column]]} already"
            row.complain(diagnostics, "SIM120", column, message, "give every row its own")
        first.setdefault(row[column], row.number)
        if len(first) == most + 1:
            row.complain(diagnostics, "SIM121", None, f"more than {most:,} rows", "join small ones")


def _check_leading_zeros(rows: Iterable[Row], diagnostics: Diagnostics) -> None:
    """A code shorter than all others of its table by one or two digits has lost its zeros, perhaps."""
    codes = [row for row in rows if row.has("id") and str(row["id"]).isdigit()]
    lengths = Counter(len(str(row["id"])) for row in codes)
    usual, times = lengths.most_common(1)[0] if lengths else (0, 0)
    if usual < 4 or times < 0.5 * len(codes):
        return
    for row in codes:
        if usual - 2 <= len(str(row["id"])) < usual:
            message = f"'{row['id']}' is shorter than the {usual} digits of the others; were zeros lost?"
            hint = "format the column as text and type the code in full"
            row.warn(diagnostics, "SIM133", "id", message, hint)


def _check_school(row: Row, zones: set[str], diagnostics: Diagnostics) -> None:
    if zones and row.has("zone") and row["zone"] not in zones:
        message = f"there is no zone '{row['zone']}' in zones.csv"
        row.complain(diagnostics, "SIM122", "zone", message, partial(did_you_mean, row["zone"], zones))
    if row.has("first_grade", "last_grade") and row["first_grade"] > row["last_grade"]:
        message = "the last grade is below the first"
        row.complain(diagnostics, "SIM123", "last_grade", message, "write the lower grade first")
    if not row.has("pupils"):
        return
    if row.has(*ETHNICITY) and (total := sum(row[name] for name in ETHNICITY)) != row["pupils"]:
        message = f"the groups add up to {total:,}, the school has {row['pupils']:,} pupils"
        row.complain(diagnostics, "SIM124", "pupils", message, _groups_hint(row, total))
    for name in ("econ_disadvantaged", "english_learners", "disability"):
        if row.has(name) and row[name] > row["pupils"]:
            message = f"{row[name]:,} of {row['pupils']:,} pupils"
            row.complain(diagnostics, "SIM125", name, message, "a part cannot exceed the whole")


def _groups_hint(row: Row, total: int) -> str:
    """Groups that hold more than the grades from K on often hold the pre-kindergarten of the table."""
    hint = "correct the total or the groups"
    if total > row["pupils"] and row.has("first_grade") and row["first_grade"] == 0:
        hint += "; totals of NCES hold pre-kindergarten, which comes off each group too"
    return hint


def _check_employer(row: Row, diagnostics: Diagnostics) -> None:
    jobs = {level: row[f"jobs_{level}"] for level in LEVELS if row.has(f"jobs_{level}")}
    if len(jobs) == len(LEVELS) and not any(jobs.values()):
        row.complain(diagnostics, "SIM126", "jobs_entry", "an employer without jobs", NO_JOBS)
    for level, number in jobs.items():
        wage = row.values.get(f"wage_{level}")
        if number and wage is not None:
            _check_wage(row, f"wage_{level}", wage, diagnostics)


def _check_wage(row: Row, column: str, wage: int, diagnostics: Diagnostics) -> None:
    """A yearly wage: weekly ones, as QCEW prints them, are refused, those below a year's minimum doubted."""
    if not LEAST_WAGE <= wage <= LARGEST_WAGE:
        hint = f"wages are USD a year, {LEAST_WAGE} to {LARGEST_WAGE}"
        if 100 <= wage < LEAST_WAGE:
            hint += f"; a weekly wage, as QCEW prints it (avg_wkly_wage), times 52 is {wage * 52:,}"
        row.complain(diagnostics, "SIM127", column, f"a yearly wage of {wage:,} USD", hint)
    elif wage < MINIMUM_WAGE:
        message = f"a yearly wage of {wage:,} USD is below a full year at the federal minimum wage"
        hint = f"that is {MINIMUM_WAGE:,} USD (2,080 hours at 7.25 USD); is it a monthly wage, or part-time?"
        row.warn(diagnostics, "SIM137", column, message, hint)


def _check_provider(row: Row, diagnostics: Diagnostics) -> None:
    names = [name for name in row.order if name.startswith("share_")]
    if not row.has(*names):
        return
    total = sum(row[name] for name in names)
    if abs(total - 1) > 1e-6:
        message = f"the shares of fields add up to {total:.6g}"
        row.complain(diagnostics, "SIM128", names[0], message, "they must add up to 1")


def _check_grades(schools: tuple[Row, ...], zones: tuple[Row, ...], diagnostics: Diagnostics) -> None:
    """Every zone needs a school for every grade, because pupils move up within their zone."""
    offered: dict[str, set[tuple[int, int]]] = {}
    for row in schools:
        offered.setdefault(row["zone"], set()).add((row["first_grade"], row["last_grade"]))
    for zone in zones:
        if not zone.has("zone"):
            continue
        spans = offered.get(zone["zone"], set())
        lacking = [
            GRADES[g] for g in range(len(GRADES)) if not any(first <= g <= last for first, last in spans)
        ]
        if lacking:
            message = f"no school of the zone '{zone['zone']}' offers grade {', '.join(lacking)}"
            hint = "give such a school this zone, or join the zone with its neighbour"
            zone.complain(diagnostics, "SIM129", "zone", message, hint)
