"""What was delivered is kept as a list and asked like an array."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.served import Served


@pytest.fixture
def pair() -> tuple[Served, np.ndarray]:
    """The list, and the same as an array."""
    rng, years, persons = np.random.default_rng(3), 5, 700
    dense = rng.integers(1, 2**32, (years, persons), dtype=np.uint32)
    dense[rng.random((years, persons)) < 0.8] = 0
    dense[2] = 0
    listed = Served(years, persons)
    for year, row in enumerate(dense):
        rows = np.flatnonzero(row).astype(np.uint32)
        listed.note(year, rows, row[rows])
    return listed, dense


@pytest.mark.parametrize(
    "at",
    [
        0,
        4,
        -1,
        np.int64(3),
        (1, slice(0, 256)),
        (3, slice(256, 512)),
        (3, slice(600, 5000)),
        (1, slice(5, 5)),
        (1, slice(-9, None)),
        (0, slice(0, 700, 3)),
        (slice(1, 3), slice(None)),
        (slice(None), 17),
        (4, 699),
    ],
    ids=str,
)
def test_any_part_is_the_part_of_the_array(pair, at):
    listed, dense = pair
    np.testing.assert_array_equal(listed[at], dense[at])
    assert np.asarray(listed[at]).dtype == np.uint32


def test_the_whole_is_the_array(pair):
    listed, dense = pair
    assert listed.shape == dense.shape
    np.testing.assert_array_equal(np.asarray(listed), dense)
    assert np.asarray(Served(0, 0)).shape == (0, 0)
    assert listed.nbytes == 8 * np.count_nonzero(dense)


def test_lists_are_equal_if_all_years_are(pair):
    listed, dense = pair
    other = Served(*dense.shape)
    assert listed != other
    for year in range(len(dense)):
        other.note(year, *listed.listed(year))
    assert listed == other
    rows, values = listed.listed(4)
    other.note(4, rows, values + np.uint32(1))
    assert listed != other
