"""Who competes for vacancies from outside the persons of the region: commuters.

People of the ring counties are no rows; those of them who look for a job here stand as rivals before
the vacancies. As many of each field and level as usually work here look in a share that settles by the
published share of jobs they hold (:mod:`sim.core.settling`), so that a surge in demand finds them
scarce. Each vacancy meets a Poisson number of them and sees the best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import N_FIELDS, N_LEVELS
from sim.core.draws import Call, uniforms
from sim.core.kernel import exp, inlined, kernel, log

SMALLEST = 2.0**-33
"""Half of the smallest step of a uniform: keeps a logarithm finite."""
LOGISTIC_SCALE = 0.5513288954217921
"""Scale of a logistic distribution with standard deviation 1."""


def rivals_looking(firms, region, ring: float) -> np.ndarray:
    """Commuters who look for a job this year by field and level, float64 [F, L].

    ``ring`` is their number as a share of those who hold a job of the region in a usual year.
    """
    inside = region.jobs * (region.outside == 0)[:, None]
    return ring * region.commuters_share * by_field_and_level(firms, inside)


def rivals_per_vacancy(firms, looking: np.ndarray) -> np.ndarray:
    """Expected rivals of one vacancy by field and level, float64 [F, L], of the ``looking`` [F, L].

    They are no more in a year that begins with many vacancies; a job left for another in the course
    of it meets as many as any.
    """
    return looking / np.maximum(by_field_and_level(firms, firms.vacancies), 1.0)


def by_field_and_level(firms, counts: np.ndarray) -> np.ndarray:
    """Sums of ``counts`` [E, L] over the employers of each field, float64 [F, L]."""
    cell = (firms.field[:, None].astype(np.int64) * N_LEVELS + np.arange(N_LEVELS)).ravel()
    return np.bincount(cell, counts.ravel(), N_FIELDS * N_LEVELS).reshape(N_FIELDS, N_LEVELS)


class Rivals(NamedTuple):
    """Outside applicants of a season, by slot; those of a slot without an open vacancy count for nothing."""

    start: np.ndarray  # int64 [slots + 1], where those of each slot begin
    scores: np.ndarray  # float64, rank with the employer, SD
    opened: np.ndarray  # int32 [E, L], vacancies before which they stand


MARGIN = 1.0 - 1e-6
"""Keeps the rounding of :func:`least_draw` on the safe side: far above it, far below what a draw changes."""


@inlined
def least_draw(expected, mean, spread, standard):
    """Draw below which a vacancy has no applicant, or surely none who reaches the standard.

    The score of the best rises with the draw, so that where it meets the standard can be solved for.
    """
    nobody = exp(-expected)
    if spread <= 0.0:
        return nobody
    above = 1.0 / (1.0 + exp((standard - mean) / (spread * LOGISTIC_SCALE)))
    return max(nobody, MARGIN * exp(-expected * above))


@inlined
def best_rival(draw, expected, mean, spread):
    """Score of the best of a Poisson number of applicants, given that there is one."""
    p = -log(draw) / expected
    return mean + spread * LOGISTIC_SCALE * log(max(1.0 - p, SMALLEST) / p)


@kernel
def rival_scores(firms, outside, rate, year, k0, k1, mean, spread, standard, least, earlier, start, scores):
    """Best outside applicant of each vacancy opened this year, where one is good enough; returns how many.

    Fills ``start`` [slots + 1] and ``scores``, slot after slot: those of the ``earlier`` season, and those of
    vacancies opened since; none before those of jobs ``outside`` [E] the region. With a Poisson number of
    applicants of logistic scores, the best has a closed form: a vacancy has none with chance exp(-rate).
    ``rate`` is by field and level, as is ``least``, scratch for :func:`least_draw`, which spares most
    logarithms.
    """
    for field in range(rate.shape[0]):
        for level in range(rate.shape[1]):
            least[field, level] = least_draw(rate[field, level], mean, spread, standard)
    count = 0
    levels = (len(start) - 1) // len(firms.field)
    for slot in range(len(start) - 1):
        e, level = slot // levels, slot % levels
        start[slot] = count
        for i in range(earlier.start[slot], earlier.start[slot + 1]):
            scores[count] = earlier.scores[i]
            count += 1
        if level >= rate.shape[1] or outside[e]:
            continue
        expected, needed = rate[firms.field[e], level], least[firms.field[e], level]
        first, last = earlier.opened[e, level], firms.opened[e, level]
        for block in range(first // 4, (last + 3) // 4 if last > first else 0):
            key = np.uint64(e) + (np.uint64(block) << np.uint64(32))
            draws = uniforms(key, year, Call.RIVAL + level, k0, k1)
            for i in range(max(0, first - 4 * block), min(4, last - 4 * block)):
                if draws[i] > needed:
                    scores[count] = best_rival(draws[i], expected, mean, spread)
                    count += scores[count] >= standard
    start[len(start) - 1] = count
    return count


@kernel
def hire_rivals(firms, rivals, levels):
    """Commuters better than everybody else take their jobs; returns how many, and jobs still open."""
    commuting, still_open = 0, 0
    for e in range(len(firms.field)):
        for level in range(firms.others.shape[1]):
            taken = rivals[e * levels + level]
            firms.others[e, level] += taken
            firms.vacancies[e, level] -= taken
            commuting += taken
            still_open += firms.vacancies[e, level]
    return commuting, still_open
