"""What a world is built from: the region and the plan, as arrays.

:mod:`sim.study` compiles files into these; the rules read them and never change them.
Shapes: S schools, E employers, V providers, Z zones, G grades (13), P partnerships,
Y years of the horizon, C channels, F fields, L levels, K pathways.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np


class Region(NamedTuple):
    """A region in the base year.

    ``pupils`` counts the pupils of each school, grade and ethnicity; the shares of low
    income, English learners and pupils with a disability are those of the school.
    """

    pupils: np.ndarray  # int32 [S, G, ethnicity]
    low_income_share: np.ndarray  # float64 [S, ethnicity], share of pupils
    english_learner_share: np.ndarray  # float64 [S]
    disability_share: np.ndarray  # float64 [S]
    first_grade: np.ndarray  # int8 [S]
    last_grade: np.ndarray  # int8 [S]
    school_zone: np.ndarray  # uint8 [S]
    pupils_per_counsellor: np.ndarray  # float64 [S]
    rural_zone: np.ndarray  # float64 [Z], share of households in rural territory
    no_car_share: np.ndarray  # float64 [2], share without a car, by low income (no, yes)
    first_generation_share: (
        np.ndarray
    )  # float64 [2], share of pupils without a parent with a degree, by low income
    jobs: np.ndarray  # int32 [E, L]
    employer_field: np.ndarray  # uint8 [E]
    may_close: np.ndarray  # uint8 [E], 1 = one firm of the size classes, which may close and be replaced
    outside: np.ndarray  # uint8 [E], 1 = jobs outside the region that residents commute to
    wage: np.ndarray  # float64 [E, L], USD a year
    provider_pathway: np.ndarray  # uint8 [V]
    provider_seats: np.ndarray  # int32 [V], -1 = open
    provider_fields: np.ndarray  # float64 [V, F], awards by field, rows sum to 1; read by no rule yet
    kindergarten: np.ndarray  # int32 [Y], size of the cohort that enters in each year
    families_in: np.ndarray  # float64 [G], pupils moving in a year as a share of the grade
    newcomers_in: float  # persons of 18 to 34 moving in a year
    unemployment: float  # published, of the labour force of 25 to 29; the market settles by it; NaN = none
    commuters_share: float  # share of the region's jobs held by people who live outside it
    newcomer_bachelor_share: float  # share of them with a bachelor's degree
    newcomer_skilled_share: float  # share with a credential below the bachelor's
    newcomer_ethnicity: np.ndarray  # float64 [ethnicity], shares


class Partnerships(NamedTuple):
    """The partnerships of a scenario, one row each; all amounts in prices of the first year."""

    stage: np.ndarray  # uint8 [P], 0 awareness, 1 exploration, 2 experience, 3 any other
    bit: np.ndarray  # uint8 [P], position in Student.delivered, same name = same bit in a study
    luck: np.ndarray  # uint32 [P], added to the calls of its draws; of the name alone, whatever the study
    first_grade: np.ndarray  # int8 [P]
    last_grade: np.ndarray  # int8 [P]
    adults: np.ndarray  # uint8 [P], instead of pupils 1 = seekers and workers out of school, 2 = seekers only
    fields: np.ndarray  # uint16 [P], bit set of fields it leads to, 0 = any
    schools: np.ndarray  # uint8 [P, S], 1 = takes part
    employers: np.ndarray  # uint8 [P, E], 1 = asked to take part
    needs_employer: np.ndarray  # uint8 [P], 1 = every seat is hosted by an employer
    seats: np.ndarray  # float64 [P, Y], planned
    ramp_years: np.ndarray  # float64 [P]
    take_up: np.ndarray  # float64 [P], share of those offered a seat who use it, at mean motivation
    no_show: np.ndarray  # float64 [P], share of seats taken up and then not used
    minimum_academic: np.ndarray  # float64 [P], SD; preparedness gate, -inf = none
    targeting: np.ndarray  # uint8 [P], see Targeting
    target_group: np.ndarray  # uint8 [P, cells], 1 = cell belongs to the target group
    target_share: np.ndarray  # float64 [P], share of seats for the target group
    coordinator_hours: np.ndarray  # float64 [P], coordinator hours a seat takes
    employer_hours: np.ndarray  # float64 [P], employer staff hours a seat takes
    years: np.ndarray  # int8 [P], years a participant stays in the activity
    channels: np.ndarray  # float64 [P, C], strength for one full seat-year
    saturation: np.ndarray  # float64 [P], deliveries after which two thirds of the effect is reached
    awards: np.ndarray  # uint8 [P], credential bit awarded on passing, 0 = none
    pass_rate: np.ndarray  # float64 [P]
    apprenticeship: np.ndarray  # uint8 [P], 1 = participants may go on as apprentices of their host
    cost_fixed: np.ndarray  # float64 [P, Y, ingredient, payer], USD a year whatever the seats
    cost_seat: np.ndarray  # float64 [P, ingredient, payer], USD per delivered seat-year
    in_budget: np.ndarray  # uint8 [P], 1 = its public cost counts against the budget
    budget: np.ndarray  # float64 [Y], USD of public money the plan may cost in a year, inf = no cap
    coordinators: np.ndarray  # float64 [Y], full-time equivalents the plan pays for, beside its seats' own
    commitment_offers: np.ndarray  # float64 [Y], jobs a year promised to participants
    commitment_honoured: float  # share of promised jobs that is honoured
    commitment_partnerships: np.ndarray  # uint8 [P], 1 = the promise is for its participants


class Targeting(IntEnum):
    """Codes of ``Partnerships.targeting``: who is offered a seat first."""

    OPEN = 0  # volunteers by interest and motivation
    LOTTERY = 1  # volunteers by lot
    BY_NEED = 2  # volunteers of low income first, then by lot
    RESERVED = 3  # a share of seats held for the target group, by lot within


class Shocks(NamedTuple):
    """What happens to employers from outside, already drawn."""

    jobs_factor: np.ndarray  # float64 [Y, E, L], factor on the jobs of that year
    demand: np.ndarray  # float64 [Y, E, L], jobs wanted on top in that year
    outdated: np.ndarray  # float64 [Y, F], share of technical skill in the field that counts no more


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a world is built from, for one parameter draw."""

    seed: int
    draw: int
    replicate: int
    years: int
    region: Region
    partnerships: Partnerships
    shocks: Shocks
    parameters: dict[str, float | tuple[float, ...]]  # evidence-card id -> value of this draw
    target_fields: int  # bit set
    unlimited_vacancies: bool = False  # for tests of the laws
    no_vacancies: bool = False
    closed_region: bool = False
