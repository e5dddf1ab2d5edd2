"""Groups of persons in words."""

from __future__ import annotations

FAMILIES = {"ethnicity": "Ethnicity", "sex": "Sex", "low_income": "Income"}
"""Kinds of groups in the order of the page, with their headings."""

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
