"""Values that a scenario or a region puts in place of evidence cards."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from sim.study.evidence.card import EvidenceCard, EvidenceError, load_cards
from sim.study.reading.diagnostics import Diagnostics, did_you_mean
from sim.study.reading.quantities import Quantity, parse_quantity
from sim.study.reading.quantity_errors import QuantityError
from sim.study.reading.source import Node
from sim.study.reading.validation import Strict, validate

Note = Annotated[str, Field(max_length=5000)]


class OverrideEvidence(Strict):
    """Why a parameter is given another value."""

    grade: Annotated[str, Field(max_length=40)]
    source: Annotated[str, Field(max_length=500, min_length=1)]
    note: Note = ""


class Override(Strict):
    """Another value for an evidence card, with the reason; the unit is the card's."""

    value: Any
    evidence: OverrideEvidence


@functools.cache
def evidence_cards() -> Mapping[str, EvidenceCard]:
    """The evidence cards of the package, read once: they are installed data and never change."""
    return load_cards()


def entries(node: Node | None) -> dict[str, Node]:
    """Entries of a map; none when the node is absent or no map."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def used_parameters(tree: Node, diagnostics: Diagnostics) -> dict[str, Quantity | tuple[float, ...]]:
    """Values that the file puts in place of evidence cards, by card id."""
    values: dict[str, Quantity | tuple[float, ...]] = {}
    for name, node in entries(tree.get("parameters")).items():
        card = evidence_cards().get(name)
        if card is None:
            hint = did_you_mean(name, evidence_cards())
            diagnostics.error("SIM015", f"there is no parameter '{name[:60]}'", node.key_mark, hint)
            continue
        stated = node
        if isinstance(node.value, dict):
            if validate(Override, node, diagnostics) is None:
                continue
            stated = node.value["value"]
        else:
            message = f"'{name}' is given another value without evidence"
            hint = "write {value: …, evidence: {grade: …, source: …}}"
            diagnostics.warning("SIM061", message, node.key_mark, hint)
        if (value := _parameter(card, stated, diagnostics)) is not None:
            values[name] = value
    return dict(sorted(values.items()))


def _parameter(
    card: EvidenceCard, node: Node, diagnostics: Diagnostics
) -> Quantity | tuple[float, ...] | None:
    """The value of one card as stated; None (and an error) when it does not fit the card."""
    at = node
    try:
        if isinstance(node.value, tuple):
            numbers = []
            for at in node.value:
                numbers.append(_within(card, at.value).value())
            value: Quantity | tuple[float, ...] = tuple(numbers)
        else:
            value = _within(card, node.value)
        at = node
        card.draw(None, value)
    except QuantityError as problem:
        code = "SIM014" if problem.about == "range" else "SIM013"
        diagnostics.error(code, f"{card.id}: {problem.message}", at.mark, problem.hint)
        return None
    except EvidenceError as problem:
        diagnostics.error("SIM013", str(problem), node.mark)
        return None
    return value


def _within(card: EvidenceCard, text: Any) -> Quantity:
    """A number or a distribution in the card's unit, within its bounds.

    Raises
    ------
    QuantityError : it cannot be read, or lies outside; with the range.
    """
    stated = parse_quantity(text, card.unit)
    if card.bounds is None or card.takes(stated):
        return stated
    return parse_quantity(text, card.unit, low=card.bounds[0], high=card.bounds[1])
