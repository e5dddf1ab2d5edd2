"""Pure Mesa: how wages and employers answer unfilled jobs. Part of step 1, and of the outsiders in step 7."""

from __future__ import annotations

from math import exp, log

from .codes import FIELDS, LEVELS

USUAL_YEARS = 3
"""Last years before the horizon, over which the usual share of unfilled jobs is taken."""
LARGEST_PAY, LARGEST_GROWTH = 0.5, 0.4
"""Log points by which wages and jobs can move from where they began."""
FEWEST_OPEN = 0.01
"""Share of jobs added to shares unfilled before their ratio is taken."""


def by_field_and_level(employers, count) -> list[list[int]]:
    """Sum of ``count(employer)``, a list by level, over the employers of each field."""
    total = [[0] * LEVELS for _ in range(FIELDS)]
    for employer in employers:
        row = total[employer.field]
        for level, number in enumerate(count(employer)):
            row[level] += number
    return total


def open_shares(employers) -> list[list[float]]:
    """Share of the jobs of each field and level that stayed unfilled last year."""
    jobs = by_field_and_level(employers, lambda employer: employer.jobs)
    unfilled = by_field_and_level(employers, lambda employer: employer.vacancies)
    return [
        [left / max(1, all_jobs) for left, all_jobs in zip(*rows, strict=True)]
        for rows in zip(unfilled, jobs, strict=True)
    ]


def respond(model) -> None:
    """Remember last year's unfilled jobs as usual, or let wages and growth answer them."""
    if model.year <= -USUAL_YEARS:
        return
    now = open_shares(model.employers)
    if model.year > 0:
        move_pay(model, now)
        for employer in model.employers:
            grow(employer, model.usual_open[employer.field], model.economy)
            employer.wage = [
                wage * exp(pay)
                for wage, pay in zip(employer.base_wage, model.pay[employer.field], strict=True)
            ]
        return
    for usual, shares in zip(model.usual_open, now, strict=True):
        for level, share in enumerate(shares):
            usual[level] += share / USUAL_YEARS


def move_pay(model, now: list[list[float]]) -> None:
    """Pay goes part of the way to where tightness would have it: higher where more jobs stayed unfilled."""
    s = model.economy
    for pay, moved, usual, shares in zip(model.pay, model.moved, model.usual_open, now, strict=True):
        for level in range(LEVELS):
            before = pay[level]
            tight = log((shares[level] + FEWEST_OPEN) / (usual[level] + FEWEST_OPEN))
            aim = before + s.wage_speed * (s.wage_response * tight - before)
            pay[level] = max(-LARGEST_PAY, min(LARGEST_PAY, aim))
            moved[level] = pay[level] - before


def grow(employer, usual: list[float], s) -> None:
    """An employer that filled more of its jobs than usual in its field grows, another shrinks."""
    expected = sum(share * jobs for share, jobs in zip(usual, employer.jobs, strict=True))
    better = (expected - sum(employer.vacancies)) / max(1, sum(employer.jobs))
    grown = employer.growth * (1.0 - s.response_fade) + s.growth_response * better
    employer.growth = max(-LARGEST_GROWTH, min(LARGEST_GROWTH, grown))
