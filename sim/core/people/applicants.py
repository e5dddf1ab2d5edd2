"""Who may hold a seat, and how keen and how able to come those are who may.

Nobody is shut out by a preference: whoever has another field in mind is less likely to apply, by how near
that field is and whether the one offered is known at all. Weights are settings of
:mod:`sim.core.rules.seats`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import Barrier, Channel, Place, Stage
from sim.core.kernel import happens_shifted, inlined, log
from sim.core.people.seat_years import concentrates_at_school, years_held

OUT_OF_REACH = 1e9
"""Effort, in log-odds, at which nobody is won over."""


@inlined
def is_among(people, row, p, plan):
    """Whether a person is among those whom partnership ``p`` is for: adults here, or pupils of its grades."""
    if plan.adults[p] != 0:
        adult = people.stage[row] == Stage.SEEK or (people.stage[row] == Stage.WORK and plan.adults[p] == 1)
        return adult and people.place[row] == Place.LOCAL
    if people.stage[row] != Stage.SCHOOL:
        return False
    if people.grade[row] < plan.first_grade[p] or people.grade[row] > plan.last_grade[p]:
        return False
    return plan.schools[p, people.school[row]] != 0


@inlined
def eligible(people, row, p, plan):
    """Whether a person may hold a seat of partnership ``p``: there, prepared, and not through with it.

    What an employer hosts, what awards a credential and what is a career-technical course is held for its
    years and no longer; a club or a talk of a teacher may be repeated. Whom the school's own courses
    make a concentrator is not taught the same again in a seat.
    """
    if not is_among(people, row, p, plan):
        return False
    once = plan.needs_employer[p] == 1 or plan.awards[p] != 0 or plan.courses[p] > 0
    if once and years_held(people, row, plan.bit[p]) >= plan.years[p]:
        return False
    if plan.courses[p] > 0 and concentrates_at_school(people, row, plan):
        return False
    return people.academic[row] >= plan.minimum_academic[p]


@inlined
def prefers(people, row, p, plan):
    """Whether the field a person prefers is one that partnership ``p`` leads to."""
    return plan.fields[p] == 0 or (plan.fields[p] >> people.field[row]) & 1 == 1


@inlined
def in_target(people, row, p, plan):
    """Whether a person belongs to the target group of partnership ``p``."""
    cell = people.ethnicity[row] * 4 + people.sex[row] * 2 + people.low_income[row]
    return plan.target_group[p, cell] == 1 or (plan.target_new[p] == 1 and not prefers(people, row, p, plan))


@inlined
def keenness(people, row, p, near, plan, s):
    """How keen a person is on a seat, log-odds of applying; ``near`` [fields], how near each is."""
    keen = s.take_up_motivation * float(people.motivation[row])
    if prefers(people, row, p, plan):
        return keen + s.take_up_interest * float(people.interest[row])
    keen += s.take_up_other_field + s.take_up_near_field * near[people.field[row]]
    return keen + s.take_up_aware if people.awareness[row] & plan.fields[p] else keen


@inlined
def hurdles(people, row, p, plan, s):
    """What time and the way there take off the log-odds of applying."""
    barriers, lift = people.barriers[row], 0.0
    if barriers & Barrier.NO_TRANSPORT:
        lift += s.take_up_no_transport
    if barriers & Barrier.RURAL:
        lift += s.take_up_rural
    if barriers & Barrier.MUST_EARN:
        lift += s.take_up_must_earn
    return lift * (1.0 - min(1.0, max(0.0, plan.channels[p, Channel.BARRIER])))


@inlined
def effort_to_win(u, take_up, lift):
    """Log-odds by which outreach must lift the odds before a person applies; 0 = applies anyway."""
    if happens_shifted(u, take_up, lift):
        return 0.0
    if take_up <= 0.0:
        return OUT_OF_REACH
    return max(1e-9, log(u / (1.0 - u)) - log(take_up / (1.0 - take_up)) - lift)


def nearness(carry: np.ndarray, fields: int) -> np.ndarray:
    """How near each field is to a set of fields, float64 [fields]: the most that carries over, 1 = in it."""
    members = [field for field in range(len(carry)) if (fields >> field) & 1]
    return carry[:, members].max(axis=1) if members else np.ones(len(carry))
