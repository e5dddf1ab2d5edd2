"""What a partnership's numbers are in a draw: the scenario's, else the activity's, else the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.partnership import HOURS, PARTNERSHIP, Number
from sim.study.reading.by_year import Uniform, under, until
from sim.study.reading.quantities import Quantity

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.partnership import PartnershipSpec
    from sim.study.scenario.record import ScenarioRecord

RAMP_YEARS = next(number for number in PARTNERSHIP if number.name == "ramp_years")


def stated_value(
    number: Number, name: str, spec: PartnershipSpec, activity: Activity, uniform: Uniform
) -> float:
    """A declared number of the partnership ``name``, in its declared unit.

    Raises
    ------
    ValueError : neither states it, and it has no default.
    """
    own = getattr(spec, number.scenario) if number.scenario else None
    if own is not None:
        return _drawn(own, f"partnerships.{name}.{number.scenario}", uniform)
    usual = getattr(activity, number.activity) if number.activity else None
    if usual is not None:
        return _drawn(usual, f"activities.{activity.name}.{number.activity}", uniform)
    if number.default is None:
        raise ValueError(f"nothing states '{number.name}' of the partnership '{name}'")
    return number.default


def _drawn(value: Any, path: str, uniform: Uniform) -> float:
    return value.value(uniform(path)) if isinstance(value, Quantity) else value


def stated_row(name: str, spec: PartnershipSpec, activity: Activity, uniform: Uniform) -> dict[str, float]:
    """Every number that a scenario or an activity states, by name."""
    more = dose(name, spec, activity, uniform)
    return {
        number.name: stated_value(number, name, spec, activity, uniform) * (more if number.with_hours else 1)
        for number in PARTNERSHIP
        if number.stated
    }


def dose(name: str, spec: PartnershipSpec, activity: Activity, uniform: Uniform) -> float:
    """Hours a year as a multiple of the activity's."""
    if spec.hours is None:
        return 1.0
    usual = activity.hours_per_year.value(uniform(f"activities.{activity.name}.{HOURS.activity}"))
    return spec.hours.value(uniform(f"partnerships.{name}.{HOURS.scenario}")) / max(usual, 1e-9)


def ramp_years(name: str, spec: PartnershipSpec, activity: Activity, uniform: Uniform) -> float:
    """Years of ramp-up: the scenario's, else the activity's."""
    return stated_value(RAMP_YEARS, name, spec, activity, uniform)


def planned_seats(name: str, spec: PartnershipSpec, scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """Seats planned for each year, float64 ``[years]``; none from ``until`` on."""
    drawn = under(f"partnerships.{name}.seats", uniform)
    return until(spec.until, scenario.start, spec.seats.values(scenario.start, scenario.years, drawn))
