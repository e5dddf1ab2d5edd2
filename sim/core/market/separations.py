"""Separations: whose job ends this year without another, and in which month.

A year has three terms of four months. Who loses or leaves a job in one of them looks for work from the next
term on; who does so in the last is still without work when the year is counted. Moves from job to job are
made in the matching. Every weight is a setting of :mod:`sim.core.rules.careers`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import LAST_AGE, NONE, Event, Level, Stage
from sim.core.draws import Call, draw, drawn, new_block, take_keys
from sim.core.kernel import bound_shifted, inlined, kernel, part
from sim.core.market.ties import half_life_of_ties, tie_now
from sim.core.moves import settings_now

MONTHS, TERM, LAST_TERM = 12, 4, 2
"""Months of a year and of a term; the last of three terms."""
SUMMER = 9
"""Month of the school year in which it ends for leavers: June, when September is month 0."""
STAYS = 255
"""Month of those whose job does not end this year."""
LONGEST_TENURE = 10
"""Years with the employer beyond which a job is no safer."""


@inlined
def separation_odds(age, tenure, entry, tie, s):
    """Log-odds added to the chance of losing or leaving the job held."""
    lift = s.separation_age * max(0, 30 - age) + s.separation_tenure * tenure
    if entry:
        lift += s.separation_entry
    return lift + s.separation_host * tie


@kernel
def weigh_separations(chance, s):
    """Work out the chance of the year, [age, tenure 0 to 10, entry-level job], with no employer known."""
    for age, tenure, entry in np.ndindex(chance.shape):
        chance[age, tenure, entry] = bound_shifted(s.separation, separation_odds(age, tenure, entry, 0.0, s))


@inlined
def separation_chance(people, row, year, ties, chance, kept, s):
    """Chance that somebody's job ends; ``ties``, their half-life in years.

    What a tie to the employer takes off it is added to ``kept`` [E, L].
    """
    entry = 1 if people.occupation_level[row] == Level.ENTRY else 0
    tenure = min(people.tenure[row], LONGEST_TENURE)
    untied = chance[people.age[row], tenure, entry]
    if people.employer[row] != people.host[row]:
        return untied
    tie = tie_now(people, row, year, ties)
    tied = bound_shifted(s.separation, separation_odds(people.age[row], tenure, entry, tie, s))
    kept[people.employer[row], people.occupation_level[row]] += untied - tied
    return tied


@inlined
def month_of(people, row, year, block, i, firms, ties, chance, s):
    """Month in which somebody's job ends, or :data:`STAYS`: the position goes, or the person does.

    One uniform decides whether and when: where in its range it falls is as even as it is itself.
    """
    u, _, _, _ = drawn(block, i, Call.CAREER)
    ends = firms.layoff[people.employer[row], people.occupation_level[row]]
    risk = separation_chance(people, row, year, ties, chance, firms.kept, s)
    if u < ends:
        return int(MONTHS * u / ends)
    spared = (u - ends) / max(1.0 - ends, 1e-12)
    return int(MONTHS * spared / risk) if spared < risk else STAYS


@part
def workers(employer, key, first, last, block):
    """Take those with an employer of the region among the rows into a block; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        count += 1 if employer[row] != NONE else 0
    take_keys(block, count, key)
    return count


@kernel
def date_separations(people, blocks, first, year, k0, k1, firms, ties, chance, s, block, month):
    """Month in which the job of each row ends this year: into ``month``, uint8 from row ``first`` on."""
    for start, stop in blocks:
        count = workers(people.employer, people.key, start, stop, block)
        draw(block, count, year, Call.CAREER, k0, k1)
        for i in range(count):
            row = block.row[i]
            month[row - first] = month_of(people, row, year, block, i, firms, ties, chance, s)


def separations_of_year(world, blocks: np.ndarray, first: int, last: int) -> np.ndarray:
    """Month in which the job of each row ends this year, uint8 [last - first]; :data:`STAYS` for most."""
    s, month = settings_now(world, "careers"), np.full(int(last) - int(first), STAYS, np.uint8)
    chance = np.empty((LAST_AGE + 1, LONGEST_TENURE + 1, 2))
    weigh_separations(chance, s)
    date_separations(
        world.people, blocks, first, world.year, world.k0, world.k1, world.firms,
        half_life_of_ties(world), chance, s, new_block(), month,
    )  # fmt: skip
    return month


@inlined
def looks_from(people, row, year, events):
    """Month from which somebody without work looks: from June on whoever left school or a programme."""
    left = people.left_school[row] == year or events[row] & (Event.COMPLETED | Event.STOPPED_OUT)
    return SUMMER if left else 0


@kernel
def begin_year(people, blocks, year, events):
    """Months in work and in search of it, as if nothing happened this year."""
    for start, stop in blocks:
        for row in range(start, stop):
            stage = people.stage[row]
            people.worked[row] = MONTHS if stage == Stage.WORK or stage == Stage.APPRENTICE else 0
            seeks = stage == Stage.SEEK
            people.sought[row] = MONTHS - looks_from(people, row, year, events) if seeks else 0


@inlined
def work_from(people, row, month):
    """Somebody who looks for work has it from a month on, or from the month in which the search begins."""
    months = min(MONTHS - month, people.sought[row])
    people.worked[row] += months
    people.sought[row] -= months


class Ending(NamedTuple):
    """Jobs that end this year, in the order of their rows."""

    row: np.ndarray  # int64, row of people
    month: np.ndarray  # uint8


@inlined
def reopen(firms, employer, level):
    """A job that ended is open again, unless its position went. Returns 1 if it is."""
    held = firms.young[employer, level] + firms.others[employer, level]
    if held + firms.vacancies[employer, level] >= firms.jobs[employer, level]:
        return 0
    firms.vacancies[employer, level] += 1
    firms.opened[employer, level] += 1
    return 1


@kernel
def end_jobs(people, ending, term, opens, firms, result):
    """End the jobs whose month lies in a ``term``; adds those ended, and those open again, to ``result``.

    They are open again this year if ``opens``, unless their position went.
    """
    for i in range(len(ending.row)):
        if ending.month[i] // TERM != term:
            continue
        row = ending.row[i]
        employer, level = people.employer[row], people.occupation_level[row]
        firms.young[employer, level] -= 1
        people.employer[row] = NONE
        people.stage[row] = Stage.SEEK
        people.years_in_stage[row] = 0
        people.tenure[row] = 0
        people.worked[row] = ending.month[i]
        people.sought[row] = MONTHS - ending.month[i]
        result[1] += 1
        if opens:
            result[2] += reopen(firms, employer, level)
