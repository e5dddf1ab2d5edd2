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
        return logistic(
            s.persist[self.programme]
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
        self.technical += self.model.progress.gain[programme]
        self.vintage = self.model.year
        self.events |= EVENT.COMPLETED | programme << PROGRAMME_SHIFT
        self.stage, self.years_in_stage = stage, 0

    def end_service(self) -> None:
        """Leave the military when the years of service are over."""
        if self.years_in_stage >= self.model.progress.service_years:
            self.stage, self.years_in_stage, self.place = STAGE.SEEK, 0, PLACE.AWAY

    def work_year(self) -> None:
        """A year in a job: it ends, or goes on with a raise and perhaps training."""
        model, luck, s = self.model, self.model.luck, self.model.careers
        employer, level, tenure = model.employers[self.employer], self.occupation_level, self.tenure
        lift = s.separation_age * max(0, 30 - self.age) + s.separation_tenure * min(tenure, 10)
        if level == LEVEL.ENTRY:
            lift += s.separation_entry
        if self.employer == self.host:
            lift += s.separation_host
        layoff = employer.layoff[level]
        if luck.separation() < layoff + (1.0 - layoff) * shift_odds(s.separation, lift):
            self.end_job(employer, STAGE.SEEK)
            return
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
            return
        if tenure < s.raise_years:
            self.wage *= 1.0 + s.raise_rate
        if employer.field == self.field and luck.training() < s.training:
            self.technical += s.training_gain
            self.vintage = model.year
        self.tenure = min(250, tenure + 1)

    def end_job(self, employer, stage: int) -> None:
        """The job ends; a position opens."""
        employer.young[self.occupation_level] -= 1
        self.employer, self.stage, self.years_in_stage, self.tenure = None, stage, 0, 0
        self.model.separations += 1

    def withdrawal_chance(self, s) -> float:
        """Chance of leaving the labour force this year."""
        return shift_odds(s.withdraw, s.withdraw_young if self.age < 25 else 0.0)

    def without_work(self) -> None:
        """Seekers may give up, the idle may begin to look again, here or elsewhere."""
        s, b = self.model.careers, self.model.luck.withdraw()
        if self.stage == STAGE.SEEK:
            if b < self.withdrawal_chance(s):
                self.stage, self.years_in_stage = STAGE.IDLE, 0
        elif b > 1.0 - s.reenter:
            self.stage = STAGE.SEEK if self.place == PLACE.LOCAL else STAGE.WORK
            self.years_in_stage = 0

    def reside(self) -> None:
        """Stay, leave, come home or come back."""
        model, stage, place = self.model, self.stage, self.place
        s = model.residence
        if place == PLACE.LOCAL:
            self.attachment += s.attachment_gain
            if stage not in (STAGE.STUDY, STAGE.APPRENTICE) and model.luck.move() < self.leaving_chance(s):
                if self.employer is not None:
                    self.end_job(model.employers[self.employer], stage)
                self.settle_elsewhere(s)
        elif place == PLACE.AWAY_STUDY:
            if stage == STAGE.STUDY:
                return
            lift = s.come_home + s.come_home_attachment * self.attachment
            if self.credentials & CREDENTIAL.BACHELOR:
                lift += s.come_home_bachelor
            if model.luck.move() < logistic(lift):
                self.place, self.stage, self.years_in_stage = PLACE.LOCAL, STAGE.SEEK, 0
            else:
                self.settle_elsewhere(s)
        else:
            self.year_elsewhere(s)

    def year_elsewhere(self, s) -> None:
        """Come back, or live another year elsewhere; those who left the service settle there."""
        if self.origin != ORIGIN.NEWCOMER:
            lift = s.come_back + s.come_back_attachment * self.attachment + s.come_back_age * (self.age - 25)
            if self.model.luck.move() < logistic(lift):
                self.place, self.stage, self.years_in_stage = PLACE.LOCAL, STAGE.SEEK, 0
                return
        if self.stage == STAGE.SEEK:
            self.settle_elsewhere(s)
        else:
            self.earn_elsewhere(s)

    def leaving_chance(self, s) -> float:
        """Chance of leaving the region this year."""
        lift = s.leave + s.leave_age * (self.age - 25) + s.leave_tenure * min(self.tenure, 5)
        if self.credentials & CREDENTIAL.BACHELOR:
            lift += s.leave_bachelor
        if self.stage == STAGE.SEEK:
            lift += s.leave_jobless
        if self.origin == ORIGIN.NEWCOMER:
            lift += s.leave_newcomer
        lift += s.leave_low_income * self.low_income + s.leave_attachment * self.attachment
        return logistic(lift)

    def settle_elsewhere(self, s) -> None:
        """Live elsewhere and, unless out of the labour force, work there."""
        self.place = PLACE.AWAY
        self.earn_elsewhere(s)
        if self.stage != STAGE.IDLE:
            self.stage, self.years_in_stage = STAGE.WORK, 0

    def earn_elsewhere(self, s) -> None:
        """Level and wage of the work elsewhere that one qualifies for, at one's age."""
        level = top_credential_level(self.credentials)
        self.occupation_level = level
        self.wage = s.wage_elsewhere[level] * exp(s.wage_age * (self.age - 30))


def technical_now(student, year: int, half_life: float) -> float:
    """Technical skill in SD after ageing since its vintage."""
    return student.technical * exp(-0.6931471805599453 * max(0, year - student.vintage) / half_life)
