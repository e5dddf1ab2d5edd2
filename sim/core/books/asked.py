"""What is asked of some persons beside their group: pupils about to enter grade 12, and former pupils."""

from __future__ import annotations

import numpy as np

from sim.core.books.groups import cell_of
from sim.core.columns import FIELDS as FIELD_NAMES
from sim.core.columns import STEM_FIELDS, Credential, Life, Origin, Pathway, Place, Stage, Studied
from sim.core.kernel import inlined, part
from sim.core.market.qualification import SUB_BACHELOR
from sim.core.tallies import Tally

STEM_SET = sum(1 << FIELD_NAMES.index(name) for name in STEM_FIELDS)


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
