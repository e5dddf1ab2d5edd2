"""Pure Mesa: outsiders in step 7. People of the ring counties as rivals for the jobs of the region."""

from __future__ import annotations

from math import log, pi, sqrt

from .codes import LEVELS, MARKET
from .mesa_tightness import by_field_and_level

LOGISTIC_SD = pi / sqrt(3.0)
SMALLEST = 2.0**-33
"""Half of the smallest step of a uniform."""


def rivals_looking(model) -> list[list[float]]:
    """Commuters who look for a job, by field and level: a share of those who usually work here."""
    inside = by_field_and_level(
        model.employers, lambda employer: [0] * LEVELS if employer.outside else employer.base
    )
    share = model.ring[0] * model.commuters_share
    return [[share * jobs for jobs in row] for row in inside]


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
    """Scores of the best outside applicant of each vacancy, if good enough, for slots with an open one.

    None stands before the jobs outside the region.
    """
    standard, found = model.matching.standard, {}
    for employer in (one for one in model.employers if not one.outside):
        for level, rate in enumerate(expected[employer.field]):
            if rate > 0.0 and employer.vacancies[level] > 0:
                slot = employer.number * LEVELS + level
                best = model.rivals_met.setdefault(slot, [])
                call_rivals(model, employer, level, rate, best)
                found[slot] = [score for score in best if score is not None and score >= standard]
    return found


def call_rivals(model, employer, level: int, rate: float, best: list[float | None]) -> None:
    """Add to the ``best`` applicants of a slot's vacancies those of vacancies opened since.

    Rivals who came in an earlier season of the year stand there still.
    """
    luck, s, met, opened = model.luck, model.matching, len(best), employer.opened[level]
    luck.key, begun = employer.number, met // 4
    draws = [u for block in range(begun, (opened + 3) // 4) for u in luck.rivals(level, block)]
    for u in draws[met - 4 * begun : opened - 4 * begun]:
        best.append(best_rival(u, rate, s.rival_score, s.rival_spread))


def fill_from_outside(model, rivals: dict[int, int]) -> None:
    """Rivals take the places they hold."""
    for employer in model.employers:
        for level in range(LEVELS):
            employer.fill(level, rivals.get(employer.number * LEVELS + level, 0))
    model.market[MARKET.HIRED_COMMUTERS] = sum(rivals.values())
    model.market[MARKET.UNFILLED] = sum(sum(employer.vacancies) for employer in model.employers)
