"""How good employers want an applicant to be: settled before the horizon by the published unemployment.

Nobody publishes it. So in the last years of the warm-up, in which the market already works, employers
become choosier while fewer residents of 25 to 29 are unemployed than the region's published rate says,
and less choosy while more are. From the first year of the horizon on the standard stays as it is: what
a scenario, a shock or the cycle does to unemployment is an outcome.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import SETTLING_YEARS, Event, Place, Stage
from sim.core.kernel import log

AGES = (25, 29)
"""Ages of the published rate."""
STEP = 0.5
"""SD of applicants by which the standard moves in a year for one log-odds of unemployment."""
LIMITS = (0.0, 2.0)
"""Bounds of the standard, SD of applicants above a beginner with the credential asked for."""
EDGE = 1e-3
"""Share kept off 0 and 1 before its odds are taken."""


def unemployment(world) -> float:
    """Unemployed share of the labour force of 25 to 29 that lives here at the end of the year.

    Who came back to the region or to the labour force after the year's matching has not looked for
    work yet and is not called unemployed. NaN where there is no labour force.
    """
    first, last = world.rows(AGES)
    span = slice(int(first), int(last))
    stage, here = world.people.stage[span], world.people.place[span] == Place.LOCAL
    back = world.events[span] & (Event.CAME_BACK | Event.REENTERED)
    seek = int((here & (stage == Stage.SEEK) & (back == 0)).sum())
    work = int((here & ((stage == Stage.WORK) | (stage == Stage.APPRENTICE))).sum())
    return seek / (seek + work) if seek + work else np.nan


def settled(standard: float, rate: float, published: float) -> float:
    """The standard a year on, when a ``rate`` of unemployment was seen and another is ``published``."""
    moved = standard + STEP * (_log_odds(published) - _log_odds(rate))
    return min(LIMITS[1], max(LIMITS[0], moved))


def settle(world) -> None:
    """Move the standard in the settling years; not where the region has no published rate."""
    published, standard = world.plan.region.unemployment, world.conditions.standard
    if not -SETTLING_YEARS <= world.year < -1 or np.isnan(published):
        return
    rate = unemployment(world)
    if not (np.isnan(rate) or world.plan.unlimited_vacancies or world.plan.no_vacancies):
        standard[0] = settled(float(standard[0]), rate, published)


def _log_odds(share: float) -> float:
    inside = min(1.0 - EDGE, max(EDGE, share))
    return float(log(np.float64(inside / (1.0 - inside))))
