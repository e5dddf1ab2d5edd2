"""Values by school year: how each step of a schedule is drawn, and where funding ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Uniform = Callable[[str], float | None]
"""The draw's uniform number for a dotted path; None for central values."""


def under(path: str, uniform: Uniform) -> Uniform:
    """Uniforms of the steps of a schedule at ``path``."""
    return lambda label: uniform(f"{path}.{label}" if label else path)


def until(cliff: int | None, start: int, values: np.ndarray) -> np.ndarray:
    """Values by year from ``start`` on, with nothing from the school year ``cliff`` on."""
    if cliff is not None:
        values = values.copy()
        values[max(0, cliff - start) :] = 0.0
    return values


def central(path: str) -> None:
    """Central values: no uniform for any path."""
    return None
