"""Pure Mesa: step 3. Partnerships, and who gets their seats."""

from __future__ import annotations

from sim.core.columns import CHANNELS, INGREDIENTS, PAYERS
from sim.core.plan import Targeting

from .codes import BARRIER, COUNT, FIELDS, PLACE, STAGE
from .mesa_birth import shift_odds
from .mesa_hosting import host_finder, note_seats

BARRIER_CHANNEL = CHANNELS.index("barrier")
PUBLIC = [i for i, payer in enumerate(PAYERS) if payer not in ("employers", "families")]
WORKERS_TOO = 1
"""Code of a partnership for adults that takes workers as well as those who look for work."""
PER_PERSON = [
    "stage",
    "bit",
    "luck",
    "first_grade",
    "last_grade",
    "adults",
    "fields",
    "needs_employer",
    "take_up",
    "no_show",
    "minimum_academic",
    "targeting",
    "target_share",
    "coordinator_hours",
    "employer_hours",
    "work_hours",
    "years",
    "hours",
    "saturation",
    "awards",
    "pass_rate",
    "apprenticeship",
    "in_budget",
    "ramp_years",
    "schools",
    "employers",
    "seats",
    "target_group",
    "channels",
    "cost_fixed",
    "cost_seat",
]


class Partnership:
    """One partnership, with plain Python numbers."""

    def __init__(self, plan, row: int, promises_jobs: bool) -> None:
        for name in PER_PERSON:
            setattr(self, name, getattr(plan, name)[row].tolist())
        self.promises_jobs = promises_jobs
        self.public_fixed = plan.cost_fixed[row][:, :, PUBLIC].sum(axis=(1, 2)).tolist()
        self.public_seat = float(plan.cost_seat[row][:, PUBLIC].sum())
        self.feasible = 0
        self.moves = any(self.channels)
        self.staff_hours, self.hosts = self.employer_hours or 1.0, set()

    def nth_field(self, u: float) -> int:
        """One field of its set, each with the same chance."""
        led_to = [field for field in range(FIELDS) if (self.fields >> field) & 1]
        return led_to[int(u * len(led_to))]

    def eligible(self, student) -> bool:
        """Whether a person may hold a seat."""
        if self.adults:
            stages = (STAGE.SEEK, STAGE.WORK) if self.adults == WORKERS_TOO else (STAGE.SEEK,)
            if student.stage not in stages or student.place != PLACE.LOCAL:
                return False
        elif (
            student.stage != STAGE.SCHOOL
            or not self.first_grade <= student.grade <= self.last_grade
            or not self.schools[student.school]
        ):
            return False
        if self.needs_employer or self.awards:
            if self.fields and not (self.fields >> student.field) & 1:
                return False
            if self.years <= 1 and (student.delivered >> self.bit) & 1:
                return False
        return student.academic >= self.minimum_academic

    def volunteers(self, student, luck, s) -> bool:
        """Whether an eligible person takes up the offer."""
        lift = s.take_up_motivation * student.motivation + s.take_up_interest * student.interest
        remaining = 1.0 - min(1.0, max(0.0, self.channels[BARRIER_CHANNEL]))
        if student.barriers & BARRIER.NO_TRANSPORT:
            lift += s.take_up_no_transport * remaining
        if student.barriers & BARRIER.MUST_EARN:
            lift += s.take_up_must_earn * remaining
        if self.target_share > 0.0 and self.target_group[student.cell]:
            lift += s.outreach
        return luck.take_up() < shift_odds(self.take_up, lift)

    def rank(self, student, luck) -> tuple:
        """Rank of a volunteer, smallest first: tier, zeal where that counts, lot."""
        lot = luck.seat_lot(), luck.seat_lot_low()
        if self.years > 1 and (student.delivered >> self.bit) & 1:
            return 0, 0, *lot
        if self.targeting == Targeting.BY_NEED and student.low_income:
            return 1, 0, *lot
        if self.targeting == Targeting.OPEN:
            zeal = min(max(student.motivation + student.interest, -6.0), 6.0)
            return 4, int((6.0 - zeal) * 1000000.0), *lot
        return 4, 0, *lot

    def holders(self, people, luck, s) -> tuple[list, int]:
        """Those who get a seat, and how many were eligible."""
        able, willing = 0, []
        luck.partnership = self.luck
        for student in people:
            if self.eligible(student):
                able += 1
                luck.key = student.key
                if self.volunteers(student, luck, s):
                    willing.append((self.rank(student, luck), student.key, student))
        willing.sort()
        left = min(self.feasible, len(willing))
        reserved = round(left * self.target_share) if self.targeting == Targeting.RESERVED else 0
        queue = [student for _, _, student in willing]
        first = [student for student in queue if self.target_group[student.cell]][:reserved]
        chosen = {student.key for student in first}
        rest = [student for student in queue if student.key not in chosen]
        return first + rest[: left - len(first)], able


def seats(model) -> list[tuple]:
    """Fill the seats of every partnership: (partnership, those who show up with host, quality)."""
    if model.year < 0 or not model.partnerships:
        return []
    year, luck, s = model.year, model.luck, model.seat_rules
    groups = {grade: [] for grade in (*range(13), "adults")}
    for student in model.students:
        groups[student.grade if student.stage == STAGE.SCHOOL else "adults"].append(student)
    filled = []
    for i, p in enumerate(model.partnerships):
        if p.feasible < 1:
            filled.append((p, [], 1.0, 0))
            continue
        grades = ("adults",) if p.adults else range(p.first_grade, p.last_grade + 1)
        people = [student for grade in grades for student in groups[grade]]
        holders, able = p.holders(people, luck, s)
        shown = show_up(model, p, holders, luck, s)
        quality = 1.0 - model.partnership_rules.scale_loss * len(holders) / max(able, 1)
        model.delivery[i][year][2:] = len(shown), len(holders)
        filled.append((p, shown, quality, len(holders)))
    return filled


def show_up(model, p: Partnership, holders: list, luck, s) -> list[tuple]:
    """Those of the holders who come, each with a host where the partnership needs one."""
    host_of, shown, hosts = host_finder(model, p), [], []
    luck.partnership = p.luck
    for student in holders:
        luck.key = student.key
        lift = s.no_show_must_earn if student.barriers & BARRIER.MUST_EARN else 0.0
        comes = luck.no_show() >= shift_odds(p.no_show, lift)
        host = host_of(student) if p.needs_employer else None
        hosts.append((host, comes))
        if comes:
            shown.append((student, host))
    note_seats(model, p, hosts)
    return shown


def deliver(model) -> None:
    """The activities of the year act on those who showed up, in the fixed order of their luck."""
    in_order, seats = sorted(model.filled, key=lambda part: part[0].luck), {}
    for p, shown, _, _ in in_order:
        for student, _ in shown:
            seats.setdefault(student.key, []).append(p)
    for p, shown, quality, _ in in_order:
        for student, host in shown:
            model.luck.key = student.key
            student.receive(p, host, quality, [q for q in seats[student.key] if q is not p])


def count_seats(model) -> None:
    """Costs of the year, and participants by stage of the continuum, each person once a stage."""
    served: dict[int, set[int]] = {}
    for i, (p, shown, _, held) in enumerate(model.filled):
        running = p.seats[model.year] > 0
        model.costs[i][model.year] = [
            [
                (p.cost_fixed[model.year][a][b] if running else 0.0) + p.cost_seat[a][b] * held
                for b in range(len(PAYERS))
            ]
            for a in range(len(INGREDIENTS))
        ]
        for student, _ in shown:
            tally, stages = model.tally[student.cell], served.setdefault(student.key, set())
            if not stages:
                tally[COUNT.SERVED] += 1
            if p.stage not in stages and p.stage < 3:
                tally[COUNT.SERVED_AWARENESS + p.stage] += 1
            stages.add(p.stage)
