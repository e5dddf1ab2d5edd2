"""Step 4, schooling: activities act on latent state, pupils learn, and a grade is passed, repeated or left.

Activities move only the channels of :class:`sim.core.columns.Channel`; the seats of a year
saturate by their hours. Academic skill returns towards the person's own level, so that gains fade;
interest, and whatever else was given, fades at its own rate. A year's gains are at full strength in the
year itself.
Nothing here touches a job or a wage.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    FIELDS,
    SCHOOL_AGES,
    SCHOOL_OVER,
    Barrier,
    Credential,
    Event,
    Stage,
)
from sim.core.draws import Call, draw, draw_normals, drawn, new_block, take_keys, uniforms
from sim.core.kernel import happens, happens_shifted, inlined, kernel, part
from sim.core.moves import settings_now
from sim.core.people.deliveries import deliver
from sim.core.people.fading import wear_off
from sim.core.people.fields import openings_by_field
from sim.core.people.seat_years import concentrates_at_school
from sim.core.people.skills import teach
from sim.core.people.traits import own_level, traits_of
from sim.core.state import Rule, World

LAST_SCHOOL_AGE = SCHOOL_AGES[1]


class Settings(NamedTuple):
    """Evidence cards ``schooling.*``."""

    switch_per_interest: float  # chance of turning to the activity's field per SD of interest it gives
    retrain: float  # chance that an adult turns to the field trained in per SD of technical skill it gives
    advice: float  # share of adults out of work, fully informed, who look where more jobs are open
    apprentice_continues: float  # share of youth apprentices, not bound for a degree, who mean to go on
    award_academic: float  # log-odds of passing a certification per SD of academic skill
    academic_hold: float  # share of a deviation in academic skill kept over a year
    academic_noise: float  # SD of the year's growth
    interest_hold: float  # share of a deviation in interest kept over a year
    support_hold: float  # share of support kept over a year
    guidance_hold: float  # share of guidance kept over a year
    contacts_hold: float  # share of employer contacts kept over a year
    employability_hold: float  # share of a gain in employability kept over a year
    repeat_hold: float  # share of a year in an activity that still counts as a dose of it a year later
    acquaintance_half_life: float  # years after which half of a tie to an employer is left
    curriculum_lag: float  # years by which what schools and partnerships teach is behind
    learn_field: float  # chance a year of learning about one more field, without any activity
    change_field: float  # chance a year of changing the preferred field, at mean interest
    change_interest: float  # log-odds of changing it per SD of interest
    repeat: tuple[float, ...]  # chance of not being promoted, by grade
    catch_up: float  # share of those not promoted in high school who recover the credits in time
    repeat_academic: float  # log-odds of not being promoted per SD of academic skill
    dropout: float  # log-odds of leaving school in a year of grades 9 to 12, for a mean pupil
    dropout_academic: float  # log-odds per SD
    dropout_motivation: float  # log-odds per SD
    dropout_low_income: float  # log-odds
    dropout_english_learner: float  # log-odds
    dropout_disability: float  # log-odds
    dropout_female: float  # log-odds of girls; measured residual, "unexplained gap"
    dropout_gap: tuple[float, ...]  # log-odds by ethnicity; measured residual, "unexplained gap"
    concentrate: float  # log-odds of beginning a career-technical concentration in grade 10
    concentrate_interest: float  # log-odds per SD
    concentrate_academic: float  # log-odds per SD
    concentrate_gain: float  # SD of technical skill a year of concentration adds


@inlined
def grow(people, row, noise, poverty, s, traits):
    """A year's learning: skill and interest move on."""
    anchor = own_level(people, row, poverty, traits)
    academic, interest = float(people.academic[row]), float(people.interest[row])
    people.academic[row] = anchor + s.academic_hold * (academic - anchor) + s.academic_noise * noise
    people.interest[row] = s.interest_hold * interest + (1.0 - s.interest_hold) * 0.5 * float(
        people.motivation[row]
    )


@inlined
def look_around(people, row, interest, year, k0, k1, block, i, s):
    """A field more that one knows about, and, the less the interest was, a change of the preferred one."""
    a, b, c, _ = drawn(block, i, Call.OUTLOOK_CHANGE)
    people.awareness[row] |= (1 << int(b * len(FIELDS))) if a < s.learn_field else 0
    if people.grade[row] >= 5 and happens_shifted(c, s.change_field, s.change_interest * interest):
        which, _, _, _ = uniforms(people.key[row], year, Call.NEW_FIELD, k0, k1)
        new = int(which * len(FIELDS))
        if (people.awareness[row] >> new) & 1 == 1 and new != people.field[row]:
            people.field[row] = new
            people.technical[row] = 0.5 * float(people.technical[row])


@inlined
def concentrate(people, row, u, year, plan, s):
    """Concentration by the school's own courses: begun in grade 10, technical skill grows while it lasts.

    Who concentrates by seats of a partnership is taught by its channels, and not a second time here.
    """
    if people.grade[row] == 9:
        lift = s.concentrate_interest * float(people.interest[row]) + s.concentrate_academic * float(
            people.academic[row]
        )
        if happens(u, s.concentrate + lift):
            people.credentials[row] |= Credential.CONCENTRATOR
    elif people.grade[row] > 9 and concentrates_at_school(people, row, plan):
        teach(people, row, s.concentrate_gain, year - s.curriculum_lag)


@inlined
def drops_out(people, row, u, s):
    """Whether a pupil of grades 9 to 12 leaves school this year."""
    lift = (
        s.dropout
        + s.dropout_academic * float(people.academic[row])
        + s.dropout_motivation * float(people.motivation[row])
        + s.dropout_low_income * people.low_income[row]
        + s.dropout_female * people.sex[row]
        + s.dropout_gap[people.ethnicity[row]]
        - float(people.support[row])
    )
    if people.barriers[row] & Barrier.ENGLISH_LEARNER:
        lift += s.dropout_english_learner
    if people.barriers[row] & Barrier.DISABILITY:
        lift += s.dropout_disability
    return happens(u, lift)


@inlined
def change_school(people, row, feeder, u):
    """Entry into the next school of the zone when the present one has no further grade."""
    reach = feeder[people.zone[row], people.grade[row]]
    people.school[row] = min(np.searchsorted(reach, u, side="right"), len(reach) - 1)


@inlined
def leave_school(people, row, year, graduated):
    """End of school; what follows is decided in the next step."""
    people.left_school[row] = year
    people.stage[row] = Stage.SEEK
    if graduated:
        people.credentials[row] |= Credential.DIPLOMA
    people.grade[row] = SCHOOL_OVER


@inlined
def held_back(people, row, grade, u, year, k0, k1, events, s):
    """Whether a pupil stays in the grade; in high school most recover the credits in time."""
    if not happens_shifted(u, s.repeat[grade], s.repeat_academic * float(people.academic[row])):
        return False
    events[row] |= Event.REPEATED
    recovers, _, _, _ = uniforms(people.key[row], year, Call.RECOVERY, k0, k1)
    return grade < 9 or recovers >= s.catch_up


@inlined
def graduate(people, row, year, events):
    """A diploma, within four years of grade 9 or later."""
    if people.years_in_stage[row] <= 3:
        events[row] |= Event.GRADUATED_IN_FOUR
    leave_school(people, row, year, True)


@inlined
def next_grade(people, row, year, k0, k1, last_grade, feeder):
    """Promotion, into the next school where the present one has no further grade."""
    grade = people.grade[row] + 1
    people.grade[row] = grade
    if grade == 9:
        people.years_in_stage[row] = 255  # the turn of the year makes it 0
    if grade > last_grade[people.school[row]]:
        _, _, _, u = uniforms(people.key[row], year, Call.OUTLOOK_CHANGE, k0, k1)
        change_school(people, row, feeder, u)


@inlined
def end_of_year(
    people, row, year, k0, k1, block, i, last_grade, families_out, feeder, plan, events, s
):  # fmt: skip
    """Move away, drop out, graduate, leave at the last age, repeat, or be promoted."""
    a, b, c, d = drawn(block, i, Call.SCHOOLING)
    grade = people.grade[row]
    events[row] |= Event.ENROLLED
    if grade >= 9:
        events[row] |= Event.HIGH_SCHOOL
    if year >= 0 and c < families_out[grade]:
        people.stage[row] = Stage.GONE
        return
    concentrate(people, row, d, year, plan, s)
    if grade >= 9 and drops_out(people, row, b, s):
        if people.years_in_stage[row] <= 3:
            events[row] |= Event.NOT_IN_FOUR
        leave_school(people, row, year, False)
        return
    held = held_back(people, row, grade, a, year, k0, k1, events, s)
    if grade == 12 and not held:
        graduate(people, row, year, events)
        return
    if grade >= 9 and people.years_in_stage[row] == 3:
        events[row] |= Event.NOT_IN_FOUR
    if people.age[row] >= LAST_SCHOOL_AGE:
        if people.years_in_stage[row] < 3:
            events[row] |= Event.NOT_IN_FOUR
        leave_school(people, row, year, False)
    elif not held:
        next_grade(people, row, year, k0, k1, last_grade, feeder)


@part
def pupils(stage, key, first, last, block):
    """Take the pupils among the rows into a block; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        count += 1 if stage[row] == Stage.SCHOOL else 0
    take_keys(block, count, key)
    return count


@part
def spend_year(people, count, year, k0, k1, poverty, s, traits, block):
    """The first ``count`` of a block learn and look around."""
    for i in range(count):
        row = block.row[i]
        interest = float(people.interest[row])
        grow(people, row, block.normal[i], poverty, s, traits)
        look_around(people, row, interest, year, k0, k1, block, i, s)


@kernel
def learn(people, blocks, year, k0, k1, poverty, s, traits, block):
    """Every pupil's skills and outlook move on before the year's activities act."""
    for start, stop in blocks:
        count = pupils(people.stage, people.key, start, stop, block)
        draw_normals(block, count, year, Call.GROWTH, k0, k1, block.normal)
        draw(block, count, year, Call.OUTLOOK_CHANGE, k0, k1)
        spend_year(people, count, year, k0, k1, poverty, s, traits, block)


@part
def end_years(people, count, year, k0, k1, block, last_grade, families_out, feeder, plan, events, s):
    """The first ``count`` of a block end the school year."""
    for i in range(count):
        end_of_year(
            people, block.row[i], year, k0, k1, block, i, last_grade, families_out, feeder, plan, events, s
        )  # fmt: skip


@kernel
def promote(people, blocks, year, k0, k1, last_grade, families_out, feeder, plan, events, s, block):
    """Every pupil ends the school year."""
    for start, stop in blocks:
        count = pupils(people.stage, people.key, start, stop, block)
        draw(block, count, year, Call.SCHOOLING, k0, k1)
        end_years(people, count, year, k0, k1, block, last_grade, families_out, feeder, plan, events, s)


def families_out(world: World) -> np.ndarray:
    """Share of the pupils of each grade whose family moves away at the end of a year, float64 [G].

    As many leave a grade of the base year's size as come into the next one, so that enrolment stays level.
    """
    coming = world.plan.region.families_in
    return np.zeros(len(coming)) if world.plan.closed_region else np.append(coming[1:], 0.0)


def step(world: World) -> None:
    """Let what was given wear off, pupils learn, the year's activities act, and the school year end."""
    people, s, plan = world.people, settings_now(world, "schooling"), world.plan.partnerships
    now, block = (world.blocks(SCHOOL_AGES), world.year, world.k0, world.k1), new_block()
    wear_off(people, world.in_use, world.k0, world.k1, s)
    learn(people, *now, world.poverty, s, traits_of(world), block)
    if world.seats is not None:
        (start, end), firms = world.window, world.firms
        held, order = np.zeros(int(end - start), np.uint64), np.argsort(plan.luck, kind="stable")
        openings = openings_by_field(firms.field, firms.vacancies, firms.jobs)
        deliver(
            people, world.seats, int(start), held, order, openings, world.search.carry, *now[1:], plan, s
        )  # fmt: skip
    last_grade, feeder = world.plan.region.last_grade, world.search.feeder
    promote(people, *now, last_grade, families_out(world), feeder, plan, world.events, s, block)


RULE = Rule(
    name="schooling",
    summary="Activities act on latent state; pupils learn, change, move away, repeat, drop out or graduate.",
    settings=Settings,
    step=step,
)
