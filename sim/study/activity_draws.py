"""The uncertain numbers of an activity in one parameter draw.

Each has a uniform of its own, keyed by the study's seed, the draw and ``activities.<name>.<part>``
(:func:`sim.study.evidence.keyed_uniform`), so that two options with the same activity share its draw and a
third one changes nothing. The caseload of a coordinator is one fact about the region, so coordinator hours
of all activities share one uniform.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from sim.core.columns import CHANNELS, INGREDIENTS, PAYERS
from sim.study.activity import Activity
from sim.study.evidence import keyed_uniform
from sim.study.prices import PRICE_YEAR, price_factor
from sim.study.quantities import Quantity


class ActivityDraw(NamedTuple):
    """Values of one activity in one draw; money in USD of the price year asked for."""

    take_up: float  # share of those offered a seat, at mean motivation
    no_show: float  # share of seats taken up and then not used
    coordinator_hours: float  # hours for each seat
    employer_hours: float  # hours for each seat
    pass_rate: float  # share; 0 when nothing is awarded
    channels: np.ndarray  # float64 [channel], strength for one full seat-year, order of CHANNELS
    cost_seat: np.ndarray  # float64 [ingredient, payer], USD for each seat-year
    cost_fixed: np.ndarray  # float64 [ingredient, payer], USD a year


def draw_activity(
    activity: Activity, seed: int, draw: int | None, price_year: int = PRICE_YEAR
) -> ActivityDraw:
    """Values of ``activity`` in draw ``draw``; ``None`` gives the central values."""

    def value(quantity: Quantity, part: str) -> float:
        return quantity.value(_uniform(activity.name, part, seed, draw))

    channels = np.zeros(len(CHANNELS))
    for name, strength in activity.strengths().items():
        channels[CHANNELS.index(name)] = value(strength.value, f"channels.{name}")
    return ActivityDraw(
        take_up=value(activity.take_up, "take_up"),
        no_show=value(activity.no_show, "no_show"),
        coordinator_hours=activity.coordinator_hours.value(_shared("coordinator_hours", seed, draw)),
        employer_hours=value(activity.employer_hours, "employer_hours"),
        pass_rate=0.0 if activity.pass_rate is None else value(activity.pass_rate, "pass_rate"),
        channels=channels,
        cost_seat=_costs(activity, "per_seat", seed, draw, price_year),
        cost_fixed=_costs(activity, "fixed", seed, draw, price_year),
    )


def _uniform(name: str, part: str, seed: int, draw: int | None) -> float | None:
    return None if draw is None else keyed_uniform(seed, draw, f"activities.{name}.{part}")


def _shared(part: str, seed: int, draw: int | None) -> float | None:
    return None if draw is None else keyed_uniform(seed, draw, f"activities.{part}")


def _costs(
    activity: Activity, which: Literal["per_seat", "fixed"], seed: int, draw: int | None, price_year: int
) -> np.ndarray:
    table = np.zeros((len(INGREDIENTS), len(PAYERS)))
    for number, line in enumerate(getattr(activity.cost, which)):
        u = _uniform(activity.name, f"cost.{which}.{number}", seed, draw)
        table[INGREDIENTS.index(line.ingredient), PAYERS.index(line.payer)] += line.value(u)
    return table * price_factor(PRICE_YEAR, price_year)
