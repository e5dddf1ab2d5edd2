"""The one place where worlds are run: compiled, grown, forked for each option, lived year by year.

Every scenario of a study is lived in pairs: with the baseline it is compared with, from the same start.
A study has one baseline as a rule; a sweep over the economy, or a study under several conditions, has
one for each variant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.core.world import Run, finish, fork, grow, step
from sim.lives.task import Task
from sim.study.plan.assumptions import drawn_numbers
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.region.arrays import region_arrays

if TYPE_CHECKING:
    from sim.core.plan import Plan, Region
    from sim.core.state import World
    from sim.study.scenario.record import ScenarioRecord


class WorldError(Exception):
    """A world could not be run; ``scenario`` says whose, the cause says why."""

    def __init__(self, scenario: str) -> None:
        super().__init__(f"the world of {scenario} could not be run")
        self.scenario = scenario


class Lived(NamedTuple):
    """One scenario's world after its last year, beside its baseline's; the same object for a baseline."""

    scenario: ScenarioRecord
    plan: Plan
    parameters: dict[str, Any]  # evidence card or path of an uncertain number -> value of this draw
    run: Run
    notes: Any  # what was written down while it lived, None without notes
    baseline: Lived | None  # None for the baseline itself

    @property
    def against(self) -> Lived:
        """The world that this one is compared with; a baseline is compared with itself."""
        return self if self.baseline is None else self.baseline


class Notes:
    """What is written down while a world lives; told before each year and after each rule of it."""

    def before(self, world: World) -> None:
        """The year is about to begin; nothing is written down unless a study says what."""

    def after(self, rule: str, world: World) -> None:
        """A rule of the year has been carried out; nothing is written down unless a study says what."""


TakeNotes = Callable[["ScenarioRecord"], Notes]
"""Begins the notes of one world."""


def plan_beside(
    scenario: ScenarioRecord, baseline: ScenarioRecord, task: Task, region: Region | None = None
) -> Plan:
    """The plan of a scenario's world as it is lived beside a baseline's.

    Positions of partnerships are dealt for the pair, the baseline's names first, so that a baseline has
    the same plan beside every option.
    """
    return compile_plan(scenario, partnership_bits((baseline, scenario)), task.draw, task.replicate, region)


def live(
    scenarios: Sequence[ScenarioRecord],
    baselines: Sequence[int],
    task: Task,
    take_notes: TakeNotes | None = None,
) -> Iterator[Lived]:
    """Give the worlds of a task one at a time, each after its baseline.

    ``baselines`` says for each scenario which one it is compared with; a baseline names itself, comes
    before its options, and options follow their own baseline. Baselines alike in region, seed and
    parameters share one start. Only a baseline's result stays in memory beside that of one option.

    Raises
    ------
    WorldError : with the scenario that could not be run.
    """
    first = scenarios[0]
    region = region_arrays(first.region, first.years, first.scale, first.start)
    start = baseline = None
    for position, (scenario, home) in enumerate(zip(scenarios, baselines, strict=True)):
        try:
            plan = plan_beside(scenario, scenarios[home], task, region)
            if start is None or (home == position and not _alike(plan, start.plan)):
                start = grow(plan)
            lived = _lived(
                scenario, fork(start, plan), task, take_notes, None if home == position else baseline
            )
        except Exception as error:
            raise WorldError(scenario.slug) from error
        if home == position:
            baseline = lived
        yield lived


def _alike(plan: Plan, other: Plan) -> bool:
    """Whether two plans of one region begin in the same world."""
    return plan.seed == other.seed and plan.parameters == other.parameters


def _lived(
    scenario: ScenarioRecord, world: World, task: Task, take_notes: TakeNotes | None, baseline: Lived | None
) -> Lived:
    notes = None if take_notes is None else take_notes(scenario)
    run = finish(lived_out(world, notes))
    drawn = {**world.plan.parameters, "matching.standard": run.standard, **drawn_numbers(scenario, task.draw)}
    return Lived(scenario, world.plan, drawn, run, notes, baseline)


def lived_out(world: World, notes: Notes | None = None) -> World:
    """The world at its horizon, with notes taken before every year and after every rule."""
    while world.year < world.plan.years:
        live_year(world, notes)
    return world


def live_year(world: World, notes: Notes | None = None) -> None:
    """One school year, with notes taken before it and after every rule."""
    if notes is not None:
        notes.before(world)
    step(world, None if notes is None else notes.after)


def lived_alone(plan: Plan) -> Run:
    """The records of one world that is compared with none."""
    return finish(lived_out(grow(plan)))
