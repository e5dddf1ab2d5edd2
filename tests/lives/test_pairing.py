from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import result

import sim.lives.pairing as pairing
from sim.core.columns import Life
from sim.lives.pairing import PairingError, pair, participants
from sim.outcomes.headline import line
from sim.outcomes.registry import COMPARED
from sim.outcomes.views import headline_rows

LINES = ("placed", "anyway", "displaced", "helped", "net", "winners", "losers", "participants")


def by_hand(baseline, option):
    """The five lines with sets of persons, as the definition says."""
    answer = {name: [] for name in LINES}
    for year in range(option.years):
        inside, before, after = set(), set(), set()
        for i in range(len(option.key)):
            b, o = int(baseline.served[year, i]), int(option.served[year, i])
            if (o & 0xFFFFFF) & ~b or (o >> 24) > (b >> 24):
                inside.add(i)
            if baseline.lives[year, i] & Life.TARGET_JOB:
                before.add(i)
            if option.lives[year, i] & Life.TARGET_JOB:
                after.add(i)
        answer["placed"].append(len(after & inside))
        answer["anyway"].append(len(before & inside))
        answer["displaced"].append(len(before - after - inside))
        answer["helped"].append(len(after - before - inside))
        answer["net"].append(len(after) - len(before))
        answer["winners"].append(len((after - before) & inside))
        answer["losers"].append(len((before - after) & inside))
        answer["participants"].append(len(inside))
    return answer


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), persons=st.integers(1, 60), block=st.integers(1, 70), served=st.booleans())
def test_lines_agree_with_the_definition(seed, persons, block, served):
    baseline = result(seed, world=2 * served, persons=persons)
    option = result(seed, world=1, persons=persons)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "BLOCK", block)
        pairs = pair(baseline, option)
    for name, expected in by_hand(baseline, option).items():
        np.testing.assert_array_equal(line(name, pairs).sum(axis=1), expected, err_msg=name)


def test_rows_obey_law_seven_in_every_group():
    baseline, option = result(7, 0), result(7, 1)
    table = headline_rows(pair(baseline, option), 2026)
    for group in set(table.group):
        lines = {
            code: table.numerator[(table.indicator == code) & (table.group == group)] for code in COMPARED
        }
        h = {code.removeprefix("headline."): values for code, values in lines.items()}
        np.testing.assert_array_equal(h["net"], h["placed"] - h["anyway"] - h["displaced"] + h["helped"])
        np.testing.assert_array_equal(h["net"], h["option_total"] - h["baseline_total"])
        np.testing.assert_array_equal(h["placed"] - h["anyway"], h["winners"] - h["losers"])
    assert np.abs(lines["headline.net"]).sum() > 0


def test_a_world_against_itself_changes_nothing():
    run = result(3, 1)
    pairs = pair(run, run)
    assert line("net", pairs).sum() == line("participants", pairs).sum() == 0
    assert line("displaced", pairs).sum() == line("helped", pairs).sum() == 0


def test_more_of_a_shared_partnership_counts_as_participation():
    base = np.array([8, 8 | 1 << 24, 0, 3 << 24, 8], dtype=np.uint32)
    option = np.array([8 | 2 << 24, 8 | 1 << 24, 4, 1 << 24, 0], dtype=np.uint32)
    np.testing.assert_array_equal(participants(base, option), [1, 0, 1, 0, 0])


def test_worlds_with_other_persons_cannot_be_paired():
    with pytest.raises(PairingError, match="same persons"):
        pair(result(1, 0), result(2, 1))
    with pytest.raises(PairingError, match="same persons"):
        pair(result(1, 0), result(1, 1, years=5))


def test_a_broken_law_stops_the_run(monkeypatch):
    monkeypatch.setattr(pairing, "_target", lambda lives: (lives >= 0).view(np.uint8))
    with pytest.raises(PairingError, match="Law 7"):
        pair(result(1, 0), result(1, 1))


def test_the_cells_of_everybody_are_counted():
    option = result(5, 1)
    option = replace(option, cell=np.full_like(option.cell, 27))
    pairs = pair(result(5, 0), option)
    assert pairs[:, 27].sum() == option.years * len(option.key)
