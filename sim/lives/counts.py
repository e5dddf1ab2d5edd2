"""What is counted in one world of a batch, and kept: persons, jobs, seats, money, and pairs of lives.

Counts are all that is kept of a world. Indicators, groups, crossings and present values are views of
them (:mod:`sim.outcomes`), so that another of these needs no run again.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.columns import ETHNICITY, INGREDIENTS, N_CELLS, PAYERS, SEX, cell
from sim.core.tallies import Market, Tally
from sim.lives.pairing import check_jobs, depths_of, pair, passed
from sim.outcomes.accounts import DELIVERY
from sim.outcomes.headline import OUTCOMES, PAIR_SHAPE, Depth, Situation

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.core.plan import Plan
    from sim.lives.worlds import Lived

NO, YES = "no", "yes"
DEPTHS, SITUATIONS = ([member.name.lower() for member in kind] for kind in (Depth, Situation))
PAIRS = tuple(product(DEPTHS, SITUATIONS, SITUATIONS))
"""Deepest stage, situation in the baseline and in the option: the last axes of ``pairs``, in order."""
COLUMNS = (
    "record", "year", "what", "partnership", "payer", "sex", "ethnicity", "low_income", "count", "amount",
)  # fmt: skip
"""Columns of a part. What does not apply to a record is empty: ``count`` is of persons and jobs, ``amount``
of seats and dollars."""
WHOLE = ("tallies", "market", "beside", "pairs", "passed", "seated")
AMOUNTS = ("delivery", "costs")
"""Records by the column they fill, in the order in which they are kept."""
YEARS = dict.fromkeys(("tallies", "market", "beside", "pairs", "passed"), 0) | dict.fromkeys(
    ("seated", "delivery", "costs"), 1
)
"""The axis of the years in each record."""


READ = ("count", "amount")
LAYOUT = {
    "start", "years", "partnerships", "tallies", "market", "depths", "situations", "outcomes", "delivery",
    "ingredients", "payers",
}  # fmt: skip
"""What a layout says."""


class CountsError(ValueError):
    """A table does not hold the counts of a world; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one world, beside its baseline's.

    ``start`` is the calendar year of the first September, ``partnerships`` the order of the first axis of
    ``delivery`` and ``costs``. ``missing`` names tallies and counts of jobs that an earlier version of the
    model did not make; they are zero here and no indicator may rest on them.
    """

    start: int
    partnerships: tuple[str, ...]
    tallies: np.ndarray  # int64 [years, Tally, cells], persons
    market: np.ndarray  # int64 [years, Market], jobs
    delivery: np.ndarray  # float64 [partnerships, years, DELIVERY], seats
    costs: np.ndarray  # float64 [partnerships, years, INGREDIENTS, PAYERS], USD of the first year
    beside: np.ndarray  # int64 [years, Market], jobs in the world that this one is compared with
    pairs: (
        np.ndarray
    )  # int64 [years, cells, deepest stage, situation in the baseline, in the option], persons
    passed: np.ndarray  # int64 [years, cells, outcomes], persons past the last age, option less baseline
    seated: np.ndarray  # int64 [partnerships, years, cells], persons who used a seat
    missing: frozenset[str] = frozenset()

    def layout(self) -> dict[str, Any]:
        """What the counts are, in the order in which they are kept; goes with the table as its notes."""
        return {
            "start": self.start,
            "years": len(self.tallies),
            "partnerships": list(self.partnerships),
            "tallies": [tally.name for tally in Tally],
            "market": [count.name for count in Market],
            "depths": list(DEPTHS),
            "situations": list(SITUATIONS),
            "outcomes": list(OUTCOMES),
            "delivery": list(DELIVERY),
            "ingredients": list(INGREDIENTS),
            "payers": list(PAYERS),
        }

    def table(self) -> pa.Table:
        """The counts as a tidy table with the columns of :data:`COLUMNS`, years running fastest."""
        import pyarrow as pa

        whole = np.concatenate([self._years_last(name).ravel() for name in WHOLE], dtype=np.int64)
        amounts = np.concatenate([self._years_last(name).ravel() for name in AMOUNTS])
        labels = _labels(json.dumps(self.layout()))
        rows = len(whole) + len(amounts)
        count, amount = np.zeros(rows, np.int64), np.zeros(rows)
        count[: len(whole)], amount[len(whole) :] = whole, amounts
        empty = np.arange(rows) < len(whole)
        columns = [*labels, pa.array(count, mask=~empty), pa.array(amount, mask=empty)]
        return pa.table(columns, names=list(COLUMNS))

    def _years_last(self, name: str) -> np.ndarray:
        """A record with its years as the last axis: neighbours are alike, and take little room."""
        return np.moveaxis(getattr(self, name), YEARS[name], -1)


def counts_of(world: Lived) -> Counts:
    """Count one world. A baseline is paired with itself: its headline is zero beside its total."""
    scenario, run, other = world.scenario, world.run, world.against.run
    bits = {} if world.plan is None else _depths(world.plan)
    pairs = pair(other, run, bits)
    check_jobs(pairs, other, run)
    return Counts(
        start=scenario.start,
        partnerships=tuple(scenario.partnerships),
        tallies=run.tallies,
        market=run.market,
        delivery=run.delivery,
        costs=run.costs,
        beside=other.market,
        pairs=pairs,
        passed=passed(other, run),
        seated=run.seated,
    )


def _depths(plan: Plan) -> dict[int, Depth]:
    return depths_of(plan.partnerships.bit, plan.partnerships.rung)


@functools.lru_cache(maxsize=64)
def _labels(layout: str) -> tuple[pa.DictionaryArray, ...]:
    """The columns of a part but for the counts; the same for every draw of a scenario."""
    told = json.loads(layout)
    years = [told["start"] + year for year in range(told["years"])]
    persons = [{"sex": sex, "ethnicity": race, "low_income": poor} for race, sex, poor in _cells()]
    year, places = _of("year", years), _of("partnership", told["partnerships"])
    axes: dict[str, list[list[dict[str, Any]]]] = {
        "tallies": [_of("what", told["tallies"]), persons, year],
        "market": [_of("what", told["market"]), year],
        "beside": [_of("what", told["market"]), year],
        "pairs": [persons, _of("what", [".".join(names) for names in PAIRS]), year],
        "passed": [persons, _of("what", told["outcomes"]), year],
        "seated": [places, persons, year],
        "delivery": [places, _of("what", DELIVERY), year],
        "costs": [places, _of("what", told["ingredients"]), _of("payer", told["payers"]), year],
    }
    return tuple(_column(name, axes) for name in COLUMNS[:-2])


def _of(name: str, values: Any) -> list[dict[str, Any]]:
    return [{name: value.lower() if isinstance(value, str) and name == "what" else value} for value in values]


def _cells() -> list[tuple[str, str, str]]:
    """Ethnicity, sex and low income of each cell, in the order of the tallies."""
    order: list[tuple[str, str, str]] = [("", "", "")] * N_CELLS
    for (e, race), (s, sex), (p, poor) in product(enumerate(ETHNICITY), enumerate(SEX), enumerate((NO, YES))):
        order[cell(e, s, p)] = (race, sex, poor)
    return order


def _column(name: str, axes: Mapping[str, list[list[dict[str, Any]]]]) -> pa.DictionaryArray:
    """One column over all records: each label is repeated over the axes that do not carry it."""
    import pyarrow as pa

    words: dict[Any, int] = {}
    indices = []
    for record, dimensions in axes.items():
        shape = [len(dimension) for dimension in dimensions]
        codes = np.full(shape, -1, np.int32)
        if name == "record":
            codes[...] = words.setdefault(record, len(words))
        for place, dimension in enumerate(dimensions):
            if dimension and name in dimension[0]:
                own = [words.setdefault(entry[name], len(words)) for entry in dimension]
                codes[...] = np.array(own).reshape([-1 if i == place else 1 for i in range(len(shape))])
        indices.append(codes.ravel())
    flat = np.concatenate(indices)
    kind = pa.int16() if name == "year" else pa.string()
    return pa.DictionaryArray.from_arrays(pa.array(flat, mask=flat < 0), pa.array(list(words), kind))


def read_counts(table: pa.Table, layout: Any) -> Counts:
    """The counts in a table that :meth:`Counts.table` made; only the columns :data:`READ` are read.

    Raises :class:`CountsError` if the table and its layout do not belong together.
    """
    if not isinstance(layout, dict) or set(layout) != LAYOUT or not set(READ) <= set(table.column_names):
        raise CountsError("it does not say what it counts")
    years, partnerships = int(layout["years"]), tuple(layout["partnerships"])
    names = [tuple(layout[name]) for name in ("delivery", "ingredients", "payers")]
    if names != [DELIVERY, INGREDIENTS, PAYERS]:
        raise CountsError("its seats and money are counted as in another version of the model")
    if [*layout["depths"], *layout["situations"], *layout["outcomes"]] != [*DEPTHS, *SITUATIONS, *OUTCOMES]:
        raise CountsError("its lives are compared as in another version of the model")
    whole = {
        "tallies": (len(layout["tallies"]), N_CELLS, years),
        "market": (len(layout["market"]), years),
        "beside": (len(layout["market"]), years),
        "pairs": (N_CELLS, *PAIR_SHAPE, years),
        "passed": (N_CELLS, len(OUTCOMES), years),
        "seated": (len(partnerships), N_CELLS, years),
    }
    amounts = {
        "delivery": (len(partnerships), len(DELIVERY), years),
        "costs": (len(partnerships), len(INGREDIENTS), len(PAYERS), years),
    }
    found = _blocks(table["count"], whole, np.dtype(np.int64)) | _blocks(
        table["amount"], amounts, np.dtype(np.float64)
    )
    kept = {name: np.moveaxis(block, -1, YEARS[name]) for name, block in found.items()}
    kept["tallies"], lost = _in_order(kept["tallies"], layout["tallies"], [tally.name for tally in Tally])
    jobs = [one.name for one in Market]
    kept["market"], gone = _in_order(kept["market"], layout["market"], jobs)
    kept["beside"], _ = _in_order(kept["beside"], layout["market"], jobs)
    return Counts(int(layout["start"]), partnerships, **kept, missing=frozenset(lost + gone))


def _blocks(
    column: pa.ChunkedArray, shapes: Mapping[str, tuple[int, ...]], kind: np.dtype
) -> dict[str, np.ndarray]:
    """The records of a column, in their shapes; cells of the other column's records are empty."""
    values = column.drop_null().to_numpy()
    sizes = [math.prod(shape) for shape in shapes.values()]
    if len(values) != sum(sizes) or values.dtype != kind:
        raise CountsError(f"it holds {len(values)} counts where {sum(sizes)} are meant")
    parts = np.split(values, np.cumsum(sizes)[:-1])
    return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}


def _in_order(block: np.ndarray, kept: list[str], wanted: list[str]) -> tuple[np.ndarray, list[str]]:
    """Counts in the order of this version, zero where an earlier one did not count; and what it lacks."""
    if kept == wanted:
        return block, []
    ordered = np.zeros((len(block), len(wanted), *block.shape[2:]), block.dtype)
    for place, name in enumerate(wanted):
        if name in kept:
            ordered[:, place] = block[:, kept.index(name)]
    return ordered, [name for name in wanted if name not in kept]
