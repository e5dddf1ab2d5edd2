"""The lever *coordinators of work-based learning*: posts that pay for coordination and limit it by hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from sim.core.columns import INGREDIENTS, PAYERS
from sim.study.levers.lever import Around, Complaint, Lever, Partner
from sim.study.reading.fields import Schedule, quantity, schedule
from sim.study.reading.kinds import YearlyMoney
from sim.study.reading.quantities import Quantity, fixed

AT = INGREDIENTS.index("coordination"), PAYERS.index("grant")
"""Ingredient and payer of a post, unless the budget names its sources."""


class Coordinators(Lever):
    """Coordinators of work-based learning, full-time equivalents, and what one costs a year.

    They are paid in place of the coordination hours that each seat would otherwise cost. Their hours
    (``partnerships.coordinator_year`` for each post) are shared by the seats, each by the hours that it asks
    for; seats beyond them are not delivered, and in years without a post none is. Hours left over go into
    finding hosts in the pupils' own fields. Without this lever coordination is paid by the seat, and limits
    nothing.
    """

    example: ClassVar[str] = "{lever: wbl_coordinators, fte: 2, cost: 85_000 USD/year}"

    lever: Literal["wbl_coordinators"]
    fte: Annotated[
        Schedule,
        schedule("count", "count", 0.0, 10_000.0, bare=True),
        Field(description="coordinators, full-time equivalents", examples=["4"]),
    ]
    cost: Annotated[
        YearlyMoney, Field(description="cost of a coordinator a year", examples=["85_000 USD/year"])
    ]

    present: Annotated[
        Quantity,
        quantity("count", 0.0, 10_000.0, bare=True),
        Field(description="posts that the district has already, at no further cost", examples=["1"]),
    ] = fixed(0.0, "count")

    def concerns(self, name: str, partner: Partner) -> bool:
        """The partnerships whose seats take a coordinator's time."""
        return partner.coordinator_hours > 0

    def check(self, around: Around) -> Iterator[Complaint]:
        """There are seats to coordinate."""
        if not any(self.concerns(*one) for one in around.partners.items()):
            message = f"'{around.name}' pays for coordinators, but no partnership has seats to coordinate"
            yield Complaint("SIM043", message)

    def costs(self, around: Around) -> np.ndarray:
        """Each post costs the same, all of it coordination."""
        out = around.no_cost()
        out[:, *AT] = around.by_year("fte", self.fte, self.until) * around.value("cost", self.cost)
        return out

    def spares(self, partner: Partner) -> tuple[str, ...]:
        """Seats no longer pay for coordination by the hour."""
        return ("coordination",) if partner.coordinator_hours > 0 else ()

    @classmethod
    def arrays(cls, several: Sequence[tuple[Self, Around]]) -> Mapping[str, np.ndarray]:
        """For :func:`sim.core.people.placement.hours_of_posts`: ``posts`` float64 [Y], FTE."""
        posts = [
            around.by_year("fte", lever.fte, lever.until) + around.value("present", lever.present)
            for lever, around in several
        ]
        return {"posts": np.sum(posts, axis=0) * several[0][1].scale}
