"""Random small worlds: a town, its luck and its options in plain numbers, drawn by hypothesis.

A draft (:class:`Town`, :class:`Option`, :class:`Study`) holds a handful of numbers, prints itself in full
and shrinks well; its plans are built on ``small_world``, so that storage is that of a real study and the
compiled kernels serve here too. Parameters go to their extremes: the laws hold whatever they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_world import club, internship, live, observe, placebo, plan_of, quiet, small_region

from sim.core.columns import CHANNELS, ETHNICITY, FIELDS, N_CELLS, N_LEVELS, Credential
from sim.core.plan import Plan, Region, Shocks
from sim.core.world import Run, World
from sim.study.region.arrays import newcomers_by_age

KINDS = {"club": club, "internship": internship, "placebo": placebo}
WAGES = np.array([32_000.0, 47_000.0, 71_000.0])
FLAGS = ("", "no_vacancies", "unlimited_vacancies", "closed_region")


@dataclass(frozen=True)
class Town:
    """A region in plain numbers."""

    years: int
    most: int  # pupils of a grade, zone and ethnicity, at most: 9 to 20 pupils a grade in all
    one_school: bool
    employers: tuple[tuple[int, tuple[int, ...]], ...]  # field, and jobs by level
    wage: float  # factor on wages
    commuters: float
    newcomers: float  # a year of 18 to 34; nearly as many are older
    adults: float  # residents of 35 to 64 for each job
    families: float
    may_close: int
    places: int  # a year at each provider; -1 = open
    unemployment: float = np.nan  # published, by which employers' standard settles

    def region(self) -> Region:
        """The region as arrays."""
        many = len(self.employers)
        base = small_region(tens=1, employers=max(3, many), years=self.years)
        base = base._replace(pupils=np.minimum(base.pupils, self.most).astype(np.int32))
        base = _one_school(base) if self.one_school else base
        grade = int(base.pupils[:, 0].sum())
        jobs = np.array([jobs for _, jobs in self.employers], np.int32)
        return base._replace(
            jobs=jobs,
            employer_field=np.array([field for field, _ in self.employers], np.uint8),
            may_close=np.full(many, self.may_close, np.uint8),
            outside=(np.arange(many) % 3 == 2).astype(np.uint8),
            stands_for=1 + np.arange(many, dtype=np.int32) % 4,
            wage=np.tile(WAGES * self.wage, (many, 1)),
            provider_seats=np.full(3, self.places, np.int32),
            kindergarten=np.full(self.years, grade, np.int32),
            families_in=np.full(13, self.families),
            newcomers=newcomers_by_age(self.newcomers, 0.8 * self.newcomers),
            adults=float(self.adults * jobs.sum()),
            commuters_share=float(self.commuters),
            unemployment=self.unemployment,
        )


def _one_school(region: Region) -> Region:
    """The same pupils in one school of one zone."""
    first = {name: getattr(region, name)[:1] for name in
             ("low_income_share", "english_learner_share", "disability_share", "school_zone",
              "pupils_per_counsellor", "rural_zone")}  # fmt: skip
    return region._replace(
        **first,
        pupils=region.pupils.sum(axis=0, keepdims=True, dtype=np.int32),
        first_grade=np.zeros(1, np.int8),
        last_grade=np.full(1, 12, np.int8),
    )


@dataclass(frozen=True)
class Option:
    """What one scenario does: kinds of partnership with what is changed in them, and levers."""

    rows: tuple[tuple[str, dict], ...] = ()
    offers: float = 0.0
    honoured: float = 0.8
    budget: float = np.inf
    coordinators: float | None = None


@dataclass(frozen=True)
class Study:
    """A town, its luck, and options that share both."""

    town: Town
    cards: dict
    shocks: tuple[tuple[int, int, int, float, float], ...]  # year, employer, level, factor, demand
    outdated: tuple[tuple[int, int, float], ...]  # year, field, share
    flag: str
    seed: int
    options: tuple[Option, ...]

    def plan(self, option: Option = Option(), order: tuple[int, ...] = ()) -> Plan:
        """The plan of an option, its partnerships in another ``order`` if one is given."""
        region = self.town.region()
        rows = [KINDS[kind](**({"bit": bit} | changes)) for bit, (kind, changes) in enumerate(option.rows)]
        rows = [rows[place] for place in order] if order else rows
        return plan_of(
            region, rows, seed=self.seed, offers=option.offers, honoured=option.honoured,
            budget=option.budget, coordinators=option.coordinators, shocks=self._shocks(region), **self.cards,
            **({self.flag: True} if self.flag else {}),
        )  # fmt: skip

    def plans(self) -> list[Plan]:
        """The plan without any partnership, then those of the options."""
        return [self.plan(), *(self.plan(option) for option in self.options)]

    def _shocks(self, region: Region) -> Shocks:
        years, employers = self.town.years, len(region.employer_field)
        shocks = quiet(years, employers)
        for year, employer, level, factor, demand in self.shocks:
            here = slice(year % years, None), employer % employers, level
            shocks.jobs_factor[here] = factor
            shocks.demand[here] = demand
        for year, field, share in self.outdated:
            shocks.outdated[year % years, field] = share
        return shocks


def a_few(choices: dict[str, tuple], most: int) -> st.SearchStrategy[dict]:
    """A dictionary of at most so many of the keys, each with one of its values."""
    pairs = [(name, value) for name, values in choices.items() for value in values]
    return st.lists(st.sampled_from(pairs), max_size=most, unique_by=lambda pair: pair[0]).map(dict)


def alike(value: float) -> tuple[float, ...]:
    """The same value at every level of job."""
    return (value,) * N_LEVELS


CARDS = {
    "residence.leave": (-60.0, 60.0, 0.0),
    "residence.come_home": (-60.0, 60.0),
    "residence.come_back": (-60.0, 60.0, 0.0),
    "residence.leave_gain": (0.0, 20.0),
    "residence.leave_later": (-5.0, 5.0),
    "careers.separation": (0.0, 1.0, 0.5),
    "careers.retire": (alike(0.0), alike(1.0)),
    "careers.withdraw": (0.0, 1.0),
    "careers.reenter": (0.0, 1.0),
    "careers.upskill": (0.0, 1.0),
    "economy.closing": (alike(0.0), alike(1.0), alike(0.4)),
    "economy.wage_response": (0.0, 50.0),
    "economy.wage_speed": (0.0, 1.0),
    "careers.follow_market": (0.0, 1.0),
    "population.ability_spread": (0.0, 2.0),
    "matching.wage_climb": (1.0, 60.0),
    "matching.wage_field": (-0.5, 0.8),
    "matching.credential_reach": (0.0, 1.0),
    "matching.below": ((0.0,) * len(FIELDS), (1.0,) * len(FIELDS)),
    "matching.gap_hiring": ((-5.0,) * len(ETHNICITY), (0.0, -5.0, 5.0, 0.0, 0.0, 0.0, 0.0)),
    "matching.signal_diploma": (-5.0, 5.0),
    "economy.growth_response": (0.0, 50.0),
    "economy.response_fade": (0.0, 1.0),
    "economy.commuter_exit": (0.0, 1.0, 0.4),
    "economy.adjustment": (0.0, 1.0),
    "economy.cycle": (0.0, 1.0),
    "economy.employer_noise": (0.0, 1.0),
    "economy.growth": ((0.5,) * len(FIELDS), (-0.5,) * len(FIELDS)),
    "economy.automation": (alike(0.0), alike(0.3)),
    "matching.rivals": (0.0, 1.0, 0.2),
    "matching.rival_score": (-20.0, 20.0),
    "matching.search_on_job": (0.0, 1.0, 0.6),
    "matching.poaching": (0.0, 9.0),
    "matching.switching_gain": (-0.9, 0.0, 9.0),
    "matching.skilled_by_experience": (-99.0, 99.0),
    "matching.professional_by_experience": (-10.0, 20.0),
    "matching.experience_counts": (0.0, 1.0),
    "matching.signal_noise": (0.0, 5.0),
    "matching.taste_noise": (0.0, 5.0),
    "matching.taste_brand": (0.0, 5.0),
    "schooling.dropout": (-60.0, 60.0),
    "schooling.repeat": ((0.0,) * 13, (1.0,) * 13),
    "population.born_here": (0.0, 1.0),
    "population.attainment_academic": (-5.0, 5.0),
    "population.newcomers_response": (-50.0, 50.0),
    "choice.intercept": (
        (0.0, 0.0, 0.0, 60.0, 0.0, 0.0, 0.0, 0.0),
        (0.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ),
    "progress.persist": ((-60.0,) * 8, (60.0,) * 8),
    "partnerships.join_threshold": (-900.0, 900.0),
    "partnerships.hours_per_100_jobs": (0.0, 1e5),
}
"""Parameters at their extremes, by evidence card."""

GRADES = ((9, 12), (11, 12), (0, 12), (0, 5))
CHANNEL_STRENGTHS = (-2.0, 0.4, 3.0)
ROW = {
    "seats": (3.0, 20.0, 1e6),
    "take_up": (1.0, 0.3, 0.0),
    "no_show": (0.0, 0.5, 1.0),
    "fields": (0, 0b1, 0b1111111111),
    "needs_employer": (0, 1),
    "targeting": (0, 1, 2, 3),
    "target_share": (0.0, 0.5, 1.0),
    "target_group": (np.ones(N_CELLS, int).tolist(), (np.arange(N_CELLS) % 2).tolist()),
    "years": (1, 4),
    "apprenticeship": (1, 0),
    "awards": (int(Credential.CERTIFICATION), int(Credential.ASSOCIATE), 0),
    "pass_rate": (1.0, 0.5, 0.0),
    "saturation": (0.1, 100.0),
    "hours": (0.0, 1.0, 600.0),
    "ramp_years": (0.0, 3.0),
    "minimum_academic": (0.5, 99.0),
    "coordinator_hours": (0.0, 10.0),
    "employer_hours": (0.0, 60.0),
    "in_budget": (1, 0),
    "promised": (1, 0),
}
"""What may be said of a partnership."""


def jobs() -> st.SearchStrategy[tuple[int, ...]]:
    """Jobs of an employer by level: none, one, few or many."""
    return st.tuples(*[st.sampled_from((0, 1, 3, 12, 60))] * N_LEVELS)


def towns(
    most: tuple[int, ...] = (1, 2, 5), years: tuple[int, ...] = (5, 4, 3, 2)
) -> st.SearchStrategy[Town]:
    """Towns of one to six employers; some without the jobs of a level, or without any."""
    employer = st.tuples(st.integers(0, len(FIELDS) - 1), jobs())
    employers = st.lists(employer, min_size=1, max_size=6)
    return st.builds(
        Town,
        years=st.sampled_from(years),
        most=st.sampled_from(most),
        one_school=st.booleans(),
        employers=employers.map(tuple),
        wage=st.sampled_from((1.0, 0.1, 10.0)),
        commuters=st.sampled_from((0.0, 0.3, 1.0)),
        newcomers=st.sampled_from((5.0, 0.0, 40.0)),
        adults=st.sampled_from((0.7, 0.0, 2.0)),
        families=st.sampled_from((0.0, 0.1)),
        may_close=st.integers(0, 1),
        places=st.sampled_from((-1, 0, 2)),
        unemployment=st.sampled_from((np.nan, 0.05, 0.3)),
    )


def partnership(adults: tuple[int, ...]) -> st.SearchStrategy[tuple[str, dict]]:
    """A kind of partnership and what is changed in it."""
    channels = st.dictionaries(st.sampled_from(CHANNELS), st.sampled_from(CHANNEL_STRENGTHS), max_size=4)
    changes = st.tuples(a_few(ROW | {"adults": adults}, 6), st.sampled_from(GRADES), channels)
    return st.tuples(st.sampled_from(tuple(KINDS)), changes.map(_changes))


def _changes(drawn: tuple[dict, tuple[int, int], dict]) -> dict:
    row, (first, last), channels = drawn
    return row | {"first_grade": first, "last_grade": last} | ({"channels": channels} if channels else {})


def options(adults: tuple[int, ...] = (0, 1, 2), least: int = 1) -> st.SearchStrategy[Option]:
    """Scenarios of one to four partnerships, with promised jobs, coordinators and a budget or without."""
    return st.builds(
        Option,
        rows=st.lists(partnership(adults), min_size=least, max_size=4).map(tuple),
        offers=st.sampled_from((0.0, 3.0, 1000.0)),
        honoured=st.sampled_from((0.8, 0.0, 1.0)),
        budget=st.sampled_from((np.inf, np.inf, 0.0, 40_000.0)),
        coordinators=st.sampled_from((None, 0.0, 0.01, 9.0)),
    )


def studies(
    flags: tuple[str, ...] = ("", "", "", "", *FLAGS),
    most: int = 1,
    town: st.SearchStrategy[Town] | None = None,
    **of_options,
) -> st.SearchStrategy[Study]:
    """Studies of one to ``most`` options in a town with shocks and with parameters at their extremes."""
    place = (st.integers(0, 4), st.integers(0, 5), st.integers(0, N_LEVELS - 1))
    struck = st.tuples(*place, st.sampled_from((0.0, 0.4, 1.0, 2.0)), st.sampled_from((0.0, 7.0, 300.0)))
    lost = st.tuples(st.integers(0, 4), st.integers(0, len(FIELDS) - 1), st.sampled_from((0.3, 1.0)))
    return st.builds(
        Study,
        town=towns() if town is None else town,
        cards=a_few(CARDS, 6),
        shocks=st.lists(struck, max_size=4).map(tuple),
        outdated=st.lists(lost, max_size=2).map(tuple),
        flag=st.sampled_from(flags),
        seed=st.integers(0, 2**32 - 1),
        options=st.lists(options(**of_options), min_size=1, max_size=most).map(tuple),
    )


def some[T](strategy: st.SearchStrategy[T], many: int) -> list[T]:
    """The same ``many`` examples of a strategy every time, for a test that needs them together."""
    found: list[T] = []

    @settings(max_examples=many, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def keep(example: T) -> None:
        found.append(example)

    keep()
    return found


def digest(run: Run, world: World) -> str:
    """Hash of every array of a run, and of the people and employers it ends with."""
    arrays = [getattr(run, name) for name in run.__dataclass_fields__ if name not in ("audit", "years")]
    arrays += [*world.people, *world.firms, *world.conditions]
    return hashlib.sha256(b"".join(np.asarray(array).tobytes() for array in arrays)).hexdigest()


def watched(plan: Plan, *watchers: Callable[[str, World], None]) -> Run:
    """The run of a plan with the watchers called after every rule of every year, also of the warm-up."""
    with pytest.MonkeyPatch.context() as patch:
        for watcher in watchers:
            observe(patch, watcher)
        return live(plan)
