"""What hosting brings an employer, worked out by hand, and who takes part for it."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import central_parameters, club, internship, live, partnerships, plan_of, small_region

from sim.core.books.hosting import by_size, hosting_cost, ledger, staff_hours, terms
from sim.core.columns import INGREDIENTS, PAYERS
from sim.core.market.hosting import draw_own, learn, take_part
from sim.core.rules import matching
from sim.core.rules.partnerships import Settings
from sim.core.state import settings_of
from sim.core.tallies import SIZE_CLASSES, Market
from sim.core.world import _firms, fork, grow, step

EMPLOYERS, YEARS = 12, 6
BY_EMPLOYERS = PAYERS.index("employers")
USUAL = {
    "join_threshold": 0.0, "join_spread": 1e-9, "join_without_vacancy": 0.0, "hope": 0.0, "renewal": 0.0,
    "learning": 0.5, "peers": 0.0, "memory": 2.0, "output": 10.0, "output_spread": 0.0, "recruiting": 4_000.0,
    "training": 0.1, "own_hire": 0.5, "poaching_loss": 0.25, "hours_per_100_jobs": 100.0,
    "coordinator_year": 1_600.0, "matching_hours": 20.0, "scale_loss": 0.0, "brand_gain": 0.1,
    "brand_fade": 0.3,
}  # fmt: skip
"""Settings that are easily reckoned with."""


def settings(**changes) -> Settings:
    return Settings(**(USUAL | changes))


@pytest.fixture
def firms():
    """Twelve employers with one open position of each level, who have hosted nobody."""
    pay = settings_of(matching.Settings, "matching", central_parameters())
    made = _firms(small_region(tens=1, employers=EMPLOYERS, years=YEARS), pay)
    made.wage[:] = 30_000.0, 50_000.0, 80_000.0
    made.vacancies[:] = 1
    made.output[:] = 10.0
    return made


def test_one_ledger_by_hand(firms):
    """Three interns who worked 450 hours; two former ones hired, one lost, a fifth of another kept.

    Replacing an entry worker costs 4,000 + 0.1 × 30,000 = 7,000 USD, a skilled one 9,000.
    """
    firms.worked[3], firms.paid[3] = 450.0, 8_000.0
    firms.hired_hosted[3, :2], firms.poached[3, 0], firms.kept[3, 1] = 1, 1, 0.2
    year = ledger(firms, settings())
    assert year.output[3] == 4_500
    assert year.saved[3] == pytest.approx(0.5 * (7_000 + 9_000))
    assert year.kept[3] == pytest.approx(0.2 * 9_000)
    assert year.poached[3] == pytest.approx(0.25 * 0.5 * 7_000)
    assert year.net[3] == pytest.approx(4_500 + 8_000 + 1_800 - 875 - 8_000)
    assert not np.delete(year.net, 3).any()


def test_terms_are_reckoned_by_hour_of_staff():
    """150 hours, a tenth of them missed, for 60 hours of staff and 470 USD; without staff it counts one."""
    region = small_region(tens=1, employers=EMPLOYERS, years=YEARS)
    plan = partnerships(region, [internship(fixed=0.0), internship(bit=1, employer_hours=0.0, fixed=0.0)])
    work, cost = terms(plan, 0)
    np.testing.assert_allclose(work, [150 * 0.9 / 60, 150 * 0.9])
    np.testing.assert_allclose(cost, [470 / 60, 470])
    assert staff_hours(plan).tolist() == [60, 1]


def test_a_part_of_what_is_fixed_is_paid_by_the_seat():
    region = small_region(tens=1, employers=EMPLOYERS, years=YEARS)
    plan = partnerships(region, [internship(fixed=1_000.0, per_seat=100.0)])
    assert hosting_cost(plan, 0, np.array([10.0]))[0] == pytest.approx(47 + 470 / 10)


def test_sizes_are_those_of_a_firm_not_of_a_pool():
    size, stands_for = np.array([99, 100, 499, 500, 5_000]), np.array([1, 1, 1, 1, 100])
    assert by_size(stands_for, size, np.array([1, 2, 4, 8, 16])) == [1 + 16, 2 + 4, 8]


def takes(firms, s, *, work=2.0, cost=10.0, asked=1, apprenticeship=0, year=0) -> np.ndarray:
    """Which employers host one partnership."""
    found = np.zeros((1, EMPLOYERS), np.uint8)
    draw_own(firms, year, 5, 7, s)
    take_part(
        np.full((1, EMPLOYERS), asked, np.uint8), np.array([work]), np.array([cost]),
        np.array([apprenticeship], np.uint8), firms, year, 5, 7, s, found,
    )  # fmt: skip
    return found[0]


def test_who_takes_part_gains_at_least_what_it_wants_of_an_hour(firms):
    """Two hours of work at 10 USD for an hour of staff at 10 USD: 10 USD are left."""
    assert takes(firms, settings(join_threshold=9.0)).all()
    firms.membership_years[:] = 0
    assert not takes(firms, settings(join_threshold=11.0)).any()
    assert takes(firms, settings(join_threshold=11.0, hope=2.0)).all()
    assert takes(firms, settings(join_threshold=11.0, renewal=2.0), year=1).all(), (
        "members have set-up behind"
    )
    assert not takes(firms, settings(), asked=0).any()
    assert not firms.membership_years.any()


def test_a_host_that_loses_a_thousand_dollars_an_hour_leaves(firms):
    assert takes(firms, settings()).all()
    assert not takes(firms, settings(renewal=15.0, hope=15.0), cost=1_020.0, year=1).any()


def test_a_subsidy_of_a_million_brings_all_who_have_vacancies_and_nobody_else(firms):
    firms.vacancies[:5] = 0
    keen = settings(join_threshold=500.0, join_spread=100.0)
    assert takes(firms, keen, cost=-1e6 / 22).tolist() == [0] * 5 + [1] * 7
    firms.membership_years[:] = 0
    some = settings(join_without_vacancy=0.5)
    assert 0 < takes(firms, some, cost=-1e6 / 22)[:5].sum() < 5


def test_an_apprentice_needs_an_open_skilled_position(firms):
    firms.vacancies[:6, 1] = 0
    assert takes(firms, settings(), apprenticeship=1).tolist() == [0] * 6 + [1] * 6
    firms.membership_years[:] = 1
    assert takes(firms, settings(), apprenticeship=1, year=1).all(), "hosts keep the ones they have"


def test_thresholds_differ_between_employers_and_stay(firms):
    s = settings(join_threshold=-5.0, join_spread=40.0, output_spread=0.4)
    drawn = []
    for year in (0, 1, 17):
        draw_own(firms, year, 5, 7, s)
        drawn.append((firms.threshold.copy(), firms.output.copy()))
    for threshold, output in drawn[1:]:
        assert threshold.tolist() == drawn[0][0].tolist()
        assert output.tolist() == drawn[0][1].tolist()
    assert len(set(drawn[0][0])) == len(set(drawn[0][1])) == EMPLOYERS
    assert (drawn[0][1] >= 0).all()


def test_belief_closes_half_of_the_gap_to_what_was_seen(firms):
    """40 hours in the first of two years remembered: 20 a year; 600 USD are 30 USD an hour; from 10 to 20."""
    firms.belief[:], firms.given[2] = 10.0, 40.0
    later = np.zeros(EMPLOYERS)
    later[2] = 600.0
    learn(firms, later, settings(), np.zeros(10), np.zeros(10))
    assert firms.recent[2] == 20
    assert firms.belief.tolist() == [10, 10, 20] + [10] * 9, "who did not host learns nothing by itself"


def test_peers_teach_their_field(firms):
    """Employers 2 and 12 - 10 = 2 share field 2 with none else of the twelve; 0 and 10 share field 0."""
    firms.belief[:], firms.given[0] = 10.0, 40.0
    later = np.zeros(EMPLOYERS)
    later[0] = 600.0
    learn(firms, later, settings(learning=0.0, peers=0.1), np.zeros(10), np.zeros(10))
    assert firms.belief[[0, 10]].tolist() == [12, 12]
    assert firms.belief[[1, 2, 11]].tolist() == [10, 10, 10]


# ---------------------------------------------------------------- in a town that lives


def costing(plan, amount: float):
    """The plan with what employers pay for a seat; what is negative is paid by the grant."""
    plan.partnerships.cost_seat[:, :, BY_EMPLOYERS] = 0.0
    plan.partnerships.cost_seat[:, INGREDIENTS.index("wages"), BY_EMPLOYERS] = amount
    plan.partnerships.cost_seat[:, INGREDIENTS.index("wages"), PAYERS.index("grant")] = max(0.0, -amount)
    plan.partnerships.cost_fixed[:, :, :, BY_EMPLOYERS] = 0.0
    return plan


@pytest.fixture(scope="module")
def start(town):
    return grow(plan_of(town))


def members(run) -> int:
    return int(run.market[:, [Market[f"{w}_{z}"] for w in ("STAYED", "JOINED") for z in SIZE_CLASSES]].sum())


def test_what_a_scenario_lets_employers_pay_decides_who_takes_part(town, start):
    rows = [internship(seats=60.0)]
    taking = [members(live(costing(plan_of(town, rows), cost), start)) for cost in (0.0, 2_000.0, 50_000.0)]
    assert taking[0] > taking[1] > taking[2] == 0
    given = live(costing(plan_of(town, rows), -1e6), start)
    assert members(given) > taking[0]


def test_without_vacancies_few_join(town):
    rows = [internship(seats=60.0)]
    some = members(live(costing(plan_of(town, rows), 0.0)))
    few = members(live(costing(plan_of(town, rows, no_vacancies=True), 0.0)))
    none = plan_of(town, rows, no_vacancies=True, **{"partnerships.join_without_vacancy": 0.0})
    assert 0 < few < some
    assert members(live(costing(none, -1e6))) == 0


def test_hosts_quit_when_a_cost_is_put_on_them(town, start):
    """In the fourth year employers are made to pay a million: all of them quit, and it is counted."""
    plan = costing(plan_of(town, [internship(seats=60.0)]), 0.0)
    plan.partnerships.cost_fixed[:, 3:, 0, BY_EMPLOYERS] = 1e6
    market = live(plan, start).market
    quit_, stayed, joined = (
        market[:, [Market[f"{flow}_{size}"] for size in SIZE_CLASSES]].sum(axis=1)
        for flow in ("QUIT", "STAYED", "JOINED")
    )
    assert quit_[3] > 0
    assert not (stayed + joined)[3:].any()
    closed = market[3, Market.CLOSURES]
    assert stayed[2] + joined[2] - closed <= quit_[3] <= stayed[2] + joined[2]


def test_the_ledgers_add_up_to_the_accounts(town, start):
    """What employers pay is what the accounts book to them; the return is the sum of its parts."""
    rows = [internship(seats=60.0, channels={"acquaintance": 1.0, "technical": 1.0}), club(bit=1)]
    run = live(plan_of(town, rows, **{"partnerships.join_threshold": -500.0}), start)
    market = run.market.astype(float)
    booked = run.costs[0, :, :, BY_EMPLOYERS].sum(axis=1)
    np.testing.assert_allclose(market[:, Market.HOSTING_PAID], booked, atol=0.5)
    parts = (Market.HOSTING_OUTPUT, 1), (Market.HOSTING_SAVED, 1), (Market.HOSTING_KEPT, 1)
    losses = (Market.HOSTING_POACHED, -1), (Market.HOSTING_PAID, -1)
    total = sum(sign * market[:, part] for part, sign in parts + losses)
    by_class = market[:, [Market[f"RETURN_{size}"] for size in SIZE_CLASSES]].sum(axis=1)
    np.testing.assert_allclose(by_class, total, atol=4.0)
    seats = market[:, [Market[f"HOSTED_{size}"] for size in SIZE_CLASSES]].sum(axis=1)
    np.testing.assert_array_equal(seats, run.delivery[0, :, 3])
    assert market[:, Market.HOSTING_SAVED].sum() > 0
    assert market[:, Market.HOSTING_KEPT].sum() > 0


@pytest.mark.parametrize(
    ("off", "part"),
    [
        ({"partnerships.output": 0.0}, Market.HOSTING_OUTPUT),
        ({"partnerships.own_hire": 0.0}, Market.HOSTING_SAVED),
        ({"careers.separation_host": 0.0}, Market.HOSTING_KEPT),
    ],
)
def test_a_part_of_the_ledger_goes_with_what_makes_it(town, start, off, part):
    rows = [internship(seats=60.0, channels={"acquaintance": 1.0})]
    keen = {"partnerships.join_threshold": -500.0}
    assert live(plan_of(town, rows, **keen), start).market[:, part].sum() > 0
    assert live(plan_of(town, rows, **keen, **off), start).market[:, part].sum() == 0


def test_visits_and_internships_are_not_one_seat(town, start):
    """At the same cost of an hour a visit takes less of an employer's hours, and is believed in alike."""
    rows = [internship(seats=200.0, employer_hours=h, work_hours=0.0) for h in (0.5, 60.0)]
    hours, seats = [], []
    for row in rows:
        plan = costing(plan_of(town, [row]), 10.0 * row["employer_hours"])
        world = fork(start, plan)
        step(world)
        hours.append(world.hosting.sum())
        seats.append(world.feasible[0])
    assert hours[0] == hours[1] > 0
    assert seats[0] > seats[1]
