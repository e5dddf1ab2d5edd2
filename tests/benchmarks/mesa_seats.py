"""Pure Mesa: step 3. Partnerships, and who gets their seats."""

from __future__ import annotations

from math import ceil, log

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
    "rung",
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
    "target_new",
    "target_share",
    "coordinator_hours",
    "employer_hours",
    "work_hours",
    "years",
    "class_size",
    "courses",
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
        once = self.needs_employer or self.awards or self.courses
        if once and self.years_of(student) >= self.years:
            return False
        if self.courses and student.concentrates_at_school():
            return False
        return student.academic >= self.minimum_academic

    def years_of(self, student) -> int:
        """Years in which a person has held a seat."""
        return student.seat_years.get(self.bit, 0)

    def is_for(self, student) -> bool:
        """Whether the seats are meant for a person."""
        return bool(self.target_group[student.cell]) or bool(self.target_new and not self.preferred(student))

    def preferred(self, student) -> bool:
        """Whether the field is one that the person prefers."""
        return not self.fields or (self.fields >> student.field) & 1 == 1

    def keenness(self, student, carry, s) -> float:
        """Log-odds of applying, before time and the way there."""
        keen = s.take_up_motivation * student.motivation
        if self.preferred(student):
            return keen + s.take_up_interest * student.interest
        near = max(share for field, share in enumerate(carry[student.field]) if (self.fields >> field) & 1)
        keen += s.take_up_other_field + s.take_up_near_field * near
        return keen + s.take_up_aware if student.awareness & self.fields else keen

    def effort(self, student, keen: float, luck, s) -> float:
        """Log-odds that outreach must add before a person applies; 0 = applies anyway."""
        remaining = 1.0 - min(1.0, max(0.0, self.channels[BARRIER_CHANNEL]))
        lift, u = 0.0, luck.take_up()
        if student.barriers & BARRIER.NO_TRANSPORT:
            lift += s.take_up_no_transport
        if student.barriers & BARRIER.RURAL:
            lift += s.take_up_rural
        if student.barriers & BARRIER.MUST_EARN:
            lift += s.take_up_must_earn
        lift = keen + lift * remaining
        if u < shift_odds(self.take_up, lift):
            return 0.0
        if self.take_up <= 0.0:
            return 1e9
        return max(1e-9, log(u / (1.0 - u)) - log(self.take_up / (1.0 - self.take_up)) - lift)

    def rank(self, student, keen: float, luck) -> tuple:
        """Rank of an applicant, smallest first: tier, keenness where that counts, lot."""
        lot = luck.seat_lot(), luck.seat_lot_low()
        if self.years > 1 and self.years_of(student):
            return 0, 0, *lot
        if self.targeting == Targeting.BY_NEED and student.low_income:
            return 1, 0, *lot
        if self.targeting == Targeting.OPEN:
            return 4, int((6.0 - min(max(keen, -6.0), 6.0)) * 1000000.0), *lot
        return 4, 0, *lot

    def classes(self, people, luck) -> tuple[list, int]:
        """Pupils of the classes drawn, and how many could be."""
        luck.partnership, pupils, lots = self.luck, {}, {}
        able = [student for student in people if self.eligible(student)]
        for student in able:
            grade = student.school, student.grade
            pupils[grade] = pupils.get(grade, 0) + 1
        there = []
        for student in able:
            luck.key, grade = student.key, (student.school, student.grade)
            many = max(1, (pupils[grade] + self.class_size // 2) // self.class_size)
            place, lot, stays = luck.seat_lot(), luck.seat_lot_low(), luck.take_up()
            if stays < self.take_up:
                one = (*grade, int(place * many))
                if one not in lots:
                    luck.key = (one[0] * 14 + one[1]) * 65536 + one[2]
                    lots[one] = luck.class_lot()
                there.append((lots[one], lot, student.key, student))
        there.sort()
        return [student for *_, student in there[: self.feasible]], len(able)

    def won_over(self, unsure: list, willing: list) -> list:
        """Those of the target group whom outreach needs, the easiest first, to make it its share."""
        group = sum(self.is_for(student) for _, _, student in willing)
        others, share = len(willing) - group, self.target_share
        wanted = others * share / (1.0 - share) if share < 1.0 else len(unsure) + group
        lacking = max(0, ceil(wanted - 1e-9) - group)
        return [applicant for _, applicant in sorted(unsure, key=lambda one: one[0])[:lacking]]

    def holders(self, people, carry, luck, s) -> tuple[list, int]:
        """Those who get a seat, and how many were eligible."""
        able, willing, unsure = 0, [], []
        luck.partnership = self.luck
        for student in people:
            if self.eligible(student):
                able += 1
                luck.key = student.key
                keen = self.keenness(student, carry, s)
                effort = self.effort(student, keen, luck, s)
                applicant = self.rank(student, keen, luck), student.key, student
                if effort <= 0.0:
                    willing.append(applicant)
                elif self.targeting == Targeting.OUTREACH and self.is_for(student) and effort <= s.outreach:
                    unsure.append((effort, applicant))
        willing += self.won_over(unsure, willing) if unsure else []
        willing.sort()
        left = min(self.feasible, len(willing))
        reserved = round(left * self.target_share) if self.targeting == Targeting.RESERVED else 0
        queue = [student for _, _, student in willing]
        first = [student for student in queue if self.is_for(student)][:reserved]
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
        if p.class_size:
            holders, able = p.classes(people, luck)
        else:
            holders, able = p.holders(people, model.carry, luck, s)
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
        held_up = student.barriers & BARRIER.MUST_EARN and not p.class_size
        lift = s.no_show_must_earn if held_up else 0.0
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
            tally, rungs = model.tally[student.cell], served.setdefault(student.key, set())
            if not rungs:
                tally[COUNT.SERVED] += 1
            if p.rung not in rungs and p.rung < 3:
                tally[COUNT.SERVED_AWARENESS + p.rung] += 1
            rungs.add(p.rung)
