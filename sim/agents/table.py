"""The columns of one type of agent, with the words for their codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from mesa import Agent

from sim.agents.readings import Reading
from sim.study.reading.diagnostics import did_you_mean


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one type of agent: where the numbers are and how they are read.

    ``fixed`` columns belong to the plan or to a person's identity and are not written to.
    ``agent`` gives the agent of a row; ``shown`` names the columns of a short table.
    """

    kind: type[Agent]
    arrays: Mapping[str, np.ndarray]
    readings: Mapping[str, Reading]
    fixed: frozenset[str]
    agent: Callable[[int], Any]
    shown: tuple[str, ...]

    def reading(self, name: str) -> Reading:
        """How a column is read; raises ``AttributeError`` with a near name if there is none."""
        if name not in self.readings:
            kind = self.kind.__name__
            raise AttributeError(f"{kind} has no column '{name}'; {did_you_mean(name, self.readings)}")
        return self.readings[name]

    def show(self, name: str, rows: np.ndarray | slice) -> np.ndarray:
        """Values of a column for some rows, in words."""
        return self.reading(name).show(self.arrays[name][rows])

    def one(self, name: str, row: int) -> Any:
        """Value of a column for one row, as a plain Python value."""
        value = self.show(name, slice(row, row + 1))[0]
        return value.item() if isinstance(value, np.generic) else value

    def store(self, name: str, rows: Any, value: Any) -> None:
        """Write one value, or one for each row, into a column."""
        reading = self.reading(name)
        if name in self.fixed:
            raise AttributeError(
                f"'{name}' of a {self.kind.__name__} cannot be written: "
                "it belongs to the region or to a person's identity"
            )
        values = value.to_numpy() if hasattr(value, "to_numpy") else value
        many = isinstance(values, np.ndarray | list)
        self.arrays[name][rows] = reading.take_all(values) if many else reading.take(values)


class Columns:
    """The columns of a set as attributes, for conditions on all of them at once."""

    __slots__ = ("_rows", "_table")

    def __init__(self, table: Table, rows: np.ndarray) -> None:
        self._table, self._rows = table, rows

    def __getattr__(self, name: str) -> np.ndarray:
        return self._table.show(name, self._rows)
