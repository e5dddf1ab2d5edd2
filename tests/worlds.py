"""Small made-up results of worlds, for the tests of counting, storing and comparing."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.batch.job import Job
from sim.core.columns import INGREDIENTS, N_CELLS, PAYERS, Life
from sim.core.tallies import Market, Tally
from sim.lives.counts import counts_of
from sim.lives.worlds import Lived, WorldError
from sim.study.load.names import library_activity
from sim.study.scenario.file import Budget
from sim.study.scenario.partnership import PartnershipSpec

VISITS = PartnershipSpec.model_validate({"activity": "site_visit", "seats": "20 per year"})
NO_BUDGET = Budget()


@dataclass(frozen=True)
class AuditLine:
    law: int
    what: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True)
class Result:
    """The fields of ``sim.core.world.Run`` that the rooms above read."""

    years: int
    tallies: np.ndarray
    market: np.ndarray
    delivery: np.ndarray
    costs: np.ndarray
    seated: np.ndarray
    lives: np.ndarray
    served: np.ndarray
    cell: np.ndarray
    key: np.ndarray
    origin: np.ndarray
    oldest: np.ndarray
    audit: tuple[AuditLine, ...] = (AuditLine(1, "people are conserved", True),)


def result(
    seed: int = 0, world: int = 0, persons: int = 300, years: int = 6, partnerships: int = 2
) -> Result:
    """Persons depend on ``seed`` only; what happens to them also on ``world``."""
    who = np.random.default_rng([seed, 1])
    what = np.random.default_rng([seed, 2, world])
    served = np.zeros((years, persons), dtype=np.uint32)
    if world:
        first = what.integers(0, 2 * years, persons)
        for year in range(years):
            served[year] = np.where(first <= year, (1 << 3) | ((year - first + 1) << 24), 0)
    here = what.random((years, persons)) < 0.6
    target = here & (what.random((years, persons)) < 0.3 + 0.1 * (served > 0))
    bits = Life.TARGET_JOB | Life.WORKS_HERE | Life.EMPLOYED
    lives = here * np.uint8(Life.LIVES_HERE) + target * np.uint8(bits)
    tallies = what.integers(0, 50, (years, len(Tally), N_CELLS))
    market = what.integers(1, 900, (years, len(Market)))
    market[:, Market.TARGET_RESIDENTS] = market[:, Market.YOUNG] = target.sum(axis=1)
    market[:, Market.YOUNG_OUTSIDE] = 0
    return Result(
        years=years,
        tallies=tallies,
        market=market,
        delivery=what.uniform(0, 90, (partnerships, years, 4)),
        costs=what.uniform(0, 1e5, (partnerships, years, len(INGREDIENTS), len(PAYERS))),
        seated=what.integers(0, 9, (partnerships, years, N_CELLS)),
        lives=lives.astype(np.uint8),
        served=served,
        cell=who.integers(0, N_CELLS, persons).astype(np.uint8),
        key=who.integers(0, 2**63, persons).astype(np.uint64),
        origin=np.zeros(persons, dtype=np.uint8),
        oldest=np.arange(years) * persons // (3 * years),
    )


@dataclass(frozen=True)
class Employer:
    kind: str = "named"
    jobs: tuple[int, ...] = (5, 3, 2)
    size: int = 10


@dataclass(frozen=True)
class Population:
    figures: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Region:
    """The fields of ``sim.study.region.region.RegionFiles`` that the batch reads."""

    name: str = "Testville"
    hash: str = "region"
    rates: dict = field(default_factory=dict)
    population: Population = Population()
    schools: tuple = ()
    own_employers: tuple = (Employer(),)
    gaps: tuple[str, ...] = ("nothing is known of the zones",)
    calibration: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """The fields of ``sim.study.load.scenario.Scenario`` that the batch reads."""

    slug: str
    path: Path = Path("study/testville/baseline.yaml")
    seed: int = 11
    start: int = 2026
    years: int = 6
    headline_year: int = 5
    target_fields: tuple[str, ...] = ("production",)
    description: str = ""
    partnerships: dict = field(default_factory=lambda: {"feeder": VISITS, "hiring": VISITS})
    levers: dict = field(default_factory=dict)
    activities: dict = field(default_factory=lambda: {"site_visit": library_activity("site_visit")})
    budget: Budget = NO_BUDGET
    shocks: tuple = ()
    parameters: dict = field(default_factory=dict)
    region: Region = Region()
    scale: float = 1.0
    warnings: tuple = ()

    @property
    def name(self):
        return f"Option {self.slug}"

    @property
    def hash(self):
        return f"hash of {self.slug}" + f", seed {self.seed}" * (self.seed != 11)

    @property
    def resolved(self):
        return {"name": self.name, "seed": self.seed}


def simulate(job, task):
    """Worlds that depend on the draw and the option only."""
    baseline = None
    for number, scenario in enumerate(job.scenarios):
        seed = scenario.seed * 100 + task.draw
        run = result(seed, number, years=scenario.years, partnerships=len(scenario.partnerships))
        lived = Lived(scenario, None, {"matching.friction": task.draw / 10}, run, None, baseline)
        baseline = lived if baseline is None else baseline
        yield lived


def go_home():
    raise RuntimeError("the employers went home")


def failing(job, task):
    """As :func:`simulate`, but the second draw fails in the option."""
    for world in simulate(job, task):
        if task.draw == 1 and world.scenario.slug != "baseline":
            try:
                go_home()
            except RuntimeError as error:
                raise WorldError(world.scenario.slug) from error
        yield world


def dying(job, task):
    """As :func:`simulate`, but the process of the third draw ends without a word."""
    if task.draw == 2:
        os._exit(9)
    yield from simulate(job, task)


def interrupted(job, task):
    """As :func:`simulate`, but somebody presses Ctrl-C in the third draw."""
    if task.draw == 2:
        raise KeyboardInterrupt
    yield from simulate(job, task)


def nothing(processes, say):
    """Made-up worlds need no compiled model."""


def job(how=simulate, seed: int = 11) -> Job:
    scenarios = tuple(Option(slug, seed=seed) for slug in ("baseline", "a", "b"))
    return Job(scenarios, counts_of, simulate=how, prepare=nothing)


def slow(job, task):
    """As :func:`simulate`, but every world takes a while."""
    time.sleep(1.0)
    yield from simulate(job, task)
