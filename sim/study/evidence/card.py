"""Evidence cards: every parameter with its value, its range and where it comes from.

One YAML file for each rule of the year (``cards/<rule>.yaml``) maps a parameter's name to its card; the
field ``x`` of the settings of rule ``schooling`` is the card ``schooling.x``. Draw ``i`` gives every
uncertain card one value by :func:`sim.study.evidence.draws.keyed_uniform`, so that the value depends on the
study's seed, the draw and the card's id, and not on the order of the cards or on which others exist.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from sim.study.evidence.literature import Design, EvidenceError, Grade, Source, check_citation, load_sources
from sim.study.reading.quantities import Quantity, parse_quantity
from sim.study.reading.quantity_errors import QuantityError

Value = float | tuple[float, ...]

TAIL = 0.01
"""Share of a distribution without an end that may lie beyond a bound, on each side."""

ROUNDING = 0.01
"""How far shares of a whole may be from adding up to 1, as published shares are rounded."""


class EvidenceCard(BaseModel):
    """What is known about one parameter.

    ``value`` is a certain or uncertain quantity in ``unit``, or a list of numbers. A list may move as a
    whole: ``relative`` is a common factor, ``shift`` a common addition in ``unit``. ``bounds`` are what the
    model can live with: they clip the value drawn, and another value outside them is refused.
    ``whole`` says that the numbers of a list are shares of a whole: they add up to 1, another value's too.
    ``exploratory`` marks a parameter of a mechanism on which no study at all was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: str
    symbol: str
    meaning: str
    unit: str
    value: Quantity | tuple[float, ...]
    relative: Quantity | None = None
    shift: Quantity | None = None
    bounds: tuple[float, float] | None = None
    whole: bool = False
    source: str
    year: int | None = None
    design: Design
    grade: Grade
    exploratory: bool = False
    checked: bool = False
    evidence: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.design == "judgement" and self.grade != "E":
            raise ValueError("a judgement has grade E")
        if isinstance(self.value, Quantity) and (self.relative or self.shift):
            raise ValueError("relative and shift are for lists; a single value has its own distribution")
        if self.bounds is not None and not self.bounds[0] <= self.bounds[1]:
            raise ValueError("the lower bound is above the upper bound")
        if self.bounds is not None and any(not self._inside(x) for x in self._central):
            raise ValueError("the central value lies outside the bounds")
        if self.whole and (isinstance(self.value, Quantity) or abs(sum(self.value) - 1.0) > ROUNDING):
            raise ValueError("shares of a whole are a list that adds up to 1")
        if not (self.source.strip() and self.meaning.strip()):
            raise ValueError("source and meaning must be filled in")
        return self

    @property
    def certain(self) -> bool:
        """Whether every draw gives the same value."""
        parts = [self.value, self.relative, self.shift]
        return all(part.certain for part in parts if isinstance(part, Quantity))

    def takes(self, stated: Quantity) -> bool:
        """Whether a stated number, or all but the thinnest tails of a distribution, lies within the bounds.

        A shape that ends somewhere must end within them; one that has no end must have 98 % there, and its
        tails are clipped.
        """
        ends = stated.distribution.support
        if not stated.certain:
            ends = tuple(
                end if math.isfinite(end) else stated.value(u)
                for end, u in zip(ends, (TAIL, 1.0 - TAIL), strict=True)
            )
        return all(self._inside(end) for end in ends)

    def draw(self, u: float | None, override: Quantity | tuple[float, ...] | None = None) -> Value:
        """Value at the uniform ``u``, or the central value for None.

        ``override`` replaces the card's value: a quantity for a single value, as many numbers for a list
        (the common factor or shift of the card still applies to them).

        Raises
        ------
        EvidenceError : when the override does not fit the card.
        """
        value = self.value if override is None else self._fitting(override)
        if isinstance(value, Quantity):
            return self._clip(value.value(u))
        factor = 1.0 if self.relative is None else self.relative.value(u)
        shift = 0.0 if self.shift is None else self.shift.value(u)
        return tuple(self._clip(x * factor + shift) for x in value)

    def _fitting(self, override: Quantity | tuple[float, ...]) -> Quantity | tuple[float, ...]:
        if isinstance(self.value, Quantity):
            if isinstance(override, Quantity):
                return override
            raise EvidenceError(f"{self.id} is one number in {self.unit}, not a list")
        if isinstance(override, Quantity) or len(override) != len(self.value):
            raise EvidenceError(f"{self.id} is a list of {len(self.value)} numbers; give as many")
        if self.whole and abs(sum(override) - 1.0) > ROUNDING:
            raise EvidenceError(
                f"{self.id} are shares of a whole; they add up to {100 * sum(override):.4g} %, not to 100 %"
            )
        return tuple(float(x) for x in override)

    @property
    def _central(self) -> tuple[float, ...]:
        return (self.value.value(),) if isinstance(self.value, Quantity) else self.value

    def _inside(self, x: float) -> bool:
        return self.bounds is None or self.bounds[0] <= x <= self.bounds[1]

    def _clip(self, x: float) -> float:
        return x if self.bounds is None else min(max(x, self.bounds[0]), self.bounds[1])


def load_cards() -> dict[str, EvidenceCard]:
    """Every evidence card of the package, by id, in alphabetical order.

    Raises
    ------
    EvidenceError : a card is malformed or rests on evidence that must not be used.
    """
    sources = load_sources()
    cards: dict[str, EvidenceCard] = {}
    for path in (files("sim.study.evidence") / "cards").iterdir():
        if path.name.endswith(".yaml"):
            rule = path.name.removesuffix(".yaml")
            cards |= read_cards(rule, path.read_text(encoding="utf-8"), sources)
    return dict(sorted(cards.items()))


def read_cards(rule: str, text: str, sources: Mapping[str, Source]) -> dict[str, EvidenceCard]:
    """Cards of one rule from the text of its file."""
    data = read_yaml(text, f"cards/{rule}.yaml")
    return {f"{rule}.{name}": build_card(f"{rule}.{name}", body, sources) for name, body in data.items()}


def read_yaml(text: str, where: str) -> dict[str, Any]:
    """A mapping from the text of one of the package's own data files.

    Files of the study come in through :mod:`sim.study.reading.source`, which limits what untrusted text
    can do; these are installed with the package, so the plain safe loader serves.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise EvidenceError(f"{where} cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise EvidenceError(f"{where} should map names to their entries")
    return data


def build_card(name: str, body: Mapping[str, Any], sources: Mapping[str, Source]) -> EvidenceCard:
    """A checked card from its entry in the file.

    Raises
    ------
    EvidenceError : with the id of the card and what is wrong.
    """
    if not isinstance(body, Mapping):
        raise EvidenceError(f"card {name} should be a map of symbol, meaning, unit, value and so on")
    data = dict(body)
    unit = str(data.get("unit", "1"))
    try:
        data["value"] = _value(data.get("value"), unit)
        for key, key_unit in (("relative", "1"), ("shift", unit)):
            if data.get(key) is not None:
                data[key] = parse_quantity(data[key], key_unit)
        card = EvidenceCard(id=name, **data)
    except (QuantityError, ValidationError, TypeError) as error:
        raise EvidenceError(f"card {name}: {plain(error)}") from None
    check_citation(f"card {name}", card.evidence, card.grade, sources)
    if card.checked and card.evidence and not any(sources[i].checked for i in card.evidence):
        raise EvidenceError(f"card {name} says checked, but no row it cites was checked")
    return card


def plain(error: Exception) -> str:
    """The message of an error without the apparatus of the library that raised it."""
    if not isinstance(error, ValidationError):
        return str(error)
    said = []
    for one in error.errors(include_url=False):
        where = ".".join(str(part) for part in one["loc"])
        message = one["msg"].removeprefix("Value error, ")
        said.append(f"{where}: {message}" if where else message)
    return "; ".join(said)


def evidence_rows(cards: Mapping[str, EvidenceCard] | None = None) -> list[dict[str, Any]]:
    """The cards as plain rows for a table or for JSON, in alphabetical order of id."""
    return [_row(card) for card in (load_cards() if cards is None else cards).values()]


def _row(card: EvidenceCard) -> dict[str, Any]:
    row = card.model_dump(exclude={"value", "relative", "shift", "whole"})
    row["value"] = card.value.text if isinstance(card.value, Quantity) else [float(x) for x in card.value]
    row["central"] = card.draw(None)
    for key in ("relative", "shift"):
        part = getattr(card, key)
        row[key] = None if part is None else part.text
    return row


def _value(value: Any, unit: str) -> Quantity | tuple[float, ...]:
    if isinstance(value, list):
        return tuple(parse_quantity(one, unit).value() for one in value)
    return parse_quantity(value, unit)
