"""The region of Wayne County (Detroit): totals against the sources, whole zones, scenarios that load."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.bench.calibrate.regions import LINKS, published, wanted
from sim.core.columns import ETHNICITY, FIELDS, GRADES, PAYERS, PUBLIC_PAYERS
from sim.core.world import grow, run
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.plan.selectors import employer_mask
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.render import render
from sim.study.region.arrays import region_arrays
from sim.study.region.region import RegionFiles, gaps, load_region

ROOT = Path(__file__).parents[2] / "scenarios"
FOLDER = ROOT / "regions" / "detroit-wayne"
SCENARIOS = ROOT / "detroit-wayne"
NAMES = ("baseline", "a-enrichment", "b-advanced-manufacturing", "c-both")
PUPILS = 260_891
JOBS, PRIVATE = 725_504, 641_267
QCEW = {
    "Manufacturing": 89_659,
    "Health care": 116_757,
    "Retail": 64_087,
    "Accommodation": 60_098,
    "Transportation": 58_035,
    "Professional": 53_927,
    "Administrative": 38_789,
    "Finance": 27_371,
    "Construction": 23_670,
    "Other services": 22_945,
    "Management": 19_605,
    "Educational": 11_073,
    "Arts": 10_748,
    "Real estate": 7_272,
    "Information": 5_836,
}
DISTRICTS = {"dearborn": 19_921, "livonia": 13_275, "plymouth_canton": 16_251, "northville": 7_129}


@pytest.fixture(scope="module")
def region() -> RegionFiles:
    diagnostics = Diagnostics()
    loaded = load_region(FOLDER, diagnostics)
    assert loaded is not None, render(diagnostics)
    assert len(diagnostics) == 0
    return loaded


@pytest.fixture(scope="module")
def scenarios() -> dict[str, sim.Scenario]:
    return {name: sim.load(SCENARIOS / f"{name}.yaml") for name in NAMES}


def jobs_of(region: RegionFiles, word: str) -> int:
    return sum(row.size for row in region.employers if row.sector.startswith(word))


def test_pupils_reach_the_county_and_its_bands(region):
    assert sum(school.pupils for school in region.schools) == PUPILS
    assert len(region.schools) == 551
    bands = Counter()
    for school in region.schools:
        bands[school.level] += school.pupils
    shares = {level: number / PUPILS for level, number in bands.items()}
    assert shares == pytest.approx({"elementary": 0.454, "middle": 0.255, "high": 0.291}, abs=1e-4)


def test_pupils_of_districts_are_the_published_ones(region):
    for zone, pupils in DISTRICTS.items():
        found = sum(s.pupils for s in region.schools if s.zone == zone and s.kind == "regular")
        assert found == pupils, zone
    detroit = [s for s in region.schools if s.id.startswith("dpscd_")]
    assert sum(s.pupils for s in detroit) == 48_350
    assert sum(s.level == "high" for s in detroit) == 24
    charters = [s for s in region.schools if s.kind == "charter"]
    assert (len(charters), sum(s.pupils for s in charters)) == (99, 62_136)


def test_groups_of_pupils(region):
    totals = dict.fromkeys(ETHNICITY, 0)
    for school in region.schools:
        assert sum(school.ethnicity) == school.pupils
        for name, number in zip(ETHNICITY, school.ethnicity, strict=True):
            totals[name] += number
    assert totals["black"] == 112_205
    assert totals["white"] == 108_097
    detroit = [s.ethnicity for s in region.schools if s.id.startswith("dpscd_")]
    shares = [sum(group) / 48_350 for group in zip(*detroit, strict=True)]
    assert shares[ETHNICITY.index("black")] == pytest.approx(0.82, abs=0.001)
    assert shares[ETHNICITY.index("hispanic")] == pytest.approx(0.14, abs=0.001)
    assert shares[ETHNICITY.index("white")] == pytest.approx(0.03, abs=0.001)


def test_other_counts_are_those_of_the_county(region):
    assert sum(s.econ_disadvantaged for s in region.schools) == round(0.654 * PUPILS)
    assert sum(s.english_learners for s in region.schools) == 34_586
    assert sum(s.disability for s in region.schools) == 33_921


def test_every_estimated_count_is_marked_and_no_building_is_real(region):
    counted = {*ETHNICITY, "econ_disadvantaged", "english_learners", "disability"}
    assert all(set(school.filled) == counted for school in region.schools)
    assert all(school.name.endswith("apportioned") for school in region.schools)
    assert all("first_grade" in s.judged and "zone" in s.judged for s in region.schools)


def test_every_zone_has_every_grade(region):
    arrays = region_arrays(region, years=5)
    assert len(region.zones) <= 60
    assert arrays.pupils.sum() == PUPILS
    for code, zone in enumerate(region.zones):
        by_grade = arrays.pupils[arrays.school_zone == code].sum(axis=(0, 2))
        assert len(by_grade) == len(GRADES)
        assert (by_grade > 100).all(), zone.id


@pytest.mark.parametrize("sector", QCEW)
def test_jobs_by_sector_are_those_published(region, sector):
    assert jobs_of(region, sector) == QCEW[sector]


def test_public_private_and_all_jobs(region):
    public = sum(row.size for row in region.own_employers if row.kind == "public")
    assert public == JOBS - PRIVATE
    assert sum(row.size for row in region.own_employers) == region.totals.jobs.value == JOBS
    suppressed = sum(jobs_of(region, word) for word in ("Wholesale", "Utilities", "Mining", "Agriculture"))
    assert suppressed + jobs_of(region, "Not classified") == PRIVATE - sum(QCEW.values())


def test_vehicles_keep_their_part_of_manufacturing(region):
    """County Business Patterns 2012-2016: 17,239 and 17,880 of 74,341 jobs."""
    total = jobs_of(region, "Manufacturing")
    assert jobs_of(region, "Manufacturing: vehicle assembly") / total == pytest.approx(
        17_239 / 74_341.2, abs=1e-4
    )
    assert jobs_of(region, "Manufacturing: vehicle parts") / total == pytest.approx(
        17_880.2 / 74_341.2, abs=1e-4
    )
    plants = {row.firm for row in region.own_employers if row.sector.endswith("assembly")}
    assert len(plants) == 11


def test_no_employer_pretends_to_be_known(region):
    assert not any(row.kind == "named" for row in region.own_employers)
    for word in ("Ford", "General Motors", "Stellantis", "Rocket", "Henry Ford"):
        assert not any(word in row.name for row in region.own_employers), word
    assert {row.field for row in region.own_employers} == set(FIELDS)
    assert 1_000 <= len(region.own_employers) <= 2_500


def test_every_row_and_figure_has_a_source(region):
    assert all(row.source and row.year for row in (*region.schools, *region.own_employers, *region.providers))
    figures = {**region.rates, **region.population.figures}
    assert all(figure.source for figure in figures.values())
    assert sum(row.seats for row in region.providers if row.pathway == "apprenticeship") == 1_400
    assert region.population.commuters_share.value == pytest.approx(0.35)


def test_group_targets_are_kept_apart_from_the_level(region):
    for name, rate in region.rates.items():
        if name.startswith("graduation_4y_2015_"):
            assert (rate.role, rate.compare, rate.against) == ("target", "gap", "graduation_4y_2015")
    assert region.rates["graduation_4y"].value == pytest.approx(0.792)
    assert region.rates["graduation_4y"].level == "judged"
    assert region.rates["dapcep_stem_claim"].role == "input"


def test_every_calibrated_parameter_has_a_target(scenarios):
    targets = published(scenarios["baseline"])
    lacking = [link.card for link in LINKS if wanted(link, targets) is None]
    assert lacking == ["choice.away_in_state"], "no share of the state's students was at hand"
    assert targets["graduation_4y", "ethnicity=black"] < targets["graduation_4y", "ethnicity=white"]


def test_gaps_name_what_is_judged(region):
    text = " ".join(gaps(region))
    for word in ("apportioned", "Woodhaven", "Charters", "Ford", "commuters", "Wages", "0%"):
        assert word in text, word


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_load_with_no_other_word_than_what_is_asked_in_vain(scenarios, name):
    scenario = scenarios[name]
    said = {item.code for item in scenario.warnings}
    assert said <= {"SIM068", "SIM074", "SIM084"}, (
        "shares asked of outreach, and more seats than employers can host"
    )
    assert scenario.years == 25
    assert {"enrichment_today", "enrichment_today_elementary"} <= set(scenario.partnerships)
    today = scenario.partnerships["enrichment_today"]
    assert not today.within_budget


def test_options_have_the_same_budget_and_apprentices_the_same_makers(scenarios, region):
    budgets = [scenarios[name].budget for name in NAMES[1:]]
    assert budgets[0] == budgets[1] == budgets[2]
    option = scenarios["b-advanced-manufacturing"]
    spec = option.partnerships["youth_apprenticeship"]
    asked = employer_mask(spec, option.activities[spec.activity], region)
    sectors = {row.sector for row, chosen in zip(region.employers, asked, strict=True) if chosen}
    assert sectors == {"Manufacturing: vehicle assembly", "Manufacturing: vehicle parts"}


def test_a_thinned_county_runs_and_keeps_to_its_budget(scenarios):
    chosen = list(scenarios.values())
    bits = partnership_bits(chosen)
    thin = replace(scenarios["c-both"], years=3, scale=0.05)
    outcome = run(grow(compile_plan(thin, bits, None)))
    outside = [name.startswith("enrichment_today") for name in thin.partnerships]
    payers = [PAYERS.index(payer) for payer in PUBLIC_PAYERS]
    public = outcome.costs[:, :, :, payers].sum(axis=(2, 3))
    within = public[[not one for one in outside]].sum(axis=0)
    assert (within > 0).all()
    assert (public[outside].sum(axis=0) > 0).all()
    assert within[-1] <= 8_700_000 * 1.001
