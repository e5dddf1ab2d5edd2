"""Where the studies that ship are: beside the package in a checkout, within it when it was installed."""

from __future__ import annotations

from pathlib import Path

from sim.study.reading.diagnostics import did_you_mean
from sim.study.scenario.tree import STUDY_FOLDER

BASELINE = "baseline.yaml"
PACKED = "shipped"
"""Folder of the package into which a wheel packs scenarios, notebooks and the schema (pyproject.toml)."""


class NotShipped(ValueError):
    """No study has this name; the message names those that ship."""


def shipped_home() -> Path:
    """The folder that holds ``scenarios``, ``notebooks`` and ``schema`` as they ship.

    Raises
    ------
    NotShipped : the package was installed without them.
    """
    package = Path(__file__).resolve().parents[2]
    for home in (package / PACKED, package.parent):
        if (home / STUDY_FOLDER / "regions").is_dir():
            return home
    raise NotShipped("This installation came without scenarios; install the package again.")


def shipped_studies() -> tuple[str, ...]:
    """Names of the studies that ship: the folders below ``scenarios`` that have a baseline.

    A folder within a study belongs to that study, whose files its own extend.
    """
    scenarios = shipped_home() / STUDY_FOLDER
    found = {file.parent for file in scenarios.rglob(BASELINE)}
    whole = [folder for folder in found if found.isdisjoint(folder.parents)]
    return tuple(sorted(folder.relative_to(scenarios).as_posix() for folder in whole))


def shipped(name: str) -> Path:
    """The folder of a study by its name, such as ``chattanooga`` or ``studies/saturation``.

    A copy of your own comes first: ``scenarios/<name>`` in the working folder or in a folder above it, as
    ``sim new`` and a clone have it. Else it is the study as it ships, to be read and not to be changed.

    Raises
    ------
    NotShipped : no study of this name ships.
    """
    home = shipped_home() / STUDY_FOLDER
    known = shipped_studies()
    if name not in known:
        raise NotShipped(f"No study '{name}' ships; {did_you_mean(name, known)}")
    here = Path.cwd()
    own = (folder / STUDY_FOLDER / name for folder in (here, *here.parents))
    return next((folder for folder in own if (folder / BASELINE).is_file()), home / name)


def shipped_regions() -> tuple[Path, ...]:
    """Folders of the regions that ship, in the order of their names."""
    return tuple(
        sorted(file.parent for file in (shipped_home() / STUDY_FOLDER / "regions").glob("*/region.yaml"))
    )
