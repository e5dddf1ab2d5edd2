"""The house: who may know whom, all public things described, nothing too long, no globals that change."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sim

HOUSE = Path(sim.__file__).parent
ROOT = HOUSE.parent
LONGEST_MODULE, LONGEST_FUNCTION = 400, 70
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in HOUSE.rglob("*.py"))
HEAVY = {"pandas", "pyarrow", "numba", "mesa", "matplotlib"}
"""Libraries that start slowly; ``sim --help`` must not wait for them."""


OUTSIDE = {
    "kernel.py": {"pathlib", "os", "numba", "llvmlite", "warnings", "multiprocessing"},
    "cache.py": {"pathlib", "hashlib", "os", "sys", "stat", "getpass", "tempfile"},
}
"""What two files of the core need of the machine: numba, and the folder in which it keeps machine code."""


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def definitions(module: str):
    """Functions and classes of a module with their names, methods by class, nested ones left out."""
    parsed = tree(module)
    for node in parsed.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}", part


def public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_rooms_know_only_rooms_below():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["importlinter"]["contracts"], "the contracts between rooms are kept in pyproject"
    linter = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()")
    assert linter.returncode == 0, linter.stdout + linter.stderr


def test_the_house_has_the_rooms_of_the_plan():
    for room in ("core", "core/rules", "study", "outcomes", "batch", "analysis", "report"):
        assert (HOUSE / room / "__init__.py").is_file(), room
    rules = {path.stem for path in (HOUSE / "core" / "rules").glob("*.py")} - {"__init__"}
    from sim.core.year import YEAR

    assert rules == {rule.name for rule in YEAR}, "one file per step of the year, and no step without a file"
    assert len(YEAR) == 10


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("sim/core/rules/")])
def test_rules_do_not_know_each_other(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("sim.core.rules"), node.module


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("sim/core/")])
def test_the_core_knows_arrays_only(module):
    """No Mesa, no pandas, no files, no rooms above."""
    known = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            known |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            known.add(node.module)
    tops = {name.split(".")[0] for name in known}
    own = OUTSIDE.get(Path(module).name, set())
    standard = {"__future__", "collections", "dataclasses", "enum", "typing"}
    assert tops <= standard | {"numpy", "sim"} | own
    assert all(name == "sim.core" or name.startswith("sim.core.") for name in known if name.startswith("sim"))


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_is_described(module):
    assert ast.get_docstring(tree(module)), "a module says what lives in it"
    nameless = [name for name, node in definitions(module) if public(name) and not ast.get_docstring(node)]
    assert nameless == []


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_too_long(module):
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) < LONGEST_MODULE
    functions = [n for n in ast.walk(tree(module)) if isinstance(n, ast.FunctionDef)]
    long = [n.name for n in functions if n.end_lineno - n.lineno + 1 > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("module", MODULES)
def test_no_globals_that_change(module):
    parsed = tree(module)
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(parsed))
    assert not any(path in module.split("/") for path in ("utils.py", "helpers.py", "misc.py", "common.py"))


@pytest.mark.parametrize("module", MODULES)
def test_no_cycle_through_a_room_and_no_star(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where a thing lives"
            assert all(alias.name != "*" for alias in node.names)


def test_help_waits_for_no_heavy_library():
    code = "import sys, sim, sim.app.cli; print(*{name.split('.')[0] for name in sys.modules})"
    started = run(sys.executable, "-c", code)
    assert started.returncode == 0, started.stderr
    assert set(started.stdout.split()) & HEAVY == set()


@pytest.mark.parametrize(
    "room", ["sim.study.plan.compile", "sim.study.load.scenario", "sim.outcomes.registry", "sim.core.plan"]
)
def test_files_of_a_study_are_read_without_heavy_libraries(room):
    """Neither directly nor by way of another room; pandas and pyarrow too are wanted only for results."""
    started = run(
        sys.executable, "-c", f"import sys, {room}; print(*{{n.split('.')[0] for n in sys.modules}})"
    )
    assert started.returncode == 0, started.stderr
    assert set(started.stdout.split()) & HEAVY == set()


def test_every_test_file_belongs_to_something():
    """A test file that no name matches is never collected, and never fails."""
    files = {path.name for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "benchmarks"}
    support = {name for name in files if not name.startswith("test_")}
    imported = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    for name in support - {"conftest.py"}:
        assert f"from {name.removesuffix('.py')} import" in imported or f"import {name[:-3]}" in imported, (
            name
        )
