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


def begin(model) -> None:
    """What settles, as it is before the warm-up; with figures of the year before where its change counts."""
    model.standard, model.gates = model.stated.standard, [0.0, 0.0]
    model.positions = [1.0 / (1.0 - model.usually_open), model.usually_open]
    model.ring = [model.stated.rivals, model.commuters_share]
    model.inflow, model.leaving = [1.0, 0], [0.0, 0]


def settle(model) -> None:
    """One year's move of what settles; none in the last year before the horizon or later."""
    if model.year >= -1:
        return
    if model.year >= -SETTLING_YEARS:
        settle_standard(model)
    settle_positions_and_gates(model)
    settle_ring(model)
    settle_inflow(model)
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
    employers, (positions, before) = model.employers, model.positions
    jobs = [sum(e.jobs[level] for e in employers) for level in range(LEVELS)]
    left = [sum(e.vacancies[level] for e in employers) for level in range(LEVELS)]
    all_open = sum(left) / max(1, sum(jobs))
    if model.year >= -SETTLING_YEARS:
        move = model.usually_open - all_open - 2.0 * (all_open - before)
        positions = within(positions * (1.0 + 0.3 * move), 0.8, 1.3)
    model.positions = [positions, all_open]
    for gate, level in enumerate((LEVEL.SKILLED, LEVEL.PROFESSIONAL)):
        move = within(4.0 * (all_open - left[level] / max(1, jobs[level])), -0.5, 0.5)
        model.gates[gate] = within(model.gates[gate] + move, -6.0, 6.0)


def settle_ring(model) -> None:
    """More commuters look while they hold fewer of the region's filled jobs than published."""
    inside = [employer for employer in model.employers if not employer.outside]
    held, others = sum(sum(e.others) for e in inside), sum(sum(e.young) for e in inside)
    if held + others:
        (ring, before), share = model.ring, held / (held + others)
        gap = log(max(0.001, model.commuters_share) / max(0.001, share))
        gap -= 3.0 * log(max(0.001, share) / max(0.001, before))
        model.ring = [within(ring * (1.0 + within(gap, -0.5, 0.5)), 0.001, 2.0), share]


def settle_inflow(model) -> None:
    """More newcomers before 35 come while fewer of 30 to 34 live here than of other five ages up to 64."""
    (inflow, before), here = model.inflow, counted(model, COUNT.PEOPLE_30_34)
    wanted = model.published_adults * 5 / 30
    if min(here, before) >= 1 and wanted >= 1.0:
        move = log(wanted / here) - 2.0 * log(here / before)
        inflow = within(inflow * (1.0 + 0.5 * move), 0.2, 1.5)
    model.inflow = [inflow, here]


def settle_leaving(model) -> None:
    """Those past 35 leave more readily while they are more than published, or become more."""
    (odds, before), published = model.leaving, model.published_adults
    here = sum(counted(model, count) for count in OLDER)
    if min(here, before) >= 1 and published >= 1.0:
        odds = within(odds + 4.0 * (0.5 * log(here / published) + 2.0 * log(here / before)), -4.0, 4.0)
    model.leaving = [odds, here]
