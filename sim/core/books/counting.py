"""Who is counted where: every tally of the year, and one byte of life per person.

The tallies are those of :class:`sim.core.tallies.Tally`; from the lives two worlds are
compared person by person.
"""

from __future__ import annotations

import numpy as np

from sim.core.books.asked import asked, count_asked
from sim.core.books.groups import add_to_groups, cell_of, sort_by_cell, sort_by_work
from sim.core.columns import (
    PROGRAMME_MASK,
    PROGRAMME_SHIFT,
    Credential,
    Event,
    Life,
    Pathway,
    Place,
    Stage,
)
from sim.core.kernel import inlined, kernel, part
from sim.core.market.qualification import BEYOND_SCHOOL
from sim.core.tallies import Tally


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
def count_award(people, row, programme, cell, out):
    """A programme completed this year."""
    out[Tally.COMPLETED_CERTIFICATION + programme - Pathway.CERTIFICATION, cell] += 1
    if programme == Pathway.FOUR_YEAR and people.credentials[row] & Credential.STEM:
        out[Tally.BACHELORS_STEM, cell] += 1


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


@kernel
def list_served(stage, doses, delivered, blocks, rows, values):
    """Who has received something by now: rows, which partnerships and how often; returns how many."""
    many = 0
    for start, stop in blocks:
        for row in range(start, stop):
            if doses[row] != 0:
                rows[many] = row
                values[many] = (np.uint32(doses[row]) << np.uint32(24)) | (
                    delivered[row] & np.uint32(0xFFFFFF)
                )
                many += 1
    return many


def served_by_now(people, first: int, last: int, blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and deliveries, uint32, of those in the window who have received something by now."""
    room = int(np.count_nonzero(people.doses[int(first) : int(last)]))
    rows, values = np.empty(room, np.uint32), np.empty(room, np.uint32)
    many = list_served(people.stage, people.doses, people.delivered, blocks, rows, values)
    return rows[:many], values[:many]


@kernel
def count_people(people, blocks, year, places_of_work, events, counts, out, lives, group, who):
    """One pass over the people of the year; fills the tallies, the lives and the groups.

    ``counts`` are those of :func:`sim.core.books.groups.new_counts`; ``places_of_work`` has the bits
    that a job with each employer gives, by code of employer; ``group`` and ``who`` are scratch.
    """
    for start, stop in blocks:
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
        add_to_groups(
            groups, people.wage[start:stop], people.worked[start:stop], people.sought[start:stop], counts
        )  # fmt: skip
        many = asked(
            stage, age, people.grade[start:stop], people.left_school[start:stop], credentials,
            people.studied[start:stop], year, who,
        )  # fmt: skip
        count_asked(people, start, many, who, year, lives, out)
        count_happened(people, start, stop, events, out)


@kernel
def count_departed(stage, ethnicity, sex, low_income, first, last, out):
    """Add those who passed working age to ``out`` [moved out before, aged out; cells].

    Their rows lie before the year's window and never change again, so that each is counted once.
    """
    for row in range(first, last):
        if stage[row] == Stage.PENDING:
            continue
        cell = np.int64(ethnicity[row]) * 4 + sex[row] * 2 + low_income[row]
        out[0 if stage[row] == Stage.GONE else 1, cell] += 1


@kernel
def count_served(people, seats, rungs, marks, out):
    """Participants of the year by stage of the continuum, each person once a stage and once in all."""
    for p in range(len(rungs)):
        for i in range(seats.first[p], seats.first[p + 1]):
            if seats.shows[i] == 0:
                continue
            row = seats.row[i]
            cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
            if marks[row] == 0:
                out[Tally.SERVED, cell] += 1
            if (marks[row] >> rungs[p]) & 1 == 0 and rungs[p] < 3:
                out[Tally.SERVED_AWARENESS + rungs[p], cell] += 1
            marks[row] |= np.uint8(8) | (np.uint8(1) << rungs[p])
