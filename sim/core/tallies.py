"""What is counted each year, in every cell of ethnicity × sex × low income.

The names are positions in ``Run.tallies``; :mod:`sim.outcomes` makes indicators of them.
Counts are persons; ``*_wages`` are sums of whole dollars, so that every total is exact.
"""

from __future__ import annotations

from enum import IntEnum, auto


class Tally(IntEnum):
    """Counts of persons (or whole dollars) in one year and cell."""

    def _generate_next_value_(name, start, count, last_values):
        return count

    # school
    PUPILS = auto()
    HIGH_SCHOOL_PUPILS = auto()
    REPEATERS = auto()
    LEAVERS = auto()  # left grades 9 to 12 of a local school for good this year
    GRADUATES = auto()
    DROPOUTS = auto()
    COHORT_9 = auto()  # entered grade 9 four years ago and did not move away
    COHORT_9_GRADUATED = auto()  # of these, graduated by now
    CONCENTRATORS = auto()  # graduates with a career-technical concentration
    AWARENESS_FIELDS = auto()  # fields known about, summed over grade-12 pupils
    GRADE_12 = auto()
    STEM_EXPECTATION = auto()  # grade-12 pupils whose preferred field is STEM with positive interest
    # participation
    SERVED_AWARENESS = auto()
    SERVED_EXPLORATION = auto()
    SERVED_EXPERIENCE = auto()
    SERVED = auto()
    # what leavers (graduates only) go on to in the year of graduation
    TO_NONE = auto()
    TO_CAREER = auto()
    TO_CERTIFICATION = auto()
    TO_APPRENTICESHIP = auto()
    TO_TRADE_SCHOOL = auto()
    TO_TWO_YEAR = auto()
    TO_FOUR_YEAR = auto()
    TO_MILITARY = auto()
    TO_COLLEGE_ELSEWHERE = auto()
    TO_COLLEGE_IN_STATE = auto()  # a two-year or four-year college of the region or elsewhere in its state
    # programmes after school
    COMPLETED_CERTIFICATION = auto()
    COMPLETED_APPRENTICESHIP = auto()
    COMPLETED_TRADE_SCHOOL = auto()
    COMPLETED_TWO_YEAR = auto()
    COMPLETED_FOUR_YEAR = auto()
    STOPPED_OUT = auto()
    BACHELORS_STEM = auto()
    STARTED_FOUR_YEAR_6 = auto()  # started a four-year programme six years ago straight from school
    STARTED_FOUR_YEAR_6_DONE = auto()
    STARTED_TWO_YEAR_6 = auto()
    STARTED_TWO_YEAR_6_DONE = auto()
    STARTED_APPRENTICESHIP_6 = auto()
    STARTED_APPRENTICESHIP_6_DONE = auto()
    # adults of working age who live here
    ADULTS_HERE = auto()
    EMPLOYED_HERE = auto()
    UNEMPLOYED_HERE = auto()
    TARGET_HERE = auto()  # living and working here in a target field, of any age
    WAGES_HERE = auto()  # USD, whole dollars
    PEOPLE_20_24 = auto()
    EMPLOYED_20_24 = auto()
    UNEMPLOYED_20_24 = auto()
    PEOPLE_25_29 = auto()
    EMPLOYED_25_29 = auto()
    UNEMPLOYED_25_29 = auto()
    PEOPLE_30_34 = auto()
    EMPLOYED_30_34 = auto()
    UNEMPLOYED_30_34 = auto()
    PEOPLE_35_44 = auto()
    EMPLOYED_35_44 = auto()
    UNEMPLOYED_35_44 = auto()
    PEOPLE_45_54 = auto()
    EMPLOYED_45_54 = auto()
    UNEMPLOYED_45_54 = auto()
    PEOPLE_55_64 = auto()
    EMPLOYED_55_64 = auto()
    UNEMPLOYED_55_64 = auto()
    # residents of 25 to 34 in the labour force, by credential
    LABOUR_SCHOOL = auto()  # no credential of a programme after school
    UNEMPLOYED_SCHOOL = auto()
    LABOUR_SKILLED = auto()
    UNEMPLOYED_SKILLED = auto()
    LABOUR_BACHELOR = auto()
    UNEMPLOYED_BACHELOR = auto()
    # residents in work, by level of the job
    WORKERS_ENTRY = auto()
    WAGES_ENTRY = auto()
    WORKERS_SKILLED = auto()
    WAGES_SKILLED = auto()
    WORKERS_PROFESSIONAL = auto()
    WAGES_PROFESSIONAL = auto()
    # the persons' ledger: everybody of working age who grew up or lives here, wherever they work
    EARNERS = auto()
    EARNINGS = auto()
    PAID = auto()  # USD for the months in work, whoever is in work when the year ends or not
    # residents of working age, months of the year
    MONTHS_WORKED = auto()
    MONTHS_SOUGHT = auto()  # without work and looking for it
    # hiring
    HIRES = auto()
    HIRES_IN_FIELD = auto()  # hired into the person's own field of preparation
    FIRST_JOBS = auto()  # hired in the year of completing a programme after school
    FIRST_JOBS_IN_FIELD = auto()
    # moves of adults
    LEFT_BACHELOR = auto()  # left the region in the year, with a bachelor's degree
    LEFT_OTHERS = auto()
    ADULTS_BACHELOR = auto()  # living here at the end of the year, with a bachelor's degree
    ADULTS_OTHERS = auto()
    CAME_BACK = auto()
    # former pupils of 25 to 34 with a bachelor's degree, by where they studied
    STUDIED_HERE = auto()
    STUDIED_HERE_STAYED = auto()
    STUDIED_AWAY = auto()
    STUDIED_AWAY_RETURNED = auto()
    STUDIED_IN_STATE = auto()  # in the region or elsewhere in its state
    STUDIED_IN_STATE_STAYED = auto()  # of these, living in the state
    # former pupils, 1, 5 and 10 years after leaving school
    LEFT_1 = auto()
    LIVES_HERE_1 = auto()
    WORKS_HERE_1 = auto()
    TARGET_1 = auto()
    LEFT_5 = auto()
    LIVES_HERE_5 = auto()
    WORKS_HERE_5 = auto()
    TARGET_5 = auto()
    EMPLOYED_5 = auto()  # here or elsewhere
    WAGES_5 = auto()  # of those employed anywhere
    CREDENTIAL_5 = auto()
    GOAL_REACHED_5 = auto()
    LEFT_10 = auto()
    LIVES_HERE_10 = auto()
    WORKS_HERE_10 = auto()
    TARGET_10 = auto()
    EMPLOYED_10 = auto()
    WAGES_10 = auto()
    # former pupils at age 26
    AGE_26 = auto()
    AGE_26_HERE = auto()
    AGE_26_IN_STATE = auto()  # in the region or elsewhere in its state
    AGE_26_BACHELOR = auto()
    # everyone
    PRESENT = auto()
    AWAY = auto()
    MOVED_OUT = auto()  # families, and newcomers who left again, since the start
    AGED_OUT = auto()  # passed working age, since the start
    ARRIVED = auto()  # entered or moved in, since the start, and at the start


SIZE_CLASSES = ("UNDER_100", "UNDER_500", "LARGER")
"""Employers by jobs of a firm in the base year, as in the names of the counts below."""


class Market(IntEnum):
    """Counts of jobs in one year, by employer level summed over employers: columns of ``Run.market``."""

    def _generate_next_value_(name, start, count, last_values):
        return count

    JOBS = auto()  # wanted by employers
    YOUNG = auto()  # held by persons of the region at the end of the year
    OTHERS = auto()  # held by commuters
    OPENINGS = auto()  # vacancies opened or carried into the year, and those of jobs that ended in it
    HIRED_RESIDENTS = auto()
    HIRED_COMMUTERS = auto()
    UNFILLED = auto()
    SEPARATIONS = auto()  # persons who lost or left a job
    JOB_CHANGES = auto()  # of these, for another employer of the region
    REOPENED = auto()  # jobs left for another, lost or given up that were open again in the same year
    CLOSURES = auto()  # employers that closed
    JOBS_OUTSIDE = auto()  # of JOBS, outside the region: those that residents hold or can have
    YOUNG_OUTSIDE = auto()  # of YOUNG
    TARGET_JOBS = auto()  # of the region, like the next two
    TARGET_OTHERS = auto()  # jobs in target fields held by commuters
    TARGET_UNFILLED = auto()  # jobs in target fields open at the end of the year
    TARGET_RESIDENTS = auto()  # jobs of the region in target fields held by simulated persons
    OTHERS_OUTSIDE = auto()  # of OTHERS
    # employers asked to host: by jobs of a firm under 100, under 500, and more
    ASKED_UNDER_100 = auto()  # asked by a partnership that runs
    ASKED_UNDER_500 = auto()
    ASKED_LARGER = auto()
    STAYED_UNDER_100 = auto()  # hosts of last year who go on
    STAYED_UNDER_500 = auto()
    STAYED_LARGER = auto()
    JOINED_UNDER_100 = auto()  # hosts who were none last year
    JOINED_UNDER_500 = auto()
    JOINED_LARGER = auto()
    QUIT_UNDER_100 = auto()  # hosts of last year, still asked, who do not go on
    QUIT_UNDER_500 = auto()
    QUIT_LARGER = auto()
    HOSTED_UNDER_100 = auto()  # seats hosted
    HOSTED_UNDER_500 = auto()
    HOSTED_LARGER = auto()
    RETURN_UNDER_100 = auto()  # USD that hosting brought after its costs; may be negative
    RETURN_UNDER_500 = auto()
    RETURN_LARGER = auto()
    HOSTS = auto()  # employers with a seat this year
    HOSTS_GAINING = auto()  # of these, with a return above 0
    # employers' ledger, USD: return = output + saved + kept - poached - paid
    HOSTING_OUTPUT = auto()
    HOSTING_SAVED = auto()
    HOSTING_KEPT = auto()  # may be negative: where a draw says that ties drive people away
    HOSTING_POACHED = auto()
    HOSTING_PAID = auto()  # wages, staff time and other costs, less subsidies; may be negative


OF_EITHER_SIGN = (
    Market.RETURN_UNDER_100,
    Market.RETURN_UNDER_500,
    Market.RETURN_LARGER,
    Market.HOSTING_KEPT,
    Market.HOSTING_PAID,
)
"""Counts of the market that may be negative."""
