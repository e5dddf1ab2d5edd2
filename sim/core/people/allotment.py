"""Whom outreach wins, and who is allotted a seat: the smallest ranks, a reserved share first."""

from __future__ import annotations

import numpy as np


def smallest(ranks: np.ndarray, seats: int) -> np.ndarray:
    """Positions of the ``seats`` smallest ranks, in the order of the rows."""
    if seats >= len(ranks):
        return np.arange(len(ranks))
    return np.sort(np.argpartition(ranks, seats)[:seats]) if seats > 0 else np.zeros(0, np.int64)


def applicants(in_group: np.ndarray, efforts: np.ndarray, share: float) -> np.ndarray:
    """Positions of those who apply once outreach has won over whom it needs, the easiest first.

    It needs as many of the group as make it ``share`` of all applicants. Where it reaches too few, that is
    all there are: the share that the seats then have is a result.
    """
    group, anyway = in_group == 1, efforts <= 0.0
    others = int((anyway & ~group).sum())
    wanted = others * share / (1.0 - share) if share < 1.0 else float(len(group))
    lacking = int(np.ceil(wanted - 1e-9)) - int((anyway & group).sum())
    unsure = np.flatnonzero(~anyway)
    won = unsure[smallest(efforts[unsure], max(0, lacking))]
    return np.sort(np.concatenate([np.flatnonzero(anyway), won]))


def seat_holders(
    rows: np.ndarray, ranks: np.ndarray, in_group: np.ndarray, seats: int, reserved: int
) -> np.ndarray:
    """Rows of those who get a seat: first the reserved share of the target group, then everybody by rank."""
    group = np.flatnonzero(in_group == 1)
    first = group[smallest(ranks[group], reserved)]
    others = np.delete(np.arange(len(rows)), first)
    rest = others[smallest(ranks[others], seats - len(first))]
    return rows[np.sort(np.concatenate([first, rest]))]
