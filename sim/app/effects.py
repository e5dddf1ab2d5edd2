"""What each step of the year reads and writes, worked out from its source.

The syntax trees of a rule's ``step`` and of every function of the core that it calls are walked with what
their arguments stand for: the persons, the employers, the conditions of the market, or one column of these.
Nothing is run and nothing is claimed, so that the page cannot say what the code does not do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from inspect import getsource

TABLES = {"people": "persons", "firms": "employers", "conditions": "market"}
"""Tables of a world (:class:`sim.core.state.World`) and what they are called on the page."""
LOOKED_AT = ("len", "range", "zip", "enumerate")
"""Functions that do not ask what a column holds."""

EffectValue = tuple["EffectValue | str", ...] | None
"""What an expression stands for: ("world",), ("people",), ("people", "age"), a tuple of these after
"tuple", or None for anything else."""


@dataclass
class Effects:
    """Columns read and written, as (table, column)."""

    reads: set[tuple[str, str]] = field(default_factory=set)
    writes: set[tuple[str, str]] = field(default_factory=set)
    seen: set[tuple] = field(default_factory=set)

    def named(self, which: str) -> dict[str, list[str]]:
        """Columns read or written, by table in the page's words, in alphabetical order."""
        found: set[tuple[str, str]] = getattr(self, which)
        tables = {words: sorted(c for t, c in found if t == table) for table, words in TABLES.items()}
        return {words: columns for words, columns in tables.items() if columns}


@cache
def effects_of(rule: str) -> Effects:
    """Effects of one year of the rule ``sim.core.rules.<rule>``."""
    effects = Effects()
    _call(f"sim.core.rules.{rule}", "step", {"world": ("world",)}, effects)
    return effects


@dataclass(frozen=True)
class _Module:
    """Functions of a module of the core, and the names it imports from others of the core."""

    functions: Mapping[str, ast.FunctionDef]
    imports: Mapping[str, tuple[str, str]]


@cache
def _module(name: str) -> _Module:
    tree = ast.parse(getsource(import_module(name)))
    froms = [
        n for n in tree.body if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("sim.core")
    ]
    return _Module(
        {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)},
        {alias.asname or alias.name: (str(n.module), alias.name) for n in froms for alias in n.names},
    )


def _call(module: str, name: str, given: Mapping[str, EffectValue], effects: Effects) -> None:
    """Add the effects of a function whose arguments stand for ``given``."""
    key = (module, name, tuple(sorted(given.items(), key=lambda item: item[0])))
    if key in effects.seen:
        return
    effects.seen.add(key)
    walk = _Walk(module, dict(given), effects)
    for statement in _module(module).functions[name].body:
        walk.visit(statement)


class _Walk(ast.NodeVisitor):
    """One function, statement by statement, with what its names stand for."""

    def __init__(self, module: str, known: dict[str, EffectValue], effects: Effects) -> None:
        self.module, self.known, self.effects = module, known, effects

    def value(self, node: ast.expr) -> EffectValue:
        """What an expression stands for."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Attribute):
            base = self.value(node.value)
            if base == ("world",):
                return (node.attr,) if node.attr in TABLES else None
            return (base[0], node.attr) if base is not None and len(base) == 1 else None
        if isinstance(node, ast.Subscript):
            return self._part(node)
        if isinstance(node, ast.Tuple):
            return ("tuple", *(self.value(one) for one in node.elts))
        return None

    def _part(self, node: ast.Subscript) -> EffectValue:
        """A slice of a column is that column, of a tuple the entries it takes; an entry is a mere number."""
        base = self.value(node.value)
        if base is None or not isinstance(node.slice, ast.Slice):
            return None
        if base[0] == "tuple":
            first = ast.literal_eval(node.slice.lower) if node.slice.lower else 0
            return ("tuple", *base[1 + first :])
        return base if len(base) == 2 else None

    def note(self, value: EffectValue, written: bool = False) -> None:
        """Note that a column is read or written; nothing for any other value."""
        if value is not None and len(value) == 2 and value[0] in TABLES:
            (self.effects.writes if written else self.effects.reads).add((str(value[0]), str(value[1])))

    def visit_Assign(self, node: ast.Assign) -> None:
        """Bind names to what they stand for, note columns written, then what is read."""
        for target in node.targets:
            self.store(target, node.value)
        if not self._is_alias(node.value):
            self.visit(node.value)

    def _is_alias(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name | ast.Attribute) and self.value(node) is not None

    def store(self, target: ast.expr, value: ast.expr | None) -> None:
        """One target of an assignment."""
        if isinstance(target, ast.Tuple):
            entries = value.elts if isinstance(value, ast.Tuple) else [None] * len(target.elts)
            for one, entry in zip(target.elts, entries, strict=True):
                self.store(one, entry)
        elif isinstance(target, ast.Name):
            self.known[target.id] = None if value is None else self.value(value)
        elif isinstance(target, ast.Subscript):
            self.note(self.value(target.value), written=True)
            self.visit(target.slice)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """A column added to, by an entry or as a whole, is read and written."""
        changed = node.target.value if isinstance(node.target, ast.Subscript) else node.target
        for written in (True, False):
            self.note(self.value(changed), written)
        if isinstance(node.target, ast.Subscript):
            self.visit(node.target.slice)
        self.visit(node.value)

    def visit_Name(self, node: ast.Name) -> None:
        """A name that stands for a column reads it."""
        self.note(self.known.get(node.id))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A column of a table that is used."""
        found = self.value(node)
        self.note(found)
        if found is None:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        """Follow a function of the core; a column handed to it is not read here."""
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        place = (self.module, called)
        if called not in _module(self.module).functions:
            place = _module(self.module).imports.get(called, ("", ""))
        known = place[0] and place[1] in _module(place[0]).functions
        if known:
            names = [argument.arg for argument in _module(place[0]).functions[place[1]].args.args]
            _call(*place, {n: v for n, v in self._bound(names, node) if v is not None}, self.effects)
        elif ast.unparse(node.func) == "np.add.at":
            self.note(self.value(node.args[0]), written=True)
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
            handed = (known or called in LOOKED_AT) and self.value(argument) is not None
            if not handed:
                self.visit(argument)
        if not isinstance(node.func, ast.Name):
            self.visit(node.func)

    def _bound(self, names: Sequence[str], node: ast.Call) -> Iterator[tuple[str, EffectValue]]:
        """Parameters and what they are handed; told from the end behind arguments of unknown number."""
        before, after = _around_unknown(self._flat(node.args))
        yield from zip(names, before, strict=False)
        if after:
            yield from zip(names[-len(after) :], after, strict=True)
        yield from ((keyword.arg, self.value(keyword.value)) for keyword in node.keywords if keyword.arg)

    def _flat(self, arguments: Iterable[ast.expr]) -> Iterator[EffectValue]:
        for argument in arguments:
            if not isinstance(argument, ast.Starred):
                yield self.value(argument)
                continue
            several = self.value(argument.value)
            if several is not None and several[0] == "tuple":
                yield from (one for one in several[1:] if not isinstance(one, str))
            else:
                yield ("unknown",)


def _around_unknown(values: Iterable[EffectValue]) -> tuple[list[EffectValue], list[EffectValue]]:
    """The values before the first argument of unknown number, and those behind the last."""
    listed = list(values)
    places = [place for place, value in enumerate(listed) if value == ("unknown",)]
    return (listed, []) if not places else (listed[: places[0]], listed[places[-1] + 1 :])
