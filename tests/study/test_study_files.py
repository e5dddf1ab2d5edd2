"""Several files as one study: which is the baseline, what is compared with what, and what is said of it."""

from __future__ import annotations

import json

import pytest
from studies import HEAD, INTERNSHIPS, remembered_regions, study_folder, write  # noqa: F401

from sim.analysis.study import scenarios_of
from sim.study.load.scenario import check_study, compared, in_order, load, load_study, pairs
from sim.study.reading.diagnostics import StudyError

EXIT = "parameters.economy.commuter_exit"


@pytest.fixture
def folder(tmp_path):
    return study_folder(tmp_path)


def option_of(baseline):
    return f"extends: {baseline}\nname: Option\n" + INTERNSHIPS


def codes(diagnostics):
    return [item.code for item in diagnostics]


def slugs(scenarios):
    return [one.slug for one in scenarios]


@pytest.mark.parametrize("name", ["baseline.yaml", "Baseline.yaml", "CURRENT.yml", "base.YAML", "zz.yaml"])
def test_the_baseline_is_found_by_name_or_because_others_extend_it(folder, name):
    write(folder, HEAD, name)
    write(folder, option_of(name), "a-option.yaml")
    study = load_study(folder)
    assert study[0].path.name == name
    said = [item for item in study[0].warnings if item.code == "SIM070"]
    assert bool(said) == (name != "baseline.yaml")
    assert not said or name in said[0].message
    assert codes(check_study(folder)).count("SIM070") == len(said)


def test_a_baseline_in_doubt_is_refused_with_what_to_do(folder):
    write(folder, HEAD, "one.yaml")
    write(folder, HEAD.replace("Test", "Other"), "two.yaml")
    with pytest.raises(StudyError) as problem:
        load_study(folder)
    (error,) = problem.value.diagnostics.errors
    assert error.code == "SIM054"
    assert "baseline.yaml" in error.hint
    write(folder, HEAD, "current.yaml")
    write(folder, HEAD, "base.yaml")
    with pytest.raises(StudyError, match=r"'base\.yaml'|'current\.yaml'"):
        load_study(folder)


def test_files_named_one_by_one_begin_with_the_baseline_and_it_is_said(folder):
    one, two = write(folder, HEAD, "one.yaml"), write(folder, HEAD, "two.yaml")
    assert slugs(load_study([two, one])) == ["two", "one"]
    assert codes(load_study([two, one])[0].warnings) == ["SIM070"]
    assert not load_study(one)[0].warnings


def test_yml_is_read_like_yaml_and_both_spellings_of_one_name_are_refused(folder):
    write(folder, HEAD, "baseline.yml")
    write(folder, option_of("baseline.yml"), "option.yml")
    assert slugs(load_study(folder)) == ["baseline", "option"]
    write(folder, option_of("baseline.yml"), "option.yaml")
    assert "SIM053" in codes(check_study(folder))


def test_what_file_managers_leave_is_passed_over_or_pointed_out(folder):
    write(folder, HEAD, "baseline.yaml")
    (folder / "._baseline.yaml").write_bytes(b"\0\1\2")
    (folder / ".hidden.yaml").write_text("nonsense: [", encoding="utf-8")
    copy = write(folder, option_of("baseline.yaml"), "option - Copy.yaml")
    assert "SIM071" in codes(check_study(folder))
    copy.unlink()
    assert codes(check_study(folder).warnings) == codes(check_study(folder).errors) == []
    for name in ("option (1).yaml", "option copy 2.yaml", "Copy of option.yaml", "option - Kopie.yaml"):
        copy = write(folder, option_of("baseline.yaml"), name)
        assert "SIM071" in codes(check_study(folder)), name
        copy.unlink()


def test_a_resolved_file_works_when_it_is_named_and_is_passed_over_in_a_folder(folder):
    one = load(write(folder, HEAD + INTERNSHIPS, "baseline.yaml"))
    resolved = write(folder, json.dumps(one.resolved), "baseline.resolved.yaml")
    assert slugs(load_study(folder)) == ["baseline"]
    assert load_study(resolved)[0].hash == one.hash
    assert not check_study(resolved).errors


def test_each_mistake_of_a_baseline_is_told_once(folder, monkeypatch):
    write(folder, HEAD.replace("years: 10", "years: 99") + "populaton: {scale: 1}\n", "baseline.yaml")
    for name in "abc":
        write(folder, option_of("baseline.yaml"), f"{name}.yaml")
    monkeypatch.chdir(folder)
    assert sorted(codes(check_study(".").errors)) == ["SIM010", "SIM014"]


def test_an_option_of_another_economy_is_said_to_hold_more_than_the_programme(folder):
    write(folder, HEAD, "baseline.yaml")
    text = option_of("baseline.yaml") + (
        "parameters: {economy.commuter_exit: {value: 4 %, evidence: {grade: E, source: ours}}}\n"
        "shocks: [{what: recession, when: 2028-29}]\n"
    )
    write(folder, text, "option.yaml")
    option = load_study(folder)[1]
    said = [item.message for item in option.warnings if item.code == "SIM065"]
    assert len(said) == 2
    assert "economy.commuter_exit" in said[0]
    assert "recession" in said[1]
    assert all("not the programme's doing alone" in message for message in said)
    assert codes(check_study(folder)).count("SIM065") == 2
    loaded = [load(folder / name) for name in ("baseline.yaml", "option.yaml")]
    assert [item.code for item in compared(loaded)[1].warnings].count("SIM065") == 2


def test_a_sweep_over_the_economy_sweeps_the_baseline_with_it(folder):
    write(folder, HEAD, "baseline.yaml")
    write(folder, option_of("baseline.yaml"), "a.yaml")
    seats = "partnerships.internships.seats"
    write(
        folder,
        option_of("baseline.yaml") + f"sweep: {{{EXIT}: [4 %, 6 %], {seats}: [10, 20]}}\n",
        "b.yaml",
    )
    study = load_study(folder)
    assert slugs(study) == [
        "baseline", "a", "baseline-001", "b-001", "b-002", "baseline-002", "b-003", "b-004",
    ]  # fmt: skip
    homes = pairs(study)
    assert homes == (0, 0, 2, 2, 2, 5, 5, 5)
    for one, home in zip(study, homes, strict=True):
        assert one.parameters == study[home].parameters
        assert "SIM065" not in codes(one.warnings)
    assert dict(study[3].swept) == {EXIT: "4 %", seats: 10}
    assert dict(study[2].swept) == {EXIT: "4 %"}
    assert "internships" not in study[2].partnerships
    assert len({one.name for one in study}) == len(study)
    shuffled = (study[0], study[2], study[5], *study[3:5], *study[6:], study[1])
    assert slugs(in_order(shuffled)) == slugs(study)


def test_a_sweep_in_the_baseline_puts_every_option_under_its_conditions(folder):
    write(folder, HEAD + f"sweep: {{{EXIT}: [4 %, 6 %]}}\n", "baseline.yaml")
    write(folder, option_of("baseline.yaml"), "a.yaml")
    study = load_study(folder)
    assert slugs(study) == ["baseline-001", "a-001", "baseline-002", "a-002"]
    assert pairs(study) == (0, 0, 2, 2)
    assert [one.parameters["economy.commuter_exit"].value() for one in study] == [0.04, 0.04, 0.06, 0.06]


def test_only_swept_options_need_no_plain_baseline_and_shocks_are_swept_too(folder):
    write(folder, HEAD, "baseline.yaml")
    shocks = "sweep: {shocks: [[], [{what: recession, when: 2028-29}]]}\n"
    write(folder, option_of("baseline.yaml") + shocks, "a.yaml")
    study = load_study(folder)
    assert pairs(study) == (0, 0, 2, 2)
    assert [len(one.shocks) for one in study] == [0, 0, 1, 1]
    assert all("SIM065" not in codes(one.warnings) for one in study)


def test_a_sweep_over_the_seed_sweeps_the_baseline_with_it(folder):
    write(folder, HEAD, "baseline.yaml")
    write(folder, option_of("baseline.yaml"), "a.yaml")
    write(folder, option_of("baseline.yaml") + "sweep: {seed: [1, 2]}\n", "b.yaml")
    study = load_study(folder)
    assert slugs(study) == ["baseline", "a", "baseline-001", "b-001", "baseline-002", "b-002"]
    assert pairs(study) == (0, 0, 2, 2, 4, 4)
    assert [one.seed for one in study][2:] == [1, 1, 2, 2]
    with pytest.raises(StudyError, match="one seed for all"):
        scenarios_of([folder], seed=5)
    assert {one.seed for one in scenarios_of([folder / "baseline.yaml", folder / "a.yaml"], seed=5)} == {5}


def test_an_option_of_another_seed_than_its_baseline_is_refused(folder):
    write(folder, HEAD, "baseline.yaml")
    write(folder, option_of("baseline.yaml") + "seed: 77\n", "a.yaml")
    (error,) = check_study(folder).errors
    assert (error.code, error.path.name) == ("SIM050", "a.yaml")
    assert error.message.startswith("'seed' differs from that of baseline.yaml")


def test_variants_of_one_file_have_the_first_as_baseline_or_are_one_each(folder):
    one = write(folder, HEAD + INTERNSHIPS + "sweep: {partnerships.internships.seats: [10, 20]}\n")
    assert pairs(load_study(one)) == (0, 0)
    two = write(folder, HEAD + INTERNSHIPS + f"sweep: {{{EXIT}: [4 %, 6 %]}}\n")
    assert pairs(load_study(two)) == (0, 1)


def test_swept_names_are_told_apart(folder):
    text = HEAD + (
        "partnerships:\n  a: {activity: job_shadow, seats: 5}\n  b: {activity: job_shadow, seats: 5}\n"
        "sweep: {partnerships.a.seats: [1], partnerships.b.seats: [2]}\n"
    )
    assert load_study(write(folder, text))[0].name == "Test [a.seats = 1, b.seats = 2]"


def test_too_many_partnerships_of_a_pair_are_refused_where_they_stand(folder):
    rows = [f"  p{i}: {{activity: site_visit, seats: 5}}\n" for i in range(25)]
    write(folder, HEAD + "partnerships:\n" + "".join(rows[:13]), "baseline.yaml")
    others = "extends: baseline.yaml\nname: B\npartnerships:\n" + "".join(rows[13:])
    path = write(folder, others, "b.yaml")
    (error,) = check_study(folder).errors
    assert (error.code, error.path.name, error.line) == ("SIM052", "b.yaml", 3)
    assert "25 different partnerships" in error.message
    path.unlink()
    for name, some in (("c.yaml", rows[13:20]), ("d.yaml", rows[18:24])):
        write(folder, others.replace("".join(rows[13:]), "".join(some)), name)
    assert not check_study(folder).errors, "bits are dealt to pairs, not to the study"
