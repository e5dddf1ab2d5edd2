"""What is taught, and of which date it is.

Technical skill ages from its date (:mod:`sim.core.market.earnings`). Whatever teaches some, a seat, a
concentration, a programme or an employer, moves the date as far as what it adds weighs: it renews what it
teaches and not what was learnt before.
"""

from __future__ import annotations

from sim.core.kernel import inlined
from sim.core.market.qualification import BEYOND_SCHOOL, qualified_level


@inlined
def teach(people, row, gain, date):
    """Add ``gain`` SD of technical skill as it is at ``date``, years since the start."""
    skill = float(people.technical[row])
    if gain > 0.0:
        before = max(0.0, skill)
        people.vintage[row] = (before * float(people.vintage[row]) + gain * date) / (before + gain)
    people.technical[row] = skill + gain


@inlined
def earn(people, row, credential):
    """Add a credential (bits); one beyond school is in the own field.

    One field is kept, that of the highest credential: a later one of a lower level leaves it.
    """
    held = people.credentials[row]
    if credential & BEYOND_SCHOOL and qualified_level(credential) >= qualified_level(held):
        people.credential_field[row] = people.field[row]
    people.credentials[row] = held | credential
