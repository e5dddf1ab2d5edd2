"""The words of a region's files: what a column, a level, a role or an indicator may be called."""

from __future__ import annotations

NOT_AN_ID = "use letters, digits, '_' and '-' only"

ADVICE: dict[str, str] = {
    "level of school": "; by its grades: up to 5 or 6 elementary, 6 to 8 middle, 9 to 12 high, else combined",
    "kind of school": "; an alternative or special school is regular, with a word in the note",
}
"""What to write for words of official files that this form does not have."""

SCHOOL_LEVELS = ("elementary", "middle", "high", "combined")
SCHOOL_KINDS = ("regular", "magnet", "charter", "virtual", "career_technical")
EMPLOYER_KINDS = ("named", "size_class", "pool", "public")
FIGURE_LEVELS = ("local", "state", "national", "judged")
ROLES = ("target", "held_out", "input")
INDICATORS = (
    "graduation_4y",
    "college_entry",
    "college_entry_four_year",
    "college_entry_two_year",
    "completion_four_year_6y",
    "completion_two_year_6y",
    "completion_apprenticeship_6y",
    "stem_share_bachelors",
    "employment_20_24",
    "employment_25_29",
    "employment_30_34",
    "unemployment_20_24",
    "unemployment_25_29",
    "unemployment_30_34",
    "lives_here_26",
    "concentrators",
    "bachelor_26",
    "repetition",
)
"""Codes of the model's own figures that a published rate may be compared with."""
