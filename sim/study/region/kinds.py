"""Kinds of values of ``region.yaml``: certain numbers, codes, school years, and words of a list."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from sim.core.columns import ETHNICITY, SEX
from sim.study.reading.fields import Kind, read_quantity, read_school_year, school_year
from sim.study.reading.fields import word as one_of
from sim.study.reading.units import unit_of
from sim.study.reading.validation import WRITTEN, finding
from sim.study.region.words import FIGURE_LEVELS, INDICATORS, ROLES


def number(unit: str, low: float = -math.inf, high: float = math.inf) -> Kind:
    """A certain number in ``unit``, written as planners do (``93.2 %``); float in the canonical unit."""

    def read(value: Any) -> float:
        quantity = read_quantity(value, unit, low, high, bare=unit in ("share", "1"))
        if not quantity.certain:
            raise finding("SIM110", "a figure of a region is one number", "leave out the distribution")
        return quantity.value()

    schema = {"type": ["string", "number"], "description": f"{unit_of(unit).what} ({unit_of(unit).example})"}
    return Kind(read, lambda value: value, schema)


def _written_as_text(value: Any) -> Any:
    """A code as it stands; a code that YAML read as a number has lost its leading zeros."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        hint = f'put codes between quotes, with their leading zeros: "{WRITTEN}"'
        raise finding("SIM144", f"the code {WRITTEN} is read as a number", hint)
    if isinstance(value, str) and not _CODE.fullmatch(value):
        raise finding("SIM144", f"'{WRITTEN}' is no code: letters and digits, at most 12", "write the code")
    return value


def _school_year(value: Any) -> str:
    """A school year as it stands, once it is one."""
    return school_year(read_school_year(value))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_CODE = re.compile("[0-9A-Za-z]{1,12}")
Code = Annotated[str, BeforeValidator(_written_as_text)]
SchoolYearText = Annotated[str, BeforeValidator(_school_year)]
ShareValue = Annotated[float, number("share", 0.0, 1.0)]
LogOdds = Annotated[float, number("1", -10.0, 10.0)]
Ratio = Annotated[float, number("1", 1.0, 1e5)]
FigureLevel = Annotated[str, one_of("level of a figure", *FIGURE_LEVELS)]
Role = Annotated[str, one_of("role of a rate", *ROLES)]
Indicator = Annotated[str, one_of("indicator of a region", *INDICATORS)]
Comparison = Annotated[str, one_of("comparison", "level", "gap")]
GROUPS = (
    "all",
    *(f"sex={name}" for name in SEX),
    *(f"ethnicity={name}" for name in ETHNICITY),
    "low_income=yes",
    "low_income=no",
)
Group = Annotated[str, one_of("group", *GROUPS)]
Year = Annotated[int, Field(ge=1980, le=2100)]
