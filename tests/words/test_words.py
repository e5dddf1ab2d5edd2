"""Words: one law of rounding, ranges of few runs, text that can be shown, tables in Markdown."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sim.words.aligned import aligned
from sim.words.groups import SMALL_GROUP, family_label, group_label, is_small, of_persons
from sim.words.markdown import table
from sim.words.numbers import (
    INTERVAL_RUNS,
    Estimate,
    few_runs,
    interval_name,
    money,
    rounded,
    share,
    step,
)
from sim.words.plain import one_line, printable, shortened
from sim.words.years import school_year


@pytest.mark.parametrize(
    ("estimate", "text", "interval"),
    [
        (Estimate(171.3, 83.2, 260.9), "170", "80 to 260"),
        (Estimate(48.2, 20.4, 75.0), "48", "20 to 75"),
        (Estimate(0.5671, 0.561, 0.574, unit="share"), "56.7\u202f%", "56.1 to 57.4\u202f%"),
        (Estimate(-4.0, -12.0, 3.0), "−4", "−12 to 3"),
        (Estimate(41_832.0, 41_700.0, 42_050.0, unit="USD/year"), "$41,830", "$41,700 to $42,050"),
        (Estimate(3.161e9, 2.709e9, 3.432e9, unit="USD"), "$3.16 billion", "$2.71 to $3.43 billion"),
        (Estimate(6.78e6, 4.0e6, 12.1e6, unit="USD"), "$6.8 million", "$4.0 to $12.1 million"),
        (Estimate(-2.1e6, -9.4e6, 0.95e6, unit="USD"), "−$2 million", "−$9 to $1 million"),
        (Estimate(1e5, -4.6e5, 9.5e5, unit="USD"), "$100,000", "−$500,000 to $1.0 million"),
        (Estimate(3.161e9, 3.160e9, 3.162e9, unit="USD"), "$3.16 billion", "$3.16 to $3.16 billion"),
        (Estimate(7.0, 7.0, 7.0), "7", "7 to 7"),
        (Estimate(math.nan, math.nan, math.nan), "—", "—"),
        (Estimate(171.3, 165.0, 177.0, error=30.0), "170", "160 to 180"),
    ],
)
def test_rounding_follows_the_interval(estimate, text, interval):
    assert estimate.text() == text
    assert estimate.interval() == interval


@examples(deadline=None)
@given(st.floats(-2e10, 2e10), st.integers(2, 4))
def test_a_sum_in_words_is_within_half_a_unit_of_its_last_figure(value, figures):
    text = money(value, figures).replace("−", "-").replace("$", "").replace(",", "")
    number, _, word = text.partition(" ")
    said = float(number) * {"": 1.0, "million": 1e6, "billion": 1e9}[word]
    assert abs(said - value) <= max(0.5, 0.5 * 10.0 ** (1 - figures) * abs(value)) * (1 + 1e-9)
    assert not word or 1 <= abs(float(number)) < 1000
    assert word or abs(said) < 1e6


@examples(deadline=None)
@given(st.floats(-1e7, 1e7), st.floats(0.001, 1e6))
def test_rounding_moves_a_number_by_less_than_a_tenth_of_its_interval(value, width):
    at = step(value, value - width / 2, value + width / 2)
    assert abs(rounded(value, at) - value) <= width / 10


def test_small_words_for_numbers():
    assert money(6_020_000) == "$6.02 million"
    assert money(-58_300, 2) == "−$58,000"
    assert money(999_900) == "$1.00 million"
    assert money(999_900_000) == "$1.00 billion"
    assert money(0.0) == "$0"
    assert school_year(2099) == "2099-00"
    assert share(1.0, 60) == "over 98\u202f%"
    assert share(0.0, 200) == "under 1\u202f%"
    assert share(0.5, 4) == "2 of 4 runs"
    assert share(1.0, 1) == "1 of 1 run"
    assert share(0.425, 40) == "42\u202f%"


def test_an_interval_needs_as_many_runs_as_theory_says():
    enough = [(runs - 1) / (runs + 1) >= 0.9 - 1e-12 for runs in (INTERVAL_RUNS - 1, INTERVAL_RUNS)]
    assert enough == [False, True]
    rng = np.random.default_rng(7)
    inside = [np.ptp(rng.random(INTERVAL_RUNS)) for _ in range(4000)]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.005)


def test_the_name_of_an_interval_says_what_it_is():
    assert [interval_name(runs) for runs in (1, 4, 19)] == [
        "one run, no interval", "range of 4 runs", "90 % interval",
    ]  # fmt: skip
    assert few_runs(19) == ""
    assert "smallest to largest of 4 runs, not 90 % intervals" in few_runs(4)
    assert Estimate(171.3, 83.2, 260.9, runs=4).told() == "range of 4 runs: 80 to 260"
    assert Estimate(171.3, math.nan, math.nan, runs=1).told() == "one run, no interval"
    assert not Estimate(171.3, 83.2, 260.9, runs=4).clear


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_printable_text_is_valid_xml_and_utf_8(text):
    shown = printable(text)
    ET.fromstring(f"<t>{shown.replace('&', '&amp;').replace('<', '&lt;')}</t>".encode())
    assert len(shown) == len(text)
    assert printable(shown) == shown
    assert not set(shown) & set("\x1b\x00\x07\x9b\u202e")
    assert "\n" not in one_line(text)


def test_a_long_name_loses_its_middle():
    assert shortened("short", 10) == "short"
    names = [
        f"Paid internships for juniors and seniors, wage {wage} USD/hour, staff {wage}" for wage in (9, 12)
    ]
    told = [shortened(name, 40) for name in names]
    assert told[0] == "Paid internships for…staff 9"
    assert told[0] != told[1]


@given(st.text(), st.integers(3, 60))
def test_a_shortened_text_is_never_longer(text, most):
    assert len(shortened(text, most)) <= max(most, 1)


def test_groups_are_named_and_judged_in_one_place():
    assert group_label("ethnicity=two_or_more") == "Two or more"
    assert family_label("low_income=yes") == "Income"
    assert of_persons("sex=male")
    assert not of_persons("payer=grant")
    assert not of_persons("all")
    assert [is_small(persons) for persons in (SMALL_GROUP - 1, SMALL_GROUP, math.nan)] == [True, False, False]


def test_a_markdown_table_keeps_its_cells():
    text = table(("a", "b"), [("x | y", 1), ("two\nlines", 2)], right=[1])
    assert text.split("\n") == ["| a | b |", "|---|--:|", "| x \\| y | 1 |", "| two lines | 2 |"]
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2"):
        table(("a", "b"), [("x",)])


def test_a_plain_table_sets_words_left_and_numbers_right():
    assert aligned([("pupils", "1,024"), ("all", "9")], heads=("", "number")) == [
        "        number",
        "pupils   1,024",
        "all          9",
    ]
    assert aligned([]) == []
    with pytest.raises(ValueError, match="as many cells"):
        aligned([("a", "1"), ("b",)])
