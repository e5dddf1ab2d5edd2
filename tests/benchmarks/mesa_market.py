"""Pure Mesa: step 7 for one person. Looking for work, applications, and a new job."""

from __future__ import annotations

from .codes import (
    BEYOND_SCHOOL,
    CREDENTIAL,
    EVENT,
    LEVEL,
    LEVELS,
    PATHWAY,
    PLACE,
    STAGE,
    top_credential_level,
)
from .mesa_work import MONTHS, TERM, YEARS_TO_SETTLE, experience, match_factor, technical_now, wage_factor

AT_LEVEL = (0, 1, 2, 4, 5, 6, 7)
"""Looks of the first list at the level applied to."""
NEWLY_TRAINED = 2
"""Mean age of the skill up to which other employers seek somebody."""
LONGEST_EXPERIENCE = 20
"""Years in work beyond which another one opens no further door."""


class Searching:
    """Looking for work and being hired; mixed into the student."""

    def look_for_work(self) -> None:
        """Season in which to begin: the first without work; of workers, some look in one of the first two.

        Whose job ends this year looks in the term after, if there is one.
        """
        if self.place != PLACE.LOCAL:
            return
        model = self.model
        if self.stage == STAGE.SEEK:
            model.begin_looking[0].append(self)
        elif self.employer is not None and self.month_of_end is not None:
            term = self.month_of_end // TERM + 1
            if term < len(model.begin_looking):
                model.begin_looking[term].append(self)
        elif self.stage == STAGE.WORK:
            u, chance = model.luck.search(), self.chance_of_looking(model.matching)
            if u < chance:
                model.begin_looking[0 if u < chance / 2.0 else 1].append(self)

    def chance_of_looking(self, s) -> float:
        """Chance that a worker looks for another job this year; who was newly trained is poached."""
        newly = self.model.year - self.vintage <= NEWLY_TRAINED and self.credentials & BEYOND_SCHOOL
        return s.search_on_job * (1.0 + s.poaching) if newly else s.search_on_job

    def apply(self, seen) -> None:
        """Put one's list of applications, best first, before the employers of the region.

        Employers who would rank the person below their standard are left out, but for places as apprentices.
        """
        model = self.model
        s, employers, found = model.matching, model.employers, {}
        skill = technical_now(self, model.year, s.skill_half_life)
        apprentice = self.begins_apprenticeship()
        level = LEVEL.SKILLED if apprentice else self.top_level(skill, s)
        current = self.wage * (1.0 + s.switching_gain) if self.stage == STAGE.WORK else -1.0
        factor = wage_factor(self, skill, s)
        for number, at in seen(level):
            employer = employers[number]
            slot = number * LEVELS + at
            if employer.vacancies[at] == 0 or number == self.employer or slot in found:
                continue
            fits = match_factor(self, skill, model.carry, employer.field, at, s)
            offer = factor * employer.wage[at] * fits
            if offer > current:
                wish = self.weigh(employer, at, slot, offer, skill, s)
                if (apprentice and at == LEVEL.SKILLED) or wish[2] >= s.standard:
                    found[slot] = wish
        if found:
            model.applications.append((self, sorted(found.values())))

    def begins_apprenticeship(self) -> bool:
        """Whether the person has just left school for an apprenticeship."""
        return self.programme == PATHWAY.APPRENTICESHIP and self.left_school == self.model.year

    def top_level(self, skill: float, s) -> int:
        """Highest level that a person applies to in the own field: by credential, or by skill and years in work."""
        near = self.model.carry[self.credential_field][self.field] >= s.credential_reach
        level = self.level_of_degree() if near else LEVEL.ENTRY
        bachelor = near and self.credentials & CREDENTIAL.BACHELOR
        certified = near and self.credentials & CREDENTIAL.CERTIFICATION
        proven = skill + s.experience_counts * min(self.experience, LONGEST_EXPERIENCE)
        if not bachelor and self.academic + proven >= s.professional_by_experience:
            return LEVEL.PROFESSIONAL
        threshold = s.skilled_by_certificate if certified else s.skilled_by_experience
        return LEVEL.SKILLED if level < LEVEL.SKILLED and proven >= threshold else level

    def seen_first(self, level: int) -> list[tuple[int, int]]:
        """Employers and levels looked at first: four of the own field and four near it.

        The employer known best, if it has jobs of the level, stands in for one at that level, with the tie
        as the chance.
        """
        model, seen = self.model, []
        levels = [level, level, level, max(0, level - 1), level, level, level, level]
        tables = [model.of_field] * 4 + [model.near_field] * 4
        for u, at, table in zip((*model.luck.own(), *model.luck.near()), levels, tables, strict=True):
            employers, pick = table[self.field * LEVELS + at]
            seen.append((employers[pick(u)], at) if employers else None)
        tie = self.tie()
        if tie > 0.0 and model.luck.meets_the_known() < tie and model.employers[self.host].jobs[level] > 0:
            seen[AT_LEVEL[int(model.luck.in_place_of() * len(AT_LEVEL))]] = (self.host, level)
        return [look for look in seen if look is not None]

    def seen_again(self, level: int) -> list[tuple[int, int]]:
        """Employers looked at in the second season by those still without work, also a level lower."""
        luck, lower = self.model.luck, max(0, level - 1)
        return self.seen_near(level, luck.near_again()) + self.seen_near(lower, luck.lower_again())

    def seen_late(self, level: int) -> list[tuple[int, int]]:
        """Employers looked at in the last season."""
        luck, lower = self.model.luck, max(0, level - 1)
        return self.seen_near(level, luck.near_late()) + self.seen_near(lower, luck.lower_late())

    def seen_near(self, level: int, draws) -> list[tuple[int, int]]:
        """Four employers at one level, oftener of fields in which the own training counts."""
        employers, pick = self.model.near_field[self.field * LEVELS + level]
        return [(employers[pick(u)], level) for u in draws] if employers else []

    def weigh(self, employer, at: int, slot: int, offer: float, skill: float, s) -> tuple:
        """(Minus the worth of a vacancy to the seeker, slot, score of the seeker with the employer)."""
        luck = self.model.luck
        counts = self.model.carry[self.field][employer.field]
        in_its_field = self.model.carry[self.credential_field][employer.field]
        luck.employer = employer.number
        tie = self.tie() if self.host == employer.number else 0.0
        worth = offer / s.typical_wage + s.taste_noise * luck.taste()
        worth += s.taste_brand * employer.brand
        worth += s.taste_own_field * counts + s.taste_host * tie
        score = (
            s.signal_academic * self.academic
            + s.signal_technical * skill * counts
            + s.signal_employability * self.employability
            + s.signal_contacts * min(self.contacts, 4) / 4.0
            + s.gap_hiring[self.ethnicity]
        )
        if self.credentials & CREDENTIAL.DIPLOMA:
            score += s.signal_diploma
        years = experience(self.age, top_credential_level(self.credentials))
        score += s.signal_experience * min(YEARS_TO_SETTLE, years)
        if self.credentials & CREDENTIAL.CERTIFICATION:
            score += s.signal_certification * in_its_field
        score += s.signal_referral * tie
        if top_credential_level(self.credentials) >= at:
            score += s.signal_credential * (in_its_field if at > LEVEL.ENTRY else 1.0)
        return -worth, slot, score + s.signal_noise * luck.noise()

    def start_job(self, number: int, level: int, month: int) -> None:
        """A hire: the old job ends, the new one begins in a month of the year."""
        model, s = self.model, self.model.matching
        employer = model.employers[number]
        if self.employer is not None:
            self.leave_for_another(model.employers[self.employer])
        else:
            in_work = min(MONTHS - month, self.sought)
            self.worked, self.sought = self.worked + in_work, self.sought - in_work
        skill = technical_now(self, model.year, s.skill_half_life)
        apprentice = level == LEVEL.SKILLED and self.begins_apprenticeship()
        self.stage = STAGE.APPRENTICE if apprentice else STAGE.WORK
        share = s.apprentice_wage if apprentice else 1.0
        in_full = share * employer.wage[level] * wage_factor(self, skill, s)
        self.wage = in_full * match_factor(self, skill, model.carry, employer.field, level, s)
        self.years_in_stage = self.tenure = 0
        self.employer, self.occupation_level = number, level
        if self.counts_as_own(number, model.year):
            employer.hired_hosted[level] += 1
        in_field = employer.field == self.field
        self.events |= EVENT.HIRED | EVENT.HIRED_IN_FIELD if in_field else EVENT.HIRED
        employer.young[level] += 1
        employer.vacancies[level] -= 1

    def counts_as_own(self, number: int, began: int) -> bool:
        """Whether an employer puts a hire of the year ``began`` down to a seat it hosted not long before."""
        own = self.host == number and self.delivered
        return bool(own) and began - self.acquainted <= self.model.matching.credited_years

    def leave_for_another(self, employer) -> None:
        """The job held ends; it is open in the next season unless its position went."""
        level = self.occupation_level
        self.model.job_changes += 1
        employer.young[level] -= 1
        lately = self.tenure <= self.model.matching.credited_years
        if lately and self.counts_as_own(employer.number, self.model.year - self.tenure):
            employer.poached[level] += 1
        self.model.reopened += employer.reopen(level)
