"""Pure Mesa: step 7 for everybody. Promises, three seasons of deferred acceptance, and commuters."""

from __future__ import annotations

from heapq import heappush, heappushpop, nlargest
from math import inf

from .codes import LEVEL, LEVELS, MARKET, PATHWAY, PLACE, STAGE
from .mesa_outsiders import fill_from_outside, rivals_looking, rivals_of, rivals_per_vacancy
from .mesa_work import TERM, technical_now

AGAIN = None, "seen_again", "seen_late"
"""Where those look in each season who looked before in this year and found nothing."""


class Hiring:
    """How seekers and vacancies meet; mixed into the model."""

    def match(self) -> None:
        """Step 7: promises, then in each term a deferred acceptance with its hires, and jobs that end.

        Whose job ends in a term looks for another from the next one on.
        """
        self.matching = self.ranked()
        expected = rivals_per_vacancy(self, rivals_looking(self))
        self.rivals_met = {}
        self.ending, self.begin_looking = ([], [], []), ([], [], [])
        self.sweep("begin_working_year")
        hires = keep_promises(self)
        self.sweep("look_for_work")
        for self.season in range(len(AGAIN)):
            self.apply_all(self.seekers, AGAIN[self.season])
            self.apply_all(self.begin_looking[self.season], "seen_first")
            hires += self.hire_season(expected)
            self.seekers = [student for student in self.lookers() if student.stage == STAGE.SEEK]
            for student in self.ending[self.season]:
                student.lose_job()
        for student in self.would_be_apprentices:
            if student.stage != STAGE.APPRENTICE:
                student.programme = student.pathway = PATHWAY.CAREER
        self.market[MARKET.HIRED_RESIDENTS] = hires
        fill_from_outside(self, self.held_by_rivals)

    def lookers(self) -> list:
        """Those who have looked for a job in this season."""
        return self.seekers + self.begin_looking[self.season]

    def apply_all(self, students: list, seen: str) -> None:
        """Each of the students applies to the employers found by the method ``seen``."""
        for student in students:
            self.luck.key = student.key
            student.apply(getattr(student, seen))

    def hire_season(self, expected: list[list[float]]) -> int:
        """Deferred acceptance over the applications made so far, and the hires; returns how many.

        Rivals hold their places without being hired: they stand before the vacancies of every season.
        """
        employers, hires, applications = self.employers, 0, self.applications
        held = deferred_acceptance(
            applications,
            lambda slot: employers[slot // LEVELS].vacancies[slot % LEVELS],
            rivals_of(self, expected),
        )
        self.held_by_rivals = {
            slot: sum(seeker is None for _, _, seeker, _ in holders) for slot, holders in held.items()
        }
        for slot, holders in held.items():
            for _, _, seeker, _ in holders:
                if seeker is not None:
                    student = applications[seeker][0]
                    self.luck.key = student.key
                    month = TERM * self.season + int(TERM * self.luck.month_of_hire())
                    student.start_job(*divmod(slot, LEVELS), month)
                    hires += 1
        self.applications = []
        return hires


def deferred_acceptance(applications: list, vacancies, rivals: dict[int, list[float]]) -> dict[int, list]:
    """Who is held by each slot when nobody proposes any more (Gale and Shapley 1962).

    ``applications`` are (student, [(-worth, slot, score), …] best first); ``vacancies`` gives
    the open positions of a slot. Each slot keeps a heap of (score, -key, position in
    ``applications``, turn), weakest first; ties in score go to the smaller key. ``rivals`` are
    scores of outsiders who have applied to one slot only: they stand there before anybody
    proposes, without a position of their own (None), and lose ties.
    """
    held: dict[int, list] = {
        slot: sorted((score, -inf, None, 0) for score in nlargest(vacancies(slot), scores))
        for slot, scores in rivals.items()
    }
    for position in range(len(applications)):
        seeker, turn = position, 0
        while seeker is not None:
            student, wishes = applications[seeker]
            if turn == len(wishes):
                break
            _, slot, score = wishes[turn]
            holders = held.setdefault(slot, [])
            bid = (score, -student.key, seeker, turn)
            if len(holders) < vacancies(slot):
                heappush(holders, bid)
                break
            _, _, seeker, turn = heappushpop(holders, bid)
            turn += 1
    return held


def keep_promises(model) -> int:
    """Jobs promised to participants, by lot, while offers and vacancies last; returns how many."""
    year = model.year
    offers = int(model.promised[year] * model.honoured + 0.5) if year >= 0 else 0
    if offers <= 0:
        return 0
    mask = sum(1 << p.bit for p in model.partnerships if p.promises_jobs)
    waiting = []
    for student in model.students:
        seeks = student.stage == STAGE.SEEK and student.place == PLACE.LOCAL
        if (
            seeks
            and student.delivered & mask
            and student.host is not None
            and student.left_school >= year - 1
        ):
            model.luck.key = student.key
            waiting.append((model.luck.promise(), student.key, student))
    hired = 0
    for _, _, student in sorted(waiting):
        skill = technical_now(student, year, model.matching.skill_half_life)
        level = student.top_level(skill, model.matching)
        if student.begins_apprenticeship():
            level = max(level, LEVEL.SKILLED)
        if hired < offers and model.employers[student.host].vacancies[level] > 0:
            student.start_job(student.host, level, month=0)
            hired += 1
    return hired
