"""Targeting that does nothing is said, and seats that nobody can take or host are."""

from __future__ import annotations

import pytest
from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check, load


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


def said(folder, entry, code):
    text = HEAD + f"partnerships:\n  a: {{{entry}}}\n"
    return [item for item in check(write(folder, text)) if item.code == code]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("share: 60 %", "no effect with how: open"),
        ("share: 60 %, how: lottery", "no effect with how: lottery"),
        ("share: 60 %, how: by_need", "no effect with how: by_need"),
        ("share: 0 %, how: by_need", "no effect with how: by_need"),
        ("groups: [low_income]", "'groups' has no effect with how: open"),
        ("groups: [low_income], how: by_need", "'groups' has no effect with how: by_need"),
        ("groups: [low_income], how: lottery", "'groups' has no effect with how: lottery"),
    ],
)
def test_targeting_that_does_nothing_is_said(folder, target, words):
    found = said(folder, f"activity: job_shadow, seats: 9, target: {{{target}}}", "SIM068")
    assert [item.severity for item in found] == ["warning"]
    assert words in found[0].message
    assert found[0].line == 5


def test_both_keys_of_a_target_that_is_open_are_said(folder):
    entry = "activity: job_shadow, seats: 9, target: {groups: [low_income], share: 5 %}"
    assert len(said(folder, entry, "SIM068")) == 2


@pytest.mark.parametrize(
    "target",
    [
        "how: by_need",
        "how: lottery",
        "groups: [low_income], share: 60 %, how: reserved_seats",
        "groups: [low_income], share: 60 %, how: outreach",
        "groups: [black, new_to_field], share: '~uniform(0.2, 0.4)', how: outreach",
        "",
    ],
)
def test_targeting_that_does_something_is_not_spoken_of(folder, target):
    assert not said(folder, f"activity: job_shadow, seats: 9, target: {{{target}}}", "SIM068")


def test_classes_have_no_target(folder):
    """Nobody of a class applies, so that nobody can be invited or preferred; which schools can be said."""
    for target in ("how: lottery", "how: outreach, groups: [female], share: 60 %"):
        (found,) = said(folder, f"activity: site_visit, seats: 9, target: {{{target}}}", "SIM068")
        assert "classes take part as a whole" in found.message
    assert not said(folder, "activity: site_visit, seats: 9, schools: {poverty_at_least: 30 %}", "SIM068")


def test_more_seats_than_pupils_are_said_with_the_number_that_fits(folder):
    (found,) = said(folder, "activity: job_shadow, grades: 9-10, seats: 900_000", "SIM073")
    fits = int(found.hint.split("at most ")[1].split(" ")[0].replace(",", ""))
    region = load(folder / "one.yaml").region
    high = [school for school in region.schools if school.last_grade >= 9]
    assert 0 < fits < sum(school.pupils for school in high)
    assert not said(folder, f"activity: job_shadow, grades: 9-10, seats: {fits}", "SIM073")
    assert said(folder, f"activity: job_shadow, grades: 9-10, seats: {fits + 1}", "SIM073")
    one_school = f"activity: job_shadow, grades: 9-10, seats: {fits}, schools: {{max: 1}}"
    assert said(folder, one_school, "SIM073"), "of the schools that take part"


def test_the_year_with_most_seats_counts_and_adults_are_not_pupils(folder):
    assert said(folder, "activity: job_shadow, seats: {2026-27: 5, 2030-31: 900_000}", "SIM073")
    assert not said(folder, "activity: adult_training, seats: 900_000", "SIM073")


def test_more_seats_than_employers_can_host_are_said(folder):
    (found,) = said(folder, "activity: internship, seats: 9000, employers: {size_at_least: 1000}", "SIM074")
    fits = int(found.hint.split("at most ")[1].split(" ")[0].replace(",", ""))
    entry = f"activity: internship, seats: {fits}, employers: {{size_at_least: 1000}}"
    assert not said(folder, entry, "SIM074")
    hours = (
        "parameters: {partnerships.hours_per_100_jobs: {value: 0.5, evidence: {grade: E, source: ours}}}\n"
    )
    text = HEAD + f"partnerships:\n  a: {{{entry}}}\n" + hours
    assert "SIM074" in [item.code for item in check(write(folder, text))], "by the scenario's own parameter"


@pytest.mark.parametrize(
    "line", ["seed: -1", "seed: 4294967296", "seed: true", "seed: 1.5", "schema: true", "schema: 2",
             "population: {scale: true}", "horizon: {start: 2026-27, years: true}"],
)  # fmt: skip
def test_numbers_out_of_range_and_truths_for_numbers_are_refused(folder, line):
    text = "\n".join(row for row in HEAD.splitlines() if row.split(":")[0] != line.split(":")[0])
    (error,) = check(write(folder, f"{text}\n{line}\n")).errors
    assert error.code in ("SIM012", "SIM014")
    assert error.line == len(text.splitlines()) + 1
