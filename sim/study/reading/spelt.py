"""From the text of a number or a distribution, with its unit, to numbers in the canonical unit."""

from __future__ import annotations

import math
import re

from sim.study.reading.ambiguous import no_single_number
from sim.study.reading.distributions import SHAPES, Distribution, problem_of
from sim.study.reading.quantity_errors import QuantityError, nearest_shape, quoted, unit_expected, wrong_shape
from sim.study.reading.units import UNITS, unit_of

LONGEST = 400
"""Characters of a quantity's text; longer text is refused unread."""
PURE = ("beta", "lognormal")
"""Distributions whose numbers have no unit of their own."""
LARGEST = 1e15
"""Numbers larger than this are refused whatever the unit."""

_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_VALUE = re.compile(rf"\s*(?P<sign>-)?\$?\s*(?P<number>{_NUMBER})\s*(?P<unit>.*?)\s*", re.DOTALL)
_SHAPE = re.compile(
    r"~\s*(?P<kind>[A-Za-z_]+)\s*\((?P<inside>[^()]*)\)\s*(?:\*\s*(?P<scale>\S+))?(?P<unit>.*)",
    re.DOTALL,
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip


def read_distribution(text: str | int | float, unit: str, bare: bool) -> Distribution:
    """The distribution that a text or a number of the file says, in the canonical ``unit``.

    Raises
    ------
    QuantityError : with a message and a hint for the planner.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise unit_expected(unit, f"found {quoted(text)}")
    if not isinstance(text, str):
        if not abs(text) <= LARGEST:
            raise QuantityError(
                f"{str(text)[:40]} is not a usable number", "numbers are finite and at most 1e15", "range"
            )
        return Distribution("fixed", (float(text) * _factor("", unit, bare, text),))
    if len(text) > LONGEST:
        raise QuantityError(
            f"a quantity of {len(text)} characters", f"quantities are short: {unit_of(unit).example}"
        )
    if text.lstrip().startswith("~"):
        return _read_shape(text.strip(), unit, bare)
    if found := no_single_number(text, unit):
        raise QuantityError(*found)
    number, spelt = _split(_THOUSANDS.sub("", text), unit, text)
    return Distribution("fixed", (_times(number, _factor(spelt, unit, bare, text)),))


def _read_shape(text: str, unit: str, bare: bool) -> Distribution:
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise wrong_shape(f"{quoted(text)} is not a distribution", "write it as ~uniform(45 %, 85 %)")
    kind = found["kind"].lower()
    if kind not in SHAPES:
        raise wrong_shape(f"there is no distribution {quoted(found['kind'])}", nearest_shape(kind))
    numbers, bounds = _arguments(found["inside"], kind, text)
    after = found["unit"].strip()
    pure = kind in PURE
    for part in () if pure else found["inside"].split(","):
        if wrong := no_single_number(part.partition("=")[2] or part, unit):
            raise QuantityError(*wrong)
    if pure and any(spelt for _, spelt in numbers):
        raise wrong_shape(
            f"the numbers of ~{kind} have no unit", f"write the unit after the brackets: ~{kind}(…) {unit}"
        )
    values = [n if pure else _times(n, _inner_factor(s, after, unit, bare, text)) for n, s in numbers]
    limits = {name: _times(n, _inner_factor(s, after, unit, bare, text)) for name, (n, s) in bounds.items()}
    scale = _scale(found["scale"], text) * (_inner_factor("", after, unit, bare, text) if pure else 1.0)
    shape = Distribution(
        kind, tuple(values), limits.get("min", -math.inf), limits.get("max", math.inf), scale
    )
    if (wrong := problem_of(shape)) is not None:
        raise wrong_shape(f"in {quoted(text)} {wrong}", f"~{kind} takes ({', '.join(SHAPES[kind])})")
    return shape


def _arguments(inside: str, kind: str, text: str):
    """Numbers with their units, and the bounds ``min=``/``max=``, of the text between the brackets."""
    numbers: list[tuple[float, str]] = []
    bounds: dict[str, tuple[float, str]] = {}
    for part in inside.split(","):
        name, equals, rest = part.partition("=")
        if equals and name.strip() in ("min", "max") and name.strip() not in bounds:
            bounds[name.strip()] = _split(rest, "1", text)
        else:
            numbers.append(_split(part, "1", text))
    if len(numbers) != len(SHAPES[kind]):
        needs = ", ".join(SHAPES[kind])
        raise wrong_shape(
            f"~{kind} takes {len(SHAPES[kind])} numbers, {quoted(text)} has {len(numbers)}",
            f"~{kind}({needs}); write thousands as 3_200, without a comma",
        )
    return numbers, bounds


def _split(part: str, unit: str, text: str) -> tuple[float, str]:
    """Number and unit of ``part``; the magnitude (``6M``, ``1.5 million``) is worked into the number."""
    found = _VALUE.fullmatch(part)
    if found is None:
        raise unit_expected(unit, f"found {quoted(text)}")
    number = float(found["number"].replace("_", "")) * (-1.0 if found["sign"] else 1.0)
    spelt = " ".join(found["unit"].split())
    first, _, rest = spelt.partition(" ")
    if first.lower() in _MAGNITUDES and unit != "hours":
        number, spelt = number * _MAGNITUDES[first.lower()], rest
    if "$" in part and not spelt.startswith("USD"):
        spelt = f"USD{'' if spelt.startswith('/') else ' '}{spelt}".strip()
    if not abs(number) <= LARGEST:
        raise QuantityError(
            f"{quoted(text)} is not a usable number", "numbers are finite and at most 1e15", "range"
        )
    return number, spelt


def _scale(text: str | None, whole: str) -> float:
    if text is None:
        return 1.0
    number, spelt = _split(text, "1", whole)
    if spelt or number <= 0:
        raise wrong_shape(f"{quoted(whole)} has a multiplier that is not a number above 0")
    return number


def _inner_factor(inner: str, after: str, unit: str, bare: bool, text: str) -> float:
    """Factor of a number inside the brackets: its own unit, or else the one after the brackets."""
    if inner and after:
        raise wrong_shape(
            f"{quoted(text)} has a unit twice", "write the unit in the brackets or after them, not both"
        )
    return _factor(inner or after, unit, bare, text)


def _factor(spelt: str, unit: str, bare: bool, text: object) -> float:
    """Factor from the unit as spelt to the canonical unit."""
    known = unit_of(unit)
    if spelt == unit:
        return 1.0
    if not spelt:
        if not bare:
            raise unit_expected(unit, f"{quoted(text)} has no unit")
        return 1.0
    spelling = re.sub(r"\s*/\s*", "/", spelt)
    if spelling in known.spellings:
        return known.spellings[spelling]
    for other in UNITS.values():
        if spelling in other.spellings:
            raise unit_expected(unit, f"{quoted(text)} is {other.what}")
    raise unit_expected(unit, f"{quoted(spelt)} is not a unit of it")


def _times(x: float, factor: float) -> float:
    """Converted number, without the last bits that percent leaves (0.07, not 0.07000000000000001)."""
    return x if factor == 1.0 else float(f"{x * factor:.15g}")
