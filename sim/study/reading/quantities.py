"""Numbers as planners write them: ``150_000 USD/year``, ``82 %``, ``~uniform(45 %, 85 %)``.

:func:`parse_quantity` reads a number or a distribution with its unit and returns a :class:`Quantity` in
the canonical unit that the caller expects. Wrong text raises :class:`QuantityError` in the words of the
domain, with a hint on how to mend it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sim.study.reading.ambiguous import WHOLE_UNITS
from sim.study.reading.distributions import Distribution
from sim.study.reading.quantity_errors import QuantityError, in_unit
from sim.study.reading.spelt import PURE, read_distribution


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
    quantity = Quantity(read_distribution(text, unit, bare), unit)
    _check_range(quantity, low, high, percent_meant=unit == "share" and "%" not in str(text))
    return quantity


def fixed(value: float, unit: str) -> Quantity:
    """A certain quantity of ``value`` in the canonical ``unit``."""
    return Quantity(Distribution("fixed", (float(value),)), unit)


def _check_range(quantity: Quantity, low: float, high: float, percent_meant: bool) -> None:
    ends = quantity.distribution.support
    if ends[0] >= low and ends[1] <= high:
        return
    what = "value" if quantity.certain else "distribution"
    sizes = [
        f"{name} {in_unit(x, quantity.unit)}"
        for name, x in (("at least", low), ("at most", high))
        if abs(x) < math.inf
    ]
    hint = "" if quantity.certain else "add bounds, for example ~normal(mean, sd, min=…, max=…)"
    if percent_meant and quantity.certain and 1 < ends[0] <= 100:
        hint = f"a share of {ends[0]:g} % is written {ends[0]:g} %"
    shown = in_unit(quantity.value(), quantity.unit) if quantity.certain else quantity.text
    raise QuantityError(
        f"the {what} {shown} is out of range: it must be {' and '.join(sizes)}", hint, "range"
    )


def _shown(x: float, whole: bool = False) -> str:
    """A number as text; with a fourth decimal where three of them could be read as thousands (``whole``)."""
    if float(x).is_integer() and abs(x) < 1e15:
        return repr(int(x))
    return f"{x!r}0" if whole and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", repr(x)) else repr(x)
