"""The studies that ship: they load, their worlds are the model's own, the page says what the tables say."""

from __future__ import annotations

import json
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.app.studies import TABLE_MARK, as_rows, filled
from sim.batch.job import Job
from sim.bench.studies import anchor as studies_anchor
from sim.bench.studies import promise as studies_promise
from sim.bench.studies import run as studies
from sim.bench.studies import saturation as studies_saturation
from sim.bench.studies import shipyard as studies_shipyard
from sim.bench.studies.table import (
    COLUMNS,
    Entry,
    Layout,
    as_frame,
    as_markdown,
    cells,
    entry,
    number,
    read_table,
    write_table,
)
from sim.core.columns import Life
from sim.core.tallies import Market
from sim.core.world import finish, fork, grow, run
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, WorldError, live, lived_out
from sim.study.plan.compile import compile_plan, partnership_bits

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "studies.md"
KEPT = ROOT / "results" / "studies"
NAMES = [study.name for study in studies.STUDIES]


@pytest.fixture(scope="module")
def loaded():
    return {study.name: studies.scenarios_of(ROOT / studies.FOLDER / study.name) for study in studies.STUDIES}


def quick(scenarios, scale=0.02):
    """The same scenarios with a thinned population."""
    return tuple(replace(scenario, scale=scale) for scenario in scenarios)


def worlds(name, scenarios):
    code = studies.study_of(name)[0].code()
    job = Job(scenarios, code.measure, studies.baselines_by_folder(scenarios), code.simulate)
    return list(code.simulate(job, Task(0, 0)))


# the files


@pytest.mark.parametrize("name", NAMES)
def test_every_study_loads_and_its_options_can_be_compared(loaded, name):
    scenarios = loaded[name]
    assert scenarios[0].slug == "baseline"
    assert len({one.slug for one in scenarios}) == len(scenarios)
    at_home = [one for one in scenarios if one.path.parent == scenarios[0].path.parent]
    assert len(at_home) > 1, "plain sim compare on the folder needs a baseline and an option"


@pytest.mark.parametrize("name", NAMES)
def test_a_study_says_what_it_misses(name):
    text = (ROOT / studies.FOLDER / name / "README.md").read_text(encoding="utf-8")
    for heading in ("Question", "Design", "What happened", "What the model says", "What it misses"):
        assert f"## {heading}" in text, heading
    assert not re.search(r"\bwill\b", text), "projected, not promised"


def test_an_unknown_study_is_answered_with_those_that_ship():
    with pytest.raises(studies.UnknownStudy, match="saturation, anchor-closure"):
        studies.study_of("saturaton")


def test_a_study_is_found_by_its_folder_too(tmp_path):
    folder = tmp_path / "saturation"
    folder.mkdir()
    (folder / "baseline.yaml").write_text("name: mine\n", encoding="utf-8")
    study, found = studies.study_of(str(folder))
    assert study.name == "saturation"
    assert found == folder


def test_the_treated_shares_are_those_of_the_names(loaded):
    for scenario in loaded["saturation"]:
        spec = scenario.partnerships.get("assistance")
        assert (spec is None) == scenario.slug.endswith(("baseline", "000"))
        if spec is not None:
            assert spec.target.how == "lottery"
            assert (spec.take_up.value(), spec.no_show.value()) == (1.0, 0.0)


# the worlds


def test_a_watched_world_is_the_model_s_own(loaded):
    """Taking notes changes nothing: the year lived here is the year of the core."""
    scenario = quick(loaded["saturation"])[1]
    plan = compile_plan(scenario, partnership_bits([scenario]), 0)
    start = grow(plan)
    usual, world = run(fork(start, plan)), fork(start, plan)
    noted = finish(lived_out(world, Notes()))
    for name in ("tallies", "market", "delivery", "lives", "served"):
        assert np.array_equal(getattr(usual, name), getattr(noted, name)), name


def test_each_folder_is_compared_with_its_own_first_scenario(loaded):
    scenarios = quick(loaded["saturation"])
    found = worlds("saturation", scenarios)
    firsts = {world.scenario.path.parent: world for world in reversed(found)}
    assert len(firsts) == 3
    assert all(world.against is firsts[world.scenario.path.parent] for world in found)


def test_the_treated_are_seekers_and_everybody_is_counted_once(loaded):
    scenarios = quick(loaded["saturation"])
    for world in worlds("saturation", scenarios):
        n = studies_saturation._counts(world.against, world, studies_saturation.TREATED_YEAR)
        assert n["treated"] <= n["seekers"]
        lives = world.run.lives[studies_saturation.TREATED_YEAR]
        assert sum(n[f"employed_{group}"] for group in studies_saturation.GROUPS) == np.count_nonzero(
            lives & Life.EMPLOYED
        )
        if world.scenario.slug.endswith("-100"):
            assert n["treated"] == n["seekers"] > 0, "with seats for all, all who look for work are treated"


def test_hires_and_leavers_of_the_anchor_balance(loaded):
    scenarios = quick(loaded["backcast-electric-boat"][:1])
    (world,) = worlds("backcast-electric-boat", scenarios)
    years = world.notes.years
    assert list(years) == list(range(scenarios[0].years))
    for year, noted in years.items():
        n = studies_shipyard._counts(noted)
        groups = n["residents"] + n["commuters"]
        assert groups == pytest.approx(n["hired"])
        assert min(n.values()) >= 0.0, (year, n)
        assert n["held"] <= n["wanted"] + n["left"], "nobody is hired beyond the jobs"
        if year + 1 in years:
            retired = noted["held"] - years[year + 1]["began"]
            assert (retired >= 0).all(), "between two years nobody is hired"
            assert retired.sum() <= 0.04 * n["held"], "one of the 47 ages in work turns 65 between two years"
    total = world.run.market[:, Market.HIRED_RESIDENTS]
    assert all(total[y] >= (noted["hired"] - noted["outsiders"]).sum() for y, noted in years.items())


def test_the_promise_is_made_to_rhode_island_alone(loaded):
    scenarios = quick(loaded["backcast-ri-promise"], 0.05)
    before, award, price = worlds("backcast-ri-promise", scenarios)
    first = studies_promise.FIRST
    for autumn in (2014, 2015, 2016):
        assert award.notes.counts["entrants", autumn] == before.notes.counts["entrants", autumn]
    entrants = [world.notes.counts["entrants", first] for world in (before, award, price)]
    assert entrants[0] < entrants[1] < entrants[2], "more money off the price, more entrants"
    schools = scenarios[1].region.schools
    asked = compile_plan(scenarios[1], {"promise": 0}, 0).partnerships.schools[0]
    outside = [school.zone.startswith(studies_promise.OTHER_STATE) for school in schools]
    assert any(outside)
    assert not asked[np.array(outside)].any()


def test_the_closure_takes_every_job_of_the_anchor(loaded):
    scenarios = quick(loaded["anchor-closure"])
    assert [one.slug for one in scenarios] == [
        "baseline", "broad", "narrow", "closes-a-none", "closes-b-narrow", "closes-c-broad",
    ]  # fmt: skip
    closes = compile_plan(scenarios[3], {}, 0)
    from sim.study.plan.selectors import rows_of_employer

    rows = rows_of_employer("electric_boat", scenarios[3].region)
    year = studies_anchor.LAST_YEAR + 1
    assert (closes.shocks.jobs_factor[year - 1, rows] == 1.0).all()
    assert (closes.shocks.jobs_factor[year:, rows] == 0.0).all()


def test_taking_part_is_read_from_the_partnership_s_own_bit():
    served = np.array([[0b01, 0b10, 0b11, 0]] * (studies_anchor.LAST_YEAR + 1), np.uint32)
    plan = SimpleNamespace(partnerships=SimpleNamespace(bit=np.array([1])))
    world = Lived(None, plan, {}, SimpleNamespace(served=served), None, None)
    took_part = studies_anchor._took_part(world, 0)
    assert took_part.tolist() == [False, True, True, False]


def test_a_world_that_cannot_be_run_says_which(loaded):
    def broken(scenario):
        raise ValueError("no notes")

    scenarios = quick(loaded["saturation"][:1])
    with pytest.raises(WorldError) as caught:
        list(live(scenarios, (0,), Task(0, 0), broken))
    assert caught.value.scenario == "baseline"


# the tables


def found_of(values):
    """Rows of saturation as a batch gives them, from counts by option."""
    rows = [
        {
            "option": option,
            "draw": 0,
            "replicate": 0,
            "year": year,
            "indicator": name,
            "group": "all",
            "value": value,
        }
        for option, counts in values.items()
        for year in (2029, 2030, 2031)
        for name, value in counts.items()
    ]
    return pd.DataFrame(rows)


def test_effects_are_those_of_the_counts():
    zero = {f"employed_{g}{e}": 0.0 for g in studies_saturation.GROUPS for e in ("", "_before")}
    zero |= {f"works_here_{g}{e}": 0.0 for g in studies_saturation.GROUPS for e in ("", "_before")}
    base = {**zero, "seekers": 1000.0, "treated": 0.0, "employed_untreated": 600.0, "openings": 900.0,
            "unfilled": 90.0, "filled": 0.0}  # fmt: skip
    half = {**base, "treated": 500.0, "employed_treated_before": 300.0, "employed_treated": 340.0,
            "employed_untreated_before": 300.0, "employed_untreated": 280.0, "employed_rest_before": 50.0,
            "employed_rest": 40.0, "filled": 10.0}  # fmt: skip
    table = as_frame(studies_saturation.tabulate(found_of({"baseline": base, "usual-050": half})))
    at = table[table["point"] == "50 %"].set_index("measure")["median"]
    assert at["share treated"] == 50.0
    assert at["effect on the treated"] == pytest.approx(8.0)
    assert at["effect on untreated seekers"] == pytest.approx(-4.0)
    assert at["net effect per treated head"] == pytest.approx(2.0)
    assert at["share of the gain taken from others"] == pytest.approx(75.0)
    assert at["treated less untreated, one world"] == pytest.approx(12.0), "a trial in one world sees more"


def test_an_entry_leaves_out_draws_without_a_value():
    one = entry("a", "b", "c", "per cent", [1.0, math.nan, 3.0])
    assert (one.median, one.draws) == (2.0, 2)
    assert math.isnan(entry("a", "b", "c", "per cent", [math.nan]).median)


def test_a_table_survives_being_written_and_read(tmp_path):
    table = as_frame([
        Entry("a", "1", "m", "per cent", 1.23456789, 0.5, 2.0, 4),
        Entry("a", "2", "m", "per cent", published=7.0, source="Somebody, 2018"),
    ])  # fmt: skip
    write_table(tmp_path / "t.csv", table)
    again = read_table(tmp_path / "t.csv")
    assert list(again.columns) == list(COLUMNS)
    assert again["median"][0] == 1.23457
    assert math.isnan(again["median"][1])
    assert again["source"].tolist() == ["", "Somebody, 2018"]
    assert json.dumps(as_rows(again))


def test_what_was_published_has_a_column_of_its_own():
    table = as_frame([
        Entry("a", "1", "hires", "persons", 10.0, 5.0, 20.0, 4, 12.0, "x"),
        Entry("a", "1", "plan", "persons", published=1400.0, source="y"),
    ])  # fmt: skip
    heads, rows = cells(table, Layout("t", "case", "year", ("hires", "plan")))
    assert heads == ["case", "year", "hires (persons)", "hires, published", "plan, published"]
    assert rows == [["a", "1", "10 [5 to 20]", "12", "1,400"]]
    assert as_markdown(table, Layout("t", "case", "year", ("hires",))).count("\n") == 4


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(-0.04, "per 100", "0.0"), (-1.25, "times", "−1.25"), (12345.6, "persons", "12,346")],
)
def test_numbers_read_well(value, unit, text):
    assert number(value, unit) == text


# the page


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_table_has_every_figure_that_is_printed(name):
    study = studies.study_of(name)[0]
    table = read_table(KEPT / f"{name}.csv")
    assert table["draws"].max() == study.draws
    for layout in study.layouts:
        assert set(layout.measures) <= set(table["measure"]), layout.caption
        assert cells(table, layout)[1]
    picture = study.code().PICTURE
    assert set(picture["lines"]) <= set(table["measure"])
    assert set(picture["panels"]) <= set(table["case"])
    assert "<svg" in (KEPT / f"{name}.svg").read_text(encoding="utf-8")


def test_the_page_shows_the_kept_tables():
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, KEPT) == page, "run: python -m sim.app.studies docs/studies.md results/studies"
    shown = {(name, int(number)) for name, number in TABLE_MARK.findall(page)}
    printed = {(s.name, i + 1) for s in studies.STUDIES for i in range(len(s.layouts))}
    assert shown == printed
    assert all(f"../results/studies/{name}.svg" in page for name in NAMES)


def test_every_published_figure_has_a_source():
    for name in NAMES:
        table = read_table(KEPT / f"{name}.csv")
        assert (table.loc[table["published"].notna(), "source"] != "").all(), name


# the command


def test_the_command_answers_one_object(tmp_path, capsys):
    from sim.app.cli import answer

    folder = tmp_path / "scenarios" / "saturation"
    folder.mkdir(parents=True)
    home = ROOT / studies.FOLDER / "saturation"
    region = Path("scenarios") / "regions" / "chattanooga"
    shutil.copytree(ROOT / region, tmp_path / region)
    text = (home / "baseline.yaml").read_text(encoding="utf-8") + "population: {scale: 0.02}\n"
    (folder / "baseline.yaml").write_text(text, encoding="utf-8")
    (folder / "usual-050.yaml").write_text(
        (home / "usual-050.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    code = answer(
        ["study", str(folder), "--draws", "1", "--jobs", "1", "--out", str(tmp_path / "run"), "--json"]
    )
    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["study"] == "saturation"
    assert {row["point"] for row in told["table"]} == {"0 %", "50 %"}
    assert (tmp_path / "run" / "table.csv").is_file()
    assert "<svg" in (tmp_path / "run" / "picture.svg").read_text(encoding="utf-8")


def test_an_unknown_name_is_explained(capsys):
    from sim.app.cli import answer

    assert answer(["study", "nothing"]) == 2
    assert "There is no study 'nothing'" in capsys.readouterr().err
