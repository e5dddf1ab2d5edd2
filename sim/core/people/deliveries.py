"""What one seat-year of an activity does to a participant: channels of latent state, and nothing else.

Activities move only channels (:class:`sim.core.columns.Channel`); recent deliveries on one person saturate.
Weights are settings of :mod:`sim.core.rules.schooling`; what is lost at scale is one of
:mod:`sim.core.rules.partnerships`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import FIELDS, NONE, Channel, Pathway
from sim.core.draws import Call, uniforms, whole
from sim.core.kernel import exp, happens_shifted, inlined, kernel, part
from sim.core.moves import settings_now


def quality_at_scale(world, holders: int, able: int) -> float:
    """Share of a pilot's effect that is left when ``holders`` of the ``able`` who may take part do."""
    return 1.0 - settings_now(world, "partnerships").scale_loss * holders / max(able, 1)


@inlined
def moves_anything(gain):
    """1 if an activity moves a channel, so that it can saturate a person; 0 for a placebo."""
    for channel in range(Channel.PERSISTENCE + 1):
        if gain[channel] != 0.0:
            return 1.0
    return 0.0


@inlined
def receive(people, row, p, host, quality, year, k0, k1, plan, s):
    """One seat-year of partnership ``p`` acts on one participant."""
    a, _, c, d = uniforms(people.key[row], year, Call.EFFECT + plan.luck[p], k0, k1)
    strength = quality * exp(-float(people.exposure[row]) / plan.saturation[p])
    gain = plan.channels[p]
    in_field = plan.fields[p] == 0 or (plan.fields[p] >> people.field[row]) & 1 == 1
    if a < gain[Channel.AWARENESS] * strength:
        _, _, _, which = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
        people.awareness[row] |= plan.fields[p] if plan.fields[p] != 0 else 1 << int(which * len(FIELDS))
    if in_field:
        people.interest[row] = float(people.interest[row]) + gain[Channel.INTEREST] * strength
    people.academic[row] = float(people.academic[row]) + gain[Channel.ACADEMIC] * strength
    lent = strength if in_field else 0.5 * strength
    people.technical[row] = float(people.technical[row]) + gain[Channel.TECHNICAL] * lent
    people.employability[row] = float(people.employability[row]) + gain[Channel.EMPLOYABILITY] * strength
    people.contacts[row] = min(250, people.contacts[row] + whole(max(0.0, gain[Channel.CONTACTS]), c))
    people.attachment[row] = float(people.attachment[row]) + gain[Channel.ATTACHMENT] * strength
    people.guidance[row] = min(
        1.0, max(-1.0, float(people.guidance[row]) + gain[Channel.INFORMATION] * strength)
    )
    people.support[row] = float(people.support[row]) + gain[Channel.PERSISTENCE] * strength
    people.aid_two_year[row] = max(float(people.aid_two_year[row]), gain[Channel.AID_TWO_YEAR])
    people.aid_four_year[row] = max(float(people.aid_four_year[row]), gain[Channel.AID_FOUR_YEAR])
    if host != NONE:
        people.host[row] = host
    keeps_goal = people.goal[row] == Pathway.FOUR_YEAR
    if plan.apprenticeship[p] == 1 and not keeps_goal and d < s.apprentice_continues:
        people.goal[row] = Pathway.APPRENTICESHIP
    people.exposure[row] = float(people.exposure[row]) + moves_anything(gain)
    people.doses[row] = min(250, people.doses[row] + 1)
    people.delivered[row] |= np.uint32(1) << np.uint32(plan.bit[p])


@inlined
def field_of_set(fields, u):
    """One field of a bit set, each with the same chance."""
    count = 0
    for field in range(len(FIELDS)):
        count += (fields >> field) & 1
    nth = int(u * count)
    for field in range(len(FIELDS)):
        nth -= (fields >> field) & 1
        if nth < 0:
            return field
    return 0


@inlined
def turn_to_field(people, row, p, quality, year, k0, k1, plan, s):
    """A participant who preferred another field may turn to one the activity leads to."""
    if plan.fields[p] == 0 or (plan.fields[p] >> people.field[row]) & 1 == 1:
        return
    b, d, _, _ = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
    chance = (
        s.switch_per_interest
        * plan.channels[p, Channel.INTEREST]
        * quality
        * exp(-float(people.exposure[row]) / plan.saturation[p])
    )
    if b >= chance:
        return
    people.field[row] = field_of_set(plan.fields[p], d)
    people.technical[row] = 0.5 * float(people.technical[row])
    people.awareness[row] |= 1 << people.field[row]


@inlined
def certify(people, row, p, year, k0, k1, plan, s):
    """A credential for those who pass; the better prepared pass more often."""
    if plan.awards[p] == 0 or people.credentials[row] & plan.awards[p]:
        return
    lift = s.award_academic * float(people.academic[row])
    _, _, u, _ = uniforms(people.key[row], year, Call.CERTIFY + plan.luck[p], k0, k1)
    if happens_shifted(u, plan.pass_rate[p], lift):
        people.credentials[row] |= plan.awards[p]


@part
def deliver_one(people, seats, p, year, k0, k1, plan, s):
    """One partnership's activity acts on those who showed up."""
    for i in range(seats.first[p], seats.first[p + 1]):
        if seats.shows[i] == 1:
            row = seats.row[i]
            turn_to_field(people, row, p, seats.quality[p], year, k0, k1, plan, s)
            certify(people, row, p, year, k0, k1, plan, s)
            receive(people, row, p, seats.host[i], seats.quality[p], year, k0, k1, plan, s)


@kernel
def deliver(people, seats, order, year, k0, k1, plan, s):
    """All activities of the year act on those who showed up, in the fixed order of their luck."""
    for p in order:
        deliver_one(people, seats, p, year, k0, k1, plan, s)
