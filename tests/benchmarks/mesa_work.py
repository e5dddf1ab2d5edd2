"""Pure Mesa: steps 6, 8 and 9. Programmes after school, jobs, and where people live."""

from __future__ import annotations

from math import exp

from .codes import (
    BEYOND_SCHOOL,
    CREDENTIAL,
    EVENT,
    FIELDS,
    LEVEL,
    LEVELS,
    ORIGIN,
    PATHWAY,
    PLACE,
    PROGRAMME_SHIFT,
    STAGE,
    STEM,
    STUDIED,
    SUB_BACHELOR,
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
FIRST_WORK, PER_LEVEL, YEARS_TO_SETTLE = 18, 2, 10
"""Age of beginning work, years later by level of credential, years in which graduates move up."""


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
            + self.unexplained_gap(s)
        )

    def unexplained_gap(self, s) -> float:
        """Log-odds of going on that the person's group is measured to have, by programme."""
        if self.programme == PATHWAY.FOUR_YEAR:
            return s.gap_completion[self.ethnicity] + s.gap_female * self.sex
        if self.programme == PATHWAY.APPRENTICESHIP:
            return s.gap_apprenticeship[self.ethnicity]
        return s.gap_two_year[self.ethnicity]

    def earn(self, credential: int) -> None:
        """Hold a credential; its field is kept unless a higher one is held."""
        as_high = top_credential_level(credential) >= top_credential_level(self.credentials)
        if credential & BEYOND_SCHOOL and as_high:
            self.credential_field = self.field
        self.credentials |= credential

    def complete(self, programme: int, stage: int) -> None:
        """Credential and skill of a completed programme."""
        self.earn(AWARDED.get(programme, 0))
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
        self.get_raise(employer.field, s)
        self.learn_at_work(employer.field, s)
        self.tenure = min(250, tenure + 1)

    def get_raise(self, field: int, s) -> None:
        """A raise for staying, for a year more of experience, and with the market."""
        stays = 1.0 + s.raise_rate * (self.tenure < s.raise_years)
        market = exp(s.follow_market * self.model.moved[field][self.occupation_level])
        self.wage = self.wage * stays * self.career_raise() * market

    def career_raise(self) -> float:
        """Factor of a year more of experience."""
        level, pay = top_credential_level(self.credentials), self.model.matching
        later = career_pay(self.age + 1, level, self.sex, pay)
        return exp(later - career_pay(self.age, level, self.sex, pay))

    def level_of_degree(self) -> int:
        """Level of the jobs the credentials lead to; some graduates settle for one below, fewer later."""
        level, s = top_credential_level(self.credentials), self.model.matching
        if level < LEVEL.PROFESSIONAL:
            general = self.credentials & SUB_BACHELOR == CREDENTIAL.ASSOCIATE
            return LEVEL.ENTRY if general and self.settles < s.below_associate else level
        years = min(YEARS_TO_SETTLE, experience(self.age, level))
        share = s.below[self.credential_field] * (1.0 - s.below_fade * years / YEARS_TO_SETTLE)
        return LEVEL.SKILLED if self.settles < share else level

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
            self.wage *= self.career_raise()

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
        self.occupation_level = self.level_of_degree()
        if self.stage != STAGE.IDLE:
            self.stage, self.years_in_stage = STAGE.WORK, 0

    def chance_in_state(self, s) -> float:
        """Chance of settling in the region's state, by where the move begins."""
        if self.place == PLACE.LOCAL:
            return s.leave_in_state_bachelor if self.credentials & CREDENTIAL.BACHELOR else s.leave_in_state
        return s.stay_in_state if self.in_state else s.back_in_state

    def offer_elsewhere(self, s) -> float:
        """Wage elsewhere, in one's field, at the level one's degree leads to, for one's skill and years."""
        pay, level = self.model.matching, self.level_of_degree()
        skill = technical_now(self, self.model.year, pay.skill_half_life)
        median = s.wage_elsewhere[level] * s.wage_elsewhere_field[self.field * LEVELS + level]
        above = 1.0 + pay.wage_surplus * (top_credential_level(self.credentials) - level)
        return median * exp(pay.wage_level[level]) * wage_factor(self, skill, pay) * above


def technical_now(student, year: int, half_life: tuple[float, ...]) -> float:
    """Technical skill in SD after ageing since its vintage, by the half-life of its field."""
    years = max(0, year - student.vintage)
    return student.technical * exp(-0.6931471805599453 * years / half_life[student.field])


def wage_factor(student, skill: float, pay) -> float:
    """What a person earns as a multiple of an average beginner's wage in the same job."""
    level = top_credential_level(student.credentials)
    lasting = student.ability + pay.gap_pay[student.ethnicity]
    lasting += career_pay(student.age, level, student.sex, pay)
    return exp(lasting + pay.wage_skill * 0.5 * (student.academic + skill))


def experience(age: int, level: int) -> int:
    """Years since the usual age of beginning work with credentials of a level."""
    return max(0, age - FIRST_WORK - PER_LEVEL * level)


def career_pay(age: int, level: int, sex: int, pay) -> float:
    """Log points that years of experience add to a beginner's pay; the residual of women's pay in it."""
    years = experience(age, level)
    climbed = min(years, pay.wage_climb)
    added = pay.wage_experience * climbed * (1.0 - 0.5 * climbed / pay.wage_climb)
    if level == LEVEL.PROFESSIONAL and years < pay.graduate_years:
        added -= pay.graduate_start * (1.0 - years / pay.graduate_years)
    return added + (pay.gap_pay_female + pay.gap_pay_female_year * climbed if sex else 0.0)


def match_factor(student, skill: float, carry, field: int, level: int, pay) -> float:
    """Factor on pay by how training and credential fit a job; ``carry`` by field of training and of job."""
    held = top_credential_level(student.credentials)
    lost = (1.0 - carry[student.field][field]) * pay.wage_skill * 0.5 * skill
    if held > LEVEL.ENTRY:
        lost += (1.0 - carry[student.credential_field][field]) * pay.wage_field
    return (1.0 - min(LARGEST_LOSS, lost)) * (1.0 + pay.wage_surplus * max(0, held - level))
