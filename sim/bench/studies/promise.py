"""Back-cast of Rhode Island Promise: who enters the community college, comes back, and completes.

Followed are the graduates of Rhode Island's schools who enter a two-year programme in the region
in the year in which they leave school. A class that leaves in the school year 2016-17 enters
college in the autumn of 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.job import Job
from sim.bench.studies.table import Entry, Layout, entry
from sim.core.columns import Credential, Pathway, Stage, Studied
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, live
from sim.outcomes.rows import Rows, rows, stack

if TYPE_CHECKING:
    import pandas as pd

    from sim.core.state import World

BEFORE, FIRST, SECOND = 2016, 2017, 2018
"""Autumns of entry: the last before the Promise, and its first two."""
PUBLISHED = {BEFORE: 950, FIRST: 1584, SECOND: 2321}
"""First-time full-time students straight from school at the Community College of Rhode Island."""
ENTRANTS = (
    "Providence Business News; Providence Journal; National Council for Continuing Education and Training"
)
CASES = {
    "baseline": "without the Promise",
    "promise-award": "the Promise as what the state pays",
    "promise-price": "the Promise as the price it takes away",
}
OTHER_STATE = "nl_"
"""Zones of Connecticut."""

AGAINST = "entrants against the same autumn without the Promise"
"""In life the autumn without the Promise was that of 2016, the last before it."""
FOUR_YEAR = "entrants of four-year programmes against the same autumn without the Promise"
RETURNED = {FIRST: 60.0}
COMPLETED = {BEFORE: 5.0, FIRST: 100 * 258 / 1580}
GRADUATED = "Providence Business News, May 2019: about 258 of 1,580"
ON_TIME = {
    BEFORE: ENTRANTS + ": at most 5 %",
    FIRST: "Providence Business News, May 2019: about 258 of 1,580",
}

LAYOUTS = (
    Layout(
        "Entrants of two-year programmes in the region straight from a Rhode Island school",
        "case",
        "autumn",
        ("entrants", "entrants per 100 graduates", AGAINST),
    ),
    Layout(
        "What becomes of those who entered, and of those who might have gone elsewhere",
        "case",
        "autumn",
        (
            "came back for the second year", "completed within two years", "completed within three years",
            FOUR_YEAR,
        ),
    ),
)  # fmt: skip
PICTURE = {
    "title": "Entrants with the Promise, against the same autumn without it",
    "x": "autumn of entry",
    "panels": tuple(CASES.values())[1:],
    "lines": (AGAINST,),
    "y": "times as many",
}


class Classes(Notes):
    """Each class of school leavers who entered a two-year programme here, and what became of it."""

    def __init__(self, start: int, from_state: np.ndarray) -> None:
        self.start, self.from_state = start, from_state
        self.entered: dict[int, np.ndarray] = {}
        self.counts: dict[tuple[str, int], int] = {}

    def after(self, rule: str, world: World) -> None:
        """Note the year's entrants, and follow those of the years before."""
        if rule != "accounts":
            return
        people, autumn = world.people, self.start + world.year + 1
        leavers = (people.left_school == world.year) & self.from_state[np.minimum(people.school, self.last)]
        two_year = leavers & (people.pathway == Pathway.TWO_YEAR) & (people.studied == Studied.HERE)
        self.entered[autumn] = np.flatnonzero(two_year)
        self.counts["entrants", autumn] = int(two_year.sum())
        self.counts["graduates", autumn] = int((leavers & _diploma(people)).sum())
        self.counts["four_year", autumn] = int((leavers & (people.pathway == Pathway.FOUR_YEAR)).sum())
        self._follow(people, autumn)

    @property
    def last(self) -> int:
        """Last row of the schools; who has no school counts as that one, and has not just left it."""
        return len(self.from_state) - 1

    def _follow(self, people: Any, autumn: int) -> None:
        for years, name in ((1, "returned"), (2, "completed_2"), (3, "completed_3")):
            then = self.entered.get(autumn - years)
            if then is None:
                continue
            done = people.credentials[then] & np.uint8(Credential.ASSOCIATE) != 0
            studies = people.stage[then] == Stage.STUDY
            kept = (done | studies) if name == "returned" else done
            self.counts[name, autumn - years] = int(kept.sum())


def _diploma(people: Any) -> np.ndarray:
    return people.credentials & np.uint8(Credential.DIPLOMA) != 0


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Worlds with their classes noted."""
    return live(job.scenarios, job.baselines, task, _classes)


def _classes(scenario: Any) -> Classes:
    home = np.array([not school.zone.startswith(OTHER_STATE) for school in scenario.region.schools])
    return Classes(scenario.start, home)


def measure(world: Lived) -> Rows:
    """Counts of each class, by the autumn of entry."""
    parts = [
        rows(name, "all", np.array([autumn]), np.array([float(count)]), "persons")
        for (name, autumn), count in world.notes.counts.items()
    ]
    return stack(parts)


def tabulate(found: pd.DataFrame) -> list[Entry]:
    """Ratios and shares, draw by draw, beside what was published."""
    wide = found.pivot_table(
        index=["option", "draw", "replicate"], columns=["indicator", "year"], values="value"
    )
    entries = []
    for option, label in CASES.items():
        n, without = wide.loc[option], wide.loc["baseline"]
        for autumn in (BEFORE, FIRST, SECOND):
            entries += _entries(label, autumn, n, without)
    return entries


def _entries(label: str, autumn: int, n: pd.DataFrame, without: pd.DataFrame) -> list[Entry]:
    """Entries of one case and autumn; ``n`` and ``without`` have a row for each draw."""
    entered, unpromised = n["entrants", autumn], label == CASES["baseline"]

    def say(
        measure: str, unit: str, values: Any, known: dict[int, float] | None = None, source: str = ENTRANTS
    ) -> Entry:
        value = (known or {}).get(autumn, np.nan) if autumn == BEFORE or not unpromised else np.nan
        words = source if known and autumn in known and not np.isnan(value) else ""
        return entry(label, str(autumn), measure, unit, np.asarray(values, float), value, words)

    lines = [
        say("entrants", "persons", entered, {year: float(count) for year, count in PUBLISHED.items()}),
        say("entrants per 100 graduates", "per 100", 100 * entered / n["graduates", autumn]),
        say("came back for the second year", "per cent", 100 * n["returned", autumn] / entered, RETURNED),
        say(
            "completed within two years", "per cent", 100 * n["completed_2", autumn] / entered,
            COMPLETED, ON_TIME.get(autumn, ""),
        ),
        say("completed within three years", "per cent", 100 * n["completed_3", autumn] / entered),
    ]  # fmt: skip
    if not unpromised:
        ratios = {year: count / PUBLISHED[BEFORE] for year, count in PUBLISHED.items()}
        lines.append(say(AGAINST, "times", entered / without["entrants", autumn], ratios))
        lines.append(say(FOUR_YEAR, "times", n["four_year", autumn] / without["four_year", autumn]))
    return lines
