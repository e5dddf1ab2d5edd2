"""The vectorisable rules of adults in plain numpy: progress, careers and residence."""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_PATHWAYS, NONE, WORKING_AGES
from sim.core.draws import Call

from .codes import (
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
    STUDIED,
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


def careers(p, draw, year, young, events, firms, carry, lost, s) -> int:
    """A year in or out of work for everybody; ``lost``: skill outdated, by field. Returns jobs that ended."""
    p.technical *= np.where(p.age >= WORKING_AGES[0], 1.0 - table(lost)[p.field], 1.0).astype(np.float32)
    employed = p.employer != NONE
    i = np.flatnonzero(employed)
    a, b, c, d = draw(Call.CAREER, i)
    employer, level, tenure = p.employer[i], p.occupation_level[i], p.tenure[i]
    lift = s.separation_age * np.maximum(0, 30 - p.age[i]) + s.separation_tenure * np.minimum(tenure, 10)
    lift = lift + s.separation_entry * (level == LEVEL.ENTRY) + s.separation_host * (employer == p.host[i])
    laid_off = firms.layoff[employer, level]
    ends = a < laid_off + (1.0 - laid_off) * shift_odds(s.separation, lift)
    works = ~ends & (p.stage[i] != STAGE.APPRENTICE)
    quits = works & (b < _withdrawal(p.age[i], s))
    studies = works & ~quits & (level == LEVEL.ENTRY) & (c < s.upskill)
    stays = works & ~quits & ~studies
    p.wage[i[stays & (tenure < s.raise_years)]] *= 1.0 + s.raise_rate
    own, of_job = p.field[i], firms.field[employer]
    trained, adopts = i[stays & (own == of_job) & (d < s.training)], stays & (own != of_job)
    p.technical[trained] += s.training_gain
    p.vintage[trained] = year
    adopts &= c > 1.0 - s.adopt_field
    p.technical[i[adopts]] *= table(carry)[own[adopts], of_job[adopts]]
    p.field[i[adopts]] = of_job[adopts]
    over = ends | quits | studies
    p.tenure[i] = np.where(over, 0, np.minimum(250, tenure.astype(np.int64) + 1))
    p.programme[i[studies]] = np.where(
        c[studies] < s.upskill * s.upskill_two_year, PATHWAY.TWO_YEAR, PATHWAY.CERTIFICATION
    )
    p.studied[i[studies]] = STUDIED.HERE
    p.stage[i[ends]], p.stage[i[quits]], p.stage[i[studies]] = STAGE.SEEK, STAGE.IDLE, STAGE.STUDY
    np.subtract.at(young, (employer[over], level[over]), 1)
    p.employer[i[over]], p.years_in_stage[i[over]] = NONE, 0
    _without_work(p, draw, employed, events, s)
    return int(over.sum())


def _withdrawal(age, s) -> np.ndarray:
    """Chance of leaving the labour force."""
    lift = np.select([age < 25, age >= 30], [s.withdraw_young, s.withdraw_later], 0.0)
    return shift_odds(s.withdraw, lift)


def _without_work(p, draw, employed, events, s) -> None:
    i = np.flatnonzero(~employed & ((p.stage == STAGE.SEEK) | (p.stage == STAGE.IDLE)))
    b, seeks = draw(Call.CAREER, i)[1], p.stage[i] == STAGE.SEEK
    gives_up = seeks & (b < _withdrawal(p.age[i], s))
    returns = ~seeks & (b > 1.0 - s.reenter)
    p.stage[i[gives_up]] = STAGE.IDLE
    p.stage[i[returns]] = np.where(p.place[i[returns]] == PLACE.LOCAL, STAGE.SEEK, STAGE.WORK)
    p.years_in_stage[i[gives_up | returns]] = 0
    events[i[returns]] |= EVENT.REENTERED


def level_of(credentials) -> np.ndarray:
    """Highest level of occupation that sets of credentials open."""
    skilled = np.where(credentials & SUB_BACHELOR > 0, LEVEL.SKILLED, LEVEL.ENTRY)
    return np.where(credentials & CREDENTIAL.BACHELOR > 0, LEVEL.PROFESSIONAL, skilled)


def elsewhere(p, i, year, s, pay) -> tuple[np.ndarray, np.ndarray]:
    """Level and wage of the work elsewhere that one's credentials, skill and age are worth."""
    level, years = level_of(p.credentials[i]), np.maximum(0, year - p.vintage[i].astype(np.int64))
    skill = p.technical[i] * np.exp2(-years / table(pay.skill_half_life)[p.field[i]])
    worth = pay.wage_skill * 0.5 * (p.academic[i] + skill) + pay.wage_age * (p.age[i].astype(np.float32) - 30)
    return level, table(s.wage_elsewhere)[level] * np.exp(worth)


def residence(p, draw, year, young, events, s, pay) -> int:
    """Everybody of working age stays, leaves, comes home or comes back; returns jobs that ended."""
    i = np.flatnonzero((p.stage >= STAGE.STUDY) & (p.stage <= STAGE.IDLE) & (p.left_school != year))
    u, stage, place, age = draw(Call.RESIDENCE, i)[0], p.stage[i], p.place[i], p.age[i].astype(np.float32)
    bachelor = p.credentials[i] & CREDENTIAL.BACHELOR > 0
    here, away = place == PLACE.LOCAL, place == PLACE.AWAY
    p.attachment[i[here]] += s.attachment_gain
    ties, (level, offer) = p.attachment[i], elsewhere(p, i, year, s, pay)
    free = (stage != STAGE.STUDY) & (stage != STAGE.APPRENTICE)
    leaves = here & free & (u < logistic(_leaving(p, i, offer, s)))
    back = away & (u < logistic(s.come_back + s.come_back_attachment * ties + s.come_back_age * (age - 25)))
    ended_study = (place == PLACE.AWAY_STUDY) & (stage != STAGE.STUDY)
    home = s.come_home + s.come_home_attachment * ties + s.come_home_bachelor * bachelor
    back |= ended_study & (u < logistic(home))
    left_job = i[leaves & (p.employer[i] != NONE)]
    np.subtract.at(young, (p.employer[left_job], p.occupation_level[left_job]), 1)
    p.employer[left_job], p.tenure[left_job] = NONE, 0
    events[i[leaves]] |= EVENT.LEFT_REGION
    events[i[back]] |= EVENT.CAME_BACK
    p.place[i[leaves]] = PLACE.AWAY
    moves_on = leaves & (p.origin[i] == ORIGIN.NEWCOMER)
    p.stage[i[moves_on]] = STAGE.GONE
    began = away & ((stage == STAGE.SEEK) | (p.wage[i] == 0.0))
    p.wage[i[away & ~back & ~began]] *= np.float32(np.exp(pay.wage_age))
    settles = (leaves & ~moves_on) | ((ended_study | began) & ~back)
    j, outside = i[settles], np.where(p.in_state[i], s.stay_in_state, s.back_in_state)
    chance = np.where(here, np.where(bachelor, s.leave_in_state_bachelor, s.leave_in_state), outside)
    p.in_state[j] = draw(Call.STATE, j)[1] < chance[settles]
    p.wage[i[settles]], p.occupation_level[i[settles]] = offer[settles], level[settles]
    p.place[i[settles]] = PLACE.AWAY
    j = i[settles & (stage != STAGE.IDLE)]
    p.stage[j], p.years_in_stage[j] = STAGE.WORK, 0
    j = i[back]
    p.place[j], p.stage[j], p.years_in_stage[j], p.in_state[j] = PLACE.LOCAL, STAGE.SEEK, 0, 1
    return len(left_job)


def _leaving(p, i, offer, s) -> np.ndarray:
    """Log-odds of leaving the region; for workers, the offer elsewhere against the wage here counts."""
    stage, age = p.stage[i], p.age[i].astype(np.float32)
    gain = np.where(stage == STAGE.WORK, offer / np.maximum(p.wage[i], 1.0) - 1.0, 0.0)
    return (
        s.leave
        + s.leave_age * (age - 25)
        + s.leave_bachelor * (p.credentials[i] & CREDENTIAL.BACHELOR > 0)
        + s.leave_jobless * (stage == STAGE.SEEK)
        + s.leave_newcomer * (p.origin[i] == ORIGIN.NEWCOMER)
        + s.leave_low_income * p.low_income[i]
        + s.leave_attachment * p.attachment[i]
        + s.leave_tenure * np.minimum(p.tenure[i], 5)
        + s.leave_gain * np.clip(gain, -1.0, 1.0)
    )
