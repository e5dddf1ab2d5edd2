"""Where everybody's row lies: laid out once, by year of birth, oldest first.

Everybody who can appear in a run has a row from the start: the pupils of the base year one
for one, the kindergarten cohorts to come, families and adult newcomers by year of arrival,
and, for a start in equilibrium, those who left the region's schools in the eighteen years
before (they enter in grade 9 and live through the warm-up). Nothing a scenario does changes a
row's identity, so two worlds are compared row by row, and the people of a year are a slice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import FIRST_AGE, GRADE_9_AGE, LAST_AGE, NEVER, NONE, STUDENT, Origin
from sim.core.plan import Plan, Region
from sim.core.state import People, empty

ADULT_AGES = range(18, LAST_AGE)


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


def _movers(region: Region, years: int) -> list[tuple[int, ...]]:
    """Groups of warm-up cohorts, families and newcomers: school and ethnicity are drawn on arrival."""
    groups = []
    cohort = round(region.pupils.sum() / region.pupils.shape[1])
    for age in range(18, LAST_AGE + 1):
        groups.append((age, GRADE_9_AGE - age, Origin.WARM_UP, NONE, 255, cohort))
    by_grade = region.pupils.sum(axis=(0, 2))
    for year in range(1, years):
        for grade in range(1, 13):
            count = round(region.families_in[grade] * by_grade[grade])
            groups.append((FIRST_AGE + grade - year, year, Origin.FAMILY, NONE, 255, count))
    per_age = region.newcomers_in / len(ADULT_AGES)
    for year in range(GRADE_9_AGE - LAST_AGE + 4, years):
        for position, age in enumerate(ADULT_AGES):
            count = int(per_age * (position + 1)) - int(per_age * position)
            if age - year <= LAST_AGE:
                groups.append((age - year, year, Origin.NEWCOMER, NONE, 255, count))
    return groups


def layout(region: Region, years: int) -> Layout:
    """All groups of rows, by age at the start (oldest first), then origin, year and unit."""
    parts = [*_pupils(region, years), np.array(_movers(region, years), dtype=np.int64).T]
    table = np.concatenate(parts, axis=1)
    table = table[:, table[5] > 0]
    order = np.lexsort((table[4], table[3], table[1], table[2], -table[0]))
    return Layout(*table[:, order])


def lay_out(plan: Plan) -> tuple[People, np.ndarray]:
    """Rows of everybody, still pending, and the row at which each year of birth begins.

    The key holds (entry year, origin, unit, age, ethnicity, index): the stable identity.
    """
    region = plan.region
    if plan.closed_region:
        region = region._replace(families_in=np.zeros_like(region.families_in), newcomers_in=0.0)
    groups = layout(region, plan.years)
    rows = int(groups.count.sum())
    people = empty(STUDENT, rows, People)
    repeat = np.repeat(np.arange(len(groups.count)), groups.count)
    index = np.arange(rows) - np.repeat(np.cumsum(groups.count) - groups.count, groups.count)
    bits = (
        (groups.entry_year + 64).astype(np.uint64) << np.uint64(56)
        | groups.origin.astype(np.uint64) << np.uint64(54)
        | groups.unit.astype(np.uint64) << np.uint64(38)
        | (groups.age_at_start + 64).astype(np.uint64) << np.uint64(31)
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
    births = np.arange(LAST_AGE, FIRST_AGE - plan.years - 1, -1)
    return people, np.searchsorted(-age_of_row, -births, side="left")
