"""What a run was made from, as files beside its results: scenarios as resolved, and the evidence."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.batch.job import Job
from sim.store.files import write_csv, write_whole

EVIDENCE_COLUMNS = (
    "id", "symbol", "meaning", "unit", "value", "central", "relative", "shift", "bounds",
    "source", "year", "design", "grade", "exploratory", "checked", "evidence", "note",
)  # fmt: skip


def write_provenance(folder: Path, job: Job) -> None:
    """Write ``scenarios/*.resolved.yaml`` and ``evidence.csv``.

    The latter has one row for each parameter's card, each channel of an activity in use, and each
    uncertain number of the scenarios.
    """
    from sim.study.plan.assumptions import assumption_rows

    for scenario in job.scenarios:
        write_whole(folder / "scenarios" / f"{scenario.slug}.resolved.yaml", _yaml(scenario.resolved))
    rows = [{name: _cell(value) for name, value in row.items()} for row in assumption_rows(job.scenarios)]
    write_csv(folder / "evidence.csv", rows, EVIDENCE_COLUMNS)


def _yaml(resolved: Mapping[str, Any]) -> bytes:
    from ruamel.yaml import YAML

    text = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.dump(json.loads(json.dumps(resolved)), text)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, tuple, dict)) else value
