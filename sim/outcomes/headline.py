"""The headline's lines, as views of the pairs of lives that were counted.

For a year: Y is whether the person lives and works here in a target field, P the people to whom the
option has by then delivered something that the baseline has not. Then

    placed    = Y in the option, summed over P
    anyway    = Y in the baseline, summed over P
    displaced = people outside P with Y in the baseline only
    helped    = people outside P with Y in the option only
    net       = placed - anyway - displaced + helped
              = total of Y in the option - total of Y in the baseline     (law 7, exact)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

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


def line(name: str, pairs: np.ndarray) -> np.ndarray:
    """Return a line of the headline, int64 [..., cells].

    ``pairs`` counts persons by what happened to them in the two worlds: int64
    [..., cells, in P, Y in the baseline, Y in the option].
    """
    return LINES[name](pairs[..., 0, :, :], pairs[..., 1, :, :])
