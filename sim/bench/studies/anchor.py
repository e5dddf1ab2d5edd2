"""The study of the anchor that closes: what becomes of those trained for it, and of those trained broadly.

Those who took part by the end of the school year before the closure are followed through four
lives: with and without their programme, with and without the closure. So the closure's loss can be
told from what would have become of the same persons anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.job import Job
from sim.bench.studies.table import Entry, Layout, entry
from sim.core.columns import FIELDS, NONE, Life, Place
from sim.lives.pairing import has
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, live
from sim.outcomes.rows import Rows, rows, stack

if TYPE_CHECKING:
    import pandas as pd

    from sim.core.state import World

LAST_YEAR = 5
"""Years from the start to the last school year before the closure; it comes in the year after."""
YEARS_AFTER = (0, 1, 3, 5)
CASES = {
    "anchor_apprenticeship": "apprentices at the anchor alone",
    "broad_apprenticeship": "apprentices at many employers",
    "college_courses": "pupils in college courses",
}
OUTCOMES = {
    "employed": ("employed", "per cent"),
    "here": ("employed here", "per cent"),
    "in_field": ("employed here in the field trained for", "per cent"),
    "earnings": ("earnings", "USD a year"),
}
WORLDS = ("stands", "closes")
NOWHERE = 255

LAYOUTS = (
    Layout(
        "The participants with their programme: while the anchor stands, and when it closes",
        "participants",
        "years after the closure",
        tuple(
            f"{OUTCOMES[name][0]}, anchor {world}"
            for name in ("employed", "here", "in_field")
            for world in WORLDS
        ),
    ),
    Layout(
        "What the closure takes from the participants, with their programme and without it",
        "participants",
        "years after the closure",
        (
            "loss of work", "loss of work without the programme", "loss of work here in the field",
            "loss of work here in the field without the programme", "loss of earnings",
            "loss of earnings without the programme",
        ),
    ),
    Layout(
        "What the programme gives its participants, anchor standing and closing",
        "participants",
        "years after the closure",
        (
            "gain in work, anchor stands", "gain in work, anchor closes", "gain in earnings, anchor stands",
            "gain in earnings, anchor closes", "participants", "worked at the anchor before",
        ),
    ),
)  # fmt: skip
PICTURE = {
    "title": "Participants in work here in the field they trained for, by years after the closure",
    "x": "years after the closure",
    "panels": tuple(CASES.values()),
    "lines": (
        "employed here in the field trained for, anchor stands",
        "employed here in the field trained for, anchor closes",
    ),
    "y": "per cent of the participants",
}


class Jobs(Notes):
    """Wages and fields of work at the ends of the years that are compared, and who worked at the anchor."""

    def __init__(self, anchor: list[int]) -> None:
        self.anchor = np.array(anchor)
        self.wage: dict[int, np.ndarray] = {}
        self.field: dict[int, np.ndarray] = {}  # field of the job held here, NOWHERE without one
        self.trained_for = np.zeros(0, np.uint8)
        self.at_anchor = np.zeros(0, bool)

    def after(self, rule: str, world: World) -> None:
        """Note the year's end."""
        people = world.people
        if rule != "accounts" or world.year < LAST_YEAR:
            return
        if world.year == LAST_YEAR:
            self.trained_for = people.field.copy()
            self.at_anchor = np.isin(people.employer, self.anchor)
        held = (people.employer != NONE) & (people.place == Place.LOCAL)
        field = world.firms.field[np.where(held, people.employer, 0)]
        self.field[world.year] = np.where(held, field, np.uint8(NOWHERE))
        self.wage[world.year] = people.wage.astype(np.float64)


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Worlds with jobs and wages noted."""
    from sim.study.plan.selectors import rows_of_employer

    return live(
        job.scenarios,
        job.baselines,
        task,
        lambda scenario: Jobs(rows_of_employer("electric_boat", scenario.region)),
    )


def measure(world: Lived) -> Rows:
    """Sums over the participants of each programme of this world, with it and without it."""
    parts = [rows("nothing", "all", np.array([world.scenario.start]), np.zeros(1), "persons")]
    for position, (name, spec) in enumerate(world.scenario.partnerships.items()):
        took_part, fields = _took_part(world, position), tuple(spec.fields or ())
        for life, result in (("with", world), ("without", world.against)):
            for after in YEARS_AFTER:
                counts = _counts(result, took_part, fields, LAST_YEAR + 1 + after)
                year = np.array([after])
                parts += [
                    rows(f"{life}_{outcome}", name, year, np.array([float(n)]), "sum")
                    for outcome, n in counts.items()
                ]
    return stack(parts)


def _took_part(world: Lived, position: int) -> np.ndarray:
    """Who has had a seat of the partnership by the last year before the closure."""
    bit = world.plan.partnerships.bit[position]
    return (world.run.served[LAST_YEAR] >> np.uint32(bit)) & np.uint32(1) == 1


def _counts(result: Any, who: np.ndarray, fields: tuple[str, ...], year: int) -> dict[str, float]:
    """Sums over the participants; a programme without fields of its own trains for each pupil's own."""
    lives, notes = result.run.lives[year], result.notes
    employed = has(lives, Life.EMPLOYED) & who
    return {
        "persons": who.sum(),
        "employed": employed.sum(),
        "here": (has(lives, Life.WORKS_HERE) & who).sum(),
        "in_field": (_in_field(notes, fields, year) & who).sum(),
        "earnings": notes.wage[year][employed].sum(),
        "at_anchor": (notes.at_anchor & who).sum(),
    }


def _in_field(notes: Jobs, fields: tuple[str, ...], year: int) -> np.ndarray:
    job = notes.field[year]
    if fields:
        return np.isin(job, [FIELDS.index(name) for name in fields])
    return job == notes.trained_for


def tabulate(found: pd.DataFrame) -> list[Entry]:
    """Outcomes, losses by the closure and gains by the programme, draw by draw, pooled over participants."""
    found = found[found["indicator"] != "nothing"].assign(
        world=lambda rows: np.where(rows["option"].str.startswith("closes"), "closes", "stands")
    )
    wide = found.pivot_table(
        index=["group", "year", "world", "draw", "replicate"], columns="indicator", values="value"
    )
    entries = []
    for name, label in CASES.items():
        for after in YEARS_AFTER:
            worlds = {world: wide.loc[name, after, world] for world in WORLDS}
            entries += _entries((label, f"{after}"), worlds)
    return entries


def _entries(place: tuple[str, str], worlds: dict[str, pd.DataFrame]) -> list[Entry]:
    def say(measure: str, unit: str, values: Any) -> Entry:
        return entry(*place, measure, unit, np.asarray(values, float))

    def rate(world: str, life: str, outcome: str) -> Any:
        n = worlds[world]
        scale = 1.0 if outcome == "earnings" else 100.0
        return scale * n[f"{life}_{outcome}"] / n[f"{life}_persons"].where(n[f"{life}_persons"] > 0)

    entries = [
        say(f"{label}, anchor {world}", unit, rate(world, "with", outcome))
        for outcome, (label, unit) in OUTCOMES.items()
        for world in WORLDS
    ]
    short = {"employed": "work", "in_field": "work here in the field", "earnings": "earnings"}
    for outcome, label in short.items():
        unit = "USD a year" if outcome == "earnings" else "per 100"
        for life, words in (("with", ""), ("without", " without the programme")):
            lost = rate("stands", life, outcome) - rate("closes", life, outcome)
            entries.append(say(f"loss of {label}{words}", unit, lost))
        for world in WORLDS:
            gained = rate(world, "with", outcome) - rate(world, "without", outcome)
            entries.append(say(f"gain in {label}, anchor {world}", unit, gained))
    stands = worlds["stands"]
    return [
        *entries,
        say("participants", "persons", stands["with_persons"]),
        say(
            "worked at the anchor before", "per cent", 100 * stands["with_at_anchor"] / stands["with_persons"]
        ),
    ]
