"""The codebook: every indicator with its label, unit, formula and official code, as plain rows."""

from __future__ import annotations

from sim.outcomes.compared import COMPARED, JOBS
from sim.outcomes.indicator import Counts, Indicator
from sim.outcomes.registry import ALL, MONEY, unit

FIELDS = (
    "code", "label", "unit", "family", "better", "meaning",
    "numerator", "denominator", "years_after_school", "official", "difference",
)  # fmt: skip


def codebook() -> list[dict[str, str]]:
    """Return one row per indicator code, with the columns of :data:`FIELDS`, all text."""
    return [
        *(_compared(code, *entry) for code, entry in COMPARED.items()),
        *(_indicator(entry) for entry in ALL),
        *(_money(code, *entry) for code, entry in MONEY.items()),
    ]


def _names(counts: Counts) -> str:
    return " + ".join(count.name.lower() for count in counts)


def _indicator(entry: Indicator) -> dict[str, str]:
    lag = "" if entry.lag is None else str(entry.lag)
    values = (
        entry.code, entry.label, entry.unit, entry.family, entry.better, entry.meaning,
        _names(entry.numerator), _names(entry.denominator) or "1", lag, entry.official, entry.difference,
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def _compared(code: str, label: str, meaning: str) -> dict[str, str]:
    jobs = code in JOBS
    counted = "jobs, counted in both worlds" if jobs else "persons, counted over their two lives"
    values = (code, label, unit(code), "headline", "none", meaning, counted, "1", "", "", "")
    return dict(zip(FIELDS, values, strict=True))


def _money(code: str, label: str, of: str, meaning: str) -> dict[str, str]:
    family = "cost" if code.startswith("cost.") else "delivery"
    values = (code, label, of, family, "none", meaning, "sum over partnerships", "1", "", "", "")
    return dict(zip(FIELDS, values, strict=True))
