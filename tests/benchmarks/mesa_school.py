"""Pure Mesa: steps 4 and 5. Learning, activities, the end of the school year, and what leavers choose."""

from __future__ import annotations

from math import exp

from sim.core.columns import CHANNELS, SCHOOL_AGES

from .codes import BARRIER, CREDENTIAL, EVENT, FIELDS, PATHWAY, PLACE, SCHOOL_OVER, STAGE, STUDIED
from .mesa_birth import logistic, pick, shift_odds

LAST_SCHOOL_AGE = SCHOOL_AGES[1]
AWARENESS, INTEREST, ACADEMIC, TECHNICAL, EMPLOYABILITY, CONTACTS, ATTACHMENT, INFORMATION, PERSISTENCE = (
    range(CHANNELS.index("barrier"))
)
ACQUAINTANCE = CHANNELS.index("acquaintance")
AID_TWO_YEAR, AID_FOUR_YEAR = CHANNELS.index("aid_two_year"), CHANNELS.index("aid_four_year")
BELOW_BACHELOR = (PATHWAY.CERTIFICATION, PATHWAY.TRADE_SCHOOL, PATHWAY.TWO_YEAR)
"""Pathways through study below the bachelor's degree."""


class Schooling:
    """What happens to a pupil; mixed into the student."""

    def learn(self) -> None:
        """A year's learning, before the year's activities act; what was given before wears off."""
        if self.doses:
            self.wear_off(self.model.schooling)
        if self.stage != STAGE.SCHOOL:
            return
        model, luck = self.model, self.model.luck
        s, interest = model.schooling, self.interest
        anchor = model.anchor[self.low_income][self.school] + model.motivation_academic * self.motivation
        self.academic = anchor + s.academic_hold * (self.academic - anchor) + s.academic_noise * luck.growth()
        self.interest = s.interest_hold * interest + (1.0 - s.interest_hold) * 0.5 * self.motivation
        if luck.learn_field() < s.learn_field:
            self.awareness |= 1 << int(luck.which_field() * FIELDS)
        if self.grade >= 5 and luck.change_field() < shift_odds(s.change_field, s.change_interest * interest):
            new = int(luck.new_field() * FIELDS)
            if (self.awareness >> new) & 1 and new != self.field:
                self.turn_to(new)

    def wear_off(self, s) -> None:
        """A year passes over what seats have given."""
        self.support *= s.support_hold
        self.guidance *= s.guidance_hold
        self.contacts *= s.contacts_hold
        own = self.own_employability
        self.employability = own + s.employability_hold * (self.employability - own)

    def turn_to(self, field: int) -> None:
        """Prefer another field; half of the technical skill carries over."""
        self.field = field
        self.technical = 0.5 * self.technical

    def be_taught(self, gain: float, date: float) -> None:
        """Technical skill as it is at a date; that of the whole moves as far as what is new weighs."""
        if gain > 0.0:
            before = max(0.0, self.technical)
            self.vintage = (before * self.vintage + gain * date) / (before + gain)
        self.technical += gain

    def tie(self) -> float:
        """What is left of the tie to the employer known best."""
        half_life = self.model.schooling.acquaintance_half_life
        years = max(0, self.model.year - self.acquainted)
        return self.acquaintance * exp(-0.6931471805599453 * years / half_life)

    def end_of_year(self) -> None:
        """Move away, drop out, repeat, be promoted, or graduate."""
        model, luck, grade, years = self.model, self.model.luck, self.grade, self.years_in_stage
        s, high_school = model.schooling, grade >= 9
        self.events |= EVENT.ENROLLED | EVENT.HIGH_SCHOOL if high_school else EVENT.ENROLLED
        if model.year >= 0 and luck.family_out() < model.families_out[grade]:
            self.stage = STAGE.GONE
            return
        if high_school:
            self.concentrate(s, luck)
            if luck.dropout() < self.dropout_chance(s):
                if years <= 3:
                    self.events |= EVENT.NOT_IN_FOUR
                self.leave_school(graduated=False)
                return
        held = luck.repeat() < shift_odds(s.repeat[grade], s.repeat_academic * self.academic)
        if held:
            self.events |= EVENT.REPEATED
            held = not high_school or luck.recover() >= s.catch_up
        if grade == 12 and not held:
            if years <= 3:
                self.events |= EVENT.GRADUATED_IN_FOUR
            self.leave_school(graduated=True)
            return
        if high_school and years == 3:
            self.events |= EVENT.NOT_IN_FOUR
        if self.age >= LAST_SCHOOL_AGE:
            if years < 3:
                self.events |= EVENT.NOT_IN_FOUR
            self.leave_school(graduated=False)
        elif not held:
            self.promote(grade)

    def promote(self, grade: int) -> None:
        """Go to the next grade, and to the next school if this one has no further grade."""
        self.grade = grade + 1
        if grade == 8:
            self.years_in_stage = -1  # the turn of the year makes it 0
        model = self.model
        if self.grade > model.last_grade[self.school]:
            self.school = model.next_school(self.zone, self.grade, model.luck.next_school())

    def concentrate(self, s, luck) -> None:
        """Begin a career-technical concentration, or gain by it."""
        if self.grade == 9:
            lift = s.concentrate_interest * self.interest + s.concentrate_academic * self.academic
            if luck.concentrate() < logistic(s.concentrate + lift):
                self.credentials |= CREDENTIAL.CONCENTRATOR
        elif self.concentrates_at_school():
            self.be_taught(s.concentrate_gain, self.model.year - s.curriculum_lag)

    def dropout_chance(self, s) -> float:
        """Chance that a pupil of grades 9 to 12 leaves school this year."""
        lift = (
            s.dropout
            + s.dropout_academic * self.academic
            + s.dropout_motivation * self.motivation
            + s.dropout_low_income * self.low_income
            + s.dropout_female * self.sex
            + s.dropout_gap[self.ethnicity]
            - self.support
        )
        if self.barriers & BARRIER.ENGLISH_LEARNER:
            lift += s.dropout_english_learner
        if self.barriers & BARRIER.DISABILITY:
            lift += s.dropout_disability
        return logistic(lift)

    def leave_school(self, graduated: bool) -> None:
        """End of school, and the choice of what follows."""
        self.left_school, self.grade = self.model.year, SCHOOL_OVER
        if graduated:
            self.credentials |= CREDENTIAL.DIPLOMA
            self.choose()
        else:
            idle = self.model.luck.pathway() < self.model.choice.dropout_idle
            self.enter(PATHWAY.NONE if idle else PATHWAY.CAREER, away=False)

    def choose(self) -> None:
        """Choose a pathway by its share, a field of study and a place."""
        model, luck = self.model, self.model.luck
        s = model.choice
        guidance = self.guidance + model.school_guidance[self.school]
        if guidance > 0.0 and luck.revise_goal() < s.goal_revision * guidance:
            self.goal = self.suggested_goal(luck.which_goal())
        pathway = self.pick_pathway(luck.pathway(), s, ())
        if pathway == PATHWAY.FOUR_YEAR or pathway in BELOW_BACHELOR:
            self.choose_field(pathway, s, luck.keep_field(), luck.degree_field())
        self.enter(pathway, away=luck.study_away() < self.away_chance(pathway, s))

    def choose_again(self, shut: set[int]) -> None:
        """Choose among the pathways that have places, having found none."""
        model, luck = self.model, self.model.luck
        s, self.studied = model.choice, STUDIED.NOWHERE
        pathway = self.pick_pathway(luck.pathway_again(), s, shut)
        if pathway == PATHWAY.FOUR_YEAR or pathway in BELOW_BACHELOR:
            self.choose_field(pathway, s, luck.keep_field_again(), luck.degree_field_again())
        self.enter(pathway, away=luck.study_away_again() < self.away_chance(pathway, s))

    def pick_pathway(self, u: float, s, shut) -> int:
        """A pathway by its share among those that are not shut."""
        guidance = self.guidance + self.model.school_guidance[self.school]
        shares = [0.0 if way in shut else exp(self.worth_of(way, guidance, s)) for way in range(8)]
        return pick(shares, u)

    def away_chance(self, pathway: int, s) -> float:
        """Chance of studying outside the region."""
        return logistic(
            s.away[pathway]
            + s.away_academic * self.academic
            + s.away_low_income * self.low_income
            + s.away_attachment * self.attachment
            - self.worth_of_aid(pathway, s)
        )

    def worth_of(self, pathway: int, guidance: float, s) -> float:
        """Utility of one pathway."""
        worth = s.intercept[pathway] + s.academic[pathway] * self.academic
        worth += s.low_income[pathway] * self.low_income + s.gap_female[pathway] * self.sex
        worth += self.worth_of_aid(pathway, s)
        if self.barriers & BARRIER.FIRST_GENERATION:
            worth += s.first_generation[pathway]
        if self.barriers & BARRIER.MUST_EARN:
            worth += s.must_earn[pathway]
        if self.credentials & CREDENTIAL.CONCENTRATOR:
            worth += s.concentrator[pathway]
            worth += s.concentrator_college if pathway == PATHWAY.FOUR_YEAR else 0.0
        if pathway in (PATHWAY.TWO_YEAR, PATHWAY.FOUR_YEAR):
            worth += s.gap_college[self.ethnicity]
        if self.goal == pathway:
            worth += s.goal * max(0.0, 1.0 + s.guidance * guidance)
            if pathway == PATHWAY.APPRENTICESHIP:
                worth += s.host * self.tie()
        return worth

    def worth_of_aid(self, pathway: int, s) -> float:
        """Utility of the aid promised for a programme of the region."""
        return s.aid * self.aid_for(pathway) / 1000.0

    def aid_for(self, pathway: int) -> float:
        """Aid promised for a programme of the region, USD a year."""
        if pathway == PATHWAY.FOUR_YEAR:
            return self.aid_four_year
        return self.aid_two_year if pathway in BELOW_BACHELOR else 0.0

    def choose_field(self, pathway: int, s, keep: float, which: float) -> None:
        """Keep the preferred field if it is taught, or turn to one by what is."""
        shares = self.model.taught[self.sex][pathway]
        if pathway == PATHWAY.FOUR_YEAR:
            shares = s.degree_fields_female if self.sex else s.degree_fields_male
        elif sum(shares) <= 0.0:
            return
        there = pathway == PATHWAY.FOUR_YEAR or shares[self.field] > 0.0
        if there and keep < logistic(s.keep_field + s.keep_interest * self.interest):
            return
        field = pick(shares, which)
        if field != self.field:
            self.turn_to(field)

    def enter(self, pathway: int, away: bool) -> None:
        """Stage and place that follow from the pathway."""
        self.pathway = self.programme = pathway
        self.years_in_stage = 0
        if pathway == PATHWAY.NONE:
            self.stage = STAGE.IDLE
        elif pathway in (PATHWAY.CAREER, PATHWAY.APPRENTICESHIP):
            self.stage = STAGE.SEEK
            if pathway == PATHWAY.APPRENTICESHIP:
                self.model.would_be_apprentices.append(self)
        elif pathway == PATHWAY.MILITARY:
            self.stage, self.place, self.in_state = STAGE.MILITARY, PLACE.AWAY, 0
        else:
            self.stage, self.place = STAGE.STUDY, PLACE.AWAY_STUDY if away else PLACE.LOCAL
            self.studied = STUDIED.HERE
            if away:
                self.in_state = 1 if self.model.luck.study_in_state() < self.model.choice.away_in_state else 0
                self.studied = STUDIED.IN_STATE if self.in_state else STUDIED.OTHER_STATE
            else:
                self.model.entrants.append(self)

    def receive(self, p, host: int | None, quality: float, beside: list) -> None:
        """One seat-year of ``p``, ``beside`` others: a change of field, a credential, the channels."""
        luck, s = self.model.luck, self.model.schooling
        gain, luck.partnership = p.channels, p.luck
        quality *= self.left_of_repeats(p, s)

        def of(channel: int) -> float:
            return gain[channel] * quality * fresh(p, beside, channel)

        if p.fields and not (p.fields >> self.field) & 1:
            chance = s.switch_per_interest * gain[INTEREST] * fresh(p, beside, INTEREST)
            if p.adults:
                chance += s.retrain * max(0.0, gain[TECHNICAL] * fresh(p, beside, TECHNICAL))
            turns = luck.turn() < chance * quality
            if turns:
                self.turn_to(p.nth_field(luck.turn_to()))
                self.awareness |= 1 << self.field
        if p.adults and self.stage == STAGE.SEEK and gain[INFORMATION] > 0.0:
            informed = luck.advice() < s.advice * of(INFORMATION)
            if informed:
                self.look_where_jobs_are()
        if p.awards and not self.credentials & p.awards:
            passes = luck.award() < shift_odds(p.pass_rate, s.award_academic * self.academic)
            if passes:
                self.earn(p.awards)
        in_field = not p.fields or (p.fields >> self.field) & 1
        if luck.learn() < of(AWARENESS):
            self.awareness |= p.fields or 1 << int(luck.learned() * FIELDS)
        if in_field:
            self.interest += of(INTEREST)
        self.academic += of(ACADEMIC)
        self.be_taught(of(TECHNICAL) * (1.0 if in_field else 0.5), self.model.year - s.curriculum_lag)
        self.employability += of(EMPLOYABILITY)
        self.contacts += int(max(0.0, gain[CONTACTS]) + luck.encounter())
        self.attachment += of(ATTACHMENT)
        self.guidance = min(1.0, max(-1.0, self.guidance + of(INFORMATION)))
        self.support += of(PERSISTENCE)
        self.aid_two_year = max(self.aid_two_year, gain[AID_TWO_YEAR])
        self.aid_four_year = max(self.aid_four_year, gain[AID_FOUR_YEAR])
        tie = 0.0 if host is None else min(1.0, quality * gain[ACQUAINTANCE])
        if tie > self.tie():
            self.host, self.acquaintance, self.acquainted = host, tie, self.model.year
        keeps_goal = self.goal == PATHWAY.FOUR_YEAR
        if p.apprenticeship and not keeps_goal and luck.apprentice() < s.apprentice_continues * tie:
            self.goal = PATHWAY.APPRENTICESHIP
        self.take_note(p, host)

    def take_note(self, p, host: int | None) -> None:
        """What is remembered of a seat-year."""
        if p.years > 1:
            self.seat_host = host
        self.seat_years[p.bit] = min(3, self.seat_years.get(p.bit, 0) + 1)
        if p.courses and self.courses_taken() >= 2:
            self.credentials |= CREDENTIAL.CONCENTRATOR
        self.doses = min(250, self.doses + 1)
        self.delivered |= 1 << p.bit

    def courses_taken(self) -> int:
        """Career-technical courses taken in seats."""
        return sum(p.courses * self.seat_years.get(p.bit, 0) for p in self.model.partnerships)

    def concentrates_at_school(self) -> bool:
        """Whether the school's own courses make a concentrator."""
        return bool(self.credentials & CREDENTIAL.CONCENTRATOR) and self.courses_taken() < 2

    def left_of_repeats(self, p, s) -> float:
        """Share of a seat's strength left after years of it beyond those for which it is made."""
        doses, counts = 0.0, 1.0
        for _ in range(max(0, self.seat_years.get(p.bit, 0) - (p.years - 1))):
            counts *= s.repeat_hold
            doses += counts
        return exp(-doses / p.saturation)

    def look_where_jobs_are(self) -> None:
        """The field known with most openings for what one can do."""
        own, openings, carry = self.field, self.model.openings, self.model.carry[self.field]
        best, most = own, openings[own]
        for field in range(FIELDS):
            if (self.awareness >> field) & 1 and openings[field] * carry[field] > most:
                best, most = field, openings[field] * carry[field]
        self.technical *= carry[best]
        self.field = best


def fresh(p, beside: list, channel: int) -> float:
    """Share of a seat's strength in a channel that is left beside the other seats of the year.

    Another seat counts by its hours over those of ``p``, as one dose at most.
    """
    others = [min(1.0, q.hours / p.hours) if p.hours > 0.0 else 1.0 for q in beside if q.channels[channel]]
    if not others:
        return 1.0
    doses = 1.0 + sum(others)
    return (1.0 - exp(-doses / p.saturation)) / (doses * (1.0 - exp(-1.0 / p.saturation)))
