"""From a trial to its worlds: one with the lottery, one without, from the same start, with the same luck.

The trial's population is the region's, with intercepts moved in the trial's own worlds, from the lots on,
until the losers have the published rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bench.trials.outcomes import ENDPOINTS, GROUPS
from sim.bench.trials.trial import LAST_AFTER, Trial
from sim.core.columns import ETHNICITY, FIELDS, N_CELLS, PATHWAYS, SEX, Channel, Stage, cell
from sim.core.plan import Lottery, Move, Plan, Region
from sim.core.state import Lots, World
from sim.core.world import fork
from sim.lives.worlds import Notes, live_year
from sim.study.plan.compile import compile_plan, partnership_bits

if TYPE_CHECKING:
    from sim.study.load.scenario import Scenario

LAST_RULE = "accounts"
"""After it a school year is over, but for the turn of the year."""
ROUNDS, NEAR = 6, 0.04
"""How often the intercepts of a trial's population are tried, unless all rates are so near, in log-odds."""
LARGEST_STEP = 1.5
"""Log-odds an intercept may move in a round."""
SEATS = 100_000
"""Seats planned a year; how many there are is decided by the lots."""

Shifts = dict[str, np.ndarray]
"""What is added to settings of rules, by ``rule.setting``."""


class NoTrial(ValueError):
    """A trial cannot be run in this region; the message says why."""


@dataclass(slots=True)
class Watch(Notes):
    """What became of the randomised, year by year from the lots on.

    ``row`` is given where nobody is randomised in this world: then those of the other world are watched.
    """

    trial: Trial
    row: np.ndarray | None = None
    values: dict[str, list[np.ndarray]] = field(default_factory=dict)
    groups: dict[str, np.ndarray] = field(default_factory=dict)
    lots: Lots | None = None

    def after(self, rule: str, world: World) -> None:
        """Write down every outcome at the end of the year."""
        if rule != LAST_RULE:
            return
        self.lots = world.lots if self.row is None else None
        rows = self.row if self.lots is None else self.lots.row
        if rows is None:
            return
        if not self.groups:
            self.groups = {name: who(world, rows) for name, who in GROUPS.items()}
        fields = fields_of(self.trial)
        for name in {row.outcome for row in (*self.trial.published, *self.trial.population)}:
            values = np.where(followed(world, rows), ENDPOINTS[name].values(world, rows, fields), np.nan)
            self.values.setdefault(name, []).append(values)

    def outcome(self, name: str, after: int) -> np.ndarray:
        """An outcome so many years from the lots, float64 [applicants]; NaN = lost from sight."""
        seen = self.values[name]
        return np.max(seen[:after], axis=0) if ENDPOINTS[name].ever else seen[after - 1]


def followed(world: World, rows: np.ndarray) -> np.ndarray:
    """Who can still be followed: whose family moved away, or who is past the simulated ages, cannot; bool."""
    return ~np.isin(world.people.stage[rows], (Stage.GONE, Stage.AGED))


def fields_of(trial: Trial) -> int:
    """Bit set of the fields that the trial's programmes lead to; all where none is named."""
    named = {name for given in trial.bundle.values() for name in given.fields or ()}
    return sum(1 << FIELDS.index(name) for name in named or FIELDS)


def scenario_of(trial: Trial, base: Scenario) -> Scenario:
    """The scenario of the trial's world, in the region of ``base``: its bundle and nothing else.

    Raises :class:`sim.study.reading.diagnostics.StudyError` if the region cannot hold the bundle.
    """
    entries = {name: _entry(trial, name) for name in trial.bundle}
    return base.with_({"name": trial.label[:200], "partnerships": entries, "horizon.years": LAST_AFTER})


def _entry(trial: Trial, name: str) -> dict[str, Any]:
    """A partnership as a scenario would state it; take-up by lot is the lottery's, so nobody stays away."""
    given = trial.bundle[name]
    stated: dict[str, Any] = {
        "activity": given.activity,
        "seats": SEATS,
        "no_show": "0 %",
        "ramp_up": "0 years",
    }
    if given.fields:
        stated["fields"] = list(given.fields)
    if given.hours is not None:
        stated["hours"] = given.hours.text
    if given.apply is not None:
        stated["take_up"] = given.apply.text
    return stated


def lottery_of(trial: Trial) -> Lottery:
    """The trial's lots as the core reads them."""
    who, lots = trial.eligible, trial.lottery
    return Lottery(
        partnerships=tuple(range(len(trial.bundle))),
        pathway=0 if who.entrants is None else PATHWAYS.index(who.entrants),
        year=0,
        years=lots.years,
        grades=who.grades or (0, len(PATHWAYS) * 2),
        ages=who.ages or (0, 127),
        cells=_cells(who.groups),
        academic=(
            -np.inf if who.academic_at_least is None else who.academic_at_least,
            np.inf if who.academic_at_most is None else who.academic_at_most,
        ),
        winners=lots.winners,
        take_up=lots.take_up,
        crossover=lots.crossover,
        most=lots.applicants,
        by_school=trial.unit == "school",
    )


def _cells(groups: tuple[str, ...]) -> np.ndarray:
    """Cells whose persons are in all the groups named, uint8 [cells]; every cell where none is."""
    cells = np.ones(N_CELLS, np.uint8)
    for (e, race), (s, sex), poor in product(enumerate(ETHNICITY), enumerate(SEX), (0, 1)):
        own = {race, sex, "low_income" if poor else "not_low_income", "all"}
        own |= {"minority"} if race not in ("white", "asian") else set()
        cells[cell(e, s, poor)] = set(groups) <= own
    return cells


@dataclass(frozen=True, slots=True)
class Randomised:
    """The two worlds of a trial in one draw, as far as they were watched, and the intercepts moved for it."""

    drawn: Watch  # with the lottery
    undrawn: Watch  # without: the same persons, nobody treated by the trial
    shifts: Shifts


def live_trial(trial: Trial, scenario: Scenario, start: World, region: Region) -> Randomised:
    """The worlds of a trial from a grown start, whose draw they share.

    Raises :class:`NoTrial` if nobody applies or wins.
    """
    plan = compile_plan(
        scenario, partnership_bits((scenario,)), start.plan.draw, start.plan.replicate, region
    )
    return lived_beside(trial, start, replace(plan, partnerships=_as_given(trial, plan)))


def lived_beside(trial: Trial, start: World, plan: Plan) -> Randomised:
    """The trial's lots drawn over a plan with its bundle, beside the plan of the start, without it.

    Raises :class:`NoTrial` if nobody applies or wins.
    """
    treated, untreated = replace(plan, lottery=lottery_of(trial)), start.plan
    shifts = _fitted(trial, start, treated)
    moves = _moves(shifts, treated.years)
    drawn = _watched(start, replace(treated, moves=moves), Watch(trial), trial.years)
    undrawn = Watch(trial, row=_lots(trial, drawn).row)
    _watched(start, replace(untreated, moves=moves), undrawn, trial.years)
    return Randomised(drawn, undrawn, shifts)


def _as_given(trial: Trial, plan: Plan) -> Any:
    """The plan's partnerships in the trial's grades, and with the money that its scholarships state.

    A trial says whom it treated, also where the library would not advise it.
    """
    names = sorted(trial.bundle)
    channels = plan.partnerships.channels.copy()
    first, last = plan.partnerships.first_grade.copy(), plan.partnerships.last_grade.copy()
    for p, given in enumerate(trial.bundle[name] for name in names):
        for channel, amount in given.aid.items():
            channels[p, Channel[channel.upper()]] = amount
        if trial.eligible.grades is not None:
            own, oldest = trial.eligible.grades
            first[p], last[p] = own, max(oldest, min(int(last[p]), oldest + trial.lottery.years - 1))
    return plan.partnerships._replace(channels=channels, first_grade=first, last_grade=last)


def _watched(start: World, plan: Plan, watch: Watch, years: int) -> Watch:
    world = fork(start, plan)
    while world.year < years:
        live_year(world, watch)
    return watch


def _lots(trial: Trial, watch: Watch) -> Lots:
    lots = watch.lots
    if lots is None or not lots.won.any() or lots.won.all() or not lots.uses.any():
        raise NoTrial(f"{trial.name}: nobody applies in this region, or all win or lose")
    return lots


def _moves(shifts: Mapping[str, np.ndarray], years: int) -> dict[str, Move]:
    return {
        name: Move(np.ones((years, *shift.shape)), np.broadcast_to(shift, (years, *shift.shape)))
        for name, shift in shifts.items()
    }


def _fitted(trial: Trial, start: World, plan: Plan) -> Shifts:
    """Shifts with which the losers have the rates of the trial's own population, and those it states.

    Each rate has its own amount, moved by what the rate is off over how it answered so far; of all rounds the
    nearest is kept, for a rate may be out of the model's reach.
    """
    stated = {name: np.array(value) for name, value in trial.shifts.items()}
    if not trial.population:
        return _shifts(trial, np.zeros(0), stated, start)
    years = max(rate.after for rate in trial.population)
    moved, slopes = np.zeros(len(trial.population)), np.ones(len(trial.population))
    tried: list[tuple[float, np.ndarray, np.ndarray]] = []
    for _ in range(ROUNDS):
        moves = _moves(_shifts(trial, moved, stated, start), plan.years)
        gaps = _gaps(trial, _watched(start, replace(plan, moves=moves), Watch(trial), years))
        if tried:
            slopes = _slopes(slopes, moved - tried[-1][1], tried[-1][2] - gaps)
        tried.append((float(np.abs(gaps).max()), moved, gaps))
        if tried[-1][0] < NEAR:
            break
        moved = moved + np.clip(gaps / slopes, -LARGEST_STEP, LARGEST_STEP)
    return _shifts(trial, min(tried, key=lambda one: one[0])[1], stated, start)


def _slopes(before: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Log-odds by which rates answer a step of their amounts; as before where there was none."""
    known = np.abs(step) > 1e-6
    return np.where(known, np.clip(change / np.where(known, step, 1.0), 0.25, 6.0), before)


def _gaps(trial: Trial, watch: Watch) -> np.ndarray:
    """How far each rate of the losers is below the trial's own, log-odds, by the sign of its intercepts."""
    lost = ~_lots(trial, watch).won
    found = [float(np.nanmean(watch.outcome(rate.outcome, rate.after)[lost])) for rate in trial.population]
    return np.array([
        rate.sign * (_log_odds(rate.is_) - _log_odds(min(max(seen, 0.002), 0.998)))
        for rate, seen in zip(trial.population, found, strict=True)
    ])  # fmt: skip


def _log_odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def _shifts(trial: Trial, moved: np.ndarray, stated: Shifts, start: World) -> Shifts:
    """Shifts by setting: what is stated, and what each rate of the population moves."""
    shifts = {name: value.copy() for name, value in stated.items()}
    for rate, amount in zip(trial.population, moved, strict=True):
        for name, entries in rate.by.items():
            rule, setting = name.split(".")
            value = np.asarray(getattr(start.settings[rule], setting), float)
            own = np.full(value.shape, amount)
            if entries:
                own = np.zeros(value.shape)
                own[[PATHWAYS.index(entry) for entry in entries]] = amount
            shifts[name] = shifts.get(name, np.zeros(value.shape)) + own
    return shifts
