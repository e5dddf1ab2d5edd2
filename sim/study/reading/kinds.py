"""Kinds of values that several of a study's models share, and those of declared numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.core.columns import FIELDS
from sim.core.partnership import Number
from sim.study.reading.fields import Schedule, quantity, schedule, word
from sim.study.reading.quantities import Quantity

MOST_SEATS = 1e6
MOST_MONEY = 1e12
BARE = ("share", "SD")
"""Units in which a scenario may write a number without its unit."""

Share = Annotated[Quantity, quantity("share", 0.0, 1.0, bare=True)]
Money = Annotated[Quantity, quantity("USD", 0.0, MOST_MONEY)]
YearlyMoney = Annotated[Quantity, quantity("USD/year", 0.0, MOST_MONEY)]
Seats = Annotated[Schedule, schedule("seats/year", "count", 0.0, MOST_SEATS, bare=True)]
FieldName = Annotated[str, word("field", *FIELDS)]
Text = Annotated[str, Field(max_length=120)]
Names = Annotated[tuple[Text, ...], Field(min_length=1, max_length=500)]


def scenario_field(number: Number) -> tuple[Any, Any]:
    """Kind and default of a declared number where a scenario states it; None = as the activity has it."""
    if number.uncertain:
        kind = Annotated[Quantity, quantity(number.unit, number.low, number.high, number.unit in BARE)]
    else:
        kind = plain_kind(number)
    if number.uncertain or number.activity or number.default is None:
        return kind | None, Field(default=None, description=number.meaning)
    return kind, Field(default=plain_default(number), description=number.meaning)


def plain_kind(number: Number) -> Any:
    """Kind of a declared number that is never uncertain: yes or no, or a whole number within its bounds."""
    return bool if number.unit == "0/1" else Annotated[int, Field(ge=number.low, le=number.high)]


def plain_default(number: Number) -> bool | int | None:
    """Default of a declared number that is never uncertain, as a file would write it."""
    if number.default is None:
        return None
    return bool(number.default) if number.unit == "0/1" else int(number.default)
