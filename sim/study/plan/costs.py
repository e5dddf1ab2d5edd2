"""What the partnerships of a scenario cost, by ingredient and payer, and what their funders may spend.

Decisions, all in prices of the first year:

* ``cost:`` of a partnership replaces the amounts of the activity and keeps its mix of ingredients and
  payers. Where the activity has no such line, funders' money is overhead of the grant and employers'
  money is staff time.
* ``hours:`` other than the activity's change the cost of a seat in proportion, unless the scenario states it.
* ``employer_subsidy`` of a partnership moves money from the funders to the employers of its seats. It costs
  nobody anything in sum: funders pay more, employers less, who may even gain.
* ``budget.sources`` reassigns what *funders* pay (every payer but employers and families) of the
  partnerships within the budget. Staff time and wages of hosting employers stay with the employers, and
  costs of families with the families, in addition. When employers are among the sources they pay that share
  of the funders' part too.
* Partnerships with ``within_budget: false`` (current practice) keep their payers.
* What a lever pays instead of a seat (coordinators paid as posts) is left out of the cost of the seat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.core.columns import INGREDIENTS, PAYERS, PUBLIC_PAYERS
from sim.study.evidence.prices import PRICE_YEAR, price_factor, price_index
from sim.study.plan.levers import around, spared
from sim.study.plan.stated import dose, planned_seats, ramp_years
from sim.study.reading.by_year import Uniform, under

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.scenario.partnership import PartnershipSpec
    from sim.study.scenario.record import ScenarioRecord

SHAPE = (len(INGREDIENTS), len(PAYERS))
EMPLOYERS, GRANT = PAYERS.index("employers"), PAYERS.index("grant")
SUBSIDY = INGREDIENTS.index("wages")
"""Ingredient as which a subsidy to hosts is booked: more for funders, and as much less for employers."""
FUNDERS = np.array([payer in PUBLIC_PAYERS for payer in PAYERS])
"""Payers whose money the budget is about."""


def seat_cost(
    name: str, spec: PartnershipSpec, activity: Activity, scenario: ScenarioRecord, uniform: Uniform
) -> np.ndarray:
    """Cost of one delivered seat-year, float64 [ingredient, payer], USD."""
    table = _library(activity, "per_seat", scenario.start, uniform) * dose(name, spec, activity, uniform)
    public = table * FUNDERS
    hosting = table - public
    path = f"partnerships.{name}.cost"
    if spec.cost.per_seat is not None:
        amount = spec.cost.per_seat.value(uniform(f"{path}.per_seat"))
        public = _scaled(public, amount, ("overhead", "grant"))
    if spec.cost.employer_per_seat is not None:
        amount = spec.cost.employer_per_seat.value(uniform(f"{path}.employer_per_seat"))
        hosting = _scaled(hosting, amount, ("employer_staff", "employers"))
    for ingredient in spared(spec, activity, scenario):
        public[INGREDIENTS.index(ingredient)] = 0.0
    if spec.cost.employer_subsidy is not None:
        subsidy = spec.cost.employer_subsidy.value(uniform(f"{path}.employer_subsidy"))
        public[SUBSIDY, GRANT] += subsidy
        hosting[SUBSIDY, EMPLOYERS] -= subsidy
    return _by_sources(public, spec, scenario, uniform) + hosting


def fixed_cost(
    name: str, spec: PartnershipSpec, activity: Activity, scenario: ScenarioRecord, uniform: Uniform
) -> np.ndarray:
    """Cost of a year whatever the seats, float64 [ingredient, payer], USD."""
    table = _library(activity, "fixed", scenario.start, uniform)
    public = table * FUNDERS
    if spec.cost.fixed is not None:
        amount = spec.cost.fixed.value(uniform(f"partnerships.{name}.cost.fixed"))
        return _by_sources(_scaled(public, amount, ("overhead", "grant")), spec, scenario, uniform)
    return _by_sources(public, spec, scenario, uniform) + table - public


def lever_cost(scenario: ScenarioRecord, name: str, uniform: Uniform) -> np.ndarray:
    """Cost of a lever, float64 [year, ingredient, payer], USD, its funders' part paid by the sources."""
    table = scenario.levers[name].costs(around(name, scenario, uniform))
    public = table * FUNDERS
    return _reassigned(public, scenario, uniform) + table - public


def yearly_budget(scenario: ScenarioRecord, uniform: Uniform, running: np.ndarray) -> np.ndarray:
    """What funders may spend in each year, float64 ``[years]``, USD; infinite without a budget.

    ``running`` marks the years with planned seats, over which a cap alone is spread. The part that
    employers pay as a source is taken off, because the model's budget is about the other funders.
    """
    budget, years = scenario.budget, scenario.years
    limit = np.full(years, np.inf)
    if budget.per_year is not None:
        limit = budget.per_year.values(scenario.start, years, under("budget.per_year", uniform))
    if budget.cap is not None:
        cap = budget.cap.value(uniform("budget.cap"))
        if budget.per_year is None:
            limit = np.where(running, cap / max(1, int(running.sum())), 0.0)
        spent_before = np.concatenate(([0.0], np.cumsum(limit)[:-1]))
        limit = np.clip(cap - spent_before, 0.0, limit)
    employers = (budget.sources or {}).get("employers")
    share = 0.0 if employers is None else employers.value(uniform("budget.sources.employers"))
    return limit * (1.0 - share)


def ramp_share(seats: np.ndarray, ramp_years: float) -> np.ndarray:
    """Share of the planned seats that ramp-up allows in each year: linear after the first seats."""
    since = np.arange(len(seats)) - int((seats > 0).argmax())
    return np.clip((since + 1) / (ramp_years + 1.0), 0.0, 1.0)


def planned_cost(scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """What the planned seats within the budget, after ramp-up, would cost the funders by year, USD."""
    total = np.zeros(scenario.years)
    for name, spec in scenario.partnerships.items():
        if not spec.within_budget:
            continue
        activity = scenario.activities[spec.activity]
        seats = planned_seats(name, spec, scenario, uniform)
        per_seat = seat_cost(name, spec, activity, scenario, uniform)[:, FUNDERS].sum()
        fixed = fixed_cost(name, spec, activity, scenario, uniform)[:, FUNDERS].sum()
        filled = seats * ramp_share(seats, ramp_years(name, spec, activity, uniform))
        total += filled * per_seat + (seats > 0) * fixed
    for name in scenario.levers:
        total += lever_cost(scenario, name, uniform)[:, :, FUNDERS].sum(axis=(1, 2))
    return total


def _library(
    activity: Activity, which: Literal["per_seat", "fixed"], price_year: int, uniform: Uniform
) -> np.ndarray:
    """The activity's own costs in prices of ``price_year`` (of the library's year where no index reaches)."""
    factor = price_factor(PRICE_YEAR, price_year) if price_year in price_index() else 1.0
    table = np.zeros(SHAPE)
    for number, line in enumerate(getattr(activity.cost, which)):
        u = uniform(f"activities.{activity.name}.cost.{which}.{number}")
        table[INGREDIENTS.index(line.ingredient), PAYERS.index(line.payer)] += line.value(u) * factor
    return table


def _scaled(table: np.ndarray, amount: float, otherwise: tuple[str, str]) -> np.ndarray:
    """The table with the sum ``amount`` and its own mix; all of one kind where it has none."""
    if table.sum() > 0:
        return table * (amount / table.sum())
    out = np.zeros(SHAPE)
    out[INGREDIENTS.index(otherwise[0]), PAYERS.index(otherwise[1])] = amount
    return out


def _by_sources(
    public: np.ndarray, spec: PartnershipSpec, scenario: ScenarioRecord, uniform: Uniform
) -> np.ndarray:
    return _reassigned(public, scenario, uniform) if spec.within_budget else public


def _reassigned(public: np.ndarray, scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """The funders' part with its payers replaced by the budget's sources, where they are stated."""
    if not scenario.budget.sources:
        return public
    shares = np.zeros(len(PAYERS))
    for payer, share in scenario.budget.sources.items():
        shares[PAYERS.index(payer)] = share.value(uniform(f"budget.sources.{payer}"))
    return public.sum(axis=-1, keepdims=True) * (shares / shares.sum())
