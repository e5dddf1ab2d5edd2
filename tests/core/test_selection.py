"""Dose, selection and size: the laws 10 to 12 of the model, which hold for groups of persons.

Law 11 asks for a randomised comparison inside the model: seats of one activity go to volunteers by lot,
so that winners and losers of the lot may be compared like with like; volunteers and the others may not.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from small_world import club, fork, grow, live, plan_of, small_region

import sim.core.world
from sim.core.columns import N_CELLS
from sim.core.people.applicants import nearness
from sim.core.plan import Targeting
from sim.core.rules import seats
from sim.core.tallies import Tally

# Law 10: more dose never gives less; harm is possible

MOVED = {
    "awareness": "awareness", "interest": "interest", "academic": "academic", "technical": "technical",
    "employability": "employability", "contacts": "contacts", "attachment": "attachment",
    "information": "guidance", "persistence": "support",
}  # fmt: skip
"""Column on which a channel acts; the barrier is tested on the volunteers."""


def after_schooling(town, town_start, rows):
    """People and seats of the first year after step 4."""
    world = fork(town_start, plan_of(town, rows))
    for rule in sim.core.world.YEAR[:4]:
        rule.step(world)
    return world


@pytest.mark.parametrize("channel", MOVED)
def test_law_10_more_of_a_channel_never_gives_less(town, town_start, channel):
    states = []
    for strength in (0.0, 0.2, 0.5, 1.4):
        world = after_schooling(town, town_start, [club(seats=1e6, channels={channel: strength})])
        states.append(getattr(world.people, MOVED[channel]))
    if channel == "awareness":
        assert all((less & ~more == 0).all() for less, more in itertools.pairwise(states))
        states = [np.bitwise_count(state) for state in states]
    served = world.people.delivered > 0
    for less, more in itertools.pairwise(states):
        assert (more >= less).all()
        assert (more[served] > less[served]).any()
        np.testing.assert_array_equal(more[~served], less[~served])


@pytest.mark.parametrize("channel", sorted(set(MOVED) - {"awareness", "contacts"}))
def test_law_10_harm_is_possible(town, town_start, channel):
    none, harmed = (
        after_schooling(town, town_start, [club(seats=1e6, channels={channel: strength})]).people
        for strength in (0.0, -0.4)
    )
    served = none.delivered > 0
    assert served.sum() > 50
    assert (getattr(harmed, MOVED[channel])[served] < getattr(none, MOVED[channel])[served]).all()


def test_law_10_support_keeps_pupils_and_its_opposite_loses_them(town, town_start):
    dropouts = []
    for strength in (1.5, 0.0, -1.5):
        people = after_schooling(
            town, town_start, [club(seats=1e6, take_up=1.0, no_show=0.0, channels={"persistence": strength})]
        ).people
        dropouts.append(set(np.flatnonzero((people.left_school == 0) & (people.credentials & 1 == 0))))
    assert dropouts[0] < dropouts[1] < dropouts[2]


def test_law_10_overlapping_activities_saturate(town, town_start):
    for_all = {"seats": 1e6, "take_up": 1.0, "no_show": 0.0}
    rows = [club(bit=bit, channels={"academic": 0.5}, **for_all) for bit in range(2)]
    nothing = after_schooling(town, town_start, [club(**for_all)]).people
    one_gives = after_schooling(town, town_start, rows[:1]).people
    two_give = after_schooling(town, town_start, rows).people
    served = two_give.doses == 2
    assert served.sum() > 200
    first = one_gives.academic[served] - nothing.academic[served]
    second = two_give.academic[served] - one_gives.academic[served]
    assert (second > 0).all()
    assert (second < first - 0.01).all()


def test_law_10_a_lower_barrier_brings_more_of_those_it_keeps_out(town, town_start):
    rows = [club(seats=1e6, channels={"barrier": strength}) for strength in (0.0, 0.5, 1.0)]
    served = [after_schooling(town, town_start, [row]).people.delivered > 0 for row in rows]
    assert (served[0] <= served[1]).all()
    assert (served[1] <= served[2]).all()
    assert served[2].sum() > served[0].sum()


# Law 11: the lot recovers the effect, the comparison of volunteers with others does not

LOTTERY = club(
    seats=400.0, targeting=int(Targeting.LOTTERY), take_up=0.5, no_show=0.0, channels={"academic": 0.5}
)
"""About half of the volunteers of a town of 480 pupils a grade get a seat."""


@pytest.fixture(scope="module")
def trial():
    """A larger town after step 4 of its first year, with the lottery and without, and who volunteered."""
    region = small_region(tens=24, years=1)
    start = grow(plan_of(region))
    treated, untreated = (after_schooling(region, start, rows) for rows in ([LOTTERY], []))
    first, last = treated.window
    rows = np.zeros(last - first, np.int64)
    before = fork(start, plan_of(region, [LOTTERY]))
    near = nearness(before.search.carry, 0)
    kinds = (np.uint64, np.uint8, np.float64)
    count, able = seats.candidates(
        before.people, before.blocks((14, 21)), 0, 0, before.k0, before.k1, near, before.plan.partnerships,
        before.settings["seats"], rows, *(np.zeros(last - first, kind) for kind in kinds),
    )  # fmt: skip
    eligible = (before.people.stage == 1) & (before.people.grade >= 9) & (before.people.grade <= 12)
    assert eligible.sum() == able
    volunteer = np.zeros(len(eligible), bool)
    volunteer[rows[:count]] = True
    return {
        "volunteer": volunteer, "other": eligible & ~volunteer, "treated": treated.people,
        "untreated": untreated.people, "won": treated.people.delivered > 0,
    }  # fmt: skip


def difference(values, group, rest):
    """Difference of means and its standard error."""
    one, other = values[group].astype(float), values[rest].astype(float)
    return one.mean() - other.mean(), np.sqrt(one.var() / len(one) + other.var() / len(other))


def test_law_11_the_lot_is_fair(trial):
    """Before any effect winners and losers are alike: each difference within 4 standard errors."""
    won, lost = trial["won"], trial["volunteer"] & ~trial["won"]
    assert won.sum() == 400
    assert lost.sum() > 200
    for trait in ("motivation", "academic", "interest", "low_income", "sex", "attachment"):
        apart, error = difference(getattr(trial["untreated"], trait), won, lost)
        assert abs(apart) < 4 * error, trait


def test_law_11_the_lot_recovers_the_person_by_person_effect(trial):
    won, lost = trial["won"], trial["volunteer"] & ~trial["won"]
    own = (trial["treated"].academic.astype(float) - trial["untreated"].academic)[won]
    assert own.min() > 0.2
    found, error = difference(trial["treated"].academic, won, lost)
    assert abs(found - own.mean()) < 4 * error
    assert found > 4 * error
    np.testing.assert_array_equal(trial["treated"].academic[~won], trial["untreated"].academic[~won])


def test_law_11_volunteers_differ_before_any_effect(trial):
    """Without the activity, in the same world: those who would volunteer are ahead already."""
    for trait in ("motivation", "interest", "academic"):
        apart, error = difference(getattr(trial["untreated"], trait), trial["volunteer"], trial["other"])
        assert apart > 5 * error, trait


def test_law_11_comparing_participants_with_others_overstates(trial):
    own = (trial["treated"].academic.astype(float) - trial["untreated"].academic)[trial["won"]].mean()
    naive, error = difference(trial["treated"].academic, trial["won"], trial["other"])
    assert naive > own + 2 * error


def test_a_reserved_share_is_held_for_the_group(town, town_start):
    """Half of the seats for a group of a quarter: it gets its half, and the others theirs."""
    black = (np.arange(N_CELLS) // 4 == 1).astype(np.uint8)
    row = club(targeting=int(Targeting.RESERVED), target_group=black, target_share=0.5, no_show=0.0)
    people = after_schooling(town, town_start, [row]).people
    served = people.delivered > 0
    assert served.sum() == 40
    assert (people.ethnicity[served] == 1).sum() >= 20
    assert (people.ethnicity[served] != 1).any()


def test_open_seats_go_to_the_keenest(town, town_start):
    row = club(seats=30.0, no_show=0.0)
    world = after_schooling(town, town_start, [row])
    everyone = after_schooling(town, town_start, [club(seats=1e6, no_show=0.0)])
    start = town_start.people
    s = town_start.settings["seats"]
    zeal = s.take_up_motivation * start.motivation.astype(float) + s.take_up_interest * start.interest
    served, volunteers = world.people.delivered > 0, everyone.people.delivered > 0
    assert served.sum() == 30
    assert (served <= volunteers).all()
    assert zeal[served].min() >= zeal[volunteers & ~served].max() - 1e-5


# Law 12: rates do not depend on the size of the population

RATES = {
    "graduate in four years": (Tally.COHORT_9_GRADUATED, Tally.COHORT_9),
    "drop out": (Tally.DROPOUTS, Tally.HIGH_SCHOOL_PUPILS),
    "enter a four-year programme": (Tally.TO_FOUR_YEAR, Tally.GRADUATES),
    "enter a two-year programme": (Tally.TO_TWO_YEAR, Tally.GRADUATES),
    "study elsewhere": (Tally.TO_COLLEGE_ELSEWHERE, Tally.GRADUATES),
    "complete a bachelor's in six years": (Tally.STARTED_FOUR_YEAR_6_DONE, Tally.STARTED_FOUR_YEAR_6),
    "live here after one year": (Tally.LIVES_HERE_1, Tally.LEFT_1),
    "live here after five years": (Tally.LIVES_HERE_5, Tally.LEFT_5),
    "live here after ten years": (Tally.LIVES_HERE_10, Tally.LEFT_10),
    "work here after five years": (Tally.WORKS_HERE_5, Tally.LEFT_5),
    "target job after ten years": (Tally.TARGET_10, Tally.LEFT_10),
    "adults at work": (Tally.EMPLOYED_HERE, Tally.ADULTS_HERE),
    "adults looking for work": (Tally.UNEMPLOYED_HERE, Tally.ADULTS_HERE),
    "bachelor's at 26": (Tally.AGE_26_BACHELOR, Tally.AGE_26),
}


def _without_closures(tens):
    """A town whose firms never close: small ones close oftener, and here firms grow with the town."""
    region = small_region(tens=tens, years=3)
    return region._replace(may_close=np.zeros_like(region.may_close))


def test_law_12_rates_do_not_depend_on_population_size():
    """Four towns of one size against one town four times as large, in one year, each rate by itself.

    The difference of two shares over its binomial error is beyond 4 by chance once in 16,000 times, so
    that a false alarm in any of the 14 rates would be met once in 1,100 choices of seeds; these are fixed.
    """
    small = sum(_last_year(_without_closures(tens=6), replicate) for replicate in range(4))
    large = _last_year(_without_closures(tens=24), 0)
    for name, (part, whole) in RATES.items():
        n, m = small[whole], large[whole]
        together = (small[part] + large[part]) / (n + m)
        error = np.sqrt(together * (1 - together) * (1 / n + 1 / m))
        apart = (small[part] / n - large[part] / m) / error
        assert abs(apart) < 4.0, f"{name}: {small[part] / n:.3f} in small towns, {large[part] / m:.3f} in one"


def _last_year(region, replicate: int) -> np.ndarray:
    return live(plan_of(region, replicate=replicate)).tallies[-1].sum(axis=1)
