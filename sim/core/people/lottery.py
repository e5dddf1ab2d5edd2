"""Lots in place of a rule: who of a trial's applicants wins, who uses the seat, who is left as a comparison.

A trial is run as it was run in life: those who apply are randomised, winners are given the seat and losers
are remembered. Lots change who holds a seat, never how many hold one.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import Pathway, Place, Stage, cell
from sim.core.draws import SCALE, Call, fill_words
from sim.core.plan import Lottery
from sim.core.state import Lots, World


def by_lot(world: World, p: int) -> bool:
    """Whether the seats of a partnership go by the lots of a trial."""
    lottery = world.plan.lottery
    return lottery is not None and p in lottery.partnerships


def lot_holders(world: World, p: int, volunteers: np.ndarray) -> np.ndarray:
    """Rows of those who hold a seat of partnership ``p`` this year: who won, or crossed over, and still may.

    ``volunteers`` are the rows of those who would take a seat this year; lots are drawn among them once.
    """
    lottery = world.plan.lottery
    assert lottery is not None
    if world.lots is None and world.year == lottery.year:
        world.lots = draw_lots(world, volunteers[_admitted(world, volunteers, lottery)])
    if world.lots is None or world.year >= lottery.year + lottery.years:
        return np.zeros(0, np.int64)
    holders = world.lots.row[world.lots.uses]
    return holders[_may_hold(world, p, holders)]


def draw_lots(world: World, rows: np.ndarray) -> Lots:
    """The lots of applicants: at most the trial's number of them, and its share of winners (or schools)."""
    lottery = world.plan.lottery
    assert lottery is not None
    luck = _luck(world, world.people.key[rows])
    taken = np.sort(np.argsort(luck[2], kind="stable")[: lottery.most])
    rows, luck = rows[taken].astype(np.int64), luck[:, taken]
    won = _schools_win(world, rows, lottery) if lottery.by_school else _least(luck[0], lottery.winners)
    uses = luck[1] < np.where(won, lottery.take_up, lottery.crossover)
    return Lots(rows, won, uses)


def losers_of_pathway(world: World) -> np.ndarray:
    """Rows of this year's entrants into the trial's pathway who lost; none where no pathway is randomised."""
    lottery = world.plan.lottery
    if lottery is None or lottery.pathway == Pathway.NONE or world.year != lottery.year:
        return np.zeros(0, np.int64)
    people = world.people
    entered = np.flatnonzero((people.left_school == world.year) & (people.pathway == lottery.pathway))
    world.lots = draw_lots(world, entered[_admitted(world, entered, lottery)])
    return world.lots.row[~world.lots.uses]


def _admitted(world: World, rows: np.ndarray, lottery: Lottery) -> np.ndarray:
    """Which of some rows the trial takes, beside what its partnerships ask; bool [rows]."""
    people = world.people
    ages, academic = people.age[rows], people.academic[rows]
    own = cell(people.ethnicity[rows], people.sex[rows], people.low_income[rows])
    taken = (ages >= lottery.ages[0]) & (ages <= lottery.ages[1]) & (lottery.cells[own] == 1)
    taken &= (academic >= lottery.academic[0]) & (academic <= lottery.academic[1])
    grades = people.grade[rows]
    pupil = people.stage[rows] == Stage.SCHOOL
    return taken & (~pupil | ((grades >= lottery.grades[0]) & (grades <= lottery.grades[1])))


def _may_hold(world: World, p: int, rows: np.ndarray) -> np.ndarray:
    """Which holders may go on: pupils in the grades of the activity, adults here, in work or seeking it."""
    people, plan = world.people, world.plan.partnerships
    stage = people.stage[rows]
    if plan.adults[p]:
        return np.isin(stage, (Stage.SEEK, Stage.WORK)) & (people.place[rows] == Place.LOCAL)
    grade = people.grade[rows]
    return (stage == Stage.SCHOOL) & (grade >= plan.first_grade[p]) & (grade <= plan.last_grade[p])


def _luck(world: World, keys: np.ndarray) -> np.ndarray:
    """The four uniforms of the lots for each of ``keys``, float64 [4, keys]."""
    out = np.empty((4, len(keys)), np.uint32)
    fill_words(keys, world.year, int(Call.LOTTERY), world.k0, world.k1, out)
    return out * SCALE


def _least(luck: np.ndarray, share: float) -> np.ndarray:
    """Which are among the smallest ``share`` of lots, bool; exactly so many."""
    won = np.zeros(len(luck), bool)
    won[np.argsort(luck, kind="stable")[: round(share * len(luck))]] = True
    return won


def _schools_win(world: World, rows: np.ndarray, lottery: Lottery) -> np.ndarray:
    """Which of the applicants are in a school that won, bool."""
    schools, own = np.unique(world.people.school[rows], return_inverse=True)
    return _least(_luck(world, schools.astype(np.uint64))[3], lottery.winners)[own]
