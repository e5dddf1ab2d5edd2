"""The finished replicates of an option, stacked: one row per run, one column per outcome.

Outcomes are made here, from the counts that are kept: other groups, other indicators and another discount
rate are other views of the same parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.batch.kept import of_this_study
from sim.batch.receipt import Receipt
from sim.lives.counts import READ, Counts, CountsError, read_counts
from sim.lives.task import Task
from sim.outcomes.accounts import DISCOUNT_RATE
from sim.outcomes.groups import GROUPS
from sim.outcomes.rows import Rows
from sim.outcomes.views import all_rows
from sim.store.parts import DamagedPart, Part, parts_of, read_part

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("indicator", "group", "year", "cohort", "unit")
RUNS_AT_ONCE = 32
"""Runs whose counts are in memory together; bounds it to a few hundred MB."""


class StackError(ValueError):
    """The parts of an option cannot be read together; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Stack:
    """All runs of one option.

    ``keys`` has the columns of :data:`KEYS`, one row per outcome. ``numerator``,
    ``denominator`` and ``value`` are float64 [runs, outcomes]; ``tasks`` are the runs, ``notes`` what each
    run's part says of itself (``audit``, ``parameters``).
    """

    option: str
    tasks: tuple[Task, ...]
    keys: pd.DataFrame
    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray
    notes: tuple[Mapping[str, Any], ...] = ()

    def columns(self, indicator: str, group: str | None = None) -> np.ndarray:
        """Return the positions of an indicator's outcomes, of one group or of all."""
        chosen = self.keys["indicator"].to_numpy() == indicator
        if group is not None:
            chosen &= self.keys["group"].to_numpy() == group
        return np.flatnonzero(chosen)


def finished_tasks(folder: Path, options: Sequence[str]) -> tuple[Task, ...]:
    """Return the tasks for which every option has a part, in order of draw and replicate."""
    found = [set(parts_of(folder, option)) for option in options]
    return tuple(sorted(set.intersection(*found))) if found else ()


def stack_option(
    folder: Path,
    option: str,
    tasks: Sequence[Task],
    receipt: Receipt,
    groups: Sequence[str] = GROUPS,
    rate: float = DISCOUNT_RATE,
) -> Stack:
    """Read the parts of an option and say what they say of ``groups``, money discounted at ``rate`` a year.

    Raises :class:`StackError` if a part is damaged, of another study, or holds other outcomes.
    """
    blocks: list[Rows] = []
    notes: list[Mapping[str, Any]] = []
    targets = receipt.targets(option)
    for kept, told in _read(folder, option, tasks, receipt):
        blocks.append(all_rows(kept, groups, rate, targets))
        notes += told
    if not blocks:
        raise StackError(f"Option {option} has no finished replicate.")
    first = blocks[0]
    if any(len(block) != len(first) for block in blocks):
        raise StackError(f"The parts of option {option} do not hold the same outcomes; run the study again.")
    numerator = np.concatenate([block.numerator for block in blocks])
    denominator = np.concatenate([block.denominator for block in blocks])
    value = np.concatenate([block.value for block in blocks])
    return Stack(option, tuple(tasks), _keys(first), numerator, denominator, value, tuple(notes))


def _keys(rows: Rows) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: getattr(rows, name) for name in KEYS})


def _read(
    folder: Path, option: str, tasks: Sequence[Task], receipt: Receipt
) -> Iterator[tuple[Counts, list[dict[str, Any]]]]:
    """Counts of some runs at a time, with a first axis for the runs, and the notes of each."""
    parts, recipe = parts_of(folder, option), receipt.recipe(option)
    for first in range(0, len(tasks), RUNS_AT_ONCE):
        some = [_part(parts[task], recipe, receipt) for task in tasks[first : first + RUNS_AT_ONCE]]
        yield _together([counts for counts, _ in some], option), [told for _, told in some]


def _part(part: Part, recipe: str, receipt: Receipt) -> tuple[Counts, dict[str, Any]]:
    try:
        table, notes = read_part(part, columns=list(READ))
        if not of_this_study(part, notes, recipe, receipt.hashes.code):
            raise StackError(
                f"{part.path.name} of option {part.option} is of another study, seed or version of the "
                "model; resume the run."
            )
        return read_counts(table, notes.get("layout")), notes
    except (DamagedPart, CountsError) as error:
        raise StackError(f"Option {part.option}: {error}; resume the run.") from None


def _together(runs: Sequence[Counts], option: str) -> Counts:
    alike = {(one.start, one.partnerships, one.missing, one.tallies.shape) for one in runs}
    if len(alike) > 1:
        raise StackError(f"The parts of option {option} do not hold the same counts; run the study again.")
    arrays = {
        part.name: np.stack([getattr(one, part.name) for one in runs])
        for part in fields(Counts)
        if isinstance(getattr(runs[0], part.name), np.ndarray)
    }
    return Counts(runs[0].start, runs[0].partnerships, **arrays, missing=runs[0].missing)


def long_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """Return every run of every option as tidy rows: keys, option, draw, replicate, counts and value."""
    import pandas as pd

    return pd.concat([_long(stack) for stack in stacks], ignore_index=True).astype(
        dict.fromkeys(("option", "indicator", "group", "unit"), "category")
    )


def _long(stack: Stack) -> pd.DataFrame:
    import pandas as pd

    runs, outcomes = stack.value.shape
    repeated = {name: np.tile(stack.keys[name].astype("object").to_numpy(), runs) for name in KEYS}
    return pd.DataFrame(
        {
            "option": stack.option,
            "draw": np.repeat([task.draw for task in stack.tasks], outcomes),
            "replicate": np.repeat([task.replicate for task in stack.tasks], outcomes),
            "year": repeated["year"].astype(np.int32),
            "cohort": repeated["cohort"].astype(np.int32),
            "indicator": repeated["indicator"],
            "group": repeated["group"],
            "numerator": stack.numerator.ravel(),
            "denominator": stack.denominator.ravel(),
            "value": stack.value.ravel(),
            "unit": repeated["unit"],
        }
    )
