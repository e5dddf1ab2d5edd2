"""Where the pure Mesa model takes its chances from: Python's generator, or the compiled model's keyed draws.

Every decision is an attribute that gives one uniform. For speed each attribute is the C
method ``Random.random`` itself, so that naming decisions costs a Mesa user nothing. For the
cross-check each looks up the very draw that the compiled model uses for the same person,
year and decision: two implementations then have to agree person by person.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from sim.core.draws import SCALE, Call, words

SQRT_3 = 1.7320508075688772
SQRT_6 = 2.4494897
LOWER_32 = 0xFFFFFFFF

DECISIONS = {
    "sex": (Call.IDENTITY, 0),
    "rural": (Call.IDENTITY, 1),
    "low_income": (Call.IDENTITY, 2),
    "english_learner": (Call.IDENTITY, 3),
    "origin": (Call.IDENTITY, 0),
    "disability": (Call.BARRIERS, 0),
    "no_transport": (Call.BARRIERS, 1),
    "first_generation": (Call.BARRIERS, 2),
    "must_earn": (Call.BARRIERS, 3),
    "employability_1": (Call.SKILL, 0),
    "employability_2": (Call.SKILL, 1),
    "settles": (Call.SKILL, 2),
    "field": (Call.OUTLOOK, 0),
    "interest": (Call.OUTLOOK, 1),
    "known_field": (Call.OUTLOOK, 2),
    "goal": (Call.OUTLOOK, 3),
    "newcomer_level": (Call.ARRIVAL, 0),
    "newcomer_kind": (Call.ARRIVAL, 1),
    "adult_bachelor": (Call.ARRIVAL, 0),
    "adult_diploma": (Call.ARRIVAL, 1),
    "adult_skilled": (Call.ARRIVAL, 2),
    "concentrator": (Call.ARRIVAL, 2),
    "comes": (Call.ARRIVAL, 3),
    "repeat": (Call.SCHOOLING, 0),
    "dropout": (Call.SCHOOLING, 1),
    "family_out": (Call.SCHOOLING, 2),
    "concentrate": (Call.SCHOOLING, 3),
    "learn_field": (Call.OUTLOOK_CHANGE, 0),
    "which_field": (Call.OUTLOOK_CHANGE, 1),
    "change_field": (Call.OUTLOOK_CHANGE, 2),
    "new_field": (Call.NEW_FIELD, 0),
    "recover": (Call.RECOVERY, 0),
    "next_school": (Call.OUTLOOK_CHANGE, 3),
    "pathway": (Call.CHOICE, 0),
    "study_away": (Call.CHOICE, 1),
    "keep_field": (Call.CHOICE, 2),
    "degree_field": (Call.CHOICE, 3),
    "persist": (Call.PROGRESS, 0),
    "complete": (Call.PROGRESS, 1),
    "transfer": (Call.PROGRESS, 2),
    "switch_to": (Call.PROGRESS, 3),
    "separation": (Call.CAREER, 0),
    "withdraw": (Call.CAREER, 1),
    "upskill": (Call.CAREER, 2),
    "training": (Call.CAREER, 3),
    "move": (Call.RESIDENCE, 0),
    "search": (Call.RESIDENCE, 1),
    "lot": (Call.RESIDENCE, 2),
    "promise": (Call.RESIDENCE, 3),
    "meets_the_known": (Call.ACQUAINTANCE, 0),
    "in_place_of": (Call.ACQUAINTANCE, 1),
    "study_in_state": (Call.STATE, 0),
    "settle_in_state": (Call.STATE, 1),
    "revise_goal": (Call.GOAL, 0),
    "which_goal": (Call.GOAL, 1),
    "pathway_again": (Call.CHOICE_AGAIN, 0),
    "study_away_again": (Call.CHOICE_AGAIN, 1),
    "keep_field_again": (Call.CHOICE_AGAIN, 2),
    "degree_field_again": (Call.CHOICE_AGAIN, 3),
    "month_of_hire": (Call.HIRE, 0),
}
NORMALS = {
    "motivation": Call.MOTIVATION,
    "academic": Call.ACADEMIC,
    "ability": Call.ABILITY,
    "attachment": Call.ATTACHMENT,
    "growth": Call.GROWTH,
}
OF_PARTNERSHIP = {
    "seat_lot": (Call.SEAT, 0),
    "seat_lot_low": (Call.SEAT, 1),
    "take_up": (Call.SEAT, 2),
    "no_show": (Call.SEAT, 3),
    "learn": (Call.EFFECT, 0),
    "host": (Call.EFFECT, 1),
    "encounter": (Call.EFFECT, 2),
    "apprentice": (Call.EFFECT, 3),
    "turn": (Call.CERTIFY, 0),
    "turn_to": (Call.CERTIFY, 1),
    "award": (Call.CERTIFY, 2),
    "learned": (Call.CERTIFY, 3),
    "advice": (Call.ADVICE, 0),
    "class_lot": (Call.CLASS, 0),
    "placed": (Call.PLACEMENT, 0),
}
FOUR = {
    "own": Call.APPLY_OWN,
    "near": Call.APPLY_WIDE,
    "near_again": Call.APPLY_AGAIN,
    "lower_again": Call.APPLY_LOWER,
    "near_late": Call.APPLY_LATE,
    "lower_late": Call.APPLY_LATE_LOWER,
}
"""Calls of which all four words are employers to look at."""
OF_EMPLOYER = {"taste": 0, "noise": 1}
"""Words of the affinity between a person and one employer."""
AT_BIRTH = frozenset(
    name for name, (call, _) in DECISIONS.items() if call <= Call.ARRIVAL
) | {"motivation", "academic", "attachment", "ability"}  # fmt: skip


class PlainLuck:
    """Python's own generator behind every decision."""

    def __init__(self, random: Random) -> None:
        draw = random.random
        for name in (*DECISIONS, *OF_PARTNERSHIP, "joins", "closing"):
            setattr(self, name, draw)

        def normal() -> float:
            return (draw() + draw() + draw() + draw() - 2.0) * SQRT_3

        def four(*_) -> tuple[float, ...]:
            return draw(), draw(), draw(), draw()

        for name in (*NORMALS, "cycle", "own_cycle", "own_threshold", "own_output"):
            setattr(self, name, normal)
        for name in (*FOUR, "rivals"):
            setattr(self, name, four)
        self.taste = self.noise = lambda: SQRT_6 * (draw() + draw() - 1.0)
        self.positions = lambda call: (draw(), draw(), draw())
        self.key = self.year = self.partnership = self.employer = 0  # read by the keyed luck only


class KeyedLuck:
    """The compiled model's draws for the person, year, partnership and employer set before each rule.

    Parameters
    ----------
    k0, k1 : study seed; parameter draw and replicate, as in :class:`sim.core.state.World`.
    """

    def __init__(self, k0: int, k1: int) -> None:
        self.k = k0, k1
        self.key = self.year = self.partnership = self.employer = 0
        self._last: tuple = ()
        self._words: tuple = ()
        for name, (call, word) in DECISIONS.items():
            setattr(self, name, self._plain(name, int(call), word))
        for name, call in NORMALS.items():
            setattr(self, name, self._normal(name, int(call)))
        for name, (call, word) in OF_PARTNERSHIP.items():
            setattr(
                self,
                name,
                lambda c=int(call), w=word: self.draw(self.key, self.year, c + self.partnership)[w],
            )
        for name, call in FOUR.items():
            setattr(self, name, lambda c=int(call): self.draw(self.key, self.year, c))
        for name, word in OF_EMPLOYER.items():
            setattr(self, name, self._affinity(word))

    def draw(self, key: int, year: int, call: int) -> tuple[float, ...]:
        """Four uniforms; the last call is remembered, because a rule asks for several of its words."""
        if self._last != (key, year, call):
            found = words(np.uint64(key), year, int(call), *self.k)
            self._words = tuple(float(word) * SCALE for word in found)
            self._last = (key, year, call)
        return self._words

    def _plain(self, name: str, call: int, word: int):
        if name == "origin":
            return lambda: self.draw(self.key, 1, call)[word]
        if name in AT_BIRTH:
            return lambda: self.draw(self.key, 0, call)[word]
        return lambda: self.draw(self.key, self.year, call)[word]

    def _normal(self, name: str, call: int):
        def normal() -> float:
            a, b, c, d = self.draw(self.key, 0 if name in AT_BIRTH else self.year, call)
            return (a + b + c + d - 2.0) * SQRT_3

        return normal

    def _affinity(self, word: int) -> Callable[[], float]:
        def affinity() -> float:
            """One draw of mean 0 and SD 1 for the person ``key`` and the employer: two halves of a hash."""
            drawn = int(self.draw(self.key, self.year, int(Call.AFFINITY))[word] / SCALE)
            high, low = divmod(hashed(drawn, self.employer), 65536)
            return SQRT_6 * (high + low - 65535.0) / 65536.0

        return affinity

    def rivals(self, level: int, block: int) -> tuple[float, ...]:
        """Four uniforms for the outside applicants of the next four vacancies of employer ``key``."""
        return self.draw(self.key | block << 32, self.year, Call.RIVAL + level)

    def positions(self, call: int) -> tuple[float, ...]:
        """Uniforms of the three levels of employer ``key``; ``call`` counts from the region's first."""
        return self.draw(self.key, self.year, Call.REGION + call)[:3]

    def cycle(self) -> float:
        """The region's business cycle, one normal a year."""
        a, b, c, d = self.draw(0, self.year, Call.REGION)
        return (a + b + c + d - 2.0) * SQRT_3

    def own_cycle(self) -> float:
        """An employer's own year, one normal."""
        a, b, c, d = self.draw(self.key, self.year, Call.REGION + 1)
        return (a + b + c + d - 2.0) * SQRT_3

    def closing(self) -> float:
        """Whether an employer closes this year."""
        return self.draw(self.key, self.year, Call.REGION + 2)[3]

    def own_threshold(self) -> float:
        """What an employer wants of hosting, one normal for good."""
        a, b, c, d = self.draw(self.key, 0, Call.REGION + 9)
        return (a + b + c + d - 2.0) * SQRT_3

    def own_output(self) -> float:
        """What an employer makes of hosting, one normal for good."""
        a, b, c, d = self.draw(self.key, 0, Call.REGION + 10)
        return (a + b + c + d - 2.0) * SQRT_3

    def joins(self) -> float:
        """Whether an employer without vacancies thinks of hosting this year."""
        return self.draw(self.key, self.year, Call.REGION + 6)[0]


def hashed(word: int, employer: int) -> int:
    """A 32-bit word of a person mixed with an employer (finaliser of MurmurHash3)."""
    x = word ^ ((employer + 1) * 0x9E3779B1 & LOWER_32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x = (x ^ x >> shift) * factor & LOWER_32
    return x ^ x >> 16
