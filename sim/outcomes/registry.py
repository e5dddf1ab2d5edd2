"""Every indicator under its code, and what the headline and money rows mean."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from sim.outcomes.compared import COMPARED, JOBS
from sim.outcomes.hosting import HOSTS
from sim.outcomes.indicator import Indicator
from sim.outcomes.labour import LABOUR
from sim.outcomes.life import CREDENTIALS, RETENTION, WORK
from sim.outcomes.market import MARKET
from sim.outcomes.mobility import MOBILITY
from sim.outcomes.school import LEAVING, PARTICIPATION, SCHOOL

ALL: tuple[Indicator, ...] = (
    *SCHOOL, *PARTICIPATION, *LEAVING, *CREDENTIALS, *WORK, *LABOUR, *RETENTION, *MOBILITY, *MARKET, *HOSTS,
)  # fmt: skip
INDICATORS: Mapping[str, Indicator] = MappingProxyType({entry.code: entry for entry in ALL})


# fmt: off
MONEY: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "cost.total": (
        "Cost of the year", "USD",
        "Cost of all partnerships in the year, by ingredient and by payer, prices of the first year."),
    "cost.present_value": (
        "Present value of cost", "USD",
        "Cost of all years to all payers, discounted to the first year: at 3 % a year, or as asked."),
    "cost.public": (
        "Public cost of the year", "USD",
        "Part of the year's cost that grants, the district, the state and colleges pay; "
        "employers and families bear the rest."),
    "cost.public_present_value": (
        "Present value of public cost", "USD",
        "Public cost of all years, discounted to the first year: at 3 % a year, or as asked."),
    "delivery.planned": ("Seats planned", "seats", "Seats that the scenario plans for the year."),
    "delivery.feasible": (
        "Seats feasible", "seats", "Seats that staff hours, employers and budget allow."),
    "delivery.delivered": ("Seats delivered", "seats", "Seats used by a participant."),
    "delivery.holders": (
        "Holders of seats", "persons",
        "Participants who used a seat of the partnership in the year, by group."),
    "delivery.to_target_groups": (
        "Seats that reached the groups they are meant for", "share",
        "Seats used by persons of the groups that the partnership's target names, over all seats used."),
})
"""Label, unit and meaning of the rows of money and seats."""
# fmt: on


class UnknownIndicator(KeyError):
    """A code that is not in the registry; the message names near ones."""

    def __str__(self) -> str:
        """Return the message without the quotes of ``KeyError``."""
        return str(self.args[0])


def codes() -> tuple[str, ...]:
    """Return every indicator code, in the order of the codebook."""
    return (*COMPARED, *INDICATORS, *MONEY)


def check_code(code: str) -> str:
    """Return ``code`` if it is registered; raise :class:`UnknownIndicator` with near codes otherwise."""
    known = codes()
    if code in known:
        return code
    near = get_close_matches(code, known, n=3, cutoff=0.5)
    hint = f" Did you mean {', '.join(near)}?" if near else " 'sim indicators' lists all of them."
    raise UnknownIndicator(f"There is no indicator '{code}'.{hint}")


def label(code: str) -> str:
    """Return the plain label of an indicator code."""
    if code in COMPARED:
        return COMPARED[code][0]
    return MONEY[code][0] if code in MONEY else INDICATORS[check_code(code)].label


def unit(code: str) -> str:
    """Return the unit of an indicator code."""
    if code in COMPARED:
        return "jobs" if code in JOBS else "persons"
    return MONEY[code][1] if code in MONEY else INDICATORS[check_code(code)].unit
