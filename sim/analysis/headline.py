"""The answer of a comparison: the one object that terminal, notebook, page, figures and JSON print from.

Everything in it is over the runs (pairs of worlds of the same draw and repetition): middle values,
intervals, chances and ranks. Each figure has a middle value of its own; in every single run the five
lines add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.money import added_cost
from sim.analysis.summary import chance_of_best, estimate
from sim.analysis.swept import swept_values
from sim.core.columns import PAYERS, PRIVATE_PAYERS, PUBLIC_PAYERS
from sim.outcomes.compared import COMPARED, TOLD, Outcome
from sim.outcomes.registry import unit
from sim.words.numbers import Estimate
from sim.words.plain import one_line, shortened

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

LONGEST_NAME = 64
"""Characters of an option's name where there is little room; the whole name stands on the page too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One option against the baseline, at the headline year; persons and dollars of the price year.

    ``told`` has every line that is counted over two lives, and what happens to jobs, by its code
    (:data:`sim.outcomes.compared.COMPARED`). ``cost`` is what the public pays beside the baseline (present
    value over all years), ``private`` what employers and families bear, ``total`` both. The costs per net
    resident are ``None`` if the net of the headline is not above zero in more than half of the runs;
    ``undefined`` is the share of the runs in which it is not, and which they leave out. ``cost_per_retained``
    is the same for the net of retention.
    """

    slug: str
    name: str
    told: Mapping[str, Estimate]
    cost: Estimate
    private: Estimate
    total: Estimate
    payers: Mapping[str, float]  # who pays how much of the total, medians
    cost_per_net: Estimate | None  # public
    total_per_net: Estimate | None
    cost_per_retained: Estimate | None  # public
    undefined: float
    above_zero: float  # share of the runs with a net above zero
    retained_above_zero: float  # the same of the net of retention
    swept: Mapping[str, Any] = field(default_factory=dict)  # its values of what a sweep varies, by path
    best: float = 0.0  # share of the runs in which the option has the highest net; ties are shared out
    rank: int = 1  # place by the middle value of the net, 1 = highest
    best_retained: float = 0.0  # share of the runs in which it has the highest net of retention

    @property
    def short(self) -> str:
        """The name as it stands over columns and in figures: at most :data:`LONGEST_NAME` characters."""
        return shortened(self.name, LONGEST_NAME)

    def of(self, outcome: Outcome) -> dict[str, Estimate]:
        """The five lines of an outcome: placed, anyway, displaced, helped, net."""
        return {line.code: self.told[f"{outcome.code}.{line.code}"] for line in outcome.lines}

    @property
    def lines(self) -> dict[str, Estimate]:
        """The five lines of the target outcome."""
        return self.of(TOLD[-1])

    @property
    def participants(self) -> Estimate:
        """People to whom the option delivered something that the baseline did not."""
        return self.told["headline.participants"]

    @property
    def net(self) -> Estimate:
        """The net: more residents in target jobs."""
        return self.told["headline.net"]

    @property
    def retained(self) -> Estimate:
        """The net of retention: more residents in work here."""
        return self.told["retention.net"]


@dataclass(frozen=True, slots=True)
class Headline:
    """All options at the headline year, in the order of the study."""

    year: int  # first September of the school year that is read
    price_year: int
    runs: int
    baseline: str  # its name
    discount: float  # rate a year at which costs are discounted
    options: tuple[Answer, ...]

    def ranked(self) -> tuple[Answer, ...]:
        """The options, the highest middle value of the net first."""
        return tuple(sorted(self.options, key=lambda option: option.rank))

    def __getitem__(self, slug: str) -> Answer:
        """Return the option with this slug; ``KeyError`` if there is none."""
        found = {option.slug: option for option in self.options}
        return found[slug]


def headline_of(comparison: Comparison) -> Headline:
    """Return the answer of a finished comparison."""
    nets = {slug: comparison.values(slug, "headline.net") for slug in comparison.options}
    kept = {slug: comparison.values(slug, "retention.net") for slug in comparison.options}
    best, most = (chance_of_best(one) if one else {} for one in (nets, kept))
    answers = [
        replace(answer_of(comparison, slug), best=best[slug], best_retained=most[slug])
        for slug in comparison.options
    ]
    order = sorted(answers, key=lambda answer: (-answer.net.median, -answer.best))
    ranks = {answer.slug: place + 1 for place, answer in enumerate(order)}
    return Headline(
        year=comparison.headline_year,
        price_year=comparison.receipt.study.price_year,
        runs=comparison.runs,
        baseline=one_line(comparison.names[comparison.baseline]),
        discount=comparison.discount,
        options=tuple(replace(answer, rank=ranks[answer.slug]) for answer in answers),
    )


def answer_of(comparison: Comparison, slug: str) -> Answer:
    """Return what is known of one option by itself: all but its rank and chance of the highest net."""
    option, base = comparison.stacks[slug], comparison.stacks[comparison.baselines[slug]]
    net, kept = (comparison.values(slug, f"{outcome}.net") for outcome in ("headline", "retention"))
    public, private = (added_cost(option, base, payers) for payers in (PUBLIC_PAYERS, PRIVATE_PAYERS))
    total, above = added_cost(option, base), net > 0
    return Answer(
        slug=slug,
        name=one_line(comparison.names[slug]),
        told={code: estimate(comparison.values(slug, code), unit(code)) for code in COMPARED},
        cost=estimate(public, "USD"),
        private=estimate(private, "USD"),
        total=estimate(total, "USD"),
        payers={payer: float(np.median(added_cost(option, base, [payer]))) for payer in PAYERS},
        cost_per_net=_per_net(public, net),
        total_per_net=_per_net(total, net),
        cost_per_retained=_per_net(public, kept),
        undefined=float(1 - above.mean()),
        above_zero=float(above.mean()),
        retained_above_zero=float((kept > 0).mean()),
        swept=swept_values(comparison).get(slug, {}),
    )


def _per_net(cost: np.ndarray, net: np.ndarray) -> Estimate | None:
    """Cost over net in the runs whose net is above zero; None if that is half of them or fewer."""
    above = net > 0
    return estimate(cost[above] / net[above], "USD") if above.mean() > 0.5 else None
