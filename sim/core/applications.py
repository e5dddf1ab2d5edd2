"""Applications: who looks for work, where, and how both sides weigh each other.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_LEVELS, NONE, Credential, Pathway, Place, Stage
from sim.core.draws import Call, affinity, uniforms, words
from sim.core.earnings import mismatch, technical_now, wage_factor
from sim.core.kernel import inlined, kernel
from sim.core.qualification import BEYOND_SCHOOL, SKILLED, qualified_level
from sim.core.search import draw_slice

SLOT_BITS, LEVEL_MASK = 2, 3
"""A slot is an employer's vacancies at one level: employer << SLOT_BITS, plus the level."""
LONGEST_LIST = 9
"""Longest list of applications: four in the own field, four in any, the employer known best."""
SEASONS = 3
"""Hiring seasons of a year. Workers who look for another job do so in one of the first two, so that a
job left in the first is open in the second; the last is a clearing round of those still out of work."""
ALWAYS, NEVER_LOOKS = 255, 254
"""Seasons of those without work, who look in every one until they find it, and of contented workers."""
NEWLY_TRAINED = 2
"""Years for which somebody whose skill was renewed, at school or at work, is sought after by others."""


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
def search_chance(people, row, year, s):
    """Chance that a worker looks for another job this year; the newly trained are poached more often."""
    trained = year - people.vintage[row] <= NEWLY_TRAINED and people.credentials[row] & BEYOND_SCHOOL
    return s.search_on_job * (1.0 + s.poaching) if trained else s.search_on_job


@inlined
def search_season(u, chance):
    """Season in which a worker looks for another job, or :data:`NEVER_LOOKS` this year."""
    if u >= chance:
        return NEVER_LOOKS
    return 0 if u < 0.5 * chance else 1


@kernel
def lookers(people, first, last, year, k0, k1, s, rows, seasons):
    """Everybody of the region who looks for work this year; returns how many.

    ``seasons`` holds the season in which a worker looks for another job, :data:`ALWAYS` for the jobless.
    """
    count = 0
    for row in range(first, last):
        if people.place[row] != Place.LOCAL:
            continue
        if people.stage[row] == Stage.SEEK:
            rows[count], seasons[count] = row, ALWAYS
            count += 1
        elif people.stage[row] == Stage.WORK:
            _, u, _, _ = uniforms(people.key[row], year, Call.RESIDENCE, k0, k1)
            if u >= s.search_on_job * (1.0 + max(0.0, s.poaching)):
                continue
            seasons[count] = search_season(u, search_chance(people, row, year, s))
            if seasons[count] != NEVER_LOOKS:
                rows[count] = row
                count += 1
    return count


@inlined
def look_near(people, row, year, call, k0, k1, level, search, found, count):
    """Add four employers at one level, of fields near the own one; returns how many slots there are then."""
    draws = uniforms(people.key[row], year, call, k0, k1)
    position = np.int64(people.field[row]) * N_LEVELS + level
    for i in range(4):
        employer = draw_slice(
            search.near_start, search.near_employer, search.near_chance, search.near_alias, position, draws[i]
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
def look(people, row, year, k0, k1, season, level, search, found):
    """Vacancy slots (see SLOT_BITS) a seeker looks at, duplicates included; returns how many.

    First the own field and four employers near it; who found nothing looks again, also a level lower.
    """
    count = 0
    if season == 0 or people.stage[row] == Stage.WORK:
        count = look_in_own_field(people, row, year, k0, k1, level, search, found)
        return look_near(people, row, year, Call.APPLY_WIDE, k0, k1, level, search, found, count)
    call = Call.APPLY_AGAIN if season == 1 else Call.APPLY_LATE
    count = look_near(people, row, year, call, k0, k1, level, search, found, count)
    lower = Call.APPLY_LOWER if season == 1 else Call.APPLY_LATE_LOWER
    return look_near(people, row, year, lower, k0, k1, max(0, level - 1), search, found, count)


@inlined
def weigh(people, row, slot, offer, carry, taste, noise, skill, firms, s):
    """Worth of a vacancy to a seeker (typical wages), and of the seeker to the employer (SD)."""
    employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
    known = people.host[row] == employer
    worth = offer / s.typical_wage + s.taste_noise * affinity(taste, employer)
    worth += s.taste_brand * float(firms.brand[employer])
    worth += s.taste_own_field * carry + (s.taste_host if known else 0.0)
    score = s.signal_academic * float(people.academic[row])
    score += s.signal_technical * skill * carry
    score += s.signal_employability * float(people.employability[row])
    score += s.signal_contacts * min(people.contacts[row], 4) / 4.0
    score += s.signal_referral if known else 0.0
    if qualified_level(people.credentials[row]) >= level:
        score += s.signal_credential
    return worth, score + s.signal_noise * affinity(noise, employer)


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
def list_applications(people, row, year, k0, k1, season, search, firms, s, slots, worths, scores, found):
    """A seeker's applications, best first, into one row of ``slots`` and ``scores``; returns how many.

    Employers rather leave a vacancy open than hire below their standard; who becomes an apprentice comes to
    learn and need not reach it there.
    """
    skill = technical_now(people, row, year, s.skill_half_life)
    apprentice = becomes_apprentice(people, row, year)
    level = SKILLED if apprentice else top_level(people, row, skill, s)
    factor = wage_factor(people, row, skill, s)
    current = -1.0
    if people.stage[row] == Stage.WORK:
        current = float(people.wage[row]) * (1.0 + s.switching_gain)
    taste, noise, _, _ = words(people.key[row], year, Call.AFFINITY, k0, k1)
    count = 0
    for i in range(look(people, row, year, k0, k1, season, level, search, found)):
        slot = found[i]
        employer, at = slot >> SLOT_BITS, slot & LEVEL_MASK
        if firms.vacancies[employer, at] == 0 or employer == people.employer[row]:
            continue
        carry = search.carry[people.field[row], firms.field[employer]]
        offer = factor * firms.wage[employer, at] * (1.0 - mismatch(skill, carry, s))
        if offer <= current or listed(slots, count, slot):
            continue
        worth, score = weigh(people, row, slot, offer, carry, taste, noise, skill, firms, s)
        if score < s.standard and not (apprentice and at == SKILLED):
            continue
        insert(slots, worths, scores, count, slot, worth, score)
        count += 1
    return count


@kernel
def applications(
    people,
    looking,
    seasons,
    year,
    k0,
    k1,
    season,
    search,
    firms,
    s,
    rows,
    slots,
    scores,
    lengths,
    worths,
    found,
):
    """Lists of those ``looking`` in this season who find an open vacancy; returns how many."""
    seekers = 0
    for i in range(len(looking)):
        row = looking[i]
        if seasons[i] == season or (seasons[i] == ALWAYS and people.stage[row] == Stage.SEEK):
            length = list_applications(
                people, row, year, k0, k1, season, search, firms, s,
                slots[seekers], worths, scores[seekers], found,
            )  # fmt: skip
            if length > 0:
                rows[seekers] = row
                lengths[seekers] = length
                seekers += 1
    return seekers
