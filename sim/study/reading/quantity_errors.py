"""What is said of a number, unit or distribution that cannot be understood, in the words of the domain."""

from __future__ import annotations

import difflib

from sim.study.reading.distributions import SHAPES
from sim.study.reading.units import unit_of


class QuantityError(ValueError):
    """A number, unit or distribution that cannot be understood.

    ``message`` says what is wrong, ``hint`` how to mend it (may be empty), ``about`` what it concerns:
    ``"unit"``, ``"range"`` or ``"distribution"``.
    """

    def __init__(self, message: str, hint: str = "", about: str = "unit") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.about = about


def in_unit(x: float, unit: str) -> str:
    """A number of a unit for a message."""
    if unit == "share":
        return f"{x * 100:.12g} %"
    size = f"{x:,.0f}" if float(x).is_integer() else f"{x:g}"
    return size if unit == "1" else f"{size} {unit}"


def wrong_shape(message: str, hint: str = "") -> QuantityError:
    """A distribution that is none."""
    return QuantityError(message, hint, "distribution")


def unit_expected(unit: str, found: str) -> QuantityError:
    """What a unit is written like, and what was found in its place."""
    known = unit_of(unit)
    return QuantityError(
        f"expected {known.what}, but {found}" if found else f"expected {known.what}",
        f"write for example {known.example}",
    )


def nearest_shape(kind: str) -> str:
    """A hint: the distribution that was meant, and those there are."""
    near = difflib.get_close_matches({"gaussian": "normal", "gauss": "normal"}.get(kind, kind), SHAPES, n=1)
    known = ", ".join(f"~{name}" for name in SHAPES)
    return f"did you mean ~{near[0]}? known: {known}" if near else f"known: {known}"


def quoted(text: object) -> str:
    """Text of the file for a message: short, on one line."""
    line = " ".join(str(text).split())
    return f"'{line[:57]}…'" if len(line) > 60 else f"'{line}'"
