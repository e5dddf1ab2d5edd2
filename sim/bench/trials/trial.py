"""The file of a trial as a model: what was done to whom, by which lots, and what was published.

A trial is data. Whatever is in a file is put into the model as it stands; a new trial needs no line of code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.bench.trials.outcomes import ENDPOINTS, GROUPS
from sim.core.columns import FIRST_AGE, PATHWAYS
from sim.study.activities.activity import activity_names
from sim.study.evidence.literature import load_sources
from sim.study.reading.fields import Grades, quantity, word
from sim.study.reading.kinds import FieldName, Share, Text
from sim.study.reading.quantities import Quantity
from sim.study.reading.validation import Strict

KINDS = (
    "early_college", "dual_enrolment", "advising", "summer_job", "internship", "certification",
    "career_technical", "mentoring", "role_model", "out_of_school_stem", "sector_training",
    "generic_training", "apprenticeship",
    "basic_skills", "place_scholarship", "job_search", "youth_apprenticeship",
)  # fmt: skip
"""Kinds of programmes of which there are trials."""
ROLES = ("fit", "test")
LAST_AFTER = 15
OF_UNIT = {"points": ("share",), "percent": ("share", "USD"), "USD": ("USD",), "SD": ("SD",)}
"""Units of a published effect, and of which outcomes: percentage points, per cent of the control mean."""

OutcomeName = Annotated[str, word("outcome", *ENDPOINTS)]
GroupName = Annotated[str, word("group", *GROUPS)]
Evidence = Annotated[str, word("row of evidence", *load_sources())]
Part = Annotated[float, Field(strict=True, ge=0.0, le=1.0)]
After = Annotated[int, Field(strict=True, ge=1, le=LAST_AFTER)]
Prose = Annotated[str, Field(min_length=3, max_length=1500)]


class Rate(Strict):
    """A rate of the losers that the trial's own population had, and the settings whose intercepts give it.

    ``by`` maps a setting of a rule to the entries that move (names of pathways; empty = the setting as a
    whole); they move on the log-odds scale, in this trial's worlds alone, from the lots on.
    """

    outcome: OutcomeName
    after: After
    is_: Annotated[float, Field(alias="is", strict=True, gt=0.0, lt=1.0)]
    by: Annotated[dict[str, tuple[Annotated[str, word("pathway", *PATHWAYS)], ...]], Field(min_length=1)]
    sign: Literal[-1, 1] = 1

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if ENDPOINTS[self.outcome].unit != "share":
            raise ValueError(f"'{self.outcome}' is no share, and only shares are set for a population")
        return self


class Eligible(Strict):
    """Who could apply: pupils of some grades, adults of some ages, or who chose a pathway this year."""

    grades: Grades | None = None
    adults: Literal["seekers", "all"] | None = None
    entrants: Annotated[str, word("pathway", *PATHWAYS)] | None = None
    ages: tuple[int, int] | None = None
    groups: Annotated[tuple[GroupName, ...], Field(max_length=10)] = ()
    academic_at_least: Annotated[float, Field(ge=-4.0, le=4.0)] | None = None
    academic_at_most: Annotated[float, Field(ge=-4.0, le=4.0)] | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(part is not None for part in (self.grades, self.adults, self.entrants)) != 1:
            raise ValueError("eligible are pupils of some 'grades', 'adults', or 'entrants' of a pathway")
        if self.ages is not None and not FIRST_AGE <= self.ages[0] <= self.ages[1] <= 70:
            raise ValueError("'ages' are a first and a last age, such as [18, 24]")
        return self


class Randomisation(Strict):
    """The lottery among those who apply.

    ``winners`` is the share of applicants who win, ``take_up`` that of the winners who use it, ``crossover``
    that of the losers who get the same elsewhere. ``applicants`` is the most who are taken into the trial, by
    lot among the volunteers. ``years`` is how many school years the seat is held.
    """

    winners: Annotated[float, Field(strict=True, gt=0.0, lt=1.0)] = 0.5
    take_up: Part = 1.0
    crossover: Part = 0.0
    applicants: Annotated[int, Field(strict=True, ge=2, le=1_000_000)] = 1_000_000
    years: Annotated[int, Field(strict=True, ge=1, le=8)] = 1

    @model_validator(mode="after")
    def _treats(self) -> Self:
        if self.take_up <= self.crossover:
            raise ValueError("'take_up' of the winners must be above the losers' 'crossover'")
        return self


class Bundled(Strict):
    """One activity of the bundle that a seat gives; what is not said is as in the library.

    ``apply`` is the share of the eligible who volunteer at mean motivation; the ``aid`` of a scholarship
    is its dose and no strength, so that a trial states it.
    """

    activity: Annotated[str, word("activity", *activity_names())]
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)] | None = None
    hours: Annotated[Quantity, quantity("hours/year", 0.0, 8760.0)] | None = None
    apply: Share | None = None
    aid_two_year: Annotated[Quantity, quantity("USD/year", 0.0, 30_000.0)] | None = None
    aid_four_year: Annotated[Quantity, quantity("USD/year", 0.0, 30_000.0)] | None = None

    @property
    def aid(self) -> dict[str, float]:
        """Channels of money whose dose the trial states, USD a year."""
        given = {"aid_two_year": self.aid_two_year, "aid_four_year": self.aid_four_year}
        return {name: amount.value() for name, amount in given.items() if amount is not None}


class Published(Strict):
    """One published effect, ``after`` so many school years from the lots (1 = at the end of the first).

    ``estimand`` is ITT (winners less losers), TOT (the same over the difference in use) or spillover
    (losers less themselves where nobody is treated). ``effect``, ``se`` and ``control`` are in ``unit``; an
    effect of money is best given as per cent of the control mean. ``null`` marks an effect published as none.
    """

    outcome: OutcomeName
    after: After
    group: GroupName = "all"
    estimand: Literal["ITT", "TOT", "spillover"] = "ITT"
    effect: Annotated[float, Field(ge=-1e6, le=1e6)]
    se: Annotated[float, Field(gt=0.0, le=1e6)]
    unit: Literal["points", "percent", "USD", "SD"]
    control: float | None = None
    null: bool = False
    evidence: Evidence
    note: Prose | None = None

    @model_validator(mode="after")
    def _unit_fits(self) -> Self:
        if ENDPOINTS[self.outcome].unit not in OF_UNIT[self.unit]:
            raise ValueError(f"'{self.outcome}' is not measured in {self.unit}")
        return self


class Trial(Strict):
    """A published trial."""

    label: Annotated[str, Field(min_length=3, max_length=200)]
    study: Prose
    kind: Annotated[str, word("kind of trial", *KINDS)]
    role: Annotated[str, word("role", *ROLES)]
    why: Prose
    design: Literal["RCT", "lottery", "RD", "DiD", "matched", "meta"]
    unit: Literal["individual", "school", "pathway"] = "individual"
    region: Text = "chattanooga"
    population: Annotated[tuple[Rate, ...], Field(max_length=8)] = ()
    shifts: Annotated[
        dict[str, Annotated[float, Field(ge=-10.0, le=10.0)]], Field(max_length=20, default_factory=dict)
    ]
    eligible: Eligible
    lottery: Randomisation = Randomisation()
    bundle: Annotated[dict[str, Bundled], Field(max_length=6, default_factory=dict)]
    published: Annotated[tuple[Published, ...], Field(min_length=1, max_length=60)]
    stops: Annotated[tuple[Prose, ...], Field(min_length=1, max_length=20)]
    name: str = ""
    path: Path = Path()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.unit == "pathway") != (self.eligible.entrants is not None):
            raise ValueError("a trial of a pathway has 'entrants' who are eligible, and no other trial has")
        if (self.unit == "pathway") == bool(self.bundle):
            raise ValueError("a trial gives a 'bundle' of activities, unless its unit is a pathway")
        if self.unit == "school" and self.eligible.grades is None:
            raise ValueError("schools are randomised for pupils of some 'grades' only")
        return self

    @property
    def years(self) -> int:
        """School years that have to be lived."""
        return max(row.after for row in (*self.published, *self.population))
