"""Whatever a scenario file says, the loader gives a scenario or located messages, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from studies import SHIPPED, remembered_regions, study_folder  # noqa: F401

from sim.study.load.scenario import Scenario, load
from sim.study.reading.diagnostics import StudyError
from sim.study.reading.render import render

SLOWEST = 10.0
"""Seconds a file may take on a busy machine; the usual time is a tenth of a second."""
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.yaml"))]
TOKENS = [
    "null", "~", "true", "-1", "1e308", ".nan", "[]", "{}", "&a ", "*a", "!!map ", "---\n", "? ", ": ", "- ",
    "\t", "#", "'", '"', "%", "~normal(0, 1)", "~uniform(2, 1)", "2026-28", "K-13", "9" * 40, "{" * 25,
    "\ue000", "\x00", "../..", "é", "\u2028", "partnerships:", "extends: c-apprenticeship.yaml\n", "<<: ",
    "|\n", ">\n", "sweep:\n  seed: [1]\n",
]  # fmt: skip

edits = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "swap", "line", "character"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 40),
        st.one_of(st.sampled_from(TOKENS), st.text(max_size=6)),
    ),
    min_size=1,
    max_size=6,
)


def mutated(text: str, changes) -> str:
    """The text after a few edits at relative places."""
    for kind, where, size, token in changes:
        at = int(where * len(text))
        lines = text.splitlines(keepends=True)
        row = int(where * max(1, len(lines)))
        match kind:
            case "insert":
                text = text[:at] + token + text[at:]
            case "delete":
                text = text[:at] + text[at + size :]
            case "character":
                text = text[:at] + token[:1] + text[at + 1 :]
            case "line" if lines:
                text = "".join([*lines[: row + 1], lines[row], *lines[row + 1 :]])
            case "swap" if lines:
                text = "".join([*lines[:row], *lines[row + 1 :], lines[row]])
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = study_folder(tmp_path_factory.mktemp("fuzz"))
    for path in SHIPPED.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def loaded(path) -> Scenario | StudyError:
    """What loading a file comes to; every other exception fails the test."""
    try:
        return load(path)
    except StudyError as problem:
        return problem


def scenario_or_messages(folder, content: bytes) -> None:
    """Load the content; anything but a scenario or a StudyError with messages fails the test."""
    path = folder / "fuzzed.yaml"
    path.write_bytes(content)
    started = time.monotonic()
    outcome = loaded(path)
    if isinstance(outcome, Scenario):
        assert len(outcome.hash) == 64
    else:
        assert outcome.diagnostics.errors, "an error says why"
        assert str(outcome).endswith("Nothing was run.")
        assert all(render(outcome.diagnostics, style) for style in ("text", "json", "github"))
    assert time.monotonic() - started < SLOWEST


@settings(deadline=None, max_examples=100)
@given(text=st.sampled_from(TEXTS), changes=edits)
def test_mutated_scenarios(folder, text, changes):
    scenario_or_messages(folder, mutated(text, changes).encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=100)
@given(content=st.binary(max_size=200))
def test_any_bytes(folder, content):
    scenario_or_messages(folder, content)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10, 2**70), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ["name", "region", "horizon", "budget", "partnerships", "activities", "shocks", "parameters", "sweep",
        "target", "seed", "population", "headline_year", "description", "schema", "extends"]  # fmt: skip


@settings(deadline=None, max_examples=100)
@example(key="seed", value={"": None})  # once a traceback: a map in place of a number of the file it extends
@given(key=st.sampled_from(KEYS), value=values)
def test_any_value_at_any_key(folder, key, value):
    """Values of every kind in place of those expected, with the rest of the file sound."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe", pure=True).load(TEXTS[0])
    data[key] = value
    path = folder / "typed.yaml"
    with path.open("w", encoding="utf-8", errors="replace") as file:
        YAML(typ="safe", pure=True).dump(data, file)
    scenario_or_messages(folder, path.read_bytes())
