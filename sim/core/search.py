"""Which employers a seeker happens to look at: static tables, so that luck stays comparable.

Employers are drawn in proportion to their jobs in the base year. The tables never change
within a study: what a scenario does to vacancies changes whether an application succeeds, not
where it goes. Each slice (a field and level, or a level) is an alias table (Walker 1977):
one uniform, two reads, whatever the number of employers.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import FIELDS, N_LEVELS, NONE
from sim.core.kernel import inlined
from sim.core.plan import Region
from sim.core.state import Search


def alias_table(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Walker's alias table of positive weights: chance to stay in a column float64, and its other tenant."""
    n = len(weights)
    chance = weights * n / weights.sum()
    alias = np.arange(n)
    small = [i for i in range(n) if chance[i] < 1.0]
    large = [i for i in range(n) if chance[i] >= 1.0]
    while small and large:
        i, j = small.pop(), large[-1]
        alias[i] = j
        chance[j] -= 1.0 - chance[i]
        if chance[j] < 1.0:
            small.append(large.pop())
    chance[[*small, *large]] = 1.0
    return chance, alias


def _slices(members: list[np.ndarray], jobs: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Start of each slice, its employers, and its alias table (the other tenants as employers)."""
    start = np.concatenate([[0], np.cumsum([len(m) for m in members])])
    tables = [alias_table(j.astype(np.float64)) for j in jobs if len(j)]
    filled = [m for m in members if len(m)]
    return (
        start,
        np.concatenate(members).astype(np.uint16),
        np.concatenate([chance for chance, _ in tables]),
        np.concatenate([m[alias] for m, (_, alias) in zip(filled, tables, strict=True)]).astype(np.uint16),
    )


def search_tables(region: Region) -> Search:
    """Tables for applications, and for the way from school to school."""
    levels = range(N_LEVELS)
    own = [
        (np.flatnonzero((region.employer_field == field) & (region.jobs[:, level] > 0)), level)
        for field in range(len(FIELDS))
        for level in levels
    ]
    anyone = [(np.flatnonzero(region.jobs[:, level] > 0), level) for level in levels]
    tables = [_slices([m for m, _ in part], [region.jobs[m, lv] for m, lv in part]) for part in (own, anyone)]
    return Search(*tables[0], *tables[1], feeder(region))


def feeder(region: Region) -> np.ndarray:
    """Cumulative shares [Z, G, S] by which pupils who must change school go to the schools of their zone.

    Where no school of the zone offers the grade, all schools that do are open.
    """
    zones = len(region.rural_zone)
    by_grade = region.pupils.sum(axis=2).astype(np.float64)
    reach = np.zeros((zones, by_grade.shape[1], by_grade.shape[0]))
    for zone in range(zones):
        for grade in range(by_grade.shape[1]):
            weight = by_grade[:, grade] * (region.school_zone == zone)
            weight = weight if weight.sum() > 0 else by_grade[:, grade]
            reach[zone, grade] = np.cumsum(weight) / weight.sum()
    return reach


@inlined
def draw_slice(start, employer, chance, alias, position, u):
    """Employer of one slice, in proportion to its jobs; NONE if the slice is empty."""
    first = start[position]
    size = start[position + 1] - first
    if size == 0:
        return NONE
    column = min(int(u * size), size - 1)
    stays = employer[first + column]
    other = alias[first + column]
    return stays if u * size - column < chance[first + column] else other
