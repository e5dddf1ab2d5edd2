"""Two lives of every person, counted by what happened to them in each.

Both worlds hold the same persons in the same rows, and every draw is keyed to the person, so that a
difference between a person's two lives is the option's doing. What the headline makes of the counts is in
:mod:`sim.outcomes.headline`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.core.columns import N_CELLS, Life
from sim.outcomes.headline import line

DELIVERED_BITS = np.uint32(0xFFFFFF)
DOSE_SHIFT = np.uint32(24)
BLOCK = 1 << 18
"""Persons counted at a time; bounds the memory of the temporary arrays to a few MB."""


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


class PairingError(ValueError):
    """The two worlds do not hold the same persons, or a law of the comparison is broken."""


def pair(baseline: Lives, option: Lives) -> np.ndarray:
    """Count the persons of two worlds: int64 [years, cells, in P, Y in the baseline, Y in the option].

    P are the people to whom the option has by then delivered something that the baseline has not; Y is
    whether a person lives and works here in a target field.

    Raises :class:`PairingError` if the worlds differ in persons or years, or if the five
    lines do not add up to the difference of the worlds' own totals.
    """
    if baseline.years != option.years or not np.array_equal(baseline.key, option.key):
        raise PairingError("The two worlds do not hold the same persons over the same years.")
    counts = np.zeros((option.years, N_CELLS * 8), dtype=np.int64)
    for first in range(0, len(option.key), BLOCK):
        block = slice(first, first + BLOCK)
        for year in range(option.years):
            counts[year] += _count(baseline, option, year, block)
    pairs = counts.reshape(option.years, N_CELLS, 2, 2, 2)
    _check_law(pairs, baseline, option)
    return pairs


def _count(baseline: Lives, option: Lives, year: int, block: slice) -> np.ndarray:
    """Return the persons of a block by code: cell × 8 + in P × 4 + Y baseline × 2 + Y option."""
    code = option.cell[block] * np.uint8(8)  # at most 27 * 8 + 7 = 223
    code += participants(baseline.served[year, block], option.served[year, block]) * np.uint8(4)
    code += _target(baseline.lives[year, block]) * np.uint8(2)
    code += _target(option.lives[year, block])
    return np.bincount(code, minlength=N_CELLS * 8)


def participants(baseline: np.ndarray, option: np.ndarray) -> np.ndarray:
    """Return who received something in the option that the baseline did not deliver, uint8 [persons].

    Arguments: what has been ``served`` to each person by then in the two worlds, uint32:
    the lower 24 bits say by which partnerships, the upper 8 count the deliveries.
    """
    new = (option & ~baseline & DELIVERED_BITS) != 0
    more = (option >> DOSE_SHIFT) > (baseline >> DOSE_SHIFT)
    return (new | more).view(np.uint8)


def has(lives: np.ndarray, bit: int) -> np.ndarray:
    """Whether a bit of :class:`sim.core.columns.Life` is set, bool of the same shape."""
    return (lives & np.uint8(bit)) != 0


def _target(lives: np.ndarray) -> np.ndarray:
    return has(lives, Life.TARGET_JOB).view(np.uint8)


def _check_law(pairs: np.ndarray, baseline: Lives, option: Lives) -> None:
    """Check law 7 against totals taken straight from the life bits, which the lines do not use."""
    lines = {
        name: line(name, pairs).sum(axis=1) for name in ("placed", "anyway", "displaced", "helped", "net")
    }
    added = lines["placed"] - lines["anyway"] - lines["displaced"] + lines["helped"]
    bit = np.uint8(Life.TARGET_JOB)
    for year in range(option.years):
        change = np.count_nonzero(option.lives[year] & bit) - np.count_nonzero(baseline.lives[year] & bit)
        if not added[year] == lines["net"][year] == change:
            raise PairingError(
                f"Law 7 is broken in year {year}: the lines give {added[year]}, the two worlds {change}."
            )
