"""What levers move: settings of a rule and figures of the region, by year of the horizon.

A lever of the study (:mod:`sim.study.levers`) names quantities and says how they move; a rule asks for its
settings of the year. Neither knows the other. Where no lever moves anything, nothing is worked out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.plan import Move, Plan, Region

LASTING = ("population", "search", "matching.standard")
"""Settings that hold for good once a world has begun: what people arrive with, where they look, and the
standard, which settles before the horizon."""
REGIONAL = ("pupils_per_counsellor", "provider_seats")
"""Figures of the region that the year reads anew and levers may move (``region.<figure>``), by school and by
provider."""


def settings_now(world: Any, rule: str) -> Any:
    """Settings of a rule in the world's year: those of the draw, as levers move them from then on."""
    settings = world.settings[rule]
    moves = world.plan.moves
    if not moves or world.year < 0:
        return settings
    moved = {
        setting: _moved(value, moves[name], world.year)
        for setting, value in settings._asdict().items()
        if (name := f"{rule}.{setting}") in moves
    }
    return settings._replace(**moved) if moved else settings


def region_now(world: Any) -> Region:
    """The region in the world's year: the plan's, as levers move its figures."""
    plan: Plan = world.plan
    if not plan.moves or world.year < 0:
        return plan.region
    moved: dict[str, Any] = {
        figure: _figure(getattr(plan.region, figure), plan.moves[name], world.year)
        for figure in REGIONAL
        if (name := f"region.{figure}") in plan.moves
    }
    return plan.region._replace(**moved) if moved else plan.region


def _figure(value: np.ndarray, move: Move, year: int) -> np.ndarray:
    """A figure of the region in a year; whole numbers stay whole, and a negative one, a code, as it is."""
    moved = move.apply(value, year)
    if value.dtype.kind == "f":
        return moved
    return np.where(value < 0, value, np.maximum(np.rint(moved), 0.0)).astype(value.dtype)


def _moved(value: float | tuple[float, ...], move: Move, year: int) -> float | tuple[float, ...]:
    """A setting in a year; every entry of a list moves alike unless the move says how each does."""
    moved = move.apply(np.asarray(value, np.float64), year)
    return tuple(float(v) for v in moved) if isinstance(value, tuple) else float(moved)
