"""Numbers beside the cards: what compile draws is what is recorded, under the same id."""

import pytest
from studies import SHIPPED, study_folder, write

from sim.study.evidence.card import evidence_rows, load_cards
from sim.study.evidence.draws import keyed_uniform
from sim.study.load.scenario import load, load_study
from sim.study.plan.assumptions import assumption_rows, drawn_numbers
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.plan.numbers import activity_numbers, scenario_numbers
from sim.study.reading.quantities import Quantity, parse_quantity

OWN = """\
name: Everything uncertain
region: regions/chattanooga
horizon: {start: 2026-27, years: 10}
budget:
  per_year: {2026-27: ~uniform(400_000, 600_000) USD, 2028-29: 1_000_000 USD}
  sources: {grant: '~uniform(70 %, 90 %)', employers: 20 %}
partnerships:
  internships:
    activity: internship
    seats: {2026-27: '~uniform(80, 120)', 2027-28: 200}
    hours: ~uniform(100, 200) hours per year
    take_up: ~uniform(50 %, 70 %)
    target: {groups: [low_income], share: '~uniform(30 %, 50 %)', how: outreach}
    cost: {per_seat: '~uniform(1_500, 2_500) USD'}
    ramp_up: ~uniform(0, 3) years
  hiring: {lever: commitment_to_hire, offers: '~uniform(20, 40)', honoured: '~uniform(45 %, 85 %)'}
  posts: {lever: wbl_coordinators, fte: '~uniform(1, 2)', cost: '~uniform(80_000, 100_000) USD/year'}
shocks:
  - {what: recession, when: 2029-30, size: '~uniform(3 %, 8 %)'}
parameters:
  matching.search_on_job: {value: 25 %, evidence: {grade: E, source: a hunch}}
"""


@pytest.fixture(scope="module")
def shipped():
    return load_study(SHIPPED)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return load(write(study_folder(tmp_path_factory.mktemp("own")), OWN))


def drawn_by_compile(scenario, monkeypatch):
    """Every uncertain quantity that compiling draws, as canonical text, but for the cards' own."""
    seen = set()
    value = Quantity.value

    def watched(quantity, u=None):
        if u is not None and not quantity.certain:
            seen.add((quantity.text, u))
        return value(quantity, u)

    monkeypatch.setattr(Quantity, "value", watched)
    monkeypatch.setattr("sim.study.plan.compile.draw_parameters", lambda *given: {})
    compile_plan(scenario, partnership_bits([scenario]), 3)
    return seen


def recorded(scenario, draw=3):
    """What is recorded beside the cards, in the form of :func:`drawn_by_compile`."""
    rows = {row["id"]: row for row in assumption_rows([scenario])}
    return {
        (rows[name]["value"], keyed_uniform(scenario.seed, draw, name))
        for name in drawn_numbers(scenario, draw)
    }


def test_what_is_drawn_is_what_is_recorded(shipped, own, monkeypatch):
    for scenario in (*shipped, own):
        with monkeypatch.context() as patch:
            drawn = drawn_by_compile(scenario, patch)
        assert drawn == recorded(scenario), scenario.slug


def test_strengths_of_activities_have_their_evidence(shipped):
    rows = {row["id"]: row for row in assumption_rows(shipped)}
    row = rows["activities.internship.channels.persistence"]
    assert row["grade"] == "B"
    assert row["unit"] == "log-odds"
    assert row["value"] == "~normal(0.13, 0.17) log-odds"
    assert "staying in school" in row["meaning"]
    assert "Modestino A.S., Paulsen R. (2023)" in row["source"]
    assert rows["activities.internship.channels.contacts"]["value"] == "1 count"
    assert not any(name.startswith("activities.capstone") for name in rows)
    assert all(row["meaning"] and row["source"] and row["grade"] for row in rows.values())
    honoured = rows["partnerships.hiring.honoured"]
    assert honoured["meaning"] == "Hiring: share of the promised jobs that are honoured"
    assert "c-apprenticeship.yaml" in honoured["source"]


def test_values_of_a_draw_are_those_of_the_id(shipped):
    option = shipped[-1]
    values = drawn_numbers(option, 5)
    quantity = parse_quantity("~uniform(45 %, 85 %)", "share")
    u = keyed_uniform(option.seed, 5, "partnerships.hiring.honoured")
    assert values["partnerships.hiring.honoured"] == quantity.value(u)
    assert values != drawn_numbers(option, 6)
    assert not set(values) & set(load_cards())


def test_a_shared_number_that_differs_names_its_scenarios(own):
    other = own.with_({"partnerships.internships.take_up": "~uniform(10 %, 20 %)"})
    object.__setattr__(other, "slug", "two")
    rows = {row["id"]: row for row in assumption_rows([own, other])}
    shown = rows["partnerships.internships.take_up"]["value"]
    assert shown == "~uniform(0.5, 0.7) (one); ~uniform(0.1, 0.2) (two)"
    assert rows["budget.sources.grant"]["value"] == "~uniform(0.7, 0.9)"


def test_cards_show_the_value_that_was_used(shipped, own):
    cards = {row["id"]: row for row in evidence_rows()}
    rows = {row["id"]: row for row in assumption_rows([own])}
    assert list(rows)[: len(cards)] == list(cards)
    assert rows["matching.search_on_job"]["central"] == 0.25
    assert "one.yaml" in rows["matching.search_on_job"]["note"]
    fitted = rows["residence.leave"]
    assert fitted["central"] == own.region.calibration["residence.leave"].value()
    assert "fitted" in fitted["note"]
    assert rows["schooling.dropout_gap"]["value"] == str(
        list(own.region.calibration["schooling.dropout_gap"])
    )


def test_numbers_replaced_by_every_partnership_are_left_out(own):
    names = {number.id for number in activity_numbers(own)}
    assert "activities.internship.take_up" not in names
    assert "activities.internship.employer_hours" in names
    assert {number.id for number in scenario_numbers(own)} >= {
        "budget.per_year.2026-27", "partnerships.internships.seats.2026-27", "partnerships.posts.fte",
        "partnerships.internships.target.share", "shocks.recession.all.2029-30.size",
    }  # fmt: skip
