"""Pure Mesa: what hosting brings an employer, whether it takes part, and who goes where."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from sim.core.columns import PAYERS

from .codes import FIELDS, LEVEL, LEVELS, MARKET

EMPLOYERS = PAYERS.index("employers")
SIZES = "UNDER_100", "UNDER_500", "LARGER"


class Hosting:
    """An employer as a host; mixed into the employer."""

    def begin_hosting(self) -> None:
        """Nobody hosted yet, nothing believed."""
        self.participation = self.membership_years = 0
        self.belief = self.brand = self.recent = 0.0
        self.threshold = self.output = 0.0
        self.begin_year_of_hosting()

    def begin_year_of_hosting(self) -> None:
        """Counts of the year."""
        self.hosted, self.given, self.worked, self.paid = 0, 0.0, 0.0, 0.0
        self.hired_hosted, self.poached, self.kept = [0] * LEVELS, [0] * LEVELS, [0.0] * LEVELS

    def be_itself(self, year: int, luck, s) -> None:
        """What the employer wants and makes of hosting, and hopes for at first."""
        self.threshold = s.join_threshold + s.join_spread * luck.own_threshold()
        self.output = s.output * max(0.0, 1.0 + s.output_spread * luck.own_output())
        if year == 0 or self.closed:
            self.belief = s.hope

    def take_part(self, asking: list, luck, s) -> None:
        """Join, renew or quit, partnership by partnership; the brand gains by what moves anybody."""
        member = self.membership_years > 0
        thinks = member or sum(self.vacancies) > 0 or luck.joins() < s.join_without_vacancy
        worth = self.belief - self.threshold + (s.renewal if member else 0.0)
        hosts = shown = False
        for p in asking:
            place = not p.apprenticeship or member or self.vacancies[LEVEL.SKILLED] > 0
            terms = (self.output * p.work_hours * (1.0 - p.no_show) - p.cost_of_year) / p.staff_hours
            if thinks and place and not self.closed and terms + worth >= 0.0:
                p.hosts.add(self.number)
                hosts, shown = True, shown or p.moves
        self.participation = int(hosts)
        self.membership_years = min(self.membership_years + 1, 250) if hosts else 0
        self.brand = self.brand * (1.0 - s.brand_fade) + (s.brand_gain if shown else 0.0)

    def size_of_firm(self, stands_for: int) -> str:
        """Class of size of a firm in the row."""
        size = sum(self.base) / stands_for
        return SIZES[0] if size < 100 else SIZES[1] if size < 500 else SIZES[2]

    def close_books(self, s) -> dict[str, float]:
        """The ledger of the year, USD."""
        replacing = [s.recruiting + s.training * wage for wage in self.wage]

        def worth(counts: list) -> float:
            return sum(n * cost for n, cost in zip(counts, replacing, strict=True))

        return {
            "OUTPUT": self.output * self.worked,
            "SAVED": s.own_hire * worth(self.hired_hosted),
            "KEPT": worth(self.kept),
            "POACHED": s.own_hire * s.poaching_loss * worth(self.poached),
            "PAID": self.paid,
        }


def paid_for_a_seat(p, year: int, seats: float) -> float:
    """What a seat costs its employer."""
    fixed = sum(row[EMPLOYERS] for row in p.cost_fixed[year])
    return sum(row[EMPLOYERS] for row in p.cost_seat) + fixed / max(seats, 1.0)


def decide(model) -> None:
    """Who hosts what this year, and the record of who joined and who quit."""
    s, luck, year = model.partnership_rules, model.luck, model.year
    for p in model.partnerships:
        p.hosts, p.cost_of_year = set(), paid_for_a_seat(p, year, p.seats[year])
    running = [p for p in model.partnerships if p.seats[year] > 0 and p.needs_employer]
    for employer, stands_for in zip(model.employers, model.stands_for, strict=True):
        luck.key = employer.number
        employer.begin_year_of_hosting()
        asking = [p for p in running if p.employers[employer.number]]
        before = employer.membership_years > 0
        employer.be_itself(year, luck, s)
        employer.take_part(asking, luck, s)
        now, size = employer.participation, employer.size_of_firm(stands_for)
        flows = {
            "ASKED": bool(asking), "STAYED": before and now, "JOINED": now and not before,
            "QUIT": before and asking and not now and not employer.closed,
        }  # fmt: skip
        for flow, counts in flows.items():
            model.market[getattr(MARKET, f"{flow}_{size}")] += 1 if counts else 0


def hours_of_posts(model) -> float | None:
    """Hours of the coordinators paid as posts this year; None where there are none to be paid."""
    if model.coordinators is None:
        return None
    return model.coordinators[model.year] * model.partnership_rules.coordinator_year


def within_posts(model, seats: list[float]) -> list[float]:
    """Seats that coordinators have the hours for."""
    hours = hours_of_posts(model)
    if hours is None:
        return seats
    asked = sum(seat * p.coordinator_hours for p, seat in zip(model.partnerships, seats, strict=True))
    share = min(1.0, hours / max(asked, 1e-9))
    return [
        seat * share if p.coordinator_hours > 0.0 else seat
        for p, seat in zip(model.partnerships, seats, strict=True)
    ]


def chance_of_own_field(model, p) -> float:
    """Chance that a coordinator finds a host in the participant's field."""
    asked = sum(q.feasible * q.coordinator_hours for q in model.partnerships)
    hours = hours_of_posts(model)
    more = 1.0 if hours is None or asked <= 0.0 else max(1.0, hours / asked)
    return 1.0 - 0.5 ** (p.coordinator_hours * more / model.partnership_rules.matching_hours)


def host_finder(model, p):
    """A function that finds the host of a student in one partnership."""
    jobs = [sum(e.jobs) if e.number in p.hosts else 0 for e in model.employers]
    fields = [
        list(accumulate(n if e.field == field else 0 for n, e in zip(jobs, model.employers, strict=True)))
        for field in range(FIELDS)
    ]
    anywhere, matched, luck = list(accumulate(jobs)), chance_of_own_field(model, p), model.luck

    def host_of(student) -> int | None:
        if p.years > 1 and p.years_of(student) and student.seat_host in p.hosts:
            return student.seat_host
        own = fields[student.field]
        reach = own if luck.placed() < matched and own[-1] > 0 else anywhere
        return bisect_right(reach, luck.host() * reach[-1]) if reach[-1] > 0 else None

    return host_of


def note_seats(model, p, hosts: list[tuple[int | None, bool]]) -> None:
    """Put seats down to their hosts; who did not show up did no work."""
    cost = paid_for_a_seat(p, model.year, len(hosts))
    for number, comes in hosts:
        if number is not None:
            host = model.employers[number]
            host.hosted += 1
            host.given += p.staff_hours
            host.worked += p.work_hours if comes else 0.0
            host.paid += cost


def close_hosting(model) -> None:
    """The ledger of the year; employers learn from their own and from that of their field."""
    if not model.partnerships:
        return
    s, market = model.partnership_rules, model.market
    totals, gains, hours = {}, [0.0] * FIELDS, [0.0] * FIELDS
    net_of = dict.fromkeys(SIZES, 0.0)
    for e, stands_for in zip(model.employers, model.stands_for, strict=True):
        books, size = e.close_books(s), e.size_of_firm(stands_for)
        later = books["SAVED"] + books["KEPT"] - books["POACHED"]
        net = books["OUTPUT"] + later - books["PAID"]
        for name, amount in books.items():
            totals[name] = totals.get(name, 0.0) + amount
        net_of[size] += net
        market[getattr(MARKET, f"HOSTED_{size}")] += e.hosted
        market[MARKET.HOSTS] += e.hosted > 0
        market[MARKET.HOSTS_GAINING] += e.hosted > 0 and net > 0.0
        e.recent += (e.given - e.recent) / s.memory
        if e.given > 0.0 or later != 0.0:
            gains[e.field] += later
            hours[e.field] += e.recent
            if e.recent > 0.0:
                e.belief += s.learning * (later / e.recent - e.belief)
    for size, net in net_of.items():
        market[getattr(MARKET, f"RETURN_{size}")] = round(net)
    for name, amount in totals.items():
        market[getattr(MARKET, f"HOSTING_{name}")] = round(amount)
    for e in model.employers:
        if hours[e.field] > 0.0:
            e.belief += s.peers * (gains[e.field] / hours[e.field] - e.belief)
