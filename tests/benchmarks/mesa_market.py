"""Pure Mesa: step 7. Applications by a student, and deferred acceptance over all of them."""

from __future__ import annotations

from heapq import heappush, heappushpop
from math import exp

from .codes import CREDENTIAL, EVENT, LEVEL, LEVELS, PATHWAY, PLACE, STAGE, top_credential_level
from .mesa_work import technical_now


class Searching:
    """Looking for work and being hired; mixed into the student."""

    def look_for_work(self) -> None:
        """First round: seekers of the region, and workers who look for another job this year."""
        if self.place != PLACE.LOCAL:
            return
        if self.stage == STAGE.SEEK:
            self.model.seekers.append(self)
            self.apply(self.seen_first, -1e18)
        elif self.stage == STAGE.WORK and self.model.luck.search() < self.model.matching.search_on_job:
            self.model.seekers.append(self)
            self.apply(self.seen_first, self.wage * (1.0 + self.model.matching.switching_gain))

    def look_again(self) -> None:
        """Second round: those who found nothing at first."""
        self.apply(self.seen_again, -1e18)

    def apply(self, seen, current: float) -> None:
        """Put one's list of applications, best first, before the employers of the region."""
        model = self.model
        s, employers, found = model.matching, model.employers, {}
        skill = technical_now(self, model.year, s.skill_half_life)
        level = LEVEL.SKILLED if self.begins_apprenticeship() else self.top_level(skill, s)
        factor = self.wage_factor(skill, s)
        for number, at in seen(level):
            employer = employers[number]
            slot = number * LEVELS + at
            if employer.vacancies[at] == 0 or number == self.employer or slot in found:
                continue
            offer = factor * employer.wage[at]
            if offer > current:
                found[slot] = self.weigh(employer, at, slot, offer, skill, s)
        if found:
            model.applications.append((self, sorted(found.values())))

    def begins_apprenticeship(self) -> bool:
        """Whether the person has just left school for an apprenticeship."""
        return self.programme == PATHWAY.APPRENTICESHIP and self.left_school == self.model.year

    def top_level(self, skill: float, s) -> int:
        """Highest level a person can apply to: by credential, or skilled by experience."""
        level = top_credential_level(self.credentials)
        if level >= LEVEL.SKILLED:
            return level
        certified = self.credentials & CREDENTIAL.CERTIFICATION
        threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
        return LEVEL.SKILLED if skill >= threshold else level

    def wage_factor(self, skill: float, s) -> float:
        """What a person earns as a multiple of the wage of an average worker of 30 in the same job."""
        return exp(s.wage_skill * 0.5 * (self.academic + skill) + s.wage_age * (self.age - 30))

    def seen_first(self, level: int) -> list[tuple[int, int]]:
        """Employers and levels looked at first: four of the own field, four of any, and the host."""
        model, seen = self.model, []
        for i, u in enumerate(model.luck.own()):
            at = level if i < 3 else max(0, level - 1)
            employers, pick = model.of_field[self.field * LEVELS + at]
            if employers:
                seen.append((employers[pick(u)], at))
        seen += self.seen_anywhere(level, model.luck.wide())
        if self.host is not None:
            seen.append((self.host, level))
        return seen

    def seen_again(self, level: int) -> list[tuple[int, int]]:
        """Employers of any field looked at in the second round, also a level lower."""
        luck = self.model.luck
        return self.seen_anywhere(level, luck.again()) + self.seen_anywhere(max(0, level - 1), luck.lower())

    def seen_anywhere(self, level: int, draws) -> list[tuple[int, int]]:
        """Four employers of any field at one level."""
        employers, pick = self.model.of_level[level]
        return [(employers[pick(u)], level) for u in draws] if employers else []

    def weigh(self, employer, at: int, slot: int, offer: float, skill: float, s) -> tuple[float, int, float]:
        """(Minus the worth of a vacancy to the seeker, slot, score of the seeker with the employer)."""
        luck = self.model.luck
        luck.employer = employer.number
        own_field, known = employer.field == self.field, self.host == employer.number
        worth = offer / s.typical_wage + s.taste_noise * 2.4494897 * (luck.taste_1() + luck.taste_2() - 1.0)
        worth += s.taste_brand * employer.brand
        worth += (s.taste_own_field if own_field else 0.0) + (s.taste_host if known else 0.0)
        score = (
            s.signal_academic * self.academic
            + s.signal_technical * skill * (1.0 if own_field else 0.3)
            + s.signal_employability * self.employability
            + s.signal_contacts * min(self.contacts, 4) / 4.0
        )
        if known:
            score += s.signal_referral
        if top_credential_level(self.credentials) >= at:
            score += s.signal_credential
        score += s.signal_noise * 2.4494897 * (luck.noise_1() + luck.noise_2() - 1.0)
        return -worth, slot, score

    def start_job(self, number: int, level: int) -> None:
        """A hire: the old job ends, the new one begins."""
        model, s = self.model, self.model.matching
        employer = model.employers[number]
        if self.employer is not None:
            model.employers[self.employer].young[self.occupation_level] -= 1
            model.left_for_another += 1
        skill = technical_now(self, model.year, s.skill_half_life)
        apprentice = level == LEVEL.SKILLED and self.begins_apprenticeship()
        self.stage = STAGE.APPRENTICE if apprentice else STAGE.WORK
        share = s.apprentice_wage if apprentice else 1.0
        self.wage = share * employer.wage[level] * self.wage_factor(skill, s)
        self.years_in_stage = self.tenure = 0
        self.employer, self.occupation_level = number, level
        if self.host == number and self.delivered:
            employer.hired_hosted += 1
        in_field = employer.field == self.field
        self.events |= EVENT.HIRED | EVENT.HIRED_IN_FIELD if in_field else EVENT.HIRED
        employer.young[level] += 1
        employer.vacancies[level] -= 1


def deferred_acceptance(applications: list, vacancies) -> dict[int, list]:
    """Who is held by each slot when nobody proposes any more (Gale and Shapley 1962).

    ``applications`` are (student, [(-worth, slot, score), …] best first); ``vacancies`` gives
    the open positions of a slot. Each slot keeps a heap of (score, -key, position in
    ``applications``, turn), weakest first; ties in score go to the smaller key.
    """
    held: dict[int, list] = {}
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
            student.start_job(student.host, level)
            hired += 1
    return hired
