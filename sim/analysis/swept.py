"""The values of a sweep as columns of every table: one column for each key that varies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

MEANING = "value of this key in the variant of a sweep; empty in scenarios that the sweep does not make"


def swept_values(comparison: Comparison) -> dict[str, dict[str, Any]]:
    """Return the swept values of every option that has some, by path in its file."""
    told = comparison.receipt.study.options
    return {option.slug: dict(option.swept) for option in told if option.swept}


def swept_paths(comparison: Comparison) -> tuple[str, ...]:
    """Return every path that a sweep of the study varies, in the order of the study."""
    return tuple(dict.fromkeys(path for values in swept_values(comparison).values() for path in values))


def swept_heads(paths: Sequence[str]) -> tuple[str, ...]:
    """Return each path in short words, for a narrow column: its shortest end that no other path has."""
    return tuple(_head(path, [other for other in paths if other != path]) for path in paths)


def _head(path: str, others: Sequence[str]) -> str:
    parts = path.split(".")
    ends = (".".join(parts[-number:]) for number in range(1, len(parts) + 1))
    alone = (end for end in ends if not any(f".{other}".endswith(f".{end}") for other in others))
    words = next(alone, path).replace("_", " ").replace(".", " ")
    return words[:1].upper() + words[1:]


def swept_column(path: str) -> str:
    """Return the name of the column: ``swept: horizon.years``, which no other column has."""
    return f"swept: {path}"


def with_swept(comparison: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column for each swept path behind ``option``; the same one without a sweep."""
    paths = swept_paths(comparison)
    if not paths:
        return table
    by_slug, shown = swept_values(comparison), table.copy()
    place = shown.columns.get_loc("option") + 1
    for number, path in enumerate(paths):
        values = {slug: by_slug.get(slug, {}).get(path) for slug in comparison.stacks}
        shown.insert(place + number, swept_column(path), shown["option"].astype(object).map(values))
    return shown
