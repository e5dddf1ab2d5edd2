"""What a batch is made of: a job (one study) and its tasks (one draw and replicate each)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.lives.task import Task
    from sim.lives.worlds import Lived
    from sim.outcomes.rows import Rows
    from sim.study.load.scenario import Scenario

Simulate = Callable[["Job", "Task"], Iterator["Lived"]]
"""Runs the options of a task, each after its baseline, and gives their worlds one at a time."""

Measure = Callable[["Lived"], "Rows"]
"""Counts a world. The batch knows how to run and keep worlds; what is counted is handed in from above."""


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Give the worlds of a task as the model lives them, without notes."""
    from sim.lives.worlds import live

    return live(job.scenarios, job.baselines, task)


@dataclass(frozen=True, slots=True)
class Job:
    """One study to run: its scenarios, each after its baseline, and what to count.

    ``baselines`` says for each scenario which one it is compared with (a baseline names itself); empty =
    all with the first. ``simulate`` and ``measure`` are functions of a module, so that workers can find them.
    """

    scenarios: tuple[Scenario, ...]
    measure: Measure
    baselines: tuple[int, ...] = ()
    simulate: Simulate = simulate

    def __post_init__(self) -> None:
        """Compare all with the first, unless told otherwise."""
        if not self.baselines:
            object.__setattr__(self, "baselines", (0,) * len(self.scenarios))

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


def package_hash() -> str:
    """Return the hash of the model's own files: code of core, study and outcomes, cards and activities."""
    digest = hashlib.sha256()
    for room in ("core", "study", "outcomes", "lives"):
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
