"""Whether the shocks of a scenario say what happens, to whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study.plan import selectors
from sim.study.plan.shocks import jobs_struck, shock_path
from sim.study.reading.diagnostics import Diagnostics, did_you_mean
from sim.study.reading.fields import school_year
from sim.study.reading.source import Node
from sim.study.scenario.file import Shock
from sim.study.scenario.shock_kinds import OPTIONAL_KEYS, SHOCK_KINDS

if TYPE_CHECKING:
    from sim.study.scenario.record import ScenarioRecord


def check_shocks(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Report what is missing, of no use, unknown, twice there or outside the horizon in the shocks."""
    seen: dict[str, int] = {}
    for number, shock in enumerate(scenario.shocks):
        node = scenario.tree.find(("shocks", number))[0]
        _check_keys(shock, node, diagnostics)
        _check_size(shock, node, diagnostics)
        _check_place(shock, node, scenario, diagnostics)
        _check_years(shock, node, scenario, diagnostics)
        name = shock_path(shock).casefold()
        if name in seen:
            message = f"shocks {seen[name] + 1} and {number + 1} are the same: {_named(shock)}"
            hint = "make them one, or give them another year, employer, field or level"
            diagnostics.error("SIM047", message, node.key_mark, hint)
        seen.setdefault(name, number)


def _check_keys(shock: Shock, node: Node, diagnostics: Diagnostics) -> None:
    """Every key the kind needs is there, and none that it cannot use."""
    kind = SHOCK_KINDS[shock.what]
    given = [key for key in OPTIONAL_KEYS if getattr(shock, key) is not None]
    for key in kind.needs:
        if key not in given:
            message = f"a shock of the kind {shock.what} needs '{key}'"
            diagnostics.error("SIM045", message, node.key_mark, f"for example {kind.example}")
    if kind.one_of and not set(kind.one_of) & set(given):
        wanted = " or ".join(f"'{key}'" for key in kind.one_of)
        message = f"a shock of the kind {shock.what} needs {wanted}"
        diagnostics.error("SIM045", message, node.key_mark, f"for example {kind.example}")
    for key in given:
        if key not in kind.keys:
            message = f"a shock of the kind {shock.what} has no '{key}'"
            hint = f"{kind.note}; it takes {', '.join(kind.keys)}"
            diagnostics.error("SIM045", message, node.find((key,))[0].key_mark, hint)


def _check_size(shock: Shock, node: Node, diagnostics: Diagnostics) -> None:
    """Only a kind that may add jobs has a size below 0."""
    if shock.size is None or SHOCK_KINDS[shock.what].may_add or shock.size.distribution.support[0] >= 0.0:
        return
    message = f"the size of a shock of the kind {shock.what} must be at least 0 %"
    adding = " and ".join(name for name, kind in SHOCK_KINDS.items() if kind.may_add)
    hint = f"jobs on top are a demand_surge; a size below 0 is for {adding} alone"
    diagnostics.error("SIM014", message, node.find(("size",))[0].mark, hint)


def _check_place(shock: Shock, node: Node, scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """An employer that is named exists, and there is a job for the shock to be about."""
    region = scenario.region
    if shock.employer is not None and not selectors.rows_of_employer(shock.employer, region):
        hint = did_you_mean(shock.employer, selectors.known_employers(region))
        message = f"the region has no employer '{shock.employer}'"
        diagnostics.error("SIM015", message, node.find(("employer",))[0].mark, hint)
    elif not jobs_struck(shock, region).any():
        message = f"the region has no job that this shock could be about: {_named(shock)}"
        hint = "name another field, employer or level, or leave one of them out"
        diagnostics.error("SIM048", message, node.key_mark, hint)


def _check_years(shock: Shock, node: Node, scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """The shock begins within the horizon, and its amounts lie between its beginning and its end."""
    end = scenario.start + scenario.years
    if not scenario.start <= shock.when < end:
        message = f"{school_year(shock.when)} lies outside the horizon"
        diagnostics.error("SIM045", message, node.find(("when",))[0].mark)
        return
    last = min(end, shock.when + (shock.years or scenario.years)) - 1
    for year, _ in shock.jobs.steps if shock.jobs is not None else ():
        if year is not None and not shock.when <= year <= last:
            message = f"{school_year(year)} lies outside the years of this shock"
            hint = f"it lasts from {school_year(shock.when)} to {school_year(last)}"
            diagnostics.error("SIM045", message, node.find(("jobs", school_year(year)))[0].key_mark, hint)


def _named(shock: Shock) -> str:
    """A shock in words for a message: what, where and when."""
    where = [name for name in (shock.employer, shock.field, *(shock.level or ())) if name]
    return f"{shock.what} in {school_year(shock.when)} ({', '.join(where) or 'all jobs'})"
