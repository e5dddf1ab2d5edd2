"""Fitting the calibrated parameters to a region's published rates.

Each calibrated parameter is tied to one published rate (or to the contrast of two). The
baseline is run with central values; every parameter is then moved, on the log-odds scale, by
what its rate is off, and so on for a number of rounds. Rates kept aside (``held_out``) are
never used. The answer is a proposal, which ``sim calibrate --write`` puts into the region's
``calibration.yaml``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bench.published import YEARS_READ, of_counts
from sim.core.columns import ETHNICITY, Pathway

if TYPE_CHECKING:
    from sim.study.load.scenario import Scenario

Value = float | tuple[float, ...]
Values = dict[str, Value]
Rates = Mapping[tuple[str, str], float]
"""Simulated rates by indicator and group."""

YEARS_RUN = 8
LARGEST_MOVE = 1.0
"""Log-odds a parameter may move in a round."""
EDGE = 1e-4
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A parameter and the rate it is fitted to.

    ``item`` is the position in a list, ``sign`` the direction in which the rate moves with the
    parameter (less than 1 where it moves by more). With ``against`` the target is the contrast of
    two groups in log-odds. ``share`` marks a parameter that is a share, not log-odds.
    """

    card: str
    item: int | None
    indicator: str
    group: str = "all"
    against: str | None = None
    sign: float = 1.0
    share: bool = False


def _gap(name: str) -> Link:
    item, group = ETHNICITY.index(name), f"ethnicity={name}"
    return Link("schooling.dropout_gap", item, "graduation_4y", group, "ethnicity=white", -1.0)


def _completion_gap(name: str) -> Link:
    item, group = ETHNICITY.index(name), f"ethnicity={name}"
    return Link("progress.gap_completion", item, "completion_four_year_6y", group, "ethnicity=white")


def _hiring_gap(name: str) -> Link:
    item, group = ETHNICITY.index(name), f"ethnicity={name}"
    return Link("matching.gap_hiring", item, "unemployment_25_29", group, "ethnicity=white", -0.5)


LINKS: tuple[Link, ...] = (
    Link("schooling.dropout", None, "graduation_4y", sign=-1.0),
    _gap("black"),
    _gap("hispanic"),
    Link("schooling.dropout_female", None, "graduation_4y", "sex=female", "sex=male", -1.0),
    Link("schooling.concentrate", None, "concentrators"),
    Link("choice.intercept", Pathway.TWO_YEAR, "college_entry_two_year"),
    Link("choice.intercept", Pathway.FOUR_YEAR, "college_entry_four_year"),
    Link("choice.gap_female", Pathway.FOUR_YEAR, "college_entry", "sex=female", "sex=male"),
    Link("progress.persist", Pathway.APPRENTICESHIP, "completion_apprenticeship_6y"),
    Link("progress.persist", Pathway.TWO_YEAR, "completion_two_year_6y"),
    Link("progress.persist", Pathway.FOUR_YEAR, "completion_four_year_6y"),
    Link("progress.gap_female", None, "completion_four_year_6y", "sex=female", "sex=male"),
    *(_completion_gap(name) for name in ("black", "hispanic", "asian")),
    *(_hiring_gap(name) for name in ("black", "hispanic", "asian")),
    Link("careers.withdraw_young", None, "participation_20_24", sign=-1.0),
    Link("careers.withdraw", None, "participation_25_29", sign=-1.0, share=True),
    Link("careers.withdraw_later", None, "participation_30_34", sign=-1.0),
    Link("residence.leave", None, "lives_here_26", sign=-1.0),
    Link("choice.away_in_state", None, "college_in_state", share=True),
)

BANDS = ("20_24", "25_29", "30_34")
"""Ages whose participation in the labour force follows from the published employment and unemployment."""
SETTLED = {"unemployment_25_29": "matching.standard"}
"""Rates of everybody by which a parameter settles in every run (:mod:`sim.core.market.standard`)."""


def is_fitted(indicator: str | None, group: str) -> bool:
    """Return whether a parameter is fitted to this rate of a region, so that meeting it is no test."""
    linked = {(link.indicator, name) for link in LINKS for name in (link.group, link.against) if name}
    through = {(f"employment_{band}", "all") for band in BANDS}
    return (indicator, group) in linked | through | {(code, "all") for code in SETTLED}


@dataclass(frozen=True, slots=True)
class Fit:
    """One calibrated parameter before and after, and the rate it was fitted to, in log-odds."""

    link: Link
    before: float
    after: float
    target: float
    started: float  # simulated rate with the value before
    simulated: float  # simulated rate with the value after


def calibrate(
    start: Values,
    targets: Rates,
    simulate: Callable[[Values], Rates],
    rounds: int = ROUNDS,
    links: Sequence[Link] = LINKS,
) -> tuple[Values, tuple[Fit, ...]]:
    """Return the fitted values and how well each fits.

    ``start`` has the central value of every linked card, ``targets`` the published rates,
    ``simulate`` runs the model with some values. Links without a published rate are left out.
    """
    used = [link for link in links if wanted(link, targets) is not None]
    values = dict(start)
    first = rates = simulate(values)
    for _ in range(rounds):
        values = _moved(values, used, targets, rates)
        rates = simulate(values)
    fits = tuple(
        Fit(
            link,
            _item(start, link),
            _item(values, link),
            _known(wanted(link, targets)),
            _known(wanted(link, first)),
            _known(wanted(link, rates)),
        )
        for link in used
    )
    return values, fits


def _known(rate: float | None) -> float:
    return math.nan if rate is None else rate


def wanted(link: Link, rates: Rates) -> float | None:
    """Return the log-odds of a link's rate, or of its contrast; ``None`` if it is not there."""
    groups = [link.group] if link.against is None else [link.group, link.against]
    found = [rates.get((link.indicator, group)) for group in groups]
    if any(rate is None or math.isnan(rate) for rate in found):
        return None
    odds = [log_odds(rate) for rate in found if rate is not None]
    return odds[0] - (odds[1] if link.against else 0.0)


def log_odds(share: float) -> float:
    """Return the log-odds of a share, kept off 0 and 1."""
    bounded = min(max(share, EDGE), 1.0 - EDGE)
    return math.log(bounded / (1.0 - bounded))


def _moved(values: Values, links: Iterable[Link], targets: Rates, rates: Rates) -> Values:
    moved = dict(values)
    for link in links:
        aim, now = wanted(link, targets), wanted(link, rates)
        if aim is None or now is None:
            continue
        move = max(-LARGEST_MOVE, min(LARGEST_MOVE, link.sign * (aim - now)))
        old = _item(moved, link)
        new = 1.0 / (1.0 + math.exp(-(log_odds(old) + move))) if link.share else old + move
        whole = moved[link.card]
        if isinstance(whole, tuple) and link.item is not None:
            moved[link.card] = (*whole[: link.item], new, *whole[link.item + 1 :])
        else:
            moved[link.card] = new
    return moved


def _item(values: Values, link: Link) -> float:
    whole = values[link.card]
    return float(whole[link.item or 0] if isinstance(whole, tuple) else whole)


def start_values(scenario: Scenario) -> Values:
    """Return the central value of every linked card as the scenario's model has it now."""
    from sim.study.evidence.card import load_cards
    from sim.study.evidence.draws import draw_parameters

    given = {**scenario.region.calibration, **scenario.parameters}
    central = draw_parameters(load_cards(), scenario.seed, None, given)
    return {link.card: central[link.card] for link in LINKS}


def whole_calibration(scenario: Scenario, fitted: Values) -> Values:
    """Return the region's calibration with the fitted values in it; others that it holds are kept."""
    known = {
        name: value if isinstance(value, tuple) else value.value()
        for name, value in scenario.region.calibration.items()
    }
    return {**known, **fitted}


def published(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Return the target rates of a scenario's region, by indicator and group.

    A group's rate is often of an older year than the overall rate. What counts is then its
    distance, in log-odds, from the overall rate of the same year and level, put onto the
    overall target.
    """
    rates = [rate for rate in scenario.region.rates.values() if rate.indicator]
    targets = [rate for rate in rates if rate.role == "target"]
    overall = {rate.indicator: float(rate.value) for rate in targets if rate.group == "all"}
    found: dict[tuple[str, str], float] = {}
    for rate in targets:
        same = [one for one in rates if one.group == "all" and _alike(one, rate)]
        value = float(rate.value)
        if rate.group != "all" and same and rate.indicator in overall:
            odds = log_odds(overall[rate.indicator]) + log_odds(value) - log_odds(float(same[0].value))
            value = 1.0 / (1.0 + math.exp(-odds))
        found[(str(rate.indicator), rate.group)] = value
    for band in BANDS:
        work, none = found.get((f"employment_{band}", "all")), found.get((f"unemployment_{band}", "all"))
        if work is not None and none is not None:
            found[(f"participation_{band}", "all")] = work / (1.0 - none)
    return found


def _alike(one: Any, rate: Any) -> bool:
    return (one.indicator, one.year, one.level) == (rate.indicator, rate.year, rate.level)


def simulated(scenario: Scenario) -> Callable[[Values], Rates]:
    """Return a function that runs the baseline with central values and gives its first years' rates."""
    from sim.lives.worlds import lived_alone
    from sim.outcomes.rows import indicator_rows
    from sim.study.plan.compile import compile_plan, partnership_bits

    short = replace(scenario, years=YEARS_RUN, shocks=())
    bits = partnership_bits([scenario])

    def rates(values: Values) -> Rates:
        plan = compile_plan(short, bits, None)
        plan = replace(plan, parameters={**plan.parameters, **values})
        return early_rates(indicator_rows(lived_alone(plan), scenario.start), scenario.start)

    return rates


def early_rates(rows: Any, start: int) -> dict[tuple[str, str], float]:
    """Return the pooled rates of the first years by indicator and group."""
    early = rows.year < start + YEARS_READ
    names = np.array([f"{i}\0{g}" for i, g in zip(rows.indicator[early], rows.group[early], strict=True)])
    known, place = np.unique(names, return_inverse=True)
    top = np.bincount(place, weights=rows.numerator[early])
    bottom = np.bincount(place, weights=rows.denominator[early])
    shares = zip(known, of_counts(top, bottom), strict=True)
    return {tuple(name.split("\0")): float(share) for name, share in shares}
