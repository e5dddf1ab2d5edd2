"""Applications: who looks for work, where, and how both sides weigh each other.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_LEVELS, NONE, Credential, Pathway, Place, Stage
from sim.core.draws import Call, uniforms
from sim.core.kernel import exp, inlined, kernel
from sim.core.qualification import SKILLED, qualified_level
from sim.core.search import draw_slice

SLOT_BITS, LEVEL_MASK = 2, 3
"""A slot is an employer's vacancies at one level: employer << SLOT_BITS, plus the level."""
LONGEST_LIST = 9
"""Longest list of applications: four in the own field, four in any field, the employer known best."""


@inlined
def technical_now(people, row, year, half_life):
    """Technical skill in SD after ageing since its vintage."""
    age = year - people.vintage[row]
    if age <= 0:
        return float(people.technical[row])
    return float(people.technical[row]) * exp(-0.6931471805599453 * age / half_life)


@inlined
def top_level(people, row, skill, s):
    """Highest level a person can apply to: by credential, or skilled by experience."""
    level = qualified_level(people.credentials[row])
    certified = people.credentials[row] & Credential.CERTIFICATION
    threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
    return SKILLED if level < SKILLED and skill >= threshold else level


@inlined
def becomes_apprentice(people, row, year):
    """Whether somebody left school this year to become an apprentice."""
    return people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year


@inlined
def wage_factor(people, row, skill, s):
    """What a person earns as a multiple of the wage of an average worker of 30 in the same job."""
    index = 0.5 * (float(people.academic[row]) + skill)
    return exp(s.wage_skill * index + s.wage_age * (people.age[row] - 30))


@inlined
def looks_for_work(people, row, year, k0, k1, again, s):
    """Seekers of the region and, in the first round, workers who look for another job this year."""
    if people.place[row] != Place.LOCAL:
        return False
    if people.stage[row] == Stage.SEEK:
        return True
    if people.stage[row] != Stage.WORK or again:
        return False
    _, u, _, _ = uniforms(people.key[row], year, Call.RESIDENCE, k0, k1)
    return u < s.search_on_job


@inlined
def look_in_any_field(people, row, year, call, k0, k1, level, search, found, count):
    """Add four employers of any field at one level to the slots found; returns how many there are then."""
    draws = uniforms(people.key[row], year, call, k0, k1)
    for i in range(4):
        employer = draw_slice(
            search.any_start, search.any_employer, search.any_chance, search.any_alias, level, draws[i]
        )
        if employer != NONE:
            found[count] = (np.int64(employer) << SLOT_BITS) + level
            count += 1
    return count


@inlined
def look_in_own_field(people, row, year, k0, k1, level, search, found):
    """Four employers of the own field, one a level lower, and the employer known best; returns how many."""
    draws = uniforms(people.key[row], year, Call.APPLY_OWN, k0, k1)
    count = 0
    for i in range(4):
        at = level if i < 3 else max(0, level - 1)
        position = np.int64(people.field[row]) * N_LEVELS + at
        employer = draw_slice(
            search.own_start, search.own_employer, search.own_chance, search.own_alias, position, draws[i]
        )
        if employer != NONE:
            found[count] = (np.int64(employer) << SLOT_BITS) + at
            count += 1
    if people.host[row] != NONE:
        found[count] = (np.int64(people.host[row]) << SLOT_BITS) + level
        count += 1
    return count


@inlined
def look(people, row, year, k0, k1, again, level, search, found):
    """Vacancy slots (see SLOT_BITS) a seeker looks at, duplicates included; returns how many.

    First the own field and four employers of any; who found nothing looks again at any field,
    also a level lower.
    """
    count = 0
    call = Call.APPLY_AGAIN if again else Call.APPLY_WIDE
    if again:
        lower = max(0, level - 1)
        count = look_in_any_field(people, row, year, Call.APPLY_LOWER, k0, k1, lower, search, found, count)
    else:
        count = look_in_own_field(people, row, year, k0, k1, level, search, found)
    return look_in_any_field(people, row, year, call, k0, k1, level, search, found, count)


@inlined
def weigh(people, row, slot, offer, year, k0, k1, skill, firms, s):
    """Worth of a vacancy to a seeker (typical wages), and of the seeker to the employer (SD)."""
    employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
    a, b, c, d = uniforms(people.key[row], year, Call.AFFINITY + employer, k0, k1)
    own_field = firms.field[employer] == people.field[row]
    known = people.host[row] == employer
    worth = offer / s.typical_wage + s.taste_noise * 2.4494897 * (a + b - 1.0)
    worth += s.taste_brand * float(firms.brand[employer])
    worth += (s.taste_own_field if own_field else 0.0) + (s.taste_host if known else 0.0)
    score = s.signal_academic * float(people.academic[row])
    score += s.signal_technical * skill * (1.0 if own_field else 0.3)
    score += s.signal_employability * float(people.employability[row])
    score += s.signal_contacts * min(people.contacts[row], 4) / 4.0
    score += s.signal_referral if known else 0.0
    if qualified_level(people.credentials[row]) >= level:
        score += s.signal_credential
    return worth, score + s.signal_noise * 2.4494897 * (c + d - 1.0)


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
def list_applications(people, row, year, k0, k1, again, search, firms, s, slots, worths, scores, found):
    """A seeker's applications, best first, into one row of ``slots`` and ``scores``; returns how many."""
    skill = technical_now(people, row, year, s.skill_half_life)
    level = SKILLED if becomes_apprentice(people, row, year) else top_level(people, row, skill, s)
    factor = wage_factor(people, row, skill, s)
    current = -1.0
    if people.stage[row] == Stage.WORK:
        current = float(people.wage[row]) * (1.0 + s.switching_gain)
    count = 0
    for i in range(look(people, row, year, k0, k1, again, level, search, found)):
        slot = found[i]
        employer, at = slot >> SLOT_BITS, slot & LEVEL_MASK
        if firms.vacancies[employer, at] == 0 or employer == people.employer[row]:
            continue
        offer = factor * firms.wage[employer, at]
        if offer <= current or listed(slots, count, slot):
            continue
        worth, score = weigh(people, row, slot, offer, year, k0, k1, skill, firms, s)
        insert(slots, worths, scores, count, slot, worth, score)
        count += 1
    return count


@kernel
def applications(
    people, first, last, year, k0, k1, again, search, firms, s, rows, slots, scores, lengths, worths, found
):
    """Lists of everybody who looks for work and finds an open vacancy; returns how many."""
    seekers = 0
    for row in range(first, last):
        if looks_for_work(people, row, year, k0, k1, again, s):
            length = list_applications(
                people,
                row,
                year,
                k0,
                k1,
                again,
                search,
                firms,
                s,
                slots[seekers],
                worths,
                scores[seekers],
                found,
            )
            if length > 0:
                rows[seekers] = row
                lengths[seekers] = length
                seekers += 1
    return seekers
