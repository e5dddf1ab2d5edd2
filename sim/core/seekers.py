"""Seekers: who looks for work this year, and what the market needs to know of each of them.

Nothing of a seeker changes between the hiring seasons of a year but whether the search is over. What the
rules of the market ask of a person is therefore read once, into arrays of their own
(:class:`Seekers`): a small, dense table instead of the columns of everybody. Every weight is a setting of
:mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Credential, Pathway, Place, Stage
from sim.core.draws import SCALE, Call, fill_words, words_in_place
from sim.core.earnings import technical_now, wage_factor
from sim.core.kernel import inlined, kernel
from sim.core.qualification import BEYOND_SCHOOL, SKILLED, qualified_level

SEASONS = 3
"""Hiring seasons of a year. Workers who look for another job do so in one of the first two, so that a
job left in the first is open in the second; the last is a clearing round of those still out of work."""
ALWAYS, NEVER_LOOKS = 255, 254
"""Seasons of those without work, who look in every one until they find it, and of contented workers."""
NEWLY_TRAINED = 2
"""Years for which somebody whose skill was renewed, at school or at work, is sought after by others."""


class Seekers(NamedTuple):
    """Those who look for work this year, in the order of their rows, and how the market sees them."""

    row: np.ndarray  # int64, row of people
    key: np.ndarray  # uint64
    season: np.ndarray  # uint8, in which a worker looks; ALWAYS for the jobless; NEVER_LOOKS once hired
    field: np.ndarray  # uint8
    level: np.ndarray  # uint8, highest level of the jobs applied to
    qualified: np.ndarray  # uint8, level that the credentials open by themselves
    apprentice: np.ndarray  # bool, left school to become an apprentice
    host: np.ndarray  # uint16, employer known best
    employer: np.ndarray  # uint16, NONE without work
    skill: np.ndarray  # float64, technical skill today, SD
    earning: np.ndarray  # float64, wage as a multiple of an average worker's of 30 in the same job
    least: np.ndarray  # float64, wage that an offer must exceed, USD a year; -1 without work
    standing: np.ndarray  # float64, rank with every employer, skill in its field and credential left out, SD
    taste: np.ndarray  # uint32, word from which the tastes for employers are drawn
    noise: np.ndarray  # uint32, word from which the employers' errors about the person are drawn


@inlined
def top_level(people, row, skill, s):
    """Highest level a person can apply to: by credential, or skilled by experience."""
    level = qualified_level(people.credentials[row])
    certified = people.credentials[row] & Credential.CERTIFICATION
    threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
    return SKILLED if level < SKILLED and skill >= threshold else level


@inlined
def becomes_apprentice(people, row, year):
    """Whether somebody left school this year to become an apprentice."""
    return people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year


@inlined
def search_chance(people, row, year, s):
    """Chance that a worker looks for another job this year; the newly trained are poached more often."""
    trained = year - people.vintage[row] <= NEWLY_TRAINED and people.credentials[row] & BEYOND_SCHOOL
    return s.search_on_job * (1.0 + s.poaching) if trained else s.search_on_job


@inlined
def search_season(u, chance):
    """Season in which a worker looks for another job, or :data:`NEVER_LOOKS` this year."""
    if u >= chance:
        return NEVER_LOOKS
    return 0 if u < 0.5 * chance else 1


@kernel
def labour_force(stage, place, first, last, rows):
    """Rows of those of the region who work or seek work; returns how many."""
    count = 0
    for row in range(first, last):
        rows[count] = row
        count += (place[row] == Place.LOCAL) & ((stage[row] == Stage.WORK) | (stage[row] == Stage.SEEK))
    return count


@kernel
def search_luck(keys, year, k0, k1, luck):
    """The uniform that decides whether a worker looks for another job, for each of ``keys``."""
    for i in range(np.uint64(len(keys))):
        _, word, _, _ = words_in_place(keys[i], year, Call.RESIDENCE, k0, k1)
        luck[i] = float(word) * SCALE


@kernel
def lookers(people, candidates, luck, year, s, rows, seasons):
    """Who of the ``candidates`` looks for work this year, and in which season; returns how many."""
    count = 0
    most = s.search_on_job * (1.0 + max(0.0, s.poaching))
    for i in range(np.uint64(len(candidates))):
        row = candidates[i]
        if people.stage[row] == Stage.SEEK:
            rows[count], seasons[count] = row, ALWAYS
            count += 1
        elif luck[i] < most:
            season = search_season(luck[i], search_chance(people, row, year, s))
            rows[count], seasons[count] = row, season
            count += season != NEVER_LOOKS
    return count


@inlined
def standing(people, row, s):
    """What every employer sees in an applicant, whatever the vacancy, SD."""
    contacts = s.signal_contacts * min(people.contacts[row], 4) / 4.0
    academic, employability = float(people.academic[row]), float(people.employability[row])
    return s.signal_academic * academic + s.signal_employability * employability + contacts


@kernel
def describe(people, year, s, seekers):
    """Read what the market asks of each seeker's row."""
    for i in range(np.uint64(len(seekers.row))):
        row = np.uint64(seekers.row[i])
        skill = technical_now(people, row, year, s.skill_half_life)
        apprentice = becomes_apprentice(people, row, year)
        seekers.field[i] = people.field[row]
        seekers.level[i] = SKILLED if apprentice else top_level(people, row, skill, s)
        seekers.qualified[i] = qualified_level(people.credentials[row])
        seekers.apprentice[i] = apprentice
        seekers.host[i] = people.host[row]
        seekers.employer[i] = people.employer[row]
        seekers.skill[i] = skill
        seekers.earning[i] = wage_factor(people, row, skill, s)
        works = people.stage[row] == Stage.WORK
        seekers.least[i] = float(people.wage[row]) * (1.0 + s.switching_gain) if works else -1.0
        seekers.standing[i] = standing(people, row, s)


def seekers_of_year(people, first, last, year: int, k0: int, k1: int, s) -> Seekers:
    """Everybody of the rows who looks for work this year, as the market sees them."""
    rows = np.empty(last - first, np.int64)
    rows = rows[: labour_force(people.stage, people.place, first, last, rows)]
    luck, seasons = np.empty(len(rows)), np.empty(len(rows), np.uint8)
    search_luck(people.key[rows], year, k0, k1, luck)
    looking = np.empty(len(rows), np.int64)
    count = lookers(people, rows, luck, year, s, looking, seasons)
    row = looking[:count]
    affinities = np.empty((4, count), np.uint32)
    fill_words(people.key[row], year, Call.AFFINITY, k0, k1, affinities)
    known = {"row": row, "season": seasons[:count], "taste": affinities[0], "noise": affinities[1]}
    seekers = Seekers(
        **known, key=people.key[row],
        **{name: np.empty(count, np.uint8) for name in ("field", "level", "qualified")},
        **{name: np.empty(count, np.uint16) for name in ("host", "employer")},
        **{name: np.empty(count) for name in ("skill", "earning", "least", "standing")},
        apprentice=np.empty(count, np.bool_),
    )  # fmt: skip
    describe(people, year, s, seekers)
    return seekers
