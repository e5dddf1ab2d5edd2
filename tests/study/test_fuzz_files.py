"""Thousands of damaged scenario files and region folders: refused in words, or a study that makes sense.

``TALENTSHED_FUZZ=10000 TALENTSHED_FUZZ_WORLDS=20 pytest tests/study/test_fuzz_files.py -s`` tries as many,
lives through every twentieth that is accepted on a hundredth of the population, and prints the counts.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from mutations import mutate_region, mutate_text, mutate_tree, values_of
from studies import ROOT, remembered_regions  # noqa: F401

from sim.study.load.scenario import Scenario, load
from sim.study.plan.compile import compile_plan, partnership_bits
from sim.study.reading.diagnostics import Diagnostics, StudyError
from sim.study.reading.render import render
from sim.study.region.region import load_region

FILES = int(os.environ.get("TALENTSHED_FUZZ", "240"))
OF_REGIONS = 5
"""One file in so many is a region's."""
WORLDS = int(os.environ.get("TALENTSHED_FUZZ_WORLDS", "0"))
"""One accepted file in so many is lived through on a hundredth of the population; 0 = none."""
SLOWEST = 5
"""Seconds of a processor that one file may take."""
MAY_BE_NAN = ("region.unemployment",)
"""Numbers of a plan of which NaN means that there is none."""
MAY_BE_INFINITE = ("budget", "partnerships.minimum_academic")
"""No limit: of money, or of skill."""
MAY_BE_NEGATIVE = ("channels", "minimum_academic", "parameters", "provider_seats", "draw", "shift", "luck")
"""Numbers of a plan that may lie below 0; of the rest none is."""
SHARES = ("_share", "_shares", "take_up", "no_show", "pass_rate", "honoured", "outdated", "rural_zone")


class TooSlow(Exception):
    """A file took longer than it may."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what takes too long, by the clock of the processor, where the system can."""

    def stop(*_):
        raise TooSlow

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def numbers_of(value, path: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Every number of a plan with its dotted path."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from numbers_of(one, f"{path}.{key}")
    elif value is None and path == ".lottery":
        return  # only trials inside the model have lots
    elif is_dataclass(value) or hasattr(value, "_fields"):
        for name in getattr(value, "_fields", None) or [one.name for one in fields(value)]:
            yield from numbers_of(getattr(value, name), f"{path}.{name}")
    else:
        yield path.removeprefix("."), np.asarray(value, float)


def nonsense(plan) -> list[str]:
    """What no plan may hold: NaN, infinities, seats, jobs or costs below 0, shares above 1."""
    wrong = []
    for path, number in numbers_of(plan):
        if np.isnan(number).any() and path not in MAY_BE_NAN:
            wrong.append(f"{path} is not a number")
        if np.isinf(number).any() and path not in MAY_BE_INFINITE:
            wrong.append(f"{path} is infinite")
        parts = path.split(".")
        if (number < 0).any() and not set(parts) & set(MAY_BE_NEGATIVE):
            wrong.append(f"{path} is below 0")
        if parts[-1].endswith(SHARES) and (number > 1 + 1e-9).any():
            wrong.append(f"{path} is above 1")
    return wrong


def check_plan(scenario: Scenario) -> None:
    """At central values and in two draws the plan makes sense."""
    for draw in (None, 0, 1):
        wrong = nonsense(compile_plan(scenario, partnership_bits([scenario]), draw))
        assert not wrong, f"accepted, though {'; '.join(wrong)}"


def check_world(scenario: Scenario) -> None:
    """A hundredth of the population lives under the plan, and the audit passes."""
    from sim.core.world import grow, run

    small = replace(scenario, scale=0.01, years=min(scenario.years, 8))
    done = run(grow(compile_plan(small, partnership_bits([small]), 0)))
    assert all(line.passed for line in done.audit)
    assert (done.tallies >= 0).all()
    assert np.isfinite(done.costs).all()
    assert (done.costs >= 0).all()
    assert np.isfinite(done.delivery).all()


def outcome_of(diagnostics) -> str:
    """Refused, accepted with warnings, or accepted; what is said can be said in every form."""
    assert all(render(diagnostics, style) for style in ("text", "json", "github")) or not list(diagnostics)
    return (
        "refused" if diagnostics.errors else "accepted with warnings" if diagnostics.warnings else "accepted"
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """A copy of all shipped scenarios and regions, to damage."""
    folder = tmp_path_factory.mktemp("fuzz") / "scenarios"
    shutil.copytree(ROOT / "scenarios", folder)
    return folder


@pytest.fixture(scope="module")
def shipped(study) -> list[tuple[Path, bytes]]:
    """Every shipped scenario file with its content."""
    found = sorted(path for path in study.rglob("*.yaml") if "regions" not in path.parts[-4:])
    return [
        (path, path.read_bytes())
        for path in found
        if b"region" in path.read_bytes() or b"extends" in path.read_bytes()
    ]


@pytest.fixture(scope="module")
def lent(shipped) -> list[object]:
    """Values of all shipped scenarios, which a damaged one may hold in a wrong place."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    return [value for _, content in shipped for value in values_of(yaml.load(content.decode()))]


def loaded(path: Path) -> Scenario | StudyError:
    """What loading a file comes to; every other exception fails the test."""
    try:
        return load(path)
    except StudyError as problem:
        return problem


def damaged_scenario(rng: random.Random, shipped, lent) -> tuple[str, Scenario | None]:
    """What becomes of a damaged scenario file."""
    path, content = rng.choice(shipped)
    changed = mutate_text(rng, content) if rng.random() < 0.6 else mutate_tree(rng, content, lent)
    broken = path.with_name("damaged.yaml")
    broken.write_bytes(changed)
    scenario = loaded(broken)
    if isinstance(scenario, StudyError):
        assert scenario.diagnostics.errors, "an error says why"
        assert str(scenario).endswith("Nothing was run.")
        return outcome_of(scenario.diagnostics), None
    assert len(scenario.hash) == 64
    return ("accepted with warnings" if scenario.warnings else "accepted"), scenario


def damaged_region(rng: random.Random, study: Path, around: Scenario) -> tuple[str, Scenario | None]:
    """What becomes of a damaged region; one that loads takes the place of the region of a sound scenario."""
    home = rng.choice([one for one in sorted((study / "regions").iterdir()) if one.name != "damaged"])
    folder = study / "regions" / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home, folder)
    mutate_region(rng, folder)
    found = Diagnostics()
    region = load_region(folder, found)
    assert (region is None) == bool(found.errors), "a region that does not load says why"
    return outcome_of(found), None if region is None else replace(around, region=region)


def test_damaged_files_are_refused_in_words_or_make_sense(study, shipped, lent):
    around = load(study / "chattanooga" / "a-internships.yaml")
    counts, failures, accepted = Counter(), [], 0
    for number in range(FILES):
        rng = random.Random(f"damage {number}")
        kind = "region" if number % OF_REGIONS == 0 else "scenario"
        try:
            with limited(SLOWEST):
                if kind == "region":
                    answer, scenario = damaged_region(rng, study, around)
                else:
                    answer, scenario = damaged_scenario(rng, shipped, lent)
                if scenario is not None:
                    check_plan(scenario)
            accepted += scenario is not None
            if scenario is not None and WORLDS and accepted % WORLDS == 0:
                check_world(scenario)
                counts["worlds lived"] += 1
            counts[f"{kind} {answer}"] += 1
        except Exception:
            failures.append(f"{kind} {number}: {traceback.format_exc(limit=-4)}")
    print(f"\n{FILES} damaged files: {dict(sorted(counts.items()))}; {len(failures)} wrong")
    assert not failures, "\n".join(failures[:40])
    assert sum(n for name, n in counts.items() if "refused" in name) > FILES / 4
    assert sum(n for name, n in counts.items() if "accepted" in name) > FILES / 10
