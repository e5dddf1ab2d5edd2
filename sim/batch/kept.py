"""Which parts of a folder count: those that are undamaged, of this study, and made by this model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.batch.job import Job, planned_key
from sim.lives.task import Task
from sim.store.key import sources
from sim.store.parts import KEY_LETTERS, DamagedPart, Part, parts_of, read_part

PLANNERS = ("study",)
"""Room whose sources make plans. An edit of it, such as a message, may leave every plan as it was."""


def notes_of(job: Job, slug: str, task: Task, recipe: str) -> dict[str, Any]:
    """What a part says of itself beside its counts."""
    return {
        "option": slug, "draw": task.draw, "replicate": task.replicate,
        "recipe": recipe, "code": job.code, "planners": sources(*PLANNERS),
    }  # fmt: skip


def of_this_study(part: Part, notes: Mapping[str, Any], recipe: str, code: str) -> bool:
    """Whether a part is of the option and task its path says, of these inputs, made by this code."""
    named = (part.option, part.task.draw, part.task.replicate, recipe, code)
    return tuple(notes.get(name) for name in ("option", "draw", "replicate", "recipe", "code")) == named


def kept(job: Job, folder: Path, wanted: Iterable[Task]) -> set[tuple[Task, str]]:
    """Tasks and options whose parts can be used as they are.

    Where the sources that make plans were edited since a part was made, its plan is compiled anew and
    the part is used if the plan is, byte for byte, what it was.
    """
    found = {slug: parts_of(folder, slug) for slug in job.slugs}
    recipes = job.recipes()
    return {
        (task, slug)
        for task in wanted
        for position, slug in enumerate(job.slugs)
        if task in found[slug] and _usable(job, position, found[slug][task], recipes[slug])
    }


def _usable(job: Job, position: int, part: Part, recipe: str) -> bool:
    try:
        _, notes = read_part(part, columns=[])
    except DamagedPart:
        return False
    if not of_this_study(part, notes, recipe, job.code):
        return False
    if notes.get("planners") == sources(*PLANNERS):
        return True
    return planned_key(job, position, part.task)[:KEY_LETTERS] == part.key
