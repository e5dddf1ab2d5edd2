"""Case 59: a start beyond the price index and far from the region's data said nothing of what is assumed."""

from __future__ import annotations

from studies import HEAD, INTERNSHIPS, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check


def codes(folder, start):
    return [item.code for item in check(write(folder, HEAD.replace("2026-27", start) + INTERNSHIPS))]


def test_it_is_said(tmp_path):
    folder = study_folder(tmp_path)
    assert {"SIM075", "SIM076"} <= set(codes(folder, "2060-61"))
    assert not {"SIM075", "SIM076"} & set(codes(folder, "2026-27"))
    assert "SIM075" not in codes(folder, "2030-31")
    assert "SIM075" in codes(folder, "2031-32")
