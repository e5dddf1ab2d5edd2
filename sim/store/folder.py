"""The results folder of a batch: its name, and the rule that no run overwrites another."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

from sim.store.files import write_whole

RECEIPT = "run.json"


class FolderError(ValueError):
    """A results folder cannot be used as asked; the message says why and what to do."""


def study_name(baseline: Path, slug: str) -> str:
    """Return the name of the study in the folder: that of the folder its ``baseline`` lies in."""
    name = baseline.resolve().parent.name or slug
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "study"


def new_folder(results: Path, study: str, identity: str, today: datetime.date) -> Path:
    """Create ``<date>_<study>_<hash8>`` under ``results``, with -2, -3 … if it is taken."""
    name = f"{today.isoformat()}_{study}_{identity[:8]}"
    for attempt in range(1, 10_000):
        folder = results / (name if attempt == 1 else f"{name}-{attempt}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FolderError(f"There are too many results named {name} in {results}.")


def chosen_folder(folder: Path, identity: str, resume: bool) -> Path:
    """Create or reuse the folder that the user named.

    Raises :class:`FolderError` if it holds something and ``resume`` is not asked for, or
    if it holds the results of another study or of another version of the model.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    if not folder.is_dir():
        raise FolderError(f"'{folder}' is a file; results need a folder.")
    if not resume:
        raise FolderError(
            f"The folder '{folder}' is not empty. Results are never overwritten: "
            "name another folder, or add --resume to finish the run that is in it."
        )
    if read_receipt(folder).get("identity") != identity:
        raise FolderError(
            f"The run in '{folder}' is of another study, seed or version of the model, "
            "so it cannot be resumed with this one. Name another folder."
        )
    return folder


def latest_unfinished(results: Path, identity: str) -> Path | None:
    """Return the newest folder under ``results`` with the same identity, to resume it."""
    if not results.is_dir():
        return None
    found = []
    for folder in results.iterdir():
        if (folder / RECEIPT).is_file() and read_receipt(folder).get("identity") == identity:
            found.append(folder)
    return max(found, key=lambda folder: (folder / RECEIPT).stat().st_mtime, default=None)


def read_receipt(folder: Path) -> dict[str, Any]:
    """Return the receipt of a results folder.

    Raises :class:`FolderError` if there is none or it cannot be read.
    """
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FolderError(f"'{folder}' holds no run: there is no {RECEIPT} in it.") from None
    except (OSError, ValueError) as error:
        raise FolderError(f"The receipt '{folder / RECEIPT}' cannot be read: {error}") from None
    if not isinstance(receipt, dict):
        raise FolderError(f"The receipt '{folder / RECEIPT}' is not one JSON object.")
    return receipt


def write_receipt(folder: Path, receipt: dict[str, Any]) -> None:
    """Write the receipt, whole or not at all."""
    text = json.dumps(receipt, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / RECEIPT, f"{text}\n".encode())
