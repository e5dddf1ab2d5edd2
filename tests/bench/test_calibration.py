import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from studies import HEAD, study_folder, write

from sim.app.cli import answer
from sim.bench.calibrate.regions import (
    LINKS,
    Link,
    calibrate,
    early_rates,
    log_odds,
    published,
    start_values,
    wanted,
)
from sim.outcomes.registry import INDICATORS
from sim.outcomes.rows import rows, stack
from sim.study.evidence.card import load_cards
from sim.study.load.scenario import load
from sim.study.reading.diagnostics import Diagnostics
from sim.study.region.region import load_region

REGION = Path(__file__).parents[2] / "scenarios" / "regions" / "chattanooga"
THREE = (
    Link("schooling.dropout", None, "graduation_4y", sign=-1.0),
    Link("schooling.dropout_gap", 1, "graduation_4y", "ethnicity=black", "all", -1.0),
    Link("careers.separation", None, "unemployment_25_29", share=True),
)


def share(odds):
    return 1 / (1 + math.exp(-odds))


def toy(values):
    """A world in which rates answer to parameters, each to more than its own."""
    drop, gap, separation = (
        values["schooling.dropout"], values["schooling.dropout_gap"][1], values["careers.separation"],
    )  # fmt: skip
    return {
        ("graduation_4y", "all"): share(1 - 1.3 * drop - 0.2 * gap),
        ("graduation_4y", "ethnicity=black"): share(0.5 - 1.3 * drop - 0.9 * gap),
        ("unemployment_25_29", "all"): share(0.8 * log_odds(separation) + 0.3 + 0.1 * drop),
    }


def test_known_parameters_are_recovered():
    truth = {"schooling.dropout": -1.2, "schooling.dropout_gap": (0.0, 0.4, 0.0), "careers.separation": 0.06}
    start = {"schooling.dropout": 0.3, "schooling.dropout_gap": (0.0, 0.0, 0.0), "careers.separation": 0.01}
    fitted, fits = calibrate(start, toy(truth), toy, rounds=60, links=THREE)
    assert fitted["schooling.dropout"] == pytest.approx(-1.2, abs=0.01)
    assert fitted["schooling.dropout_gap"] == pytest.approx((0.0, 0.4, 0.0), abs=0.01)
    assert fitted["careers.separation"] == pytest.approx(0.06, abs=0.001)
    assert start["schooling.dropout_gap"] == (0.0, 0.0, 0.0)
    assert all(fit.simulated == pytest.approx(fit.target, abs=0.01) for fit in fits)
    assert fits[0].started == pytest.approx(log_odds(toy(start)["graduation_4y", "all"]))
    assert abs(fits[0].started - fits[0].target) > 1


def test_a_rate_that_is_not_published_moves_nothing():
    start = {"schooling.dropout": 0.3, "schooling.dropout_gap": (0.0, 0.0), "careers.separation": 0.01}
    targets = {("graduation_4y", "all"): 0.9}
    fitted, fits = calibrate(start, targets, toy, rounds=3, links=THREE)
    assert fitted["careers.separation"] == 0.01
    assert len(fits) == 1
    assert wanted(THREE[1], targets) is None


def test_every_link_names_a_card_and_an_indicator():
    cards = load_cards()
    for link in LINKS:
        central = cards[link.card].draw(None)
        assert isinstance(central, tuple) == (link.item is not None)
        assert link.item is None or link.item < len(central)
        assert link.indicator in INDICATORS
        assert cards[link.card].design == "calibration"


def test_older_rates_of_groups_are_put_onto_the_overall_target():
    def rate(group, value, year, role):
        return SimpleNamespace(
            indicator="graduation_4y", group=group, value=value, year=year, level="local", role=role
        )

    rates = {
        "now": rate("all", 0.93, 2024, "target"),
        "then": rate("all", 0.85, 2015, "input"),
        "group": rate("ethnicity=black", 0.80, 2015, "target"),
        "aside": rate("ethnicity=asian", 0.99, 2015, "held_out"),
    }
    found = published(SimpleNamespace(region=SimpleNamespace(rates=rates)))
    assert set(found) == {("graduation_4y", "all"), ("graduation_4y", "ethnicity=black")}
    distance = log_odds(found["graduation_4y", "ethnicity=black"]) - log_odds(0.93)
    assert distance == pytest.approx(log_odds(0.80) - log_odds(0.85))


def in_the_labour_force(targets: set) -> set:
    """Rates of participation that follow from two targets: employment and unemployment at the same ages."""
    return {
        (f"participation_{ages}", "all")
        for ages in ("20_24", "25_29", "30_34")
        if {(f"employment_{ages}", "all"), (f"unemployment_{ages}", "all")} <= targets
    }


def test_no_rate_kept_aside_is_used():
    region = load_region(REGION, Diagnostics())
    found = published(SimpleNamespace(region=region))
    aside = {(r.indicator, r.group) for r in region.rates.values() if r.role == "held_out"}
    targets = {(r.indicator, r.group) for r in region.rates.values() if r.role == "target"}
    assert set(found) == {key for key in targets if key[0]} | in_the_labour_force(targets)
    assert not (aside - targets) & set(found)


def quick_world(monkeypatch):
    """In place of the model: every rate is what it should be, but graduation, which answers to dropout."""

    def simulated(scenario):
        targets = published(scenario)

        def rates(values):
            found = dict(targets)
            found["graduation_4y", "all"] = share(-2.0 - 0.9 * values["schooling.dropout"])
            return found

        return rates

    monkeypatch.setattr("sim.bench.calibrate.regions.simulated", simulated)


def test_the_command_writes_what_the_region_then_reads(tmp_path, monkeypatch, capsys):
    quick_world(monkeypatch)
    scenarios = study_folder(tmp_path)
    file = write(scenarios, HEAD, "baseline.yaml")
    folder = tmp_path / "scenarios" / "regions" / "chattanooga"
    before = (folder / "calibration.yaml").read_bytes()
    assert answer(["calibrate", str(file), "--rounds", "6"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "graduation_4y" in said
    assert "93.2 %" in said
    assert "Nothing was changed" in said
    assert (folder / "calibration.yaml").read_bytes() == before
    assert answer(["calibrate", str(folder), "--rounds", "6", "--write", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["written"] == str(folder / "calibration.yaml")
    dropout = load_region(folder, Diagnostics()).calibration["schooling.dropout"].value()
    assert dropout == pytest.approx(told["parameters"]["schooling.dropout"], abs=1e-4)
    assert share(-2.0 - 0.9 * dropout) == pytest.approx(0.932, abs=1e-3)
    assert before != (folder / "calibration.yaml").read_bytes()
    assert start_values(load(file))["schooling.dropout"] == dropout


def test_a_folder_that_cannot_be_fitted_is_explained(tmp_path, capsys):
    scenarios = study_folder(tmp_path)
    assert answer(["calibrate", str(scenarios)]) == 2
    assert "this folder holds no scenario" in capsys.readouterr().err
    folder = tmp_path / "scenarios" / "regions" / "chattanooga"
    assert answer(["calibrate", str(folder)]) == 2
    assert "name a scenario file instead" in capsys.readouterr().err
    assert answer(["calibrate", str(folder), "--rounds", "0"]) == 2
    assert "rounds must be 1 or more" in capsys.readouterr().err


def test_rates_of_the_first_years_are_pooled():
    years = np.arange(2026, 2034)
    table = stack(
        [
            rows("x", "all", years, np.arange(8), "share", denominator=np.full(8, 10)),
            rows("y", "all", years, np.zeros(8), "share", denominator=np.zeros(8)),
        ]
    )
    found = early_rates(table, 2026)
    assert found["x", "all"] == pytest.approx((0 + 1 + 2 + 3 + 4) / 50)
    assert math.isnan(found["y", "all"])
