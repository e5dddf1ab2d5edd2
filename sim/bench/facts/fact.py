"""Facts about labour markets and moves: what is published, how the model's figure is made, what is met.

The definitions stand in ``facts.yaml``. Where a figure is also a target of the calibration, or stands behind
a parameter, as those of pay do, the table says so.
"""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sim.bench.pay import STATISTICS
from sim.outcomes.registry import INDICATORS
from sim.study.evidence.card import plain, read_yaml
from sim.study.evidence.literature import EvidenceError, load_sources

FILE = "facts.yaml"
THEMES: dict[str, str] = {
    "staying": "Staying and leaving",
    "work": "Work and unemployment",
    "vacancies": "Vacancies and hiring",
    "turnover": "Turnover and moves between jobs",
    "first jobs": "First jobs",
    "wages": "Wages",
    "employers": "Employers and the cycle",
    "shocks": "Answers to a recession and to a surge of demand",
}
"""Themes in the order of the table."""

KINDS: dict[str, str] = {
    "level": "an indicator over the first {years} years: counts of all years over counts of all years",
    "ratio": "one indicator divided by another, both taken as a level",
    "pay": "a median, percentile or share of residents of 18 and over in work, at the ends of the first "
    "{years} years "
    "together, from the persons themselves",
    "order": "one indicator less another, both taken as a level; only which is higher counts",
    "slope": "the line through all years and draws of one indicator over another, after each draw's own mean "
    "(and, where the fact says so, its own straight line over the years) is taken out; the interval is that "
    "of the draws' own lines; only the direction counts",
    "response": "the world with the shock less the baseline, same persons and same luck, over the {shock} "
    "years of the shock: in points for shares, in per cent of the baseline for persons and money; only the "
    "direction counts",
    "absent": "not counted by the model; the published figure is shown so that the gap is seen",
}
"""How the model's figure of each kind of fact is computed, in words."""

SIGNED = 0.9
"""Share of the runs that must have the right sign."""


def _share(value: Any) -> Any:
    """A number as planners write it, ``69 %`` or ``-0.1``."""
    if isinstance(value, str) and value.endswith("%"):
        return float(value.removesuffix("%")) / 100
    return value


Number = Annotated[float, BeforeValidator(_share)]
Scale = Annotated[float, BeforeValidator(lambda value: float(Fraction(str(value))))]


class Part(BaseModel):
    """Base of the parts of a fact: unknown keys are errors, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Part):
    """One indicator of one group."""

    code: str
    group: str = "all"

    @model_validator(mode="before")
    @classmethod
    def _split(cls, text: Any) -> Any:
        if not isinstance(text, str):
            return text
        code, _, group = text.partition("@")
        return {"code": code, "group": group or "all"}

    @model_validator(mode="after")
    def _known(self) -> Term:
        if self.code not in INDICATORS:
            raise ValueError(f"there is no indicator '{self.code}'")
        return self

    @property
    def is_rate(self) -> bool:
        """Whether the indicator is a count over another, not a count."""
        return bool(INDICATORS[self.code].denominator)


class Published(Part):
    """A published figure: rows of evidence and what to take of them, or a value with its source."""

    evidence: tuple[str, ...] = ()
    take: Literal["value", "sum", "difference", "ratio", "range", "range_over"] = "value"
    scale: Scale = 1.0
    value: Number | None = None
    high: Number | None = None
    source: str = ""
    year: int
    level: Literal["local", "state", "national", "judged"]
    checked: bool | None = None  # with evidence it is that of the rows

    @model_validator(mode="after")
    def _rests_on_something(self) -> Published:
        if bool(self.evidence) == bool(self.source):
            raise ValueError("a published figure has rows of evidence or a source, one of the two")
        if self.source and self.checked is None:
            raise ValueError("a source that is no row of evidence needs 'checked'")
        if self.take != "value" and len(self.evidence) < 2:
            raise ValueError(f"'{self.take}' needs two rows of evidence or more")
        return self


class Tolerance(Part):
    """How far off still counts as met; exactly one of the three."""

    points: float | None = Field(default=None, gt=0)  # percentage points
    times: float | None = Field(default=None, gt=1)
    sign: Literal["above", "below"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Tolerance:
        if sum(part is not None for part in (self.points, self.times, self.sign)) != 1:
            raise ValueError("a tolerance is 'points', 'times' or 'sign'")
        return self

    @property
    def words(self) -> str:
        """The tolerance in words and number."""
        if self.points is not None:
            return f"within {self.points:g} percentage point{'' if self.points == 1 else 's'}"
        if self.times is not None:
            return f"within a factor of {self.times:g}"
        return f"{self.sign} zero in {SIGNED * 100:g} % of the runs or more"


class Fact(Part):
    """One fact; see the head of ``facts.yaml`` for what its keys mean."""

    id: str
    theme: str
    label: str
    kind: str
    of: tuple[Term, ...] = ()
    over: tuple[Term, ...] = ()
    logs: bool = False
    trend: Literal["in", "out"] = "in"
    per: Literal["single_firms"] | None = None
    unit: Literal["share", "ratio", "years", "points", "change", "slope"] | None = None
    shock: Literal["recession", "surge"] | None = None
    pay: str | None = None
    rates: tuple[str, ...] = ()
    published: Published | None = None
    also: tuple[str, ...] = ()
    tolerance: Tolerance | None = None
    note: str

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Fact:
        if self.theme not in THEMES or self.kind not in KINDS:
            raise ValueError(f"unknown theme or kind: {self.theme}, {self.kind}")
        if (self.kind in ("ratio", "order", "slope")) != bool(self.over):
            raise ValueError("a ratio, an order and a slope have 'over', no other kind has")
        if (self.kind == "pay") != (self.pay is not None) or self.pay not in (None, *STATISTICS):
            raise ValueError("a fact of pay, and no other kind, names one of the figures of pay")
        if (self.kind in ("absent", "pay")) == bool(self.of):
            raise ValueError("a fact has 'of', unless it is absent or one of pay")
        if (self.kind == "response") != (self.shock is not None):
            raise ValueError("a response has a shock, no other kind has")
        for side in (self.of, self.over):
            if len({term.is_rate for term in side}) > 1:
                raise ValueError("rates and counts cannot be counted together")
        needs_sign = self.kind in ("order", "slope", "response")
        if self.tolerance is not None and needs_sign != (self.tolerance.sign is not None):
            raise ValueError("orders, slopes and responses are met by their sign, others by their size")
        if self.tolerance is None and self.published is not None and self.kind != "absent":
            raise ValueError("a fact with a published figure has a tolerance")
        return self

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the rows of evidence that the fact cites."""
        return (*(self.published.evidence if self.published else ()), *self.also)

    @property
    def measured_in(self) -> str:
        """Unit of the model's figure: share, ratio, years, points, change or slope."""
        if self.unit is not None:
            return self.unit
        if self.kind == "response":
            is_share = INDICATORS[self.of[0].code].unit == "share"
            return "points" if is_share else "change"
        return {"level": "share", "ratio": "ratio", "pay": "ratio", "order": "points", "slope": "slope"}.get(
            self.kind, "share"
        )


def load_facts() -> dict[str, Fact]:
    """Return every fact by id, by theme and then in the order of the file.

    Raises :class:`sim.study.evidence.literature.EvidenceError` if a fact is malformed or cites a missing row.
    """
    return read_facts((files("sim.bench.facts") / FILE).read_text(encoding="utf-8"))


def read_facts(text: str) -> dict[str, Fact]:
    """Return the facts of a definition file's text; raises as :func:`load_facts` does."""
    sources = load_sources()
    facts: list[Fact] = []
    for name, body in read_yaml(text, FILE).items():
        try:
            fact = Fact(id=name, **body)
        except (ValidationError, TypeError) as error:
            raise EvidenceError(f"fact {name}: {plain(error)}") from None
        for row in fact.cited:
            if row not in sources or sources[row].estimate is None:
                raise EvidenceError(f"fact {name} cites {row}, and sources.csv has no such row with a number")
        facts.append(fact)
    order = list(THEMES)
    return {fact.id: fact for fact in sorted(facts, key=lambda fact: order.index(fact.theme))}
