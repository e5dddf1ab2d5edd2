"""The simulation as an ordinary Mesa model, for notebooks and for those who know Mesa.

The rules of the year run on columns (:mod:`sim.core`); this model shows the same world as agents.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

with warnings.catch_warnings():
    # Mesa's own batch runner, not used here, warns in notebooks that lack a progress bar
    warnings.filterwarnings("ignore", "IProgress not found")
    import mesa

from sim.agents import views as agents
from sim.agents.sets import ColumnSet
from sim.agents.table import Table
from sim.agents.views import Employer, Provider, Row, School, Student
from sim.core import world as core
from sim.core.columns import Life, Place, Stage
from sim.core.rules.accounts import places_of_work
from sim.study.load.variant import reseeded
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.core.plan import Plan
    from sim.core.state import World
    from sim.study.load.scenario import Scenario


def _living_and_working_here(model: PipelineModel, kind: Life) -> int:
    """Residents whose job is of this kind, as the accounts of the year count them."""
    world = model.world
    people, (first, last) = world.people, world.window
    here = (people.stage[first:last] == Stage.WORK) & (people.place[first:last] == Place.LOCAL)
    return int((places_of_work(world)[people.employer[first:last][here]] & kind > 0).sum())


TOTALS: Mapping[str, Callable[[PipelineModel], Any]] = {
    "year": lambda model: model.year,
    "in_school": lambda model: len(model.students.select(stage="school")),
    "live_and_work_here": lambda model: _living_and_working_here(model, Life.WORKS_HERE),
    "in_target_fields": lambda model: _living_and_working_here(model, Life.TARGET_JOB),
}
"""What a model's data collector notes: the school year that comes next, and persons of 5 to 64 before it.

``in_target_fields`` are those of ``live_and_work_here`` whose employer is of a target field."""
MOST_SEED = 2**32


def seed_of(rng: Any) -> int:
    """The seed of a scenario that Mesa's ``rng`` stands for: a whole number, or what it draws first.

    Raises:
        ValueError: a number below 0 or above 4,294,967,295.
    """
    if isinstance(rng, int | np.integer):
        if not 0 <= rng < MOST_SEED:
            raise ValueError(f"rng must be a whole number from 0 to {MOST_SEED - 1:,}, not {rng}")
        return int(rng)
    return int(np.random.default_rng(rng).integers(MOST_SEED))


class PipelineModel(mesa.Model):
    """One world of one scenario: step it a school year at a time, look at anybody in it.

    ``draw`` counts parameter draws; ``None`` gives every uncertain number its central value. Every
    chance event follows from a person's key and the seed of the scenario, and, for what happens in a
    partnership, from the partnership's place among those of the study. So give ``study``, the
    scenarios that are compared, baseline first, to see the very lives of a comparison with the same
    draw and replicate. ``rng`` takes the place of the scenario's seed: a whole number is the seed itself
    (the lives of ``sim run --seed``), a generator or a sequence gives one; None keeps the scenario's own.

    ``datacollector`` notes a few totals at the beginning and after every year (:data:`TOTALS`), so that
    ``mesa.batch_run`` takes the model as it is; put your own ``mesa.DataCollector`` in its place if you like.

    ``students`` are everybody between kindergarten and 64 who is in the region, or left it after
    school; ``schools``, ``employers`` and ``providers`` are also in ``agents``, as Mesa expects.

    >>> model.step()
    >>> model.year
    '2027-28'
    >>> model.students.select(stage="work", place="local").agg("wage", np.median) > 10_000
    np.True_

    Values may be written (``student.interest = 1.0``); what breaks a law of conservation is found
    at the end of :meth:`run`.
    """

    def __init__(
        self,
        scenario: Scenario,
        draw: int | None = None,
        replicate: int = 0,
        *,
        study: Iterable[Scenario] = (),
        rng: Any = None,
    ) -> None:
        seeded = scenario if rng is None else reseeded(scenario, seed_of(rng))
        self._study_scenario = seeded
        super().__init__(rng=seeded.seed)
        self.draw, self.replicate = draw, replicate
        bits = partnership_bits((*study, seeded))
        self.world: World = core.grow(self._plan(bits))
        self.tables: dict[type[Row], Table] = {}
        self._register(sorted(bits, key=bits.__getitem__))
        self.datacollector = self._totals = mesa.DataCollector(dict(TOTALS))
        self._totals.collect(self)

    def _plan(self, bits: dict[str, int]) -> Plan:
        return compile_plan(self.scenario, bits, self.draw, self.replicate)

    def _register(self, partnerships: list[str]) -> None:
        """Make the agents of the places, and the tables behind all agents."""
        region, world = self.scenario.region, self.world
        zones = tuple(zone.name for zone in region.zones)
        schools, employers, providers = (
            [kind(self, row) for row in range(len(records))]
            for kind, records in (
                (School, region.schools),
                (Employer, region.employers),
                (Provider, region.providers),
            )
        )
        tables = (
            agents.school_table(world, _names(region.schools), zones, schools.__getitem__),
            agents.employer_table(world, _names(region.employers), employers.__getitem__),
            agents.provider_table(world, _names(region.providers), providers.__getitem__),
            agents.student_table(world, schools, employers, zones, partnerships, self._student),
        )
        self.tables.update({table.kind: table for table in tables})

    def _student(self, row: int) -> Student:
        return Student(self, row)

    @property
    def scenario(self) -> Scenario:
        """The scenario this model was made of."""
        return self._study_scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Refuse another scenario: a model keeps the one it was made of."""
        if hasattr(self, "_scenario"):
            raise AttributeError("a model keeps its scenario; make another model of scenario.with_(...)")
        self._scenario = scenario  # Mesa's own, made on construction; the study's takes its place

    @property
    def year(self) -> str:
        """The school year that the next step lives through, such as ``2026-27``."""
        return school_year(self.scenario.start + self.world.year)

    @property
    def students(self) -> ColumnSet:
        """Everybody of 5 to 64 now: arrived, not moved away with the family, not past working age."""
        first, last = self.world.window
        stage = self.world.people.stage[first:last]
        here = (stage != Stage.PENDING) & (stage != Stage.GONE) & (stage != Stage.AGED)
        return ColumnSet(self.tables[Student], first + np.flatnonzero(here), self)

    @property
    def schools(self) -> ColumnSet:
        """All schools."""
        return self._all(School)

    @property
    def employers(self) -> ColumnSet:
        """All employers; one with jobs in several fields has a row for each."""
        return self._all(Employer)

    @property
    def providers(self) -> ColumnSet:
        """All colleges and training providers."""
        return self._all(Provider)

    def _all(self, kind: type[Row]) -> ColumnSet:
        table = self.tables[kind]
        return ColumnSet(table, np.arange(len(table.arrays["name"])), self)

    def person(self, same: Student | int) -> Student:
        """The person with this ``unique_id``, or the same person as a student of another model.

        Two models of one study hold the same persons, so this reads one student's two lives.

        Raises:
            KeyError: nobody in this model has that identity.
        """
        wanted = same.unique_id if isinstance(same, Student) else same
        rows = np.flatnonzero(self.world.people.key == np.uint64(wanted))
        if len(rows) == 0:
            raise KeyError(f"nobody in this model has the identity {wanted}")
        return Student(self, int(rows[0]))

    def step(self) -> None:
        """Live through one school year.

        Raises:
            RuntimeError: the horizon is over.
        """
        if not self.running:
            raise RuntimeError(
                f"the horizon of {self.scenario.years} years is over; make a new model to begin again"
            )
        core.step(self.world)
        self.running = self.world.year < self.scenario.years
        if self.datacollector is self._totals:  # a collector of one's own is filled by whoever made it
            self._totals.collect(self)

    def run(self) -> core.Run:
        """Live through the years that are left and return the records of the whole run.

        Raises:
            RuntimeError: a conservation law is broken.
        """
        self.run_model()
        return core.finish(self.world)

    def __repr__(self) -> str:
        return f"<PipelineModel of '{self.scenario.name}' in {self.scenario.region.name}: {self._when()}>"

    def _when(self) -> str:
        lived, years = self.world.year, self.scenario.years
        return f"beginning of {self.year}, {lived} of {years} years lived"

    def _repr_html_(self) -> str:
        students = self.students
        counts = {**students.groupby("stage").count(), "persons in all": len(students)}
        places = {"schools": self.schools, "employers": self.employers, "providers": self.providers}
        counts |= {name: len(found) for name, found in places.items()}
        cells = "".join(
            f"<tr><td>{escape(str(name))}</td><td>{count:,}</td></tr>" for name, count in counts.items()
        )
        name, region = escape(self.scenario.name), escape(self.scenario.region.name)
        return f"<p><strong>{name}</strong>, {region}: {escape(self._when())}</p><table>{cells}</table>"


def _names(records: Any) -> dict[str, list[str]]:
    return {name: [getattr(record, name) for record in records] for name in ("id", "name")}
