"""What is counted in one world of a batch: its indicators, its accounts, and the paired headline."""

from __future__ import annotations

from sim.analysis.pairing import headline_rows, pair
from sim.batch.task import World
from sim.outcomes.accounts import cost_rows, delivery_rows
from sim.outcomes.rows import Rows, indicator_rows, stack


def measure(world: World) -> Rows:
    """Return the rows of one world; the headline's rows only if it is not the baseline's own.

    The partnerships of the scenario are in the order of the arrays of its run.
    """
    scenario, run = world.scenario, world.run
    parts = [
        indicator_rows(run, scenario.start),
        cost_rows(run.costs, scenario.start),
        delivery_rows(run.delivery, tuple(scenario.partnerships), scenario.start),
    ]
    if run is not world.baseline:
        parts.append(headline_rows(pair(world.baseline, run), scenario.start))
    return stack([part for part in parts if part is not None])
