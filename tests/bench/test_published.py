"""Near a published rate: one meaning, and one rate of several years."""

import numpy as np
import pytest

from sim.bench.published import Near, near_rate, pooled_rate


@pytest.mark.parametrize(
    ("value", "unit", "off"),
    [
        (0.93, "share", 0.0175), (0.62, "share", 0.03), (0.019, "share", 0.01), (-3.5, "points", 1.75),
        (12.0, "points", 3.0), (0.4, "points", 1.0), (-40_000.0, "USD/year", 4_000.0),
    ],
)  # fmt: skip
def test_a_published_rate_is_near_only_within_a_part_of_itself(value, unit, off):
    assert near_rate(value, unit).off == pytest.approx(off)


def test_near_holds_up_to_its_edge_and_for_ranges():
    values = np.array([0.46, 0.47, 0.50, 0.53, 0.54, np.nan])
    assert Near(0.03).holds(values, 0.5).tolist() == [False, True, True, True, False, False]
    assert Near(0.03).holds(values, 0.45, 0.51).tolist() == [True, True, True, True, True, False]
    assert Near(times=2.0).holds(np.array([0.2, 0.25, 1.0, 1.1]), 0.5).tolist() == [False, True, True, False]


def test_years_are_pooled_by_their_counts():
    top, bottom = np.array([[1, 90], [0, 0]]), np.array([[10, 100], [0, 0]])
    np.testing.assert_allclose(pooled_rate(top, bottom), [91 / 110, np.nan])
