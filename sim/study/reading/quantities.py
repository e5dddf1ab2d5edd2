"""Numbers as planners write them: ``150_000 USD/year``, ``82 %``, ``~uniform(45 %, 85 %)``.

:func:`parse_quantity` reads a number or a distribution with its unit and returns a :class:`Quantity` in
the canonical unit that the caller expects. Wrong text raises :class:`QuantityError` in the words of the
domain, with a hint on how to mend it.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass

from sim.study.reading.ambiguous import WHOLE_UNITS, no_single_number
from sim.study.reading.distributions import SHAPES, Distribution, problem_of
from sim.study.reading.units import UNITS, unit_of

LONGEST = 400
"""Characters of a quantity's text; longer text is refused unread."""
PURE = ("beta", "lognormal")
"""Distributions whose numbers have no unit of their own."""
LARGEST = 1e15
"""Numbers larger than this are refused whatever the unit."""


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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A certain or uncertain number in a canonical unit."""

    distribution: Distribution
    unit: str

    @property
    def certain(self) -> bool:
        """True when every draw gives the same value."""
        return self.distribution.kind == "fixed"

    def value(self, u: float | None = None) -> float:
        """Value at the uniform ``u`` in (0, 1); the central value (mean within the bounds) for None."""
        if u is None:
            return self.distribution.central
        if not 0.0 < u < 1.0:
            raise ValueError(f"a uniform lies strictly between 0 and 1, not {u}")
        return self.distribution.quantile(u)

    @property
    def text(self) -> str:
        """Canonical text: :func:`parse_quantity` of it with the same unit gives an equal quantity."""
        d = self.distribution
        unit = "" if self.unit in ("share", "1") else f" {self.unit}"
        if self.certain:
            return f"{_shown(d.numbers[0], self.unit in WHOLE_UNITS)}{unit}"
        whole = self.unit in WHOLE_UNITS and d.kind not in PURE
        numbers = [_shown(x, whole) for x in d.numbers]
        numbers += [f"min={_shown(d.low, whole)}"] if d.low > -math.inf else []
        numbers += [f"max={_shown(d.high, whole)}"] if d.high < math.inf else []
        scale = f" * {_shown(d.scale)}" if d.scale != 1.0 else ""
        return f"~{d.kind}({', '.join(numbers)}){scale}{unit}"

    def __str__(self) -> str:
        return self.text


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


def parse_quantity(
    text: str | int | float,
    unit: str,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    bare: bool = True,
) -> Quantity:
    """Read a number or a distribution, expected in ``unit``.

    Parameters
    ----------
    text : what the planner wrote; a number of the file counts as a number without a unit.
    unit : canonical unit, a key of ``sim.study.reading.units.UNITS``; any other text is a unit
        spelt in one way only.
    low, high : every value that can be drawn must lie in this range (canonical unit).
    bare : whether a number without a unit is understood.

    Raises
    ------
    QuantityError : with a message and a hint for the planner.
    """
    quantity = Quantity(_read(text, unit, bare), unit)
    _check_range(quantity, low, high, percent_meant=unit == "share" and "%" not in str(text))
    return quantity


def fixed(value: float, unit: str) -> Quantity:
    """A certain quantity of ``value`` in the canonical ``unit``."""
    return Quantity(Distribution("fixed", (float(value),)), unit)


def _read(text: str | int | float, unit: str, bare: bool) -> Distribution:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise _expected(unit, f"found {_quoted(text)}")
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
        raise _wrong_shape(f"{_quoted(text)} is not a distribution", "write it as ~uniform(45 %, 85 %)")
    kind = found["kind"].lower()
    if kind not in SHAPES:
        raise _wrong_shape(f"there is no distribution {_quoted(found['kind'])}", _nearest_shape(kind))
    numbers, bounds = _arguments(found["inside"], kind, text)
    after = found["unit"].strip()
    pure = kind in PURE
    for part in () if pure else found["inside"].split(","):
        if wrong := no_single_number(part.partition("=")[2] or part, unit):
            raise QuantityError(*wrong)
    if pure and any(spelt for _, spelt in numbers):
        raise _wrong_shape(
            f"the numbers of ~{kind} have no unit", f"write the unit after the brackets: ~{kind}(…) {unit}"
        )
    values = [n if pure else _times(n, _inner_factor(s, after, unit, bare, text)) for n, s in numbers]
    limits = {name: _times(n, _inner_factor(s, after, unit, bare, text)) for name, (n, s) in bounds.items()}
    scale = _scale(found["scale"], text) * (_inner_factor("", after, unit, bare, text) if pure else 1.0)
    shape = Distribution(
        kind, tuple(values), limits.get("min", -math.inf), limits.get("max", math.inf), scale
    )
    if (wrong := problem_of(shape)) is not None:
        raise _wrong_shape(f"in {_quoted(text)} {wrong}", f"~{kind} takes ({', '.join(SHAPES[kind])})")
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
        raise _wrong_shape(
            f"~{kind} takes {len(SHAPES[kind])} numbers, {_quoted(text)} has {len(numbers)}",
            f"~{kind}({needs}); write thousands as 3_200, without a comma",
        )
    return numbers, bounds


def _split(part: str, unit: str, text: str) -> tuple[float, str]:
    """Number and unit of ``part``; the magnitude (``6M``, ``1.5 million``) is worked into the number."""
    found = _VALUE.fullmatch(part)
    if found is None:
        raise _expected(unit, f"found {_quoted(text)}")
    number = float(found["number"].replace("_", "")) * (-1.0 if found["sign"] else 1.0)
    spelt = " ".join(found["unit"].split())
    first, _, rest = spelt.partition(" ")
    if first.lower() in _MAGNITUDES and unit != "hours":
        number, spelt = number * _MAGNITUDES[first.lower()], rest
    if "$" in part and not spelt.startswith("USD"):
        spelt = f"USD{'' if spelt.startswith('/') else ' '}{spelt}".strip()
    if not abs(number) <= LARGEST:
        raise QuantityError(
            f"{_quoted(text)} is not a usable number", "numbers are finite and at most 1e15", "range"
        )
    return number, spelt


def _scale(text: str | None, whole: str) -> float:
    if text is None:
        return 1.0
    number, spelt = _split(text, "1", whole)
    if spelt or number <= 0:
        raise _wrong_shape(f"{_quoted(whole)} has a multiplier that is not a number above 0")
    return number


def _inner_factor(inner: str, after: str, unit: str, bare: bool, text: str) -> float:
    """Factor of a number inside the brackets: its own unit, or else the one after the brackets."""
    if inner and after:
        raise _wrong_shape(
            f"{_quoted(text)} has a unit twice", "write the unit in the brackets or after them, not both"
        )
    return _factor(inner or after, unit, bare, text)


def _factor(spelt: str, unit: str, bare: bool, text: object) -> float:
    """Factor from the unit as spelt to the canonical unit."""
    known = unit_of(unit)
    if spelt == unit:
        return 1.0
    if not spelt:
        if not bare:
            raise _expected(unit, f"{_quoted(text)} has no unit")
        return 1.0
    spelling = re.sub(r"\s*/\s*", "/", spelt)
    if spelling in known.spellings:
        return known.spellings[spelling]
    for other in UNITS.values():
        if spelling in other.spellings:
            raise _expected(unit, f"{_quoted(text)} is {other.what}")
    raise _expected(unit, f"{_quoted(spelt)} is not a unit of it")


def _check_range(quantity: Quantity, low: float, high: float, percent_meant: bool) -> None:
    ends = quantity.distribution.support
    if ends[0] >= low and ends[1] <= high:
        return
    what = "value" if quantity.certain else "distribution"
    sizes = [
        f"{name} {_plain(x, quantity.unit)}"
        for name, x in (("at least", low), ("at most", high))
        if abs(x) < math.inf
    ]
    hint = "" if quantity.certain else "add bounds, for example ~normal(mean, sd, min=…, max=…)"
    if percent_meant and quantity.certain and 1 < ends[0] <= 100:
        hint = f"a share of {ends[0]:g} % is written {ends[0]:g} %"
    shown = _plain(quantity.value(), quantity.unit) if quantity.certain else quantity.text
    raise QuantityError(
        f"the {what} {shown} is out of range: it must be {' and '.join(sizes)}", hint, "range"
    )


def _plain(x: float, unit: str) -> str:
    """A number of a unit for a message."""
    if unit == "share":
        return f"{x * 100:.12g} %"
    size = f"{x:,.0f}" if float(x).is_integer() else f"{x:g}"
    return size if unit == "1" else f"{size} {unit}"


def _wrong_shape(message: str, hint: str = "") -> QuantityError:
    return QuantityError(message, hint, "distribution")


def _expected(unit: str, found: str) -> QuantityError:
    known = unit_of(unit)
    return QuantityError(
        f"expected {known.what}, but {found}" if found else f"expected {known.what}",
        f"write for example {known.example}",
    )


def _nearest_shape(kind: str) -> str:
    near = difflib.get_close_matches({"gaussian": "normal", "gauss": "normal"}.get(kind, kind), SHAPES, n=1)
    known = ", ".join(f"~{name}" for name in SHAPES)
    return f"did you mean ~{near[0]}? known: {known}" if near else f"known: {known}"


def _times(x: float, factor: float) -> float:
    """Converted number, without the last bits that percent leaves (0.07, not 0.07000000000000001)."""
    return x if factor == 1.0 else float(f"{x * factor:.15g}")


def _shown(x: float, whole: bool = False) -> str:
    """A number as text; with a fourth decimal where three of them could be read as thousands (``whole``)."""
    if float(x).is_integer() and abs(x) < 1e15:
        return repr(int(x))
    return f"{x!r}0" if whole and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", repr(x)) else repr(x)


def _quoted(text: object) -> str:
    """Text of the file for a message: short, on one line."""
    line = " ".join(str(text).split())
    return f"'{line[:57]}…'" if len(line) > 60 else f"'{line}'"
