"""Pure Mesa: outsiders in step 7. Older residents and commuters as rivals; people hired from elsewhere."""

from __future__ import annotations

from math import log, pi, sqrt

from .codes import LEVELS, MARKET
from .mesa_firms import SETTLING_YEARS
from .mesa_tightness import by_field_and_level

LOGISTIC_SD = pi / sqrt(3.0)
SMALLEST = 2.0**-33
"""Half of the smallest step of a uniform."""


def rivals_looking(model) -> list[list[float]]:
    """Others who look for a job, by field and level; none before the market settles.

    A share of those who have one, and those who were laid off.
    """
    others = by_field_and_level(model.employers, lambda employer: employer.others)
    share, settling = model.matching.rivals, model.year >= -SETTLING_YEARS
    return [
        [share * number + lost if settling else 0.0 for number, lost in zip(*rows, strict=True)]
        for rows in zip(others, model.laid_off, strict=True)
    ]


def rivals_per_vacancy(model, looking: list[list[float]]) -> list[list[float]]:
    """Expected rivals before each vacancy, by field and level."""
    vacancies = by_field_and_level(model.employers, lambda employer: employer.vacancies)
    return [
        [number / max(1, places) for number, places in zip(*rows, strict=True)]
        for rows in zip(looking, vacancies, strict=True)
    ]


def best_rival(u: float, expected: float, mean: float, spread: float) -> float | None:
    """Score of the best of a Poisson number of applicants with logistic scores, where there is one.

    The chance that none is better than x is exp(−expected × share of applicants better than x); ``u`` is
    that chance at the best, so none came if it is exp(−expected) or less.
    """
    better = -log(max(u, SMALLEST)) / expected
    if better >= 1.0:
        return None
    return mean + spread / LOGISTIC_SD * (log(1.0 - better) - log(better))


def rivals_of(model, expected: list[list[float]]) -> dict[int, list[float]]:
    """Scores of the best outside applicant of each vacancy, if good enough, for slots with an open one."""
    luck, s, found = model.luck, model.matching, {}
    for employer in model.employers:
        luck.key = employer.number
        for level, rate in enumerate(expected[employer.field]):
            opened = employer.opened[level]
            if rate > 0.0 and employer.vacancies[level] > 0:
                draws = [u for block in range((opened + 3) // 4) for u in luck.rivals(level, block)]
                best = (best_rival(u, rate, s.rival_score, s.rival_spread) for u in draws[:opened])
                good = [score for score in best if score is not None and score >= s.standard]
                found[employer.number * LEVELS + level] = good
    return found


def look_on(model, looking: list[list[float]], hired: list[list[int]]) -> None:
    """Of the laid off who were not hired some look for another year."""
    for lost, seekers, taken in zip(model.laid_off, looking, hired, strict=True):
        for level in range(LEVELS):
            left = max(0.0, 1.0 - taken[level] / max(1.0, seekers[level]))
            lost[level] *= model.matching.laid_off_look * left


def fill_from_outside(model, rivals: dict[int, int], looking: list[list[float]]) -> None:
    """Rivals take the places they hold; of what is still open, people from elsewhere take a share."""
    hired_of = [[0] * LEVELS for _ in looking]
    counted = dict.fromkeys((MARKET.HIRED_OLDER, MARKET.HIRED_COMMUTERS, MARKET.HIRED_RECRUITS), 0)
    unfilled = 0
    for employer in model.employers:
        model.luck.key = employer.number
        commuting, coming = model.luck.positions(4), model.luck.positions(7)
        for level in range(LEVELS):
            hired = rivals.get(employer.number * LEVELS + level, 0)
            employer.fill(level, hired)
            hired_of[employer.field][level] += hired
            ring = min(hired, int(hired * model.commuters_share + commuting[level]))
            ring = 0 if employer.outside else ring
            left = employer.vacancies[level]
            recruited = min(left, int(left * model.matching.recruits[level] + coming[level]))
            employer.fill(level, recruited)
            counted[MARKET.HIRED_OLDER] += hired - ring
            counted[MARKET.HIRED_COMMUTERS] += ring
            counted[MARKET.HIRED_RECRUITS] += recruited
            unfilled += left - recruited
    look_on(model, looking, hired_of)
    for name, number in counted.items():
        model.market[name] = number
    model.market[MARKET.HIRED_OTHERS] = sum(counted.values())
    model.market[MARKET.UNFILLED] = unfilled
