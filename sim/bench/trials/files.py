"""Trials read from files: those that ship, by name, and any other by its path; mistakes are located."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.bench.trials.trial import Trial
from sim.core.columns import PATHWAYS
from sim.core.moves import LASTING
from sim.core.year import YEAR
from sim.study.evidence.card import load_cards
from sim.study.evidence.draws import draw_parameters
from sim.study.reading.diagnostics import Diagnostics, Mark, did_you_mean
from sim.study.reading.source import Node, read_yaml
from sim.study.reading.validation import validate

HOME = Path(__file__).resolve().parent / "shipped"
OWN = ("name", "path")
"""Keys of the model that come from where the file is."""


def _movable() -> dict[str, bool]:
    """Settings that a trial's population may have otherwise, and whether each goes by pathway."""
    values = draw_parameters(load_cards(), 1, None)
    rules = {rule.name for rule in YEAR}
    return {
        name: isinstance(value, tuple) and len(value) == len(PATHWAYS)
        for name, value in values.items()
        if name.split(".")[0] in rules and name not in LASTING
    }


class UnknownTrial(ValueError):
    """No trial has this name; the message lists those that ship."""


def shipped_trials() -> dict[str, Path]:
    """Files of the trials that ship, by name."""
    return {path.stem: path for path in sorted(HOME.glob("*.yaml"))}


def load_trials(given: Iterable[str] = ()) -> tuple[Trial, ...]:
    """The trials meant by names, files or folders; all that ship when none is named.

    Raises
    ------
    UnknownTrial : a name is neither that of a trial nor a file or folder.
    StudyError : with every mistake of all files.
    """
    diagnostics = Diagnostics()
    paths = [path for name in given for path in _paths(name)] or list(shipped_trials().values())
    trials = [read_trial(path, diagnostics) for path in dict.fromkeys(paths)]
    diagnostics.stop_on_errors()
    return tuple(trial for trial in trials if trial is not None)


def _paths(name: str) -> list[Path]:
    known, path = shipped_trials(), Path(name)
    if name in known:
        return [known[name]]
    if path.is_dir():
        return sorted(path.glob("*.yaml"))
    if path.suffix in (".yaml", ".yml"):
        return [path]
    raise UnknownTrial(f"There is no trial '{name}'; {did_you_mean(name, known)}")


def read_trial(path: Path, diagnostics: Diagnostics) -> Trial | None:
    """One trial; None, with every mistake at its place, where the file cannot be used."""
    node = read_yaml(path, diagnostics)
    if node is None:
        return None
    if not isinstance(node.value, dict):
        diagnostics.error("SIM300", "a trial is a map of keys and values", Mark(path), "see sim/bench/trials")
        return None
    before = diagnostics.error_count
    for key in OWN:
        if (own := node.get(key)) is not None:
            diagnostics.error("SIM010", f"unknown key '{key}'", own.key_mark, "a trial has its file's name")
    trial = validate(Trial, node, diagnostics)
    if trial is not None:
        _check(trial, node, diagnostics)
    if trial is None or diagnostics.error_count > before:
        return None
    return trial.model_copy(update={"name": path.stem, "path": path})


def _check(trial: Trial, node: Node, diagnostics: Diagnostics) -> None:
    """What one key cannot know: settings that are there, activities that the eligible may hold."""
    from sim.study.activities.activity import load_activity

    movable = _movable()
    named: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
        (("shifts", setting), ()) for setting in trial.shifts
    ]
    named += [
        (("population", number, "by", setting), entries)
        for number, rate in enumerate(trial.population)
        for setting, entries in rate.by.items()
    ]
    for place, entries in named:
        setting, mark = str(place[-1]), node.find(place)[0].key_mark
        if setting not in movable:
            hint = did_you_mean(setting, movable)
            diagnostics.error("SIM301", f"no rule has the setting '{setting}', or it cannot move", mark, hint)
        elif entries and not movable[setting]:
            diagnostics.error(
                "SIM303", f"'{setting}' does not go by pathway", mark, "leave its list empty: []"
            )
    for name, given in trial.bundle.items():
        activity = load_activity(given.activity)
        if activity.adults != (trial.eligible.adults is not None):
            mark = node.find(("bundle", name, "activity"))[0].mark
            whom = "adults" if activity.adults else "pupils"
            diagnostics.error("SIM302", f"'{given.activity}' is for {whom}", mark, "choose another activity")
