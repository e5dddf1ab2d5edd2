"""``sim calibrate``: fit the calibrated parameters to a region's published rates, show it, and keep it."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.app.console import UsageError, console

if TYPE_CHECKING:
    from sim.bench.calibrate.regions import Fit, Rates, Values
    from sim.study.load.scenario import Scenario

REGION = "region.yaml"
"""File that makes a folder one of a region."""


def say_calibration(given: Path, rounds: int, write: bool, as_object: bool) -> int:
    """Fit, print every parameter beside its rate, and write the region's calibration if asked to."""
    from sim.bench.calibrate import regions as calibration
    from sim.study.region.calibration import FILE

    if rounds < 1:
        raise UsageError(f"rounds must be 1 or more, not {rounds}")
    scenario = baseline_of(given)
    start, targets = calibration.start_values(scenario), calibration.published(scenario)
    simulate = _counted(calibration.simulated(scenario), rounds)
    fitted, fits = calibration.calibrate(start, targets, simulate, rounds)
    if not fits:
        raise UsageError(f"{scenario.region.name} has no target rate that a parameter is fitted to.")
    values = calibration.whole_calibration(scenario, fitted)
    file = scenario.region.folder / FILE
    if write:
        _write(file, values)
    if as_object:
        block = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        rows = [_row(fit) for fit in fits]
        print(json.dumps({"parameters": block, "fits": rows, "written": str(file) if write else None}))
    else:
        _say(scenario, fits, file, write)
    return 0


def baseline_of(given: Path) -> Scenario:
    """Return the scenario to fit with: a file, the baseline of a folder, or one that uses a region's folder.

    Of the baselines that use a region, the one in the folder of the region's own name comes first.

    Raises :class:`sim.app.console.UsageError` if there is none, and
    :class:`sim.study.reading.diagnostics.StudyError` if the folder's is in doubt.
    """
    from sim.study.load.scenario import load
    from sim.study.scenario.tree import study_folder

    if not given.is_dir():
        return load(given)
    if not (given / REGION).is_file():
        return load(_baseline_of_folder(given))
    study, name = study_folder(given), given.resolve().name
    for file in sorted(_baselines(study), key=lambda file: (file.parent != study / name, file)):
        scenario = _loaded(file)
        if scenario is not None and scenario.region.folder.resolve() == given.resolve():
            return scenario
    raise UsageError(f"No baseline beside '{given}' uses this region; name a scenario file instead.")


def _baseline_of_folder(folder: Path) -> Path:
    """The baseline of a study, chosen as for a comparison; what is taken for it is said."""
    from sim.study.load.files import study_files
    from sim.study.reading.diagnostics import Diagnostics

    found = Diagnostics()
    files = study_files(folder, found)
    found.stop_on_errors()
    for message in found.warnings:
        print(f"Note: {message.message}.", file=sys.stderr)
    return files[0]


def _baselines(study: Path) -> Iterator[Path]:
    """The baseline of every folder of scenarios below ``study`` that has one without doubt."""
    from sim.study.load.files import SUFFIXES, study_files
    from sim.study.reading.diagnostics import Diagnostics

    folders = {file.parent for file in study.rglob("*") if file.suffix.lower() in SUFFIXES}
    for folder in folders:
        found = Diagnostics()
        if not (folder / REGION).exists() and (files := study_files(folder, found)) and not found.errors:
            yield files[0]


def _loaded(file: Path) -> Scenario | None:
    """The scenario of a file beside the region; None if it is none, or has mistakes of its own."""
    from sim.study.load.scenario import load
    from sim.study.reading.diagnostics import StudyError

    try:
        return load(file)
    except StudyError:
        return None


def _counted(simulate: Callable[[Values], Rates], rounds: int) -> Callable[[Values], Rates]:
    """The same function, saying on a terminal which round it is in."""
    if not sys.stderr.isatty():
        return simulate
    steps = iter(["before", *(f"{number} of {rounds}" for number in range(1, rounds + 1))])

    def told(values: Values) -> Rates:
        print(f"\rround: {next(steps)}    ", end="", file=sys.stderr, flush=True)
        rates = simulate(values)
        print("\r" + " " * 24 + "\r", end="", file=sys.stderr, flush=True)
        return rates

    return told


def _write(file: Path, values: Values) -> None:
    from sim.store.files import write_whole
    from sim.study.region.calibration import calibration_text

    write_whole(file, calibration_text(values).encode())


def _say(scenario: Scenario, fits: Sequence[Fit], file: Path, written: bool) -> None:
    from rich import box
    from rich.table import Table

    from sim.app.terminal import plain

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("rate, and the parameter fitted to it")
    for head in ("before", "after", "target"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in map(_row, fits):
        table.add_row(row["rate"], row["simulated_before"], row["simulated_after"], row["target"])
        table.add_row(f"  {row['parameter']}", row["before"], row["after"], "", style="dim")
    out = console()
    out.print(f"{plain(scenario.region.name)}: target rates, and the parameters fitted to them\n")
    out.print(table)
    out.print("Rates: the baseline's first five years; contrasts of two groups as differences of log-odds.")
    done = f"Written: {file}" if written else f"Nothing was changed; --write puts the values into {file}"
    out.print(done, soft_wrap=True)


def _row(fit: Fit) -> dict[str, str]:
    """Return a fit as text: shares in per cent, contrasts of two groups as a difference of log-odds."""
    link = fit.link
    group = "" if link.group == "all" else f": {link.group.split('=')[-1]}"
    against = "" if link.against is None else f" less {link.against.split('=')[-1]}"
    rates = {"simulated_before": fit.started, "simulated_after": fit.simulated, "target": fit.target}
    return {
        "parameter": link.card if link.item is None else f"{link.card}[{int(link.item)}]",
        "before": f"{fit.before:.4g}",
        "after": f"{fit.after:.4g}",
        "rate": f"{link.indicator}{group}{against}",
        **{name: _rate(odds, link.against is not None) for name, odds in rates.items()},
    }


def _rate(odds: float, contrast: bool) -> str:
    if math.isnan(odds):
        return "–"
    return f"{odds:+.2f}" if contrast else f"{100 / (1 + math.exp(-odds)):.1f} %"
