"""The Mesa model: the same world as the core runs, read and written through agents."""

import dataclasses
import doctest

import mesa
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
import sim.agents.members
import sim.agents.model
import sim.agents.readings
import sim.agents.sets
import sim.agents.table
import sim.agents.views
from sim.agents.model import seed_of
from sim.agents.views import Employer, Provider, School, Student
from sim.core import columns, world
from sim.core.columns import ETHNICITY, Credential, Stage
from sim.study.plan.compile import compile_plan, partnership_bits
from tests.studies import SHIPPED

SMALL = {
    "horizon.years": 5,
    "headline_year": "2030-31",
    "population.scale": 0.05,
}


def thinned(name: str):
    return sim.load(SHIPPED / f"{name}.yaml").with_(SMALL)


@pytest.fixture(scope="module")
def option():
    return thinned("c-apprenticeship")


@pytest.fixture(scope="module")
def lived(option):
    """A model after two years, for tests that only read."""
    model = sim.PipelineModel(option, draw=1)
    model.step()
    model.step()
    return model


@pytest.fixture
def model(option):
    """A model at its beginning, for tests that write or step."""
    return sim.PipelineModel(option, draw=1)


def assert_same_run(one, other) -> None:
    for field in dataclasses.fields(one):
        first, second = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(first, second), field.name


# stepping


def test_stepping_and_looking_gives_the_bytes_of_the_core(option, model):
    plan = compile_plan(option, partnership_bits([option]), 1)
    expected = world.run(world.grow(plan))
    while model.running:
        model.step()
        model.students.shuffle().select(stage="work", at_most=5).map(repr)
        model.employers.agg("belief", np.mean)
    assert_same_run(model.run(), expected)


def test_an_option_lives_as_in_a_comparison(option):
    baseline = thinned("baseline")
    bits = partnership_bits([baseline, option])
    start = world.grow(compile_plan(baseline, bits, 1))
    compared = world.run(world.fork(start, compile_plan(option, bits, 1)))
    assert_same_run(sim.PipelineModel(option, draw=1, study=(baseline, option)).run(), compared)


def test_a_seed_for_mesa_is_a_seed_of_the_scenario(option, model):
    own = sim.PipelineModel(option, draw=1, rng=option.seed)
    assert_same_run(model.run(), own.run())
    seven = sim.PipelineModel(option, draw=1, rng=7)
    assert (seven.scenario.seed, seven.scenario.hash) == (7, option.with_(seed=7).hash)
    run = seven.run()
    assert_same_run(run, sim.PipelineModel(option.with_(seed=7), draw=1).run())
    assert not np.array_equal(run.lives, sim.PipelineModel(option, draw=1, rng=8).run().lives)


@pytest.mark.parametrize(
    "kind", [np.random.default_rng, np.random.PCG64, np.random.SeedSequence, lambda n: [n, 4]]
)
def test_whatever_mesa_takes_for_chance_gives_one_seed(kind):
    assert seed_of(kind(3)) == seed_of(kind(3)) != seed_of(kind(5))
    assert 0 <= seed_of(kind(3)) < 2**32


@pytest.mark.parametrize("wrong", [-1, 2**32])
def test_a_number_that_is_no_seed_is_refused(wrong):
    with pytest.raises(ValueError, match="whole number from 0"):
        seed_of(wrong)


def test_the_draw_and_the_replicate_matter(option, model):
    run = model.run()
    for other in (sim.PipelineModel(option, draw=2), sim.PipelineModel(option, draw=1, replicate=1)):
        assert not np.array_equal(other.run().lives, run.lives)


def test_it_is_an_ordinary_mesa_model(model, option):
    assert isinstance(model, mesa.Model)
    assert model.scenario is option
    assert (model.year, model.running) == ("2026-27", True)
    model.step()
    assert (model.year, model.time) == ("2027-28", 1.0)
    model.run_model()
    assert (model.year, model.running) == ("2031-32", False)
    with pytest.raises(RuntimeError, match="horizon of 5 years is over"):
        model.step()


def test_a_model_keeps_its_scenario(lived):
    with pytest.raises(AttributeError, match="keeps its scenario"):
        lived.scenario = "another"


def test_a_broken_law_stops_the_run(model):
    model.run_model()
    worker = next(s for s in model.students.select(stage="work") if s.employer is not None)
    worker.employer = None
    with pytest.raises(RuntimeError, match="law 2 broken"):
        model.run()


def test_a_data_collector_works(model):
    collector = mesa.DataCollector(
        model_reporters={"workers": lambda model: len(model.students.select(stage="work")), "year": "year"},
        agenttype_reporters={Employer: {"hosts": "participation"}},
    )
    for _ in range(2):
        collector.collect(model)
        model.step()
    frame = collector.get_model_vars_dataframe()
    assert frame["year"].tolist() == ["2026-27", "2027-28"]
    assert (frame["workers"] > 1000).all()
    hosts = collector.get_agenttype_vars_dataframe(Employer)
    assert len(hosts) == 2 * len(model.employers)


# who is in it


def test_places_are_agents_of_mesa_and_persons_are_not(lived, option):
    region = option.region
    assert {School, Employer, Provider} == set(lived.agent_types)
    counts = [len(region.schools), len(region.employers), len(region.providers)]
    assert [len(lived.schools), len(lived.employers), len(lived.providers)] == counts
    assert len(lived.agents) == sum(counts)
    assert lived.schools[3] is lived.agents_by_type[School].to_list()[3]


def test_students_are_those_of_5_to_64_who_arrived_and_did_not_move_away(lived):
    everybody = lived.world.people
    counted = np.isin(everybody.stage, [Stage.PENDING, Stage.GONE, Stage.AGED], invert=True)
    assert np.array_equal(lived.students.rows, np.flatnonzero(counted))
    ages = lived.students.get("age")
    assert (ages.min(), ages.max()) == (5, 64)


def test_every_declared_column_has_an_attribute(lived):
    for found, declared in (
        (lived.students, columns.STUDENT),
        (lived.schools, columns.SCHOOL),
        (lived.employers, columns.EMPLOYER),
        (lived.providers, columns.PROVIDER),
    ):
        for column in declared:
            assert len(found.get(column.name)) == len(found)
            getattr(found[0], column.name)
            assert column.name in dir(found[0])


def test_schools_and_providers_read_the_region(lived):
    region = lived.world.plan.region
    assert lived.schools.agg("pupils", np.sum) == region.pupils.sum()
    assert lived.providers.get("pathway").tolist() == [
        columns.PATHWAYS[code] for code in region.provider_pathway
    ]
    assert lived.employers.agg("size", np.sum) == region.jobs.sum()


def test_a_person_reads_as_words(lived):
    senior = lived.students.select(stage="school", grade=12)[0]
    assert f"in school, grade 12 at {senior.school.name}" in repr(senior)
    worker = lived.students.select(stage="work", place="local").select(lambda s: s.employer is not None)[0]
    assert f"works at {worker.employer.name}" in repr(worker)
    assert "USD a year" in repr(worker)
    assert all(repr(student) for student in lived.students.shuffle()[:500])


def test_the_same_person_is_found_in_two_worlds(lived):
    scenario = thinned("baseline")
    baseline = sim.PipelineModel(scenario, draw=1, study=(scenario, lived.scenario))
    for student in lived.students[::400]:
        twin = baseline.person(student)
        assert (twin.unique_id, twin.model) == (student.unique_id, baseline)
    assert baseline.person(student.unique_id) == twin
    with pytest.raises(KeyError, match="nobody"):
        baseline.person(3)


def test_deliveries_are_named(lived):
    served = lived.students.select(delivered="youth_apprenticeship")
    assert len(served) > 0
    assert all("youth_apprenticeship" in names for names in served.get("delivered"))


# reading whole columns


@pytest.fixture(scope="module")
def frame(lived):
    return lived.students.to_frame()


def test_the_table_holds_what_the_arrays_hold(lived, frame):
    rows = lived.students.rows
    assert frame["wage"].tolist() == lived.world.people.wage[rows].tolist()
    assert frame["stage"].tolist() == [Stage(code).name.lower() for code in lived.world.people.stage[rows]]
    assert (frame["credentials"].str.contains("bachelor")).sum() == np.count_nonzero(
        lived.world.people.credentials[rows] & Credential.BACHELOR
    )
    assert lived.schools.to_frame(["name"])["name"].tolist() == [s.name for s in lived.schools]


@pytest.mark.parametrize(
    ("conditions", "query"),
    [
        ({"stage": "school", "grade": 12}, lambda f: (f.stage == "school") & (f.grade == 12)),
        ({"grade": range(9, 13)}, lambda f: f.grade.between(9, 12)),
        ({"stage": Stage.WORK}, lambda f: f.stage == "work"),
        ({"ethnicity": ("black", "asian")}, lambda f: f.ethnicity.isin(["black", "asian"])),
        ({"low_income": True}, lambda f: f.low_income),
        ({"credentials": "diploma"}, lambda f: f.credentials.str.contains("diploma")),
        ({"credentials": ("associate", "bachelor")}, lambda f: f.credentials.str.contains("associate|bache")),
        ({"credentials": ()}, lambda f: f.credentials == ""),
        ({"wage": lambda wage: wage > 40_000}, lambda f: f.wage > 40_000),
        ({"zone": "Hixson"}, lambda f: f.zone == "Hixson"),
        ({"employer": None}, lambda f: f.employer.isna()),
        ({"stage": lambda stage: stage != "work"}, lambda f: f.stage != "work"),
    ],
)
def test_select_agrees_with_pandas(lived, frame, conditions, query):
    selected = lived.students.select(**conditions)
    assert selected.rows.tolist() == frame.index[query(frame)].tolist()
    assert 0 < len(selected) < len(frame)


def test_the_ways_to_select_agree(lived):
    students = lived.students.select(stage="school")
    by_column = students.select(grade=12, low_income=True)
    assert students.select(lambda s: s.grade == 12 and s.low_income) == by_column
    assert (
        students.select(lambda columns: (columns.grade == 12) & columns.low_income, vectorised=True)
        == by_column
    )
    assert students.select((students.get("grade") == 12) & students.get("low_income")) == by_column
    school = students[0].school
    assert students.select(school=school) == students.select(school=school.name)
    assert students.select(key=students[7].unique_id).to_list() == [students[7]]


def test_at_most_agent_type_and_inplace_are_those_of_mesa(lived):
    students = lived.students
    assert students.select(at_most=10).rows.tolist() == students.rows[:10].tolist()
    assert len(students.select(at_most=0.5)) == len(students) // 2
    assert len(students.select(agent_type=School)) == 0
    assert len(students.select(agent_type=Student)) == len(students)
    half = students.select(at_most=0.5)
    assert half.select(sex="female", inplace=True) is half
    assert set(half.get("sex")) == {"female"}


def test_agg_and_groupby_agree_with_pandas(lived, frame):
    working = frame[frame["stage"] == "work"]
    students = lived.students.select(stage="work")
    assert students.agg("wage", np.mean) == pytest.approx(working["wage"].mean(), rel=1e-12)
    assert students.agg("wage", [min, max]) == [working["wage"].min(), working["wage"].max()]
    assert students.agg("doses", sum) == working["doses"].sum()
    groups = students.groupby("ethnicity")
    expected = working.groupby("ethnicity", observed=True)["wage"]
    assert groups.agg("wage", np.mean) == pytest.approx(expected.mean().to_dict(), rel=1e-12)
    assert groups.count() == expected.size().to_dict()
    assert list(groups.groups) == [name for name in ETHNICITY if name in groups.groups]
    crossed = students.groupby(["sex", "low_income"]).agg("age", np.sum)
    assert crossed == working.groupby(["sex", "low_income"], observed=True)["age"].sum().to_dict()
    assert list(crossed) == [("male", False), ("male", True), ("female", False), ("female", True)]
    assert len(students[:0].groupby("sex")) == len(students[:0].groupby(["sex", "age"])) == 0


def test_groupby_takes_a_function_and_gives_lists(lived):
    some = lived.students.select(at_most=300)
    by_function = some.groupby(lambda student: student.sex)
    assert by_function.count() == some.groupby("sex").count()
    lists = some.groupby("sex", result_type="list")
    assert all(isinstance(group, list) for group in lists.groups.values())
    assert lists.agg("age", max) == by_function.agg("age", max)
    assert some.groupby("school").groups.keys() <= {*lived.schools, None}


def test_get_is_that_of_mesa(lived):
    some = lived.students.select(at_most=20)
    assert some.get(["age", "sex"]) == [[student.age, student.sex] for student in some]
    assert some.get("unique_id") == [student.unique_id for student in some]
    assert some.get("nickname", handle_missing="default", default_value="?") == ["?"] * 20
    assert lived.schools.get("name").tolist() == [school.name for school in lived.schools]


def test_sort_and_shuffle(lived):
    students = lived.students.select(stage="work")
    by_wage = students.sort("wage")
    assert np.array_equal(by_wage.get("wage"), np.sort(students.get("wage"))[::-1])
    some = students.select(at_most=200)
    assert some.sort("age", ascending=True).rows.tolist() == (
        some.sort(lambda student: student.age, ascending=True).rows.tolist()
    )
    assert some.sort("age").rows.tolist() == some.sort(lambda student: student.age).rows.tolist()
    shuffled = some.shuffle()
    assert shuffled == some
    assert shuffled.rows.tolist() != some.rows.tolist()


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_sets_combine_as_sets(lived, data):
    everyone = lived.students
    places = st.sets(st.integers(0, len(everyone) - 1), max_size=30)
    one, other = (
        everyone.select(np.isin(np.arange(len(everyone)), sorted(data.draw(places)))) for _ in range(2)
    )
    first, second = set(one.rows.tolist()), set(other.rows.tolist())
    for combined, expected in (
        (one & other, first & second),
        (one | other, first | second),
        (one - other, first - second),
        (one ^ other, first ^ second),
    ):
        assert len(combined) == len(expected)
        assert set(combined.rows.tolist()) == expected
    assert (one <= other) == (first <= second)
    assert (one == other) == (first == second)
    assert one.isdisjoint(other) == first.isdisjoint(second)


def test_one_by_one(lived):
    some = lived.students.select(stage="school", at_most=30)
    assert [student.row for student in some] == some.rows.tolist()
    assert some[-1] == some.to_list()[29]
    assert some[5:8].to_list() == [some[5], some[6], some[7]]
    assert some[0] in some
    assert some[0] not in some[1:]
    assert lived.schools[0] not in some
    seen = []
    assert some.do(lambda student: seen.append(student.row)) is some
    assert seen == some.rows.tolist()
    some.shuffle_do(lambda student: seen.append(student.row))
    assert sorted(seen[30:]) == some.rows.tolist()
    assert some.map("__hash__") == [hash(student) for student in some]
    with pytest.raises(IndexError, match="set of 30"):
        some[30]
    with pytest.raises(TypeError, match="use select"):
        some["school"]


def test_leaving_a_set_is_not_leaving_the_region(lived):
    some = lived.students.select(at_most=5)
    student = some[2]
    some.discard(student)
    assert len(some) == 4
    some.discard(student)
    with pytest.raises(KeyError):
        some.remove(student)
    some.add(student)
    some.add(student)
    assert len(some) == 5
    assert student in lived.students
    with pytest.raises(RuntimeError, match="conserved"):
        student.remove()


def test_sets_of_two_models_do_not_mix(lived, model):
    with pytest.raises(TypeError, match="same model"):
        lived.students | model.students
    with pytest.raises(TypeError, match="one model"):
        lived.students.add(model.students[0])
    assert model.students[0] not in lived.students
    with pytest.raises(ValueError, match="agent of this model"):
        model.students[0].employer = lived.employers[0]


# writing


def test_writing_through_a_student_changes_the_array(model):
    student, people = model.students[100], model.world.people
    student.interest = 1.5
    student.stage = "seek"
    student.low_income = True
    student.credentials = ("diploma", "bachelor")
    student.employer = model.employers[4]
    student.goal = "apprenticeship"
    row = student.row
    assert (people.interest[row], people.stage[row], people.low_income[row]) == (1.5, Stage.SEEK, 1)
    assert people.credentials[row] == Credential.DIPLOMA | Credential.BACHELOR
    assert people.employer[row] == 4
    people.goal[row] = 0
    assert student.goal == "none"
    student.employer = None
    assert people.employer[row] == columns.NONE
    assert student.employer is None


def test_writing_through_a_set(model):
    seniors = model.students.select(stage="school", grade=12)
    before = model.world.people.interest.copy()
    assert seniors.set("interest", seniors.get("interest") + 1) is seniors
    changed = np.flatnonzero(model.world.people.interest != before)
    assert changed.tolist() == seniors.rows.tolist()
    seniors.set("field", "health").set("contacts", pd.Series(np.arange(len(seniors)) % 7))
    assert set(seniors.get("field")) == {"health"}
    assert seniors[8].contacts == 1
    seniors.set("goal", ["military"] * len(seniors))
    assert (model.world.people.goal[seniors.rows] == columns.Pathway.MILITARY).all()


def test_what_is_written_changes_what_happens(option, model):
    model.students.select(stage="school", grade=12).set("goal", "military")
    assert not np.array_equal(model.run().lives, sim.PipelineModel(option, draw=1).run().lives)


def test_an_employer_may_be_persuaded_but_not_resized(model):
    employer = model.employers[0]
    employer.belief = 0.25
    assert model.world.firms.belief[0] == 0.25
    with pytest.raises(AttributeError, match="cannot be written"):
        employer.size = 3
    with pytest.raises(AttributeError, match="cannot be written"):
        model.schools[0].pupils = 3
    with pytest.raises(AttributeError, match="cannot be written"):
        model.students[0].key = 3


# mistakes


MISTAKES = [
    (lambda m: m.students[0].wgae, AttributeError, "did you mean 'wage'"),
    (lambda m: setattr(m.students[0], "wgae", 1), AttributeError, "did you mean 'wage'"),
    (lambda m: m.students.select(stege="school"), AttributeError, "did you mean 'stage'"),
    (lambda m: m.students.agg("agee", np.mean), AttributeError, "did you mean 'age'"),
    (lambda m: m.students.groupby("sexx"), AttributeError, "did you mean 'sex'"),
    (lambda m: m.students.sort("tenur"), AttributeError, "did you mean 'tenure'"),
    (lambda m: m.students.to_frame(["wagee"]), AttributeError, "did you mean 'wage'"),
    (lambda m: m.students.select(lambda c: c.agge > 3, vectorised=True), AttributeError, "'age'"),
    (lambda m: m.students.select(stage="scool"), ValueError, "did you mean 'school'"),
    (lambda m: m.students.select(credentials="bachelors"), ValueError, "did you mean 'bachelor'"),
    (lambda m: m.schools.select(name="Tyner Acadmy"), ValueError, "did you mean 'Tyner Academy'"),
    (lambda m: m.students.select(wage="high"), ValueError, "a number (USD/year)"),
    (lambda m: m.students.select(low_income="yes"), ValueError, "True or False"),
    (lambda m: m.students.select(np.ones(3, bool)), ValueError, "shape (3,)"),
    (lambda m: m.students.set("stage", "wrok"), ValueError, "did you mean 'work'"),
    (lambda m: m.students.set("age", 400), ValueError, "from -128 to 127"),
    (lambda m: m.students.set("age", 17.5), ValueError, "whole numbers"),
    (lambda m: m.students.set("wage", float("nan")), ValueError, "a number (USD/year)"),
    (lambda m: m.students.get("wgae", handle_missing="skip"), ValueError, "handle_missing"),
]


@pytest.mark.parametrize(
    ("mistake", "kind", "said"), MISTAKES, ids=[f"mistake-{n}" for n in range(len(MISTAKES))]
)
def test_mistakes_are_answered_in_words(lived, mistake, kind, said):
    before = [column.copy() for column in lived.world.people]
    with pytest.raises(kind) as caught:
        mistake(lived)
    assert said in str(caught.value)
    assert all(map(np.array_equal, before, lived.world.people))


# pages and examples


def test_pages_are_escaped_and_without_scripts(option):
    named = dataclasses.replace(option, name="<script>alert(1)</script>")
    model = sim.PipelineModel(named)
    shown = [model, model.students, model.students[0], model.schools, model.employers[0], model.students[:0]]
    for thing in shown:
        page = thing._repr_html_()
        assert "<table" in page
        assert "<script" not in page
        assert repr(thing)
    assert "&lt;script&gt;" in model._repr_html_()


@pytest.mark.parametrize(
    "module",
    [
        sim.agents.model,
        sim.agents.views,
        sim.agents.sets,
        sim.agents.members,
        sim.agents.table,
        sim.agents.readings,
    ],
)
def test_examples(module, model):
    failed, _ = doctest.testmod(module, extraglobs={"model": model, "np": np})
    assert failed == 0
