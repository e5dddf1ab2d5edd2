"""Names that a scenario file uses: its region and its activities.

They are looked up in the tree of values, before and apart from the model of the file, so that an unknown
name is reported in the same pass as every other mistake.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.study.activities.activity import (
    Activity,
    activity_data,
    activity_names,
    build_activity,
    load_activity,
)
from sim.study.evidence.card import EvidenceError
from sim.study.evidence.overrides import entries
from sim.study.reading.diagnostics import Diagnostics, StudyError, did_you_mean
from sim.study.reading.source import Node
from sim.study.reading.validation import report
from sim.study.scenario.tree import find_below, inside, study_folder

if TYPE_CHECKING:
    from sim.study.region.region import RegionFiles


@functools.cache
def library_activity(name: str) -> Activity:
    """An activity of the library, read once."""
    return load_activity(name)


def region_of(
    tree: Node, path: Path, diagnostics: Diagnostics, regions: dict[Path, RegionFiles | None]
) -> RegionFiles | None:
    """The region a scenario names, loaded once for all of a study; None (and errors) if that fails."""
    from sim.study.region.region import load_region

    node = tree.get("region")
    if node is None or not isinstance(node.value, str) or not node.value:
        return None
    root = study_folder(path)
    if Path(node.value).is_absolute() or inside(path.resolve().parent / node.value, root) is None:
        diagnostics.error("SIM020", f"the region '{node.text[:80]}' lies outside the study folder", node.mark)
        return None
    folder = find_below(node.value, path.resolve().parent, root)
    if folder is None or not folder.is_dir():
        known = (p.parent.name for p in root.glob("regions/*/region.yaml"))
        hint = did_you_mean(Path(node.value).name, known)
        diagnostics.error("SIM023", f"there is no region folder '{node.text[:80]}'", node.mark, hint)
        return None
    if folder not in regions:
        found = Diagnostics()
        try:
            regions[folder] = load_region(folder, found)
        except StudyError as problem:
            found.extend(problem.diagnostics)
            regions[folder] = None
        diagnostics.extend(found)
    return regions[folder]


def used_activities(tree: Node, diagnostics: Diagnostics) -> dict[str, Activity]:
    """The file's own activities and those of the library that its partnerships use, by name."""
    own = _own_activities(tree, diagnostics)
    used = dict(own)
    declared = entries(tree.get("activities"))
    library = activity_names()
    for entry in entries(tree.get("partnerships")).values():
        node = entry.get("activity")
        if node is None or not isinstance(node.value, str) or node.value in declared:
            continue
        if node.value in library:
            used[node.value] = library_activity(node.value)
        else:
            hint = did_you_mean(node.value, [*library, *declared])
            diagnostics.error("SIM015", f"there is no activity '{node.text[:60]}'", node.mark, hint)
    return dict(sorted(used.items()))


def _own_activities(tree: Node, diagnostics: Diagnostics) -> dict[str, Activity]:
    own: dict[str, Activity] = {}
    for name, node in entries(tree.get("activities")).items():
        data = _starting_from(name, node, diagnostics)
        if data is None:
            continue
        try:
            Activity(name=name, **data)
            own[name] = build_activity(name, data)
        except ValidationError as problem:
            report(problem, Activity, node, diagnostics, "SIM201")
        except (EvidenceError, TypeError) as problem:
            diagnostics.error("SIM201", str(problem), node.key_mark)
    return own


def _starting_from(name: str, node: Node, diagnostics: Diagnostics) -> dict[str, Any] | None:
    """Data of a planner's own activity, on top of the library activity it is ``like``."""
    data = node.plain
    if not isinstance(data, dict):
        return None  # the model of the file reports it
    like = node.get("like")
    if name in activity_names():
        message = f"'{name}' is an activity of the library; give your own another name"
        diagnostics.error("SIM015", message, node.key_mark, "use 'like:' to start from it")
        return None
    if like is None:
        return data
    if not isinstance(like.value, str) or like.value not in activity_names():
        hint = did_you_mean(like.text, activity_names())
        diagnostics.error("SIM015", f"there is no activity '{like.text[:60]}' to start from", like.mark, hint)
        return None
    own = {key: value for key, value in data.items() if key != "like"}
    if own.get("channels") == {}:
        kept = ", ".join(activity_data(like.value).get("channels", {})) or "none"
        message = f"'channels' is empty and changes nothing: those of {like.value} stay ({kept})"
        hint = "leave it out, or state a channel's value; 0 switches it off"
        diagnostics.warning("SIM077", message, node.value["channels"].key_mark, hint)
    return _merged({k: v for k, v in activity_data(like.value).items() if k != "name"}, own)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Deep merge of maps; a channel that is given replaces the library's, evidence included."""
    merged = dict(base)
    for key, value in own.items():
        if key == "channels" and isinstance(value, dict):
            merged[key] = {**base.get("channels", {}), **value}
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = _merged(base[key], value)
        else:
            merged[key] = value
    if "grades" in own or "adults" in own:
        merged = {
            key: value for key, value in merged.items() if key not in ("grades", "adults") or key in own
        }
    return merged
