"""Positions of employers: how many are wanted, which go, who leaves them, and what is vacant.

A position is held by a person of the region (``young``), by a commuter (``others``), or is vacant.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import NONE
from sim.core.draws import Call, normal, uniforms, whole
from sim.core.kernel import exp, inlined, kernel

SIZE_LIMITS = (100, 500)
"""Jobs in the base year from which an employer belongs to the next class of size."""
CLOSED, NEW = 1, 2
"""Codes of ``Firms.closed``: the employer closes this year; a new firm takes the place of one that did."""
LARGEST_GROWTH = 0.4
"""Log points by which filling vacancies well or badly can move an employer from its trend."""


@inlined
def closing_chance(e, may_close, size, s):
    """Chance a year that an employer closes, by its size; named firms, pools and government never do."""
    if may_close[e] == 0:
        return 0.0
    return (
        s.closing[0]
        if size[e] < SIZE_LIMITS[0]
        else s.closing[1]
        if size[e] < SIZE_LIMITS[1]
        else s.closing[2]
    )


@kernel
def open_and_close(may_close, firms, year, k0, k1, s):
    """Some employers close; where one closed last year, a new firm begins. Returns how many closed."""
    closures = 0
    for e in range(len(firms.field)):
        firms.closed[e] = NEW if firms.closed[e] == CLOSED else 0
        chance = closing_chance(e, may_close, firms.size, s)
        _, _, _, u = uniforms(np.uint64(e), year, Call.REGION + 2, k0, k1)
        if u >= chance:
            continue
        closures += 1
        firms.closed[e] = CLOSED
        firms.growth[e] = firms.belief[e] = firms.brand[e] = 0.0
        firms.membership_years[e] = firms.hosted[e] = 0
        firms.recent[e] = firms.given[e] = firms.worked[e] = firms.paid[e] = 0.0
        for level in range(firms.kept.shape[1]):
            firms.hired_hosted[e, level] = firms.poached[e, level] = 0
            firms.kept[e, level] = 0.0
    return closures


@kernel
def forget(people, blocks, closed):
    """Nobody knows the firm that takes the place of one that closed."""
    for start, stop in blocks:
        for row in range(start, stop):
            if people.host[row] != NONE and closed[people.host[row]] == CLOSED:
                people.host[row] = NONE
                people.acquaintance[row] = 0.0


@kernel
def jobs_of_year(base, may_close, firms, cycle, factor, demand, year, k0, k1, s):
    """Positions wanted by each employer and level, reached by degrees.

    Trend of the field and level × cycle × own noise × growth by filling vacancies × shock, and demand on
    top. A loss of more than half is immediate, and a new firm begins at full size. All are larger by what
    closing takes away in the mean, so that jobs follow the trend.
    """
    for e in range(len(firms.field)):
        own = s.employer_noise * normal(np.uint64(e), year, Call.REGION + 1, k0, k1)
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 2, k0, k1)
        luck = (a, b, c)
        chance = closing_chance(e, may_close, firms.size, s)
        steady = exp(cycle + own + firms.growth[e]) * (1.0 + chance)
        for level in range(base.shape[1]):
            trend = (1.0 + s.growth[firms.field[e]] - s.automation[level]) ** max(year, 0)
            wanted = base[e, level] * trend * steady * factor[e, level] + demand[e, level]
            now = firms.jobs[e, level]
            at_once = factor[e, level] < 0.5 or firms.closed[e] == NEW
            kept = wanted if at_once else now + s.adjustment * (wanted - now)
            firms.jobs[e, level] = 0 if firms.closed[e] == CLOSED else max(0, whole(kept, luck[level]))


@kernel
def leave_jobs(others, year, rate, k0, k1):
    """Commuters who leave their job here, by employer and level."""
    for e in range(others.shape[0]):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 3, k0, k1)
        luck = (a, b, c)
        for level in range(others.shape[1]):
            others[e, level] -= min(others[e, level], whole(others[e, level] * rate, luck[level]))


@kernel
def open_vacancies(firms, year, k0, k1):
    """Positions nobody holds are open; where positions went, some jobs end. Returns the openings."""
    openings = 0
    for e in range(len(firms.field)):
        a, b, c, _ = uniforms(np.uint64(e), year, Call.REGION + 8, k0, k1)
        luck = (a, b, c)
        for level in range(firms.jobs.shape[1]):
            held = firms.young[e, level] + firms.others[e, level]
            excess = max(0, held - firms.jobs[e, level])
            from_others = min(
                firms.others[e, level], whole(excess * firms.others[e, level] / max(1, held), luck[level])
            )
            firms.others[e, level] -= from_others
            firms.layoff[e, level] = (excess - from_others) / max(1, firms.young[e, level])
            firms.vacancies[e, level] = max(0, firms.jobs[e, level] - held)
            firms.opened[e, level] = firms.vacancies[e, level]
            openings += firms.vacancies[e, level]
    return openings
