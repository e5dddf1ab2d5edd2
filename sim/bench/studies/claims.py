"""What published studies say of an activity, and whether the league table contradicts it.

The studies are those of the bench's trials (:mod:`sim.bench.trials`); an activity is spoken of by the trials
that gave it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sim.study.evidence.literature import CAUSAL, load_sources

ERRORS = 2.0
"""Standard errors beyond which an effect is told from none."""
MEASURES: dict[str, tuple[str, int]] = {
    "earnings": ("participants' earnings", 1),
    "employed": ("participants in work", 1),
    "graduated": ("participants with a diploma", 1),
    "left_school": ("participants with a diploma", -1),
    "bachelor": ("participants with a credential", 1),
    "associate": ("participants with a credential", 1),
    "any_credential": ("participants with a credential", 1),
    "short_credential": ("participants with a credential", 1),
    "long_credential": ("participants with a credential", 1),
}
"""Measure of the league that a trial's outcome speaks of, and its sign."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A published effect in the words of the league: per cent or persons per 100, with its error."""

    trial: str
    evidence: str
    measure: str
    effect: float
    error: float
    null: bool
    strong: bool  # checked, and compared with a credible counterfactual

    def contradicted(self, mean: float, low: float, high: float) -> bool:
        """Whether strong evidence of an effect meets none of its sign here, or one of none meets an effect.

        ``low`` and ``high`` are the ends of the interval of the model's mean.
        """
        if not self.strong:
            return False
        if self.null:
            return (low > 0.0 or high < 0.0) and abs(mean) > ERRORS * self.error
        if abs(self.effect) <= ERRORS * self.error:
            return False
        return not (low > 0.0 if self.effect > 0.0 else high < 0.0)


@functools.cache
def claims() -> dict[str, tuple[Claim, ...]]:
    """Claims by activity, from every trial that ships and gave this activity alone."""
    from sim.bench.trials.files import load_trials

    sources, found = load_sources(), {}
    for trial in load_trials():
        names = {given.activity for given in trial.bundle.values()}
        if len(names) != 1:
            continue
        for row in trial.published:
            unit = "percent" if row.outcome == "earnings" else "points"
            if row.outcome not in MEASURES or row.unit != unit:
                continue
            if row.group != "all" or row.estimand == "spillover":
                continue
            measure, sign = MEASURES[row.outcome]
            strong = sources[row.evidence].checked and trial.design in CAUSAL
            claim = Claim(trial.name, row.evidence, measure, sign * row.effect, row.se, row.null, strong)
            found.setdefault(next(iter(names)), []).append(claim)
    return {name: tuple(several) for name, several in found.items()}
