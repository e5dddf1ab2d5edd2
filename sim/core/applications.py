"""Applications: where seekers look for work, and how both sides weigh each other.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_FIELDS, N_LEVELS, NONE
from sim.core.draws import affinity
from sim.core.earnings import mismatch
from sim.core.kernel import inlined, kernel
from sim.core.qualification import SKILLED
from sim.core.search import draw_slice

SLOT_BITS, LEVEL_MASK = 2, 3
"""A slot is an employer's vacancies at one level: employer << SLOT_BITS, plus the level."""
LONGEST_LIST = 9
"""Longest list of applications: four in the own field, four in any, the employer known best."""
NEAR = N_FIELDS * N_LEVELS
"""Where the slices of employers near a field begin, after those of the field itself."""


@inlined
def look_among(search, position, draws, i, first, last, level, found, count):
    """Add an employer of one slice for each of some draws; returns how many slots are found by then."""
    start = search.start[position]
    size = search.start[position + 1] - start
    for word in range(first, last):
        if size > 0:
            found[count] = (draw_slice(search.tenants, start, size, draws[word, i]) << SLOT_BITS) + level
            count += 1
    return count


@inlined
def look_first(seekers, at, i, own, wide, search, found):
    """Four employers of the own field, one a level lower; four near it; and the employer known best."""
    level = np.int64(seekers.level[at])
    lower = max(0, level - 1)
    position = np.int64(seekers.field[at]) * N_LEVELS
    count = look_among(search, position + level, own, i, 0, 3, level, found, 0)
    count = look_among(search, position + lower, own, i, 3, 4, lower, found, count)
    count = look_among(search, NEAR + position + level, wide, i, 0, 4, level, found, count)
    if seekers.host[at] != NONE:
        found[count] = (np.int64(seekers.host[at]) << SLOT_BITS) + level
        count += 1
    return count


@inlined
def look_again(seekers, at, i, same, lower, search, found):
    """Who found nothing looks at four employers near the own field, and at four a level lower."""
    level = np.int64(seekers.level[at])
    below = max(0, level - 1)
    position = NEAR + np.int64(seekers.field[at]) * N_LEVELS
    count = look_among(search, position + level, same, i, 0, 4, level, found, 0)
    return look_among(search, position + below, lower, i, 0, 4, below, found, count)


@inlined
def worth_of(seekers, at, employer, offer, carry, brand, s):
    """Worth of a vacancy to a seeker, typical wages."""
    worth = offer / s.typical_wage + s.taste_noise * affinity(seekers.taste[at], employer)
    worth += s.taste_brand * float(brand[employer])
    return worth + (s.taste_own_field * carry + (s.taste_host if seekers.host[at] == employer else 0.0))


@inlined
def rank_of(seekers, at, employer, level, carry, s):
    """Rank of a seeker with an employer for a vacancy of one level, SD."""
    rank = seekers.standing[at] + s.signal_technical * seekers.skill[at] * carry
    rank += s.signal_referral if seekers.host[at] == employer else 0.0
    rank += s.signal_credential if seekers.qualified[at] >= level else 0.0
    return rank + s.signal_noise * affinity(seekers.noise[at], employer)


@inlined
def listed(slots, count, slot):
    """Whether a slot is among the first ``count``."""
    found = False
    for i in range(count):
        found = found or slots[i] == slot
    return found


@inlined
def insert(slots, worths, scores, count, slot, worth, score):
    """Keep the list in falling order of worth; equal worths by slot."""
    i = count
    while i > 0 and (worths[i - 1] < worth or (worths[i - 1] == worth and slots[i - 1] > slot)):
        slots[i], worths[i], scores[i] = slots[i - 1], worths[i - 1], scores[i - 1]
        i -= 1
    slots[i], worths[i], scores[i] = slot, worth, score


@inlined
def list_applications(seekers, at, found, looks, search, firms, posted, s, slots, worths, scores):
    """A seeker's applications, best first, into one row of ``slots`` and ``scores``; returns how many.

    Employers rather leave a vacancy open than hire below their standard; who becomes an apprentice comes to
    learn and need not reach it there. What decides is joined without branches: nobody can foresee it.
    """
    count = 0
    for i in range(looks):
        slot = found[i]
        employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
        carry = search.carry[seekers.field[at], firms.field[employer]]
        offer = seekers.earning[at] * posted[slot] * (1.0 - mismatch(seekers.skill[at], carry, s))
        score = rank_of(seekers, at, employer, level, carry, s)
        good_enough = (score >= s.standard) | (seekers.apprentice[at] & (level == SKILLED))
        wanted = (offer > seekers.least[at]) & (seekers.employer[at] != employer)
        if wanted & good_enough and not listed(slots, count, slot):
            worth = worth_of(seekers, at, employer, offer, carry, firms.brand, s)
            insert(slots, worths, scores, count, slot, worth, score)
            count += 1
    return count


@kernel
def applications(
    seekers, who, again, draws, more_draws, search, firms, posted, s, listing, slots, scores, lengths,
    count, worths, found,
):  # fmt: skip
    """Lists of the seekers ``who`` who find an open vacancy, after ``count`` others; returns how many.

    ``posted`` is the wage of each slot, minus infinity where no vacancy is open. ``again`` tells whether
    they looked before this year; ``draws`` and ``more_draws``, uint32 [4, who], are the luck of their looks.
    """
    for i in range(len(who)):
        at = np.uint64(who[i])
        if again:
            looks = look_again(seekers, at, i, draws, more_draws, search, found)
        else:
            looks = look_first(seekers, at, i, draws, more_draws, search, found)
        lengths[count] = list_applications(
            seekers, at, found, looks, search, firms, posted, s, slots[count], worths, scores[count]
        )
        listing[count] = at
        count += lengths[count] > 0
    return count
