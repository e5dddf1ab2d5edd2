"""Where the net in target jobs comes from, and how many jobs are filled: what people would otherwise do."""

from __future__ import annotations

from sim.figures.chart import Words
from sim.figures.figure import Facts, FigureOf, with_shown
from sim.figures.waterfall import spread_told, waterfall


def _words(facts: Facts) -> Words:
    best, stamp = facts.ranked()[0], facts.stamp
    net, filled = best.net, best.told["jobs.filled"]
    other = best.told["headline.from_other_field"]
    if net.median > 0 and other.median > 0:
        most = min(100, 100 * other.median / net.median)
        title = (
            f"Of every 100 more in target jobs by {best.short}, about {most:.0f} would otherwise work here "
            f"in another field; target jobs filled change by {filled.signed()}"
        )
    else:
        title = f"{best.short} changes the number of target jobs filled by {filled.signed()}"
    subtitle = (
        f"Persons and jobs in {stamp.headline}, option less baseline: what those who gain a target job would "
        f"otherwise do, less what those who lose one do instead; {spread_told(facts, 'sums')}"
    )
    return Words(title, with_shown(facts, subtitle), stamp.line)


FIGURE = FigureOf(
    name="sources",
    place=3,
    section="five-lines",
    meaning="Where the net in target jobs comes from, and the change of target jobs filled.",
    table=lambda facts: facts.sources(),
    words=_words,
    draw=waterfall,
)
