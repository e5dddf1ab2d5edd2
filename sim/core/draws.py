"""Random draws as a pure function of who, when and what for.

``u(study seed, parameter draw and replicate, key, year, decision)``: Philox4x32-10
(Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") with the counter
(key low, key high, year, call) and the key (seed, draw and replicate). No stream and no
state, so nothing depends on order, threads, or what anybody else did; and two scenarios
of one study give the same person the same luck.

Each call yields four words. :class:`Call` names every decision's call and word, so that no
decision is drawn twice for one person and year.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.core.kernel import inlined, kernel, merged

SCALE = 2.0**-32
"""A word times this is a uniform in [0, 1)."""


class Call(IntEnum):
    """Calls of the generator for one key and year, each with what its four words are for."""

    words: str

    def __new__(cls, number: int, words: str) -> Call:
        """A member with its words."""
        call = int.__new__(cls, number)
        call._value_ = number
        call.words = words
        return call

    IDENTITY = 0, "sex, rural home, low income, English learner (ethnicity: word 0 of year 1)"
    BARRIERS = 1, "disability, no transport, first generation, must earn"
    MOTIVATION = 2, "four words make one normal"
    ACADEMIC = 3, "four words make one normal"
    SKILL = 4, "two words employability, lot of a graduate in jobs below the degree, one spare"
    OUTLOOK = 5, "field, interest, awareness, goal"
    ATTACHMENT = 6, "four words make one normal"
    ARRIVAL = 7, "credential, age profile, school, spare"
    SCHOOLING = 8, "repetition, dropout, family moves out, concentration"
    GROWTH = 9, "four words make one normal: the year's academic growth"
    OUTLOOK_CHANGE = 10, "awareness, which field, change of field, transition of school"
    CHOICE = 11, "pathway, away, keep the field, which field"
    PROGRESS = 12, "persistence, completion, transfer (low) or change of field (high), which field"
    CAREER = 13, "separation and its month, withdrawal or re-entry, upskilling, training on the job"
    RESIDENCE = 14, "leave or return, search on the job, lot for scarce seats, promise of a job"
    APPLY_OWN = 15, "four employers of the own field"
    APPLY_WIDE = 16, "four employers near the own field"
    APPLY_AGAIN = 17, "four employers near the own field, second season"
    APPLY_LOWER = 18, "the same a level lower"
    NEW_FIELD = 19, "which field a pupil turns to, three spare"
    RECOVERY = 20, "credits recovered after not being promoted, three spare"
    APPLY_LATE = 21, "four employers near the own field, last season"
    APPLY_LATE_LOWER = 22, "the same a level lower"
    STATE = 23, "studies elsewhere in the state or in another, settles elsewhere in the state, two spare"
    ACQUAINTANCE = 24, "looks at the employer known best, in place of which other, two spare"
    HIRE = 25, "month of the term in which the job begins, three spare"
    ABILITY = 26, "four words make one normal: the lasting effect in pay beyond skill and motivation"
    CHOICE_AGAIN = 28, "after a pathway without a place: pathway, away, keep the field, which field"
    GOAL = 29, "goal formed anew under guidance, which goal, two spare"
    LOTTERY = 31, "lots of a trial: winning, use of the seat, place among the applicants, winning of a school"
    SEAT = 32, "+ luck of the partnership: priority (two words), take-up, no-show"
    EFFECT = 64, "+ luck: awareness, host, contacts, apprenticeship"
    CERTIFY = 96, "+ luck: turn to a field, which field, award, field learned of"
    ADVICE = 112, "+ luck: an adult out of work looks where jobs are open, three spare"
    CLASS = 120, "+ luck, of a class: lot (two words), two spare"
    PLACEMENT = 224, "+ luck: placed in the own field, three spare"
    AFFINITY = 128, "word 0 taste, word 1 signal noise, each mixed with the employer (affinity); two spare"
    REGION = (
        65536 + 256,
        (
            "of an employer, + 0 cycle, 1 own noise, 2 positions and closing, 3 others who leave, 4 who "
            "commutes, 5 warm-up, 6 hosting without a vacancy, 7 people hired from elsewhere, 8 whose jobs "
            "go, 9 and 10 (year 0) own threshold and output of hosting; one number for each purpose"
        ),
    )
    RIVAL = 65536 + 512, "+ level, of an employer and block of four vacancies: the best outside applicant"


@merged
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words for a counter of four words and a key of two (Philox4x32-10).

    Arguments and results are ``uint64`` that hold 32-bit values. Known answers from the
    Random123 distribution are in the tests.
    """
    mask = np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c0
        p1 = np.uint64(0xCD9E8D57) * c2
        c0 = (p1 >> shift) ^ c1 ^ k0
        c1 = p1 & mask
        c2 = (p0 >> shift) ^ c3 ^ k1
        c3 = p0 & mask
        k0 = (k0 + np.uint64(0x9E3779B9)) & mask
        k1 = (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3


@merged
def words(key, year, call, k0, k1):
    """Four words for one key, year (may be negative) and call."""
    mask = np.uint64(0xFFFFFFFF)
    return philox(
        key & mask,
        key >> np.uint64(32),
        np.uint64(year + 1024) & mask,
        np.uint64(call) & mask,
        np.uint64(k0) & mask,
        np.uint64(k1) & mask,
    )


@kernel
def uniforms(key, year, call, k0, k1):
    """Four uniforms in [0, 1), float64, for one key, year and call."""
    a, b, c, d = words(key, year, call, k0, k1)
    return float(a) * SCALE, float(b) * SCALE, float(c) * SCALE, float(d) * SCALE


@kernel
def fill_words(keys, year, call, k0, k1, out):
    """The four words of each of ``keys`` into ``out``, uint32 [4, keys]."""
    first, second, third, fourth = out[0], out[1], out[2], out[3]
    for i in range(np.uint64(len(keys))):
        first[i], second[i], third[i], fourth[i] = words(keys[i], year, call, k0, k1)


@kernel
def normal(key, year, call, k0, k1):
    """One draw with mean 0 and SD 1, in ±3.46: the standardised sum of four uniforms (Irwin-Hall).

    Bounded tails are wanted here: a trait beyond 3.46 SD is not supported by any source.
    """
    a, b, c, d = uniforms(key, year, call, k0, k1)
    return (a + b + c + d - 2.0) * 1.7320508075688772


@kernel
def mixed(word, employer):
    """A 32-bit word that belongs to one person's ``word`` and one employer (finaliser of MurmurHash3).

    Spares a call of the generator for every employer that a seeker looks at.
    """
    mask = np.uint64(0xFFFFFFFF)
    x = word ^ ((np.uint64(employer + 1) * np.uint64(0x9E3779B1)) & mask)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & mask
    x = ((x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & mask
    return x ^ (x >> np.uint64(16))


@kernel
def affinity(word, employer):
    """One draw with mean 0 and SD 1, in ±2.45, for a person's ``word`` and an employer: two halves summed."""
    x = mixed(word, employer)
    return 2.4494897 * (float(x >> np.uint64(16)) + float(x & np.uint64(0xFFFF)) - 65535.0) * 2.0**-16


@kernel
def pick(shares, u):
    """First position whose cumulative share exceeds ``u``; shares need not sum to 1.

    Choosing along fixed cumulative shares with one uniform means that a small change in a
    share changes few lives.
    """
    total = 0.0
    for share in shares:
        total += share
    reach = u * total
    for position in range(len(shares) - 1):
        reach -= shares[position]
        if reach < 0.0:
            return position
    return len(shares) - 1


@kernel
def whole(amount, u):
    """An integer with mean ``amount`` >= 0: its floor, or one more with the fraction as chance."""
    return int(amount + u)


BLOCK = 1024
"""Rows of people that a rule takes at a time: their draws then stay in the processor's first cache."""


class Block(NamedTuple):
    """Those of a block of rows to whom a rule applies, and their luck: scratch, filled once a block.

    Draws made together cost a third of draws made one by one, because the compiler makes several at a time.
    """

    row: np.ndarray  # uint32 [BLOCK], rows of people
    key: np.ndarray  # uint64 [BLOCK]
    luck: np.ndarray  # float64 [4, BLOCK], uniforms in [0, 1)
    normal: np.ndarray  # float64 [BLOCK], mean 0 and SD 1


def new_block() -> Block:
    """An empty block."""
    return Block(
        np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint64), np.empty((4, BLOCK)), np.empty(BLOCK)
    )


@kernel
def take_keys(block, count, key):
    """Bring in the keys of the first ``count`` rows of a block, before anything is drawn for them."""
    for i in range(count):
        block.key[i] = key[block.row[i]]


@kernel
def draw(block, count, year, call, k0, k1):
    """Four uniforms of ``call`` for each of the first ``count`` of a block, as in :func:`uniforms`."""
    key, luck = block.key, block.luck
    for i in range(count):
        a, b, c, d = words(key[i], year, call, k0, k1)
        luck[0, i] = float(a) * SCALE
        luck[1, i] = float(b) * SCALE
        luck[2, i] = float(c) * SCALE
        luck[3, i] = float(d) * SCALE


@kernel
def draw_normals(block, count, year, call, k0, k1, out):
    """One draw of ``call`` with mean 0 and SD 1 for each, as in :func:`normal`, into ``out``."""
    key = block.key
    for i in range(count):
        a, b, c, d = words(key[i], year, call, k0, k1)
        a, b, c, d = float(a) * SCALE, float(b) * SCALE, float(c) * SCALE, float(d) * SCALE
        out[i] = (a + b + c + d - 2.0) * 1.7320508075688772


@inlined
def drawn(block, i, call):
    """The four uniforms of one person of a block.

    ``call`` is the one they were drawn for: it says at the place of reading whose words these are, for the
    reader and for the test that no word serves two decisions.
    """
    return block.luck[0, i], block.luck[1, i], block.luck[2, i], block.luck[3, i]
