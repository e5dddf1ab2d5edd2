"""The figures there are: a file of this folder that declares ``FIGURE`` is one."""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from sim import figures
from sim.figures.figure import SECTIONS, FigureOf

NO_FIGURES = ("chart", "figure", "league", "panels", "registry", "style", "trials")
"""Files of the folder that are no figure of the report."""


@functools.cache
def figures_of_report() -> Mapping[str, FigureOf]:
    """Every figure by name, in the order of the page.

    Raises
    ------
    TypeError : a file declares no figure, or one of another name than its own.
    """
    names = (found.name for found in pkgutil.iter_modules(figures.__path__) if found.name not in NO_FIGURES)
    found = sorted(map(_declared, names), key=lambda one: (SECTIONS.index(one.section), one.place, one.name))
    return MappingProxyType({figure.name: figure for figure in found})


def _declared(name: str) -> FigureOf:
    figure = getattr(import_module(f"sim.figures.{name}"), "FIGURE", None)
    if not isinstance(figure, FigureOf) or figure.name != name:
        raise TypeError(f"figures/{name}.py must declare FIGURE, a FigureOf of the name '{name}'")
    return figure


def called(name: str) -> FigureOf | None:
    """The figure of this name, or of this other name; None if there is none."""
    every = figures_of_report()
    return every.get(name) or next((one for one in every.values() if name in one.also), None)
