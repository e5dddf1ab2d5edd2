"""Back-cast of Electric Boat: how many people the model hires, whom, and what stays open.

A run keeps no hires by employer, so they are noted at the anchor while the world lives. Hires are
the vacancies that were filled, by residents or by commuters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.job import Job
from sim.bench.studies.table import Entry, Layout, entry
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, live
from sim.outcomes.rows import Rows, rows, stack

if TYPE_CHECKING:
    import pandas as pd

    from sim.core.state import World

ANCHOR = "electric_boat"
FIRST, LAST = 2018, 2026
"""Calendar years shown; a school year stands beside the calendar year in which it ends."""
CASES = {
    "baseline": "the model's pace",
    "pipeline": "with the manufacturing pipeline",
    "at-once": "jobs offered at once",
}
HEADCOUNT = {2018: 17_000, 2022: 19_500, 2024: 24_000, 2025: 25_000}
HIRES = {2018: 2241, 2021: 2533, 2022: 3800, 2023: 5300, 2024: 4100}
PLANNED = {2019: 1400, 2022: 3050, 2023: 5750, 2025: 3050, 2026: 8000}
SOURCES = {
    2018: "Hartford Courant, 23 May 2019", 2019: "Hartford Courant, 23 May 2019",
    2021: "The Day, 23 January 2022",
    2022: "The Day, 23 January 2022; governor of Connecticut, 28 February 2023; NBC Connecticut",
    2023: "governor of Connecticut, 28 February 2023; Stars and Stripes, 25 February 2024",
    2024: "jobswithdod.com", 2025: "jobswithdod.com",
    2026: "Connecticut Office of Military Affairs, 7 February 2026",
}  # fmt: skip

LAYOUTS = (
    Layout(
        "Hires and headcount by year; a school year stands beside the year in which it ends",
        "case",
        "year",
        (
            "hires", "hires planned", "headcount at the end of the year", "jobs wanted",
            "jobs open at the end of the year",
        ),
    ),
    Layout(
        "Whom the model hires",
        "case",
        "year",
        (
            "hired: residents", "hired: commuters", "left during the year",
        ),
    ),
)  # fmt: skip
PICTURE = {
    "title": "Electric Boat: hires a year, published and in the model",
    "x": "year",
    "panels": tuple(CASES.values()),
    "lines": ("hires",),
    "y": "hires a year",
}


class Hiring(Notes):
    """Jobs, hires and headcount of the anchor in each year, by level of job."""

    def __init__(self, anchor: list[int]) -> None:
        self.anchor = np.array(anchor)
        self.years: dict[int, dict[str, np.ndarray]] = {}
        self._now: dict[str, np.ndarray] = {}

    def before(self, world: World) -> None:
        """Begin the year's notes."""
        self._now = {"began": self._held(world)}

    def after(self, rule: str, world: World) -> None:
        """Note what outsiders hold before the matching, and who was hired in it."""
        firms, rows = world.firms, self.anchor
        if rule == "economy":
            self._now["others"] = firms.others[rows].sum(axis=0)
            self._now["wanted"] = firms.jobs[rows].sum(axis=0)
        elif rule == "matching":
            self._now["hired"] = (firms.opened[rows] - firms.vacancies[rows]).sum(axis=0)
            self._now["outsiders"] = firms.others[rows].sum(axis=0) - self._now["others"]
            self._now["open"] = firms.vacancies[rows].sum(axis=0)
        elif rule == "accounts":
            self._now["held"] = self._held(world)
            self.years[world.year] = self._now

    def _held(self, world: World) -> np.ndarray:
        return (world.firms.young[self.anchor] + world.firms.others[self.anchor]).sum(axis=0)


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Worlds with the anchor's hiring noted."""
    from sim.study.plan.selectors import rows_of_employer

    return live(
        job.scenarios, job.baselines, task, lambda scenario: Hiring(rows_of_employer(ANCHOR, scenario.region))
    )


def measure(world: Lived) -> Rows:
    """The anchor's year in persons and jobs, by the calendar year in which the school year ends."""
    parts: list[Rows] = []
    for year, noted in world.notes.years.items():
        counts = _counts(noted)
        at = np.array([world.scenario.start + year + 1])
        parts += [rows(name, "all", at, np.array([float(n)]), "persons") for name, n in counts.items()]
    return stack(parts)


def _counts(noted: dict[str, np.ndarray]) -> dict[str, float]:
    """Sums over levels."""
    outsiders = noted["outsiders"]
    return {
        "hired": noted["hired"].sum(),
        "residents": (noted["hired"] - outsiders).sum(),
        "commuters": outsiders.sum(),
        "open": noted["open"].sum(),
        "wanted": noted["wanted"].sum(),
        "held": noted["held"].sum(),
        "left": (noted["began"] + noted["hired"] - noted["held"]).sum(),
    }


def tabulate(found: pd.DataFrame) -> list[Entry]:
    """Hires and headcount by case and year, beside what was published."""
    wide = found.pivot_table(
        index=["option", "year", "draw", "replicate"], columns="indicator", values="value"
    )
    entries = []
    for option, label in CASES.items():
        for year in range(FIRST, LAST + 1):
            entries += _entries(label, year, wide.loc[option, year])
    return entries


def _entries(label: str, year: int, n: pd.DataFrame) -> list[Entry]:
    def say(measure: str, unit: str, values: Any, published: dict[int, int] | None = None) -> Entry:
        known = float((published or {}).get(year, np.nan))
        source = SOURCES[year] if not np.isnan(known) else ""
        return entry(label, str(year), measure, unit, np.asarray(values, float), known, source)

    return [
        say("hires", "persons", n["hired"], HIRES),
        say("hires planned", "persons", (), PLANNED),
        say("headcount at the end of the year", "persons", n["held"], HEADCOUNT),
        say("jobs wanted", "jobs", n["wanted"]),
        say("jobs open at the end of the year", "jobs", n["open"]),
        say("hired: residents", "persons", n["residents"]),
        say("hired: commuters", "persons", n["commuters"]),
        say("left during the year", "persons", n["left"]),
    ]
