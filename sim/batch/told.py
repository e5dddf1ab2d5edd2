"""What a receipt says of a job before anything is run: the study, the code, the versions, the machine."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.batch.job import Job
from sim.batch.receipt import Receipt
from sim.store.key import sources

PACKAGES = ("numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "pydantic", "ruamel.yaml", "matplotlib")
MODEL_ROOMS = ("core", "lives", "outcomes", "study")


def receipt_of(job: Job, identity: str, **facts: Any) -> Receipt:
    """Return the part of the receipt that is known before anything is run; ``facts`` are of this run."""
    return Receipt.model_validate(
        {
            "identity": identity,
            "study": study_of(job),
            "seed": job.baseline.seed,
            "hashes": {
                "code": job.code,
                "model": sources(*MODEL_ROOMS),
                "scenarios": {scenario.slug: scenario.hash for scenario in job.scenarios},
                "region": job.baseline.region.hash,
            },
            "versions": versions(),
            "code": code_state(Path(__file__).parent),
            "platform": {
                "system": platform.system(),
                "machine": platform.machine(),
                "python": platform.python_version(),
            },
            **facts,
        }
    )


def study_of(job: Job) -> dict[str, Any]:
    """Return what the tables and the page say about the study, as plain values."""
    from sim.study.region.region import gaps

    first = job.baseline
    return {
        "region": first.region.name,
        "baseline": first.slug,
        "start": first.start,
        "years": first.years,
        "headline_year": first.start + first.headline_year,
        "price_year": first.start,
        "target_fields": list(first.target_fields),
        "scale": first.scale,
        "rates": [{"name": name, **_plain(rate)} for name, rate in first.region.rates.items()],
        "gaps": gaps(first.region),
        "options": [
            _option(scenario, job.scenarios[home])
            for scenario, home in zip(job.scenarios, job.baselines, strict=True)
        ],
    }


def _option(scenario: Any, baseline: Any) -> dict[str, Any]:
    return {
        "slug": scenario.slug,
        "name": scenario.name,
        "description": scenario.description,
        "baseline": baseline.slug,
        "hash": scenario.hash,
        "region_hash": scenario.region.hash,
        "partnerships": list(scenario.partnerships),
        "targets": {
            name: {
                "how": spec.target.how,
                "groups": list(spec.target.groups),
                "share": spec.target.share.value(),
            }
            for name, spec in scenario.partnerships.items()
            if spec.target.groups
        },
        "swept": dict(getattr(scenario, "swept", {})),
    }


def _plain(rate: Any) -> dict[str, Any]:
    return {key: value for key, value in rate.model_dump(mode="json").items() if value is not None}


def versions() -> dict[str, str]:
    """Return the versions of this package and of those the numbers pass through."""
    found = {}
    for name in ("talentshed", *PACKAGES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def code_state(folder: Path) -> Mapping[str, Any]:
    """Return the commit of the code and whether it was changed since; empty without git."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return {"commit": None, "dirty": None}
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit, "dirty": None if changed is None else bool(changed)}


def _git(folder: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(folder), *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
