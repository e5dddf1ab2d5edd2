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
MEASURES: dict[str, tuple[str, str]] = {
    "earnings": ("participants' earnings", "percent"),
    "employed": ("participants in work", "points"),
    "graduated": ("participants with a diploma", "points"),
    "bachelor": ("participants with a bachelor's degree", "points"),
    "long_credential": ("participants with a credential of a year or more", "points"),
    "any_credential": ("participants with any credential", "points"),
}
"""Outcomes of trials that the league measures too, in words, and the unit in which they can be compared."""
TURNED = {"left_school": "graduated"}
"""Outcomes that say the same of the other persons: their effects count with the other sign."""


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

        ``low`` and ``high`` are the ends of the model's 90 % interval. An effect of the right sign, but too
        small, contradicts nothing here; sizes are the matter of the trials.
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
            outcome = TURNED.get(row.outcome, row.outcome)
            measure, unit = MEASURES.get(outcome, ("", ""))
            if row.unit != unit or row.group != "all" or row.estimand == "spillover":
                continue
            effect = -row.effect if row.outcome in TURNED else row.effect
            strong = sources[row.evidence].checked and trial.design in CAUSAL
            claim = Claim(trial.name, row.evidence, measure, effect, row.se, row.null, strong)
            found.setdefault(next(iter(names)), []).append(claim)
    return {name: tuple(several) for name, several in found.items()}
