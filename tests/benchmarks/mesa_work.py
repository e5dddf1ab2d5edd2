"""Pure Mesa: steps 6, 8 and 9. Programmes after school, jobs, and where people live."""

from __future__ import annotations

from math import exp

from .codes import (
    CREDENTIAL,
    EVENT,
    FIELDS,
    LEVEL,
    ORIGIN,
    PATHWAY,
    PLACE,
    PROGRAMME_SHIFT,
    STAGE,
    STEM,
    STUDIED,
    top_credential_level,
)
from .mesa_birth import logistic, shift_odds

AWARDED = {
    PATHWAY.CERTIFICATION: CREDENTIAL.CERTIFICATION,
    PATHWAY.TRADE_SCHOOL: CREDENTIAL.TRADE,
    PATHWAY.TWO_YEAR: CREDENTIAL.ASSOCIATE,
    PATHWAY.FOUR_YEAR: CREDENTIAL.BACHELOR,
    PATHWAY.APPRENTICESHIP: CREDENTIAL.APPRENTICESHIP,
}
MONTHS, TERM = 12, 4
"""Months of a year and of a hiring season's term."""
SUMMER = 9
"""Month from which those look who left school or a programme this year."""
RETIRING_AGE = 55
"""Age from which people retire, and nobody comes back to the labour force."""
SETTLED_AGE = 35
"""Age from which how readily people leave has settled by their number."""
LARGEST_LOSS = 0.9
"""Share of the wage that work outside one's field can cost."""


class Working:
    """What happens to somebody who has left school; mixed into the student."""

    def study_year(self) -> None:
        """Stop out, complete, transfer or change field."""
        model, luck, programme = self.model, self.model.luck, self.programme
        s = model.progress
        if luck.persist() >= self.persistence(s):
            self.stage, self.years_in_stage = STAGE.SEEK, 0
            self.events |= EVENT.STOPPED_OUT
            return
        if self.years_in_stage >= s.length[programme] and luck.complete() < s.finish[programme]:
            self.complete(programme, STAGE.SEEK)
            return
        c = luck.transfer()
        if programme == PATHWAY.TWO_YEAR and c < s.transfer:
            self.programme = PATHWAY.FOUR_YEAR
        elif c > 1.0 - s.switch_field:
            self.turn_to(int(luck.switch_to() * FIELDS))

    def apprentice_year(self) -> None:
        """An apprenticeship is cancelled, goes on, or is completed with the job kept."""
        model, luck, apprenticeship = self.model, self.model.luck, PATHWAY.APPRENTICESHIP
        s = model.progress
        if luck.persist() >= self.persistence(s):
            model.employers[self.employer].young[self.occupation_level] -= 1
            self.employer, self.stage, self.years_in_stage, self.tenure = None, STAGE.SEEK, 0, 0
            self.events |= EVENT.STOPPED_OUT
            model.separations += 1
        elif self.years_in_stage >= s.length[apprenticeship] and luck.complete() < s.finish[apprenticeship]:
            self.complete(apprenticeship, STAGE.WORK)
            self.wage /= model.matching.apprentice_wage

    def persistence(self, s) -> float:
        """Chance of staying in the programme this year."""
        aid = self.aid_for(self.programme) if self.place == PLACE.LOCAL else 0.0
        return logistic(
            s.persist[self.programme]
            + s.persist_aid * aid / 1000.0
            + s.persist_academic * self.academic
            + s.persist_motivation * self.motivation
            + s.persist_low_income * self.low_income
            + s.gap_female * self.sex
            + s.gap_completion[self.ethnicity]
        )

    def complete(self, programme: int, stage: int) -> None:
        """Credential and skill of a completed programme."""
        self.credentials |= AWARDED.get(programme, 0)
        if (STEM >> self.field) & 1 and programme != PATHWAY.APPRENTICESHIP:
            self.credentials |= CREDENTIAL.STEM
        self.be_taught(self.model.progress.gain[programme], self.model.year)
        self.events |= EVENT.COMPLETED | programme << PROGRAMME_SHIFT
        self.stage, self.years_in_stage = stage, 0

    def end_service(self) -> None:
        """Leave the military when the years of service are over."""
        if self.years_in_stage >= self.model.progress.service_years:
            self.stage, self.years_in_stage, self.place = STAGE.SEEK, 0, PLACE.AWAY

    def begin_working_year(self) -> None:
        """Months of work ahead, and the month in which the job held is to end: the position goes, or it ends.

        One uniform decides both: where in its range it falls is the month.
        """
        model = self.model
        self.worked = MONTHS if self.stage in (STAGE.WORK, STAGE.APPRENTICE) else 0
        self.sought = MONTHS - self.looks_from() if self.stage == STAGE.SEEK else 0
        self.month_of_end = None
        if self.employer is None:
            return
        u, layoff = model.luck.separation(), model.employers[self.employer].layoff[self.occupation_level]
        chance = self.separation_chance(model.careers)
        if u < layoff:
            self.month_of_end = int(MONTHS * u / layoff)
        else:
            rest = (u - layoff) / max(1.0 - layoff, 1e-12)
            if rest < chance:
                self.month_of_end = int(MONTHS * rest / chance)
        if self.month_of_end is not None:
            model.ending[self.month_of_end // TERM].append(self)

    def looks_from(self) -> int:
        """Month from which somebody without work looks this year."""
        ended = self.left_school == self.model.year or self.events & (EVENT.COMPLETED | EVENT.STOPPED_OUT)
        return SUMMER if ended else 0

    def separation_chance(self, s) -> float:
        """Chance of losing or leaving the job this year though the position stays."""
        lift = s.separation_age * max(0, 30 - self.age) + s.separation_tenure * min(self.tenure, 10)
        if self.occupation_level == LEVEL.ENTRY:
            lift += s.separation_entry
        if self.employer == self.host:
            tied, employer = lift + s.separation_host * self.tie(), self.model.employers[self.employer]
            kept = shift_odds(s.separation, lift) - shift_odds(s.separation, tied)
            employer.kept[self.occupation_level] += kept
            lift = tied
        return shift_odds(s.separation, lift)

    def lose_job(self) -> None:
        """The job ends in its month; but for the last term's, it is open again in the next."""
        model, level = self.model, self.occupation_level
        employer = model.employers[self.employer]
        self.end_job(employer, STAGE.SEEK)
        self.worked, self.sought = self.month_of_end, MONTHS - self.month_of_end
        if self.month_of_end < MONTHS - TERM:
            model.reopened += employer.reopen(level)

    def work_year(self) -> None:
        """The end of a year in a job: it goes on with a raise and perhaps training, or is given up."""
        model, luck, s = self.model, self.model.luck, self.model.careers
        employer, level, tenure = model.employers[self.employer], self.occupation_level, self.tenure
        if self.stage == STAGE.APPRENTICE:
            self.tenure = min(250, tenure + 1)
            return
        if luck.withdraw() < self.withdrawal_chance(s):
            self.end_job(employer, STAGE.IDLE)
            return
        if level == LEVEL.ENTRY and (c := luck.upskill()) < s.upskill:
            self.end_job(employer, STAGE.STUDY)
            two_year = c < s.upskill * s.upskill_two_year
            self.programme = PATHWAY.TWO_YEAR if two_year else PATHWAY.CERTIFICATION
            self.studied = STUDIED.HERE
            return
        if tenure < s.raise_years:
            self.wage *= 1.0 + s.raise_rate
        self.learn_at_work(employer.field, s)
        self.tenure = min(250, tenure + 1)

    def learn_at_work(self, field: int, s) -> None:
        """Training in the own field; in another, that of the job may become the own."""
        luck = self.model.luck
        if field == self.field:
            if luck.training() < s.training:
                self.be_taught(s.training_gain, self.model.year)
        elif luck.upskill() > 1.0 - s.adopt_field:
            self.technical *= self.model.carry[self.field][field]
            self.field = field

    def end_job(self, employer, stage: int) -> None:
        """The job ends; a position opens."""
        employer.young[self.occupation_level] -= 1
        self.employer, self.stage, self.years_in_stage, self.tenure = None, stage, 0, 0
        self.model.separations += 1

    def withdrawal_chance(self, s) -> float:
        """Chance of leaving the labour force this year, or of retiring."""
        lift = s.withdraw_later if self.age >= 30 else s.withdraw_young if self.age < 25 else 0.0
        staying = 1.0 - shift_odds(s.withdraw, lift)
        if self.age >= RETIRING_AGE:
            staying *= 1.0 - s.retire[0 if self.age < 60 else 1 if self.age < 62 else 2]
        return 1.0 - staying

    def without_work(self) -> None:
        """Seekers may give up, the idle may begin to look again, here or elsewhere."""
        s, b = self.model.careers, self.model.luck.withdraw()
        if self.stage == STAGE.SEEK:
            if b < self.withdrawal_chance(s):
                self.stage, self.years_in_stage = STAGE.IDLE, 0
        elif self.age < RETIRING_AGE and b > 1.0 - s.reenter:
            self.stage = STAGE.SEEK if self.place == PLACE.LOCAL else STAGE.WORK
            self.years_in_stage = 0
            self.events |= EVENT.REENTERED

    def reside(self) -> None:
        """Stay, leave, come home or come back."""
        model, stage, place = self.model, self.stage, self.place
        s = model.residence
        if place == PLACE.LOCAL:
            self.attachment += s.attachment_gain
            if stage not in (STAGE.STUDY, STAGE.APPRENTICE) and model.luck.move() < self.leaving_chance(s):
                self.leave_region(s)
        elif place == PLACE.AWAY_STUDY:
            if stage == STAGE.STUDY:
                return
            lift = s.come_home + s.come_home_attachment * self.attachment
            if self.credentials & CREDENTIAL.BACHELOR:
                lift += s.come_home_bachelor
            if model.luck.move() < logistic(lift):
                self.come_back()
            else:
                self.settle_elsewhere(s)
        else:
            self.year_elsewhere(s)

    def year_elsewhere(self, s) -> None:
        """Come back, or live another year elsewhere; who has not worked there yet settles."""
        lift = s.come_back + s.come_back_attachment * self.attachment + s.come_back_age * (self.age - 25)
        if self.model.luck.move() < logistic(lift):
            self.come_back()
        elif self.stage == STAGE.SEEK or self.wage == 0.0:
            self.settle_elsewhere(s)
        else:
            self.wage *= exp(self.model.matching.wage_age)

    def leaving_chance(self, s) -> float:
        """Chance of leaving the region this year."""
        lift = s.leave + s.leave_age * (self.age - 25) + s.leave_tenure * min(self.tenure, 5)
        if self.credentials & CREDENTIAL.BACHELOR:
            lift += s.leave_bachelor
        if self.stage == STAGE.SEEK:
            lift += s.leave_jobless
        if self.origin == ORIGIN.NEWCOMER:
            lift += s.leave_newcomer
        if self.age >= SETTLED_AGE:
            lift += s.leave_later + self.model.leaving[0]
        if self.stage == STAGE.WORK:
            gain = self.offer_elsewhere(s) / max(1.0, self.wage) - 1.0
            lift += s.leave_gain * max(-1.0, min(1.0, gain))
        lift += s.leave_low_income * self.low_income + s.leave_attachment * self.attachment
        return logistic(lift)

    def leave_region(self, s) -> None:
        """Move away: newcomers move on for good, others settle elsewhere."""
        self.events |= EVENT.LEFT_REGION
        if self.employer is not None:
            self.end_job(self.model.employers[self.employer], self.stage)
        if self.origin == ORIGIN.NEWCOMER:
            self.place, self.stage = PLACE.AWAY, STAGE.GONE
        else:
            self.settle_elsewhere(s)

    def come_back(self) -> None:
        """Move back and look for work here."""
        self.events |= EVENT.CAME_BACK
        self.place, self.stage, self.years_in_stage = PLACE.LOCAL, STAGE.SEEK, 0
        self.in_state = 1

    def settle_elsewhere(self, s) -> None:
        """Live elsewhere, in the state or not; unless out of the labour force, work there."""
        self.in_state = 1 if self.model.luck.settle_in_state() < self.chance_in_state(s) else 0
        self.place, self.wage = PLACE.AWAY, self.offer_elsewhere(s)
        self.occupation_level = top_credential_level(self.credentials)
        if self.stage != STAGE.IDLE:
            self.stage, self.years_in_stage = STAGE.WORK, 0

    def chance_in_state(self, s) -> float:
        """Chance of settling in the region's state, by where the move begins."""
        if self.place == PLACE.LOCAL:
            return s.leave_in_state_bachelor if self.credentials & CREDENTIAL.BACHELOR else s.leave_in_state
        return s.stay_in_state if self.in_state else s.back_in_state

    def offer_elsewhere(self, s) -> float:
        """Wage elsewhere, at the level one's credentials open, of one's skill and age."""
        pay = self.model.matching
        skill = technical_now(self, self.model.year, pay.skill_half_life)
        return s.wage_elsewhere[top_credential_level(self.credentials)] * wage_factor(self, skill, pay)


def technical_now(student, year: int, half_life: tuple[float, ...]) -> float:
    """Technical skill in SD after ageing since its vintage, by the half-life of its field."""
    years = max(0, year - student.vintage)
    return student.technical * exp(-0.6931471805599453 * years / half_life[student.field])


def wage_factor(student, skill: float, pay) -> float:
    """What a person earns as a multiple of the wage of an average worker of 30 in the same job."""
    return exp(pay.wage_skill * 0.5 * (student.academic + skill) + pay.wage_age * (student.age - 30))


def mismatch(skill: float, counts: float, pay) -> float:
    """Share of the wage lost where only the share ``counts`` of technical skill counts."""
    return min(LARGEST_LOSS, (1.0 - counts) * pay.wage_skill * 0.5 * skill)
