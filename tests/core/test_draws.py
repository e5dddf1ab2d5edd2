"""The generator behind every decision: known answers, statistics of the keying, one purpose for each word."""

from __future__ import annotations

import ast
import functools
import itertools
import math
import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import chdtrc
from small_world import plan_of, small_region

import sim.core
from sim.core.columns import N_LEVELS
from sim.core.draws import (
    Call,
    affinity,
    draw,
    draw_normals,
    mixed,
    new_block,
    normal,
    philox,
    uniforms,
    words,
)
from sim.core.kernel import exp, log, logistic, shift_odds
from sim.core.people.layout import lay_out
from sim.core.world import grow
from sim.study.plan.compile import luck_of

CORE = Path(sim.core.__file__).parent
QUICK = settings(deadline=None, max_examples=200)

# Random123's kat_vectors for philox4x32-10: counter, key, answer
KNOWN = (
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
)


def numbers(text):
    return tuple(np.uint64(int(word, 16)) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers_of_random123(counter, key, answer):
    for generator in (philox, philox.py_func):
        assert tuple(generator(*numbers(counter), *numbers(key))) == numbers(answer)


def test_words_are_philox_of_person_year_call_and_study():
    key = np.uint64(0x0123456789ABCDEF)
    counter = (0x89ABCDEF, 0x01234567, 1024 - 7, 40)
    assert words(key, -7, 40, 11, 3) == philox(*(np.uint64(c) for c in counter), np.uint64(11), np.uint64(3))


@QUICK
@given(key=st.integers(0, 2**64 - 1), year=st.integers(-21, 40), call=st.integers(0, 70_000))
def test_uniforms_are_words_in_the_unit_interval(key, year, call):
    drawn, raw = uniforms(np.uint64(key), year, call, 7, 65536), words(np.uint64(key), year, call, 7, 65536)
    assert drawn == tuple(float(word) * 2.0**-32 for word in raw)
    assert all(0.0 <= u < 1.0 for u in drawn)
    a, b, c, d = drawn
    assert normal(np.uint64(key), year, call, 7, 65536) == (a + b + c + d - 2.0) * 1.7320508075688772


def test_every_argument_matters():
    usual = (np.uint64(5), 3, 40, 11, 65536)
    others = [(np.uint64(6), *usual[1:]), (np.uint64(5 + 2**40), *usual[1:])]
    others += [(*usual[:i], usual[i] + 1, *usual[i + 1 :]) for i in (1, 2, 3, 4)]
    drawn = [words(*one) for one in (usual, *others)]
    assert len(set(drawn)) == len(drawn)


def test_central_values_have_a_key_of_32_bits():
    """Without a parameter draw the plan says -1; what reaches the generator must still be its key word."""
    world = grow(replace(plan_of(small_region(tens=1, years=1)), draw=-1))
    assert 0 <= world.k0 < 2**32
    assert 0 <= world.k1 < 2**32


# The battery: 78 tests of chi-square, each failing by chance once in a million keyings, so that the whole
# raises a false alarm for about one keying in 13,000. The keys here are fixed, hence so is the result.

FALSE_ALARM = 1e-6
DRAWN = 4096


def people_keys():
    """Identities as they are in a world: neighbours differ in the lowest bits."""
    people, *_ = lay_out(plan_of(small_region(tens=4, years=25)))
    return people.key[:DRAWN]


@pytest.fixture(scope="module")
def keys():
    return people_keys()


@pytest.fixture(scope="module")
def drawn():
    """Uniforms of every key by (year, call, k0, k1), float64 [keys, 4], kept for the module's tests."""
    kept = {}

    def get(keys, year=3, call=Call.SCHOOLING, k0=11, k1=0):
        at = (year, int(call), k0, k1)
        if at not in kept:
            kept[at] = np.array([uniforms(key, *at) for key in keys])
        return kept[at]

    return get


def chance_of(counts) -> float:
    """Chance of counts at least as uneven, if all cells were equally likely."""
    counts = np.asarray(counts, float).ravel()
    expected = counts.sum() / counts.size
    return float(chdtrc(counts.size - 1, ((counts - expected) ** 2 / expected).sum()))


def together(x, y, bins=8):
    """Cells of two uniforms."""
    return np.bincount((x * bins).astype(int) * bins + (y * bins).astype(int), minlength=bins * bins)


TRIED = (Call.IDENTITY, Call.SCHOOLING, Call.SEAT + (5 << 17), Call.AFFINITY + 300, Call.REGION)


@pytest.mark.parametrize("call", TRIED)
def test_battery_words_are_uniform(keys, drawn, call):
    for word in range(4):
        u = drawn(keys, call=call)[:, word]
        high, low = (u * 64).astype(int), (u * 2**32).astype(np.int64) % 64
        assert chance_of(np.bincount(high, minlength=64)) > FALSE_ALARM
        assert chance_of(np.bincount(low, minlength=64)) > FALSE_ALARM


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(4), 2)))
def test_battery_words_of_a_call_are_independent(keys, drawn, one, other):
    u = drawn(keys)
    assert chance_of(together(u[:, one], u[:, other])) > FALSE_ALARM


NEIGHBOURS = {
    "the next year": {"year": 4},
    "the year before the start": {"year": -1},
    "the next call": {"call": Call.GROWTH},
    "the same seat of another partnership": {"call": Call.SCHOOLING + (1 << 17)},
    "the next seed": {"k0": 12},
    "the next replicate": {"k1": 1},
    "the next draw": {"k1": 65536},
}


@pytest.mark.parametrize("change", NEIGHBOURS, ids=str)
def test_battery_neighbours_are_independent(keys, drawn, change):
    u, v = drawn(keys), drawn(keys, **NEIGHBOURS[change])
    for word in range(4):
        assert chance_of(together(u[:, word], v[:, word])) > FALSE_ALARM


def test_battery_neighbouring_persons_are_independent(keys, drawn):
    u = drawn(keys)
    for word in range(4):
        assert chance_of(together(u[:-1, word], u[1:, word])) > FALSE_ALARM
    runs = (u[:-2, 0] < u[1:-1, 0]).astype(int) * 2 + (u[1:-1, 0] < u[2:, 0])
    expected = np.array([1, 2, 2, 1]) / 6 * len(runs)  # orders of three: up-up 1, mixed 2 and 2, down-down 1
    shares = np.bincount(runs, minlength=4)
    assert (np.abs(shares - expected) < 6 * np.sqrt(expected)).all()


def test_battery_normal_draws(keys):
    x = np.array([normal(key, 0, Call.MOTIVATION, 11, 0) for key in keys])
    n = len(x)
    assert abs(x.mean()) < 5 / math.sqrt(n)
    assert abs(x.var() - 1.0) < 5 * math.sqrt((2.0 - 0.3) / n)  # kurtosis of a sum of four uniforms is 2.7
    assert np.abs(x).max() <= 3.4641017
    inside = (np.abs(x) < 1.0).mean()
    assert abs(inside - 0.6733) < 5 * math.sqrt(0.67 * 0.33 / n)


# Affinity: one word of a person mixed with every employer

EMPLOYERS = 64


@pytest.fixture(scope="module")
def affinities(keys):
    """Taste and signal noise of every person for every employer, float64 [2, persons, employers]."""
    drawn = [words(key, 3, Call.AFFINITY, 11, 0)[:2] for key in keys]
    return np.array(
        [[[affinity(pair[which], e) for e in range(EMPLOYERS)] for pair in drawn] for which in (0, 1)]
    )


def of_hash(word, employer):
    """The finaliser of MurmurHash3 (public domain, Austin Appleby) in Python's own integers."""
    h = word ^ (employer + 1) * 0x9E3779B1 % 2**32
    h = (h ^ h >> 16) * 0x85EBCA6B % 2**32
    h = (h ^ h >> 13) * 0xC2B2AE35 % 2**32
    return h ^ h >> 16


@QUICK
@given(word=st.integers(0, 2**32 - 1), employer=st.integers(0, 65_534))
def test_mixed_words_are_those_of_the_hash_compiled_or_not(word, employer):
    expected, word = of_hash(word, employer), np.uint64(word)
    with np.errstate(over="ignore"):
        assert mixed(word, employer) == mixed.py_func(word, employer) == expected
        assert affinity(word, employer) == affinity.py_func(word, employer)
    halves = (expected // 2**16 - 32767.5) + (expected % 2**16 - 32767.5)
    assert affinity(word, employer) == pytest.approx(halves * math.sqrt(6.0) / 2**16, abs=1e-7)


def test_a_mixed_word_is_met_once():
    """For one employer the mixing loses nothing: different persons' words stay different."""
    some = [mixed(np.uint64(word), 5) for word in range(0, 2**32, 65_537)]
    assert len(set(some)) == len(some)


def correlation_of(x, y):
    """Largest correlation between rows of ``x`` and rows of ``y`` in units of its standard error."""
    x, y = ((z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True) for z in (x, y))
    return x @ y.T / math.sqrt(x.shape[1])


LIMIT = 6.0
"""Standard errors; among the 8,000 correlations compared here one in 60,000 trials passes it by chance."""


def test_battery_affinities_have_mean_0_and_sd_1(affinities):
    n = affinities[0].size
    for one in affinities:
        assert abs(one.mean()) < 5 / math.sqrt(n)
        assert abs(one.var() - 1.0) < 5 * math.sqrt((2.4 - 1.0) / n)  # kurtosis of a sum of two uniforms
        assert np.abs(one).max() <= 2.4495
        by_employer, by_person = one.mean(axis=0) * math.sqrt(DRAWN), one.mean(axis=1) * math.sqrt(EMPLOYERS)
        assert np.abs(by_employer).max() < LIMIT
        assert abs(by_person.var() - 1.0) < 5 * math.sqrt(2 / len(by_person))
    below = (one < 0.0).mean(), (np.abs(one) < 2.4494897 / 2).mean()
    assert below == pytest.approx((0.5, 0.75), abs=5 * 0.5 / math.sqrt(n))


def test_battery_affinities_of_employers_are_uncorrelated(affinities):
    for one in affinities:
        z = correlation_of(one.T, one.T)
        assert np.abs(z[~np.eye(EMPLOYERS, dtype=bool)]).max() < LIMIT


def test_battery_taste_and_noise_are_uncorrelated(affinities):
    taste, noise = affinities
    assert np.abs(correlation_of(taste.T, noise.T)).max() < LIMIT
    assert abs(correlation_of(taste.reshape(1, -1), noise.reshape(1, -1))[0, 0]) < 5


def test_battery_affinities_of_persons_are_uncorrelated(affinities):
    """Neighbouring persons, and persons whose words differ in one bit, weigh employers independently."""
    taste, _ = affinities
    z = (taste[:-1] * taste[1:]).sum(axis=1) / math.sqrt(EMPLOYERS)
    assert abs(z.mean()) < 5 / math.sqrt(len(z))
    for bit in (0, 1, 15, 16, 31):
        pairs = [(word, word ^ 1 << bit) for word in range(12_345, 12_345 + 7_919 * DRAWN, 7_919)]
        one, other = np.array([[affinity(np.uint64(w % 2**32), 9) for w in pair] for pair in pairs]).T
        assert abs(correlation_of(one[None], other[None])[0, 0]) < LIMIT, f"bit {bit}"


# One purpose for every word


def test_ranges_of_calls_do_not_overlap():
    """What is added to a call stays its own; an affinity's words are mixed with the employer, adding none."""
    spans = {"REGION": 256, "RIVAL": N_LEVELS}
    used = Counter()
    for call in Call:
        used.update(range(call, call + spans.get(call.name, 1)))
    assert max(used.values()) == 1
    assert len(Call.__members__) == len(Call), "two names for one call"


@QUICK
@given(name=st.text(min_size=1, max_size=30))
def test_the_luck_of_a_partnership_meets_no_other_call(name):
    luck = luck_of(name)
    assert luck > max(Call) + 256
    assert luck + max(Call) + 256 < 2**32
    assert luck % 2**17 == 0, "two lots of luck are further apart than any two calls"
    assert max(Call) + 256 < 2**17


def sources():
    return sorted(CORE.rglob("*.py"))


def generator_call(node):
    """The call that an expression draws from or reads the words of, or None.

    ``draw`` fills a block of rows; what counts is where its words are read: by ``drawn``, with the call.
    """
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id not in ("uniforms", "words", "normal", "drawn", "draw_normals"):
        return None
    named = [arg for arg in node.args if "Call." in ast.unparse(arg)]
    return ast.unparse(named[0]) if len(named) == 1 else None


def fills_block(node):
    """Whether an expression draws for a block of rows, to be read one by one."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "draw"


@functools.cache
def functions():
    """Every function of the core by its place, ``file.function``."""
    return {
        f"{path.stem}.{node.name}": node
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def unpacked(function):
    """Assignments of a drawn tuple to names: (the drawing expression, its call, the names)."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            call = generator_call(node.value)
            if call is not None:
                yield node.value, call, [ast.unparse(target) for target in node.targets[0].elts]


@functools.cache
def reads():
    """Every reading of words: (call, word, place, variable or None where all four words are taken).

    A call that is handed on to another function, to be drawn there, counts as read where it is named.
    """
    found = []
    for place, function in functions().items():
        named = list(unpacked(function))
        for _, call, names in named:
            found += [(call, word, place, name) for word, name in enumerate(names) if name != "_"]
        drawn = [node for node in ast.walk(function) if generator_call(node) is not None]
        whole = [generator_call(node) for node in drawn if all(node is not value for value, *_ in named)]
        filled = [node for node in ast.walk(function) if fills_block(node)]
        seen = {id(part) for node in drawn + filled for part in ast.walk(node)}
        handed_on = [
            ast.unparse(node)
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Call" and id(node) not in seen
        ]
        found += [(call, word, place, None) for call in whole + handed_on for word in range(4)]
    return tuple(found)


SHARED_ON_PURPOSE = {
    ("Call.ARRIVAL", 0): "an adult begins the warm-up here (begin_as_adult) or comes later (arrive_as_adult)",
    ("Call.ARRIVAL", 1): "as word 0",
    ("Call.ARRIVAL", 2): "a pupil (arrive_in_school) or an adult at the very start (begin_as_adult)",
    ("Call.ARRIVAL", 3): "who comes (who_comes), and of those the upper end comes for work (come_for_work)",
    ("Call.CAREER", 1): "a person is in work (work_year) or not (without_work), never both in a year",
    ("Call.PROGRESS", 0): "a person studies (study_year) or is an apprentice (apprentice_year)",
    ("Call.PROGRESS", 1): "as word 0",
    (
        "Call.RESIDENCE",
        0,
    ): "a person lives here (year_here) or elsewhere (year_away) as moves begin",
    ("Call.SEAT + plan.luck[p]", 0): "seats go to applicants (candidates) or to whole classes (classes)",
    ("Call.SEAT + plan.luck[p]", 1): "as word 0",
    ("Call.SEAT + plan.luck[p]", 2): "as word 0",
    ("Call.SKILL", 0): "employability on arrival, and the same again as the level to which it returns",
    ("Call.SKILL", 1): "as word 0",
    ("Call.IDENTITY", 0): "traits read it with year 0, the open ethnicity and school with year 1",
}
"""Words that are read at two places, and why no decision is drawn twice for one person and year."""


def test_every_word_is_read_for_one_purpose():
    places = defaultdict(list)
    for call, word, place, _ in reads():
        places[call, word].append(place)
    twice = {at for at, where in places.items() if len(where) > 1}
    assert {at: places[at] for at in twice - set(SHARED_ON_PURPOSE)} == {}
    assert set(SHARED_ON_PURPOSE) - twice == set(), "listed as shared, but read once"


def test_the_sharers_of_a_word_draw_for_different_persons_or_years():
    """The claims above, as far as the text shows them."""
    arrivals = (CORE / "people" / "population.py").read_text(encoding="utf-8")
    assert arrivals.count("draw(block, count, 1, Call.IDENTITY") == 1
    assert arrivals.count("draw(block, count, 0, Call.IDENTITY") == 1


def test_all_readings_are_found():
    """The reader of the sources sees every use of the enumeration: none hides in another form."""
    found = {call.split(" + ")[0] for call, *_ in reads()}
    assert found == {f"Call.{call.name}" for call in Call}


REUSED_IN_A_FUNCTION = {
    ("arrive_as_adult", "a"): "one uniform against cumulative shares: bachelor's, then skilled",
    (
        "draw_origin",
        "u",
    ): "an adult's ethnicity, or a pupil's school and ethnicity: one person is one of them",
    ("begin_as_adult", "c"): "which credential below a bachelor's: one uniform against cumulative shares",
    ("come_for_work", "d"): "whether one comes for work, and where in that interval: the field",
    ("month_of", "u"): "laid off, or in the rest, stretched, another cause; where in its interval: the month",
    ("work_year", "c"): "goes back to study, and within it to which programme: nested intervals",
    ("study_year", "c"): "transfers (lower end) or changes field (upper end): one cause excludes the other",
    ("without_work", "b"): "the one in search gives up, the idle one looks again: one person is one of them",
    ("choose", "a"): "a dropout's first step or a graduate's pathway: one person is one of them",
}
"""Words that a function reads more than once after unpacking, and why this is one decision."""


def test_the_words_of_a_block_are_read_where_they_were_drawn():
    """A rule fills a block with the call whose words are read next: in the text, one follows the other."""
    for path in sources():
        text = path.read_text(encoding="utf-8")
        filled = re.findall(r"\bdraw\([a-z]+, [a-z_]+, [a-z0-9]+, (Call\.[A-Z_]+)", text)
        read = re.findall(r"\bdrawn\([a-z]+, i, (Call\.[A-Z_]+)\)", text)
        assert set(filled) == set(read), path.name


def test_a_block_holds_the_same_luck_as_one_draw_at_a_time():
    block, count = new_block(), 100
    block.key[:count] = (np.arange(count, dtype=np.uint64) + np.uint64(5)) << np.uint64(29)
    draw(block, count, -3, Call.CAREER, 11, 65536)
    draw_normals(block, count, 7, Call.GROWTH, 11, 65536, block.normal)
    for i, key in enumerate(block.key[:count]):
        assert tuple(block.luck[:, i]) == uniforms(key, -3, Call.CAREER, 11, 65536)
        assert block.normal[i] == normal(key, 7, Call.GROWTH, 11, 65536)


def test_a_word_serves_one_decision_within_a_function():
    reused = set()
    for place, function in functions().items():
        names = {name for _, _, where, name in reads() if where == place}
        loads = Counter(
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
        )
        reused |= {(function.name, name) for name, count in loads.items() if count > 1}
    assert reused - set(REUSED_IN_A_FUNCTION) == set()
    assert set(REUSED_IN_A_FUNCTION) - reused == set(), "listed as read twice, but read once"


# Exponential and odds


@QUICK
@given(x=st.floats(-700.0, 700.0))
def test_exponential_is_accurate_and_the_same_uncompiled(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-14)
    assert exp(x) == exp.py_func(x)


def test_exponential_is_accurate_all_along():
    grid = np.linspace(-700.0, 700.0, 14_001)
    worst = max(abs(exp(x) / math.exp(x) - 1.0) for x in grid)
    assert worst < 1e-14


def test_exponential_at_the_ends():
    assert exp(0.0) == 1.0
    assert exp(1e9) == exp(700.0) < math.inf
    assert exp(-1e9) == exp(-700.0) > 0.0


@QUICK
@given(x=st.floats(1e-300, 1e300))
def test_logarithm_is_accurate_and_the_same_uncompiled(x):
    assert log(x) == pytest.approx(math.log(x), rel=1e-14, abs=1e-300)
    assert log(x) == log.py_func(x)


def test_logarithm_is_accurate_all_along():
    """Powers of ten, an octave step by step, and the neighbourhoods of 1 and of the reduction's edge."""
    near = np.concatenate([1.0 + np.geomspace(1e-15, 0.3, 200), 1.0 - np.geomspace(1e-15, 0.3, 200)])
    edge = math.sqrt(2.0) * (1.0 + np.linspace(-4e-16, 4e-16, 9))
    grid = np.concatenate([np.geomspace(1e-300, 1e300, 14_001), np.linspace(1.0, 2.0, 4_001)[1:], near, edge])
    worst = max(abs(log(x) / math.log(x) - 1.0) for x in grid if x != 1.0)
    assert worst < 1e-14
    assert log(1.0) == 0.0


def test_logarithm_of_the_words_undoes_the_exponential():
    for u in (2.0**-33, 2.0**-32, 0.5, 1.0 - 2.0**-32):
        assert exp(log(u)) == pytest.approx(u, rel=1e-13)


@QUICK
@given(x=st.floats(-30.0, 30.0))
def test_logistic_is_a_chance_and_symmetric(x):
    assert 0.0 < logistic(x) < 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-12)


@QUICK
@given(chance=st.floats(0.0, 1.0), lift=st.floats(-20.0, 20.0), more=st.floats(0.0, 5.0))
def test_shifted_odds(chance, lift, more):
    moved = shift_odds(chance, lift)
    assert 0.0 <= moved <= 1.0
    assert shift_odds(chance, lift + more) >= moved - 1e-12
    assert shift_odds(chance, 0.0) == pytest.approx(chance, abs=1e-12)
    assert shift_odds(moved, -lift) == pytest.approx(chance, abs=1e-6)
    assert shift_odds(0.0, lift) == 0.0
    assert shift_odds(1.0, lift) == 1.0
