"""Partnerships and levers as a scenario file states them.

A *partnership* delivers an activity of the library (or of the file's own ``activities:``) to pupils or
adults; what it does not state it takes from the activity. A *lever* changes a rule of the region.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from sim.core.columns import ETHNICITY, FIELDS, SEX
from sim.study.reading.fields import Grades, Schedule, SchoolYear, quantity, schedule, word
from sim.study.reading.quantities import Quantity, fixed
from sim.study.reading.validation import Strict

MOST_SEATS = 1e6
MOST_MONEY = 1e12
GROUPS = ("low_income", *SEX, *ETHNICITY)
"""Groups that a partnership may reach out to: income, sex, federal category of ethnicity."""
PROTECTED = (*SEX, *ETHNICITY)
"""Groups for which the law does not let a school hold seats back."""
WAYS = ("open", "lottery", "by_need", "outreach", "reserved_seats")
LEVELS = ("elementary", "middle", "high")

Share = Annotated[Quantity, quantity("share", 0.0, 1.0, bare=True)]
Money = Annotated[Quantity, quantity("USD", 0.0, MOST_MONEY)]
YearlyMoney = Annotated[Quantity, quantity("USD/year", 0.0, MOST_MONEY)]
Seats = Annotated[Schedule, schedule("seats/year", "count", 0.0, MOST_SEATS, bare=True)]
FieldName = Annotated[str, word("field", *FIELDS)]
Text = Annotated[str, Field(max_length=120)]
Names = Annotated[tuple[Text, ...], Field(min_length=1, max_length=500)]


class Target(Strict):
    """Whom the seats are for. ``share`` is the share of seats (or of the outreach) meant for ``groups``."""

    groups: Annotated[tuple[Annotated[str, word("group", *GROUPS)], ...], Field(max_length=len(GROUPS))] = ()
    share: Share = fixed(0.0, "share")
    how: Annotated[str, word("way of targeting", *WAYS)] = "open"


class SchoolSelector(Strict):
    """Schools that take part: all conditions hold; ``max`` keeps the schools with the most poverty."""

    poverty_at_least: Share | None = None
    names: Names | None = None
    levels: (
        Annotated[tuple[Annotated[str, word("school level", *LEVELS)], ...], Field(min_length=1)] | None
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
    the mix of ingredients stays the activity's.
    """

    fixed: YearlyMoney | None = None
    per_seat: Money | None = None
    employer_per_seat: Money | None = None


class PartnershipSpec(Strict):
    """One partnership: an activity, for whom, how much of it, from whom and until when."""

    activity: Annotated[str, Field(max_length=60)]
    label: Text | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None
    grades: Grades | None = None
    schools: SchoolSelector | None = None
    employers: EmployerSelector | None = None
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)] | None = None
    seats: Seats
    hours: Annotated[Quantity, quantity("hours/year", 0.0, 2000.0)] | None = None
    take_up: Share | None = None
    no_show: Share | None = None
    pass_rate: Share | None = None
    minimum_academic: Annotated[Quantity, quantity("SD", -4.0, 4.0, bare=True)] | None = None
    target: Target = Target()
    ramp_up: Annotated[Quantity, quantity("years", 0.0, 40.0)] | None = None
    cost: Cost = Cost()
    until: SchoolYear | None = None
    within_budget: bool = True

    def planned(self) -> Schedule:
        """Seats by school year before ``until`` is applied."""
        return self.seats


class CommitmentToHire(Strict):
    """Employers promise jobs to participants; a share of the promises is honoured.

    ``for`` names the partnerships whose participants the promise is for (default: every partnership
    that gives a seat with an employer).
    """

    lever: Literal["commitment_to_hire"]
    offers: Annotated[Schedule, schedule("jobs/year", "count", 0.0, MOST_SEATS, bare=True)]
    honoured: Share
    partnerships: Annotated[tuple[Text, ...], Field(alias="for", max_length=40)] = ()
    note: Annotated[str, Field(max_length=2000)] | None = None
    until: SchoolYear | None = None


class Coordinators(Strict):
    """Coordinators of work-based learning, full-time equivalents, and what one costs a year.

    They are paid in place of the coordination hours that each seat would otherwise cost, and the number
    of seats with coordination is limited by what they can look after.
    """

    lever: Literal["wbl_coordinators"]
    fte: Annotated[Schedule, schedule("count", "count", 0.0, 10_000.0, bare=True)]
    cost: YearlyMoney
    note: Annotated[str, Field(max_length=2000)] | None = None
    until: SchoolYear | None = None


LEVERS = ("commitment_to_hire", "wbl_coordinators")


class UnknownLever(BaseModel):
    """Reports a lever that does not exist."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    lever: Annotated[str, word("lever", *LEVERS)]


_KINDS = {"commitment_to_hire": CommitmentToHire, "wbl_coordinators": Coordinators}


def _kind(value: Any) -> str:
    """Tag of the model that an entry of ``partnerships:`` is to be read with."""
    if isinstance(value, BaseModel):
        return f"<{type(value).__name__}>"
    if not isinstance(value, dict) or "activity" in value or "lever" not in value:
        return "<PartnershipSpec>"
    lever = value["lever"]
    model = _KINDS.get(lever, UnknownLever) if isinstance(lever, str) else UnknownLever
    return f"<{model.__name__}>"


Entry = Annotated[
    Annotated[PartnershipSpec, Tag("<PartnershipSpec>")]
    | Annotated[CommitmentToHire, Tag("<CommitmentToHire>")]
    | Annotated[Coordinators, Tag("<Coordinators>")]
    | Annotated[UnknownLever, Tag("<UnknownLever>")],
    Discriminator(_kind),
]
"""An entry of ``partnerships:``: a partnership or a lever."""

Lever = CommitmentToHire | Coordinators
