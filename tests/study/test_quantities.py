"""Numbers as planners write them, and distributions drawn by inverse distribution function."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.reading.distributions import SHAPES, Distribution, problem_of
from sim.study.reading.quantities import Quantity, fixed, parse_quantity
from sim.study.reading.quantity_errors import QuantityError
from sim.study.reading.units import UNITS


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("82 %", "share", 0.82),
        ("7%", "share", 0.07),
        (0.82, "share", 0.82),
        ("150_000 USD", "USD", 150_000),
        ("3,200 USD", "USD", 3200),
        ("$5,100", "USD", 5100),
        ("6M USD", "USD", 6e6),
        ("1.5 million USD/year", "USD/year", 1.5e6),
        ("900_000 USD per year", "USD/year", 900_000),
        ("270 per year", "seats/year", 270),
        (40, "seats/year", 40),
        ("270 seats a year", "seats/year", 270),
        ("60 hours per year", "hours/year", 60),
        ("2 years", "years", 2),
        ("-0.15 SD", "SD", -0.15),
        ("1e3 jobs", "jobs", 1000),
        ("12 widgets", "widgets", 12),
    ],
)
def test_certain_numbers(text, unit, value):
    quantity = parse_quantity(text, unit)
    assert quantity.certain
    assert quantity.value() == value
    assert quantity.value(0.3) == value


@pytest.mark.parametrize(
    ("text", "unit", "central", "median"),
    [
        ("~normal(0.15, 0.10) SD", "SD", 0.15, 0.15),
        ("~uniform(45 %, 85 %)", "share", 0.65, 0.65),
        ("~beta(1, 1)", "share", 0.5, 0.5),
        ("~triangular(1, 2, 6) years", "years", 3.0, 6 - math.sqrt(10)),
        ("~lognormal(2, 0.5) count", "count", math.exp(2.125), math.exp(2)),
        ("~uniform(1_000, 3_000) USD", "USD", 2000, 2000),
        ("~beta(1, 1) * 10 hours", "hours", 5.0, 5.0),
    ],
)
def test_distributions(text, unit, central, median):
    quantity = parse_quantity(text, unit)
    assert not quantity.certain
    assert quantity.value() == pytest.approx(central, rel=1e-12)
    assert quantity.value(0.5) == pytest.approx(median, rel=1e-9)


def test_bounds_truncate_and_move_the_central_value():
    quantity = parse_quantity("~normal(0.15, 0.10, min=0.3, max=1) SD", "SD")
    assert quantity.value() == 0.3
    drawn = [quantity.value(u) for u in np.linspace(0.001, 0.999, 500)]
    assert min(drawn) >= 0.3
    assert max(drawn) <= 1.0
    assert len(set(drawn)) == 500, "no heap of draws at the bound"


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("82 USD", "share", "is an amount of money"),
        ("5 EUR", "USD", "'EUR' is not a unit of it"),
        ("60 hours", "USD/year", "is hours"),
        ("many", "seats/year", "expected a number of seats a year"),
        ("~gaussian(0, 1)", "1", "there is no distribution"),
        ("~normal(1)", "1", "takes 2 numbers"),
        ("~normal(1, -1)", "1", "standard deviation must be above 0"),
        ("~uniform(3, 2)", "1", "low end must be below"),
        ("~triangular(1, 9, 3)", "1", "in the order"),
        ("~beta(0, 2)", "share", "above 0"),
        ("~normal(0, 1, min=50)", "1", "leave nothing"),
        ("~normal(0, 1, min=2, max=1)", "1", "min must be below max"),
        ("~uniform(45 %, 85 %) %", "share", "unit twice"),
        ("~uniform(3,200, 4,100)", "USD", "takes 2 numbers"),
        ("1e999", "1", "not a usable number"),
        (float("nan"), "1", "not a usable number"),
        (float("inf"), "1", "not a usable number"),
        (True, "1", "expected a plain number"),
        (None, "1", "expected a plain number"),
        (["1"], "1", "expected a plain number"),
        ("9" * 500, "1", "500 characters"),
    ],
)
def test_wrong_text_is_explained(text, unit, words):
    with pytest.raises(QuantityError) as problem:
        parse_quantity(text, unit)
    assert words in problem.value.message


def test_hints_help():
    with pytest.raises(QuantityError) as problem:
        parse_quantity("82", "share", high=1.0)
    assert problem.value.hint == "a share of 82 % is written 82 %"
    with pytest.raises(QuantityError) as problem:
        parse_quantity("~normla(0, 1)", "1")
    assert "did you mean ~normal?" in problem.value.hint
    with pytest.raises(QuantityError) as problem:
        parse_quantity("100", "USD", bare=False)
    assert "has no unit" in problem.value.message


def test_every_value_that_can_be_drawn_must_be_in_range():
    parse_quantity("~uniform(45 %, 85 %)", "share", low=0, high=1)
    with pytest.raises(QuantityError, match="out of range"):
        parse_quantity("~normal(0.5, 0.1)", "share", low=0, high=1)
    parse_quantity("~normal(0.5, 0.1, min=0, max=1)", "share", low=0, high=1)


@pytest.mark.parametrize("u", [0.0, 1.0, -1.0, 2.0, float("nan")])
def test_uniform_must_lie_inside(u):
    with pytest.raises(ValueError, match="between 0 and 1"):
        fixed(1.0, "1").value(u)


def test_every_spelling_of_every_unit_is_read():
    for name, unit in UNITS.items():
        for spelling, factor in unit.spellings.items():
            assert parse_quantity(f"2 {spelling}", name).value() == pytest.approx(2 * factor)


finite = st.floats(-1e6, 1e6, allow_nan=False)
shapes = st.one_of(
    st.tuples(st.just("normal"), st.tuples(finite, st.floats(1e-3, 1e3))),
    st.tuples(st.just("uniform"), st.lists(finite, min_size=2, max_size=2, unique=True).map(sorted)),
    st.tuples(st.just("beta"), st.tuples(st.floats(0.1, 50), st.floats(0.1, 50))),
    st.tuples(st.just("triangular"), st.lists(finite, min_size=3, max_size=3, unique=True).map(sorted)),
    st.tuples(st.just("lognormal"), st.tuples(st.floats(-5, 5), st.floats(0.01, 2))),
).map(lambda one: Distribution(one[0], tuple(one[1])))


@settings(deadline=None)
@given(shapes, st.sampled_from(["share", "USD", "SD", "seats/year", "log-odds"]))
def test_canonical_text_reads_back_the_same(distribution, unit):
    quantity = Quantity(distribution, unit)
    assert parse_quantity(quantity.text, unit) == quantity


@settings(deadline=None)
@given(shapes, st.lists(st.floats(0.001, 0.999), min_size=2, max_size=8))
def test_quantiles_rise_and_stay_in_the_support(distribution, uniforms):
    values = [distribution.quantile(u) for u in sorted(uniforms)]
    assert all(a <= b + 1e-9 * max(1.0, abs(b)) for a, b in itertools.pairwise(values))
    low, high = distribution.support
    slack = 1e-9 * max(
        1.0, abs(low) if math.isfinite(low) else 1.0, abs(high) if math.isfinite(high) else 1.0
    )
    assert all(low - slack <= value <= high + slack for value in values)


@pytest.mark.parametrize("kind", SHAPES)
def test_mean_of_draws_is_the_central_value(kind):
    numbers = {"triangular": (1.0, 2.0, 6.0), "beta": (2.0, 5.0), "lognormal": (0.0, 0.4)}.get(
        kind, (1.0, 2.0)
    )
    distribution = Distribution(kind, numbers)
    assert problem_of(distribution) is None
    grid = (np.arange(20_000) + 0.5) / 20_000  # midpoints: no chance, error of the sum only
    assert np.mean([distribution.quantile(u) for u in grid]) == pytest.approx(distribution.central, rel=2e-3)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60), st.sampled_from(sorted(UNITS)))
def test_any_text_is_read_or_refused(text, unit):
    try:
        value = parse_quantity(text, unit).value()
    except QuantityError:
        return
    assert math.isfinite(value)
