"""Who is counted where: every tally of the year, and one byte of life per person.

The tallies are those of :class:`sim.core.tallies.Tally`; from the lives two worlds are
compared person by person.
"""

from __future__ import annotations

import numpy as np

from sim.core.books.groups import add_to_groups, sort_by_cell, sort_by_work
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
from sim.core.draws import BLOCK
from sim.core.kernel import inlined, kernel, part
from sim.core.market.qualification import BEYOND_SCHOOL, SUB_BACHELOR
from sim.core.tallies import Tally

STEM_SET = sum(1 << FIELD_NAMES.index(name) for name in STEM_FIELDS)


@part
def note_lives(stage, place, credentials, delivered, lives):
    """Bits of :class:`sim.core.columns.Life` of a block of persons at the end of a year, but of work here.

    All arguments are columns; without branches, so that the compiler takes many persons at a time.
    """
    for i in range(len(lives)):
        now = stage[i]
        living = (now != Stage.PENDING) & (now != Stage.GONE) & (now != Stage.AGED)
        bits = Life.LIVES_HERE if place[i] == Place.LOCAL else 0
        bits |= Life.EMPLOYED if (now == Stage.WORK) | (now == Stage.APPRENTICE) else 0
        bits |= Life.STUDYING if now == Stage.STUDY else 0
        bits |= Life.CREDENTIAL if credentials[i] & BEYOND_SCHOOL else 0
        bits |= Life.GRADUATED if credentials[i] & Credential.DIPLOMA else 0
        bits |= Life.SERVED if delivered[i] != 0 else 0
        lives[i] = bits if living else 0


@part
def note_work_here(employer, places_of_work, lives):
    """Bits of those at work, by their employer; who works elsewhere has none."""
    for i in range(len(lives)):
        bits = places_of_work[employer[i]]  # every code has a place, so that nothing need be foreseen
        lives[i] |= bits if lives[i] & Life.EMPLOYED else 0


@inlined
def cell_of(people, row):
    """Cell of a person in the tallies."""
    return np.int64(people.ethnicity[row]) * 4 + people.sex[row] * 2 + people.low_income[row]


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
def count_completion(people, row, cell, out):
    """Outcome, six years on, of those who began a programme straight from school.

    An industry certification does not complete a two-year programme: it may be from school.
    """
    if people.credentials[row] & Credential.DIPLOMA == 0:
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
def count_graduate(people, row, life, cell, out):
    """A former pupil of 25 to 34 with a bachelor's degree, by where it was studied for."""
    # one condition without shortcuts: taken one by one, none of them could be foreseen by the processor
    bachelor = (people.credentials[row] & Credential.BACHELOR != 0) & (people.studied[row] != Studied.NOWHERE)
    grew_up_here = people.origin[row] != Origin.NEWCOMER
    if not (bachelor & grew_up_here & (people.age[row] >= 25) & (people.age[row] <= 34)):
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
def count_former_pupil(people, row, since, life, cell, out):
    """A former pupil one, five and ten years after school."""
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


@inlined
def count_at_26(people, row, life, cell, out):
    """A former pupil of 26."""
    out[Tally.AGE_26, cell] += 1
    out[Tally.AGE_26_HERE, cell] += 1 if life & Life.LIVES_HERE else 0
    out[Tally.AGE_26_IN_STATE, cell] += people.in_state[row]
    out[Tally.AGE_26_BACHELOR, cell] += 1 if people.credentials[row] & Credential.BACHELOR else 0


@inlined
def count_past_school(people, row, year, life, cell, out):
    """What became of a former pupil, in the years after school in which it is asked."""
    since = year - people.left_school[row]
    if since == 0:
        count_leaver(people, row, cell, out)
    elif since == 6:
        count_completion(people, row, cell, out)
    elif since <= 10:
        count_former_pupil(people, row, since, life, cell, out)
    if people.age[row] == 26 and people.origin[row] != Origin.NEWCOMER:
        count_at_26(people, row, life, cell, out)
    count_graduate(people, row, life, cell, out)


@part
def count_happened(people, first, last, events, out):
    """What happened to people this year; a programme completed counts for those who have not gone since."""
    for row in range(first, last):
        happened = np.int64(events[row])
        if happened == 0 or people.stage[row] == Stage.PENDING:
            continue
        cell = cell_of(people, row)
        count_events(happened, cell, out)
        if happened & Event.LEFT_REGION:
            bachelor = people.credentials[row] & Credential.BACHELOR
            out[Tally.LEFT_BACHELOR if bachelor else Tally.LEFT_OTHERS, cell] += 1
        if happened & Event.COMPLETED and people.stage[row] != Stage.GONE:
            count_award(people, row, (happened >> PROGRAMME_SHIFT) & PROGRAMME_MASK, cell, out)


@part
def asked(stage, age, grade, left_school, credentials, studied, year, who):
    """Take those of a block of whom more is asked than their group; returns how many they are.

    Pupils about to enter grade 12, former pupils in the years after school in which it is asked, and those
    of 25 to 34 with a bachelor's degree: one condition without shortcuts, for nobody could foresee it.
    """
    many = 0
    for i in range(len(stage)):
        now, since, years = stage[i], year - np.int64(left_school[i]), age[i]
        pupil = now == Stage.SCHOOL
        after = (since == 0) | (since == 1) | (since == 5) | (since == 6) | (since == 10)
        degree = (credentials[i] & np.uint8(Credential.BACHELOR) != 0) & (studied[i] != Studied.NOWHERE)
        former = after | (years == 26) | (degree & (years >= 25) & (years <= 34))
        there = (now != Stage.PENDING) & (now != Stage.GONE)
        who[many] = i
        many += 1 if (pupil & (grade[i] == 12)) | (there & (not pupil) & former) else 0
    return many


@part
def count_asked(people, start, many, who, year, lives, out):
    """What is asked of pupils and of former pupils."""
    for i in range(many):
        row = start + np.uint64(who[i])
        cell = cell_of(people, row)
        if people.stage[row] == Stage.SCHOOL:
            count_pupil(people, row, cell, out)
        else:
            count_past_school(people, row, year, lives[row], cell, out)


@kernel
def list_served(stage, doses, delivered, first, last, rows, values):
    """Who has received something by now: rows, which partnerships and how often; returns how many."""
    many = 0
    for row in range(first, last):
        if doses[row] != 0 and stage[row] != Stage.PENDING:
            rows[many] = row
            values[many] = (np.uint32(doses[row]) << np.uint32(24)) | (delivered[row] & np.uint32(0xFFFFFF))
            many += 1
    return many


def served_by_now(people, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and deliveries, uint32, of those in the window who have received something by now."""
    room = int(np.count_nonzero(people.doses[int(first) : int(last)]))
    rows, values = np.empty(room, np.uint32), np.empty(room, np.uint32)
    many = list_served(people.stage, people.doses, people.delivered, first, last, rows, values)
    return rows[:many], values[:many]


@kernel
def count_people(people, first, last, year, places_of_work, events, persons, wages, out, lives, group, who):
    """One pass over the people of the year; fills the tallies, the lives and the groups.

    ``persons`` and ``wages`` are those of :func:`sim.core.books.groups.new_counts`; ``places_of_work`` has
    the bits that a job with each employer gives, by code of employer; ``group`` and ``who`` are scratch.
    """
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        stage, age, credentials = (
            people.stage[start:stop],
            people.age[start:stop],
            people.credentials[start:stop],
        )
        place, life, groups = people.place[start:stop], lives[start:stop], group[: stop - start]
        note_lives(stage, place, credentials, people.delivered[start:stop], life)
        note_work_here(people.employer[start:stop], places_of_work, life)
        sort_by_cell(
            stage, age, people.ethnicity[start:stop], people.sex[start:stop], people.low_income[start:stop],
            groups,
        )  # fmt: skip
        sort_by_work(
            stage, place, people.occupation_level[start:stop], credentials, life, events[start:stop], groups
        )
        add_to_groups(groups, people.wage[start:stop], persons, wages)
        many = asked(
            stage, age, people.grade[start:stop], people.left_school[start:stop], credentials,
            people.studied[start:stop], year, who,
        )  # fmt: skip
        count_asked(people, start, many, who, year, lives, out)
        count_happened(people, start, stop, events, out)


@kernel
def count_departed(stage, ethnicity, sex, low_income, first, last, out):
    """Add those who passed the simulated ages to ``out`` [moved out before, aged out; cells].

    Their rows lie before the year's window and never change again, so that each is counted once.
    """
    for row in range(first, last):
        cell = np.int64(ethnicity[row]) * 4 + sex[row] * 2 + low_income[row]
        out[0 if stage[row] == Stage.GONE else 1, cell] += 1


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
