"""The model's vocabulary as plain integers, which Python compares faster than members of enumerations."""

from __future__ import annotations

from types import SimpleNamespace

from sim.core import columns, tallies


def plain(enumeration) -> SimpleNamespace:
    """Members of an enumeration as integers."""
    return SimpleNamespace(**{member.name: int(member) for member in enumeration})


STAGE = plain(columns.Stage)
PLACE = plain(columns.Place)
PATHWAY = plain(columns.Pathway)
LEVEL = plain(columns.Level)
CREDENTIAL = plain(columns.Credential)
BARRIER = plain(columns.Barrier)
ORIGIN = plain(columns.Origin)
STUDIED = plain(columns.Studied)
LIFE = plain(columns.Life)
EVENT = plain(columns.Event)
COUNT = plain(tallies.Tally)
MARKET = plain(tallies.Market)

LEVELS = columns.N_LEVELS
FIELDS = columns.N_FIELDS
STEM = sum(1 << columns.FIELDS.index(name) for name in columns.STEM_FIELDS)
SUB_BACHELOR = CREDENTIAL.APPRENTICESHIP | CREDENTIAL.TRADE | CREDENTIAL.ASSOCIATE
BEYOND_SCHOOL = CREDENTIAL.CERTIFICATION | SUB_BACHELOR | CREDENTIAL.BACHELOR
PROGRAMME_SHIFT, PROGRAMME_MASK = columns.PROGRAMME_SHIFT, columns.PROGRAMME_MASK
SCHOOL_OVER, NEVER = columns.SCHOOL_OVER, columns.NEVER


def top_credential_level(credentials: int) -> int:
    """Highest level of occupation that a set of credentials opens by itself."""
    if credentials & CREDENTIAL.BACHELOR:
        return LEVEL.PROFESSIONAL
    return LEVEL.SKILLED if credentials & SUB_BACHELOR else LEVEL.ENTRY
