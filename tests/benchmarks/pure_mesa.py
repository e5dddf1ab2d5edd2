"""The whole model once more, in pure Mesa: one agent a person, plain attributes, ``agents.do``.

Two uses. As the yardstick of speed: it is what a competent user of Mesa 3.5 would write of
the same ten rules, with no more sweeps over the agents than the schedule has barriers, no
arrays, and Python's own generator. As a second implementation of the accounting: with
``keyed=True`` it takes the compiled model's draws and rounds where the columns round, and
must then count every person, job and dollar the same (``tests/core/test_benchmarks.py``).

It follows rules, forms and parameters of :mod:`sim.core`; a change there has to be made here
as well. Left out: the switches for tests of the laws (closed region, no or unlimited vacancies).
"""

from __future__ import annotations

from math import exp
from operator import mul
from types import SimpleNamespace

import mesa
import numpy as np

from sim.core.columns import LAST_AGE, N_CELLS, NONE, SETTLED_AGE, WARM_UP_YEARS, WORKING_AGES
from sim.core.plan import Plan

from . import mesa_firms, mesa_hosting, mesa_seats, mesa_settling
from .codes import COUNT, FIELDS, LEVELS, MARKET, ORIGIN, PATHWAY, STAGE, STUDIED
from .luck import KeyedLuck, PlainLuck
from .mesa_birth import Arriving
from .mesa_count import Counted
from .mesa_hiring import Hiring
from .mesa_market import Searching
from .mesa_region import LARGEST_INFLOW, Region, Rounding
from .mesa_school import Schooling
from .mesa_tightness import by_field_and_level
from .mesa_work import Working

YOUNGEST_WORKER = WORKING_AGES[0]


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
        stage, lost = self.stage, self.model.skill_lost
        if lost and self.age >= YOUNGEST_WORKER:
            self.technical *= 1.0 - lost[self.field]
        if stage != STAGE.SCHOOL and stage != STAGE.GONE:
            if self.employer is not None:
                self.work_year()
            elif stage == STAGE.SEEK or stage == STAGE.IDLE:
                self.without_work()
            if self.left_school != self.model.year and self.stage != STAGE.MILITARY:
                self.reside()
        self.count()
        if self.stage == STAGE.GONE:
            self.model.departing.append(self)
            return
        self.age += 1
        if self.stage == STAGE.WORK or self.stage == STAGE.APPRENTICE:
            self.experience = min(250, self.experience + 1)
        self.years_in_stage = min(self.years_in_stage + 1, 250)
        if self.age > LAST_AGE:
            self.model.departing.append(self)


class RoundingStudent(Rounding, Student):
    """A student for the person-by-person check."""


class PureMesaModel(Region, Hiring, mesa.Model):
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
        self.pay = [[0.0] * LEVELS for _ in range(FIELDS)]
        self.moved = [[0.0] * LEVELS for _ in range(FIELDS)]
        self.usual_open = [[0.0] * LEVELS for _ in range(FIELDS)]
        mesa_settling.begin(self)
        self.cycle = 0.0
        self.arrived, self.moved_out, self.aged_out = [0] * N_CELLS, [0] * N_CELLS, [0] * N_CELLS
        self.tallies, self.markets, self.filled = [], [], []
        self.arriving = self._groups()
        self.arrive()

    @property
    def students(self):
        """All persons in the model."""
        return self.agents

    def arrive(self) -> None:
        """Bring in those who arrive in this year; the key is the identity of the compiled model."""
        luck = self.luck
        luck.year = self.year
        self.ask_newcomers()
        for origin, age, school, ethnicity, count in self.arriving[self.year]:
            unit, race = NONE if school is None else school, 255 if ethnicity is None else ethnicity
            born = (
                (self.year + 64) << 56 | origin << 54 | unit << 38 | (age - self.year + 40) << 31 | race << 23
            )
            for index in range(count):
                luck.key = born | index
                lot = luck.comes()
                if origin != ORIGIN.NEWCOMER or lot < self.share_coming(age)[1]:
                    self.student_type(self, luck.key, origin, age, school, ethnicity, lot)

    def ask_newcomers(self) -> None:
        """Jobs that stayed open, by field, and how many newcomers come this year for each in a usual one.

        From the second year of the horizon on more come while more jobs are open than usual.
        """
        jobs = by_field_and_level(self.employers, lambda employer: employer.jobs)
        left = by_field_and_level(self.employers, lambda employer: employer.vacancies)
        self.openings, self.attraction = [sum(levels) for levels in left], 1.0
        if self.year > 0:
            rows = zip(self.usual_open, jobs, strict=True)
            usual = sum(sum(map(mul, shares, numbers)) for shares, numbers in rows)
            beyond = (sum(self.openings) - usual) / max(1, sum(map(sum, jobs)))
            self.attraction = exp(self.population.newcomers_response * beyond)

    def share_coming(self, age: int) -> tuple[float, float]:
        """Share of the newcomers of an age who come in a usual year and in this one.

        All come who live here when the warm-up begins.
        """
        if self.year == -WARM_UP_YEARS:
            return 1.0, 1.0
        usual = (self.inflow[0] if age < SETTLED_AGE else 1.0) / LARGEST_INFLOW
        return min(1.0, usual), min(1.0, usual * self.attraction)

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
        self.separations = self.job_changes = self.reopened = 0
        self.would_be_apprentices, self.entrants, self.departing = [], [], []
        self.applications, self.seekers = [], []
        self.skill_lost = (
            self.outdated[self.year] if self.year >= 0 and any(self.outdated[self.year]) else None
        )
        self.economy_year()
        self.filled = mesa_seats.seats(self)
        self.sweep("learn")
        self.openings = self.openings_by_field()
        mesa_seats.deliver(self)
        self.sweep("end_year_of_learning")
        self.ration()
        self.match()
        self.sweep("live")
        mesa_settling.settle(self)
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

    def openings_by_field(self) -> list[float]:
        """Vacancies per job of each field."""
        opened, jobs = [0] * FIELDS, [0] * FIELDS
        for employer in self.employers:
            opened[employer.field] += sum(employer.vacancies)
            jobs[employer.field] += sum(employer.jobs)
        return [one / max(all_, 1.0) for one, all_ in zip(opened, jobs, strict=True)]

    def ration(self) -> None:
        """Where places are fewer than entrants, lots decide; the others choose again, then look for work."""
        limited = [pathway for pathway, seats in enumerate(self.local_seats) if seats >= 0]
        beyond = {pathway: self.without_place(pathway) for pathway in limited}
        shut = {pathway for pathway in limited if self.local_seats[pathway] == 0 or beyond[pathway]}
        turned = [student for students in beyond.values() for student in students]
        for student in turned:
            self.luck.key = student.key
            student.choose_again(shut)
        for pathway in [pathway for pathway in limited if turned and pathway not in shut]:
            for student in self.without_place(pathway):
                student.enter(PATHWAY.CAREER, away=False)
                student.studied = STUDIED.NOWHERE

    def without_place(self, pathway: int) -> list[Student]:
        """Entrants for whom a pathway has no place, by lot; they are taken off its list."""
        name = "would_be_apprentices" if pathway == PATHWAY.APPRENTICESHIP else "entrants"
        queue = [student for student in getattr(self, name) if student.programme == pathway]
        beyond = sorted(queue, key=self.lot)[self.local_seats[pathway] :]
        out = {student.key for student in beyond}
        setattr(self, name, [student for student in getattr(self, name) if student.key not in out])
        return beyond

    def lot(self, student: Student) -> tuple[float, int]:
        """The student's lot for a scarce place."""
        self.luck.key = student.key
        return self.luck.lot(), student.key

    def close(self) -> None:
        """Balance of the year; those past working age and those who moved away for good leave the model."""
        for student in self.departing:
            if student.stage == STAGE.GONE:
                self.count_out(student, self.moved_out)
        if self.year >= 0:
            self.record()
        for student in self.departing:
            if student.stage != STAGE.GONE:
                self.count_out(student, self.aged_out)
                if student.employer is not None:
                    self.employers[student.employer].young[student.occupation_level] -= 1
            self.left.append(student)
            student.remove()

    def count_out(self, student: Student, out: list[int]) -> None:
        """Count somebody who is out, unless past working age before the horizon begins: nobody asks then."""
        aged = student.stage != STAGE.GONE
        if self.year < 0 and (aged or student.age - self.year > LAST_AGE):
            self.arrived[student.cell] -= 1
        else:
            out[student.cell] += 1

    def record(self) -> None:
        """Tallies and market of the year."""
        for cell, tally in enumerate(self.tally):
            tally[COUNT.ARRIVED], tally[COUNT.MOVED_OUT] = self.arrived[cell], self.moved_out[cell]
            tally[COUNT.AGED_OUT] = self.aged_out[cell]
        market, employers = self.market, self.employers
        market[MARKET.SEPARATIONS] = self.separations + self.job_changes
        market[MARKET.JOB_CHANGES], market[MARKET.REOPENED] = self.job_changes, self.reopened
        market[MARKET.OPENINGS] += self.reopened
        market[MARKET.JOBS] = sum(sum(e.jobs) for e in employers)
        market[MARKET.YOUNG] = sum(sum(e.young) for e in employers)
        market[MARKET.OTHERS] = sum(sum(e.others) for e in employers)
        market[MARKET.JOBS_OUTSIDE] = sum(sum(e.jobs) for e in employers if e.outside)
        market[MARKET.YOUNG_OUTSIDE] = sum(sum(e.young) for e in employers if e.outside)
        market[MARKET.TARGET_JOBS] = sum(sum(e.jobs) for e in employers if e.in_target)
        market[MARKET.TARGET_OTHERS] = sum(sum(e.others) for e in employers if e.in_target)
        market[MARKET.TARGET_UNFILLED] = sum(sum(e.vacancies) for e in employers if e.in_target)
        market[MARKET.TARGET_RESIDENTS] = sum(sum(e.young) for e in employers if e.in_target)
        market[MARKET.OTHERS_OUTSIDE] = sum(sum(e.others) for e in employers if e.outside)
        mesa_seats.count_seats(self)
        mesa_hosting.close_hosting(self)
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
            tallies=np.array(self.tallies, np.int64).transpose(0, 2, 1),
            market=np.array(self.markets, np.int64),
            delivery=np.array(self.delivery), costs=np.array(self.costs),
            lives={student.key: student.lives for student in (*self.left, *self.agents)},
        )  # fmt: skip
