"""Case 56: with more than 24 partnerships ``check`` said nothing, and ``run`` ended in a traceback."""

from __future__ import annotations

from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check, load_study
from sim.study.plan.compile import MOST_PARTNERSHIPS, partnership_bits


def partnerships(first, last):
    rows = (f"  p{i}: {{activity: site_visit, seats: 5 per year}}\n" for i in range(first, last))
    return "partnerships:\n" + "".join(rows)


def test_one_too_many_is_an_error_of_the_check_and_the_most_are_none(tmp_path):
    folder = study_folder(tmp_path)
    (error,) = check(write(folder, HEAD + partnerships(0, MOST_PARTNERSHIPS + 1))).errors
    assert (error.code, error.line) == ("SIM052", 4)
    assert f"may have {MOST_PARTNERSHIPS}" in error.message
    assert not check(write(folder, HEAD + partnerships(0, MOST_PARTNERSHIPS))).errors


def test_a_study_may_have_more_as_long_as_no_pair_has(tmp_path):
    folder = study_folder(tmp_path)
    write(folder, HEAD + partnerships(0, 2), "baseline.yaml")
    for name, first in (("a", 10), ("b", 40)):
        write(folder, "extends: baseline.yaml\nname: X\n" + partnerships(first, first + 22), f"{name}.yaml")
    study = load_study(folder)
    for option in study[1:]:
        assert len(partnership_bits((study[0], option))) == MOST_PARTNERSHIPS
