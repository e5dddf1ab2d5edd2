"""From a region's records to the arrays a world is built from; the same files give the same arrays."""

from __future__ import annotations

import math

import numpy as np

from sim.core.columns import (
    ETHNICITY,
    FIELDS,
    FIRST_WORKING_AGE,
    GRADES,
    LAST_AGE,
    N_LEVELS,
    PATHWAYS,
    SETTLED_AGE,
)
from sim.core.plan import Region
from sim.study.region.region import RegionFiles, School
from sim.study.region.rows import OUTSIDE, Provider
from sim.study.region.wages import wage_factor

MOVES_FALL = 0.045
"""Log points a year by which moving falls with age past 35: between states 2.2 % move at 35 to 44 and 1.4 %
at 45 to 54 (evidence B0598, B0599)."""
USUALLY_OPEN = 0.047
"""Share of positions that stand open in a usual month (evidence B0653), national."""
LEVEL_OF_GRADE = np.array([0] * 6 + [1] * 3 + [2] * 4)
"""Level of counselling of each grade: elementary K-5, middle 6-8, high 9-12."""


def region_arrays(region: RegionFiles, years: int, scale: float = 1.0, start: int | None = None) -> Region:
    """Arrays of the base year and of the cohorts that enter in each of ``years`` years.

    ``scale`` thins persons, jobs and seats alike (1.0 = one for one); totals are rounded to the nearest
    whole number and keep their shares. ``start`` is the first year, in whose prices wages are given
    (:func:`sim.study.region.wages.wage_factor`); without it they stay as the region states them.

    Raises
    ------
    ValueError : when ``scale`` is not in (0, 1] or ``years`` is below 1.
    """
    if not 0.0 < scale <= 1.0:
        raise ValueError(f"a region is thinned by a scale above 0 and up to 1, not {scale}")
    if years < 1:
        raise ValueError(f"a region needs at least one year, not {years}")
    people = region.population
    zones = {zone.id: code for code, zone in enumerate(region.zones)}
    schools, employers, providers = region.schools, region.employers, region.providers
    full = pupils_by_grade(schools)
    factor = 1.0 if start is None else wage_factor(region.price_year, start)
    return Region(
        pupils=thinned(full, scale),
        low_income_share=low_income_shares(schools, np.array(people.low_income_tilt.value.values)),
        english_learner_share=_part_of_pupils(schools, "english_learners"),
        disability_share=_part_of_pupils(schools, "disability"),
        first_grade=np.array([school.first_grade for school in schools], np.int8),
        last_grade=np.array([school.last_grade for school in schools], np.int8),
        school_zone=np.array([zones[school.zone] for school in schools], np.uint8),
        pupils_per_counsellor=_pupils_per_counsellor(region),
        rural_zone=np.array([zone.rural_share for zone in region.zones]),
        no_car_share=_by_income(people.no_car_share.value),
        first_generation_share=_by_income(people.first_generation_share.value),
        jobs=thinned(np.array([row.jobs for row in employers]).reshape(-1, N_LEVELS), scale),
        usually_open=USUALLY_OPEN,
        may_close=np.array([row.kind == "size_class" for row in employers], np.uint8),
        employer_field=np.array([FIELDS.index(row.field) for row in employers], np.uint8),
        outside=np.array([row.kind == OUTSIDE for row in employers], np.uint8),
        stands_for=np.array([max(1, row.establishments) for row in employers], np.int32),
        wage=np.array([row.wages for row in employers], float) * factor,
        provider_pathway=np.array([PATHWAYS.index(row.pathway) for row in providers], np.uint8),
        provider_seats=np.array([_seats(row.seats, scale) for row in providers], np.int32),
        provider_fields=_rows_to_one(np.array([row.fields for row in providers])),
        provider_awards=provider_awards(providers),
        kindergarten=np.full(years, round(people.kindergarten.value * scale), np.int32),
        families_in=np.full(len(GRADES), people.families_in.value),
        newcomers=scale * newcomers_by_age(people.newcomers_in.value, people.newcomers_later.value),
        adults=people.adults.value * scale,
        adult_diploma=np.array(people.adult_diploma.value.values),
        adult_bachelor=np.array(people.adult_bachelor.value.values),
        adult_skilled_share=people.adult_skilled_share.value,
        unemployment=published_unemployment(region),
        commuters_share=people.commuters_share.value,
        newcomer_bachelor_share=np.array(
            [people.newcomer_bachelor_share.value, people.newcomer_later_bachelor_share.value]
        ),
        newcomer_skilled_share=people.newcomer_skilled_share.value,
        newcomer_ethnicity=np.array(people.newcomer_ethnicity.value.values),
    )


def provider_awards(providers: tuple[Provider, ...]) -> np.ndarray:
    """Weight of a provider among those of its pathway, float64 ``[V]``: awards a year, 0 outside the region.

    One whose awards are not published counts like the mean of the others of its pathway, or as one.
    """
    known: dict[str, list[int]] = {}
    for row in providers:
        if row.local and row.awards is not None:
            known.setdefault(row.pathway, []).append(row.awards)
    usual = {pathway: sum(awards) / len(awards) for pathway, awards in known.items()}
    weights = [usual.get(row.pathway, 1.0) if row.awards is None else row.awards for row in providers]
    return np.array([weight if row.local else 0.0 for row, weight in zip(providers, weights, strict=True)])


def newcomers_by_age(young: float, later: float) -> np.ndarray:
    """Persons who move in during a year, float64 by age from 18 to the last age but one.

    The ``young`` of 18 to 34 are spread evenly; the ``later`` fall with age as moves between states do.
    """
    ages = np.arange(SETTLED_AGE, LAST_AGE)
    weights = np.exp(-MOVES_FALL * (ages - SETTLED_AGE))
    years = SETTLED_AGE - FIRST_WORKING_AGE
    return np.concatenate([np.full(years, young / years), later * weights / weights.sum()])


def published_unemployment(region: RegionFiles) -> float:
    """Target rate of unemployment at 25 to 29 of everybody; NaN where the region's file has none."""
    rates = [
        rate.value
        for rate in region.rates.values()
        if (rate.role, rate.indicator, rate.group) == ("target", "unemployment_25_29", "all")
    ]
    return rates[0] if rates else math.nan


def pupils_by_grade(schools: tuple[School, ...]) -> np.ndarray:
    """Pupils by school, grade and ethnicity, int32 ``[S, G, ethnicity]``.

    The pupils of a school are dealt out over the grades it offers one after the other, ethnicity by
    ethnicity: every count of the file is kept exactly, and grades of a school differ by one pupil at most.
    The grade that is dealt to first changes from school to school, so that no grade gains by rounding.
    """
    out = np.zeros((len(schools), len(GRADES), len(ETHNICITY)), np.int32)
    for row, school in enumerate(schools):
        offered = school.last_grade - school.first_grade + 1
        group = np.repeat(np.arange(len(ETHNICITY)), school.ethnicity)
        grade = school.first_grade + (np.arange(len(group)) + row) % offered
        np.add.at(out[row], (grade, group), 1)
    return out


def thinned(counts: np.ndarray, scale: float) -> np.ndarray:
    """Counts times ``scale`` as whole numbers (int32), by rounding the running total."""
    running = np.floor(np.cumsum(counts.ravel(), dtype=np.int64) * scale + 0.5).astype(np.int64)
    return np.diff(running, prepend=0).astype(np.int32).reshape(counts.shape)


def low_income_shares(schools: tuple[School, ...], tilt: np.ndarray) -> np.ndarray:
    """Share of disadvantaged pupils by school and ethnicity, float64 ``[S, ethnicity]``.

    The log-odds of a group in a school are the school's own level plus ``tilt`` of the group; the level is
    found by halving so that the school's number of disadvantaged pupils is kept.
    """
    pupils = np.array([school.ethnicity for school in schools], float)
    wanted = np.array([school.econ_disadvantaged for school in schools], float)
    low, high = np.full(len(schools), -40.0), np.full(len(schools), 40.0)
    for _ in range(100):
        level = (low + high) / 2
        short = (pupils * _share(level[:, None] + tilt)).sum(axis=1) < wanted
        low, high = np.where(short, level, low), np.where(short, high, level)
    return _share(((low + high) / 2)[:, None] + tilt)


def _share(log_odds: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _part_of_pupils(schools: tuple[School, ...], name: str) -> np.ndarray:
    return np.array([getattr(school, name) / max(1, school.pupils) for school in schools])


def _pupils_per_counsellor(region: RegionFiles) -> np.ndarray:
    """Of each school: its grades over the counsellors that the ratios of their levels give."""
    ratios = region.population.pupils_per_counsellor.value
    per_pupil = 1.0 / np.array([ratios.elementary, ratios.middle, ratios.high])[LEVEL_OF_GRADE]
    spans = [slice(school.first_grade, school.last_grade + 1) for school in region.schools]
    return np.array([1.0 / per_pupil[span].mean() for span in spans])


def _by_income(value) -> np.ndarray:
    return np.array([value.other, value.low_income])


def _seats(seats: int, scale: float) -> int:
    return seats if seats < 0 else round(seats * scale)


def _rows_to_one(shares: np.ndarray) -> np.ndarray:
    """Rows of shares, made to add up to 1 to the last bit that division allows."""
    return shares / shares.sum(axis=1, keepdims=True)
