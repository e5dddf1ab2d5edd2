"""Pure Mesa: steps 1 and 2. Employers, their jobs and their part in partnerships."""

from __future__ import annotations

from math import exp, floor

from . import mesa_tightness
from .codes import LEVELS, MARKET
from .mesa_birth import logistic

LEVEL_RANGE = range(LEVELS)
NO_SHOCK = [1.0] * LEVELS, [0.0] * LEVELS
SETTLING_YEARS = 8
"""Last years of the warm-up, in which the market works as in the horizon."""


class Employer:
    """An employer with its jobs by level."""

    def __init__(
        self, number: int, field: int, jobs: list[int], wage: list[float], may_close: int, outside: int
    ) -> None:
        self.number, self.field, self.base, self.base_wage = number, field, list(jobs), list(wage)
        self.jobs, self.others, self.wage = list(jobs), list(jobs), list(wage)
        self.young, self.vacancies, self.layoff = [0] * LEVELS, [0] * LEVELS, [0.0] * LEVELS
        self.opened = [0] * LEVELS
        size = sum(jobs)
        self.size_class = (0 if size < 100 else 1 if size < 500 else 2) if may_close else None
        self.closed = self.new = False
        self.outside = outside == 1
        self.participation = self.membership_years = 0
        self.hosted = self.hired_hosted = self.poached = 0
        self.belief = self.brand = self.growth = 0.0

    def pay_beginners(self, by_level) -> None:
        """Wages are those of beginners: the published median is that of all who hold the jobs."""
        self.base_wage = [wage * exp(off) for wage, off in zip(self.base_wage, by_level, strict=True)]
        self.wage = list(self.base_wage)

    def closing_chance(self, s) -> float:
        """Chance a year of closing: by size, and none for those that never close."""
        return 0.0 if self.size_class is None else s.closing[self.size_class]

    def open_or_close(self, luck, s) -> None:
        """Where a firm closed last year a new one begins; any may close."""
        self.new, self.closed = self.closed, luck.closing() < self.closing_chance(s)
        if self.closed:
            self.belief = self.brand = self.growth = 0.0
            self.membership_years = self.hosted = self.hired_hosted = self.poached = 0

    def set_jobs(self, year: int, cycle: float, factor: list[float], demand: list[float], luck, s) -> None:
        """Positions of the year: trend, cycle, own noise, growth and shock, reached by degrees."""
        own, chance = s.employer_noise * luck.own_cycle(), self.closing_chance(s)
        push = exp(cycle + own + self.growth) * (1.0 + chance)
        lucky = luck.positions(2)
        for level in LEVEL_RANGE:
            trend = (1.0 + s.growth[self.field] - s.automation[level]) ** max(0, year)
            kept = self.base[level] * trend * push * factor[level] + demand[level]
            if factor[level] >= 0.5 and not self.new:
                kept = self.jobs[level] + s.adjustment * (kept - self.jobs[level])
            self.jobs[level] = 0 if self.closed else max(0, int(kept + lucky[level]))

    def lose_others(self, rate: float, luck) -> None:
        """Others who retire or leave for good."""
        lucky = luck.positions(3)
        for level in LEVEL_RANGE:
            there = self.others[level]
            self.others[level] -= min(there, int(there * rate + lucky[level]))

    def make_room(self, simulated: float, luck, s) -> None:
        """Warm-up: others hold whatever the simulated ages do not yet hold."""
        lucky = luck.positions(5)
        for level in LEVEL_RANGE:
            jobs = self.jobs[level]
            ceiling = int(jobs * (1.0 - s.young_share[level] * simulated) + lucky[level])
            self.others[level] = max(0, min(ceiling, jobs - self.young[level]))

    def open_vacancies(self, luck, laid_off: list[list[float]]) -> int:
        """Positions nobody holds are open; layoffs where positions went. Returns the openings."""
        lucky = luck.positions(8)
        for level in LEVEL_RANGE:
            young, others = self.young[level], self.others[level]
            free = self.jobs[level] - young - others
            self.vacancies[level] = self.opened[level] = max(0, free)
            self.layoff[level] = 0.0
            if free < 0:
                gone = min(others, int(-free * others / (young + others) + lucky[level]))
                self.others[level] -= gone
                laid_off[self.field][level] += gone
                self.layoff[level] = (-free - gone) / max(1, young)
        return sum(self.opened)

    def fill(self, level: int, by: int) -> None:
        """Others take vacancies."""
        self.others[level] += by
        self.vacancies[level] -= by

    def learn(self, s) -> None:
        """Belief moves towards the return of last year's hosting."""
        if self.hosted > 0:
            won = s.hire_return * self.hired_hosted - s.poaching_loss * self.poached
            seen = s.host_return + won / self.hosted
            self.belief = self.belief + s.learning * (seen - self.belief)
        self.hosted = self.hired_hosted = self.poached = 0

    def take_part(self, asked: bool, shown: bool, luck, s) -> None:
        """Join, renew or quit; the brand gains by taking part in what moves anybody, and fades."""
        gap = (self.belief - s.join_threshold) / s.join_spread
        joins = (
            luck.joins() < logistic(gap + s.renewal * min(1, self.membership_years))
            and asked
            and not self.closed
        )
        self.participation = 1 if joins else 0
        self.membership_years = min(self.membership_years + 1, 250) if joins else 0
        self.brand = self.brand * (1.0 - s.brand_fade) + (s.brand_gain if joins and shown else 0.0)


def economy(model) -> None:
    """Step 1: wages, jobs, others and vacancies of the year."""
    s, luck, year = model.economy, model.luck, model.year
    mesa_tightness.respond(model)
    settling = year >= -SETTLING_YEARS
    closures = close_some(model) if settling else 0
    if year >= 0:
        model.cycle = s.cycle_hold * model.cycle + s.cycle * luck.cycle()
    openings = 0
    for employer in model.employers:
        luck.key = employer.number
        if settling:
            factor, demand = NO_SHOCK if year < 0 else shock_of(model, employer)
            employer.set_jobs(year, model.cycle, factor, demand, luck, s)
            employer.lose_others(s.older_exit, luck)
        else:
            employer.make_room((year + 22) / 22, luck, s)
        openings += employer.open_vacancies(luck, model.laid_off)
    model.market = [0] * len(vars(MARKET))
    model.market[MARKET.OPENINGS], model.market[MARKET.CLOSURES] = openings, closures


def shock_of(model, employer) -> tuple[list[float], list[float]]:
    """Factor on the employer's jobs and jobs on top this year, by level."""
    return model.jobs_factor[model.year][employer.number], model.demand[model.year][employer.number]


def close_some(model) -> int:
    """Some employers close, and nobody knows the firm that will take the place; returns how many close."""
    for employer in model.employers:
        model.luck.key = employer.number
        employer.open_or_close(model.luck, model.economy)
    closed = {employer.number for employer in model.employers if employer.closed}
    for student in model.students if closed else ():
        if student.host in closed:
            student.host, student.acquaintance = None, 0.0
    return len(closed)


def partnerships(model) -> None:
    """Step 2: who hosts, and how many seats of each partnership are feasible."""
    if model.year < 0 or not model.partnerships:
        return
    s, luck, year = model.partnership_rules, model.luck, model.year
    running = [p for p in model.partnerships if p.seats[year] > 0 and p.needs_employer]
    for employer in model.employers:
        luck.key = employer.number
        employer.learn(s)
        asking = [p for p in running if p.employers[employer.number]]
        employer.take_part(bool(asking), any(p.moves for p in asking), luck, s)
    seats = [p.seats[year] * ramp(p, year) for p in model.partnerships]
    seats = within_hosts(model, seats, s.hours_per_100_jobs / 100.0)
    looked_after = [p.coordinator_hours > 0.0 for p in model.partnerships]
    if model.coordinators[year] > 0.0:
        placed = sum(seat for seat, held in zip(seats, looked_after, strict=True) if held)
        share = min(1.0, model.coordinators[year] * s.placements_per_coordinator / max(placed, 1e-9))
        seats = [seat * share if held else seat for seat, held in zip(seats, looked_after, strict=True)]
    seats = within_budget(model, seats)
    for p, seat in zip(model.partnerships, seats, strict=True):
        p.feasible = floor(seat + 1e-9)


def ramp(p, year: int) -> float:
    """Share of the planned seats reached: linear over the ramp-up after the first seats."""
    started = next((at for at, seats in enumerate(p.seats) if seats > 0), 0)
    return min(1.0, max(0.0, (year - started + 1) / (p.ramp_years + 1.0)))


def within_hosts(model, seats: list[float], hours_per_job: float) -> list[float]:
    """Hosted seats that fit into the staff hours of the employers taking part."""
    hours = [sum(e.jobs) * e.participation * hours_per_job for e in model.employers]
    out, shared, needed = list(seats), set(), 0.0
    hosted = [p.needs_employer and p.employer_hours > 0.0 for p in model.partnerships]
    for i, p in enumerate(model.partnerships):
        if hosted[i]:
            own = [e for e in range(len(hours)) if p.employers[e]]
            shared.update(own)
            out[i] = min(out[i], sum(hours[e] for e in own) / p.employer_hours)
            needed += out[i] * p.employer_hours
    share = min(1.0, sum(hours[e] for e in shared) / max(needed, 1e-9))
    return [seat * share if host else seat for seat, host in zip(out, hosted, strict=True)]


def public_cost(p, seats: float, year: int) -> float:
    """Cost of a partnership in a year that a budget covers, USD."""
    fixed = p.public_fixed[year] if p.seats[year] > 0 else 0.0
    return fixed + p.public_seat * seats


def within_budget(model, seats: list[float]) -> list[float]:
    """Seats of the budgeted partnerships, scaled down alike so that their public cost stays within budget."""
    year, pairs = model.year, list(zip(model.partnerships, seats, strict=True))
    cost = sum(public_cost(p, seat, year) for p, seat in pairs if p.in_budget)
    if cost <= model.budget[year]:
        return seats
    fixed = sum(public_cost(p, 0.0, year) for p in model.partnerships if p.in_budget)
    share = max(0.0, model.budget[year] - fixed) / max(cost - fixed, 1e-9)
    return [seat * share if p.in_budget else seat for p, seat in pairs]
