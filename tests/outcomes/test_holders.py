"""Who held the seats of a partnership: by group, and the share that reached whom it is meant for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.columns import ETHNICITY, N_CELLS, SEX, cell
from sim.outcomes.accounts import holder_rows
from sim.outcomes.groups import any_of


@pytest.fixture
def seated():
    """Two partnerships over three years, [partnership, year, cell]."""
    return np.random.default_rng(3).integers(0, 50, (2, 3, N_CELLS))


def chosen(table, code, group):
    return (table.indicator == code) & (table.group == group)


def test_holders_are_counted_by_group(seated):
    table = holder_rows(seated, ("a", "b"), 2026)
    women = [cell(e, SEX.index("female"), poor) for e in range(len(ETHNICITY)) for poor in (0, 1)]
    found = table.numerator[chosen(table, "delivery.holders", "partnership=b;sex=female")]
    np.testing.assert_array_equal(found, seated[1][:, women].sum(axis=1))


@pytest.mark.parametrize("groups", [("low_income",), ("female", "black"), ("low_income", "hispanic")])
def test_the_share_delivered_counts_everybody_of_any_group_once(seated, groups):
    table = holder_rows(seated, ("a", "b"), 2026, targets={"a": groups})
    inside = [
        cell(e, s, poor)
        for e, race in enumerate(ETHNICITY)
        for s, sex in enumerate(SEX)
        for poor in (0, 1)
        if {race, sex} & set(groups) or (poor and "low_income" in groups)
    ]
    place = chosen(table, "delivery.to_target_groups", "partnership=a")
    np.testing.assert_array_equal(table.numerator[place], seated[0][:, inside].sum(axis=1))
    np.testing.assert_array_equal(table.denominator[place], seated[0].sum(axis=1))
    assert not chosen(table, "delivery.to_target_groups", "partnership=b").any()


def test_any_of_nothing_is_nobody():
    assert any_of(()).sum() == 0
    with pytest.raises(KeyError):
        any_of(("left_handed",))
