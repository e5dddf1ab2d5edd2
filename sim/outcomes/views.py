"""Everything that is said of the worlds of an option, as rows over their stored counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import numpy as np

from sim.outcomes.accounts import DISCOUNT_RATE, cost_rows, delivery_rows, holder_rows
from sim.outcomes.compared import EVERYBODY_ONLY
from sim.outcomes.groups import ALL_GROUP, GROUPS, by_group
from sim.outcomes.headline import jobs_lines, persons_lines
from sim.outcomes.registry import ALL
from sim.outcomes.rows import Rows, indicator_rows, rows, stack


class Kept(Protocol):
    """Stored counts of the runs of an option; arrays have a first axis for the runs."""

    @property
    def start(self) -> int:
        """Calendar year of the first September."""

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Order of the partnerships in ``delivery`` and ``costs``."""

    @property
    def missing(self) -> frozenset[str]:
        """Names of counts that were not made."""

    @property
    def tallies(self) -> np.ndarray:
        """Persons, int64 [..., years, tallies, cells]."""

    @property
    def market(self) -> np.ndarray:
        """Jobs, int64 [..., years, counts]."""

    @property
    def delivery(self) -> np.ndarray:
        """Seats, float64 [..., partnerships, years, 4]."""

    @property
    def costs(self) -> np.ndarray:
        """Dollars, float64 [..., partnerships, years, ingredients, payers]."""

    @property
    def seated(self) -> np.ndarray:
        """Persons who used a seat, int64 [..., partnerships, years, cells]."""

    @property
    def beside(self) -> np.ndarray:
        """Jobs in the world that this one is compared with, int64 [..., years, counts]."""

    @property
    def pairs(self) -> np.ndarray:
        """Persons, int64 [..., years, cells, depth, situation, situation]."""

    @property
    def passed(self) -> np.ndarray:
        """Persons past the last simulated age, option less baseline, int64 [..., years, cells, outcomes]."""


def all_rows(
    kept: Kept,
    groups: Sequence[str] = GROUPS,
    rate: float = DISCOUNT_RATE,
    targets: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Rows:
    """Return every indicator, the accounts and the headline.

    ``rate`` discounts a year; ``targets`` names the groups that a partnership's seats are meant for.

    Indicators that rest on counts an earlier version did not make are left out; money and seats, which
    are not of persons, are given with the group ``all`` only.
    """
    able = [one for one in ALL if not {c.name for c in one.numerator + one.denominator} & kept.missing]
    parts: list[Rows | None] = [indicator_rows(kept, kept.start, groups, able)]
    if ALL_GROUP in groups:
        parts.append(cost_rows(kept.costs, kept.start, rate))
        parts.append(delivery_rows(kept.delivery, kept.partnerships, kept.start))
        parts.append(holder_rows(kept.seated, kept.partnerships, kept.start, groups, targets))
        parts.append(jobs_rows(kept.market, kept.beside, kept.start))
    parts.append(headline_rows(kept.pairs, kept.passed, kept.start, groups))
    return stack([part for part in parts if part is not None])


def headline_rows(pairs: np.ndarray, passed: np.ndarray, start: int, groups: Sequence[str] = GROUPS) -> Rows:
    """Return every line that is counted over two lives, by group and year; ``start`` is the first year.

    The stages reached, and what those past the last age did, are given for everybody only.
    ``pairs`` and ``passed`` as in :func:`sim.outcomes.headline.persons_lines`, with years before the cells.
    """
    years = start + np.arange(pairs.shape[-5])
    parts = []
    for code, persons in persons_lines(pairs, passed):
        some = [group for group in groups if code not in EVERYBODY_ONLY or group == ALL_GROUP]
        if some:
            counts = by_group(persons, some)
            parts += [rows(code, group, years, counts[..., g], "persons") for g, group in enumerate(some)]
    return stack(parts)


def jobs_rows(market: np.ndarray, beside: np.ndarray, start: int) -> Rows:
    """Return the change of jobs filled by year; ``market`` and ``beside`` are int64 [..., years, counts]."""
    years = start + np.arange(market.shape[-2])
    lines = jobs_lines(market, beside)
    return stack([rows(code, ALL_GROUP, years, jobs, "jobs") for code, jobs in lines])
