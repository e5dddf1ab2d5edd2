"""From scenario files to a finished comparison, and the object that a notebook shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.card import card_html, card_text
from sim.analysis.comparison import Comparison
from sim.analysis.tables import write_tables
from sim.batch.experiment import Ended, Settings, add_warnings, run_batch
from sim.batch.job import Job, simulate
from sim.batch.progress import Progress
from sim.lives.counts import counts_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.load.scenario import Scenario

Charts = Callable[[Comparison], Mapping[str, Callable[[], Any]]]
"""Gives the figures of a comparison by name; handed in from the room of the figures, which is above."""


def scenarios_of(given: Iterable[str | Path | Scenario], seed: int | None = None) -> tuple[Scenario, ...]:
    """Return the scenarios of a study, baseline first, from files, folders or loaded scenarios.

    ``seed`` takes the place of the files' own. Raises :class:`sim.study.reading.diagnostics.StudyError`
    with every mistake, or why they cannot be compared.
    """
    from sim.study.load.scenario import compared, in_order, load_study
    from sim.study.load.variant import reseeded

    items = list(given)
    paths = [item for item in items if isinstance(item, str | Path)]
    loaded = [item for item in items if not isinstance(item, str | Path)]
    scenarios = [*(load_study(paths) if paths or not loaded else ()), *loaded]
    chosen = scenarios if seed is None else [reseeded(scenario, seed) for scenario in scenarios]
    return compared(in_order(chosen))


def job_of(scenarios: Iterable[Scenario]) -> Job:
    """Return what a batch needs to run a study; ``scenarios`` as :func:`scenarios_of` gives them."""
    from sim.study.load.scenario import pairs

    chosen = tuple(scenarios)
    return Job(chosen, counts_of, pairs(chosen), simulate)


def run_study(
    scenarios: Iterable[Scenario], settings: Settings, progress: Progress | None = None
) -> tuple[Ended, Comparison | None]:
    """Run a study and write its tables; the comparison is ``None`` if no replicate is finished."""
    job = job_of(scenarios)
    ended = run_batch(job, settings, progress)
    said = [warning.message for scenario in job.scenarios for warning in scenario.warnings]
    if said:
        add_warnings(ended.folder, list(dict.fromkeys(said)))
    if not ended.done:
        return ended, None
    comparison = Comparison.load(ended.folder)
    write_tables(comparison)
    return ended, comparison


@dataclass(frozen=True)
class Plots:
    """The figures of a study, each drawn when it is asked for."""

    comparison: Comparison
    charts: Charts

    def _draw(self, name: str) -> Any:
        known = self.charts(self.comparison)
        if name not in known:
            raise ValueError(f"This run has no figure '{name}'; it has {', '.join(known)}.")
        return known[name]()

    def fan(self) -> Any:
        """Net additional residents in target jobs by year, with 50 and 80 % bands."""
        return self._draw("fan")

    def waterfall(self) -> Any:
        """The five lines of the headline for each option."""
        return self._draw("waterfall")

    def gap(self) -> Any:
        """Baseline and options by group of persons."""
        return self._draw("equity")

    def dots(self) -> Any:
        """Twenty equally likely values of the net of each option."""
        return self._draw("dots")

    def published(self) -> Any:
        """The baseline beside the region's published rates."""
        return self._draw("published")


@dataclass(frozen=True, repr=False)
class Study:
    """A finished comparison for a notebook: show it, take tables from it, draw it.

    >>> study = sim.compare("scenarios/chattanooga", draws=20)  # doctest: +SKIP
    >>> study.table("lives_and_works_here_5y", by="ethnicity")  # doctest: +SKIP
    >>> study.plot.fan()  # doctest: +SKIP
    """

    comparison: Comparison
    charts: Charts = field(repr=False)

    @property
    def folder(self) -> Path:
        """The results folder."""
        return self.comparison.folder

    @property
    def headline(self) -> pd.DataFrame:
        """The five lines of every option with median and interval (of few runs: range), one row each."""
        columns = ["option", "line", "median", "low", "high"]
        return self.comparison.headline[columns]

    @property
    def costs(self) -> pd.DataFrame:
        """Cost of every option beside the baseline, public and other, and per net additional resident."""
        return self.comparison.costs

    @property
    def plot(self) -> Plots:
        """The figures."""
        return Plots(self.comparison, self.charts)

    def table(
        self, code: str, by: str | Sequence[str] | None = None, year: int | None = None
    ) -> pd.DataFrame:
        """Return one indicator as a tidy table; see :meth:`sim.analysis.comparison.Comparison.table`."""
        return self.comparison.table(code, by, year)

    def __repr__(self) -> str:
        return card_text(self.comparison)

    def _repr_html_(self) -> str:
        return card_html(self.comparison)
