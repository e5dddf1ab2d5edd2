"""Which files a study is made of, and which of them is the baseline.

A folder stands for the scenario files in it (``.yaml`` or ``.yml``); what a file manager or a run left
there is passed over or pointed out. The baseline is chosen by its name, or because the other files extend
it; whatever is not plain ``baseline.yaml`` is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Mark
from sim.study.reading.source import read_yaml
from sim.study.scenario.tree import LONGEST_CHAIN

BASELINE = "baseline.yaml"
BASELINE_NAMES = ("baseline", "current", "base")
"""Stems, in any case of letters, by which a file is known as the baseline."""
SUFFIXES = (".yaml", ".yml")
RESOLVED = ".resolved"
"""Files with this before the suffix are written beside results; a folder's are passed over."""
_COPY = re.compile(
    r"( - (copy|kopie|copie|copia)( ?\(\d+\))?| ?\(\d+\)| (copy|kopie)( \d+)?|~)$|^(copy|kopie) (of|von) ",
    re.IGNORECASE,
)
"""What file managers add to the name of a copy."""


def study_files(
    paths: str | Path | Iterable[str | Path], diagnostics: Diagnostics | None = None
) -> list[Path]:
    """Files of a study, baseline first, then in the order given; those of a folder by name.

    With ``diagnostics`` all that is noticed goes there; without, only errors are told, by raising.

    Raises
    ------
    StudyError : without ``diagnostics``, when a folder holds no scenario or the baseline is in doubt.
    """
    found = Diagnostics() if diagnostics is None else diagnostics
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not given:
        hint = "name scenario files or a folder of them"
        found.error("SIM001", "no scenario was given", Mark(Path()), hint)
    files = list(
        dict.fromkeys(
            file for path in given for file in (_of_folder(path, found) if path.is_dir() else [path])
        )
    )
    if len(files) > 1 and not found.errors:
        first = _baseline(files, given, found)
        files = sorted(files, key=lambda file: file != first)
    if diagnostics is None:
        found.stop_on_errors()
    return files


def stem_of(path: Path) -> str:
    """A scenario file's name without its suffix and without the mark of a resolved file."""
    stem = path.stem if path.suffix.lower() in SUFFIXES else path.name
    return stem.removesuffix(RESOLVED)


def _of_folder(folder: Path, diagnostics: Diagnostics) -> list[Path]:
    """The scenario files of a folder by name; hidden ones and resolved ones are passed over."""
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in SUFFIXES
        and not file.name.startswith(".")
        and not file.stem.endswith(RESOLVED)
    ]
    if not files:
        diagnostics.error("SIM001", "this folder holds no scenario (*.yaml)", Mark(folder))
    seen: dict[str, Path] = {}
    for file in files:
        twin = seen.setdefault(file.stem, file)
        if twin != file:
            message = f"the folder holds '{twin.name}' and '{file.name}'; a scenario stands in one file"
            diagnostics.error("SIM053", message, Mark(file), "delete or rename one of them")
        if _COPY.search(file.stem):
            message = f"'{file.name}' looks like a copy that a file manager made; it is read as an option"
            hint = "delete it, or give it a file name and a name: of its own"
            diagnostics.warning("SIM071", message, Mark(file), hint)
    return files


def _baseline(files: Sequence[Path], given: Sequence[Path], diagnostics: Diagnostics) -> Path:
    """The file that the others are compared with; said unless it is called ``baseline.yaml``."""
    plain = [file for file in files if file.name == BASELINE]
    if plain:
        return plain[0]
    named = [file for file in files if stem_of(file).casefold() in BASELINE_NAMES]
    if len(named) == 1:
        _say(named[0], "by its name", diagnostics)
        return named[0]
    extended = _extended_by_all(named or files, files)
    if extended is not None:
        _say(extended, "as the other files extend it", diagnostics)
        return extended
    if not any(path.is_dir() for path in given):
        _say(files[0], "as the first file given", diagnostics)
        return files[0]
    what = f"{' and '.join(repr(one.name) for one in named[:3])} could both be" if named else "no file is"
    message = f"{what} the baseline that the other scenarios of this folder are compared with"
    hint = f"call the file of current practice '{BASELINE}', or let the others extend it"
    folder = next(path for path in given if path.is_dir())
    diagnostics.error("SIM054", message, Mark(folder), hint)
    return files[0]


def _say(file: Path, why: str, diagnostics: Diagnostics) -> None:
    message = f"'{file.name}' is taken for the baseline, {why}: all others are compared with it"
    diagnostics.warning("SIM070", message, Mark(file), f"call it '{BASELINE}' to say so yourself")


def _extended_by_all(candidates: Sequence[Path], files: Sequence[Path]) -> Path | None:
    """The one candidate that every other file extends, itself or through others; None if there is none."""
    lines = {file.resolve(): _ancestors(file) for file in files}
    found = [
        file
        for file in candidates
        if all(file.resolve() in line for other, line in lines.items() if other != file.resolve())
    ]
    return found[0] if len(found) == 1 else None


def _ancestors(file: Path) -> set[Path]:
    """All files that a file extends, the parents' parents included; unreadable ones end the line."""
    line: set[Path] = set()
    path = file.resolve()
    for _ in range(LONGEST_CHAIN):
        tree = read_yaml(path, Diagnostics()) if path.is_file() else None
        key = None if tree is None else tree.get("extends")
        if key is None or not isinstance(key.value, str) or "\0" in key.value or len(key.value) > 1000:
            break
        path = (path.parent / key.value).resolve()
        if path in line:
            break
        line.add(path)
    return line
