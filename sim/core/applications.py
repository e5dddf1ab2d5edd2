"""Applications: where seekers look for work, and how both sides weigh each other.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

from typing import NamedTuple

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


class Applicant(NamedTuple):
    """One of :class:`sim.core.seekers.Seekers`."""

    field: int
    skill: float
    earning: float
    least: float
    standing: float
    qualified: int
    apprentice: bool
    host: int
    employer: int
    taste: int
    noise: int


class Suitable(NamedTuple):
    """Scratch: what is known of the slots that suit a seeker, in the order found, float64 [longest list]."""

    offer: np.ndarray  # USD a year
    carry: np.ndarray  # share of technical skill that counts there
    score: np.ndarray  # rank with the employer, SD


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
def applicant(seekers, at):
    """One seeker, read once for all slots looked at."""
    return Applicant(
        seekers.field[at], seekers.skill[at], seekers.earning[at], seekers.least[at], seekers.standing[at],
        seekers.qualified[at], seekers.apprentice[at], seekers.host[at], seekers.employer[at],
        seekers.taste[at], seekers.noise[at],
    )  # fmt: skip


@inlined
def worth_of(one, employer, offer, carry, brand, s):
    """Worth of a vacancy to a seeker, typical wages."""
    worth = offer / s.typical_wage + s.taste_noise * affinity(one.taste, employer)
    worth += s.taste_brand * float(brand[employer])
    return worth + (s.taste_own_field * carry + (s.taste_host if one.host == employer else 0.0))


@inlined
def rank_of(one, employer, level, carry, s):
    """Rank of a seeker with an employer for a vacancy of one level, SD."""
    rank = one.standing + s.signal_technical * one.skill * carry
    rank += s.signal_referral if one.host == employer else 0.0
    rank += s.signal_credential if one.qualified >= level else 0.0
    return rank + s.signal_noise * affinity(one.noise, employer)


@inlined
def listed(slots, row, count, slot):
    """Whether a slot is among the first ``count`` of a row."""
    found = False
    for i in range(count):
        found = found or slots[row, i] == slot
    return found


@inlined
def insert(slots, worths, scores, row, count, slot, worth, score):
    """Keep a row in falling order of worth; equal worths by slot."""
    i = count
    while i > 0 and (worths[i - 1] < worth or (worths[i - 1] == worth and slots[row, i - 1] > slot)):
        slots[row, i], worths[i], scores[row, i] = slots[row, i - 1], worths[i - 1], scores[row, i - 1]
        i -= 1
    slots[row, i], worths[i], scores[row, i] = slot, worth, score


@inlined
def suitable(one, found, looks, search, firms, posted, s, suits):
    """Keep of the slots found those that a seeker wants and may get; returns how many.

    Employers rather leave a vacancy open than hire below their standard; who becomes an apprentice comes to
    learn and need not reach it there. What decides is joined without branches: nobody can foresee it.
    """
    count = 0
    for i in range(looks):
        slot = np.uint64(found[i])
        employer = np.int64(slot >> np.uint64(SLOT_BITS))
        level = np.int64(slot & np.uint64(LEVEL_MASK))
        carry = search.carry[one.field, firms.field[employer]]
        offer = one.earning * posted[slot] * (1.0 - mismatch(one.skill, carry, s))
        score = rank_of(one, employer, level, carry, s)
        good_enough = (score >= s.standard) | (one.apprentice & (level == SKILLED))
        wanted = (offer > one.least) & (one.employer != employer)
        found[count], suits.carry[count], suits.offer[count], suits.score[count] = slot, carry, offer, score
        count += wanted & good_enough
    return count


@inlined
def list_applications(one, found, count, suits, brand, s, row, slots, worths, scores):
    """Put suitable slots, duplicates left out, best first into a row of ``slots``; returns how many."""
    length = 0
    for i in range(count):
        if not listed(slots, row, length, found[i]):
            employer = found[i] >> SLOT_BITS
            worth = worth_of(one, employer, suits.offer[i], suits.carry[i], brand, s)
            insert(slots, worths, scores, row, length, found[i], worth, suits.score[i])
            length += 1
    return length


@kernel
def applications(
    seekers, who, again, draws, more_draws, search, firms, posted, s, listing, slots, scores, lengths,
    count, worths, found, suits,
):  # fmt: skip
    """Lists of the seekers ``who`` who find an open vacancy, after ``count`` others; returns how many.

    ``posted`` is the wage of each slot, minus infinity where no vacancy is open. ``again`` tells whether
    they looked before this year; ``draws`` and ``more_draws``, uint32 [4, who], are the luck of their looks.
    """
    for i in range(np.uint64(len(who))):
        at = np.uint64(who[i])
        if again:
            looks = look_again(seekers, at, i, draws, more_draws, search, found)
        else:
            looks = look_first(seekers, at, i, draws, more_draws, search, found)
        one = applicant(seekers, at)
        suit = suitable(one, found, looks, search, firms, posted, s, suits)
        if suit > 0:
            listing[count] = at
            lengths[count] = list_applications(
                one, found, suit, suits, firms.brand, s, count, slots, worths, scores
            )
            count += 1
    return count
