"""The scenario file as a model: every key a planner may write, with its kind and limits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.study.evidence.overrides import Note
from sim.study.reading.fields import Schedule, SchoolYear, quantity, schedule, word
from sim.study.reading.kinds import MOST_MONEY, FieldName, Money, Share, Text
from sim.study.reading.quantities import Quantity, fixed
from sim.study.reading.validation import Strict
from sim.study.scenario.partnership import Entry
from sim.study.scenario.shock_kinds import SHOCK_KINDS, Levels

SHOCKS = tuple(SHOCK_KINDS)
PAYER_NAMES = ("grant", "district", "employers", "state", "families", "college")
DEFAULT_TARGET = ("production", "maintenance", "construction", "engineering")
DEFAULT_SEED = 2026

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Names of partnerships and activities: small letters, digits and underscores."""
ShockYears = Annotated[Quantity, quantity("years", 0.0, 40.0, bare=True)]


class Horizon(Strict):
    """First school year and number of years."""

    start: SchoolYear
    years: Annotated[int, Field(strict=True, ge=5, le=40)] = 25


class Population(Strict):
    """``scale`` below 1 thins the population for a quick look; results are marked as thinned."""

    scale: Annotated[float, Field(strict=True, ge=0.01, le=1.0)] = 1.0


class TargetJobs(Strict):
    """Occupational fields that count as target occupations."""

    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)] = DEFAULT_TARGET


class Budget(Strict):
    """What the funders may spend, in prices of the first year.

    ``per_year`` is one amount or an amount by school year (the last is carried forward); ``cap`` limits
    the sum over the years; ``cap`` alone is spread evenly over the years that have planned seats.
    ``sources`` says in which shares the funders' part of every cost is paid, in place of the payers of
    the activity library. Hosting costs of employers and costs of families are theirs in addition.
    """

    cap: Money | None = None
    per_year: Annotated[Schedule, schedule("USD/year", "USD", 0.0, MOST_MONEY)] | None = None
    if_exceeded: Annotated[
        str, word("answer to a budget that is exceeded", "scale_seats", "stop", "error")
    ] = "scale_seats"
    sources: dict[Annotated[str, word("payer", *PAYER_NAMES)], Share] | None = None


class Shock(Strict):
    """Something that happens from outside to employers, or to what a skill is worth.

    ``size`` is the share of jobs lost (of skill outdated, for a skill break), ``jobs`` the jobs wanted on
    top, one amount or an amount by school year. ``field``, ``employer`` and ``level`` narrow down whom it
    strikes; ``years`` is how long it lasts, or how long it takes to come in full. Which kind takes which
    keys, and what holds where nothing is said, is in :mod:`sim.study.scenario.shock_kinds`.
    """

    what: Annotated[str, word("shock", *SHOCKS)]
    when: SchoolYear
    probability: Share = fixed(1.0, "share")
    employer: Text | None = None
    field: FieldName | None = None
    level: Levels | None = None
    size: Annotated[Quantity, quantity("share", -1.0, 1.0, bare=True)] | None = None
    jobs: Annotated[Schedule, schedule("jobs/year", "jobs", 0.0, 1e6, bare=True)] | None = None
    years: Annotated[int, Field(strict=True, ge=1, le=40)] | None = None
    recovery: ShockYears | None = None
    notice: ShockYears | None = None
    outdated: Share | None = None


class ScenarioFile(Strict):
    """A whole scenario after ``extends`` has been worked in.

    Numbers are strict: YAML's ``true`` is no 1, and a text between quotes no number.
    """

    schema_version: Annotated[int, Field(alias="schema", strict=True, ge=1, le=1)] = 1
    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Note = ""
    extends: Text | None = None
    region: Annotated[str, Field(min_length=1, max_length=300)]
    horizon: Horizon
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)] = DEFAULT_SEED
    population: Population = Population()
    target: TargetJobs = TargetJobs()
    headline_year: SchoolYear | None = None
    budget: Budget = Budget()
    partnerships: Annotated[dict[Name, Entry], Field(max_length=40, default_factory=dict)]
    activities: Annotated[dict[Name, dict[str, Any]], Field(max_length=40, default_factory=dict)]
    shocks: Annotated[tuple[Shock, ...], Field(max_length=50)] = ()
    parameters: Annotated[dict[str, Any], Field(max_length=500, default_factory=dict)]
    sweep: dict[str, Any] | None = None
