import math

import numpy as np
import pandas as pd
import pytest
import worlds
from report_sample import retold, sample

import sim
from sim.analysis.comparison import Comparison
from sim.analysis.headline import answer_of, headline_of
from sim.analysis.lines import (
    as_json,
    cost_lines,
    five_lines,
    headline_year,
)
from sim.analysis.money import equal_cost_note
from sim.analysis.stack import StackError
from sim.analysis.study import Study
from sim.analysis.summary import chance_of_best, enough_runs, estimate, percentiles, spread
from sim.analysis.tables import write_tables
from sim.batch.experiment import Effort, run_batch
from sim.lives.task import Task
from sim.outcomes.compared import HEADLINE
from sim.outcomes.registry import UnknownIndicator, codes
from sim.store.folder import FolderError
from sim.store.parts import parts_of
from sim.words.groups import SMALL_GROUP, TOO_SMALL

DRAWS = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "run"
    run_batch(worlds.job(), Effort(draws=DRAWS, jobs=1, out=folder))
    return folder


@pytest.fixture
def comparison(folder):
    return Comparison.load(folder)


def test_what_was_stored_is_what_is_read(folder, comparison):
    """An indicator, a crossing and a present value made by hand from the parts, as any reader can."""
    parts = pd.read_parquet(folder / "counts")
    parts = parts[(parts.option == "a") & (parts.record == "tallies") & (parts.year == 2029)]
    women = parts[(parts.sex == "female") & (parts.low_income == "yes")]
    held = women[women.what == "leavers"]["count"].sum()
    mine = comparison.crossed(["sex", "low_income"]).stacks["a"]
    place = mine.columns("graduation_4y", "sex=female;low_income=yes")
    year = place[mine.keys["year"].to_numpy()[place] == 2029]
    top, bottom = (women[women.what == name]["count"].sum() for name in ("cohort_9_graduated", "cohort_9"))
    assert held > 0
    assert mine.numerator[:, year].sum() == top
    assert mine.denominator[:, year].sum() == bottom


def test_crossings_add_up_to_their_parts(comparison):
    crossed = comparison.crossed(["sex", "ethnicity", "low_income"]).stacks["a"]
    everybody = comparison.stacks["a"]
    for code in ("employed", "headline.net", "headline.placed"):
        if not len(everybody.columns(code, "all")):
            continue
        cells = crossed.numerator[:, crossed.columns(code)].reshape(DRAWS, 28, -1).sum(axis=1)
        np.testing.assert_array_equal(cells, everybody.numerator[:, everybody.columns(code, "all")])


def test_another_discount_rate_is_another_view_of_the_same_parts(folder):
    dear, cheap = (Comparison.load(folder, discount=rate).costs["total_median"] for rate in (0.02, 0.07))
    assert (dear > cheap).all()


def test_the_summary_is_percentiles_over_the_runs(comparison):
    parts = comparison.replicates
    chosen = (parts.option == "a") & (parts.indicator == "college_entry") & (parts.group == "sex=female")
    values = parts[chosen & (parts.year == 2029)].value
    row = comparison.summary.query(
        "option == 'a' and indicator == 'college_entry' and group == 'sex=female' and year == 2029"
    ).iloc[0]
    np.testing.assert_allclose(
        row[["p05", "median", "p95"]].astype(float), np.percentile(values, [5, 50, 95])
    )
    assert row["mean"] == pytest.approx(values.mean())
    assert row["sd"] == pytest.approx(values.std())
    assert row["runs"] == DRAWS


def test_differences_are_taken_run_by_run(comparison):
    change = comparison.values("a", "vacancy_fill") - comparison.values("baseline", "vacancy_fill")
    row = comparison.differences.query("option == 'a' and indicator == 'vacancy_fill' and year == 2031").iloc[
        0
    ]
    assert row["median"] == pytest.approx(np.median(change))
    assert row["above_zero"] == pytest.approx((change > 0).mean())
    assert row["level"] == pytest.approx(np.median(comparison.values("a", "vacancy_fill")))


def test_the_headline_is_a_difference_already(comparison):
    row = comparison.differences.query(
        "option == 'b' and indicator == 'headline.net' and group == 'all' and year == 2031"
    ).iloc[0]
    net = comparison.headline.set_index(["option", "line"]).loc[("b", "net")]
    assert row["median"] == net["median"]
    assert row["baseline"] == 0.0


def test_the_headline_reads_its_year(comparison):
    for option in comparison.options:
        for line in HEADLINE:
            parts = comparison.replicates
            values = parts[
                (parts.option == option)
                & (parts.indicator == f"headline.{line}")
                & (parts.group == "all")
                & (parts.year == 2031)
            ].value
            row = comparison.headline.set_index(["option", "line"]).loc[(option, line)]
            assert (row["low"], row["high"]) == (values.min(), values.max()), "five runs have a range"


def test_costs_add_up_over_payers_in_every_run(comparison):
    from sim.analysis.money import added_cost
    from sim.core.columns import PAYERS

    option, base = comparison.stacks["a"], comparison.stacks["baseline"]
    np.testing.assert_allclose(added_cost(option, base), added_cost(option, base, PAYERS), rtol=1e-9)


def test_public_cost_and_what_others_bear_make_the_total(comparison):
    from sim.analysis.money import added_cost
    from sim.core.columns import PRIVATE_PAYERS, PUBLIC_PAYERS

    option, base = comparison.stacks["a"], comparison.stacks["baseline"]
    public, private = added_cost(option, base, PUBLIC_PAYERS), added_cost(option, base, PRIVATE_PAYERS)
    row = comparison.costs.set_index("option").loc["a"]
    np.testing.assert_allclose(public + private, added_cost(option, base), rtol=1e-9)
    assert row["public_median"] == pytest.approx(np.median(public))
    assert row["private_median"] == pytest.approx(np.median(private))
    assert row["total_median"] == pytest.approx(np.median(public + private))
    stored = [stack.value[:, stack.columns("cost.public_present_value")[0]] for stack in (option, base)]
    np.testing.assert_allclose(stored[0] - stored[1], public, rtol=1e-9)
    above = comparison.values("a", "headline.net") > 0
    if above.mean() > 0.5:
        ratio = public[above] / comparison.values("a", "headline.net")[above]
        assert row["per_net_median"] == pytest.approx(np.median(ratio))


def test_a_cost_per_resident_is_stated_only_where_it_has_a_meaning(comparison):
    from sim.analysis.money import cost_table

    base, option = comparison.stacks["baseline"], comparison.stacks["a"]
    nets = np.array([-3.0, -1.0, 0.0, 2.0, 5.0])
    refused = cost_table({"a": option}, {"a": base}, {"a": nets}).iloc[0]
    assert math.isnan(refused["per_net_median"])
    assert refused["undefined"] == pytest.approx(0.6)
    stated = cost_table({"a": option}, {"a": base}, {"a": nets + 4}).iloc[0]
    assert math.isfinite(stated["per_net_median"])
    assert stated["undefined"] == 0


def test_unequal_costs_are_noted():
    costs = pd.DataFrame({"total_median": [100.0, 60.0], "public_median": [50.0, 48.0]})
    assert equal_cost_note(costs) is None
    assert "20% below" in equal_cost_note(costs.assign(public_median=[50.0, 40.0]))


def test_chance_of_being_best_shares_ties():
    assert chance_of_best({"a": np.array([1.0, 2.0]), "b": np.array([1.0, 3.0])}) == {"a": 0.25, "b": 0.75}


def test_percentiles_leave_out_runs_without_a_value():
    values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [2.0, 7.0, np.nan]])
    np.testing.assert_array_equal(percentiles(values, (50,))[0], [2.0, 6.0, np.nan])
    figures = spread(values)
    np.testing.assert_array_equal(figures["runs"], [3, 2, 0])
    assert figures["mean"][1] == 6.0


def test_enough_runs_asks_for_more_than_a_handful():
    rng = np.random.default_rng(5)
    assert not enough_runs(rng.normal(size=4))
    assert enough_runs(rng.normal(size=200))
    assert enough_runs(np.full(3, 7.0))
    assert not enough_runs(np.array([1.0]))


def test_tables_by_group_carry_the_difference(comparison):
    table = comparison.table("lives_and_works_here_5y", by="ethnicity", year=2031)
    assert len(table) == 3 * 7
    assert table[table.option == "baseline"].change_median.isna().all()
    assert table[table.option != "baseline"].change_median.notna().all()
    with pytest.raises(UnknownIndicator, match="lives_and_works_here_5y"):
        comparison.table("lives_and_works_here_5")
    with pytest.raises(ValueError, match="no groups by 'age'"):
        comparison.table("college_entry", by="age")


def test_csv_tables_are_written_and_read_back(folder, comparison):
    write_tables(comparison)
    summary = pd.read_csv(folder / "summary.csv")
    everybody = comparison.summary[comparison.summary.group == "all"]
    np.testing.assert_allclose(summary[summary.group == "all"]["median"], everybody["median"], rtol=1e-5)
    assert set(summary[summary.group == "sex=female"].year) == {2030, 2031}
    assert set(summary.group) == set(comparison.summary.group)
    glance = pd.read_csv(folder / "indicators.csv")
    assert {"baseline", "a", "b"} <= set(glance.columns)
    assert set(glance.indicator) <= set(codes())
    known = set(pd.read_csv(folder / "codebook.csv").code)
    assert set(summary.indicator) <= known
    assert {"numerator", "denominator", "above_zero"} <= known
    parameters = pd.read_csv(folder / "parameters.csv")
    np.testing.assert_allclose(parameters["matching.friction"], np.arange(DRAWS) / 10)
    compared = pd.read_csv(folder / "compare.csv")
    net = compared.query("option == 'b' and indicator == 'headline.net' and group == 'all'")
    assert list(net.year) == list(range(2026, 2032))
    assert set(compared.option) == {"a", "b"}


def test_the_answer_for_machines(comparison):
    answer = as_json(comparison)
    assert set(answer) == {
        "run", "baseline", "runs", "interval", "headline_year", "discount", "notes", "options", "differences",
    }  # fmt: skip
    assert (answer["runs"], answer["interval"]) == (DRAWS, "range")
    assert [option["name"] for option in answer["options"]] == ["a", "b"]
    for option in answer["options"]:
        assert set(option) == {
            "name", "swept", "cost", "retention", "headline", "sources", "retention_sources", "jobs",
            "stages", "passed", "after_programme", "rank", "highest_net", "highest_retention",
        }  # fmt: skip
        assert set(option["sources"]) == {
            "from_other_field", "from_no_work", "from_commuting", "from_elsewhere",
        }  # fmt: skip
        assert set(option["jobs"]) >= {"filled", "residents", "outsiders"}
        cost = option["cost"]
        assert cost["what"] == "public cost"
        assert set(cost) == {
            "what", "median", "low", "high", "printed", "unit", "price_year", "employers_and_families",
            "total",
        }  # fmt: skip
        assert cost["low"] <= cost["median"] <= cost["high"]
        assert set(option["headline"]) == set(HEADLINE)
        assert set(option["retention"]) == set(HEADLINE)
        for line in (*option["headline"].values(), *option["retention"].values()):
            assert set(line) == {"median", "low", "high", "printed"}
            assert line["low"] <= line["median"] <= line["high"]


def test_the_year_is_said_in_plain_words(comparison):
    assert headline_year(comparison) == (
        "the school year 2031-32 (September 2031 to August 2032), the last of the 6 years simulated"
    )
    said = headline_year(retold(comparison, {"headline_year": 2028}))
    assert said.endswith("number 3 of the 6 years simulated")


def test_chance_and_rank_are_of_the_same_runs(comparison):
    answer = headline_of(comparison)
    nets = {slug: comparison.values(slug, "headline.net") for slug in comparison.options}
    assert {option.slug: option.best for option in answer.options} == chance_of_best(nets)
    medians = [option.net.median for option in answer.ranked()]
    assert medians == sorted(medians, reverse=True)
    assert [option.rank for option in answer.ranked()] == [1, 2]
    for option in answer.options:
        assert option.above_zero == pytest.approx((nets[option.slug] > 0).mean())
        assert option.undefined == pytest.approx(1 - option.above_zero)


def test_few_runs_have_their_range_and_one_has_none():
    values = np.array([[1.0], [4.0], [2.0]])
    assert (estimate(values[:, 0]).low, estimate(values[:, 0]).high) == (1.0, 4.0)
    assert math.isnan(estimate(values[:1, 0]).low)
    many = np.arange(100.0)
    assert (estimate(many).low, estimate(many).high) == tuple(np.percentile(many, [5, 95]))
    seen = estimate(np.array([np.nan, 3.0, 5.0]))
    assert (seen.median, seen.low, seen.high, seen.runs) == (4.0, 3.0, 5.0, 2)


def test_small_groups_lose_their_figures_in_the_tables(tmp_path):
    made_up = sample(draws=4)
    write_tables(replace_folder(made_up, tmp_path))
    summary, compared = (pd.read_csv(tmp_path / name) for name in ("summary.csv", "compare.csv"))
    for table in (summary, compared):
        few = table["note"] == TOO_SMALL
        small = {f"ethnicity={name}" for name in ("american_indian", "pacific_islander")}
        assert set(table.loc[few, "group"]) == small == set(table.loc[table["group"].isin(small), "group"])
        assert not table.loc[~few, "group"].isin(small).any()
        assert table.loc[few, ["median", "low", "high", "mean"]].isna().all(axis=None)
        assert table.loc[~few, "median"].notna().all()
        assert set(table["interval"]) == {"range"}
    rates = summary[summary["group"].str.contains("=") & (summary["denominator"] > 1)]
    assert (rates["note"].eq(TOO_SMALL) == (rates["denominator"] < SMALL_GROUP)).all()


def replace_folder(comparison, folder):
    other = Comparison(folder, comparison.receipt, comparison.stacks)
    vars(other).update(parameters=comparison.parameters)
    return other


def test_the_notebook_object_escapes_and_shows(comparison):
    study = sim.read(comparison.folder)
    assert isinstance(study, Study)
    assert "Option a" in repr(study)
    named = [
        option.model_dump() | {"name": f"<b>{option.slug}</b>"} for option in comparison.receipt.study.options
    ]
    hostile = retold(comparison, {"options": named}, warnings=["<script>alert(1)</script>"])
    page = Study(hostile, lambda comparison: {})._repr_html_()
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;a&lt;/b&gt;" in page
    shown = [f"{middle} [{bounds}]" for _, middle, bounds in five_lines(answer_of(comparison, "a"))]
    assert all(text in study._repr_html_() for text in shown)
    labels = [label.strip() for label, _, _ in cost_lines(answer_of(comparison, "a"), 2026)]
    assert [label.split(",")[0] for label in labels] == [
        "public cost", "borne by employers and families", "total", "public cost for one more in work here",
        "public cost for one more in a target job", "total cost for one more in a target job",
    ]  # fmt: skip


def test_plots_are_drawn_when_asked_for(comparison):
    drawn = []
    study = Study(comparison, lambda comparison: {"fan": lambda: drawn.append("fan") or "figure"})
    plot = study.plot
    assert drawn == []
    assert plot.fan() == "figure"
    with pytest.raises(ValueError, match="no figure 'waterfall'; it has fan"):
        plot.waterfall()


def test_the_laws_and_parameters_travel_with_the_parts(comparison):
    assert len(comparison.audit) == 3 * DRAWS
    assert all(line["passed"] for line in comparison.audit)
    assert list(comparison.parameters.index) == list(range(DRAWS))


def test_numbers_of_an_option_that_the_baseline_lacks_are_read_too(tmp_path):
    def simulate(job, task):
        for world in worlds.simulate(job, task):
            own = {f"partnerships.{world.scenario.slug}.honoured": 0.5 + task.draw}
            yield world._replace(parameters=own | {"both": float(world.scenario.slug == "baseline")})

    run_batch(worlds.job(simulate), Effort(draws=2, jobs=1, out=tmp_path / "run"))
    drawn = Comparison.load(tmp_path / "run").parameters
    assert drawn["partnerships.b.honoured"].to_list() == [0.5, 1.5]
    assert drawn["both"].to_list() == [1.0, 1.0]


def test_an_empty_or_damaged_run_says_so(tmp_path):
    with pytest.raises(FolderError, match="holds no run"):
        Comparison.load(tmp_path)
    run = tmp_path / "run"
    run_batch(worlds.job(), Effort(draws=1, jobs=1, out=run))
    part = parts_of(run, "a")[Task(0, 0)].path
    part.write_bytes(part.read_bytes()[:500])
    with pytest.raises(StackError, match="damaged"):
        Comparison.load(run)
    part.unlink()
    with pytest.raises(FolderError, match="no finished replicate"):
        Comparison.load(run)


def test_a_run_of_the_baseline_alone_has_levels_only(tmp_path):
    job = worlds.job()
    alone = type(job)(job.scenarios[:1], job.measure, simulate=job.simulate, prepare=job.prepare)
    run_batch(alone, Effort(draws=2, jobs=1, out=tmp_path / "run"))
    comparison = Comparison.load(tmp_path / "run")
    assert comparison.options == ()
    write_tables(comparison)
    assert not (tmp_path / "run" / "compare.csv").exists()
    assert len(comparison.table("college_entry", year=2031)) == 1
    assert "Study" in repr(Study(comparison, lambda comparison: {}))


def test_public_names_are_lazy_and_listed():
    assert "compare" in dir(sim)
    assert sim.Comparison is Comparison
    with pytest.raises(AttributeError, match="sim has no 'compre'"):
        sim.compre  # noqa: B018
