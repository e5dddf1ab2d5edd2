"""How long somebody has been in a partnership: two bits of a word for each."""

from __future__ import annotations

import numpy as np

from sim.core.columns import Credential
from sim.core.kernel import inlined

MOST_YEARS = 3
"""Years in a seat beyond which they are counted no further."""
COURSES_OF_A_CONCENTRATION = 2
"""Courses of one career-technical programme that make a concentrator (Perkins V, section 3)."""


@inlined
def years_held(people, row, bit):
    """Years in which a person has held a seat of the partnership with this ``bit``, counted to three."""
    return np.int64((people.seat_years[row] >> np.uint64(2 * bit)) & np.uint64(3))


@inlined
def hold_another_year(people, row, bit):
    """Count a year in a seat of the partnership with this ``bit``."""
    if years_held(people, row, bit) < MOST_YEARS:
        people.seat_years[row] += np.uint64(1) << np.uint64(2 * bit)


@inlined
def courses_taken(people, row, plan):
    """Career-technical courses that a person has taken in seats of partnerships."""
    courses = 0
    for p in range(len(plan.bit)):
        if plan.courses[p] > 0:
            courses += plan.courses[p] * years_held(people, row, plan.bit[p])
    return courses


@inlined
def concentrates_by_seats(people, row, plan):
    """Whether a person is a concentrator by seats of partnerships, and not by the school's own courses."""
    return courses_taken(people, row, plan) >= COURSES_OF_A_CONCENTRATION


@inlined
def concentrates_at_school(people, row, plan):
    """Whether the school's own courses make a person a concentrator."""
    if people.credentials[row] & Credential.CONCENTRATOR == 0:
        return False
    return not concentrates_by_seats(people, row, plan)
