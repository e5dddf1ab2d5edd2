"""Partnerships and levers as a scenario file states them.

A *partnership* delivers an activity of the library (or of the file's own ``activities:``) to pupils or
adults; what it does not state it takes from the activity. A *lever* changes a rule of the region.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from sim.core.columns import ETHNICITY, SEX
from sim.core.partnership import STATED
from sim.study.levers.lever import Lever as Lever
from sim.study.levers.registry import lever_models
from sim.study.reading.fields import Grades, SchoolYear, word
from sim.study.reading.kinds import FieldName, Money, Names, Seats, Share, Text, YearlyMoney, scenario_field
from sim.study.reading.quantities import fixed
from sim.study.reading.validation import Strict

NEW_TO_FIELD = "new_to_field"
"""The group of those who prefer a field that the partnership does not lead to."""
GROUPS = ("low_income", *SEX, *ETHNICITY, NEW_TO_FIELD)
"""Groups that a partnership may reach out to: income, sex, federal category of ethnicity, other fields."""
PROTECTED = (*SEX, *ETHNICITY)
"""Groups for which the law does not let a school hold seats back."""
WAYS = ("open", "lottery", "by_need", "outreach", "reserved_seats")
SCHOOL_LEVELS = ("elementary", "middle", "high")


class Target(Strict):
    """Whom the seats are for. ``share`` is the share of seats meant for ``groups``.

    Reserved seats are held for them; outreach wins them over until they are that share of the applicants, if
    it can, among whom lots decide.
    """

    groups: Annotated[tuple[Annotated[str, word("group", *GROUPS)], ...], Field(max_length=len(GROUPS))] = ()
    share: Share = fixed(0.0, "share")
    how: Annotated[str, word("way of targeting", *WAYS)] = "open"


class SchoolSelector(Strict):
    """Schools that take part: all conditions hold; ``max`` keeps the schools with the most poverty."""

    poverty_at_least: Share | None = None
    names: Names | None = None
    levels: (
        Annotated[tuple[Annotated[str, word("school level", *SCHOOL_LEVELS)], ...], Field(min_length=1)]
        | None
    ) = None
    zones: Names | None = None
    max: Annotated[int, Field(ge=1, le=100_000)] | None = None


class EmployerSelector(Strict):
    """Employers that are asked to take part: all conditions hold.

    ``field`` is an occupational field, or a word of the region's sectors such as ``manufacturing``.
    ``join_collaborative`` says that they act together, which is recorded and shown; the employers' own
    decision to join stays the model's.
    """

    field: Text | None = None
    sector: Text | None = None
    size_at_least: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    names: Names | None = None
    join_collaborative: bool = False


class Cost(Strict):
    """Costs in place of the activity's, in prices of the first year.

    ``per_seat`` and ``fixed`` replace what funders pay, ``employer_per_seat`` what hosting costs employers;
    the mix of ingredients stays the activity's. ``employer_subsidy`` goes from the funders to the employer of
    each seat, on top of ``per_seat``; employers see it when they decide whether to take part.
    """

    fixed: YearlyMoney | None = None
    per_seat: Money | None = None
    employer_per_seat: Money | None = None
    employer_subsidy: Money | None = None


class _Delivered(Strict):
    """What is delivered to whom, but for the declared numbers."""

    activity: Annotated[str, Field(max_length=60)]
    label: Text | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None
    grades: Grades | None = None
    schools: SchoolSelector | None = None
    employers: EmployerSelector | None = None
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)] | None = None
    seats: Annotated[Seats, Field(description="seats planned a year")]


_Stated = create_model(  # ty: ignore[no-matching-overload]
    "_Stated",
    __base__=_Delivered,
    **{number.scenario: scenario_field(number) for number in STATED if number.scenario},
)


class PartnershipSpec(_Stated):
    """One partnership: an activity, for whom, how much of it, from whom and until when.

    Beside these keys it takes those of :data:`sim.core.partnership.STATED`, such as ``take_up``.
    """

    target: Target = Target()
    cost: Cost = Cost()
    until: SchoolYear | None = None


LEVERS = tuple(lever_models())
"""Names of the levers on the system."""


class UnknownLever(BaseModel):
    """Reports a lever that does not exist."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    lever: Annotated[str, word("lever", *LEVERS)]


def _tag(model: type[BaseModel]) -> str:
    return f"<{model.__name__}>"


def _kind(value: Any) -> str:
    """Tag of the model that an entry of ``partnerships:`` is to be read with."""
    if isinstance(value, BaseModel):
        return _tag(type(value))
    if not isinstance(value, dict) or "activity" in value or "lever" not in value:
        return _tag(PartnershipSpec)
    lever = value["lever"]
    return _tag(lever_models().get(lever, UnknownLever) if isinstance(lever, str) else UnknownLever)


_MODELS = (PartnershipSpec, *lever_models().values(), UnknownLever)

_TAGGED: Any = reduce(or_, (Annotated[one, Tag(_tag(one))] for one in _MODELS))  # ty: ignore[invalid-type-form]

Entry = Annotated[_TAGGED, Discriminator(_kind)]
"""An entry of ``partnerships:``: a partnership or a lever."""
