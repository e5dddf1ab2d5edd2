"""The finished replicates of an option, stacked: one row per run, one column per outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.lives.task import Task
from sim.store.parts import part_path, read_part

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("indicator", "group", "year", "cohort", "unit")


class StackError(ValueError):
    """The parts of an option do not fit together; the message says which."""


@dataclass(frozen=True, slots=True)
class Stack:
    """All runs of one option.

    ``keys`` has the columns of :data:`KEYS`, one row per outcome. ``numerator``,
    ``denominator`` and ``value`` are float64 [runs, outcomes]; ``tasks`` are the runs.
    """

    option: str
    tasks: tuple[Task, ...]
    keys: pd.DataFrame
    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray

    def columns(self, indicator: str, group: str | None = None) -> np.ndarray:
        """Return the positions of an indicator's outcomes, of one group or of all."""
        chosen = self.keys["indicator"].to_numpy() == indicator
        if group is not None:
            chosen &= self.keys["group"].to_numpy() == group
        return np.flatnonzero(chosen)


def finished_tasks(folder: Path, options: Sequence[str]) -> tuple[Task, ...]:
    """Return the tasks for which every option has a part, in order of draw and replicate."""
    found = [
        {path.name for path in (folder / "replicates" / f"option={option}").glob("part-*.parquet")}
        for option in options
    ]
    names = set.intersection(*found) if found else set()
    return tuple(sorted(Task(*map(int, name.removesuffix(".parquet").split("-")[1:])) for name in names))


def stack_option(folder: Path, option: str, tasks: Sequence[Task]) -> Stack:
    """Read the parts of an option.

    Raises :class:`StackError` if a part is damaged or holds other outcomes than the first.
    """
    import pandas as pd
    import pyarrow as pa

    keys, blocks = None, []
    for task in tasks:
        path = part_path(folder, option, task)
        try:
            table = read_part(path)
        except (OSError, pa.ArrowException) as error:
            raise StackError(
                f"{path.name} of option {option} is damaged ({error}); resume the run."
            ) from None
        mine = table.select(KEYS)
        if keys is None:
            keys = mine
        elif not mine.equals(keys):
            raise StackError(f"{path.name} of option {option} holds other outcomes than the first part.")
        blocks.append([table[name].to_numpy() for name in ("numerator", "denominator", "value")])
    if keys is None:
        raise StackError(f"Option {option} has no finished replicate.")
    frame = pd.DataFrame({name: keys[name].to_pylist() for name in KEYS})
    numerator, denominator, value = (np.stack(block) for block in zip(*blocks, strict=True))
    return Stack(option, tuple(tasks), frame, numerator, denominator, value)


def long_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """Return every run of every option as tidy rows, with the columns of the part files."""
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
