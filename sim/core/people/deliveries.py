"""What one seat-year of an activity does to a participant: channels of latent state, and nothing else.

Activities move only channels (:class:`sim.core.columns.Channel`), and award what they say. The seats that one
person holds in a year saturate within a channel, by their hours, and so do years beyond those for which an
activity is made (:mod:`sim.core.people.doses`). Weights are settings of :mod:`sim.core.rules.schooling`;
what is lost at scale is one of :mod:`sim.core.rules.partnerships`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import FIELDS, NONE, Channel, Credential, Pathway
from sim.core.draws import Call, uniforms, whole
from sim.core.kernel import happens_shifted, inlined, kernel, part
from sim.core.market.ties import get_acquainted
from sim.core.moves import settings_now
from sim.core.people.doses import left, left_of_repeats
from sim.core.people.fields import take_advice, turn_to_field
from sim.core.people.seat_years import concentrates_by_seats, hold_another_year
from sim.core.people.skills import earn, teach


def quality_at_scale(world, holders: int, able: int) -> float:
    """Share of a pilot's effect that is left when ``holders`` of the ``able`` who may take part do."""
    return 1.0 - settings_now(world, "partnerships").scale_loss * holders / max(able, 1)


@inlined
def learn_of_fields(people, row, p, gain, luck, year, k0, k1, plan):
    """With the chance ``gain`` the participant learns of the fields of the activity, or of one."""
    if luck < gain:
        _, _, _, which = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
        people.awareness[row] |= plan.fields[p] if plan.fields[p] != 0 else 1 << int(which * len(FIELDS))


@inlined
def receive(people, row, p, host, quality, held, order, year, k0, k1, plan, s):
    """One seat-year of partnership ``p`` acts on one participant."""
    a, _, c, d = uniforms(people.key[row], year, Call.EFFECT + plan.luck[p], k0, k1)
    gain = plan.channels[p]
    in_field = plan.fields[p] == 0 or (plan.fields[p] >> people.field[row]) & 1 == 1
    aware = quality * left(held, order, p, Channel.AWARENESS, plan)
    learn_of_fields(people, row, p, gain[Channel.AWARENESS] * aware, a, year, k0, k1, plan)
    if in_field:
        strength = quality * left(held, order, p, Channel.INTEREST, plan)
        people.interest[row] = float(people.interest[row]) + gain[Channel.INTEREST] * strength
    strength = quality * left(held, order, p, Channel.ACADEMIC, plan)
    people.academic[row] = float(people.academic[row]) + gain[Channel.ACADEMIC] * strength
    strength = quality * left(held, order, p, Channel.TECHNICAL, plan)
    lent = strength if in_field else 0.5 * strength
    teach(people, row, gain[Channel.TECHNICAL] * lent, year - s.curriculum_lag)
    strength = quality * left(held, order, p, Channel.EMPLOYABILITY, plan)
    people.employability[row] = float(people.employability[row]) + gain[Channel.EMPLOYABILITY] * strength
    people.contacts[row] = float(people.contacts[row]) + whole(max(0.0, gain[Channel.CONTACTS]), c)
    strength = quality * left(held, order, p, Channel.ATTACHMENT, plan)
    people.attachment[row] = float(people.attachment[row]) + gain[Channel.ATTACHMENT] * strength
    strength = quality * left(held, order, p, Channel.INFORMATION, plan)
    people.guidance[row] = min(
        1.0, max(-1.0, float(people.guidance[row]) + gain[Channel.INFORMATION] * strength)
    )
    strength = quality * left(held, order, p, Channel.PERSISTENCE, plan)
    people.support[row] = float(people.support[row]) + gain[Channel.PERSISTENCE] * strength
    people.aid_two_year[row] = max(float(people.aid_two_year[row]), gain[Channel.AID_TWO_YEAR])
    people.aid_four_year[row] = max(float(people.aid_four_year[row]), gain[Channel.AID_FOUR_YEAR])
    tie = min(1.0, quality * gain[Channel.ACQUAINTANCE]) if host != NONE else 0.0
    get_acquainted(people, row, host, tie, year, s.acquaintance_half_life)
    keeps_goal = people.goal[row] == Pathway.FOUR_YEAR
    if plan.apprenticeship[p] == 1 and not keeps_goal and d < s.apprentice_continues * tie:
        people.goal[row] = Pathway.APPRENTICESHIP


@inlined
def take_note(people, row, p, host, plan):
    """What is remembered of a seat-year: that it was, where, and whether its courses make a concentrator."""
    if plan.years[p] > 1:
        people.seat_host[row] = host
    hold_another_year(people, row, plan.bit[p])
    if plan.courses[p] > 0 and concentrates_by_seats(people, row, plan):
        people.credentials[row] |= Credential.CONCENTRATOR
    people.doses[row] = min(250, people.doses[row] + 1)
    people.delivered[row] |= np.uint32(1) << np.uint32(plan.bit[p])


@inlined
def certify(people, row, p, year, k0, k1, plan, s):
    """A credential for those who pass; the better prepared pass more often."""
    if plan.awards[p] == 0 or people.credentials[row] & plan.awards[p]:
        return
    lift = s.award_academic * float(people.academic[row])
    _, _, u, _ = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
    if happens_shifted(u, plan.pass_rate[p], lift):
        earn(people, row, plan.awards[p])


@kernel
def note_seats(seats, first, held):
    """Set the bit of each partnership in which a person takes part this year; rows count from ``first``."""
    for p in range(len(seats.first) - 1):
        for i in range(seats.first[p], seats.first[p + 1]):
            if seats.shows[i] == 1:
                held[seats.row[i] - first] |= np.uint64(1) << np.uint64(p)


@part
def deliver_one(people, seats, p, first, held, order, openings, carry, year, k0, k1, plan, s):
    """One partnership's activity acts on those who showed up."""
    for i in range(seats.first[p], seats.first[p + 1]):
        if seats.shows[i] == 1:
            row = seats.row[i]
            beside = held[row - first]
            quality = seats.quality[p] * left_of_repeats(people, row, p, plan, s)
            turn_to_field(people, row, p, quality, beside, order, year, k0, k1, plan, s)
            take_advice(
                people, row, p, quality, beside, order, openings, carry, year, k0, k1, plan, s
            )  # fmt: skip
            certify(people, row, p, year, k0, k1, plan, s)
            receive(people, row, p, seats.host[i], quality, beside, order, year, k0, k1, plan, s)
            take_note(people, row, p, seats.host[i], plan)


@kernel
def deliver(people, seats, first, held, order, openings, carry, year, k0, k1, plan, s):
    """All activities of the year act on those who showed up, in the fixed order of their luck.

    ``held`` is scratch for the seats of each person, uint64, all 0; rows count from ``first``. ``openings``
    and ``carry`` as in :func:`sim.core.people.fields.take_advice`.
    """
    note_seats(seats, first, held)
    for p in order:
        deliver_one(people, seats, p, first, held, order, openings, carry, year, k0, k1, plan, s)
