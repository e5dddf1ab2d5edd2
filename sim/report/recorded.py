"""What a run recorded about itself: receipt, evidence, published rates, gaps, audit.

Read from the comparison only. A run of an older version, or one made in a notebook without a
receipt, may lack some of it; the page then says that it is not recorded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.outcomes import registry
from sim.report.data import Assumption, Law, Published, Stamp
from sim.report.numbers import count
from sim.report.runs import ALL, Runs, estimate

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

FIRST_YEARS = 5
"""Published rates are compared with the mean of the first years of the baseline."""
TOLERANCE = 0.03
"""A rate within three percentage points of what was published counts as met."""
ENOUGH_DRAWS = 20
"""A rank correlation over fewer draws says nothing."""
CHANCE = 3.0
"""Rank correlations below this many standard errors (1 / √draws) are not told apart from chance."""
WEAK = ("judgement", "exploratory")
_GRADE_WORDS = {"A": "strong", "B": "good", "C": "moderate", "D": "weak", "E": "judgement"}


def _study(comparison: Comparison) -> Mapping[str, Any]:
    return comparison.receipt.get("study", {})


def stamp(comparison: Comparison) -> Stamp:
    """How many runs, of what, by which version."""
    receipt, told = comparison.receipt, _study(comparison)
    tasks = comparison.stacks[comparison.baseline].tasks
    return Stamp(
        region=str(told.get("region", "the region")),
        run=str(receipt.get("identity", ""))[:8],
        version=str(receipt.get("versions", {}).get("talentshed", "unknown")),
        draws=len({task.draw for task in tasks}),
        replicates=len({task.replicate for task in tasks}),
        first_year=int(told["start"]),
        years=int(told["years"]),
        headline_year=int(told["headline_year"]),
        price_year=int(told["price_year"]),
    )


def descriptions(comparison: Comparison) -> dict[str, str]:
    """Descriptions of the options by slug."""
    return {option["slug"]: str(option.get("description") or "") for option in _study(comparison)["options"]}


def target_fields(comparison: Comparison) -> tuple[str, ...]:
    """Occupational fields that count as target."""
    return tuple(_study(comparison).get("target_fields", ()))


def gaps(comparison: Comparison) -> tuple[str, ...]:
    """What the region's files say is missing or filled."""
    return tuple(str(gap) for gap in _study(comparison).get("gaps", ()))


def audit(comparison: Comparison) -> tuple[Law, ...]:
    """Lines of the laws over all runs: a law holds if it held in every run."""
    lines: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for line in comparison.audit:
        lines.setdefault((str(line["law"]), str(line["what"])), []).append(line)
    return tuple(_law(law, what, seen) for (law, what), seen in lines.items())


def _law(law: str, what: str, seen: list[Mapping[str, Any]]) -> Law:
    broken = [line for line in seen if not line["passed"]]
    if broken:
        detail = f"{len(broken)} of {len(seen)} runs: {broken[0].get('detail', '')}"
    else:
        detail = str(seen[0].get("detail", ""))
        detail = f"{detail} ({count(len(seen))} runs)" if len(seen) > 1 else detail
    return Law(law, what, not broken, detail)


def failures(comparison: Comparison) -> tuple[str, ...]:
    """Runs that failed, one line each."""
    return tuple(
        f"{failure.get('scenario', '')}, draw {failure.get('draw')}, replicate {failure.get('replicate')}: "
        f"{failure.get('error', failure.get('message', ''))}"
        for failure in comparison.failures
    )


def _cards(comparison: Comparison) -> list[Mapping[str, Any]]:
    return list(comparison.evidence)


def _grade(card: Mapping[str, Any]) -> str:
    if _true(card.get("exploratory")):
        return "exploratory"
    return _GRADE_WORDS.get(str(card.get("grade")), str(card.get("grade")))


def _true(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes")


def assumptions(comparison: Comparison, net: pd.Series) -> tuple[Assumption, ...]:
    """All parameters, the most telling first: those the net follows, then the weak ones.

    ``net`` is the net of the leading option, one value per parameter draw. With too few
    draws for a rank correlation, judged and exploratory parameters come first as they are.
    """
    influence = _influence(comparison.parameters, net)
    shown = [_assumption(card, influence.get(str(card["id"]), math.nan)) for card in _cards(comparison)]
    return tuple(sorted(shown, key=lambda a: (-abs(a.influence) if a.told else 0.0, a.grade not in WEAK)))


def _influence(parameters: pd.DataFrame, net: pd.Series) -> dict[str, float]:
    """Rank correlation with the net by card; of a list, the strongest of its numbers; none by chance."""
    if parameters.empty or len(net) < ENOUGH_DRAWS or net.nunique() < 2:
        return {}
    table = parameters.loc[net.index]
    table = table.loc[:, table.nunique() > 1]
    found = table.rank().corrwith(net.rank())
    found = found[found.abs() > CHANCE / math.sqrt(len(net))]
    strongest: dict[str, float] = {}
    for name, value in found.items():
        card = str(name).split("[")[0]
        strongest[card] = max(value, strongest.get(card, 0.0), key=abs)
    return strongest


def _assumption(card: Mapping[str, Any], influence: float) -> Assumption:
    year = card.get("year")
    dated = f"{card.get('source', '')}" + (f", {year}" if year and str(year) not in str(card["source"]) else "")
    value = _value(str(card.get("value", "")), str(card.get("unit", "")))
    return Assumption(
        str(card["id"]), str(card["meaning"]), value, _grade(card), dated, _true(card.get("checked")), influence
    )


def _value(text: str, unit: str) -> str:
    if text.startswith("["):
        numbers = [float(part) for part in text.strip("[]").split(",") if part.strip()]
        text = f"{len(numbers)} numbers from {min(numbers):g} to {max(numbers):g}" if numbers else "none"
    text = text.removeprefix("~")
    return text if unit in ("", "1", "share") or unit in text else f"{text} {unit}"


def published(comparison: Comparison, runs: Runs) -> tuple[Published, ...]:
    """Published rates beside the baseline, for every rate that the simulation counts."""
    rows = {str(row["name"]): row for row in _study(comparison).get("rates", ())}
    compared = (row for row in rows.values() if row.get("role") in ("target", "held_out"))
    rates = (_rate(row, rows, comparison.baseline, runs) for row in compared)
    return tuple(rate for rate in rates if rate is not None)


def _rate(row: Mapping[str, Any], rows: Mapping[str, Any], base: str, runs: Runs) -> Published | None:
    """One rate, or the gap between two: the baseline's first years beside what was published."""
    level, value, label = _level(row, base, runs), float(row["value"]), _label(row)
    unit = runs.unit(str(row.get("indicator")))
    if row.get("compare") == "gap":
        other = rows[str(row["against"])]
        level, value = 100 * (level - _level(other, base, runs)), 100 * (value - float(other["value"]))
        label, unit = f"{label}, less {_people(other)}", "points"
    model = estimate(level, unit)
    if not model.known:
        return None
    tolerance = {"share": TOLERANCE, "points": 100 * TOLERANCE}.get(unit, 0.1 * abs(value))
    met = abs(model.median - value) <= tolerance
    return Published(
        str(row["name"]), label, unit, str(row["role"]), value, model, met, tolerance, "; ".join(_told(row))
    )


def _level(row: Mapping[str, Any], base: str, runs: Runs) -> np.ndarray:
    """Mean of the baseline's first years, float64 [runs]; NaN if the simulation does not count it."""
    code, group = str(row.get("indicator")), str(row.get("group") or ALL)
    if not runs.has(base, code, group):
        return np.full(len(runs.draws), np.nan)
    return runs.table(base, code, group)[:, :FIRST_YEARS].mean(axis=1)


def _label(row: Mapping[str, Any]) -> str:
    name, people = registry.INDICATORS[str(row["indicator"])].label, _people(row)
    return name if people == "all" else f"{name}, {people}"


def _people(row: Mapping[str, Any]) -> str:
    return _group(str(row.get("group") or ALL))


def _group(group: str) -> str:
    family, _, value = group.partition("=")
    if group == ALL:
        return "all"
    if family == "low_income":
        return "low income" if value == "yes" else "not low income"
    return value.replace("_", " ")


def _told(row: Mapping[str, Any]) -> Iterable[str]:
    if row.get("level"):
        yield str(row["level"])
    if row.get("year"):
        yield str(row["year"])
    if row.get("source"):
        yield str(row["source"])
    if "checked" in row and not _true(row["checked"]):
        yield "not yet checked"


def receipt(comparison: Comparison, stamp: Stamp) -> tuple[tuple[str, str], ...]:
    """The receipt as lines of label and value, without names of folders of this machine."""
    told = comparison.receipt
    hashes, versions = told.get("hashes", {}), told.get("versions", {})
    lines = [
        ("Run", f"{comparison.folder.name} ({told.get('identity', '')})"),
        ("Command", str(told.get("command") or "from Python")),
        ("Runs", f"{stamp.draws} parameter draws × {stamp.replicates} chance repetitions of each option"),
        ("Seed", str(told.get("seed", ""))),
        ("Horizon", f"{stamp.first_school_year} to {stamp.last_school_year}; headline read in {stamp.headline}"),
        ("Prices", f"US dollars of {stamp.price_year}, discounted at 3 % a year where a present value is named"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Code", _code(told.get("code", {}))),
        ("Platform", " ".join(str(part) for part in told.get("platform", {}).values())),
        ("Finished", str(told.get("finished", ""))),
    ]
    lines += [(f"Hash of {name}", str(value)) for name, value in _hashes(hashes)]
    return tuple((label, value) for label, value in lines if value)


def _code(code: Mapping[str, Any]) -> str:
    if not code.get("commit"):
        return "commit not known"
    return f"commit {code['commit']}" + (" with uncommitted changes" if code.get("dirty") else "")


def _hashes(hashes: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in hashes.items():
        if isinstance(value, Mapping):
            yield from ((f"{name.removesuffix('s')} {slug}", one) for slug, one in value.items())
        else:
            yield name, value
