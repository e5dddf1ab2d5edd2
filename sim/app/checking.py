"""``sim check``: which files are checked together, for folders that are no study by themselves.

A folder of single cases, each of which extends a baseline elsewhere, is checked file by file. A folder that
only holds folders of studies is checked study by study; regions and activities in it are no studies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.study.reading.diagnostics import Diagnostics

NO_BASELINE, NO_SCENARIO = "SIM054", "SIM001"
REGION = "region.yaml"


def checked(files: Sequence[Path]) -> Diagnostics:
    """Return every message about scenario files and folders, and whether they can be compared.

    What is checked by itself, file by file or study by study, is said on standard error.
    """
    from sim.study.load.scenario import check_study
    from sim.study.reading.diagnostics import Diagnostics

    if len(files) != 1 or not files[0].is_dir():
        return check_study(files)
    parts = list(_apart(files[0]))
    if not parts:
        return check_study(files)
    found = Diagnostics()
    for part in parts:
        found.extend(check_study([part]))
    _say(files[0], parts)
    return found


def _apart(folder: Path) -> Iterator[Path]:
    """Files or folders that are checked each by itself; none if the folder is one study."""
    from sim.study.load.files import study_files
    from sim.study.reading.diagnostics import Diagnostics

    found = Diagnostics()
    files = study_files(folder, found)
    codes = {message.code for message in found}
    if NO_BASELINE in codes and all(_extends_outside(file) for file in files):
        yield from files
    elif NO_SCENARIO in codes:
        yield from _studies_below(folder)


def _extends_outside(file: Path) -> bool:
    """Whether a file's parent lies in another folder."""
    from sim.study.reading.diagnostics import Diagnostics
    from sim.study.reading.source import read_yaml

    tree = read_yaml(file, Diagnostics())
    key = None if tree is None or not isinstance(tree.value, dict) else tree.get("extends")
    if key is None or not isinstance(key.value, str) or "\0" in key.value:
        return False
    return (file.parent / key.value).resolve().parent != file.parent.resolve()


def _studies_below(folder: Path) -> Iterator[Path]:
    """Folders of scenarios below a folder, itself a study or a folder of single cases."""
    from sim.study.load.files import SUFFIXES

    for below in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if (below / REGION).exists():
            continue
        if any(path.suffix.lower() in SUFFIXES for path in below.iterdir()):
            yield from list(_apart(below)) or [below]
        yield from _studies_below(below)


def _say(folder: Path, parts: Sequence[Path]) -> None:
    kind = "files" if parts[0].is_file() and len({part.parent for part in parts}) == 1 else "studies"
    print(
        f"'{folder}' is no study by itself: its {len(parts)} {kind} were checked one by one.", file=sys.stderr
    )
    if kind == "files":
        print(
            "To compare one: sim compare BASELINE FILE, with the baseline that it extends.", file=sys.stderr
        )
