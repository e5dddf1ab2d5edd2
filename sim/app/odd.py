"""The ODD page, printed from the code: ``python -m sim.app.odd docs/odd.md``.

The words around the tables are in ``odd.template.md`` beside this file; each table takes the
place of a line ``<!-- table: name -->``. A test compares the stored page with what is printed
here, so that the description cannot fall behind the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.app.printed import print_page, stored
from sim.words.markdown import table

if TYPE_CHECKING:
    from sim.core.columns import Column

REGION = Path("scenarios/regions/chattanooga")
"""The region whose published rates are the patterns, from the root of the repository."""

_MARK = re.compile(r"^<!-- table: (\w+) -->$", re.MULTILINE)


def page(region: Path = REGION) -> str:
    """The whole page as Markdown.

    Raises
    ------
    sim.study.reading.diagnostics.StudyError : the region's files cannot be read.
    KeyError : the template asks for a table that does not exist, or a setting has no evidence card.
    """
    text = stored("odd.template.md")
    tables: Mapping[str, Callable[[], str]] = {
        "patterns": lambda: _patterns(region),
        "students": lambda: _columns("STUDENT"),
        "schools": lambda: _columns("SCHOOL"),
        "employers": lambda: _columns("EMPLOYER"),
        "providers": lambda: _columns("PROVIDER"),
        "partnerships": _partnerships,
        "channels": _channels,
        "levers": _levers,
        "schedule": _schedule,
        "draws": _draws,
        "indicators": _indicators,
        "parameters": _parameters,
    }
    return _MARK.sub(lambda found: tables[found[1]](), text)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _columns(declaration: str) -> str:
    from sim.core import columns

    declared: tuple[Column, ...] = getattr(columns, declaration)
    return table(
        ("variable", "storage", "unit", "meaning", "codes"),
        (
            (f"`{c.name}`", c.dtype.__name__, c.unit or "–", c.meaning, ", ".join(c.codes) or "–")
            for c in declared
        ),
    )


def _schedule() -> str:
    from sim.core.year import YEAR

    return table(
        ("step", "rule", "what happens", "reads", "writes"),
        (
            (
                number,
                f"`{rule.name}`",
                rule.summary,
                _effects(rule.name, "reads"),
                _effects(rule.name, "writes"),
            )
            for number, rule in enumerate(YEAR, start=1)
        ),
    )


def _effects(rule: str, which: str) -> str:
    from sim.app.effects import effects_of

    tables = effects_of(rule).named(which)
    return "; ".join(f"{table}: {_code(columns)}" for table, columns in tables.items()) or "–"


def _partnerships() -> str:
    from sim.core.partnership import PARTNERSHIP

    return table(
        ("number", "storage", "by", "unit", "meaning", "key of a scenario", "of an activity", "else"),
        (
            (
                f"`{one.name}`",
                one.dtype.__name__,
                ", ".join(one.axes) or "–",
                one.unit or "–",
                one.meaning,
                _code(filter(None, [one.scenario])),
                _code(filter(None, [one.activity])),
                "–" if one.default is None else f"{one.default:g}",
            )
            for one in PARTNERSHIP
        ),
    )


def _channels() -> str:
    from sim.core.columns import Channel

    return table(
        ("channel", "unit", "least", "most", "what it moves"),
        ((f"`{one.name.lower()}`", one.unit, *_bounds(one.low, one.high), one.effect) for one in Channel),
    )


def _bounds(low: float, high: float) -> tuple[str, str]:
    least, most = (f"{value:,g}" if abs(value) < float("inf") else "–" for value in (low, high))
    return least, most


def _levers() -> str:
    from sim.study.levers.registry import lever_rows

    return table(
        ("lever", "what it is", "its keys"),
        (
            (
                f"`{row['name']}`",
                row["label"],
                "; ".join(f"`{key}` {says}" for key, says in row["keys"].items()),
            )
            for row in lever_rows()
        ),
    )


def _draws() -> str:
    from sim.core.draws import Call

    return table(
        ("call", "number", "its four words"),
        ((f"`{call.name}`", call.value, call.words) for call in Call),
    )


def _indicators() -> str:
    from sim.outcomes.codebook import codebook

    return table(
        ("code", "what", "unit", "numerator", "denominator", "official counterpart"),
        (
            (f"`{row['code']}`", row["label"], row["unit"], row["numerator"], row["denominator"],
             row["official"] or "–")
            for row in codebook()
        ),
    )  # fmt: skip


def _patterns(folder: Path) -> str:
    from sim.bench.calibrate.regions import LINKS, SETTLED
    from sim.study.reading.diagnostics import Diagnostics, StudyError
    from sim.study.region.region import load_region

    found = Diagnostics()
    region = load_region(folder, found)
    if region is None:
        raise StudyError(found)
    linked = {(indicator, "all"): {card} for indicator, card in SETTLED.items()}
    for link in LINKS:
        for group in {link.group, link.against or link.group} - ({"all"} if link.against else set()):
            linked.setdefault((link.indicator, group), set()).add(link.card)

    def fitted(rate: Any) -> str:
        cards = linked.get((rate.indicator, rate.group), set()) if rate.role == "target" else set()
        return _code(sorted(cards))

    rows = [
        (
            f"`{rate.indicator}`", rate.group, f"{float(rate.value):.1%}", rate.year, rate.level,
            rate.role.replace("_", " "), "yes" if rate.checked else "no",
            fitted(rate),
        )
        for rate in region.rates.values()
        if rate.indicator is not None and rate.role in ("target", "held_out")
    ]  # fmt: skip
    head = ("indicator", "group", "published", "year", "level", "role", "checked", "fitted by")
    return table(head, sorted(rows, key=lambda row: (row[5] != "target", row[0], row[1], row[3])))


def _parameters() -> str:
    from sim.core.market import search
    from sim.core.people import population
    from sim.core.year import YEAR
    from sim.study.evidence.card import evidence_rows

    cards = {str(row["id"]): row for row in evidence_rows()}
    kinds = {"population": population.Settings, "search": search.Settings}
    kinds |= {rule.name: rule.settings for rule in YEAR}
    parts = []
    for name, settings in kinds.items():
        body = _of_rule(name, settings._fields, cards) if settings._fields else "No parameters."
        parts.append(f"### {name}\n\n{body}")
    return "\n\n".join(parts)


def _of_rule(rule: str, fields: Sequence[str], cards: Mapping[str, Mapping[str, Any]]) -> str:
    rows = []
    for field in fields:
        card = cards[f"{rule}.{field}"]
        grade = f"{card['grade']}, exploratory" if card["exploratory"] else card["grade"]
        rows.append((f"`{field}`", card["meaning"], card["unit"], _value(card), card["design"], grade))
    return table(("setting", "meaning", "unit", "value", "design", "grade"), rows)


def _value(card: Mapping[str, Any]) -> str:
    value = card["value"]
    text = value if isinstance(value, str) else ", ".join(f"{number:g}" for number in value)
    if card["relative"]:
        text += f"; all times {card['relative']}"
    if card["shift"]:
        text += f"; all plus {card['shift']}"
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page to the file named, or to standard output."""
    print_page(page, arguments)


if __name__ == "__main__":
    main()
