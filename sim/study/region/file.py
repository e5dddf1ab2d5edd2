"""``region.yaml``: names, figures of the population, published rates and gaps, as checked models.

Every figure carries its year, its level (local, state, national, judged), its source and whether it was
compared with that source; every rate its role too.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from sim.core.columns import ETHNICITY
from sim.study.reading.validation import Finding, Strict, finding, findings
from sim.study.region.kinds import (
    Code,
    Comparison,
    FigureLevel,
    Group,
    Indicator,
    LogOdds,
    Ratio,
    Role,
    SchoolYearText,
    ShareValue,
    Text,
    Year,
    number,
)


class Sheet(Strict):
    """A part of the file. A required value that is left empty is named; an optional one has its default."""

    @field_validator("*", mode="before")
    @classmethod
    def _filled_in(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None:
            return value
        name = info.field_name or ""
        field = cls.model_fields[name]
        if field.is_required():
            hint = f"write the value behind '{field.alias or name}:'"
            message = f"'{field.alias or name}' is still empty"
            raise findings([Finding("SIM143", message, hint, at_key=True)])
        return field.get_default(call_default_factory=True)


class Codes(Sheet):
    """Official codes of the places, kept as text."""

    counties: tuple[Code, ...]
    ring: tuple[Code, ...] = ()
    district: Code = "0"
    state: Code = "0"


class Figure(Sheet):
    """Where a figure comes from."""

    year: Year
    level: FigureLevel
    source: Text
    checked: bool
    note: str = ""


class Count(Figure):
    """A number of pupils or jobs."""

    value: Annotated[float, number("1", 0, 1e8)]


class Jobs(Figure):
    """A number of jobs."""

    value: Annotated[float, number("jobs", 0, 1e8)]


class Persons(Figure):
    """A number of persons."""

    value: Annotated[float, number("persons", 0, 1e8)]


class PersonsPerYear(Figure):
    """Persons a year."""

    value: Annotated[float, number("persons/year", 0, 1e7)]


class Share(Figure):
    """A share."""

    value: ShareValue


class ByIncome(Sheet):
    """A share of low-income persons and of others."""

    other: ShareValue
    low_income: ShareValue


class IncomeShares(Figure):
    """A share by income."""

    value: ByIncome


class ByEthnicity(Sheet):
    """One number for every federal category."""

    white: LogOdds
    black: LogOdds
    hispanic: LogOdds
    asian: LogOdds
    american_indian: LogOdds
    pacific_islander: LogOdds
    two_or_more: LogOdds

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers in the order of ``ETHNICITY``."""
        return tuple(getattr(self, name) for name in ETHNICITY)


class EthnicityShares(Sheet):
    """Shares of the federal categories; they add up to 1."""

    white: ShareValue
    black: ShareValue
    hispanic: ShareValue
    asian: ShareValue
    american_indian: ShareValue
    pacific_islander: ShareValue
    two_or_more: ShareValue

    @property
    def values(self) -> tuple[float, ...]:
        """The shares in the order of ``ETHNICITY``."""
        return tuple(getattr(self, name) for name in ETHNICITY)


class Composition(Figure):
    """Persons by ethnicity."""

    value: EthnicityShares

    @model_validator(mode="after")
    def _whole(self) -> Composition:
        total = sum(self.value.values)
        if abs(total - 1) > 1e-6:
            raise finding("SIM111", f"the shares add up to {total * 100:.6g} %", "they must add up to 100 %")
        return self


class GroupShares(Figure):
    """A share of the persons of each ethnicity."""

    value: EthnicityShares


class Tilt(Figure):
    """Log-odds by ethnicity."""

    value: ByEthnicity


class ByLevel(Sheet):
    """Pupils per counsellor by level of school."""

    elementary: Ratio
    middle: Ratio
    high: Ratio


class Counsellors(Figure):
    """Pupils per counsellor."""

    value: ByLevel


class Totals(Sheet):
    """What the tables must add up to."""

    pupils: Count
    jobs: Count


class Population(Sheet):
    """Figures of the population that are not in the tables."""

    kindergarten: PersonsPerYear
    families_in: Share
    newcomers_in: PersonsPerYear
    newcomers_later: PersonsPerYear
    adults: Persons
    adult_diploma: GroupShares
    adult_bachelor: GroupShares
    adult_skilled_share: Share
    commuters_share: Share
    commuters_out: Jobs
    newcomer_bachelor_share: Share
    newcomer_later_bachelor_share: Share
    newcomer_skilled_share: Share
    newcomer_ethnicity: Composition
    no_car_share: IncomeShares
    first_generation_share: IncomeShares
    low_income_tilt: Tilt
    pupils_per_counsellor: Counsellors

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by name."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Rate(Figure):
    """A published rate.

    ``role``: target = the model is fitted to it; held_out = only compared with; input = not compared.
    ``compare`` gap: only the difference from the rate named in ``against`` is meant, not the level.
    """

    value: ShareValue
    role: Role
    indicator: Indicator | None = None
    group: Group = "all"
    compare: Comparison = "level"
    against: str | None = None
    evidence: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{4}$")] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Rate:
        if (self.compare == "gap") != (self.against is not None):
            raise finding("SIM112", "'compare: gap' and 'against' belong together", "give both or neither")
        if self.role == "target" and self.indicator is None:
            raise finding("SIM112", "a target needs the model's indicator", "add a line 'indicator: …'")
        return self


class RegionFile(Sheet):
    """The content of ``region.yaml``."""

    version: Annotated[int, Field(ge=1, le=1, alias="schema")]
    name: Text
    codes: Codes
    school_year: SchoolYearText
    price_year: Year
    totals: Totals
    population: Population
    rates: dict[str, Rate]
    gaps: tuple[Text, ...]
