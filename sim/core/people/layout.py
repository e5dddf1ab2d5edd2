"""Where everybody's row lies: laid out once, by year of birth, oldest first.

Everybody who can appear in a run has a row from the start: the pupils of the base year one
for one, the kindergarten cohorts to come, families and adult newcomers by year of arrival,
and, for a start in equilibrium, those who left the region's schools in the years before (they
enter in grade 9 and live through the warm-up) and the adults of the year in which the warm-up
begins. More newcomers have a row than come in a usual year, so that more can come where work is
plenty. Nothing a scenario does changes a row's identity, so two worlds are compared row by row, and
the people of a year are a slice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    FIRST_AGE,
    FIRST_WORKING_AGE,
    GRADE_9_AGE,
    LAST_AGE,
    NEVER,
    NONE,
    SETTLED_AGE,
    STUDENT,
    WARM_UP_YEARS,
    Origin,
)
from sim.core.plan import Plan, Region
from sim.core.state import People, empty

OLDEST = LAST_AGE + WARM_UP_YEARS
"""Age in the first year of the horizon of the oldest who live through part of the warm-up."""
LARGEST_INFLOW = 1.5
"""Rows of newcomers for each who comes in a usual year: so many times more can come."""


class Layout(NamedTuple):
    """Groups of rows that share how they come to be; arrays of the same length."""

    age_at_start: np.ndarray  # int, age in year 0, may be negative
    entry_year: np.ndarray
    origin: np.ndarray
    unit: np.ndarray  # school, or NONE where it is drawn
    ethnicity: np.ndarray  # code, or 255 where it is drawn
    count: np.ndarray


def _spread(total: int, weights: np.ndarray) -> np.ndarray:
    """Split a whole number over weights by largest remainders; sums exactly."""
    exact = total * weights / max(weights.sum(), 1e-12)
    floor = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - floor), kind="stable")
    floor[order[: int(total - floor.sum())]] += 1
    return floor


def _pupils(region: Region, years: int) -> list[np.ndarray]:
    """Groups of today's pupils and of the kindergarten cohorts to come."""
    groups = []
    schools, grades, ethnicities = np.nonzero(region.pupils)
    groups.append(
        np.stack(
            [
                grades + FIRST_AGE,
                np.zeros_like(grades),
                np.full_like(grades, Origin.PUPIL),
                schools,
                ethnicities,
                region.pupils[schools, grades, ethnicities],
            ]
        )
    )
    first_grade = region.pupils[:, 0, :].astype(np.float64)
    for year in range(1, years):
        counts = _spread(int(region.kindergarten[year]), first_grade.ravel()).reshape(first_grade.shape)
        school, ethnicity = np.nonzero(counts)
        ones = np.ones_like(school)
        groups.append(
            np.stack(
                [
                    ones * (FIRST_AGE - year),
                    ones * year,
                    ones * int(Origin.PUPIL),
                    school,
                    ethnicity,
                    counts[school, ethnicity],
                ]
            )
        )
    return groups


def _before(region: Region, born_here: float) -> list[tuple[int, ...]]:
    """Groups of those who live through the warm-up: pupils from grade 9 on, and the adults it begins with.

    The latter are as many at every age as residents of 35 to 64 are in the mean; the share ``born_here`` of
    them are natives, the others have moved in.
    """
    groups = []
    cohort = round(region.pupils.sum() / region.pupils.shape[1])
    for age in range(FIRST_WORKING_AGE, FIRST_WORKING_AGE + WARM_UP_YEARS):
        groups.append((age, max(GRADE_9_AGE - age, -WARM_UP_YEARS), Origin.WARM_UP, NONE, 255, cohort))
    per_age = region.adults / (LAST_AGE + 1 - SETTLED_AGE)
    natives = round(per_age * born_here)
    for age in range(FIRST_WORKING_AGE + WARM_UP_YEARS, OLDEST + 1):
        groups.append((age, -WARM_UP_YEARS, Origin.WARM_UP, NONE, 255, natives))
        groups.append((age, -WARM_UP_YEARS, Origin.NEWCOMER, NONE, 255, round(per_age) - natives))
    return groups


def _movers(region: Region, years: int) -> list[tuple[int, ...]]:
    """Groups of families and newcomers: school and ethnicity are drawn on arrival."""
    groups = []
    by_grade = region.pupils.sum(axis=(0, 2))
    for year in range(1, years):
        for grade in range(1, 13):
            count = round(region.families_in[grade] * by_grade[grade])
            groups.append((FIRST_AGE + grade - year, year, Origin.FAMILY, NONE, 255, count))
    ages = FIRST_WORKING_AGE + np.arange(len(region.newcomers))
    counts = np.diff(np.floor(LARGEST_INFLOW * np.cumsum(region.newcomers)).astype(int), prepend=0)
    for year in range(1 - WARM_UP_YEARS, years):
        groups += [
            (int(age) - year, year, Origin.NEWCOMER, NONE, 255, int(count))
            for age, count in zip(ages, counts, strict=True)
        ]
    return groups


def layout(region: Region, years: int, born_here: float) -> Layout:
    """All groups of rows, by age at the start (oldest first), then year of entry, origin and unit."""
    others = np.array(_before(region, born_here) + _movers(region, years), dtype=np.int64).T
    parts = [*_pupils(region, years), others]
    table = np.concatenate(parts, axis=1)
    table = table[:, table[5] > 0]
    order = np.lexsort((table[4], table[3], table[2], table[1], -table[0]))
    return Layout(*table[:, order])


def _entered(groups: Layout, births: np.ndarray, years: int) -> np.ndarray:
    """Rows of each year of birth whose year of entry has come, int64 [births, warm-up and horizon]."""
    counts = np.zeros((len(births), WARM_UP_YEARS + years), np.int64)
    np.add.at(counts, (births[0] - groups.age_at_start, groups.entry_year + WARM_UP_YEARS), groups.count)
    return counts.cumsum(axis=1)


def lay_out(plan: Plan) -> tuple[People, np.ndarray, np.ndarray]:
    """Rows of everybody, still pending; the row at which each birth year begins; how many have entered.

    The last is int64 [births, warm-up and horizon]: of a year of birth those who enter first stand first, so
    that the rows in use in a year are the first of each.

    The key holds (entry year, origin, unit, age, ethnicity, index): the stable identity.
    """
    region = plan.region
    if plan.closed_region:
        region = region._replace(
            families_in=np.zeros_like(region.families_in), newcomers=np.zeros_like(region.newcomers)
        )
    groups = layout(region, plan.years, float(plan.parameters["population.born_here"]))
    rows = int(groups.count.sum())
    people = empty(STUDENT, rows, People)
    repeat = np.repeat(np.arange(len(groups.count)), groups.count)
    index = np.arange(rows) - np.repeat(np.cumsum(groups.count) - groups.count, groups.count)
    bits = (
        (groups.entry_year + 64).astype(np.uint64) << np.uint64(56)
        | groups.origin.astype(np.uint64) << np.uint64(54)
        | groups.unit.astype(np.uint64) << np.uint64(38)
        | (groups.age_at_start + 40).astype(np.uint64) << np.uint64(31)
        | groups.ethnicity.astype(np.uint64) << np.uint64(23)
    )
    people.key[:] = bits[repeat] | index.astype(np.uint64)
    people.entry_year[:] = groups.entry_year[repeat]
    people.origin[:] = groups.origin[repeat]
    people.school[:] = groups.unit[repeat]
    people.ethnicity[:] = groups.ethnicity[repeat]
    people.employer[:] = NONE
    people.host[:] = NONE
    people.left_school[:] = NEVER
    people.age[:] = (groups.age_at_start + groups.entry_year)[repeat]
    age_of_row = groups.age_at_start[repeat]
    births = np.arange(OLDEST, FIRST_AGE - plan.years - 1, -1)
    first_of_age = np.searchsorted(-age_of_row, -births, side="left")
    return people, first_of_age, _entered(groups, births, plan.years)
