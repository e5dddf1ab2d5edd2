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

from sim.core.columns import N_PATHWAYS, NONE, SCHOOL_AGES
from sim.core.draws import SCALE, Call

from .codes import (
    BARRIER,
    CREDENTIAL,
    EVENT,
    FIELDS,
    PATHWAY,
    PLACE,
    SCHOOL_OVER,
    STAGE,
    STUDIED,
)

BELOW_BACHELOR = [PATHWAY.CERTIFICATION, PATHWAY.TRADE_SCHOOL, PATHWAY.TWO_YEAR]
STUDIES = [*BELOW_BACHELOR, PATHWAY.FOUR_YEAR]
"""Pathways that begin with study."""


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
    events[i[late | (aged & (years < 3))]] |= EVENT.NOT_IN_FOUR
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
        + s.dropout_female * p.sex[i]
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
        - _aid(p, i, s)[pathway, np.arange(len(i))]
    )
    studies, away = np.isin(pathway, STUDIES), b < logistic(lift)
    p.pathway[i] = p.programme[i] = pathway
    p.years_in_stage[i] = 0
    p.stage[i] = np.select(
        [pathway == PATHWAY.NONE, pathway == PATHWAY.MILITARY, studies],
        [STAGE.IDLE, STAGE.MILITARY, STAGE.STUDY],
        STAGE.SEEK,
    )  # fmt: skip
    p.place[i[pathway == PATHWAY.MILITARY]], p.in_state[i[pathway == PATHWAY.MILITARY]] = PLACE.AWAY, 0
    p.place[i[studies]] = np.where(away, PLACE.AWAY_STUDY, PLACE.LOCAL)[studies]
    p.studied[i[studies]] = STUDIED.HERE
    j = i[studies & away]
    p.in_state[j] = draw(Call.STATE, j)[0] < s.away_in_state
    p.studied[j] = np.where(p.in_state[j], STUDIED.IN_STATE, STUDIED.OTHER_STATE)


def _aid(p, i, s) -> np.ndarray:
    """Utility of the aid promised for local programmes, [pathway, person]."""
    worth = np.zeros((N_PATHWAYS, len(i)), np.float32)
    worth[BELOW_BACHELOR] = s.aid / 1000.0 * p.aid_two_year[i]
    worth[PATHWAY.FOUR_YEAR] = s.aid / 1000.0 * p.aid_four_year[i]
    return worth


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
    worth += _aid(p, i, s)
    worth[[PATHWAY.TWO_YEAR, PATHWAY.FOUR_YEAR]] += table(s.gap_college)[p.ethnicity[i]]
    bound = (goal == PATHWAY.APPRENTICESHIP) & (p.host[i] != NONE)
    worth[goal, np.arange(len(i))] += s.goal * np.maximum(0.0, 1.0 + s.guidance * guidance) + s.host * bound
    return worth
