"""A public name means one thing: none stands in two rooms, but for the families and the list below.

A family is a rule with a reason; the list is what is left, each with its reason, and may only become shorter.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import sim

HOUSE = Path(sim.__file__).parent
FAMILIES = {
    "a step of the year": ("core/rules/", {"Settings", "step"}),
    "a case study, read by its own name as a whole": ("bench/studies/", None),
    "a command, named as it is typed": ("app/commands/", None),
    "a part of region.yaml, named as the file's reader knows it": ("study/region/file.py", None),
    "a kind of value in region.yaml, named likewise": ("study/region/kinds.py", None),
    "a part of the receipt, named as it stands in run.json": ("batch/receipt.py", None),
    "Mesa's way to look at people and places": ("agents/", None),
    "the door of the package": ("__init__.py", None),
}
LIST = {
    "BLOCK": "persons dealt with at once, each room with its own number",
    "COLUMNS": "the columns of this room's own table",
    "Conditions": "the economy of a year; the economy of a variant",
    "Counts": "what an indicator counts; what is stored",
    "DIGITS": "of this room's own table",
    "EDGE": "how near to 0 and 1 a share may come, each room with its own number",
    "Estimate": "a middle value with its interval; what a batch will take",
    "FIELDS": "columns of the codebook; occupational fields",
    "FIGURES": "significant digits; columns with figures",
    "FILE": "the name of this room's own file",
    "GRADES": "school grades; grades of evidence",
    "GROUPS": "groups of persons: as they are reported, targeted and tallied",
    "INDICATORS": "those that are counted; those that a region publishes",
    "INTERRUPTED": "the exit code, known before anything is imported",
    "KINDS": "kinds of groups; kinds of facts",
    "LIMITS": "bounds of a file's size; bounds of the hiring standard",
    "LONGEST_NAME": "characters of a name, each room with its own number",
    "MARGIN": "room left in a check; in the market",
    "Measured": "a task with its seconds; a fact with its figure",
    "NOBODY": "no employer; no group",
    "NONE": "a kind of key; a code in columns",
    "Number": "a number of a partnership; a number of a fact",
    "Part": "a stored part; a part of a fact",
    "ROLES": "what a published rate is used for, checked where it is read and where it is used",
    "Row": "a row of this room's own table",
    "SCHOOL": "indicators of school; a life stage",
    "SHOCKS": "the shocks of facts; kinds of shocks",
    "Schedule": "what is compiled when; values by school year",
    "Seats": "seats of a year; a kind of number in a file",
    "TABLES": "the tables of this room",
    "Value": "values of a card, of a fit and of a region's calibration",
    "WORDS": "the words of this room's messages",
    "WRITTEN": "files a run writes; how a number is written",
    "as_json": "the answer of the command it serves",
    "cell": "of a table in Markdown; of the tallies",
    "count": "a number in words; how many variants",
    "estimate": "over runs; of what a batch will take",
    "jobs_by_field": "of a world; of a region's files",
    "key_of": "of a part; of a candidate",
    "number": "a number in words, in this room's own table",
    "page": "a page that is printed from the models",
    "plain": "for a terminal; a card without its uncertainty",
    "prepare": "compile the kernels; for a job",
    "quantity": "in words; in a file",
    "render": "a page; messages",
    "report": "write a run's page; tell mistakes",
    "run": "from the command line; of a world",
    "share": "in words; of cells",
    "step": "of rounding; a year of a world",
    "wage_factor": "of a region; of an offer",
    "words": "of a call; of a cell",
}  # fmt: skip


def _public(path: Path):
    """Public functions, classes and constants of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def _in_family(name: str, place: str) -> bool:
    return any(
        place.startswith(where) and (among is None or name in among) for where, among in FAMILIES.values()
    )


def shared_names() -> dict[str, set[str]]:
    """Public names that stand in more than one room, with the rooms."""
    rooms = defaultdict(set)
    for path in HOUSE.rglob("*.py"):
        place = path.relative_to(HOUSE).as_posix()
        for name in _public(path):
            if not _in_family(name, place):
                rooms[name].add(place.split("/")[0])
    return {name: found for name, found in rooms.items() if len(found) > 1}


def test_no_public_name_stands_in_two_rooms_without_a_reason():
    assert {name: found for name, found in shared_names().items() if name not in LIST} == {}


def test_the_list_holds_no_name_that_stands_in_one_room():
    assert sorted(set(LIST) - set(shared_names())) == []


def test_every_exception_has_a_reason():
    assert all(len(reason.split()) > 2 for reason in LIST.values())
