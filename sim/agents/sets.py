"""Sets of agents kept as columns: Mesa's ``AgentSet`` for a hundred thousand persons.

A set is a list of rows of a :class:`sim.agents.table.Table`. What can be done on whole columns is
(``select`` with conditions, ``get``, ``set``, ``agg``, ``groupby``, ``sort``, ``to_frame``); agents
are made only for those who are looked at one by one (iteration, ``do``, ``map``, a filter that takes
an agent).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Literal, Self

import numpy as np
from mesa import Agent
from mesa.agentset import GroupBy

from sim.agents.members import RowSet
from sim.agents.table import Columns


class Groups(GroupBy):
    """Groups of a set by the value they share; ``agg`` works on whole columns."""

    def agg(self, attr_name: str, func: Callable | Iterable[Callable]) -> dict[Hashable, Any]:
        """Result of ``func`` for the values of each group, by the value the group shares."""
        if all(isinstance(group, ColumnSet) for group in self.groups.values()):
            return {name: group.agg(attr_name, func) for name, group in self.groups.items()}
        return super().agg(attr_name, func)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {count:,}" for name, count in self.count().items())
        return f"<{len(self)} groups: {counts}>"


class ColumnSet(RowSet):
    """An ordered set of agents kept as columns.

    Membership is fixed when the set is made (``model.students`` makes a new one each time); values
    are always those of the model now.

    >>> seniors = model.students.select(stage="school", grade=12)
    >>> seniors.select(ethnicity=("black", "hispanic"), interest=lambda interest: interest > 1).agg(
    ...     "academic", np.mean
    ... ) < 1
    np.True_
    """

    def select(
        self,
        filter_func: Callable[[Any], Any] | np.ndarray | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
        *,
        vectorised: bool = False,
        **conditions: Any,
    ) -> ColumnSet:
        """Those who meet all conditions, in the order of the set.

        ``conditions`` name columns: a value (``stage="school"``), several of which one must hold
        (``grade=range(9, 13)``), or a function of the values (``wage=lambda wage: wage > 40_000``). A
        bit set must hold the word or one of the words (``credentials="bachelor"``). ``filter_func``
        is a mask of True and False, a function of one agent (slow for many), or, with
        ``vectorised=True``, a function of the columns that returns a mask. ``at_most`` keeps the
        first so many, or as a decimal number up to 1.0 that share of the set.

        >>> adults = model.students.select(lambda columns: columns.age >= 18, vectorised=True)
        >>> len(adults) == len(model.students.select(age=range(18, 65)))
        True

        Raises:
            AttributeError: no such column.
            ValueError: a column cannot have that value, or the mask has another length.
        """
        keep = self._where(filter_func, vectorised)
        if agent_type is not None and not issubclass(self.table.kind, agent_type):
            keep[:] = False
        for name, wanted in conditions.items():
            keep &= self.table.reading(name).matches(self._stored(name), wanted)
        share = isinstance(at_most, float) and at_most <= 1.0
        most = int(len(self) * at_most) if share else min(at_most, len(self))
        return self._as_asked(self.rows[keep][: int(most)], inplace)

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> Any:
        """Values of one attribute as an array, or of several as a list of lists, agent by agent.

        Whole numbers come as int64 and decimals as float64, so that sums cannot overflow.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        if not isinstance(attr_names, str):
            found = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*found, strict=True)]
        if attr_names in self.table.readings:
            return self.table.show(attr_names, self.rows)
        if hasattr(self.table.kind, attr_names):
            return [getattr(agent, attr_names) for agent in self]
        if handle_missing == "default":
            return [default_value] * len(self)
        return self.table.reading(attr_names)  # raises, with a near name

    def set(self, attr_name: str, value: Any) -> Self:
        """Write one value, or an array with one value for each agent, into a column."""
        self.table.store(attr_name, self.rows, value)
        return self

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """Result of one function, or of several, for all values of an attribute at once.

        >>> youngest, oldest = model.students.agg("age", [np.min, np.max])
        >>> int(youngest), int(oldest)
        (5, 64)
        """
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def groupby(
        self,
        by: str | Iterable[str] | Callable[[Any], Hashable],
        result_type: Literal["agentset", "list"] = "agentset",
    ) -> Groups:
        """Groups by a column, by several columns together, or by a function of an agent.

        >>> wages = model.students.select(stage="work").groupby("sex").agg("wage", np.median)
        >>> sorted(wages)
        ['female', 'male']
        """
        groups = {name: self._with(rows) for name, rows in self._rows_by(by).items()}
        return Groups({name: group.to_list() for name, group in groups.items()}
                      if result_type == "list" else groups)  # fmt: skip

    def sort(
        self, key: str | Callable[[Any], Any], ascending: bool = False, inplace: bool = False
    ) -> ColumnSet:
        """The set in the order of a column or of a function of an agent; largest first, as in Mesa."""
        if callable(key):
            values = self.map(key)
            order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
        else:
            rank = np.unique(self._stored(key), return_inverse=True)[1]
            order = np.argsort(rank if ascending else -rank, kind="stable")
        return self._as_asked(self.rows[order], inplace)

    def to_frame(self, columns: Iterable[str] | None = None) -> Any:
        """A pandas table, one line per agent, with words for codes and the row as index.

        >>> model.schools.to_frame(["name", "pupils"]).columns.tolist()
        ['name', 'pupils']
        """
        import pandas as pd

        names = list(self.table.readings if columns is None else columns)
        values = {name: self.table.reading(name).tabulate(self._stored(name)) for name in names}
        return pd.DataFrame(values, index=pd.Index(self.rows, name="row"))

    def __repr__(self) -> str:
        kind = self.table.kind.__name__
        first = "".join(f"{', ' if place else ': '}{agent!r}" for place, agent in enumerate(self[:2]))
        return f"<{len(self):,} of type {kind}{first}{', …' if len(self) > 2 else ''}>"

    def _repr_html_(self) -> str:
        table = self[:5].to_frame(self.table.shown).to_html(border=0, max_rows=5)
        more = f", the first {min(5, len(self))} of them" if len(self) > 5 else ""
        return f"<p>{len(self):,} of type {self.table.kind.__name__}{more}</p>{table}"

    # inside

    def _stored(self, name: str) -> np.ndarray:
        """The numbers of a column as stored."""
        self.table.reading(name)  # raises, with a near name, if there is no such column
        return self.table.arrays[name][self.rows]

    def _where(self, condition: Any, vectorised: bool) -> np.ndarray:
        """A fresh mask of those who pass a mask or a function."""
        if condition is None:
            return np.ones(len(self), bool)
        if callable(condition) and not vectorised:
            return np.fromiter((bool(condition(agent)) for agent in self), bool, len(self))
        mask = np.array(condition(Columns(self.table, self.rows)) if callable(condition) else condition)
        if mask.shape != self.rows.shape or mask.dtype != bool:
            raise ValueError(
                f"a condition on {len(self)} agents is as many True and False, "
                f"not {mask.dtype} of shape {mask.shape}"
            )
        return mask

    def _rows_by(self, by: Any) -> dict[Hashable, np.ndarray]:
        """Rows of each group, groups in the order of their codes or of first appearance."""
        if callable(by):
            return self._rows_by_labels(self.map(by))
        names = [by] if isinstance(by, str) else list(by)
        kinds, where = zip(*(np.unique(self._stored(one), return_inverse=True) for one in names), strict=True)
        flat = np.ravel_multi_index(where, [max(1, len(kind)) for kind in kinds])
        _, first, counts = np.unique(flat, return_index=True, return_counts=True)
        shown = [self.table.show(one, self.rows[first]).tolist() for one in names]
        labels = shown[0] if isinstance(by, str) else zip(*shown, strict=True)
        by_group = self.rows[np.argsort(flat, kind="stable")]
        return dict(zip(labels, np.split(by_group, np.cumsum(counts)[:-1]), strict=False))

    def _rows_by_labels(self, labels: list[Hashable]) -> dict[Hashable, np.ndarray]:
        positions: dict[Hashable, list[int]] = {}
        for position, label in enumerate(labels):
            positions.setdefault(label, []).append(position)
        return {label: self.rows[found] for label, found in positions.items()}
