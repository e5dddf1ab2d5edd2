"""School years in words, everywhere the same."""

from __future__ import annotations


def school_year(first: int) -> str:
    """Return the school year that starts in September of ``first``: ``2050-51``."""
    return f"{first}-{(first + 1) % 100:02d}"
