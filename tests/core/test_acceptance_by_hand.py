"""One employer and a queue before it: who gets the places can be told by looking."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.market.acceptance import deferred_acceptance


def hired(scores, places, keys=None, rivals=()):
    """Positions of those who get one of the places of the one slot they all want."""
    many = len(scores)
    match, held = deferred_acceptance(
        np.array(range(many) if keys is None else keys, np.uint64),
        np.zeros((many, 1), np.int64),
        np.array(scores, float).reshape(many, 1),
        np.ones(many, np.int64),
        np.array([places], np.int64),
        np.array([0, len(rivals)], np.int64),
        np.array(rivals, float),
    )
    assert held[0] + (match >= 0).sum() <= places
    return np.flatnonzero(match == 0).tolist()


def test_of_equals_the_smaller_key_is_taken_whoever_comes_first():
    assert hired([1.0, 1.0], 1, keys=[7, 3]) == [1]
    assert hired([1.0, 1.0], 1, keys=[3, 7]) == [0]
    assert hired([1.0, 1.0, 1.0], 2, keys=[9, 2, 5]) == [1, 2]


def test_a_rival_as_good_as_a_seeker_loses_and_a_better_one_wins():
    assert hired([1.0], 1, keys=[2**63], rivals=[1.0]) == [0]
    assert hired([1.0], 1, rivals=[1.1]) == []
    assert hired([1.0, 3.0], 2, rivals=[2.0, 0.5]) == [1]


@pytest.mark.parametrize("places", [0, 1, 2, 3, 5, 8, 13])
def test_the_places_go_to_the_best(places):
    scores = np.random.default_rng(places).permutation(13) / 4.0
    assert hired(scores, places) == sorted(np.argsort(-scores)[:places].tolist())
    rivals = sorted(scores[:4] + 0.1)
    better = sum(rival > min([*scores, *rivals]) for rival in rivals)
    together = sorted([*scores, *rivals], reverse=True)[:places]
    assert hired(scores, places, rivals=rivals) == [i for i in range(13) if scores[i] in together]
    assert better > 0


def test_whoever_is_refused_asks_the_next_on_the_list():
    """Two seekers want the first slot; the worse of them is taken by the second, which it wants less."""
    match, _ = deferred_acceptance(
        np.array([1, 2], np.uint64), np.array([[0, 1], [0, 1]], np.int64), np.array([[2.0, 9.0], [3.0, 0.0]]),
        np.array([2, 2], np.int64), np.array([1, 1], np.int64), np.zeros(3, np.int64), np.zeros(0),
    )  # fmt: skip
    assert match.tolist() == [1, 0]
