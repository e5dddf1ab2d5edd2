"""From a scenario file to one tree of values: the study folder, ``extends`` and the merge.

Every value keeps the place where it was written, so that an error in an inherited value points into the
parent file. Nothing outside the study folder is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import inside, is_there
from sim.study.reading.message import Mark
from sim.study.reading.source import Node, read_yaml
from sim.study.scenario.nulls import check_nulls

Read = Callable[[Path, Diagnostics], Node | None]
STUDY_FOLDER = "scenarios"
LEVELS_UP = 3
LONGEST_CHAIN = 10
NOT_INHERITED = ("sweep", "extends")
"""Keys of a parent that are not passed on."""


def study_folder(path: Path) -> Path:
    """The folder that a scenario may read from: the nearest one above it named ``scenarios``.

    Where there is none, the folder three levels above the file's own name.
    """
    parents = list(path.resolve().parents)
    named = next((folder for folder in parents if folder.name == STUDY_FOLDER), None)
    return named or parents[min(LEVELS_UP, len(parents)) - 1]


def find_below(name: str, start: Path, root: Path) -> Path | None:
    """Folder or file ``name`` beside ``start`` or in a folder above it, within ``root``; None if absent."""
    folder = start.resolve()
    while folder.is_relative_to(root):
        candidate = inside(folder / name, root)
        if candidate is not None and is_there(candidate):
            return candidate
        folder = folder.parent
    return None


def load_tree(path: Path, diagnostics: Diagnostics, read: Read = read_yaml) -> Node | None:
    """The file's values with those of its parents merged in; None (and errors) when that fails.

    ``read`` reads one file; a study hands in one that remembers, as its options share a parent.
    """
    return _load(path, study_folder(path), diagnostics, (), read)


def _load(
    path: Path, root: Path, diagnostics: Diagnostics, chain: tuple[Path, ...], read: Read
) -> Node | None:
    child = read(path, diagnostics)
    if child is None or _is_of_a_region(path, child, diagnostics):
        return None
    parent_key = child.get("extends")
    if parent_key is None or parent_key.value is None:
        check_nulls(child, None, diagnostics)
        return without_nulls(child)
    parent_path = _parent(parent_key, path, root, diagnostics, (*chain, path.resolve()))
    if parent_path is None:
        return None
    parent = _load(parent_path, root, diagnostics, (*chain, path.resolve()), read)
    if parent is None:
        return None
    kept = {key: node for key, node in parent.value.items() if key not in NOT_INHERITED}
    own = {key: node for key, node in child.value.items() if key != "extends"}
    check_nulls(replace(child, value=own), replace(parent, value=kept), diagnostics)
    return merge(replace(parent, value=kept), replace(child, value=own))


def _is_of_a_region(path: Path, tree: Node, diagnostics: Diagnostics) -> bool:
    """Whether the file is one of a region's folder and no scenario; an error says so."""
    keys = set(tree.value)
    if path.name == "calibration.yaml" and keys == {"parameters"}:
        what = "the values that 'sim calibrate' fitted for a region"
    elif path.name == "region.yaml" and {"codes", "totals"} <= keys:
        what = "the form of a region"
    else:
        return False
    hint = "check a region's folder with: sim region check"
    diagnostics.error("SIM028", f"this is no scenario, but {what}", tree.mark, hint)
    return True


def _parent(
    key: Node, path: Path, root: Path, diagnostics: Diagnostics, chain: tuple[Path, ...]
) -> Path | None:
    """The parent's path; None (and an error) when it may not or cannot be used."""
    if not isinstance(key.value, str):
        diagnostics.error("SIM012", "'extends' must name one file", key.mark)
        return None
    parent = inside(path.resolve().parent / key.value, root)
    if parent is None:
        diagnostics.error("SIM020", f"'{key.text[:80]}' lies outside the study folder", key.mark)
    elif parent in chain:
        names = " -> ".join(file.name for file in (*chain[chain.index(parent) :], parent))
        diagnostics.error("SIM021", f"the files extend each other in a circle: {names}", key.mark)
    elif len(chain) > LONGEST_CHAIN:
        diagnostics.error("SIM021", f"more than {LONGEST_CHAIN} files extend one another", key.mark)
    elif not is_there(parent):
        diagnostics.error("SIM001", f"there is no file '{key.text[:80]}' to extend", key.mark)
    else:
        return parent
    return None


def merge(parent: Node, child: Node) -> Node:
    """Deep merge of maps; scalars and lists of the child replace, null removes."""
    merged = dict(parent.value)
    for key, node in child.value.items():
        below = merged.get(key)
        if node.value is None:
            merged.pop(key, None)
        elif below is not None and isinstance(below.value, dict) and isinstance(node.value, dict):
            merged[key] = merge(below, node)
        else:
            merged[key] = without_nulls(node)
    return replace(child, value=merged)


def without_nulls(node: Node) -> Node:
    """The node without the keys that are null: with nothing to remove, a null says nothing."""
    if not isinstance(node.value, dict):
        return node
    return replace(
        node,
        value={key: without_nulls(below) for key, below in node.value.items() if below.value is not None},
    )


def with_value(tree: Node, path: tuple[str, ...], value: Node) -> Node:
    """The tree with ``value`` at ``path``; maps on the way are made where they are missing."""
    if not path:
        return value
    below = tree.value if isinstance(tree.value, dict) else {}
    inner = below.get(path[0]) or replace(value, value={})
    return replace(tree, value={**below, path[0]: with_value(inner, path[1:], value)})


def as_node(value: object, mark: Mark) -> Node:
    """Plain data as nodes that all have the place ``mark``."""
    if isinstance(value, dict):
        inner: object = {str(key): as_node(below, mark) for key, below in value.items()}
    elif isinstance(value, list | tuple):
        inner = tuple(as_node(below, mark) for below in value)
    else:
        inner = value
    return Node(inner, str(value), mark, mark)
