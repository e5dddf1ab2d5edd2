"""The submarine coast: pupils and jobs reach what is published, every zone is whole, its scenarios load."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sim.core.columns import ETHNICITY, FIELDS, GRADES
from sim.study.load.scenario import load
from sim.study.plan.shocks import shock_arrays
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.render import render
from sim.study.region.arrays import region_arrays
from sim.study.region.region import RegionFiles, gaps, load_region
from sim.study.region.rows import School
from sim.study.region.words import INDICATORS

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STUDY = SCENARIOS / "submarine-coast"
ZONES = {
    "Kent": {"warwick", "coventry"},
    "Washington": {"north_kingstown", "south_county", "westerly"},
}
PUPILS = {"New London": 35_083, "Kent": 17_102, "Washington": 13_669, "Providence": 86_738}
MUNICIPAL = {"Kent": 17_451, "Washington": 13_513, "Providence": 73_986}
"""Pupils of the municipal districts by county, October 2025, charter and state schools excluded."""
PRIVATE = {
    "nl": {"31-33": 3_214, "23": 3_187, "62": 17_173, "72": 25_724},
    "ke": {"31-33": 5_377, "23": 2_800, "62": 12_124, "72": 8_446},
    "wa": {"31-33": 5_656 - 2_447, "23": 1_473, "62": 7_904, "72": 5_446},
    "pr": {"31-33": 20_687, "23": 9_991, "62": 58_271, "72": 24_676},
}
"""Jobs of County Business Patterns 2012-2016; 2,447 in Washington County are taken for Electric Boat."""
PUBLIC = {"nl": 13_784, "ke": 10_169, "wa": 7_834, "pr": 39_377}


@pytest.fixture(scope="module")
def region() -> RegionFiles:
    diagnostics = Diagnostics()
    loaded = load_region(SCENARIOS / "regions" / "submarine-coast", diagnostics)
    assert loaded is not None, render(diagnostics)
    assert len(diagnostics) == 0
    return loaded


def county(zone: str) -> str:
    """County of a zone."""
    if zone.startswith("nl_"):
        return "New London"
    return next((name for name, zones in ZONES.items() if zone in zones), "Providence")


def test_pupils_add_up_by_county(region):
    found = Counter()
    for school in region.schools:
        found[county(school.zone)] += school.pupils
        assert sum(school.ethnicity) == school.pupils, school.name
    assert found == PUPILS
    assert sum(found.values()) == region.totals.pupils.value == 152_592


def test_municipal_schools_stay_within_the_published_district_totals(region):
    """Rows of schools hold a little less than districts, which also count pupils placed elsewhere."""
    found = Counter()
    for school in region.schools:
        if school.id.startswith("ri_") and school.kind in ("regular", "magnet"):
            found[county(school.zone)] += school.pupils
    for name, published in MUNICIPAL.items():
        assert 0.96 * published <= found[name] <= published, name


def test_real_high_schools_have_their_published_counts(region):
    pupils = {school.name: school.pupils for school in region.schools}
    published = {
        "Cranston High School West": 1_687,
        "East Providence High School": 1_653,
        "Woonsocket High School": 1_469,
        "North Kingstown Senior High School": 1_279,
        "William M. Davies Jr. Career-Technical High School": 886,
        "Metropolitan Regional Career and Technical Center": 894,
        "Westerly High School": 609,
        "Stonington High School": 556,
        "Norwich Technical High School": 642,
    }
    assert {name: pupils[name] for name in published} == published


def share(rows: list[School], name: str) -> float:
    """Share of a group among the pupils of some schools."""
    return sum(row.ethnicity[ETHNICITY.index(name)] for row in rows) / sum(row.pupils for row in rows)


def test_groups_reach_the_published_shares(region):
    rhode, london = ([s for s in region.schools if s.id.startswith(state)] for state in ("ri_", "ct_"))
    published = {"white": 0.575, "hispanic": 0.227, "two_or_more": 0.077, "black": 0.062}
    for name, wanted in published.items():
        assert share(london, name) == pytest.approx(wanted, abs=0.002), name
    # the two counties of the state that are left out have fewer Hispanic and more white pupils
    assert share(rhode, "hispanic") > 0.307
    assert share(rhode, "white") < 0.503


def test_every_zone_has_every_grade(region):
    for zone in region.zones:
        spans = [(s.first_grade, s.last_grade) for s in region.schools if s.zone == zone.id]
        for grade in range(len(GRADES)):
            assert any(first <= grade <= last for first, last in spans), (zone.id, grade)


def test_what_is_not_published_is_marked_as_filled_and_judged(region):
    for school in region.schools:
        assert set(ETHNICITY) <= set(school.filled)
        assert {"first_grade", "last_grade", "zone", "kind"} == set(school.judged)
    invented = [school for school in region.schools if "apportioned" in school.name]
    assert invented
    assert all("not a real school" in school.note for school in invented)
    text = " ".join(region.gaps)
    for word in ("apportioned", "class of 2015", "Electric Boat", "commuters", "Three Rivers", "preschools"):
        assert word in text, word
    assert len(gaps(region)) > 30


def test_electric_boat_has_its_employees(region):
    rows = [employer for employer in region.employers if employer.firm == "electric_boat"]
    assert sum(row.size for row in rows) == 25_000
    groton = sum(row.size for row in rows if row.id.startswith("nl_"))
    assert groton / 25_000 == pytest.approx(13_400 / 19_500, abs=0.001)
    engineers = next(row for row in rows if row.id == "nl_electric_boat_groton_engineering")
    assert engineers.jobs[2] > engineers.jobs[1] > engineers.jobs[0] == 0
    assert {row.kind for row in rows} == {"named"}


@pytest.mark.parametrize("place", PRIVATE)
def test_private_jobs_by_county_are_those_of_the_source(region, place):
    found = Counter()
    for row in region.employers:
        if row.id.startswith(f"{place}_n"):
            found[row.naics] += row.size
    assert {naics: found[naics] for naics in PRIVATE[place]} == PRIVATE[place]


def test_public_jobs_and_the_total(region):
    found = Counter()
    for row in region.own_employers:
        if row.kind == "public":
            found[row.id[:2]] += row.size
    for place, jobs in PUBLIC.items():
        assert abs(found[place] - jobs) <= 2, place
    assert sum(row.size for row in region.own_employers) == region.totals.jobs.value
    assert {row.field for row in region.own_employers} == set(FIELDS)


def aimed(region: RegionFiles) -> set[tuple[str, str]]:
    """Indicators and groups that the model is fitted to."""
    return {(rate.indicator, rate.group) for rate in region.rates.values() if rate.role == "target"}


def test_rates_serve_the_same_indicators_as_the_first_region(region):
    assert {rate.indicator for rate in region.rates.values() if rate.indicator} == set(INDICATORS)
    first = load_region(SCENARIOS / "regions" / "chattanooga", Diagnostics())
    assert aimed(region) == aimed(first)
    assert region.rates["graduation_4y"].value == pytest.approx(0.841)


def test_figures_for_back_casts_are_not_fitted(region):
    back_cast = [rate for name, rate in region.rates.items() if name.startswith(("eb_", "promise_"))]
    assert len(back_cast) >= 12
    assert {rate.role for rate in back_cast} == {"input"}


def test_low_income_follows_poverty_over_the_region(region):
    """The odds of low income against white pupils equal those of poverty in the four counties."""
    arrays = region_arrays(region, years=5)
    pupils = arrays.pupils.sum(axis=1)
    poor = (pupils * arrays.low_income_share).sum(axis=0) / pupils.sum(axis=0)
    odds = poor / (1 - poor)
    for name, poverty in {"black": 0.2159, "hispanic": 0.2700, "asian": 0.1421}.items():
        wanted = poverty / (1 - poverty) / (0.0893 / (1 - 0.0893))
        assert odds[ETHNICITY.index(name)] / odds[0] == pytest.approx(wanted, rel=0.03), name


@pytest.mark.parametrize("path", sorted(STUDY.rglob("*.yaml")), ids=lambda path: str(path.relative_to(STUDY)))
def test_scenarios_load_without_error(path):
    scenario = load(path)
    assert scenario.years == 25
    assert scenario.target_fields == ("production", "maintenance", "construction", "engineering")
    surge = shock_arrays(scenario, None, 0, lambda name: 0.5).demand
    if path.parent.name == "without-surge":
        assert not surge.any()
    else:
        assert 2_000 < surge[0].sum() < 9_000
        assert (surge == surge[0]).all()


def test_options_cost_the_public_the_same():
    names = ("a-k12-pipeline", "b-adult-pipeline", "c-both", "without-surge/a-k12-pipeline")
    budgets = [load(STUDY / f"{name}.yaml").budget for name in names]
    assert all(budget == budgets[0] for budget in budgets)
    assert budgets[0].per_year is not None


def test_what_runs_today_runs_in_every_option():
    for path in STUDY.rglob("*.yaml"):
        specs = load(path).partnerships
        assert {"manufacturing_pipeline", "application_days"} <= set(specs)
        assert not specs["manufacturing_pipeline"].within_budget
