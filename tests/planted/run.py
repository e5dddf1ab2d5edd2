"""Plant bugs in a copy of the package, one at a time, and see which tests notice.

``python -m tests.planted.run`` plants all of ``bugs.toml``; names after it plant some (``--processes 2``
plants two at a time). The working tree is never touched: everything is copied to a temporary folder, each
bug is a text replaced in one file of the copy, and the tests named with the bug run there, uncompiled, so
that no kernel is compiled anew. Ends with 1 if a bug survives, with 2 if the tests fail without any bug.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("bugs.toml")
LEFT_OUT = (".git", ".venv", ".hypothesis", ".pytest_cache", ".ruff_cache", "__pycache__", "results")
"""What no test named on the list needs."""
LONGEST = 600
"""Seconds after which a bug counts as noticed: it made something run without end."""


@dataclass(frozen=True)
class Bug:
    """A text of a source file, what is put in its place, why that matters, and the tests that should tell."""

    name: str
    file: str  # below the root, with slashes
    old: str
    new: str
    why: str
    tests: tuple[str, ...]  # files, or tests as pytest names them

    def planted(self, text: str) -> str:
        """The source with the bug in it. Raises ``ValueError`` unless the text occurs exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: its text occurs {text.count(self.old)} times in {self.file}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Outcome:
    """What became of a planted bug: the first test that failed, or none."""

    bug: Bug
    by: str | None


def bugs(names: Sequence[str] = ()) -> list[Bug]:
    """The bugs of the list, or those named. Raises ``KeyError`` for a name that is not on it."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["bug"]
    every = {entry["name"]: Bug(**entry | {"tests": tuple(entry["tests"])}) for entry in listed}
    return [every[name] for name in names] if names else list(every.values())


@contextmanager
def copies(number: int) -> Iterator[list[Path]]:
    """So many copies of the working tree in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        homes = [Path(folder) / str(n) for n in range(number)]
        for home in homes:
            shutil.copytree(ROOT, home, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield homes


def first_failure(home: Path, tests: Sequence[str]) -> str | None:
    """Run tests in a copy, uncompiled: the first that fails, None if all pass.

    Raises ``RuntimeError`` if there are no such tests.
    """
    settings = {"PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1", "NUMBA_DISABLE_JIT": "1"}
    asked = [
        sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-n", "0", "-p", "no:cacheprovider", *tests,
    ]  # fmt: skip
    try:
        ended = subprocess.run(
            asked, cwd=home, env=os.environ | settings, capture_output=True, text=True, timeout=LONGEST,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end within {LONGEST} seconds"
    if ended.returncode == 0:
        return None
    told = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    if ended.returncode > 2 or not told:
        said = ended.stdout[-500:] + ended.stderr[-500:]
        raise RuntimeError(f"pytest could not run {' '.join(tests)}: {said}")
    return told[0].split(" ", 1)[1].split(" - ")[0]


def plant(bug: Bug, home: Path) -> Outcome:
    """Plant a bug in a copy, run its tests there, and mend the copy."""
    place = home / bug.file
    sound = place.read_bytes()
    place.write_bytes(bug.planted(sound.decode()).encode())
    try:
        return Outcome(bug, first_failure(home, bug.tests))
    finally:
        place.write_bytes(sound)


def outcomes(planted: Sequence[Bug], homes: Sequence[Path]) -> Iterator[Outcome]:
    """Plant bugs one after the other in each copy; outcomes in the order of the list."""
    free: queue.Queue[Path] = queue.Queue()
    for home in homes:
        free.put(home)

    def one(bug: Bug) -> Outcome:
        home = free.get()
        try:
            return plant(bug, home)
        finally:
            free.put(home)

    with ThreadPoolExecutor(len(homes)) as several:
        yield from several.map(one, planted)


def row(outcome: Outcome, width: int) -> str:
    """A line of the table."""
    return f"{outcome.bug.name:<{width}}  {f'caught by {outcome.by}' if outcome.by else 'SURVIVED'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant what the command line names and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted.run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="bugs to plant; all of the list if none")
    parser.add_argument("--processes", type=int, default=1, help="bugs planted at the same time")
    asked = parser.parse_args(arguments)
    planted = bugs(asked.names)
    needed = sorted({test for bug in planted for test in bug.tests})
    with copies(asked.processes) as homes:
        if failed := first_failure(homes[0], needed):
            print(f"without any bug {failed} fails: mend it first")
            return 2
        width, survived = max(len(bug.name) for bug in planted), []
        for outcome in outcomes(planted, homes):
            print(row(outcome, width), flush=True)
            survived += [] if outcome.by else [outcome.bug]
    print(f"\n{len(planted) - len(survived)} of {len(planted)} caught")
    for bug in survived:
        print(f"survived: {bug.name} in {bug.file}: {bug.why}")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
