"""Parts of an activity: the strength of a channel with its evidence, and what a seat costs whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from sim.core.columns import CHANNELS, INGREDIENTS, PAYERS, Channel
from sim.core.partnership import Number
from sim.study.evidence.literature import Design, EvidenceError, Grade
from sim.study.evidence.prices import PRICE_YEAR, price_factor
from sim.study.reading.kinds import plain_default, plain_kind
from sim.study.reading.quantities import Quantity, parse_quantity

LARGEST_STRENGTH = 3.0
"""SD or log-odds; the central value of a channel above it is a slip of the pen."""


def plain_quantity(value: Any, unit: str, low: float = -np.inf, high: float = np.inf) -> Quantity:
    """A quantity of the file in ``unit``, every possible value of which lies from ``low`` to ``high``."""
    return value if isinstance(value, Quantity) else parse_quantity(value, unit, low=low, high=high)


def activity_field(number: Number) -> tuple[Any, Any]:
    """Kind and default of a declared number where an activity states it; without a default it must."""
    read = PlainValidator(lambda value: plain_quantity(value, number.unit, number.low, number.high))
    kind = Annotated[Quantity, read] if number.uncertain else plain_kind(number)
    if number.default is None:
        return kind, Field(description=number.meaning)
    if number.uncertain:
        return kind | None, Field(default=None, description=number.meaning)
    return kind, Field(default=plain_default(number), description=number.meaning)


class ChannelEvidence(BaseModel):
    """Why a channel has the strength it has; ``note`` shows the conversion from the published number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[str, ...] = ()
    grade: Annotated[Grade, BeforeValidator(lambda v: "E" if v == "judgement" else v)]
    design: Design = "judgement"
    source: str = ""
    note: str

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.ids and not self.source:
            raise ValueError("evidence needs ids of sources.csv or a source in words")
        if self.design == "judgement" and self.grade != "E":
            raise ValueError("a judgement has grade E")
        return self


class ChannelStrength(BaseModel):
    """Strength of one channel for one full seat-year, in the unit of the channel."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    value: Quantity
    evidence: ChannelEvidence

    @classmethod
    def of(cls, channel: str, body: Any) -> ChannelStrength:
        """The strength of ``channel`` from its entry.

        Raises
        ------
        ValueError : no such channel, no evidence, or a value that the channel cannot take.
        """
        if isinstance(body, ChannelStrength):
            return body
        if channel not in CHANNELS:
            raise ValueError(
                f"there is no channel {channel}; an activity moves {', '.join(CHANNELS)}, never wages or jobs"
            )
        if not isinstance(body, Mapping) or "value" not in body or "evidence" not in body:
            raise ValueError(f"channel {channel} needs a value and its evidence")
        moved = Channel[channel.upper()]
        value = plain_quantity(body["value"], moved.unit, moved.low, moved.high)
        if not moved.bounded and abs(value.value()) > LARGEST_STRENGTH:
            raise ValueError(f"channel {channel} of {value.text} is larger than any programme ever moved")
        return cls(value=value, **{key: part for key, part in body.items() if key != "value"})


class CostLine(BaseModel):
    """An ingredient, who pays for it, and the amount in USD of ``year``."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    ingredient: Literal[INGREDIENTS]  # ty: ignore[invalid-type-form]
    payer: Literal[PAYERS]  # ty: ignore[invalid-type-form]
    amount: Quantity
    year: Annotated[int, Field(ge=1990, le=2100)] = PRICE_YEAR
    source: str = ""

    @model_validator(mode="after")
    def _year_known(self) -> Self:
        price_factor(self.year)
        return self

    def value(self, u: float | None = None) -> float:
        """Amount in prices of :data:`sim.study.evidence.prices.PRICE_YEAR`."""
        return self.amount.value(u) * price_factor(self.year)


class Costs(BaseModel):
    """Costs of a seat, and costs of a year whatever the seats.

    In place of lines, an amount alone is accepted: ``per_seat: 600 USD`` and ``fixed: 20_000 USD/year``
    count as overhead paid by the grant, ``employer_per_seat: 5_100 USD`` as staff time of the employers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_seat: tuple[CostLine, ...] = ()
    fixed: tuple[CostLine, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lines(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValueError("cost is a map of per_seat and fixed")
        data = dict(data)
        seat = _cost_lines(data.pop("per_seat", None), "USD", ("overhead", "grant"))
        seat += _cost_lines(data.pop("employer_per_seat", None), "USD", ("employer_staff", "employers"))
        fixed = _cost_lines(data.pop("fixed", None), "USD/year", ("overhead", "grant"))
        if data:
            raise ValueError(f"cost has no {', '.join(data)}; it has per_seat, fixed and employer_per_seat")
        return {"per_seat": tuple(seat), "fixed": tuple(fixed)}

    def table(self, which: Literal["per_seat", "fixed"], to_year: int = PRICE_YEAR) -> np.ndarray:
        """Central amounts, float64 [ingredient, payer], USD in prices of ``to_year``."""
        table = np.zeros((len(INGREDIENTS), len(PAYERS)))
        for line in getattr(self, which):
            table[INGREDIENTS.index(line.ingredient), PAYERS.index(line.payer)] += line.value()
        return table * price_factor(PRICE_YEAR, to_year)

    def total(self, which: Literal["per_seat", "fixed"]) -> float:
        """Central total in USD, prices of :data:`sim.study.evidence.prices.PRICE_YEAR`."""
        return float(self.table(which).sum())


def _cost_lines(value: Any, unit: str, shorthand: tuple[str, str]) -> list[CostLine]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        amount = plain_quantity(value, unit, 0.0)
        return [CostLine(ingredient=shorthand[0], payer=shorthand[1], amount=amount)]
    return [line if isinstance(line, CostLine) else _cost_line(line, unit) for line in value]


def _cost_line(line: Any, unit: str) -> CostLine:
    if not isinstance(line, Mapping) or "amount" not in line:
        raise EvidenceError("a line of cost needs ingredient, payer and amount")
    return CostLine.model_validate({**line, "amount": plain_quantity(line["amount"], unit, 0.0)})
