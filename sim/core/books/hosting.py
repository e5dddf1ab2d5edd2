"""The employers' ledger of hosting: what a year of it brings and costs each of them, in USD.

Costs are those that the accounts book to employers: wages, staff time, a part of what funders pay where
employers are a source, less subsidies. Weights are settings of :mod:`sim.core.rules.partnerships`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.core.columns import N_FIELDS, NONE, PAYERS
from sim.core.market.hosting import learn
from sim.core.market.positions import CLOSED
from sim.core.moves import settings_now
from sim.core.tallies import SIZE_CLASSES, Market

BY_EMPLOYERS = PAYERS.index("employers")
LIMITS = (100, 500)
"""Jobs of a firm in the base year from which it belongs to the next class of size."""


class Ledger(NamedTuple):
    """One year of hosting by employer, USD, float64 [E] each."""

    output: np.ndarray  # worth of what those hosted produced
    saved: np.ndarray  # recruiting and training not needed for people hosted before and hired this year
    kept: np.ndarray  # the same for people who would have left without the tie
    poached: np.ndarray  # lost with hires of the kind that left for another employer within their first years
    paid: np.ndarray  # wages, staff time and other costs, less subsidies

    @property
    def later(self) -> np.ndarray:
        """What came of earlier hosting."""
        return self.saved + self.kept - self.poached

    @property
    def net(self) -> np.ndarray:
        """What the year brought after its costs."""
        return self.output + self.later - self.paid


def ledger(firms, s) -> Ledger:
    """The year's ledger of every employer, from its counts."""
    replacing = s.recruiting + s.training * firms.wage
    return Ledger(
        output=firms.output * firms.worked,
        saved=s.own_hire * (firms.hired_hosted * replacing).sum(axis=1),
        kept=(firms.kept * replacing).sum(axis=1),
        poached=s.own_hire * s.poaching_loss * (firms.poached * replacing).sum(axis=1),
        paid=firms.paid.copy(),
    )


def staff_hours(plan) -> np.ndarray:
    """Hours of staff that a seat is reckoned by [P]: its own, or one where it takes none."""
    return np.where(plan.employer_hours > 0.0, plan.employer_hours, 1.0)


def hosting_cost(plan, year: int, seats: np.ndarray) -> np.ndarray:
    """What employers pay for each of the ``seats`` [P], USD: by the seat, and a part of what is fixed."""
    fixed = plan.cost_fixed[:, year, :, BY_EMPLOYERS].sum(axis=1)
    return plan.cost_seat[:, :, BY_EMPLOYERS].sum(axis=1) + fixed / np.maximum(seats, 1.0)


def terms(plan, year: int) -> tuple[np.ndarray, np.ndarray]:
    """What employers know beforehand, by hour of staff: hours of work [P], and cost, USD [P]."""
    staff = staff_hours(plan)
    work = plan.work_hours * (1.0 - plan.no_show)
    return work / staff, hosting_cost(plan, year, plan.seats[:, year]) / staff


def book_hosting(world: Any, p: int, hosts: np.ndarray, shows: np.ndarray) -> None:
    """Put the seats of partnership ``p`` down to their ``hosts`` [seats]; who did not show up did no work."""
    firms, plan, somewhere = world.firms, world.plan.partnerships, hosts != NONE
    count = len(firms.field)
    held = np.bincount(hosts[somewhere], minlength=count)
    came = np.bincount(hosts[somewhere & (shows == 1)], minlength=count)
    cost = hosting_cost(plan, world.year, np.full(len(plan.bit), len(hosts)))[p]
    firms.hosted[:] += held.astype(np.int32)
    firms.given[:] += held * staff_hours(plan)[p]
    firms.worked[:] += came * plan.work_hours[p]
    firms.paid[:] += held * cost


def by_size(stands_for: np.ndarray, size: np.ndarray, counted: np.ndarray) -> list[int]:
    """Sum of ``counted`` [E] by class of size, in whole numbers; a pool of firms counts by their mean."""
    classes = np.searchsorted(LIMITS, size / np.maximum(stands_for, 1), side="right")
    return [round(float(counted[classes == one].sum())) for one in range(len(SIZE_CLASSES))]


def note_members(world: Any, asked: np.ndarray, before: np.ndarray) -> None:
    """Record who was asked, stayed, joined and quit this year; ``before`` marks members of last year [E]."""
    now, row = world.firms.participation == 1, world.market[world.year]
    asks = asked.max(axis=0, initial=0) == 1
    quit_ = before & ~now & asks & (world.firms.closed != CLOSED)
    flows = {"ASKED": asks, "STAYED": before & now, "JOINED": ~before & now, "QUIT": quit_}
    for name, counted in flows.items():
        _note(world, row, name, counted)


def close_hosting(world: Any) -> None:
    """Record the ledger of the year; employers learn from it."""
    if len(world.plan.partnerships.bit) == 0:
        return
    s, firms, row = settings_now(world, "partnerships"), world.firms, world.market[world.year]
    year = ledger(firms, s)
    hosts = firms.hosted > 0
    _note(world, row, "HOSTED", firms.hosted)
    _note(world, row, "RETURN", year.net)
    row[Market.HOSTS] = hosts.sum()
    row[Market.HOSTS_GAINING] = (hosts & (year.net > 0.0)).sum()
    for name, amounts in year._asdict().items():
        row[Market[f"HOSTING_{name.upper()}"]] = round(float(amounts.sum()))
    learn(firms, year.later, s, np.zeros(N_FIELDS), np.zeros(N_FIELDS))


def _note(world: Any, row: np.ndarray, name: str, counted: np.ndarray) -> None:
    region = world.plan.region
    for size, amount in zip(SIZE_CLASSES, by_size(region.stands_for, world.firms.size, counted), strict=True):
        row[Market[f"{name}_{size}"]] = amount
