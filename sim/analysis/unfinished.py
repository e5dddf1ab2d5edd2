"""Replicates that were asked for and are not counted: how many, and which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.batch.receipt import Receipt
from sim.lives.task import Task, tasks

MOST_STRETCHES = 12
"""Stretches of draws that are named; of more the number is said."""


def unfinished_notes(
    receipt: Receipt, done: Iterable[Task], failures: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return a sentence about failed replicates and one about unfinished ones, where there are any."""
    every, kept = list(tasks(receipt.draws, receipt.replicates)), set(done)
    broken = {_task(failure) for failure in failures} - kept
    failed = [task for task in every if task in broken]
    waiting = [task for task in every if task not in kept and task not in broken]
    notes = []
    if failed:
        why = "failures.json says why."
        notes.append(f"{_of(failed, every)} failed and are not counted: {_which(failed)}. {why}")
    if waiting:
        notes.append(f"{_of(waiting, every)} are not finished and not counted: {_which(waiting)}.")
    return tuple(notes)


def _task(failure: Mapping[str, Any]) -> Task | None:
    try:
        return Task(int(failure["draw"]), int(failure["replicate"]))
    except (KeyError, TypeError, ValueError):
        return None


def _of(some: Sequence[Task], every: Sequence[Task]) -> str:
    return f"{len(some):,} of {len(every):,} replicates"


def _which(some: Sequence[Task]) -> str:
    """Draws as numbers and stretches; with several repetitions of a draw also which of them."""
    by_repetition: dict[int, list[int]] = {}
    for task in some:
        by_repetition.setdefault(task.replicate, []).append(task.draw)
    if set(by_repetition) == {0}:
        return _draws(by_repetition[0])
    return "; ".join(f"{_draws(draws)} in repetition {number}" for number, draws in by_repetition.items())


def _draws(draws: Sequence[int]) -> str:
    stretches: list[list[int]] = []
    for draw in sorted(draws):
        if stretches and stretches[-1][-1] == draw - 1:
            stretches[-1] = [stretches[-1][0], draw]
        else:
            stretches.append([draw])
    told = [" to ".join(str(end) for end in stretch) for stretch in stretches[:MOST_STRETCHES]]
    more = f" and {len(stretches) - MOST_STRETCHES} more stretches" if len(stretches) > MOST_STRETCHES else ""
    return f"{'draw' if len(draws) == 1 else 'draws'} {', '.join(told)}{more}"
