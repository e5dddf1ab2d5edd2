"""Options against each other, run by run: by how much one lies above another, and whether that can be told.

Every run is one draw of the parameters and of chance for all options. So two options are compared within
each run, and their difference is far less uncertain than either of them: intervals of two options that
overlap say nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sim.analysis.summary import estimate, spread
from sim.outcomes.compared import TOLD, Outcome
from sim.words.numbers import Estimate
from sim.words.plain import one_line, shortened

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

MOST_PAIRED = 12
"""Options up to which every two are compared; of more, each is compared with the one of the highest net."""
NO_TWO = "These options cannot be told apart under these assumptions"
LONGEST_IN_SENTENCE = 40
"""Characters of an option's name within a sentence about two."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The net of one option less that of another, run by run, in the headline year."""

    outcome: Outcome
    first: str  # slug
    second: str
    names: tuple[str, str]
    size: Estimate  # first less second
    above: float  # share of the runs in which the first lies above the second

    @property
    def told_apart(self) -> bool:
        """Whether the whole 90 % interval, as printed, lies on one side of zero."""
        return self.size.clear

    def sentence(self) -> str:
        """What can be said of the two, in plain words."""
        one, other = (f"“{name}”" for name in self.names)
        size = self.size
        if self.told_apart:
            ahead, behind = (one, other) if size.median > 0 else (other, one)
            return (
                f"{ahead} is projected to lead {behind} by {_without_sign(size)} {self.outcome.net}, run by "
                f"run ({size.told()})."
            )
        same = f"{one} and {other} cannot be told apart under these assumptions"
        if size.kind == "none":
            return f"{same}: one run has no interval."
        if size.kind == "range" and (size.low > 0 or size.high < 0):
            ahead, behind = (one, other) if size.median > 0 else (other, one)
            return (
                f"{same}: {ahead} lies above {behind} in each of {size.runs} runs, too few for an interval "
                f"({self.outcome.net}, difference {size.signed()}, {size.told()})."
            )
        return f"{same} ({self.outcome.net}: difference {size.signed()}, {size.told()})."


def _without_sign(size: Estimate) -> str:
    return size.text().lstrip("−")


def gaps_between(comparison: Comparison, options: Sequence[str] | None = None) -> tuple[Gap, ...]:
    """Return the gap of every two options for each outcome; ``options`` are all of them unless given.

    Of more than :data:`MOST_PAIRED` options each is compared with the leading one only.
    """
    chosen = comparison.options if options is None else tuple(options)
    return tuple(_gap(comparison, outcome, *pair) for outcome in TOLD for pair in _pairs(comparison, chosen))


def _pairs(comparison: Comparison, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(options) <= MOST_PAIRED:
        yield from combinations(options, 2)
        return
    nets = {slug: estimate(comparison.values(slug, "headline.net")).median for slug in options}
    first = max(options, key=lambda slug: nets[slug])
    yield from ((first, slug) for slug in options if slug != first)


def _gap(comparison: Comparison, outcome: Outcome, first: str, second: str) -> Gap:
    ours, theirs = (comparison.values(slug, f"{outcome.code}.net") for slug in (first, second))
    names = tuple(
        shortened(one_line(comparison.names[slug]), LONGEST_IN_SENTENCE) for slug in (first, second)
    )
    return Gap(
        outcome, first, second, (names[0], names[1]), estimate(ours - theirs), float((ours > theirs).mean())
    )


def apart(found: Sequence[Gap]) -> tuple[str, ...]:
    """Return what can be said of all options at once: first who leads whom, then who cannot be told apart."""
    by = {outcome.code: [gap for gap in found if gap.outcome is outcome] for outcome in TOLD}
    alike = [code for code, mine in by.items() if len(mine) > 1 and not any(gap.told_apart for gap in mine)]
    if len(alike) == len(TOLD):
        return (f"{NO_TWO}, neither in work here nor in target jobs.",)
    told: list[str] = []
    for outcome in TOLD:
        if outcome.code in alike:
            told.append(f"{NO_TWO} by the net of {outcome.net}.")
        else:
            told += [gap.sentence() for gap in sorted(by[outcome.code], key=lambda gap: not gap.told_apart)]
    return tuple(told)


def between_table(comparison: Comparison) -> pd.DataFrame:
    """Return one row per outcome and two options: the first less the second, run by run, with its spread.

    ``first_above`` is the share of the runs in which the first lies above the second; ``told_apart`` says
    whether the whole 90 % interval lies on one side of zero, ``sentence`` the same in words.
    """
    import pandas as pd

    rows = []
    for gap in gaps_between(comparison):
        code = f"{gap.outcome.code}.net"
        ours, theirs = (comparison.values(slug, code) for slug in (gap.first, gap.second))
        figures = {name: float(one[0]) for name, one in spread((ours - theirs)[:, None]).items()}
        kept = {name: figures[name] for name in FIGURES_OF_GAP}
        rows.append({
            "outcome": code, "first": gap.first, "second": gap.second, "year": comparison.headline_year,
            "unit": "persons", "runs": int(figures["runs"]), **kept, "first_above": gap.above,
            "told_apart": gap.told_apart, "sentence": gap.sentence(),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS_OF_GAP))


FIGURES_OF_GAP = ("mean", "mc_error", "p05", "median", "p95", "low", "high")
COLUMNS_OF_GAP = (
    "outcome", "first", "second", "year", "unit", "runs", *FIGURES_OF_GAP, "first_above", "told_apart",
    "sentence",
)  # fmt: skip
