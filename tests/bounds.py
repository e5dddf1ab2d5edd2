"""Live worlds with kernels that check every index they use, and stop where one lies outside its array.

``python tests/bounds.py`` lives the small town of the tests, without and with partnerships;
``python tests/bounds.py scenarios/chattanooga scenarios/detroit-wayne`` lives every scenario of these
folders. A kernel that reads past the end of a column usually gets some number and no error; here it
ends the run with an ``IndexError``.

Such kernels are another compilation of the same sources, and numba does not tell the two apart
when it looks into its cache: they are kept in a folder of their own, a new one for every run
unless ``NUMBA_CACHE_DIR`` names one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core.plan import Plan

TOWN = {"tens": 2, "employers": 20, "years": 4}


def main(folders: Iterable[str]) -> None:
    """Live the scenarios of the folders named on the command line, or else the small town."""
    with tempfile.TemporaryDirectory() as cache:
        check_indices(os.environ.get("NUMBA_CACHE_DIR") or cache)
        for name, plan in shipped(folders) if folders else small():
            live(name, plan)


def check_indices(cache: str) -> None:
    """Ask numba, before anything imports it, for kernels that check indices, kept in ``cache``."""
    if "numba" in sys.modules:
        raise RuntimeError("numba is imported already; its kernels would check nothing")
    os.environ |= {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": cache}


def small() -> Iterator[tuple[str, Plan]]:
    """The small town without any partnership, and with both kinds and promised jobs."""
    from small_world import club, internship, plan_of, small_region

    town = small_region(**TOWN)
    yield "small town", plan_of(town)
    rows = [club(channels={"interest": 0.3, "persistence": 0.5}), internship(bit=1, first_grade=9)]
    yield "small town with partnerships", plan_of(town, rows, offers=20.0)


def shipped(folders: Iterable[str]) -> Iterator[tuple[str, Plan]]:
    """Every scenario of the folders, over its whole horizon."""
    from sim.study.load.scenario import load_study
    from sim.study.plan.compile import compile_plan, partnership_bits

    for folder in folders:
        study = load_study(folder)
        for scenario in study:
            yield f"{folder}: {scenario.slug}", compile_plan(scenario, partnership_bits(study), 0, 0)


def live(name: str, plan: Plan) -> None:
    """Live a plan from its warm-up to its end, and say so."""
    from sim.core.world import grow, run

    ended = run(grow(plan))
    print(f"{name}: {len(ended.key):,} persons, {plan.years} years, every index inside its array", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
