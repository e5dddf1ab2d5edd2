"""What is counted in one world of a batch: its indicators, its accounts, and the paired headline."""

from __future__ import annotations

from sim.lives.pairing import headline_rows, pair
from sim.lives.worlds import Lived
from sim.outcomes.accounts import cost_rows, delivery_rows
from sim.outcomes.rows import Rows, indicator_rows, stack


def measure(world: Lived) -> Rows:
    """Return the rows of one world.

    The baseline has a headline too, all zero beside its total: so a scenario that only renames
    it gives the very same rows. The partnerships of the scenario are in the order of the arrays of its run.
    """
    scenario, run = world.scenario, world.run
    parts = [
        indicator_rows(run, scenario.start),
        cost_rows(run.costs, scenario.start),
        delivery_rows(run.delivery, tuple(scenario.partnerships), scenario.start),
    ]
    parts.append(headline_rows(pair(world.against.run, run), scenario.start))
    return stack([part for part in parts if part is not None])
