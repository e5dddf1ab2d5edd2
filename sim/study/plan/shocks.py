"""What happens to employers from outside in one world, drawn from the shocks of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import FIELDS, LEVELS, N_LEVELS
from sim.core.plan import Shocks
from sim.study.evidence.draws import keyed_uniform
from sim.study.plan.selectors import rows_of_employer
from sim.study.reading.by_year import Uniform, under
from sim.study.reading.fields import school_year
from sim.study.reading.quantities import Quantity
from sim.study.region.rows import OUTSIDE
from sim.study.scenario.file import Shock
from sim.study.scenario.shock_kinds import SHOCK_KINDS

if TYPE_CHECKING:
    from sim.study.region.region import RegionFiles
    from sim.study.scenario.record import ScenarioRecord

LIKELY = 0.5
"""Without a draw, a shock happens when its probability is at least this."""


def shock_arrays(scenario: ScenarioRecord, draw: int | None, replicate: int, uniform: Uniform) -> Shocks:
    """Factor on the jobs and jobs wanted on top, float64 [Y, E, L]; skill outdated, float64 [Y, F].

    Several shocks on the same jobs multiply; their demands add up.
    """
    shape = (scenario.years, len(scenario.region.employers), N_LEVELS)
    factor, demand, kept = np.ones(shape), np.zeros(shape), np.ones((scenario.years, len(FIELDS)))
    for shock in shocks_that_happen(scenario, draw, replicate):
        struck, jobs = struck_by(shock, scenario.region), jobs_struck(shock, scenario.region)
        lost = _lost(shock, scenario, uniform)[:, None, None]
        wanted = _wanted(shock, scenario, uniform)[:, None, None]
        factor *= np.where(struck, 1.0 - lost, 1.0)
        demand += wanted * jobs / max(1.0, jobs.sum())
        if shock.field is not None:
            kept[:, FIELDS.index(shock.field)] *= 1.0 - _outdated(shock, scenario, uniform)
    return Shocks(jobs_factor=factor, demand=demand, outdated=1.0 - kept)


def shock_path(shock: Shock) -> str:
    """Name of the shock among the study's numbers: what, where and when, not its place in the list."""
    where = ".".join(name for name in (shock.employer, shock.field) if name) or "all"
    levels = f".{'+'.join(shock.level)}" if shock.level else ""
    return f"shocks.{shock.what}.{where}{levels}.{school_year(shock.when)}"


def shocks_that_happen(scenario: ScenarioRecord, draw: int | None, replicate: int) -> tuple[Shock, ...]:
    """The shocks of a scenario that strike in one world.

    Whether a shock happens is chance: it is keyed by the seed, the draw, the replicate and what the
    shock is, so that it happens in all options of a study or in none. Its size is part of the draw.
    """
    return tuple(s for s in scenario.shocks if _happens(s, shock_path(s), scenario.seed, draw, replicate))


def _happens(shock: Shock, path: str, seed: int, draw: int | None, replicate: int) -> bool:
    chance = shock.probability.value(
        None if draw is None else keyed_uniform(seed, draw, f"{path}.probability")
    )
    if draw is None:
        return chance >= LIKELY
    return keyed_uniform(seed, draw, f"{path}.happens.{replicate}") < chance


def struck_by(shock: Shock, region: RegionFiles) -> np.ndarray:
    """Employers and levels that a shock is about, bool [E, L]."""
    struck = np.zeros((len(region.employers), N_LEVELS), bool)
    struck[_rows(shock, region)] = [shock.level is None or level in shock.level for level in LEVELS]
    return struck


def jobs_struck(shock: Shock, region: RegionFiles) -> np.ndarray:
    """The region's own jobs of the base year that a shock is about, float64 [E, L]; 0 for all others."""
    jobs = np.array([employer.jobs for employer in region.employers], float).reshape(-1, N_LEVELS)
    own = np.array([employer.kind != OUTSIDE for employer in region.employers])
    return np.where(struck_by(shock, region) & own[:, None], jobs, 0.0)


def _rows(shock: Shock, region: RegionFiles) -> list[int]:
    """Rows of the employers it strikes."""
    if shock.employer is None:
        rows = list(range(len(region.employers)))
    else:
        rows = rows_of_employer(shock.employer, region)
    return [row for row in rows if shock.field in (None, region.employers[row].field)]


def _since(shock: Shock, scenario: ScenarioRecord) -> np.ndarray:
    """School years since the shock began, int64 [Y]: 0 in the year it begins, below 0 before."""
    return np.arange(scenario.years) - (shock.when - scenario.start)


def _lost(shock: Shock, scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """Share of the struck jobs that is gone in each year, float64 [Y]; below 0 where jobs are gained."""
    since, kind = _since(shock, scenario), SHOCK_KINDS[shock.what]
    years = shock.years or kind.years or scenario.years

    def drawn(key: str) -> float:
        otherwise = (kind.size or 0.0) if key == "size" else 0.0
        return _drawn(getattr(shock, key), f"{shock_path(shock)}.{key}", uniform, otherwise)

    return kind.course(since, years, drawn)


def _wanted(shock: Shock, scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """Jobs wanted on top in each year, float64 [Y], thinned like the population."""
    if shock.jobs is None:
        return np.zeros(scenario.years)
    since = _since(shock, scenario)
    lasts = (since >= 0) & (since < (shock.years or scenario.years))
    drawn = under(f"{shock_path(shock)}.jobs", uniform)
    return np.where(lasts, shock.jobs.values(scenario.start, scenario.years, drawn), 0.0) * scenario.scale


def _outdated(shock: Shock, scenario: ScenarioRecord, uniform: Uniform) -> np.ndarray:
    """Share of the field's technical skill that counts no more, float64 [Y]: once, in the year it begins."""
    key = SHOCK_KINDS[shock.what].outdates
    share = _drawn(getattr(shock, key), f"{shock_path(shock)}.{key}", uniform, 0.0)
    return np.where(_since(shock, scenario) == 0, share, 0.0)


def _drawn(quantity: Quantity | None, path: str, uniform: Uniform, otherwise: float) -> float:
    return otherwise if quantity is None else quantity.value(uniform(path))
