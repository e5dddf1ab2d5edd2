"""Step 6, progress: persistence, transfer, change of field, completion and stopping out of programmes.

Yearly hazards by programme; the levels are calibrated to published completion rates.
Whoever ends a programme elsewhere decides in step 9 whether to come home.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import FIELDS as FIELD_NAMES
from sim.core.columns import (
    NONE,
    PROGRAMME_SHIFT,
    STEM_FIELDS,
    WORKING_AGES,
    Credential,
    Event,
    Pathway,
    Place,
    Stage,
)
from sim.core.draws import Call, draw, drawn, new_block, take_keys
from sim.core.kernel import happens, inlined, kernel, part
from sim.core.market.earnings import pay_of_year
from sim.core.moves import settings_now
from sim.core.people.programmes import aid_for
from sim.core.people.skills import earn, teach
from sim.core.state import Rule, World
from sim.core.tallies import Market

APPRENTICESHIP = int(Pathway.APPRENTICESHIP)
STEM_SET = sum(1 << FIELD_NAMES.index(name) for name in STEM_FIELDS)


class Settings(NamedTuple):
    """Evidence cards ``progress.*``; tuples of eight go by pathway, none to military."""

    persist: tuple[float, ...]  # log-odds of going on for another year, for a mean student
    persist_academic: float  # log-odds per SD
    persist_motivation: float  # log-odds per SD
    persist_low_income: float  # log-odds
    persist_aid: float  # log-odds per 1,000 USD a year off the price of a local programme
    gap_female: float  # log-odds of women in four-year programmes; measured residual, "unexplained gap"
    gap_completion: tuple[float, ...]  # log-odds by ethnicity in four-year programmes; the same
    gap_two_year: tuple[float, ...]  # in certificates, trade schools and two-year programmes; the same
    gap_apprenticeship: tuple[float, ...]  # in apprenticeships; the same
    length: tuple[float, ...]  # years before the programme can be completed
    finish: tuple[float, ...]  # chance of completing in each year from then on
    gain: tuple[float, ...]  # SD of technical skill on completion
    transfer: float  # chance a year of moving from a two-year to a four-year programme
    switch_field: float  # chance a year of changing the field of study
    service_years: float  # years of military service


@inlined
def credential_of(programme):
    """Credential of a programme; 0 of those that give none."""
    if programme == Pathway.CERTIFICATION:
        return Credential.CERTIFICATION
    if programme == Pathway.TRADE_SCHOOL:
        return Credential.TRADE
    if programme == Pathway.TWO_YEAR:
        return Credential.ASSOCIATE
    if programme == Pathway.FOUR_YEAR:
        return Credential.BACHELOR
    return Credential.APPRENTICESHIP if programme == Pathway.APPRENTICESHIP else 0


@inlined
def award(people, row, programme, year, s):
    """Credential and skill of a completed programme."""
    earn(people, row, np.uint8(credential_of(programme)))
    if (STEM_SET >> people.field[row]) & 1 == 1 and programme != Pathway.APPRENTICESHIP:
        people.credentials[row] |= Credential.STEM
    teach(people, row, s.gain[programme], float(year))


@inlined
def unexplained_gap(people, row, programme, s):
    """Log-odds of going on that a person's group is measured to have beyond all else; by programme."""
    ethnicity = people.ethnicity[row]
    if programme == Pathway.FOUR_YEAR:
        return s.gap_completion[ethnicity] + s.gap_female * people.sex[row]
    return s.gap_apprenticeship[ethnicity] if programme == APPRENTICESHIP else s.gap_two_year[ethnicity]


@inlined
def goes_on(people, row, u, s):
    """Whether a student or apprentice stays in the programme for this year."""
    lift = (
        s.persist[people.programme[row]]
        + s.persist_academic * float(people.academic[row])
        + s.persist_motivation * float(people.motivation[row])
        + s.persist_low_income * people.low_income[row]
        + unexplained_gap(people, row, people.programme[row], s)
    )
    if people.place[row] == Place.LOCAL:
        lift += s.persist_aid * 0.001 * aid_for(people, row, people.programme[row])
    return happens(u, lift)


@inlined
def study_year(people, row, year, block, i, events, s):
    """One year of study: stop out, complete, transfer or change field."""
    a, b, c, d = drawn(block, i, Call.PROGRESS)
    programme = people.programme[row]
    if not goes_on(people, row, a, s):
        people.stage[row] = Stage.SEEK
        people.years_in_stage[row] = 0
        events[row] |= Event.STOPPED_OUT
        return
    if people.years_in_stage[row] >= s.length[programme] and b < s.finish[programme]:
        award(people, row, programme, year, s)
        events[row] |= Event.COMPLETED | (np.int64(programme) << PROGRAMME_SHIFT)
        people.stage[row] = Stage.SEEK
        people.years_in_stage[row] = 0
    elif programme == Pathway.TWO_YEAR and c < s.transfer:
        people.programme[row] = Pathway.FOUR_YEAR
    elif c > 1.0 - s.switch_field:
        people.field[row] = int(d * len(FIELD_NAMES))
        people.technical[row] = 0.5 * float(people.technical[row])


@inlined
def apprentice_year(people, row, year, block, i, young, events, apprentice_wage, s):
    """One year of apprenticeship: cancelled (returns 1), or completed with the job kept at full wage."""
    a, b, _, _ = drawn(block, i, Call.PROGRESS)
    if not goes_on(people, row, a, s):
        young[people.employer[row], people.occupation_level[row]] -= 1
        people.employer[row] = NONE
        people.stage[row] = Stage.SEEK
        events[row] |= Event.STOPPED_OUT
        people.years_in_stage[row] = 0
        people.tenure[row] = 0
        return 1
    if people.years_in_stage[row] >= s.length[APPRENTICESHIP] and b < s.finish[APPRENTICESHIP]:
        award(people, row, APPRENTICESHIP, year, s)
        events[row] |= Event.COMPLETED | (APPRENTICESHIP << PROGRAMME_SHIFT)
        people.stage[row] = Stage.WORK
        people.years_in_stage[row] = 0
        people.wage[row] = float(people.wage[row]) / apprentice_wage
    return 0


@inlined
def serve_year(people, row, s):
    """One year of military service: its end leads to the search for work elsewhere."""
    if people.years_in_stage[row] >= s.service_years:
        people.stage[row] = Stage.SEEK
        people.years_in_stage[row] = 0
        people.place[row] = Place.AWAY


@part
def students(stage, left_school, key, first, last, year, block):
    """Take those who were in a programme or in service when the year began; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        studies = (stage[row] == Stage.STUDY) & (left_school[row] != year)
        serves = (stage[row] == Stage.APPRENTICE) | (stage[row] == Stage.MILITARY)
        count += 1 if studies | serves else 0
    take_keys(block, count, key)
    return count


@part
def spend_year(people, count, year, young, events, apprentice_wage, s, block):
    """A year for each of the first ``count`` of a block; returns jobs that ended."""
    ended = 0
    for i in range(count):
        row = block.row[i]
        stage = people.stage[row]
        if stage == Stage.STUDY:
            study_year(people, row, year, block, i, events, s)
        elif stage == Stage.APPRENTICE:
            ended += apprentice_year(people, row, year, block, i, young, events, apprentice_wage, s)
        else:
            serve_year(people, row, s)
    return ended


@kernel
def programmes(people, blocks, year, k0, k1, young, events, apprentice_wage, s, block):
    """A year in every programme for those who were in it when the year began; returns jobs that ended."""
    ended = 0
    for start, stop in blocks:
        count = students(people.stage, people.left_school, people.key, start, stop, year, block)
        draw(block, count, year, Call.PROGRESS, k0, k1)
        ended += spend_year(people, count, year, young, events, apprentice_wage, s, block)
    return ended


def step(world: World) -> None:
    """Advance students, apprentices and those in service by a year."""
    ended = programmes(
        world.people,
        world.blocks(WORKING_AGES),
        world.year,
        world.k0,
        world.k1,
        world.firms.young,
        world.events,
        pay_of_year(world).apprentice_wage,
        settings_now(world, "progress"),
        new_block(),
    )
    if world.year >= 0:
        world.market[world.year, Market.SEPARATIONS] += ended


RULE = Rule(
    name="progress",
    summary="Students and apprentices go on, stop out, transfer, change field or complete.",
    settings=Settings,
    step=step,
)
