"""Pure Mesa: how a person comes to be. Traits, skills and outlook on arrival (sim.core.people.population)."""

from __future__ import annotations

from math import exp, sqrt

from sim.core.columns import FIRST_WORKING_AGE, SETTLED_AGE, WARM_UP_YEARS

from .codes import BARRIER, CREDENTIAL, FIELDS, NEVER, ORIGIN, PATHWAY, PLACE, SCHOOL_OVER, STAGE, STUDIED


def shift_odds(chance: float, log_odds: float) -> float:
    """Chance after its odds are multiplied by ``exp(log_odds)``."""
    odds = chance * exp(log_odds)
    return odds / (odds + 1.0 - chance)


def logistic(x: float) -> float:
    """Chance with log-odds ``x``."""
    return 1.0 / (1.0 + exp(-x))


def pick(shares, u: float) -> int:
    """First position whose cumulative share exceeds ``u``."""
    reach = u * sum(shares)
    for position, share in enumerate(shares):
        reach -= share
        if reach < 0.0:
            return position
    return len(shares) - 1


BEGINS_WORK = 20
"""Age from which an adult who arrives is taken to have worked."""


class Arriving:
    """Attributes of a person who arrives; mixed into the student."""

    def be_born(
        self, key: int, origin: int, age: int, school: int | None, ethnicity: int | None, lot: float
    ) -> None:
        """Take on an identity and draw everything that is fixed on arrival; ``lot``, as in ``comes``."""
        self.key, self.origin, self.age = key, origin, age
        self.school, self.ethnicity = school, ethnicity
        self.zone = self.barriers = self.credentials = self.acquainted = 0
        self.seat_years, self.seat_host, self.contacts = {}, None, 0.0
        self.tenure = self.delivered = self.doses = self.events = self.years_in_stage = 0
        self.worked = self.sought = self.experience = 0
        self.credential_field = 0
        self.technical = self.guidance = self.support = self.wage = self.aid_two_year = self.aid_four_year = (
            0.0
        )
        self.host = self.employer = None
        self.acquaintance = 0.0
        self.left_school, self.place, self.occupation_level = NEVER, PLACE.LOCAL, 0
        self.pathway = self.programme = PATHWAY.NONE
        self.studied, self.in_state = STUDIED.NOWHERE, 1
        self.vintage = self.model.year
        self.lives = []
        if ethnicity is None:
            self.draw_origin()
        self.draw_traits()
        self.draw_outlook()
        self.cell = self.ethnicity * 4 + self.sex * 2 + self.low_income
        self.model.arrived[self.cell] += 1
        model = self.model
        if age < FIRST_WORKING_AGE:
            self.begin_at_school()
        elif model.year == -WARM_UP_YEARS:
            self.begin_as_adult()
            self.attachment += model.residence.attachment_gain * (age - FIRST_WORKING_AGE)
        else:
            self.begin_as_newcomer()
            self.come_for_work(lot)
        if age >= FIRST_WORKING_AGE:
            self.credential_field = self.field

    def draw_origin(self) -> None:
        """Ethnicity and school of a person whose group left them open; adults have no school."""
        model, u = self.model, self.model.luck.origin()
        if self.age >= FIRST_WORKING_AGE:
            self.ethnicity = pick(model.newcomer_ethnicity, u)
            return
        grade = max(0, min(self.age - 5, 12))
        self.school, self.ethnicity = divmod(model.pick_place(grade, u), len(model.newcomer_ethnicity))

    def draw_traits(self) -> None:
        """Sex, income, barriers, motivation and academic skill."""
        model, luck = self.model, self.model.luck
        s, school = model.population, self.school
        self.sex = 1 if luck.sex() >= 0.5 else 0
        poor_share = model.poverty[-1] if school is None else model.low_income_share[school][self.ethnicity]
        self.low_income = poor = 1 if luck.low_income() < poor_share else 0
        if school is not None:
            self.zone = model.school_zone[school]
            if luck.english_learner() < model.english_learner_share[school]:
                self.barriers |= BARRIER.ENGLISH_LEARNER
            if luck.disability() < model.disability_share[school]:
                self.barriers |= BARRIER.DISABILITY
            if luck.rural() < model.rural_zone[self.zone]:
                self.barriers |= BARRIER.RURAL
        if luck.no_transport() < model.no_car_share[poor]:
            self.barriers |= BARRIER.NO_TRANSPORT
        if luck.first_generation() < model.first_generation_share[poor]:
            self.barriers |= BARRIER.FIRST_GENERATION
        if luck.must_earn() < (s.must_earn_low_income if poor else s.must_earn_other):
            self.barriers |= BARRIER.MUST_EARN
        motivation = luck.motivation()
        self.motivation = motivation
        self.academic = (
            s.motivation_academic * motivation
            + s.low_income_academic * poor
            + s.poverty_academic * (model.poverty[-1 if school is None else school] - model.poverty[-1])
            + s.academic_noise * luck.academic()
        )
        with_skill, with_will = s.ability_academic, s.ability_motivation
        seen = with_skill * self.academic + with_will * self.motivation
        rest = sqrt(max(0.0, 1.0 - with_skill * with_skill - with_will * with_will))
        self.ability = s.ability_spread * (seen + rest * luck.ability())

    def draw_outlook(self) -> None:
        """Preferred field, interest, fields known about, goal, employability, attachment."""
        luck, s = self.model.luck, self.model.population
        self.field = pick(s.fields_female if self.sex else s.fields_male, luck.field())
        self.interest = s.motivation_interest * self.motivation + 3.4641016 * (luck.interest() - 0.5)
        self.awareness = (1 << self.field) | (1 << int(luck.known_field() * FIELDS))
        self.goal = self.suggested_goal(luck.goal())
        self.own_employability = 2.4494897 * (luck.employability_1() + luck.employability_2() - 1.0)
        self.employability = self.own_employability
        self.settles = luck.settles()
        extra = s.newcomer_attachment if self.origin == ORIGIN.NEWCOMER else 0.0
        self.attachment = luck.attachment() + extra

    def suggested_goal(self, u: float) -> int:
        """Pathway that somebody of this academic skill means to take."""
        s = self.model.population
        four_year = shift_odds(s.goal_four_year, s.goal_academic * self.academic)
        return PATHWAY.FOUR_YEAR if u < four_year else pick(s.goals, (u - four_year) / (1.0 - four_year))

    def begin_at_school(self) -> None:
        """Enter the grade of one's age; in grades 10 to 12 perhaps with a concentration begun."""
        self.stage, self.grade = STAGE.SCHOOL, self.age - 5
        self.years_in_stage = max(0, self.grade - 9)
        s = self.model.population
        if self.grade >= 10 and self.model.luck.concentrator() < s.concentrators:
            self.credentials = CREDENTIAL.CONCENTRATOR
            self.technical = s.concentrate_gain * (self.grade - 10)

    def begin_as_newcomer(self) -> None:
        """Look for work with the credentials one brings."""
        model, u = self.model, self.model.luck.newcomer_level()
        self.stage, self.grade = STAGE.SEEK, SCHOOL_OVER
        self.experience = max(0, self.age - BEGINS_WORK)
        self.credentials = CREDENTIAL.DIPLOMA
        bachelor = model.newcomer_bachelor_share[1 if self.age >= SETTLED_AGE else 0]
        if u < bachelor and self.age >= 22:
            self.credentials |= CREDENTIAL.BACHELOR
            self.technical = 1.0
        elif u < bachelor + model.newcomer_skilled_share and self.age >= 20:
            certificate = model.luck.newcomer_kind() < 0.5
            self.credentials |= CREDENTIAL.CERTIFICATION if certificate else CREDENTIAL.ASSOCIATE
            self.technical = 0.5

    def come_for_work(self, lot: float) -> None:
        """Whoever would not have come in a usual year is of a field in which jobs stayed open."""
        usual, share = self.model.share_coming(self.age)
        if lot >= usual:
            self.field = pick(self.model.openings, (lot - usual) / (share - usual))

    def begin_as_adult(self) -> None:
        """Look for work when the warm-up begins, with what adults of the region hold."""
        model, luck = self.model, self.model.luck
        self.stage, self.grade = STAGE.SEEK, SCHOOL_OVER
        self.experience = max(0, self.age - BEGINS_WORK)
        lift = model.population.attainment_academic * self.academic
        bachelor = model.adult_bachelor[self.ethnicity]
        finished_school = model.adult_diploma[self.ethnicity] - bachelor
        if luck.adult_bachelor() < shift_odds(bachelor, lift):
            self.credentials, self.technical = CREDENTIAL.DIPLOMA | CREDENTIAL.BACHELOR, 1.0
        elif luck.adult_diploma() < shift_odds(min(1.0, finished_school / (1.0 - bachelor)), lift):
            self.credentials = CREDENTIAL.DIPLOMA
            skilled, u = min(1.0, model.adult_skilled_share / finished_school), luck.adult_skilled()
            if u < skilled:
                certificate = u < 0.5 * skilled
                self.credentials |= CREDENTIAL.CERTIFICATION if certificate else CREDENTIAL.ASSOCIATE
                self.technical = 0.5
