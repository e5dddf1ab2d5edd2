"""Whether the shocks of a scenario say what happens, to whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study import selectors
from sim.study.diagnostics import Diagnostics, did_you_mean
from sim.study.fields import school_year
from sim.study.scenario_file import Shock

if TYPE_CHECKING:
    from sim.study.scenario import Scenario

NEEDS = {"plant_closure": ("employer",), "demand_surge": ("jobs",), "recession": ()}
WITHOUT = {"plant_closure": ("jobs",), "demand_surge": ("size",), "recession": ("jobs",)}


def check_shocks(scenario: Scenario, diagnostics: Diagnostics) -> None:
    """Report what is missing, of no use, unknown or outside the horizon in each shock."""
    for number, shock in enumerate(scenario.shocks):
        node = scenario.tree.find(("shocks", number))[0]
        for key in NEEDS[shock.what]:
            if getattr(shock, key) is None:
                message = f"a {shock.what} needs '{key}'"
                diagnostics.error("SIM045", message, node.key_mark)
        for key in WITHOUT[shock.what]:
            if getattr(shock, key) is not None:
                message = f"a {shock.what} has no '{key}'"
                diagnostics.error("SIM045", message, node.find((key,))[0].key_mark)
        _check_place(shock, number, scenario, diagnostics)
        if not scenario.start <= shock.when < scenario.start + scenario.years:
            message = f"{school_year(shock.when)} lies outside the horizon"
            diagnostics.error("SIM045", message, node.find(("when",))[0].mark)


def _check_place(shock: Shock, number: int, scenario: Scenario, diagnostics: Diagnostics) -> None:
    """A surge needs somebody to want the jobs; an employer that is named must exist."""
    node = scenario.tree.find(("shocks", number))[0]
    if shock.what == "demand_surge" and shock.employer is None and shock.field is None:
        diagnostics.error("SIM045", "a demand_surge needs 'employer' or 'field'", node.key_mark)
    if shock.employer is not None and not selectors.rows_of_employer(shock.employer, scenario.region):
        hint = did_you_mean(shock.employer, selectors.known_employers(scenario.region))
        message = f"the region has no employer '{shock.employer}'"
        diagnostics.error("SIM015", message, node.find(("employer",))[0].mark, hint)
