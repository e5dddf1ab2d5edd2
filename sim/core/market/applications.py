"""Applications: how seekers and employers weigh each other, and the list that each seeker makes.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.draws import affinity
from sim.core.kernel import inlined, kernel, part
from sim.core.market.earnings import match_factor
from sim.core.market.looks import (
    BATCH,
    BATCH_BITS,
    LEVEL_MASK,
    LONGEST_LIST,
    SLOT_BITS,
    gather,
    look_again,
    look_first,
)
from sim.core.market.qualification import ENTRY, SKILLED


class Lists(NamedTuple):
    """Scratch for the applications of one season; entries beyond the seekers listed are of no account."""

    seeker: np.ndarray  # int64 [seekers], position among the year's seekers
    slots: np.ndarray  # int64 [seekers, longest list], in falling order of worth
    scores: np.ndarray  # float64 [seekers, longest list], rank with the employer
    lengths: np.ndarray  # int64 [seekers]


def new_lists(size: int) -> Lists:
    """Room for the lists of all seekers of a year; all first wishes lie side by side, for most have few.

    There is room for two at least: the lists of one, or of nobody, would be laid out like those of another
    order of axes, and every kernel that takes them would be compiled for that as well.
    """
    size = max(size, 2)
    lists, counts = (LONGEST_LIST, size), np.empty((2, size), np.int64)
    return Lists(counts[0], np.empty(lists, np.int64).T, np.empty(lists).T, counts[1])


class Looks(NamedTuple):
    """Scratch: what a batch of seekers looks at, look by look; places in it count through the rows."""

    slot: np.ndarray  # uint64 [longest list, BATCH]
    carry: np.ndarray  # float64 [longest list, BATCH], share of technical skill that counts there
    counts: np.ndarray  # float64 [longest list, BATCH], share of the credential that does
    score: np.ndarray  # float64 [longest list, BATCH], rank with the employer, SD
    worth: np.ndarray  # float64 [longest list, BATCH], worths of those listed, typical wages, best first
    kept: np.ndarray  # uint64 [longest list * BATCH], places of the looks that both sides like
    offer: np.ndarray  # float64 [longest list * BATCH], wages they pay, USD a year
    row: np.ndarray  # int64 [BATCH], row of the seeker's list
    likes: np.ndarray  # int64 [BATCH], how many of them are kept


def new_looks() -> Looks:
    """Looks of nobody yet."""
    table, many = (LONGEST_LIST, BATCH), LONGEST_LIST * BATCH
    return Looks(
        np.empty(table, np.uint64), np.empty(table), np.empty(table), np.empty(table), np.empty(table),
        np.empty(many, np.uint64), np.empty(many), np.empty(BATCH, np.int64), np.empty(BATCH, np.int64),
    )  # fmt: skip


@part
def carry_over(fields, employers_field, carry, count, slots, shares):
    """Share of what each seeker learnt in one of ``fields`` that counts where the look falls."""
    for i in range(np.uint64(count)):
        shares[i] = carry[fields[i], employers_field[slots[i] >> np.uint64(SLOT_BITS)]]


@part
def rank(
    standing, technical, hosts, ties, qualified, certified, noise, weights, count, slots, carry, counts,
    scores,
):  # fmt: skip
    """Rank of each seeker where the look falls, SD; ``weights`` of referral, credential and error.

    Of a credential only what ``counts`` in the field is worth something; an entry job asks for none.
    Arithmetic alone, so that processors take several at once.
    """
    referral, credential, error = weights
    for i in range(np.uint64(count)):
        employer = slots[i] >> np.uint64(SLOT_BITS)
        score = standing[i] + technical[i] * carry[i]
        score += referral * ties[i] if hosts[i] == employer else 0.0
        level = slots[i] & np.uint64(LEVEL_MASK)
        worth = credential * counts[i] if level > np.uint64(ENTRY) else credential
        score += worth if qualified[i] >= level else 0.0
        score += certified[i] * counts[i]
        scores[i] = score + error * affinity(noise[i], np.int64(employer))


@part
def good_enough(apprentice, standard, count, first, slots, scores, kept, found):
    """Add to the places ``kept`` where a seeker reaches the employers' standard; how many are kept by then.

    Employers rather leave a vacancy open than hire below their standard; who becomes an apprentice comes to
    learn and need not reach it there. What decides is joined without branches: nobody can foresee it.
    """
    for i in range(np.uint64(count)):
        learns = apprentice[i] & ((slots[i] & np.uint64(LEVEL_MASK)) == np.uint64(SKILLED))
        kept[found] = np.uint64(first) + i
        found += np.uint64((scores[i] >= standard) | learns)
    return found


@inlined
def liked_by_employers(batch, count, looks, many, search, firms, s):
    """Keep the places of looks where the employer would hire; returns how many."""
    found = np.uint64(0)
    weights = (s.signal_referral, s.signal_credential, s.signal_noise)
    for i in range(many):
        slots, carry, scores = looks.slot[i], looks.carry[i], looks.score[i]
        counts = looks.counts[i]
        carry_over(batch.field, firms.field, search.carry, count, slots, carry)
        carry_over(batch.studied, firms.field, search.carry, count, slots, counts)
        rank(
            batch.standing, batch.technical, batch.host, batch.tie, batch.qualified, batch.certified,
            batch.noise, weights, count, slots, carry, counts, scores,
        )  # fmt: skip
        found = good_enough(
            batch.apprentice, s.standard, count, i << BATCH_BITS, slots, scores, looks.kept, found
        )
    return found


@inlined
def liked_by_seekers(batch, count, looks, found, seekers, posted, s):
    """Keep of the places kept those where the wage is wanted; returns how many."""
    looks.likes[:count] = 0
    likes = np.uint64(0)
    for j in range(found):
        place = looks.kept[j]
        look, i = place >> np.uint64(BATCH_BITS), place & np.uint64(BATCH - 1)
        at, slot = batch.at[i], looks.slot[look, i]
        carry, counts, level = looks.carry[look, i], looks.counts[look, i], slot & np.uint64(LEVEL_MASK)
        fits = match_factor(seekers.skill[at], carry, counts, batch.qualified[i], level, s)
        offer = seekers.earning[at] * posted[slot] * fits
        elsewhere = seekers.employer[at] != slot >> np.uint64(SLOT_BITS)
        wanted = (offer > seekers.least[at]) & elsewhere
        looks.kept[likes], looks.offer[likes] = place, offer
        looks.likes[i] += wanted
        likes += np.uint64(wanted)
    return likes


@inlined
def open_lists(batch, count, looks, listing, lengths, lists):
    """An empty list for each seeker who likes a look; returns how many are listed by then."""
    for i in range(np.uint64(count)):
        looks.row[i], listing[lists], lengths[lists] = lists, batch.at[i], 0
        lists += looks.likes[i] > 0
    return lists


@inlined
def worth_of(taste, tie, employer, offer, carry, brand, s):
    """Worth of a vacancy to a seeker with a ``tie`` to the employer, typical wages."""
    worth = offer / s.typical_wage + s.taste_noise * affinity(taste, employer)
    worth += s.taste_brand * float(brand[employer])
    return worth + (s.taste_own_field * carry + s.taste_host * tie)


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
def list_applications(batch, looks, likes, seekers, brand, s, slots, scores, lengths):
    """Put what both sides like, duplicates left out, best first into the rows of ``slots``."""
    for j in range(likes):
        place = looks.kept[j]
        look, i = place >> np.uint64(BATCH_BITS), place & np.uint64(BATCH - 1)
        row, slot = looks.row[i], np.int64(looks.slot[look, i])
        if not listed(slots, row, lengths[row], slot):
            employer, taste = slot >> SLOT_BITS, seekers.taste[batch.at[i]]
            tie = batch.tie[i] if batch.host[i] == np.uint64(employer) else 0.0
            worth = worth_of(taste, tie, employer, looks.offer[j], looks.carry[look, i], brand, s)
            worths, score = looks.worth[:, i], looks.score[look, i]
            insert(slots, worths, scores, row, lengths[row], slot, worth, score)
            lengths[row] += 1


@kernel
def applications(
    seekers, who, again, year, call, more, k0, k1, search, firms, posted, s, listing, slots, scores, lengths,
    lists, batch, looks,
):  # fmt: skip
    """Lists of the seekers ``who`` who find an open vacancy, after ``lists`` others; returns how many.

    ``posted`` is the wage of each slot, minus infinity where no vacancy is open. ``again`` tells whether
    they looked before this year; ``call`` and ``more`` are the draws that decide where.
    """
    for first in range(0, len(who), BATCH):
        some = who[first : first + BATCH]
        count = len(some)
        gather(batch, seekers, some, s)
        if again:
            many = look_again(search, batch, count, year, call, more, k0, k1, looks.slot)
        else:
            many = look_first(search, firms.jobs, batch, count, year, call, more, k0, k1, looks.slot)
        found = liked_by_employers(batch, count, looks, many, search, firms, s)
        likes = liked_by_seekers(batch, count, looks, found, seekers, posted, s)
        lists = open_lists(batch, count, looks, listing, lengths, lists)
        list_applications(batch, looks, likes, seekers, firms.brand, s, slots, scores, lengths)
    return lists
