"""Step 7, matching: seekers and vacancies meet in a deferred acceptance.

Seekers of the region apply to a keyed sample of employers of their field and level, to some
of other fields, and to the employer they know (:mod:`sim.core.applications`). Employers rank
by noisy signals, and deferred acceptance settles it (:mod:`sim.core.acceptance`); who found
nothing looks once more. Promised jobs go first to those they were promised to. What stays
open is partly filled from outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.acceptance import deferred_acceptance
from sim.core.applications import (
    LEVEL_MASK,
    LONGEST_LIST,
    SLOT_BITS,
    applications,
    becomes_apprentice,
    technical_now,
    top_level,
    wage_factor,
)
from sim.core.columns import (
    LEAVING_AGES,
    N_LEVELS,
    NONE,
    WORKING_AGES,
    Event,
    Pathway,
    Place,
    Stage,
)
from sim.core.draws import Call, uniforms, whole, words
from sim.core.kernel import inlined, kernel
from sim.core.qualification import SKILLED
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``matching.*``."""

    search_on_job: float  # chance a year that a worker looks for another job
    switching_gain: float  # gain, as a share of the wage, below which a worker stays
    skilled_by_experience: float  # technical skill (SD) that opens skilled jobs without a credential
    skilled_by_certificate: float  # technical skill (SD) that opens them with an industry certification
    typical_wage: float  # USD a year; unit in which wages are weighed against tastes
    taste_own_field: float  # worth of a job in one's own field, typical wages
    taste_host: float  # worth of working for the employer one knows, typical wages
    taste_brand: float  # worth of an employer's brand, typical wages per SD
    taste_noise: float  # SD of personal taste, typical wages
    signal_academic: float  # weight of academic skill in the employer's ranking
    signal_technical: float  # weight of technical skill, in the employer's field
    signal_employability: float
    signal_credential: float  # worth of a credential at or above the level, SD
    signal_referral: float  # worth of being known to the employer, SD
    signal_contacts: float  # worth of four or more employer contacts, SD
    signal_noise: float  # SD
    skill_half_life: float  # years after which technical skill counts half
    wage_skill: float  # log wage per SD of skill
    wage_age: float  # log wage per year of age, reference 30
    apprentice_wage: float  # share of the wage paid while an apprentice
    fill_from_outside: float  # share of positions still open that outsiders take in the year


@inlined
def start_job(people, row, slot, year, firms, events, s):
    """A hire: the old job ends, the new one begins. Returns 1 if a job was left for it."""
    employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
    left = 0
    if people.employer[row] != NONE:
        firms.young[people.employer[row], people.occupation_level[row]] -= 1
        left = 1
    skill = technical_now(people, row, year, s.skill_half_life)
    apprentice = becomes_apprentice(people, row, year) and level == SKILLED
    people.stage[row] = Stage.APPRENTICE if apprentice else Stage.WORK
    share = s.apprentice_wage if apprentice else 1.0
    people.wage[row] = share * firms.wage[employer, level] * wage_factor(people, row, skill, s)
    people.years_in_stage[row] = 0
    people.employer[row] = employer
    people.occupation_level[row] = level
    people.tenure[row] = 0
    if people.host[row] == employer and people.delivered[row] != 0:
        firms.hired_hosted[employer] += 1
    events[row] |= Event.HIRED
    if firms.field[employer] == people.field[row]:
        events[row] |= Event.HIRED_IN_FIELD
    firms.young[employer, level] += 1
    firms.vacancies[employer, level] -= 1
    return left


@kernel
def promised(people, first, last, year, k0, k1, mask, rows, lots):
    """Recent leavers who took part in a partnership of ``mask`` and seek work, with a lot each; how many."""
    count = 0
    for row in range(first, last):
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
def keep_promises(people, rows, year, offers, firms, events, s):
    """Hire by the employer known best, in the order of ``rows``, while offers and its vacancies last."""
    hired = 0
    for i in range(len(rows)):
        row = rows[i]
        skill = technical_now(people, row, year, s.skill_half_life)
        level = top_level(people, row, skill, s)
        if becomes_apprentice(people, row, year):
            level = max(level, SKILLED)
        if hired < offers and firms.vacancies[people.host[row], level] > 0:
            start_job(people, row, (np.int64(people.host[row]) << SLOT_BITS) + level, year, firms, events, s)
            hired += 1
    return hired


@kernel
def hire(people, rows, match, year, firms, events, s, result):
    """Carry out the matches; adds hires and the jobs left for them to ``result``."""
    for seeker in range(len(match)):
        if match[seeker] >= 0:
            result[1] += start_job(people, rows[seeker], match[seeker], year, firms, events, s)
            result[0] += 1


@kernel
def unplaced_apprentices(people, first, last, year):
    """Who meant to become an apprentice and found no place looks for ordinary work."""
    for row in range(first, last):
        if becomes_apprentice(people, row, year) and people.stage[row] != Stage.APPRENTICE:
            people.programme[row] = Pathway.CAREER
            people.pathway[row] = Pathway.CAREER


@kernel
def fill_from_outside(vacancies, others, share, year, k0, k1):
    """Open positions partly go to commuters, newcomers, older workers. Returns those filled, those open."""
    filled = 0
    still_open = 0
    for e in range(vacancies.shape[0]):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 7, k0, k1)
        luck = (a, b, c)
        for level in range(vacancies.shape[1]):
            taken = min(vacancies[e, level], whole(vacancies[e, level] * share, luck[level]))
            others[e, level] += taken
            vacancies[e, level] -= taken
            filled += taken
            still_open += vacancies[e, level]
    return filled, still_open


def _promises(world: World, s: Settings) -> int:
    """Jobs promised to participants; returns hires."""
    plan, year = world.plan.partnerships, world.year
    if year < 0 or plan.commitment_offers[year] <= 0.0:
        return 0
    mask = np.uint32(sum(1 << int(bit) for bit in plan.bit[plan.commitment_partnerships == 1]))
    offers = int(plan.commitment_offers[year] * plan.commitment_honoured + 0.5)
    first, last = world.rows(LEAVING_AGES)
    rows, lots = np.empty(last - first, np.int64), np.empty(last - first, np.uint64)
    count = promised(world.people, first, last, year, world.k0, world.k1, mask, rows, lots)
    order = np.lexsort((world.people.key[rows[:count]], lots[:count]))
    return keep_promises(world.people, rows[:count][order], year, offers, world.firms, world.events, s)


def _round(world: World, s: Settings, again: bool) -> np.ndarray:
    """One round of applications and deferred acceptance; returns hires and jobs left for them int64 [2]."""
    people, firms, year = world.people, world.firms, world.year
    first, last = world.rows(WORKING_AGES)
    size = last - first
    rows, lengths = np.empty(size, np.int64), np.empty(size, np.int64)
    slots, scores = np.empty((size, LONGEST_LIST), np.int64), np.empty((size, LONGEST_LIST))
    n = applications(
        people, first, last, year, world.k0, world.k1, again, world.search, firms, s, rows, slots, scores,
        lengths, np.zeros(LONGEST_LIST), np.zeros(LONGEST_LIST, np.int64),
    )  # fmt: skip
    vacancies = np.zeros((len(firms.vacancies), LEVEL_MASK + 1), np.int64)
    vacancies[:, :N_LEVELS] = firms.vacancies
    match = deferred_acceptance(people.key[rows[:n]], slots[:n], scores[:n], lengths[:n], vacancies.ravel())
    result = np.zeros(2, np.int64)
    hire(people, rows[:n], match, year, firms, world.events, s, result)
    return result


def step(world: World) -> None:
    """Keep promises, match seekers with vacancies in two rounds, fill what is left from outside."""
    s: Settings = world.settings["matching"]
    year = world.year
    kept = _promises(world, s)
    hires, left = _round(world, s, False) + _round(world, s, True)
    unplaced_apprentices(world.people, *world.rows(LEAVING_AGES), year)
    if year < 0 or world.plan.unlimited_vacancies:
        return
    filled, still_open = fill_from_outside(
        world.firms.vacancies, world.firms.others, s.fill_from_outside, year, world.k0, world.k1
    )
    world.market[year, Market.HIRED_RESIDENTS] = kept + hires
    world.market[year, Market.SEPARATIONS] += left
    world.market[year, Market.HIRED_OTHERS] += filled
    world.market[year, Market.UNFILLED] = still_open


RULE = Rule(
    name="matching",
    summary="Seekers and vacancies meet: promised jobs first, then local two-sided matching, then outsiders.",
    settings=Settings,
    step=step,
    reads=(
        "stage",
        "place",
        "field",
        "host",
        "academic",
        "technical",
        "employability",
        "credentials",
        "contacts",
    ),
    writes=("stage", "employer", "occupation_level", "wage", "tenure", "programme", "pathway"),
)
