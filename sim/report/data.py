"""The one object that every report is made from.

Figures, page and card read a :class:`ReportData` and nothing else, so that the same number is
printed everywhere. :func:`sim.report.build.report_data` fills it from a finished comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sim.analysis.between import Gap
from sim.analysis.headline import Answer, Headline
from sim.analysis.later import Then
from sim.core.columns import PRIVATE_PAYERS, PUBLIC_PAYERS
from sim.outcomes.compared import ON_TARGET, SOURCES_IN_SHORT
from sim.report.shown import (
    AssumptionShown,
    Delivery,
    Family,
    GroupShare,
    Law,
    OutcomeRow,
    PublishedRate,
    Reached,
)
from sim.report.stamp import Stamp
from sim.words.numbers import Estimate

SMALL_PART = 0.01
"""Payers of less than this share of every option's cost are not named."""

MOST_SHOWN = 6
"""Options that have a column in every table and a place in every figure, each with a colour of its own: the
highest net. Of more, the rest stand in one table with a row each, and in the files."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything a report says, already counted and summarised."""

    stamp: Stamp
    study: str
    baseline: str
    baseline_slug: str
    baseline_total: Estimate  # residents in target jobs
    baseline_kept: Estimate  # residents in work here
    target_fields: tuple[str, ...]
    headline: Headline
    warnings: tuple[str, ...]
    swept: tuple[str, ...]  # paths that a sweep varies
    fan: pd.DataFrame = field(repr=False)
    fan_retained: pd.DataFrame = field(repr=False)
    dots: pd.DataFrame = field(repr=False)
    groups: pd.DataFrame = field(repr=False)  # see sim.figures.equity.dumbbell
    levels: pd.DataFrame = field(repr=False)  # every indicator by option, group and year
    changes: pd.DataFrame = field(repr=False)  # the same, option less baseline, run by run
    groups_code: str = ""
    groups_label: str = ""
    shares: tuple[GroupShare, ...] = ()
    gaps_between: tuple[Gap, ...] = ()
    later: tuple[Then, ...] = ()
    reached: tuple[Reached, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    outside: tuple[OutcomeRow, ...] = ()
    families: tuple[Family, ...] = ()
    assumptions: tuple[AssumptionShown, ...] = ()
    published: tuple[PublishedRate, ...] = ()
    gaps: tuple[str, ...] = ()
    audit: tuple[Law, ...] = ()
    failures: tuple[str, ...] = ()
    receipt: tuple[tuple[str, str], ...] = ()

    @property
    def options(self) -> tuple[Answer, ...]:
        """The options with a column and a place in the figures, in the order of the study."""
        return tuple(option for option in self.headline.options if option.rank <= MOST_SHOWN)

    @property
    def left_out(self) -> int:
        """Number of options that have only a row in the table of all."""
        return len(self.headline.options) - len(self.options)

    @property
    def shown_told(self) -> str:
        """Which of many options are shown, for a caption; empty if all are."""
        every = len(self.headline.options)
        return f"the {len(self.options)} options with the highest net, of {every}" if self.left_out else ""

    @property
    def targeted(self) -> bool:
        """Whether a partnership's seats are meant for some groups."""
        return any(one.meant_for for one in self.delivery)

    def ranked(self) -> tuple[Answer, ...]:
        """The options, highest middle value of the net first."""
        return self.headline.ranked()

    def payers(self, public: bool) -> tuple[str, ...]:
        """Who pays a noticeable part of some option's cost, of the public payers or of the others."""
        among = PUBLIC_PAYERS if public else PRIVATE_PAYERS
        return tuple(
            name
            for name in among
            if any(abs(o.payers[name]) > SMALL_PART * abs(o.total.median) for o in self.options)
        )

    def waterfall(self) -> pd.DataFrame:
        """Table for :func:`sim.figures.waterfall.waterfall`: every option, in the order of the study."""
        rows = [(o.slug, o.short, line.code, line.label, line.sign, *_cells(o.lines[line.code]))
                for o in self.headline.options for line in ON_TARGET.lines]  # fmt: skip
        return pd.DataFrame(rows, columns=_STEPS)

    def sources(self) -> pd.DataFrame:
        """Table for :func:`sim.figures.waterfall.waterfall`: from where the net comes to the jobs filled."""
        net = ON_TARGET.lines[-1]
        steps = [
            *((f"headline.{name}", label, 1) for name, label in SOURCES_IN_SHORT.items()),
            (f"headline.{net.code}", net.label, 0),
            ("jobs.outsiders", "Jobs held by outsiders", 1),
            ("jobs.filled", "Target jobs filled, by anybody", 0),
        ]
        rows = [
            (o.slug, o.short, code, label, sign, *_cells(o.told[code]))
            for o in self.headline.options
            for code, label, sign in steps
        ]
        return pd.DataFrame(rows, columns=_STEPS)

    def rates(self) -> pd.DataFrame:
        """Table for :func:`sim.figures.published.against_published`."""
        rows = [(p.label, p.role, p.unit, p.published, *_cells(p.model), p.met) for p in self.published]
        names = ["label", "role", "unit", "published", "median", "low", "high", "error", "runs", "met"]
        return pd.DataFrame(rows, columns=names)


_STEPS = ["option", "name", "line", "label", "sign", "median", "low", "high", "error", "runs"]


def _cells(seen: Estimate) -> tuple[float, float, float, float, int]:
    """What a drawing needs to print a figure as it stands in the tables."""
    return seen.median, seen.low, seen.high, seen.error, seen.runs
