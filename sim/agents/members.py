"""Who is in a set of agents kept as columns, and going through them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet

from sim.agents.table import Table


class RowSet(AbstractAgentSet):
    """An ordered set of rows of a table, each of which can be looked at as an agent.

    Changing a set never changes the model: nobody leaves the region by leaving a set.
    """

    def __init__(self, table: Table, rows: np.ndarray, model: Any) -> None:
        self.table, self.rows, self.model = table, np.asarray(rows, np.int64), model

    @property
    def random(self) -> Any:
        """The model's generator for shuffling; the life courses draw from keys instead."""
        return self.model.random

    # one by one

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return map(self.table.agent, self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        ours = isinstance(agent, self.table.kind) and agent.model is self.model
        return bool(ours and (self.rows == agent.row).any())

    def __getitem__(self, item: int | slice) -> Any:
        """One agent, or the set of a slice."""
        if isinstance(item, slice):
            return self._with(self.rows[item])
        if not isinstance(item, int | np.integer):
            raise TypeError("a set is indexed by a position or a slice; use select(...) for a condition")
        if not -len(self) <= item < len(self):
            raise IndexError(f"there is no position {item} in a set of {len(self)}")
        return self.table.agent(int(self.rows[item]))

    def to_list(self) -> list[Any]:
        """All agents of the set, as objects."""
        return list(self)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function of an agent, for every agent; one object each, so slow for many."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """As :meth:`do`, in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """As :meth:`do`, and return the results."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def shuffle(self, inplace: bool = False) -> Self:
        """The set in random order, from the model's generator."""
        return self._as_asked(self.model.rng.permutation(self.rows), inplace)

    # changing the set

    def add(self, agent: Any) -> None:
        """Put an agent of the same type and model into this set."""
        if agent not in self:
            self.rows = np.append(self.rows, self._row(agent))

    def discard(self, agent: Any) -> None:
        """Take an agent out of this set, if it is in it; nothing happens to the agent."""
        if agent in self:
            self.rows = self.rows[self.rows != agent.row]

    def remove(self, agent: Any) -> None:
        """As :meth:`discard`; raises ``KeyError`` if the agent is not in the set."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _update(self, agents: Iterable[Any]) -> Self:
        self.rows = np.array(list(dict.fromkeys(self._row(agent) for agent in agents)), np.int64)
        return self

    def __and__(self, other: Any) -> Self:
        return self._with(self.rows[np.isin(self.rows, self._rows_of(other))])

    def __sub__(self, other: Any) -> Self:
        return self._with(self.rows[~np.isin(self.rows, self._rows_of(other))])

    def __or__(self, other: Any) -> Self:
        theirs = self._rows_of(other)
        return self._with(np.append(self.rows, theirs[~np.isin(theirs, self.rows)]))

    def __xor__(self, other: Any) -> Self:
        return (self - other) | (other - self)

    def __le__(self, other: Any) -> bool:
        return bool(np.isin(self.rows, self._rows_of(other)).all())

    def __eq__(self, other: object) -> bool:
        alike = isinstance(other, RowSet) and other.table is self.table
        return alike and np.array_equal(np.sort(self.rows), np.sort(other.rows))

    __hash__ = None

    # inside

    def _with(self, rows: np.ndarray) -> Self:
        return type(self)(self.table, rows, self.model)

    def _as_asked(self, rows: np.ndarray, inplace: bool) -> Self:
        if not inplace:
            return self._with(rows)
        self.rows = rows
        return self

    def _row(self, agent: Any) -> int:
        if not isinstance(agent, self.table.kind) or agent.model is not self.model:
            raise TypeError(f"this set holds agents of type {self.table.kind.__name__} of one model")
        return agent.row

    def _rows_of(self, other: Any) -> np.ndarray:
        if not isinstance(other, RowSet) or other.table is not self.table:
            raise TypeError("only sets of the same type of agent and of the same model can be combined")
        return other.rows
