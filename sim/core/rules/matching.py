"""Step 7, matching: seekers and vacancies meet in a deferred acceptance.

Seekers of the region apply to a keyed sample of employers of their field and level, to some
of other fields, and to the employer they know. Employers rank by noisy signals. Seekers
propose, vacancies hold the best so far (Gale and Shapley 1962); with strict preferences the
result does not depend on the order of seekers. Promised jobs go first to those they were
promised to. What stays open is partly filled from outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import N_LEVELS, NONE, Credential, Event, Pathway, Place, Stage
from sim.core.draws import Call, uniforms, whole, words
from sim.core.kernel import allocating_kernel, exp, kernel
from sim.core.qualification import SKILLED, qualified_level
from sim.core.state import Rule, World
from sim.core.tallies import Market

APPLICATIONS = 9
"""Longest list of applications: four in the own field, four in any field, the employer known best."""


class Settings(NamedTuple):
    """Evidence cards ``matching.*``."""

    search_on_job: float  # chance a year that a worker looks for another job
    switching_gain: float  # log wage gain below which a worker stays
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


@kernel
def technical_now(people, row, year, half_life):
    """Technical skill in SD after ageing since its vintage."""
    age = max(0, year - people.vintage[row])
    return float(people.technical[row]) * exp(-0.6931471805599453 * age / half_life)


@kernel
def top_level(people, row, skill, s):
    """Highest level a person can apply to: by credential, or skilled by experience."""
    level = qualified_level(people.credentials[row])
    certified = people.credentials[row] & Credential.CERTIFICATION
    threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
    return SKILLED if level < SKILLED and skill >= threshold else level


@kernel
def looks_for_work(people, row, year, k0, k1, again, s):
    """Seekers of the region and, in the first round, workers who look for another job this year."""
    if people.place[row] != Place.LOCAL:
        return False
    if people.stage[row] == Stage.SEEK:
        return True
    if people.stage[row] != Stage.WORK or again:
        return False
    _, u, _, _ = uniforms(people.key[row], year, Call.RESIDENCE, k0, k1)
    return u < s.search_on_job


@kernel
def draw_slice(start, employer, reach, position, u):
    """Employer drawn in proportion to its jobs within one slice of a lookup table; NONE if the slice is empty."""
    first, last = start[position], start[position + 1]
    if first == last:
        return NONE
    return employer[min(first + np.searchsorted(reach[first:last], u, side="right"), last - 1)]


@kernel
def sample_any(draws, level, search, found, count):
    """Add four employers of any field at one level to the slots found; returns how many there are then."""
    for i in range(4):
        employer = draw_slice(search.any_start, search.any_employer, search.any_reach, level, draws[i])
        if employer != NONE:
            found[count] = np.int64(employer) * N_LEVELS + level
            count += 1
    return count


@kernel
def sample(people, row, year, k0, k1, level, search, found):
    """Vacancy slots (employer × levels + level) looked at first, duplicates included; returns how many.

    Four employers of the own field and four of any, the last of each a level lower, and the
    employer known best.
    """
    own = uniforms(people.key[row], year, Call.APPLY_OWN, k0, k1)
    field = people.field[row]
    count = 0
    for i in range(4):
        at = level if i < 3 else max(0, level - 1)
        employer = draw_slice(search.own_start, search.own_employer, search.own_reach, field * N_LEVELS + at, own[i])
        if employer != NONE:
            found[count] = np.int64(employer) * N_LEVELS + at
            count += 1
    count = sample_any(uniforms(people.key[row], year, Call.APPLY_WIDE, k0, k1), level, search, found, count)
    if people.host[row] != NONE:
        found[count] = np.int64(people.host[row]) * N_LEVELS + level
        count += 1
    return count


@kernel
def sample_again(people, row, year, k0, k1, level, search, found):
    """Vacancy slots looked at by those who found nothing at first: any field, also a level lower."""
    count = sample_any(uniforms(people.key[row], year, Call.APPLY_AGAIN, k0, k1), level, search, found, 0)
    lower = uniforms(people.key[row], year, Call.APPLY_LOWER, k0, k1)
    return sample_any(lower, max(0, level - 1), search, found, count)


@kernel
def wage_factor(people, row, skill, s):
    """What a person earns as a multiple of the wage of an average worker of 30 in the same job."""
    index = 0.5 * (float(people.academic[row]) + skill)
    return exp(s.wage_skill * index + s.wage_age * (people.age[row] - 30))


@kernel
def weigh(people, row, slot, offer, year, k0, k1, skill, firms, s):
    """Worth of a vacancy to a seeker (typical wages), and of the seeker to the employer (SD)."""
    employer, level = slot // N_LEVELS, slot % N_LEVELS
    a, b, c, d = uniforms(people.key[row], year, Call.AFFINITY + employer, k0, k1)
    own_field = firms.field[employer] == people.field[row]
    known = people.host[row] == employer
    worth = offer / s.typical_wage + s.taste_noise * 2.4494897 * (a + b - 1.0)
    worth += s.taste_brand * float(firms.brand[employer])
    worth += (s.taste_own_field if own_field else 0.0) + (s.taste_host if known else 0.0)
    score = s.signal_academic * float(people.academic[row])
    score += s.signal_technical * skill * (1.0 if own_field else 0.3)
    score += s.signal_employability * float(people.employability[row])
    score += s.signal_contacts * min(people.contacts[row], 4) / 4.0
    score += s.signal_referral if known else 0.0
    if qualified_level(people.credentials[row]) >= level:
        score += s.signal_credential
    return worth, score + s.signal_noise * 2.4494897 * (c + d - 1.0)


@kernel
def list_applications(people, row, year, k0, k1, again, search, firms, s, slots, worths, scores, found):
    """A seeker's applications, best first, into one row of ``slots`` and ``scores``; returns how many."""
    skill = technical_now(people, row, year, s.skill_half_life)
    level = top_level(people, row, skill, s)
    if people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year:
        level = SKILLED
    factor = wage_factor(people, row, skill, s)
    current = -1e18
    if people.stage[row] == Stage.WORK:
        current = float(people.wage[row]) * exp(s.switching_gain)
    count = 0
    if again:
        looked_at = sample_again(people, row, year, k0, k1, level, search, found)
    else:
        looked_at = sample(people, row, year, k0, k1, level, search, found)
    for i in range(looked_at):
        slot = found[i]
        employer, at = slot // N_LEVELS, slot % N_LEVELS
        if firms.vacancies[employer, at] == 0 or employer == people.employer[row]:
            continue
        offer = factor * firms.wage[employer, at]
        if offer <= current or listed(slots, count, slot):
            continue
        worth, score = weigh(people, row, slot, offer, year, k0, k1, skill, firms, s)
        insert(slots, worths, scores, count, slot, worth, score)
        count += 1
    return count


@kernel
def listed(slots, count, slot):
    """Whether a slot is among the first ``count``."""
    for i in range(count):
        if slots[i] == slot:
            return True
    return False


@kernel
def insert(slots, worths, scores, count, slot, worth, score):
    """Keep the list in falling order of worth; equal worths by slot."""
    i = count
    while i > 0 and (worths[i - 1] < worth or (worths[i - 1] == worth and slots[i - 1] > slot)):
        slots[i], worths[i], scores[i] = slots[i - 1], worths[i - 1], scores[i - 1]
        i -= 1
    slots[i], worths[i], scores[i] = slot, worth, score


@kernel
def applications(people, first, last, year, k0, k1, again, search, firms, s, rows, slots, scores, lengths, worths, found):
    """Lists of everybody who looks for work and finds an open vacancy; returns how many."""
    seekers = 0
    for row in range(first, last):
        if not looks_for_work(people, row, year, k0, k1, again, s):
            continue
        length = list_applications(
            people, row, year, k0, k1, again, search, firms, s, slots[seekers], worths, scores[seekers], found
        )
        if length > 0:
            rows[seekers] = row
            lengths[seekers] = length
            seekers += 1
    return seekers


@allocating_kernel
def applicants(slots, lengths, n_slots):
    """How many applications each slot receives."""
    count = np.zeros(n_slots, dtype=np.int64)
    for seeker in range(len(lengths)):
        for i in range(lengths[seeker]):
            count[slots[seeker, i]] += 1
    return count


@allocating_kernel
def deferred_acceptance(keys, slots, scores, lengths, capacity):
    """Slot of each seeker, or -1: seekers propose, each slot holds its best ``capacity``.

    Ties in score go to the smaller key. Holders are kept in a list per slot; the weakest is
    found by a scan, which is quick because few slots are contested by many.
    """
    seekers = len(lengths)
    capacity = np.minimum(capacity, applicants(slots, lengths, len(capacity)))
    start = np.zeros(len(capacity) + 1, dtype=np.int64)
    start[1:] = np.cumsum(capacity)
    holder = np.full(start[-1], -1, dtype=np.int64)
    held = np.zeros(len(capacity), dtype=np.int64)
    turn = np.zeros(seekers, dtype=np.int64)
    match = np.full(seekers, -1, dtype=np.int64)
    for entrant in range(seekers):
        seeker = entrant
        while seeker >= 0 and turn[seeker] < lengths[seeker]:
            slot = slots[seeker, turn[seeker]]
            seeker = propose(seeker, slot, keys, slots, scores, turn, match, holder, held, start, capacity)
    return match


@kernel
def propose(seeker, slot, keys, slots, scores, turn, match, holder, held, start, capacity):
    """One proposal; returns who has to propose next: -1 if nobody, the rejected or ousted seeker otherwise."""
    if held[slot] < capacity[slot]:
        holder[start[slot] + held[slot]] = seeker
        held[slot] += 1
        match[seeker] = slot
        return -1
    weakest = -1
    for i in range(start[slot], start[slot + 1]):
        if weakest < 0 or ranks_below(holder[i], holder[weakest], keys, scores, turn):
            weakest = i
    if weakest < 0 or ranks_below(seeker, holder[weakest], keys, scores, turn):
        turn[seeker] += 1
        return seeker
    ousted = holder[weakest]
    holder[weakest] = seeker
    match[seeker] = slot
    match[ousted] = -1
    turn[ousted] += 1
    return ousted


@kernel
def ranks_below(a, b, keys, scores, turn):
    """Whether the employer ranks seeker ``a`` below ``b``; both have proposed to it at their turn."""
    x, y = scores[a, turn[a]], scores[b, turn[b]]
    return x < y or (x == y and keys[a] > keys[b])


@kernel
def start_job(people, row, slot, year, firms, events, s):
    """A hire: the old job ends, the new one begins. Returns 1 if a job was left for it."""
    employer, level = slot // N_LEVELS, slot % N_LEVELS
    left = 0
    if people.employer[row] != NONE:
        firms.young[people.employer[row], people.occupation_level[row]] -= 1
        left = 1
    skill = technical_now(people, row, year, s.skill_half_life)
    people.wage[row] = firms.wage[employer, level] * wage_factor(people, row, skill, s)
    apprentice = people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year
    people.stage[row] = Stage.APPRENTICE if apprentice and level == SKILLED else Stage.WORK
    if people.stage[row] == Stage.APPRENTICE:
        people.wage[row] = float(people.wage[row]) * s.apprentice_wage
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


@allocating_kernel
def promised_jobs(people, first, last, year, k0, k1, offers, mask, search_rows, lots, firms, events, s):
    """Jobs promised to participants of the partnerships in ``mask``, by lot, while offers and vacancies last.

    Returns how many were hired.
    """
    count = 0
    for row in range(first, last):
        seeks = people.stage[row] == Stage.SEEK and people.place[row] == Place.LOCAL
        if (
            seeks
            and people.delivered[row] & mask
            and people.host[row] != NONE
            and people.left_school[row] >= year - 1
        ):
            _, _, _, low = words(people.key[row], year, Call.RESIDENCE, k0, k1)
            search_rows[count] = row
            lots[count] = low
            count += 1
    hired = 0
    for i in np.argsort(lots[:count]):
        row = search_rows[i]
        skill = technical_now(people, row, year, s.skill_half_life)
        level = top_level(people, row, skill, s)
        if people.programme[row] == Pathway.APPRENTICESHIP and people.left_school[row] == year:
            level = max(level, SKILLED)
        if hired < offers and firms.vacancies[people.host[row], level] > 0:
            start_job(people, row, np.int64(people.host[row]) * N_LEVELS + level, year, firms, events, s)
            hired += 1
    return hired


@kernel
def hire(people, rows, match, year, firms, events, s):
    """Carry out the matches. Returns hires and jobs left for them."""
    hires = 0
    left = 0
    for seeker in range(len(match)):
        if match[seeker] >= 0:
            row = rows[seeker]
            left += start_job(people, row, match[seeker], year, firms, events, s)
            hires += 1
    return hires, left


@kernel
def unplaced_apprentices(people, first, last, year):
    """Who meant to become an apprentice and found no place looks for ordinary work."""
    for row in range(first, last):
        if people.left_school[row] == year and people.programme[row] == Pathway.APPRENTICESHIP:
            if people.stage[row] != Stage.APPRENTICE:
                people.programme[row] = Pathway.CAREER
                people.pathway[row] = Pathway.CAREER


@kernel
def fill_from_outside(vacancies, others, share, year, k0, k1):
    """Positions still open are partly filled by commuters, newcomers and older workers. Returns filled and open."""
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


def _keep_promises(world: World, s: Settings) -> int:
    """Jobs promised to participants; returns hires."""
    plan, year = world.plan.partnerships, world.year
    if year < 0 or plan.commitment_offers[year] <= 0.0:
        return 0
    mask = np.uint32(sum(1 << int(bit) for bit in plan.bit[plan.commitment_partnerships == 1]))
    offers = int(plan.commitment_offers[year] * plan.commitment_honoured + 0.5)
    first, last = world.window
    rows, lots = np.zeros(last - first, np.int64), np.zeros(last - first, np.uint64)
    return promised_jobs(
        world.people, first, last, year, world.k0, world.k1, offers, mask, rows, lots, world.firms,
        world.events, s,
    )  # fmt: skip


def _round(world: World, s: Settings, again: bool) -> tuple[int, int]:
    """One round of applications and deferred acceptance; returns hires and jobs left for them."""
    people, firms, year = world.people, world.firms, world.year
    first, last = world.window
    size = last - first
    rows, lengths = np.zeros(size, np.int64), np.zeros(size, np.int64)
    slots, scores = np.zeros((size, APPLICATIONS), np.int64), np.zeros((size, APPLICATIONS))
    seekers = applications(
        people, first, last, year, world.k0, world.k1, again, world.search, firms, s, rows, slots, scores,
        lengths, np.zeros(APPLICATIONS), np.zeros(APPLICATIONS, np.int64),
    )  # fmt: skip
    match = deferred_acceptance(
        people.key[rows[:seekers]], slots[:seekers], scores[:seekers], lengths[:seekers],
        firms.vacancies.ravel().astype(np.int64),
    )  # fmt: skip
    return hire(people, rows[:seekers], match, year, firms, world.events, s)


def step(world: World) -> None:
    """Keep promises, match seekers with vacancies in two rounds, fill what is left from outside."""
    s: Settings = world.settings["matching"]
    year = world.year
    first, last = world.window
    promised = _keep_promises(world, s)
    hires, left = _round(world, s, False)
    more, _ = _round(world, s, True)
    unplaced_apprentices(world.people, first, last, year)
    if year < 0 or world.plan.unlimited_vacancies:
        return
    filled, still_open = fill_from_outside(
        world.firms.vacancies, world.firms.others, s.fill_from_outside, year, world.k0, world.k1
    )
    world.market[year, Market.HIRED_RESIDENTS] = hires + more + promised
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
