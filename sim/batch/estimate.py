"""What a batch is likely to take, before it is run: minutes and disk."""

from __future__ import annotations

from dataclasses import dataclass

from sim.batch.experiment import Effort
from sim.batch.job import Job
from sim.core.columns import FIRST_AGE, LAST_AGE
from sim.lives.prepare import prepared

SECONDS_PER_MILLION_PERSON_YEARS = 1.0
"""One world on one core of a 2-core machine of 2026, counting and storing included."""
SECONDS_TO_START = 60.0
"""Compiling the model in the first replicate, when it is not in the cache yet."""
BYTES_PER_VALUE = 8.0
"""One row of a part file, compressed."""
AGES, WARM_UP_SHARE = LAST_AGE - FIRST_AGE + 1, 0.7
"""Ages simulated, and the start of a world as a share of a 25-year run."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Size of a batch before it is run."""

    options: int
    worlds: int
    minutes: float
    megabytes: float


def estimate(job: Job, settings: Effort, rows_per_part: int = 900) -> Estimate:
    """Return the likely minutes and disk of a batch; a rough guide, the machine decides.

    ``rows_per_part`` is the number of rows of a part for each simulated year.
    """
    first = job.baseline
    pupils = sum(school.pupils for school in first.region.schools) * first.scale
    person_years = pupils / 13 * AGES * first.years
    worlds = settings.draws * settings.replicates * (len(job.scenarios) + WARM_UP_SHARE)
    seconds = worlds * person_years / 1e6 * SECONDS_PER_MILLION_PERSON_YEARS / settings.jobs
    parts = settings.draws * settings.replicates * len(job.scenarios)
    size = parts * rows_per_part * first.years * BYTES_PER_VALUE
    start = 0.0 if prepared() else SECONDS_TO_START
    return Estimate(len(job.scenarios), parts, (seconds + start) / 60, size / 1e6)
