"""The law of pay by hand; switched off it pays everybody alike; residuals act as much as they say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from small_world import central_parameters, club, live, observe, plan_of, small_region

from sim.core.columns import ETHNICITY, FIELDS, N_FIELDS, N_LEVELS, STUDENT, Credential, Pathway, Place, Stage
from sim.core.draws import Call
from sim.core.market import tightness
from sim.core.market.applications import rank
from sim.core.market.earnings import LARGEST_LOSS, beginners_wage, career_pay, match_factor
from sim.core.market.looks import SLOT_BITS
from sim.core.market.qualification import ENTRY, PROFESSIONAL, SKILLED, level_of_degree, top_level
from sim.core.market.seekers import standing
from sim.core.people.skills import earn
from sim.core.rules import matching, progress
from sim.core.rules.residence import Settings as Moving
from sim.core.rules.residence import offer_elsewhere
from sim.core.state import People, empty, settings_of
from sim.core.world import grow, step

HEALTH, PRODUCTION = FIELDS.index("health"), FIELDS.index("production")
NONE_ALIKE = (0.0,) * len(ETHNICITY)
EQUAL = {
    "population.ability_spread": 0.0, "matching.wage_skill": 0.0, "matching.wage_experience": 0.0,
    "matching.graduate_start": 0.0, "matching.wage_field": 0.0, "matching.wage_surplus": 0.0,
    "matching.gap_pay_female": 0.0, "matching.gap_pay_female_year": 0.0, "matching.gap_pay": NONE_ALIKE,
    "careers.raise_rate": 0.0, "careers.follow_market": 0.0, "economy.wage_response": 0.0,
}  # fmt: skip
"""Nothing that tells one worker's pay from another's in the same job."""


def pay(**changes) -> matching.Settings:
    """Settings of the market at central values, some changed."""
    return settings_of(matching.Settings, "matching", central_parameters())._replace(**changes)


def person(**values) -> People:
    """One person of 30, nothing but the values given."""
    people = empty(STUDENT, 1, People)
    for name, value in ({"age": 30, "settles": 1.0} | values).items():
        getattr(people, name)[0] = value
    return people


def nothing_carries(**pairs) -> np.ndarray:
    """Training counts in its own field only."""
    return np.eye(N_FIELDS)


# ------------------------------------------------------------------- the law, by hand


def test_experience_by_hand():
    s = pay(wage_experience=0.04, wage_climb=20.0, graduate_start=0.3, graduate_years=10.0,
            gap_pay_female=-0.05, gap_pay_female_year=-0.01)  # fmt: skip
    assert career_pay(18, ENTRY, 0, s) == career_pay(14, ENTRY, 0, s) == 0.0
    assert career_pay(28, ENTRY, 0, s) == pytest.approx(0.04 * 10 * (1 - 10 / 40))
    assert career_pay(30, SKILLED, 0, s) == pytest.approx(career_pay(28, ENTRY, 0, s))
    assert career_pay(22, PROFESSIONAL, 0, s) == pytest.approx(-0.3)
    assert career_pay(27, PROFESSIONAL, 0, s) == pytest.approx(0.04 * 5 * (1 - 5 / 40) - 0.15)
    assert career_pay(32, PROFESSIONAL, 0, s) == pytest.approx(career_pay(28, ENTRY, 0, s))
    assert career_pay(28, ENTRY, 1, s) - career_pay(28, ENTRY, 0, s) == pytest.approx(-0.15)


@pytest.mark.parametrize("level", [ENTRY, SKILLED, PROFESSIONAL])
def test_pay_climbs_and_then_stays_up_to_64(level):
    """Men of 45 to 54 and of 55 to 64 earn 1.05 and 1.02 of those of 35 to 44 (B0806 to B0808)."""
    path = np.array([career_pay(age, level, 0, pay()) for age in range(18, 65)])
    assert (np.diff(path) >= -1e-12).all()
    assert path[-1] == path[-10], "no climb after the middle of working life"
    later = [path[a - 18 : b - 17].mean() for a, b in ((35, 44), (45, 54), (55, 64))]
    assert math.exp(later[1] - later[0]) == pytest.approx(1.05, rel=0.05)
    assert math.exp(later[2] - later[0]) == pytest.approx(1.02, rel=0.08)


def test_womens_pay_by_age_is_near_the_published():
    """94 % at 16 to 24, 86 % at 35 to 44, 79 % at 45 to 54, 78 % at 55 to 64 (B0802 to B0805)."""
    for age, published in ((21, 0.941), (40, 0.86), (50, 0.79), (60, 0.778)):
        gap = career_pay(age, ENTRY, 1, pay()) - career_pay(age, ENTRY, 0, pay())
        assert math.exp(gap) == pytest.approx(published, rel=0.10)


def test_what_does_not_fit_the_job_is_lost_and_what_is_above_it_gains_a_little():
    s = pay(wage_skill=0.1, wage_field=0.2, wage_surplus=0.1)
    assert match_factor(1.0, 1.0, 1.0, SKILLED, SKILLED, s) == 1.0
    assert match_factor(1.0, 0.5, 1.0, SKILLED, SKILLED, s) == pytest.approx(1 - 0.1 * 0.5 * 0.5)
    assert match_factor(0.0, 1.0, 0.25, SKILLED, SKILLED, s) == pytest.approx(1 - 0.2 * 0.75)
    assert match_factor(0.0, 1.0, 0.0, ENTRY, ENTRY, s) == 1.0, "school has no field"
    assert match_factor(0.0, 1.0, 1.0, PROFESSIONAL, ENTRY, s) == pytest.approx(1.2)
    assert match_factor(99.0, 0.0, 0.0, SKILLED, SKILLED, s) == pytest.approx(1 - LARGEST_LOSS)


def test_the_wage_of_a_beginner_is_off_the_median_by_level():
    s = pay(wage_level=(0.0, math.log(0.5), math.log(2.0)))
    np.testing.assert_allclose(beginners_wage(np.full((2, 3), 100.0), s), [[100.0, 50.0, 200.0]] * 2)


def test_pay_elsewhere_goes_by_field_and_level():
    where = settings_of(Moving, "residence", central_parameters())
    by_field = np.ones(N_FIELDS * N_LEVELS)
    by_field[HEALTH * N_LEVELS + SKILLED] = 3.0
    where = where._replace(wage_elsewhere=(10.0, 20.0, 30.0), wage_elsewhere_field=tuple(by_field))
    s = pay(wage_level=(0.0, 0.0, 0.0), wage_experience=0.0, gap_pay=NONE_ALIKE)
    trained = {"credentials": Credential.ASSOCIATE, "credential_field": HEALTH}
    assert offer_elsewhere(person(field=HEALTH, **trained), 0, 0, where, s) == pytest.approx(60.0)
    assert offer_elsewhere(person(field=PRODUCTION, **trained), 0, 0, where, s) == pytest.approx(20.0)
    assert offer_elsewhere(person(field=HEALTH), 0, 0, where, s) == pytest.approx(10.0)
    able = offer_elsewhere(person(field=HEALTH, ability=math.log(2.0)), 0, 0, where, s)
    assert able == pytest.approx(20.0)


# ------------------------------------------------------------------- credentials and their field


def test_a_credential_opens_jobs_in_its_field_and_not_elsewhere():
    """An associate degree in health is no ticket to a skilled production job."""
    held = {"credentials": Credential.ASSOCIATE, "credential_field": HEALTH}
    thresholds = {"skilled_by_experience": 1.0, "professional_by_experience": 2.0}
    s, carry = pay(experience_counts=0.0, credential_reach=0.3, **thresholds), nothing_carries()
    assert top_level(person(field=HEALTH, **held), 0, 0.0, carry, s) == SKILLED
    assert top_level(person(field=PRODUCTION, **held), 0, 0.0, carry, s) == ENTRY
    assert top_level(person(field=PRODUCTION, **held), 0, 1.0, carry, s) == SKILLED, "skill opens it"
    carry[HEALTH, PRODUCTION] = 0.3
    assert top_level(person(field=PRODUCTION, **held), 0, 0.0, carry, s) == SKILLED


def test_years_in_work_stand_in_for_skill():
    s, carry = (
        pay(experience_counts=0.1, skilled_by_experience=1.0, professional_by_experience=1.9),
        nothing_carries(),
    )
    levels = [top_level(person(experience=years), 0, 0.0, carry, s) for years in (9, 10, 18, 19, 30)]
    assert levels == [ENTRY, SKILLED, SKILLED, PROFESSIONAL, PROFESSIONAL]
    assert top_level(person(experience=10, academic=1.0), 0, 0.0, carry, s) == PROFESSIONAL, "ability helps"
    assert (
        top_level(person(experience=60), 0, 0.0, carry, s._replace(professional_by_experience=2.1)) == SKILLED
    )
    assert top_level(person(experience=60), 0, 0.0, carry, s._replace(experience_counts=0.0)) == ENTRY


def test_employers_see_ten_years_of_experience_and_no_more():
    s = pay(signal_experience=0.1, signal_diploma=0.0, gap_hiring=NONE_ALIKE)
    seen = [standing(person(age=age), 0, s) for age in (18, 23, 28, 60)]
    np.testing.assert_allclose(seen, [0.0, 0.5, 1.0, 1.0])
    assert standing(person(age=28, credentials=Credential.BACHELOR), 0, s) == pytest.approx(0.6)
    assert standing(person(age=60), 0, s._replace(signal_experience=0.0)) == 0.0


@pytest.mark.parametrize(("level", "counts", "worth"), [
    (ENTRY, 0.0, 2.0), (SKILLED, 1.0, 2.0), (SKILLED, 0.5, 1.0), (SKILLED, 0.0, 0.0),
    (PROFESSIONAL, 1.0, 0.0),
])  # fmt: skip
def test_the_ranking_counts_of_a_credential_what_counts_in_the_field(level, counts, worth):
    scores, one = np.zeros(1), np.ones(1)
    slot = np.array([(5 << SLOT_BITS) + level], np.uint64)
    getattr(rank, "py_func", rank)(
        np.zeros(1), np.zeros(1), np.array([7], np.uint64), np.zeros(1), np.array([SKILLED], np.uint64),
        0.5 * one, np.zeros(1, np.uint64), (0.0, 2.0, 0.0), 1, slot, one, counts * one, scores,
    )  # fmt: skip
    assert scores[0] == pytest.approx(worth + 0.5 * counts)


def test_the_field_kept_is_that_of_the_highest_credential():
    people = person(field=HEALTH)
    earn(people, 0, np.uint8(Credential.DIPLOMA))
    assert people.credential_field[0] == 0
    earn(people, 0, np.uint8(Credential.BACHELOR))
    people.field[0] = PRODUCTION
    earn(people, 0, np.uint8(Credential.CERTIFICATION))
    assert people.credential_field[0] == HEALTH
    assert people.credentials[0] == Credential.DIPLOMA | Credential.BACHELOR | Credential.CERTIFICATION
    other = person(field=PRODUCTION, credentials=Credential.ASSOCIATE, credential_field=HEALTH)
    earn(other, 0, np.uint8(Credential.TRADE))
    assert other.credential_field[0] == PRODUCTION


def test_graduates_below_their_degree_are_fewer_with_experience():
    s = pay(below=(0.5,) * N_FIELDS, below_fade=0.4)
    graduate = {"credentials": Credential.BACHELOR}
    assert level_of_degree(person(age=22, settles=0.49, **graduate), 0, s) == SKILLED
    assert level_of_degree(person(age=22, settles=0.51, **graduate), 0, s) == PROFESSIONAL
    assert level_of_degree(person(age=32, settles=0.31, **graduate), 0, s) == PROFESSIONAL
    assert level_of_degree(person(age=64, settles=0.29, **graduate), 0, s) == SKILLED
    assert level_of_degree(person(age=22, settles=0.0, credentials=Credential.TRADE), 0, s) == SKILLED
    for held, level in ((Credential.ASSOCIATE, ENTRY), (Credential.ASSOCIATE | Credential.TRADE, SKILLED)):
        general = person(settles=0.1, credentials=held)
        assert level_of_degree(general, 0, s._replace(below_associate=0.2)) == level
        assert level_of_degree(general, 0, s._replace(below_associate=0.1)) == SKILLED
    nobody = s._replace(below=(0.0,) * N_FIELDS)
    assert level_of_degree(person(age=22, settles=0.0, **graduate), 0, nobody) == PROFESSIONAL


@pytest.mark.parametrize(("programme", "gap"), [
    (Pathway.FOUR_YEAR, 1.0 + 10.0), (Pathway.TWO_YEAR, 2.0), (Pathway.TRADE_SCHOOL, 2.0),
    (Pathway.CERTIFICATION, 2.0), (Pathway.APPRENTICESHIP, 3.0),
])  # fmt: skip
def test_each_kind_of_programme_has_its_own_residual(programme, gap):
    s = settings_of(progress.Settings, "progress", central_parameters())
    s = s._replace(
        gap_completion=(0.0, 1.0, *NONE_ALIKE[2:]), gap_two_year=(0.0, 2.0, *NONE_ALIKE[2:]),
        gap_apprenticeship=(0.0, 3.0, *NONE_ALIKE[2:]), gap_female=10.0,
    )  # fmt: skip
    assert progress.unexplained_gap(person(ethnicity=1, sex=1), 0, programme, s) == gap
    assert progress.unexplained_gap(person(ethnicity=0, sex=0), 0, programme, s) == 0.0


# ------------------------------------------------------------------- how the market answers


def test_pay_goes_part_of_the_way_to_the_elasticity():
    shape = (N_FIELDS, N_LEVELS)
    moved, usual, now = np.zeros(shape), np.full(shape, 0.04), np.full(shape, 0.14)
    wages = np.zeros(shape)
    tightness.move_pay(wages, moved, usual, now, 0.1, 0.5)
    np.testing.assert_allclose(wages, 0.05 * math.log(3.0))
    np.testing.assert_allclose(moved, wages)
    for _ in range(60):
        tightness.move_pay(wages, moved, usual, now, 0.1, 0.5)
    np.testing.assert_allclose(wages, 0.1 * math.log(3.0))
    np.testing.assert_allclose(moved, 0.0, atol=1e-12)
    tightness.move_pay(wages, moved, usual, usual, 0.1, 1.0)
    np.testing.assert_allclose(wages, 0.0, atol=1e-12)
    tightness.move_pay(wages, moved, usual, np.ones(shape), 0.0, 1.0)
    np.testing.assert_array_equal(wages, 0.0)


# ------------------------------------------------------------------- in a town


def jobs_held(world):
    """Rows of residents at work for full pay."""
    people = world.people
    return np.flatnonzero((people.stage == Stage.WORK) & (people.place == Place.LOCAL) & (people.wage > 0))


def after_years(years: int = 4, tens: int = 6, seed: int | None = None, **changes):
    plan = plan_of(small_region(tens=tens), [], **changes)
    world = grow(plan if seed is None else replace(plan, seed=seed))
    for _ in range(years):
        step(world)
    return world


def over_offer(world) -> tuple[np.ndarray, np.ndarray]:
    """Rows at work, and the log of their pay over what their job offers a beginner."""
    row, people = jobs_held(world), world.people
    offer = world.firms.wage[people.employer[row], people.occupation_level[row]]
    return row, np.log(people.wage[row] / offer)


def test_with_everything_off_a_job_pays_everybody_alike():
    row, off = over_offer(after_years(**EQUAL))
    assert len(row) > 300
    np.testing.assert_allclose(off, 0.0, atol=1e-6)


def test_the_person_effect_alone_spreads_pay_as_it_says():
    world = after_years(**(EQUAL | {"population.ability_spread": 0.3}))
    row, off = over_offer(world)
    np.testing.assert_allclose(off, world.people.ability[row], atol=1e-5)
    assert off.std() == pytest.approx(0.3, abs=0.05)


def test_the_person_effect_is_drawn_once_and_no_activity_moves_it(town, town_start, option_rows, monkeypatch):
    seen = []

    def note(rule, world):
        if rule == "accounts":
            seen.append(world.people.ability.copy())

    observe(monkeypatch, note)
    channels = {"academic": 3.0, "technical": 3.0, "employability": 3.0}
    live(plan_of(town, [*option_rows, club(bit=2, channels=channels, take_up=1.0)]), town_start)
    known = town_start.people.stage != Stage.PENDING
    assert known.any()
    for ability in seen:
        np.testing.assert_array_equal(ability[known], town_start.people.ability[known])


def test_a_gap_in_pay_is_what_it_says_and_none_without_it():
    for gap in (0.0, -0.2):
        ethnic = (0.0, gap, *NONE_ALIKE[2:])
        world = after_years(**(EQUAL | {"matching.gap_pay_female": gap, "matching.gap_pay": ethnic}))
        row, off = over_offer(world)
        expected = gap * (world.people.sex[row] == 1) + gap * (world.people.ethnicity[row] == 1)
        np.testing.assert_allclose(off, expected, atol=1e-5)


def looking(world) -> dict[str, float]:
    """Share of the labour force that looks for work, white and Black, over all persons past school."""
    people = world.people
    force = (people.place == Place.LOCAL) & np.isin(people.stage, (Stage.WORK, Stage.SEEK))
    found = {}
    for name in ("white", "black"):
        mine = force & (people.ethnicity == ETHNICITY.index(name))
        found[name] = float((people.stage[mine] == Stage.SEEK).mean())
    return found


def test_a_gap_in_hiring_makes_unemployment_differ_and_none_without_it():
    """In the mean of four towns: chance moves the difference in one of them by three points."""
    apart = []
    for seed in range(4):
        without, with_it = (
            looking(after_years(tens=10, seed=seed, **{"matching.gap_hiring": (0.0, gap, *NONE_ALIKE[2:])}))
            for gap in (0.0, -3.0)
        )
        assert with_it["black"] > without["black"]
        apart.append([one["black"] - one["white"] for one in (without, with_it)])
    none, some = np.mean(apart, axis=0)
    assert abs(none) < 0.02
    assert some > 0.04


def test_employers_who_look_at_nothing_but_a_diploma_leave_those_without_out():
    """Next to ten years of experience a diploma worth 5 is much, one worth 50 everything there is to see."""
    without = []
    for worth in (0.0, 5.0, 50.0):
        people = after_years(tens=10, **{"matching.signal_diploma": worth}).people
        force = (people.place == Place.LOCAL) & np.isin(people.stage, (Stage.WORK, Stage.SEEK))
        diploma = people.credentials & Credential.DIPLOMA != 0
        out = [float((people.stage[force & who] == Stage.SEEK).mean()) for who in (diploma, ~diploma)]
        without.append(out[1] - out[0])
    assert without[0] < 0.05
    assert without[1] > 0.15
    assert without[2] > 0.7


def test_those_who_stay_see_the_share_of_the_market_that_the_card_says():
    quiet = EQUAL | {"matching.search_on_job": 0.0}
    for follow in (0.0, 1.0):
        world = after_years(
            years=2, **(quiet | {"economy.wage_response": 2.0, "careers.follow_market": follow})
        )
        before, employer = world.people.wage.copy(), world.people.employer.copy()
        step(world)
        people, moved = world.people, np.exp(follow * world.conditions.moved)
        row = np.flatnonzero((people.tenure > 1) & (people.employer == employer) & (before > 0))
        row = row[(people.stage[row] == Stage.WORK) & (people.place[row] == Place.LOCAL)]
        row = row[people.credentials[row] & Credential.APPRENTICESHIP == 0]
        assert len(row) > 50
        factor = moved[world.firms.field[people.employer[row]], people.occupation_level[row]]
        np.testing.assert_allclose(people.wage[row] / before[row], factor, rtol=1e-5)
    assert np.ptp(factor) > 0.01


def test_the_lots_of_ability_and_of_graduates_are_words_of_their_own():
    """Two people in ten thousand have alike lots; ability owes nothing to the lot."""
    people = after_years(years=1, tens=10).people
    born = people.stage != Stage.PENDING
    assert abs(np.corrcoef(people.ability[born], people.settles[born])[0, 1]) < 0.03
    assert abs(np.corrcoef(people.employability[born], people.settles[born])[0, 1]) < 0.03
    assert Call.ABILITY != Call.MOTIVATION
