"""Fitting the intercepts of pay to published figures: what cards hold for every region alike.

Which published figure fixes which number stands in :data:`LINKS`; effects of activities are in none of them.
Every region's baseline is lived with central values, each number is moved by what its figure is off in the
mean of the regions, and so on for some rounds. The answer is a proposal for the cards' values
(``python -m sim.bench.calibrate.pay BASELINE…``); after a change of ages, jobs or choices it is made again.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bench.pay import Workers, over_published, over_white, within, women_over_men, workers_of
from sim.core.columns import ETHNICITY, LEVELS

if TYPE_CHECKING:
    from sim.study.load.scenario import Scenario

ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A number of a card and the published figure that fixes it.

    An added number moves by the log of published over model; a spread is multiplied by the ratio of logs.
    ``years`` divides the move where the number counts for each year of experience.
    """

    card: str
    item: int | None
    figure: Callable[[Workers], float]
    published: float
    spread: bool = False
    years: float = 1.0


def _wide(workers: Workers) -> float:
    return within(90)(workers) / within(10)(workers)


LINKS: tuple[Link, ...] = (
    *(Link("matching.wage_level", level, over_published(level), 1.0) for level in range(len(LEVELS))),
    Link("population.ability_spread", None, _wide, 1.547 / 0.671, spread=True),
    Link("matching.gap_pay_female", None, women_over_men((18, 24)), 0.941),
    Link("matching.gap_pay_female_year", None, women_over_men((35, 44)), 0.86, years=18.0),
    Link("matching.gap_pay", ETHNICITY.index("black"), over_white("black"), 0.811),
    Link("matching.gap_pay", ETHNICITY.index("hispanic"), over_white("hispanic"), 0.756),
    Link("matching.gap_pay", ETHNICITY.index("asian"), over_white("asian"), 1.287),
)
"""Published: OEWS May 2025, 101 detailed occupations (spread, B0824, B0827); the region's own wages (levels);
BLS, usual weekly earnings, second quarter of 2023 (women at 16 to 24 and 35 to 44, B0802, B0803; by ethnicity
B0809 to B0812)."""


def fitted(
    values: Mapping[str, Any],
    live: Callable[[Mapping[str, Any]], Sequence[Workers]],
    rounds: int = ROUNDS,
    links: Sequence[Link] = LINKS,
) -> dict[str, Any]:
    """Return the cards' values that fit, from the ``values`` at hand; ``live`` gives the regions' workers."""
    found = dict(values)
    for _ in range(rounds):
        runs = live(found)
        for link in links:
            seen = np.array([link.figure(workers) for workers in runs])
            if not np.isnan(seen).all():
                found[link.card] = _moved(found[link.card], link, float(np.nanmean(np.log(seen))))
    return found


def _moved(value: Any, link: Link, seen: float) -> Any:
    """A card's value after one round; ``seen`` is the log of the model's figure."""
    aim = math.log(link.published)
    old = value if link.item is None else value[link.item]
    new = old * aim / seen if link.spread else old + (aim - seen) / link.years
    return new if link.item is None else (*value[: link.item], new, *value[link.item + 1 :])


def central_values(scenario: Scenario) -> dict[str, Any]:
    """Return the central value of every linked card."""
    from sim.study.evidence.card import load_cards
    from sim.study.evidence.draws import draw_parameters

    central = draw_parameters(load_cards(), scenario.seed, None, {})
    return {link.card: central[link.card] for link in LINKS}


def print_fit(paths: Sequence[str]) -> None:
    """Fit to the baselines of some regions and print the proposal."""
    from sim.study.load.scenario import load

    scenarios = [load(Path(path)) for path in paths]

    def live(values: Mapping[str, Any]) -> list[Workers]:
        return [workers_of(scenario, None, values) for scenario in scenarios]

    for card, value in fitted(central_values(scenarios[0]), live).items():
        rounded = [round(v, 3) for v in value] if isinstance(value, tuple) else round(value, 4)
        sys.stdout.write(f"{card}: {rounded}\n")


if __name__ == "__main__":
    print_fit(sys.argv[1:])
