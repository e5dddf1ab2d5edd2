"""What an indicator is: a count of a world, or a count over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.core.columns import LAST_AGE
from sim.core.tallies import Market, Tally

Counts = tuple[Tally, ...] | tuple[Market, ...]
ADULT_AGE = 18
"""Age from which residents are called adults."""
AGES_TOLD = f"{ADULT_AGE} to {LAST_AGE}"
"""Ages of those in whom the headline is counted, in words."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One outcome of a world, year and group.

    The value is the sum of the ``numerator`` counts over the sum of the ``denominator``
    counts; without a denominator it is the numerator itself. ``lag`` is the number of years
    since leaving school of the people counted: the cohort of a row is its year less the lag;
    ``None`` means that the people counted are not one cohort.
    """

    code: str
    label: str
    unit: str
    family: str
    numerator: Counts
    denominator: Counts = ()
    lag: int | None = None
    better: Literal["up", "down", "none"] = "none"
    meaning: str = ""
    official: str = ""  # code of an official indicator this one stands near to
    difference: str = ""  # how the definition differs from the official one; empty = met

    def __post_init__(self) -> None:
        """Refuse an indicator that mixes counts of persons with counts of jobs."""
        kinds = {type(count) for count in self.numerator + self.denominator}
        if len(kinds) != 1:
            raise ValueError(f"indicator {self.code}: counts of one kind are needed, got {kinds}")

    @property
    def by_group(self) -> bool:
        """Whether the indicator is counted by sex, ethnicity and income (jobs are not)."""
        return isinstance(self.numerator[0], Tally)
