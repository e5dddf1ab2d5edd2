"""Step 7, matching: seekers and vacancies meet in a deferred acceptance, season by season.

Seekers of the region apply to a keyed sample of employers of their field and level, to some of
near fields, and to the employer they know (:mod:`sim.core.applications`). Employers rank by noisy
signals, and deferred acceptance settles it (:mod:`sim.core.acceptance`), against older residents
and commuters who stand before the same vacancies (:mod:`sim.core.outsiders`). A job left for
another is open in the next season. Promised jobs go first to those they were promised to. What
nobody near takes is partly filled by people hired from elsewhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.acceptance import deferred_acceptance
from sim.core.applications import LEVEL_MASK, LONGEST_LIST, SLOT_BITS, Suitable, applications
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
from sim.core.draws import Call, fill_words, words
from sim.core.earnings import mismatch, technical_now, wage_factor
from sim.core.kernel import inlined, kernel
from sim.core.layout import SETTLING_YEARS
from sim.core.outsiders import (
    Rivals,
    hire_rivals,
    look_on,
    recruit,
    rival_scores,
    rivals_looking,
    rivals_per_vacancy,
)
from sim.core.qualification import SKILLED
from sim.core.seekers import (
    ALWAYS,
    NEVER_LOOKS,
    SEASONS,
    Seekers,
    becomes_apprentice,
    seekers_of_year,
    top_level,
)
from sim.core.state import Rule, World
from sim.core.tallies import Market

TIED_YEARS = 3
"""Years with the employer within which a former participant who leaves for another counts as poached."""


class Settings(NamedTuple):
    """Evidence cards ``matching.*``."""

    search_on_job: float  # chance a year that a worker looks for another job
    poaching: float  # share by which the newly trained look for, or are offered, another job more often
    switching_gain: float  # gain, as a share of the wage, below which a worker stays
    skilled_by_experience: float  # technical skill (SD) that opens skilled jobs without a credential
    skilled_by_certificate: float  # technical skill (SD) that opens them with an industry certification
    typical_wage: float  # USD a year; unit in which wages are weighed against tastes
    taste_own_field: float  # worth of a job in which the own training counts in full, typical wages
    taste_host: float  # worth of working for the employer one knows, typical wages
    taste_brand: float  # worth of an employer's brand, typical wages per SD
    taste_noise: float  # SD of personal taste, typical wages
    signal_academic: float  # weight of academic skill in the employer's ranking
    signal_technical: float  # weight of technical skill, as far as it counts in the employer's field
    signal_employability: float
    signal_credential: float  # worth of a credential at or above the level, SD
    signal_referral: float  # worth of being known to the employer, SD
    signal_contacts: float  # worth of four or more employer contacts, SD
    signal_noise: float  # SD
    standard: float  # rank below which an employer rather leaves a vacancy open, SD of applicants (ranked);
    # where the region has a published unemployment only the start, from which it settles
    skill_half_life: tuple[float, ...]  # years after which technical skill counts half, by field
    wage_skill: float  # log wage per SD of skill
    wage_age: float  # log wage per year of age, reference 30
    apprentice_wage: float  # share of the wage paid while an apprentice
    rivals: float  # share of others (over 35, commuters) who look for a job here in a year
    laid_off_look: float  # share of others laid off who found nothing that looks for work for another year
    rival_score: float  # their mean in an employer's ranking, SD of applicants (ranked)
    rival_spread: float  # SD of it, SD of applicants
    recruits: tuple[
        float, ...
    ]  # share of positions nobody near takes that people from elsewhere fill, by level


def ranked(s: Settings, standard: float) -> Settings:
    """Settings with the employers' ``standard`` and the rivals on the scale of the ranking.

    They are stated in SD of applicants above a beginner of mean skill with the credential asked for; how
    far the weights spread applicants differs from draw to draw.
    """
    weights = (s.signal_academic, s.signal_technical, s.signal_employability, s.signal_noise)
    spread = float(np.sqrt(sum(weight * weight for weight in weights)))
    return s._replace(
        standard=s.signal_credential + standard * spread,
        rival_score=s.signal_credential + s.rival_score * spread,
        rival_spread=s.rival_spread * spread,
    )


@inlined
def leave_for_another(people, row, firms):
    """The old job ends; unless its position went, it is open in the next season. Returns 1 if it is."""
    old, level = people.employer[row], people.occupation_level[row]
    firms.young[old, level] -= 1
    if people.host[row] == old and people.delivered[row] != 0 and people.tenure[row] <= TIED_YEARS:
        firms.poached[old] += 1
    if (
        firms.young[old, level] + firms.others[old, level] + firms.vacancies[old, level]
        >= firms.jobs[old, level]
    ):
        return 0
    firms.vacancies[old, level] += 1
    firms.opened[old, level] += 1
    return 1


@inlined
def start_job(people, row, slot, skill, earning, beginner, search, firms, events, s, result):
    """A hire: the old job ends, the new one begins. Adds hire, job left and job reopened to ``result``.

    ``skill`` and ``earning`` as in :class:`sim.core.seekers.Seekers`; a ``beginner`` left school for an
    apprenticeship.
    """
    employer, level = slot >> SLOT_BITS, slot & LEVEL_MASK
    result[0] += 1
    if people.employer[row] != NONE:
        result[1] += 1
        result[2] += leave_for_another(people, row, firms)
    apprentice = beginner and level == SKILLED
    people.stage[row] = Stage.APPRENTICE if apprentice else Stage.WORK
    share = s.apprentice_wage if apprentice else 1.0
    lost = mismatch(skill, search.carry[people.field[row], firms.field[employer]], s)
    people.wage[row] = share * firms.wage[employer, level] * earning * (1.0 - lost)
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
def keep_promises(people, rows, year, offers, search, firms, events, s, result):
    """Hire by the employer known best, in the order of ``rows``, while offers and its vacancies last."""
    for i in range(len(rows)):
        row = rows[i]
        skill = technical_now(people, row, year, s.skill_half_life)
        level = top_level(people.credentials[row], skill, s)
        beginner = becomes_apprentice(people, row, year)
        if beginner:
            level = max(level, SKILLED)
        if result[0] < offers and firms.vacancies[people.host[row], level] > 0:
            slot = (np.int64(people.host[row]) << SLOT_BITS) + level
            earning = wage_factor(people, row, skill, s)
            start_job(people, row, slot, skill, earning, beginner, search, firms, events, s, result)


@kernel
def hire(people, seekers, listing, match, search, firms, events, s, result):
    """Carry out the matches of the seekers of the ``listing``; they look no longer.

    Adds hires, jobs left for them and jobs open again to ``result``.
    """
    for i in range(np.uint64(len(match))):
        if match[i] >= 0:
            at = np.uint64(listing[i])
            seekers.season[at] = NEVER_LOOKS
            start_job(
                people, seekers.row[at], match[i], seekers.skill[at], seekers.earning[at],
                seekers.apprentice[at], search, firms, events, s, result,
            )  # fmt: skip


@kernel
def unplaced_apprentices(people, first, last, year):
    """Who meant to become an apprentice and found no place looks for ordinary work."""
    for row in range(first, last):
        if becomes_apprentice(people, row, year) and people.stage[row] != Stage.APPRENTICE:
            people.programme[row] = Pathway.CAREER
            people.pathway[row] = Pathway.CAREER


def _promises(world: World, s: Settings) -> np.ndarray:
    """Jobs promised to participants: hires, jobs left for them, jobs open again, int64 [3]."""
    plan, year, result = world.plan.partnerships, world.year, np.zeros(3, np.int64)
    if year < 0 or plan.commitment_offers[year] <= 0.0:
        return result
    mask = np.uint32(sum(1 << int(bit) for bit in plan.bit[plan.commitment_partnerships == 1]))
    offers = int(plan.commitment_offers[year] * plan.commitment_honoured + 0.5)
    first, last = world.rows(LEAVING_AGES)
    rows, lots = np.empty(last - first, np.int64), np.empty(last - first, np.uint64)
    count = promised(world.people, first, last, year, world.k0, world.k1, mask, rows, lots)
    order = np.lexsort((world.people.key[rows[:count]], lots[:count]))
    keep_promises(
        world.people, rows[:count][order], year, offers, world.search, world.firms, world.events, s, result
    )
    return result


def _nobody(firms) -> Rivals:
    """No outside applicants yet."""
    slots = len(firms.field) * (LEVEL_MASK + 1)
    return Rivals(np.zeros(slots + 1, np.int64), np.zeros(0), np.zeros_like(firms.opened))


def _rivals(world: World, s: Settings, rate: np.ndarray, earlier: Rivals) -> Rivals:
    """Outside applicants of a season: those of the earlier one, and of vacancies opened since."""
    firms = world.firms
    if not rate.any():
        return earlier
    start, scores = np.empty_like(earlier.start), np.empty(int(firms.opened.sum()))
    count = rival_scores(
        firms, rate, world.year, world.k0, world.k1, s.rival_score, s.rival_spread, s.standard,
        np.empty_like(rate), earlier, start, scores,
    )  # fmt: skip
    return Rivals(start, scores[:count], firms.opened.copy())


def _posted(firms) -> np.ndarray:
    """Wage of each slot float64 [slots], minus infinity where no vacancy is open."""
    posted = np.full((len(firms.vacancies), LEVEL_MASK + 1), -np.inf)
    posted[:, :N_LEVELS] = np.where(firms.vacancies > 0, firms.wage, -np.inf)
    return posted.ravel()


def _open(firms) -> np.ndarray:
    """Open vacancies of each slot, int64 [slots]."""
    vacancies = np.zeros((len(firms.vacancies), LEVEL_MASK + 1), np.int64)
    vacancies[:, :N_LEVELS] = firms.vacancies
    return vacancies.ravel()


class Lists(NamedTuple):
    """Scratch for the applications of one season; entries beyond the seekers listed are of no account."""

    seeker: np.ndarray  # int64 [seekers], position among the year's seekers
    slots: np.ndarray  # int64 [seekers, longest list], in falling order of worth
    scores: np.ndarray  # float64 [seekers, longest list], rank with the employer
    lengths: np.ndarray  # int64 [seekers]


def _lists(size: int) -> Lists:
    """Room for the lists of all seekers of a year; all first wishes lie side by side, for most have few."""
    lists, counts = (LONGEST_LIST, size), np.empty((2, size), np.int64)
    return Lists(counts[0], np.empty(lists, np.int64).T, np.empty(lists).T, counts[1])


def _looking(seekers: Seekers, season: int):
    """Who looks in this season: whether again, positions among the seekers int64, calls of their draws."""
    jobless, workers = seekers.season == ALWAYS, seekers.season == season
    first = jobless | workers if season == 0 else workers
    yield False, np.flatnonzero(first), (Call.APPLY_OWN, Call.APPLY_WIDE)
    if season == 1:
        yield True, np.flatnonzero(jobless), (Call.APPLY_AGAIN, Call.APPLY_LOWER)
    elif season == 2:
        yield True, np.flatnonzero(jobless), (Call.APPLY_LATE, Call.APPLY_LATE_LOWER)


def _apply(world: World, s: Settings, season: int, seekers: Seekers, lists: Lists) -> int:
    """Fill the lists of those who look in this season; returns how many found an open vacancy."""
    posted, count = _posted(world.firms), 0
    for again, who, calls in _looking(seekers, season):
        draws, keys = np.empty((len(calls), 4, len(who)), np.uint32), seekers.key[who]
        for call, out in zip(calls, draws, strict=True):
            fill_words(keys, world.year, call, world.k0, world.k1, out)
        count = applications(
            seekers, who, again, draws[0], draws[1], world.search, world.firms, posted, s, *lists, count,
            np.zeros(LONGEST_LIST), np.zeros(LONGEST_LIST, np.int64), Suitable(*np.zeros((3, LONGEST_LIST))),
        )  # fmt: skip
    return count


def _season(
    world: World, s: Settings, season: int, seekers: Seekers, lists: Lists, rivals: Rivals
) -> tuple[np.ndarray, np.ndarray]:
    """Applications and deferred acceptance of one season.

    Returns hires, jobs left for them and jobs open again int64 [3], and places rivals hold int64 [slots].
    """
    n = _apply(world, s, season, seekers, lists)
    listing, slots, scores, lengths = (part[:n] for part in lists)
    match, held = deferred_acceptance(
        seekers.key[listing], slots, scores, lengths, _open(world.firms), rivals.start, rivals.scores
    )
    result = np.zeros(3, np.int64)
    hire(world.people, seekers, listing, match, world.search, world.firms, world.events, s, result)
    return result, held


def step(world: World) -> None:
    """Keep promises, match seekers with vacancies season by season, then let outsiders in."""
    s = ranked(world.settings["matching"], float(world.conditions.standard[0]))
    plan, firms, year = world.plan, world.firms, world.year
    alone = year < -SETTLING_YEARS or plan.unlimited_vacancies
    outside = rivals_looking(firms, s.rivals, world.conditions.laid_off) * (0.0 if alone else 1.0)
    rate = rivals_per_vacancy(firms, outside)
    result, held, rivals = _promises(world, s), np.zeros(0, np.int64), _nobody(firms)
    seekers = seekers_of_year(world.people, *world.rows(WORKING_AGES), year, world.k0, world.k1, s)
    lists = _lists(len(seekers.row))
    for season in range(SEASONS):
        rivals = _rivals(world, s, rate, rivals)
        hired, held = _season(world, s, season, seekers, lists, rivals)
        result += hired
    unplaced_apprentices(world.people, *world.rows(LEAVING_AGES), year)
    if plan.unlimited_vacancies:
        return
    older, commuting = _hire_rivals(world, s, held, outside)
    recruited, still_open = recruit(firms, s.recruits, year, world.k0, world.k1)
    if year >= 0:
        _note(world, result, (older, commuting, recruited), still_open)


def _hire_rivals(world: World, s: Settings, rivals: np.ndarray, looking: np.ndarray) -> tuple[int, int]:
    """Hire the rivals who hold a place; returns older residents and commuters. The laid off look on."""
    region, hired = world.plan.region, np.zeros(looking.shape)
    counts = hire_rivals(
        world.firms, region.outside, rivals, LEVEL_MASK + 1, region.commuters_share, hired,
        world.year, world.k0, world.k1,
    )  # fmt: skip
    look_on(world.conditions.laid_off, looking, hired, s.laid_off_look)
    return counts


def _note(world: World, result: np.ndarray, outsiders: tuple[int, int, int], still_open: int) -> None:
    """Flows of the year, for the market's balance."""
    row = world.market[world.year]
    row[Market.HIRED_RESIDENTS], left, reopened = result
    row[Market.SEPARATIONS] += left
    row[Market.JOB_CHANGES] = left
    row[Market.OPENINGS] += reopened
    row[Market.REOPENED] = reopened
    row[Market.HIRED_OLDER], row[Market.HIRED_COMMUTERS], row[Market.HIRED_RECRUITS] = outsiders
    row[Market.HIRED_OTHERS] = sum(outsiders)
    row[Market.UNFILLED] = still_open


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
