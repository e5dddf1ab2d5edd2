"""In a notebook: a short text for a scenario, and variants that stand beside their original (case 10)."""

import pytest

import sim
from sim.analysis.study import scenarios_of
from tests.studies import SHIPPED

SEATS = "partnerships.internships.seats"


@pytest.fixture(scope="module")
def option():
    return sim.load(SHIPPED / "a-internships.yaml")


def test_the_text_of_a_scenario_is_one_short_line(option):
    assert len(repr(option)) < 200
    assert repr(option).startswith(
        f"<Scenario {option.name!r} (a-internships): {option.region.name}, 2026-27"
    )


def test_variants_stand_beside_their_original(option):
    fewer, more = (option.with_({SEATS: seats}) for seats in ("100 per year", "2_400 per year"))
    names = [one.name for one in scenarios_of([option, fewer, more])]
    assert names[1] == f"{option.name} (internships.seats = 100 per year)"
    assert len(set(names)) == 3
    assert fewer.slug == "a-internships-internships-seats-100-per-year"
    assert fewer.resolved["name"] == fewer.name
    assert option.name == sim.load(SHIPPED / "a-internships.yaml").name


def test_a_variant_takes_a_name(option):
    named = option.with_({SEATS: 100}, name="D. A hundred seats")
    assert (named.name, named.slug) == ("D. A hundred seats", "d-a-hundred-seats")
    assert named.hash == option.with_({SEATS: 100}).hash


def test_what_a_comparison_shares_makes_no_variant(option):
    other = option.with_({"population.scale": 0.5, "horizon.years": 20, "headline_year": "2040-41"}, seed=7)
    assert (other.name, other.slug) == (option.name, option.slug)
    assert option.with_({SEATS: 5}, name=option.name).slug == option.slug


def test_long_changes_make_short_names_that_differ(option):
    years = range(26, 38)
    many = [option.with_({SEATS: {f"20{y}-{y + 1}": first + y for y in years}}) for first in (4, 5)]
    assert len({one.slug for one in many}) == 2
    assert all(len(one.slug) <= 60 and len(one.name) <= 200 for one in many)


def test_a_name_that_is_no_text_is_refused(option):
    with pytest.raises(sim.StudyError):
        option.with_(name=7)
    with pytest.raises(sim.StudyError):
        option.with_(name="")
