"""``sim new``: a study to begin from, copied with its region, in the layout that the documents speak of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from sim.study.load.shipped import BASELINE, NotShipped, shipped_home, shipped_studies
from sim.study.scenario.tree import STUDY_FOLDER

BESIDE = ("schema/scenario.schema.json", "notebooks/01-compare-investments.ipynb")
"""What goes with every study: the schema that the first line of its files names, and the notebook."""


class StartError(Exception):
    """The study cannot be copied; the message says why in plain words."""


def begin(folder: Path, name: str) -> Path:
    """Copy a study that ships into ``folder`` and return the folder of its scenarios.

    ``folder`` then holds ``scenarios/<name>``, ``scenarios/regions/…``, ``schema`` and ``notebooks``.

    Raises
    ------
    NotShipped : no study of this name ships.
    StartError : the folder holds something already, or cannot be written.
    """
    from sim.study.reading.diagnostics import did_you_mean

    known = shipped_studies()
    if name not in known:
        raise NotShipped(f"No study '{name}' ships; {did_you_mean(name, known)}")
    home = shipped_home()
    files = list(_files(home, name))
    try:
        _empty(folder)
        for file in files:
            there = folder / file
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(home / file, there)
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        raise StartError(f"the study cannot be copied into '{folder}': {reason}") from None
    return folder / STUDY_FOLDER / name


def _files(home: Path, name: str) -> Iterator[Path]:
    """What is copied, by its place below ``home``: the study, the regions it uses, schema and notebook."""
    study = home / STUDY_FOLDER / name
    for folder in (study, *_regions(study)):
        yield from sorted(file.relative_to(home) for file in folder.rglob("*") if file.is_file())
    yield from map(Path, BESIDE)


def _regions(study: Path) -> list[Path]:
    """Folders of the regions that the scenarios of a study are about."""
    from sim.study.load.scenario import load

    return sorted({load(file).region.folder.resolve() for file in study.rglob(BASELINE)})


def _empty(folder: Path) -> None:
    """Make the folder; one that is there must be empty, so that nothing of anybody's is overwritten."""
    if folder.is_dir() and any(folder.iterdir()):
        raise StartError(f"the folder '{folder}' is not empty. Choose another name; nothing was copied.")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise StartError(f"'{folder}' is a file or a link. Choose another name; nothing was copied.")
    folder.mkdir(parents=True, exist_ok=True)
