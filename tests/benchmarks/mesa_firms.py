"""Pure Mesa: steps 1 and 2. Employers, their jobs and their part in partnerships."""

from __future__ import annotations

from math import exp, floor

from . import mesa_hosting, mesa_tightness
from .codes import LEVELS, MARKET

LEVEL_RANGE = range(LEVELS)
NO_SHOCK = [1.0] * LEVELS, [0.0] * LEVELS


class Employer(mesa_hosting.Hosting):
    """An employer with its jobs by level."""

    def __init__(
        self, number: int, field: int, jobs: list[int], wage: list[float], may_close: int, outside: int,
        commuters_share: float,
    ) -> None:  # fmt: skip
        self.number, self.field, self.base, self.base_wage = number, field, list(jobs), list(wage)
        self.jobs, self.wage = list(jobs), list(wage)
        self.others = [0 if outside else floor(held * commuters_share + 0.5) for held in jobs]
        self.young, self.vacancies, self.layoff = [0] * LEVELS, [0] * LEVELS, [0.0] * LEVELS
        self.opened = [0] * LEVELS
        size = sum(jobs)
        self.size_class = (0 if size < 100 else 1 if size < 500 else 2) if may_close else None
        self.closed = self.new = False
        self.outside = outside == 1
        self.growth = 0.0
        self.begin_hosting()

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
            kept = self.participation, self.threshold, self.output
            self.growth = 0.0
            self.begin_hosting()
            self.participation, self.threshold, self.output = kept

    def set_jobs(self, model, year: int, factor: list[float], demand: list[float], luck, s) -> None:
        """Positions of the year: trend, cycle, own noise, growth and shock, reached by degrees."""
        own, chance = s.employer_noise * luck.own_cycle(), self.closing_chance(s)
        push = exp(model.cycle + own + self.growth) * (1.0 + chance)
        lucky = luck.positions(2)
        for level in LEVEL_RANGE:
            trend = (1.0 + s.growth[self.field] - s.automation[level]) ** max(0, year)
            kept = self.base[level] * model.positions[0] * trend * push * factor[level] + demand[level]
            if factor[level] >= 0.5 and not self.new:
                kept = self.jobs[level] + s.adjustment * (kept - self.jobs[level])
            self.jobs[level] = 0 if self.closed else max(0, int(kept + lucky[level]))

    def lose_others(self, rate: float, luck) -> None:
        """Commuters who leave their job here."""
        lucky = luck.positions(3)
        for level in LEVEL_RANGE:
            there = self.others[level]
            self.others[level] -= min(there, int(there * rate + lucky[level]))

    def open_vacancies(self, luck) -> int:
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
                self.layoff[level] = (-free - gone) / max(1, young)
        return sum(self.opened)

    def reopen(self, level: int) -> int:
        """A job that ended is open again, unless its position went; returns 1 if it is."""
        if self.young[level] + self.others[level] + self.vacancies[level] >= self.jobs[level]:
            return 0
        self.vacancies[level] += 1
        self.opened[level] += 1
        return 1

    def fill(self, level: int, by: int) -> None:
        """Commuters take vacancies."""
        self.others[level] += by
        self.vacancies[level] -= by


def economy(model) -> None:
    """Step 1: wages, jobs, others and vacancies of the year."""
    s, luck, year = model.economy, model.luck, model.year
    mesa_tightness.respond(model)
    closures = close_some(model)
    if year >= 0:
        model.cycle = s.cycle_hold * model.cycle + s.cycle * luck.cycle()
    openings = 0
    for employer in model.employers:
        luck.key = employer.number
        factor, demand = NO_SHOCK if year < 0 else shock_of(model, employer)
        employer.set_jobs(model, year, factor, demand, luck, s)
        employer.lose_others(s.commuter_exit, luck)
        openings += employer.open_vacancies(luck)
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
    s, year = model.partnership_rules, model.year
    mesa_hosting.decide(model)
    seats = [p.seats[year] * ramp(p, year) for p in model.partnerships]
    seats = within_hosts(model, seats, s.hours_per_100_jobs / 100.0)
    seats = mesa_hosting.within_posts(model, seats)
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
            own = sorted(p.hosts)
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
