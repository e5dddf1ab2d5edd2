from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import result

import sim.lives.pairing as pairing
from sim.core.columns import N_CELLS, Life
from sim.core.tallies import Market
from sim.lives.pairing import PairingError, check_jobs, depth_of, pair, participants, passed
from sim.outcomes.compared import COMPARED, EVERYBODY_ONLY, JOBS
from sim.outcomes.headline import (
    OUTCOMES,
    Depth,
    Situation,
    jobs_lines,
    line,
    persons_lines,
    source,
    sources_of,
)
from sim.outcomes.views import headline_rows

LINES = ("placed", "anyway", "displaced", "helped", "net", "winners", "losers", "participants")
BITS = {"headline": Life.TARGET_JOB, "retention": Life.WORKS_HERE}


def by_hand(baseline, option, bit):
    """The five lines with sets of persons, as the definition says."""
    answer = {name: [] for name in LINES}
    for year in range(option.years):
        inside, before, after = set(), set(), set()
        for i in range(len(option.key)):
            b, o = int(baseline.served[year, i]), int(option.served[year, i])
            if (o & 0xFFFFFF) & ~b or (o >> 24) > (b >> 24):
                inside.add(i)
            if baseline.lives[year, i] & bit:
                before.add(i)
            if option.lives[year, i] & bit:
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
    for outcome, bit in BITS.items():
        for name, expected in by_hand(baseline, option, bit).items():
            np.testing.assert_array_equal(line(name, pairs, outcome).sum(axis=1), expected, err_msg=name)


def test_rows_obey_law_seven_in_every_group():
    baseline, option = result(7, 0), result(7, 1)
    table = headline_rows(pair(baseline, option), passed(baseline, option), 2026)
    some = [code for code in COMPARED if code not in JOBS and code not in EVERYBODY_ONLY]
    assert set(table.indicator[table.group == "sex=female"]) == set(some)
    assert set(table.indicator[table.group == "all"]) == set(COMPARED) - set(JOBS)
    for group, outcome in product(set(table.group), OUTCOMES):
        every = [*some, *(EVERYBODY_ONLY & set(COMPARED) if group == "all" else ())]
        lines = {code: table.numerator[(table.indicator == code) & (table.group == group)] for code in every}
        h = {
            code.removeprefix(f"{outcome}."): values
            for code, values in lines.items()
            if code.startswith(outcome)
        }
        np.testing.assert_array_equal(h["net"], h["placed"] - h["anyway"] - h["displaced"] + h["helped"])
        np.testing.assert_array_equal(h["net"], h["option_total"] - h["baseline_total"])
        np.testing.assert_array_equal(h["placed"] - h["anyway"], h["winners"] - h["losers"])
        np.testing.assert_array_equal(h["net"], sum(h[name] for name in h if name.startswith("from_")))
        for kind in ("placed", "anyway") if group == "all" else ():
            np.testing.assert_array_equal(h[kind], sum(h[n] for n in h if n.startswith(f"{kind}_")))
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
    monkeypatch.setattr(pairing, "_SITUATION", np.zeros(256, np.uint8))
    with pytest.raises(PairingError, match="Law 7"):
        pair(result(1, 0), result(1, 1))


def test_the_cells_of_everybody_are_counted():
    option = result(5, 1)
    option = replace(option, cell=np.full_like(option.cell, 27))
    pairs = pair(result(5, 0), option)
    assert pairs[:, 27].sum() == option.years * len(option.key)


def life(*bits):
    return sum(bits)


HERE = Life.LIVES_HERE
SITUATIONS = {
    Situation.TARGET: life(HERE, Life.EMPLOYED, Life.WORKS_HERE, Life.TARGET_JOB),
    Situation.OTHER_FIELD: life(HERE, Life.EMPLOYED, Life.WORKS_HERE, Life.GRADUATED),
    Situation.NO_WORK: life(HERE, Life.STUDYING),
    Situation.COMMUTING: life(HERE, Life.EMPLOYED),
    Situation.ELSEWHERE: life(Life.EMPLOYED, Life.SERVED),
}


def one_year(situations, served=0, market=None):
    """A world of one year in which each person is in a situation, all of cell 0."""
    many = len(situations)
    run = result(1, 0, persons=many, years=1)
    return replace(
        run,
        lives=np.array([[SITUATIONS[one] for one in situations]], np.uint8),
        served=np.full((1, many), served, np.uint32),
        cell=np.zeros(many, np.uint8),
        key=np.arange(many, dtype=np.uint64),
        oldest=np.zeros(1, np.int64),
    )


def test_sources_by_hand_every_move_between_two_situations():
    """One person for each move; three who turn to a target job from another field, and two who lose it."""
    every = list(product(Situation, Situation))
    field, target, away = Situation.OTHER_FIELD, Situation.TARGET, Situation.ELSEWHERE
    moves = [*every, (field, target), (field, target), (field, target), (target, away), (target, away)]
    before, after = zip(*moves, strict=True)
    pairs = pair(one_year(before), one_year(after))
    for one in Situation:
        assert pairs[0, 0, Depth.NOTHING, one, one] == 1
    found = {one: int(source(one, pairs)[0, 0]) for one in sources_of("headline")}
    assert found == {field: 3, Situation.NO_WORK: 0, Situation.COMMUTING: 0, away: -2}
    assert line("net", pairs).sum() == 1
    kept = {one: int(source(one, pairs, "retention")[0, 0]) for one in sources_of("retention")}
    assert kept == {Situation.NO_WORK: 0, Situation.COMMUTING: 0, away: -2}
    assert line("net", pairs, "retention").sum() == -2


def test_nobody_without_a_life_is_anywhere_but_elsewhere():
    pairs = pair(
        one_year(list(Situation)), replace(one_year(list(Situation)), lives=np.zeros((1, 5), np.uint8))
    )
    assert pairs[0, 0, 0, :, Situation.ELSEWHERE].tolist() == [1] * 5


def test_the_deepest_of_what_the_option_alone_delivered():
    depths = {0: Depth.AWARENESS, 1: Depth.EXPLORATION, 2: Depth.OTHER, 3: Depth.EXPERIENCE}
    more = 1 << 24
    cases = [
        (0, 0, Depth.NOTHING),
        (0b1000, 0b1000, Depth.NOTHING),
        (0, 0b0001 | more, Depth.AWARENESS),
        (0, 0b0011 | more, Depth.EXPLORATION),
        (0, 0b0111 | more, Depth.OTHER),
        (0, 0b1111 | more, Depth.EXPERIENCE),
        (0b1000 | more, 0b1001 | 2 * more, Depth.AWARENESS),  # the internship is the baseline's too
        (0b1010 | more, 0b1010 | 2 * more, Depth.EXPERIENCE),  # more of the same
    ]
    before, after, expected = (np.array(column, np.uint32) for column in zip(*cases, strict=True))
    np.testing.assert_array_equal(depth_of(before, after, depths), expected)
    np.testing.assert_array_equal(depth_of(before, after) > 0, participants(before, after))
    assert set(depth_of(before, after).tolist()) == {Depth.NOTHING, Depth.OTHER}


def test_a_visit_does_not_pass_for_an_internship():
    """Visitors gain nothing and interns all: the split says so, where the two together would not."""
    before = one_year([Situation.NO_WORK] * 4 + [Situation.TARGET] * 2)
    after = one_year([Situation.TARGET] * 2 + [Situation.NO_WORK] * 2 + [Situation.TARGET] * 2)
    after = replace(after, served=np.array([[8, 8, 2, 2, 2, 0]], np.uint32) | np.uint32(1 << 24))
    after.served[0, 5] = 0
    pairs = pair(before, after, {1: Depth.EXPLORATION, 3: Depth.EXPERIENCE})
    found = {code: int(n.sum()) for code, n in persons_lines(pairs, np.zeros((1, N_CELLS, 2), np.int64))}
    assert found["headline.placed_experience"] == 2
    assert found["headline.anyway_experience"] == 0
    assert found["headline.placed_exploration"] == found["headline.anyway_exploration"] == 1
    assert found["headline.participants_exploration"] == 3
    assert found["headline.placed"] == 3


def test_who_passes_the_last_age_is_counted_as_when_last_seen():
    years, target, none = 3, SITUATIONS[Situation.TARGET], 0
    base = replace(
        result(1, 0, persons=3, years=years), cell=np.zeros(3, np.uint8),
        lives=np.array([[0, 0, 0]] * years, np.uint8), oldest=np.array([0, 1, 3]),
    )  # fmt: skip
    lives = np.array([[target, target, target], [none, none, target], [none, none, none]], np.uint8)
    change = passed(base, replace(base, lives=lives))
    assert change[:, 0].tolist() == [[0, 0], [1, 1], [2, 2]]  # the second had lost the job when last seen
    assert not change[:, 1:].any()
    assert (passed(replace(base, lives=lives), base) == -change).all()


def test_jobs_on_the_books_must_be_the_jobs_of_persons():
    before, after = result(4, 0), result(4, 1)
    pairs = pair(before, after)
    check_jobs(pairs, before, after)
    wrong = after.market.copy()
    wrong[2, Market.YOUNG] += 1
    with pytest.raises(PairingError, match=r"jobs.residents_all and the net of retention differ by up to 1"):
        check_jobs(pairs, before, replace(after, market=wrong))


def test_jobs_by_hand_residents_gain_what_outsiders_lose_but_one():
    """Ten more target jobs held by residents, nine fewer by outsiders: one more is filled."""
    before, after = np.zeros((1, len(Market)), np.int64), np.zeros((1, len(Market)), np.int64)
    before[0, [Market.TARGET_RESIDENTS, Market.TARGET_OTHERS]] = 100, 60
    after[0, [Market.TARGET_RESIDENTS, Market.TARGET_OTHERS]] = 110, 51
    before[0, [Market.YOUNG, Market.YOUNG_OUTSIDE, Market.OTHERS, Market.OTHERS_OUTSIDE]] = 300, 20, 200, 30
    after[0, [Market.YOUNG, Market.YOUNG_OUTSIDE, Market.OTHERS, Market.OTHERS_OUTSIDE]] = 301, 17, 198, 34
    found = {code: int(jobs[0]) for code, jobs in jobs_lines(after, before)}
    assert found == {
        "jobs.filled": 1, "jobs.residents": 10, "jobs.outsiders": -9,
        "jobs.filled_all": -2, "jobs.residents_all": 4, "jobs.outsiders_all": -6,
    }  # fmt: skip
