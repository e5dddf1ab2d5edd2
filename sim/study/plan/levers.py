"""The levers of a scenario at work: what surrounds each, and what they spare, move and hand to rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.moves import LASTING, REGIONAL
from sim.core.plan import Move
from sim.study.evidence.overrides import evidence_cards
from sim.study.levers.lever import Around, Lever, Partner
from sim.study.plan.stated import planned_seats
from sim.study.reading.by_year import Uniform

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.partnership import PartnershipSpec
    from sim.study.scenario.record import ScenarioRecord


def around(name: str, scenario: ScenarioRecord, uniform: Uniform) -> Around:
    """What a lever of the scenario is handed."""
    return Around(
        name=name,
        start=scenario.start,
        years=scenario.years,
        scale=scenario.scale,
        schools=len(scenario.region.schools),
        providers=len(scenario.region.providers),
        partners={
            partner: Partner(
                planned_seats(partner, spec, scenario, uniform),
                scenario.activities[spec.activity].needs_employer,
                scenario.activities[spec.activity].coordinator_hours.value(),
                spec.within_budget,
            )
            for partner, spec in scenario.partnerships.items()
        },
        uniform=uniform,
    )


NOBODY = -1
"""Row of a year in which no partnership can carry a lever's cost."""


def booked_with(lever: Lever, among: Around) -> np.ndarray:
    """Row of the partnership with which a lever's cost is booked in each year, int64 [Y].

    The first that the lever concerns and that has seats in the year; those within the budget come first,
    because fixed costs are due, and counted against the budget, with the partnership they are booked with.
    """
    rows = np.full(among.years, NOBODY)
    concerned = [
        (not partner.within_budget, row, partner.seats > 0)
        for row, (name, partner) in enumerate(among.partners.items())
        if lever.concerns(name, partner)
    ]
    for _, row, runs in sorted(concerned, key=lambda one: one[:2]):
        rows[runs & (rows == NOBODY)] = row
    return rows


def spared(spec: PartnershipSpec, activity: Activity, scenario: ScenarioRecord) -> set[str]:
    """Ingredients of the cost of a seat that a lever of the scenario pays instead."""
    hours = activity.coordinator_hours.value()
    partner = Partner(np.zeros(scenario.years), activity.needs_employer, hours, spec.within_budget)
    return {one for lever in scenario.levers.values() for one in lever.spares(partner)}


def lever_arrays(scenario: ScenarioRecord, uniform: Uniform) -> dict[str, dict[str, np.ndarray]]:
    """Arrays of the levers that have a rule of their own, by kind of lever and name."""
    kinds: dict[str, list[tuple[Lever, Around]]] = {}
    for name, lever in scenario.levers.items():
        kinds.setdefault(lever.lever, []).append((lever, around(name, scenario, uniform)))
    arrays = {kind: dict(type(several[0][0]).arrays(several)) for kind, several in sorted(kinds.items())}
    return {kind: found for kind, found in arrays.items() if found}


def lever_moves(scenario: ScenarioRecord, uniform: Uniform) -> dict[str, Move]:
    """How the levers of the scenario together move named quantities.

    Raises
    ------
    ValueError : a lever names a quantity that nothing reads by year, or moves it in another shape than [Y].
    """
    moves: dict[str, Move] = {}
    for name, lever in scenario.levers.items():
        for quantity, move in lever.moves(around(name, scenario, uniform)).items():
            _check_move(lever.lever, quantity, move, scenario.years)
            moves[quantity] = moves[quantity].then(move) if quantity in moves else move
    return moves


def _check_move(lever: str, quantity: str, move: Move, years: int) -> None:
    rule = quantity.partition(".")[0]
    by_year = quantity in evidence_cards() and rule not in LASTING and quantity not in LASTING
    if not by_year and quantity not in {f"region.{figure}" for figure in REGIONAL}:
        raise ValueError(f"the lever {lever} moves '{quantity}', which nothing reads by year")
    if len(move.factor) != years or len(move.shift) != years:
        raise ValueError(
            f"the lever {lever} moves '{quantity}' in other years than the {years} of the horizon"
        )
