"""Persons alike in what most tallies ask are counted together: first into groups, then the groups.

Each person is added to one group; the tallies then read some thousand groups instead of every person a
dozen times.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_CELLS, N_LEVELS, Event, Level, Life, Place, Stage
from sim.core.kernel import inlined, kernel
from sim.core.market.qualification import qualified_level
from sim.core.tallies import Tally

AGES_OF_BAND = (18, 20, 25, 30, 35)
"""First age of each band in which adults are counted together; in the band before are minors and pupils."""
N_BANDS = len(AGES_OF_BAND) + 1
ADULT_BAND, BAND_20, BAND_25, BAND_30, LAST_BAND = range(1, N_BANDS)
AT_WORK = 2
"""Standing of those who work in a job of the lowest level; below, those who seek work (1) or do not (0)."""
STANDINGS = AT_WORK + N_LEVELS
GROUPS = (N_CELLS, N_BANDS, 2, STANDINGS, 2, N_LEVELS)
"""Alike in most tallies: cell, age band, lives here, standing, works in a target field, credential."""


@inlined
def band_of(people, row):
    """Position of the age band; pupils, of whatever age, are in the first."""
    band = 0
    for first in AGES_OF_BAND:
        band += 1 if people.age[row] >= first else 0
    return 0 if people.stage[row] == Stage.SCHOOL else band


@inlined
def standing_of(people, row, life, happened):
    """Position of those at work by the level of the job, of those who seek work, and of all others.

    Who came back to the region or to the labour force after this year's matching has not looked for work yet
    and is not called unemployed.
    """
    seeks = (people.stage[row] == Stage.SEEK) & (happened & (Event.CAME_BACK | Event.REENTERED) == 0)
    return AT_WORK + people.occupation_level[row] if life & Life.EMPLOYED else 1 if seeks else 0


@inlined
def count_in_group(people, row, cell, life, happened, persons, wages):
    """Add one person to the group of those who are counted alike; both arrays are flat."""
    group = cell * N_BANDS + band_of(people, row)
    group = group * 2 + (1 if people.place[row] == Place.LOCAL else 0)
    group = group * STANDINGS + standing_of(people, row, life, happened)
    group = group * 2 + (1 if life & Life.TARGET_JOB else 0)
    group = group * N_LEVELS + qualified_level(people.credentials[row])
    persons[group] += 1
    wages[group] += int(people.wage[row])


@inlined
def count_band(n, band, standing, cell, out):
    """Employment by the age bands of the labour-force statistics."""
    if band < BAND_20 or band == LAST_BAND:
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
    """Young adults who live here: ``n`` with the same standing and the credential of the same level."""
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
def count_groups(persons, wages, out):
    """Every tally a group belongs to; ``persons`` and ``wages`` (whole dollars) are int64 of shape GROUPS."""
    for cell, band, here, standing, target, level in np.ndindex(persons.shape):
        n = persons[cell, band, here, standing, target, level]
        if n == 0:
            continue
        dollars = wages[cell, band, here, standing, target, level]
        out[Tally.ARRIVED, cell] += n
        out[Tally.PRESENT if here else Tally.AWAY, cell] += n
        out[Tally.TARGET_HERE, cell] += n if target else 0
        if standing >= AT_WORK:
            out[Tally.EARNERS, cell] += n
            out[Tally.EARNINGS, cell] += dollars
        if here == 1 and band >= ADULT_BAND:
            count_adults(n, dollars, band, standing, level, cell, out)
