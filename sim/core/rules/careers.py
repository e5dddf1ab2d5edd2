"""Step 8, careers: raises, training on the job, upskilling, labour-force moves at the end of the year.

Jobs that end in the course of the year do so between the terms of the matching
(:mod:`sim.core.market.separations`), whose weights are settings here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import LAST_AGE, NONE, WORKING_AGES, Event, Level, Pathway, Place, Stage, Studied
from sim.core.draws import Call, draw, drawn, new_block, take_keys
from sim.core.kernel import bound_shifted, inlined, kernel, part
from sim.core.market.raises import career_raise, raises_of_year
from sim.core.market.separations import workers
from sim.core.moves import settings_now
from sim.core.people.skills import teach
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``careers.*``."""

    separation: float  # chance a year of losing or leaving the job without another, at 30, new in it
    separation_entry: float  # log-odds in entry-level jobs
    separation_age: float  # log-odds per year below 30
    separation_tenure: float  # log-odds per year of tenure, up to ten
    separation_host: float  # log-odds with the employer known from school, at a tie of 1
    withdraw: float  # chance a year of leaving the labour force
    withdraw_young: float  # log-odds below 25
    withdraw_later: float  # log-odds from 30 on
    reenter: float  # chance a year of coming back to it
    retire: tuple[float, ...]  # chance a year of leaving it for good at 55 to 59, 60 and 61, and 62 to 64
    raise_rate: float  # yearly real raise for staying, experience left out
    raise_years: float  # years over which it is given
    follow_market: float  # share of what offers have moved in a year that those who stay see
    training: float  # chance a year that the employer trains the worker
    training_gain: float  # SD
    upskill: float  # chance a year that a worker in an entry-level job goes back to study
    upskill_two_year: float  # share of them who enter a two-year programme, the others a certificate
    adopt_field: float  # chance a year that a worker in another field makes it the own


class Risks(NamedTuple):
    """Chances a year that many persons share, worked out once a year."""

    withdrawal: np.ndarray  # float64 [age]
    reentry: np.ndarray  # float64 [age]


RETIRING_AGE = 55
"""Age from which people retire."""


@inlined
def withdrawal_odds(age, s):
    """Log-odds added to the chance of leaving the labour force this year."""
    return s.withdraw_young if age < 25 else s.withdraw_later if age >= 30 else 0.0


@inlined
def retirement(age, s):
    """Chance of leaving the labour force for good this year."""
    return s.retire[0 if age < 60 else 1 if age < 62 else 2] if age >= RETIRING_AGE else 0.0


@kernel
def weigh_risks(risks, s):
    """Work out the chances of the year for every age.

    From 55 on nobody comes back: who leaves the labour force then has retired.
    """
    for age in range(len(risks.withdrawal)):
        staying = 1.0 - bound_shifted(s.withdraw, withdrawal_odds(age, s))
        risks.withdrawal[age] = 1.0 - staying * (1.0 - retirement(age, s))
        risks.reentry[age] = s.reenter if age < RETIRING_AGE else 0.0


def risks_of_year(s: Settings) -> Risks:
    """The chances that follow from the settings."""
    risks = Risks(np.empty(LAST_AGE + 1), np.empty(LAST_AGE + 1))
    weigh_risks(risks, s)
    return risks


@inlined
def end_job(people, row, young, stage):
    """The job ends; a position opens."""
    young[people.employer[row], people.occupation_level[row]] -= 1
    people.employer[row] = NONE
    people.stage[row] = stage
    people.years_in_stage[row] = 0
    people.tenure[row] = 0


@inlined
def learn_on_the_job(people, row, year, field, c, d, carry, s):
    """Training by the employer, in the own field; or the field of the job becomes the own."""
    in_field = field == people.field[row]
    if in_field & (d < s.training):
        teach(people, row, s.training_gain, float(year))
    elif c > 1.0 - s.adopt_field and not in_field:
        people.technical[row] = float(people.technical[row]) * carry[people.field[row], field]
        people.field[row] = field


@inlined
def raise_pay(people, row, field, raises, s):
    """The wage of whoever stays: for staying, for a year more of experience, and with the market."""
    stays = 1.0 + s.raise_rate * (people.tenure[row] < s.raise_years)
    market = raises.market[field, people.occupation_level[row]]
    people.wage[row] = float(people.wage[row]) * stays * career_raise(people, row, raises) * market


@inlined
def work_year(people, row, year, block, i, firms, carry, risks, raises, s):
    """A year in a job. Returns 1 if it ends."""
    _, b, c, d = drawn(block, i, Call.CAREER)
    if people.stage[row] == Stage.APPRENTICE:
        people.tenure[row] = min(250, people.tenure[row] + 1)
        return 0
    if b < risks.withdrawal[people.age[row]]:
        end_job(people, row, firms.young, Stage.IDLE)
        return 1
    if c < s.upskill and people.occupation_level[row] == Level.ENTRY:
        end_job(people, row, firms.young, Stage.STUDY)
        people.programme[row] = (
            Pathway.TWO_YEAR if c < s.upskill * s.upskill_two_year else Pathway.CERTIFICATION
        )
        people.studied[row] = Studied.HERE
        return 1
    raise_pay(people, row, firms.field[people.employer[row]], raises, s)
    learn_on_the_job(people, row, year, firms.field[people.employer[row]], c, d, carry, s)
    people.tenure[row] = min(250, people.tenure[row] + 1)
    return 0


@inlined
def without_work(people, row, block, i, events, risks, s):
    """Seekers may give up, the idle may begin to look again, here or elsewhere."""
    _, b, _, _ = drawn(block, i, Call.CAREER)
    if people.stage[row] == Stage.SEEK and b < risks.withdrawal[people.age[row]]:
        people.stage[row] = Stage.IDLE
        people.years_in_stage[row] = 0
    elif people.stage[row] == Stage.IDLE and b > 1.0 - risks.reentry[people.age[row]]:
        people.stage[row] = Stage.SEEK if people.place[row] == Place.LOCAL else Stage.WORK
        people.years_in_stage[row] = 0
        events[row] |= Event.REENTERED


@part
def jobless(stage, key, first, last, block):
    """Take those in search of work, or out of the labour force, into a block; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        count += 1 if (stage[row] == Stage.SEEK) | (stage[row] == Stage.IDLE) else 0
    take_keys(block, count, key)
    return count


@kernel
def outdate(people, blocks, lost):
    """A new occupation or technology makes part of the skill in a field worthless; ``lost`` by field."""
    for start, stop in blocks:
        for row in range(start, stop):
            people.technical[row] = float(people.technical[row]) * (1.0 - lost[people.field[row]])


@part
def work(people, count, year, firms, carry, risks, raises, s, block):
    """A year in their jobs for the first ``count`` of a block; returns jobs that ended."""
    ended = 0
    for i in range(count):
        ended += work_year(people, block.row[i], year, block, i, firms, carry, risks, raises, s)
    return ended


@kernel
def working_lives(people, blocks, year, k0, k1, firms, carry, risks, raises, events, s, block):
    """A year for everybody out of work or in it; returns jobs that ended."""
    ended = 0
    for start, stop in blocks:
        count = jobless(people.stage, people.key, start, stop, block)
        draw(block, count, year, Call.CAREER, k0, k1)
        for i in range(count):
            without_work(people, block.row[i], block, i, events, risks, s)
        count = workers(people.employer, people.key, start, stop, block)
        draw(block, count, year, Call.CAREER, k0, k1)
        ended += work(people, count, year, firms, carry, risks, raises, s, block)
    return ended


def step(world: World) -> None:
    """Advance everybody in the labour force by a year."""
    blocks = world.blocks(WORKING_AGES)
    if world.year >= 0 and world.plan.shocks.outdated[world.year].any():
        outdate(world.people, blocks, world.plan.shocks.outdated[world.year])
    s = settings_now(world, "careers")
    ended = working_lives(
        world.people, blocks, world.year, world.k0, world.k1, world.firms, world.search.carry,
        risks_of_year(s), raises_of_year(world, s.follow_market), world.events, s, new_block(),
    )  # fmt: skip
    if world.year >= 0:
        world.market[world.year, Market.SEPARATIONS] += ended


RULE = Rule(
    name="careers",
    summary="Wages rise, skills are renewed; some go back to study, give up or look again.",
    settings=Settings,
    step=step,
)
