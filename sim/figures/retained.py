"""More residents in work here, in any job, year by year: the fan of the first outcome."""

from __future__ import annotations

from sim.figures.fan import fan, fan_words
from sim.figures.figure import Facts, FigureOf


def _words(facts: Facts):
    best = max(facts.headline.options, key=lambda option: option.retained.median)
    return fan_words(
        facts, best, best.retained, "in work here", "residents living and working here in any job"
    )


FIGURE = FigureOf(
    name="retained",
    place=0,
    section="five-lines",
    meaning="More residents in work here, in any job, by year, with 50 and 80 % bands.",
    table=lambda facts: facts.fan_retained,
    words=_words,
    draw=fan,
)
