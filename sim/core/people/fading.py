"""What deliveries have left behind wears off, at school and long after, each kind by its own share a year.

Employability returns to the level that was the person's own on arrival. Interest and academic skill
(:mod:`sim.core.rules.schooling`), ties to an employer (:mod:`sim.core.market.ties`) and technical skill, by
its date, have fades of their own.
"""

from __future__ import annotations

from sim.core.draws import Call, uniforms
from sim.core.kernel import inlined, kernel
from sim.core.people.traits import own_employability


@inlined
def fade(people, row, own, s):
    """A year passes over what one person has been given; ``own``, employability on arrival, SD."""
    people.support[row] = s.support_hold * float(people.support[row])
    people.guidance[row] = s.guidance_hold * float(people.guidance[row])
    people.contacts[row] = s.contacts_hold * float(people.contacts[row])
    people.employability[row] = own + s.employability_hold * (float(people.employability[row]) - own)


@kernel
def wear_off(people, blocks, k0, k1, s):
    """A year passes over whatever anybody has been given in a seat."""
    for start, stop in blocks:
        for row in range(start, stop):
            if people.doses[row] != 0:
                a, b, _, _ = uniforms(people.key[row], 0, Call.SKILL, k0, k1)
                fade(people, row, own_employability(a, b), s)
