"""The table of trials as CSV, and the page made from it alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.bench.trials.files import load_trials
from sim.bench.trials.run import ERRORS, Row, plain_rows
from sim.bench.trials.trial import ROLES, Trial
from sim.store.files import write_csv, write_whole
from sim.study.evidence.card import read_yaml
from sim.words.markdown import table

TABLE, PAGE, FOREST = "trials.csv", "trials.md", "trials.svg"
COLUMNS = tuple(field.name for field in fields(Row))
TEMPLATE, EXPLAINED = "trials.template.md", "explained.yaml"
HEADS = {"fit": "Trials that set strengths", "test": "Trials that only ever test"}
WORDS = {"missed": "**missed**", "null missed": "**null missed**", "sign right": "sign right, size missed"}
DIGITS = {"points": 1, "percent": 1, "USD": 0, "SD": 2}
"""Digits after the point by unit."""
UNIT_WORDS = {"points": "points", "percent": "%", "USD": "USD", "SD": "SD"}


def write_rows(folder: Path, rows: Sequence[Row]) -> Path:
    """Write the rows as CSV with six figures, and the page beside them; returns the path of the page."""
    cut = [{key: _cut(value) for key, value in row.items()} for row in plain_rows(rows)]
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / TABLE, cut, COLUMNS)
    write_whole(folder / PAGE, page(read_rows(folder / TABLE)).encode())
    return folder / PAGE


def _cut(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else value


def read_rows(path: Path) -> list[Row]:
    """Rows of a table written by :func:`write_rows`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_read(row) for row in csv.DictReader(file)]


def _read(row: Mapping[str, str]) -> Row:
    values = {field.name: _value(str(field.type), row[field.name]) for field in fields(Row)}
    return Row(**values)


def _value(kind: str, text: str) -> Any:
    if text == "" and "None" in kind:
        return None
    if kind.startswith("bool"):
        return text == "True"
    return int(text) if kind.startswith("int") else float(text) if kind.startswith("float") else text


def page(rows: Sequence[Row]) -> str:
    """The page: how to read it, the count of what is met, two tables, and a note on each trial."""
    template = (files("sim.bench.trials") / TEMPLATE).read_text(encoding="utf-8")
    head = template.format(
        errors=f"{ERRORS:g}", draws=max((row.draws for row in rows), default=0), short=_short(rows)
    )
    return "\n".join([head, *(_role(role, [row for row in rows if row.role == role]) for role in ROLES)])


def met_of(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows there are, how many effects and nulls, and of these how many are met.

    ``nothing`` is how many a model would meet in which no programme does anything: without it a count of rows
    within two errors says little.
    """
    seen = [row for row in rows if row.within is not None]
    effects, nulls = [row for row in seen if not row.null], [row for row in seen if row.null]
    return {
        "rows": len(seen),
        "within": sum(bool(row.within) for row in seen),
        "nothing": sum(abs(row.published) <= ERRORS * row.se for row in seen),
        "effects": len(effects),
        "effects_within": sum(bool(row.within) for row in effects),
        "signs": sum(bool(row.sign) for row in effects),
        "nulls": len(nulls),
        "nulls_kept": sum(bool(row.within) for row in nulls),
    }


def _short(rows: Sequence[Row]) -> str:
    heads = (
        "rows", f"within {ERRORS:g} errors", "so, if nothing worked", "effects within", "their signs right",
        "nulls kept",
    )  # fmt: skip
    lines = []
    for role in ROLES:
        n = met_of(row for row in rows if row.role == role)
        of_effects = f"of {n['effects']}"
        lines.append([
            HEADS[role], n["rows"], f"{n['within']} of {n['rows']}", n["nothing"],
            f"{n['effects_within']} {of_effects}",
            f"{n['signs']} {of_effects}", f"{n['nulls_kept']} of {n['nulls']}",
        ])  # fmt: skip
    return table(("", *heads), lines, right=range(1, 7))


def _role(role: str, rows: Sequence[Row]) -> str:
    trials = {trial.name: trial for trial in load_trials()}
    heads = (
        "trial", "outcome", "after", "published (error)", "model (error)", "spread",
        "losers: model, published", "z", "",
    )  # fmt: skip
    lines = [cells(row) for row in rows]
    names = list(dict.fromkeys(row.trial for row in rows))
    explained = explanations()
    notes = [
        _note(trials[name], [row for row in rows if row.trial == name], explained.get(name, ""))
        for name in names
        if name in trials
    ]
    return "\n".join([f"## {HEADS[role]}", "", table(heads, lines, right=(2, 3, 4, 5, 6, 7)), "", *notes, ""])


def cells(row: Row) -> list[str]:
    """A row as it is read: trial, outcome, years, published, model, spread, control means, z, verdict."""
    whom = "" if row.group == "all" else f", {row.group.replace('_', ' ')}"
    kind = "" if row.estimand == "ITT" else f" ({row.estimand})"
    return [
        row.trial,
        f"{row.outcome.replace('_', ' ')}{whom}{kind}",
        f"{row.year} y",
        f"{number(row.published, row.unit)} ({number(row.se, row.unit, False)}) {UNIT_WORDS[row.unit]}",
        "–"
        if row.model is None
        else f"{number(row.model, row.unit)} ({number(row.model_se, row.unit, False)})",
        number(row.spread, row.unit, False),
        f"{_control(row.model_control)}, {_level(row)}",
        "–" if row.z is None else f"{row.z:+.1f}".replace("-", "−"),
        WORDS.get(row.verdict, row.verdict),
    ]


def number(value: float | None, unit: str, signed: bool = True) -> str:
    """A number in the unit of its row."""
    if value is None:
        return "–"
    return f"{value:{'+' if signed else ''},.{DIGITS[unit]}f}".replace("-", "−")


def _control(value: float | None) -> str:
    """A mean of the losers: a share in per cent, an amount in dollars, a skill in SD."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) > 5.0 else f"{value:.2f}".replace("-", "−")


def _level(row: Row) -> str:
    if row.control is None:
        return "?"
    return _control(row.control / 100.0 if row.unit == "points" else row.control)


def explanations() -> dict[str, str]:
    """What is known of why a trial is missed, by its name."""
    text = (files("sim.bench.trials") / EXPLAINED).read_text(encoding="utf-8")
    return {str(name): str(said) for name, said in read_yaml(text, EXPLAINED).items()}


def _note(trial: Trial, rows: Sequence[Row], why: str) -> str:
    """Under the table: the study, what stops a faithful run, and why it is missed, or that nobody knows."""
    ids = " ".join(dict.fromkeys(row.evidence for row in trial.published))
    missed = any(row.within is False for row in rows)
    lines = [f"- **{trial.name}**: {trial.label}. {trial.study} ({trial.design}; {ids})."]
    lines.append(f"  - What stops a faithful run: {' '.join(trial.stops)}")
    if missed:
        lines.append(f"  - Missed. {f'Thought, not tested: {why}' if why else 'Left open.'}")
    return "\n".join(lines)
