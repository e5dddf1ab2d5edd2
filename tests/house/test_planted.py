"""The list of planted bugs keeps up with the sources, and its size is what the page says."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest
from planted.run import LEFT_OUT, ROOT, Bug, bugs, copies, first_failure, plant

FEWEST = 64
PLANTED = bugs()


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_bug_can_still_be_planted_and_is_one(bug):
    """Its text occurs once, so that it is planted where it was meant, and what it leaves is still Python."""
    assert bug.file.startswith("sim/")
    sound = (ROOT / bug.file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(bug.planted(sound))) != ast.dump(ast.parse(sound))
    assert bug.why


@pytest.mark.parametrize("test", sorted({test for bug in PLANTED for test in bug.tests}))
def test_the_tests_named_exist(test):
    file, _, name = test.partition("::")
    source = (ROOT / file).read_text(encoding="utf-8")
    assert not name or f"def {name}(" in source


def test_each_bug_has_a_name_of_its_own_and_a_text_of_its_own():
    assert [name for name, times in Counter(bug.name for bug in PLANTED).items() if times > 1] == []
    assert len({(bug.file, bug.old, bug.new) for bug in PLANTED}) == len(PLANTED) >= FEWEST


def test_their_number_stands_on_the_page():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.findall(r"(\d+) planted bugs", page) == [str(len(PLANTED))]


def test_a_text_that_is_gone_is_noticed():
    gone = Bug("gone", "sim/core/columns.py", "no such text", "", "nothing", ())
    with pytest.raises(ValueError, match="occurs 0 times"):
        gone.planted("PRIVATE_PAYERS")


def test_a_bug_is_planted_in_a_copy_noticed_or_not_and_mended(tmp_path, monkeypatch):
    """In a tree of one module with one test: a bug the test sees, one it does not, and no such test."""
    tree, inside = tmp_path / "tree", "def double(x):\n    return 2 * x\n"
    tree.mkdir()
    (tree / "one.py").write_text(inside)
    (tree / "test_one.py").write_text("from one import double\n\ndef test_it():\n    assert double(2) == 4\n")
    for name in LEFT_OUT:
        (tree / name).mkdir()
    monkeypatch.setattr("planted.run.ROOT", tree)
    seen, unseen = (
        Bug("a bug", "one.py", "2 * x", new, "wrong", ("test_one.py",)) for new in ("3 * x", "x * 2")
    )
    with copies(1) as (home,):
        assert sorted(path.name for path in home.iterdir()) == ["one.py", "test_one.py"]
        assert plant(seen, home).by == "test_one.py::test_it"
        assert (home / "one.py").read_text() == inside
        assert plant(unseen, home).by is None
        with pytest.raises(RuntimeError, match="could not run"):
            first_failure(home, ["no_such_test.py"])
    assert (tree / "one.py").read_text() == inside
    assert not home.exists()
