"""Hiring: what changes when somebody takes a job, and the jobs promised to participants.

Every weight is a setting of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import LEAVING_AGES, NONE, Event, Pathway, Place, Stage
from sim.core.draws import Call, uniforms, words
from sim.core.kernel import inlined, kernel
from sim.core.market.earnings import match_factor, technical_now, wage_factor
from sim.core.market.looks import LEVEL_MASK, SLOT_BITS
from sim.core.market.qualification import SKILLED, qualified_level, top_level
from sim.core.market.seekers import NEVER_LOOKS, becomes_apprentice
from sim.core.market.separations import TERM, reopen, work_from
from sim.core.state import World


@inlined
def counts_as_own(people, row, employer, began, s):
    """Whether an employer puts a hire of the year ``began`` down to a seat that it hosted not long before."""
    own = people.host[row] == employer and people.delivered[row] != 0
    return own and began - people.acquainted[row] <= s.credited_years


@inlined
def leave_for_another(people, row, year, firms, s):
    """The old job ends; unless its position went, it is open in the next season. Returns 1 if it is."""
    old, level = people.employer[row], people.occupation_level[row]
    firms.young[old, level] -= 1
    tenure = np.int64(people.tenure[row])
    if tenure <= s.credited_years and counts_as_own(people, row, old, year - tenure, s):
        firms.poached[old, level] += 1
    return reopen(firms, old, level)


@inlined
def start_job(people, row, slot, skill, earning, beginner, year, month, search, firms, events, s, result):
    """A hire: the old job ends, the new one begins in a ``month``. Adds hire, job left and job reopened to
    ``result``.

    ``skill`` and ``earning`` as in :class:`sim.core.market.seekers.Seekers`; a ``beginner`` left school
    for an apprenticeship.
    """
    employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
    result[0] += 1
    if people.employer[row] != NONE:
        result[1] += 1
        result[2] += leave_for_another(people, row, year, firms, s)
    else:
        work_from(people, row, month)
    apprentice = beginner and level == SKILLED
    people.stage[row] = Stage.APPRENTICE if apprentice else Stage.WORK
    share = s.apprentice_wage if apprentice else 1.0
    field, qualified = firms.field[employer], qualified_level(people.credentials[row])
    carry, counts = search.carry[people.field[row], field], search.carry[people.credential_field[row], field]
    fits = match_factor(skill, carry, counts, qualified, level, s)
    people.wage[row] = share * firms.wage[employer, level] * earning * fits
    people.years_in_stage[row] = 0
    people.employer[row] = employer
    people.occupation_level[row] = level
    people.tenure[row] = 0
    if counts_as_own(people, row, employer, year, s):
        firms.hired_hosted[employer, level] += 1
    events[row] |= Event.HIRED
    if firms.field[employer] == people.field[row]:
        events[row] |= Event.HIRED_IN_FIELD
    firms.young[employer, level] += 1
    firms.vacancies[employer, level] -= 1


@kernel
def promised(people, blocks, year, k0, k1, mask, rows, lots):
    """Recent leavers who took part in a partnership of ``mask`` and seek work, with a lot each; how many."""
    count = 0
    for start, stop in blocks:
        for row in range(start, stop):
            seeks = people.stage[row] == Stage.SEEK and people.place[row] == Place.LOCAL
            if (
                seeks
                and people.delivered[row] & mask
                and people.host[row] != NONE
                and people.left_school[row] >= year - 1
            ):
                _, _, _, lots[count] = words(people.key[row], year, Call.RESIDENCE, k0, k1)
                rows[count] = row
                count += 1
    return count


@kernel
def keep_promises(people, rows, year, offers, search, firms, events, s, result):
    """Hire by the employer known best, in the order of ``rows``, while offers and its vacancies last."""
    for i in range(len(rows)):
        row = rows[i]
        skill = technical_now(people, row, year, s.skill_half_life)
        level = top_level(people, row, skill, search.carry, s)
        beginner = becomes_apprentice(people, row, year)
        if beginner:
            level = max(level, SKILLED)
        if result[0] < offers and firms.vacancies[people.host[row], level] > 0:
            slot = (np.int64(people.host[row]) << SLOT_BITS) + level
            earning = wage_factor(people, row, skill, s)
            start_job(people, row, slot, skill, earning, beginner, year, 0, search, firms, events, s, result)


@kernel
def hire(people, seekers, listing, match, year, season, k0, k1, search, firms, events, s, result):
    """Carry out the matches of the seekers of the ``listing`` in a season; they look no longer.

    Adds hires, jobs left for them and jobs open again to ``result``.
    """
    for i in range(np.uint64(len(match))):
        if match[i] >= 0:
            at = np.uint64(listing[i])
            u, _, _, _ = uniforms(seekers.key[at], year, Call.HIRE, k0, k1)
            month = TERM * season + int(TERM * u)
            seekers.season[at] = NEVER_LOOKS
            start_job(
                people, seekers.row[at], match[i], seekers.skill[at], seekers.earning[at],
                seekers.apprentice[at], year, month, search, firms, events, s, result,
            )  # fmt: skip


@kernel
def unplaced_apprentices(people, blocks, year):
    """Who meant to become an apprentice and found no place looks for ordinary work."""
    for start, stop in blocks:
        for row in range(start, stop):
            if becomes_apprentice(people, row, year) and people.stage[row] != Stage.APPRENTICE:
                people.programme[row] = Pathway.CAREER
                people.pathway[row] = Pathway.CAREER


def promises(world: World, s) -> np.ndarray:
    """Keep the promises of jobs to participants: hires, jobs left for them, jobs open again, int64 [3]."""
    promise, year, result = world.plan.levers.get("commitment_to_hire"), world.year, np.zeros(3, np.int64)
    if promise is None or year < 0 or promise["offers"][year] <= 0.0:
        return result
    bits = world.plan.partnerships.bit[promise["partnerships"] == 1]
    mask = np.uint32(sum(1 << int(bit) for bit in bits))
    offers = int(promise["offers"][year] * promise["honoured"][year] + 0.5)
    first, last = world.rows(LEAVING_AGES)
    rows, lots = np.empty(last - first, np.int64), np.empty(last - first, np.uint64)
    count = promised(world.people, world.blocks(LEAVING_AGES), year, world.k0, world.k1, mask, rows, lots)
    order = np.lexsort((world.people.key[rows[:count]], lots[:count]))
    keep_promises(
        world.people, rows[:count][order], year, offers, world.search, world.firms, world.events, s, result
    )
    return result
