"""Which kernels the shipped studies use: ``python -m tests.benchmarks.kernels [--write]``.

Without ``--write`` it says what differs from the record that the model is compiled ahead from
(``sim/lives/kernels.json``). Run it from the project's folder; everything is compiled anew for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

from sim.lives.signatures import RECORD, recorded, written

STUDIES = ("scenarios/chattanooga", "scenarios/submarine-coast", "scenarios/detroit-wayne")
SCALE, YEARS = 0.02, 4
ROOT = Path(__file__).parents[2]


def lived(studies: Iterable[str] = STUDIES) -> None:
    """Live every option of the studies with few persons, for some years."""
    from sim.core.world import fork, grow, run
    from sim.study.load.scenario import load_study
    from sim.study.plan.compile import compile_plan, partnership_bits

    for folder in studies:
        study = load_study(ROOT / folder)
        for scenario in study:
            thinned = replace(scenario, scale=SCALE, years=YEARS)
            plan = compile_plan(thinned, partnership_bits((study[0], scenario)), 0)
            run(fork(grow(plan), plan))


class Watch:
    """Who compiles what, called by whom, and the seconds it takes without what it calls."""

    def __init__(self) -> None:
        self.calls: defaultdict[str, set[str]] = defaultdict(set)
        self.seconds: Counter[str] = Counter()
        self._under_way: list[list[Any]] = []

    def __enter__(self) -> Watch:
        from numba.core.dispatcher import Dispatcher

        compile_one = Dispatcher.compile

        def watched(dispatcher, signature):
            name = f"{dispatcher.py_func.__module__}:{dispatcher.py_func.__qualname__}"
            if self._under_way:
                self.calls[self._under_way[-1][0]].add(name)
            began = process_time()
            self._under_way.append([name, 0.0])
            try:
                return compile_one(dispatcher, signature)
            finally:
                spent, (_, others) = process_time() - began, self._under_way.pop()
                self.seconds[name] += spent - others
                if self._under_way:
                    self._under_way[-1][1] += spent

        Dispatcher.compile = watched
        self._restore = lambda: setattr(Dispatcher, "compile", compile_one)
        return self

    def __exit__(self, *_: object) -> None:
        self._restore()


def kept() -> dict[str, Any]:
    """Every kernel of the core that is kept on disk once it is compiled, by module and name."""
    return {
        f"{name}:{thing.py_func.__qualname__}": thing
        for name, module in sorted(sys.modules.items())
        if name.startswith("sim.core")
        for thing in vars(module).values()
        if hasattr(thing, "py_func") and thing.py_func.__module__ == name and thing.stats.cache_path
    }


def used() -> dict[str, Any]:
    """Those that this process has compiled, or found compiled."""
    return {name: kernel for name, kernel in kept().items() if kernel.signatures}


def record(watch: Watch | None = None) -> dict[str, Any]:
    """What this process has compiled, as it is written to the record."""
    types: list[dict[str, Any]] = []
    kernels = []
    for name, function in used().items():
        takes = [[written(one, types) for one in signature] for signature in function.signatures]
        calls = sorted(watch.calls[name]) if watch else []
        seconds = round(watch.seconds[name], 2) if watch else 0.0
        kernels.append({"name": name, "takes": takes, "calls": calls, "seconds": seconds})
    ours = {kernel["name"] for kernel in kernels}
    for kernel in kernels:
        kernel["calls"] = [
            called for called in kernel["calls"] if called in ours and called != kernel["name"]
        ]
    return {"types": types, "kernels": kernels}


def differences(found: dict[str, Any]) -> list[str]:
    """Kernels and types of arguments of ``found`` that are not on record."""
    known = recorded()

    def spelt(part: str | int, table: Any) -> str:
        if isinstance(part, str):
            return part
        entry = table[part]
        inside = ", ".join(spelt(of, table) for of in entry["of"])
        return f"{entry.get('class', entry.get('value', ''))}({inside})"

    missing = []
    for kernel in found["kernels"]:
        there = known.kernels.get(kernel["name"])
        have = {tuple(spelt(p, known.types) for p in one) for one in there.takes} if there else set()
        new = [one for one in kernel["takes"] if tuple(spelt(p, found["types"]) for p in one) not in have]
        missing += [f"{kernel['name']}: {len(new)} signatures are not on record"] * bool(new)
    return missing


def text_of(found: dict[str, Any]) -> str:
    """The record as text, one kernel or type a line."""
    parts = [
        f' "{name}": [\n  ' + ",\n  ".join(json.dumps(entry) for entry in entries) + "\n ]"
        for name, entries in found.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Compile everything in an empty folder, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the record anew")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NUMBA_CACHE_DIR"] = cache
        with Watch() as watch:
            lived()
        found = record(watch)
    if asked.write:
        RECORD.write_text(text_of(found), encoding="utf-8")
        return
    missing = differences(found)
    print("\n".join(missing) or "Every kernel that the shipped studies use is on record.")
    raise SystemExit(1 if missing else 0)


if __name__ == "__main__":
    main()
