"""The receipt of a run: what was run, with what, by which code, and how it went."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.batch.job import Job, package_hash

PACKAGES = ("numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "pydantic", "ruamel.yaml", "matplotlib")


def receipt_of(job: Job, identity: str, command: str) -> dict[str, Any]:
    """Return the part of the receipt that is known before anything is run."""
    baseline = job.baseline
    return {
        "identity": identity,
        "status": "running",
        "command": command,
        "study": study_of(job),
        "seed": baseline.seed,
        "hashes": {
            "scenarios": {scenario.slug: scenario.hash for scenario in job.scenarios},
            "region": baseline.region.hash,
            "model": package_hash(),
        },
        "versions": versions(),
        "code": code_state(Path(__file__).parent),
        "platform": {
            "system": platform.system(),
            "machine": platform.machine(),
            "python": platform.python_version(),
        },
        "warnings": [],
    }


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
            {
                "slug": scenario.slug,
                "name": scenario.name,
                "description": scenario.description,
                "partnerships": list(scenario.partnerships),
            }
            for scenario in job.scenarios
        ],
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


def code_state(folder: Path) -> dict[str, Any]:
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


def ended(receipt: Mapping[str, Any], **facts: Any) -> dict[str, Any]:
    """Return the receipt with what is known after the run."""
    return {**receipt, **facts}
