"""The kernels of the core: matching against a slow reference, choosing, rounding, seats, and their form."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import club, internship, partnerships

import sim.core
from sim.core.books.costs import public, within_budget, yearly_cost
from sim.core.columns import FIELDS, LAST_AGE, N_LEVELS, NONE, STUDENT, Credential
from sim.core.draws import pick, whole
from sim.core.kernel import happens, happens_shifted, logistic, shift_odds
from sim.core.market.acceptance import deferred_acceptance
from sim.core.market.qualification import ENTRY, PROFESSIONAL, SKILLED, qualified_level
from sim.core.market.search import alias_table, tenants
from sim.core.people.population import turn_of_year
from sim.core.rules.partnerships import ramp, within_hosts
from sim.core.rules.seats import seat_holders
from sim.core.state import People, empty

QUICK = settings(deadline=None, max_examples=150)
LONGEST = 40
"""Lines of a kernel, its docstring left out."""


@functools.cache
def compiled():
    """Every compiled function of the core, by module and name."""
    found = {}
    for module in pkgutil.walk_packages(sim.core.__path__, "sim.core."):
        members = vars(importlib.import_module(module.name))
        for name, member in members.items():
            plain = getattr(member, "py_func", None)
            if plain is not None and plain.__module__ == module.name:
                found[f"{module.name.removeprefix('sim.core.')}.{name}"] = member
    return found


def kernels():
    """The plain functions of :func:`compiled`."""
    return {name: kernel.py_func for name, kernel in compiled().items()}


def kernel_of(name):
    """The one kernel of this name, wherever it lives."""
    (found,) = [kernel for place, kernel in compiled().items() if place.split(".")[-1] == name]
    return found


draw_slice, field_of_set = kernel_of("draw_slice"), kernel_of("field_of_set")
insert, listed = kernel_of("insert"), kernel_of("listed")

PAST_THE_END = """
from sim.core.kernel import kernel


@kernel
def past_the_end(column):
    return column[len(column)]
"""
ASKED = """
import sys
import bounds
bounds.check_indices(sys.argv[1])
import numpy, past_the_end
past_the_end.past_the_end(numpy.zeros(3))
"""


# Form


def test_there_are_kernels():
    assert len(kernels()) > 60


@pytest.mark.parametrize("name", sorted(kernels()))
def test_kernels_are_described_and_short(name):
    kernel = kernels()[name]
    text = inspect.getdoc(kernel)
    assert text, "a kernel says what it computes"
    assert not text[0].islower()
    lines = len(inspect.getsource(kernel).splitlines()) - len(text.splitlines())
    assert lines <= LONGEST


@pytest.mark.parametrize("name", sorted(kernels()))
def test_kernels_read_no_stream_and_no_changeable_global(name):
    """All that a kernel reads comes in by argument or is a constant: no array, list or dict of the module."""
    kernel = kernels()[name]
    read = [kernel.__globals__.get(word) for word in kernel.__code__.co_names]
    assert not any(isinstance(value, np.ndarray | list | dict | set) for value in read)
    assert "random" not in kernel.__code__.co_names


def test_kernels_can_be_asked_to_check_every_index(tmp_path):
    """What ``tests/bounds.py`` rests on: a kernel that reads past its column ends with an error."""
    (tmp_path / "past_the_end.py").write_text(PAST_THE_END, encoding="utf-8")
    asked = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}){ASKED}", str(tmp_path)]
    ended = subprocess.run(asked, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert "IndexError" in ended.stderr


# Deferred acceptance

LARGEST_KEY = 2**64 - 1
"""Key that loses every tie; rivals rank as if they had it."""


class Town(NamedTuple):
    """The arguments of the deferred acceptance."""

    keys: np.ndarray
    slots: np.ndarray
    scores: np.ndarray
    lengths: np.ndarray
    capacity: np.ndarray
    rival_start: np.ndarray
    rival_score: np.ndarray


def town_of(keys, lists, scores, capacity, rivals=None):
    """A town of plain lists; ``rivals`` holds the scores of the rivals of each slot, none if left out."""
    rivals = [[] for _ in capacity] if rivals is None else rivals
    slots = np.full((len(keys), max(1, len(capacity))), -1, np.int64)
    table = np.zeros(slots.shape)
    for seeker, (wishes, values) in enumerate(zip(lists, scores, strict=True)):
        slots[seeker, : len(wishes)], table[seeker, : len(wishes)] = wishes, values
    return Town(
        np.array(keys, np.uint64), slots, table, np.array([len(w) for w in lists], np.int64),
        np.array(capacity, np.int64), np.cumsum([0, *map(len, rivals)]), np.array([*chain(*rivals)], float),
    )  # fmt: skip


@st.composite
def markets(draw, most_rivals=0):
    """Seekers with lists of distinct slots, scores with many ties, capacities from none to three.

    Rivals stand before slots with an open vacancy only, as in :func:`sim.core.market.outsiders.rival_scores`.
    """
    seekers, n_slots = draw(st.integers(0, 10)), draw(st.integers(1, 5))
    score = st.integers(0, 3)
    lists = [draw(st.lists(st.integers(0, n_slots - 1), unique=True)) for _ in range(seekers)]
    scores = [[draw(score) for _ in wishes] for wishes in lists]
    keys = draw(st.lists(st.integers(0, LARGEST_KEY - 1), min_size=seekers, max_size=seekers, unique=True))
    capacity = draw(st.lists(st.integers(0, 3), min_size=n_slots, max_size=n_slots))
    rivals = [draw(st.lists(score, max_size=most_rivals if open_ else 0)) for open_ in capacity]
    return town_of(keys, lists, scores, capacity, rivals)


def rank(town, seeker, slot):
    """The employer's order of a seeker for a slot, smallest first: falling score, then rising key."""
    return (-town.scores[seeker, list(town.slots[seeker]).index(slot)], int(town.keys[seeker]))


def reference(town):
    """Gale and Shapley's own rounds: all the free propose, each slot keeps its best. No rivals."""
    seekers = range(len(town.keys))
    turn, match = [0] * len(seekers), [-1] * len(seekers)
    while True:
        free = [s for s in seekers if match[s] < 0 and turn[s] < town.lengths[s]]
        if not free:
            return match
        for seeker in free:
            match[seeker] = town.slots[seeker, turn[seeker]]
        for slot, room in enumerate(town.capacity):
            held = [s for s in seekers if match[s] == slot]
            for seeker in sorted(held, key=lambda s: rank(town, s, slot))[room:]:
                match[seeker] = -1
                turn[seeker] += 1


def with_rivals_as_seekers(town):
    """The town without rivals, in which each rival is a seeker with one wish and a key above all others.

    Rivals of one slot never tie with a seeker's key, and which of two equal rivals stays is of no account.
    """
    own = [list(row[:n]) for row, n in zip(town.slots, town.lengths, strict=True)]
    scores = [list(row[:n]) for row, n in zip(town.scores, town.lengths, strict=True)]
    at = np.repeat(np.arange(len(town.capacity)), np.diff(town.rival_start))
    keys = [*town.keys.tolist(), *(LARGEST_KEY + rival for rival in range(len(at)))]
    return keys, own + [[slot] for slot in at], scores + [[score] for score in town.rival_score], at


def reference_with_rivals(town):
    """Slots of the seekers, and places that rivals hold, by the slow reference; keys are Python integers."""
    keys, lists, scores, at = with_rivals_as_seekers(town)
    small = {key: order for order, key in enumerate(sorted(keys))}
    match = reference(town_of([small[key] for key in keys], lists, scores, town.capacity))
    seekers, rivals = match[: len(town.keys)], match[len(town.keys) :]
    held = np.bincount(at[np.array(rivals, int) >= 0], minlength=len(town.capacity))
    return seekers, held.tolist()


def held_ranks(town, match, rivals, slot):
    """Ranks of those whom a slot holds: its seekers, and the best of its rivals."""
    scores = sorted(town.rival_score[town.rival_start[slot] : town.rival_start[slot + 1]], reverse=True)
    own = [rank(town, s, slot) for s in range(len(town.keys)) if match[s] == slot]
    return own + [(-score, LARGEST_KEY) for score in scores[: rivals[slot]]]


def blocking_pairs(town, match, rivals):
    """Seekers and rivals who would rather have a slot that would rather have them, or that has room."""
    for seeker in range(len(town.keys)):
        wishes = list(town.slots[seeker, : town.lengths[seeker]])
        for slot in wishes if match[seeker] < 0 else wishes[: wishes.index(match[seeker])]:
            held = held_ranks(town, match, rivals, slot)
            if len(held) < town.capacity[slot] or any(rank(town, seeker, slot) < other for other in held):
                yield seeker, slot
    for slot, room in enumerate(town.capacity):
        scores = sorted(town.rival_score[town.rival_start[slot] : town.rival_start[slot + 1]], reverse=True)
        held = held_ranks(town, match, rivals, slot)
        for score in scores[rivals[slot] :]:
            if len(held) < room or any((-score, LARGEST_KEY) < other for other in held):
                yield "rival", slot


@QUICK
@given(town=markets(most_rivals=4))
def test_matching_is_stable_and_within_capacity(town):
    capacity = town.capacity.copy()
    match, rivals = deferred_acceptance(*town)
    assert list(blocking_pairs(town, match, rivals)) == []
    filled = np.bincount(match[match >= 0], minlength=len(capacity)) + rivals
    assert (filled <= capacity).all()
    assert (rivals <= np.diff(town.rival_start)).all()
    for seeker in np.flatnonzero(match >= 0):
        assert match[seeker] in town.slots[seeker, : town.lengths[seeker]]
    np.testing.assert_array_equal(town.capacity, capacity, err_msg="the vacancies are the caller's")


@QUICK
@given(town=markets())
def test_matching_is_that_of_the_reference(town):
    match, rivals = deferred_acceptance(*town)
    assert match.tolist() == reference(town)
    assert not rivals.any()


@settings(QUICK, max_examples=300)
@given(town=markets(most_rivals=4))
def test_a_rival_is_a_seeker_with_one_wish_who_loses_ties(town):
    match, rivals = deferred_acceptance(*town)
    assert (match.tolist(), rivals.tolist()) == reference_with_rivals(town)


@QUICK
@given(town=markets(most_rivals=4), data=st.data())
def test_matching_does_not_depend_on_the_order_of_seekers(town, data):
    order = np.array(data.draw(st.permutations(range(len(town.keys)))), int)
    keys, slots, scores, lengths, *others = town
    turned, turned_rivals = deferred_acceptance(
        keys[order], slots[order], scores[order], lengths[order], *others
    )
    match, rivals = deferred_acceptance(*town)
    np.testing.assert_array_equal(turned, match[order])
    np.testing.assert_array_equal(turned_rivals, rivals)


@QUICK
@given(town=markets(most_rivals=4), slot=st.integers(0, 4))
def test_one_rival_more_helps_no_seeker(town, slot):
    """Who competes with more has no better wish than before; at most one seeker loses the last place."""
    if slot >= len(town.capacity) or town.capacity[slot] == 0:
        return
    match, _ = deferred_acceptance(*town)
    at = int(town.rival_start[slot + 1])
    more = town._replace(
        rival_start=town.rival_start + (np.arange(len(town.rival_start)) > slot),
        rival_score=np.insert(town.rival_score, at, 9.0),
    )
    later, rivals = deferred_acceptance(*more)
    assert rivals[slot] >= 1
    for seeker, wishes in enumerate(town.slots):
        place = {-1: town.lengths[seeker]} | {s: i for i, s in enumerate(wishes[: town.lengths[seeker]])}
        assert place[later[seeker]] >= place[match[seeker]]
    assert (match >= 0).sum() - (later >= 0).sum() in (0, 1)


def test_rivals_lose_ties_and_keep_what_they_win():
    """Two vacancies, seekers of score 2 and 1, rivals of 2, 1.5 and 0: one seeker and one rival have them."""
    town = town_of([7, 8], [[0], [0]], [[2.0], [1.0]], [2], [[2.0, 1.5, 0.0]])
    match, rivals = deferred_acceptance(*town)
    assert (match.tolist(), rivals.tolist()) == ([0, -1], [1])
    tied = town_of([7], [[0]], [[2.0]], [1], [[2.0, 2.0]])
    match, rivals = deferred_acceptance(*tied)
    assert (match.tolist(), rivals.tolist()) == ([0], [0])


@pytest.mark.parametrize("most_rivals", [0, 12])
def test_matching_of_a_crowd(most_rivals):
    """Six hundred seekers, lists of up to nine, forty contested slots, many ties, and rivals or none."""
    rng = np.random.default_rng(5)
    lengths, capacity = rng.integers(0, 10, 600), rng.integers(0, 9, 40)
    lists = [rng.permutation(40)[:n].tolist() for n in lengths]
    scores = [rng.integers(0, 50, n).tolist() for n in lengths]
    many = rng.integers(0, most_rivals + 1, 40) * (capacity > 0)
    rivals = [rng.integers(0, 50, n).tolist() for n in many]
    town = town_of(rng.permutation(600), lists, scores, capacity, rivals)
    match, held = deferred_acceptance(*town)
    assert (match.tolist(), held.tolist()) == reference_with_rivals(town)
    assert list(blocking_pairs(town, match, held)) == []
    assert 0 < (match >= 0).sum() < 600
    assert (held.sum() > 0) == (most_rivals > 0)


@QUICK
@given(
    wishes=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=9, unique_by=lambda w: w[0])
)
def test_lists_are_kept_best_first(wishes):
    slots, worths, scores = np.zeros((2, 9), np.int64), np.zeros(9), np.zeros((2, 9))
    for count, (slot, worth) in enumerate(wishes):
        assert not listed(slots, 1, count, slot)
        insert(slots, worths, scores, 1, count, slot, float(worth), slot * 2.0)
        assert listed(slots, 1, count + 1, slot)
    assert not slots[0].any()
    assert not scores[0].any()
    best = sorted(wishes, key=lambda w: (-w[1], w[0]))
    assert slots[1, : len(wishes)].tolist() == [slot for slot, _ in best]
    assert worths[: len(wishes)].tolist() == [worth for _, worth in best]
    assert scores[1, : len(wishes)].tolist() == [slot * 2.0 for slot, _ in best]


@settings(deadline=None, max_examples=30)
@given(jobs=st.lists(st.integers(1, 900), min_size=1, max_size=8))
def test_employers_are_found_in_proportion_to_their_jobs(jobs):
    """An even grid of uniforms meets every employer in its share of the jobs, to within the grid's grain."""
    jobs = np.array(jobs)
    members = np.arange(10, 10 + len(jobs))
    table = np.append(np.uint64(0), tenants(members, jobs.astype(float)))
    grid = ((np.arange(4000) + 0.5) / 4000 * 2.0**32).astype(np.uint32)
    found = np.array([draw_slice(table, 1, len(jobs), word) for word in grid])
    shares = np.bincount(found - 10, minlength=len(jobs)) / len(grid)
    np.testing.assert_allclose(shares, jobs / jobs.sum(), atol=2 * len(jobs) / len(grid))


@settings(deadline=None, max_examples=60)
@given(jobs=st.lists(st.integers(1, 900), min_size=1, max_size=8), word=st.integers(0, 2**32 - 1))
def test_a_look_is_a_draw_from_the_alias_table(jobs, word):
    """The packed table gives, to the last bit, the employer of the plain one; at either end too."""
    chance, alias = alias_table(np.array(jobs, float))
    table = tenants(np.arange(len(jobs)), np.array(jobs, float))
    for one in (word, 0, 2**32 - 1):
        column, rest = divmod(one * len(jobs), 2**32)
        expected = column if rest < chance[column] * 2.0**32 else alias[column]
        assert draw_slice(table, 0, len(jobs), np.uint32(one)) == expected


@QUICK
@given(jobs=st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_alias_tables_keep_the_weights(jobs):
    """What a column keeps and what it is lent add up to each employer's weight."""
    weights = np.array(jobs, float)
    chance, alias = alias_table(weights.copy())
    assert ((chance >= 0) & (chance <= 1)).all()
    got = chance + np.bincount(alias, weights=1.0 - chance, minlength=len(jobs))
    np.testing.assert_allclose(got, weights * len(jobs) / weights.sum(), rtol=1e-9, atol=1e-9)


# Choosing and rounding

SHARES = st.lists(st.floats(0.0, 5.0), min_size=1, max_size=8).filter(lambda shares: sum(shares) > 0.01)
UNIT = st.floats(0.0, 1.0 - 2.0**-32)  # the largest uniform that 32 bits make


@QUICK
@given(shares=SHARES, u=UNIT, more=st.floats(0.0, 0.5))
def test_pick_goes_along_the_cumulative_shares(shares, u, more):
    weights = np.array(shares)
    at = pick(weights, u)
    cumulative = np.cumsum(weights) / weights.sum()
    assert (cumulative[at - 1] if at else 0.0) <= u + 1e-9
    assert u < cumulative[at] + 1e-9
    assert pick(weights, min(u + more, 1.0 - 2.0**-32)) >= at
    assert (
        pick(weights * 7.0, u) == at or abs(u - cumulative[at]) < 1e-9 or abs(u - cumulative[at - 1]) < 1e-9
    )


@QUICK
@given(shares=SHARES, which=st.integers(0, 7), change=st.floats(0.0, 0.05))
def test_a_small_change_of_a_share_changes_few_choices(shares, which, change):
    weights = np.array(shares) / sum(shares)
    moved = weights.copy()
    moved[which % len(weights)] += change
    grid = (np.arange(1000) + 0.5) / 1000
    changed = sum(pick(weights, u) != pick(moved, u) for u in grid)
    assert changed <= 1000 * change * len(weights) + len(weights) + 1


@QUICK
@given(u=UNIT, chance=st.floats(0.0, 1.0), log_odds=st.floats(-9.0, 9.0))
def test_short_cuts_of_chances_change_nothing(u, chance, log_odds):
    assert happens(u, log_odds) == (u < logistic(log_odds))
    assert happens_shifted(u, chance, log_odds) == (u < shift_odds(chance, log_odds))


@pytest.mark.parametrize("log_odds", [0.0, -2.0, -4.01, -1e-9, -2.000001, -4.0100001, 2.0, 1.99])
def test_short_cuts_hold_at_their_edges(log_odds):
    edge = logistic(log_odds)
    for u in (edge * (1 - 1e-12), edge, edge * (1 + 1e-12), 0.018, 0.12, 0.5):
        assert happens(u, log_odds) == (u < logistic(log_odds))
    for chance in (1e-6, 0.01, 0.3):
        edge = shift_odds(chance, log_odds)
        for u in (edge * (1 - 1e-12), edge, min(edge * (1 + 1e-12), 1.0), chance, min(1.0, 7.4 * chance)):
            assert happens_shifted(u, chance, log_odds) == (u < shift_odds(chance, log_odds))


@QUICK
@given(amount=st.floats(0.0, 1e6), u=UNIT)
def test_whole_is_the_number_below_or_above(amount, u):
    assert whole(amount, u) - amount <= 1.0
    assert amount - whole(amount, u) < 1.0


@pytest.mark.parametrize("amount", [0.0, 0.25, 1.0, 3.6])
def test_whole_has_the_mean_of_the_amount(amount):
    grid = (np.arange(10_000) + 0.5) / 10_000
    assert np.mean([whole(amount, u) for u in grid]) == pytest.approx(amount, abs=1e-3)


@QUICK
@given(fields=st.integers(1, 2 ** len(FIELDS) - 1), u=UNIT)
def test_a_field_of_a_set_is_in_the_set(fields, u):
    assert (fields >> field_of_set(fields, u)) & 1 == 1


def test_fields_of_a_set_have_the_same_chance():
    grid = (np.arange(3000) + 0.5) / 3000
    counts = np.bincount([field_of_set(0b1000100010, u) for u in grid], minlength=len(FIELDS))
    assert counts[[1, 5, 9]].tolist() == [1000, 1000, 1000]


def test_credentials_open_levels():
    none = Credential.DIPLOMA | Credential.STEM | Credential.CONCENTRATOR
    for credentials in range(256):
        level = qualified_level(credentials)
        if credentials & Credential.BACHELOR:
            assert level == PROFESSIONAL
        elif credentials & (Credential.APPRENTICESHIP | Credential.TRADE | Credential.ASSOCIATE):
            assert level == SKILLED
        elif credentials | none == none:
            assert level == ENTRY
        assert level <= qualified_level(credentials | Credential.BACHELOR) < N_LEVELS


# Seats


@st.composite
def queues(draw):
    many = draw(st.integers(0, 30))
    ranks = draw(st.lists(st.integers(0, 2**64 - 1), min_size=many, max_size=many, unique=True))
    group = draw(st.lists(st.integers(0, 1), min_size=many, max_size=many))
    seats = draw(st.integers(0, many))
    return np.array(ranks, np.uint64), np.array(group, np.uint8), seats, draw(st.integers(0, seats))


@QUICK
@given(queue=queues())
def test_seats_go_to_the_smallest_ranks_with_a_reserved_share(queue):
    ranks, group, seats, reserved = queue
    rows = np.arange(len(ranks)) * 3
    by_rank = sorted(range(len(ranks)), key=lambda i: ranks[i])
    first = [i for i in by_rank if group[i] == 1][:reserved]
    rest = [i for i in by_rank if i not in first][: seats - len(first)]
    expected = sorted(3 * i for i in first + rest)
    assert seat_holders(rows, ranks, group, seats, reserved).tolist() == expected
    assert len(expected) == seats


@QUICK
@given(
    planned=st.lists(st.floats(0.0, 300.0), min_size=8, max_size=8),
    years=st.floats(0.0, 6.0),
    year=st.integers(0, 7),
)
def test_ramp_rises_to_one(planned, years, year):
    seats = np.array([planned])
    if not seats.any():
        return
    start = int((seats > 0).argmax())
    share = ramp(seats, np.array([years]), year)[0]
    assert share == pytest.approx(np.clip((year - start + 1) / (years + 1), 0, 1))
    assert ramp(seats, np.array([years]), year + 1)[0] >= share
    assert share == 1.0 or year < start + years


@QUICK
@given(
    wanted=st.lists(st.floats(0.0, 500.0), min_size=3, max_size=3),
    given_hours=st.lists(st.floats(0.0, 4000.0), min_size=20, max_size=20),
)
def test_hosted_seats_fit_into_the_hours_of_the_hosts(town, wanted, given_hours):
    plan = partnerships(town, [internship(), club(bit=1), internship(bit=2, employer_hours=25.0)])
    takes = np.ones((3, 20), np.uint8)
    takes[2, :10] = 0
    wanted, hours = np.array(wanted), np.array(given_hours)
    seats = within_hosts(plan, takes, wanted, hours)
    assert (seats <= wanted + 1e-9).all()
    assert seats[1] == wanted[1]
    assert seats[[0, 2]] @ [60.0, 25.0] <= hours.sum() * (1 + 1e-9) + 1e-6
    assert seats[2] * 25.0 <= hours[10:].sum() * (1 + 1e-9) + 1e-6


@QUICK
@given(wanted=st.lists(st.floats(0.0, 300.0), min_size=3, max_size=3), budget=st.floats(0.0, 200_000.0))
def test_seats_fit_into_the_budget(town, wanted, budget):
    rows = [club(), club(bit=1, per_seat=400.0), club(bit=2, in_budget=0)]
    plan = partnerships(town, rows)
    wanted = np.array(wanted)
    seats = within_budget(plan, wanted, 0, budget)
    cost = public(yearly_cost(plan, seats, 0)[:2])
    fixed = public(yearly_cost(plan, np.zeros(3), 0)[:2])
    assert cost <= max(budget, fixed) * (1 + 1e-9)
    assert seats[2] == wanted[2]
    assert (seats <= wanted * (1 + 1e-9)).all()
    if public(yearly_cost(plan, wanted, 0)[:2]) <= budget:
        np.testing.assert_array_equal(seats, wanted)


# The turn of the year


def test_those_past_the_last_age_leave_their_job():
    people = empty(STUDENT, 3, People)
    people.stage[:] = [4, 4, 0]
    people.age[:] = [LAST_AGE, LAST_AGE - 1, LAST_AGE]
    people.employer[:] = [1, 0, NONE]
    people.occupation_level[:] = [2, 1, 0]
    people.years_in_stage[:] = [255, 250, 7]
    young = np.zeros((2, 3), np.int32)
    young[1, 2] = young[0, 1] = 1
    turn_of_year(people, np.array([[0, 3]], np.uint64), young)
    assert people.stage.tolist() == [9, 4, 0]
    assert people.age.tolist() == [LAST_AGE + 1, LAST_AGE, LAST_AGE]
    assert people.experience.tolist() == [1, 1, 0]
    assert people.years_in_stage.tolist() == [0, 250, 7]
    assert people.employer.tolist() == [NONE, 0, NONE]
    assert (young[1, 2], young[0, 1]) == (0, 1)
