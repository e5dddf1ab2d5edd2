"""The answer of a comparison as short text and as an object for machines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.analysis.between import Gap, gaps_between
from sim.analysis.headline import Answer, headline_of
from sim.analysis.later import Then, later
from sim.analysis.told import STAGE_NAMES
from sim.outcomes.compared import HEADLINE, JOBS, ON_TARGET, RETAINED, TOLD, Outcome
from sim.words.numbers import NO_VALUE, Estimate, interval_kind
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

NO_RATIO = "no clear net gain"
"""Stands in place of a cost per net resident that has no meaning."""


def headline_year(comparison: Comparison) -> str:
    """Return the headline's year in plain words: which school year it is, and where in the horizon."""
    told, year = comparison.receipt.study, comparison.headline_year
    number = year - told.start + 1
    place = "the last" if number == told.years else f"number {number}"
    return (
        f"the school year {school_year(year)} (September {year} to August {year + 1}), "
        f"{place} of the {told.years} years simulated"
    )


def rate_told(rate: float) -> str:
    """Return a discount rate in words: ``3 %``."""
    return f"{100 * rate:.3g} %"


def five_lines(answer: Answer, outcome: Outcome = ON_TARGET) -> list[tuple[str, str, str]]:
    """Return the five lines of an option's outcome as ``(line, middle value, interval)``."""
    seen = answer.of(outcome)
    return [(line, *figures(seen[line])) for line in HEADLINE]


def signed(seen: Estimate) -> tuple[str, str]:
    """Return a difference and its interval as text."""
    return seen.signed(), "" if seen.exact else seen.interval()


def figures(seen: Estimate) -> tuple[str, str]:
    """Return a middle value and its interval as text; the interval is empty if there are no two ends."""
    return seen.text(), "" if seen.exact else seen.interval()


def cost_lines(answer: Answer, price_year: int) -> list[tuple[str, str, str]]:
    """Return what an option costs as ``(label, middle value, interval)``, in USD of ``price_year``."""
    told = {
        f"public cost, USD of {price_year}": answer.cost,
        "  borne by employers and families": answer.private,
        "  total": answer.total,
        "public cost for one more in work here": answer.cost_per_retained,
        "public cost for one more in a target job": answer.cost_per_net,
        "  total cost for one more in a target job": answer.total_per_net,
    }
    return [
        (label, *((NO_VALUE, NO_RATIO) if seen is None else figures(seen))) for label, seen in told.items()
    ]


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the answer of ``sim compare --json``: plain numbers, unrounded, and the text that is printed.

    ``cost`` is the public cost: the present value, at the ``discount`` a year, of what an option costs the
    grant, the district, the state and colleges beside the baseline. What employers and families bear, and the
    total, stand in it beside. ``interval`` says what ``low`` and ``high`` are: ``90 %``, ``range`` (the
    smallest and largest of too few runs for an interval), or ``none`` (one run: they are null).

    ``retention`` has the five lines of those who live and work here in any job, ``headline`` those of a
    target field; ``stages`` divides participants by the deepest stage reached; ``after_programme`` has the
    nets in the programme's last year, and five and ten years after; ``differences`` is one option less
    another.
    """
    answer, after = headline_of(comparison), later(comparison)
    return {
        "run": str(comparison.folder),
        "baseline": comparison.baseline,
        "runs": answer.runs,
        "interval": interval_kind(answer.runs),
        "headline_year": answer.year,
        "discount": answer.discount,
        "notes": list(comparison.notes),
        "options": [
            {
                "name": option.slug,
                "swept": dict(option.swept),
                "cost": _cost(option, answer.price_year),
                **{outcome.code: _outcome(option, outcome) for outcome in TOLD},
                "sources": _sources(option, ON_TARGET),
                "retention_sources": _sources(option, RETAINED),
                "jobs": {code.removeprefix("jobs."): _three(option.told[code]) for code in JOBS},
                "stages": {stage: _stage(option, stage) for stage in STAGE_NAMES},
                "passed": {one.code: _three(option.told[f"{one.code}.passed"]) for one in TOLD},
                "after_programme": [_then(one) for one in after if one.option == option.slug],
                "rank": option.rank,
                "highest_net": option.best,
                "highest_retention": option.best_retained,
            }
            for option in answer.options
        ],
        "differences": [_between(gap) for gap in gaps_between(comparison)],
    }


def _outcome(option: Answer, outcome: Outcome) -> dict[str, Any]:
    return {line: _three(seen) for line, seen in option.of(outcome).items()}


def _sources(option: Answer, outcome: Outcome) -> dict[str, Any]:
    return {name: _three(option.told[f"{outcome.code}.{name}"]) for name, _ in outcome.sources}


def _stage(option: Answer, stage: str) -> dict[str, Any]:
    """Participants whose deepest stage it is, and how many of them are placed and would have been anyway."""
    lines = ("placed", "anyway")
    return {
        "participants": _three(option.told[f"headline.participants_{stage}"]),
        **{one.code: {n: _three(option.told[f"{one.code}.{n}_{stage}"]) for n in lines} for one in TOLD},
    }


def _then(one: Then) -> dict[str, Any]:
    return {
        "years_after": one.after, "year": one.year,
        "retention": {"net": _three(one.retained)}, "headline": {"net": _three(one.net)},
    }  # fmt: skip


def _between(gap: Gap) -> dict[str, Any]:
    """The net of the first option less that of the second, run by run."""
    return {
        "outcome": f"{gap.outcome.code}.net", "first": gap.first, "second": gap.second, **_three(gap.size),
        "first_above": gap.above, "told_apart": gap.told_apart, "sentence": gap.sentence(),
    }  # fmt: skip


def _cost(option: Answer, price_year: int) -> dict[str, Any]:
    beside = {"employers_and_families": _three(option.private), "total": _three(option.total)}
    return {
        "what": "public cost", **_three(option.cost), "unit": "USD", "price_year": price_year, **beside,
    }  # fmt: skip


def _three(seen: Estimate) -> dict[str, float | str | None]:
    ends = {"median": seen.median, "low": seen.low, "high": seen.high}
    plain: dict[str, float | str | None] = {n: v if math.isfinite(v) else None for n, v in ends.items()}
    middle, interval = figures(seen)
    return {**plain, "printed": f"{middle} [{interval}]" if interval else middle}
