"""The laws that every world is held to before its records are handed over (MODEL, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.columns import N_LEVELS, Stage
from sim.core.state import World
from sim.core.tallies import OF_EITHER_SIGN, Tally


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Outcome of one law checked while a world ran (MODEL, section 8)."""

    law: int
    what: str
    passed: bool
    detail: str


def audit(world: World) -> tuple[AuditLine, ...]:
    """Conservation of people, jobs, money and seats over the whole run, and that its counts can be."""
    total = world.tallies.sum(axis=2)
    return (
        _people_line(world, total), _jobs_line(world), _money_line(world),
        _seats_line(world), _possible_line(world),
    )  # fmt: skip


def _people_line(world: World, total: np.ndarray) -> AuditLine:
    accounted = (
        total[:, Tally.PRESENT] + total[:, Tally.AWAY] + total[:, Tally.MOVED_OUT] + total[:, Tally.AGED_OUT]
    )
    gap = np.append(
        np.abs(accounted - total[:, Tally.ARRIVED]), abs(total[-1, Tally.ARRIVED] - world.arrived)
    )
    detail = f"largest gap {int(gap.max())} of {world.arrived} persons"
    return AuditLine(
        1,
        "people present, away, moved out and past working age = people who ever arrived",
        gap.max() == 0,
        detail,
    )


def _jobs_line(world: World) -> AuditLine:
    people, young = world.people, world.firms.young
    works = (people.stage == Stage.WORK) | (people.stage == Stage.APPRENTICE)
    holds = np.flatnonzero(works & (people.employer < len(young)))
    job = people.employer[holds].astype(np.int64) * N_LEVELS + people.occupation_level[holds]
    held = np.bincount(job, minlength=young.size).reshape(young.shape)
    gap = int(np.abs(held - world.firms.young).max())
    return AuditLine(
        2, "jobs on the books of employers = jobs held by persons", gap == 0, f"largest gap {gap} jobs"
    )


def _money_line(world: World) -> AuditLine:
    plan, paid = world.plan.partnerships, world.delivery[:, :, 3]
    fixed = (plan.cost_fixed.sum(axis=(2, 3)) * (plan.seats > 0)).sum()
    due = fixed + (plan.cost_seat.sum(axis=(1, 2)) * paid.T).sum()
    by_payer, by_ingredient = world.costs.sum(axis=(0, 1, 2)).sum(), world.costs.sum(axis=(0, 1, 3)).sum()
    with np.errstate(invalid="ignore"):  # a cost without end fails this line too
        gap = max(abs(by_payer - by_ingredient), abs(by_payer - due))
    what = "cost by ingredient = cost by payer = what seats and fixed costs come to"
    return AuditLine(9, what, gap <= 1e-9 * max(due, 1e6), f"gap {gap:.2f} of {due:,.0f} USD")


def _seats_line(world: World) -> AuditLine:
    gap = float(np.abs(world.seated.sum(axis=2) - world.delivery[:, :, 2]).max(initial=0.0))
    what = "seats held by persons of all groups = seats delivered"
    return AuditLine(8, what, gap == 0, f"largest gap {gap:g} seats")


def _possible_line(world: World) -> AuditLine:
    """Counts are of persons, jobs, seats and dollars: none is negative, none without end.

    Dollars are summed over payers, between whom a subsidy changes hands.
    """
    records = {
        "persons": world.tallies, "jobs": np.delete(world.market, OF_EITHER_SIGN, axis=1),
        "seats": world.delivery, "dollars": world.costs.sum(axis=3), "holders of seats": world.seated,
    }  # fmt: skip
    odd = [name for name, one in records.items() if not (np.isfinite(one) & (one >= 0)).all()]
    detail = f"impossible counts of {', '.join(odd)}" if odd else "all counts can be"
    return AuditLine(0, "no count is negative or without end", not odd, detail)
