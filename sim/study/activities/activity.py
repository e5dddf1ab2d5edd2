"""The activity library: what a partnership may deliver, as data.

One YAML file for each activity (``activities/<name>.yaml``). A *seat* is one participant's year in the
activity; for teachers' activities it is one pupil taught by a participating teacher for a year. An activity
moves latent channels only (:class:`sim.core.columns.Channel`): never a wage, never a job. Each channel says
how strong the first full seat-year is, with the evidence and the conversion behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)

from sim.core.columns import CHANNELS, FIELDS, GRADES, Credential
from sim.core.partnership import STATED
from sim.study.activities.parts import ChannelStrength, Costs, activity_field
from sim.study.evidence.card import plain, read_yaml
from sim.study.evidence.literature import CAUSAL, EvidenceError, Source, check_citation, load_sources
from sim.study.reading.validation import no_truth

Rung = Literal[
    "awareness", "exploration", "experience", "curriculum", "out_of_school", "teachers", "money", "adults"
]
RUNGS: tuple[str, ...] = get_args(Rung)


def _grades(value: Any) -> Any:
    """``6-8``, ``K-5`` or ``[6, 8]`` as grade numbers, kindergarten = 0."""
    if value is None:
        return None
    ends = value.split("-") if isinstance(value, str) else value
    if not isinstance(ends, list | tuple) or not 1 <= len(ends) <= 2:
        raise ValueError("write the first and last grade as 6-8 or [6, 8]; kindergarten is K")
    names = [str(end).strip().upper() for end in ends]
    if any(name not in (*GRADES, "0") for name in names):
        raise ValueError(f"grades are K and 1 to 12, not {value}")
    first, last = (0 if name in ("K", "0") else int(name) for name in (names[0], names[-1]))
    if first > last:
        raise ValueError(f"the first grade comes after the last in {value}")
    return first, last


def _fields(value: Any) -> Any:
    names = [] if value in (None, "any") else [value] if isinstance(value, str) else value
    for name in names:
        if name not in FIELDS:
            raise ValueError(f"there is no field {name}; fields are {', '.join(FIELDS)}, or any")
    return tuple(names)


def _credential(value: Any) -> Any:
    if value is not None and str(value).upper() not in Credential.__members__:
        known = ", ".join(name.lower() for name in Credential.__members__)
        raise ValueError(f"there is no credential {value}; credentials are {known}")
    return value


def _channels(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("channels is a map from a channel to its value and evidence")
    return {name: ChannelStrength.of(str(name), body) for name, body in value.items()}


_Stated = create_model(  # ty: ignore[no-matching-overload]
    "_Stated",
    __config__=ConfigDict(frozen=True, extra="forbid"),
    **{number.activity: activity_field(number) for number in STATED if number.activity},
)


class Activity(_Stated):
    """An activity of the library, or a planner's own.

    Beside these keys it takes the numbers of :data:`sim.core.partnership.STATED`, with the units declared
    there. Costs are in USD of the year each line states. ``hours`` is accepted for ``hours_per_year``. With
    ``unit: class`` classes of ``group_size`` pupils take part as they are, and nobody applies. An
    activity with no causal evidence on any channel is ``exploratory``; one without channels is a placebo.
    """

    name: str
    label: str
    stage: Rung
    description: str
    grades: Annotated[tuple[int, int] | None, BeforeValidator(lambda v: v if v is None else _grades(v))] = (
        None
    )
    adults: bool = False
    jobless: bool = False
    group_size: Annotated[int, Field(ge=1, le=5000)] = 1
    unit: Literal["person", "class"] = "person"
    fields: Annotated[tuple[str, ...], BeforeValidator(_fields)] = ()
    awards: Annotated[str | None, BeforeValidator(_credential)] = None
    channels: Annotated[dict[str, ChannelStrength], BeforeValidator(_channels)]
    exploratory: Annotated[bool, Field(validate_default=True)] = False
    cost: Costs
    note: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        return value if not isinstance(value, bool) else no_truth(value, name, cls.model_fields[name])

    @model_validator(mode="before")
    @classmethod
    def _hours(cls, data: Any) -> Any:
        """``hours`` of an activity that starts from another one stands for its ``hours_per_year``."""
        if isinstance(data, Mapping) and "hours" in data:
            data = {key: value for key, value in data.items() if key not in ("hours", "hours_per_year")} | {
                "hours_per_year": data["hours"]
            }
        return data

    @field_validator("exploratory")
    @classmethod
    def _marked(cls, stated: bool, info: ValidationInfo) -> bool:
        """An activity without causal evidence on any channel is exploratory, whatever its file says."""
        channels = info.data.get("channels") or {}
        return stated or not any(channel.evidence.design in CAUSAL for channel in channels.values())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.adults == (self.grades is not None):
            raise ValueError("give either grades, or adults: true, and not both")
        if self.jobless and not self.adults:
            raise ValueError("jobless: true is for adults: only those who look for work may take part")
        if (self.awards is None) != (self.pass_rate is None):
            raise ValueError("a credential that is awarded needs its pass_rate, and the other way round")
        if self.unit == "class" and (self.adults or self.years > 1 or self.group_size < 2):
            raise ValueError("unit: class is for pupils, of a group_size above 1, for a year")
        if self.apprenticeship and not self.needs_employer:
            raise ValueError("an apprenticeship needs an employer")
        return self

    @property
    def award_bit(self) -> int:
        """Credential bit awarded on passing; 0 = none."""
        return 0 if self.awards is None else int(Credential[self.awards.upper()])

    def strengths(self) -> dict[str, ChannelStrength]:
        """The channels it moves, in the order of :data:`sim.core.columns.CHANNELS`."""
        return {name: self.channels[name] for name in CHANNELS if name in self.channels}


def activity_names() -> tuple[str, ...]:
    """Names of the library's activities, in alphabetical order; reads no file."""
    folder = files("sim.study.activities")
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml")))


def activity_data(name: str) -> dict[str, Any]:
    """The entry of a library activity as written, for a planner's activity that is ``like`` it.

    Raises
    ------
    EvidenceError : the library has no such activity.
    """
    if name not in activity_names():
        raise EvidenceError(f"the library has no activity {name}; it has {', '.join(activity_names())}")
    text = (files("sim.study.activities") / f"{name}.yaml").read_text(encoding="utf-8")
    return read_yaml(text, f"activities/{name}.yaml")


def build_activity(
    name: str, data: Mapping[str, Any], sources: Mapping[str, Source] | None = None
) -> Activity:
    """A checked activity from its entry, be it the library's or a planner's own.

    Raises
    ------
    EvidenceError : with the name of the activity and everything that is wrong with it.
    """
    try:
        activity = Activity(name=name, **data)
    except (ValueError, TypeError) as error:
        raise EvidenceError(f"activity {name}: {plain(error)}") from None
    sources = load_sources() if sources is None else sources
    for channel, strength in activity.channels.items():
        where = f"activity {name}, channel {channel},"
        check_citation(where, strength.evidence.ids, strength.evidence.grade, sources)
    return activity


def load_activity(name: str, sources: Mapping[str, Source] | None = None) -> Activity:
    """One activity of the library."""
    return build_activity(name, activity_data(name), sources)


def load_activities() -> dict[str, Activity]:
    """Every activity of the library by name, in alphabetical order."""
    sources = load_sources()
    return {name: load_activity(name, sources) for name in activity_names()}


def activity_rows(activities: Mapping[str, Activity] | None = None) -> list[dict[str, Any]]:
    """The activities as plain rows for a table or for JSON, by stage and name."""
    known = load_activities() if activities is None else activities
    return [_row(one) for one in sorted(known.values(), key=lambda a: (RUNGS.index(a.stage), a.name))]


def _row(activity: Activity) -> dict[str, Any]:
    return {
        "name": activity.name,
        "label": activity.label,
        "stage": activity.stage,
        "grades": None if activity.grades is None else "-".join(GRADES[g] for g in activity.grades),
        "hours_per_year": activity.hours_per_year.value(),
        "cost_per_seat_usd": round(activity.cost.total("per_seat")),
        "fixed_cost_usd": round(activity.cost.total("fixed")),
        "channels": {name: strength.value.text for name, strength in activity.strengths().items()},
        "evidence_grades": {name: strength.evidence.grade for name, strength in activity.strengths().items()},
        "exploratory": activity.exploratory,
        "evidence": sorted({i for s in activity.channels.values() for i in s.evidence.ids}),
        "description": activity.description,
    }
