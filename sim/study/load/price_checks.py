"""What a start far from the region's figures and from the price index assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study.evidence.prices import PRICE_YEAR, is_assumed, price_index, stated_index
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.fields import school_year
from sim.study.region.wages import wage_factor

if TYPE_CHECKING:
    from sim.study.scenario.record import ScenarioRecord

YEARS_APART = 5
"""Years between the region's school year and the first year beyond which a warning says so."""


def check_prices(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Warn of wages that are converted, of prices that are assumed, of figures of long ago."""
    start, region = scenario.start, scenario.region
    mark = scenario.tree.find(("horizon", "start"))[0].mark
    factor = wage_factor(region.price_year, start)
    if factor != 1.0:
        how = "by a price index that is assumed" if is_assumed(region.price_year, start) else "by the CPI"
        message = (
            f"the region's wages are in prices of {region.price_year} and are converted to those of {start} "
            f"{how} (times {factor:.3f})"
        )
        diagnostics.warning("SIM081", message, mark, "wages of a newer survey would be better")
    stated = stated_index()
    if start > max(stated):
        growth = price_index()[start].source.removeprefix("judged: ")
        message = f"no price index reaches {school_year(start)}: costs and wages assume {growth}"
        diagnostics.warning("SIM082", message, mark)
    elif start not in stated:
        message = (
            f"there is no price index for {start}: costs and wages stay as stated, in prices of {PRICE_YEAR}"
        )
        diagnostics.warning("SIM082", message, mark)
    if abs(start - int(region.school_year[:4])) > YEARS_APART:
        message = (
            f"the region's schools are those of {region.school_year}: they and its employers are taken to "
            f"stand unchanged in {school_year(start)}"
        )
        diagnostics.warning("SIM083", message, mark, "newer figures of the region would be better")
