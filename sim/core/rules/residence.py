"""Step 9, residence: leaving for work, staying or coming home after study, and coming back.

Offers elsewhere compete through what a person would earn there, moving cost and ties: the better
educated leave more, those with jobs and ties here less, and people of low income move less
because moving costs. Leaving may be the person's gain: wages elsewhere are counted. Newcomers
who leave again have moved on for good.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    N_LEVELS,
    NONE,
    SETTLED_AGE,
    WORKING_AGES,
    Credential,
    Event,
    Origin,
    Place,
    Stage,
)
from sim.core.draws import Call, draw, drawn, new_block, take_keys
from sim.core.kernel import exp, happens, inlined, kernel, part
from sim.core.market.earnings import pay_of_year, technical_now, wage_factor
from sim.core.market.qualification import level_of_degree, qualified_level
from sim.core.market.raises import career_raise, raises_of_year
from sim.core.moves import settings_now
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
    leave_later: float  # log-odds from 35 on, beside what settles (sim.core.settling)
    leave_tenure: float  # log-odds per year with the employer, up to five
    leave_gain: float  # log-odds of twice the wage elsewhere
    come_home: float  # log-odds of coming back on ending study elsewhere
    come_home_attachment: float  # log-odds per SD
    come_home_bachelor: float  # log-odds of those who completed a bachelor's degree
    come_back: float  # log-odds a year of moving back for those who live elsewhere
    come_back_attachment: float  # log-odds per SD
    come_back_age: float  # log-odds per year of age above 25
    wage_elsewhere: tuple[float, ...]  # USD a year, median paid by level
    wage_elsewhere_field: tuple[float, ...]  # over the median of the level, by field (rows) and level
    attachment_gain: float  # SD a year of living here adds
    leave_in_state: float  # share of those who leave without a bachelor's degree that stay in the state
    leave_in_state_bachelor: float  # the same of those with one
    stay_in_state: float  # share of those who studied elsewhere in the state and settle there
    back_in_state: float  # share of those who studied or served in another state and settle in this one


@inlined
def leaving_odds(people, row, s):
    """Log-odds of leaving the region this year, before what would be earned elsewhere."""
    lift = s.leave + s.leave_age * (people.age[row] - 25)
    if people.credentials[row] & Credential.BACHELOR:
        lift += s.leave_bachelor
    if people.stage[row] == Stage.SEEK:
        lift += s.leave_jobless
    if people.origin[row] == Origin.NEWCOMER:
        lift += s.leave_newcomer
    if people.age[row] >= SETTLED_AGE:
        lift += s.leave_later
    lift += s.leave_low_income * people.low_income[row] + s.leave_attachment * float(people.attachment[row])
    return lift + s.leave_tenure * min(people.tenure[row], 5)


@inlined
def offer_elsewhere(people, row, year, s, pay):
    """What one would earn elsewhere in the own field, at the level one's degree leads to, USD a year."""
    skill, field = technical_now(people, row, year, pay.skill_half_life), np.int64(people.field[row])
    level = level_of_degree(people, row, pay)
    median = s.wage_elsewhere[level] * s.wage_elsewhere_field[field * N_LEVELS + level]
    above = 1.0 + pay.wage_surplus * (qualified_level(people.credentials[row]) - level)
    return median * exp(pay.wage_level[level]) * wage_factor(people, row, skill, pay) * above


@inlined
def leaves(people, row, year, u, s, pay):
    """Whether somebody leaves the region; the wage elsewhere is worked out only where it can decide."""
    lift = leaving_odds(people, row, s)
    if people.stage[row] != Stage.WORK:
        return happens(u, lift)
    if not happens(u, lift + abs(s.leave_gain)):
        return False
    gain = offer_elsewhere(people, row, year, s, pay) / max(1.0, float(people.wage[row])) - 1.0
    return happens(u, lift + s.leave_gain * min(1.0, max(-1.0, gain)))


@inlined
def chance_in_state(people, row, s):
    """Chance that whoever settles elsewhere does so in the region's state, by where the move begins."""
    if people.place[row] == Place.LOCAL:
        bachelor = people.credentials[row] & Credential.BACHELOR
        return s.leave_in_state_bachelor if bachelor else s.leave_in_state
    return s.stay_in_state if people.in_state[row] else s.back_in_state


@inlined
def settle_elsewhere(people, row, year, block, i, s, pay):
    """Live elsewhere, in the state or not; unless out of the labour force, work there at one's level."""
    _, u, _, _ = drawn(block, i, Call.STATE)
    people.in_state[row] = 1 if u < chance_in_state(people, row, s) else 0
    people.place[row] = Place.AWAY
    people.wage[row] = offer_elsewhere(people, row, year, s, pay)
    people.occupation_level[row] = level_of_degree(people, row, pay)
    if people.stage[row] != Stage.IDLE:
        people.stage[row] = Stage.WORK
        people.years_in_stage[row] = 0


@part
def settle(people, count, year, k0, k1, s, pay, block):
    """The first ``count`` of a block settle elsewhere."""
    take_keys(block, count, people.key)
    draw(block, count, year, Call.STATE, k0, k1)
    for i in range(count):
        settle_elsewhere(people, block.row[i], year, block, i, s, pay)


@inlined
def leave(people, row, young, events):
    """Move away; a job held here ends. Returns 1 if one did."""
    ended = 0
    if people.employer[row] != NONE:
        young[people.employer[row], people.occupation_level[row]] -= 1
        people.employer[row] = NONE
        people.tenure[row] = 0
        ended = 1
    events[row] |= Event.LEFT_REGION
    if people.origin[row] == Origin.NEWCOMER:
        people.place[row] = Place.AWAY
        people.stage[row] = Stage.GONE
    return ended


@inlined
def come(people, row, events):
    """Move back and look for work here."""
    people.place[row] = Place.LOCAL
    people.in_state[row] = 1
    people.stage[row] = Stage.SEEK
    people.years_in_stage[row] = 0
    events[row] |= Event.CAME_BACK


@inlined
def comes_home(people, row, u, s):
    """Whether somebody who has ended study elsewhere comes home."""
    lift = s.come_home + s.come_home_attachment * float(people.attachment[row])
    if people.credentials[row] & Credential.BACHELOR:
        lift += s.come_home_bachelor
    return happens(u, lift)


@inlined
def comes_back(people, row, u, s):
    """Whether somebody who lives elsewhere comes back this year."""
    lift = s.come_back + s.come_back_attachment * float(people.attachment[row])
    lift += s.come_back_age * (people.age[row] - 25)
    return happens(u, lift)


@part
def movable(people, first, last, year, here, elsewhere):
    """Take those past school into one of two blocks by where they live; returns how many are in each."""
    at_home, away = 0, 0
    for row in range(first, last):
        here.row[at_home], elsewhere.row[away] = row, row
        stage = people.stage[row]
        of_age = (stage >= Stage.STUDY) & (stage <= Stage.IDLE) & (people.left_school[row] != year)
        local = people.place[row] == Place.LOCAL
        at_home += 1 if of_age & local else 0
        away += 1 if of_age & (not local) else 0
    take_keys(here, at_home, people.key)
    take_keys(elsewhere, away, people.key)
    return at_home, away


@inlined
def leaves_this_year(people, row, year, u, s, pay):
    """Whether somebody leaves the region; those in a programme do not."""
    stage = people.stage[row]
    settled = stage == Stage.STUDY or stage == Stage.APPRENTICE
    return not settled and leaves(people, row, year, u, s, pay)


@part
def year_here(people, count, year, young, events, s, pay, here, settlers):
    """Another year ties people to the region, or they leave it, natives to settle elsewhere.

    Returns how many are to settle, and the jobs that ended.
    """
    many, ended = 0, 0
    for i in range(count):
        row = here.row[i]
        u, _, _, _ = drawn(here, i, Call.RESIDENCE)
        people.attachment[row] = float(people.attachment[row]) + s.attachment_gain
        if leaves_this_year(people, row, year, u, s, pay):
            ended += leave(people, row, young, events)
            settlers.row[many] = row
            many += 1 if people.stage[row] != Stage.GONE else 0
    return many, ended


@inlined
def stays_away(people, row, u, raises, events, s):
    """Whether somebody is to settle elsewhere: students go on, others come back, or live there as before."""
    student = people.place[row] != Place.AWAY
    if student and people.stage[row] == Stage.STUDY:
        return False
    if comes_home(people, row, u, s) if student else comes_back(people, row, u, s):
        come(people, row, events)
        return False
    if student or people.stage[row] == Stage.SEEK or people.wage[row] == 0.0:
        return True
    people.wage[row] = float(people.wage[row]) * career_raise(people, row, raises)
    return False


@part
def year_away(people, count, raises, events, s, elsewhere, settlers):
    """Students go on, others come back or stay; returns how many are to settle elsewhere.

    Those who have ended study or left the service settle there.
    """
    many = 0
    for i in range(count):
        row = elsewhere.row[i]
        u, _, _, _ = drawn(elsewhere, i, Call.RESIDENCE)
        settlers.row[many] = row
        many += 1 if stays_away(people, row, u, raises, events, s) else 0
    return many


@kernel
def moves(people, blocks, year, k0, k1, young, events, s, pay, raises, here, elsewhere, settlers):
    """Everybody of working age stays, leaves, comes home or comes back; returns jobs that ended."""
    ended = 0
    for start, stop in blocks:
        at_home, away = movable(people, start, stop, year, here, elsewhere)
        draw(here, at_home, year, Call.RESIDENCE, k0, k1)
        many, jobs = year_here(people, at_home, year, young, events, s, pay, here, settlers)
        settle(people, many, year, k0, k1, s, pay, settlers)
        draw(elsewhere, away, year, Call.RESIDENCE, k0, k1)
        many = year_away(people, away, raises, events, s, elsewhere, settlers)
        settle(people, many, year, k0, k1, s, pay, settlers)
        ended += jobs
    return ended


def step(world: World) -> None:
    """Move people out of and into the region."""
    if world.plan.closed_region:
        return
    s = settings_now(world, "residence")
    s = s._replace(leave_later=s.leave_later + float(world.conditions.leaving[0]))
    ended = moves(
        world.people, world.blocks(WORKING_AGES), world.year, world.k0, world.k1, world.firms.young,
        world.events, s, pay_of_year(world), raises_of_year(world), new_block(), new_block(), new_block(),
    )  # fmt: skip
    if world.year >= 0:
        world.market[world.year, Market.SEPARATIONS] += ended


RULE = Rule(
    name="residence",
    summary="Young adults leave for work, settle or come home after study elsewhere, and come back.",
    settings=Settings,
    step=step,
)
