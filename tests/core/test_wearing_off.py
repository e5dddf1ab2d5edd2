"""What a year of an activity leaves behind wears off by the share its card says, each kind by its own."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.core.rules import schooling

HOLD = {"support": 0.5, "guidance": 0.25}


@pytest.mark.parametrize("years", [1, 3])
def test_each_is_held_by_its_own_share_a_year(years):
    fade = getattr(schooling.fade, "py_func", schooling.fade)
    people = SimpleNamespace(**{name: np.array([9.0, 0.8], np.float32) for name in HOLD})
    shares = SimpleNamespace(**{f"{name}_hold": share for name, share in HOLD.items()})
    for _ in range(years):
        fade(people, 1, shares)
    for name, share in HOLD.items():
        np.testing.assert_allclose(getattr(people, name), [9.0, 0.8 * share**years], rtol=1e-6, err_msg=name)
