"""After school: places that bind, goals formed anew under guidance, fields of programmes, aid that keeps."""

from __future__ import annotations

import numpy as np
import pytest
from small_world import central_parameters, club, fork, grow, plan_of, same_bytes, small_region

from sim.core.columns import FIELDS, N_PATHWAYS, Pathway
from sim.core.people.programmes import fields_of_programmes
from sim.core.plan import Targeting
from sim.core.tallies import Tally
from sim.core.world import YEAR, run, step

YEARS = 5


@pytest.fixture(scope="module")
def start():
    """A larger town in which apprenticeships are sought, before its first year."""
    region = small_region(tens=16, years=YEARS)
    return grow(plan_of(region))


def with_places(region, places):
    """The region with a joined sponsor of apprenticeships that takes so many entrants a year."""
    return region._replace(
        provider_pathway=np.append(region.provider_pathway, np.uint8(Pathway.APPRENTICESHIP)),
        provider_seats=np.append(region.provider_seats, np.int32(places)),
        provider_fields=np.vstack([region.provider_fields, region.provider_fields[:1]]),
        provider_awards=np.append(region.provider_awards, 10.0),
    )


def lived(start, region=None, rows=(), **cards):
    return run(fork(start, plan_of(start.plan.region if region is None else region, rows, **cards)))


def entrants(result, tally):
    return int(result.tallies[:, tally].sum())


def test_places_for_apprentices_bind(start):
    """None: nobody enters and lives change; few: as many a year at most; more than are wanted: nothing."""
    region = start.plan.region
    open_, none, few, many = (lived(start, with_places(region, n)) for n in (-1, 0, 5, 10_000))
    wanted = entrants(open_, Tally.TO_APPRENTICESHIP)
    assert entrants(none, Tally.TO_APPRENTICESHIP) == 0 < wanted
    assert same_bytes(open_, none)
    assert not same_bytes(open_, many)
    assert (few.tallies[:, Tally.TO_APPRENTICESHIP].sum(axis=1) <= 5).all()
    assert 0 < entrants(few, Tally.TO_APPRENTICESHIP) < wanted


def test_who_finds_no_place_takes_the_next_choice(start):
    """Of graduates turned away from apprenticeships most go on to something else than a search for work."""
    sought = list(central_parameters()["choice.intercept"])
    sought[Pathway.APPRENTICESHIP] = 0.0
    cards = {"choice.intercept": tuple(sought)}
    world, shut = (fork(start, plan_of(with_places(start.plan.region, n), **cards)) for n in (-1, 0))
    for one in (world, shut):
        for rule in YEAR[:5]:
            rule.step(one)
    turned = world.people.pathway == Pathway.APPRENTICESHIP
    turned &= world.people.left_school == 0
    assert turned.sum() > 15
    after = np.bincount(shut.people.pathway[turned], minlength=N_PATHWAYS)
    assert after[Pathway.APPRENTICESHIP] == 0
    assert (after > 0).sum() >= 4
    others = ~turned & (world.people.left_school == 0)
    np.testing.assert_array_equal(shut.people.pathway[others], world.people.pathway[others])


GUIDED = club(first_grade=12, take_up=1.0, no_show=0.0, seats=1e6, channels={"information": 0.5})


def after_choice(start, **cards):
    """People after the choice of the first year, with guidance for everybody of grade 12."""
    world = fork(start, plan_of(start.plan.region, [GUIDED], **cards))
    for rule in YEAR[:5]:
        rule.step(world)
    people = world.people
    return people, (people.left_school == 0) & (people.credentials & 1 > 0) & (people.delivered > 0)


def test_guidance_may_change_the_goal(start):
    """Half of the goals are formed anew at a guidance of one half and a chance of one; none at none."""
    before = start.people.goal.copy()
    for chance, share in ((0.0, 0.0), (1.0, 0.5), (50.0, 1.0)):
        people, left = after_choice(start, **{"choice.goal_revision": chance, "choice.counsellor": 0.0})
        changed = (people.goal[left] != before[left]).mean()
        assert changed <= share
        assert (changed > 0.2 * share) == (chance > 0.0)
    skilled = left & (people.academic > 0.7)
    weak = left & (people.academic < -0.7)
    to_college = people.goal == Pathway.FOUR_YEAR
    assert to_college[skilled].mean() > to_college[weak].mean() + 0.3, "by what they can do by now"


def test_guidance_below_nothing_changes_no_goal(start):
    _, left = after_choice(start, **{"choice.goal_revision": 9.0, "choice.counsellor": -60.0})
    harmed = fork(start, plan_of(start.plan.region, [club(**GUIDED | {"channels": {"information": -1.0}})]))
    for rule in YEAR[:5]:
        rule.step(harmed)
    np.testing.assert_array_equal(harmed.people.goal[left], start.people.goal[left])


def test_fields_of_programmes_by_hand(start):
    """Two providers of a pathway by their awards; the tilt of the sexes leaves their mean where it was."""
    region = start.plan.region
    two = np.zeros((2, len(FIELDS)))
    two[0, 0], two[1, 1], two[1, 5] = 1.0, 0.5, 0.5
    region = region._replace(
        provider_pathway=np.array([Pathway.TRADE_SCHOOL, Pathway.TRADE_SCHOOL], np.uint8),
        provider_fields=two, provider_awards=np.array([300.0, 100.0]),
        provider_seats=np.full(2, -1, np.int32),
    )  # fmt: skip
    alike = start.settings["population"]._replace(fields_male=(0.1,) * 10, fields_female=(0.1,) * 10)
    shares = fields_of_programmes(region, alike)
    for sex in (0, 1):
        np.testing.assert_allclose(shares[sex, Pathway.TRADE_SCHOOL, [0, 1, 5]], [0.75, 0.125, 0.125])
    assert shares[:, Pathway.TWO_YEAR].sum() == 0.0, "no provider, no shares"
    tilted = fields_of_programmes(region, start.settings["population"])
    assert tilted[1, Pathway.TRADE_SCHOOL, 5] > 0.125 > tilted[0, Pathway.TRADE_SCHOOL, 5]
    np.testing.assert_allclose(tilted[:, Pathway.TRADE_SCHOOL].sum(axis=1), 1.0)


def test_a_programme_teaches_only_its_fields(start):
    """With trade schools of construction alone their local entrants end up in construction."""
    region = start.plan.region
    only = np.zeros((3, len(FIELDS)))
    only[:, FIELDS.index("construction")] = 1.0
    region = region._replace(provider_fields=only)
    world = fork(start, plan_of(region))
    for rule in YEAR[:5]:
        rule.step(world)
    people = world.people
    entered = (people.left_school == 0) & (people.stage == 2)
    for pathway, one_field in ((Pathway.TWO_YEAR, True), (Pathway.FOUR_YEAR, False)):
        fields = set(people.field[entered & (people.pathway == pathway)].tolist())
        assert (fields == {FIELDS.index("construction")}) == one_field, pathway.name


@pytest.mark.parametrize(("effect", "sign"), [(0.0, 0), (0.4, 1), (-0.4, -1)])
def test_aid_acts_on_staying(start, effect, sign):
    """Students of the region with aid go on more often or, where the draw says so, less often."""
    aid = {"aid_two_year": 4_000.0, "aid_four_year": 4_000.0}
    row = club(
        first_grade=12, take_up=1.0, no_show=0.0, seats=1e6, targeting=int(Targeting.LOTTERY), channels=aid
    )
    stopped = []
    for strength in (0.0, effect):
        cards = {"choice.aid": 0.0, "progress.persist_aid": strength}
        world = fork(start, plan_of(start.plan.region, [row], **cards))
        for _ in range(3):
            step(world)
        stopped.append(int(world.tallies[:3, Tally.STOPPED_OUT].sum()))
    assert np.sign(stopped[0] - stopped[1]) == sign
