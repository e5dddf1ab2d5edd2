"""Pure Mesa: the region of a plan as plain Python, and who arrives in which year."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from types import SimpleNamespace

import numpy as np

from sim.core.columns import (
    EMPLOYER,
    FIRST_AGE,
    FIRST_WORKING_AGE,
    GRADE_9_AGE,
    LAST_AGE,
    N_PATHWAYS,
    SETTLED_AGE,
    STUDENT,
    WARM_UP_YEARS,
)
from sim.core.market import search
from sim.core.market.search import alias_table
from sim.core.people import population
from sim.core.plan import Plan
from sim.core.state import settings_of
from sim.core.year import YEAR

from . import mesa_firms, mesa_seats
from .codes import FIELDS, LEVELS, ORIGIN

LARGEST_INFLOW = 1.5
"""Rows of newcomers for each who comes in a usual year."""
NARROW = frozenset(column.name for column in (*STUDENT, *EMPLOYER) if column.dtype is np.float32)
OF_REGION = (
    "low_income_share",
    "english_learner_share",
    "disability_share",
    "last_grade",
    "school_zone",
    "rural_zone",
    "no_car_share",
    "first_generation_share",
    "newcomer_ethnicity",
    "newcomer_bachelor_share",
    "adult_diploma",
    "adult_bachelor",
)


class Rounding:
    """Attributes that the columns of the compiled model store in 32 bits are rounded the same way."""

    def __setattr__(self, name: str, value) -> None:
        super().__setattr__(name, float(np.float32(value)) if name in NARROW else value)


class RoundingEmployer(Rounding, mesa_firms.Employer):
    """An employer for the person-by-person check; its wages are kept in 64 bits."""

    def __setattr__(self, name: str, value) -> None:
        if name == "wage":
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)


class Region:
    """What the model knows of its region and partnerships; mixed into the model."""

    def _read_settings(self, parameters: dict) -> None:
        names = {"partnerships": "partnership_rules", "seats": "seat_rules"}
        beside = (("population", population.Settings), ("search", search.Settings))
        for rule in (*YEAR, *(SimpleNamespace(name=name, settings=kind) for name, kind in beside)):
            values = settings_of(rule.settings, rule.name, parameters)._asdict()
            setattr(self, names.get(rule.name, rule.name), SimpleNamespace(**values))
        self.stated = self.matching

    def ranked(self) -> SimpleNamespace:
        """Settings of the matching with what has settled: standard and rivals as scores, and the gates."""
        s, (skilled, professional) = self.stated, self.gates
        spread = math.sqrt(
            s.signal_academic**2 + s.signal_technical**2 + s.signal_employability**2 + s.signal_noise**2
        )
        scores = {
            "standard": s.signal_credential + s.signal_diploma + self.standard * spread,
            "rival_score": s.signal_credential + s.signal_diploma + s.rival_score * spread,
            "rival_spread": s.rival_spread * spread,
            "skilled_by_experience": s.skilled_by_experience + skilled,
            "skilled_by_certificate": s.skilled_by_certificate + skilled,
            "professional_by_experience": s.professional_by_experience + professional,
        }
        return SimpleNamespace(**{**vars(s), **scores})

    def _read_region(self, region) -> None:
        for name in OF_REGION:
            setattr(self, name, getattr(region, name).tolist())
        self.newcomer_skilled_share = region.newcomer_skilled_share
        self.adult_skilled_share, self.families_out = region.adult_skilled_share, _families_out(region)
        self.commuters_share, self.published_unemployment = region.commuters_share, region.unemployment
        self.usually_open, self.published_adults = region.usually_open, region.adults
        kind = RoundingEmployer if self.keyed else mesa_firms.Employer
        columns = (region.employer_field, region.jobs, region.wage, region.may_close, region.outside)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self.employers = [kind(number, *row, self.commuters_share) for number, row in enumerate(rows)]
        for employer in self.employers:
            employer.pay_beginners(self.matching.wage_level)
            employer.in_target = not employer.outside and (self.plan.target_fields >> employer.field) & 1 == 1
        self.stands_for = region.stands_for.tolist()
        self._read_schools(region)
        self._read_search()
        seats = [region.provider_seats[region.provider_pathway == pathway] for pathway in range(N_PATHWAYS)]
        self.local_seats = [int(s.sum()) if len(s) and (s >= 0).all() else -1 for s in seats]
        self._read_programmes(region)

    def _read_programmes(self, region) -> None:
        """Weights of fields taught in each pathway, by sex: awards, tilted by what the sex prefers."""
        taught = [[0.0] * FIELDS for _ in range(N_PATHWAYS)]
        for pathway, fields, awards in zip(
            region.provider_pathway, region.provider_fields, region.provider_awards, strict=True
        ):
            for field in range(FIELDS):
                taught[pathway][field] += float(fields[field] * awards)
        men, women = self.population.fields_male, self.population.fields_female
        both = [max(0.5 * (m + w), 1e-9) for m, w in zip(men, women, strict=True)]
        self.taught = [
            [[row[f] * (likes[f] / both[f]) for f in range(FIELDS)] for row in taught]
            for likes in (men, women)
        ]
        for rows in self.taught:
            for row in rows:
                total = max(sum(row), 1e-300)
                row[:] = [share / total for share in row]

    def _read_schools(self, region) -> None:
        pupils = region.pupils.sum(axis=1).tolist()
        low = [sum(n * share for n, share in zip(row, shares, strict=True))
               for row, shares in zip(pupils, self.low_income_share, strict=True)]  # fmt: skip
        totals = [sum(row) for row in pupils]
        self.poverty = [poor / max(total, 1) for poor, total in zip(low, totals, strict=True)]
        self.poverty.append(sum(low) / sum(totals))
        s, c = self.population, self.choice
        excess = [s.poverty_academic * (share - self.poverty[-1]) for share in self.poverty[:-1]]
        self.anchor = [excess, [s.low_income_academic + x for x in excess]]
        self.motivation_academic = s.motivation_academic
        ratios = region.pupils_per_counsellor.tolist()
        self.school_guidance = [c.counsellor * (c.counsellor_reference / ratio - 1.0) for ratio in ratios]
        by_grade = region.pupils.transpose(1, 0, 2).reshape(region.pupils.shape[1], -1)
        self.places = [list(accumulate(row)) for row in by_grade.tolist()]
        in_grade, self.feeders = region.pupils.sum(axis=2).T.tolist(), []
        for zone in range(len(self.rural_zone)):
            rows = []
            for row in in_grade:
                near = [n if z == zone else 0 for n, z in zip(row, self.school_zone, strict=True)]
                weights = near if sum(near) > 0 else row
                rows.append([reach / max(sum(weights), 1) for reach in accumulate(weights)])
            self.feeders.append(rows)

    def _read_search(self) -> None:
        """Where training counts, and tables of the employers that a seeker may look at.

        Employers near a field are found in proportion to their jobs and, above entry level, to what the
        training counts there.
        """
        flat = self.search.carry
        self.carry = [list(flat[field * FIELDS : (field + 1) * FIELDS]) for field in range(FIELDS)]
        picker = by_alias if self.keyed else by_reach

        def table(weights: list[float]) -> tuple[list[int], Callable[[float], int]]:
            found = [number for number, weight in enumerate(weights) if weight > 0]
            return found, picker([weights[number] for number in found])

        self.of_field, self.near_field = [], []
        for field, carry in enumerate(self.carry):
            carry[field] = 1.0
            for level in range(LEVELS):
                own = [e.base[level] if e.field == field else 0 for e in self.employers]
                near = [e.base[level] * (carry[e.field] if level else 1.0) for e in self.employers]
                self.of_field.append(table(own))
                self.near_field.append(table(near))

    def _read_partnerships(self, plan: Plan) -> None:
        rows = len(plan.partnerships.bit)
        nobody = {"offers": [0.0] * plan.years, "honoured": [0.0], "partnerships": [0] * rows}
        promise = plan.levers.get("commitment_to_hire", nobody)
        self.partnerships = [
            mesa_seats.Partnership(plan.partnerships, row, promise["partnerships"][row] == 1)
            for row in range(rows)
        ]
        self.budget = plan.budget.tolist()
        posts = plan.levers.get("wbl_coordinators")
        self.coordinators = None if posts is None else posts["posts"].tolist()
        self.promised, self.honoured = (
            [float(jobs) for jobs in promise["offers"]],
            float(promise["honoured"][0]),
        )
        for name, shock in plan.shocks._asdict().items():
            setattr(self, name, shock.tolist())
        self.delivery = [[[0.0] * 4 for _ in range(plan.years)] for _ in range(rows)]
        nothing = [
            [0.0] * plan.partnerships.cost_seat.shape[2] for _ in range(plan.partnerships.cost_seat.shape[1])
        ]
        self.costs = [[nothing] * plan.years for _ in range(rows)]

    def pick_place(self, grade: int, u: float) -> int:
        """School and ethnicity, as one number, of somebody who joins a grade."""
        places = self.places[grade]
        return bisect_right(places, u * places[-1])

    def next_school(self, zone: int, grade: int, u: float) -> int:
        """School in which a pupil goes on who must change."""
        reach = self.feeders[zone][grade]
        return min(bisect_right(reach, u), len(reach) - 1)

    def _groups(self) -> dict[int, list[tuple]]:
        """Who arrives in each year: (origin, age, school, ethnicity, how many)."""
        region, years, groups = (
            self.plan.region,
            self.years,
            {year: [] for year in range(self.year, self.years)},
        )
        pupils = region.pupils.tolist()
        for school, grades in enumerate(pupils):
            for grade, ethnicities in enumerate(grades):
                for ethnicity, count in enumerate(ethnicities):
                    groups[0].append((ORIGIN.PUPIL, FIRST_AGE + grade, school, ethnicity, count))
        kindergarten = [n for grades in pupils for n in grades[0]]
        for year in range(1, years):
            for place, count in enumerate(spread(int(region.kindergarten[year]), kindergarten)):
                school, ethnicity = divmod(place, len(self.newcomer_ethnicity))
                groups[year].append((ORIGIN.PUPIL, FIRST_AGE, school, ethnicity, count))
            for grade in range(1, 13):
                count = round(float(region.families_in[grade]) * self.places[grade][-1])
                groups[year].append((ORIGIN.FAMILY, FIRST_AGE + grade, None, None, count))
        self._add_adults(groups)
        ages, reach = range(FIRST_WORKING_AGE, LAST_AGE + 1), accumulate(region.newcomers.tolist())
        rows = [0, *(math.floor(LARGEST_INFLOW * so_far) for so_far in reach)]
        for year in range(1 - WARM_UP_YEARS, years):
            for age, before, after in zip(ages, rows, rows[1:], strict=False):
                groups[year].append((ORIGIN.NEWCOMER, age, None, None, after - before))
        return groups

    def _add_adults(self, groups: dict[int, list[tuple]]) -> None:
        """Pupils of grade 9, or older, who live through the warm-up, and the adults it begins with."""
        cohort = round(sum(row[-1] for row in self.places) / len(self.places))
        for age in range(FIRST_WORKING_AGE, FIRST_WORKING_AGE + WARM_UP_YEARS):
            year = max(GRADE_9_AGE - age, -WARM_UP_YEARS)
            groups[year].append((ORIGIN.WARM_UP, age + year, None, None, cohort))
        of_age = self.published_adults / (LAST_AGE + 1 - SETTLED_AGE)
        natives = round(of_age * self.population.born_here)
        for age in range(FIRST_WORKING_AGE, LAST_AGE + 1):
            groups[-WARM_UP_YEARS].append((ORIGIN.WARM_UP, age, None, None, natives))
            groups[-WARM_UP_YEARS].append((ORIGIN.NEWCOMER, age, None, None, round(of_age) - natives))


def _families_out(region) -> list[float]:
    """Share of each grade that moves away: as many as move into the next one; none after the last grade."""
    return [*region.families_in.tolist()[1:], 0.0]


def by_reach(weights: list[float]) -> Callable[[float], int]:
    """Position in proportion to the weights: a search in their running total."""
    reach = list(accumulate(weights))
    return partial(bisect_right, [part / reach[-1] for part in reach])


def by_alias(weights: list[float]) -> Callable[[float], int]:
    """The same by the compiled model's alias table, which gives a uniform to another position."""
    if not weights:
        return int
    chance, alias = alias_table(np.array(weights, np.float64))

    def pick(u: float) -> int:
        column = min(int(u * len(weights)), len(weights) - 1)
        return column if u * len(weights) - column < chance[column] else int(alias[column])

    return pick


def spread(total: int, weights: list[int]) -> list[int]:
    """Split a whole number over weights by largest remainders."""
    exact = [total * weight / max(sum(weights), 1e-12) for weight in weights]
    floor = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: floor[i] - exact[i])
    for i in order[: total - sum(floor)]:
        floor[i] += 1
    return floor
