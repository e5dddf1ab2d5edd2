"""Results folders: their names, their receipts as bytes, and the rule that no run overwrites another."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.store.files import write_whole
from sim.store.parts import FOLDER as COUNTS

RECEIPT = "run.json"
MOST_RECEIPT = 50_000_000
"""Bytes beyond which a file is no receipt."""
BEGINNINGS = {COUNTS, "scenarios", "evidence.csv", "log.txt", "failures.json"}
"""What a run may have left behind that was stopped before its receipt was written."""
LONGEST_NAME = 80
WRITTEN = (COUNTS, "scenarios", "report", "report/figures")
"""Folders of a run in which files are read or written."""


class FolderError(ValueError):
    """A results folder cannot be used as asked; the message says why and what to do."""


class ReceiptError(FolderError):
    """A run has ended and is kept, but what it says of itself cannot be written."""


def study_name(baseline: Path, slug: str) -> str:
    """Return the name of the study in the folder: that of the folder its ``baseline`` lies in."""
    name = baseline.resolve().parent.name or slug
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_NAME] or "study"


def new_folder(results: Path, study: str, identity: str, today: datetime.date) -> Path:
    """Create ``<date>_<study>_<hash8>`` under ``results``, with -2, -3 … if it is taken.

    Raises :class:`FolderError` if it cannot be made.
    """
    name = f"{today.isoformat()}_{study}_{identity[:8]}"
    for attempt in range(1, 10_000):
        folder = results / (name if attempt == 1 else f"{name}-{attempt}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            if results.is_dir():
                continue
            raise FolderError(f"'{results}' is a file; results need a folder.") from None
        except OSError as error:
            raise FolderError(_cannot_write(folder, error)) from None
        return folder
    raise FolderError(f"There are too many results named {name} in {results}.")


def chosen_folder(folder: Path, identity: str, resume: bool) -> Path:
    """Create or reuse the folder that the user named.

    Raises :class:`FolderError` if it cannot be written, if it holds something and ``resume`` is not asked
    for, or if it holds the results of another study or of another version of the model.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise FolderError(f"'{folder}' is a file; results need a folder.")
        inside = {path.name for path in folder.iterdir()} if folder.exists() else set()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(_cannot_write(folder, error)) from None
    if not inside:
        return folder
    if not resume:
        raise FolderError(
            f"The folder '{folder}' is not empty. Results are never overwritten: "
            "name another folder, or add --resume to finish the run that is in it."
        )
    if RECEIPT not in inside and inside <= BEGINNINGS:
        return folder  # stopped before it had a receipt: begun anew, and what fits is used
    if receipt_data(folder).get("identity") != identity:
        raise FolderError(
            f"The run in '{folder}' is of another study, seed or version of the model, "
            "so it cannot be resumed with this one. Name another folder."
        )
    return folder


def _cannot_write(folder: Path, error: OSError) -> str:
    return f"Results cannot be written to '{folder}': {error.strerror or error}. Name another folder."


def refuse_links(folder: Path) -> None:
    """Raise :class:`FolderError` if a place that is read or written within a run leads elsewhere."""
    for name in WRITTEN:
        if (folder / name).is_symlink():
            raise FolderError(
                f"'{folder / name}' is a link to another place; a run is read and written within its folder."
            )


def latest_unfinished(results: Path, identity: str) -> Path | None:
    """Return the newest folder under ``results`` with the same identity, to resume it."""
    found = [folder for folder, receipt in receipts(results) if receipt.get("identity") == identity]
    return max(found, key=lambda folder: (folder / RECEIPT).stat().st_mtime, default=None)


def receipts(results: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every run under ``results`` with its receipt; those whose receipt cannot be read are passed over."""
    try:
        folders = sorted(results.iterdir()) if results.is_dir() else []
    except OSError:
        return
    for folder in folders:
        try:
            yield folder, receipt_data(folder)
        except FolderError:
            continue


def receipt_data(folder: Path) -> dict[str, Any]:
    """Return the receipt of a results folder, as it was written.

    Raises :class:`FolderError` if there is none or it cannot be read.
    """
    path = folder / RECEIPT
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > MOST_RECEIPT):
            raise FolderError(f"'{path}' is no receipt of a run.")
        receipt = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise FolderError(f"'{folder}' holds no run: there is no {RECEIPT} in it.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise FolderError(
            f"The receipt '{path}' cannot be read ({_short(error)}). "
            "Move the folder away, or run the study again."
        ) from None
    if not isinstance(receipt, dict):
        raise FolderError(f"The receipt '{path}' is not one JSON object.")
    return receipt


def _short(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]


def write_receipt(folder: Path, receipt: Mapping[str, Any]) -> None:
    """Write the receipt, whole or not at all."""
    text = json.dumps(receipt, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / RECEIPT, f"{text}\n".encode("utf-8", "backslashreplace"))
