"""Where a participant goes: coordinators' hours, and the host that they find.

An hour of coordination is what a seat asks for, a visit little and an internship a week. More hours than a
seat asks for let a coordinator look for a host in the pupil's own field. Weights are settings of
:mod:`sim.core.rules.partnerships`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.core.columns import N_FIELDS, NONE
from sim.core.draws import Call, uniforms
from sim.core.kernel import exp, inlined
from sim.core.moves import settings_now
from sim.core.people.seat_years import years_held

HALF = 0.6931471805599453
"""Natural logarithm of 2."""


class Places(NamedTuple):
    """The hosts of one partnership in a year."""

    reach: np.ndarray  # float64 [F + 1, E], jobs of hosts cumulated, of each field and last of all
    takes: np.ndarray  # uint8 [E], employer hosts
    matched: float  # chance that a participant is placed by field


def hours_of_posts(world: Any) -> float | None:
    """Hours a year of the coordinators paid as posts; None where coordination is paid by the seat."""
    lever = world.plan.levers.get("wbl_coordinators")
    if lever is None:
        return None
    return float(lever["posts"][world.year]) * settings_now(world, "partnerships").coordinator_year


def within_posts(plan, seats: np.ndarray, hours: float | None) -> np.ndarray:
    """Seats [P], those that ask for coordination scaled down alike to the ``hours`` there are; None = any."""
    if hours is None:
        return seats
    coordinated = plan.coordinator_hours > 0.0
    asked = (seats * plan.coordinator_hours).sum()
    return np.where(coordinated, seats * min(1.0, hours / max(asked, 1e-9)), seats)


def hours_of_seats(plan, seats: np.ndarray, hours: float | None) -> np.ndarray:
    """Hours of a coordinator for each seat [P]: what it asks for, and its part of what posts have left."""
    asked = (seats * plan.coordinator_hours).sum()
    more = 1.0 if hours is None or asked <= 0.0 else max(1.0, hours / asked)
    return plan.coordinator_hours * more


def places(world: Any, p: int) -> Places:
    """Hosts of partnership ``p`` in the world's year, in proportion to their jobs."""
    firms, plan = world.firms, world.plan.partnerships
    hours = hours_of_seats(plan, world.feasible, hours_of_posts(world))[p]
    jobs = firms.jobs.sum(axis=1) * world.hosting[p].astype(np.float64)
    own = firms.field == np.arange(N_FIELDS)[:, None]
    reach = np.cumsum(np.vstack([jobs * own, jobs]), axis=1)
    half = settings_now(world, "partnerships").matching_hours
    return Places(reach, world.hosting[p], 1.0 - exp(-HALF * hours / half))


@inlined
def choose_host(people, row, p, year, k0, k1, plan, places):
    """Host of one participant: the one of the year before, else in the own field if matched, else any."""
    known = people.seat_host[row]
    again = plan.years[p] > 1 and known != NONE and years_held(people, row, plan.bit[p]) > 0
    if again and places.takes[known] == 1:
        return np.int64(known)
    _, v, _, _ = uniforms(people.key[row], year, Call.EFFECT + plan.luck[p], k0, k1)
    u, _, _, _ = uniforms(people.key[row], year, Call.PLACEMENT + plan.luck[p], k0, k1)
    among = np.int64(people.field[row])
    if u >= places.matched or places.reach[among, -1] <= 0.0:
        among = np.int64(N_FIELDS)
    total = places.reach[among, -1]
    return np.searchsorted(places.reach[among], v * total, side="right") if total > 0.0 else np.int64(NONE)
