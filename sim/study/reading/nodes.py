"""Values of a file with their places, and what a file may hold at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.study.reading.message import Mark


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold at most."""

    size: int = 1_000_000  # bytes
    depth: int = 20
    nodes: int = 20_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file with its place.

    ``value`` is None, bool, int, float, str, a dict from key to Node, or a tuple of Nodes. ``text`` is a
    scalar as written; ``mark`` the place of the value, ``key_mark`` of its key (the value itself in lists).
    """

    value: Any
    text: str
    mark: Mark
    key_mark: Mark

    @property
    def plain(self) -> Any:
        """The value as plain Python data, without places."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain for node in self.value]
        return self.value

    def get(self, key: str) -> Node | None:
        """Entry of a map, or None when absent or when this is no map."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def find(self, path: tuple[str | int, ...]) -> tuple[Node, int]:
        """Deepest node along ``path`` and how many steps of the path were found.

        Steps that do not exist are passed over, so that labels put in by a validator do no harm.
        """
        node, found = self, 0
        for step in path:
            below = node.get(step) if isinstance(step, str) else node._item(step)
            if below is not None:
                node, found = below, found + 1
        return node, found

    def _item(self, step: int) -> Node | None:
        if isinstance(self.value, tuple) and 0 <= step < len(self.value):
            return self.value[step]
        return self.get(str(step))
