"""A small made-up region, its partnerships and its plans, for the tests of the laws.

Two zones with an elementary, a middle and a high school each; employers of every field; a few hundred
to a few thousand pupils. Storage is that of :mod:`sim.study.plan.compile`, so that the kernels compiled for
a real study serve here too. Nothing here is drawn at random: the same arguments give the same arrays.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

import sim.core.world
from sim.core.columns import (
    CHANNELS,
    ETHNICITY,
    FIELDS,
    INGREDIENTS,
    N_CELLS,
    N_LEVELS,
    PAYERS,
    Credential,
    Pathway,
)
from sim.core.partnership import PARTNERSHIP
from sim.core.plan import Partnerships, Plan, Region, Shocks, Targeting, partnership_arrays
from sim.core.world import Run, World, fork, grow, run
from sim.study.evidence.card import load_cards
from sim.study.evidence.draws import draw_parameters
from sim.study.region.arrays import newcomers_by_age

SPANS = ((0, 5), (6, 8), (9, 12))
"""Grades of an elementary, a middle and a high school."""

MIX = np.array([[5, 2, 1, 1, 0, 0, 1], [2, 5, 2, 0, 0, 0, 1]])
"""Tenths of each ethnicity in the two zones."""

JOBS_PER_PUPIL = np.array([26, 18, 12])
"""Jobs of each level for one pupil of a grade; every third of them in the first two employers."""

ADULTS_PER_PUPIL, NEWCOMERS_PER_PUPIL = 40, (1.6, 1.3)
"""Residents of 35 to 64, and newcomers a year of 18 to 34 and older, for one pupil of a grade; with the jobs
about as in the shipped Chattanooga (41, 1.6 and 1.3, and 58 jobs)."""

BIG_EMPLOYERS = 2


def small_region(tens: int = 4, employers: int = 20, years: int = 8) -> Region:
    """A region with ``20 * tens`` pupils a grade, half of them in each zone, and jobs in proportion."""
    pupils = np.zeros((6, 13, len(ETHNICITY)), np.int32)
    for school in range(6):
        first, last = SPANS[school % 3]
        pupils[school, first : last + 1] = MIX[school // 3] * tens
    poor = np.array([0.3, 0.6, 0.6, 0.2, 0.4, 0.4, 0.4])
    return Region(
        pupils=pupils,
        low_income_share=np.stack([poor if school < 3 else poor * 1.4 for school in range(6)]),
        english_learner_share=np.array([0.05, 0.05, 0.05, 0.15, 0.15, 0.15]),
        disability_share=np.full(6, 0.13),
        first_grade=np.array([SPANS[school % 3][0] for school in range(6)], np.int8),
        last_grade=np.array([SPANS[school % 3][1] for school in range(6)], np.int8),
        school_zone=np.array([school // 3 for school in range(6)], np.uint8),
        pupils_per_counsellor=np.full(6, 350.0),
        rural_zone=np.array([0.5, 0.0]),
        no_car_share=np.array([0.03, 0.15]),
        first_generation_share=np.array([0.4, 0.8]),
        jobs=_jobs(tens, employers),
        may_close=np.ones(employers, np.uint8),
        employer_field=(np.arange(employers) % len(FIELDS)).astype(np.uint8),
        wage=np.tile([32_000.0, 47_000.0, 71_000.0], (employers, 1)),
        provider_pathway=np.array([Pathway.CERTIFICATION, Pathway.TWO_YEAR, Pathway.FOUR_YEAR], np.uint8),
        provider_seats=np.full(3, -1, np.int32),
        provider_fields=np.full((3, len(FIELDS)), 1.0 / len(FIELDS)),
        provider_awards=np.array([100.0, 300.0, 500.0]),
        kindergarten=np.full(years, 20 * tens, np.int32),
        families_in=np.full(13, 0.05),
        newcomers=newcomers_by_age(*(20.0 * tens * many for many in NEWCOMERS_PER_PUPIL)),
        adults=20.0 * tens * ADULTS_PER_PUPIL,
        adult_diploma=np.array([0.92, 0.83, 0.61, 0.83, 0.89, 0.89, 0.89]),
        adult_bachelor=np.array([0.35, 0.16, 0.17, 0.45, 0.31, 0.31, 0.31]),
        adult_skilled_share=0.15,
        stands_for=np.ones(employers, np.int32),
        outside=(np.arange(employers) == employers - 1).astype(np.uint8),
        unemployment=0.06,
        usually_open=0.047,
        commuters_share=0.2,
        newcomer_bachelor_share=np.array([0.4, 0.4]),
        newcomer_skilled_share=0.3,
        newcomer_ethnicity=MIX.sum(axis=0) / MIX.sum(),
    )


def _jobs(tens: int, employers: int) -> np.ndarray:
    """Jobs [E, L]: a third in two big employers, the rest spread evenly over the others."""
    total = JOBS_PER_PUPIL * 20 * tens
    jobs = np.zeros((employers, N_LEVELS), np.int32)
    jobs[:BIG_EMPLOYERS] = total // 6
    for level in range(N_LEVELS):
        rest = total[level] - jobs[:, level].sum()
        share, more = divmod(rest, employers - BIG_EMPLOYERS)
        jobs[BIG_EMPLOYERS:, level] = share + (np.arange(employers - BIG_EMPLOYERS) < more)
    return jobs


def quiet(years: int, employers: int) -> Shocks:
    """Nothing happens to employers from outside."""
    return Shocks(
        jobs_factor=np.ones((years, employers, N_LEVELS)), demand=np.zeros((years, employers, N_LEVELS)),
        outdated=np.zeros((years, len(FIELDS))),
    )  # fmt: skip


def club(**changes) -> dict:
    """An activity in school, without employers: grades 9 to 12, open to volunteers, 40 seats a year."""
    usual = {number.name: number.default for number in PARTNERSHIP if number.stated}
    row = usual | {
        "rung": 3, "bit": 0, "luck": None, "first_grade": 9, "last_grade": 12, "adults": 0, "fields": 0,
        "schools": 1, "employers": 1, "seats": 40.0, "take_up": 0.5, "no_show": 0.1,
        "targeting": int(Targeting.OPEN), "target_group": np.zeros(N_CELLS), "target_share": 0.0,
        "target_new": 0, "class_size": 0,
        "coordinator_hours": 0.0, "employer_hours": 0.0, "hours": 100.0, "channels": {}, "awards": 0,
        "fixed": 10_000.0,
        "per_seat": 1_000.0, "promised": 0,
    }  # fmt: skip
    unknown = set(changes) - set(row)
    if unknown:
        raise KeyError(f"a partnership has no {sorted(unknown)}")
    return row | changes


def internship(**changes) -> dict:
    """Hosted by employers, grades 11 and 12, leads to production and maintenance, acts on every channel."""
    strengths = dict.fromkeys(CHANNELS, 0.3) | {"contacts": 2.0, "technical": 0.5}
    usual = {
        "rung": 2, "first_grade": 11, "last_grade": 12, "fields": 0b11, "needs_employer": 1,
        "employer_hours": 60.0, "work_hours": 150.0, "channels": strengths,
        "awards": int(Credential.CERTIFICATION), "pass_rate": 0.6, "promised": 1,
    }  # fmt: skip
    return club(**(usual | changes))


def placebo(**changes) -> dict:
    """Costs money, moves no channel."""
    return club(**({"bit": 20, "first_grade": 6, "per_seat": 2_500.0} | changes))


def partnerships(region: Region, rows: list[dict]) -> Partnerships:
    """The partnerships of a plan from rows of :func:`club`, :func:`internship` or :func:`placebo`."""
    lengths = {"schools": len(region.first_grade), "employers": len(region.employer_field),
               "years": len(region.kindergarten)}  # fmt: skip
    return partnership_arrays([_spread(row, lengths) for row in rows], lengths)


def _spread(row: dict, lengths: dict) -> dict:
    """A row with every number in full: luck of its own, strengths in order, costs by ingredient and payer."""
    full = row | {
        "luck": _luck(row), "channels": [row["channels"].get(name, 0.0) for name in CHANNELS],
        "cost_fixed": _split(row["fixed"]), "cost_seat": _split(row["per_seat"]),
    }  # fmt: skip
    return {number.name: np.broadcast_to(full[number.name], number.shape(lengths)) for number in PARTNERSHIP}


def levers(
    plan: Partnerships, rows: list[dict], offers: float, honoured: float, coordinators: float | None
) -> dict:
    """Arrays of the levers: jobs promised a year and the share kept, and coordinators, if any."""
    years = plan.seats.shape[1]
    posts = {} if coordinators is None else {"wbl_coordinators": {"posts": np.full(years, coordinators)}}
    return posts | {
        "commitment_to_hire": {
            "offers": np.full(years, offers), "honoured": np.full(years, honoured),
            "partnerships": np.array([row["promised"] for row in rows], np.uint8),
        },
    }  # fmt: skip


def _luck(row: dict) -> int:
    """Offset of a partnership's draws; of its bit where the test does not say another."""
    return (row["bit"] + 1 if row["luck"] is None else row["luck"]) << 17


def _split(amount: float) -> np.ndarray:
    """An amount over ingredients and payers, in uneven thirds that no power of two divides."""
    cost = np.zeros((len(INGREDIENTS), len(PAYERS)))
    cost[INGREDIENTS.index("coordination"), PAYERS.index("grant")] = amount * 0.31
    cost[INGREDIENTS.index("employer_staff"), PAYERS.index("employers")] = amount * 0.47
    cost[INGREDIENTS.index("transport"), PAYERS.index("families")] = amount * 0.22
    return cost


@functools.cache
def central_parameters() -> dict[str, float | tuple[float, ...]]:
    """Central value of every evidence card."""
    return draw_parameters(load_cards(), 1, None)


def plan_of(region: Region, rows: list[dict] = (), *, seed: int = 11, replicate: int = 0, **changes) -> Plan:
    """A plan with central parameters; ``changes`` go to parameters (by card), partnerships or the plan."""
    usual = {"offers": 0.0, "honoured": 0.8, "coordinators": None, "budget": np.inf}
    own = {key: changes.pop(key, value) for key, value in usual.items()}
    cards = {key: changes.pop(key) for key in list(changes) if "." in key}
    unknown = set(cards) - set(central_parameters())
    if unknown:
        raise KeyError(f"no evidence card {sorted(unknown)}")
    rows, years = list(rows), len(region.kindergarten)
    arrays, budget = partnerships(region, rows), own.pop("budget")
    return replace(
        Plan(
            seed=seed, draw=0, replicate=replicate, years=years, region=region, partnerships=arrays,
            budget=np.full(years, budget), shocks=quiet(years, len(region.employer_field)),
            parameters=central_parameters() | cards, target_fields=0b1111,
            levers=levers(arrays, rows, **own),
        ),
        **changes,
    )  # fmt: skip


def live(plan: Plan, start: World | None = None) -> Run:
    """The run of a plan, from its own warm-up or from a start shared with others."""
    return run(grow(plan) if start is None else fork(start, plan))


def observe(monkeypatch, seen):
    """Call ``seen(name of the rule, world)`` after every rule of every year from now on."""

    def watched(rule):
        def then(world):
            rule.step(world)
            seen(rule.name, world)

        return rule._replace(step=then)

    monkeypatch.setattr(sim.core.world, "YEAR", tuple(watched(rule) for rule in sim.core.world.YEAR))


def same_bytes(one: Run, other: Run, skip: tuple[str, ...] = ("audit",)) -> list[str]:
    """Names of the arrays of two runs that differ in any byte, storage or shape."""
    return [
        name
        for name in one.__dataclass_fields__
        if name not in skip and not _same(getattr(one, name), getattr(other, name))
    ]


def _same(one, other) -> bool:
    if not isinstance(one, np.ndarray):
        return one == other
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
