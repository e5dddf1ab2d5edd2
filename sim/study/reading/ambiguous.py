"""Texts of official tables and of other countries that stand for no single number, and what to write instead.

A point that may divide thousands, a range, a bound, a mark for a number that is not published, a ratio.
"""

from __future__ import annotations

import re

WHOLE_UNITS = frozenset(
    ("USD", "USD/year", "seats/year", "jobs", "jobs/year", "persons", "persons/year", "count", "hours/year")
)
"""Units in which three digits behind a point may be thousands: 500.000 USD."""

_POINTS = re.compile(r"[-+$\s]*([1-9]\d{0,2}(?:\.\d{3})+)(?![\d.,])(.*)", re.DOTALL)
_RANGE = re.compile(r"([\d.]+)\s*%?\s*(?:-|–|—|\bto\b)\s*([\d.]+)\s*(%?)(.*)", re.DOTALL)
_BOUND = re.compile(r"(?:([<>≤≥]=?)|(GE|GT|LE|LT))\s*([\d.]+)\s*(%?).*", re.DOTALL)
_BEHIND = re.compile(r"([\d.]+)\s*(%?)\s*(\+|or\s+(?:more|less|fewer|higher|lower))", re.IGNORECASE)
_MARK = re.compile(r"PS|n/?a|n\.a\.|\(?[DSXNZ]\)?|\(NA\)|[*†‡–—.-]+|suppressed|masked", re.IGNORECASE)
_MILLIONS = re.compile(r"\s*(?:m|b|million|billion|mn|bn)\b", re.IGNORECASE)
_RATIO = re.compile(r"([\d,_.]+)\s*(?::\s*1|to\s+1|/\s*1)")

_JUDGED = "write level: judged, and name it under gaps"


def no_single_number(text: str, unit: str) -> tuple[str, str] | None:
    """What is wrong with a text that is no single number, and how to mend it; None when nothing is seen."""
    text = text.strip()[:80]
    if unit in WHOLE_UNITS and (found := _POINTS.fullmatch(text)) and not _MILLIONS.match(found[2]):
        return _thousands(text, found)
    if found := _RATIO.fullmatch(text):
        return f"'{text}' is a ratio, not a number", f"write {found[1]}"
    if found := _RANGE.fullmatch(text):
        return _range(text, found, unit)
    if found := _BOUND.fullmatch(text) or _BEHIND.fullmatch(text):
        return _bound(text, unit)
    if _MARK.fullmatch(text):
        return f"'{text}' stands for a number that is not published", f"write an estimate, {_JUDGED}"
    return None


def _thousands(text: str, found: re.Match[str]) -> tuple[str, str]:
    """``500.000 USD``: 500 with decimals, or 500,000 as half of the world writes it."""
    digits, rest = found[1].replace(".", ""), found[2].rstrip()
    plain = found[1].split(".")[0]
    small = "" if found[1].count(".") > 1 else f", or {_decimals(found[1])}{rest} if {plain} is meant"
    return f"the point in '{text}' may divide thousands or decimals", f"write {digits}{rest}{small}"


def _decimals(number: str) -> str:
    """The number without noughts at its end, and never with three decimals."""
    short = number.rstrip("0").rstrip(".")
    return f"{number}0" if len(short.partition(".")[2]) == 3 else short


def _range(text: str, found: re.Match[str], unit: str) -> tuple[str, str] | None:
    try:
        low, high = float(found[1]), float(found[2])
    except ValueError:
        return None
    percent = " %" if unit == "share" and high > 1 else ""
    middle = f"{(low + high) / 2:g}{percent or found[4]}"
    return f"'{text}' is a range, not a number", f"write its middle, {middle}, {_JUDGED}"


def _bound(text: str, unit: str) -> tuple[str, str]:
    """``>95%``, ``GE95``, ``10+``: the number lies somewhere beyond."""
    example = "; for 95 % or more that is 97.5 %" if unit == "share" else ""
    hint = f"write the middle of what is possible{example}, {_JUDGED}"
    return f"'{text}' is a bound, not a number", hint
