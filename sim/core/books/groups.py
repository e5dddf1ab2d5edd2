"""Persons alike in what most tallies ask are counted together: first into groups, then the groups.

Each person is added to one group; the tallies then read some thousand groups instead of every person a
dozen times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import N_CELLS, N_LEVELS, Credential, Event, Level, Life, Place, Stage
from sim.core.kernel import inlined, kernel, part
from sim.core.market.qualification import SUB_BACHELOR
from sim.core.tallies import Tally

AGES_OF_BAND = (18, 20, 25, 30, 35, 45, 55)
"""First age of each band in which adults are counted together; in the band before are minors and pupils."""
N_BANDS = len(AGES_OF_BAND) + 1
ADULT_BAND, BAND_20, BAND_25, BAND_30 = range(1, 5)
AT_WORK = 2
"""Standing of those who work in a job of the lowest level; below, those who seek work (1) or do not (0)."""
STANDINGS = AT_WORK + N_LEVELS
GROUPS = (N_CELLS, N_BANDS, 2, STANDINGS, 2, N_LEVELS)
"""Alike in most tallies: cell, age band, lives here, standing, works in a target field, credential."""


N_GROUPS = N_CELLS * N_BANDS * 2 * STANDINGS * 2 * N_LEVELS
NOBODY = N_GROUPS + N_CELLS
"""Group of those who have not arrived; between the groups and it stand, by cell, those who moved out."""


@inlined
def cell_of(people, row):
    """Cell of a person in the tallies."""
    return np.int64(people.ethnicity[row]) * 4 + people.sex[row] * 2 + people.low_income[row]


@part
def sort_by_cell(stage, age, ethnicity, sex, low_income, group):
    """Cell and age band of each person of a block; pupils, of whatever age, are in the first band.

    Written, like the next, without branches, so that the compiler takes many persons at a time; in two
    parts, because of how many columns it can tell apart.
    """
    for i in range(len(group)):
        years = np.int32(age[i])
        band = np.int32(years >= 18) + np.int32(years >= 20) + np.int32(years >= 25)
        band += np.int32(years >= 30) + np.int32(years >= 35) + np.int32(years >= 45)
        band += np.int32(years >= 55)
        band = np.int32(0) if stage[i] == Stage.SCHOOL else band
        cell = np.int32(ethnicity[i]) * np.int32(4) + np.int32(sex[i]) * np.int32(2) + np.int32(low_income[i])
        group[i] = cell * np.int32(N_BANDS) + band


@part
def sort_by_work(stage, place, level, credentials, lives, events, group):
    """Group of each person of a block, from cell and age band.

    Who came back to the region or to the labour force after this year's matching has not looked for work yet
    and is not called unemployed.
    """
    for i in range(len(group)):
        now, bits, life = stage[i], credentials[i], lives[i]
        back = events[i] & np.uint16(Event.CAME_BACK | Event.REENTERED)
        seeks = np.int32((now == Stage.SEEK) & (back == 0))
        standing = np.int32(AT_WORK) + np.int32(level[i]) if life & np.uint8(Life.EMPLOYED) else seeks
        skilled = np.int32(1) if bits & np.uint8(SUB_BACHELOR) else np.int32(0)
        qualified = np.int32(2) if bits & np.uint8(Credential.BACHELOR) else skilled
        first = group[i]
        value = first * np.int32(2) + np.int32(place[i] == Place.LOCAL)
        value = value * np.int32(STANDINGS) + standing
        value = value * np.int32(2) + (np.int32(1) if life & np.uint8(Life.TARGET_JOB) else np.int32(0))
        value = value * np.int32(N_LEVELS) + qualified
        value = np.int32(N_GROUPS) + first // np.int32(N_BANDS) if now == Stage.GONE else value
        group[i] = np.int32(NOBODY) if now == Stage.PENDING else value


class Counts(NamedTuple):
    """What is added up of the persons of each group, int64 each."""

    persons: np.ndarray
    wages: np.ndarray  # whole dollars a year
    paid: np.ndarray  # whole dollars for the months in work
    worked: np.ndarray  # months in work
    sought: np.ndarray  # months in search of it


@part
def add_to_groups(group, wage, worked, sought, counts):
    """Count a block of persons, with their pay and months, in their groups."""
    for i in range(len(group)):
        counts.persons[group[i]] += 1
        counts.wages[group[i]] += np.int64(wage[i])
        counts.paid[group[i]] += np.int64(wage[i] * np.float32(worked[i]) / np.float32(12.0))
        counts.worked[group[i]] += worked[i]
        counts.sought[group[i]] += sought[i]


def new_counts() -> Counts:
    """Nobody counted yet: by group, and behind the groups by cell those gone, and those to come."""
    return Counts(*(np.zeros(NOBODY + 1, np.int64) for _ in Counts._fields))


@inlined
def count_band(n, band, standing, cell, out):
    """Employment by the age bands of the labour-force statistics."""
    if band < BAND_20:
        return
    base = Tally.PEOPLE_20_24 + 3 * (band - BAND_20)
    out[base, cell] += n
    out[base + 1, cell] += n if standing >= AT_WORK else 0
    out[base + 2, cell] += n if standing == 1 else 0


@inlined
def count_labour(n, band, standing, level, cell, out):
    """Labour force of 25 to 34 and the unemployed in it, by the credential held."""
    if (band != BAND_25 and band != BAND_30) or standing == 0:
        return
    base = Tally.LABOUR_SCHOOL + 2 * level
    out[base, cell] += n
    out[base + 1, cell] += n if standing == 1 else 0


@inlined
def count_adults(n, wages, band, standing, level, cell, out):
    """Adults who live here: ``n`` with the same standing and the credential of the same level."""
    out[Tally.ADULTS_HERE, cell] += n
    out[Tally.ADULTS_BACHELOR if level == Level.PROFESSIONAL else Tally.ADULTS_OTHERS, cell] += n
    if standing >= AT_WORK:
        out[Tally.EMPLOYED_HERE, cell] += n
        out[Tally.WAGES_HERE, cell] += wages
        base = Tally.WORKERS_ENTRY + 2 * (standing - AT_WORK)
        out[base, cell] += n
        out[base + 1, cell] += wages
    elif standing == 1:
        out[Tally.UNEMPLOYED_HERE, cell] += n
    count_band(n, band, standing, cell, out)
    count_labour(n, band, standing, level, cell, out)


@kernel
def count_groups(counts, out):
    """Every tally a group belongs to; the ``counts`` are of shape GROUPS."""
    for cell, band, here, standing, target, level in np.ndindex(counts.persons.shape):
        n = counts.persons[cell, band, here, standing, target, level]
        if n == 0:
            continue
        dollars = counts.wages[cell, band, here, standing, target, level]
        out[Tally.PAID, cell] += counts.paid[cell, band, here, standing, target, level]
        if here == 1 and band >= ADULT_BAND:
            out[Tally.MONTHS_WORKED, cell] += counts.worked[cell, band, here, standing, target, level]
            out[Tally.MONTHS_SOUGHT, cell] += counts.sought[cell, band, here, standing, target, level]
        out[Tally.ARRIVED, cell] += n
        out[Tally.PRESENT if here else Tally.AWAY, cell] += n
        out[Tally.TARGET_HERE, cell] += n if target else 0
        if standing >= AT_WORK:
            out[Tally.EARNERS, cell] += n
            out[Tally.EARNINGS, cell] += dollars
        if here == 1 and band >= ADULT_BAND:
            count_adults(n, dollars, band, standing, level, cell, out)


def count_all(counts: Counts, out: np.ndarray) -> None:
    """Fill the tallies from all counts of :func:`new_counts`."""
    count_groups(Counts(*(one[:N_GROUPS].reshape(GROUPS) for one in counts)), out)
    gone = counts.persons[N_GROUPS:NOBODY]
    out[Tally.ARRIVED] += gone
    out[Tally.MOVED_OUT] += gone
