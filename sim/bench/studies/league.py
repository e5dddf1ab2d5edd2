"""The league table: every activity of the library with the same public money in the same region.

Activities are found in the library, not listed. Each option is the baseline with one activity more: as many
seats as a million dollars of public money a year, hosts and volunteers allow, for ten years; what is left
after twenty is counted, and what became of the participants four years after the last seat is set beside
what published studies say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.job import Job
from sim.bench.studies.claims import MEASURES, Claim, claims
from sim.bench.studies.table import Entry, Layout, entry
from sim.bench.trials.outcomes import ENDPOINTS
from sim.core.books.costs import public
from sim.core.columns import N_CELLS, Life
from sim.core.tallies import Tally
from sim.lives.pairing import has, participants
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, live
from sim.outcomes.groups import membership
from sim.outcomes.rows import Rows, rows, stack
from sim.study.activities.activity import Activity, load_activities
from sim.study.reading.fields import school_year

if TYPE_CHECKING:
    import pandas as pd

    from sim.core.state import World
    from sim.study.load.scenario import Scenario

MONEY = 1_000_000
"""USD of public money a year, prices of the first year."""
PAID_YEARS, COUNTED_AFTER = 10, 4
"""Years in which seats are given; years from the last of them to the look at participants."""
MOST_SEATS = 100_000
GROUPS = {
    "all": "", "sex=female": ", women", "sex=male": ", men", "low_income=yes": ", low income",
    "ethnicity=black": ", Black", "ethnicity=hispanic": ", Hispanic",
}  # fmt: skip
SEEN = {"net_retained": "net retained", "net_target": "net in target jobs"}
PER_MILLION = {
    "earnings": ("earnings a year", "USD a year"),
    "graduates": ("more diplomas", "persons"),
    "own_goal": ("own goal reached after 5 years", "persons"),
    "credentials": ("more holders of a credential", "persons"),
}
OWN = {
    name: (words, "per cent" if unit == "percent" else "per 100") for name, (words, unit) in MEASURES.items()
}
"""Outcomes of the trials that are measured of participants here, in words and unit."""
MARK, UNTESTED = " [contradicts {}]", " °"
"""Behind an activity's name: evidence that its row contradicts; that no causal study stands behind it."""

LAYOUTS = (
    Layout(
        "What is left in the last year, per million USD of public money (° no causal study of its effect)",
        "stage", "activity",
        (
            "public money spent", "participants", "net retained", "net in target jobs", "earnings a year",
            "more diplomas", "own goal reached after 5 years", "more holders of a credential",
        ),
    ),
    Layout(
        "Net retained per million spent, by group",
        "stage", "activity",
        tuple(f"net retained{words}" for words in GROUPS.values()),
    ),
    Layout(
        "Participants against the same persons without the activity, four years after the last seat, beside "
        "the strongest published effect",
        "stage", "activity",
        (*(words for words, _ in OWN.values()), "claims made", "claims contradicted"),
    ),
)  # fmt: skip
PICTURE = {
    "ranking": True,
    "title": "What a million dollars of public money leaves after twenty years, activity by activity",
    "y": "Persons per million spent; dot: middle, line: 90 % of the draws, hollow: zero lies within it",
    "panels": ("adults", "experience"),
    "lines": ("net retained", "net in target jobs"),
}


def options(found: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The baseline of the folder, and it with each activity of the library in turn."""
    base = found[0]
    first, over = school_year(base.start), school_year(base.start + PAID_YEARS)
    made = [base]
    for name, activity in load_activities().items():
        entry_: dict[str, Any] = {"activity": name, "seats": {first: MOST_SEATS, over: 0}}
        if not activity.fields:
            entry_["fields"] = list(base.target_fields)
        changes = {
            "name": activity.label,
            f"partnerships.{name}": entry_,
            "budget": {
                "per_year": {first: f"{MONEY} USD", over: "0 USD"}, "if_exceeded": "scale_seats",
            },
        }  # fmt: skip
        made.append(replace(base.with_(changes), slug=name.replace("_", "-")))
    return tuple(made)


class Look(Notes):
    """What became of everybody four years after the last seat, as the trials count it."""

    def __init__(self) -> None:
        self.values: dict[str, np.ndarray] = {}

    def after(self, rule: str, world: World) -> None:
        """Note it once, when that year is over."""
        if rule == "accounts" and world.year == PAID_YEARS + COUNTED_AFTER - 1:
            everybody = np.arange(len(world.people.key))
            self.values = {name: ENDPOINTS[name].values(world, everybody, 0) for name in OWN}


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Worlds with what became of their people noted."""
    return live(job.scenarios, job.baselines, task, lambda scenario: Look())


def measure(world: Lived) -> Rows:
    """Differences of one world from its baseline."""
    parts = []
    for group, counts in _counts(world).items():
        year = np.array([world.scenario.start + world.run.years - 1])
        parts += [rows(name, group, year, np.array([float(n)]), "persons") for name, n in counts.items()]
    return stack(parts)


def _counts(world: Lived) -> dict[str, dict[str, float]]:
    """Counts by group; all that is not of a group stands under ``all``."""
    base, run = world.against.run, world.run
    last, bits = run.years - 1, {"net_retained": Life.WORKS_HERE, "net_target": Life.TARGET_JOB}
    found: dict[str, dict[str, float]] = {group: {} for group in GROUPS}
    for name, bit in bits.items():
        change = has(run.lives[last], bit).astype(np.int64) - has(base.lives[last], bit)
        cells = np.bincount(run.cell, weights=change, minlength=N_CELLS)
        for group, inside in zip(GROUPS, membership(tuple(GROUPS)), strict=True):
            found[group][name] = float(cells @ inside)
    tallies = (run.tallies - base.tallies).sum(axis=2)
    found["all"] |= {
        "spent": public(run.costs.sum(axis=1)) - public(base.costs.sum(axis=1)),
        "earnings": tallies[last, Tally.EARNINGS],
        "graduates": tallies[:, Tally.GRADUATES].sum(),
        "own_goal": tallies[:, Tally.GOAL_REACHED_5].sum(),
        "credentials": int(has(run.lives[last], Life.CREDENTIAL).sum())
        - int(has(base.lives[last], Life.CREDENTIAL).sum()),
        **_own(world),
    }
    return found


def _own(world: Lived) -> dict[str, float]:
    """Participants, and means over them here and where the activity is not."""
    base, run, at = world.against.run, world.run, PAID_YEARS + COUNTED_AFTER - 1
    took = participants(base.served[at], run.served[at]) == 1
    found = {"participants": float(took.sum())}
    for name in OWN:
        found[f"own_{name}"] = float(world.notes.values[name][took].sum())
        found[f"own_{name}_before"] = float(world.against.notes.values[name][took].sum())
    return found


def tabulate(found: pd.DataFrame) -> list[Entry]:
    """The table: a row for each activity, by the lower end of what it retains, highest first.

    By the lower end, for little money is much luck: what cost next to nothing would else stand on top.
    """
    wide = found.pivot_table(
        index=["option", "draw", "replicate"], columns=["group", "indicator"], values="value"
    )  # fmt: skip
    blocks = [
        _of_activity(activity, wide.loc[slug])
        for name, activity in load_activities().items()
        if (slug := name.replace("_", "-")) in wide.index.get_level_values("option")
    ]
    return [line for block in sorted(blocks, key=_rank, reverse=True) for line in block]


def _rank(block: Sequence[Entry]) -> float:
    return next((e.low for e in block if e.measure == "net retained" and not math.isnan(e.low)), -1e9)


def _of_activity(activity: Activity, n: pd.DataFrame) -> list[Entry]:
    everybody = n["all"]
    spent = (everybody["spent"] / 1e6).where(everybody["spent"] > 0)
    gains = {words: _gain(name, everybody) for name, (words, _) in OWN.items()}
    told = claims().get(activity.name, ())
    against = [claim for claim in told if _contradicted(claim, gains)]
    ids = " ".join(dict.fromkeys(claim.evidence for claim in against))
    point = activity.label + (UNTESTED if activity.exploratory else "") + (MARK.format(ids) if ids else "")

    def say(name: str, unit: str, values: Any, claim: Claim | None = None) -> Entry:
        known = (claim.effect, _words(claim)) if claim else (math.nan, "")
        return entry(activity.stage, point, name, unit, np.asarray(values, float), *known)

    lines = [say("public money spent", "M USD", everybody["spent"] / 1e6)]
    lines += [say("participants", "persons", everybody["participants"])]
    for code, words in SEEN.items():
        lines += [
            say(words + end, "persons", n[group, code] / spent)
            for group, end in GROUPS.items()
            if code == "net_retained" or group == "all"
        ]
    lines += [say(words, unit, everybody[code] / spent) for code, (words, unit) in PER_MILLION.items()]
    lines += [say(words, unit, gains[words], _strongest(told, words)) for words, unit in OWN.values()]
    counts = {"claims made": len(told), "claims contradicted": len(against)}
    return lines + [Entry(activity.stage, point, name, "claims", float(n)) for name, n in counts.items()]


def _gain(name: str, n: pd.DataFrame) -> np.ndarray:
    """What participants gain, draw by draw: per cent of earnings, or persons per 100."""
    before = n[f"own_{name}_before"]
    over = before if name == "earnings" else n["participants"]
    return np.asarray(100.0 * (n[f"own_{name}"] - before) / over.where(over > 0), float)


def _contradicted(claim: Claim, gains: dict[str, np.ndarray]) -> bool:
    seen = entry("", "", "", "", gains[claim.measure])
    return seen.draws > 1 and claim.contradicted(float(np.nanmean(gains[claim.measure])), seen.low, seen.high)


def _strongest(told: Sequence[Claim], measure: str) -> Claim | None:
    """The claim on a measure that is shown: a strong one first, then the most exact."""
    mine = [claim for claim in told if claim.measure == measure]
    return min(mine, key=lambda claim: (not claim.strong, claim.error), default=None)


def _words(claim: Claim) -> str:
    how = "checked, causal" if claim.strong else "weak"
    return f"{claim.evidence} ({claim.trial}; {how}; error {claim.error:g})"
