"""Scenario files: what is read, what is refused and where, and what a study may compare."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from studies import HEAD, INTERNSHIPS, SHIPPED, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check, load, load_study
from sim.study.reading.diagnostics import StudyError
from sim.study.reading.render import render

SIX = Path(__file__).parents[1] / "fixtures" / "six_mistakes.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return study_folder(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def shipped():
    return load_study(SHIPPED)


def found(folder, text, name="one.yaml"):
    """Codes and messages about a scenario of that text."""
    return check(write(folder, text, name))


def codes(diagnostics):
    return [item.code for item in diagnostics]


def test_shipped_study_loads_and_asks_for_nothing_in_vain(shipped):
    assert [one.slug for one in shipped] == [
        "baseline",
        "a-internships",
        "b-certifications",
        "c-apprenticeship",
    ]
    assert not [item for one in shipped for item in one.warnings]
    assert len({one.hash for one in shipped}) == 4
    assert {(one.start, one.years, one.headline_year) for one in shipped} == {(2026, 25, 24)}


def test_shipped_options_have_the_same_budget(shipped):
    budgets = {json.dumps(one.resolved["budget"], sort_keys=True) for one in shipped[1:]}
    assert len(budgets) == 1
    assert shipped[0].budget.per_year is None


def test_options_keep_current_practice(shipped):
    for option in shipped[1:]:
        assert (
            option.partnerships["mechatronics_akademie"] == shipped[0].partnerships["mechatronics_akademie"]
        )


def test_six_mistakes_are_located_in_one_pass():
    with pytest.raises(StudyError) as problem:
        load(SIX)
    errors = problem.value.diagnostics.errors
    assert [(one.code, one.line, one.column) for one in sorted(errors, key=lambda one: one.line)] == [
        ("SIM015", 9, 15),
        ("SIM010", 10, 5),
        ("SIM016", 11, 26),
        ("SIM013", 12, 12),
        ("SIM014", 13, 14),
        ("SIM017", 17, 15),
    ]
    text = str(problem.value)
    assert "did you mean 'after_school_stem'?" in text
    assert "did you mean 'seats'?" in text
    assert text.endswith("6 errors. Nothing was run.")
    assert "   |     ^^^^^\n" in text, "the caret stands under the misspelt key"


def test_other_formats():
    diagnostics = check(SIX)
    rows = json.loads(render(diagnostics, "json"))["diagnostics"]
    assert len(rows) == 6
    assert rows[1]["message"] == "unknown key 'seatz'"
    assert rows[1]["path"].endswith("tests/fixtures/six_mistakes.yaml")
    lines = render(diagnostics, "github").splitlines()
    assert lines[1].startswith("::error file=")
    assert ",line=10,col=5,endColumn=10,title=SIM010::unknown key" in lines[1]


def test_child_extends_parent(folder):
    write(
        folder,
        HEAD + "seed: 5\n" + INTERNSHIPS + "  visits: {activity: site_visit, seats: 10}\n",
        "parent.yaml",
    )
    child = """\
extends: parent.yaml
name: Child
target: {fields: [health]}
partnerships:
  internships: {seats: 7}
  visits: null
"""
    one = load(write(folder, child))
    assert one.name == "Child"
    assert one.seed == 5
    assert one.target_fields == ("health",)
    assert list(one.partnerships) == ["internships"]
    assert one.partnerships["internships"].activity == "internship"
    assert one.partnerships["internships"].seats.steps[0][1].value() == 7


def test_error_in_an_inherited_value_points_into_the_parent(folder):
    write(
        folder,
        HEAD + "partnerships:\n  x: {activity: internship, seats: 10, take_up: 7 USD}\n",
        "parent.yaml",
    )
    (error,) = found(folder, "extends: parent.yaml\nname: Child\n").errors
    assert error.path.name == "parent.yaml"
    assert (error.code, error.line) == ("SIM013", 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("extends: one.yaml\n", "SIM021"),
        ("extends: ../../../elsewhere.yaml\n", "SIM020"),
        ("extends: /etc/hostname\n", "SIM020"),
        ("extends: nothing.yaml\n", "SIM001"),
        ("extends: [a.yaml]\n", "SIM012"),
    ],
)
def test_extends_refuses(folder, text, code):
    assert codes(found(folder, text)) == [code]


def test_circle_over_two_files(folder):
    write(folder, "extends: one.yaml\n", "two.yaml")
    (error,) = found(folder, "extends: two.yaml\n")
    assert "one.yaml -> two.yaml -> one.yaml" in error.message


def test_link_out_of_the_study_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret.yaml").write_text(HEAD)
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert codes(found(folder, "extends: link.yaml\n")) == ["SIM020"]
    (folder / "link.yaml").unlink()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SIM005"),
        ("just words", "SIM005"),
        ("- a\n- b\n", "SIM005"),
        ("a: [1, 2\nb: 3\n", "SIM004"),
        ("a: &x 1\nb: 2\n", "SIM006"),
        ("a: *x\n", "SIM006"),
        ("a: !!python/object:os.system x\n", "SIM006"),
        ("a: 1\n---\nb: 2\n", "SIM006"),
        ("name: a\nname: b\n", "SIM007"),
        ("? [a]\n: 1\n", "SIM007"),
        ("seed: .nan\n", "SIM008"),
        ("seed: -.inf\n", "SIM008"),
        ("seed: 1e999\n", "SIM008"),
        ("a: " + "[" * 30 + "]" * 30, "SIM002"),
        ("a: [" + "x, " * 30_000 + "]", "SIM002"),
        ("a: " + "x" * 1_000_001, "SIM002"),
        ("a: \x07\n", "SIM004"),
        ("a: \ue000\n", "SIM003"),
    ],
)
def test_unsafe_or_broken_yaml_is_refused(folder, text, code):
    assert codes(found(folder, text)) == [code]


def test_text_that_is_not_utf8(folder):
    path = folder / "latin.yaml"
    path.write_bytes(b"name: caf\xe9\n")
    assert codes(check(path)) == ["SIM003"]
    path.unlink()


def test_distribution_in_a_flow_map_keeps_its_commas(folder):
    entry = "{activity: internship, seats: 5, take_up: ~uniform(45 %, 85 %), no_show: 5 %}"
    text = HEAD + f"partnerships:\n  a: {entry}\n"
    spec = load(write(folder, text)).partnerships["a"]
    assert spec.take_up is not None
    assert spec.take_up.text == "~uniform(0.45, 0.85)"


BAD = {
    "years: 10": [("years: 4", "SIM014"), ("years: 41", "SIM014"), ("years: ten", "SIM012")],
    "2026-27": [("2026", "SIM016"), ("2026/27", "SIM016"), ("2026-28", "SIM016"), ("1926-27", "SIM016")],
    "regions/chattanooga": [("regions/chatanooga", "SIM023"), ("../../../x", "SIM020"), ("/etc", "SIM020")],
    "name: Test": [("", "SIM011"), ("name: ''", "SIM014"), ("nam: x\nname: Test", "SIM010")],
    "activity: internship": [
        ("activity: intership", "SIM015"),
        ("grades: 9", "SIM011"),
        ("lever: hire", "SIM015"),
    ],
    "seats: 100 per year": [
        ("seats: 1e7", "SIM014"),
        ("seats: -1", "SIM014"),
        ("seats: {}", "SIM012"),
        ("seats: 5, cost: {fixed: 2e12 USD/year}", "SIM014"),
        ("seats: 5, cost: {per_seat: 3_200 EUR}", "SIM013"),
        ("seats: 5, cost: {per_seat: 3_200}", "SIM013"),
        ("seats: 5, grades: 13", "SIM015"),
        ("seats: 5, grades: 12-9", "SIM015"),
        ("seats: 5, fields: [prodction]", "SIM015"),
        ("seats: 5, target: {groups: [poor], how: outreach}", "SIM015"),
        ("seats: 5, target: {how: luck}", "SIM015"),
        ("seats: 5, schools: everywhere", "SIM012"),
        ("seats: 5, within_budget: perhaps", "SIM012"),
        ("seats: 5, schools: {names: one}", "SIM012"),
    ],
}


BAD_ROWS = [(old, *one) for old, many in BAD.items() for one in many]


@pytest.mark.parametrize(("old", "new", "code"), BAD_ROWS)
def test_wrong_values_are_located(folder, old, new, code):
    text = HEAD + INTERNSHIPS
    assert old in text
    diagnostics = found(folder, text.replace(old, new))
    assert codes(diagnostics)[0] == code
    assert all(item.line > 0 and item.column > 0 and item.source_line for item in diagnostics)


SENSE = [
    ("headline_year: 2050-51", "SIM030"),
    ("partnerships: {a: {activity: internship, seats: {2020-21: 5}}}", "SIM031"),
    ("partnerships: {a: {activity: internship, seats: 5, until: 2026-27}}", "SIM031"),
    ("partnerships: {a: {activity: internship, seats: 5, ramp_up: 12 years}}", "SIM032"),
    ("partnerships: {a: {activity: internship, seats: 5, grades: K-2}}", "SIM033"),
    ("partnerships: {a: {activity: sector_training, seats: 5, grades: 9-12}}", "SIM033"),
    ("partnerships: {a: {activity: internship, seats: 5000}}\n"
     "budget: {per_year: 100_000 USD/year, if_exceeded: error}", "SIM034"),
    ("budget: {per_year: 5 USD/year, sources: {grant: 60 %, district: 20 %}}", "SIM035"),
    ("partnerships: {a: {activity: internship, seats: 5, target: "
     "{groups: [black], share: 50 %, how: reserved_seats}}}", "SIM040"),
    ("partnerships: {a: {activity: internship, seats: 5, target: "
     "{groups: [female], share: 50 %, how: reserved_seats}}}", "SIM040"),
    ("partnerships: {a: {activity: internship, seats: 5, target: {how: outreach}}}", "SIM041"),
    ("partnerships: {h: {lever: commitment_to_hire, offers: 5, honoured: 50 %}}", "SIM042"),
    ("partnerships: {a: {activity: internship, seats: 9}, "
     "h: {lever: commitment_to_hire, offers: 5, honoured: 50 %, for: [b]}}", "SIM042"),
    ("partnerships: {h: {lever: wbl_coordinators, fte: 2, cost: 85_000 USD/year}}", "SIM043"),
    ("shocks: [{what: plant_closure, when: 2030-31}]", "SIM045"),
    ("shocks: [{what: plant_closure, when: 2030-31, employer: rivertown}]", "SIM015"),
    ("shocks: [{what: demand_surge, when: 2030-31, jobs: 100 per year}]", "SIM045"),
    ("shocks: [{what: recession, when: 2050-51}]", "SIM045"),
    ("shocks: [{what: recession, when: 2030-31, jobs: 5}]", "SIM045"),
    ("partnerships: {a: {activity: internship, seats: 5, schools: {poverty_at_least: 99.9 %}}}", "SIM046"),
    ("partnerships: {a: {activity: internship, seats: 5, employers: {size_at_least: 900000}}}", "SIM046"),
    ("partnerships: {a: {activity: internship, seats: 5, schools: {names: [Hogwarts]}}}", "SIM015"),
    ("partnerships: {a: {activity: internship, seats: 5, schools: {zones: [atlantis]}}}", "SIM015"),
    ("partnerships: {a: {activity: internship, seats: 5, employers: {names: [acme]}}}", "SIM015"),
    ("partnerships: {a: {activity: internship, seats: 5, employers: {field: alchemy}}}", "SIM015"),
    ("parameters: {schooling.dropuot: 1}", "SIM015"),
    ("parameters: {schooling.dropout_academic: 5 USD}", "SIM013"),
    ("parameters: {schooling.dropout_academic: {value: 1}}", "SIM011"),
    ("activities: {internship: {like: job_shadow}}", "SIM015"),
    ("activities: {mine: {like: job_shaddow}}", "SIM015"),
    ("activities: {mine: {like: job_shadow, group_size: 0}}", "SIM014"),
    ("activities: {mine: {like: job_shadow, grades: 9-99}}", "SIM201"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "code"), SENSE)
def test_sense_across_fields(folder, lines, code):
    errors = found(folder, HEAD + lines + "\n").errors
    assert [error.code for error in errors] == [code]
    assert errors[0].line > 3, "shown at the line that has to change"


WARNINGS = [
    ("partnerships: {a: {activity: internship, seats: 5}}", "SIM060"),
    ("population: {scale: 0.1}", "SIM063"),
    ("parameters: {schooling.dropout_academic: -0.5}", "SIM061"),
    ("partnerships: {a: {activity: job_shadow, seats: 5, grades: 8-9}}", "SIM064"),
    ("partnerships: {a: {activity: job_shadow, seats: {2040-41: 5}}}", "SIM031"),
    ("partnerships: {a: {activity: job_shadow, seats: 5, target: {groups: [female]}}}", "SIM068"),
    ("partnerships: {a: {activity: job_shadow, seats: 9000}}\nbudget: {per_year: 9 USD/year}", "SIM069"),
    ("partnerships: {a: {activity: job_shadow, seats: 9}, "
     "h: {lever: commitment_to_hire, offers: 50, honoured: 50 %}}", "SIM067"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "code"), WARNINGS)
def test_warnings_do_not_stop(folder, lines, code):
    path = write(folder, HEAD + lines + "\n")
    assert [item.code for item in load(path).warnings] == [code]
    assert "Nothing was run" not in render(check(path))


def test_several_mistakes_of_several_files_are_reported_together(folder, tmp_path):
    one = write(folder, HEAD.replace("years: 10", "years: 99"), "first.yaml")
    two = write(folder, HEAD.replace("region:", "regoin:"), "second.yaml")
    with pytest.raises(StudyError) as problem:
        load_study([one, two])
    assert {item.path.name for item in problem.value.diagnostics} == {"first.yaml", "second.yaml"}
    assert {item.code for item in problem.value.diagnostics} == {"SIM014", "SIM010", "SIM011", "SIM070"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("years: 10", "years: 11"),
        ("start: 2026-27", "start: 2027-28"),
        ("name: Test", "name: Other\nseed: 1"),
        ("name: Test", "name: Other\ntarget: {fields: [health]}"),
        ("name: Test", "name: Other\nheadline_year: 2030-31"),
    ],
)
def test_only_like_studies_are_compared(folder, old, new):
    one = write(folder, HEAD + "headline_year: 2035-36\n" * ("headline" in new), "base.yaml")
    two = write(folder, HEAD.replace(old, new), "option.yaml")
    with pytest.raises(StudyError) as problem:
        load_study([one, two])
    assert "SIM050" in codes(problem.value.diagnostics)


def test_words_do_not_change_the_hash(folder):
    text = HEAD + INTERNSHIPS
    plain = load(write(folder, text))
    named = load(write(folder, text.replace("name: Test", "name: Another\ndescription: other words")))
    spelt = load(write(folder, text.replace("100 per year", "100")))
    other = load(write(folder, text.replace("100 per year", "101 per year")))
    assert plain.hash == named.hash == spelt.hash
    assert plain.hash != other.hash


def test_resolved_form_is_a_scenario_with_the_same_hash(folder, shipped):
    from ruamel.yaml import YAML

    for one in shipped:
        path = folder / f"{one.slug}.resolved.yaml"
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump(one.resolved, file)
        again = load(path)
        assert again.hash == one.hash
        assert again.partnerships == one.partnerships
        assert again.slug == one.slug
        path.unlink()


def test_own_activity_starts_from_the_library(folder):
    text = HEAD + (
        "activities:\n"
        "  robotics:\n"
        "    like: after_school_stem\n"
        "    hours: 90 per year\n"
        "    cost: {per_seat: 600 USD}\n"
        "    channels:\n"
        "      interest: {value: ~normal(0.15, 0.10) SD,\n"
        "        evidence: {grade: judgement, source: our pilot, note: no comparison group}}\n"
        "partnerships:\n  clubs: {activity: robotics, seats: 50}\n"
    )
    one = load(write(folder, text))
    activity = one.activities["robotics"]
    assert activity.hours_per_year.value() == 90
    assert activity.channels["interest"].value.value() == 0.15
    assert "awareness" in activity.channels, "the other channels are the library's"
    assert activity.cost.total("per_seat") == 600


def test_changes_make_a_new_scenario(folder):
    one = load(write(folder, HEAD + INTERNSHIPS))
    two = one.with_({"partnerships.internships.seats": 7}, seed=9)
    assert two.seed == 9
    assert two.partnerships["internships"].seats.steps[0][1].value() == 7
    assert one.seed != 9
    with pytest.raises(StudyError, match="out of range"):
        one.with_({"partnerships.internships.take_up": "300 %"})


def test_scenario_survives_the_way_to_a_worker(shipped):
    again = pickle.loads(pickle.dumps(shipped[3]))
    assert again.hash == shipped[3].hash
    assert again.partnerships == shipped[3].partnerships


def test_empty_folder_and_missing_file(tmp_path):
    with pytest.raises(StudyError, match="holds no scenario"):
        load_study(tmp_path)
    (tmp_path / "baseline.yaml").touch()
    with pytest.raises(StudyError, match=r"no such file[\s\S]*did you mean '.*/baseline.yaml'"):
        load(tmp_path / "baselin.yaml")


def test_per_cent_where_a_plain_number_is_meant_is_answered_with_that_number(folder):
    (error,) = check(write(folder, HEAD + "population: {scale: 12.5 %}\n")).errors
    assert (error.code, error.hint) == ("SIM012", "write 0.125")
