"""The study of saturation: what help with looking for work does when more and more get it.

All who look for work when the year of treatment begins are *seekers*; a lot decides who of them is
treated. Every person is compared with the same person in the world of the same market in which
nobody is treated: so what the treated win, what untreated seekers lose and what everybody else
loses are counted, not estimated. The comparison of treated with untreated seekers within one
world is what a trial would report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.job import Job
from sim.bench.studies.table import Entry, Layout, entry, mean_entry
from sim.core.columns import WORKING_AGES, Life, Place, Stage
from sim.core.tallies import Market
from sim.lives.pairing import has, participants
from sim.lives.task import Task
from sim.lives.worlds import Lived, Notes, live
from sim.outcomes.rows import Rows, rows, stack

if TYPE_CHECKING:
    import pandas as pd

    from sim.core.state import World

TREATED_YEAR = 3
"""Years from the start of the horizon to the year of treatment, 2029-30."""
YEARS_AFTER = (0, 1, 2)
MARKETS = {"usual": "usual market", "weak": "weak market", "very-weak": "very weak market"}
OUTCOMES = {"employed": Life.EMPLOYED, "works_here": Life.WORKS_HERE}
FILLED = (Market.YOUNG, Market.OTHERS)

LAYOUTS = (
    Layout(
        "At the end of the year of treatment: persons in work, here or elsewhere",
        "market",
        "share meant to be treated",
        (
            "share treated", "treated", "treated less untreated, one world", "effect on the treated",
            "effect on untreated seekers", "net effect per treated head",
            "share of the gain taken from others",
        ),
    ),
    Layout(
        "What is left later, and what happens to jobs",
        "market",
        "share meant to be treated",
        (
            "effect on the treated, 1 year later", "net effect per treated head, 1 year later",
            "effect on the treated, 2 years later", "net effect per treated head, 2 years later",
            "jobs filled per treated head",
        ),
    ),
    Layout(
        "Does it fall? A draw with everybody treated less the same draw with a quarter treated: means over "
        "the draws, with their 95 % intervals",
        "market",
        "shares compared",
        (
            "mean change of the effect on the treated", "mean change of the net effect per treated head",
            "draws in which the net effect per head falls",
        ),
    ),
    Layout(
        "The three markets with nobody treated, in the year of treatment",
        "market",
        "share meant to be treated",
        ("seekers", "seekers in work at its end", "openings", "openings unfilled at its end"),
    ),
)  # fmt: skip
PICTURE = {
    "title": "Help with looking for work: the treated, the untreated, and all of them together",
    "x": "share of those who look for work that is treated",
    "panels": tuple(MARKETS.values()),
    "lines": (
        "treated less untreated, one world", "effect on the treated", "effect on untreated seekers",
        "net effect per treated head",
    ),
    "y": "persons in work per 100",
}  # fmt: skip


class Seekers(Notes):
    """Who looks for work when the year of treatment begins: exactly those who may hold a seat."""

    def __init__(self) -> None:
        self.rows = np.zeros(0, bool)

    def before(self, world: World) -> None:
        """Note the seekers, once."""
        if world.year != TREATED_YEAR:
            return
        people, (first, last) = world.people, world.rows(WORKING_AGES)
        self.rows = (people.stage == Stage.SEEK) & (people.place == Place.LOCAL)
        self.rows[: int(first)] = self.rows[int(last) :] = False


def simulate(job: Job, task: Task) -> Iterator[Lived]:
    """Worlds with their seekers noted."""
    return live(job.scenarios, job.baselines, task, lambda scenario: Seekers())


def measure(world: Lived) -> Rows:
    """Sums over persons of one world, against the world of its market with nobody treated."""
    parts = []
    for after in YEARS_AFTER:
        counts = _counts(world.against, world, TREATED_YEAR + after)
        year = np.array([world.scenario.start + TREATED_YEAR + after])
        parts += [rows(name, "all", year, np.array([float(n)]), "persons") for name, n in counts.items()]
    return stack(parts)


def _counts(baseline: Any, option: Any, year: int) -> dict[str, float]:
    seekers, at = baseline.notes.rows, TREATED_YEAR
    treated = participants(baseline.run.served[at], option.run.served[at]) == 1
    untreated, rest = seekers & ~treated, ~seekers & ~treated
    counts: dict[str, float] = {"seekers": seekers.sum(), "treated": treated.sum()}
    for name, bit in OUTCOMES.items():
        before, now = has(baseline.run.lives[year], bit), has(option.run.lives[year], bit)
        for group, who in (("treated", treated), ("untreated", untreated), ("rest", rest)):
            counts[f"{name}_{group}_before"] = before[who].sum()
            counts[f"{name}_{group}"] = now[who].sum()
    market, usual = option.run.market[year], baseline.run.market[year]
    counts["filled"] = sum(int(market[i]) - int(usual[i]) for i in FILLED)
    counts["openings"], counts["unfilled"] = market[Market.OPENINGS], market[Market.UNFILLED]
    return counts


def tabulate(found: pd.DataFrame) -> list[Entry]:
    """The table: for each market and share, effects per 100 persons, draw by draw."""
    wide = found.pivot_table(
        index=["option", "draw", "replicate", "year"], columns="indicator", values="value"
    )
    first, entries = int(found["year"].min()), []
    options = {_place(option): option for option in dict.fromkeys(found["option"])}
    for place in sorted(options, key=lambda place: list(MARKETS.values()).index(place[0])):
        option = options[place]
        for after in YEARS_AFTER:
            entries += _entries(place, wide.loc[option].xs(first + after, level="year"), after)
    in_year = wide.xs(first, level="year")
    return entries + [line for market in MARKETS.values() for line in _falls(market, options, in_year)]


def _falls(market: str, options: dict[tuple[str, str], str], n: pd.DataFrame) -> list[Entry]:
    """How effects per head change from the least to the most treated, draw by draw; nothing without both."""
    if any((market, share) not in options for share in ENDS):
        return []
    least, most = (n.loc[options[market, share]] for share in ENDS)
    few, many = _per_head(least), _per_head(most)
    change = {name: (many[name] - few[name]).to_numpy(float) for name in few}
    place, fell = (market, f"{ENDS[1]} less {ENDS[0]}"), 100.0 * float(np.mean(change["net"] < 0.0))
    means = {
        "mean change of the effect on the treated": change["treated"],
        "mean change of the net effect per treated head": change["net"],
    }
    return [
        *(mean_entry(*place, measure, "per 100 treated", values) for measure, values in means.items()),
        Entry(
            *place, "draws in which the net effect per head falls", "per cent", fell, draws=len(few["net"])
        ),
    ]


def _per_head(n: pd.DataFrame) -> dict[str, pd.Series]:
    """Gains of the treated, and of everybody, per 100 treated."""
    gained = {group: n[f"employed_{group}"] - n[f"employed_{group}_before"] for group in GROUPS}
    return {
        "treated": 100 * gained["treated"] / n["treated"],
        "net": 100 * sum(gained.values()) / n["treated"],
    }


def _place(option: str) -> tuple[str, str]:
    """Market and share that an option's name says."""
    market, share = option.rsplit("-", 1) if option != "baseline" else ("usual", "000")
    return MARKETS[market], f"{int(share)} %"


def _entries(place: tuple[str, str], n: pd.DataFrame, after: int) -> list[Entry]:
    """Entries of one market and share, so many years after the treatment; ``n`` has a row for each draw."""

    def say(measure: str, unit: str, values: Any) -> Entry:
        return entry(*place, measure + LATER[after], unit, np.asarray(values, float))

    if place[1] == "0 %":
        return [] if after else _market(say, n)
    return _effects(say, n, first=after == 0)


LATER = {0: "", 1: ", 1 year later", 2: ", 2 years later"}


def _market(say: Any, n: pd.DataFrame) -> list[Entry]:
    return [
        say("seekers", "persons", n["seekers"]),
        say("seekers in work at its end", "per cent", 100 * n["employed_untreated"] / n["seekers"]),
        say("openings", "jobs", n["openings"]),
        say("openings unfilled at its end", "per cent", 100 * n["unfilled"] / n["openings"]),
    ]


def _effects(say: Any, n: pd.DataFrame, first: bool) -> list[Entry]:
    """Effects on the treated, on untreated seekers, on everybody, per 100 persons."""
    treated, others = n["treated"], n["seekers"] - n["treated"]
    gained = {group: n[f"employed_{group}"] - n[f"employed_{group}_before"] for group in GROUPS}
    net = gained["treated"] + gained["untreated"] + gained["rest"]
    with np.errstate(divide="ignore", invalid="ignore"):
        # an unlucky lot may leave a handful of seekers out of reach: too few to say anything about
        kept = others.where(others > FEWEST)
        naive = n["employed_treated"] / treated - n["employed_untreated"] / kept
        lost = (
            -100
            * (gained["untreated"] + gained["rest"])
            / gained["treated"].where(gained["treated"] > FEWEST)
        )
    lines = [
        say("effect on the treated", "per 100", 100 * gained["treated"] / treated),
        say("net effect per treated head", "per 100", 100 * net / treated),
        say("jobs filled per treated head", "per 100", 100 * n["filled"] / treated),
    ]
    if not first:
        return lines
    local = n["works_here_treated"] - n["works_here_treated_before"]
    return [
        say("share treated", "per cent", 100 * treated / n["seekers"]),
        say("treated", "persons", treated),
        say("treated less untreated, one world", "per 100", 100 * naive),
        *lines,
        say("effect on untreated seekers", "per 100", 100 * gained["untreated"] / kept),
        say("share of the gain taken from others", "per cent", lost),
        say("effect on the treated, work in the region", "per 100", 100 * local / treated),
    ]


GROUPS = ("treated", "untreated", "rest")
ENDS = ("25 %", "100 %")
FEWEST = 20
"""Persons below which a share of them is not shown."""
