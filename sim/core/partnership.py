"""What is known of a partnership: every number, declared once.

The declaration makes the arrays (:class:`sim.core.plan.Partnerships`), the rows that
:mod:`sim.study.plan.compile` fills, the keys that a scenario and an activity may write with their
limits, the paths under which uncertain numbers are drawn, the words of the assumptions, and the ODD
table. To add a number that somebody states, add a line here; then let a kernel read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.core.columns import CHANNELS, INGREDIENTS, N_CELLS, PAYERS

AXES: Mapping[str, int] = {
    "cells": N_CELLS, "channels": len(CHANNELS), "ingredients": len(INGREDIENTS), "payers": len(PAYERS),
}  # fmt: skip
"""Lengths of the axes that are the same in every study."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a partnership.

    ``scenario`` and ``activity`` are the keys under which a partnership of a scenario and an activity of
    the library state it; "" = they may not. What neither states is ``default``; without one an activity
    must state it. A float64 may be uncertain, wherever it is stated; other storage is plain. A number with
    neither key is worked out in :mod:`sim.study.plan.compile`.
    """

    name: str
    dtype: type
    unit: str
    meaning: str
    axes: tuple[str, ...] = ()
    scenario: str = ""
    activity: str = ""
    default: float | None = None
    low: float = -np.inf
    high: float = np.inf
    with_hours: bool = False  # grows with the hours that the scenario states beside the activity's

    @property
    def stated(self) -> bool:
        """Whether a file states it."""
        return bool(self.scenario or self.activity)

    @property
    def uncertain(self) -> bool:
        """Whether it may be a distribution."""
        return self.dtype is np.float64

    def shape(self, lengths: Mapping[str, int]) -> tuple[int, ...]:
        """Shape of one partnership's entry; ``lengths`` are those of schools, employers and years."""
        return tuple({**AXES, **lengths}[axis] for axis in self.axes)


HOURS = Number("hours", np.float64, "hours/year", "hours a year that a participant spends in it",
               scenario="hours", activity="hours_per_year", low=0.0, high=8760.0)  # fmt: skip
"""What more hours than usual do is in ``channels``, costs and hours of staff; the hours themselves weigh the
seats that one person holds in a year against each other."""

PARTNERSHIP = (
    HOURS,
    Number("rung", np.uint8, "code", "0 awareness, 1 exploration, 2 experience, 3 any other"),
    Number("bit", np.uint8, "bit", "position among a person's deliveries, same name = same bit in a study"),
    Number("luck", np.uint32, "", "added to the calls of its draws; of the name alone, whatever the study"),
    Number("first_grade", np.int8, "grade", "first grade served, kindergarten = 0"),
    Number("last_grade", np.int8, "grade", "last grade served"),
    Number("adults", np.uint8, "code", "instead of pupils 1 = seekers and workers, 2 = seekers only"),
    Number("fields", np.uint16, "bit set", "occupational fields it leads to, 0 = any"),
    Number("schools", np.uint8, "0/1", "school takes part", ("schools",)),
    Number("employers", np.uint8, "0/1", "employer is asked to take part", ("employers",)),
    Number("needs_employer", np.uint8, "0/1", "every seat is hosted by an employer",
           activity="needs_employer", default=0),
    Number("seats", np.float64, "seats/year", "seats planned a year", ("years",)),
    Number("ramp_years", np.float64, "years", "years until all seats can be filled",
           scenario="ramp_up", activity="ramp_years", default=0.0, low=0.0, high=40.0),
    Number("take_up", np.float64, "share", "share of those offered a seat who use it, at mean motivation",
           scenario="take_up", activity="take_up", low=0.0, high=1.0),
    Number("no_show", np.float64, "share", "share of the seats taken up that are left unused",
           scenario="no_show", activity="no_show", low=0.0, high=1.0),
    Number("minimum_academic", np.float64, "SD", "academic skill a participant must have; -inf = none asked",
           scenario="minimum_academic", activity="minimum_academic", default=-np.inf, low=-4.0, high=4.0),
    Number("targeting", np.uint8, "code", "who is offered a seat first"),
    Number("target_group", np.uint8, "0/1", "cell belongs to the target group", ("cells",)),
    Number("target_new", np.uint8, "0/1", "target group takes in whoever prefers another field"),
    Number("target_share", np.float64, "share", "share of seats for the target group"),
    Number("coordinator_hours", np.float64, "hours", "coordinator's hours for each seat",
           activity="coordinator_hours", low=0.0, with_hours=True),
    Number("employer_hours", np.float64, "hours", "hours of the employer's staff for each seat",
           activity="employer_hours", low=0.0, with_hours=True),
    Number("work_hours", np.float64, "hours/year", "hours of work for the host in a seat-year",
           activity="work_hours", default=0.0, low=0.0, high=8760.0, with_hours=True),
    Number("years", np.int8, "years", "years a participant stays in the activity",
           activity="years", default=1, low=1, high=8),
    Number("class_size", np.int16, "persons", "pupils of a class that comes as a whole, 0 = each applies"),
    Number("courses", np.int8, "count", "career-technical courses of one programme that a seat-year is",
           activity="courses", default=0, low=0, high=4),
    Number("channels", np.float64, "of the channel", "strength for one full seat-year", ("channels",)),
    Number("saturation", np.float64, "full doses", "full doses of a year that reach two thirds of the effect",
           activity="saturation", default=3.0, low=0.01, high=100.0),
    Number("awards", np.uint8, "bit", "credential awarded on passing, 0 = none"),
    Number("pass_rate", np.float64, "share", "share of participants who pass, at mean academic skill",
           scenario="pass_rate", activity="pass_rate", default=0.0, low=0.0, high=1.0),
    Number("apprenticeship", np.uint8, "0/1", "participants may go on as apprentices of their host",
           activity="apprenticeship", default=0),
    Number("cost_fixed", np.float64, "USD/year", "cost of a year whatever the seats",
           ("years", "ingredients", "payers")),
    Number("cost_seat", np.float64, "USD", "cost of a delivered seat-year", ("ingredients", "payers")),
    Number("in_budget", np.uint8, "0/1", "its public cost counts against the budget",
           scenario="within_budget", default=1),
)  # fmt: skip
"""The numbers of a partnership, in the order of the arrays. Money is in prices of the first year."""

STATED = tuple(number for number in PARTNERSHIP if number.stated)
"""Those that a scenario or an activity states."""
