"""What skill is worth: technical skill as it stands today, and the wage it earns.

The settings are those of :mod:`sim.core.rules.matching`; wages here and elsewhere follow one law.
"""

from __future__ import annotations

from typing import Any

from sim.core.kernel import exp, inlined
from sim.core.moves import settings_now


def pay_of_year(world: Any) -> Any:
    """The settings of pay in the world's year, for whatever rule asks what a person earns."""
    return settings_now(world, "matching")


@inlined
def fading(people, row, year, half_life):
    """Log of what is left of technical skill since its date; ``half_life`` in years, by field."""
    return -0.6931471805599453 * max(0.0, year - float(people.vintage[row])) / half_life[people.field[row]]


@inlined
def technical_now(people, row, year, half_life):
    """Technical skill in SD after ageing since its date; ``half_life`` in years, by field."""
    return float(people.technical[row]) * exp(fading(people, row, year, half_life))


@inlined
def log_wage_factor(academic, skill, age, s):
    """Log of what a person earns as a multiple of the wage of an average worker of 30 in the same job."""
    return s.wage_skill * (0.5 * (academic + skill)) + s.wage_age * (age - 30)


@inlined
def wage_factor(people, row, skill, s):
    """What a person earns as a multiple of the wage of an average worker of 30 in the same job."""
    return exp(log_wage_factor(float(people.academic[row]), skill, people.age[row], s))


LARGEST_LOSS = 0.9
"""Share of the wage that working outside one's field can cost, whatever the skill."""


@inlined
def mismatch(skill, carry, s):
    """Share of the wage lost (or gained) where only the share ``carry`` of technical skill counts."""
    return min(LARGEST_LOSS, s.wage_skill * 0.5 * skill * (1.0 - carry))
