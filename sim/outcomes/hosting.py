"""Indicators of employers as hosts: who takes part, and what it brings them in dollars."""

from __future__ import annotations

from typing import Literal

from sim.core.tallies import SIZE_CLASSES
from sim.core.tallies import Market as M
from sim.outcomes.indicator import Counts, Indicator

Direction = Literal["up", "down", "none"]
IN_WORDS = {
    "UNDER_100": "firms of under 100 jobs",
    "UNDER_500": "firms of 100 to 499 jobs",
    "LARGER": "firms of 500 jobs and more",
}
"""Classes of size; a pool of small firms, one row of the region, counts once and by their mean."""


def _of(*names: str, size: str = "") -> Counts:
    """Counts of employers of one class of size, or of all."""
    sizes = (size,) if size else SIZE_CLASSES
    return tuple(M[f"{name}_{one}"] for name in names for one in sizes)


def _by_size(code: str, label: str, unit: str, top: tuple[str, ...], over: tuple[str, ...] = (),
             better: Direction = "none", meaning: str = "") -> tuple[Indicator, ...]:  # fmt: skip
    """An indicator of all employers, and of each class of size."""
    found = [Indicator(code, label, unit, "market", _of(*top), _of(*over) if over else (), None,
                       better, meaning)]  # fmt: skip
    for size, words in IN_WORDS.items():
        found.append(
            Indicator(
                f"{code}_{size.lower()}", f"{label}, {words}", unit, "market", _of(*top, size=size),
                _of(*over, size=size) if over else (), None, better,
                f"{meaning} Of {words}.",
            )
        )  # fmt: skip
    return tuple(found)


# fmt: off
HOSTS: tuple[Indicator, ...] = (
    *_by_size("hosts", "Employers taking part", "employers", ("STAYED", "JOINED"),
              meaning="Employers that host seats of a partnership, or would if there were any left."),
    *_by_size("hosts_share", "Employers taking part, of those asked", "share", ("STAYED", "JOINED"),
              ("ASKED",),
              meaning="Employers that take part over those that a running partnership asks."),
    *_by_size("hosts_joined", "Employers that joined", "employers", ("JOINED",),
              meaning="Employers that take part and did not in the year before."),
    *_by_size("hosts_quit", "Employers that quit", "employers", ("QUIT",), better="down",
              meaning="Employers that took part in the year before, are asked again and do not go on; "
              "closures are not counted."),
    *_by_size("hosts_quit_rate", "Employers that quit, share", "share", ("QUIT",), ("STAYED", "QUIT"),
              better="down",
              meaning="Employers that quit over those of the year before who are asked again."),
    *_by_size("hosted_seats", "Seats hosted", "seats", ("HOSTED",),
              meaning="Seats held at an employer, used or not."),
    *_by_size("hosting_return", "Return of hosting for each seat", "USD/seat", ("RETURN",), ("HOSTED",),
              better="up",
              meaning="What the year's hosting brought employers after its costs, over its seats: "
              "output, recruiting and training saved by hires of former participants and by lower turnover, "
              "less losses to poaching, wages, staff time and other costs, plus subsidies. Seats may "
              "be visits or internships."),
    Indicator("hosts_gaining", "Hosts whose year paid", "share", "market", (M.HOSTS_GAINING,), (M.HOSTS,),
              better="up",
              meaning="Employers with a return above nothing over those that had a seat in the year."),
    Indicator("hosting.output", "Output of those hosted", "USD", "market", (M.HOSTING_OUTPUT,),
              meaning="Worth to employers of what participants produced in the year."),
    Indicator("hosting.saved", "Recruiting and training saved", "USD", "market", (M.HOSTING_SAVED,),
              meaning="What hosts saved by hiring people whom they had hosted within three years, as far as "
              "they would not have hired them anyway."),
    Indicator("hosting.kept", "Turnover saved", "USD", "market", (M.HOSTING_KEPT,),
              meaning="Recruiting and training of those who would have left without their tie to the host."),
    Indicator("hosting.poached", "Lost to poaching", "USD", "market", (M.HOSTING_POACHED,), better="down",
              meaning="Part of recruiting and training lost when people hired after hosting leave for "
              "another employer within three years."),
    Indicator("hosting.paid", "Cost of hosting to employers", "USD", "market", (M.HOSTING_PAID,),
              meaning="Wages, staff time and other costs of the year's seats that employers bore, less "
              "subsidies."),
    Indicator("hosting_yield", "Return of hosting over its cost", "share", "market",
              _of("RETURN"), (M.HOSTING_PAID,), better="up",
              meaning="The year's return of all hosts over what hosting cost them."),
)
