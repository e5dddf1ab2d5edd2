"""What each evidence card is worth in one draw of a study."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping

from sim.study.evidence.card import EvidenceCard, Value
from sim.study.evidence.literature import EvidenceError
from sim.study.reading.quantities import Quantity


def keyed_uniform(seed: int, draw: int, name: str) -> float:
    """A number in (0, 1) that is a pure function of its arguments.

    The 64-bit BLAKE2b digest of ``seed/draw/name``, of which the upper 52 bits are used. Nothing else
    enters, so a parameter's value cannot change because another parameter was added.
    """
    digest = hashlib.blake2b(f"{seed}/{draw}/{name}".encode(), digest_size=8).digest()
    return ((int.from_bytes(digest, "little") >> 12) + 0.5) * 2.0**-52


def draw_parameters(
    cards: Mapping[str, EvidenceCard],
    seed: int,
    draw: int | None,
    overrides: Mapping[str, Quantity | tuple[float, ...]] | None = None,
) -> dict[str, Value]:
    """Value of every card in draw ``draw`` of a study, by id; ``None`` gives the central values.

    Parameters
    ----------
    cards : from :func:`sim.study.evidence.card.load_cards`.
    seed, draw : key of the uniform numbers, with the id of the card.
    overrides : values that a region or scenario puts in place of the card's own.

    Raises
    ------
    EvidenceError : an override names no card, or does not fit its card.
    """
    overrides = overrides or {}
    for name in overrides:
        if name not in cards:
            near = difflib.get_close_matches(name, cards, n=1)
            raise EvidenceError(
                f"there is no parameter {name}" + (f"; did you mean {near[0]}?" if near else "")
            )
    return {
        name: cards[name].draw(None if draw is None else keyed_uniform(seed, draw, name), overrides.get(name))
        for name in sorted(cards)
    }
