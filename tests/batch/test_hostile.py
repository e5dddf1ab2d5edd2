"""Run folders of strangers: whatever is in them, they are read, or refused in a sentence, and soon."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from pathlib import Path

import pytest
import worlds

from sim.analysis.comparison import Comparison
from sim.analysis.stack import StackError
from sim.analysis.tables import write_tables
from sim.batch.experiment import Effort, run_batch
from sim.store.folder import FolderError, latest_unfinished, receipts
from sim.store.parts import parts_of

SECONDS = 20
"""Within which any folder is answered, on a busy machine too."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "run"
    run_batch(worlds.job(), Effort(draws=2, jobs=1, out=folder))
    return folder


@pytest.fixture
def run(sound, tmp_path) -> Path:
    shutil.copytree(sound, tmp_path / "run")
    return tmp_path / "run"


def answer(folder: Path) -> str:
    """How a folder is answered; any other exception is a traceback for its reader."""
    began = time.monotonic()
    try:
        comparison = Comparison.load(folder)
        write_tables(comparison)
        said = "read" if comparison.failures is not None and comparison.evidence is not None else ""
    except (FolderError, StackError) as error:
        said = str(error)
    assert time.monotonic() - began < SECONDS
    assert said
    assert "\n" not in said
    assert len(said) < 2000
    return said


def edited(folder: Path, **changes) -> None:
    path = folder / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def study(folder: Path, **changes) -> None:
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))["study"]
    edited(folder, study=told | changes)


DEEP = "[" * 100_000
RECEIPTS = [
    "", "null", "3", "[]", "{}", '{"identity": 1}', '"text"', "{", DEEP, '{"study": ' * 5000, "NaN", "\0",
    '{"version": 2}', '{"version": 99, "identity": "x"}', '{"version": true, "identity": "x"}',
]  # fmt: skip


@pytest.mark.parametrize("text", RECEIPTS, ids=range(len(RECEIPTS)))
def test_receipts_that_are_none(run, text):
    (run / "run.json").write_text(text, encoding="utf-8")
    assert answer(run) != "read"


FIELDS = [
    {"seed": -1}, {"seed": 2**32}, {"seed": "x"}, {"draws": 1e300}, {"draws": None}, {"identity": None},
    {"identity": "x" * 10_000}, {"status": "well"}, {"hashes": {}}, {"hashes": None}, {"study": None},
    {"study": []}, {"warnings": "text"}, {"warnings": ["x" * 10**6]}, {"versions": {"a": {}}}, {"code": 3},
    {"platform": ["x"]}, {"tasks": {"asked": -1, "done": 0, "failed": 0}}, {"timings": {"a": "b"}},
]  # fmt: skip


@pytest.mark.parametrize("change", FIELDS, ids=range(len(FIELDS)))
def test_receipts_with_a_field_of_another_kind(run, change):
    edited(run, **change)
    assert "not sound" in answer(run)


STUDIES = [
    {"options": []}, {"options": None}, {"options": [{"slug": "../../etc"}]}, {"baseline": "nobody"},
    {"start": 10**9}, {"years": 0}, {"years": 10**9}, {"scale": 0}, {"scale": "x"}, {"headline_year": -5},
    {"target_fields": [3]}, {"region": None}, {"gaps": {"a": 1}}, {"rates": "x"},
]  # fmt: skip


@pytest.mark.parametrize("change", STUDIES, ids=range(len(STUDIES)))
def test_receipts_of_a_study_that_cannot_be(run, change):
    study(run, **change)
    assert answer(run) != "read"


def test_a_headline_year_beyond_the_horizon_is_answered(run):
    study(run, headline_year=2200)
    comparison = Comparison.load(run)
    with pytest.raises(KeyError, match="2200"):
        _ = comparison.headline


@pytest.mark.parametrize("slug", ["..", "../up", "a/b", "A", "", "a" * 300, "a\0b", "-x"])
def test_names_of_options_cannot_leave_the_folder(run, slug):
    told = json.loads((run / "run.json").read_text(encoding="utf-8"))["study"]["options"]
    told[1]["slug"] = slug
    study(run, options=told)
    assert "not sound" in answer(run)


@pytest.mark.parametrize("seed", range(40))
def test_bytes_changed_at_random_in_any_file(run, seed):
    """Damaged parts are noticed; damaged text is read or refused, never a traceback."""
    luck = random.Random(seed)
    files = sorted(path for path in run.rglob("*") if path.is_file())
    path = luck.choice(files)
    content = bytearray(path.read_bytes())
    for _ in range(luck.randint(1, 20)):
        if content:
            content[luck.randrange(len(content))] = luck.randrange(256)
    cut = luck.randrange(len(content) + 1) if luck.random() < 0.3 else len(content)
    path.write_bytes(content[:cut])
    said = answer(run)
    if path.suffix == ".parquet":
        assert "damaged" in said


@pytest.mark.parametrize("name", ["run.json", "evidence.csv", "failures.json", "counts", "report"])
def test_what_is_no_file_is_refused_at_once(run, name):
    """A named pipe waits for ever for whoever writes into it; a link leads elsewhere."""
    path = run / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    os.mkfifo(path)
    said = answer(run)
    assert said != "read" or name == "report"
    path.unlink()
    (run.parent / "elsewhere").mkdir()
    path.symlink_to(run.parent / "elsewhere")
    assert answer(run) != "read"
    assert list((run.parent / "elsewhere").iterdir()) == []


def test_parts_of_other_columns_and_of_none(run):
    import pyarrow as pa

    from sim.store.parts import read_part, write_part

    part = next(iter(parts_of(run, "a").values()))
    _, notes = read_part(part)
    for table in (
        pa.table({}),
        pa.table({"count": []}),
        pa.table({"count": ["x"] * 9}),
        pa.table({"x": [1]}),
    ):
        write_part(run, "a", part.task, part.key, table, notes)
        assert "resume the run" in answer(run)
    for changed in ({"layout": None}, {"layout": {}}, {"layout": {**notes["layout"], "years": 10**6}}):
        table, _ = read_part(part) if part.path.exists() else (pa.table({"count": [1.0]}), None)
        write_part(run, "a", part.task, part.key, table, notes | changed)
        assert "resume the run" in answer(run)


def test_one_broken_receipt_does_not_stop_the_others(run):
    broken = run.parent / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("", encoding="utf-8")
    os.mkfifo(run.parent / "pipe")
    assert [folder for folder, _ in receipts(run.parent)] == [run]
    identity = json.loads((run / "run.json").read_text(encoding="utf-8"))["identity"]
    assert latest_unfinished(run.parent, identity) == run


def test_a_run_of_an_earlier_version_is_told_apart(run):
    edited(run, version=1)
    assert "earlier version" in answer(run)


@pytest.mark.parametrize("left", [(), ("scenarios",), ("counts", "evidence.csv")])
def test_a_run_stopped_before_its_receipt_is_begun_anew(run, left):
    for path in list(run.iterdir()):
        if path.name not in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    end = run_batch(worlds.job(), Effort(draws=2, jobs=1, out=run, resume=True))
    assert (end.exit_code, end.done) == (0, 2)
    assert answer(run) == "read"


def test_places_that_cannot_be_written_are_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("n" * 300)):
        with pytest.raises(FolderError, match=r"file; results need|cannot be written"):
            run_batch(worlds.job(), Effort(draws=1, jobs=1, out=out))
    with pytest.raises(FolderError, match=r"file; results need|cannot be written"):
        run_batch(worlds.job(), Effort(draws=1, jobs=1, results=tmp_path / "file"))
