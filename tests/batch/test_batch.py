import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import worlds
from hypothesis import given
from hypothesis import strategies as st

from sim.batch import workers
from sim.batch.experiment import Settings, run_batch
from sim.batch.job import package_hash
from sim.batch.progress import Bar, Lines, Silent, shown_on
from sim.batch.workers import run_tasks
from sim.lives.task import Task, tasks
from sim.store.files import csv_bytes, defused, write_whole
from sim.store.folder import FolderError, read_receipt
from sim.store.parts import COLUMNS, finished, part_path, read_notes, read_part, sound


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def settings(folder, **changes):
    return replace(Settings(draws=3, jobs=1, out=folder), **changes)


def test_parts_are_the_same_for_one_worker_and_two_and_in_any_order(tmp_path):
    one = run_batch(worlds.job(), settings(tmp_path / "one", draws=4))
    two = run_batch(worlds.job(), settings(tmp_path / "two", draws=4, jobs=2))
    assert one.exit_code == two.exit_code == 0
    backwards = sorted(tasks(4, 1), reverse=True)
    assert all(report.failure is None for report in run_tasks(worlds.job(), tmp_path / "three", backwards, 1))
    expected = bytes_of(tmp_path / "one")
    assert len(expected) == 4 * 3
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "three") == expected


def test_the_columns_and_the_headline_rows(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run"))
    table = pd.read_parquet(tmp_path / "run" / "replicates")
    assert set(table.columns) == set(COLUMNS)
    headline = table[table.indicator.str.startswith("headline.")]
    assert (headline.value[(headline.option == "baseline") & headline.unit.eq("persons")
            & ~headline.indicator.str.endswith("_total")] == 0).all()  # fmt: skip
    headline = headline[headline.option != "baseline"]
    wide = headline[headline.group == "all"].pivot_table(
        index=["option", "draw", "year"], columns="indicator", values="value", observed=True
    )
    assert len(wide) == 2 * 3 * 6
    added = wide["headline.placed"] - wide["headline.anyway"] - wide["headline.displaced"]
    assert (wide["headline.net"] == added + wide["headline.helped"]).all()
    assert (wide["headline.net"] == wide["headline.option_total"] - wide["headline.baseline_total"]).all()
    counts = table[table.denominator > 0]
    np.testing.assert_array_equal(counts.value, counts.numerator / counts.denominator)


def test_a_single_part_names_its_option_too(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run"))
    path = part_path(tmp_path / "run", "a", Task(1, 0))
    table = pd.read_parquet(path)
    assert set(table.option) == {"a"}
    assert set(table.draw) == {1}
    assert read_notes(path)["parameters"] == {"matching.friction": 0.1}
    assert read_notes(path)["audit"][0]["passed"] is True


def test_a_failing_replicate_is_recorded_and_does_not_stop_the_batch(tmp_path):
    end = run_batch(worlds.job(worlds.failing), settings(tmp_path / "run"))
    assert end.exit_code == 1
    assert (end.asked, end.done) == (3, 2)
    failures = json.loads((tmp_path / "run" / "failures.json").read_text())
    assert [(f["scenario"], f["draw"], f["seed"]) for f in failures] == [("a", 1, 11)]
    assert failures[0]["message"] == "the employers went home"
    assert any("go_home" in place for place in failures[0]["where"])
    assert finished(tmp_path / "run", worlds.job().slugs, Task(2, 0))
    assert read_receipt(tmp_path / "run")["status"] == "failed"


def test_resume_runs_only_what_is_missing_or_damaged(tmp_path, monkeypatch):
    job = worlds.job()
    whole = run_batch(job, settings(tmp_path / "run"))
    expected = bytes_of(whole.folder)
    part_path(whole.folder, "a", Task(0, 0)).unlink()
    damaged = part_path(whole.folder, "b", Task(2, 0))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    assert not sound(whole.folder, "b", Task(2, 0))
    asked = []
    monkeypatch.setattr(worlds, "simulate", lambda job, task: asked.append(task) or original(job, task))
    original = job.simulate
    end = run_batch(replace(job, simulate=worlds.simulate), settings(whole.folder, resume=True))
    assert sorted(asked) == [Task(0, 0), Task(2, 0)]
    assert end.exit_code == 0
    assert bytes_of(whole.folder) == expected


def test_a_part_in_the_wrong_place_is_not_sound(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run"))
    a, b = (part_path(tmp_path / "run", option, Task(0, 0)) for option in "ab")
    b.write_bytes(a.read_bytes())
    assert not sound(tmp_path / "run", "b", Task(0, 0))


def test_an_interruption_keeps_what_is_finished(tmp_path):
    end = run_batch(worlds.job(worlds.interrupted), settings(tmp_path / "run", draws=5))
    assert end.exit_code == 130
    assert (end.asked, end.done) == (5, 2)
    assert finished(end.folder, worlds.job().slugs, Task(1, 0))
    assert read_receipt(end.folder)["status"] == "interrupted"
    again = run_batch(worlds.job(), settings(end.folder, draws=5, resume=True))
    assert (again.exit_code, again.done) == (0, 5)


def test_a_worker_that_dies_leaves_an_incomplete_run_that_says_so(tmp_path):
    end = run_batch(worlds.job(worlds.dying), settings(tmp_path / "run", draws=6, jobs=2))
    assert end.exit_code == 1
    assert {failure["error"] for failure in end.failures} == {"WorkerLost"}
    again = run_batch(worlds.job(), settings(end.folder, draws=6, jobs=2, resume=True))
    assert (again.exit_code, again.done) == (0, 6)
    assert not (end.folder / "failures.json").exists()


def test_results_are_never_overwritten(tmp_path):
    first = run_batch(worlds.job(), Settings(draws=1, jobs=1, results=tmp_path))
    second = run_batch(worlds.job(), Settings(draws=1, jobs=1, results=tmp_path))
    assert second.folder.name == f"{first.folder.name}-2"
    assert "_testville_" in first.folder.name
    with pytest.raises(FolderError, match="not empty"):
        run_batch(worlds.job(), settings(first.folder))
    with pytest.raises(FolderError, match="another study"):
        run_batch(worlds.job(seed=12), settings(first.folder, resume=True))
    resumed = run_batch(worlds.job(), Settings(draws=2, jobs=1, results=tmp_path, resume=True))
    assert resumed.folder == second.folder
    assert resumed.done == 2


def test_the_receipt_and_the_files_beside_it(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", command="sim compare x"))
    receipt = read_receipt(tmp_path / "run")
    assert receipt["status"] == "complete"
    assert receipt["command"] == "sim compare x"
    assert (receipt["draws"], receipt["replicates"], receipt["seed"]) == (3, 1, 11)
    assert receipt["hashes"]["scenarios"]["a"] == "hash of a"
    assert receipt["study"]["headline_year"] == 2031
    assert receipt["versions"]["numpy"] == np.__version__
    assert "name: Option a" in (tmp_path / "run" / "scenarios" / "a.resolved.yaml").read_text()
    assert str(tmp_path) not in (tmp_path / "run" / "run.json").read_text()


def test_workers_are_started_with_one_thread_and_without_the_caller_s_script(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    import __main__

    monkeypatch.setattr(__main__, "__file__", "script.py", raising=False)  # a process of the tests has none
    with workers._for_workers():
        assert os.environ["NUMBA_NUM_THREADS"] == os.environ["OMP_NUM_THREADS"] == "1"
        assert __main__.__file__ is None
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "NUMBA_NUM_THREADS" not in os.environ
    assert __main__.__file__ == "script.py"


def test_settings_refuse_nonsense():
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        Settings(draws=0)


def test_the_model_has_a_hash():
    assert package_hash() == package_hash()
    assert len(package_hash()) == 64


@given(st.text())
def test_no_text_cell_starts_a_formula(text):
    shown = str(defused(text))
    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@"))
    assert shown.endswith(text)


def test_numbers_stay_numbers_in_csv():
    content = csv_bytes([{"a": -1.5, "b": "=SUM(A1)", "c": None}], ("a", "b", "c")).decode()
    assert content == "a,b,c\n-1.5,'=SUM(A1),\n"


def test_a_file_is_whole_or_absent(tmp_path, monkeypatch):
    write_whole(tmp_path / "x", b"old")

    def broken(descriptor):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_progress_in_a_log_says_what_happened(capsys):
    with Lines() as lines:
        lines.start(2, 0)
        lines.advance()
        lines.advance(failed=True)
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 of 2 done" in said.err
    assert "1 failed" in said.err
    assert "preparing" not in said.err
    assert isinstance(shown_on(terminal=True, quiet=True), Silent)


def test_a_new_machine_is_told_of_the_minute_that_the_model_takes(capsys, monkeypatch, tmp_path):
    import numba

    from sim.batch.run import prepared

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert not prepared()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "economy.nbi").write_bytes(b"")
    assert prepared()
    for show in (Lines(), Bar()):
        with show:
            show.start(4, 0, prepared=False)
            show.advance()
        assert "once per machine: about a minute" in capsys.readouterr().err


def test_the_evidence_of_a_run_has_cards_strengths_and_notes(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", draws=1))
    rows = pd.read_csv(tmp_path / "run" / "evidence.csv").set_index("id")
    strength = rows.loc["activities.site_visit.channels.interest"]
    assert strength["grade"] in set("ABCDE")
    assert isinstance(strength["value"], str)
    assert {"matching.search_on_job", "schooling.dropout"} <= set(rows.index)


def test_a_damaged_file_is_noticed_on_reading(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", draws=1))
    path = part_path(tmp_path / "run", "a", Task(0, 0))
    assert read_part(path).num_rows > 1000
    path.write_bytes(path.read_bytes()[:-20])
    assert not sound(tmp_path / "run", "a", Task(0, 0))
