"""Pure Mesa: outsiders in step 7. Older residents and commuters as rivals; people hired from elsewhere."""

from __future__ import annotations

from math import log, pi, sqrt

from .codes import LEVELS, MARKET
from .mesa_firms import SETTLING_YEARS
from .mesa_tightness import by_field_and_level

LOGISTIC_SD = pi / sqrt(3.0)
SMALLEST = 2.0**-33
"""Half of the smallest step of a uniform."""


def rivals_per_vacancy(model) -> list[list[float]]:
    """Expected rivals before each vacancy, by field and level; none before the market has settled."""
    others = by_field_and_level(model.employers, lambda employer: employer.others)
    vacancies = by_field_and_level(model.employers, lambda employer: employer.vacancies)
    share = model.matching.rivals if model.year >= -SETTLING_YEARS else 0.0
    return [
        [share * number / max(1, places) for number, places in zip(*rows, strict=True)]
        for rows in zip(others, vacancies, strict=True)
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


def fill_from_outside(model, rivals: dict[int, int]) -> None:
    """Rivals take the places they hold; of what is still open, people from elsewhere take a share."""
    counted = dict.fromkeys((MARKET.HIRED_OLDER, MARKET.HIRED_COMMUTERS, MARKET.HIRED_RECRUITS), 0)
    unfilled = 0
    for employer in model.employers:
        model.luck.key = employer.number
        commuting, coming = model.luck.positions(4), model.luck.positions(7)
        for level in range(LEVELS):
            hired = rivals.get(employer.number * LEVELS + level, 0)
            employer.fill(level, hired)
            ring = min(hired, int(hired * model.commuters_share + commuting[level]))
            left = employer.vacancies[level]
            recruited = min(left, int(left * model.matching.recruits[level] + coming[level]))
            employer.fill(level, recruited)
            counted[MARKET.HIRED_OLDER] += hired - ring
            counted[MARKET.HIRED_COMMUTERS] += ring
            counted[MARKET.HIRED_RECRUITS] += recruited
            unfilled += left - recruited
    for name, number in counted.items():
        model.market[name] = number
    model.market[MARKET.HIRED_OTHERS] = sum(counted.values())
    model.market[MARKET.UNFILLED] = unfilled
