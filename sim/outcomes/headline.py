"""The headline's lines, as views of the pairs of lives that were counted.

Two outcomes are read in this order: *retention* (lives and works here, in any job) and *target* (lives and
works here in a target field). For a year and an outcome Y, with P the people to whom the option has by then
delivered something that the baseline has not,

    placed    = Y in the option, summed over P
    anyway    = Y in the baseline, summed over P
    displaced = people outside P with Y in the baseline only
    helped    = people outside P with Y in the option only
    net       = placed - anyway - displaced + helped
              = total of Y in the option - total of Y in the baseline     (law 7, exact)

Where the net comes from: every person whose Y differs is put down to the situation in the world in which
Y does not hold; who gains it counts +1, who loses it -1. Every situation without Y is one of the sources,
so that the sources add up to the net exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from types import MappingProxyType

import numpy as np

from sim.core.tallies import Market


class Situation(IntEnum):
    """What somebody does in a year, as far as the headline asks."""

    TARGET = 0  # lives and works here in a target field
    OTHER_FIELD = 1  # lives and works here in another field
    NO_WORK = 2  # lives here and holds no job: out of work, studying, in the military or at school
    COMMUTING = 3  # lives here and works outside the region
    ELSEWHERE = 4  # lives elsewhere, has not arrived, has moved away, or is past the last simulated age


class Depth(IntEnum):
    """The deepest of what the option has delivered to a person and the baseline has not.

    A visit never stands for more than a visit: courses, training, money and the like lie between
    exploration and work experience.
    """

    NOTHING = 0  # outside P
    AWARENESS = 1
    EXPLORATION = 2
    OTHER = 3  # courses, certificates, training, money, teachers: no stage of the continuum
    EXPERIENCE = 4


OUTCOMES: Mapping[str, tuple[Situation, ...]] = MappingProxyType({
    "retention": (Situation.TARGET, Situation.OTHER_FIELD),
    "headline": (Situation.TARGET,),
})  # fmt: skip
"""The outcomes by the prefix of their lines' codes, in the order in which they are read, and the situations
in which they hold."""

PAIR_SHAPE = (len(Depth), len(Situation), len(Situation))
"""The last axes of the pairs: depth, situation in the baseline, situation in the option."""

Line = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From pairs outside and inside P, int64 [..., Y in the baseline, Y in the option], to persons [...]."""

LINES: Mapping[str, Line] = MappingProxyType({
    "placed": lambda outside, inside: inside[..., 1].sum(axis=-1),
    "anyway": lambda outside, inside: inside[..., 1, :].sum(axis=-1),
    "displaced": lambda outside, inside: outside[..., 1, 0],
    "helped": lambda outside, inside: outside[..., 0, 1],
    "net": lambda outside, inside: (outside + inside)[..., 0, 1] - (outside + inside)[..., 1, 0],
    "option_total": lambda outside, inside: (outside + inside)[..., 1].sum(axis=-1),
    "baseline_total": lambda outside, inside: (outside + inside)[..., 1, :].sum(axis=-1),
    "participants": lambda outside, inside: inside.sum(axis=(-2, -1)),
    "winners": lambda outside, inside: inside[..., 0, 1],
    "losers": lambda outside, inside: inside[..., 1, 0],
})  # fmt: skip
"""Every line of the headline by its name in the registry, without prefix."""


def sources_of(outcome: str) -> tuple[Situation, ...]:
    """The situations in which an outcome does not hold: where its net can come from."""
    return tuple(one for one in Situation if one not in OUTCOMES[outcome])


def folded(pairs: np.ndarray, outcome: str) -> np.ndarray:
    """Pairs by whether the outcome holds: int64 [..., depth, Y in the baseline, Y in the option]."""
    holds = [int(one in OUTCOMES[outcome]) for one in Situation]
    fold = np.eye(2, dtype=np.int64)[holds]  # [situation, Y]
    return fold.T @ (pairs @ fold)


def line(name: str, pairs: np.ndarray, outcome: str = "headline") -> np.ndarray:
    """Return a line of an outcome, int64 [..., cells].

    ``pairs`` counts persons by what the option gave them and what they do in the two worlds: int64
    [..., cells, depth, situation in the baseline, situation in the option].
    """
    return _line(name, folded(pairs, outcome))


def _line(name: str, split: np.ndarray) -> np.ndarray:
    return LINES[name](split[..., Depth.NOTHING, :, :], split[..., 1:, :, :].sum(axis=-3))


def source(situation: Situation, pairs: np.ndarray, outcome: str = "headline") -> np.ndarray:
    """Return the part of the net that comes from a situation, signed, int64 [..., cells]; pairs as above."""
    return _source(situation, pairs.sum(axis=-3), outcome)


def _source(situation: Situation, moves: np.ndarray, outcome: str) -> np.ndarray:
    holds = list(OUTCOMES[outcome])
    return moves[..., situation, holds].sum(axis=-1) - moves[..., holds, situation].sum(axis=-1)


def persons_lines(pairs: np.ndarray, passed: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Give every line that is counted over two lives, by its code: persons, int64 [..., cells].

    ``pairs`` as in :func:`line`; ``passed`` is int64 [..., cells, outcomes]: those past the last
    simulated age who held the outcome when last counted, in the option less in the baseline.
    """
    moves = pairs.sum(axis=-3)
    for place, outcome in enumerate(OUTCOMES):
        split = folded(pairs, outcome)
        for name in LINES:
            if name != "participants" or outcome == "headline":
                yield f"{outcome}.{name}", _line(name, split)
        for situation in sources_of(outcome):
            yield f"{outcome}.from_{situation.name.lower()}", _source(situation, moves, outcome)
        for depth in DEEPEST:
            stage, reached = depth.name.lower(), split[..., depth, :, :]
            yield f"{outcome}.placed_{stage}", reached[..., 1].sum(axis=-1)
            yield f"{outcome}.anyway_{stage}", reached[..., 1, :].sum(axis=-1)
            if outcome == "headline":
                yield f"headline.participants_{stage}", reached.sum(axis=(-2, -1))
        yield f"{outcome}.passed", passed[..., place]


DEEPEST = (Depth.AWARENESS, Depth.EXPLORATION, Depth.EXPERIENCE, Depth.OTHER)
"""Deepest stages by which those in P are divided, in the order in which they are read."""


def jobs_lines(market: np.ndarray, beside: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Give the change of jobs filled and by whom, by its code: jobs, int64 [...].

    ``market`` and ``beside`` are the counts of jobs of the option and of its baseline, int64 [..., Market].
    """
    change = market.astype(np.int64) - beside
    residents, outsiders = change[..., Market.TARGET_RESIDENTS], change[..., Market.TARGET_OTHERS]
    yield "jobs.filled", residents + outsiders
    yield "jobs.residents", residents
    yield "jobs.outsiders", outsiders
    residents = change[..., Market.YOUNG] - change[..., Market.YOUNG_OUTSIDE]
    outsiders = change[..., Market.OTHERS] - change[..., Market.OTHERS_OUTSIDE]
    yield "jobs.filled_all", residents + outsiders
    yield "jobs.residents_all", residents
    yield "jobs.outsiders_all", outsiders
