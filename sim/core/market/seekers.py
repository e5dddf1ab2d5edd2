"""Seekers: who looks for work this year, and what the market needs to know of each of them.

Nothing of a seeker changes between the hiring seasons of a year but whether the search is over. What the
rules of the market ask of a person is therefore read once, into arrays of their own
(:class:`Seekers`): a small, dense table instead of the columns of everybody. Every weight is a setting of
:mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import NONE, Credential, Pathway, Place, Stage
from sim.core.draws import BLOCK, SCALE, Call, fill_words, words
from sim.core.kernel import exp_in_place, inlined, kernel, part
from sim.core.market.earnings import fading, lasting_pay, log_pay
from sim.core.market.qualification import (
    BEYOND_SCHOOL,
    SKILLED,
    YEARS_TO_SETTLE,
    experience,
    qualified_level,
    top_level,
)
from sim.core.market.separations import STAYS, TERM
from sim.core.market.ties import tie_now

SEASONS = 3
"""Hiring seasons of a year, one in each term of four months. Workers who look for another job do so in one of
the first two, so that a job left in the first is open in the second; the last is for those still out of work."""
ALWAYS, NEVER_LOOKS, FROM_SECOND, FROM_THIRD = 255, 254, 253, 252
"""Seasons of those without work, who look in every one until they find it; of contented workers; and of those
whose job ends in the first or the second term, who look from the next one on."""
NEWLY_TRAINED = 2
"""Mean age of the skill, in years, up to which somebody trained is sought after by others."""


class Seekers(NamedTuple):
    """Those who look for work this year, in the order of their rows, and how the market sees them."""

    row: np.ndarray  # int64, row of people
    key: np.ndarray  # uint64
    season: np.ndarray  # uint8, in which a worker looks; ALWAYS for the jobless; NEVER_LOOKS once hired
    field: np.ndarray  # uint8
    level: np.ndarray  # uint8, highest level of the jobs applied to
    qualified: np.ndarray  # uint8, level that the credentials open by themselves
    studied: np.ndarray  # uint8, field of the highest credential
    certified: np.ndarray  # bool, holds an industry certification
    apprentice: np.ndarray  # bool, left school to become an apprentice
    host: np.ndarray  # uint16, employer known best
    tie: np.ndarray  # float64, strength of the tie to it
    employer: np.ndarray  # uint16, NONE without work
    skill: np.ndarray  # float64, technical skill today, SD
    earning: np.ndarray  # float64, wage as a multiple of an average beginner's in the same job
    least: np.ndarray  # float64, wage that an offer must exceed, USD a year; -1 without work
    standing: np.ndarray  # float64, rank with every employer, skill in its field and credential left out, SD
    taste: np.ndarray  # uint32, word from which the tastes for employers are drawn
    noise: np.ndarray  # uint32, word from which the employers' errors about the person are drawn


@inlined
def becomes_apprentice(people, row, year):
    """Whether somebody left school this year to become an apprentice."""
    return people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year


@inlined
def search_chance(people, row, year, s):
    """Chance that a worker looks for another job this year; the newly trained are poached more often.

    An apprentice looks for no other place.
    """
    if people.stage[row] == Stage.APPRENTICE:
        return 0.0
    certified = people.credentials[row] & BEYOND_SCHOOL != 0
    trained = (year - float(people.vintage[row]) <= NEWLY_TRAINED) & certified
    return s.search_on_job * (1.0 + s.poaching) if trained else s.search_on_job


@inlined
def search_season(u, chance, month):
    """Season in which a worker looks for another job, or :data:`NEVER_LOOKS` this year.

    Those whose job ends in a ``month`` of this year do not look before.
    """
    if month != STAYS:
        return FROM_SECOND if month < TERM else FROM_THIRD if month < 2 * TERM else NEVER_LOOKS
    season = 0 if u < 0.5 * chance else 1
    return season if u < chance else NEVER_LOOKS


@part
def labour_force(stage, place, first, last, rows):
    """Rows of those of the region who work or seek work; returns how many."""
    count = np.uint64(0)
    for row in range(first, last):
        rows[count] = row
        here, now = place[row] == Place.LOCAL, stage[row]
        count += np.uint64(here & ((now == Stage.WORK) | (now == Stage.APPRENTICE) | (now == Stage.SEEK)))
    return count


@part
def search_luck(keys, year, k0, k1, luck):
    """The uniform that decides whether a worker looks for another job, for each of ``keys``."""
    for i in range(np.uint64(len(keys))):
        _, word, _, _ = words(keys[i], year, Call.RESIDENCE, k0, k1)
        luck[i] = float(word) * SCALE


@kernel
def may_look(key, stage, place, month, blocks, first, year, k0, k1, s, scan, rows, luck):
    """Rows, with their luck, of the jobless and of workers who may look; how many.

    Block by block, so that what is drawn for all workers never leaves the processor's cache; and without a
    branch, because nobody can foresee who looks.
    """
    count = np.uint64(0)
    most = s.search_on_job * (1.0 + max(0.0, s.poaching))
    for start, stop in blocks:
        found = labour_force(stage, place, start, stop, scan.rows)
        for i in range(found):
            scan.keys[i] = key[scan.rows[i]]
        search_luck(scan.keys[:found], year, k0, k1, scan.luck)
        for i in range(found):
            rows[count], luck[count] = scan.rows[i], scan.luck[i]
            ends = month[scan.rows[i] - first] != STAYS
            count += np.uint64((stage[scan.rows[i]] == Stage.SEEK) | ends | (scan.luck[i] < most))
    return count


@kernel
def lookers(people, candidates, luck, month, first, year, s, rows, seasons):
    """Who of the ``candidates`` looks for work this year, and in which season; returns how many."""
    count = 0
    for i in range(np.uint64(len(candidates))):
        row = candidates[i]
        season = search_season(luck[i], search_chance(people, row, year, s), month[row - first])
        season = ALWAYS if people.stage[row] == Stage.SEEK else season
        rows[count], seasons[count] = row, season
        count += season != NEVER_LOOKS
    return count


@kernel
def looking(seasons, one, other, who):
    """Positions of the seekers who look in one of two seasons; returns how many."""
    count = np.uint64(0)
    for i in range(np.uint64(len(seasons))):
        who[count] = i
        count += np.uint64((seasons[i] == one) | (seasons[i] == other))
    return count


@inlined
def standing(people, row, s):
    """What every employer sees in an applicant, or puts down to the group, whatever the vacancy, SD."""
    seen = s.signal_contacts * min(people.contacts[row], 4) / 4.0 + s.gap_hiring[people.ethnicity[row]]
    seen += s.signal_diploma if people.credentials[row] & Credential.DIPLOMA else 0.0
    years = experience(people.age[row], qualified_level(people.credentials[row]))
    seen += s.signal_experience * min(YEARS_TO_SETTLE, years)
    academic, employability = float(people.academic[row]), float(people.employability[row])
    return s.signal_academic * academic + s.signal_employability * employability + seen


class Scan(NamedTuple):
    """Scratch for some of the labour force."""

    rows: np.ndarray  # uint64 [BLOCK]
    keys: np.ndarray  # uint64 [BLOCK]
    luck: np.ndarray  # float64 [BLOCK]


class Background(NamedTuple):
    """Scratch: what is read of a seeker to tell skill and wage."""

    fading: np.ndarray  # float64, log of what is left of technical skill
    academic: np.ndarray  # float64, SD
    lasting: np.ndarray  # float64, log points of pay brought to every job


@kernel
def describe(people, year, s, half_life, ties, seekers, background):
    """Read what the market asks of each seeker's row; technical skill as it was at its date."""
    for i in range(np.uint64(len(seekers.row))):
        row = np.uint64(seekers.row[i])
        background.fading[i] = fading(people, row, year, half_life)
        background.academic[i] = float(people.academic[row])
        background.lasting[i] = lasting_pay(people, row, s)
        seekers.field[i] = people.field[row]
        seekers.qualified[i] = qualified_level(people.credentials[row])
        seekers.studied[i] = people.credential_field[row]
        seekers.certified[i] = people.credentials[row] & Credential.CERTIFICATION != 0
        seekers.apprentice[i] = becomes_apprentice(people, row, year)
        seekers.host[i], seekers.tie[i] = people.host[row], tie_now(people, row, year, ties)
        leaves = seekers.season[i] == FROM_SECOND or seekers.season[i] == FROM_THIRD
        seekers.employer[i] = NONE if leaves else people.employer[row]
        seekers.skill[i] = float(people.technical[row])
        least = float(people.wage[row]) * (1.0 + s.switching_gain)
        seekers.least[i] = least if people.stage[row] == Stage.WORK and not leaves else -1.0
        seekers.standing[i] = standing(people, row, s)


@kernel
def value(skill, earning, fading, academic, lasting, s):
    """Technical skill today, and what it earns; arithmetic alone, so that processors take several at once."""
    for i in range(np.uint64(len(skill))):
        today = skill[i] * exp_in_place(fading[i])
        skill[i] = today
        earning[i] = exp_in_place(log_pay(lasting[i], academic[i], today, s))


@kernel
def aim(people, seekers, carry, s):
    """Highest level that each seeker applies to; apprentices learn a skilled job."""
    for i in range(np.uint64(len(seekers.row))):
        level = top_level(people, np.uint64(seekers.row[i]), seekers.skill[i], carry, s)
        seekers.level[i] = SKILLED if seekers.apprentice[i] else level


def seekers_of_year(
    people, blocks, first, month, year: int, k0: int, k1: int, s, ties: float, carry
) -> Seekers:
    """Everybody of the rows who looks for work this year, as the market sees them.

    ``month`` in which jobs end, from row ``first`` on; ``ties``, years after which half of a tie to an
    employer is left; ``carry`` [F, F], what of training in one field counts in another.
    """
    rows, luck = np.empty(len(month), np.uint64), np.empty(len(month))
    scan = Scan(np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64), np.empty(BLOCK))
    many = may_look(
        people.key, people.stage, people.place, month, blocks, first, year, k0, k1, s, scan, rows, luck
    )  # fmt: skip
    looking, seasons = np.empty(many, np.int64), np.empty(many, np.uint8)
    count = lookers(people, rows[:many], luck, month, first, year, s, looking, seasons)
    seekers = _unknown(people.key[looking[:count]], looking[:count], seasons[:count], year, k0, k1)
    background = Background(np.empty(count), np.empty(count), np.empty(count))
    describe(people, year, s, np.array(s.skill_half_life), ties, seekers, background)
    value(seekers.skill, seekers.earning, background.fading, background.academic, background.lasting, s)
    aim(people, seekers, carry, s)
    return seekers


def _unknown(key, row, season, year: int, k0: int, k1: int) -> Seekers:
    """Seekers of whom nothing is read yet but who they are and their luck."""
    count = len(key)
    affinities = np.empty((4, count), np.uint32)
    fill_words(key, year, int(Call.AFFINITY), k0, k1, affinities)  # numba is slow to tell an enum's type
    return Seekers(
        row=row, key=key, season=season, taste=affinities[0], noise=affinities[1],
        apprentice=np.empty(count, np.bool_), certified=np.empty(count, np.bool_),
        **{name: np.empty(count, np.uint8) for name in ("field", "level", "qualified", "studied")},
        **{name: np.empty(count, np.uint16) for name in ("host", "employer")},
        **{name: np.empty(count) for name in ("tie", "skill", "earning", "least", "standing")},
    )  # fmt: skip
