import numpy as np
import pytest
from worlds import result

from sim.core.columns import (
    ETHNICITY,
    INGREDIENTS,
    N_CELLS,
    PATHWAYS,
    PAYERS,
    PRIVATE_PAYERS,
    PUBLIC_PAYERS,
    cell,
)
from sim.core.tallies import Market, Tally
from sim.outcomes.accounts import cost_rows, delivery_rows, present_value
from sim.outcomes.codebook import FIELDS, codebook
from sim.outcomes.groups import GROUPS, by_group, membership
from sim.outcomes.indicator import Indicator
from sim.outcomes.registry import ALL, INDICATORS, UnknownIndicator, check_code, codes, label, unit
from sim.outcomes.rows import indicator_rows, rows, stack

REQUIRED = [
    "graduation_4y",
    "college_entry",
    "college_entry_four_year",
    "college_entry_two_year",
    "completion_four_year_6y",
    "completion_two_year_6y",
    "completion_apprenticeship_6y",
    "stem_share_bachelors",
    "employment_20_24",
    "employment_25_29",
    "employment_30_34",
    "unemployment_20_24",
    "unemployment_25_29",
    "unemployment_30_34",
    "lives_here_26",
    "bachelor_26",
    "concentrators",
    "repetition",
    "lives_and_works_here_1y",
    "lives_and_works_here_5y",
    "lives_and_works_here_10y",
    "lives_here_1y",
    "lives_here_5y",
    "lives_here_10y",
    "target_job_here_1y",
    "target_job_here_5y",
    "target_job_here_10y",
    "goal_reached_5y",
    "credential_5y",
    "earnings_5y",
    "earnings_10y",
    "earnings_here",
    "placement_in_field",
    "participation.awareness",
    "participation.exploration",
    "participation.experience",
    "participation.any",
    "vacancy_fill",
    "target_jobs_here",
    "awareness_fields",
    "stem_expectation",
    "college_elsewhere",
    "jobs.others_target",
    "college_in_state",
    "lives_in_state_26",
    "stays_in_state_of_study",
]


def select(table, indicator, group="all"):
    chosen = (table.indicator == indicator) & (table.group == group)
    return table.numerator[chosen], table.denominator[chosen], table.cohort[chosen]


def test_every_required_code_is_registered_once():
    assert set(REQUIRED) <= set(INDICATORS)
    assert {f"pathway.{name}" for name in PATHWAYS} <= set(INDICATORS)
    assert len(codes()) == len(set(codes()))


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.code)
def test_every_indicator_can_be_read(entry):
    assert entry.label
    assert entry.meaning.endswith(".")
    assert entry.better in ("up", "down", "none")
    assert bool(entry.denominator) == (entry.unit in ("share", "USD/year", "USD/seat", "fields", "years"))
    assert not entry.difference or entry.official


def test_an_indicator_cannot_mix_persons_and_jobs():
    with pytest.raises(ValueError, match="one kind"):
        Indicator("x", "x", "share", "x", (Tally.PUPILS,), (Market.JOBS,))


def test_groups_split_the_cells_exactly():
    matrix = dict(zip(GROUPS, membership(), strict=True))
    assert matrix["all"].sum() == N_CELLS
    for kind, size in (("sex=", 2), ("ethnicity=", len(ETHNICITY)), ("low_income=", 2)):
        members = [row for name, row in matrix.items() if name.startswith(kind)]
        assert len(members) == size
        np.testing.assert_array_equal(np.sum(members, axis=0), 1)
    assert matrix["ethnicity=black"][cell(1, 0, 1)] == 1
    assert matrix["sex=female"][cell(1, 0, 1)] == 0
    assert matrix["low_income=yes"][cell(1, 0, 1)] == 1


def test_sums_by_group_are_exact_beyond_float_precision():
    counts = np.full((1, N_CELLS), 2**53 + 1, dtype=np.int64)
    assert by_group(counts)[0, 0] == (2**53 + 1) * N_CELLS


def test_rows_are_the_tallies_of_the_group():
    run = result(seed=4)
    table = indicator_rows(run, 2026)
    top, bottom, cohort = select(table, "lives_and_works_here_5y", "sex=female")
    women = membership()[GROUPS.index("sex=female")].astype(bool)
    np.testing.assert_array_equal(top, run.tallies[:, Tally.WORKS_HERE_5][:, women].sum(axis=1))
    np.testing.assert_array_equal(bottom, run.tallies[:, Tally.LEFT_5][:, women].sum(axis=1))
    np.testing.assert_array_equal(cohort, 2026 + np.arange(6) - 5)


def test_sums_of_counts_and_the_market():
    run = result(seed=4)
    table = indicator_rows(run, 2026)
    top, bottom, cohort = select(table, "vacancy_fill")
    hired = run.market[:, Market.HIRED_RESIDENTS] + run.market[:, Market.HIRED_COMMUTERS]
    np.testing.assert_array_equal(top, hired)
    np.testing.assert_array_equal(bottom, run.market[:, Market.OPENINGS])
    assert (cohort == -1).all()
    assert len(select(table, "vacancy_fill", "sex=female")[0]) == 0
    top, bottom, _ = select(table, "unemployment_20_24")
    both = run.tallies[:, [Tally.EMPLOYED_20_24, Tally.UNEMPLOYED_20_24]].sum(axis=(1, 2))
    np.testing.assert_array_equal(bottom, both)


def test_nobody_to_count_is_no_value_and_a_count_is_its_own_value():
    empty = rows("x", "all", np.array([2026]), np.array([0]), "share", denominator=np.array([0]))
    count = rows("y", "all", np.array([2026]), np.array([7]), "persons")
    value = stack([empty, count]).value
    assert np.isnan(value[0])
    assert value[1] == 7


def test_money_is_the_same_by_ingredient_and_by_payer():
    run = result(seed=1)
    table = cost_rows(run.costs, 2026)
    total = select(table, "cost.total")[0]
    by_ingredient = sum(select(table, "cost.total", f"ingredient={name}")[0] for name in INGREDIENTS)
    by_payer = sum(select(table, "cost.total", f"payer={name}")[0] for name in PAYERS)
    np.testing.assert_allclose(by_ingredient, total, rtol=1e-12)
    np.testing.assert_allclose(by_payer, total, rtol=1e-12)
    assert select(table, "cost.present_value")[0] == pytest.approx(present_value(total))
    public = sum(select(table, "cost.total", f"payer={name}")[0] for name in PUBLIC_PAYERS)
    np.testing.assert_allclose(select(table, "cost.public")[0], public, rtol=1e-12)
    assert select(table, "cost.public_present_value")[0] == pytest.approx(present_value(public))
    assert sorted((*PUBLIC_PAYERS, *PRIVATE_PAYERS)) == sorted(PAYERS)


def test_present_value_of_a_known_stream():
    assert present_value(np.array([100.0, 103.0, 106.09])) == pytest.approx(300.0)


def test_seats_by_partnership_and_a_scenario_without_partnerships():
    run = result(seed=1)
    table = delivery_rows(run.delivery, ("hiring", "feeder"), 2026)
    np.testing.assert_array_equal(
        select(table, "delivery.delivered", "partnership=feeder")[0], run.delivery[1, :, 2]
    )
    assert delivery_rows(run.delivery[:0], (), 2026) is None
    np.testing.assert_array_equal(select(cost_rows(run.costs[:0], 2026), "cost.total")[0], 0)


def test_the_codebook_has_every_code():
    table = codebook()
    assert [row["code"] for row in table] == list(codes())
    assert all(set(row) == set(FIELDS) for row in table)
    assert all(row["meaning"] and row["label"] and row["unit"] for row in table)


def test_an_unknown_code_names_its_neighbours():
    with pytest.raises(UnknownIndicator, match="lives_here_5y"):
        check_code("lives_her_5y")
    assert unit("headline.net") == "persons"
    assert label("cost.total") == "Cost of the year"
