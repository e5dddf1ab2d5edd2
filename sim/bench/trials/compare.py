"""Winners against losers: the effects of a trial in one draw, as its authors would have reckoned them.

Beside the plain comparison stands one in which the luck of the lots is taken out: the same two groups are
compared in the world where nobody was treated, and that difference is subtracted. Beside both stands the
person-by-person effect, which no trial in life can see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.bench.trials.trial import Published, Trial
from sim.bench.trials.worlds import Randomised

PER_CENT = 100.0
FEWEST = 20
"""Winners or losers below which a group is not compared."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of a trial in one draw, in the unit of the published row."""

    effect: float  # winners less losers, less what they differ by where nobody is treated
    plain: float  # winners less losers
    paired: float  # winners less themselves where nobody is treated (a pathway: losers, the other way round)
    error: float  # standard error of ``effect`` within the draw
    plain_error: float
    control: float  # mean of the losers
    winners: int
    losers: int
    use: float  # share of winners who use the seat less that of the losers

    @property
    def seen(self) -> bool:
        """Whether there were persons enough."""
        return not np.isnan(self.effect)


NOTHING = Effect(*(np.nan,) * 6, 0, 0, np.nan)


def effects_found(trial: Trial, lived: Randomised) -> list[Effect]:
    """The effects of every published row of a trial, in their order."""
    return [_effect(row, lived) for row in trial.published]


def _effect(row: Published, lived: Randomised) -> Effect:
    lots = lived.drawn.lots
    assert lots is not None
    treated = lived.drawn.outcome(row.outcome, row.after)
    usual = lived.undrawn.outcome(row.outcome, row.after)
    group = lived.drawn.groups[row.group] & ~np.isnan(treated) & ~np.isnan(usual)
    won, lost = group & lots.won, group & ~lots.won
    if min(won.sum(), lost.sum()) < FEWEST:
        return NOTHING
    control = float(treated[lost].mean())
    use = float(lots.uses[won].mean() - lots.uses[lost].mean())
    scale = _scale(row, control, use)
    change = treated - usual
    if row.estimand == "spillover":
        spilt = change[lost & ~lots.uses]
        effects, errors = (spilt.mean(),) * 3, (_error(spilt),) * 2
    else:
        by_hand = -change[lost] if lived.drawn.trial.unit == "pathway" else change[won]
        effects = (
            change[won].mean() - change[lost].mean(),
            treated[won].mean() - treated[lost].mean(),
            by_hand.mean(),
        )
        errors = _error_of(change, won, lost), _error_of(treated, won, lost)
    scaled = [float(scale * value) for value in (*effects, *errors)]
    return Effect(*scaled, control, int(won.sum()), int(lost.sum()), use)


def _error_of(values: np.ndarray, won: np.ndarray, lost: np.ndarray) -> float:
    return float(np.hypot(_error(values[won]), _error(values[lost])))


def _scale(row: Published, control: float, use: float) -> float:
    """From a difference of means to the unit of the row, over the difference in use for a TOT."""
    by_use = 1.0 / use if row.estimand == "TOT" else 1.0
    if row.unit == "percent":
        return PER_CENT * by_use / control if control else np.nan
    return by_use * (PER_CENT if row.unit == "points" else 1.0)


def _error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.nan
