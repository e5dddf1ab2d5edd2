"""What happens to employers from outside in one world, drawn from the shocks of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import FIELDS, N_LEVELS
from sim.core.plan import Shocks
from sim.study.costs import Uniform
from sim.study.evidence import keyed_uniform
from sim.study.fields import school_year
from sim.study.scenario_file import Shock
from sim.study.selectors import rows_of_employer

if TYPE_CHECKING:
    from sim.study.scenario import Scenario

USUAL_SIZE = {"plant_closure": 1.0, "recession": 0.05, "demand_surge": 0.0}
"""Share of jobs lost where the scenario does not say."""
RECESSION_YEARS = 2
LIKELY = 0.5
"""Without a draw, a shock happens when its probability is at least this."""


def shock_arrays(scenario: Scenario, draw: int | None, replicate: int, uniform: Uniform) -> Shocks:
    """Factor on the jobs and jobs wanted on top, both float64 [year, employer, level].

    Whether a shock happens is chance: it is keyed by the seed, the draw, the replicate and what the
    shock is, so that it happens in all options of a study or in none. Its size is part of the draw.
    """
    employers = len(scenario.region.employers)
    factor = np.ones((scenario.years, employers, N_LEVELS))
    demand = np.zeros((scenario.years, employers, N_LEVELS))
    outdated = np.zeros((scenario.years, len(FIELDS)))
    for shock in scenario.shocks:
        path = shock_path(shock)
        if not _happens(shock, path, scenario.seed, draw, replicate):
            continue
        rows, years = _rows(shock, scenario), _years(shock, scenario)
        if shock.what == "demand_surge" and shock.jobs is not None:
            jobs = np.array([scenario.region.employers[row].jobs for row in rows], float).reshape(
                -1, N_LEVELS
            )
            wanted = shock.jobs.value(uniform(f"{path}.jobs")) * scenario.scale
            demand[years, rows] += wanted * jobs / max(1.0, jobs.sum())
        elif shock.what != "demand_surge":
            lost = USUAL_SIZE[shock.what] if shock.size is None else shock.size.value(uniform(f"{path}.size"))
            factor[years, rows] *= 1.0 - lost
    return Shocks(jobs_factor=factor, demand=demand, outdated=outdated)


def shock_path(shock: Shock) -> str:
    """Name of the shock among the study's numbers: what, where and when, not its place in the list."""
    return f"shocks.{shock.what}.{shock.employer or shock.field or 'all'}.{school_year(shock.when)}"


def _happens(shock: Shock, path: str, seed: int, draw: int | None, replicate: int) -> bool:
    chance = shock.probability.value(
        None if draw is None else keyed_uniform(seed, draw, f"{path}.probability")
    )
    if draw is None:
        return chance >= LIKELY
    return keyed_uniform(seed, draw, f"{path}.happens.{replicate}") < chance


def _rows(shock: Shock, scenario: Scenario) -> np.ndarray:
    """Rows of the employers it strikes."""
    if shock.employer is not None:
        return np.array(rows_of_employer(shock.employer, scenario.region), np.int64)
    fields = [employer.field for employer in scenario.region.employers]
    return np.array([row for row, name in enumerate(fields) if shock.field in (None, name)], np.int64)


def _years(shock: Shock, scenario: Scenario) -> np.ndarray:
    """Years it lasts, as a column, within the horizon."""
    first = max(0, shock.when - scenario.start)
    lasting = RECESSION_YEARS if shock.what == "recession" else scenario.years
    last = min(scenario.years, first + (shock.years or lasting))
    return np.arange(first, last)[:, None]
