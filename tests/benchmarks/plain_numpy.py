"""The vectorisable rules in plain numpy: whole arrays, no loops over persons, no compilation.

Learning and the end of the school year (schooling without deliveries), choice without
rationing, progress, careers, residence and the count of people. Deferred acceptance and the
giving out of seats are left out: they are sequential. ``p`` holds one array per column of the
year's persons; ``draw(call, rows)`` gives four arrays of uniforms for these rows.

Numbers are 32 bit where the columns are, as numpy's users have it. With keyed draws
(:func:`keyed`) the rules make the decisions of the compiled ones but for about one in a
million that hangs on the last bits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.core.columns import N_CELLS, N_PATHWAYS, NONE, SCHOOL_AGES
from sim.core.draws import SCALE, Call

from .codes import (
    BARRIER,
    BEYOND_SCHOOL,
    CREDENTIAL,
    EVENT,
    FIELDS,
    LEVEL,
    ORIGIN,
    PATHWAY,
    PLACE,
    PROGRAMME_SHIFT,
    SCHOOL_OVER,
    STAGE,
    STEM,
    SUB_BACHELOR,
)

AWARDED = np.zeros(N_PATHWAYS, np.uint8)
AWARDED[[PATHWAY.CERTIFICATION, PATHWAY.TRADE_SCHOOL, PATHWAY.TWO_YEAR, PATHWAY.FOUR_YEAR, PATHWAY.APPRENTICESHIP]] = (
    CREDENTIAL.CERTIFICATION, CREDENTIAL.TRADE, CREDENTIAL.ASSOCIATE, CREDENTIAL.BACHELOR, CREDENTIAL.APPRENTICESHIP,
)  # fmt: skip


def keyed(keys: np.ndarray, year: int, k0: int, k1: int) -> Callable:
    """Draws of the compiled model for these persons and this year: Philox4x32-10 over whole arrays."""
    mask, shift = np.uint64(0xFFFFFFFF), np.uint64(32)

    def draw(call: int, rows: np.ndarray) -> np.ndarray:
        key = keys[rows]
        a, b = key & mask, key >> shift
        c, d = np.full_like(key, year + 1024), np.full_like(key, int(call))
        x, y = k0, k1
        for _ in range(10):
            p, q = np.uint64(0xD2511F53) * a, np.uint64(0xCD9E8D57) * c
            a, b, c, d = (q >> shift) ^ b ^ np.uint64(x), q & mask, (p >> shift) ^ d ^ np.uint64(y), p & mask
            x, y = (x + 0x9E3779B9) & 0xFFFFFFFF, (y + 0xBB67AE85) & 0xFFFFFFFF
        return np.stack([a, b, c, d]) * SCALE

    return draw


def from_generator(rng: np.random.Generator) -> Callable:
    """Draws of numpy's own generator, in 32 bits."""
    return lambda call, rows: rng.random((4, len(rows)), dtype=np.float32)


def shift_odds(chance, log_odds):
    """Chance after its odds are multiplied by ``exp(log_odds)``."""
    odds = chance * np.exp(log_odds)
    return odds / (odds + 1.0 - chance)


def logistic(x):
    """Chance with log-odds ``x``."""
    return 1.0 / (1.0 + np.exp(-x))


def table(values) -> np.ndarray:
    """A tuple of settings as an array to index."""
    return np.asarray(values, np.float32)


def learn(p, draw, poverty, s, traits) -> None:
    """A year's learning of every pupil."""
    i = np.flatnonzero(p.stage == STAGE.SCHOOL)
    motivation, interest = p.motivation[i], p.interest[i]
    away_from_mean = table(poverty - poverty[-1])[p.school[i]]
    anchor = (
        traits.motivation_academic * motivation
        + traits.low_income_academic * p.low_income[i]
        + traits.poverty_academic * away_from_mean
    )
    noise = s.academic_noise * (draw(Call.GROWTH, i).sum(axis=0) - 2.0) * 1.7320508
    p.academic[i] = anchor + s.academic_hold * (p.academic[i] - anchor) + noise
    p.interest[i] = s.interest_hold * interest + (1.0 - s.interest_hold) * 0.5 * motivation
    for column, hold in (
        (p.support, s.support_hold),
        (p.guidance, s.guidance_hold),
        (p.exposure, s.exposure_hold),
    ):
        column[i] *= hold
    a, b, c, _ = draw(Call.OUTLOOK_CHANGE, i)
    known = p.awareness[i]
    known = np.where(a < s.learn_field, known | (1 << (b * FIELDS).astype(np.uint16)), known)
    p.awareness[i] = known
    changing = (p.grade[i] >= 5) & (c < shift_odds(s.change_field, s.change_interest * interest))
    j, known = i[changing], known[changing]
    new = (draw(Call.NEW_FIELD, j)[0] * FIELDS).astype(np.uint8)
    turns = ((known >> new) & 1 == 1) & (new != p.field[j])
    p.field[j[turns]] = new[turns]
    p.technical[j[turns]] *= 0.5


def promote(p, draw, year, last_grade, feeder, events, s) -> None:
    """The end of every pupil's school year."""
    i = np.flatnonzero(p.stage == STAGE.SCHOOL)
    a, b, c, d = draw(Call.SCHOOLING, i)
    events[i] |= np.where(p.grade[i] >= 9, EVENT.ENROLLED | EVENT.HIGH_SCHOOL, EVENT.ENROLLED).astype(
        np.uint16
    )
    if year >= 0:
        gone = c < s.family_out
        p.stage[i[gone]] = STAGE.GONE
        i, a, b, d = i[~gone], a[~gone], b[~gone], d[~gone]
    _concentrate(p, i, d, s)
    grade, years, high = p.grade[i], p.years_in_stage[i], p.grade[i] >= 9
    out = np.zeros(len(i), bool)
    out[high] = b[high] < _dropout(p, i[high], s)
    p.left_school[i[out]], p.stage[i[out]], p.grade[i[out]] = year, STAGE.SEEK, SCHOOL_OVER
    held = ~out & (a < shift_odds(table(s.repeat)[grade], s.repeat_academic * p.academic[i]))
    events[i[held]] |= EVENT.REPEATED
    recovers = np.zeros(len(i), bool)
    retaking = np.flatnonzero(held & high)
    recovers[retaking] = draw(Call.RECOVERY, i[retaking])[0] < s.catch_up
    repeats = held & ~recovers
    done = ~out & ~repeats & (grade == 12)
    p.left_school[i[done]], p.stage[i[done]], p.grade[i[done]] = year, STAGE.SEEK, SCHOOL_OVER
    p.credentials[i[done]] |= CREDENTIAL.DIPLOMA
    late = (out & (years <= 3)) | (~out & ~done & high & (years == 3))
    aged = ~out & ~done & (p.age[i] >= SCHOOL_AGES[1])
    p.left_school[i[aged]], p.stage[i[aged]], p.grade[i[aged]] = year, STAGE.SEEK, SCHOOL_OVER
    events[i[late]] |= EVENT.NOT_IN_FOUR
    events[i[done & (years <= 3)]] |= EVENT.GRADUATED_IN_FOUR
    on = ~out & ~repeats & ~done & ~aged
    p.grade[i[on]] += 1
    p.years_in_stage[i[on & (grade == 8)]] = 255
    j = i[on]
    j = j[p.grade[j] > last_grade[p.school[j]]]
    reach = feeder[p.zone[j], p.grade[j]]
    u = draw(Call.OUTLOOK_CHANGE, j)[3]
    p.school[j] = np.minimum((reach <= u[:, None]).sum(axis=1), reach.shape[1] - 1)


def _concentrate(p, i, u, s) -> None:
    begin, gain = i[p.grade[i] == 9], i[(p.grade[i] > 9) & (p.credentials[i] & CREDENTIAL.CONCENTRATOR > 0)]
    lift = s.concentrate_interest * p.interest[begin] + s.concentrate_academic * p.academic[begin]
    begins = u[p.grade[i] == 9] < logistic(s.concentrate + lift)
    p.credentials[begin[begins]] |= CREDENTIAL.CONCENTRATOR
    p.technical[gain] += s.concentrate_gain


def _dropout(p, i, s) -> np.ndarray:
    barriers = p.barriers[i]
    return logistic(
        s.dropout
        + s.dropout_academic * p.academic[i]
        + s.dropout_motivation * p.motivation[i]
        + s.dropout_low_income * p.low_income[i]
        + table(s.dropout_gap)[p.ethnicity[i]]
        - p.support[i]
        + s.dropout_english_learner * (barriers & BARRIER.ENGLISH_LEARNER > 0)
        + s.dropout_disability * (barriers & BARRIER.DISABILITY > 0)
    )


def choose(p, draw, year, pupils_per_counsellor, s) -> None:
    """What the year's leavers go on to."""
    i = np.flatnonzero(p.left_school == year)
    a, b, c, d = draw(Call.CHOICE, i)
    graduate = p.credentials[i] & CREDENTIAL.DIPLOMA > 0
    school = s.counsellor * (s.counsellor_reference / pupils_per_counsellor[p.school[i]] - 1.0)
    reach = np.cumsum(np.exp(_worth(p, i, p.guidance[i] + school, s)), axis=0)
    pathway = np.minimum((reach <= a * reach[-1]).sum(axis=0), N_PATHWAYS - 1)
    pathway = np.where(graduate, pathway, np.where(a < s.dropout_idle, PATHWAY.NONE, PATHWAY.CAREER))
    degree = (pathway == PATHWAY.TWO_YEAR) | (pathway == PATHWAY.FOUR_YEAR)
    turning = degree & (c >= logistic(s.keep_field + s.keep_interest * p.interest[i]))
    shares = np.cumsum([s.degree_fields_male, s.degree_fields_female], axis=1)[p.sex[i[turning]]]
    field = np.minimum((shares <= (d[turning] * shares[:, -1])[:, None]).sum(axis=1), FIELDS - 1)
    p.technical[i[turning]] *= np.where(field != p.field[i[turning]], 0.5, 1.0)
    p.field[i[turning]] = field
    lift = (
        table(s.away)[pathway]
        + s.away_academic * p.academic[i]
        + s.away_low_income * p.low_income[i]
        + s.away_attachment * p.attachment[i]
    )
    studies = (
        (pathway >= PATHWAY.CERTIFICATION)
        & (pathway != PATHWAY.APPRENTICESHIP)
        & (pathway < PATHWAY.MILITARY)
    )
    p.pathway[i] = p.programme[i] = pathway
    p.years_in_stage[i] = 0
    p.stage[i] = np.select(
        [pathway == PATHWAY.NONE, pathway == PATHWAY.MILITARY, studies], [STAGE.IDLE, STAGE.MILITARY, STAGE.STUDY],
        STAGE.SEEK,
    )  # fmt: skip
    p.place[i[pathway == PATHWAY.MILITARY]] = PLACE.AWAY
    p.place[i[studies]] = np.where(b < logistic(lift), PLACE.AWAY_STUDY, PLACE.LOCAL)[studies]


def _worth(p, i, guidance, s) -> np.ndarray:
    barriers, goal = p.barriers[i], p.goal[i]
    worth = (
        table(s.intercept)[:, None]
        + table(s.academic)[:, None] * p.academic[i]
        + table(s.low_income)[:, None] * p.low_income[i]
        + table(s.gap_female)[:, None] * p.sex[i]
        + table(s.first_generation)[:, None] * (barriers & BARRIER.FIRST_GENERATION > 0)
        + table(s.must_earn)[:, None] * (barriers & BARRIER.MUST_EARN > 0)
        + table(s.concentrator)[:, None] * (p.credentials[i] & CREDENTIAL.CONCENTRATOR > 0)
    )
    worth[[PATHWAY.TWO_YEAR, PATHWAY.FOUR_YEAR]] += table(s.gap_college)[p.ethnicity[i]]
    bound = (goal == PATHWAY.APPRENTICESHIP) & (p.host[i] != NONE)
    worth[goal, np.arange(len(i))] += s.goal * np.maximum(0.0, 1.0 + s.guidance * guidance) + s.host * bound
    return worth


def progress(p, draw, year, young, events, apprentice_wage, s) -> int:
    """A year in every programme; returns apprenticeships cancelled."""
    study = (p.stage == STAGE.STUDY) & (p.left_school != year)
    i = np.flatnonzero(study | (p.stage == STAGE.APPRENTICE))
    a, b, c, d = draw(Call.PROGRESS, i)
    programme, apprentice = p.programme[i], p.stage[i] == STAGE.APPRENTICE
    lift = (
        table(s.persist)[programme]
        + s.persist_academic * p.academic[i]
        + s.persist_motivation * p.motivation[i]
        + s.persist_low_income * p.low_income[i]
        + table(s.gap_completion)[p.ethnicity[i]]
    )
    stops = a >= logistic(lift)
    done = ~stops & (p.years_in_stage[i] >= table(s.length)[programme]) & (b < table(s.finish)[programme])
    on = ~stops & ~done & ~apprentice
    transfers = on & (programme == PATHWAY.TWO_YEAR) & (c < s.transfer)
    switches = on & ~transfers & (c > 1.0 - s.switch_field)
    p.programme[i[transfers]] = PATHWAY.FOUR_YEAR
    p.field[i[switches]] = (d[switches] * FIELDS).astype(np.uint8)
    p.technical[i[switches]] *= 0.5
    _award(p, i[done], programme[done], year, events, s)
    p.wage[i[done & apprentice]] /= apprentice_wage
    events[i[stops]] |= EVENT.STOPPED_OUT
    p.stage[i[stops | (done & ~apprentice)]] = STAGE.SEEK
    p.stage[i[done & apprentice]] = STAGE.WORK
    p.years_in_stage[i[stops | done]] = 0
    j = i[stops & apprentice]
    np.subtract.at(young, (p.employer[j], p.occupation_level[j]), 1)
    p.employer[j], p.tenure[j] = NONE, 0
    k = np.flatnonzero((p.stage == STAGE.MILITARY) & (p.years_in_stage >= s.service_years))
    p.stage[k], p.years_in_stage[k], p.place[k] = STAGE.SEEK, 0, PLACE.AWAY
    return len(j)


def _award(p, i, programme, year, events, s) -> None:
    stem = ((STEM >> p.field[i].astype(np.int64)) & 1 == 1) & (programme != PATHWAY.APPRENTICESHIP)
    p.credentials[i] |= AWARDED[programme] | np.where(stem, CREDENTIAL.STEM, 0).astype(np.uint8)
    p.technical[i] += table(s.gain)[programme]
    p.vintage[i] = year
    events[i] |= EVENT.COMPLETED | (programme.astype(np.uint16) << PROGRAMME_SHIFT)


def careers(p, draw, year, young, layoff, employer_field, s) -> int:
    """A year in or out of work for everybody; returns jobs that ended."""
    employed = p.employer != NONE
    i = np.flatnonzero(employed)
    a, b, c, d = draw(Call.CAREER, i)
    employer, level, tenure = p.employer[i], p.occupation_level[i], p.tenure[i]
    lift = s.separation_age * np.maximum(0, 30 - p.age[i]) + s.separation_tenure * np.minimum(tenure, 10)
    lift = lift + s.separation_entry * (level == LEVEL.ENTRY) + s.separation_host * (employer == p.host[i])
    laid_off = layoff[employer, level]
    ends = a < laid_off + (1.0 - laid_off) * shift_odds(s.separation, lift)
    works = ~ends & (p.stage[i] != STAGE.APPRENTICE)
    quits = works & (b < shift_odds(s.withdraw, np.where(p.age[i] < 25, s.withdraw_young, 0.0)))
    studies = works & ~quits & (level == LEVEL.ENTRY) & (c < s.upskill)
    stays = works & ~quits & ~studies
    p.wage[i[stays & (tenure < s.raise_years)]] *= 1.0 + s.raise_rate
    trained = i[stays & (d < s.training) & (employer_field[employer] == p.field[i])]
    p.technical[trained] += s.training_gain
    p.vintage[trained] = year
    over = ends | quits | studies
    p.tenure[i] = np.where(over, 0, np.minimum(250, tenure.astype(np.int64) + 1))
    p.programme[i[studies]] = np.where(
        c[studies] < s.upskill * s.upskill_two_year, PATHWAY.TWO_YEAR, PATHWAY.CERTIFICATION
    )
    p.stage[i[ends]], p.stage[i[quits]], p.stage[i[studies]] = STAGE.SEEK, STAGE.IDLE, STAGE.STUDY
    np.subtract.at(young, (employer[over], level[over]), 1)
    p.employer[i[over]], p.years_in_stage[i[over]] = NONE, 0
    _without_work(p, draw, employed, s)
    return int(over.sum())


def _without_work(p, draw, employed, s) -> None:
    i = np.flatnonzero(~employed & ((p.stage == STAGE.SEEK) | (p.stage == STAGE.IDLE)))
    b, seeks = draw(Call.CAREER, i)[1], p.stage[i] == STAGE.SEEK
    gives_up = seeks & (b < shift_odds(s.withdraw, np.where(p.age[i] < 25, s.withdraw_young, 0.0)))
    returns = ~seeks & (b > 1.0 - s.reenter)
    p.stage[i[gives_up]] = STAGE.IDLE
    p.stage[i[returns]] = np.where(p.place[i[returns]] == PLACE.LOCAL, STAGE.SEEK, STAGE.WORK)
    p.years_in_stage[i[gives_up | returns]] = 0


def level_of(credentials) -> np.ndarray:
    """Highest level of occupation that sets of credentials open."""
    skilled = np.where(credentials & SUB_BACHELOR > 0, LEVEL.SKILLED, LEVEL.ENTRY)
    return np.where(credentials & CREDENTIAL.BACHELOR > 0, LEVEL.PROFESSIONAL, skilled)


def residence(p, draw, year, young, s) -> int:
    """Everybody of working age stays, leaves, comes home or comes back; returns jobs that ended."""
    i = np.flatnonzero((p.stage >= STAGE.STUDY) & (p.stage <= STAGE.IDLE) & (p.left_school != year))
    u, stage, place, age = draw(Call.RESIDENCE, i)[0], p.stage[i], p.place[i], p.age[i].astype(np.float32)
    bachelor, newcomer = p.credentials[i] & CREDENTIAL.BACHELOR > 0, p.origin[i] == ORIGIN.NEWCOMER
    here, away = place == PLACE.LOCAL, place == PLACE.AWAY
    p.attachment[i[here]] += s.attachment_gain
    ties = p.attachment[i]
    lift = (
        s.leave
        + s.leave_age * (age - 25)
        + s.leave_bachelor * bachelor
        + s.leave_jobless * (stage == STAGE.SEEK)
    )
    lift = (
        lift + s.leave_newcomer * newcomer + s.leave_low_income * p.low_income[i] + s.leave_attachment * ties
    )
    lift = lift + s.leave_tenure * np.minimum(p.tenure[i], 5)
    free = (stage != STAGE.STUDY) & (stage != STAGE.APPRENTICE)
    leaves = here & free & (u < logistic(lift))
    back = (
        away
        & ~newcomer
        & (u < logistic(s.come_back + s.come_back_attachment * ties + s.come_back_age * (age - 25)))
    )
    ended_study = (place == PLACE.AWAY_STUDY) & (stage != STAGE.STUDY)
    home = s.come_home + s.come_home_attachment * ties + s.come_home_bachelor * bachelor
    back |= ended_study & (u < logistic(home))
    left_job = i[leaves & (p.employer[i] != NONE)]
    np.subtract.at(young, (p.employer[left_job], p.occupation_level[left_job]), 1)
    p.employer[left_job], p.tenure[left_job] = NONE, 0
    settles = leaves | (ended_study & ~back) | (away & ~back & (stage == STAGE.SEEK))
    earns = i[settles | (away & ~back)]
    level = level_of(p.credentials[earns])
    p.occupation_level[earns] = level
    p.wage[earns] = table(s.wage_elsewhere)[level] * np.exp(
        s.wage_age * (p.age[earns].astype(np.float32) - 30)
    )
    p.place[i[settles]] = PLACE.AWAY
    j = i[settles & (stage != STAGE.IDLE)]
    p.stage[j], p.years_in_stage[j] = STAGE.WORK, 0
    j = i[back]
    p.place[j], p.stage[j], p.years_in_stage[j] = PLACE.LOCAL, STAGE.SEEK, 0
    return len(left_job)


def count(p, year, events, in_target) -> dict[str, np.ndarray]:
    """The tallies that do not need a look at goals or at programmes begun, each over the cells."""
    exists = (p.stage != STAGE.PENDING) & (p.stage != STAGE.GONE) & (p.stage != STAGE.AGED)
    cell = p.ethnicity * 4 + p.sex * 2 + p.low_income
    here = exists & (p.place == PLACE.LOCAL)
    employed = (p.stage == STAGE.WORK) | (p.stage == STAGE.APPRENTICE)
    works, seeks = here & employed, here & (p.stage == STAGE.SEEK)
    target = works & in_target[np.where(works, p.employer, 0)]
    adult, former = here & (p.age >= 18), exists & (p.origin != ORIGIN.NEWCOMER) & (p.stage != STAGE.SCHOOL)
    leaver = exists & (p.left_school == year)
    graduate = leaver & (p.credentials & CREDENTIAL.DIPLOMA > 0)
    senior = exists & (p.stage == STAGE.SCHOOL) & (p.grade == 12)
    masks = {
        "PUPILS": events & EVENT.ENROLLED > 0, "HIGH_SCHOOL_PUPILS": events & EVENT.HIGH_SCHOOL > 0,
        "REPEATERS": events & EVENT.REPEATED > 0, "STOPPED_OUT": events & EVENT.STOPPED_OUT > 0,
        "COHORT_9": events & (EVENT.GRADUATED_IN_FOUR | EVENT.NOT_IN_FOUR) > 0,
        "COHORT_9_GRADUATED": events & EVENT.GRADUATED_IN_FOUR > 0, "HIRES": events & EVENT.HIRED > 0,
        "HIRES_IN_FIELD": events & EVENT.HIRED_IN_FIELD > 0, "LEAVERS": leaver, "GRADUATES": graduate,
        "DROPOUTS": leaver & ~graduate, "GRADE_12": senior, "PRESENT": here, "AWAY": exists & ~here,
        "TO_COLLEGE_ELSEWHERE": graduate & (p.place == PLACE.AWAY_STUDY),
        "CONCENTRATORS": graduate & (p.credentials & CREDENTIAL.CONCENTRATOR > 0),
        "ADULTS_HERE": adult, "EMPLOYED_HERE": adult & works, "UNEMPLOYED_HERE": adult & seeks, "TARGET_HERE": target,
    }  # fmt: skip
    for pathway, name in enumerate(vars(PATHWAY)):
        masks[f"TO_{name}"] = graduate & (p.pathway == pathway)
    for low in (20, 25, 30):
        band = adult & (p.age >= low) & (p.age < low + 5)
        for name, part in (("PEOPLE", band), ("EMPLOYED", band & works), ("UNEMPLOYED", band & seeks)):
            masks[f"{name}_{low}_{low + 4}"] = part
    for since in (1, 5, 10):
        cohort = former & (p.left_school == year - since)
        parts = (
            ("LEFT", cohort),
            ("LIVES_HERE", cohort & here),
            ("WORKS_HERE", cohort & works),
            ("TARGET", cohort & target),
        )
        masks |= {f"{name}_{since}": part for name, part in parts}
    for since in (5, 10):
        masks[f"EMPLOYED_{since}"] = former & (p.left_school == year - since) & employed
    masks["CREDENTIAL_5"] = former & (p.left_school == year - 5) & (p.credentials & BEYOND_SCHOOL > 0)
    masks["AGE_26"] = former & (p.age == 26)
    masks["AGE_26_HERE"] = masks["AGE_26"] & here
    masks["AGE_26_BACHELOR"] = masks["AGE_26"] & (p.credentials & CREDENTIAL.BACHELOR > 0)
    counts = {name: np.bincount(cell[mask], minlength=N_CELLS) for name, mask in masks.items()}
    counts["WAGES_HERE"] = np.bincount(
        cell[adult & works], np.trunc(p.wage[adult & works]), minlength=N_CELLS
    )
    return counts
