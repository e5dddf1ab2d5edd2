"""Pure Mesa: steps 1 and 2, and what is left open after step 7. Employers and their jobs."""

from __future__ import annotations

from math import exp, floor

from .codes import LEVELS, MARKET
from .mesa_birth import logistic

LEVEL_RANGE = range(LEVELS)


class Employer:
    """An employer with its jobs by level."""

    def __init__(self, number: int, field: int, jobs: list[int], wage: list[float]) -> None:
        self.number, self.field, self.wage = number, field, wage
        self.base, self.base_total = list(jobs), max(1.0, float(sum(jobs)))
        self.jobs, self.others = list(jobs), list(jobs)
        self.young, self.vacancies, self.layoff = [0] * LEVELS, [0] * LEVELS, [0.0] * LEVELS
        self.participation = self.membership_years = self.hosted = self.hired_hosted = 0
        self.belief = self.brand = 0.0

    def set_jobs(self, year: int, cycle: float, factor: float, demand: float, luck, s) -> None:
        """Positions of the year: trend, cycle, own noise and shock, reached by degrees."""
        own = s.employer_noise * luck.own_cycle()
        lucky = luck.positions(2)
        move = (1.0 + s.growth[self.field]) ** max(year, 0) * exp(cycle + own) * factor
        for level in LEVEL_RANGE:
            wanted = self.base[level] * move + demand * (self.base[level] / self.base_total)
            now = self.jobs[level]
            kept = wanted if factor < 0.5 else now + s.adjustment * (wanted - now)
            self.jobs[level] = max(0, int(kept + lucky[level]))

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

    def open_vacancies(self, older_share: float, luck) -> tuple[int, int]:
        """Vacancies left to the young after others took their share; layoffs where positions went."""
        lucky, openings, taken = luck.positions(4), 0, 0
        for level in LEVEL_RANGE:
            jobs, young, others = self.jobs[level], self.young[level], self.others[level]
            self.layoff[level], self.vacancies[level] = 0.0, 0
            if young + others > jobs:
                excess = young + others - jobs
                gone = min(others, int(excess * others / (young + others) + lucky[level]))
                self.others[level] -= gone
                self.layoff[level] = (excess - gone) / max(1, young)
                continue
            free = jobs - young - others
            hired = min(free, int(free * older_share + lucky[level]))
            self.others[level] += hired
            self.vacancies[level] = free - hired
            openings += free
            taken += hired
        return openings, taken

    def fill_from_outside(self, share: float, luck) -> int:
        """Positions still open are partly filled by outsiders; returns how many."""
        lucky, filled = luck.positions(7), 0
        for level in LEVEL_RANGE:
            taken = min(self.vacancies[level], int(self.vacancies[level] * share + lucky[level]))
            self.others[level] += taken
            self.vacancies[level] -= taken
            filled += taken
        return filled

    def learn(self, s) -> None:
        """Belief moves towards the return of last year's hosting."""
        if self.hosted > 0:
            seen = s.host_return + s.hire_return * self.hired_hosted / self.hosted
            self.belief = self.belief + s.learning * (seen - self.belief)
        self.hosted = self.hired_hosted = 0

    def take_part(self, asked: bool, luck, s) -> None:
        """Join, renew or quit; the brand gains by taking part and fades."""
        gap = (self.belief - s.join_threshold) / s.join_spread
        joins = luck.joins() < logistic(gap + s.renewal * min(1, self.membership_years)) and asked
        self.participation = 1 if joins else 0
        self.membership_years = min(self.membership_years + 1, 250) if joins else 0
        self.brand = self.brand * (1.0 - s.brand_fade) + (s.brand_gain if joins else 0.0)


def economy(model) -> None:
    """Step 1: jobs, others and vacancies of the year."""
    s, luck, year = model.economy, model.luck, model.year
    cycle = s.cycle * luck.cycle() if year >= 0 else 0.0
    openings = taken = 0
    for employer in model.employers:
        luck.key = employer.number
        if year < 0:
            employer.jobs = list(employer.base)
            employer.make_room((year + 22) / 22, luck, s)
            employer.open_vacancies(0.0, luck)
            continue
        factor, demand = model.jobs_factor[year][employer.number], model.demand[year][employer.number]
        employer.set_jobs(year, cycle, factor, demand, luck, s)
        employer.lose_others(s.older_exit, luck)
        opened, hired = employer.open_vacancies(s.older_share, luck)
        openings, taken = openings + opened, taken + hired
    model.market = [0] * len(vars(MARKET))
    model.market[MARKET.OPENINGS], model.market[MARKET.HIRED_OTHERS] = openings, taken


def partnerships(model) -> None:
    """Step 2: who hosts, and how many seats of each partnership are feasible."""
    if model.year < 0 or not model.partnerships:
        return
    s, luck, year = model.partnership_rules, model.luck, model.year
    running = [p for p in model.partnerships if p.seats[year] > 0 and p.needs_employer]
    for employer in model.employers:
        luck.key = employer.number
        employer.learn(s)
        employer.take_part(any(p.employers[employer.number] for p in running), luck, s)
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
