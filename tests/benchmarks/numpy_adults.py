"""The vectorisable rules of adults in plain numpy: progress, careers, residence, and the count of people."""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_CELLS, N_PATHWAYS, NONE
from sim.core.draws import Call

from .codes import (
    BEYOND_SCHOOL,
    CREDENTIAL,
    EVENT,
    FIELDS,
    LEVEL,
    ORIGIN,
    PATHWAY,
    PLACE,
    PROGRAMME_SHIFT,
    STAGE,
    STEM,
    SUB_BACHELOR,
)  # fmt: skip
from .plain_numpy import logistic, shift_odds, table

AWARDED = np.zeros(N_PATHWAYS, np.uint8)
AWARDED[PATHWAY.CERTIFICATION] = CREDENTIAL.CERTIFICATION
AWARDED[PATHWAY.TRADE_SCHOOL] = CREDENTIAL.TRADE
AWARDED[PATHWAY.TWO_YEAR] = CREDENTIAL.ASSOCIATE
AWARDED[PATHWAY.FOUR_YEAR] = CREDENTIAL.BACHELOR
AWARDED[PATHWAY.APPRENTICESHIP] = CREDENTIAL.APPRENTICESHIP


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
        + s.gap_female * p.sex[i]
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
        "ADULTS_HERE": adult, "EMPLOYED_HERE": adult & works, "UNEMPLOYED_HERE": adult & seeks,
        "TARGET_HERE": target,
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
