"""Step 8, careers: separations, raises, training on the job, upskilling, labour-force moves.

A separation here is a job that ends and leaves the person without work when the year is
counted; moves from job to job are made in the matching.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.columns import NONE, WORKING_AGES, Event, Level, Pathway, Place, Stage, Studied
from sim.core.draws import Call, uniforms
from sim.core.kernel import happens_shifted, inlined, kernel
from sim.core.state import Rule, World
from sim.core.tallies import Market


class Settings(NamedTuple):
    """Evidence cards ``careers.*``."""

    separation: float  # chance a year of ending without work, at 30 with some tenure
    separation_entry: float  # log-odds in entry-level jobs
    separation_age: float  # log-odds per year below 30
    separation_tenure: float  # log-odds per year of tenure, up to ten
    separation_host: float  # log-odds with the employer known from school
    withdraw: float  # chance a year of leaving the labour force
    withdraw_young: float  # log-odds below 25
    withdraw_later: float  # log-odds from 30 on
    reenter: float  # chance a year of coming back to it
    raise_rate: float  # yearly real raise
    raise_years: float  # years over which raises are given
    training: float  # chance a year that the employer renews the worker's skill
    training_gain: float  # SD
    upskill: float  # chance a year that a worker in an entry-level job goes back to study
    upskill_two_year: float  # share of them who enter a two-year programme, the others a certificate
    adopt_field: float  # chance a year that a worker in another field makes it the own


@inlined
def separation_odds(people, row, s):
    """Log-odds added to the chance of ending the year without the job held."""
    lift = s.separation_age * max(0, 30 - people.age[row]) + s.separation_tenure * min(people.tenure[row], 10)
    if people.occupation_level[row] == Level.ENTRY:
        lift += s.separation_entry
    if people.employer[row] == people.host[row]:
        lift += s.separation_host
    return lift


@inlined
def end_job(people, row, young, stage):
    """The job ends; a position opens."""
    young[people.employer[row], people.occupation_level[row]] -= 1
    people.employer[row] = NONE
    people.stage[row] = stage
    people.years_in_stage[row] = 0
    people.tenure[row] = 0


@inlined
def withdraws(people, row, u, s):
    """Whether somebody leaves the labour force this year."""
    age = people.age[row]
    lift = s.withdraw_young if age < 25 else s.withdraw_later if age >= 30 else 0.0
    return happens_shifted(u, s.withdraw, lift)


@inlined
def learn_on_the_job(people, row, year, field, c, d, carry, s):
    """Training by the employer, in the own field; or the field of the job becomes the own."""
    if field == people.field[row]:
        if d < s.training:
            people.technical[row] = float(people.technical[row]) + s.training_gain
            people.vintage[row] = year
    elif c > 1.0 - s.adopt_field:
        people.technical[row] = float(people.technical[row]) * carry[people.field[row], field]
        people.field[row] = field


@inlined
def work_year(people, row, year, k0, k1, firms, carry, s):
    """A year in a job. Returns 1 if it ends."""
    a, b, c, d = uniforms(people.key[row], year, Call.CAREER, k0, k1)
    layoff = firms.layoff[people.employer[row], people.occupation_level[row]]
    spared = (a - layoff) / max(1.0 - layoff, 1e-12)
    if a < layoff or happens_shifted(spared, s.separation, separation_odds(people, row, s)):
        end_job(people, row, firms.young, Stage.SEEK)
        return 1
    if people.stage[row] == Stage.APPRENTICE:
        people.tenure[row] = min(250, people.tenure[row] + 1)
        return 0
    if withdraws(people, row, b, s):
        end_job(people, row, firms.young, Stage.IDLE)
        return 1
    if c < s.upskill and people.occupation_level[row] == Level.ENTRY:
        end_job(people, row, firms.young, Stage.STUDY)
        people.programme[row] = (
            Pathway.TWO_YEAR if c < s.upskill * s.upskill_two_year else Pathway.CERTIFICATION
        )
        people.studied[row] = Studied.HERE
        return 1
    if people.tenure[row] < s.raise_years:
        people.wage[row] = float(people.wage[row]) * (1.0 + s.raise_rate)
    learn_on_the_job(people, row, year, firms.field[people.employer[row]], c, d, carry, s)
    people.tenure[row] = min(250, people.tenure[row] + 1)
    return 0


@inlined
def without_work(people, row, year, k0, k1, events, s):
    """Seekers may give up, the idle may begin to look again, here or elsewhere."""
    _, b, _, _ = uniforms(people.key[row], year, Call.CAREER, k0, k1)
    if people.stage[row] == Stage.SEEK and withdraws(people, row, b, s):
        people.stage[row] = Stage.IDLE
        people.years_in_stage[row] = 0
    elif people.stage[row] == Stage.IDLE and b > 1.0 - s.reenter:
        people.stage[row] = Stage.SEEK if people.place[row] == Place.LOCAL else Stage.WORK
        people.years_in_stage[row] = 0
        events[row] |= Event.REENTERED


@kernel
def outdate(people, first, last, lost):
    """A new occupation or technology makes part of the skill in a field worthless; ``lost`` by field."""
    for row in range(first, last):
        people.technical[row] = float(people.technical[row]) * (1.0 - lost[people.field[row]])


@kernel
def working_lives(people, first, last, year, k0, k1, firms, carry, events, s):
    """A year for everybody in or out of work; returns jobs that ended."""
    ended = 0
    for row in range(first, last):
        stage = people.stage[row]
        if people.employer[row] != NONE:
            ended += work_year(people, row, year, k0, k1, firms, carry, s)
        elif stage == Stage.SEEK or stage == Stage.IDLE:
            without_work(people, row, year, k0, k1, events, s)
    return ended


def step(world: World) -> None:
    """Advance everybody in the labour force by a year."""
    first, last = world.rows(WORKING_AGES)
    if world.year >= 0 and world.plan.shocks.outdated[world.year].any():
        outdate(world.people, first, last, world.plan.shocks.outdated[world.year])
    ended = working_lives(
        world.people, first, last, world.year, world.k0, world.k1, world.firms, world.search.carry,
        world.events, world.settings["careers"],
    )  # fmt: skip
    if world.year >= 0:
        world.market[world.year, Market.SEPARATIONS] += ended


RULE = Rule(
    name="careers",
    summary="Jobs end, wages rise, skills are renewed; some go back to study, give up or look again.",
    settings=Settings,
    step=step,
    reads=("stage", "employer", "occupation_level", "age", "tenure", "host"),
    writes=(
        "stage",
        "employer",
        "wage",
        "tenure",
        "technical",
        "field",
        "vintage",
        "programme",
        "studied",
        "years_in_stage",
    ),
)
