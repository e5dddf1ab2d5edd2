"""From a scenario and one parameter draw to the arrays of :class:`sim.core.plan.Plan`.

Every uncertain number of the scenario is drawn by the rule of the evidence cards: a uniform keyed by the
study's seed, the draw and the dotted path of the number, without the option's name. Two options that
share a partnership's name and path, or an activity of the library, share its draw, so that their
difference is not blurred by it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import CHANNELS, ETHNICITY, FIELDS, N_CELLS, SEX, Channel, cell
from sim.core.plan import Partnerships, Plan, Region, Targeting, partnership_arrays
from sim.study.evidence.draws import draw_parameters, keyed_uniform
from sim.study.evidence.overrides import evidence_cards
from sim.study.plan import costs
from sim.study.plan.levers import around, booked_with, lever_arrays, lever_moves
from sim.study.plan.selectors import employer_mask, field_names, grade_span, school_mask
from sim.study.plan.shocks import shock_arrays
from sim.study.plan.stated import dose, planned_seats, stated_row
from sim.study.reading.by_year import Uniform
from sim.study.region.arrays import region_arrays
from sim.study.scenario.partnership import NEW_TO_FIELD, PartnershipSpec, Target

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.record import ScenarioRecord

STANDARD = "matching.standard"
"""Card of employers' standard, which settles by the published unemployment unless a scenario states it."""

MOST_PARTNERSHIPS = 24
"""Bits of ``Student.delivered`` that can be kept for every person and year."""

RUNG_CODES = {"awareness": 0, "exploration": 1, "experience": 2}
"""Code of an activity's stage of the continuum, its rung in the plan; every other is 3."""

TARGETING = {
    "open": Targeting.OPEN,
    "outreach": Targeting.OUTREACH,
    "lottery": Targeting.LOTTERY,
    "by_need": Targeting.BY_NEED,
    "reserved_seats": Targeting.RESERVED,
}
TARGETED = ("outreach", "reserved_seats")
"""Ways of targeting in which the group and its share matter."""


def partnership_bits(scenarios: Iterable[ScenarioRecord]) -> dict[str, int]:
    """Position of every partnership in ``Student.delivered``: same name, same bit over a whole study.

    Positions are dealt out scenario by scenario, so that adding an option at the end changes no other.

    Raises
    ------
    ValueError : the study has more partnerships than bits.
    """
    bits: dict[str, int] = {}
    for scenario in scenarios:
        for name in scenario.partnerships:
            bits.setdefault(name, len(bits))
    if len(bits) > MOST_PARTNERSHIPS:
        raise ValueError(
            f"the scenarios of a study may have {MOST_PARTNERSHIPS} different partnerships in all; "
            f"these have {len(bits)}. Compare fewer at a time, or use the same names for the same thing"
        )
    return bits


def compile_plan(
    scenario: ScenarioRecord,
    bits: Mapping[str, int],
    draw: int | None,
    replicate: int = 0,
    region: Region | None = None,
) -> Plan:
    """The plan of one world.

    Parameters
    ----------
    bits : from :func:`partnership_bits` over all scenarios of the study.
    draw : parameter draw 0, 1, 2…; None gives every uncertain number its central value.
    replicate : chance repetition of the draw; also decides which shocks happen.
    region : arrays of :func:`sim.study.region.arrays.region_arrays`, to share them between plans.
    """
    uniform = uniform_of(scenario.seed, draw)
    arrays = region
    if arrays is None:
        arrays = region_arrays(scenario.region, scenario.years, scenario.scale, scenario.start)
    if STANDARD in scenario.parameters:  # as the planner says, whatever unemployment it makes
        arrays = arrays._replace(unemployment=math.nan)
    partnerships = partnerships_of(scenario, bits, uniform)
    capped = np.full(scenario.years, np.inf)
    if scenario.budget.if_exceeded == "scale_seats":
        capped = costs.yearly_budget(scenario, uniform, (partnerships.seats > 0).any(axis=0))
    if scenario.budget.if_exceeded == "stop":
        _stop_when_exceeded(partnerships, scenario, uniform)
    return Plan(
        seed=scenario.seed,
        draw=-1 if draw is None else draw,
        replicate=replicate,
        years=scenario.years,
        region=arrays,
        partnerships=partnerships,
        budget=capped * scenario.scale,
        shocks=shock_arrays(scenario, draw, replicate, uniform),
        parameters=draw_parameters(
            evidence_cards(), scenario.seed, draw, {**scenario.region.calibration, **scenario.parameters}
        ),
        target_fields=sum(1 << FIELDS.index(name) for name in scenario.target_fields),
        levers=lever_arrays(scenario, uniform),
        moves=lever_moves(scenario, uniform),
    )


def uniform_of(seed: int, draw: int | None) -> Uniform:
    """The uniform number of each dotted path in one draw; None for every path without a draw."""
    return lambda path: None if draw is None else keyed_uniform(seed, draw, path)


def partnerships_of(scenario: ScenarioRecord, bits: Mapping[str, int], uniform: Uniform) -> Partnerships:
    """The scenario's partnerships as arrays, one row each in the order of their names."""
    rows = [
        _row(name, spec, scenario.activities[spec.activity], scenario, uniform) | {"bit": bits[name]}
        for name, spec in scenario.partnerships.items()
    ]
    for row, luck in zip(rows, lucks(scenario.partnerships), strict=True):
        row["luck"] = luck
    _book_levers(rows, scenario, uniform)
    region = scenario.region
    lengths = {"schools": len(region.schools), "employers": len(region.employers), "years": scenario.years}
    return partnership_arrays(rows, lengths)


def lucks(names: Iterable[str]) -> list[int]:
    """Luck of each partnership of a scenario; where two names meet, the later one moves on."""
    used: list[int] = []
    for name in names:
        luck = luck_of(name)
        while luck in used:
            luck = luck % (32767 << 17) + (1 << 17)
        used.append(luck)
    return used


def luck_of(name: str) -> int:
    """Offset of a partnership's draws, from its name alone: an option has the same luck in every study.

    A multiple of 2**17, so that it never meets another call.
    """
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return (int.from_bytes(digest, "big") % 32767 + 1) << 17


def _row(
    name: str, spec: PartnershipSpec, activity: Activity, scenario: ScenarioRecord, uniform: Uniform
) -> dict:
    """One partnership: what the scenario states, else what the activity says."""
    first, last = grade_span(spec, activity)
    fixed = costs.fixed_cost(name, spec, activity, scenario, uniform) * scenario.scale
    return {
        **stated_row(name, spec, activity, uniform),
        "rung": RUNG_CODES.get(activity.stage, 3),
        "first_grade": first,
        "last_grade": last,
        "adults": activity.adults + activity.jobless,
        "fields": sum(1 << FIELDS.index(field) for field in field_names(spec, activity)),
        "schools": school_mask(spec, activity, scenario.region),
        "employers": employer_mask(spec, activity, scenario.region),
        "seats": planned_seats(name, spec, scenario, uniform) * scenario.scale,
        "targeting": TARGETING[spec.target.how],
        "target_group": target_cells(spec.target),
        "target_new": NEW_TO_FIELD in spec.target.groups,
        "target_share": _target_share(name, spec.target, uniform),
        "class_size": activity.group_size if activity.unit == "class" else 0,
        "channels": channel_strengths(activity, dose(name, spec, activity, uniform), uniform),
        "awards": activity.award_bit,
        "cost_fixed": np.broadcast_to(fixed, (scenario.years, *fixed.shape)),
        "cost_seat": costs.seat_cost(name, spec, activity, scenario, uniform),
    }


def channel_strengths(activity: Activity, dose: float, uniform: Uniform) -> np.ndarray:
    """Strength of every channel for a seat-year of ``dose`` times the usual hours, float64 ``[C]``.

    More hours give more, with saturation: ``(1 - exp(-dose)) / (1 - exp(-1))`` of the strength.
    """
    factor = (1.0 - np.exp(-dose)) / (1.0 - np.exp(-1.0))
    out = np.zeros(len(CHANNELS))
    for channel, strength in activity.strengths().items():
        u = uniform(f"activities.{activity.name}.channels.{channel}")
        out[Channel[channel.upper()]] = strength.value.value(u) * factor
    return out


def target_cells(target: Target) -> np.ndarray:
    """Cells of ethnicity × sex × income that belong to any of the target's groups, uint8 ``[cells]``."""
    cells = np.zeros(N_CELLS, np.uint8)
    for ethnicity, race in enumerate(ETHNICITY):
        for sex, gender in enumerate(SEX):
            for poor in (0, 1):
                names = {race, gender} | ({"low_income"} if poor else set())
                cells[cell(ethnicity, sex, poor)] = bool(names & set(target.groups))
    return cells


def _target_share(name: str, target: Target, uniform: Uniform) -> float:
    if target.how not in TARGETED or not target.groups:
        return 0.0
    return target.share.value(uniform(f"partnerships.{name}.target.share"))


def _book_levers(rows: list[dict], scenario: ScenarioRecord, uniform: Uniform) -> None:
    """Book the cost of each lever, year by year, with a partnership that it concerns."""
    for name, lever in scenario.levers.items():
        cost = costs.lever_cost(scenario, name, uniform) * scenario.scale
        booked = booked_with(lever, around(name, scenario, uniform))
        for number, row in enumerate(rows):
            row["cost_fixed"] = row["cost_fixed"] + cost * (booked == number)[:, None, None]


def _stop_when_exceeded(columns: Partnerships, scenario: ScenarioRecord, uniform: Uniform) -> None:
    """Take all seats of the budget away from the first year on in which their cost exceeds it."""
    running = (columns.seats > 0).any(axis=0)
    exceeded = costs.planned_cost(scenario, uniform) > costs.yearly_budget(scenario, uniform, running) + 0.5
    if exceeded.any():
        paid = columns.in_budget == 1
        columns.seats[paid, int(np.argmax(exceeded)) :] = 0.0
