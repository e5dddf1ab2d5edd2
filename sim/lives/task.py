"""One task of a batch: a parameter draw and a chance repetition of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One parameter draw and one chance repetition of it: every option of the study is run in it."""

    draw: int
    replicate: int


def tasks(draws: int, replicates: int) -> Iterator[Task]:
    """Give the tasks of a batch, all replicates of a draw together."""
    return (Task(draw, replicate) for draw in range(draws) for replicate in range(replicates))
