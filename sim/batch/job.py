"""What a batch is made of: a job (one study) and its tasks (one draw and replicate each)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sim.outcomes.rows import Rows
    from sim.study.load.scenario import Scenario


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One parameter draw and one chance repetition of it: every option of the study is run in it."""

    draw: int
    replicate: int

    @property
    def part(self) -> str:
        """File name of its part, the same under every option."""
        return f"part-{self.draw:04d}-{self.replicate:02d}.parquet"


class World(NamedTuple):
    """One option's world after its last year, and the baseline's; the same object for the baseline itself."""

    scenario: Scenario
    parameters: dict[str, Any]  # evidence card or path of an uncertain number -> value of this draw
    run: Any  # sim.core.world.Run
    baseline: Any


Simulate = Callable[["Job", Task], Iterator[World]]
"""Runs the options of a task, baseline first, and gives their worlds one at a time."""

Measure = Callable[[World], "Rows"]
"""Counts a world. The batch knows how to run and keep worlds; what is counted is handed in from above."""


@dataclass(frozen=True, slots=True)
class Job:
    """One study to run: its scenarios, baseline first, how to run them, and what to count.

    ``simulate`` and ``measure`` are functions of a module, so that workers can find them.
    """

    scenarios: tuple[Scenario, ...]
    bits: dict[str, int]
    simulate: Simulate
    measure: Measure

    @property
    def baseline(self) -> Scenario:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Names of the options in paths and tables, baseline first."""
        return tuple(scenario.slug for scenario in self.scenarios)

    def identity(self) -> str:
        """Return the hash of all that the numbers depend on but the draws: scenarios, region, model."""
        parts = [(scenario.slug, scenario.hash) for scenario in self.scenarios]
        region = self.baseline.region.hash
        text = json.dumps([parts, region, self.baseline.seed, package_hash()])
        return hashlib.sha256(text.encode()).hexdigest()


def tasks(draws: int, replicates: int) -> Iterator[Task]:
    """Give the tasks of a batch, all replicates of a draw together."""
    return (Task(draw, replicate) for draw in range(draws) for replicate in range(replicates))


def package_hash() -> str:
    """Return the hash of the model's own files: code of core, study and outcomes, cards and activities."""
    digest = hashlib.sha256()
    for room in ("core", "study", "outcomes"):
        for name, content in sorted(_files_of(files("sim") / room, room)):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files_of(folder: Any, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _files_of(entry, path)
        elif entry.name.endswith((".py", ".yaml", ".csv")):
            yield path, entry.read_bytes()
