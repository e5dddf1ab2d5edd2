"""Rows of the report: what stands in its tables, each already counted and summarised."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.words.numbers import Estimate, quantity


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
