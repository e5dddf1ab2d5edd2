"""The tie to the employer a person knows best: made by a seat, the strongest kept, gone by half-lives.

How strong a seat makes it is the channel *acquaintance* of its activity. Everything the tie does (a look at
the employer, a better rank there, a taste for it, staying with it, an apprenticeship there) is in
proportion to what is left of it.
"""

from __future__ import annotations

from typing import Any

from sim.core.kernel import exp, inlined
from sim.core.moves import settings_now


def half_life_of_ties(world: Any) -> float:
    """Years after which half of a tie is left, for whatever rule asks how strong ties are."""
    return settings_now(world, "schooling").acquaintance_half_life


@inlined
def tie_now(people, row, year, half_life):
    """Strength of the tie to the employer known best, 0 to 1; 0 for who knows none."""
    years = max(0, year - people.acquainted[row])
    return float(people.acquaintance[row]) * exp(-0.6931471805599453 * years / half_life)


@inlined
def get_acquainted(people, row, host, strength, year, half_life):
    """A seat at ``host`` makes a tie of ``strength``, unless a stronger one is left."""
    if strength > tie_now(people, row, year, half_life):
        people.host[row] = host
        people.acquaintance[row] = strength
        people.acquainted[row] = year
