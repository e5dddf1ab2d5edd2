"""The lever *commitment to hire*: jobs promised to participants, given before the year's matching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from sim.study.levers.lever import Around, Complaint, Lever, Partner
from sim.study.reading.diagnostics import did_you_mean
from sim.study.reading.fields import Schedule, schedule
from sim.study.reading.kinds import MOST_SEATS, Share, Text


class CommitmentToHire(Lever):
    """Employers promise jobs to participants; a share of the promises is honoured.

    ``for`` names the partnerships whose participants the promise is for (default: every partnership
    that gives a seat with an employer).
    """

    example: ClassVar[str] = "{lever: commitment_to_hire, offers: 20 per year, honoured: 80 %}"

    lever: Literal["commitment_to_hire"]
    offers: Annotated[
        Schedule,
        schedule("jobs/year", "count", 0.0, MOST_SEATS, bare=True),
        Field(description="jobs promised a year", examples=["60 per year"]),
    ]
    honoured: Annotated[
        Share,
        Field(description="share of the promised jobs that are honoured", examples=["~uniform(45 %, 85 %)"]),
    ]
    partnerships: Annotated[
        tuple[Text, ...],
        Field(
            alias="for",
            max_length=40,
            description="partnerships whose participants they are promised to; all that give a seat with an "
            "employer if none is named",
            examples=["[youth_apprenticeship]"],
        ),
    ] = ()

    def concerns(self, name: str, partner: Partner) -> bool:
        """The partnerships named; without names, those with an employer."""
        return name in self.partnerships or (partner.needs_employer and not self.partnerships)

    def check(self, around: Around) -> Iterator[Complaint]:
        """Every partnership named exists, somebody is promised the jobs, and no more jobs than seats."""
        for number, name in enumerate(self.partnerships):
            if name not in around.partners:
                hint = did_you_mean(name, around.partners)
                yield Complaint("SIM042", f"there is no partnership '{name}'", hint, ("for", number))
        feeders = [one for name, one in around.partners.items() if self.concerns(name, one)]
        if not self.partnerships and not feeders:
            message = f"'{around.name}' promises jobs, but no partnership brings pupils to employers"
            hint = (
                "add a feeder with an employer (internship, apprenticeship), or name partnerships under for:"
            )
            yield Complaint("SIM042", message, hint)
        offers, seats = around.by_year("offers", self.offers).max(), sum(one.seats.max() for one in feeders)
        if feeders and offers > seats:
            promised = f"{offers:g} jobs a year to the participants of {seats:g} seats"
            yield Complaint("SIM067", f"'{around.name}' promises {promised}", below=("offers",), warning=True)

    @classmethod
    def arrays(cls, several: Sequence[tuple[Self, Around]]) -> Mapping[str, np.ndarray]:
        """For :func:`sim.core.market.hiring.promises`.

        ``offers`` float64 [Y] jobs promised, ``honoured`` float64 [Y] the share kept (mean by offers),
        ``partnerships`` uint8 [P] 1 = its participants are promised them.
        """
        _, first = several[0]
        offers, kept = np.zeros(first.years), 0.0
        promised = np.zeros(len(first.partners), np.uint8)
        for lever, around in several:
            jobs = around.by_year("offers", lever.offers, lever.until)
            offers += jobs
            kept += jobs.sum() * around.value("honoured", lever.honoured)
            promised |= np.array([lever.concerns(*one) for one in around.partners.items()], np.uint8)
        share = float(kept / offers.sum()) if offers.sum() > 0 else 0.0
        return {
            "offers": offers * first.scale,
            "honoured": np.full(first.years, share),
            "partnerships": promised,
        }
