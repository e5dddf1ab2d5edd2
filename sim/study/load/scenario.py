"""Scenarios loaded: one file, or several that are to be compared.

:func:`load` reads one file, :func:`load_study` several. Both report every mistake in one pass by raising
:class:`sim.study.reading.diagnostics.StudyError`; :func:`check_study` tells it instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sim.study.load.build import Regions, Scenario, build, or_stop
from sim.study.load.comparable import check_comparable, compared, compared_with
from sim.study.load.economy import in_order, paired_variants, pairs
from sim.study.load.files import study_files
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Mark
from sim.study.reading.source import Node, read_yaml
from sim.study.region.columns import not_acting
from sim.study.region.region import FILE
from sim.study.scenario.sweep import MOST_VARIANTS, Variant, expand
from sim.study.scenario.tree import Read, load_tree

__all__ = [
    "Scenario",
    "check",
    "check_comparable",
    "check_study",
    "compared",
    "in_order",
    "load",
    "load_study",
    "pairs",
    "study_files",
]

Paths = str | Path | Iterable[str | Path]


def load(path: str | Path) -> Scenario:
    """The scenario of one file; a sweep in it is left aside with a warning.

    Raises
    ------
    StudyError : with every mistake of the file and its parents.
    """
    diagnostics = Diagnostics()
    tree = load_tree(Path(path), diagnostics)
    scenario = None
    if tree is not None:
        if (sweep := tree.get("sweep")) is not None:
            expand(tree, diagnostics)
            diagnostics.warning("SIM066", "the sweep of this file is left aside here", sweep.key_mark)
        base = replace(tree, value={key: node for key, node in tree.value.items() if key != "sweep"})
        scenario = build(Variant(0, {}, base), Path(path), diagnostics, {})
    return compared([or_stop(scenario, diagnostics)])[0]


def check(path: str | Path) -> Diagnostics:
    """Every message about one file; empty when there is nothing to say."""
    return check_study([path])


def check_study(paths: Paths) -> Diagnostics:
    """Every message about the files of a study, each once, and whether they can be compared.

    Of each region that is read without a mistake a note says which of its columns change nothing.
    """
    study, diagnostics = _read(paths)
    for region in {one.region.folder: one.region for one in study}.values():
        if idle := not_acting():
            diagnostics.note(
                "SIM148", f"{region.name}: {idle[0].lower()}{idle[1:]}", Mark(region.folder / FILE)
            )
    return diagnostics


def load_study(paths: Paths) -> tuple[Scenario, ...]:
    """The scenarios of a folder or of several files, sweeps expanded, each baseline before its options.

    The baseline is the file named ``baseline.yaml``, or as :mod:`sim.study.load.files` says. The rest keeps
    the order given; the files of a folder come in alphabetical order. A sweep over the world (parameters,
    shocks) sweeps the baseline too: :func:`sim.study.load.economy.pairs` says which is compared with which.
    What the checks of the whole study noticed stands among each scenario's ``warnings``.

    Raises
    ------
    StudyError : with every mistake of all files, or why they cannot be compared.
    """
    scenarios, diagnostics = _read(paths)
    diagnostics.stop_on_errors()
    return scenarios


def _read(paths: Paths) -> tuple[tuple[Scenario, ...], Diagnostics]:
    """The study as far as it could be read, and every message about it."""
    diagnostics, chosen = Diagnostics(), Diagnostics()
    files = study_files(paths, chosen)
    diagnostics.extend(chosen)
    read = _remembering()
    regions: Regions = {}
    read_files = [(file, _variants(file, diagnostics, read)) for file in files]
    entries = paired_variants(read_files) if read_files else []
    if len(entries) > MOST_VARIANTS + len(files):
        entries = []
        _too_many(files, diagnostics)
    built = []
    for path, variant, is_baseline in entries:
        scenario = build(variant, path, diagnostics, regions)
        if scenario is not None:
            built.append(replace(scenario, is_baseline=is_baseline))
    study: tuple[Scenario, ...] = tuple(built)
    if not diagnostics.errors:
        study = _with(chosen, compared_with(built, diagnostics))
    return study, diagnostics


def _variants(path: Path, diagnostics: Diagnostics, read: Read) -> tuple[Variant, ...]:
    tree = load_tree(path, diagnostics, read)
    return () if tree is None else expand(tree, diagnostics)


def _remembering() -> Read:
    """Reads each file of a study once, with its messages each time, as all options share a parent."""
    known: dict[Path, tuple[Node | None, Diagnostics]] = {}

    def read(path: Path, diagnostics: Diagnostics) -> Node | None:
        if path not in known:
            found = Diagnostics()
            known[path] = read_yaml(path, found), found
        node, found = known[path]
        diagnostics.extend(found)
        return node

    return read


def _with(chosen: Diagnostics, study: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """The study with what was said about its files among the baseline's warnings."""
    if not study or not chosen.warnings:
        return study
    return (replace(study[0], warnings=(*chosen.warnings, *study[0].warnings)), *study[1:])


def _too_many(files: list[Path], diagnostics: Diagnostics) -> None:
    message = (
        f"the sweeps of the baseline and the options together give more than {MOST_VARIANTS:,} scenarios"
    )
    hint = "sweep fewer values, or compare fewer options at a time"
    diagnostics.error("SIM022", message, Mark(files[0]), hint)
