"""Worlds of a study, lived year by year while a study takes notes of what no record keeps.

A study is a folder of scenarios with, in folders below it, more of them under other conditions (a
weak market, a closing anchor). All share one start; each folder's first scenario is the one that
the others of the folder are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.batch.job import Job, Task
from sim.batch.job import World as Finished
from sim.batch.run import WorldError

if TYPE_CHECKING:
    from sim.core.state import World
    from sim.core.world import Run
    from sim.study.load.scenario import Scenario


class Notes(Protocol):
    """What a study writes down while a world lives; told before each year and after each rule of it."""

    def before(self, world: World) -> None:
        """The year is about to begin."""

    def after(self, rule: str, world: World) -> None:
        """A rule of the year has been carried out."""


TakeNotes = Callable[["Scenario"], Notes]
"""Begins the notes of one world."""


@dataclass(frozen=True)
class Watched:
    """A finished world and the notes taken of it; to the batch it looks like a run."""

    run: Run
    notes: Any
    bits: tuple[int, ...]  # position in Run.served of each partnership of the scenario
    region: Any = field(repr=False)  # sim.core.plan.Region
    parameters: dict[str, Any] = field(repr=False)  # evidence card -> value of this draw

    @property
    def audit(self) -> tuple:
        """The laws checked while it ran."""
        return self.run.audit


class Unwatched:
    """Notes of a study that needs none but the run's own records."""

    def before(self, world: World) -> None:
        """Do nothing."""

    def after(self, rule: str, world: World) -> None:
        """Do nothing."""


def live_year(world: World, notes: Notes) -> None:
    """One school year with notes taken before it and after every rule."""
    from sim.core.world import step

    notes.before(world)
    step(world, notes.after)


def watched(job: Job, task: Task, take_notes: TakeNotes) -> Iterator[Finished]:
    """Give the world of every scenario with its notes; the baseline given is that of its folder.

    Raises :class:`sim.batch.run.WorldError` with the scenario that could not be run.
    """
    from sim.core.world import finish, fork, grow
    from sim.study.plan.assumptions import drawn_numbers
    from sim.study.plan.compile import compile_plan

    start = region = None
    for _, group in groupby(job.scenarios, key=lambda scenario: scenario.path.parent):
        baseline = None
        for scenario in group:
            try:
                plan = compile_plan(scenario, job.bits, task.draw, task.replicate, region)
                region = plan.region
                start = grow(plan) if start is None else start
                world, notes = fork(start, plan), take_notes(scenario)
                while world.year < plan.years:
                    live_year(world, notes)
                bits = tuple(int(bit) for bit in plan.partnerships.bit)
                result = Watched(finish(world), notes, bits, region, plan.parameters)
            except Exception as error:
                raise WorldError(scenario.slug) from error
            baseline = result if baseline is None else baseline
            settled = {"matching.standard": result.run.standard}
            drawn = {**plan.parameters, **settled, **drawn_numbers(scenario, task.draw)}
            yield Finished(scenario, drawn, result, baseline)


def has(lives: np.ndarray, bit: int) -> np.ndarray:
    """Whether a bit of :class:`sim.core.columns.Life` is set, bool of the same shape."""
    return (lives & np.uint8(bit)) != 0
