"""Every indicator under its code, and what the headline and money rows mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

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


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five lines of the headline: what it is called, counted and how it enters the net.

    ``sign`` is +1 or -1, and 0 for the net itself, which is the sum.
    """

    code: str
    sign: int
    label: str
    meaning: str

    @property
    def mark(self) -> str:
        """The sign before the line where all five stand below each other; the first has none."""
        return "" if self.code == "placed" else {1: "+", -1: "\N{MINUS SIGN}", 0: "="}[self.sign]


# fmt: off
LINES: tuple[Line, ...] = (
    Line("placed", 1, "Placed through the programme",
         "Participants who live and work here in a target field in the option's world."),
    Line("anyway", -1, "Would have been placed anyway",
         "The same participants, counted in the baseline's world."),
    Line("displaced", -1, "Displaced others",
         "People outside the programme who hold such a job in the baseline only."),
    Line("helped", 1, "Helped indirectly",
         "People outside the programme who hold such a job in the option only."),
    Line("net", 0, "Net additional residents",
         "Placed less anyway less displaced plus helped; equal to the difference of the two worlds' totals."),
)
"""The five lines, in the order in which they are read; every face takes them from here."""
HEADLINE = tuple(line.code for line in LINES)

COMPARED: Mapping[str, tuple[str, str]] = MappingProxyType({
    **{f"headline.{line.code}": (line.label, line.meaning) for line in LINES},
    "headline.option_total": (
        "Residents in target jobs, option",
        "Everyone in the option's world who lives and works here in a target field."),
    "headline.baseline_total": (
        "Residents in target jobs, baseline",
        "Everyone in the baseline's world who lives and works here in a target field."),
    "headline.participants": (
        "Participants",
        "People to whom the option delivered something, up to this year, that the baseline did not."),
    "headline.winners": (
        "Participants who gain the job",
        "Participants with a target job here in the option only."),
    "headline.losers": (
        "Participants who lose the job",
        "Participants with a target job here in the baseline only."),
})
"""Label and meaning of the rows counted over the two lives of each person (unit: persons)."""

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
        return "persons"
    return MONEY[code][1] if code in MONEY else INDICATORS[check_code(code)].unit
