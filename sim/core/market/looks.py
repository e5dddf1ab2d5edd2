"""Where seekers look: a keyed sample of employers of their field and level, perhaps one they know.

Seekers are taken a batch at a time and look by look, so that each step is a short loop over numbers that
lie side by side in the processor's first cache.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import N_FIELDS, N_LEVELS
from sim.core.draws import SCALE, Call, fill_words, words
from sim.core.kernel import inlined, part
from sim.core.market.search import draw_slice

SLOT_BITS, LEVEL_MASK = 2, 3
"""A slot is an employer's vacancies at one level: employer << SLOT_BITS, plus the level.

The level ``LEVEL_MASK`` does not exist: its slot never has a vacancy, which spares a test for nobody found.
"""
LONGEST_LIST = 8
"""Longest list of applications: four in the own field and four near it."""
AT_LEVEL = 7
"""Looks of the first list at the level applied to; the employer known best may stand in for one of them."""
LOWER_LOOK = 3
"""The one look of the first list that is a level lower."""
BATCH_BITS = 7
BATCH = 1 << BATCH_BITS
"""Seekers taken at a time."""
NEAR = N_FIELDS * N_LEVELS
"""Where the slices of employers near a field begin, after those of the field itself."""


class Batch(NamedTuple):
    """Scratch: what their looks and the employers' ranking ask of some seekers, [BATCH]."""

    at: np.ndarray  # uint64, position among the year's seekers
    key: np.ndarray  # uint64
    field: np.ndarray  # uint64
    cell: np.ndarray  # uint64, where the slices of the field begin
    level: np.ndarray  # uint64, highest level applied to
    lower: np.ndarray  # uint64, one below it, unless it is the lowest
    host: np.ndarray  # uint64, employer known best
    tie: np.ndarray  # float64, strength of the tie to it
    qualified: np.ndarray  # uint64, level that the credentials open
    studied: np.ndarray  # uint64, field of the highest credential
    certified: np.ndarray  # float64, worth of an industry certification in its field, SD
    apprentice: np.ndarray  # bool
    standing: np.ndarray  # float64, as in Seekers
    technical: np.ndarray  # float64, worth of technical skill where all of it counts, SD
    noise: np.ndarray  # uint64, word of the employers' errors
    luck: tuple[np.ndarray, np.ndarray]  # uint32 [4, BATCH] each, words of the looks that luck decides


def new_batch() -> Batch:
    """An empty batch."""
    *whole, qualified, studied = (np.empty(BATCH, np.uint64) for _ in range(9))
    return Batch(
        *whole, np.empty(BATCH), qualified, studied, np.empty(BATCH), np.empty(BATCH, np.bool_),
        np.empty(BATCH), np.empty(BATCH), np.empty(BATCH, np.uint64),
        (np.empty((4, BATCH), np.uint32), np.empty((4, BATCH), np.uint32)),
    )  # fmt: skip


@inlined
def gather(batch, seekers, who, s):
    """Bring in the seekers ``who``."""
    for i in range(np.uint64(len(who))):
        at = np.uint64(who[i])
        level = np.uint64(seekers.level[at])
        batch.at[i], batch.key[i], batch.field[i] = at, seekers.key[at], seekers.field[at]
        batch.cell[i] = batch.field[i] * np.uint64(N_LEVELS)
        batch.level[i] = level
        batch.lower[i] = level - np.uint64(level > 0)
        batch.host[i], batch.tie[i] = seekers.host[at], seekers.tie[at]
        batch.qualified[i] = seekers.qualified[at]
        batch.studied[i] = seekers.studied[at]
        batch.certified[i] = s.signal_certification if seekers.certified[at] else 0.0
        batch.apprentice[i] = seekers.apprentice[at]
        batch.standing[i] = seekers.standing[at]
        batch.technical[i] = s.signal_technical * seekers.skill[at]
        batch.noise[i] = seekers.noise[at]


@part
def look(start, tenants, base, cells, levels, words, count, slots):
    """One look of each: an employer of the slice of field and level, among those that begin at ``base``.

    ``cells``, where the slices of each one's field begin among them.
    """
    for i in range(np.uint64(count)):
        position = np.uint64(base) + cells[i] + levels[i]
        first, last = start[position], start[position + np.uint64(1)]
        employer = draw_slice(tenants, first, last - first, words[i])
        level = levels[i] if last > first else np.uint64(LEVEL_MASK)
        slots[i] = (np.uint64(employer) << np.uint64(SLOT_BITS)) + level


@part
def look_at_host(keys, hosts, ties, levels, jobs, count, year, k0, k1, slots):
    """Who knows an employer looks at it in place of one of the others, with the tie as the chance.

    Nobody looks for a job at a level at which the employer known has none.
    """
    for i in range(np.uint64(count)):
        if ties[i] > 0.0:
            chance, other, _, _ = words(keys[i], year, Call.ACQUAINTANCE, k0, k1)
            if float(chance) * SCALE < ties[i] and jobs[hosts[i], levels[i]] > 0:
                look = (other * np.uint64(AT_LEVEL)) >> np.uint64(32)
                look += np.uint64(look >= LOWER_LOOK)
                slots[look, i] = (hosts[i] << np.uint64(SLOT_BITS)) + levels[i]


@inlined
def look_first(search, jobs, batch, count, year, call, more, k0, k1, slots):
    """Four employers of the own field, one a level lower; four near it; the one known in place of one."""
    start, tenants, cell, (own, near) = search.start, search.tenants, batch.cell, batch.luck
    fill_words(batch.key[:count], year, call, k0, k1, own)
    fill_words(batch.key[:count], year, more, k0, k1, near)
    for i in range(LOWER_LOOK):
        look(start, tenants, 0, cell, batch.level, own[i], count, slots[i])
    look(start, tenants, 0, cell, batch.lower, own[LOWER_LOOK], count, slots[LOWER_LOOK])
    for i in range(4):
        look(start, tenants, NEAR, cell, batch.level, near[i], count, slots[4 + i])
    look_at_host(batch.key, batch.host, batch.tie, batch.level, jobs, count, year, k0, k1, slots)
    return 8


@inlined
def look_again(search, batch, count, year, call, more, k0, k1, slots):
    """Who found nothing looks at four employers near the own field, and at four a level lower."""
    start, tenants, cell, (same, below) = search.start, search.tenants, batch.cell, batch.luck
    fill_words(batch.key[:count], year, call, k0, k1, same)
    fill_words(batch.key[:count], year, more, k0, k1, below)
    for i in range(4):
        look(start, tenants, NEAR, cell, batch.level, same[i], count, slots[i])
        look(start, tenants, NEAR, cell, batch.lower, below[i], count, slots[4 + i])
    return 8
