"""The tables of facts of several regions side by side as one page, made from their CSV files alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.bench.facts.fact import KINDS, SIGNED, THEMES
from sim.bench.facts.measured import SHOCK_AFTER, SHOCK_YEARS
from sim.bench.facts.published import ROLES
from sim.bench.facts.run import COLUMNS, SHOCK_SIZE
from sim.bench.published import YEARS_READ
from sim.store.files import write_csv, write_whole
from sim.words.markdown import table

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
"""Rows of each region by the name of its file."""

PAGE = "facts.md"
WORDS = {
    "met": "met",
    "missed": "**missed**",
    "no figure": "no published figure at hand",
    "not counted": "not counted",
}
TEMPLATE = "facts.template.md"


def write_region(folder: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write a region's rows as ``<name>.csv`` into a folder and return the path."""
    path = folder / f"{name}.csv"
    write_csv(path, rows, COLUMNS)
    return path


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of every region whose table is in a folder, by file name, in alphabetical order."""
    tables: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) == COLUMNS:
                tables[path.stem] = list(reader)
    return tables


def write_page(folder: Path) -> Path:
    """Write the page of all tables of a folder beside them and return its path."""
    write_whole(folder / PAGE, page(read_tables(folder)).encode())
    return folder / PAGE


def page(tables: Tables) -> str:
    """Return the page: how to read it, counts, one table for each theme, and the notes on each fact."""
    parts = [_head(), _counts(tables)]
    parts += [_theme(theme, title, tables) for theme, title in THEMES.items()]
    return "\n".join(part for part in parts if part)


def _head() -> str:
    kinds = "\n".join(
        f"- *{kind}*: {words.format(years=_small(YEARS_READ), shock=_small(SHOCK_YEARS))}"
        for kind, words in KINDS.items()
    )
    text = (files("sim.bench.facts") / TEMPLATE).read_text(encoding="utf-8")
    return text.format(
        signed=f"{SIGNED:.0%}".replace("%", " %"),
        kinds=kinds,
        after=_small(SHOCK_AFTER),
        years=_small(SHOCK_YEARS),
        size=f"{SHOCK_SIZE * 100:g} %",
        roles="\n".join(f"- *{role}*: {words}" for role, words in ROLES.items()),
    )


def _small(number: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six")[number]


def _counts(tables: Tables) -> str:
    lines = []
    for rows in tables.values():
        words = [row["verdict"] for row in rows]
        lines.append([rows[0]["region"], rows[0]["runs"], *(words.count(word) for word in WORDS)])
    heads = ("region", "runs", "met", "missed", "no published figure", "not counted")
    return "\n".join(["## In short", "", table(heads, lines, right=range(1, 6)), ""])


def _theme(theme: str, title: str, tables: Tables) -> str:
    ids = list(
        dict.fromkeys(row["fact"] for rows in tables.values() for row in rows if row["theme"] == theme)
    )
    if not ids:
        return ""
    found = {name: {row["fact"]: row for row in rows} for name, rows in tables.items()}
    heads = ["fact", "published", *(rows[0]["region"].split(" (")[0] for rows in tables.values())]
    lines, notes = [], []
    for name in ids:
        rows = [found[region].get(name) for region in tables]
        common = _common([row for row in rows if row])
        cells = ("–" if row is None else _cell(row, common) for row in rows)
        lines.append([_safe(_any(rows)["label"]), figure(common), *cells])
        notes += _notes([row for row in rows if row])
    return "\n".join([f"## {title}", "", table(heads, lines), "", *notes, ""])


def _any(rows: Sequence[Row | None]) -> Row:
    return next(row for row in rows if row is not None)


def _common(rows: Sequence[Row]) -> Row:
    """The row whose published figure stands for most regions; the others state their own in their cell.

    A figure of one region does not stand for others: then the level of the row returned is empty.
    """
    stated = [_stated(row) for row in rows]
    known = [row for row in rows if row["level"]]
    if not known:
        return rows[0]
    best = max(known, key=lambda row: (stated.count(_stated(row)), row["level"] == "national"))
    alone = len(rows) > 1 and stated.count(_stated(best)) == 1 and best["level"] != "national"
    return {**best, "level": ""} if alone else best


def _stated(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("published", "published_high", "year", "level"))


def figure(row: Row) -> str:
    """Return the published figure of a row as text, with year and level."""
    if not row["level"]:
        return "–"
    if row["published"] and row["expected"] and row["kind"] != "slope":
        value = f"{row['expected']} zero ({number(row['published'], row['unit'])})"
    elif row["published"]:
        value = number(row["published"], row["unit"])
        value += f" to {number(row['published_high'], row['unit'])}" if row["published_high"] else ""
    else:
        value = f"{row['expected']} zero"
    return f"{value}, {row['year']}, {row['level']}"


def model_figure(row: Row) -> str:
    """Return the model's figure of a row as text, with its interval; the unit stands once, at the end."""
    if not row["model"]:
        return "–"
    middle, low, high = (number(row[name], row["unit"]) for name in ("model", "low", "high"))
    unit = next((end for end in (" points", " years", " %") if middle.endswith(end)), "")
    return f"{middle.removesuffix(unit)} ({low.removesuffix(unit)} to {high.removesuffix(unit)}){unit}"


def _cell(row: Row, common: Row) -> str:
    own = f"own figure {figure(row)}: " if row["level"] and _stated(row) != _stated(common) else ""
    if row["verdict"] == "not counted":
        return own.removesuffix(": ") or WORDS["not counted"]
    agreeing = f" [{float(row['agreeing']) * 100:.0f} %]" if row["agreeing"] else ""
    return f"{own}{model_figure(row)} {WORDS[row['verdict']]}{agreeing}"


def _notes(rows: Sequence[Row]) -> list[str]:
    """The note on a fact, and under it each source, with the regions it is for where there are several."""
    row = rows[0]
    met = next((f" Met {one['tolerance']}." for one in rows if one["level"] and one["tolerance"]), "")
    lines = [f"- **{row['label']}** (*{row['kind']}*). {_safe(row['note'])}{met}"]
    sources: dict[tuple[str, ...], list[str]] = {}
    for one in rows:
        if one["source"]:
            key = tuple(one[name] for name in ("source", "role", "checked", "evidence"))
            sources.setdefault(key, []).append(one["region"].split(" (")[0])
    for (source, role, checked, evidence), regions in sources.items():
        marks = [role, "checked" if checked == "yes" else "not checked", *([evidence] if evidence else [])]
        whose = f"{', '.join(regions)}: " if len(regions) < len(rows) else ""
        lines.append(f"  - {whose}{_safe(source)} ({'; '.join(marks)})")
    return lines


def number(text: str, unit: str) -> str:
    """Return a number of a table as it is read: shares and changes in per cent, ratios with two decimals."""
    if not text:
        return "–"
    value = float(text)
    if unit == "share":
        return f"{value * 100:.1f} %"
    if unit == "points":
        return f"{value * 100:+.1f} points"
    if unit == "change":
        return f"{value * 100:+.1f} %"
    return f"{value:.2f} years" if unit == "years" else f"{value:.2f}"


def _safe(text: str) -> str:
    return text.replace("|", "/")
