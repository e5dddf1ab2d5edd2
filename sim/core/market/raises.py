"""What moves the pay of those who keep their job: experience, staying, and the market.

Worked out once a year for every age, level of credentials and sex, so that no worker costs an exponential.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.core.columns import LAST_AGE, N_LEVELS, SEX
from sim.core.kernel import exp, inlined, kernel
from sim.core.market.earnings import career_pay, pay_of_year
from sim.core.market.qualification import qualified_level


class Raises(NamedTuple):
    """Factors on a wage over this year."""

    career: np.ndarray  # float64 [age, level of credentials, sex], of a year more of experience
    market: np.ndarray  # float64 [F, L], of what offers by field and level have moved


@kernel
def weigh_careers(career, s):
    """Work out what a year more of experience does to pay, for every age, level of credentials and sex."""
    ages, levels, sexes = career.shape
    for age in range(ages):
        for level in range(levels):
            for sex in range(sexes):
                gained = career_pay(age + 1, level, sex, s) - career_pay(age, level, sex, s)
                career[age, level, sex] = exp(gained)


def raises_of_year(world: Any, follow: float = 0.0) -> Raises:
    """The factors of the year; of what the market moved stayers see the share ``follow``."""
    career = np.empty((LAST_AGE + 1, N_LEVELS, len(SEX)))
    weigh_careers(career, pay_of_year(world))
    return Raises(career, np.exp(follow * world.conditions.moved))


@inlined
def career_raise(people, row, raises):
    """Factor of a year more of experience."""
    level = qualified_level(people.credentials[row])
    return raises.career[people.age[row], level, people.sex[row]]
