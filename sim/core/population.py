"""Who arrives, with which traits, and how everybody grows a year older."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    FIELDS,
    FIRST_AGE,
    LAST_AGE,
    NONE,
    SCHOOL_OVER,
    Barrier,
    Credential,
    Origin,
    Pathway,
    Stage,
)
from sim.core.draws import Call, normal, pick, uniforms
from sim.core.kernel import inlined, kernel, shift_odds


class Settings(NamedTuple):
    """Traits of people when they arrive (evidence cards ``population.*``)."""

    motivation_academic: float  # SD of academic skill per SD of motivation
    low_income_academic: float  # SD, difference in academic skill of pupils of low income
    poverty_academic: float  # SD, per share of poor schoolmates above the region's
    academic_noise: float  # SD
    motivation_interest: float  # SD of interest per SD of motivation
    must_earn_low_income: float  # share of pupils of low income who must earn
    must_earn_other: float  # share
    fields_male: tuple[float, ...]  # shares of preferred fields
    fields_female: tuple[float, ...]
    goal_four_year: float  # share intending a four-year degree at mean academic skill
    goals: tuple[float, ...]  # shares of intended pathways among the others, none to military
    goal_academic: float  # log-odds of intending a four-year degree per SD of academic skill
    concentrators: float  # share of arriving pupils of grades 10 to 12 with a concentration
    concentrate_gain: float  # SD of technical skill a year of concentration has added
    newcomer_attachment: float  # SD


@inlined
def draw_origin(people, row, u, grade_mix, newcomer_ethnicity):
    """Ethnicity and school of a person whose group left them open.

    ``grade_mix`` holds cumulative shares of each school and ethnicity, flat, in the grade they join.
    """
    if people.origin[row] == Origin.NEWCOMER:
        people.ethnicity[row] = pick(newcomer_ethnicity, u)
        return
    flat = np.searchsorted(grade_mix, u, side="right")
    people.school[row] = flat // len(newcomer_ethnicity)
    people.ethnicity[row] = flat % len(newcomer_ethnicity)


@inlined
def flag(bit, holds):
    """``bit`` if the condition holds, else 0."""
    return np.int64(bit) if holds else np.int64(0)


@inlined
def draw_traits(people, row, region, poverty, k0, k1, s):
    """Fixed traits and the starting skills and outlook of one person."""
    key = people.key[row]
    a, b, c, d = uniforms(key, 0, Call.IDENTITY, k0, k1)
    school = people.school[row]
    known = school != NONE
    ethnicity = people.ethnicity[row]
    low_income_share = region.low_income_share[school, ethnicity] if known else poverty[-1]
    people.sex[row] = 1 if a >= 0.5 else 0
    low_income = 1 if c < low_income_share else 0
    people.low_income[row] = low_income
    e, f, g, h = uniforms(key, 0, Call.BARRIERS, k0, k1)
    barriers = 0
    if known:
        people.zone[row] = region.school_zone[school]
        barriers |= flag(Barrier.ENGLISH_LEARNER, d < region.english_learner_share[school])
        barriers |= flag(Barrier.DISABILITY, e < region.disability_share[school])
        barriers |= flag(Barrier.RURAL, b < region.rural_zone[people.zone[row]])
    barriers |= flag(Barrier.NO_TRANSPORT, f < region.no_car_share[low_income])
    barriers |= flag(Barrier.FIRST_GENERATION, g < region.first_generation_share[low_income])
    barriers |= flag(Barrier.MUST_EARN, h < (s.must_earn_low_income if low_income else s.must_earn_other))
    people.barriers[row] = barriers
    motivation = normal(key, 0, Call.MOTIVATION, k0, k1)
    people.motivation[row] = motivation
    people.academic[row] = (
        s.motivation_academic * motivation
        + s.low_income_academic * low_income
        + s.poverty_academic * (poverty[school if known else -1] - poverty[-1])
        + s.academic_noise * normal(key, 0, Call.ACADEMIC, k0, k1)
    )


@inlined
def draw_outlook(people, row, k0, k1, s):
    """Preferred field, interest, fields known about, goal, employability and attachment."""
    key = people.key[row]
    a, b, c, d = uniforms(key, 0, Call.OUTLOOK, k0, k1)
    field = pick(s.fields_female if people.sex[row] else s.fields_male, a)
    people.field[row] = field
    motivation = float(people.motivation[row])
    people.interest[row] = s.motivation_interest * motivation + 3.4641016 * (b - 0.5)
    people.awareness[row] = (1 << field) | (1 << int(c * len(FIELDS)))
    four_year = shift_odds(s.goal_four_year, s.goal_academic * float(people.academic[row]))
    people.goal[row] = Pathway.FOUR_YEAR
    if d >= four_year:
        people.goal[row] = pick(s.goals, (d - four_year) / (1.0 - four_year))
    w, v, _, _ = uniforms(key, 0, Call.SKILL, k0, k1)
    people.employability[row] = 2.4494897 * (w + v - 1.0)
    attachment = normal(key, 0, Call.ATTACHMENT, k0, k1)
    people.attachment[row] = attachment + (
        s.newcomer_attachment if people.origin[row] == Origin.NEWCOMER else 0.0
    )


@inlined
def begin_concentration(people, row, grade, k0, k1, s):
    """Pupils who arrive in grades 10 to 12 may have begun a career-technical concentration."""
    if grade < 10:
        return
    _, _, c, _ = uniforms(people.key[row], 0, Call.ARRIVAL, k0, k1)
    if c < s.concentrators:
        people.credentials[row] = Credential.CONCENTRATOR
        people.technical[row] = s.concentrate_gain * (grade - 10)


@inlined
def arrive(people, row, year, region, k0, k1, s):
    """Put one person into school, or, as a newcomer, into the search for work."""
    people.vintage[row] = year
    people.in_state[row] = 1
    if people.origin[row] != Origin.NEWCOMER:
        people.stage[row] = Stage.SCHOOL
        grade = people.age[row] - FIRST_AGE
        people.grade[row] = grade
        people.years_in_stage[row] = max(0, grade - 9)
        begin_concentration(people, row, grade, k0, k1, s)
        return
    people.stage[row] = Stage.SEEK
    people.grade[row] = SCHOOL_OVER
    a, b, _, _ = uniforms(people.key[row], 0, Call.ARRIVAL, k0, k1)
    people.credentials[row] = Credential.DIPLOMA
    if a < region.newcomer_bachelor_share and people.age[row] >= 22:
        people.credentials[row] |= Credential.BACHELOR
        people.technical[row] = 1.0
    elif a < region.newcomer_bachelor_share + region.newcomer_skilled_share and people.age[row] >= 20:
        people.credentials[row] |= Credential.CERTIFICATION if b < 0.5 else Credential.ASSOCIATE
        people.technical[row] = 0.5


@kernel
def arrivals(people, first, last, year, region, grade_mix, poverty, k0, k1, s):
    """Bring in everybody whose year of entry is ``year``; returns how many.

    ``poverty`` holds the share of low income in each school and, last, in the region.
    """
    count = 0
    for row in range(first, last):
        if people.stage[row] != Stage.PENDING or people.entry_year[row] != year:
            continue
        if people.ethnicity[row] == 255:
            u, _, _, _ = uniforms(people.key[row], 1, Call.IDENTITY, k0, k1)
            grade = max(0, min(people.age[row] - FIRST_AGE, 12))
            draw_origin(people, row, u, grade_mix[grade], region.newcomer_ethnicity)
        draw_traits(people, row, region, poverty, k0, k1, s)
        draw_outlook(people, row, k0, k1, s)
        arrive(people, row, year, region, k0, k1, s)
        count += 1
    return count


@kernel
def turn_of_year(people, first, last, young, others):
    """Everybody is a year older; those past the last age leave, their jobs with them to ``others``."""
    for row in range(first, last):
        stage = people.stage[row]
        if stage == Stage.PENDING or stage == Stage.AGED or stage == Stage.GONE:
            continue
        people.age[row] += 1
        years = people.years_in_stage[row]
        people.years_in_stage[row] = 0 if years == 255 else min(years + 1, 250)
        if people.age[row] > LAST_AGE:
            people.stage[row] = Stage.AGED
            employer = people.employer[row]
            if employer != NONE:
                young[employer, people.occupation_level[row]] -= 1
                others[employer, people.occupation_level[row]] += 1
                people.employer[row] = NONE
