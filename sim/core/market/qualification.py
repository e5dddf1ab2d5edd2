"""What a person's credentials open: the credential asked for by each level of occupation."""

from __future__ import annotations

from sim.core.columns import Credential, Level
from sim.core.kernel import kernel

SUB_BACHELOR = int(Credential.APPRENTICESHIP | Credential.TRADE | Credential.ASSOCIATE)
BEYOND_SCHOOL = int(Credential.CERTIFICATION | SUB_BACHELOR | Credential.BACHELOR)
ENTRY, SKILLED, PROFESSIONAL = int(Level.ENTRY), int(Level.SKILLED), int(Level.PROFESSIONAL)


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
