"""Who takes part, for each of the partnerships a study may have and each number of deliveries."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lives.pairing import participants
from sim.study.plan.compile import MOST_PARTNERSHIPS

MOST_DELIVERIES = 250
"""Deliveries beyond which a person's count stays as it is."""


def received(which: set[int], times: int) -> int:
    """What a person has received by now: a bit for each partnership, and how many deliveries above them."""
    return sum(2**bit for bit in which) + times * 2**MOST_PARTNERSHIPS


def takes_part(baseline: int, option: int) -> bool:
    found = participants(np.array([baseline], np.uint32), np.array([option], np.uint32))
    assert found.tolist() in ([0], [1])
    return bool(found[0])


@pytest.mark.parametrize("bit", range(MOST_PARTNERSHIPS))
def test_one_delivery_of_any_partnership_that_the_baseline_has_not_given(bit):
    other = (bit + 1) % MOST_PARTNERSHIPS
    assert takes_part(received(set(), 0), received({bit}, 1))
    assert takes_part(received({other}, 1), received({bit}, 1)), "another one instead"
    assert not takes_part(received({bit}, 1), received({bit}, 1))
    assert not takes_part(received({bit}, 1), received(set(), 0)), "the baseline alone gave it"


@pytest.mark.parametrize("times", range(1, MOST_DELIVERIES))
def test_one_delivery_more_of_the_same_partnership_and_none_for_one_less(times):
    assert takes_part(received({3}, times), received({3}, times + 1))
    assert not takes_part(received({3}, times + 1), received({3}, times))
    assert not takes_part(received({3, 5}, times), received({3}, times))
