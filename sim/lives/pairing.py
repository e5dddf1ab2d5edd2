"""Two lives of every person, counted by what happened to them in each.

Both worlds hold the same persons in the same rows, and every draw is keyed to the person, so that a
difference between a person's two lives is the option's doing. What the headline makes of the counts is in
:mod:`sim.outcomes.headline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np

from sim.core.columns import N_CELLS, Life
from sim.outcomes.headline import OUTCOMES, PAIR_SHAPE, Depth, Situation, jobs_lines, line

DELIVERED_BITS = np.uint32(0xFFFFFF)
DOSE_SHIFT = np.uint32(24)
BLOCK = 1 << 18
"""Persons counted at a time; bounds the memory of the temporary arrays to a few MB."""
DEPTH_OF_STAGE = (Depth.AWARENESS, Depth.EXPLORATION, Depth.EXPERIENCE, Depth.OTHER)
"""Depth of each code of ``Partnerships.stage``."""
ALL_OTHER: Mapping[int, Depth] = MappingProxyType({})
"""Depth by bit where nothing is known of the partnerships: other, all of them."""
COMBINATIONS = PAIR_SHAPE[0] * PAIR_SHAPE[1] * PAIR_SHAPE[2]


class Lives(Protocol):
    """What the comparison reads of a ``sim.core.world.Run``."""

    @property
    def years(self) -> int:
        """Years of the horizon."""

    @property
    def lives(self) -> np.ndarray:
        """Bits of ``Life``, uint8 [years, persons]."""

    @property
    def served(self) -> np.ndarray:
        """Deliveries by then: which in the lower 24 bits, how many above; uint32 [years, persons]."""

    @property
    def cell(self) -> np.ndarray:
        """Cell of each person in the tallies, uint8 [persons]."""

    @property
    def key(self) -> np.ndarray:
        """Identity of each person, uint64 [persons]."""

    @property
    def oldest(self) -> np.ndarray:
        """First row of those who are not past the last simulated age, int64 [years]; it rises."""

    @property
    def market(self) -> np.ndarray:
        """Counts of jobs, int64 [years, Market]."""


class PairingError(ValueError):
    """The two worlds do not hold the same persons, or a law of the comparison is broken."""


def pair(baseline: Lives, option: Lives, depths: Mapping[int, Depth] = ALL_OTHER) -> np.ndarray:
    """Count the persons of two worlds: int64 [years, cells, depth, situation, situation].

    The last axes are those of :data:`sim.outcomes.headline.PAIR_SHAPE`: the deepest of what the option has by
    then delivered to the person and the baseline has not, by ``depths`` of each partnership's bit; what the
    person does in the baseline; and in the option.

    Raises :class:`PairingError` if the worlds differ in persons or years, or if the five lines of an outcome
    do not add up to the difference of the worlds' own totals.
    """
    if baseline.years != option.years or not np.array_equal(baseline.key, option.key):
        raise PairingError("The two worlds do not hold the same persons over the same years.")
    counts = np.zeros((option.years, N_CELLS * COMBINATIONS), dtype=np.int64)
    for first in range(0, len(option.key), BLOCK):
        block = slice(first, first + BLOCK)
        for year in range(option.years):
            codes = _codes(baseline, option, year, block, depths)
            counts[year] += np.bincount(codes, minlength=N_CELLS * COMBINATIONS)
    pairs = counts.reshape(option.years, N_CELLS, *PAIR_SHAPE)
    _check_law(pairs, baseline, option)
    return pairs


def passed(baseline: Lives, option: Lives) -> np.ndarray:
    """Count those past the last simulated age who held an outcome when they were last counted.

    Option less baseline, of everybody who has passed that age by then: int64 [years, cells, outcomes]. They
    are in no other count of the headline, for nothing more is known of them.
    """
    change = np.zeros((option.years, N_CELLS, len(OUTCOMES)), dtype=np.int64)
    for year in range(1, option.years):
        block = slice(int(option.oldest[year - 1]), int(option.oldest[year]))
        for place, holds in enumerate(OUTCOMES.values()):
            for sign, world in ((1, option), (-1, baseline)):
                there = np.isin(_situation(world.lives[year - 1, block]), holds)
                change[year, :, place] += sign * np.bincount(option.cell[block][there], minlength=N_CELLS)
    return change.cumsum(axis=0)


def _codes(
    baseline: Lives, option: Lives, year: int, block: slice, depths: Mapping[int, Depth]
) -> np.ndarray:
    """Return the persons of a block by cell, depth and situation in both worlds, as one number each."""
    code = option.cell[block].astype(np.uint16)  # at most 27 * 125 + 124 = 3,499 in the end
    code *= np.uint16(PAIR_SHAPE[0])
    code += depth_of(baseline.served[year, block], option.served[year, block], depths)
    code *= np.uint16(PAIR_SHAPE[1])
    code += _situation(baseline.lives[year, block])
    code *= np.uint16(PAIR_SHAPE[2])
    code += _situation(option.lives[year, block])
    return code


def participants(baseline: np.ndarray, option: np.ndarray) -> np.ndarray:
    """Return who received something in the option that the baseline did not deliver, uint8 [persons].

    Arguments: what has been ``served`` to each person by then in the two worlds, uint32:
    the lower 24 bits say by which partnerships, the upper 8 count the deliveries.
    """
    new = (option & ~baseline & DELIVERED_BITS) != 0
    more = (option >> DOSE_SHIFT) > (baseline >> DOSE_SHIFT)
    return (new | more).view(np.uint8)


def depth_of(baseline: np.ndarray, option: np.ndarray, depths: Mapping[int, Depth] = ALL_OTHER) -> np.ndarray:
    """Return the deepest of what the option alone delivered, :class:`Depth` as uint8 [persons].

    Arguments as of :func:`participants`. Who received more of the same in the option than in the baseline is
    as deep as the deepest of what was received.
    """
    inside = np.flatnonzero(participants(baseline, option))
    got, had = option[inside] & DELIVERED_BITS, baseline[inside]
    new = got & ~had
    bits = np.where(new != 0, new, got)
    deepest = np.full(len(inside), Depth.OTHER if not depths else Depth.AWARENESS, np.uint8)
    for bit, depth in depths.items():
        there = bits & np.uint32(1 << bit) != 0
        deepest[there] = np.maximum(deepest[there], np.uint8(depth))
    answer = np.zeros(len(option), np.uint8)
    answer[inside] = deepest
    return answer


def depths_of(bits: np.ndarray, stages: np.ndarray) -> dict[int, Depth]:
    """Depth by bit of partnerships with these ``bits`` and codes of ``stages``, uint8 each."""
    return {int(bit): DEPTH_OF_STAGE[int(stage)] for bit, stage in zip(bits, stages, strict=True)}


def has(lives: np.ndarray, bit: int) -> np.ndarray:
    """Whether a bit of :class:`sim.core.columns.Life` is set, bool of the same shape."""
    return (lives & np.uint8(bit)) != 0


def _situations() -> np.ndarray:
    """Situation of every byte of :class:`sim.core.columns.Life`, uint8 [256]."""
    every = np.arange(256, dtype=np.uint8)
    here = has(every, Life.LIVES_HERE)
    told = [
        ~here,
        has(every, Life.TARGET_JOB),
        has(every, Life.WORKS_HERE),
        has(every, Life.EMPLOYED),
    ]
    answers = [Situation.ELSEWHERE, Situation.TARGET, Situation.OTHER_FIELD, Situation.COMMUTING]
    return np.select(told, answers, Situation.NO_WORK).astype(np.uint8)


_SITUATION = _situations()


def _situation(lives: np.ndarray) -> np.ndarray:
    return _SITUATION[lives]


def _check_law(pairs: np.ndarray, baseline: Lives, option: Lives) -> None:
    """Check law 7 against totals taken straight from the life bits, which the lines do not use."""
    for outcome, bits in (("retention", Life.LIVES_HERE | Life.WORKS_HERE), ("headline", Life.TARGET_JOB)):
        lines = {
            name: line(name, pairs, outcome).sum(axis=1)
            for name in ("placed", "anyway", "displaced", "helped", "net")
        }
        added = lines["placed"] - lines["anyway"] - lines["displaced"] + lines["helped"]
        for year in range(option.years):
            change = _holders(option, year, bits) - _holders(baseline, year, bits)
            if not added[year] == lines["net"][year] == change:
                raise PairingError(
                    f"Law 7 is broken in year {year}: the lines of {outcome} give {added[year]}, the two "
                    f"worlds {change}."
                )


def _holders(world: Lives, year: int, bits: int) -> int:
    return int(np.count_nonzero((world.lives[year] & np.uint8(bits)) == bits))


def check_jobs(pairs: np.ndarray, baseline: Lives, option: Lives) -> None:
    """Check the nets, counted over persons, against the jobs that residents hold on employers' books.

    With it the rest of law 7 follows: net + change of jobs held by outsiders = change of jobs filled.

    Raises :class:`PairingError` if the two do not agree.
    """
    jobs = dict(jobs_lines(option.market, baseline.market))
    for outcome, code in (("retention", "jobs.residents_all"), ("headline", "jobs.residents")):
        gap = jobs[code] - line("net", pairs, outcome).sum(axis=1)
        if gap.any():
            raise PairingError(
                f"Law 7 is broken: {code} and the net of {outcome} differ by up to {np.abs(gap).max()} jobs."
            )
