"""The one object that every report is made from.

Figures, page and card read a :class:`ReportData` and nothing else, so that the same number is
printed everywhere. :func:`sim.report.build.report_data` fills it from a finished comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from sim.analysis.between import Gap
from sim.analysis.headline import Answer, Headline
from sim.analysis.later import Then
from sim.core.columns import PRIVATE_PAYERS, PUBLIC_PAYERS
from sim.outcomes.compared import TARGETED
from sim.report.stamp import Stamp
from sim.words.numbers import Estimate, quantity

SMALL_PART = 0.01
"""Payers of less than this share of every option's cost are not named."""

MOST_SHOWN = 6
"""Options that have a column in every table and a place in every figure, each with a colour of its own: the
highest net. Of more, the rest stand in one table with a row each, and in the files."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome: its level in the baseline and what each option changes."""

    code: str
    label: str
    meaning: str
    year: int  # first September of the school year it is read in
    baseline: Estimate
    changes: tuple[Estimate, ...]  # one per option, in their order


@dataclass(frozen=True, slots=True)
class Family:
    """Outcomes that belong together on the page."""

    title: str
    lead: str
    rows: tuple[OutcomeRow, ...]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group's part in the nets of both outcomes, beside its part in the former pupils."""

    family: str
    group: str
    population: float  # share of former pupils in the baseline, 0 to 1
    net: tuple[Estimate, ...]  # more residents in target jobs, one per option
    kept: tuple[Estimate, ...]  # more residents in work here, one per option
    small: bool
    gained: tuple[float, ...] = ()  # of them participants: placed less anyway, medians
    lost: tuple[float, ...] = ()  # others: displaced less helped, medians
    joined: tuple[float, ...] = ()  # share of the participants who are of the group, medians


@dataclass(frozen=True, slots=True)
class Delivery:
    """Seats of a partnership over all years: planned, feasible with staff and money, delivered (medians)."""

    option: str
    partnership: str
    planned: float
    feasible: float
    delivered: float
    meant_for: str = ""  # groups that its target names
    asked: float = math.nan  # share of the seats that the target asks for them, central value
    reached: float = math.nan  # share of the seats used that were theirs, median


@dataclass(frozen=True, slots=True)
class Reached:
    """Participants of an option by the deepest stage reached, and what they hold in both worlds."""

    option: str
    stage: str  # in words
    participants: Estimate
    lines: tuple[tuple[Estimate, Estimate], ...]  # placed and anyway, of each outcome in order


@dataclass(frozen=True, slots=True)
class AssumptionShown:
    """A parameter with its evidence."""

    code: str
    meaning: str
    value: str
    grade: str
    source: str
    checked: bool
    size: float = 0.0  # central value if it is uncertain; orders what the net does not tell apart
    influence: float = math.nan  # rank correlation with the net over the draws; NaN = not told from chance

    @property
    def told(self) -> bool:
        """Whether the net follows this parameter by more than chance."""
        return math.isfinite(self.influence)

    @property
    def of_activity(self) -> bool:
        """Whether it is the strength of an activity's channel, and not a parameter of the model."""
        return self.code.startswith("activities.") and ".channels." in self.code

    @property
    def weak(self) -> bool:
        """Whether no causal or official evidence supports it."""
        return self.grade in ("judgement", "exploratory")


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A published rate and what the baseline says."""

    code: str
    label: str
    unit: str
    role: str  # fitted, target, held_out
    published: float
    model: Estimate
    met: bool
    tolerance: float
    about: str  # year, level, source

    @property
    def published_text(self) -> str:
        """The published rate as it was published: shares with one decimal."""
        text = quantity(self.published, self.unit, {"share": 0.001, "points": 0.1}.get(self.unit, 1.0))
        return f"+{text}" if self.contrast and self.published > 0 else text

    @property
    def contrast(self) -> bool:
        """Whether it is the difference between a group and everybody, and not a level."""
        return self.unit == "points"

    @property
    def tolerance_text(self) -> str:
        """The tolerance in words: ``3 points``."""
        if self.unit in ("share", "points"):
            size = f"{self.tolerance * (100 if self.unit == 'share' else 1):.2g}"
            return f"{size} pt" if size == "1" else f"{size} pts"
        return f"{self.tolerance:,.2g}"


@dataclass(frozen=True, slots=True)
class Law:
    """A line of the audit."""

    law: str
    what: str
    passed: bool
    detail: str


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
                for o in self.headline.options for line in TARGETED.lines]  # fmt: skip
        return pd.DataFrame(rows, columns=_STEPS)

    def sources(self) -> pd.DataFrame:
        """Table for :func:`sim.figures.waterfall.waterfall`: from where the net comes to the jobs filled."""
        net = TARGETED.lines[-1]
        steps = [
            *((f"headline.{name}", f"Otherwise {label}", 1) for name, label in TARGETED.sources),
            (f"headline.{net.code}", net.label, 0),
            ("jobs.outsiders", "Held by outsiders", 1),
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
