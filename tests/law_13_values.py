"""Where every section of the page of keys stands in a small study, and values beside the examples."""

# ruff: noqa: E501 - a line a key

from __future__ import annotations

from collections import Counter
from typing import Any

from answers import ACTS, REFUSED, TOLD, WARNED, Changes

from sim.app import keys

SECTIONS = {section.name: section for found in keys.sections().values() for section in found}
MEANINGS = keys.meanings()
COUNTS: Counter[tuple[str, str]] = Counter()
"""Answers by section and kind, for the count that the walk prints."""

BASE: dict[str, Any] = {
    "name": "Base",
    "region": "regions/tiny",
    "horizon": {"start": "2026-27", "years": 10},
    "seed": 2026,
    "budget": {"cap": "9_000_000 USD"},
    "partnerships": {
        "hosted": {"activity": "internship", "seats": "40 per year"},
        "certified": {"activity": "industry_certification", "seats": "20 per year"},
        "own": {"activity": "mine", "seats": "20 per year"},
    },
    "activities": {"mine": {"like": "after_school_stem"}},
}
"""The scenario in which keys are changed."""
CHOOSING: dict[str, Any] = {key: value for key, value in BASE.items() if key != "activities"} | {
    "partnerships": {
        name: {"activity": "internship", "seats": "10 per year", **chosen}
        for name, chosen in {
            "one_id": {"schools": {"names": ["03300175"]}},
            "one_name": {"schools": {"names": ["Red Bank High School"]}},
            "one_level": {"schools": {"levels": ["high"]}},
            "one_zone": {"schools": {"zones": ["tyner"]}},
            "zone_name": {"schools": {"zones": ["Tyner and East Brainerd (west)"]}},
            "one_job": {"employers": {"names": ["volkswagen_production"]}},
            "one_firm": {"employers": {"names": ["volkswagen"]}},
            "job_name": {"employers": {"names": ["Volkswagen Chattanooga (production)"]}},
            "one_sector": {"employers": {"sector": "Manufacturing"}},
            "big": {"employers": {"size_at_least": 3_000}},
        }.items()
    }
}
"""The scenario that chooses schools and employers of the region in every way there is."""

PLACES = {
    "scenario": "",
    "scenario.horizon": "horizon/",
    "scenario.population": "population/",
    "scenario.target": "target/",
    "scenario.budget": "budget/",
    "scenario.partnerships.NAME": "partnerships/hosted/",
    "scenario.partnerships.NAME.target": "partnerships/hosted/target/",
    "scenario.partnerships.NAME.schools": "partnerships/hosted/schools/",
    "scenario.partnerships.NAME.employers": "partnerships/hosted/employers/",
    "scenario.partnerships.NAME.cost": "partnerships/hosted/cost/",
    "scenario.parameters.ID": "parameters/economy.commuter_exit/",
    "scenario.parameters.ID.evidence": "parameters/economy.commuter_exit/evidence/",
    "activity": "activities/mine/",
    "activity.channels.CHANNEL": "activities/mine/channels/interest/",
    "activity.channels.CHANNEL.evidence": "activities/mine/channels/interest/evidence/",
    "activity.cost": "activities/mine/cost/",
    "activity.cost.LINE": "activities/mine/cost/per_seat/0/",
}
"""Where the keys of a section stand in the scenario; levers, shocks and sweeps have walks of their own."""
OLDER = {"value": "5 %", "evidence": {"grade": "judgement", "source": "a survey"}}
STRENGTH = {"value": "0.1 SD", "evidence": {"grade": "E", "source": "a pilot", "note": "none"}}
LINE = {"ingredient": "teaching", "payer": "district", "amount": "100 USD"}
BEFORE: dict[str, Changes] = {
    "scenario.parameters.ID": {"parameters/economy.commuter_exit": OLDER},
    "scenario.parameters.ID.evidence": {"parameters/economy.commuter_exit": OLDER},
    "activity.channels.CHANNEL": {"activities/mine/channels/interest": STRENGTH},
    "activity.channels.CHANNEL.evidence": {"activities/mine/channels/interest": STRENGTH},
    "activity.cost.LINE": {"activities/mine/cost/per_seat": [LINE]},
}
"""What must be there before keys of a section can be changed."""

RESERVED = {"groups": ["low_income"], "share": "40 %", "how": "reserved_seats"}
AT, MINE, TARGET = "partnerships/hosted/", "activities/mine/", "partnerships/hosted/target"
ADULT = {"activities/mine": {"like": "adult_upskilling"}}
AWARDED = {"activities/mine": {"like": "industry_certification"}}
BUDGET = {"budget": {"cap": "150_000 USD", "if_exceeded": "scale_seats"}}

TRIED: dict[tuple[str, str], tuple[Changes, Changes]] = {
    ("scenario", "schema"): ({}, {"schema": 2}),
    ("scenario", "seed"): ({}, {"seed": 7}),
    ("scenario", "extends"): ({}, {"extends": "parent.yaml"}),
    ("scenario", "region"): ({}, {"region": "regions/nowhere"}),
    ("scenario", "headline_year"): ({}, {"headline_year": "2034-35"}),
    ("scenario", "horizon"): ({}, {"horizon": {"start": "2027-28", "years": 10}}),
    ("scenario", "partnerships"): ({}, {"partnerships": {"own": {"activity": "mine", "seats": 5}}}),
    ("scenario", "activities"): ({}, {"activities": {"mine": {"like": "site_visit"}}}),
    ("scenario.horizon", "start"): ({}, {"horizon/start": "2027-28"}),
    ("scenario.budget", "cap"): ({}, {"budget/cap": "90_000 USD"}),
    ("scenario.budget", "if_exceeded"): (BUDGET, {"budget/if_exceeded": "stop"}),
    ("scenario.partnerships.NAME", "activity"): ({}, {f"{AT}activity": "job_shadow"}),
    ("scenario.partnerships.NAME", "pass_rate"): ({}, {"partnerships/certified/pass_rate": "20 %"}),
    ("scenario.partnerships.NAME", "ramp_up"): ({}, {f"{AT}ramp_up": "5 years"}),
    ("scenario.partnerships.NAME", "no_show"): ({}, {f"{AT}no_show": "33 %"}),
    ("activity", "hours_per_year"): ({"partnerships/own/hours": "60 hours per year"}, {f"{MINE}hours_per_year": "123 hours per year"}),
    ("activity.channels.CHANNEL.evidence", "grade"): (
        {f"{MINE}channels/interest/evidence/design": "matched"}, {f"{MINE}channels/interest/evidence/grade": "D"},
    ),
    ("scenario.partnerships.NAME", "grades"): ({}, {f"{AT}grades": "12-12"}),
    ("scenario.partnerships.NAME", "schools"): ({}, {f"{AT}schools": {"max": 1}}),
    ("scenario.partnerships.NAME.target", "groups"): ({TARGET: RESERVED}, {f"{TARGET}/groups": ["low_income", "male"], f"{TARGET}/how": "outreach"}),
    ("scenario.partnerships.NAME.target", "share"): ({TARGET: RESERVED}, {f"{TARGET}/share": "90 %"}),
    ("scenario.partnerships.NAME.schools", "names"): ({}, {f"{AT}schools/names": ["03300175"]}),
    ("scenario.partnerships.NAME.schools", "levels"): ({}, {f"{AT}schools/levels": ["high"]}),
    ("scenario.partnerships.NAME.schools", "zones"): ({}, {f"{AT}schools/zones": ["tyner"]}),
    ("scenario.partnerships.NAME.schools", "poverty_at_least"): ({}, {f"{AT}schools/poverty_at_least": "40 %"}),
    ("scenario.partnerships.NAME.schools", "max"): ({}, {f"{AT}schools/max": 1}),
    ("scenario.parameters.ID", "value"): ({}, {"parameters/economy.commuter_exit/value": "7 %"}),
    ("scenario.parameters.ID", "evidence"): ({}, {"parameters/economy.commuter_exit/evidence/source": "another survey"}),
    ("scenario.parameters.ID.evidence", "grade"): ({}, {"parameters/economy.commuter_exit/evidence/grade": "D"}),
    ("activity", "like"): ({}, {f"{MINE}like": "site_visit"}),
    ("activity", "name"): ({}, {f"{MINE}name": "another"}),
    ("activity", "grades"): ({}, {f"{MINE}grades": "7-8"}),
    ("activity", "adults"): (ADULT, {f"{MINE}adults": False, f"{MINE}grades": "11-12"}),
    ("activity", "jobless"): (ADULT, {f"{MINE}jobless": True}),
    ("activity", "awards"): (AWARDED, {f"{MINE}awards": "associate"}),
    ("activity", "pass_rate"): (AWARDED, {f"{MINE}pass_rate": "11 %"}),
    ("activity", "apprenticeship"): ({"activities/mine": {"like": "internship"}}, {f"{MINE}apprenticeship": True}),
    ("activity", "stage"): ({}, {f"{MINE}stage": "exploration"}),
    ("activity", "group_size"): ({f"{MINE}unit": "class"}, {f"{MINE}group_size": 20}),
    ("activity", "unit"): ({}, {f"{MINE}unit": "class"}),
    ("activity", "courses"): ({}, {f"{MINE}courses": 1}),
    ("activity", "saturation"): ({}, {f"{MINE}saturation": 7}),
    ("activity", "exploratory"): ({"activities/mine": {"like": "industry_certification"}}, {f"{MINE}exploratory": True}),
    ("activity.channels.CHANNEL.evidence", "design"): ({}, {f"{MINE}channels/interest/evidence/design": "matched"}),
}  # fmt: skip
"""What must be there, and the change, where the example of a key is not enough; by section and key."""

WORDS = {
    "scenario": ("name", "description", "headline_year"),
    "scenario.partnerships.NAME": ("label", "note"),
    "scenario.parameters.ID": ("evidence",),
    "scenario.parameters.ID.evidence": ("grade", "source", "note"),
    "activity": ("label", "description", "exploratory", "note"),
    "activity.channels.CHANNEL": ("evidence",),
    "activity.channels.CHANNEL.evidence": ("ids", "grade", "design", "source", "note"),
    "activity.cost.LINE": ("source",),
    "region": ("name", "codes", "school_year", "gaps"),
    "region.codes": ("counties", "ring", "district", "state"),
    "region figure": ("year", "level", "source", "checked", "note"),
    "region.rates.NAME": ("year", "level", "source", "checked", "note", "compare", "against", "evidence"),
    "zones.csv": ("judged", "source", "note"),
    "schools.csv": ("kind", "filled", "judged", "year", "source", "note"),
    "employers.csv": ("naics", "year", "source", "note"),
    "providers.csv": ("id", "name", "judged", "year", "source", "note"),
}
"""Keys that are words: what they say is told to readers, and is no part of the lives."""
WARNINGS = {
    "scenario.partnerships.NAME.employers": ("join_collaborative",),
}
"""Keys that change nothing, and of which that is said."""
REFUSALS = {
    "scenario": ("schema", "region"),
    "activity": ("name",),
    "region": ("schema", "totals"),
    "region.totals": ("pupils", "jobs"),
}
"""Keys with one right value, which the rest of the study knows; every other is refused."""

FIGURE, RATE = "population/families_in/", "rates/unemployment_25_29/"
OF_REGION = {
    "region": "", "region.codes": "codes/", "region.totals": "totals/", "region.population": "population/",
    "region figure": FIGURE, "region.rates.NAME": RATE,
    "region map by income": "population/first_generation_share/value/",
    "region map by level of school": "population/pupils_per_counsellor/value/",
    "region map by ethnicity": "population/newcomer_ethnicity/value/",
}  # fmt: skip
"""Where the keys of a section stand in region.yaml."""


def value_of(text: str):
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def due(section: str, key: str) -> str:
    """The answer that a key must have: what is not listed must act."""
    for listed, kind in ((WORDS, TOLD), (WARNINGS, WARNED), (REFUSALS, REFUSED)):
        if key in listed.get(section, ()):
            return kind
    return ACTS


def judged(section: str, key: str, found: str) -> None:
    COUNTS[section, found] += 1
    assert found == due(section, key), f"'{key}' of {section} is {found}, not {due(section, key)}"
