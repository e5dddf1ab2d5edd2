"""Trials: files are data and refused in words, lots recover the effect, nothing gives nothing, roles stay."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from small_world import club, plan_of, small_region
from studies import ROOT
from tiny_region import tiny_region, write_region

from sim.app.cli import answer
from sim.bench.trials.compare import Effect, effects_found
from sim.bench.trials.files import UnknownTrial, load_trials, read_trial
from sim.bench.trials.outcomes import ENDPOINTS
from sim.bench.trials.page import FOREST, PAGE, TABLE, explanations, met_of, page, read_rows, write_rows
from sim.bench.trials.run import pooled
from sim.bench.trials.trial import KINDS, Published, Trial
from sim.bench.trials.worlds import NoTrial, lived_beside
from sim.core.world import grow
from sim.study.evidence.literature import load_sources
from sim.study.reading.diagnostics import Diagnostics, StudyError

SHIPPED = load_trials()
MADE_UP = """\
label: A club that nobody has heard of
study: Nobody (2027), a journal of nothing
kind: mentoring
role: test
why: It is made up.
design: RCT
eligible: {grades: 9-10}
lottery: {winners: 0.5, take_up: 0.9, crossover: 0.1}
bundle:
  mentor: {activity: mentoring}
  guide: {activity: career_guidance, hours: 20 hours per year}
population:
  - {outcome: graduated, after: 4, is: 0.8, by: {schooling.dropout: []}, sign: -1}
published:
  - {outcome: graduated, after: 4, effect: 2, se: 1, unit: points, control: 80, evidence: ME02}
  - {outcome: employed, after: 5, estimand: TOT, effect: 0, se: 3, unit: points, null: true, evidence: ME02}
  - {outcome: earnings, after: 5, group: female, effect: 1, se: 3, unit: percent, evidence: ME02}
stops:
  - It never was.
"""


def read(tmp_path, text: str) -> tuple[Trial | None, Diagnostics]:
    path = tmp_path / "made_up.yaml"
    path.write_text(text, encoding="utf-8")
    found = Diagnostics()
    return read_trial(path, found), found


# ------------------------------------------------------------------ the files that ship


def test_trials_are_of_all_kinds_and_nulls_stand_on_both_sides():
    assert len(SHIPPED) >= 14
    assert {trial.kind for trial in SHIPPED} == set(KINDS)
    for role in ("fit", "test"):
        rows = [row for trial in SHIPPED if trial.role == role for row in trial.published]
        assert any(row.null for row in rows)
        assert any(not row.null for row in rows)


def test_roles_are_those_of_the_decision():
    """A trial is never moved: the decision was written before the first run and says where each stands."""
    text = (ROOT / "docs" / "decisions" / "0013-trials-divided.md").read_text(encoding="utf-8")
    _, fit, test = re.split(r"^## .*`role: (?:fit|test)`\)$", text, flags=re.MULTILINE)
    for role, part in (("fit", fit), ("test", test)):
        listed = dict(re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", part, flags=re.MULTILINE))
        assert listed == {trial.name: trial.why for trial in SHIPPED if trial.role == role}


@pytest.mark.parametrize("trial", SHIPPED, ids=lambda trial: trial.name)
def test_what_a_file_says_was_published_is_what_the_rows_of_evidence_say(trial):
    sources = load_sources()
    for row in trial.published:
        source = sources[row.evidence]
        assert not source.refused
        if row.null:
            assert row.effect == 0
        elif (row.unit, source.unit) in {("points", "pp"), ("percent", "percent"), ("USD", "usd_per_year")}:
            assert abs(row.effect) == pytest.approx(abs(source.estimate)) or row.note, row
        if source.error is not None and row.unit == "points":
            assert row.se == pytest.approx(source.error, abs=0.06), row


def test_a_trial_that_sets_rests_on_a_checked_row_with_a_comparison_group():
    sources = load_sources()
    for trial in SHIPPED:
        if trial.role == "fit":
            rows = [sources[row.evidence] for row in trial.published]
            assert any(row.checked for row in rows), trial.name
            assert trial.design != "matched"


# ------------------------------------------------------------------ files that are damaged

DAMAGES = {
    "role: test": ("role: maybe", "SIM", "maybe", 4),
    "{activity: mentoring}": ("{activity: mentorship}", "SIM", "did you mean 'mentoring'", 10),
    "grades: 9-10": ("grades: 9-10, adults: all", "SIM", "eligible are pupils", 7),
    "winners: 0.5": ("winners: 1.5", "SIM014", "winners", 8),
    "take_up: 0.9": ("take_up: 0.05", "SIM", "crossover", 8),
    "evidence: ME02}\nstops": ("evidence: XX99}\nstops", "SIM", "XX99", 17),
    "outcome: employed": ("outcome: happiness", "SIM", "happiness", 16),
    "unit: percent": ("unit: SD", "SIM", "not measured in SD", 17),
    "se: 1,": ("se: 0,", "SIM014", "se", 15),
    "schooling.dropout": ("schooling.drop_out", "SIM301", "did you mean 'schooling.dropout'", 13),
    "{schooling.dropout: []}": ("{schooling.dropout: [two_year]}", "SIM303", "does not go by pathway", 13),
    "{schooling.dropout: []}, sign": ("{matching.standard: []}, sign", "SIM301", "cannot move", 13),
    "kind: mentoring": ("kind: mentoring\nname: mine", "SIM010", "name", 4),
    "design: RCT": ("design: hearsay", "SIM", "design", 6),
    "  mentor: {activity: mentoring}\n": (
        "  mentor: {activity: sector_training}\n",
        "SIM302",
        "for adults",
        10,
    ),
    "stops:\n  - It never was.\n": ("", "SIM011", "stops", 1),
    "bundle:": ("bundle: [\n", "SIM004", "YAML", 0),
}


@pytest.mark.parametrize("sound", DAMAGES, ids=lambda text: text.split("\n", maxsplit=1)[0][:30])
def test_a_damaged_file_is_answered_with_the_place_and_in_words(tmp_path, sound):
    broken, code, said, line = DAMAGES[sound]
    assert MADE_UP.count(sound) == 1
    trial, found = read(tmp_path, MADE_UP.replace(sound, broken))
    assert trial is None
    messages = [item for item in found if item.severity == "error"]
    assert any(
        item.code.startswith(code) and said in item.message + item.hint and (line == 0 or item.line == line)
        for item in messages
    ), [(item.code, item.message, item.hint, item.line) for item in messages]


@pytest.mark.parametrize("text", ["", "3", "- a\n- b", "a: !!python/object 1", "x" * 2_000_000, "a: &b [*b]"])
def test_a_hostile_file_is_refused(tmp_path, text):
    trial, found = read(tmp_path, text)
    assert trial is None
    assert found.errors


def test_the_command_refuses_in_words(tmp_path, capsys):
    assert answer(["trials", "year_upp"]) == 2
    assert "did you mean 'year_up'" in capsys.readouterr().err
    path = tmp_path / "bad.yaml"
    path.write_text(MADE_UP.replace("role: test", "role: both"), encoding="utf-8")
    assert answer(["trials", str(path)]) == 2
    assert "bad.yaml:4" in capsys.readouterr().err
    assert answer(["trials", "--draws", "0"]) == 2
    with pytest.raises(UnknownTrial):
        load_trials(["nothing"])
    with pytest.raises(StudyError):
        load_trials([str(tmp_path)])


# ------------------------------------------------------------------ lots inside the model

REGION = small_region(tens=40, years=6)._replace(families_in=np.zeros(13))
"""Nobody's family moves: as many would come as go."""
STRONG = {"persistence": 2.5, "employability": 0.5}


@pytest.fixture(scope="module")
def start():
    return grow(plan_of(REGION, **{"schooling.dropout": -2.2}))


def trial_of(**changes) -> Trial:
    usual = {
        "label": "Made up", "study": "made up", "kind": "mentoring", "role": "test", "why": "made up",
        "design": "RCT", "eligible": {"grades": "9-11"}, "bundle": {"club": {"activity": "mentoring"}},
        "published": [
            {"outcome": "graduated", "after": 4, "effect": 5, "se": 1, "unit": "points", "evidence": "ME02"}
        ],
        "stops": ["made up"], "lottery": {"winners": 0.5, "years": 2},
    }  # fmt: skip
    return Trial(**(usual | changes))


def lived(start, channels: dict, trial: Trial | None = None):
    plan = plan_of(
        REGION, [club(seats=1e5, no_show=0.0, take_up=0.7, channels=channels)],
        **{"schooling.dropout": -2.2},
    )  # fmt: skip
    trial = trial_of() if trial is None else trial
    both = lived_beside(trial, start, plan)
    return both, effects_found(trial, both)


def test_winners_against_losers_recover_the_person_by_person_effect(start):
    """Law 11: lots find what the two worlds of each person say, within the luck of the lots."""
    _, (effect,) = lived(start, STRONG)
    assert effect.paired > 4.0
    assert abs(effect.plain - effect.paired) < 3.0 * effect.plain_error
    assert abs(effect.effect - effect.paired) < 3.0 * effect.error + 0.5
    assert effect.error < effect.plain_error


def test_volunteers_against_others_do_not(start):
    """Law 11: who volunteers would have done better anyway, so that lots are needed."""
    both, _ = lived(start, STRONG)
    people = start.people
    usual = both.undrawn.outcome("graduated", 4)
    motivation = people.motivation[both.drawn.lots.row]
    assert motivation.mean() > 0.1
    keen = motivation > np.median(motivation)
    assert usual[keen].mean() > usual[~keen].mean()


def test_nothing_given_gives_nothing(start):
    """A null activity: every effect is exactly none, whoever wins."""
    both, effects = lived(start, {})
    assert both.drawn.lots.won.any()
    for effect in effects:
        assert effect.effect == effect.paired == effect.error == 0.0


def test_harm_is_found_as_harm(start):
    _, (effect,) = lived(start, {"persistence": -1.5})
    assert effect.effect < -3.0 * effect.error


def test_an_effect_on_the_treated_is_the_effect_over_the_difference_in_use(start):
    lots = {"winners": 0.5, "years": 2, "take_up": 0.6, "crossover": 0.1}
    row = {"outcome": "graduated", "after": 4, "effect": 5, "se": 1, "unit": "points", "evidence": "ME02"}
    _, (itt, tot) = lived(start, STRONG, trial_of(lottery=lots, published=[row, row | {"estimand": "TOT"}]))
    assert itt.use == pytest.approx(0.5, abs=0.06)
    assert tot.effect == pytest.approx(itt.effect / itt.use)
    whole = lived(start, STRONG)[1][0]
    assert itt.effect == pytest.approx(whole.effect * itt.use, abs=2.5)


def test_the_population_has_the_published_rate_and_only_in_the_trials_worlds(start):
    before = start.settings["schooling"].dropout
    rate = {"outcome": "graduated", "after": 4, "is": 0.85, "by": {"schooling.dropout": []}, "sign": -1}
    both, (effect,) = lived(start, {}, trial_of(population=[rate]))
    assert effect.control == pytest.approx(0.85, abs=0.03)
    assert both.shifts["schooling.dropout"] < 0.0
    assert start.settings["schooling"].dropout == before


def test_a_trial_without_applicants_says_so_and_is_no_miss(start):
    with pytest.raises(NoTrial, match="nobody applies"):
        lived(start, {}, trial_of(eligible={"grades": "9-11", "academic_at_least": 3.9}))


def test_every_outcome_has_a_value_for_everybody_who_is_followed(start):
    after = {"after": 2, "effect": 1, "se": 1, "evidence": "ME02"}
    units = {"share": "points", "USD": "USD", "SD": "SD"}
    rows = [{"outcome": name, "unit": units[one.unit], **after} for name, one in ENDPOINTS.items()]
    both, effects = lived(start, STRONG, trial_of(published=rows))
    for name, one in ENDPOINTS.items():
        values = both.drawn.outcome(name, 2)
        assert np.isfinite(values).all()
        if one.unit == "share":
            assert set(np.unique(values)) <= {0.0, 1.0}
    assert all(effect.seen for effect in effects)


# ------------------------------------------------------------------ pooling, by hand


def test_draws_are_pooled_by_hand():
    row = Published(outcome="graduated", after=1, effect=3.0, se=1.0, unit="points", evidence="ME02")
    draws = [Effect(value, value, value, 0.1, 0.5, 0.8, 100, 90, 1.0) for value in (1.0, 2.0, 3.0)]
    found = pooled(trial_of(), row, draws)
    assert found.model == pytest.approx(2.0)
    assert found.spread == pytest.approx(1.0)
    assert found.model_se == pytest.approx(1 / np.sqrt(3))
    assert found.z == pytest.approx(-1.0 / np.sqrt(1 + 1 / 3))
    assert found.within
    assert found.sign
    assert found.verdict == "met"
    assert (found.winners, found.losers, found.draws) == (300, 270, 3)
    alone = pooled(trial_of(), row, [replace(draws[0], effect=-2.0)])
    assert alone.model_se == pytest.approx(0.1)
    assert alone.verdict == "missed"
    null = row.model_copy(update={"effect": 0.0, "null": True})
    assert pooled(trial_of(), null, draws).verdict == "null kept"
    assert pooled(trial_of(), null, [replace(draws[0], effect=5.0)]).verdict == "null missed"
    assert pooled(trial_of(), row, []).verdict == "not seen"


def test_what_nothing_would_meet_is_counted_beside_what_is_met():
    strong = Published(outcome="graduated", after=1, effect=9.0, se=1.0, unit="points", evidence="ME02")
    weak = strong.model_copy(update={"effect": 1.0})
    draw = [Effect(0.0, 0.0, 0.0, 0.1, 0.1, 0.8, 90, 90, 1.0)]
    n = met_of([pooled(trial_of(), row, draw) for row in (strong, weak)])
    assert (n["rows"], n["within"], n["nothing"], n["signs"]) == (2, 1, 1, 0)


# ------------------------------------------------------------------ a file that no code has seen


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    write_region(tmp_path / "scenarios" / "regions" / "chattanooga", tiny_region())
    home = tmp_path / "scenarios" / "chattanooga"
    home.mkdir()
    head = "name: Test\nregion: regions/chattanooga\nhorizon: {start: 2026-27, years: 10}\n"
    (home / "baseline.yaml").write_text(head, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_that_the_code_has_never_seen_runs_without_a_line_of_code(tiny, capsys):
    (tiny / "made_up.yaml").write_text(MADE_UP, encoding="utf-8")
    out = tiny / "out"
    assert answer(["trials", "made_up.yaml", "--draws", "2", "--jobs", "1", "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["role"], row["outcome"], row["group"], row["year"]) for row in told["trials"]] == [
        ("test", "graduated", "all", 4), ("test", "employed", "all", 5), ("test", "earnings", "female", 5),
    ]  # fmt: skip
    first = told["trials"][0]
    assert {"published", "se", "model", "model_se", "z", "sign", "verdict"} <= set(first)
    assert first["model_control"] == pytest.approx(0.8, abs=0.08)
    assert first["z"] == pytest.approx((first["model"] - 2) / np.hypot(1, first["model_se"]))
    rows = read_rows(out / TABLE)
    assert [row.trial for row in rows] == ["made_up"] * 3
    assert (out / PAGE).is_file()
    assert "<svg" in (out / FOREST).read_text(encoding="utf-8")
    assert write_rows(tiny / "again", rows).read_text() == (out / PAGE).read_text()


# ------------------------------------------------------------------ the page


def test_the_page_is_the_kept_table():
    kept = ROOT / "results" / "trials" / TABLE
    rows = read_rows(kept)
    assert {row.trial for row in rows} == {trial.name for trial in SHIPPED}
    text = (ROOT / "docs" / "trials.md").read_text(encoding="utf-8")
    assert text == page(rows), "make it again: uv run sim trials --out results/trials, move trials.md to docs"


def test_reasons_are_for_trials_that_ship_and_are_missed():
    rows = read_rows(ROOT / "results" / "trials" / TABLE)
    missed = {row.trial for row in rows if row.within is False}
    assert set(explanations()) <= missed, "a reason that no longer holds is taken out of explained.yaml"


def test_the_page_shows_sides_apart_and_names_what_is_left_open():
    text = page(read_rows(ROOT / "results" / "trials" / TABLE))
    fit, test = text.split("## Trials that only ever test")
    for trial in SHIPPED:
        part = fit if trial.role == "fit" else test
        assert f"| {trial.name} |" in part
        assert all(stop in part for stop in trial.stops)
