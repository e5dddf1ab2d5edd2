"""Pure Mesa: step 10 for one person. Life of the year, and every tally the person belongs to."""

from __future__ import annotations

import numpy as np

from .codes import (
    BEYOND_SCHOOL,
    COUNT,
    CREDENTIAL,
    EVENT,
    FIELDS,
    LIFE,
    ORIGIN,
    PATHWAY,
    PLACE,
    PROGRAMME_MASK,
    PROGRAMME_SHIFT,
    STAGE,
    STEM,
    STUDIED,
    SUB_BACHELOR,
    top_credential_level,
)

GOAL_CREDENTIAL = {
    PATHWAY.FOUR_YEAR: CREDENTIAL.BACHELOR,
    PATHWAY.TWO_YEAR: CREDENTIAL.ASSOCIATE | CREDENTIAL.BACHELOR,
    PATHWAY.TRADE_SCHOOL: CREDENTIAL.TRADE,
    PATHWAY.APPRENTICESHIP: CREDENTIAL.APPRENTICESHIP,
    PATHWAY.CERTIFICATION: CREDENTIAL.CERTIFICATION,
}
STARTED = {
    PATHWAY.FOUR_YEAR: (COUNT.STARTED_FOUR_YEAR_6, CREDENTIAL.BACHELOR),
    PATHWAY.TWO_YEAR: (COUNT.STARTED_TWO_YEAR_6, SUB_BACHELOR | CREDENTIAL.BACHELOR),
    PATHWAY.APPRENTICESHIP: (COUNT.STARTED_APPRENTICESHIP_6, CREDENTIAL.APPRENTICESHIP),
}
EVENT_COUNTS = (
    (EVENT.ENROLLED, COUNT.PUPILS),
    (EVENT.HIGH_SCHOOL, COUNT.HIGH_SCHOOL_PUPILS),
    (EVENT.REPEATED, COUNT.REPEATERS),
    (EVENT.GRADUATED_IN_FOUR | EVENT.NOT_IN_FOUR, COUNT.COHORT_9),
    (EVENT.GRADUATED_IN_FOUR, COUNT.COHORT_9_GRADUATED),
    (EVENT.STOPPED_OUT, COUNT.STOPPED_OUT),
    (EVENT.HIRED, COUNT.HIRES),
    (EVENT.HIRED_IN_FIELD, COUNT.HIRES_IN_FIELD),
    (EVENT.CAME_BACK, COUNT.CAME_BACK),
)
LABOUR = (COUNT.LABOUR_SCHOOL, COUNT.LABOUR_SKILLED, COUNT.LABOUR_BACHELOR)
WORKERS = (COUNT.WORKERS_ENTRY, COUNT.WORKERS_SKILLED, COUNT.WORKERS_PROFESSIONAL)
STUDIED_AT = {
    STUDIED.HERE: COUNT.STUDIED_HERE,
    STUDIED.IN_STATE: COUNT.STUDIED_AWAY,
    STUDIED.OTHER_STATE: COUNT.STUDIED_AWAY,
}
JUST_BACK = EVENT.CAME_BACK | EVENT.REENTERED
"""Back in the region or in the labour force since this year's matching."""
BANDS = (
    (24, COUNT.PEOPLE_20_24),
    (29, COUNT.PEOPLE_25_29),
    (34, COUNT.PEOPLE_30_34),
    (44, COUNT.PEOPLE_35_44),
    (54, COUNT.PEOPLE_45_54),
    (64, COUNT.PEOPLE_55_64),
)
"""Last age of each band of the labour-force statistics, from 20 on, and its first count."""


class Counted:
    """How a person is counted at the end of the year; mixed into the student."""

    def count(self) -> None:
        """Every tally this person belongs to this year."""
        model, stage, events = self.model, self.stage, self.events
        tally = model.tally[self.cell]
        if events:
            self.events = 0
            self.count_events(tally, events)
        if stage == STAGE.GONE:
            self.lives.append(0)
            return
        life = self.life(stage)
        self.lives.append(life)
        tally[COUNT.PRESENT if self.place == PLACE.LOCAL else COUNT.AWAY] += 1
        tally[COUNT.PAID] += int(np.float32(self.wage) * np.float32(self.worked) / np.float32(12.0))
        if life & LIFE.TARGET_JOB:
            tally[COUNT.TARGET_HERE] += 1
        if stage == STAGE.SCHOOL:
            if self.grade == 12:
                self.count_senior(tally)
            return
        since = model.year - self.left_school
        if since == 0:
            self.count_leaver(tally)
        elif since == 6 and self.credentials & CREDENTIAL.DIPLOMA and self.pathway in STARTED:
            started, credential = STARTED[self.pathway]
            tally[started] += 1
            tally[started + 1] += 1 if self.credentials & credential else 0
        if events & EVENT.COMPLETED:
            programme = events >> PROGRAMME_SHIFT & PROGRAMME_MASK
            tally[COUNT.COMPLETED_CERTIFICATION + programme - PATHWAY.CERTIFICATION] += 1
            if programme == PATHWAY.FOUR_YEAR and self.credentials & CREDENTIAL.STEM:
                tally[COUNT.BACHELORS_STEM] += 1
        if self.place == PLACE.LOCAL and self.age >= 18:
            self.count_adult(tally, life, just_back=events & JUST_BACK)
        if life & LIFE.EMPLOYED:
            tally[COUNT.EARNERS] += 1
            tally[COUNT.EARNINGS] += int(self.wage)
        if self.origin != ORIGIN.NEWCOMER:
            self.count_former_pupil(tally, life, since)

    def count_events(self, tally: list[int], events: int) -> None:
        """What happened at school, in a programme, in finding work, and in moving."""
        for event, count in EVENT_COUNTS:
            if events & event:
                tally[count] += 1
        if events & EVENT.LEFT_REGION:
            bachelor = self.credentials & CREDENTIAL.BACHELOR
            tally[COUNT.LEFT_BACHELOR if bachelor else COUNT.LEFT_OTHERS] += 1
        if events & EVENT.COMPLETED and events & EVENT.HIRED:
            tally[COUNT.FIRST_JOBS] += 1
            tally[COUNT.FIRST_JOBS_IN_FIELD] += 1 if events & EVENT.HIRED_IN_FIELD else 0

    def life(self, stage: int) -> int:
        """Bits of the year's life."""
        bits = LIFE.LIVES_HERE if self.place == PLACE.LOCAL else 0
        if stage in (STAGE.WORK, STAGE.APPRENTICE):
            bits |= LIFE.EMPLOYED
            if self.place == PLACE.LOCAL:
                if not self.model.employers[self.employer].outside:
                    bits |= LIFE.WORKS_HERE
                if self.model.employers[self.employer].in_target:
                    bits |= LIFE.TARGET_JOB
        elif stage == STAGE.STUDY:
            bits |= LIFE.STUDYING
        credentials = self.credentials
        if credentials & BEYOND_SCHOOL:
            bits |= LIFE.CREDENTIAL
        if credentials & CREDENTIAL.DIPLOMA:
            bits |= LIFE.GRADUATED
        if self.delivered:
            bits |= LIFE.SERVED
        return bits

    def count_senior(self, tally: list[int]) -> None:
        """Outlook of a pupil in grade 12."""
        tally[COUNT.GRADE_12] += 1
        tally[COUNT.AWARENESS_FIELDS] += (self.awareness & ((1 << FIELDS) - 1)).bit_count()
        if (STEM >> self.field) & 1 and self.interest > 0.0:
            tally[COUNT.STEM_EXPECTATION] += 1

    def count_leaver(self, tally: list[int]) -> None:
        """Somebody who left school this year."""
        tally[COUNT.LEAVERS] += 1
        if not self.credentials & CREDENTIAL.DIPLOMA:
            tally[COUNT.DROPOUTS] += 1
            return
        tally[COUNT.GRADUATES] += 1
        tally[COUNT.TO_NONE + self.pathway] += 1
        if self.place == PLACE.AWAY_STUDY:
            tally[COUNT.TO_COLLEGE_ELSEWHERE] += 1
        if self.pathway in (PATHWAY.TWO_YEAR, PATHWAY.FOUR_YEAR):
            tally[COUNT.TO_COLLEGE_IN_STATE] += self.in_state
        if self.credentials & CREDENTIAL.CONCENTRATOR:
            tally[COUNT.CONCENTRATORS] += 1

    def count_adult(self, tally: list[int], life: int, just_back: int) -> None:
        """An adult who lives here; who is just back has not looked for work yet."""
        works, seeks = life & LIFE.EMPLOYED, self.stage == STAGE.SEEK and not just_back
        tally[COUNT.ADULTS_HERE] += 1
        tally[COUNT.MONTHS_WORKED] += self.worked
        tally[COUNT.MONTHS_SOUGHT] += self.sought
        bachelor = self.credentials & CREDENTIAL.BACHELOR
        tally[COUNT.ADULTS_BACHELOR if bachelor else COUNT.ADULTS_OTHERS] += 1
        if works:
            wage, workers = int(self.wage), WORKERS[self.occupation_level]
            tally[COUNT.EMPLOYED_HERE] += 1
            tally[COUNT.WAGES_HERE] += wage
            tally[workers] += 1
            tally[workers + 1] += wage
        elif seeks:
            tally[COUNT.UNEMPLOYED_HERE] += 1
        if self.age >= 20:
            band = next(count for last, count in BANDS if self.age <= last)
            tally[band] += 1
            if works:
                tally[band + 1] += 1
            elif seeks:
                tally[band + 2] += 1
        if 25 <= self.age <= 34 and (works or seeks):
            labour = LABOUR[top_credential_level(self.credentials)]
            tally[labour] += 1
            tally[labour + 1] += 1 if seeks else 0

    def count_former_pupil(self, tally: list[int], life: int, since: int) -> None:
        """A former pupil one, five and ten years after school, and at 26."""
        if since == 1:
            self.count_place(tally, life, COUNT.LEFT_1)
        elif since == 5:
            self.count_place(tally, life, COUNT.LEFT_5)
            tally[COUNT.CREDENTIAL_5] += 1 if life & LIFE.CREDENTIAL else 0
            tally[COUNT.GOAL_REACHED_5] += 1 if self.reached_goal(life) else 0
            if life & LIFE.EMPLOYED:
                tally[COUNT.EMPLOYED_5] += 1
                tally[COUNT.WAGES_5] += int(self.wage)
        elif since == 10:
            self.count_place(tally, life, COUNT.LEFT_10)
            if life & LIFE.EMPLOYED:
                tally[COUNT.EMPLOYED_10] += 1
                tally[COUNT.WAGES_10] += int(self.wage)
        if 25 <= self.age <= 34 and self.credentials & CREDENTIAL.BACHELOR and self.studied in STUDIED_AT:
            studied = STUDIED_AT[self.studied]
            tally[studied] += 1
            tally[studied + 1] += 1 if life & LIFE.LIVES_HERE else 0
            if self.studied != STUDIED.OTHER_STATE:
                tally[COUNT.STUDIED_IN_STATE] += 1
                tally[COUNT.STUDIED_IN_STATE_STAYED] += self.in_state
        if self.age == 26:
            tally[COUNT.AGE_26] += 1
            tally[COUNT.AGE_26_HERE] += 1 if life & LIFE.LIVES_HERE else 0
            tally[COUNT.AGE_26_IN_STATE] += self.in_state
            tally[COUNT.AGE_26_BACHELOR] += 1 if self.credentials & CREDENTIAL.BACHELOR else 0

    def count_place(self, tally: list[int], life: int, base: int) -> None:
        """Where a former pupil lives and works."""
        tally[base] += 1
        tally[base + 1] += 1 if life & LIFE.LIVES_HERE else 0
        tally[base + 2] += 1 if life & LIFE.WORKS_HERE else 0
        tally[base + 3] += 1 if life & LIFE.TARGET_JOB else 0

    def reached_goal(self, life: int) -> bool:
        """Whether the own goal is reached: the credential of the intended pathway, or work for a career."""
        if self.goal == PATHWAY.MILITARY:
            return self.pathway == PATHWAY.MILITARY
        if self.goal in GOAL_CREDENTIAL:
            return self.credentials & GOAL_CREDENTIAL[self.goal] != 0
        return life & LIFE.EMPLOYED != 0
