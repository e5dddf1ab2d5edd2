"""How a kernel is compiled: one decorator holds the numba settings.

Kernels are small, loop over rows once and are named for what they compute. They use no
``fastmath`` and no library ``exp``, so that the same inputs give the same bits on every
processor and with compilation switched off (``NUMBA_DISABLE_JIT=1``). To keep that promise
numbers read from ``float32`` columns are widened with ``float()`` before arithmetic.

Where compiled code is kept is said in :mod:`sim.core.cache`; where it cannot be, it is compiled in memory.
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_name

from sim.core.cache import compiler, find_place

PLACE = find_place(compiler(numba.__version__, get_host_cpu_name()))
"""Where the kernels of these sources are kept."""

if PLACE.folder is not None:
    numba.config.CACHE_DIR = str(PLACE.folder)
if PLACE.note and multiprocessing.parent_process() is None:  # workers need not say it again
    warnings.warn(PLACE.note, RuntimeWarning, stacklevel=1)

KEPT = PLACE.folder is not None


def kernel[F: Callable](function: F) -> F:
    """Compile a function that allocates nothing, on first use, and keep it on disk.

    Without an allocation no array needs its references counted. Numba counts them at every
    call otherwise, once per column, which costs more than the rule itself.
    """
    return numba.njit(cache=KEPT, error_model="numpy", _nrt=False, no_cfunc_wrapper=True)(function)


def part[F: Callable](function: F) -> F:
    """Compile a function that kernels call for a block of rows at a time, and nothing else calls.

    Without a way in from Python, which would be compiled with a second copy of the whole function, it
    compiles in half the time. Uncompiled it can be called like any other.
    """
    return numba.njit(
        cache=KEPT, error_model="numpy", _nrt=False, no_cfunc_wrapper=True, no_cpython_wrapper=True
    )(function)


def inlined[F: Callable](function: F) -> F:
    """Make a function part of the kernels that use it.

    For the rules of one person: a call would pass every column of ``people``, some three
    hundred machine words. Such a function is not compiled by itself.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


def merged[F: Callable](function: F) -> F:
    """Compile a function into every kernel that calls it, however long it is.

    For what a loop over a block of rows does to each: a call that stays a call would keep the compiler
    from doing several rows at a time.
    """
    return numba.njit(cache=KEPT, error_model="numpy", _nrt=False, no_cfunc_wrapper=True, forceinline=True)(
        function
    )


@kernel
def exp(x):
    """Exponential of ``x`` in float64, the same on every processor, for |x| <= 700.

    Range reduction to |r| <= ln 2 / 2, the Taylor polynomial of degree 11 in Estrin's order
    (relative error below 1e-14), and the power of two set in the exponent's bits.
    """
    x = min(max(x, -700.0), 700.0)
    whole = int(x * 1.4426950408889634 + (0.5 if x >= 0.0 else -0.5))
    r = (x - whole * 0.6931471803691238) - whole * 1.9082149292705877e-10
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + (0.5 + r * 0.16666666666666666) * r2
    middle = (0.041666666666666664 + r * 0.008333333333333333) + (
        0.001388888888888889 + r * 0.0001984126984126984
    ) * r2
    high = (2.48015873015873e-05 + r * 2.7557319223985893e-06) + (
        2.755731922398589e-07 + r * 2.505210838544172e-08
    ) * r2
    return (low + (middle + high * r4) * r4) * np.int64((whole + 1023) << 52).view(np.float64)


exp_in_place = inlined(getattr(exp, "py_func", exp))
"""As :func:`exp`, made part of the loop that uses it, so that processors take several numbers at once."""


@kernel
def log(x):
    """Natural logarithm of ``x`` > 0 in float64, the same on every processor.

    The exponent is read from the bits; the rest, in [0.707, 1.414), goes into the series of the
    inverse hyperbolic tangent up to the 21st power (relative error below 1e-15).
    """
    bits = np.float64(x).view(np.int64)
    whole = (bits >> 52) - 1023
    m = np.int64((bits & 0xFFFFFFFFFFFFF) | (1023 << 52)).view(np.float64)
    if m > 1.4142135623730951:
        m *= 0.5
        whole += 1
    z = (m - 1.0) / (m + 1.0)
    z2 = z * z
    series = 0.0
    for power in range(21, 0, -2):
        series = series * z2 + 1.0 / power
    return whole * 0.6931471805599453 + 2.0 * z * series


@kernel
def logistic(x):
    """Chance in (0, 1) with log-odds ``x``."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def shift_odds(chance, log_odds):
    """Chance after its odds are multiplied by ``exp(log_odds)``; 0 and 1 stay 0 and 1."""
    odds = chance * exp(log_odds)
    return odds / (odds + (1.0 - chance))


@kernel
def happens(u, log_odds):
    """Whether the uniform ``u`` falls below the chance with these log-odds.

    The bounds spare the exponential for nearly all of those to whom a rare event does not happen.
    """
    rare = (u >= 0.12 and log_odds <= -2.0) or (u >= 0.018 and log_odds <= -4.01)
    if rare or (u >= 0.5 and log_odds <= 0.0):
        return False
    return u < logistic(log_odds)


@kernel
def happens_shifted(u, chance, log_odds):
    """Whether ``u`` falls below ``chance`` with its odds multiplied by ``exp(log_odds)``."""
    high = (u >= 2.72 * chance and log_odds <= 1.0) or (u >= 7.4 * chance and log_odds <= 2.0)
    if high or (u >= chance and log_odds <= 0.0):
        return False
    return u < shift_odds(chance, log_odds)


@kernel
def bound_shifted(chance, log_odds):
    """The chance such that a uniform below it is one for which :func:`happens_shifted` holds.

    For tables of chances that many persons share.
    """
    bound = shift_odds(chance, log_odds)
    if log_odds <= 0.0:
        return min(bound, chance)
    return min(bound, 7.4 * chance) if log_odds <= 2.0 else bound
