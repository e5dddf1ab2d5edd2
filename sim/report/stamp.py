"""What stands under every figure and in the receipt: how many runs, of what, by which version."""

from __future__ import annotations

from dataclasses import dataclass

from sim.words.numbers import INTERVAL_RUNS, interval_name
from sim.words.years import school_year


@dataclass(frozen=True, slots=True)
class Stamp:
    """What has to stand under every figure: how many runs, of what, by which version."""

    region: str
    run: str
    version: str
    pairs: int  # finished pairs of worlds
    draws: int
    replicates: int
    first_year: int  # first September of the horizon
    years: int
    headline_year: int  # first September of the school year reported
    price_year: int

    @property
    def headline(self) -> str:
        """The school year of the headline, ``2050-51``."""
        return school_year(self.headline_year)

    @property
    def first_school_year(self) -> str:
        """The first school year of the horizon."""
        return school_year(self.first_year)

    @property
    def last_school_year(self) -> str:
        """The last school year of the horizon."""
        return school_year(self.first_year + self.years - 1)

    @property
    def runs_told(self) -> str:
        """How many runs: ``24 runs``, ``1 run``."""
        return f"{self.pairs:,} run{'' if self.pairs == 1 else 's'}"

    @property
    def interval(self) -> str:
        """What is printed beside a middle value: ``90 % interval``, or the range of too few runs for one."""
        return interval_name(self.pairs)

    @property
    def few(self) -> bool:
        """Whether there are too few runs for an interval."""
        return self.pairs < INTERVAL_RUNS

    @property
    def line(self) -> str:
        """The source line of a figure."""
        return f"Talentshed {self.version} · run {self.run} · {self.pairs:,} simulated pairs · {self.region}"
