"""What is left when a programme ends, and five and ten years after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.summary import estimate
from sim.words.numbers import Estimate
from sim.words.years import school_year

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison
    from sim.analysis.stack import Stack

YEARS_AFTER = (0, 5, 10)
"""Years after the last year in which an option plans seats."""
PLANNED = "delivery.planned"


@dataclass(frozen=True, slots=True)
class Then:
    """The nets of one option in a year counted from its programme's end."""

    option: str  # slug
    after: int  # years after the last year with seats
    year: int  # first September
    retained: Estimate
    net: Estimate

    @property
    def when(self) -> str:
        """The year in words: ``its last year, 2035-36``."""
        place = "last year of seats" if not self.after else f"{self.after} years after"
        return f"{place}, {school_year(self.year)}"


def programme_end(comparison: Comparison, slug: str) -> int | None:
    """Return the last year, as its first September, in which an option plans seats of its own.

    Partnerships that the baseline plans alike are not the option's. ``None`` without seats, and for a
    programme that goes on to the last year simulated, for then nothing is known of its end.
    """
    ours, theirs = (_planned(comparison.stacks[one]) for one in (slug, comparison.baselines[slug]))
    own = [seats for name, seats in ours.items() if not np.array_equal(seats, theirs.get(name))]
    planned = np.flatnonzero(np.any([seats.max(axis=0) > 0 for seats in own], axis=0)) if own else []
    told = comparison.receipt.study
    if not len(planned) or planned[-1] == told.years - 1:
        return None
    return told.start + int(planned[-1])


def _planned(stack: Stack) -> dict[str, np.ndarray]:
    """Seats planned by partnership, float64 [runs, years]."""
    places = stack.columns(PLANNED)
    groups, years = (stack.keys[name].to_numpy()[places] for name in ("group", "year"))
    return {
        group: stack.value[:, places[groups == group][np.argsort(years[groups == group])]]
        for group in dict.fromkeys(groups)
    }


def later(comparison: Comparison) -> tuple[Then, ...]:
    """Return the nets of every option whose programme ends within the horizon, in the years after its end."""
    told, found = comparison.receipt.study, []
    for slug in comparison.options:
        end = programme_end(comparison, slug)
        if end is None:
            continue
        for after in YEARS_AFTER:
            year = end + after
            if year < told.start + told.years:
                nets = (
                    estimate(comparison.values(slug, f"{one}.net", year)) for one in ("retention", "headline")
                )
                found.append(Then(slug, after, year, *nets))
    return tuple(found)


def later_table(comparison: Comparison) -> pd.DataFrame:
    """The same as a table: one row per option, year and outcome; empty if no programme ends in time."""
    import pandas as pd

    rows = [
        (one.option, one.after, one.year, code, seen.median, seen.low, seen.high)
        for one in later(comparison)
        for code, seen in (("retention.net", one.retained), ("headline.net", one.net))
    ]
    return pd.DataFrame(rows, columns=["option", "years_after", "year", "line", "median", "low", "high"])
