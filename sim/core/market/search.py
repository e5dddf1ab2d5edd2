"""Which employers a seeker happens to look at: static tables, so that luck stays comparable.

Employers are drawn in proportion to their jobs in the base year and, above entry level, to what
training in the seeker's field is worth in theirs (``carry``): trained in a field is not worked
in it. The tables never change within a run: what a scenario does to vacancies changes whether
an application succeeds, not where it goes. Each slice (a field and level) is an alias table
(Walker 1977): one uniform, two reads, whatever the number of employers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import FIELDS, N_LEVELS
from sim.core.kernel import inlined
from sim.core.market.qualification import ENTRY
from sim.core.plan import Region
from sim.core.state import Search


class Settings(NamedTuple):
    """Where training in one field counts (evidence cards ``search.*``)."""

    carry: tuple[float, ...]  # share of technical skill that counts in another field, rows of the own field


def alias_table(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Walker's alias table of positive weights: chance to stay in a column float64, and its other tenant."""
    n = len(weights)
    chance = weights * n / max(weights.sum(), 1e-300)
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


def tenants(members: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Alias table of one slice, uint64 [employers]: chance to stay (32 bits), employer, other tenant.

    One word a column, so that a look costs one read. A column in which everybody stays has itself as its
    other tenant, because a chance of 1 does not fit in 32 bits.
    """
    chance, alias = alias_table(weights)
    threshold = np.ceil(chance * 2.0**32)
    other = np.where(threshold < 2.0**32, members[alias], members)
    threshold = np.minimum(threshold, 2.0**32 - 1.0)
    words = (part.astype(np.uint64) for part in (threshold, members, other))
    stays, employer, instead = words
    return (stays << np.uint64(32)) | (employer << np.uint64(16)) | instead


def _slices(members: list[np.ndarray], weights: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Start of each slice int64 [slices + 1], and their alias tables one after the other, uint64."""
    start = np.concatenate([[0], np.cumsum([len(m) for m in members])])
    beyond = np.zeros(1, np.uint64)  # what a look into an empty last slice reads
    tables = [tenants(m, w) for m, w in zip(members, weights, strict=True)]
    return start, np.concatenate([*tables, beyond])


def search_tables(region: Region, settings: Settings) -> Search:
    """Tables for applications, and for the way from school to school."""
    fields, levels = range(len(FIELDS)), range(N_LEVELS)
    carry = np.array(settings.carry).reshape(len(FIELDS), len(FIELDS))
    np.fill_diagonal(carry, 1.0)
    own_members, own_weights, near_members, near_weights = [], [], [], []
    for field in fields:
        for level in levels:
            jobs = region.jobs[:, level].astype(np.float64)
            own = np.flatnonzero((region.employer_field == field) & (jobs > 0.0))
            own_members.append(own)
            own_weights.append(jobs[own])
            reach = jobs if level == ENTRY else jobs * carry[field, region.employer_field]
            near = np.flatnonzero(reach > 0.0)
            near_members.append(near)
            near_weights.append(reach[near])
    slices = _slices(own_members + near_members, own_weights + near_weights)
    return Search(*slices, carry, feeder(region))


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
            reach[zone, grade] = np.cumsum(weight) / max(weight.sum(), 1.0)
    return reach


@inlined
def draw_slice(table, first, size, word):
    """Employer of the slice of ``size`` columns that begins at ``first``, in proportion to its jobs.

    The high half of word × size is the column; the low half, against the chance to stay, the tenant.
    """
    product = np.uint64(word) * np.uint64(size)
    column = table[np.uint64(first) + (product >> np.uint64(32))]
    stays = (product & np.uint64(0xFFFFFFFF)) < (column >> np.uint64(32))
    return np.int64((column >> (np.uint64(16) if stays else np.uint64(0))) & np.uint64(0xFFFF))
