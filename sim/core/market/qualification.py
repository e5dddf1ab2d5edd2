"""What a person's credentials open: the level of occupation that asks for them, and in which fields."""

from __future__ import annotations

from sim.core.columns import Credential, Level
from sim.core.kernel import inlined, kernel

SUB_BACHELOR = int(Credential.APPRENTICESHIP | Credential.TRADE | Credential.ASSOCIATE)
BEYOND_SCHOOL = int(Credential.CERTIFICATION | SUB_BACHELOR | Credential.BACHELOR)
ENTRY, SKILLED, PROFESSIONAL = int(Level.ENTRY), int(Level.SKILLED), int(Level.PROFESSIONAL)
FIRST_WORK, PER_LEVEL = 18, 2
"""Usual age of beginning work with what school gives, and years later for each level of credential."""
LONGEST_EXPERIENCE = 20
"""Years in work beyond which another one opens no further door."""
YEARS_TO_SETTLE = 10
"""Years of experience over which graduates in jobs below their degree move up (``matching.below_fade``), and
beyond which employers see no more in another (``matching.signal_experience``)."""


@kernel
def qualified_level(credentials):
    """Highest level of occupation that a set of credentials opens by itself.

    An industry certification does not: marginal passers earn no more (evidence IB01). It lowers the
    skill at which skilled jobs open (``matching.skilled_by_certificate``).
    """
    if credentials & Credential.BACHELOR:
        return PROFESSIONAL
    if credentials & SUB_BACHELOR:
        return SKILLED
    return ENTRY


@inlined
def experience(age, level):
    """Years since the usual age of beginning work with credentials of a level; never negative."""
    return float(max(0, age - FIRST_WORK - PER_LEVEL * level))


@inlined
def settles_below(people, row, s):
    """Whether a graduate applies for jobs below the degree: a share by its field, less with experience."""
    years = min(YEARS_TO_SETTLE, experience(people.age[row], PROFESSIONAL))
    left = 1.0 - s.below_fade * years / YEARS_TO_SETTLE
    return people.settles[row] < s.below[people.credential_field[row]] * left


@inlined
def level_of_degree(people, row, s):
    """Level of the jobs that the credentials lead to: a graduate's may be one below the degree.

    An associate degree of general studies leads to none; trade certificates and apprenticeships always do.
    """
    held = people.credentials[row] & (SUB_BACHELOR | Credential.BACHELOR)
    if held & Credential.BACHELOR:
        return SKILLED if settles_below(people, row, s) else PROFESSIONAL
    if held == Credential.ASSOCIATE:
        return ENTRY if people.settles[row] < s.below_associate else SKILLED
    return SKILLED if held else ENTRY


@inlined
def top_level(people, row, skill, carry, s):
    """Highest level that a person applies to in the own field: by credential, or by skill and years in work.

    A credential opens its level only in fields in which enough of its training counts (``carry``). Years in
    work stand in for technical skill where it opens doors; none of them turns a graduate who settles below
    the degree.
    """
    near = carry[people.credential_field[row], people.field[row]] >= s.credential_reach
    level = level_of_degree(people, row, s) if near else ENTRY
    bachelor = near and people.credentials[row] & Credential.BACHELOR != 0
    certified = near and people.credentials[row] & Credential.CERTIFICATION != 0
    proven = skill + s.experience_counts * min(people.experience[row], LONGEST_EXPERIENCE)
    if not bachelor and float(people.academic[row]) + proven >= s.professional_by_experience:
        return PROFESSIONAL
    threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
    return SKILLED if level < SKILLED and proven >= threshold else level
