"""The notebooks run from top to bottom in a copy of the project's folders, and are kept without results."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.studies import REGION, ROOT, SHIPPED

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
THINNED = "\npopulation: {scale: 0.05}\n"
"""One person in twenty, so that the test takes seconds; the notebook itself runs at full scale."""


def sources(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder laid out as the project, with thinned scenarios, to which nothing else writes."""
    study = tmp_path / "scenarios" / SHIPPED.name
    study.mkdir(parents=True)
    for file in SHIPPED.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (study / file.name).write_text(text + THINNED * ("extends:" not in text), encoding="utf-8")
    shutil.copytree(REGION, tmp_path / "scenarios" / "regions" / REGION.name)
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def executed(path: Path, working: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"draws=\d+", "draws=2, jobs=1", cell.source)
    client = NotebookClient(
        notebook, timeout=240, kernel_name="python3",
        resources={"metadata": {"path": str(working)}},
    )  # fmt: skip
    return client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize("place", ["notebooks", "."], ids=["beside", "root"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_speaks_of(path, place, folder):
    cells = [cell for cell in executed(path, folder / place).cells if cell.cell_type == "code"]
    shown = {cell.id: cell.outputs for cell in cells}
    for name, outputs in shown.items():
        assert any(one.output_type == "execute_result" for one in outputs), name
        assert all(one.get("name") != "stderr" for one in outputs), name
    assert "cannot be told apart" in shown["compare"][-1].data["text/html"]
    assert "told_apart" in str(shown["apart"][-1].data["text/html"])
    for name in ("waterfall", "sources", "fan", "gap", "published"):
        assert "image/png" in shown[name][-1].data
    assert "range of the runs in brackets" in shown["compare"][-1].data["text/html"]
    assert "Without the option: <Student" in shown["lives"][0].text
    assert list((folder / place / "results").glob("*/run.json"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_results(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_does_not_overclaim(path):
    code, words = sources(path, "code"), "\n".join(sources(path, "markdown"))
    assert sum(len(cell.splitlines()) for cell in code) <= 19
    assert "projected under these assumptions" in words
    assert "What is not modelled" in words
    assert not re.search(r"\b(will|proves?|guarantees?d?)\b", words, re.IGNORECASE)


def test_there_is_a_notebook():
    assert [path.name for path in NOTEBOOKS] == ["01-compare-investments.ipynb"]
