"""Groups of persons in words, and from how many persons on a group's figures are printed."""

from __future__ import annotations

FAMILIES = {"ethnicity": "Ethnicity", "sex": "Sex", "low_income": "Income"}
"""Kinds of groups of persons in the order of the page, with their headings."""

SMALL_GROUP = 30
"""Figures of a group with fewer persons (median over the runs) are not printed anywhere: one person more
or less would move its rate by more than three percentage points."""

TOO_SMALL = f"fewer than {SMALL_GROUP} persons"
"""What stands in a table in place of the figures of a small group."""

SMALL_MARK = "†"
"""Stands beside the name of a small group."""

_LABELS = {
    "all": "all",
    "low_income=yes": "Low income",
    "low_income=no": "Not low income",
    "ethnicity=american_indian": "American Indian",
    "ethnicity=pacific_islander": "Pacific Islander",
}


def group_label(group: str) -> str:
    """A group in words: ``ethnicity=two_or_more`` is ``Two or more``."""
    return _LABELS.get(group, group.split("=")[-1].replace("_", " ").capitalize())


def family_label(group: str) -> str:
    """The heading a group stands under: ``ethnicity=asian`` under ``Ethnicity``."""
    return FAMILIES[group.split("=")[0]]


def of_persons(group: str) -> bool:
    """Whether a group is one of persons (and not of money or of seats, and not everybody)."""
    return group.split("=")[0] in FAMILIES


def is_small(persons: float) -> bool:
    """Whether so many persons are too few to print anything of; an unknown number is not."""
    return persons < SMALL_GROUP
