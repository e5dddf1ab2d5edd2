"""How participants come to another field: by interest, by training for it, or by advice on where jobs are.

Weights are settings of :mod:`sim.core.rules.schooling`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import FIELDS, N_FIELDS, Channel, Stage
from sim.core.draws import Call, uniforms
from sim.core.kernel import inlined, kernel
from sim.core.people.applicants import prefers
from sim.core.people.doses import left


@kernel
def field_of_set(fields, u):
    """One field of a bit set, each with the same chance."""
    members, count = np.int64(fields), 0
    for field in range(len(FIELDS)):
        count += (members >> field) & 1
    nth = int(u * count)
    for field in range(len(FIELDS)):
        nth -= (members >> field) & 1
        if nth < 0:
            return field
    return 0


@inlined
def turn_to_field(people, row, p, quality, held, order, year, k0, k1, plan, s):
    """A participant who preferred another field may turn to one the activity leads to.

    By the interest that it gives; and adults by the skill that it teaches, for they train to work in it.
    """
    if prefers(people, row, p, plan):
        return
    b, d, _, _ = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
    interest = plan.channels[p, Channel.INTEREST] * left(held, order, p, Channel.INTEREST, plan)
    chance = s.switch_per_interest * interest
    if plan.adults[p] != 0:
        taught = plan.channels[p, Channel.TECHNICAL] * left(held, order, p, Channel.TECHNICAL, plan)
        chance += s.retrain * max(0.0, taught)
    if b >= chance * quality:
        return
    people.field[row] = field_of_set(plan.fields[p], d)
    people.technical[row] = 0.5 * float(people.technical[row])
    people.awareness[row] |= 1 << people.field[row]


@inlined
def take_advice(people, row, p, quality, held, order, openings, carry, year, k0, k1, plan, s):
    """An adult out of work who is informed looks in the field known with most openings for what one can do.

    ``openings`` [fields], vacancies of the year per job; ``carry`` [fields, fields], share of skill that
    counts in another field.
    """
    informs = plan.channels[p, Channel.INFORMATION]
    if plan.adults[p] == 0 or informs <= 0.0 or people.stage[row] != Stage.SEEK:
        return
    u, _, _, _ = uniforms(people.key[row], year, Call.ADVICE + plan.luck[p], k0, k1)
    if u >= s.advice * informs * quality * left(held, order, p, Channel.INFORMATION, plan):
        return
    own = np.int64(people.field[row])
    best, most = own, openings[own]
    for field in range(N_FIELDS):
        worth = openings[field] * carry[own, field]
        if (people.awareness[row] >> field) & 1 == 1 and worth > most:
            best, most = field, worth
    people.technical[row] = float(people.technical[row]) * carry[own, best]
    people.field[row] = best


def openings_by_field(field: np.ndarray, vacancies: np.ndarray, jobs: np.ndarray) -> np.ndarray:
    """Vacancies per job of each field, float64 [fields], from those of employers and levels [E, L]."""
    opened = np.bincount(field, vacancies.sum(axis=1), N_FIELDS)
    return opened / np.maximum(np.bincount(field, jobs.sum(axis=1), N_FIELDS), 1.0)
