"""From scenario files to a finished comparison, and the object that a notebook shows."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.asked import asked_table
from sim.analysis.between import between_table
from sim.analysis.card import card_html, card_page, card_text
from sim.analysis.comparison import Comparison
from sim.analysis.export import export
from sim.analysis.later import later_table
from sim.analysis.swept import with_swept
from sim.analysis.tables import write_tables
from sim.analysis.told import jobs_table, lines_table, sources_table, stages_table
from sim.batch.experiment import Effort, Ended, add_warnings, run_batch
from sim.batch.job import Job, simulate
from sim.batch.progress import Progress
from sim.lives.counts import counts_of
from sim.store.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.load.scenario import Scenario

Charts = Callable[[Comparison], Mapping[str, Callable[[], Any]]]
"""Gives the figures of a comparison by name; handed in from the room of the report, which is above."""
Page = Callable[[Comparison, Path], Path]
"""Writes page and figures of a comparison into a folder; handed in likewise."""


SEEDS = 2**32
"""Number of seeds there are: the draws are keyed by 32 bits of it."""


class UnusableSeed(ValueError):
    """A seed that the draws cannot be keyed by."""


def scenarios_of(given: Iterable[str | Path | Scenario], seed: int | None = None) -> tuple[Scenario, ...]:
    """Return the scenarios of a study, baseline first, from files, folders or loaded scenarios.

    ``seed`` takes the place of the files' own. Raises :class:`sim.study.reading.diagnostics.StudyError`
    with every mistake, or why they cannot be compared, and :class:`UnusableSeed`.
    """
    if seed is not None and not 0 <= seed < SEEDS:
        raise UnusableSeed(f"A seed is a whole number from 0 to {SEEDS - 1:,}, not {seed:,}.")
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


class Unwritten(RuntimeError):
    """A batch has ended and is kept, but tables or page cannot be written; the message says why."""

    @classmethod
    def of(cls, what: str, folder: Path, error: OSError) -> Unwritten:
        """The sentence for ``what`` (the tables, the page) of the run in ``folder``."""
        reason = error.strerror or str(error) or type(error).__name__
        return cls(
            f"The runs are finished and kept in '{folder}', but {what} cannot be written: {reason}. "
            f"When that is mended, 'sim compare {shlex.quote(str(folder))}' makes them from what is kept."
        )


def run_study(
    scenarios: Iterable[Scenario], settings: Effort, progress: Progress | None = None
) -> tuple[Ended, Comparison | None]:
    """Run a study and write its tables; the comparison is ``None`` if no replicate is finished.

    Raises :class:`Unwritten` if the runs are kept and their tables cannot be written.
    """
    job = job_of(scenarios)
    ended = run_batch(job, settings, progress)
    said = [warning.message for scenario in job.scenarios for warning in scenario.warnings]
    try:
        if said:
            add_warnings(ended.folder, list(dict.fromkeys(said)))
        if not ended.done:
            return ended, None
        comparison = Comparison.load(ended.folder)
        write_tables(comparison)
    except OSError as error:
        raise Unwritten.of("their tables", ended.folder, error) from None
    return ended, comparison


@dataclass(frozen=True)
class Plots:
    """The figures of a study, each drawn when it is called: ``study.plot.fan()``."""

    comparison: Comparison
    charts: Charts

    def __getattr__(self, name: str) -> Callable[[], Any]:
        from sim.figures.registry import called, figures_of_report

        figure = called(name)
        if figure is None:
            known = ", ".join(figures_of_report())
            raise AttributeError(f"There is no figure '{name}'; the report has {known}.")
        drawing = partial(self._draw, figure.name)
        drawing.__doc__ = figure.meaning  # type: ignore[misc]
        return drawing

    def __dir__(self) -> list[str]:
        from sim.figures.registry import figures_of_report

        return [name for figure in figures_of_report().values() for name in (figure.name, *figure.also)]

    def _draw(self, name: str) -> Any:
        drawn = self.charts(self.comparison)
        if name not in drawn:
            raise ValueError(f"This run has no figure '{name}'; it has {', '.join(drawn)}.")
        return drawn[name]()


@dataclass(frozen=True, repr=False)
class Study:
    """A finished comparison for a notebook: show it, take tables from it, draw it.

    >>> study = sim.compare("scenarios/chattanooga", draws=20)  # doctest: +SKIP
    >>> study.table("lives_and_works_here_5y", by="ethnicity")  # doctest: +SKIP
    >>> study.plot.fan()  # doctest: +SKIP
    """

    comparison: Comparison
    charts: Charts = field(repr=False)
    page: Page | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """The results folder."""
        return self.comparison.folder

    @property
    def retention(self) -> pd.DataFrame:
        """The five lines of those who live and work here, in any job: median and interval (or range)."""
        return self._shown(lines_table(self.comparison, "retention"))

    @property
    def headline(self) -> pd.DataFrame:
        """The five lines of those who live and work here in a target field, likewise."""
        return self._shown(self.comparison.headline)

    @property
    def sources(self) -> pd.DataFrame:
        """Where each net comes from; in every run the sources add up to it."""
        return self._shown(sources_table(self.comparison))

    @property
    def jobs(self) -> pd.DataFrame:
        """Change of jobs filled, and of those held by residents and by outsiders."""
        return self._shown(jobs_table(self.comparison))

    @property
    def stages(self) -> pd.DataFrame:
        """Participants by the deepest stage reached, and how many of them are placed, or would be anyway."""
        return self._shown(stages_table(self.comparison))

    @property
    def after_programme(self) -> pd.DataFrame:
        """The nets in the last year of an option's seats, and five and ten years after."""
        return with_swept(self.comparison, later_table(self.comparison))

    def differences(self) -> pd.DataFrame:
        """One option less another, run by run, with the sentence that says whether they can be told apart."""
        return between_table(self.comparison)

    def _shown(self, table: pd.DataFrame) -> pd.DataFrame:
        known = ("option", "outcome", "stage", "line", "source", "median", "low", "high")
        return with_swept(self.comparison, table[[name for name in known if name in table]])

    @property
    def costs(self) -> pd.DataFrame:
        """Cost of every option beside the baseline, public and other, and per net additional resident."""
        return with_swept(self.comparison, self.comparison.costs)

    @property
    def plot(self) -> Plots:
        """The figures."""
        return Plots(self.comparison, self.charts)

    def table(
        self, code: str, by: str | Sequence[str] | None = None, year: int | str | None = None
    ) -> pd.DataFrame:
        """Return one indicator as a tidy table: levels of every option and the difference to the baseline.

        ``by`` is a kind of groups, or several kinds of persons at once: ``["sex", "low_income"]``. ``year``
        is a school year as written, ``"2031-32"``, or its first September; without it all are given. Of
        groups of too few persons the figures are left out, and a column ``note`` says so.

        Raises ``ValueError`` with the reason where there is nothing to show.
        """
        return asked_table(self.comparison, code, by, year)

    def save(self, path: str | Path) -> Path:
        """Keep the study outside its results folder; returns the path.

        A folder gets the page, the figures and the tables; ``.html`` and ``.txt`` get the card, ``.csv`` and
        ``.parquet`` every run as tidy rows. Raises ``ValueError`` for another ending, ``OSError`` if a file
        cannot be written.
        """
        path = Path(path)
        cards = {".html": card_page, ".txt": card_text}
        if path.suffix in cards:
            write_whole(path, cards[path.suffix](self.comparison).encode())
        elif path.suffix:
            export(self.comparison, path)
        else:
            path.mkdir(parents=True, exist_ok=True)
            write_tables(self.comparison, path)
            if self.page is not None:
                self.page(self.comparison, path)
        return path

    def __repr__(self) -> str:
        return card_text(self.comparison)

    def _repr_html_(self) -> str:
        return card_html(self.comparison)
