"""Numbers as they are printed: no finer than their uncertainty allows.

There is one law of rounding, for terminal, notebook, page and figures. The step is the power of ten
at a tenth of the interval, or at the Monte Carlo error of the middle value where that is larger. A
finer law (steps of 1, 2 and 5 at a fiftieth of the interval) was in use beside it and was given up:
with 200 runs the error of a median is about 2.7 % of a 90 % interval (1.25 of a standard deviation
over √200, of 3.3 standard deviations), so a step of 2 % prints digits that another run of the same
study would change, and 1,235 looks exact to a reader who cannot know that its step is 5. Large sums
of money are in words, ``$3.16 billion``, to three figures at most.

An interval is printed only where the runs carry one; see :data:`INTERVAL_RUNS`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS = "−"
NO_VALUE = "—"
MILLION, BILLION = 1e6, 1e9
FIGURES = 3
"""Significant digits of large sums of money."""

INTERVAL_RUNS = 19
"""Fewest runs with which a 90 % interval is printed.

The smallest and the largest of ``n`` independent runs enclose a share ``(n − 1) / (n + 1)`` of what
there is, on average: 50 % with 3 runs, 60 % with 4, 82 % with 10. Only from 19 runs on is that
0.9, so with fewer no two of their values can be the ends of a 90 % interval, and percentiles
interpolated between them are narrower still. Below it the two are printed as what they are, the
range of the runs; one run has no range.
"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A median with its interval, over ``runs`` simulated pairs.

    ``low`` and ``high`` are the 5th and 95th percentiles over the pairs (a 90 % interval) or, below
    :data:`INTERVAL_RUNS`, their smallest and largest value (NaN if there is one pair only);
    ``error`` is the Monte Carlo standard error of the median; all in ``unit``.
    """

    median: float
    low: float
    high: float
    error: float = 0.0
    unit: str = "persons"
    runs: int = INTERVAL_RUNS

    @property
    def kind(self) -> str:
        """What ``low`` and ``high`` are: ``90 %``, ``range`` or ``none``."""
        return interval_kind(self.runs)

    @property
    def known(self) -> bool:
        """False if there is nothing to print (no run counted anything)."""
        return math.isfinite(self.median)

    @property
    def clear(self) -> bool:
        """True if the whole 90 % interval, as printed, lies on one side of zero; a range tells nothing."""
        if self.runs < INTERVAL_RUNS:
            return False
        low, high = (_printed(end, self.unit, self.step)[0] for end in (self.low, self.high))
        return self.known and (low > 0 or high < 0)

    @property
    def exact(self) -> bool:
        """True if there are no two ends to print: they are printed alike, or there is one run only."""
        return self.known and (self.low_text() == NO_VALUE or self._alike)

    @property
    def _alike(self) -> bool:
        return rounded(self.low, self.step) == rounded(self.high, self.step)

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

    def told(self) -> str:
        """The interval with its name, for a sentence: ``90 % interval 80 to 260``."""
        name = interval_name(self.runs)
        if self.kind == "none" or not self.known:
            return name
        return f"{name}{':' if self.kind == 'range' else ''} {self.interval()}"

    def signed(self) -> str:
        """The median with a sign in front, for a difference."""
        if not self.known:
            return NO_VALUE
        text = self.text()
        return f"+{text}" if _printed(self.median, self.unit, self.step)[0] > 0 else text


def interval_kind(runs: int) -> str:
    """What is printed beside a middle value of so many runs: ``90 %``, ``range`` or ``none``."""
    if runs >= INTERVAL_RUNS:
        return "90 %"
    return "range" if runs > 1 else "none"


def interval_name(runs: int) -> str:
    """The same in words: ``90 % interval``, ``range of 4 runs``, ``one run, no interval``."""
    names = {"90 %": "90 % interval", "range": f"range of {runs} runs", "none": "one run, no interval"}
    return names[interval_kind(runs)]


def few_runs(runs: int) -> str:
    """What a reader must know about the intervals of so few runs; empty if there are enough."""
    kind = interval_kind(runs)
    if kind == "90 %":
        return ""
    what = f"ranges, smallest to largest of {runs} runs" if kind == "range" else "the numbers of one run"
    return f"These are {what}, not 90 % intervals: an interval needs at least {INTERVAL_RUNS} runs."


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


def _figure_step(value: float, figures: int = FIGURES) -> float:
    """Step that leaves so many significant digits of a sum of dollars, a dollar at the finest."""
    return 10.0 ** max(0, math.floor(math.log10(max(abs(value), 1.0)) + 1e-12) - figures + 1)


def share(value: float, runs: int) -> str:
    """A chance as a whole per cent, never finer than one run in ``runs``; of few runs, how many."""
    if not math.isfinite(value):
        return NO_VALUE
    if runs < INTERVAL_RUNS:
        return f"{value * runs:.3g} of {runs} run{'' if runs == 1 else 's'}"
    edge = math.ceil(100 / runs)
    if value * runs < 0.5:
        return f"under {edge}\u202f%"
    if (1 - value) * runs < 0.5:
        return f"over {100 - edge}\u202f%"
    return f"{value * 100:.0f}\u202f%"


def count(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,d}"
