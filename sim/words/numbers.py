"""Numbers as they are printed: no finer than their uncertainty allows.

The step of rounding follows from the width of the interval and from the Monte Carlo error,
so that a page never shows digits that another run of the same study would change. Large sums of
money are in words, ``$3.16 billion``, to three figures at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS = "−"
NO_VALUE = "—"
MILLION, BILLION = 1e6, 1e9
FIGURES = 3
"""Significant digits of large sums of money."""


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
        """Step of rounding for all three numbers; of large sums of money, three figures of the largest."""
        at = step(self.median, self.low, self.high, self.error)
        if not self.unit.startswith("USD"):
            return at
        largest = max(
            (abs(end) for end in (self.median, self.low, self.high) if math.isfinite(end)), default=0
        )
        return max(at, _figure_step(largest)) if largest >= MILLION else at

    def text(self) -> str:
        """The median, rounded, with its unit."""
        return quantity(self.median, self.unit, self.step)

    def low_text(self) -> str:
        """The lower end of the interval, rounded, without its unit."""
        return _without_word(number(self.low, self.unit, self.step), self.high_text())

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
    if unit.startswith("USD"):
        return _dollars(value, step)
    return (MINUS if value < 0 else "") + f"{abs(value):,.{_digits(step)}f}"


def _digits(step: float) -> int:
    """Digits behind the point of a number rounded to ``step``."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _dollars(value: float, step: float) -> str:
    """A rounded sum, from a million upwards in words."""
    size, word = 1.0, ""
    if abs(value) >= MILLION:
        size, word = (BILLION, " billion") if abs(value) >= BILLION else (MILLION, " million")
    return (MINUS if value < 0 else "") + f"${abs(value) / size:,.{_digits(step / size)}f}{word}"


def _without_word(low: str, high: str) -> str:
    """``low`` without its ``million`` or ``billion`` if ``high``, which follows it, has the same."""
    for word in (" million", " billion"):
        if high.endswith(word):
            return low.removesuffix(word)
    return low


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


def money(value: float, figures: int = FIGURES) -> str:
    """Dollars to so many figures, large sums in words: ``$25.4 million``, ``$35,000``."""
    if not math.isfinite(value):
        return NO_VALUE
    value = rounded(value, _figure_step(value, figures))
    return _dollars(value, _figure_step(value, figures))


def money_interval(low: float, high: float, figures: int = FIGURES) -> str:
    """An interval of :func:`money`: ``$20.1 to $25.4 million``; nothing if both ends are printed alike."""
    ends = money(low, figures), money(high, figures)
    return "" if ends[0] == ends[1] else f"{_without_word(*ends)} to {ends[1]}"


def _figure_step(value: float, figures: int = FIGURES) -> float:
    """Step that leaves so many significant digits of a sum of dollars, a dollar at the finest."""
    return 10.0 ** max(0, math.floor(math.log10(max(abs(value), 1.0)) + 1e-12) - figures + 1)


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
