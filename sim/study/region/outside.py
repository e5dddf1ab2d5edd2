"""Jobs outside a region that its residents commute to, as rows of employers beside the region's own.

One row a field. How many they are is a figure of the region; what fields and levels they are of and what
they pay is taken from the region's own jobs, because commuters out are not published by occupation.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.columns import FIELDS, LEVELS
from sim.study.region.rows import OUTSIDE, Employer

SECTOR = "Outside the region"


def outside_rows(employers: Sequence[Employer], jobs: float, year: int) -> tuple[Employer, ...]:
    """``jobs`` jobs divided over fields and levels like those of the region's ``employers``.

    A field in which none comes out has no row. Wages are means of the region's jobs of the field and level.
    """
    total = sum(one.size for one in employers)
    if jobs <= 0 or total == 0:
        return ()
    running, rows = 0, []
    for field in FIELDS:
        own = [one for one in employers if one.field == field]
        counts = []
        for level in range(len(LEVELS)):
            before = round(running * jobs / total)
            running += sum(one.jobs[level] for one in own)
            counts.append(round(running * jobs / total) - before)
        if any(counts):
            rows.append(_row(field, tuple(counts), _wages(own), year))
    return tuple(rows)


def _wages(own: Sequence[Employer]) -> tuple[int, ...]:
    """Mean wage by level, each employer weighed by its jobs there."""
    wages = []
    for level in range(len(LEVELS)):
        jobs = sum(one.jobs[level] for one in own)
        wages.append(round(sum(one.wages[level] * one.jobs[level] for one in own) / max(1, jobs)))
    return tuple(wages)


def _row(field: str, jobs: tuple[int, ...], wages: tuple[int, ...], year: int) -> Employer:
    return Employer(
        id=f"outside_{field}", name=f"Employers outside the region ({field})", firm=f"outside_{field}",
        sector=SECTOR, naics="", field=field, jobs=jobs, wages=wages, establishments=0, kind=OUTSIDE,
        year=str(year), source="population.commuters_out of region.yaml, divided like the region's own jobs",
        note="",
    )  # fmt: skip
