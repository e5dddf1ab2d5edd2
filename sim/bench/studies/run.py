"""The studies that ship: what each counts, how it is run, and its table.

Every study is a folder of scenarios that plain ``sim compare`` runs as well; here its own question is
counted, in the same worlds, with the batch's workers, parts and receipts.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sim.batch.experiment import Effort, Ended, run_batch
from sim.batch.job import Job
from sim.batch.progress import Progress
from sim.bench.studies.table import Layout, as_frame, write_table

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.load.scenario import Scenario

FOLDER = Path("scenarios") / "studies"
TABLE = "table.csv"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A study that ships: its module, its title, and how many draws its committed table has."""

    name: str
    module: str
    title: str
    draws: int

    def code(self) -> ModuleType:
        """The module that counts it: ``simulate``, ``measure``, ``tabulate``, ``LAYOUTS``, ``PICTURE``."""
        return importlib.import_module(f"{__package__}.{self.module}")

    def scenarios(self, folder: Path) -> tuple[Scenario, ...]:
        """The scenarios of its folder, and those that the study itself makes of them.

        Raises :class:`sim.study.reading.diagnostics.StudyError` as :func:`scenarios_of` does.
        """
        found, code = scenarios_of(folder), self.code()
        return code.options(found) if hasattr(code, "options") else found

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The printed tables."""
        return self.code().LAYOUTS


STUDIES = (
    Shipped("saturation", "saturation", "Help with looking for work, at rising shares", 4),
    Shipped("anchor-closure", "anchor", "Trained for an anchor that closes", 4),
    Shipped("backcast-ri-promise", "promise", "Back-cast: Rhode Island Promise", 4),
    Shipped("backcast-electric-boat", "shipyard", "Back-cast: hiring at Electric Boat", 4),
    Shipped("league", "league", "The same public money for every activity of the library", 6),
)


ROOMS = ("bench/studies", "outcomes")
"""Rooms whose sources make a study's rows, beside those of every batch."""


class UnknownStudy(ValueError):
    """No study has this name; the message lists those that ship."""


def study_of(given: str) -> tuple[Shipped, Path]:
    """The study meant by a name or by a folder that bears it, and the folder of its scenarios.

    Raises :class:`UnknownStudy` if there is none, or its folder is not there.
    """
    from sim.study.load.shipped import shipped

    name = Path(given).resolve().name if Path(given).is_dir() else given
    found = {study.name: study for study in STUDIES}.get(name)
    if found is None:
        known = ", ".join(study.name for study in STUDIES)
        raise UnknownStudy(
            f"There is no study '{given}'. Studies are {known}, or a folder named like one of them."
        )
    homes = [Path(given), FOLDER / name, shipped(f"{FOLDER.name}/{name}")]
    folder = next((home for home in homes if (home / "baseline.yaml").is_file()), None)
    if folder is None:
        raise UnknownStudy(
            f"The scenarios of '{name}' were not found; name their folder, such as {FOLDER / name}."
        )
    return found, folder


def scenarios_of(folder: Path) -> tuple[Scenario, ...]:
    """The scenarios of a study folder and its folders, each baseline first.

    Raises :class:`sim.study.reading.diagnostics.StudyError` with every mistake, or why they cannot
    be compared.
    """
    from sim.study.load.scenario import check_comparable, load_study
    from sim.study.reading.diagnostics import Diagnostics

    below = sorted(path for path in folder.iterdir() if path.is_dir() and any(path.glob("*.yaml")))
    scenarios = [one for home in (folder, *below) for one in load_study(sorted(home.glob("*.yaml")))]
    found = Diagnostics()
    check_comparable(scenarios, found)
    found.stop_on_errors()
    return tuple(scenarios)


def baselines_by_folder(scenarios: Sequence[Scenario]) -> tuple[int, ...]:
    """For each scenario the place of the first of its folder, with which it is compared."""
    first: dict[Path, int] = {}
    return tuple(first.setdefault(one.path.parent, place) for place, one in enumerate(scenarios))


def run_shipped(
    study: Shipped, folder: Path, settings: Effort, progress: Progress | None = None
) -> tuple[Ended, pd.DataFrame | None]:
    """Run a study and write its table; the table is None if no draw was finished."""
    scenarios, code = study.scenarios(folder), study.code()
    job = Job(scenarios, code.measure, baselines_by_folder(scenarios), code.simulate, ROOMS)
    ended = run_batch(job, settings, progress)
    if not ended.done:
        return ended, None
    table = as_frame(code.tabulate(read_rows(ended.folder, job.slugs)))
    write_table(ended.folder / TABLE, table)
    return ended, table


def read_rows(folder: Path, slugs: tuple[str, ...]) -> pd.DataFrame:
    """All rows of a run, in the order of options and draws."""
    import pandas as pd

    from sim.store.parts import parts_of, read_part

    parts = [
        read_part(part)[0].to_pandas().assign(option=slug, draw=task.draw, replicate=task.replicate)
        for slug in slugs
        for task, part in parts_of(folder, slug).items()
    ]
    found = pd.concat(parts, ignore_index=True)
    for name in ("option", "indicator", "group", "unit"):
        found[name] = found[name].astype(str)
    return found


def keep(run: Path, results: Path, study: Shipped) -> Path:
    """Copy the table of a run to where results are kept, under the study's name; returns its path."""
    results.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(run / TABLE, results / f"{study.name}.csv"))
