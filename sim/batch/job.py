"""What a batch is made of: a job, which is one study, and what makes its counts what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from sim.store.key import fingerprint, sources

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.lives.task import Task
    from sim.lives.worlds import Lived
    from sim.study.load.scenario import Scenario

MOST_WORLDS = 9
"""Worlds of one piece of work: a baseline and eight options take seconds to a minute."""
ROOMS = ("core", "lives")
"""Rooms whose sources make counts out of plans. What a plan is made from enters by the plan itself."""


class Measured(Protocol):
    """What was counted of a world, in a form that can be kept."""

    def table(self) -> pa.Table:
        """The counts as a table."""


Simulate = Callable[["Job", "Task"], Iterator["Lived"]]
"""Runs the options of a task, each after its baseline, and gives their worlds one at a time."""

Measure = Callable[["Lived"], Measured]
"""Counts a world. The batch knows how to run and keep worlds; what is counted is handed in."""


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Give the worlds of a task as the model lives them, without notes."""
    from sim.lives.worlds import live

    return live(job.scenarios, job.baselines, task)


Prepare = Callable[[int, Callable[[str], None]], None]
"""Makes ready, in so many processes, what every task needs; says how far it is."""


def prepare(processes: int, say: Callable[[str], None]) -> None:
    """Compile the model, where this clone's is not compiled yet."""
    from sim.lives import prepare as model

    model.prepare(processes, say)


@dataclass(frozen=True, slots=True)
class Job:
    """One study to run: its scenarios, each after its baseline, and what to count.

    ``baselines`` says for each scenario which one it is compared with (a baseline names itself); empty =
    all with the first. ``simulate`` and ``measure`` are functions of a module, so that workers can find
    them; ``rooms`` are those whose sources they rest on, beside :data:`ROOMS`.
    """

    scenarios: tuple[Scenario, ...]
    measure: Measure
    baselines: tuple[int, ...] = ()
    simulate: Simulate = simulate
    rooms: tuple[str, ...] = ()
    prepare: Prepare = prepare

    def __post_init__(self) -> None:
        """Compare all with the first, unless told otherwise."""
        if not self.baselines:
            object.__setattr__(self, "baselines", (0,) * len(self.scenarios))

    @property
    def baseline(self) -> Scenario:
        """The first scenario, with which the others are compared unless they have a baseline of their own."""
        return self.scenarios[0]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Names of the options in paths and tables, baseline first."""
        return tuple(scenario.slug for scenario in self.scenarios)

    @property
    def code(self) -> str:
        """Hash of the sources that make counts out of plans."""
        return sources(*ROOMS, *self.rooms)

    def pieces(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the scenarios that are lived together, so that a piece of work stays bounded.

        Each piece has a few options after their baselines, which are lived again in every piece.
        """
        pieces: list[list[int]] = [[]]
        for position, home in enumerate(self.baselines):
            both = dict.fromkeys((home, position))
            if pieces[-1] and len({*pieces[-1], *both}) > MOST_WORLDS:
                pieces.append([])
            pieces[-1] += [one for one in both if one not in pieces[-1]]
        return tuple(tuple(piece) for piece in pieces)

    def only(self, piece: tuple[int, ...]) -> Job:
        """The job of some of the scenarios, each with its baseline, in their order."""
        place = {position: number for number, position in enumerate(piece)}
        homes = tuple(place[self.baselines[position]] for position in piece)
        return replace(self, scenarios=tuple(self.scenarios[i] for i in piece), baselines=homes)

    def recipes(self) -> dict[str, str]:
        """What each scenario's counts are made from, by slug: see :func:`recipe_of`."""
        return {
            scenario.slug: recipe_of(_science(scenario), _science(self.scenarios[home]))
            for scenario, home in zip(self.scenarios, self.baselines, strict=True)
        }

    def identity(self) -> str:
        """Hash of all that the counts depend on but the draws: scenarios, regions, the model's code."""
        return fingerprint(self.recipes(), self.code)


def _science(scenario: Any) -> tuple[str, str]:
    return scenario.hash, scenario.region.hash


def recipe_of(scenario: tuple[str, str], baseline: tuple[str, str]) -> str:
    """Hash of a pair of worlds' inputs: the hashes of scenario and region, and those of the baseline's."""
    return fingerprint(scenario, baseline)


def key_of(lived: Lived, code: str) -> str:
    """Hash of all that made a world's counts: its plan and its baseline's, byte by byte, and the code."""
    return fingerprint(lived.plan, lived.against.plan, code)


def planned_key(job: Job, position: int, task: Task) -> str:
    """The key that a scenario's world would have if it were run now; compiles its plan, runs nothing."""
    from sim.lives.worlds import plan_beside

    home = job.scenarios[job.baselines[position]]
    plans = (plan_beside(job.scenarios[position], home, task), plan_beside(home, home, task))
    return fingerprint(*plans, job.code)
