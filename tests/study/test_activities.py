"""The activity library: every file, and the rules a planner's own activity has to keep."""

import copy

import pytest

from sim.core.columns import CHANNELS, INGREDIENTS, PAYERS, Channel, Credential
from sim.study.activities.activity import (
    RUNGS,
    Activity,
    activity_data,
    activity_names,
    activity_rows,
    build_activity,
    load_activities,
    load_activity,
)
from sim.study.evidence import prices
from sim.study.evidence.literature import CAUSAL, EvidenceError, load_sources

SOURCES = load_sources()
LIBRARY = load_activities()
NAMES = activity_names()

PROMISED = {
    "awareness": "classroom_speaker career_day career_fair company_case_study role_model_visit",
    "exploration": "site_visit job_shadow team_challenge authentic_project mentoring career_guidance",
    "experience": "internship paid_work_experience summer_job capstone pre_apprenticeship "
    "youth_apprenticeship",
    "curriculum": "employer_codesign convergence_courses cte_programme industry_certification career_academy "
    "dual_enrolment early_college",
    "out_of_school": "after_school_stem after_school_stem_early summer_stem selective_enrichment",
    "teachers": "teacher_externship professional_learning",
    "money": "place_scholarship return_of_service retention_incentive",
    "adults": "sector_training job_search_assistance adult_upskilling reskilling integrated_basic_skills",
}


def own(**changes):
    """A planner's small activity, valid unless ``changes`` break it."""
    data = {
        "label": "Robotics Saturday",
        "stage": "out_of_school",
        "description": "Saturdays with robots",
        "grades": "6-8",
        "hours": "90 per year",
        "coordinator_hours": "1 hours",
        "employer_hours": 0,
        "take_up": "70 %",
        "no_show": "10 %",
        "channels": {
            "interest": {
                "value": "~normal(0.15, 0.10) SD",
                "evidence": {"grade": "judgement", "source": "our 2025 pilot", "note": "no comparison group"},
            }
        },
        "cost": {"per_seat": "600 USD"},
    }
    return data | changes


def refused(message, **changes):
    with pytest.raises(EvidenceError, match=message):
        build_activity("robotics", own(**changes), SOURCES)


def test_the_library_has_what_the_model_promises():
    found = {stage: {a.name for a in LIBRARY.values() if a.stage == stage} for stage in RUNGS}
    assert found == {stage: set(names.split()) for stage, names in PROMISED.items()}


@pytest.mark.parametrize("name", NAMES)
class TestEveryActivity:
    def test_channels_have_evidence_and_a_conversion(self, name):
        activity = LIBRARY[name]
        assert activity.channels, "an activity of the library moves something"
        for channel, strength in activity.channels.items():
            assert strength.value.unit == Channel[channel.upper()].unit
            assert len(strength.evidence.note) > 10
            assert strength.evidence.ids or strength.evidence.source
            assert all(i in SOURCES for i in strength.evidence.ids)
            assert not all(SOURCES[i].refused for i in strength.evidence.ids) or not strength.evidence.ids

    def test_exploratory_means_no_causal_evidence(self, name):
        activity = LIBRARY[name]
        causal = any(c.evidence.design in CAUSAL for c in activity.channels.values())
        assert activity.exploratory == (not causal)

    def test_causal_design_is_backed_by_a_row_of_that_kind(self, name):
        """A channel that says RCT cites a randomised row, and so on; priors stand for the rows they cite."""
        for strength in LIBRARY[name].channels.values():
            rows = [SOURCES[i] for i in strength.evidence.ids]
            if strength.evidence.design in CAUSAL:
                assert strength.evidence.design in {row.design for row in rows}
                assert not all(row.refused or row.kind == "gap" for row in rows)

    def test_skill_and_interest_may_turn_out_null_or_harmful(self, name):
        """Where a channel in SD or log-odds rests on little, at least six draws in a hundred do harm."""
        for channel, strength in LIBRARY[name].channels.items():
            if not Channel[channel.upper()].bounded and strength.evidence.grade in ("D", "E"):
                assert strength.value.value(0.06) < 0.0, channel

    def test_window_and_sizes_are_sane(self, name):
        activity = LIBRARY[name]
        if activity.adults:
            assert activity.grades is None
        else:
            first, last = activity.grades
            assert 0 <= first <= last <= 12
            earliest = {"experience": 9, "money": 12, "exploration": 5}.get(activity.stage, 0)
            assert first >= earliest
            assert activity.years <= last - first + 1
        assert 0 < activity.hours_per_year.value() <= 1000
        assert 0.3 <= activity.take_up.value() <= 1.0
        assert activity.no_show.value() <= 0.3
        assert not activity.needs_employer or activity.employer_hours.value() > 0

    def test_every_cost_has_a_source_and_a_year(self, name):
        raw = activity_data(name)
        lines = [*raw["cost"].get("per_seat", []), *raw["cost"].get("fixed", [])]
        assert lines
        for line in lines:
            assert line["source"].strip()
            assert 1990 <= line["year"] <= prices.PRICE_YEAR

    def test_hosts_are_paid_for(self, name):
        """Nothing is free: hours of employers and coordinators appear in the cost."""
        activity = LIBRARY[name]
        table = activity.cost.table("per_seat")
        assert (activity.employer_hours.value() > 0) == (table[INGREDIENTS.index("employer_staff")].sum() > 0)
        if activity.coordinator_hours.value() > 0:
            assert table[INGREDIENTS.index("coordination")].sum() > 0

    def test_adding_up(self, name):
        cost = LIBRARY[name].cost
        for which in ("per_seat", "fixed"):
            table = cost.table(which)
            assert table.shape == (len(INGREDIENTS), len(PAYERS))
            assert table.sum() == pytest.approx(sum(line.value() for line in getattr(cost, which)))

    def test_a_planner_can_start_from_it(self, name):
        data = activity_data(name) | {"hours": "33 per year"}
        assert build_activity("mine", data, SOURCES).hours_per_year.value() == 33


def test_never_a_wage_or_a_job():
    assert not {"wage", "wages", "earnings", "job", "jobs", "employment"} & set(CHANNELS)
    refused("never wages or jobs", channels={"wage": own()["channels"]["interest"]})


def test_own_activity_with_short_costs():
    activity = build_activity(
        "robotics",
        own(cost={"per_seat": "600 USD", "fixed": "9_000 USD/year", "employer_per_seat": "80 USD"}),
    )
    assert activity.grades == (6, 8)
    assert activity.hours_per_year.value() == 90
    assert activity.cost.total("per_seat") == 680
    assert activity.cost.total("fixed") == 9000
    assert (
        activity.cost.table("per_seat")[INGREDIENTS.index("employer_staff"), PAYERS.index("employers")] == 80
    )
    assert activity.channels["interest"].evidence.grade == "E"
    assert activity.fields == ()
    assert activity.award_bit == 0


def test_without_causal_evidence_an_activity_is_exploratory():
    """The mark is made, not asked for, so that nobody can forget it."""
    assert build_activity("robotics", own()).exploratory
    assert not build_activity(
        "robotics", own(channels=channel(ids=["OS01"], design="meta", grade="D"))
    ).exploratory
    assert build_activity("robotics", own(channels={})).exploratory
    replaced = activity_data("after_school_stem") | {"channels": own()["channels"]}
    assert not LIBRARY["after_school_stem"].exploratory
    assert build_activity("mine", replaced).exploratory


def test_fields_grades_and_awards_become_codes():
    activity = build_activity(
        "robotics",
        own(grades="K-5", fields=["engineering", "health"], awards="certification", pass_rate="60 %"),
    )
    assert activity.grades == (0, 5)
    assert activity.fields == ("engineering", "health")
    assert activity.award_bit == int(Credential.CERTIFICATION)
    assert build_activity("robotics", own(grades=[9, 12])).grades == (9, 12)


@pytest.mark.parametrize(
    ("message", "changes"),
    [
        ("hourz", {"hourz": 3}),
        ("the first grade comes after the last", {"grades": "8-6"}),
        ("grades are K and 1 to 12", {"grades": "6-13"}),
        ("either grades, or adults", {"adults": True}),
        ("no field welding", {"fields": ["welding"]}),
        ("no credential licence", {"awards": "licence", "pass_rate": "50 %"}),
        ("needs its pass_rate", {"awards": "certification"}),
        ("needs an employer", {"apprenticeship": True}),
        ("expected a share", {"take_up": "3 hours"}),
        ("out of range", {"take_up": "130 %"}),
        ("has no overhead", {"cost": {"overhead": "3 USD"}}),
        ("channels is a map", {"channels": ["interest"]}),
    ],
)
def test_a_wrong_entry_is_named(message, changes):
    refused(message, **changes)


def channel(value="~normal(0.1, 0.1) SD", **evidence):
    return {
        "interest": {"value": value, "evidence": {"grade": "C", "design": "matched", "note": "n"} | evidence}
    }


def test_evidence_of_a_channel_is_checked():
    refused("needs ids", channels=channel())
    refused("no such row", channels=channel(ids=["ZZ99"]))
    refused("a judgement has grade E", channels=channel(ids=["OS01"], design="judgement"))
    refused("needs a value and its evidence", channels={"interest": {"value": "0.1 SD"}})
    refused("larger than any programme", channels=channel("5 SD", ids=["OS01"]))
    refused("expected a size in standard deviations", channels=channel("5 %", ids=["OS01"]))
    refused("is unchecked or a gap", channels=channel(ids=["OS05"]))


REFUSED = ["OS03", "RA06", "EE14", "NA02", "EE04", "FA01", "UA02", "AI02", "OS02"]


@pytest.mark.parametrize("row", REFUSED)
def test_famous_numbers_without_comparison_are_refused(row):
    refused("not an effect", channels=channel(ids=[row]))
    build_activity("robotics", own(channels=channel(ids=[row, "OS01"], grade="D")), SOURCES)


def test_exactly_the_named_rows_are_refused():
    assert {row.id for row in SOURCES.values() if row.refused} == set(REFUSED)


def test_reading_order_changes_nothing():
    backwards = {name: load_activity(name, SOURCES) for name in reversed(NAMES)}
    assert activity_rows(backwards) == activity_rows(LIBRARY)
    for name in NAMES:
        assert backwards[name] == LIBRARY[name]


def test_rows_are_plain_data():
    rows = activity_rows(LIBRARY)
    assert [row["stage"] for row in rows] == sorted((row["stage"] for row in rows), key=RUNGS.index)
    allowed = (str, int, float, bool, list, dict, type(None))
    assert all(isinstance(value, allowed) for row in rows for value in row.values())


def test_an_activity_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        LIBRARY["internship"].label = "x"
    assert copy.deepcopy(LIBRARY["internship"]) == LIBRARY["internship"]
    assert isinstance(LIBRARY["internship"], Activity)


def test_caseload_of_the_coordinator_follows_its_prior():
    """Median 50 placements a full-time year (prior CX-P1), over 1,600 hours."""
    assert 1600 / LIBRARY["internship"].coordinator_hours.value(0.5) == pytest.approx(50, rel=0.01)


def test_graduation_conversion_of_the_internship():
    """+1.5 (2.0) pp at 86.6 % is 0.13 (0.17) log-odds, as the note says."""
    prior, level = SOURCES["IN-P1"], SOURCES["B0024"].estimate / 100
    value = LIBRARY["internship"].channels["persistence"].value
    per_pp = 1 / (100 * level * (1 - level))
    assert value.value() == pytest.approx(prior.estimate * per_pp, abs=0.005)
    spread = (value.value(0.84134) - value.value(0.15866)) / 2
    assert spread == pytest.approx(prior.error * per_pp, abs=0.005)


def test_prices_of_other_years():
    assert prices.price_factor(2019, 2019) == 1.0
    assert prices.price_factor(2016, 2024) == pytest.approx(313.689 / 240.007)
    assert prices.price_factor(2010) * prices.price_factor(2026, 2010) == pytest.approx(1.0)
    assert prices.is_assumed(2016)
    assert not prices.is_assumed(2016, 2024)
    assert not prices.is_assumed(2026)
    with pytest.raises(ValueError, match="no price index for 1980"):
        prices.price_factor(1980)


def test_the_price_index_says_what_is_assumed():
    table = prices.price_index()
    assert all(row.source for row in table.values())
    assert {row.status for row in table.values()} == {"published", "assumed"}
    assert all(table[year].status == "assumed" for year in table if year >= 2025)


def test_money_of_another_year_is_converted_once():
    old = own(
        cost={"per_seat": [{"ingredient": "teaching", "payer": "grant", "amount": "100 USD", "year": 2010}]}
    )
    activity = build_activity("robotics", old)
    assert activity.cost.total("per_seat") == pytest.approx(100 * prices.price_factor(2010))
    assert activity.cost.table("per_seat", to_year=2010).sum() == pytest.approx(100)
