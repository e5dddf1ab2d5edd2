"""Numbers as they are printed: no finer than their uncertainty allows.

The step of rounding follows from the width of the interval and from the Monte Carlo error,
so that a page never shows digits that another run of the same study would change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS = "−"
NO_VALUE = "—"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A median with its interval.

    ``low`` and ``high`` are the 5th and 95th percentiles over the simulated pairs (a 90 %
    interval); ``error`` is the Monte Carlo standard error of the median; all in ``unit``.
    """

    median: float
    low: float
    high: float
    error: float = 0.0
    unit: str = "persons"

    @property
    def known(self) -> bool:
        """False if there is nothing to print (no run counted anything)."""
        return math.isfinite(self.median)

    @property
    def clear(self) -> bool:
        """True if the whole interval, as printed, lies on one side of zero."""
        low, high = (_printed(end, self.unit, self.step)[0] for end in (self.low, self.high))
        return self.known and (low > 0 or high < 0)

    @property
    def exact(self) -> bool:
        """True if both ends of the interval are printed alike."""
        return self.known and rounded(self.low, self.step) == rounded(self.high, self.step)

    @property
    def step(self) -> float:
        """Step of rounding for all three numbers."""
        return step(self.median, self.low, self.high, self.error)

    def text(self) -> str:
        """The median, rounded, with its unit."""
        return quantity(self.median, self.unit, self.step)

    def low_text(self) -> str:
        """The lower end of the interval, rounded, without its unit."""
        return number(self.low, self.unit, self.step)

    def high_text(self) -> str:
        """The upper end of the interval, rounded, with its unit."""
        return quantity(self.high, self.unit, self.step)

    def interval(self) -> str:
        """The interval, rounded: ``80 to 260``."""
        if not self.known or not math.isfinite(self.low + self.high):
            return NO_VALUE
        return f"{self.low_text()} to {self.high_text()}"

    def signed(self) -> str:
        """The median with a sign in front, for a difference."""
        if not self.known:
            return NO_VALUE
        text = self.text()
        return f"+{text}" if rounded(self.median, self.step) > 0 else text


def step(median: float, low: float, high: float, error: float = 0.0) -> float:
    """Power of ten to which a number with this interval is rounded.

    A tenth of the width of the interval, or the Monte Carlo error if that is larger; two
    significant digits of the number itself when there is no width at all.
    """
    scale = max(abs(high - low) / 10, abs(error))
    if not math.isfinite(scale) or scale <= 0:
        scale = abs(median) / 100 if math.isfinite(median) and median else 1.0
    return 10.0 ** math.floor(math.log10(scale) + 1e-9)


def rounded(value: float, step: float) -> float:
    """``value`` to the nearest multiple of ``step``, without a negative zero."""
    return round(value / step) * step + 0.0


_SIGNS = {"share": "\u202f%", "points": "\u202fpts"}
_FINEST = {"persons": 1.0, "jobs": 1.0, "seats": 1.0, "USD": 1.0, "USD/year": 1.0, "points": 0.01}
"""Finest step printed for a unit: nobody is counted in tenths; shares change in hundredths of a point."""


def number(value: float, unit: str, step: float) -> str:
    """The rounded number without the unit's name; shares are printed in per cent."""
    if not math.isfinite(value):
        return NO_VALUE
    value, step = _printed(value, unit, step)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    dollar = "$" if unit.startswith("USD") else ""
    return (MINUS if value < 0 else "") + dollar + f"{abs(value):,.{digits}f}"


def _printed(value: float, unit: str, step: float) -> tuple[float, float]:
    """The value as it is printed (shares in per cent), and the step it is rounded to."""
    if not math.isfinite(value):
        return math.nan, step
    scale = 100.0 if unit == "share" else 1.0
    step = max(step * scale, _FINEST.get(unit, 0.01))
    return rounded(value * scale, step), step


def quantity(value: float, unit: str, step: float) -> str:
    """The rounded number with the sign of per cent or of percentage points."""
    text = number(value, unit, step)
    return text if text == NO_VALUE else text + _SIGNS.get(unit, "")


def money(value: float, digits: int = 2) -> str:
    """Dollars in a short form: ``$6.0 million``, ``$35,000``."""
    if not math.isfinite(value):
        return NO_VALUE
    sign, size = (MINUS if value < 0 else ""), abs(value)
    if size >= 999_500:
        return f"{sign}${size / 1e6:,.{max(0, digits - len(str(int(size / 1e6))))}f} million"
    at = 10.0 ** max(0, math.floor(math.log10(size)) - digits + 1) if size >= 1 else 1.0
    return f"{sign}${rounded(size, at):,.0f}"


def share(value: float, draws: int) -> str:
    """A chance as a whole per cent, never finer than one parameter draw in ``draws``."""
    if not math.isfinite(value):
        return NO_VALUE
    if draws < 20:
        return f"{value * draws:.3g} of {draws} draws"
    edge = math.ceil(100 / draws)
    if value * draws < 0.5:
        return f"under {edge}\u202f%"
    if (1 - value) * draws < 0.5:
        return f"over {100 - edge}\u202f%"
    return f"{value * 100:.0f}\u202f%"


def count(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,d}"


def school_year(first: int) -> str:
    """The school year that starts in September of ``first``: ``2050-51``."""
    return f"{first}-{(first + 1) % 100:02d}"
