"""Kinds of values in a study's files, as types for pydantic models.

Each reads what a planner writes, reports mistakes in the domain's words and describes itself in the
exported JSON Schema: quantities, school years, spans of grades, words of a vocabulary, schedules by year.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from sim.core.columns import GRADES
from sim.study.reading.diagnostics import did_you_mean
from sim.study.reading.quantities import Quantity, parse_quantity
from sim.study.reading.quantity_errors import QuantityError
from sim.study.reading.units import unit_of
from sim.study.reading.validation import Finding, finding, findings, found_in
from sim.words.years import school_year

FIRST_YEAR, LAST_YEAR = 2000, 2100
_CODES = {"unit": "SIM013", "range": "SIM014", "distribution": "SIM017"}
_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how it is read, how it is written back, and its JSON Schema."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate with ``read`` alone and serialise with ``write``."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self.write)
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The kind's own JSON Schema."""
        return dict(self.schema)


def quantity(unit: str, low: float = -math.inf, high: float = math.inf, bare: bool = False) -> Kind:
    """A certain or uncertain number in ``unit``; every value that can be drawn lies in ``[low, high]``."""

    def read(value: Any) -> Quantity:
        return value if isinstance(value, Quantity) else read_quantity(value, unit, low, high, bare)

    known = unit_of(unit)
    schema = {
        "type": ["string", "number"],
        "description": f"{known.what}, certain ({known.example}) or a distribution such as ~uniform(…, …)",
    }
    return Kind(read, lambda q: q.text, schema)


def read_quantity(value: Any, unit: str, low: float, high: float, bare: bool) -> Quantity:
    """A quantity from a file's value; mistakes are raised as findings."""
    try:
        return parse_quantity(value, unit, low=low, high=high, bare=bare)
    except QuantityError as problem:
        raise finding(_CODES[problem.about], problem.message, problem.hint) from None


def read_school_year(value: Any) -> int:
    """Calendar year of the September in which a school year such as ``2026-27`` starts."""
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value < LAST_YEAR:
        raise finding("SIM016", f"'{value}' is not a school year", f"write {school_year(value)}")
    found = _SCHOOL_YEAR.fullmatch(str(value))
    if found is None:
        raise finding("SIM016", f"'{str(value)[:40]}' is not a school year", "write it as 2026-27")
    first = int(found[1])
    if int(found[2]) != (first + 1) % 100:
        raise finding(
            "SIM016", f"the school year '{value}' ends in the wrong year", f"write {school_year(first)}"
        )
    if not FIRST_YEAR <= first < LAST_YEAR:
        raise finding("SIM016", f"the school year '{value}' is not in this century", "write it as 2026-27")
    return first


def read_grades(value: Any) -> tuple[int, int]:
    """First and last grade of a span such as ``6-8``, ``K-5`` or ``11``; kindergarten is 0."""
    parts = [part.strip().upper() for part in str(value).split("-")]
    if len(parts) > 2 or any(part not in GRADES for part in parts):
        raise finding("SIM015", f"'{str(value)[:40]}' is not a span of grades", "write it as 6-8, K-5 or 11")
    first, last = GRADES.index(parts[0]), GRADES.index(parts[-1])
    if first > last:
        raise finding(
            "SIM015", f"the grades '{value}' come in the wrong order", "write the lower grade first"
        )
    return first, last


def _written_grades(span: tuple[int, int]) -> str:
    return GRADES[span[0]] if span[0] == span[1] else f"{GRADES[span[0]]}-{GRADES[span[1]]}"


def word(what: str, *known: str) -> Kind:
    """One of a few known words; a misspelt one is answered with the nearest."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            hint = partial(did_you_mean, str(value)[:100], known)
            raise finding("SIM015", f"there is no {what} '{str(value)[:60]}'", hint)
        return value

    return Kind(read, str, {"enum": list(known), "description": what})


@dataclass(frozen=True, slots=True)
class Schedule:
    """A quantity by school year: each value holds until the next year that is listed.

    ``steps`` are (calendar year of the first September, quantity) in order; a single quantity for every
    year has the year None. Before the first listed year the value is 0.
    """

    steps: tuple[tuple[int | None, Quantity], ...]

    def values(self, start: int, years: int, uniform: Callable[[str], float | None]) -> np.ndarray:
        """Value of each year, float64 ``[years]``; ``uniform`` gives the draw for a step's label."""
        out = np.zeros(years)
        for year, amount in self.steps:
            first = 0 if year is None else max(0, year - start)
            out[first:] = amount.value(uniform("" if year is None else school_year(year)))
        return out


def schedule(unit: str, yearly_unit: str, low: float, high: float, bare: bool = False) -> Kind:
    """A quantity in ``unit``, or a map from school year to a quantity in ``yearly_unit`` or ``unit``."""

    def read(value: Any) -> Schedule:
        if isinstance(value, Schedule):
            return value
        if not isinstance(value, Mapping):
            return Schedule(((None, read_quantity(value, unit, low, high, bare)),))
        if not value:
            raise finding("SIM012", "this map of school years is empty", "list at least one year")
        return Schedule(_steps(value, one))

    def one(value: Any) -> Quantity:
        try:
            return parse_quantity(value, unit, low=low, high=high, bare=bare)
        except QuantityError:
            return read_quantity(value, yearly_unit, low, high, bare)

    def write(value: Schedule) -> Any:
        if value.steps[0][0] is None:
            return value.steps[0][1].text
        return {school_year(year): amount.text for year, amount in value.steps if year is not None}

    single = {"type": ["string", "number"], "description": unit_of(unit).what}
    by_year = {
        "type": "object",
        "propertyNames": {"pattern": r"^\d{4}-\d{2}$"},
        "additionalProperties": {"type": ["string", "number"]},
        "minProperties": 1,
    }
    return Kind(read, write, {"anyOf": [single, by_year]})


def _steps(value: Mapping[Any, Any], one: Callable[[Any], Quantity]) -> tuple[tuple[int, Quantity], ...]:
    """Years and quantities of a map in order; every wrong year and quantity is reported."""
    steps: list[tuple[int, Quantity]] = []
    wrong: list[Finding] = []
    for key, entry in value.items():
        year = amount = None
        try:
            year = read_school_year(key)
        except PydanticCustomError as problem:
            wrong.append(found_in(problem, key, at_key=True))
        try:
            amount = one(entry)
        except PydanticCustomError as problem:
            wrong.append(found_in(problem, key))
        if year is not None and amount is not None:
            steps.append((year, amount))
    if wrong:
        raise findings(wrong)
    return tuple(sorted(steps, key=lambda step: step[0]))


SchoolYear = Annotated[
    int,
    Kind(
        read_school_year,
        school_year,
        {"type": "string", "pattern": r"^\d{4}-\d{2}$", "examples": ["2026-27"]},
    ),
]
Grades = Annotated[
    tuple[int, int],
    Kind(read_grades, _written_grades, {"type": ["string", "integer"], "examples": ["6-8", "K-5", 11]}),
]
