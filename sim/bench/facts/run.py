"""From a baseline to its table of facts: the shocks that are tried, the runs, one row for each fact."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import Comparison
from sim.analysis.stack import StackError
from sim.analysis.study import job_of
from sim.batch.experiment import Effort, run_batch
from sim.batch.progress import Progress
from sim.bench.facts.fact import Fact, load_facts
from sim.bench.facts.measured import SHOCK_AFTER, SHOCK_YEARS, Measured, Runs, measured, verdict
from sim.bench.facts.published import Figure, figure_of
from sim.bench.pay import pay_figures
from sim.study.reading.fields import school_year

if TYPE_CHECKING:
    from sim.study.load.scenario import Scenario

SHOCK_SIZE = 0.1
"""Share of every employer's jobs lost in the recession, of every field's jobs wanted on top in the surge."""
SHOCKS = ("recession", "surge")
DIGITS = 6
COLUMNS = (
    "region", "fact", "theme", "label", "kind", "unit", "runs", "model", "low", "high", "published",
    "published_high", "expected", "year", "level", "checked", "role", "tolerance", "verdict", "agreeing",
    "source", "evidence", "note", "study",
)  # fmt: skip
"""Columns of a region's table."""


def worlds_of(scenario: Scenario) -> tuple[Scenario, ...]:
    """Return the baseline, and the same with a recession and with a surge of demand.

    Raises ``ValueError`` if the horizon is too short for the shocks, and
    :class:`sim.study.reading.diagnostics.StudyError` if the scenario cannot hold them.
    """
    if scenario.years < SHOCK_AFTER + SHOCK_YEARS:
        raise ValueError(
            f"the horizon of {scenario.path.name} is shorter than {SHOCK_AFTER + SHOCK_YEARS} years"
        )
    own = list(scenario.resolved.get("shocks", ()))
    when = {"when": school_year(scenario.start + SHOCK_AFTER), "years": SHOCK_YEARS}
    recession = [{"what": "recession", "size": SHOCK_SIZE, **when}]
    surge = [
        {"what": "demand_surge", "field": field, "jobs": round(SHOCK_SIZE * jobs, 1), **when}
        for field, jobs in jobs_by_field(scenario).items()
    ]
    shocked = zip(SHOCKS, (recession, surge), strict=True)
    return scenario, *(
        replace(scenario.with_({"shocks": own + added}), slug=f"{scenario.slug}-{name}")
        for name, added in shocked
    )


def jobs_by_field(scenario: Scenario) -> dict[str, int]:
    """Return the jobs of the region's table by field, fields without any left out."""
    jobs: dict[str, int] = {}
    for employer in scenario.region.own_employers:
        jobs[employer.field] = jobs.get(employer.field, 0) + employer.size
    return {field: number for field, number in jobs.items() if number}


def rows_of_region(
    scenario: Scenario, draws: int, jobs: int, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Run a region's baseline with and without the shocks, and return one row for each fact.

    ``draws`` parameter draws with one repetition of chance each, in ``jobs`` processes. Raises
    :class:`sim.analysis.stack.StackError` if a run failed.
    """
    scenarios = worlds_of(scenario)
    job = job_of(scenarios)
    with TemporaryDirectory(prefix="facts-") as folder:
        ended = run_batch(job, Effort(draws=draws, jobs=jobs, out=Path(folder)), progress)
        if ended.failures or ended.done < ended.asked:
            said = f": {ended.failures[0]['message']}" if ended.failures else ""
            raise StackError(f"{ended.asked - ended.done} of {ended.asked} runs did not finish{said}")
        stacks = list(Comparison.load(folder).stacks.values())
    single = sum(employer.kind == "size_class" for employer in scenario.region.own_employers)
    runs = Runs(scenario.start, dict(zip(("baseline", *SHOCKS), stacks, strict=True)), single,
                pay_figures(scenario, draws))  # fmt: skip
    study = job.identity()[:8]
    return [{**row, "study": study} for row in rows_of(load_facts().values(), runs, scenario)]


def rows_of(facts: Iterable[Fact], runs: Runs, scenario: Scenario) -> list[dict[str, Any]]:
    """Return the model's figure beside the published one for each fact, without the mark of the study."""
    rows = []
    for fact in facts:
        model, figure = measured(fact, runs), figure_of(fact, scenario.region)
        rows.append(
            dict.fromkeys(COLUMNS)
            | {
                "region": scenario.region.name, "fact": fact.id, "theme": fact.theme, "label": fact.label,
                "kind": fact.kind, "unit": fact.measured_in, "runs": len(runs.worlds["baseline"].tasks),
                **_model_cells(model), **_published_cells(figure, fact),
                **_verdict_cells(fact, model, figure),
                "evidence": " ".join(dict.fromkeys((*(figure.evidence if figure else ()), *fact.also))),
                "note": " ".join(fact.note.split()),
            }
        )  # fmt: skip
    return rows


def _model_cells(model: Measured | None) -> dict[str, Any]:
    if model is None:
        return {}
    low, high = model.interval
    return {"model": _rounded(model.middle), "low": _rounded(low), "high": _rounded(high)}


def _published_cells(figure: Figure | None, fact: Fact) -> dict[str, Any]:
    if figure is None:
        return {}
    return {
        "published": _rounded(figure.value), "published_high": _rounded(figure.high), "year": figure.year,
        "level": figure.level, "checked": "yes" if figure.checked else "no", "role": figure.role,
        "source": figure.source, "expected": fact.tolerance.sign if fact.tolerance else None,
    }  # fmt: skip


def _verdict_cells(fact: Fact, model: Measured | None, figure: Figure | None) -> dict[str, Any]:
    word, share = verdict(fact, model, figure)
    words = fact.tolerance.words if fact.tolerance else None
    return {"tolerance": words, "verdict": word, "agreeing": _rounded(share)}


def _rounded(number: float | None) -> float | None:
    if number is None or math.isnan(number):
        return None
    return float(f"{number:.{DIGITS}g}")
