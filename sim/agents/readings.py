"""How the stored numbers of a column are shown to people, taken from them and compared.

Columns hold codes, bit sets and row numbers. An attribute of an agent shows words, tuples of words
and other agents instead, and takes them back. One reading per column does both, for one person or a
hundred thousand at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np

from sim.core.columns import NONE, Column
from sim.study.reading.diagnostics import did_you_mean

MANY = (list, tuple, set, frozenset, range, np.ndarray)
"""Types that stand for "any of these" in a condition."""


class Reading:
    """A column of numbers, shown as they are but wide enough to be added up (int64, float64)."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def show(self, stored: np.ndarray) -> np.ndarray:
        """Values as people read them, one for each stored number."""
        if stored.dtype.kind == "f":
            return stored.astype(np.float64)
        return stored.astype(np.int64) if stored.dtype.kind in "iu" and stored.itemsize < 8 else stored

    def tabulate(self, stored: np.ndarray) -> Any:
        """Values for a table that a spreadsheet can hold."""
        return self.show(stored)

    def take(self, value: Any) -> Any:
        """Number to store for ``value``.

        Raises:
            ValueError: the column cannot hold the value; with what it can hold.
        """
        self._check_numbers(np.asarray(value), value)
        return self.column.dtype(value)

    def take_all(self, values: Sequence) -> np.ndarray:
        """Numbers to store for many values; raises as :meth:`take`."""
        numbers = np.asarray(values)
        self._check_numbers(numbers, values)
        return numbers.astype(self.column.dtype)

    def matches(self, stored: np.ndarray, wanted: Any) -> np.ndarray:
        """Where the column is ``wanted``, is among several wanted, or passes a function of its values."""
        if callable(wanted):
            return np.asarray(wanted(self.show(stored)), bool)
        shown = self.show(stored)
        numbers = np.asarray(list(wanted) if isinstance(wanted, MANY) else [wanted])
        if numbers.size and numbers.dtype.kind not in "iufb":
            raise self._not_a_number(wanted)
        exact = shown.dtype == np.uint64  # else compared as float64, which rounds keys
        return np.isin(shown, numbers.astype(np.uint64) if exact else numbers)

    def _check_numbers(self, numbers: np.ndarray, value: Any) -> None:
        if numbers.dtype.kind not in "iufb" or not np.isfinite(numbers).all():
            raise self._not_a_number(value)
        if np.issubdtype(self.column.dtype, np.integer):
            limits = np.iinfo(self.column.dtype)
            if ((numbers < limits.min) | (numbers > limits.max) | (numbers != np.floor(numbers))).any():
                raise ValueError(
                    f"{_shortly(value)} does not fit '{self.column.name}': "
                    f"whole numbers from {limits.min} to {limits.max}"
                )

    def _not_a_number(self, value: Any) -> ValueError:
        unit = f" ({self.column.unit})" if self.column.unit else ""
        return ValueError(f"'{self.column.name}' is a number{unit}, not {_shortly(value)}")


class _Coded(Reading):
    """What readings share in which a value stands for one code."""

    def take_all(self, values: Sequence) -> np.ndarray:
        """Numbers to store for many values; raises as :meth:`take`."""
        return np.array([self.take(value) for value in values], dtype=self.column.dtype)

    def matches(self, stored: np.ndarray, wanted: Any) -> np.ndarray:
        """Where the column is ``wanted``, is among several wanted, or passes a function of its values."""
        if callable(wanted) and not isinstance(wanted, type):
            return np.asarray(wanted(self.show(stored)), bool)
        several = wanted if isinstance(wanted, MANY) else (wanted,)
        return np.isin(stored, np.array([self.take(one) for one in several], dtype=stored.dtype))


class YesNo(_Coded):
    """A column of 0 and 1, shown as False and True."""

    def show(self, stored: np.ndarray) -> np.ndarray:
        """False and True."""
        return stored.astype(bool)

    def take(self, value: Any) -> Any:
        """1 or 0."""
        if isinstance(value, bool | np.bool_) or (isinstance(value, int | np.integer) and value in (0, 1)):
            return self.column.dtype(value)
        raise ValueError(f"'{self.column.name}' is True or False, not {_shortly(value)}")


class Words(_Coded):
    """A column of codes, shown as words; takes words, or codes such as ``Stage.WORK``."""

    def __init__(self, column: Column, words: Sequence[str] | None = None) -> None:
        super().__init__(column)
        self.words = tuple(column.codes if words is None else words)
        self._shown = np.array([*self.words, "unknown"])
        self._codes = {word: code for code, word in enumerate(self.words)}

    def show(self, stored: np.ndarray) -> np.ndarray:
        """Words; ``unknown`` for a code without one."""
        return self._shown[np.minimum(stored, len(self.words))]

    def tabulate(self, stored: np.ndarray) -> Any:
        """A pandas categorical, in the order of the codes."""
        import pandas as pd

        codes = stored.astype(np.int64)
        codes[codes >= len(self.words)] = -1
        return pd.Categorical.from_codes(codes, categories=list(self.words))

    def take(self, value: Any) -> Any:
        """Code of a word."""
        if isinstance(value, int | np.integer) and 0 <= value < len(self.words):
            return self.column.dtype(int(value))
        return self.column.dtype(_code(self.column.name, value, self._codes))


class Bits(_Coded):
    """A bit set, shown as a tuple of the words of its bits; takes one word or several."""

    def __init__(self, column: Column, words: Sequence[str] | None = None) -> None:
        super().__init__(column)
        self.words = tuple(column.codes if words is None else words)
        self._bits = {word: 1 << position for position, word in enumerate(self.words)}

    def show(self, stored: np.ndarray) -> np.ndarray:
        """Tuples of words."""
        return self._each(stored, lambda words: words)

    def tabulate(self, stored: np.ndarray) -> Any:
        """The words, with semicolons between."""
        return self._each(stored, "; ".join)

    def take(self, value: Any) -> Any:
        """Number with the bits of the given words."""
        if isinstance(value, int | np.integer) and 0 <= value < 1 << len(self.words):
            return self.column.dtype(int(value))
        words = (value,) if isinstance(value, str) or not isinstance(value, Collection) else value
        return self.column.dtype(sum({_code(self.column.name, word, self._bits) for word in words}))

    def matches(self, stored: np.ndarray, wanted: Any) -> np.ndarray:
        """Where the set holds the word, or any of several; an empty tuple asks for the empty set."""
        if callable(wanted):
            return np.asarray(wanted(self.show(stored)), bool)
        bits = self.take(wanted)
        return (stored & bits) != 0 if bits else stored == 0

    def _each(self, stored: np.ndarray, make: Callable[[tuple[str, ...]], Any]) -> np.ndarray:
        kinds, where = np.unique(stored, return_inverse=True)
        named = ((int(kind), self._bits.items()) for kind in kinds)
        shown = (make(tuple(word for word, bit in bits if kind & bit)) for kind, bits in named)
        return _objects(shown, len(kinds))[where]


class Names(_Coded):
    """A column of text that is fixed, such as a name."""

    def show(self, stored: np.ndarray) -> np.ndarray:
        """The text."""
        return stored

    def matches(self, stored: np.ndarray, wanted: Any) -> np.ndarray:
        """Where the text is ``wanted`` or among several; an unknown text is an error."""
        if callable(wanted):
            return np.asarray(wanted(stored), bool)
        several = list(wanted) if isinstance(wanted, MANY) else [wanted]
        known = dict.fromkeys(stored.tolist(), 0)
        for text in several:
            _code(self.column.name, text, known)
        return np.isin(stored, several)


class Agents(_Coded):
    """A column of row numbers, shown as the agents of those rows; None where there is none."""

    def __init__(self, column: Column, agents: Sequence[Any]) -> None:
        super().__init__(column)
        self._agents = _objects((*agents, None), len(agents) + 1)

    def show(self, stored: np.ndarray) -> np.ndarray:
        """Agents or None."""
        return self._agents[np.minimum(stored, len(self._agents) - 1)]

    def tabulate(self, stored: np.ndarray) -> Any:
        """Names of the agents."""
        names = [None if agent is None else agent.name for agent in self._agents]
        return _objects(names, len(names))[np.minimum(stored, len(names) - 1)]

    def take(self, value: Any) -> Any:
        """Row number of an agent, or of its name."""
        if value is None:
            return self.column.dtype(NONE)
        rows = {agent.name: row for row, agent in enumerate(self._agents[:-1])}
        if isinstance(value, str):
            return self.column.dtype(_code(self.column.name, value, rows))
        if any(value is agent for agent in self._agents[:-1]):
            return self.column.dtype(value.row)
        raise ValueError(
            f"'{self.column.name}' takes an agent of this model, its name or None, not {_shortly(value)}"
        )


def reading_of(column: Column) -> Reading:
    """The reading that the declaration of a column asks for."""
    if column.unit == "bit set":
        return Bits(column)
    if column.unit == "0/1":
        return YesNo(column)
    return Words(column) if column.codes else Reading(column)


def _code(name: str, value: Any, known: dict[str, int]) -> int:
    if isinstance(value, str) and value in known:
        return known[value]
    raise ValueError(f"'{name}' cannot be {_shortly(value)}; {did_you_mean(str(value)[:80], known)}")


def _objects(values: Iterable[Any], count: int) -> np.ndarray:
    """An array of objects, of tuples too, which numpy would else make a table of."""
    out = np.empty(count, object)
    for position, value in enumerate(values):
        out[position] = value
    return out


def _shortly(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
