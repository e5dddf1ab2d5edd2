"""Pure Mesa: what nobody publishes moves in the warm-up until what somebody publishes comes out."""

from __future__ import annotations

from math import log

from .codes import COUNT, LEVEL, LEVELS

SETTLING_YEARS = 18
"""Last years of the warm-up, in which the standard settles too."""
OLDER = COUNT.PEOPLE_35_44, COUNT.PEOPLE_45_54, COUNT.PEOPLE_55_64


def within(value: float, low: float, high: float) -> float:
    """The value, or the bound it passes."""
    return min(high, max(low, value))


def log_odds(share: float) -> float:
    """Log-odds of a share kept off 0 and 1."""
    inside = within(share, 0.001, 0.999)
    return log(inside / (1.0 - inside))


def counted(model, count: int) -> int:
    """A count of the year over all cells."""
    return sum(tally[count] for tally in model.tally)


def settle(model) -> None:
    """One year's move of all five quantities; none in the last year before the horizon or later."""
    if model.year >= -1:
        return
    if model.year >= -SETTLING_YEARS:
        settle_standard(model)
    settle_positions_and_gates(model)
    settle_ring(model)
    settle_leaving(model)


def settle_standard(model) -> None:
    """Employers ask for more while fewer of 25 to 29 are unemployed than published, and the reverse."""
    work, seek = counted(model, COUNT.EMPLOYED_25_29), counted(model, COUNT.UNEMPLOYED_25_29)
    published = model.published_unemployment
    if work + seek and published == published:
        gap = log_odds(published) - log_odds(seek / (work + seek))
        model.standard = within(model.standard + 0.5 * gap, -4.0, 2.0)


def settle_positions_and_gates(model) -> None:
    """Positions follow the share that is usually open; the gate of a level opens while it has more open."""
    employers = model.employers
    jobs = [sum(e.jobs[level] for e in employers) for level in range(LEVELS)]
    left = [sum(e.vacancies[level] for e in employers) for level in range(LEVELS)]
    all_open = sum(left) / max(1, sum(jobs))
    model.positions = within(model.positions * (1.0 + 0.3 * (model.usually_open - all_open)), 0.8, 1.3)
    for gate, level in enumerate((LEVEL.SKILLED, LEVEL.PROFESSIONAL)):
        move = within(4.0 * (all_open - left[level] / max(1, jobs[level])), -0.5, 0.5)
        model.gates[gate] = within(model.gates[gate] + move, -6.0, 6.0)


def settle_ring(model) -> None:
    """More commuters look while they hold fewer of the region's filled jobs than published."""
    inside = [employer for employer in model.employers if not employer.outside]
    held, others = sum(sum(e.others) for e in inside), sum(sum(e.young) for e in inside)
    if held + others:
        gap = log(max(0.001, model.commuters_share) / max(0.001, held / (held + others)))
        model.ring = within(model.ring * (1.0 + within(gap, -0.5, 0.5)), 0.001, 2.0)


def settle_leaving(model) -> None:
    """Those past 35 leave more readily while they are more than published, or become more."""
    odds, before = model.leaving
    here, published = sum(counted(model, count) for count in OLDER), model.published_adults
    if min(here, before) >= 1 and published >= 1.0:
        odds = within(odds + 4.0 * (0.5 * log(here / published) + 2.0 * log(here / before)), -4.0, 4.0)
    model.leaving = [odds, here]
