"""Groups of persons in which every outcome is reported, as sums over the tallies' cells."""

from __future__ import annotations

import numpy as np

from sim.core.columns import ETHNICITY, N_CELLS, SEX, cell

ALL_GROUP = "all"
GROUPS: tuple[str, ...] = (
    ALL_GROUP,
    *(f"sex={name}" for name in SEX),
    *(f"ethnicity={name}" for name in ETHNICITY),
    "low_income=no",
    "low_income=yes",
)


def _cells_of(group: str) -> np.ndarray:
    """Return which cells belong to a group, bool [cells]."""
    ethnicity, sex, low_income = np.indices((len(ETHNICITY), len(SEX), 2)).reshape(3, -1)
    inside = np.zeros(N_CELLS, dtype=bool)
    kind, _, name = group.partition("=")
    chosen = {
        "all": np.ones(N_CELLS, dtype=bool),
        "sex": sex == (SEX.index(name) if name in SEX else -1),
        "ethnicity": ethnicity == (ETHNICITY.index(name) if name in ETHNICITY else -1),
        "low_income": low_income == (name == "yes"),
    }[kind]
    inside[cell(ethnicity, sex, low_income)] = chosen
    return inside


def membership() -> np.ndarray:
    """Return the groups as a matrix, int64 [groups, cells], 1 = the cell belongs to the group."""
    return np.array([_cells_of(group) for group in GROUPS], dtype=np.int64)


def by_group(counts: np.ndarray) -> np.ndarray:
    """Sum counts over the cells of each group.

    ``counts`` is integer [..., cells]; the result is int64 [..., groups] and exact.
    """
    return counts.astype(np.int64) @ membership().T
