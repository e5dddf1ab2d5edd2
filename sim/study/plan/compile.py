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

from sim.core.columns import CHANNELS, ETHNICITY, FIELDS, INGREDIENTS, N_CELLS, PAYERS, SEX, cell
from sim.core.plan import Partnerships, Plan, Region, Targeting
from sim.study.evidence.card import draw_parameters, keyed_uniform
from sim.study.evidence.overrides import evidence_cards
from sim.study.plan import costs
from sim.study.plan.costs import Uniform
from sim.study.plan.selectors import employer_mask, field_names, grade_span, school_mask
from sim.study.plan.shocks import shock_arrays
from sim.study.region.arrays import region_arrays
from sim.study.scenario.partnership import CommitmentToHire, PartnershipSpec, Target

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.record import ScenarioRecord

STANDARD = "matching.standard"
"""Card of employers' standard, which settles by the published unemployment unless a scenario states it."""

MOST_PARTNERSHIPS = 24
"""Bits of ``Student.delivered`` that can be kept for every person and year."""

STAGES = {"awareness": 0, "exploration": 1, "experience": 2}
"""Code of an activity's stage in the plan; every other stage is 3."""

TARGETING = {
    "open": Targeting.OPEN,
    "outreach": Targeting.OPEN,  # the group is invited more; seats then go as in an open call
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
    return Plan(
        seed=scenario.seed,
        draw=-1 if draw is None else draw,
        replicate=replicate,
        years=scenario.years,
        region=arrays,
        partnerships=partnership_arrays(scenario, bits, uniform),
        shocks=shock_arrays(scenario, draw, replicate, uniform),
        parameters=draw_parameters(
            evidence_cards(), scenario.seed, draw, {**scenario.region.calibration, **scenario.parameters}
        ),
        target_fields=sum(1 << FIELDS.index(name) for name in scenario.target_fields),
    )


def uniform_of(seed: int, draw: int | None) -> Uniform:
    """The uniform number of each dotted path in one draw; None for every path without a draw."""
    return lambda path: None if draw is None else keyed_uniform(seed, draw, path)


def partnership_arrays(scenario: ScenarioRecord, bits: Mapping[str, int], uniform: Uniform) -> Partnerships:
    """The scenario's partnerships as arrays, one row each in the order of their names."""
    rows = [
        _row(name, spec, scenario.activities[spec.activity], scenario, uniform)
        for name, spec in scenario.partnerships.items()
    ]
    empty = _row_shapes(scenario)
    columns = {
        key: np.array([row[key] for row in rows], dtype).reshape(len(rows), *shape)
        for key, (dtype, shape) in empty.items()
    }
    columns["bit"] = np.array([bits[name] for name in scenario.partnerships], np.uint8)
    columns["luck"] = np.array(lucks(scenario.partnerships), np.uint32)
    posts = costs.coordinator_posts(scenario, uniform) * scenario.scale
    _add_coordinators(columns, scenario, posts, uniform)
    running = (columns["seats"] > 0).any(axis=0) if rows else np.zeros(scenario.years, bool)
    offers, honoured, promised = _commitments(scenario, uniform)
    budget = costs.yearly_budget(scenario, uniform, running) * scenario.scale
    if scenario.budget.if_exceeded == "stop":
        _stop_when_exceeded(columns, scenario, uniform)
    return Partnerships(
        **columns,
        budget=budget if scenario.budget.if_exceeded == "scale_seats" else np.full(scenario.years, np.inf),
        coordinators=posts,
        commitment_offers=offers * scenario.scale,
        commitment_honoured=honoured,
        commitment_partnerships=promised,
    )


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


def _row_shapes(scenario: ScenarioRecord) -> dict[str, tuple[type, tuple[int, ...]]]:
    """Storage and shape of a row of every column that is filled row by row."""
    schools, employers = len(scenario.region.schools), len(scenario.region.employers)
    money = (len(INGREDIENTS), len(PAYERS))
    whole = dict.fromkeys(
        ("stage", "adults", "needs_employer", "targeting", "awards", "apprenticeship", "in_budget"), np.uint8
    )
    spans = dict.fromkeys(("first_grade", "last_grade", "years"), np.int8)
    reals = dict.fromkeys(
        ("ramp_years", "take_up", "no_show", "minimum_academic", "target_share", "coordinator_hours",
         "employer_hours", "saturation", "pass_rate"), np.float64,
    )  # fmt: skip
    return {
        **{name: (dtype, ()) for name, dtype in {**whole, **spans, **reals}.items()},
        "fields": (np.uint16, ()),
        "schools": (np.uint8, (schools,)),
        "employers": (np.uint8, (employers,)),
        "seats": (np.float64, (scenario.years,)),
        "target_group": (np.uint8, (N_CELLS,)),
        "channels": (np.float64, (len(CHANNELS),)),
        "cost_fixed": (np.float64, (scenario.years, *money)),
        "cost_seat": (np.float64, money),
    }


def _row(
    name: str, spec: PartnershipSpec, activity: Activity, scenario: ScenarioRecord, uniform: Uniform
) -> dict:
    """One partnership: what the scenario states, else what the activity says."""
    own, library = f"partnerships.{name}", f"activities.{activity.name}"

    def chosen(key: str, stated, usual, otherwise: float) -> float:
        if stated is not None:
            return stated.value(uniform(f"{own}.{key}"))
        return otherwise if usual is None else usual.value(uniform(f"{library}.{key}"))

    first, last = grade_span(spec, activity)
    lowest = -np.inf if activity.minimum_academic is None else activity.minimum_academic
    gate = (
        lowest
        if spec.minimum_academic is None
        else spec.minimum_academic.value(uniform(f"{own}.minimum_academic"))
    )
    fixed = costs.fixed_cost(name, spec, activity, scenario, uniform) * scenario.scale
    dose = costs.dose(name, spec, activity, uniform)
    return {
        "stage": STAGES.get(activity.stage, 3),
        "first_grade": first,
        "last_grade": last,
        "adults": activity.adults + activity.jobless,
        "fields": sum(1 << FIELDS.index(field) for field in field_names(spec, activity)),
        "schools": school_mask(spec, activity, scenario.region),
        "employers": employer_mask(spec, activity, scenario.region),
        "needs_employer": activity.needs_employer,
        "seats": costs.planned_seats(name, spec, scenario, uniform) * scenario.scale,
        "ramp_years": costs.ramp_years(name, spec, activity, uniform),
        "take_up": chosen("take_up", spec.take_up, activity.take_up, 1.0),
        "no_show": chosen("no_show", spec.no_show, activity.no_show, 0.0),
        "minimum_academic": gate,
        "targeting": TARGETING[spec.target.how],
        "target_group": target_cells(spec.target),
        "target_share": _target_share(name, spec.target, uniform),
        "coordinator_hours": chosen("coordinator_hours", None, activity.coordinator_hours, 0.0) * dose,
        "employer_hours": chosen("employer_hours", None, activity.employer_hours, 0.0) * dose,
        "years": activity.years,
        "channels": channel_strengths(activity, dose, uniform),
        "saturation": activity.saturation,
        "awards": activity.award_bit,
        "pass_rate": chosen("pass_rate", spec.pass_rate, activity.pass_rate, 0.0),
        "apprenticeship": activity.apprenticeship,
        "in_budget": spec.within_budget,
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
        out[CHANNELS.index(channel)] = strength.value.value(u) * factor
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


def _add_coordinators(
    columns: dict[str, np.ndarray], scenario: ScenarioRecord, posts: np.ndarray, uniform: Uniform
) -> None:
    """Book the coordinators' posts with the first partnership whose seats they look after."""
    looked_after = np.flatnonzero(columns["coordinator_hours"] > 0)
    if posts.any() and len(looked_after):
        columns["cost_fixed"][looked_after[0]] += costs.coordinator_cost(scenario, posts, uniform)


def _commitments(scenario: ScenarioRecord, uniform: Uniform) -> tuple[np.ndarray, float, np.ndarray]:
    """Jobs promised by year, the share honoured (mean weighted by offers), and for whose participants."""
    names = list(scenario.partnerships)
    offers, kept = np.zeros(scenario.years), 0.0
    promised = np.zeros(len(names), np.uint8)
    for name, lever in scenario.levers.items():
        if not isinstance(lever, CommitmentToHire):
            continue
        path = f"partnerships.{name}"
        under = costs.under(f"{path}.offers", uniform)
        jobs = lever.offers.values(scenario.start, scenario.years, under)
        jobs = costs.until(lever.until, scenario, jobs)
        offers += jobs
        kept += jobs.sum() * lever.honoured.value(uniform(f"{path}.honoured"))
        for row, (partnership, spec) in enumerate(scenario.partnerships.items()):
            hosted = scenario.activities[spec.activity].needs_employer
            promised[row] |= partnership in lever.partnerships or (hosted and not lever.partnerships)
    return offers, float(kept / offers.sum()) if offers.sum() > 0 else 0.0, promised


def _stop_when_exceeded(columns: dict[str, np.ndarray], scenario: ScenarioRecord, uniform: Uniform) -> None:
    """Take all seats of the budget away from the first year on in which their cost exceeds it."""
    running = (columns["seats"] > 0).any(axis=0)
    exceeded = costs.planned_cost(scenario, uniform) > costs.yearly_budget(scenario, uniform, running) + 0.5
    if exceeded.any():
        paid = columns["in_budget"] == 1
        columns["seats"][paid, int(np.argmax(exceeded)) :] = 0.0
