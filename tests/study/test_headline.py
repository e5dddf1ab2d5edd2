"""The year in which a study is read follows its programmes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import HEAD, SHIPPED, remembered_regions, study_folder, write  # noqa: F401

from sim.core.columns import LAST_AGE
from sim.study.load.headline import WORKING_AGE, Participants, counted, default_year
from sim.study.load.scenario import check_study, load, load_study

LONG = HEAD.replace("years: 10", "years: 40")
ONWARDS = "partnerships: {internships: {activity: internship, grades: 11-12, seats: 100 per year}}\n"
GRANT = "partnerships: {courses: {activity: sector_training, seats: 100 per year, until: 2029-30}}\n"


@pytest.fixture
def folder(tmp_path):
    return study_folder(tmp_path)


def seniors(*seats):
    return (Participants(17, 17, seats),)


def test_shares_are_those_of_ages_between_school_and_the_last_age_followed():
    share = counted(seniors(10.0, 0.0, 0.0), 60)
    years = np.flatnonzero(share == 1.0)
    assert (17 + years.min(), 17 + years.max()) == (WORKING_AGE, LAST_AGE)
    assert set(share.tolist()) == {0.0, 1.0}
    half = counted((Participants(LAST_AGE - 1, LAST_AGE, (1.0,)),), 3)
    assert half.tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("options", "years", "expected"),
    [
        ([], 25, 24),
        ([seniors(*[0.0] * 25)], 25, 24),
        ([seniors(*[5.0] * 25)], 25, 24),
        ([seniors(5.0)], 25, 24),
        ([(Participants(45, 45, (5.0,)),)], 25, LAST_AGE - 45),
        ([(Participants(45, 45, (5.0,)),), seniors(*[5.0] * 25)], 25, LAST_AGE - 45),
        ([seniors(5.0)], 10, 9),
        ([(Participants(5, 10, (5.0,)),)], 10, 9),
        ([(Participants(18, 35, (5.0,)),)], 25, 24),
        ([(Participants(18, LAST_AGE, (5.0,)),)], 25, 1),
    ],
)
def test_the_default_year(options, years, expected):
    assert default_year(options, years) == expected


@given(
    st.lists(
        st.tuples(st.integers(5, 35), st.integers(0, 5), st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
    ),
    st.integers(12, 40),
)
def test_the_year_lies_within_the_horizon_and_shares_within_one(parts, years):
    option = [Participants(low, min(35, low + more), tuple(seats)) for low, more, seats in parts]
    assert 0 <= default_year([option], years) < years
    share = counted(option, years)
    assert ((share >= 0) & (share <= 1 + 1e-9)).all()


def test_a_short_grant_for_adults_is_read_while_they_are_counted(folder):
    write(folder, LONG, "baseline.yaml")
    write(folder, "extends: baseline.yaml\nname: Grant\n" + GRANT, "grant.yaml")
    study = load_study(folder)
    assert {one.headline_year for one in study} == {2}
    assert not check_study(folder).warnings or "SIM072" not in [i.code for i in check_study(folder).warnings]
    assert load(write(folder, LONG + ONWARDS, "alone.yaml")).headline_year == 39


def test_an_inherited_year_in_which_few_are_left_is_said_with_a_better_one(folder):
    write(folder, LONG + "headline_year: 2065-66\n", "baseline.yaml")
    write(folder, "extends: baseline.yaml\nname: Grant\n" + GRANT, "grant.yaml")
    study = load_study(folder)
    assert {one.headline_year for one in study} == {39}, "a stated year wins"
    (said,) = [item for item in study[1].warnings if item.code == "SIM072"]
    assert said in [*check_study(folder)]
    assert "19% of the participants planned by 'Grant'" in said.message
    assert said.hint == "headline_year: 2028-29"
    assert (said.path.name, said.line) == ("baseline.yaml", 4), "where it is stated"
    write(folder, (folder / "baseline.yaml").read_text().replace("2065-66", "2028-29"), "baseline.yaml")
    assert "SIM072" not in [item.code for item in check_study(folder)]


def test_a_file_without_a_year_follows_the_study_and_two_years_are_refused(folder):
    one = write(folder, LONG, "baseline.yaml")
    two = write(folder, LONG.replace("Test", "B") + "headline_year: 2040-41\n" + ONWARDS, "b.yaml")
    assert {scenario.headline_year for scenario in load_study([one, two])} == {14}
    write(folder, LONG + "headline_year: 2041-42\n", "baseline.yaml")
    assert "SIM050" in [item.code for item in check_study([one, two]).errors]


@pytest.mark.parametrize("folder", ["chattanooga", "detroit-wayne", "submarine-coast"])
def test_shipped_studies_would_be_read_in_their_last_year_without_being_told(folder):
    from sim.study.load.comparable import recommended_year

    study = load_study(SHIPPED.parent / folder)
    assert recommended_year(study) == study[0].years - 1 == study[0].headline_year
    assert "SIM072" not in [item.code for one in study for item in one.warnings]
