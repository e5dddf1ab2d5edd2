"""Talentshed: the open test bench for regional school-to-work partnerships.

>>> import sim
>>> study = sim.compare(sim.shipped("chattanooga"), draws=20)  # doctest: +SKIP
>>> study.table("lives_and_works_here_5y", by="ethnicity")  # doctest: +SKIP
>>> model = sim.PipelineModel(sim.load(sim.shipped("chattanooga") / "baseline.yaml"))  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.analysis.comparison import Comparison
    from sim.analysis.study import Study
    from sim.study.load.scenario import Scenario

_HOMES = {
    "Comparison": "sim.analysis.comparison",
    "PipelineModel": "sim.agents.model",
    "Scenario": "sim.study.load.scenario",
    "Study": "sim.analysis.study",
    "StudyError": "sim.study.reading.diagnostics",
    "check": "sim.study.load.scenario",
    "load": "sim.study.load.scenario",
    "load_study": "sim.study.load.scenario",
    "codebook": "sim.outcomes.codebook",
    "shipped": "sim.study.load.shipped",
}
"""Where each public name lives; imported when it is first asked for, so that ``sim --help`` is quick."""

__all__ = [*_HOMES, "compare", "read"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"sim has no '{name}'; it has {', '.join(sorted(__all__))}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def compare(
    *scenarios: str | Path | Scenario,
    draws: int | None = None,
    replicates: int = 1,
    jobs: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    results: str | Path = "results",
    resume: bool = True,
) -> Study:
    """Run a study, baseline first, and return it for a notebook.

    ``scenarios`` are files, a folder of files, or scenarios already loaded. ``draws`` is the
    number of parameter draws (uncertainty is on by default), ``replicates`` the chance
    repetitions of each, ``jobs`` the number of processes. Replicates of the same study that
    are already under ``results`` (or in ``out``) are not run again, unless ``resume=False`` asks for
    a new run in a folder of its own.

    Raises :class:`sim.StudyError` with every mistake in the files, and ``RuntimeError`` if
    no replicate could be finished.
    """
    import sys
    from pathlib import Path

    from sim.analysis.study import run_study, scenarios_of
    from sim.batch.experiment import DEFAULT_DRAWS, Effort, cores
    from sim.batch.progress import shown_on

    settings = Effort(
        draws=DEFAULT_DRAWS if draws is None else draws,
        replicates=replicates,
        jobs=cores() if jobs is None else jobs,
        out=None if out is None else Path(out),
        results=Path(results),
        resume=resume,
    )
    progress = shown_on(sys.stderr.isatty(), quiet=not sys.stderr.isatty())
    ended, comparison = run_study(scenarios_of(scenarios, seed), settings, progress)
    if ended.interrupted:
        raise KeyboardInterrupt
    if comparison is None:
        raise RuntimeError(f"No replicate could be finished; see failures.json in '{ended.folder}'.")
    return _study(comparison)


def read(folder: str | Path, discount: float | None = None) -> Study:
    """Return the study in a results folder, without running anything.

    ``discount`` is another rate a year for present values than the usual 3 %: ``0.07``.
    """
    from sim.analysis.comparison import Comparison

    return _study(Comparison.load(folder) if discount is None else Comparison.load(folder, discount))


def _study(comparison: Comparison) -> Study:
    from sim.analysis.study import Study

    return Study(comparison, _charts, _page)


def _charts(comparison: Comparison) -> Mapping[str, Callable[[], Any]]:
    from sim.report.build import report_data
    from sim.report.pictures import charts

    return charts(report_data(comparison))


def _page(comparison: Comparison, folder: Path) -> Path:
    from sim.report.page import write_report

    return write_report(comparison, folder)
