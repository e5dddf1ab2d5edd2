"""Groups of persons in which outcomes are reported, as sums over the tallies' cells."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType

import numpy as np

from sim.core.columns import ETHNICITY, N_CELLS, SEX, cell

ALL_GROUP = "all"
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"sex": SEX, "ethnicity": ETHNICITY, "low_income": ("no", "yes")}
)
"""What persons are grouped by, and the groups of each kind."""
GROUPS: tuple[str, ...] = (
    ALL_GROUP,
    *(f"{kind}={name}" for kind in ("sex", "ethnicity", "low_income") for name in KINDS[kind]),
)
"""Everybody, and the groups of every kind by itself."""
AND = ";"
"""Joins the kinds of a crossing: ``sex=female;low_income=yes``."""


def crossing(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the groups of several kinds at once, such as ``sex=female;low_income=yes``.

    Raises ``ValueError`` for a kind by which persons are not counted.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(f"Persons are not counted by '{unknown[0]}'; known: {', '.join(KINDS)}.")
    named = [[f"{kind}={name}" for name in KINDS[kind]] for kind in kinds]
    return tuple(AND.join(names) for names in product(*named))


def _cells_of(group: str) -> np.ndarray:
    """Return which cells belong to a group, bool [cells]."""
    ethnicity, sex, low_income = np.indices((len(ETHNICITY), len(SEX), 2)).reshape(3, -1)
    places = {"sex": sex, "ethnicity": ethnicity, "low_income": low_income}
    chosen = np.ones(N_CELLS, dtype=bool)
    for part in () if group == ALL_GROUP else group.split(AND):
        kind, _, name = part.partition("=")
        chosen &= places[kind] == KINDS[kind].index(name)
    inside = np.zeros(N_CELLS, dtype=bool)
    inside[cell(ethnicity, sex, low_income)] = chosen
    return inside


def any_of(names: Sequence[str]) -> np.ndarray:
    """Return which cells belong to any group that a partnership may be meant for, int64 [cells].

    ``names`` are those of a scenario's ``target.groups``: ``low_income``, a sex, a category of ethnicity.
    """
    kinds = {name: f"{kind}={name}" for kind in ("sex", "ethnicity") for name in KINDS[kind]}
    inside = [_cells_of({**kinds, "low_income": "low_income=yes"}[name]) for name in names]
    return np.logical_or.reduce([np.zeros(N_CELLS, bool), *inside]).astype(np.int64)


@functools.cache
def _membership(groups: tuple[str, ...]) -> np.ndarray:
    matrix = np.array([_cells_of(group) for group in groups], dtype=np.int64)
    matrix.setflags(write=False)
    return matrix


def membership(groups: Sequence[str] = GROUPS) -> np.ndarray:
    """Return groups as a matrix, int64 [groups, cells], 1 = the cell belongs to the group."""
    return _membership(tuple(groups))


def by_group(counts: np.ndarray, groups: Sequence[str] = GROUPS) -> np.ndarray:
    """Sum counts over the cells of each group.

    ``counts`` is integer [..., cells]; the result is int64 [..., groups] and exact.
    """
    return counts.astype(np.int64) @ membership(groups).T
