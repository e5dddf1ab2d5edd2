"""Files of regions as official sources and spreadsheets give them (entries 30 to 38 and 61)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from strangers import about, edited, loaded, one, put, region_of, study

from sim.study.evidence.prices import price_factor, price_index, stated_index
from sim.study.load.scenario import load
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.reading.diagnostics import StudyError
from sim.study.region.template import template
from sim.study.region.wages import wage_factor

ROW = 14
"""A row of schools.csv and of employers.csv that is changed."""


@pytest.fixture
def region(tmp_path) -> Path:
    return region_of(study(tmp_path))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_30_pre_kindergarten_within_the_pupils_is_noticed(region):
    edited(region, "value: 3_548 persons per year", "value: 2_950 persons per year")
    found = loaded(region)[1]
    item = one(found, "SIM139")
    assert item.severity == "warning"
    assert "pre-kindergarten" in item.hint
    assert "2,950 start" in item.message


def test_30_groups_with_pre_kindergarten_are_told_where_it_comes_from(region):
    schools = rows_of(region / "schools.csv")
    row = next(n for n, school in enumerate(schools, start=2) if school["first_grade"] == "K")
    put(region, "schools", row, "white", str(int(schools[row - 2]["white"]) + 20))
    assert "pre-kindergarten" in about(region, "the groups add up")


def test_30_the_forms_say_what_acts_and_what_does_not():
    files = template("Any County")
    assert "pre-kindergarten" in files["region.yaml"]
    assert files["README.md"].count("Totals of NCES hold pre-kindergarten") == 1
    assert "no rule of the model uses them yet" in files["README.md"]
    assert files["README.md"].count("no effect yet") == 13


MARKS = [
    "\u2020", "\u2021", "\u2013", "*", "**", "#", "^", "~", "N", "IS", "DS", "TFS", "PS", "(D)", "(X)",
    "(NA)", "(S)", "n.a.", "masked", "not reported", "withheld", "Fewer than 10", "less than 5",
    "10 or fewer", "10+", "<10", "\u226595%", "N<10",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_31_and_32_marks_for_what_is_not_published_are_known(region, mark):
    put(region, "schools", ROW, "asian", mark)
    told = about(region, f"L{ROW} (asian)")
    assert "not published" in told
    assert "'filled'" in told
    assert "gap" in told


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("asian", "5-9", "its middle is 7"),
        ("asian", "20 to 29", "its middle is 24"),
        ("asian", "37*", "mark of a foot note; write 37"),
        ("asian", "37\u00b9", "mark of a foot note; write 37"),
        ("asian", "37 [1]", "mark of a foot note; write 37"),
        ("first_grade", "Prekindergarten", "leave these pupils out"),
        ("last_grade", "Ungraded", "leave these pupils out"),
        ("kind", "1-Regular school", "write regular"),
        ("kind", "4-Alternative Education School", "a word in the note"),
        ("level", "Other", "by its grades"),
        ("year", "Oct 2023", "write the school year as 2023-24"),
    ],
)
def test_31_and_32_words_of_official_files_are_answered(region, column, cell, words):
    put(region, "schools", ROW, column, cell)
    assert words in about(region, f"{ROW} ({column})")


@pytest.mark.parametrize(
    "note",
    ["\u2020 indicates that the data are not applicable.", '"Data Source: U.S. Department, Common Core"'],
)
def test_31_a_foot_note_is_called_one(region, note):
    with (region / "schools.csv").open("a", encoding="utf-8") as file:
        file.write(f"\n{note}\n")
    assert "is a foot note" in about(region, "foot note")


def test_33_suppressed_sectors_are_not_sectors_without_jobs(region):
    for level in ("entry", "skilled", "professional"):
        put(region, "employers", ROW, f"jobs_{level}", "0")
    told = about(region, "without jobs")
    assert "code N" in told
    assert "suppressed, not zero" in told


@pytest.mark.parametrize("wage", [512, 1_106, 1_483, 4_900])
def test_33_weekly_wages_are_refused(region, wage):
    put(region, "employers", 2, "wage_entry", str(wage))
    told = about(region, "(wage_entry)")
    assert f"times 52 is {wage * 52:,}" in told


@pytest.mark.parametrize("wage", [5_000, 9_300, 15_079])
def test_33_wages_below_the_minimum_wage_are_doubted(region, wage):
    put(region, "employers", 2, "wage_entry", str(wage))
    county, found = loaded(region)
    assert county is not None
    assert "15,080" in one(found, "SIM137").hint


def test_33_a_wage_at_the_minimum_passes(region):
    put(region, "employers", 2, "wage_entry", "15080")
    assert len(loaded(region)[1]) == 0


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("0.4166666666666667", 5 / 12),
        ("5E-02", 0.05),
        ("2.5e-1", 0.25),
        ("1.0000000000000000", 1.0),
        (".5", 0.5),
    ],
)
def test_34_shares_in_full_precision(region, cell, share):
    put(region, "zones", 2, "rural_share", cell)
    county, found = loaded(region)
    assert len(found) == 0
    assert county.zones[0].rural_share == share


@pytest.mark.parametrize("cell", ["1.0000000000000002", "5E+02", "0,4166666666666667", "nan", "1e", "0x1"])
def test_34_what_is_no_share_stays_refused(region, cell):
    put(region, "zones", 2, "rural_share", cell)
    assert loaded(region)[0] is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("80-84", "write its middle, 82 %"),
        ("21 to 39", "write its middle, 30 %"),
        ("GE95", "97.5 %"),
        ("'>95%'", "97.5 %"),
        ("'<50'", "middle of what is possible"),
        ("PS", "not published"),
        (">95%", "between quotes"),
    ],
)
def test_35_rates_as_they_are_published(region, value, words):
    edited(region, "value: 93.2 %", f"value: {value}")
    errors = loaded(region)[1].errors
    assert len(errors) == 1
    assert words in errors[0].hint + errors[0].message
    assert "level: judged" in errors[0].hint or value == ">95%"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("school_year: 2023-24", "school_year: nonsense", "write it as 2026-27"),
        ("school_year: 2023-24", "school_year: 2024", "write 2024-25"),
        ("school_year: 2023-24", "school_year: 2023-25", "write 2023-24"),
        ("price_year: 2025", "price_year: 2019-2023", "write the last one: 2023"),
        ("elementary: 539", "elementary: '450:1'", "write 450"),
    ],
)
def test_35_years_and_ratios_are_answered(region, old, new, words):
    edited(region, old, new)
    errors = loaded(region)[1].errors
    assert len(errors) == 1
    assert words in errors[0].hint


@pytest.mark.parametrize(("unit", "count"), [("children a year", 3_548), ("pupils per year", 3_548)])
def test_35_units_as_people_say_them(region, unit, count):
    edited(region, "3_548 persons per year", f"3,548 {unit}")
    assert loaded(region)[0].population.kindergarten.value == count


@pytest.mark.parametrize("code", ["06065", "0608430", "47065"])
def test_36_the_hint_holds_the_code_as_it_is_written(region, code):
    edited(region, 'counties: ["47065"]', f"counties: [{code}]")
    told = about(region, f"the code {code} is read as a number")
    assert f'"{code}"' in told


def wages(scenarios: Path) -> np.ndarray:
    scenario = load(scenarios / "baseline.yaml")
    return compile_plan(scenario, partnership_bits([scenario]), draw=None, replicate=0).region.wage


def test_37_wages_of_another_year_are_converted_and_said(tmp_path):
    scenarios = study(tmp_path)
    near = wages(scenarios)
    edited(region_of(scenarios), "price_year: 2025", "price_year: 2015")
    np.testing.assert_allclose(wages(scenarios), near * price_factor(2015, 2026))
    (warning,) = load(scenarios / "baseline.yaml").warnings
    assert warning.code == "SIM081"
    assert "prices of 2015" in warning.message


def test_37_wages_within_a_year_of_the_start_count_as_stated():
    assert [wage_factor(year, 2026) for year in (2025, 2026, 2027)] == [1.0, 1.0, 1.0]
    assert wage_factor(2024, 2026) == pytest.approx(price_factor(2024, 2026))


@pytest.mark.parametrize("year", [1985, 2003])
def test_37_a_year_without_an_index_is_refused(region, year):
    edited(region, "price_year: 2025", f"price_year: {year}")
    assert f"no price index for {year}" in about(region, "price index")


def test_38_a_no_break_space_in_a_name_is_a_blank(region):
    put(region, "schools", ROW, "name", "Red\u00a0Bank\u202fHigh\u00a0")
    county, found = loaded(region)
    assert len(found) == 0
    assert county.schools[ROW - 2].name == "Red Bank High"


@pytest.mark.parametrize(
    ("column", "cell", "sign"),
    [
        ("pupils", "150\u200b", "U+200B, zero width space"),
        ("id", "\u200e540135001100", "U+200E, left-to-right mark"),
        ("kind", "regular\u200d", "U+200D"),
        ("name", "Bank\u2060High", "U+2060"),
        ("last_grade", "\ufeff5", "U+FEFF"),
    ],
)
def test_38_signs_that_cannot_be_seen_are_named(region, column, cell, sign):
    put(region, "schools", ROW, column, cell)
    told = about(region, f"{ROW} ({column})")
    assert sign in told
    assert "cannot be seen" in told


@pytest.mark.parametrize(("encoding", "shown"), [("mac_roman", "Pe\u2013a"), ("cp437", "Pe\u00a4a")])
def test_38_letters_of_a_mac_or_of_dos_do_not_turn_unsaid(region, encoding, shown):
    put(region, "zones", 2, "name", "Pe\u00f1a")
    path = region / "zones.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    item = one(loaded(region)[1], "SIM136")
    assert (item.severity, item.line) == ("warning", 2)
    assert f"'{shown}'" in item.message
    assert "CSV UTF-8" in item.hint


def test_59_the_index_goes_on_after_its_last_year():
    last = max(stated_index())
    assert price_index()[last + 30].status == "assumed"
    assert price_factor(last, last + 1) == pytest.approx(price_factor(last - 1, last))


def emptied(region: Path, pupils: str) -> None:
    """Give every school ``pupils`` pupils, all white."""
    path = region / "schools.csv"
    rows = rows_of(path)
    groups = ("black", "hispanic", "asian", "american_indian", "pacific_islander", "two_or_more",
              "econ_disadvantaged", "english_learners", "disability")  # fmt: skip
    rows = [{**row, **dict.fromkeys(groups, "0"), "pupils": pupils, "white": pupils} for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    edited(region, "value: 44_765", f"value: {int(pupils) * len(rows)}")


@pytest.mark.parametrize(("pupils", "words"), [("0", "has no pupils"), ("1000000", "at most 3,000,000")])
def test_61_a_region_without_pupils_or_with_too_many_is_refused(tmp_path, pupils, words):
    scenarios = study(tmp_path)
    emptied(region_of(scenarios), pupils)
    with pytest.raises(StudyError, match=words):
        load(scenarios / "baseline.yaml")
