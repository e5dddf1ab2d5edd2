"""What is a person's own: the levels to which skill returns, and the pathway that skill suggests.

Weights are those by which traits are set when people arrive (:mod:`sim.core.people.population`), so that
who arrives and who has grown up here are alike.
"""

from __future__ import annotations

from typing import Any

from sim.core.columns import Pathway
from sim.core.draws import pick
from sim.core.kernel import inlined, shift_odds

FOUR_YEAR = int(Pathway.FOUR_YEAR)


def traits_of(world: Any) -> Any:
    """Settings of the traits people arrive with; they hold for good."""
    return world.settings["population"]


@inlined
def own_level(people, row, poverty, traits):
    """Academic skill in SD towards which a pupil's own returns."""
    return (
        traits.motivation_academic * float(people.motivation[row])
        + traits.low_income_academic * people.low_income[row]
        + traits.poverty_academic * (poverty[people.school[row]] - poverty[-1])
    )


@inlined
def own_employability(a, b):
    """Employability on arrival, SD: two uniforms summed, mean 0 and SD 1."""
    return 2.4494897 * (a + b - 1.0)


@inlined
def intended_pathway(academic, u, traits):
    """Pathway that somebody of this academic skill means to take: a four-year degree, or by shares."""
    four_year = shift_odds(traits.goal_four_year, traits.goal_academic * academic)
    if u < four_year:
        return FOUR_YEAR
    return pick(traits.goals, (u - four_year) / (1.0 - four_year))
