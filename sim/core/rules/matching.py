"""Step 7, matching: seekers and vacancies meet in a deferred acceptance, season by season.

Seekers of the region apply to a keyed sample of employers of their field and level, to some of
near fields, one of them perhaps the employer they know (:mod:`sim.core.market.applications`).
Employers rank by noisy signals, and deferred acceptance settles it (:mod:`sim.core.market.acceptance`),
against commuters who stand before the same vacancies (:mod:`sim.core.market.outsiders`). A job left for
another is open in the next season. Promised jobs go first to those they were promised to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import LEAVING_AGES, N_LEVELS, WORKING_AGES
from sim.core.draws import Call
from sim.core.market.acceptance import deferred_acceptance
from sim.core.market.applications import Lists, applications, new_lists, new_looks
from sim.core.market.hiring import hire, promises, unplaced_apprentices
from sim.core.market.looks import LEVEL_MASK, new_batch
from sim.core.market.outsiders import (
    Rivals,
    hire_rivals,
    rival_scores,
    rivals_looking,
    rivals_per_vacancy,
)
from sim.core.market.seekers import (
    ALWAYS,
    FROM_SECOND,
    FROM_THIRD,
    SEASONS,
    Seekers,
    looking,
    seekers_of_year,
)
from sim.core.market.separations import (
    LAST_TERM,
    STAYS,
    Ending,
    begin_year,
    end_jobs,
    separations_of_year,
)
from sim.core.market.ties import half_life_of_ties
from sim.core.moves import settings_now
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``matching.*``."""

    search_on_job: float  # chance a year that a worker looks for another job
    poaching: float  # share by which the newly trained look for, or are offered, another job more often
    switching_gain: float  # gain, as a share of the wage, below which a worker stays
    skilled_by_experience: float  # technical skill (SD) that opens skilled jobs without a credential
    skilled_by_certificate: float  # technical skill (SD) that opens them with an industry certification
    professional_by_experience: float  # academic and technical skill (SD) that opens professional jobs
    experience_counts: float  # technical skill (SD) for which a year in work counts when doors open
    typical_wage: float  # USD a year; unit in which wages are weighed against tastes
    taste_own_field: float  # worth of a job in which the own training counts in full, typical wages
    taste_host: float  # worth of working for the employer one knows, at a tie of 1, typical wages
    taste_brand: float  # worth of an employer's brand, typical wages per SD
    taste_noise: float  # SD of personal taste, typical wages
    signal_academic: float  # weight of academic skill in the employer's ranking
    signal_technical: float  # weight of technical skill, as far as it counts in the employer's field
    signal_employability: float
    signal_credential: float  # worth of a credential at or above the level, in its field, SD
    signal_diploma: float  # worth of a high-school diploma, SD
    signal_certification: float  # worth of an industry certification in its field, SD
    signal_experience: float  # worth of a year of experience, up to ten, SD
    credential_reach: float  # share of a field's training that must count for a credential to open jobs there
    below: tuple[float, ...]  # share of new graduates who take jobs below the degree, by its field
    below_associate: float  # share of holders of an associate degree that leads to no skilled job
    below_fade: float  # part of that share that ten years of experience take away
    gap_hiring: tuple[float, ...]  # SD by ethnicity; measured residual, "unexplained gap"
    signal_referral: float  # worth of being known to the employer, at a tie of 1, SD
    credited_years: float  # years in which a host puts a hire, and then a loss, down to its seat
    signal_contacts: float  # worth of four or more employer contacts, SD
    signal_noise: float  # SD
    standard: float  # rank below which an employer rather leaves a vacancy open, SD of applicants (ranked);
    # where the region has a published unemployment only the start, from which it settles
    skill_half_life: tuple[float, ...]  # years after which technical skill counts half, by field
    wage_skill: float  # log wage per SD of skill
    wage_level: tuple[float, ...]  # log points of a beginner's wage over the median paid, by level of the job
    wage_experience: float  # log points that the first year of experience adds
    wage_climb: float  # years of experience after which nothing is added
    graduate_start: float  # log points by which graduates begin lower
    graduate_years: float  # years in which they close that gap
    wage_field: float  # share of the wage lost where nothing of the credential counts
    wage_surplus: float  # share of the wage that each level of credential above the job's adds
    gap_pay_female: float  # log points; measured residual, "unexplained gap"
    gap_pay_female_year: float  # log points per year of experience; the same
    gap_pay: tuple[float, ...]  # log points by ethnicity; the same
    apprentice_wage: float  # share of the wage paid while an apprentice
    rivals: float  # commuters who look for a job here, as a share of those who hold one; the start only, from
    # which it settles
    rival_score: float  # their mean in an employer's ranking, SD of applicants (ranked)
    rival_spread: float  # SD of it, SD of applicants


def ranked(s: Settings, standard: float, gates: np.ndarray) -> Settings:
    """Settings with what has settled: the employers' ``standard`` and the ``gates`` of experience.

    The standard and the rivals are put on the scale of the ranking: they are stated in SD of applicants
    above a beginner of mean skill with diploma and credential; how
    far the weights spread applicants differs from draw to draw.
    """
    weights = (s.signal_academic, s.signal_technical, s.signal_employability, s.signal_noise)
    spread = float(np.sqrt(sum(weight * weight for weight in weights)))
    return s._replace(
        standard=s.signal_credential + s.signal_diploma + standard * spread,
        rival_score=s.signal_credential + s.signal_diploma + s.rival_score * spread,
        rival_spread=s.rival_spread * spread,
        skilled_by_experience=s.skilled_by_experience + float(gates[0]),
        skilled_by_certificate=s.skilled_by_certificate + float(gates[0]),
        professional_by_experience=s.professional_by_experience + float(gates[1]),
    )


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
        firms, world.plan.region.outside, rate, world.year, world.k0, world.k1, s.rival_score,
        s.rival_spread, s.standard, np.empty_like(rate), earlier, start, scores,
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


def _looking(seekers: Seekers, season: int):
    """Who looks in this season: whether again, positions among the seekers int64, calls of their draws."""
    who = np.empty(len(seekers.season), np.int64)
    count = looking(seekers.season, *((0, ALWAYS), (1, FROM_SECOND), (FROM_THIRD, FROM_THIRD))[season], who)
    yield False, who[:count], (Call.APPLY_OWN, Call.APPLY_WIDE)
    if season > 0:
        count = looking(seekers.season, ALWAYS, ALWAYS if season == 1 else FROM_SECOND, who)
        calls = (Call.APPLY_AGAIN, Call.APPLY_LOWER), (Call.APPLY_LATE, Call.APPLY_LATE_LOWER)
        yield True, who[:count], calls[season - 1]


def _apply(world: World, s: Settings, season: int, seekers: Seekers, lists: Lists) -> int:
    """Fill the lists of those who look in this season; returns how many found an open vacancy."""
    posted, count, batch, looks = _posted(world.firms), 0, new_batch(), new_looks()
    for again, who, calls in _looking(seekers, season):
        call, more = int(calls[0]), int(calls[1])  # compiled code is slow to tell the type of an enum
        count = applications(
            seekers, who, again, world.year, call, more, world.k0, world.k1, world.search, world.firms,
            posted, s, *lists, count, batch, looks,
        )  # fmt: skip
    return count


def _season(
    world: World, s: Settings, season: int, seekers: Seekers, lists: Lists, rivals: Rivals
) -> tuple[np.ndarray, np.ndarray]:
    """Applications and deferred acceptance of one season.

    Returns hires, jobs left for them and jobs open again int64 [3], and places rivals hold int64 [slots].
    """
    n = _apply(world, s, season, seekers, lists)
    listing = lists.seeker[:n]
    match, held = deferred_acceptance(
        seekers.key[listing],
        lists.slots,
        lists.scores,
        lists.lengths[:n],
        _open(world.firms),
        rivals.start,
        rivals.scores,
    )
    result = np.zeros(3, np.int64)
    hire(
        world.people, seekers, listing, match, world.year, season, world.k0, world.k1, world.search,
        world.firms, world.events, s, result,
    )  # fmt: skip
    return result, held


def step(world: World) -> None:
    """Keep promises, and match seekers with vacancies season by season, commuters among them."""
    s = ranked(settings_now(world, "matching"), float(world.conditions.standard[0]), world.conditions.gates)
    plan, firms, year = world.plan, world.firms, world.year
    ring = 0.0 if plan.unlimited_vacancies else float(world.conditions.ring[0])
    rate = rivals_per_vacancy(firms, rivals_looking(firms, plan.region, ring))
    first, last = world.rows(WORKING_AGES)
    blocks = world.blocks(WORKING_AGES)
    begin_year(world.people, blocks, year, world.events)
    month = separations_of_year(world, blocks, first, last)
    ending = Ending(np.flatnonzero(month != STAYS) + int(first), month[month != STAYS])
    result, held, rivals = promises(world, s), np.zeros(0, np.int64), _nobody(firms)
    now, ties = (year, world.k0, world.k1), half_life_of_ties(world)
    seekers = seekers_of_year(world.people, blocks, first, month, *now, s, ties, world.search.carry)
    lists, ended = new_lists(len(seekers.row)), np.zeros(3, np.int64)
    for season in range(SEASONS):
        rivals = _rivals(world, s, rate, rivals)
        hired, held = _season(world, s, season, seekers, lists, rivals)
        result += hired
        opens = season < LAST_TERM and not plan.no_vacancies
        end_jobs(world.people, ending, season, opens, firms, ended)
    unplaced_apprentices(world.people, world.blocks(LEAVING_AGES), year)
    if plan.unlimited_vacancies:
        return
    commuting, still_open = hire_rivals(firms, held, LEVEL_MASK + 1)
    if year >= 0:
        world.market[year, Market.SEPARATIONS] += ended[1]
        _note(world, result + np.array((0, 0, ended[2])), commuting, still_open)


def _note(world: World, result: np.ndarray, commuting: int, still_open: int) -> None:
    """Flows of the year, for the market's balance."""
    row = world.market[world.year]
    row[Market.HIRED_RESIDENTS], left, reopened = result
    row[Market.SEPARATIONS] += left
    row[Market.JOB_CHANGES] = left
    row[Market.OPENINGS] += reopened
    row[Market.REOPENED] = reopened
    row[Market.HIRED_COMMUTERS] = commuting
    row[Market.UNFILLED] = still_open


RULE = Rule(
    name="matching",
    summary="Seekers and vacancies meet: promised jobs first, then two-sided matching.",
    settings=Settings,
    step=step,
)
