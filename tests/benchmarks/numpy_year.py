"""One year of a compiled world, rule by rule, beside the same rules in plain numpy on a copy of its state."""

from __future__ import annotations

from time import process_time
from types import SimpleNamespace

from sim.core.rules import (
    accounts,
    careers,
    choice,
    economy,
    matching,
    partnerships,
    progress,
    residence,
    schooling,
    seats,
)
from sim.core.state import World

from . import numpy_adults, numpy_count, plain_numpy

BEFORE = {"schooling": (economy, partnerships, seats), "careers": (matching,)}
"""Rules that only the compiled model runs, before the rule that numpy runs as well."""


def copy_of(world: World) -> SimpleNamespace:
    """The persons of the year's window, the young by employer, and the events, copied."""
    first, last = world.window
    columns = {name: column[first:last].copy() for name, column in world.people._asdict().items()}
    return SimpleNamespace(
        p=SimpleNamespace(**columns), young=world.firms.young.copy(), events=world.events[first:last].copy()
    )


def numpy_rules(world: World, own: SimpleNamespace, draw) -> dict:
    """What numpy does for each rule, as functions without arguments."""
    p, year, s, region = own.p, world.year, world.settings, world.plan.region
    carry, lost = world.search.carry, world.plan.shocks.outdated[year]
    places = accounts.places_of_work(world)

    def school() -> None:
        plain_numpy.learn(p, draw, world.poverty, s["schooling"], s["population"])
        plain_numpy.promote(p, draw, year, region.last_grade, world.search.feeder, own.events, s["schooling"])

    return {
        "schooling": school,
        "choice": lambda: plain_numpy.choose(p, draw, year, region.pupils_per_counsellor, s["choice"]),
        "progress": lambda: numpy_adults.progress(
            p, draw, year, own.young, own.events, s["matching"].apprentice_wage, s["progress"]
        ),
        "careers": lambda: numpy_adults.careers(
            p, draw, year, own.young, own.events, world.firms, carry, lost, s["careers"]
        ),
        "residence": lambda: numpy_adults.residence(
            p, draw, year, own.young, own.events, s["residence"], s["matching"]
        ),
        "accounts": lambda: own.__dict__.update(counts=numpy_count.count(p, year, own.events, places)),
    }


def same_year(world: World, draw, check=None) -> dict[str, tuple[float, float]]:
    """Run one year; give CPU seconds of (compiled, numpy) for every rule that both run.

    Both begin each rule with the compiled world's state. ``check(rule, world, own)`` sees
    the two results. The turn of the year is left to the caller.
    """
    world.events[:] = 0
    compiled = {"schooling": schooling, "choice": choice, "progress": progress, "careers": careers,
                "residence": residence, "accounts": accounts}  # fmt: skip
    seconds = {}
    for name, rule in compiled.items():
        for other in BEFORE.get(name, ()):
            other.RULE.step(world)
        own = copy_of(world)
        began = process_time()
        numpy_rules(world, own, draw)[name]()
        halfway = process_time()
        rule.RULE.step(world)
        seconds[name] = process_time() - halfway, halfway - began
        if check is not None:
            check(name, world, own)
    return seconds
