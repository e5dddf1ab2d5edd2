"""Facts: definitions hold together, figures are made as stated, the shipped page is that of its tables."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from studies import HEAD, study_folder, write

from sim.analysis.stack import Stack
from sim.app.cli import answer
from sim.bench.facts.fact import KINDS, THEMES, Published, Tolerance, load_facts, read_facts
from sim.bench.facts.measured import Measured, Runs, agreeing, measured, verdict
from sim.bench.facts.page import figure, model_figure, number, page, read_tables, write_region
from sim.bench.facts.published import Figure, figure_of, taken
from sim.bench.facts.run import COLUMNS, jobs_by_field, rows_of, worlds_of
from sim.lives.task import Task
from sim.study.evidence.literature import EvidenceError, load_sources
from sim.study.load.scenario import load
from sim.study.reading.diagnostics import Diagnostics
from sim.study.region.region import load_region

ROOT = Path(__file__).parents[2]
FACTS = load_facts()
SHIPPED = read_tables(ROOT / "results" / "facts")
REGIONS = sorted(path.parent.name for path in (ROOT / "scenarios" / "regions").glob("*/region.yaml"))
ONE = """
pull:
  theme: work
  label: A fact of the test
  kind: level
  of: [unemployment_20_24]
  published: {evidence: [B0540], year: 2024, level: national}
  tolerance: {points: 1}
  note: None.
"""


def fact(**changes):
    """The test's fact with lines replaced, ``None`` removing one."""
    lines = dict(line.strip().split(": ", 1) for line in ONE.strip().splitlines()[1:]) | changes
    text = "pull:\n" + "\n".join(f"  {key}: {value}" for key, value in lines.items() if value is not None)
    return read_facts(text)["pull"]


@functools.cache
def region(name):
    return load_region(ROOT / "scenarios" / "regions" / name, Diagnostics())


def stack(outcomes, start=2026, name="baseline"):
    """A stack from ``{(indicator, group): (numerators, denominators)}``, each [runs][years]."""
    keys, tops, bottoms = [], [], []
    for (code, group), (top, bottom) in outcomes.items():
        top = np.asarray(top, dtype=float)
        years = start + np.arange(top.shape[1])
        keys += [{"indicator": code, "group": group, "year": y, "cohort": -1, "unit": ""} for y in years]
        tops.append(top)
        bottoms.append(np.broadcast_to(np.asarray(bottom, dtype=float), top.shape))
    numerator, denominator = np.hstack(tops), np.hstack(bottoms)
    tasks = tuple(Task(draw, 0) for draw in range(len(numerator)))
    value = np.full(numerator.shape, np.nan)  # nothing here reads it
    return Stack(name, tasks, pd.DataFrame(keys), numerator, denominator, value)


def runs(**worlds):
    return Runs(2026, worlds, single_firms=20)


# ------------------------------------------------------------------- definitions


def test_the_facts_asked_for_are_there_by_theme():
    assert len(FACTS) > 40
    assert {one.theme for one in FACTS.values()} == set(THEMES)
    assert {one.kind for one in FACTS.values()} == set(KINDS)
    order = [list(THEMES).index(one.theme) for one in FACTS.values()]
    assert order == sorted(order)


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_filled_in(name):
    one = FACTS[name]
    assert len(one.note) > 10
    assert one.label[0].isupper()
    assert one.published or one.rates or "o published figure" in one.note, "what is missing is named"
    if one.kind != "absent" and (one.published or one.rates):
        assert one.tolerance is not None


@pytest.mark.parametrize(
    ("message", "changes"),
    [
        ("no indicator 'unemploymint'", {"of": "[unemploymint]"}),
        ("unknown theme or kind", {"theme": "weather"}),
        ("no other kind has", {"over": "[unemployment_25_29]"}),
        ("unless it is absent", {"of": None}),
        ("a response has a shock", {"shock": "recession"}),
        ("cannot be counted together", {"of": "[unemployment_20_24, hires]"}),
        ("met by their sign", {"kind": "slope", "over": "[hires]"}),
        ("has a tolerance", {"tolerance": None}),
        ("'points', 'times' or 'sign'", {"tolerance": "{points: 1, times: 2}"}),
        ("no such row", {"published": "{evidence: [B9999], year: 2024, level: national}"}),
        ("one of the two", {"published": "{year: 2024, level: national}"}),
        ("needs 'checked'", {"published": "{source: a book, year: 2024, level: national}"}),
        ("two rows", {"published": "{evidence: [B0540], take: ratio, year: 2024, level: national}"}),
        ("Extra inputs", {"colour": "red"}),
    ],
)
def test_a_wrong_fact_is_named(message, changes):
    with pytest.raises(EvidenceError, match="fact pull") as caught:
        fact(**changes)
    assert message in str(caught.value)


# ------------------------------------------------------------------- published figures


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"evidence": ("B0540",)}, (0.073, None)),
        ({"evidence": ("B0580",), "scale": 12}, (0.276, None)),
        ({"evidence": ("B0591", "B0592"), "take": "sum"}, (0.0557, None)),
        ({"evidence": ("B0488", "B0494"), "take": "difference"}, (0.017, None)),
        ({"evidence": ("B0653", "B0654"), "take": "ratio", "scale": "1/12"}, (4.7 / 3.4 / 12, None)),
        (
            {"evidence": ("B0667", "B0670", "B0668"), "take": "range", "scale": "1/312"},
            (17.4 / 312, 48 / 312),
        ),
        ({"evidence": ("B0407", "B0403", "B0455"), "take": "range_over"}, (53750 / 37330, 58750 / 37330)),
    ],
)  # fmt: skip
def test_figures_are_taken_from_the_rows_of_evidence(stated, expected):
    published = Published(**stated, year=2024, level="national")
    low, high = taken(published, load_sources())
    assert low == pytest.approx(expected[0])
    assert high == (None if expected[1] is None else pytest.approx(expected[1]))


def test_a_region_s_own_rate_goes_before_the_national_one():
    nation = fact()
    assert figure_of(nation, SimpleNamespace(rates={})).value == pytest.approx(0.073)
    own = region("detroit-wayne")
    stated = own.rates["unemployment_20_24"]
    assert stated.value != pytest.approx(0.073), "else this tests nothing"
    found = figure_of(nation, own)
    assert (found.value, found.level, found.role) == (stated.value, stated.level, "target")


def test_a_target_goes_before_a_rate_kept_aside_and_is_marked():
    found = figure_of(FACTS["lives_here_26"], region("chattanooga"))
    assert (found.value, found.role) == (0.69, "fitted")


def test_rates_may_be_taken_by_name_and_may_be_missing():
    assert figure_of(FACTS["hires_local"], region("chattanooga")).value == 0.75
    assert figure_of(FACTS["hires_local"], region("detroit-wayne")) is None
    assert figure_of(FACTS["vacancy_rate"], region("detroit-wayne")).level == "state"


def test_facts_of_the_state_are_counted_and_say_what_they_rest_on():
    nowhere = SimpleNamespace(rates={})
    for name in ("lives_in_state_26", "in_state_of_study", "college_in_state"):
        assert FACTS[name].kind == "level"
    assert FACTS["in_state_university"].kind == "absent"
    found = figure_of(FACTS["lives_in_state_26"], nowhere)
    assert (found.value, found.high, found.checked) == (pytest.approx(0.63), pytest.approx(0.81), False)
    assert figure_of(FACTS["in_state_of_study"], nowhere).role == "parameter"
    assert figure_of(FACTS["college_in_state"], nowhere).role == "parameter"
    base = stack({("lives_in_state_26", "all"): ([[85] * 5, [90] * 5], 100.0)})
    model = measured(FACTS["lives_in_state_26"], runs(baseline=base))
    assert verdict(FACTS["lives_in_state_26"], model, found) == ("missed", 0.5)


def test_a_figure_behind_a_parameter_is_marked():
    nowhere = SimpleNamespace(rates={})
    assert figure_of(FACTS["job_changes"], nowhere).role == "parameter"
    assert figure_of(FACTS["turnover_jolts"], nowhere).role == "compared"


# ------------------------------------------------------------------- the model's figures


def test_a_level_adds_up_before_it_divides_and_reads_five_years():
    many = [[10, 30, 0, 0, 0, 999], [20, 20, 20, 20, 20, 0]]
    below = [[100, 100, 0, 0, 0, 1], [100, 100, 100, 100, 100, 1]]
    model = measured(fact(), runs(baseline=stack({("unemployment_20_24", "all"): (many, below)})))
    assert model.runs == pytest.approx([0.2, 0.2])
    assert model.middle == pytest.approx(0.2)


def test_counts_are_yearly_means_and_ratios_divide_them():
    commuters = ([[10, 20, 10, 20, 10, 0]], 1.0)
    base = stack({("hires", "all"): ([[30] * 6], 1.0), ("hired_commuters", "all"): commuters})
    share = fact(
        kind="ratio", of="[hired_commuters]", over="[hires, hired_commuters]", tolerance="{times: 2}"
    )
    assert measured(share, runs(baseline=base)).runs == pytest.approx([70 / 220])
    closures = stack({("closures", "all"): ([[1, 2, 3, 2, 2]], 1.0)})
    rate = fact(of="[closures]", per="single_firms")
    assert measured(rate, runs(baseline=closures)).runs == pytest.approx([2 / 20])


def test_an_order_is_a_difference_of_groups():
    low, other = ("lives_here_26", "low_income=yes"), ("lives_here_26", "low_income=no")
    base = stack({low: ([[80] * 5], 100.0), other: ([[70] * 5], 100.0)})
    order = FACTS["low_income_stays"]
    assert measured(order, runs(baseline=base)).runs == pytest.approx([0.1])
    swapped = stack({low: ([[60] * 5], 100.0), other: ([[70] * 5], 100.0)})
    assert verdict(order, measured(order, runs(baseline=swapped)), anywhere()) == ("missed", 0.0)


def anywhere(value=None, high=None):
    return Figure(value, high, 2024, "national", True, "compared", "a book", ())


def sloping(slope, drift=0.0):
    """Two draws with very different means, in which y follows x with ``slope``; both drift over the years."""
    x = np.array([[4.0, 6, 5, 7, 3, 6, 4, 5], [14.0, 13, 16, 15, 14, 17, 15, 16]]) + drift * np.arange(8)
    y = 50 + slope * (x - drift * np.arange(8)) + drift * np.arange(8) + np.array([[0.0], [40.0]])
    bands = {(f"unemployment_{band}", "all"): (x / 2, 50.0) for band in ("25_29", "30_34")}
    return stack({("vacancy_rate", "all"): (y, 100.0), **bands})


def test_a_slope_is_taken_within_draws():
    model = measured(FACTS["beveridge"], runs(baseline=sloping(-0.5)))
    assert model.middle == pytest.approx(-0.5)
    assert model.runs == pytest.approx([-0.5, -0.5])
    assert verdict(FACTS["beveridge"], model, anywhere()) == ("met", 1.0)


def test_a_slope_without_slow_change_leaves_a_drift_aside():
    drifting = runs(baseline=sloping(-0.5, drift=2.0))
    assert measured(FACTS["beveridge"], drifting).middle > 0
    assert measured(FACTS["beveridge_cycle"], drifting).middle == pytest.approx(-0.5)


def test_a_wage_curve_is_an_elasticity():
    x = np.array([[4.0, 6, 5, 7, 3, 6, 4, 5]])
    bands = {(f"unemployment_{band}", "all"): (x, 100.0) for band in ("25_29", "30_34")}
    base = stack({("earnings_here", "all"): (30_000 * x**-0.1, 1.0), **bands})
    free = FACTS["wage_curve"].model_copy(update={"trend": "in"})
    assert measured(free, runs(baseline=base)).middle == pytest.approx(-0.1)


def test_a_response_is_read_in_the_years_of_the_shock():
    key = ("job_changes", "all")
    base = stack({key: ([[10.0] * 10, [20.0] * 10], 100.0)})
    hit = stack({key: ([[10.0] * 5 + [7, 7, 7] + [99, 99], [20.0] * 5 + [14, 17, 20] + [99, 99]], 100.0)})
    model = measured(FACTS["recession_job_changes"], runs(baseline=base, recession=hit))
    assert model.runs == pytest.approx([-0.03, -0.03])
    key = ("hires", "all")
    base, hit = stack({key: ([[100.0] * 10], 1.0)}), stack({key: ([[100.0] * 5 + [110.0] * 5], 1.0)})
    surge = measured(FACTS["surge_residents"], runs(baseline=base, surge=hit))
    assert surge.runs == pytest.approx([0.1]), "persons in per cent of the baseline"


def test_tolerances_have_edges():
    values = np.array([0.64, 0.6401, 0.69, 0.7399, 0.75])
    points = agreeing(values, Tolerance(points=5), anywhere(0.69))
    assert points.tolist() == [True, True, True, True, False]
    times = agreeing(np.array([0.7, 0.8, 1.0, 1.25, 1.3]), Tolerance(times=1.25), anywhere(1.0))
    assert times.tolist() == [False, True, True, True, False]
    within = agreeing(np.array([0.9, 1.5, 2.5, 2.6]), Tolerance(times=1.25), anywhere(1.0, 2.0))
    assert within.tolist() == [True, True, True, False]
    assert agreeing(np.array([-1.0, 0.0, 1.0, np.nan]), Tolerance(sign="below"), anywhere()).tolist() == [
        True, False, False, False,
    ]  # fmt: skip


def test_nine_of_ten_runs_must_have_the_sign():
    sign = FACTS["beveridge"]
    nine = Measured(-1.0, np.array([-1.0] * 9 + [1.0]))
    eight = Measured(-1.0, np.array([-1.0] * 8 + [1.0] * 2))
    assert verdict(sign, nine, anywhere())[0] == "met"
    assert verdict(sign, eight, anywhere())[0] == "missed"


def test_without_a_figure_nothing_is_met_or_missed():
    model = Measured(0.5, np.array([0.5]))
    assert verdict(FACTS["months_without_work"], model, None) == ("no figure", None)
    assert verdict(FACTS["within_100_miles_26"], None, anywhere(0.8)) == ("not counted", None)


# ------------------------------------------------------------------- the table and the page


def test_numbers_are_read_as_people_write_them():
    assert number("0.0694", "share") == "6.9 %"
    assert number("-0.0123", "points") == "-1.2 points"
    assert number("0.0694", "change") == "+6.9 %"
    assert number("1.234", "ratio") == "1.23"
    assert number("", "share") == "–"
    row = dict.fromkeys(COLUMNS, "") | {"model": "0.05", "low": "0.04", "high": "0.06", "unit": "share"}
    assert model_figure(row) == "5.0 (4.0 to 6.0) %"
    row |= {"published": "0.1", "published_high": "0.2", "year": "2024", "level": "national"}
    assert figure(row) == "10.0 % to 20.0 %, 2024, national"


def test_a_figure_of_one_region_does_not_stand_for_the_others():
    blank = dict.fromkeys(COLUMNS, "") | {
        "fact": "x", "theme": "work", "label": "X", "kind": "level", "unit": "share", "runs": "2",
        "model": "0.5", "low": "0.4", "high": "0.6", "verdict": "no figure", "note": "N.",
    }  # fmt: skip
    own = blank | {
        "region": "B", "published": "0.7", "year": "2020", "level": "local", "verdict": "missed",
        "agreeing": "0.5", "source": "S", "checked": "no", "role": "compared", "tolerance": "within 1",
    }  # fmt: skip
    text = page({"a": [blank | {"region": "A"}], "b": [own]})
    line = next(line for line in text.splitlines() if line.startswith("| X "))
    assert line.startswith("| X | – |")
    assert "own figure 70.0 %, 2020, local: 50.0 (40.0 to 60.0) % **missed** [50 %]" in line
    assert "B: S (compared; not checked)" in text


def test_tables_come_back_from_their_files(tmp_path):
    row = dict.fromkeys(COLUMNS) | {"region": "A", "fact": "x", "model": 0.25, "note": "a, b | c"}
    write_region(tmp_path, "a", [row])
    (tmp_path / "other.csv").write_text("x,y\n1,2\n")
    back = read_tables(tmp_path)
    assert list(back) == ["a"]
    assert back["a"][0]["model"] == "0.25"
    assert back["a"][0]["note"] == "a, b | c"


def test_every_region_that_ships_has_its_table():
    assert sorted(SHIPPED) == REGIONS


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_tables_hold_every_fact_and_the_definitions_of_today(name):
    """Model figures are those of the run; what is published and the words are those of the definitions."""
    rows, place = {row["fact"]: row for row in SHIPPED[name]}, region(name)
    assert list(rows) == list(FACTS)
    for one in FACTS.values():
        row, published = rows[one.id], figure_of(one, place)
        assert row["label"] == one.label
        assert row["note"] == one.note.strip()
        assert row["tolerance"] == (one.tolerance.words if one.tolerance else "")
        assert bool(row["level"]) == (published is not None)
        if published is not None and published.value is not None:
            assert float(row["published"]) == pytest.approx(published.value, rel=1e-5)
            assert (row["role"], row["year"]) == (published.role, str(published.year))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_verdicts_follow_from_the_figures_beside_them(name):
    for row in SHIPPED[name]:
        one = FACTS[row["fact"]]
        if row["verdict"] not in ("met", "missed"):
            assert not row["agreeing"]
        elif one.tolerance.sign is not None:
            assert (row["verdict"] == "met") == (float(row["agreeing"]) >= 0.9)
        else:
            edges = [float(row[key]) if row[key] else None for key in ("published", "published_high")]
            inside = agreeing(np.array([float(row["model"])]), one.tolerance, anywhere(*edges))
            assert (row["verdict"] == "met") == bool(inside[0]), row["fact"]


def test_the_shipped_page_is_that_of_the_tables():
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    assert text == page(SHIPPED), (
        "make it again: uv run sim facts --out results/facts, and move facts.md to docs"
    )
    assert all(f"**{one.label}**" in text for one in FACTS.values())
    assert [line for line in text.splitlines() if line.startswith("|") and "**missed**" in line]


# ------------------------------------------------------------------- the command


def thinned(folder, years=9):
    study = study_folder(folder)
    head = HEAD.replace("years: 10", f"years: {years}") + "population: {scale: 0.03}\n"
    return write(study, head, "baseline.yaml")


def test_the_shocks_strike_every_field_and_leave_those_of_the_baseline_in_place(tmp_path):
    path = thinned(tmp_path)
    own = "shocks: [{what: plant_closure, when: 2027-28, employer: volkswagen}]\n"
    path.write_text(path.read_text() + own)
    base, recession, surge = worlds_of(load(path))
    assert base.slug == "baseline"
    assert {recession.slug, surge.slug} == {"baseline-recession", "baseline-surge"}
    assert [shock.what for shock in recession.shocks] == ["plant_closure", "recession"]
    fields = jobs_by_field(base)
    assert [shock.field for shock in surge.shocks[1:]] == list(fields)
    assert all(shock.years == 3 for shock in (*recession.shocks[1:], *surge.shocks[1:]))


def test_the_command_makes_tables_and_page(tmp_path, capsys):
    path, out = thinned(tmp_path), tmp_path / "out"
    assert answer(["facts", str(path), "--draws", "2", "--jobs", "1", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Work and unemployment" in said
    assert "projected under the baseline's" in said
    tables = read_tables(out)
    assert [row["fact"] for row in tables["chattanooga"]] == list(FACTS)
    assert {row["runs"] for row in tables["chattanooga"]} == {"2"}
    assert (out / "facts.md").read_text(encoding="utf-8") == page(tables)
    assert answer(["facts", str(path), "--draws", "2", "--jobs", "1", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)["chattanooga"]
    for row, before in zip(again, tables["chattanooga"], strict=True):
        assert str("" if row["model"] is None else row["model"]) == before["model"], "the same bytes again"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere"),
        (["{path}", "--draws", "0"], "must be 1 or more"),
        (["{path}", "{path}"], "Two of the scenarios are of the region 'chattanooga'"),
    ],
)
def test_mistakes_are_explained(tmp_path, capsys, arguments, message):
    path = thinned(tmp_path)
    assert answer(["facts", *(text.format(path=path) for text in arguments)]) == 2
    assert message in capsys.readouterr().err


def test_a_horizon_that_is_too_short_is_refused(tmp_path, capsys):
    assert answer(["facts", str(thinned(tmp_path, years=6))]) == 2
    assert "facts need 8 years" in capsys.readouterr().err
    with pytest.raises(ValueError, match="shorter than 8 years"):
        worlds_of(load(thinned(tmp_path / "again", years=6)))


def test_rows_of_a_region_are_complete(tmp_path):
    scenario = load(thinned(tmp_path))
    base = sloping(-0.5)
    rows = rows_of([FACTS["beveridge"], FACTS["within_100_miles_26"]], runs(baseline=base), scenario)
    assert [tuple(row) for row in rows] == [COLUMNS, COLUMNS]
    assert rows[0]["verdict"] == "met"
    assert rows[1]["verdict"] == "not counted"
    assert rows[1]["published"] == 0.8
