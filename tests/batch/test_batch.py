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

from sim.analysis.comparison import Comparison
from sim.analysis.stack import StackError
from sim.batch import workers
from sim.batch.experiment import Effort, run_batch
from sim.batch.interruption import Interruption
from sim.batch.kept import kept
from sim.batch.progress import Lines, Silent, shown_on
from sim.batch.receipt import read_receipt
from sim.batch.run import works
from sim.batch.workers import run_works
from sim.lives.counts import COLUMNS
from sim.lives.task import Task, tasks
from sim.store.files import csv_bytes, defused, write_whole
from sim.store.folder import FolderError
from sim.store.key import sources
from sim.store.parts import DamagedPart, parts_of, read_part, write_part


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def part_of(folder: Path, option: str, task: Task):
    return parts_of(folder, option)[task]


def whole(job, folder, wanted):
    """Tasks of which every option's part can be used."""
    wanted = list(wanted)
    ready = kept(job, folder, wanted)
    return {task for task in wanted if all((task, slug) in ready for slug in job.slugs)}


def silent() -> Interruption:
    return Interruption(lambda text: None)


def settings(folder, **changes):
    return replace(Effort(draws=3, jobs=1, out=folder), **changes)


def test_parts_are_the_same_for_one_worker_and_two_and_in_any_order(tmp_path):
    one = run_batch(worlds.job(), settings(tmp_path / "one", draws=4))
    two = run_batch(worlds.job(), settings(tmp_path / "two", draws=4, jobs=2))
    assert one.exit_code == two.exit_code == 0
    backwards = sorted(tasks(4, 1), reverse=True)
    reports = run_works(worlds.job(), tmp_path / "three", works(worlds.job(), backwards), 1, silent())
    assert all(report.failure is None for report in reports)
    expected = bytes_of(tmp_path / "one")
    assert len(expected) == 4 * 3
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "three") == expected


def test_the_columns_of_a_part_are_tidy_counts(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run"))
    table = pd.read_parquet(tmp_path / "run" / "counts")
    assert set(table.columns) == {*COLUMNS, "option"}
    records = {"tallies", "market", "beside", "delivery", "costs", "pairs", "passed", "seated"}
    assert set(table.record) == records
    wide = table[table.record == "pairs"].groupby(["option", "what"], observed=True)["count"].sum().unstack()
    inside = [name for name in wide if not name.startswith("nothing.")]
    assert (wide.loc["baseline", inside] == 0).all()
    assert wide.loc["a", inside].any()
    jobs = table[table.record.isin(["market", "beside"]) & (table.what == "target_residents")]
    by = jobs.groupby(["record", "option"], observed=True)["count"].sum()
    assert by["beside", "a"] == by["beside", "b"] == by["market", "baseline"] != by["market", "a"]
    assert (wide.sum(axis=1) == 300 * 6 * 3).all(), "every person in every year and draw, once"


def test_a_part_says_what_it_is(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run"))
    part = part_of(tmp_path / "run", "a", Task(1, 0))
    table, notes = read_part(part)
    assert table.num_rows > 1000
    assert (notes["option"], notes["draw"], notes["replicate"]) == ("a", 1, 0)
    assert notes["parameters"] == {"matching.friction": 0.1}
    assert notes["audit"][0]["passed"] is True
    assert notes["recipe"] == read_receipt(tmp_path / "run").recipe("a")


def test_the_folder_opens_in_pyarrow_as_it_does_in_pandas(tmp_path):
    """Case 15: the option is in the path alone, so that the two cannot disagree."""
    dataset = pytest.importorskip("pyarrow.dataset")
    run_batch(worlds.job(), settings(tmp_path / "run", draws=1))
    found = dataset.dataset(tmp_path / "run" / "counts", partitioning="hive").to_table().to_pandas()
    assert set(found["option"]) == {"baseline", "a", "b"}


def test_a_failing_replicate_is_recorded_and_does_not_stop_the_batch(tmp_path):
    end = run_batch(worlds.job(worlds.failing), settings(tmp_path / "run"))
    assert end.exit_code == 1
    assert (end.asked, end.done) == (3, 2)
    failures = json.loads((tmp_path / "run" / "failures.json").read_text())
    assert [(f["scenario"], f["draw"], f["seed"]) for f in failures] == [("a", 1, 11)]
    assert failures[0]["message"] == "the employers went home"
    assert any("go_home" in place for place in failures[0]["where"])
    assert whole(worlds.job(), tmp_path / "run", [Task(2, 0)]) == {Task(2, 0)}
    assert read_receipt(tmp_path / "run").status == "failed"


def test_resume_runs_only_what_is_missing_or_damaged(tmp_path, monkeypatch):
    job = worlds.job()
    run = run_batch(job, settings(tmp_path / "run"))
    expected = bytes_of(run.folder)
    part_of(run.folder, "a", Task(0, 0)).path.unlink()
    damaged = part_of(run.folder, "b", Task(2, 0)).path
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    assert whole(job, run.folder, tasks(3, 1)) == {Task(1, 0)}
    asked = []
    monkeypatch.setattr(worlds, "simulate", lambda job, task: asked.append(task) or original(job, task))
    original = job.simulate
    end = run_batch(replace(job, simulate=worlds.simulate), settings(run.folder, resume=True))
    assert sorted(asked) == [Task(0, 0), Task(2, 0)]
    assert end.exit_code == 0
    assert bytes_of(run.folder) == expected


@pytest.fixture(scope="module")
def flipped(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("flipped") / "run"
    run_batch(worlds.job(), settings(folder, draws=1))
    return folder


@pytest.mark.parametrize("bit", range(0, 8 * 400, 67))
def test_a_single_flipped_bit_anywhere_is_noticed(flipped, bit):
    """From the first bytes and from the footer, where checksums of pages do not reach."""
    part = part_of(flipped, "a", Task(0, 0))
    content = part.path.read_bytes()
    for place in (bit // 8, len(content) - 1 - bit // 8):
        changed = bytearray(content)
        changed[place] ^= 1 << bit % 8
        part.path.write_bytes(changed)
        with pytest.raises(DamagedPart, match="damaged"):
            read_part(part)
    part.path.write_bytes(content)


def foreign(part, table, notes, into: Path, **changes):
    """A part rewritten with a sound name of its own, as somebody would who copies or edits parts."""
    write_part(into, part.option, part.task, part.key, table, notes | changes)


def test_parts_of_another_seed_are_not_of_this_study(tmp_path):
    ours, theirs = worlds.job(), worlds.job(seed=12)
    run_batch(ours, settings(tmp_path / "ours", draws=1))
    run_batch(theirs, settings(tmp_path / "theirs", draws=1))
    part = part_of(tmp_path / "theirs", "a", Task(0, 0))
    foreign(part, *read_part(part), tmp_path / "ours")
    assert whole(ours, tmp_path / "ours", [Task(0, 0)]) == set()
    with pytest.raises(StackError, match="another study"):
        Comparison.load(tmp_path / "ours")
    assert run_batch(ours, settings(tmp_path / "ours", draws=1, resume=True)).exit_code == 0
    assert Comparison.load(tmp_path / "ours").runs == 1


@pytest.mark.parametrize("change", [{"code": "other"}, {"option": "b"}, {"draw": 1}, {"recipe": ""}])
def test_a_part_that_is_not_what_its_place_says_is_run_again(tmp_path, change):
    job = worlds.job()
    run_batch(job, settings(tmp_path / "run", draws=1))
    expected = bytes_of(tmp_path / "run")
    part = part_of(tmp_path / "run", "a", Task(0, 0))
    foreign(part, *read_part(part), tmp_path / "run", **change)
    assert whole(job, tmp_path / "run", [Task(0, 0)]) == set()
    assert run_batch(job, settings(tmp_path / "run", draws=1, resume=True)).exit_code == 0
    assert bytes_of(tmp_path / "run") == expected


@pytest.mark.parametrize(("same", "asked"), [(True, []), (False, [Task(0, 0), Task(1, 0)])])
def test_an_edit_of_what_makes_plans_runs_again_what_has_another_plan(tmp_path, monkeypatch, same, asked):
    """A message edited in the room of studies costs nothing; an edit that moves a plan costs its runs."""
    job, seen = worlds.job(), []
    run_batch(job, settings(tmp_path / "run", draws=2))
    keys = {
        (slug, task): part.key
        for slug in job.slugs
        for task, part in parts_of(tmp_path / "run", slug).items()
    }
    monkeypatch.setattr("sim.batch.kept.sources", lambda *rooms: "edited")
    monkeypatch.setattr(
        "sim.batch.kept.planned_key",
        lambda job, position, task: keys[job.slugs[position], task] if same else "f" * 64,
    )
    counting = replace(job, simulate=lambda job, task: seen.append(task) or worlds.simulate(job, task))
    assert run_batch(counting, settings(tmp_path / "run", draws=2, resume=True)).done == 2
    assert seen == asked


def test_a_copy_beside_a_part_is_passed_over(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", draws=1))
    part = part_of(tmp_path / "run", "a", Task(0, 0)).path
    part.with_name(part.name.replace(".parquet", " (1).parquet")).write_bytes(part.read_bytes())
    (part.parent / "part-0000-00 (1).parquet").write_bytes(b"copy")
    assert Comparison.load(tmp_path / "run").runs == 1


def test_an_interruption_keeps_what_is_finished(tmp_path):
    end = run_batch(worlds.job(worlds.interrupted), settings(tmp_path / "run", draws=5))
    assert end.exit_code == 130
    assert (end.asked, end.done) == (5, 2)
    assert whole(worlds.job(), end.folder, [Task(1, 0)]) == {Task(1, 0)}
    assert read_receipt(end.folder).status == "interrupted"
    again = run_batch(worlds.job(), settings(end.folder, draws=5, resume=True))
    assert (again.exit_code, again.done) == (0, 5)


def test_a_worker_that_dies_costs_nobody_else_s_work(tmp_path):
    end = run_batch(worlds.job(worlds.dying), settings(tmp_path / "run", draws=6, jobs=2))
    assert end.exit_code == 1
    assert [(one["error"], one["draw"]) for one in end.failures] == [("WorkerLost", 2)]
    assert end.done == 5
    again = run_batch(worlds.job(), settings(end.folder, draws=6, jobs=2, resume=True))
    assert (again.exit_code, again.done) == (0, 6)
    assert not (end.folder / "failures.json").exists()


def test_results_are_never_overwritten(tmp_path):
    first = run_batch(worlds.job(), Effort(draws=1, jobs=1, results=tmp_path))
    second = run_batch(worlds.job(), Effort(draws=1, jobs=1, results=tmp_path))
    assert second.folder.name == f"{first.folder.name}-2"
    assert "_testville_" in first.folder.name
    with pytest.raises(FolderError, match="not empty"):
        run_batch(worlds.job(), settings(first.folder))
    with pytest.raises(FolderError, match="another study"):
        run_batch(worlds.job(seed=12), settings(first.folder, resume=True))
    resumed = run_batch(worlds.job(), Effort(draws=2, jobs=1, results=tmp_path, resume=True))
    assert resumed.folder == second.folder
    assert resumed.done == 2


def test_the_receipt_and_the_files_beside_it(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", command="sim compare x"))
    receipt = read_receipt(tmp_path / "run")
    assert receipt.status == "complete"
    assert receipt.command == "sim compare x"
    assert (receipt.draws, receipt.replicates, receipt.seed) == (3, 1, 11)
    assert receipt.hashes.scenarios["a"] == "hash of a"
    assert receipt.study.headline_year == 2031
    assert receipt.versions["numpy"] == np.__version__
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
        Effort(draws=0)


def test_the_model_has_a_hash():
    assert len(sources("core")) == 64
    assert len({sources(room) for room in ("core", "study", "lives", "outcomes")}) == 4


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


def test_a_new_machine_is_told_what_it_waits_for(tmp_path, capsys):
    """Compiling comes before the replicates, and says how far it is."""
    job = replace(worlds.job(), prepare=lambda processes, say: say(f"preparing in {processes} processes"))
    run_batch(job, settings(tmp_path / "run", jobs=1), Lines())
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["preparing in 1 processes", "3 paired replicates"]
    run_batch(job, settings(tmp_path / "run", jobs=1, resume=True), Lines())
    assert "preparing" not in capsys.readouterr().err, "nothing is to be run"


def test_the_evidence_of_a_run_has_cards_strengths_and_notes(tmp_path):
    run_batch(worlds.job(), settings(tmp_path / "run", draws=1))
    rows = pd.read_csv(tmp_path / "run" / "evidence.csv").set_index("id")
    strength = rows.loc["activities.site_visit.channels.interest"]
    assert strength["grade"] in set("ABCDE")
    assert isinstance(strength["value"], str)
    assert {"matching.search_on_job", "schooling.dropout"} <= set(rows.index)


def many(options: int) -> worlds.Job:
    scenarios = tuple(worlds.Option(slug) for slug in ("baseline", *(f"o{n:02d}" for n in range(options))))
    return replace(worlds.job(), scenarios=scenarios, baselines=(0,) * len(scenarios))


def test_a_piece_of_work_is_bounded_however_many_options_a_study_has(tmp_path):
    job = many(20)
    assert [len(piece) for piece in job.pieces()] == [9, 9, 5]
    assert sorted({position for piece in job.pieces() for position in piece}) == list(range(21))
    end = run_batch(job, settings(tmp_path / "many", draws=2))
    assert (end.asked, end.done) == (2, 2)
    few = run_batch(
        replace(job, scenarios=job.scenarios[:3], baselines=(0,) * 3), settings(tmp_path / "few", draws=2)
    )
    for slug in ("baseline", "o00", "o01"):
        ours, theirs = (parts_of(run.folder, slug)[Task(1, 0)].path.read_bytes() for run in (end, few))
        assert ours == theirs, "whatever else is lived beside it"


def test_only_the_pieces_that_miss_a_part_are_run_again(tmp_path):
    job, seen = many(20), []
    run_batch(job, settings(tmp_path / "run", draws=2))
    part_of(tmp_path / "run", "o10", Task(1, 0)).path.unlink()
    counting = replace(
        job, simulate=lambda job, task: seen.append((task, job.slugs)) or worlds.simulate(job, task)
    )
    assert run_batch(counting, settings(tmp_path / "run", draws=2, resume=True)).done == 2
    assert [(task, len(slugs), "o10" in slugs) for task, slugs in seen] == [(Task(1, 0), 9, True)]


def test_every_option_is_lived_after_its_own_baseline():
    job = replace(many(5), baselines=(0, 0, 2, 2, 2, 5))
    assert job.pieces() == ((0, 1, 2, 3, 4, 5),)
    part = job.only((2, 4, 5))
    assert part.slugs == ("o01", "o03", "o04")
    assert part.baselines == (0, 0, 2)


def test_a_receipt_that_finds_no_room_loses_nothing(tmp_path, monkeypatch):
    """The disk fills while the last replicate runs: what is finished is kept, and can be finished."""
    from sim.batch import experiment
    from sim.store.folder import ReceiptError

    original, written = experiment._write, []

    def full(folder, receipt):
        written.append(receipt.status)
        if receipt.status != "running":
            raise OSError(28, "No space left on device")
        original(folder, receipt)

    monkeypatch.setattr(experiment, "_write", full)
    with pytest.raises(ReceiptError, match=r"No space left on device\. What is finished is kept"):
        run_batch(worlds.job(), settings(tmp_path / "run"))
    assert written == ["running", "complete"]
    monkeypatch.setattr(experiment, "_write", original)
    assert run_batch(worlds.job(), settings(tmp_path / "run", resume=True)).done == 3
