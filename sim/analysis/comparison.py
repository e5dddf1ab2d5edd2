"""A finished run, read from its folder: everything the tables, the page and the notebook say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.money import cost_table, equal_cost_note
from sim.analysis.stack import Stack, finished_tasks, long_table, stack_option
from sim.analysis.summary import chance_of_best, differences, enough_runs, summary
from sim.analysis.told import LINES_OF_TABLE, lines_table
from sim.analysis.unfinished import unfinished_notes
from sim.batch.receipt import Receipt, read_receipt
from sim.outcomes.accounts import DISCOUNT_RATE
from sim.outcomes.groups import KINDS, crossing
from sim.outcomes.registry import check_code
from sim.store.folder import FolderError, refuse_links

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT_KINDS = ("ingredient", "payer", "partnership")
"""Kinds of groups of money and seats; those of persons are in :data:`sim.outcomes.groups.KINDS`."""
NOT_FOR_QUOTING = (
    "Not for quoting: this model has not reproduced published trials yet, and part of a review's findings "
    "stands (docs/limits.md). Use it to see how options, seats, money and displacement hang together"
)
"""Stands before every result until trials are run inside the model and reproduced."""
MOST_SIDE_FILE = 50_000_000
"""Bytes beyond which a file beside the counts is not read."""


@dataclass(frozen=True)
class Comparison:
    """One study's options against its baseline, over all finished runs.

    ``stacks`` holds the runs by option, baseline first. Every table is made when it is first
    asked for.
    """

    folder: Path
    receipt: Receipt
    stacks: Mapping[str, Stack]
    discount: float = DISCOUNT_RATE

    @classmethod
    def load(cls, folder: str | Path, discount: float = DISCOUNT_RATE) -> Comparison:
        """Read a results folder; ``discount`` is the rate a year at which money is discounted.

        Raises :class:`sim.store.folder.FolderError` if it holds no run or no finished
        replicate, and :class:`sim.analysis.stack.StackError` if a part is damaged.
        """
        folder = Path(folder)
        refuse_links(folder)
        receipt = read_receipt(folder)
        slugs = [option.slug for option in receipt.study.options]
        tasks = finished_tasks(folder, slugs)
        if not tasks:
            raise FolderError(f"The run in '{folder}' has no finished replicate yet; resume it.")
        stacks = {slug: stack_option(folder, slug, tasks, receipt, rate=discount) for slug in slugs}
        return cls(folder, receipt, stacks, discount)

    @property
    def baseline(self) -> str:
        """Slug of the baseline."""
        return self.receipt.study.baseline

    @cached_property
    def baselines(self) -> dict[str, str]:
        """The scenario that each one is compared with, by slug; a baseline's own slug for a baseline."""
        return {option.slug: option.baseline for option in self.receipt.study.options}

    @property
    def options(self) -> tuple[str, ...]:
        """Slugs of the options, without the baselines."""
        return tuple(slug for slug in self.stacks if slug != self.baselines[slug])

    @property
    def names(self) -> dict[str, str]:
        """Names of the options by slug, baseline included."""
        return {option.slug: option.name for option in self.receipt.study.options}

    @property
    def headline_year(self) -> int:
        """Calendar year of the first September of the school year in which the headline is read."""
        return self.receipt.study.headline_year

    @property
    def runs(self) -> int:
        """Number of finished runs of each option (draws × replicates)."""
        return len(self.stacks[self.baseline].tasks)

    @cached_property
    def replicates(self) -> pd.DataFrame:
        """Every run as tidy rows: keys, option, draw, replicate, numerator, denominator, value."""
        return long_table(list(self.stacks.values()))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Levels: one row per option, indicator, group and year, with intervals over the runs."""
        import pandas as pd

        return pd.concat([summary(stack) for stack in self.stacks.values()], ignore_index=True)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Option less baseline, run by run: one row per option, indicator, group and year."""
        import pandas as pd

        tables = [differences(self.stacks[slug], self.stacks[self.baselines[slug]]) for slug in self.options]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    def values(self, option: str, indicator: str, year: int | None = None, group: str = "all") -> np.ndarray:
        """Return the values of one outcome, one per run; ``year`` is the headline year unless given."""
        wanted = self.headline_year if year is None else year
        place = self._places[option].get((check_code(indicator), group, wanted))
        if place is None:
            raise KeyError(f"{indicator} was not counted for {group} in {wanted} in option {option}.")
        return self.stacks[option].value[:, place]

    @cached_property
    def _places(self) -> dict[str, dict[tuple[str, str, int], int]]:
        """Position of each outcome by option, and by indicator, group and year."""
        names = ("indicator", "group", "year")
        return {slug: _numbered(stack, names) for slug, stack in self.stacks.items()}

    @cached_property
    def headline(self) -> pd.DataFrame:
        """The five lines of the target outcome in the headline year, one row per option and line.

        Beside them the totals of both worlds, and the participants who gain or lose by taking part.
        """
        return lines_table(self, "headline", (*LINES_OF_TABLE, "participants"))

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Added cost, public and other (present value), and per net resident, one row per option."""
        net = {slug: self.values(slug, "headline.net") for slug in self.options}
        homes = {slug: self.stacks[self.baselines[slug]] for slug in self.options}
        return cost_table({slug: self.stacks[slug] for slug in self.options}, homes, net)

    @cached_property
    def best(self) -> dict[str, float]:
        """Chance of being best: the share of runs in which an option has the highest net."""
        nets = {slug: self.values(slug, "headline.net") for slug in self.options}
        return chance_of_best(nets) if nets else {}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know before the figures: warnings of the run and of the comparison."""
        notes = [NOT_FOR_QUOTING, *self.receipt.warnings]
        if self.options and (unequal := equal_cost_note(self.costs)):
            notes.append(unequal)
        rough = [
            self.names[slug] for slug in self.options if not enough_runs(self.values(slug, "headline.net"))
        ]
        if rough:
            few = "1 run is" if self.runs == 1 else f"{self.runs} runs are"
            notes.append(
                f"{few} few: the middle value of the net is still rough for {', '.join(rough)}. "
                "More draws (--draws) make it more precise."
            )
        done = self.stacks[self.baseline].tasks
        return (*notes, *unfinished_notes(self.receipt, done, self.failures))

    @cached_property
    def audit(self) -> tuple[dict[str, Any], ...]:
        """Lines of the laws of every world, with option, draw and replicate."""
        return tuple(
            {"option": slug, "draw": task.draw, "replicate": task.replicate, **line}
            for slug, stack in self.stacks.items()
            for task, told in zip(stack.tasks, stack.notes, strict=True)
            for line in told.get("audit", ())
        )

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """Values drawn, one row per draw, one column per card (``card[2]`` in lists) or uncertain number.

        Where options differ in a value of the same name, that of the first of them is given.
        """
        import pandas as pd

        drawn: dict[int, dict[str, float]] = {}
        for stack in self.stacks.values():
            for task, told in zip(stack.tasks, stack.notes, strict=True):
                values = _flat(told.get("parameters", {}))
                drawn[task.draw] = values | drawn.get(task.draw, {})
        return pd.DataFrame.from_dict(drawn, orient="index").rename_axis("draw")

    @cached_property
    def evidence(self) -> tuple[dict[str, str], ...]:
        """Evidence of the run as rows of text: cards, strengths of activities, uncertain numbers."""
        text = _beside(self.folder / "evidence.csv")
        return tuple(csv.DictReader(io.StringIO(text, newline="")))

    @cached_property
    def failures(self) -> tuple[dict[str, Any], ...]:
        """Replicates that failed, as recorded."""
        try:
            found = json.loads(_beside(self.folder / "failures.json") or "[]")
        except (ValueError, RecursionError) as error:
            raise FolderError(f"failures.json of '{self.folder}' cannot be read: {error}.") from None
        return tuple(failure for failure in found if isinstance(failure, dict))

    def crossed(self, kinds: Sequence[str]) -> Comparison:
        """The same runs counted by several kinds of groups at once, such as sex and income."""
        groups = crossing(kinds)
        stacks = {
            slug: stack_option(self.folder, slug, stack.tasks, self.receipt, groups, self.discount)
            for slug, stack in self.stacks.items()
        }
        return Comparison(self.folder, self.receipt, stacks, self.discount)

    def table(
        self, code: str, by: str | Sequence[str] | None = None, year: int | None = None
    ) -> pd.DataFrame:
        """Return one indicator as a tidy table: levels of every option and the difference to the baseline.

        ``by`` is ``sex``, ``ethnicity``, ``low_income`` (or ``payer``, ``ingredient``, ``partnership``), or
        several kinds of persons at once, ``["sex", "low_income"]``; without it everybody is counted
        together. ``year`` keeps one school year; without it all are given.
        """
        check_code(code)
        kinds = [by] if isinstance(by, str) else list(by or ())
        known = (*KINDS, *ACCOUNT_KINDS) if len(kinds) < 2 else tuple(KINDS)
        if unknown := [kind for kind in kinds if kind not in known]:
            raise ValueError(f"There are no groups by '{unknown[0]}'; known: {', '.join(known)}.")
        source = self.crossed(kinds) if len(kinds) > 1 else self
        keys = ["option", "group", "year"]
        levels = _chosen(source.summary, code, kinds, year)
        levels = levels[[*keys, "cohort", "unit", "runs", "denominator", *_TABLE]]
        if source.differences.empty:
            return levels.reset_index(drop=True)
        change = _chosen(source.differences, code, kinds, year)[[*keys, *_TABLE, "above_zero"]]
        names = {name: f"change_{name}" for name in _TABLE}
        return levels.merge(change.rename(columns=names), on=keys, how="left")


_TABLE = ("median", "p05", "p95", "low", "high", "mc_error")
"""Columns of :meth:`Comparison.table`; those of the change have ``change_`` before them."""


def _numbered(stack: Stack, names: Sequence[str]) -> dict[Any, int]:
    rows = zip(*(stack.keys[name].tolist() for name in names), strict=True)
    return {key: number for number, key in enumerate(rows)}


def _beside(path: Path) -> str:
    """The text of a file beside the counts; empty if there is none.

    Raises :class:`sim.store.folder.FolderError` if it is no file of ours.
    """
    if not path.exists():
        return ""
    try:
        if not path.is_file() or path.stat().st_size > MOST_SIDE_FILE:
            raise FolderError(f"'{path}' is no file of a run.")
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise FolderError(f"'{path}' cannot be read: {error}.") from None


def _chosen(table: pd.DataFrame, code: str, kinds: Sequence[str], year: int | None) -> pd.DataFrame:
    chosen = table["indicator"] == code
    chosen &= table["group"].str.startswith(f"{kinds[0]}=") if kinds else table["group"].eq("all")
    return table[chosen if year is None else chosen & table["year"].eq(year)]


def _flat(parameters: Mapping[str, Any]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for card, value in parameters.items():
        if isinstance(value, list):
            flat |= {f"{card}[{i}]": float(item) for i, item in enumerate(value)}
        else:
            flat[card] = float(value)
    return flat
