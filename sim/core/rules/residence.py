"""Step 9, residence: leaving for work, staying or coming home after study, and coming back.

Offers elsewhere compete through a wage premium by level, moving cost and ties: the better
educated leave more, those with jobs and ties here less, and people of low income move less
because moving costs. Leaving may be the person's gain: wages elsewhere are counted.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.columns import NONE, WORKING_AGES, Credential, Origin, Place, Stage
from sim.core.draws import Call, uniforms
from sim.core.kernel import exp, happens, inlined, kernel
from sim.core.qualification import qualified_level
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``residence.*``."""

    leave: float  # log-odds a year of leaving the region, for an employed native of 25
    leave_age: float  # log-odds per year of age above 25
    leave_bachelor: float  # log-odds
    leave_jobless: float  # log-odds of those looking for work
    leave_low_income: float  # log-odds; moving costs
    leave_attachment: float  # log-odds per SD of attachment
    leave_newcomer: float  # log-odds of those who moved in as adults
    leave_tenure: float  # log-odds per year with the employer, up to five
    come_home: float  # log-odds of coming back on ending study elsewhere
    come_home_attachment: float  # log-odds per SD
    come_home_bachelor: float  # log-odds of those who completed a bachelor's degree
    come_back: float  # log-odds a year of moving back for those who live elsewhere
    come_back_attachment: float  # log-odds per SD
    come_back_age: float  # log-odds per year of age above 25
    wage_elsewhere: tuple[float, ...]  # USD a year, by level
    wage_age: float  # log wage per year of age, reference 30 (the card of matching)
    attachment_gain: float  # SD a year of living here adds


@inlined
def leaving_odds(people, row, s):
    """Log-odds of leaving the region this year."""
    lift = s.leave + s.leave_age * (people.age[row] - 25)
    if people.credentials[row] & Credential.BACHELOR:
        lift += s.leave_bachelor
    if people.stage[row] == Stage.SEEK:
        lift += s.leave_jobless
    if people.origin[row] == Origin.NEWCOMER:
        lift += s.leave_newcomer
    lift += s.leave_low_income * people.low_income[row] + s.leave_attachment * float(people.attachment[row])
    return lift + s.leave_tenure * min(people.tenure[row], 5)


@inlined
def earn_elsewhere(people, row, s):
    """Level and wage of the work elsewhere that one qualifies for, at one's age."""
    level = qualified_level(people.credentials[row])
    people.occupation_level[row] = level
    people.wage[row] = s.wage_elsewhere[level] * exp(s.wage_age * (people.age[row] - 30))


@inlined
def settle_elsewhere(people, row, s):
    """Live elsewhere and, unless out of the labour force, work there."""
    people.place[row] = Place.AWAY
    earn_elsewhere(people, row, s)
    if people.stage[row] != Stage.IDLE:
        people.stage[row] = Stage.WORK
        people.years_in_stage[row] = 0


@inlined
def leave(people, row, young, s):
    """Move away; a job held here ends. Returns 1 if one did."""
    ended = 0
    if people.employer[row] != NONE:
        young[people.employer[row], people.occupation_level[row]] -= 1
        people.employer[row] = NONE
        people.tenure[row] = 0
        ended = 1
    settle_elsewhere(people, row, s)
    return ended


@inlined
def come(people, row):
    """Move back and look for work here."""
    people.place[row] = Place.LOCAL
    people.stage[row] = Stage.SEEK
    people.years_in_stage[row] = 0


@inlined
def after_study(people, row, u, s):
    """Whoever has ended study elsewhere comes home or settles there."""
    lift = s.come_home + s.come_home_attachment * float(people.attachment[row])
    if people.credentials[row] & Credential.BACHELOR:
        lift += s.come_home_bachelor
    if happens(u, lift):
        come(people, row)
    else:
        settle_elsewhere(people, row, s)


@inlined
def year_elsewhere(people, row, u, s):
    """Come back, or live another year elsewhere; those who left the service settle there."""
    lift = s.come_back + s.come_back_attachment * float(people.attachment[row])
    lift += s.come_back_age * (people.age[row] - 25)
    if people.origin[row] != Origin.NEWCOMER and happens(u, lift):
        come(people, row)
    elif people.stage[row] == Stage.SEEK:
        settle_elsewhere(people, row, s)
    else:
        earn_elsewhere(people, row, s)


@kernel
def moves(people, first, last, year, k0, k1, young, s):
    """Everybody of working age stays, leaves, comes home or comes back; returns jobs that ended."""
    ended = 0
    for row in range(first, last):
        stage, place = people.stage[row], people.place[row]
        if stage < Stage.STUDY or stage > Stage.IDLE or people.left_school[row] == year:
            continue
        u, _, _, _ = uniforms(people.key[row], year, Call.RESIDENCE, k0, k1)
        if place == Place.LOCAL:
            people.attachment[row] = float(people.attachment[row]) + s.attachment_gain
            if (
                stage != Stage.STUDY
                and stage != Stage.APPRENTICE
                and happens(u, leaving_odds(people, row, s))
            ):
                ended += leave(people, row, young, s)
        elif place == Place.AWAY_STUDY:
            if stage != Stage.STUDY:
                after_study(people, row, u, s)
        else:
            year_elsewhere(people, row, u, s)
    return ended


def step(world: World) -> None:
    """Move people out of and into the region."""
    if world.plan.closed_region:
        return
    first, last = world.rows(WORKING_AGES)
    ended = moves(
        world.people,
        first,
        last,
        world.year,
        world.k0,
        world.k1,
        world.firms.young,
        world.settings["residence"],
    )
    if world.year >= 0:
        world.market[world.year, Market.SEPARATIONS] += ended


RULE = Rule(
    name="residence",
    summary="Young adults leave for work, settle or come home after study elsewhere, and come back.",
    settings=Settings,
    step=step,
    reads=("stage", "place", "age", "credentials", "origin", "low_income", "attachment", "tenure"),
    writes=("place", "stage", "employer", "wage", "occupation_level", "attachment"),
)
