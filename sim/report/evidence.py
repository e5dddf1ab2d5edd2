"""What the answer rests on: the parameters with their evidence, and the published rates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.summary import estimate
from sim.bench.calibrate.regions import is_fitted
from sim.bench.published import YEARS_READ, near_rate, pooled_rate
from sim.outcomes import registry
from sim.outcomes.groups import ALL_GROUP
from sim.report.runs import RunsByOutcome
from sim.report.shown import AssumptionShown, PublishedRate
from sim.words.groups import group_label
from sim.words.numbers import INTERVAL_RUNS, quantity

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

CHANCE = 3.0
"""Rank correlations below this many standard errors (1 / √draws) are not told apart from chance."""
EDGE = 1e-4
"""Shares are kept off 0 and 1 where odds are taken."""
_LIST = re.compile(r"\[([^\]]*)\]")
_GRADES = {"A": "strong", "B": "good", "C": "moderate", "D": "weak", "E": "judgement"}


def _cards(comparison: Comparison) -> list[Mapping[str, Any]]:
    return list(comparison.evidence)


def _grade(card: Mapping[str, Any]) -> str:
    if _true(card.get("exploratory")):
        return "exploratory"
    return _GRADES.get(str(card.get("grade")), str(card.get("grade")))


def _true(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes")


def assumptions(comparison: Comparison, net: pd.Series) -> tuple[AssumptionShown, ...]:
    """All parameters: first those the net follows, then strengths of activities, then the weak ones.

    ``net`` is the net of the leading option, one value per parameter draw. With too few
    draws for a rank correlation, judged and exploratory parameters come first as they are.
    """
    found = _correlations(comparison.parameters, net)
    told = CHANCE / math.sqrt(len(net))
    shown = [_assumption(card, found.get(str(card["id"]), 0.0), told) for card in _cards(comparison)]
    strength = {name: abs(value) for name, value in found.items()}

    def order(one: AssumptionShown) -> tuple[bool, bool, bool, float, float]:
        untold, found = not one.told, -strength.get(one.code, 0.0)
        return untold, untold and not one.of_activity, untold and not one.weak, found, -abs(one.size)

    return tuple(sorted(shown, key=order))


def _correlations(parameters: pd.DataFrame, net: pd.Series) -> dict[str, float]:
    """Rank correlation with the net by card; of a list, the strongest of its numbers."""
    if parameters.empty or len(net) < INTERVAL_RUNS or net.nunique() < 2:
        return {}
    table = parameters.loc[net.index]
    found = table.loc[:, table.nunique() > 1].rank().corrwith(net.rank())
    strongest: dict[str, float] = {}
    for name, value in found.items():
        card = str(name).split("[")[0]
        strongest[card] = max(float(value), strongest.get(card, 0.0), key=abs)
    return strongest


def _assumption(card: Mapping[str, Any], correlation: float, told: float) -> AssumptionShown:
    grade, value = _grade(card), str(card.get("value", ""))
    source, year = str(card.get("source", "")), str(card.get("year") or "")
    return AssumptionShown(
        code=str(card["id"]),
        meaning=str(card["meaning"]),
        value=_value(value, str(card.get("unit", ""))),
        grade=grade,
        source="" if source.startswith("judgement") else _dated(source, year),
        checked=_true(card.get("checked")) or grade == "judgement" or source.startswith("judgement"),
        size=float(card.get("central") or 0.0) if value.startswith("~") else 0.0,
        influence=correlation if abs(correlation) > told else math.nan,
    )


def _dated(source: str, year: str) -> str:
    return source if year in source else f"{source}, {year}"


def _value(text: str, unit: str) -> str:
    """A value as read by people; scenarios that differ give several, and lists are told by their range."""
    text = _LIST.sub(_range, text).removeprefix("~")
    return text if unit in ("", "1", "share") or unit in text else f"{text} {unit}"


def _range(found: re.Match[str]) -> str:
    numbers = [float(part) for part in found[1].split(",") if part.strip()]
    return f"{len(numbers)} numbers from {min(numbers):g} to {max(numbers):g}" if numbers else "none"


def published_rates(comparison: Comparison, runs: RunsByOutcome) -> tuple[PublishedRate, ...]:
    """Published rates beside the baseline, for every rate that the simulation counts."""
    rows = {str(row["name"]): row for row in comparison.receipt.study.rates}
    compared = (
        row
        for row in rows.values()
        if row.get("role") in ("target", "held_out") and row.get("indicator") in registry.INDICATORS
    )
    rates = (_rate(row, rows, comparison.baseline, runs) for row in compared)
    return tuple(rate for rate in rates if rate is not None)


def _rate(
    row: Mapping[str, Any], rows: Mapping[str, Any], base: str, runs: RunsByOutcome
) -> PublishedRate | None:
    """One rate, or the gap between two: the baseline's first years beside what was published."""
    level, value, label = _level(row, base, runs), float(row["value"]), _label(row)
    unit, aim, told = runs.unit(str(row.get("indicator"))), value, list(_told(row))
    if row.get("compare") == "gap":
        other = rows[str(row["against"])]
        everybody = _level(other, base, runs)
        aim = _carried(value, float(other["value"]), float(np.median(everybody)))
        level, value = 100 * (level - everybody), 100 * (value - float(other["value"]))
        label, unit = f"{label} less {_people(other)}", "points"
        same = quantity(aim, unit, 0.1)
        told.append(f"the same odds at the model's own level: {'+' if aim > 0 else ''}{same}")
    model = estimate(level, unit)
    if not model.known:
        return None
    near = near_rate(aim, unit)
    met = bool(near.holds(np.array([model.median]), aim)[0])
    return PublishedRate(
        str(row["name"]),
        label,
        unit,
        _role(row),
        value,
        model,
        met,
        float(near.off or 0),
        "; ".join(told),
    )


def _role(row: Mapping[str, Any]) -> str:
    """What the rate is used for: a parameter is ``fitted`` to it, a mere ``target``, or ``held_out``."""
    role = str(row["role"])
    fitted = role == "target" and is_fitted(row.get("indicator"), str(row.get("group") or ALL_GROUP))
    return "fitted" if fitted else role


def _carried(group: float, everybody: float, level: float) -> float:
    """A published contrast of two shares in points, at the same odds where everybody is at ``level``.

    Points shrink towards 0 and 100 %: a group 3.5 points below 85 % is 1.8 points below 93 % at equal odds.
    """
    here, below, usual = (min(max(share, EDGE), 1 - EDGE) for share in (level, group, everybody))
    odds = here / (1 - here) * (below / (1 - below)) / (usual / (1 - usual))
    return 100 * (odds / (1 + odds) - here)


def _level(row: Mapping[str, Any], base: str, runs: RunsByOutcome) -> np.ndarray:
    """The baseline's first years together, float64 [runs]; NaN if the simulation does not count it."""
    code, group = str(row.get("indicator")), str(row.get("group") or ALL_GROUP)
    if not runs.has(base, code, group):
        return np.full(len(runs.draws), np.nan)
    counts = (
        runs.table(base, code, group, column)[:, :YEARS_READ] for column in ("numerator", "denominator")
    )
    return pooled_rate(*counts)


def _label(row: Mapping[str, Any]) -> str:
    name, people = registry.INDICATORS[str(row["indicator"])].label, _people(row)
    return name if people == "all" else f"{name}: {people}"


def _people(row: Mapping[str, Any]) -> str:
    return group_label(str(row.get("group") or ALL_GROUP))


def _told(row: Mapping[str, Any]) -> Iterable[str]:
    if row.get("level"):
        yield str(row["level"])
    if row.get("year"):
        yield str(row["year"])
    if row.get("source"):
        yield str(row["source"])
    if "checked" in row and not _true(row["checked"]):
        yield "not yet checked"
