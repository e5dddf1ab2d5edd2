"""How many of the jobs promised are kept, to participants of which partnerships, and in what order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.core.market import hiring


@pytest.fixture
def kept(monkeypatch):
    """Calls ``promises``; gives the jobs kept, the partnerships asked for, and who comes in what order."""

    def of(offers, honoured, year=1, partnerships=(1, 0, 1), bits=(0, 3, 20)):
        seen = {"jobs": None, "mask": None, "order": None}

        def promised(people, blocks, year, k0, k1, mask, rows, lots):
            seen["mask"] = int(mask)
            rows[:3], lots[:3] = (5, 6, 7), (9, 1, 9)
            return 3

        def keep(people, rows, year, offers, *rest):
            seen["jobs"], seen["order"] = int(offers), rows.tolist()

        monkeypatch.setattr(hiring, "promised", promised)
        monkeypatch.setattr(hiring, "keep_promises", keep)
        lever = {
            "offers": np.array([0.0, *offers]), "honoured": np.array([0.0, *honoured]),
            "partnerships": np.array(partnerships, np.uint8),
        }  # fmt: skip
        plan = SimpleNamespace(
            levers={"commitment_to_hire": lever} if offers else {},
            partnerships=SimpleNamespace(bit=np.array(bits, np.uint8)),
        )
        world = SimpleNamespace(
            plan=plan, year=year, k0=0, k1=0, rows=lambda ages: (0, 9), search=None, firms=None, events=None,
            blocks=lambda ages: np.array([[0, 9]]),
            people=SimpleNamespace(key=np.array([0, 0, 0, 0, 0, 3, 2, 1, 0])),
        )  # fmt: skip
        assert hiring.promises(world, None).tolist() == [0, 0, 0]
        return seen

    return of


@pytest.mark.parametrize(
    ("offers", "honoured", "jobs"), [(20.0, 0.5, 10), (20.0, 1.0, 20), (10.0, 0.45, 5), (3.0, 0.1, 0)]
)
def test_a_share_of_the_jobs_promised_is_kept_to_the_nearest_job(kept, offers, honoured, jobs):
    assert kept([offers], [honoured])["jobs"] == jobs


def test_each_year_has_its_own_promises(kept):
    assert [kept([8.0, 4.0], [0.5, 1.0], year)["jobs"] for year in (-1, 0, 1, 2)] == [None, None, 4, 4]
    assert kept([], [])["jobs"] is None


def test_they_are_for_the_participants_of_the_partnerships_named(kept):
    assert kept([4.0], [1.0])["mask"] == 2**0 + 2**20
    assert kept([4.0], [1.0], partnerships=(0, 1, 0))["mask"] == 2**3


def test_the_smallest_lot_comes_first_and_of_equal_lots_the_smaller_key(kept):
    assert kept([4.0], [1.0])["order"] == [6, 7, 5]
