"""Who is counted where: every tally of the year, and one byte of life per person.

The tallies are those of :class:`sim.core.tallies.Tally`; from the lives two worlds are
compared person by person.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import FIELDS as FIELD_NAMES
from sim.core.columns import (
    PROGRAMME_MASK,
    PROGRAMME_SHIFT,
    STEM_FIELDS,
    Credential,
    Event,
    Life,
    Origin,
    Pathway,
    Place,
    Stage,
    Studied,
)
from sim.core.kernel import inlined, kernel
from sim.core.qualification import BEYOND_SCHOOL, SUB_BACHELOR, qualified_level
from sim.core.tallies import Tally

STEM_SET = sum(1 << FIELD_NAMES.index(name) for name in STEM_FIELDS)


@inlined
def life_of(people, row, places_of_work):
    """Bits of :class:`sim.core.columns.Life` of one person at the end of the year.

    ``places_of_work`` has those that a job with each employer gives.
    """
    stage = people.stage[row]
    bits = 0
    if stage == Stage.PENDING or stage == Stage.GONE or stage == Stage.AGED:
        return bits
    here = people.place[row] == Place.LOCAL
    working = stage == Stage.WORK or stage == Stage.APPRENTICE
    if here:
        bits |= Life.LIVES_HERE
    if working:
        bits |= Life.EMPLOYED
        if here:
            bits |= places_of_work[people.employer[row]]
    if stage == Stage.STUDY:
        bits |= Life.STUDYING
    if people.credentials[row] & BEYOND_SCHOOL:
        bits |= Life.CREDENTIAL
    if people.credentials[row] & Credential.DIPLOMA:
        bits |= Life.GRADUATED
    if people.delivered[row] != 0:
        bits |= Life.SERVED
    return bits


@inlined
def count_events(happened, cell, out):
    """What happened to a person at school, in a programme, or in finding work."""
    out[Tally.PUPILS, cell] += 1 if happened & Event.ENROLLED else 0
    out[Tally.HIGH_SCHOOL_PUPILS, cell] += 1 if happened & Event.HIGH_SCHOOL else 0
    out[Tally.REPEATERS, cell] += 1 if happened & Event.REPEATED else 0
    if happened & (Event.GRADUATED_IN_FOUR | Event.NOT_IN_FOUR):
        out[Tally.COHORT_9, cell] += 1
        out[Tally.COHORT_9_GRADUATED, cell] += 1 if happened & Event.GRADUATED_IN_FOUR else 0
    out[Tally.STOPPED_OUT, cell] += 1 if happened & Event.STOPPED_OUT else 0
    out[Tally.HIRES, cell] += 1 if happened & Event.HIRED else 0
    out[Tally.HIRES_IN_FIELD, cell] += 1 if happened & Event.HIRED_IN_FIELD else 0
    out[Tally.CAME_BACK, cell] += 1 if happened & Event.CAME_BACK else 0
    if happened & Event.HIRED and happened & Event.COMPLETED:
        out[Tally.FIRST_JOBS, cell] += 1
        out[Tally.FIRST_JOBS_IN_FIELD, cell] += 1 if happened & Event.HIRED_IN_FIELD else 0


@inlined
def count_pupil(people, row, cell, out):
    """Outlook of a pupil about to enter grade 12."""
    if people.grade[row] == 12:
        out[Tally.GRADE_12, cell] += 1
        known = people.awareness[row]
        for field in range(len(FIELD_NAMES)):
            out[Tally.AWARENESS_FIELDS, cell] += (known >> field) & 1
        if (STEM_SET >> people.field[row]) & 1 == 1 and people.interest[row] > 0.0:
            out[Tally.STEM_EXPECTATION, cell] += 1


@inlined
def count_leaver(people, row, cell, out):
    """Somebody who left school this year."""
    out[Tally.LEAVERS, cell] += 1
    if people.credentials[row] & Credential.DIPLOMA == 0:
        out[Tally.DROPOUTS, cell] += 1
        return
    out[Tally.GRADUATES, cell] += 1
    out[Tally.TO_NONE + people.pathway[row], cell] += 1
    if people.place[row] == Place.AWAY_STUDY:
        out[Tally.TO_COLLEGE_ELSEWHERE, cell] += 1
    if people.pathway[row] == Pathway.TWO_YEAR or people.pathway[row] == Pathway.FOUR_YEAR:
        out[Tally.TO_COLLEGE_IN_STATE, cell] += people.in_state[row]
    if people.credentials[row] & Credential.CONCENTRATOR:
        out[Tally.CONCENTRATORS, cell] += 1


@inlined
def count_completion(people, row, year, cell, out):
    """Outcome, six years on, of those who began a programme straight from school.

    An industry certification does not complete a two-year programme: it may be from school.
    """
    if people.left_school[row] != year - 6 or people.credentials[row] & Credential.DIPLOMA == 0:
        return
    credentials = people.credentials[row]
    if people.pathway[row] == Pathway.FOUR_YEAR:
        out[Tally.STARTED_FOUR_YEAR_6, cell] += 1
        out[Tally.STARTED_FOUR_YEAR_6_DONE, cell] += 1 if credentials & Credential.BACHELOR else 0
    elif people.pathway[row] == Pathway.TWO_YEAR:
        out[Tally.STARTED_TWO_YEAR_6, cell] += 1
        done = credentials & (SUB_BACHELOR | Credential.BACHELOR)
        out[Tally.STARTED_TWO_YEAR_6_DONE, cell] += 1 if done else 0
    elif people.pathway[row] == Pathway.APPRENTICESHIP:
        out[Tally.STARTED_APPRENTICESHIP_6, cell] += 1
        out[Tally.STARTED_APPRENTICESHIP_6_DONE, cell] += 1 if credentials & Credential.APPRENTICESHIP else 0


@inlined
def count_award(people, row, programme, cell, out):
    """A programme completed this year."""
    out[Tally.COMPLETED_CERTIFICATION + programme - Pathway.CERTIFICATION, cell] += 1
    if programme == Pathway.FOUR_YEAR and people.credentials[row] & Credential.STEM:
        out[Tally.BACHELORS_STEM, cell] += 1


@inlined
def count_band(age, works, seeks, cell, out):
    """Employment by the age bands of the labour-force statistics."""
    if age < 20 or age > 34:
        return
    base = Tally.PEOPLE_20_24 + 3 * ((age - 20) // 5)
    out[base, cell] += 1
    out[base + 1, cell] += 1 if works else 0
    out[base + 2, cell] += 1 if seeks else 0


@inlined
def count_labour(people, row, works, seeks, cell, out):
    """Labour force of 25 to 34 and the unemployed in it, by the credential held."""
    if people.age[row] < 25 or people.age[row] > 34 or not (works or seeks):
        return
    base = Tally.LABOUR_SCHOOL + 2 * qualified_level(people.credentials[row])
    out[base, cell] += 1
    out[base + 1, cell] += 1 if seeks else 0


@inlined
def count_adult(people, row, life, happened, cell, out):
    """A young adult who lives here.

    Who came back to the region or to the labour force after this year's matching has not looked for work yet
    and is not called unemployed.
    """
    works = life & Life.EMPLOYED != 0
    seeks = people.stage[row] == Stage.SEEK and happened & (Event.CAME_BACK | Event.REENTERED) == 0
    out[Tally.ADULTS_HERE, cell] += 1
    bachelor = people.credentials[row] & Credential.BACHELOR
    out[Tally.ADULTS_BACHELOR if bachelor else Tally.ADULTS_OTHERS, cell] += 1
    if works:
        wage = int(people.wage[row])
        out[Tally.EMPLOYED_HERE, cell] += 1
        out[Tally.WAGES_HERE, cell] += wage
        base = Tally.WORKERS_ENTRY + 2 * people.occupation_level[row]
        out[base, cell] += 1
        out[base + 1, cell] += wage
    if seeks:
        out[Tally.UNEMPLOYED_HERE, cell] += 1
    count_band(people.age[row], works, seeks, cell, out)
    count_labour(people, row, works, seeks, cell, out)


@inlined
def count_graduate(people, row, life, cell, out):
    """A former pupil of 25 to 34 with a bachelor's degree, by where it was studied for."""
    if people.age[row] < 25 or people.age[row] > 34 or people.credentials[row] & Credential.BACHELOR == 0:
        return
    here = 1 if life & Life.LIVES_HERE else 0
    studied = people.studied[row]
    if studied == Studied.HERE:
        out[Tally.STUDIED_HERE, cell] += 1
        out[Tally.STUDIED_HERE_STAYED, cell] += here
    elif studied != Studied.NOWHERE:
        out[Tally.STUDIED_AWAY, cell] += 1
        out[Tally.STUDIED_AWAY_RETURNED, cell] += here
    if studied == Studied.HERE or studied == Studied.IN_STATE:
        out[Tally.STUDIED_IN_STATE, cell] += 1
        out[Tally.STUDIED_IN_STATE_STAYED, cell] += people.in_state[row]


@inlined
def reached_goal(people, row, life):
    """Whether the own goal is reached: the credential of the intended pathway, or work for a career."""
    goal, credentials = people.goal[row], people.credentials[row]
    if goal == Pathway.FOUR_YEAR:
        return credentials & Credential.BACHELOR != 0
    if goal == Pathway.TWO_YEAR:
        return credentials & (Credential.ASSOCIATE | Credential.BACHELOR) != 0
    if goal == Pathway.TRADE_SCHOOL:
        return credentials & Credential.TRADE != 0
    if goal == Pathway.APPRENTICESHIP:
        return credentials & Credential.APPRENTICESHIP != 0
    if goal == Pathway.CERTIFICATION:
        return credentials & Credential.CERTIFICATION != 0
    if goal == Pathway.MILITARY:
        return people.pathway[row] == Pathway.MILITARY
    return life & Life.EMPLOYED != 0


@inlined
def count_years_after(people, row, life, base, cell, out):
    """Where a former pupil lives and works, so many years after leaving school."""
    out[base, cell] += 1
    out[base + 1, cell] += 1 if life & Life.LIVES_HERE else 0
    out[base + 2, cell] += 1 if life & Life.WORKS_HERE else 0
    out[base + 3, cell] += 1 if life & Life.TARGET_JOB else 0


@inlined
def count_former_pupil(people, row, year, life, cell, out):
    """A former pupil one, five and ten years after school, and at 26."""
    since = year - people.left_school[row]
    if since == 1:
        count_years_after(people, row, life, Tally.LEFT_1, cell, out)
    elif since == 5:
        count_years_after(people, row, life, Tally.LEFT_5, cell, out)
        out[Tally.CREDENTIAL_5, cell] += 1 if life & Life.CREDENTIAL else 0
        out[Tally.GOAL_REACHED_5, cell] += 1 if reached_goal(people, row, life) else 0
        if life & Life.EMPLOYED:
            out[Tally.EMPLOYED_5, cell] += 1
            out[Tally.WAGES_5, cell] += int(people.wage[row])
    elif since == 10:
        count_years_after(people, row, life, Tally.LEFT_10, cell, out)
        if life & Life.EMPLOYED:
            out[Tally.EMPLOYED_10, cell] += 1
            out[Tally.WAGES_10, cell] += int(people.wage[row])
    if people.age[row] == 26:
        out[Tally.AGE_26, cell] += 1
        out[Tally.AGE_26_HERE, cell] += 1 if life & Life.LIVES_HERE else 0
        out[Tally.AGE_26_IN_STATE, cell] += people.in_state[row]
        out[Tally.AGE_26_BACHELOR, cell] += 1 if people.credentials[row] & Credential.BACHELOR else 0


@inlined
def count_person(people, row, year, life, happened, out):
    """Every tally one person belongs to this year."""
    cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
    stage = people.stage[row]
    out[Tally.ARRIVED, cell] += 1
    if happened != 0:
        count_events(happened, cell, out)
    if happened & Event.LEFT_REGION:
        bachelor = people.credentials[row] & Credential.BACHELOR
        out[Tally.LEFT_BACHELOR if bachelor else Tally.LEFT_OTHERS, cell] += 1
    if stage == Stage.GONE:
        out[Tally.MOVED_OUT, cell] += 1
        return
    out[Tally.PRESENT if people.place[row] == Place.LOCAL else Tally.AWAY, cell] += 1
    if stage == Stage.SCHOOL:
        count_pupil(people, row, cell, out)
        return
    if people.left_school[row] == year:
        count_leaver(people, row, cell, out)
    count_completion(people, row, year, cell, out)
    out[Tally.TARGET_HERE, cell] += 1 if life & Life.TARGET_JOB else 0
    if happened & Event.COMPLETED:
        count_award(people, row, (happened >> PROGRAMME_SHIFT) & PROGRAMME_MASK, cell, out)
    if life & Life.EMPLOYED:
        out[Tally.EARNERS, cell] += 1
        out[Tally.EARNINGS, cell] += int(people.wage[row])
    if people.place[row] == Place.LOCAL and people.age[row] >= 18:
        count_adult(people, row, life, happened, cell, out)
    if people.origin[row] != Origin.NEWCOMER:
        count_former_pupil(people, row, year, life, cell, out)
        count_graduate(people, row, life, cell, out)


@kernel
def count_people(people, first, last, year, places_of_work, events, out, lives, served):
    """One pass over the people of the year; fills the tallies, the lives and the deliveries."""
    for row in range(first, last):
        if people.stage[row] == Stage.PENDING:
            continue
        life = life_of(people, row, places_of_work)
        lives[row] = life
        served[row] = (np.uint32(people.doses[row]) << np.uint32(24)) | (
            people.delivered[row] & np.uint32(0xFFFFFF)
        )
        count_person(people, row, year, life, np.int64(events[row]), out)


@kernel
def count_departed(people, first, last, out):
    """Add those who passed the simulated ages to ``out`` [moved out before, aged out; cells].

    Their rows lie before the year's window and never change again, so that each is counted once.
    """
    for row in range(first, last):
        cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
        out[0 if people.stage[row] == Stage.GONE else 1, cell] += 1


@kernel
def count_served(people, seats, stages, marks, out):
    """Participants of the year by stage of the continuum, each person once a stage and once in all."""
    for p in range(len(stages)):
        for i in range(seats.first[p], seats.first[p + 1]):
            if seats.shows[i] == 0:
                continue
            row = seats.row[i]
            cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
            if marks[row] == 0:
                out[Tally.SERVED, cell] += 1
            if (marks[row] >> stages[p]) & 1 == 0 and stages[p] < 3:
                out[Tally.SERVED_AWARENESS + stages[p], cell] += 1
            marks[row] |= np.uint8(8) | (np.uint8(1) << stages[p])
