"""What a person is paid: technical skill as it stands today, and the law of pay.

Pay = the employer's wage of the level × the person × what of the training counts there. The person is a
lasting effect, skill, years of experience and measured residuals; wages here and elsewhere follow one
law. The settings are those of :mod:`sim.core.rules.matching`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.kernel import exp, inlined
from sim.core.market.qualification import ENTRY, PROFESSIONAL, experience, qualified_level
from sim.core.moves import settings_now

LARGEST_LOSS = 0.9
"""Share of the wage that working outside one's field can cost, whatever the skill."""


def pay_of_year(world: Any) -> Any:
    """The settings of pay in the world's year, for whatever rule asks what a person earns."""
    return settings_now(world, "matching")


def beginners_wage(wage: np.ndarray, pay: Any) -> np.ndarray:
    """USD a year [E, L] for a beginner of average skill, from the region's median ``wage`` [E, L] by level.

    The published median is that of all who hold such jobs, with their skill and years.
    """
    return wage * np.exp(np.array(pay.wage_level))


@inlined
def fading(people, row, year, half_life):
    """Log of what is left of technical skill since its date; ``half_life`` in years, by field."""
    return -0.6931471805599453 * max(0.0, year - float(people.vintage[row])) / half_life[people.field[row]]


@inlined
def technical_now(people, row, year, half_life):
    """Technical skill in SD after ageing since its date; ``half_life`` in years, by field."""
    return float(people.technical[row]) * exp(fading(people, row, year, half_life))


@inlined
def career_pay(age, level, sex, s):
    """Log points that years of experience add to a beginner's pay, by age, credentials' level and sex.

    The yearly rise shrinks evenly to nothing after ``wage_climb`` years. Graduates start below and close
    the gap in ``graduate_years``. What women's pay lacks beyond all that is a measured residual.
    """
    years = experience(age, level)
    climbed = min(years, s.wage_climb)
    rise = s.wage_experience * climbed * (1.0 - 0.5 * climbed / s.wage_climb)
    if level == PROFESSIONAL:
        rise -= s.graduate_start * max(0.0, 1.0 - years / s.graduate_years)
    return rise + (s.gap_pay_female + s.gap_pay_female_year * climbed) * sex


@inlined
def lasting_pay(people, row, s):
    """Log points of pay that a person brings to every job, skill left out."""
    level = qualified_level(people.credentials[row])
    career = career_pay(people.age[row], level, people.sex[row], s)
    return float(people.ability[row]) + s.gap_pay[people.ethnicity[row]] + career


@inlined
def log_pay(lasting, academic, skill, s):
    """Log of what a person earns as a multiple of a beginner's wage of average skill in the same job."""
    return lasting + s.wage_skill * (0.5 * (academic + skill))


@inlined
def wage_factor(people, row, skill, s):
    """What a person earns as a multiple of a beginner's wage of average skill in the same job."""
    return exp(log_pay(lasting_pay(people, row, s), float(people.academic[row]), skill, s))


@inlined
def match_factor(skill, carry, counts, qualified, level, s):
    """What of the pay is left, or added, by how training and credential fit the job.

    ``carry`` of technical skill and ``counts`` of the credential count in the job's field; a credential
    above the ``level`` of the job is still worth something there.
    """
    lost = s.wage_skill * 0.5 * skill * (1.0 - carry)
    lost += s.wage_field * (1.0 - counts) if qualified > ENTRY else 0.0
    above = s.wage_surplus * max(0, np.int64(qualified) - np.int64(level))
    return (1.0 - min(LARGEST_LOSS, lost)) * (1.0 + above)
