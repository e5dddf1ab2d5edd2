"""The whole model once more, in pure Mesa: one agent a person, plain attributes, ``agents.do``.

Two uses. As the yardstick of speed: it is what a competent user of Mesa 3.5 would write of
the same ten rules, with no more sweeps over the agents than the schedule has barriers, no
arrays, and Python's own generator. As a second implementation of the accounting: with
``keyed=True`` it takes the compiled model's draws and rounds where the columns round, and
must then count every person, job and dollar the same (``tests/test_benchmarks.py``).

It follows rules, forms and parameters of :mod:`sim.core`; a change there has to be made here
as well. Left out: the switches for tests of the laws (closed region, no or unlimited vacancies).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from types import SimpleNamespace

import mesa
import numpy as np

from sim.core import population
from sim.core.columns import EMPLOYER, FIRST_AGE, GRADE_9_AGE, LAST_AGE, N_CELLS, N_PATHWAYS, NONE, STUDENT
from sim.core.plan import Plan
from sim.core.search import alias_table
from sim.core.state import settings_of
from sim.core.year import YEAR

from . import mesa_firms, mesa_market, mesa_seats
from .codes import COUNT, LEVELS, MARKET, ORIGIN, PATHWAY, STAGE
from .luck import KeyedLuck, PlainLuck
from .mesa_birth import Arriving
from .mesa_count import Counted
from .mesa_market import Searching
from .mesa_school import Schooling
from .mesa_work import Working

WARM_UP_YEARS = LAST_AGE - GRADE_9_AGE
NARROW = frozenset(column.name for column in (*STUDENT, *EMPLOYER) if column.dtype is np.float32)


class Student(Arriving, Schooling, Working, Searching, Counted, mesa.Agent):
    """One simulated person."""

    def __init__(self, model: PureMesaModel, *identity) -> None:
        super().__init__(model)
        self.be_born(*identity)

    def end_year_of_learning(self) -> None:
        """The school year ends, or a year in a programme."""
        stage = self.stage
        if stage == STAGE.SCHOOL:
            self.end_of_year()
        elif stage == STAGE.STUDY:
            self.study_year()
        elif stage == STAGE.APPRENTICE:
            self.apprentice_year()
        elif stage == STAGE.MILITARY:
            self.end_service()

    def live(self) -> None:
        """Career, residence and count of the year, and the turn of the year."""
        stage = self.stage
        if stage != STAGE.SCHOOL and stage != STAGE.GONE:
            if self.employer is not None:
                self.work_year()
            elif stage == STAGE.SEEK or stage == STAGE.IDLE:
                self.without_work()
            if self.left_school != self.model.year and self.stage != STAGE.MILITARY:
                self.reside()
        self.count()
        if stage == STAGE.GONE:
            self.model.leaving.append(self)
            return
        self.age += 1
        self.years_in_stage = min(self.years_in_stage + 1, 250)
        if self.age > LAST_AGE:
            self.model.leaving.append(self)


class Rounding:
    """Attributes that the columns of the compiled model store in 32 bits are rounded the same way."""

    def __setattr__(self, name: str, value) -> None:
        super().__setattr__(name, float(np.float32(value)) if name in NARROW else value)


class RoundingStudent(Rounding, Student):
    """A student for the person-by-person check."""


class RoundingEmployer(Rounding, mesa_firms.Employer):
    """An employer for the person-by-person check."""

    def __setattr__(self, name: str, value) -> None:
        """Wages of employers are kept in 64 bits."""
        (object if name == "wage" else super()).__setattr__(*((self,) if name == "wage" else ()), name, value)


class PureMesaModel(mesa.Model):
    """The region of a plan, lived through the warm-up and, with :meth:`run`, the horizon.

    Parameters
    ----------
    plan : any plan without the switches for tests.
    keyed : take the compiled model's draws instead of Python's generator.
    """

    def __init__(self, plan: Plan, keyed: bool = False, rng: int = 1) -> None:
        super().__init__(rng=rng)
        self.plan, self.keyed, self.years = plan, keyed, plan.years
        self.luck = (
            KeyedLuck(plan.seed, (plan.draw * 65536 + plan.replicate) % 2**32)
            if keyed
            else PlainLuck(self.random)
        )
        self.student_type = RoundingStudent if keyed else Student
        self.year, self.left, self.person_years = -WARM_UP_YEARS, [], 0
        self._read_settings(plan.parameters)
        self._read_region(plan.region)
        self._read_partnerships(plan)
        self.arrived, self.moved_out, self.aged_out = [0] * N_CELLS, [0] * N_CELLS, [0] * N_CELLS
        self.tallies, self.markets, self.filled = [], [], []
        self.arriving = self._groups()
        self.arrive()

    @property
    def students(self):
        """All persons in the model."""
        return self.agents

    def _read_settings(self, parameters: dict) -> None:
        names = {"partnerships": "partnership_rules", "seats": "seat_rules"}
        for rule in (*YEAR, SimpleNamespace(name="population", settings=population.Settings)):
            values = settings_of(rule.settings, rule.name, parameters)._asdict()
            setattr(self, names.get(rule.name, rule.name), SimpleNamespace(**values))

    def _read_region(self, region) -> None:
        for name in ("low_income_share", "english_learner_share", "disability_share", "last_grade", "school_zone",
                     "rural_zone", "no_car_share", "first_generation_share", "newcomer_ethnicity"):  # fmt: skip
            setattr(self, name, getattr(region, name).tolist())
        self.newcomer_bachelor_share = region.newcomer_bachelor_share
        self.newcomer_skilled_share = region.newcomer_skilled_share
        kind = RoundingEmployer if self.keyed else mesa_firms.Employer
        rows = zip(region.employer_field.tolist(), region.jobs.tolist(), region.wage.tolist(), strict=True)
        self.employers = [kind(number, *row) for number, row in enumerate(rows)]
        for employer in self.employers:
            employer.in_target = (self.plan.target_fields >> employer.field) & 1 == 1
        self._read_schools(region)
        self._read_search()
        seats = [region.provider_seats[region.provider_pathway == pathway] for pathway in range(N_PATHWAYS)]
        self.local_seats = [int(s.sum()) if len(s) and (s >= 0).all() else -1 for s in seats]

    def _read_schools(self, region) -> None:
        pupils = region.pupils.sum(axis=1).tolist()
        low = [sum(n * share for n, share in zip(row, shares, strict=True))
               for row, shares in zip(pupils, self.low_income_share, strict=True)]  # fmt: skip
        totals = [sum(row) for row in pupils]
        self.poverty = [poor / max(total, 1) for poor, total in zip(low, totals, strict=True)]
        self.poverty.append(sum(low) / sum(totals))
        s, c = self.population, self.choice
        excess = [s.poverty_academic * (share - self.poverty[-1]) for share in self.poverty[:-1]]
        self.anchor = [excess, [s.low_income_academic + x for x in excess]]
        self.motivation_academic = s.motivation_academic
        ratios = region.pupils_per_counsellor.tolist()
        self.school_guidance = [c.counsellor * (c.counsellor_reference / ratio - 1.0) for ratio in ratios]
        by_grade = region.pupils.transpose(1, 0, 2).reshape(region.pupils.shape[1], -1)
        self.places = [list(accumulate(row)) for row in by_grade.tolist()]
        in_grade, self.feeders = region.pupils.sum(axis=2).T.tolist(), []
        for zone in range(len(self.rural_zone)):
            rows = []
            for row in in_grade:
                near = [n if z == zone else 0 for n, z in zip(row, self.school_zone, strict=True)]
                weights = near if sum(near) > 0 else row
                rows.append([reach / sum(weights) for reach in accumulate(weights)])
            self.feeders.append(rows)

    def _read_search(self) -> None:
        def table(employers: list, level: int) -> tuple[list[int], Callable[[float], int]]:
            jobs = [employer.base[level] for employer in employers]
            picker = by_alias if self.keyed else by_reach
            return [employer.number for employer in employers], picker(jobs)

        self.of_field = [
            table([e for e in self.employers if e.field == field and e.base[level] > 0], level)
            for field in range(len(self.economy.growth))
            for level in range(LEVELS)
        ]
        self.of_level = [
            table([e for e in self.employers if e.base[level] > 0], level) for level in range(LEVELS)
        ]

    def _read_partnerships(self, plan: Plan) -> None:
        rows = len(plan.partnerships.bit)
        self.partnerships = [mesa_seats.Partnership(plan.partnerships, row) for row in range(rows)]
        self.budget, self.coordinators = (
            plan.partnerships.budget.tolist(),
            plan.partnerships.coordinators.tolist(),
        )
        self.promised = plan.partnerships.commitment_offers.tolist()
        self.honoured = plan.partnerships.commitment_honoured
        self.jobs_factor, self.demand = plan.shocks.jobs_factor.tolist(), plan.shocks.demand.tolist()
        self.delivery = [[[0.0] * 4 for _ in range(plan.years)] for _ in range(rows)]
        nothing = [
            [0.0] * plan.partnerships.cost_seat.shape[2] for _ in range(plan.partnerships.cost_seat.shape[1])
        ]
        self.costs = [[nothing] * plan.years for _ in range(rows)]

    def pick_place(self, grade: int, u: float) -> int:
        """School and ethnicity, as one number, of somebody who joins a grade."""
        places = self.places[grade]
        return bisect_right(places, u * places[-1])

    def next_school(self, zone: int, grade: int, u: float) -> int:
        """School in which a pupil goes on who must change."""
        reach = self.feeders[zone][grade]
        return min(bisect_right(reach, u), len(reach) - 1)

    def _groups(self) -> dict[int, list[tuple]]:
        """Who arrives in each year: (origin, age, school, ethnicity, how many)."""
        region, years, groups = (
            self.plan.region,
            self.years,
            {year: [] for year in range(self.year, self.years)},
        )
        pupils = region.pupils.tolist()
        for school, grades in enumerate(pupils):
            for grade, ethnicities in enumerate(grades):
                for ethnicity, count in enumerate(ethnicities):
                    groups[0].append((ORIGIN.PUPIL, FIRST_AGE + grade, school, ethnicity, count))
        kindergarten = [n for grades in pupils for n in grades[0]]
        for year in range(1, years):
            for place, count in enumerate(spread(int(region.kindergarten[year]), kindergarten)):
                school, ethnicity = divmod(place, len(self.newcomer_ethnicity))
                groups[year].append((ORIGIN.PUPIL, FIRST_AGE, school, ethnicity, count))
            for grade in range(1, 13):
                count = round(float(region.families_in[grade]) * self.places[grade][-1])
                groups[year].append((ORIGIN.FAMILY, FIRST_AGE + grade, None, None, count))
        cohort = round(sum(row[-1] for row in self.places) / len(self.places))
        for age in range(18, LAST_AGE + 1):
            groups[GRADE_9_AGE - age].append((ORIGIN.WARM_UP, GRADE_9_AGE, None, None, cohort))
        per_age = region.newcomers_in / (LAST_AGE - 18)
        for year in range(4 - WARM_UP_YEARS, years):
            for i, age in enumerate(range(18, LAST_AGE)):
                if age - year <= LAST_AGE:
                    count = int(per_age * (i + 1)) - int(per_age * i)
                    groups[year].append((ORIGIN.NEWCOMER, age, None, None, count))
        return groups

    def arrive(self) -> None:
        """Bring in those who arrive in this year; the key is the identity of the compiled model."""
        luck = self.luck
        luck.year = self.year
        for origin, age, school, ethnicity, count in self.arriving[self.year]:
            unit, race = NONE if school is None else school, 255 if ethnicity is None else ethnicity
            born = (
                (self.year + 64) << 56 | origin << 54 | unit << 38 | (age - self.year + 64) << 31 | race << 23
            )
            for index in range(count):
                luck.key = born | index
                self.student_type(self, luck.key, origin, age, school, ethnicity)

    def sweep(self, method: str) -> None:
        """Let every student act; keyed draws need to know whose turn it is."""
        if not self.keyed:
            self.agents.do(method)
            return
        for student in list(self.agents):
            self.luck.key = student.key
            getattr(student, method)()

    def step(self) -> None:
        """One school year."""
        self.tally = [[0] * len(vars(COUNT)) for _ in range(N_CELLS)]
        self.separations = self.left_for_another = 0
        self.would_be_apprentices, self.entrants, self.leaving = [], [], []
        self.applications, self.seekers = [], []
        self.economy_year()
        self.filled = mesa_seats.seats(self)
        self.sweep("learn")
        mesa_seats.deliver(self)
        self.sweep("end_year_of_learning")
        self.ration()
        self.match()
        self.sweep("live")
        self.close()
        self.year += 1
        if self.year < self.years:
            self.arrive()

    def economy_year(self) -> None:
        """Steps 1 and 2."""
        mesa_firms.economy(self)
        mesa_firms.partnerships(self)
        if self.year >= 0:
            for p, delivery in zip(self.partnerships, self.delivery, strict=True):
                delivery[self.year][:2] = p.seats[self.year], p.feasible

    def ration(self) -> None:
        """Where local programmes have fewer seats than entrants, lots decide; the others look for work."""
        for pathway, seats in enumerate(self.local_seats):
            queue = [student for student in self.entrants if student.programme == pathway]
            if 0 <= seats < len(queue):
                self.entrants = [student for student in self.entrants if student.programme != pathway]
                for student in sorted(queue, key=self.lot)[seats:]:
                    student.enter(PATHWAY.CAREER, away=False)

    def lot(self, student: Student) -> float:
        """The student's lot for a scarce seat."""
        self.luck.key = student.key
        return self.luck.lot()

    def match(self) -> None:
        """Step 7: promises, deferred acceptance, hires, and what outsiders fill."""
        hires = mesa_market.keep_promises(self)
        self.sweep("look_for_work")
        hires += self.settle_applications()
        still = [student for student in self.seekers if student.stage == STAGE.SEEK]
        for student in still:
            self.luck.key = student.key
            student.look_again()
        hires += self.settle_applications()
        for student in self.would_be_apprentices:
            if student.stage != STAGE.APPRENTICE:
                student.programme = student.pathway = PATHWAY.CAREER
        if self.year >= 0:
            self.market[MARKET.HIRED_RESIDENTS] = hires
            self.fill_from_outside()

    def settle_applications(self) -> int:
        """Deferred acceptance over the applications made so far, and the hires that follow; returns how many."""
        employers, hires, applications = self.employers, 0, self.applications
        held = mesa_market.deferred_acceptance(
            applications, lambda slot: employers[slot // LEVELS].vacancies[slot % LEVELS]
        )
        for slot, holders in held.items():
            for _, _, seeker, _ in holders:
                applications[seeker][0].start_job(*divmod(slot, LEVELS))
                hires += 1
        self.applications = []
        return hires

    def fill_from_outside(self) -> None:
        """Outsiders take part of what is still open."""
        for employer in self.employers:
            self.luck.key = employer.number
            filled = employer.fill_from_outside(self.matching.fill_from_outside, self.luck)
            self.market[MARKET.HIRED_OTHERS] += filled
            self.market[MARKET.UNFILLED] += sum(employer.vacancies)

    def close(self) -> None:
        """Balance of the year; those past the simulated ages and families that moved leave the model."""
        for student in self.leaving:
            if student.stage == STAGE.GONE:
                self.moved_out[student.cell] += 1
        if self.year >= 0:
            self.record()
        for student in self.leaving:
            if student.stage != STAGE.GONE:
                self.aged_out[student.cell] += 1
                self.retire(student)
            self.left.append(student)
            student.remove()

    def retire(self, student: Student) -> None:
        """A job held past the simulated ages goes on among the others."""
        if student.employer is not None:
            employer = self.employers[student.employer]
            employer.young[student.occupation_level] -= 1
            employer.others[student.occupation_level] += 1

    def record(self) -> None:
        """Tallies and market of the year."""
        for cell, tally in enumerate(self.tally):
            tally[COUNT.ARRIVED], tally[COUNT.MOVED_OUT] = self.arrived[cell], self.moved_out[cell]
            tally[COUNT.AGED_OUT] = self.aged_out[cell]
        market, employers = self.market, self.employers
        market[MARKET.SEPARATIONS] = self.separations + self.left_for_another
        market[MARKET.JOBS] = sum(sum(e.jobs) for e in employers)
        market[MARKET.YOUNG] = sum(sum(e.young) for e in employers)
        market[MARKET.OTHERS] = sum(sum(e.others) for e in employers)
        market[MARKET.TARGET_JOBS] = sum(sum(e.jobs) for e in employers if e.in_target)
        market[MARKET.TARGET_OTHERS] = sum(sum(e.others) for e in employers if e.in_target)
        mesa_seats.count_seats(self)
        self.tallies.append(self.tally)
        self.markets.append(market)

    def warm_up(self) -> PureMesaModel:
        """Live through the years before the horizon."""
        while self.year < 0:
            self.step()
        return self

    def run(self) -> SimpleNamespace:
        """Live through the horizon and hand over the records, shaped as in :class:`sim.core.world.Run`."""
        self.warm_up()
        while self.year < self.years:
            self.step()
        return SimpleNamespace(
            tallies=np.array(self.tallies, np.int64).transpose(0, 2, 1), market=np.array(self.markets, np.int64),
            delivery=np.array(self.delivery), costs=np.array(self.costs),
            lives={student.key: student.lives for student in (*self.left, *self.agents)},
        )  # fmt: skip


def by_reach(weights: list[int]) -> Callable[[float], int]:
    """Position in proportion to the weights: a search in their running total."""
    total = max(sum(weights), 1)
    return partial(bisect_right, [reach / total for reach in accumulate(weights)])


def by_alias(weights: list[int]) -> Callable[[float], int]:
    """The same by the compiled model's alias table, which gives a uniform to another position."""
    if not weights:
        return int
    chance, alias = alias_table(np.array(weights, np.float64))

    def pick(u: float) -> int:
        column = min(int(u * len(weights)), len(weights) - 1)
        return column if u * len(weights) - column < chance[column] else int(alias[column])

    return pick


def spread(total: int, weights: list[int]) -> list[int]:
    """Split a whole number over weights by largest remainders."""
    exact = [total * weight / max(sum(weights), 1e-12) for weight in weights]
    floor = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: floor[i] - exact[i])
    for i in order[: total - sum(floor)]:
        floor[i] += 1
    return floor
