"""The agents of Mesa as views: attributes read and write the columns of the world.

A ``Student`` is made when somebody looks at one; a world of a hundred thousand persons has none until
then. Schools, employers and providers are few and are registered with the model like any Mesa agent.
The attributes are those declared in :mod:`sim.core.columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, NoReturn

import mesa
import numpy as np

from sim.agents.readings import Agents, Bits, Names, Reading, Words, reading_of
from sim.agents.table import Table
from sim.core.columns import EMPLOYER, PROVIDER, SCHOOL, STUDENT, Column
from sim.core.state import World

IDENTITY = ("key", "origin", "entry_year")
"""Columns of a person that make the same person in two worlds."""

_PLAIN = frozenset(("model", "row", "unique_id", "pos"))
"""Attributes that Mesa or the view sets on the object itself."""


class Row(mesa.Agent):
    """One row of a table as an agent; attributes are columns.

    Raises:
        AttributeError: no such attribute, or one that is fixed.
        ValueError: the column cannot hold the value.
    """

    row: int

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)

    @property
    def table(self) -> Table:
        """The columns this agent is a row of."""
        return self.model.tables[_kind_of(self)]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in _PLAIN:
            raise AttributeError(name)
        return self.table.one(name, self.row)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _PLAIN:
            object.__setattr__(self, name, value)
        else:
            self.table.store(name, self.row, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.table.readings})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}: {self.name}>"

    def _repr_html_(self) -> str:
        lines = []
        for name, reading in self.table.readings.items():
            value, column = self.table.one(name, self.row), reading.column
            unit = "" if column.unit in ("code", "bit set", "row", "0/1", "grade") else column.unit
            cells = (name, f"{_text(value)} {unit}".strip(), column.meaning)
            lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        head = "<tr><th>attribute</th><th>value</th><th>meaning</th></tr>"
        return f"<p>{escape(repr(self).strip('<>'))}</p><table>{head}{''.join(lines)}</table>"


class Student(Row):
    """One person of the region, from kindergarten to age 64.

    >>> student = model.students.select(stage="school", grade=12)[0]
    >>> student.stage, student.grade
    ('school', 12)
    >>> student.interest = 1.5
    >>> model.students.select(stage="school", grade=12)[0].interest
    1.5
    """

    pos = None

    def __init__(self, model: Any, row: int) -> None:
        # Mesa's own constructor would register the person with the model
        self.model, self.row = model, row

    @property
    def unique_id(self) -> int:
        """The person's key: the same in every scenario of a study."""
        return int(self.table.arrays["key"][self.row])

    def remove(self) -> NoReturn:
        """Refused: people leave by the rules of the year, so that they stay counted."""
        raise RuntimeError("a person leaves by the rules of the year only, so that people are conserved")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Student) and other.model is self.model and other.row == self.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<Student {self.row}: {_who(self)}; {_doing(self)}{_where(self)}; {_outlook(self)}>"


class School(Row):
    """One school; its attributes belong to the region and are not written to."""


class Employer(Row):
    """One employer, or the part of one in a field."""


class Provider(Row):
    """One college or training provider; its attributes belong to the region."""


def student_table(
    world: World, schools: Sequence[School], employers: Sequence[Employer], zones: Sequence[str],
    partnerships: Sequence[str], agent: Callable[[int], Student],
) -> Table:  # fmt: skip
    """The persons of a world; ``partnerships`` are names in the order of their bits."""
    known = {
        "school": lambda column: Agents(column, schools),
        "host": lambda column: Agents(column, employers),
        "employer": lambda column: Agents(column, employers),
        "zone": lambda column: Words(column, zones),
        "delivered": lambda column: Bits(column, partnerships),
    }
    readings = {column.name: known.get(column.name, reading_of)(column) for column in STUDENT}
    shown = ("age", "sex", "ethnicity", "low_income", "stage", "grade", "school", "field", "goal",
             "employer", "wage")  # fmt: skip
    return Table(Student, world.people._asdict(), readings, frozenset(IDENTITY), agent, shown)


def school_table(world: World, names: Mapping[str, Sequence[str]], zones: Sequence[str], agent) -> Table:
    """The schools of a world, from the arrays of its region."""
    region = world.plan.region
    arrays = {
        "first_grade": region.first_grade,
        "last_grade": region.last_grade,
        "zone": region.school_zone,
        "pupils": region.pupils.sum(axis=(1, 2)),
        "poverty": world.poverty[:-1],
        "pupils_per_counsellor": region.pupils_per_counsellor,
    }
    zone = next(column for column in SCHOOL if column.name == "zone")
    table = _named(School, SCHOOL, arrays, names, (), agent)
    return Table(School, table.arrays, {**table.readings, "zone": Words(zone, zones)}, table.fixed, agent,
                 table.shown)  # fmt: skip


def employer_table(world: World, names: Mapping[str, Sequence[str]], agent) -> Table:
    """The employers of a world; what they do and believe may be written to, what they are may not."""
    arrays = {column.name: getattr(world.firms, column.name) for column in EMPLOYER}
    return _named(Employer, EMPLOYER, arrays, names, ("participation", "membership_years", "belief", "brand"),
                  agent)  # fmt: skip


def provider_table(world: World, names: Mapping[str, Sequence[str]], agent) -> Table:
    """The providers of a world, from the arrays of its region."""
    region = world.plan.region
    arrays = {"pathway": region.provider_pathway, "seats": region.provider_seats}
    return _named(Provider, PROVIDER, arrays, names, (), agent)


def _named(
    kind: type[Row], columns: Sequence[Column], arrays: Mapping[str, np.ndarray],
    names: Mapping[str, Sequence[str]], writable: Sequence[str], agent: Callable[[int], Row],
) -> Table:  # fmt: skip
    """A table with the agents' identifiers and names, as the region gives them, in front."""
    texts = {name: np.array(values) for name, values in names.items()}
    readings: dict[str, Reading] = {
        name: Names(Column(name, np.str_, "", f"{name} in the region's files")) for name in texts
    }
    readings |= {column.name: reading_of(column) for column in columns}
    fixed = frozenset(readings) - frozenset(writable)
    return Table(kind, texts | dict(arrays), readings, fixed, agent, tuple(readings))


def _kind_of(agent: Row) -> type[Row]:
    return next(kind for kind in (Student, School, Employer, Provider) if isinstance(agent, kind))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value).replace("_", " ") or "none"
    if isinstance(value, Row):
        return str(value.name)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return f"{value:,.2f}" if isinstance(value, float) else str(value).replace("_", " ")


def _who(student: Student) -> str:
    income = ", low income" if student.low_income else ""
    return f"{student.age} years, {student.sex}, {_text(student.ethnicity)}{income}"


def _doing(student: Student) -> str:
    stage, employer = student.stage, student.employer
    if stage == "school":
        grade = f"grade {student.grade}" if student.grade else "kindergarten"
        return f"in school, {grade} at {_text(student.school)}"
    if stage == "study":
        return f"studies ({_text(student.programme)} programme)"
    if stage in ("work", "apprentice"):
        place = "an employer elsewhere" if employer is None else employer.name
        doing = "works" if stage == "work" else "apprentice"
        level = f"{_text(student.occupation_level)} level, {student.wage:,.0f} USD a year"
        return f"{doing} at {place}, {level}"
    return _OTHER_STAGES[stage]


_OTHER_STAGES = {
    "pending": "not in the region yet",
    "seek": "looks for work",
    "idle": "neither works, studies nor looks for work",
    "military": "in the military",
    "gone": "moved away with the family",
    "aged": "past 64 and no longer followed",
}


def _where(student: Student) -> str:
    if student.place == "local":
        return ""
    state = "elsewhere in the state" if student.in_state else "in another state"
    return f", away to study {state}" if student.place == "away_study" else f", lives {state}"


def _outlook(student: Student) -> str:
    field = f"prefers {_text(student.field)}"
    if student.stage == "school":
        return f"{field}, intends {_text(student.goal)}, knows of {len(student.awareness)} fields"
    return f"{field}, holds {_text(student.credentials)}"
