"""Who arrives, with which traits, and how everybody grows a year older."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    FIELDS,
    FIRST_AGE,
    FIRST_WORKING_AGE,
    LAST_AGE,
    NONE,
    SCHOOL_OVER,
    SETTLED_AGE,
    WARM_UP_YEARS,
    Barrier,
    Credential,
    Origin,
    Stage,
)
from sim.core.draws import Call, draw, draw_normals, drawn, pick, take_keys
from sim.core.kernel import exp, inlined, kernel, part, shift_odds
from sim.core.people.layout import LARGEST_INFLOW
from sim.core.people.traits import intended_pathway, own_employability

BEGINS_WORK = 20
"""Age from which those who come as adults are taken to have worked."""


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
    born_here: float  # share of natives among the adults with whom the warm-up begins
    attainment_academic: float  # log-odds of an adult's bachelor's degree or diploma per SD of academic skill
    newcomers_response: float  # log points of newcomers per share of jobs unfilled beyond the usual
    ability_spread: float  # SD of the lasting person effect in pay, log points
    ability_academic: float  # its correlation with academic skill on arrival
    ability_motivation: float  # its correlation with motivation


@inlined
def draw_origin(people, row, block, i, grade_mix, newcomer_ethnicity):
    """Ethnicity and school of a person whose group left them open; those who come as adults have no school.

    ``grade_mix`` holds, by grade, cumulative shares of each school and ethnicity, flat.
    """
    u, _, _, _ = drawn(block, i, Call.IDENTITY)
    if people.origin[row] == Origin.NEWCOMER or people.age[row] >= FIRST_WORKING_AGE:
        people.ethnicity[row] = pick(newcomer_ethnicity, u)
        return
    grade = max(0, min(people.age[row] - FIRST_AGE, 12))
    flat = np.searchsorted(grade_mix[grade], u, side="right")
    people.school[row] = flat // len(newcomer_ethnicity)
    people.ethnicity[row] = flat % len(newcomer_ethnicity)


@inlined
def flag(bit, holds):
    """``bit`` if the condition holds, else 0."""
    return np.int64(bit) if holds else np.int64(0)


@inlined
def draw_identity(people, row, block, i, region, poverty):
    """Sex and low income, and what comes with the school: catchment, rural home, learning English."""
    a, b, c, d = drawn(block, i, Call.IDENTITY)
    school = people.school[row]
    known = school != NONE
    low_income_share = region.low_income_share[school, people.ethnicity[row]] if known else poverty[-1]
    people.sex[row] = 1 if a >= 0.5 else 0
    people.low_income[row] = 1 if c < low_income_share else 0
    if known:
        people.zone[row] = region.school_zone[school]
        people.barriers[row] = flag(Barrier.RURAL, b < region.rural_zone[people.zone[row]]) | flag(
            Barrier.ENGLISH_LEARNER, d < region.english_learner_share[school]
        )


@inlined
def draw_barriers(people, row, block, i, region, s):
    """The other barriers to taking part."""
    e, f, g, h = drawn(block, i, Call.BARRIERS)
    school, low_income = people.school[row], people.low_income[row]
    barriers = flag(Barrier.NO_TRANSPORT, f < region.no_car_share[low_income])
    barriers |= flag(Barrier.FIRST_GENERATION, g < region.first_generation_share[low_income])
    barriers |= flag(Barrier.MUST_EARN, h < (s.must_earn_low_income if low_income else s.must_earn_other))
    if school != NONE:
        barriers |= flag(Barrier.DISABILITY, e < region.disability_share[school])
    people.barriers[row] |= barriers


@inlined
def draw_ability(people, row, motivation, noise, poverty, s):
    """Motivation, and the academic skill that goes with it, with means and with those of the schoolmates."""
    school = people.school[row]
    people.motivation[row] = motivation
    people.academic[row] = (
        s.motivation_academic * motivation
        + s.low_income_academic * people.low_income[row]
        + s.poverty_academic * (poverty[school if school != NONE else -1] - poverty[-1])
        + s.academic_noise * noise
    )


@inlined
def draw_outlook(people, row, block, i, s):
    """Preferred field, interest, fields known about, and goal."""
    a, b, c, d = drawn(block, i, Call.OUTLOOK)
    field = pick(s.fields_female if people.sex[row] else s.fields_male, a)
    people.field[row] = field
    motivation = float(people.motivation[row])
    people.interest[row] = s.motivation_interest * motivation + 3.4641016 * (b - 0.5)
    people.awareness[row] = (1 << field) | (1 << int(c * len(FIELDS)))
    people.goal[row] = intended_pathway(float(people.academic[row]), d, s)


@inlined
def draw_employability(people, row, block, i):
    """Employability skill, and the lot of a graduate."""
    w, v, lot, _ = drawn(block, i, Call.SKILL)
    people.employability[row] = own_employability(w, v)
    people.settles[row] = lot


@inlined
def draw_pay(people, row, noise, s):
    """Lasting person effect in pay, log points: part of it goes with skill and motivation on arrival."""
    a, m = s.ability_academic, s.ability_motivation
    seen = a * float(people.academic[row]) + m * float(people.motivation[row])
    people.ability[row] = s.ability_spread * (seen + np.sqrt(max(0.0, 1.0 - a * a - m * m)) * noise)


@inlined
def arrive_in_school(people, row, block, i, s):
    """Put a pupil into the grade of the age; in grades 10 to 12 a concentration may have been begun."""
    _, _, c, _ = drawn(block, i, Call.ARRIVAL)
    people.stage[row] = Stage.SCHOOL
    grade = people.age[row] - FIRST_AGE
    people.grade[row] = grade
    people.years_in_stage[row] = max(0, grade - 9)
    if grade >= 10 and c < s.concentrators:
        people.credentials[row] = Credential.CONCENTRATOR
        people.technical[row] = s.concentrate_gain * (grade - 10)


@inlined
def arrive_as_adult(people, row, block, i, region):
    """Put a newcomer into the search for work, with a credential."""
    a, b, _, _ = drawn(block, i, Call.ARRIVAL)
    people.stage[row] = Stage.SEEK
    people.grade[row] = SCHOOL_OVER
    people.experience[row] = max(0, people.age[row] - BEGINS_WORK)
    people.credentials[row] = Credential.DIPLOMA
    bachelor = region.newcomer_bachelor_share[1 if people.age[row] >= SETTLED_AGE else 0]
    if a < bachelor and people.age[row] >= 22:
        people.credentials[row] |= Credential.BACHELOR
        people.technical[row] = 1.0
    elif a < bachelor + region.newcomer_skilled_share and people.age[row] >= 20:
        people.credentials[row] |= Credential.CERTIFICATION if b < 0.5 else Credential.ASSOCIATE
        people.technical[row] = 0.5


@inlined
def begin_as_adult(people, row, block, i, region, s):
    """Put an adult with whom the warm-up begins into the search for work, with what adults here hold."""
    a, b, c, _ = drawn(block, i, Call.ARRIVAL)
    ethnicity, lift = people.ethnicity[row], s.attainment_academic * float(people.academic[row])
    bachelor, diploma = region.adult_bachelor[ethnicity], region.adult_diploma[ethnicity]
    people.stage[row] = Stage.SEEK
    people.grade[row] = SCHOOL_OVER
    people.experience[row] = max(0, people.age[row] - BEGINS_WORK)
    if a < shift_odds(bachelor, lift):
        people.credentials[row] = Credential.DIPLOMA | Credential.BACHELOR
        people.technical[row] = 1.0
    elif b < shift_odds(min(1.0, (diploma - bachelor) / (1.0 - bachelor)), lift):
        people.credentials[row] = Credential.DIPLOMA
        skilled = min(1.0, region.adult_skilled_share / (diploma - bachelor))
        if c < skilled:
            people.credentials[row] |= Credential.CERTIFICATION if c < 0.5 * skilled else Credential.ASSOCIATE
            people.technical[row] = 0.5


@inlined
def come_for_work(people, row, block, i, coming):
    """Who comes because work is plenty is of a field in which jobs stayed open."""
    _, _, _, d = drawn(block, i, Call.ARRIVAL)
    usual, share = coming_at(people.age[row], coming)
    if d >= usual:
        people.field[row] = pick(coming.openings, (d - usual) / (share - usual))


@inlined
def arrive(people, row, year, block, i, attachment, coming, region, s):
    """Put one person into school, or, as an adult, into the search for work."""
    newcomer = people.origin[row] == Origin.NEWCOMER
    people.attachment[row] = attachment + (s.newcomer_attachment if newcomer else 0.0)
    people.attachment[row] += coming.tied * max(0, people.age[row] - FIRST_WORKING_AGE)
    people.vintage[row] = year
    people.in_state[row] = 1
    if year == -WARM_UP_YEARS and people.age[row] >= FIRST_WORKING_AGE:
        begin_as_adult(people, row, block, i, region, s)
    elif newcomer:
        arrive_as_adult(people, row, block, i, region)
        come_for_work(people, row, block, i, coming)
    else:
        arrive_in_school(people, row, block, i, s)
    if people.grade[row] == SCHOOL_OVER:
        people.credential_field[row] = people.field[row]


class Coming(NamedTuple):
    """How many of the newcomers who have a row come in a year."""

    usual: float  # share in a usual year, from 35 on
    young: float  # the same before 35, for one who comes from 35 on
    moved: float  # how many come this year for one who usually does
    openings: np.ndarray  # float64 [F], jobs that stayed open last year
    tied: float  # SD of attachment for every year of age past 18: of the adults who live here already


@inlined
def coming_at(age, coming):
    """Share of the newcomers of an age who come in a usual year and in this one."""
    usual = coming.usual * (coming.young if age < SETTLED_AGE else 1.0)
    return min(1.0, usual), min(1.0, usual * coming.moved)


@part
def expected(first, last, key, block):
    """Take the rows into a block; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        count += 1
    take_keys(block, count, key)
    return count


@part
def who_comes(origin, age, count, block, coming):
    """Keep in a block those of its first ``count`` who come: a share of the newcomers, and all others."""
    many = 0
    for i in range(count):
        row = block.row[i]
        _, _, _, d = drawn(block, i, Call.ARRIVAL)
        _, share = coming_at(age[row], coming)
        block.row[many] = row
        many += 1 if (origin[row] != Origin.NEWCOMER) | (d < share) else 0
    return many


@part
def draw_persons(people, count, block, region, grade_mix, poverty, k0, k1, s):
    """Fixed traits, starting skills and outlook of the first ``count`` of a block."""
    draw(block, count, 1, Call.IDENTITY, k0, k1)
    for i in range(count):
        if people.ethnicity[block.row[i]] == 255:
            draw_origin(people, block.row[i], block, i, grade_mix, region.newcomer_ethnicity)
    draw(block, count, 0, Call.IDENTITY, k0, k1)
    for i in range(count):
        draw_identity(people, block.row[i], block, i, region, poverty)
    draw(block, count, 0, Call.BARRIERS, k0, k1)
    for i in range(count):
        draw_barriers(people, block.row[i], block, i, region, s)
    noise = block.luck[0]
    draw_normals(block, count, 0, Call.MOTIVATION, k0, k1, block.normal)
    draw_normals(block, count, 0, Call.ACADEMIC, k0, k1, noise)
    for i in range(count):
        draw_ability(people, block.row[i], block.normal[i], noise[i], poverty, s)
    draw_normals(block, count, 0, Call.ABILITY, k0, k1, block.normal)
    for i in range(count):
        draw_pay(people, block.row[i], block.normal[i], s)
    draw(block, count, 0, Call.OUTLOOK, k0, k1)
    for i in range(count):
        draw_outlook(people, block.row[i], block, i, s)
    draw(block, count, 0, Call.SKILL, k0, k1)
    for i in range(count):
        draw_employability(people, block.row[i], block, i)


@kernel
def arrivals(people, blocks, year, coming, region, grade_mix, poverty, k0, k1, s, block):
    """Bring in those of the rows who come in this ``year``, the year of their entry; returns how many.

    ``poverty`` holds the share of low income in each school and, last, in the region.
    """
    total = 0
    for start, stop in blocks:
        count = expected(start, stop, people.key, block)
        draw(block, count, 0, Call.ARRIVAL, k0, k1)
        count = who_comes(people.origin, people.age, count, block, coming)
        take_keys(block, count, people.key)
        draw_persons(people, count, block, region, grade_mix, poverty, k0, k1, s)
        draw_normals(block, count, 0, Call.ATTACHMENT, k0, k1, block.normal)
        draw(block, count, 0, Call.ARRIVAL, k0, k1)
        for i in range(count):
            arrive(people, block.row[i], year, block, i, block.normal[i], coming, region, s)
        total += count
    return total


@part
def grow_older(stage, age, years_in_stage, experience, first, last):
    """A year is added to the age, and to the years in the stage, of everybody who lives in the model.

    And to the experience of those in work, here or elsewhere.
    """
    for row in range(first, last):
        here = (stage[row] != Stage.PENDING) & (stage[row] != Stage.AGED) & (stage[row] != Stage.GONE)
        years = np.int64(years_in_stage[row])
        later = 0 if years == 255 else min(years + 1, 250)
        age[row] = age[row] + 1 if here else age[row]
        years_in_stage[row] = later if here else years
        worked = np.int64(experience[row]) + ((stage[row] == Stage.WORK) | (stage[row] == Stage.APPRENTICE))
        experience[row] = min(worked, 250)


def newcomers_of_year(year: int, young: float, tightness: float, openings: np.ndarray, tied: float) -> Coming:
    """How many newcomers come: of the ``young`` as settled, and more of all where jobs stay open.

    ``tightness`` in log points of newcomers, ``openings`` jobs left open by field. In the year in which the
    warm-up begins all come who have a row: they live here already, ``tied`` SD closer for every year.
    """
    if year == -WARM_UP_YEARS:
        return Coming(1.0, 1.0, 1.0, openings, tied)
    moved = float(exp(np.float64(tightness))) if year > 0 else 1.0
    return Coming(1.0 / LARGEST_INFLOW, young, moved, openings, 0.0)


@kernel
def turn_of_year(people, blocks, young):
    """Everybody is a year older; those past the last age retire and leave their jobs."""
    for start, stop in blocks:
        grow_older(people.stage, people.age, people.years_in_stage, people.experience, start, stop)
        retire(people, start, stop, young)


@part
def retire(people, first, last, young):
    """Those past the last age leave their jobs."""
    for row in range(first, last):
        if people.age[row] > LAST_AGE and Stage.PENDING < people.stage[row] < Stage.GONE:
            people.stage[row] = Stage.AGED
            employer = people.employer[row]
            if employer != NONE:
                young[employer, people.occupation_level[row]] -= 1
                people.employer[row] = NONE
