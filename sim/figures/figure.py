"""What a figure of the report declares of itself: its name, what it shows, its words, how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sim.figures.chart import Chart, Words

if TYPE_CHECKING:
    import pandas as pd

SECTIONS = ("five-lines", "for-whom", "outcomes", "published")
"""Sections of the page that take figures, by their anchor."""

TARGET = "residents living and working here in a target field"
"""Who is counted in the headline, in the words of every subtitle."""


class Facts(Protocol):
    """What a figure may read of the report's data; :class:`sim.report.data.ReportData` has it all."""

    stamp: Any  # how many runs, of what: see sim.report.stamp
    headline: Any  # all options' answers at the headline year
    baseline_slug: str
    fan: pd.DataFrame  # net in target jobs by option and year, with bands
    fan_retained: pd.DataFrame  # net in work here, likewise
    dots: pd.DataFrame  # equally likely values of the net by option
    groups: pd.DataFrame  # rates by option and group; empty without groups
    groups_label: str
    published: Sequence[Any]  # published rates with what the baseline says
    levels: pd.DataFrame  # every indicator by option, group and year: the columns of summary.csv
    changes: pd.DataFrame  # the same, option less baseline, run by run: the columns of compare.csv

    @property
    def options(self) -> Sequence[Any]:
        """The options that have a place in the figures, in the order of the study."""

    @property
    def shown_told(self) -> str:
        """Which of many options these are; empty if they are all."""

    def ranked(self) -> Sequence[Any]:
        """All options, the highest net first."""

    def waterfall(self) -> pd.DataFrame:
        """The five lines of every option, one row each."""

    def sources(self) -> pd.DataFrame:
        """From where every option's net comes to the jobs filled, one row each."""

    def rates(self) -> pd.DataFrame:
        """Published rates beside the baseline's, one row each."""


Drawing = Callable[..., Chart]
"""Called with a table and words, and ``narrow`` and ``bare`` by name."""


@dataclass(frozen=True, slots=True)
class FigureOf:
    """A figure: found by standing in a file of this folder as ``FIGURE``.

    ``table`` takes from the report's data what is shown, empty if there is nothing to show; it is what
    the CSV holds. Of it the options that have a place in the figures are drawn, those with the highest net.
    ``place`` orders the figures within their ``section`` of the page.
    """

    name: str  # of its files, its anchor, and `study.plot.<name>`
    place: int
    section: str  # one of SECTIONS
    meaning: str  # one sentence for the notebook's help
    table: Callable[[Any], pd.DataFrame]
    words: Callable[[Any], Words]
    draw: Drawing
    also: tuple[str, ...] = ()  # other names in the notebook

    def __post_init__(self) -> None:
        """Refuse a section that the page does not have."""
        if self.section not in SECTIONS:
            raise ValueError(f"figure '{self.name}': no section '{self.section}'; there are {SECTIONS}")

    def drawn(self, facts: Facts, table: pd.DataFrame, **look: bool) -> Chart:
        """The figure of the options that have a place in figures."""
        return self.draw(_of_shown(facts, table), self.words(facts), **look)


def _of_shown(facts: Facts, table: pd.DataFrame) -> pd.DataFrame:
    if "option" not in table:
        return table
    return table[table["option"].isin({facts.baseline_slug, *(option.slug for option in facts.options)})]


def with_shown(facts: Facts, subtitle: str) -> str:
    """The subtitle, and which of many options are drawn."""
    return f"{subtitle}; {facts.shown_told}" if facts.shown_told else subtitle
