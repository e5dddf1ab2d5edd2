"""The level of academic skill that is a pupil's own, towards which it returns.

Its weights are those by which skill is set when people arrive (:mod:`sim.core.people.population`), so that
who arrives and who has grown up here are alike.
"""

from __future__ import annotations

from typing import Any

from sim.core.kernel import inlined


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
