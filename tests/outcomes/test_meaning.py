"""Indicators are the ratios their meanings say: counted again from a table written from the meanings.

The table is a second reading of what ships. A new indicator needs no line of it: it is held to what is true
of all (shares lie between 0 and 1, groups add up to everybody, amounts are not negative).
"""

from __future__ import annotations

import numpy as np
import pytest
from small_world import internship, live, plan_of, small_region
from worlds import result

from sim.core.columns import ETHNICITY, N_CELLS, SEX, cell
from sim.core.tallies import Market, Tally
from sim.outcomes.groups import GROUPS
from sim.outcomes.registry import ALL, INDICATORS
from sim.outcomes.rows import indicator_rows

START = 2026
PLAIN = """
pupils = PUPILS
graduation_4y = COHORT_9_GRADUATED / COHORT_9 @ 0
graduates = GRADUATES @ 0
dropout = DROPOUTS / HIGH_SCHOOL_PUPILS
repetition = REPEATERS / PUPILS
concentrators = CONCENTRATORS / GRADUATES @ 0
awareness_fields = AWARENESS_FIELDS / GRADE_12
stem_expectation = STEM_EXPECTATION / GRADE_12
participation.awareness = SERVED_AWARENESS
participation.exploration = SERVED_EXPLORATION
participation.experience = SERVED_EXPERIENCE
participation.any = SERVED
college_entry = TO_TWO_YEAR + TO_FOUR_YEAR / GRADUATES @ 0
college_entry_four_year = TO_FOUR_YEAR / GRADUATES @ 0
college_entry_two_year = TO_TWO_YEAR / GRADUATES @ 0
college_elsewhere = TO_COLLEGE_ELSEWHERE / TO_TWO_YEAR + TO_FOUR_YEAR @ 0
college_in_state = TO_COLLEGE_IN_STATE / TO_TWO_YEAR + TO_FOUR_YEAR @ 0
pathway.none = TO_NONE / GRADUATES @ 0
pathway.career = TO_CAREER / GRADUATES @ 0
pathway.certification = TO_CERTIFICATION / GRADUATES @ 0
pathway.apprenticeship = TO_APPRENTICESHIP / GRADUATES @ 0
pathway.trade_school = TO_TRADE_SCHOOL / GRADUATES @ 0
pathway.two_year = TO_TWO_YEAR / GRADUATES @ 0
pathway.four_year = TO_FOUR_YEAR / GRADUATES @ 0
pathway.military = TO_MILITARY / GRADUATES @ 0
completed.certification = COMPLETED_CERTIFICATION
completed.apprenticeship = COMPLETED_APPRENTICESHIP
completed.trade_school = COMPLETED_TRADE_SCHOOL
completed.two_year = COMPLETED_TWO_YEAR
completed.four_year = COMPLETED_FOUR_YEAR
completion_four_year_6y = STARTED_FOUR_YEAR_6_DONE / STARTED_FOUR_YEAR_6 @ 6
completion_two_year_6y = STARTED_TWO_YEAR_6_DONE / STARTED_TWO_YEAR_6 @ 6
completion_apprenticeship_6y = STARTED_APPRENTICESHIP_6_DONE / STARTED_APPRENTICESHIP_6 @ 6
stopped_out = STOPPED_OUT
stem_share_bachelors = BACHELORS_STEM / COMPLETED_FOUR_YEAR
credential_5y = CREDENTIAL_5 / LEFT_5 @ 5
bachelor_26 = AGE_26_BACHELOR / AGE_26
goal_reached_5y = GOAL_REACHED_5 / LEFT_5 @ 5
employment_20_24 = EMPLOYED_20_24 / PEOPLE_20_24
employment_25_29 = EMPLOYED_25_29 / PEOPLE_25_29
employment_30_34 = EMPLOYED_30_34 / PEOPLE_30_34
unemployment_20_24 = UNEMPLOYED_20_24 / EMPLOYED_20_24 + UNEMPLOYED_20_24
unemployment_25_29 = UNEMPLOYED_25_29 / EMPLOYED_25_29 + UNEMPLOYED_25_29
unemployment_30_34 = UNEMPLOYED_30_34 / EMPLOYED_30_34 + UNEMPLOYED_30_34
adults_here = ADULTS_HERE
target_jobs_here = TARGET_HERE
earnings_here = WAGES_HERE / EMPLOYED_HERE
hires = HIRES
placement_in_field = HIRES_IN_FIELD / HIRES
unemployment_school = UNEMPLOYED_SCHOOL / LABOUR_SCHOOL
unemployment_skilled = UNEMPLOYED_SKILLED / LABOUR_SKILLED
unemployment_bachelor = UNEMPLOYED_BACHELOR / LABOUR_BACHELOR
wage_entry = WAGES_ENTRY / WORKERS_ENTRY
wage_skilled = WAGES_SKILLED / WORKERS_SKILLED
wage_professional = WAGES_PROFESSIONAL / WORKERS_PROFESSIONAL
first_job_in_field = FIRST_JOBS_IN_FIELD / FIRST_JOBS
ledger.region = WAGES_HERE
ledger.persons = PAID
months_without_work = MONTHS_SOUGHT / MONTHS_SOUGHT + MONTHS_WORKED
earnings_everywhere = EARNINGS / EARNERS
lives_here_1y = LIVES_HERE_1 / LEFT_1 @ 1
lives_here_5y = LIVES_HERE_5 / LEFT_5 @ 5
lives_here_10y = LIVES_HERE_10 / LEFT_10 @ 10
lives_and_works_here_1y = WORKS_HERE_1 / LEFT_1 @ 1
lives_and_works_here_5y = WORKS_HERE_5 / LEFT_5 @ 5
lives_and_works_here_10y = WORKS_HERE_10 / LEFT_10 @ 10
target_job_here_1y = TARGET_1 / LEFT_1 @ 1
target_job_here_5y = TARGET_5 / LEFT_5 @ 5
target_job_here_10y = TARGET_10 / LEFT_10 @ 10
employed_5y = EMPLOYED_5 / LEFT_5 @ 5
employed_10y = EMPLOYED_10 / LEFT_10 @ 10
earnings_5y = WAGES_5 / EMPLOYED_5 @ 5
earnings_10y = WAGES_10 / EMPLOYED_10 @ 10
lives_here_26 = AGE_26_HERE / AGE_26
leaves_bachelor = LEFT_BACHELOR / ADULTS_BACHELOR + LEFT_BACHELOR
leaves_others = LEFT_OTHERS / ADULTS_OTHERS + LEFT_OTHERS
came_back = CAME_BACK
stays_where_studied = STUDIED_HERE_STAYED / STUDIED_HERE
returns_after_study = STUDIED_AWAY_RETURNED / STUDIED_AWAY
stays_in_state_of_study = STUDIED_IN_STATE_STAYED / STUDIED_IN_STATE
lives_in_state_26 = AGE_26_IN_STATE / AGE_26
onward = TO_CAREER + TO_CERTIFICATION + TO_APPRENTICESHIP + TO_TRADE_SCHOOL + TO_TWO_YEAR + TO_FOUR_YEAR + TO_MILITARY / GRADUATES @ 0
jobs.wanted = JOBS
jobs.young = YOUNG
jobs.others = OTHERS
jobs.outside = JOBS_OUTSIDE
jobs.young_outside = YOUNG_OUTSIDE
jobs.target = TARGET_JOBS
jobs.others_target = TARGET_OTHERS
jobs.unfilled_target = TARGET_UNFILLED
vacancy_rate_target = TARGET_UNFILLED / TARGET_JOBS
vacancies = OPENINGS
vacancy_fill = HIRED_RESIDENTS + HIRED_COMMUTERS / OPENINGS
vacancy_fill_residents = HIRED_RESIDENTS / OPENINGS
hired_commuters = HIRED_COMMUTERS
vacancies_unfilled = UNFILLED
vacancy_rate = UNFILLED / JOBS
vacancy_duration = UNFILLED / HIRED_RESIDENTS + HIRED_COMMUTERS
separations = SEPARATIONS
turnover = SEPARATIONS / YOUNG
job_changes = JOB_CHANGES / YOUNG
closures = CLOSURES
hosts_gaining = HOSTS_GAINING / HOSTS
hosting.output = HOSTING_OUTPUT
hosting.saved = HOSTING_SAVED
hosting.kept = HOSTING_KEPT
hosting.poached = HOSTING_POACHED
hosting.paid = HOSTING_PAID
hosting_yield = RETURN_UNDER_100 + RETURN_UNDER_500 + RETURN_LARGER / HOSTING_PAID
"""  # noqa: E501
"""Counts that are added, over counts that are added, at so many years since leaving school."""


BY_SIZE = """
hosts = STAYED + JOINED
hosts_share = STAYED + JOINED / ASKED
hosts_joined = JOINED
hosts_quit = QUIT
hosts_quit_rate = QUIT / STAYED + QUIT
hosted_seats = HOSTED
hosting_return = RETURN / HOSTED
"""
"""The same of employers, for all of them and for each class of size."""
SIZES = ("UNDER_100", "UNDER_500", "LARGER")


def sized() -> list[str]:
    """Lines of :data:`BY_SIZE` in full."""
    lines = []
    for line in BY_SIZE.strip().splitlines():
        code, _, formula = line.partition(" = ")
        for some in (SIZES, *((size,) for size in SIZES)):
            full = " / ".join(
                " + ".join(f"{name}_{size}" for name in part.split(" + ") for size in some)
                for part in formula.split(" / ")
            )
            lines.append(f"{code}{'' if some == SIZES else '_' + some[0].lower()} = {full}")
    return lines


def stated() -> dict[str, tuple[list[str], list[str], int | None]]:
    """Numerator, denominator and years since leaving school of each line of :data:`PLAIN`."""
    told = {}
    for line in PLAIN.strip().splitlines() + sized():
        code, _, formula = line.partition(" = ")
        ratio, _, years = formula.partition(" @ ")
        top, _, bottom = ratio.partition(" / ")
        told[code] = (top.split(" + "), bottom.split(" + ") if bottom else [], int(years) if years else None)
    return told


STATED = stated()


@pytest.fixture(scope="module")
def lived():
    return result(seed=9)


@pytest.fixture(scope="module")
def table(lived):
    return indicator_rows(lived, START)


def members(group: str) -> list[int]:
    """Cells of a group, from the words of its name."""
    kind, _, name = group.partition("=")
    every = [(race, sex, poor) for race in ETHNICITY for sex in SEX for poor in ("no", "yes")]
    place = {"ethnicity": 0, "sex": 1, "low_income": 2}
    chosen = [one for one in every if group == "all" or one[place[kind]] == name]
    return [int(cell(ETHNICITY.index(r), SEX.index(s), int(p == "yes"))) for r, s, p in chosen]


def counted(lived, names: list[str], group: str) -> np.ndarray:
    """Sum of some counts by year, over the cells of a group; jobs have none."""
    if names[0] in Tally.__members__:
        return sum(lived.tallies[:, Tally[name]][:, members(group)].sum(axis=1) for name in names)
    return sum(lived.market[:, Market[name]] for name in names)


def test_every_line_is_about_an_indicator_and_every_indicator_has_one_code():
    assert set(STATED) <= set(INDICATORS)
    assert len(INDICATORS) == len(ALL)


@pytest.fixture(scope="module")
def lively():
    """Rows of a small world that was lived, whose counts belong together."""
    return indicator_rows(live(plan_of(small_region(), [internship()])), START)


OVER_A_COST = {"hosting_yield"}
"""Told in per cent, but of what was spent: a year that pays brings more than it cost."""


@pytest.mark.parametrize("code", INDICATORS)
def test_an_indicator_is_what_its_unit_says(lively, code):
    indicator, table = INDICATORS[code], lively
    years = len(set(table.year))
    mine = table.indicator == code
    assert (table.numerator[mine] >= 0).all()
    assert (table.denominator[mine] >= 0).all()
    if indicator.unit == "share" and code not in OVER_A_COST:
        assert indicator.denominator
        assert (table.numerator[mine] <= table.denominator[mine]).all(), "a share of more than all"
    for kind in {group.partition("=")[0] for group in set(table.group[mine])} - {"all"}:
        among = mine & np.char.startswith(table.group.astype(str), f"{kind}=")
        for counts in (table.numerator, table.denominator) if indicator.denominator else (table.numerator,):
            by_year = np.bincount(table.year[among] - START, counts[among], years)
            np.testing.assert_array_equal(by_year, counts[mine & (table.group == "all")])


def test_groups_are_the_cells_their_names_say():
    assert len(members("all")) == N_CELLS
    assert all(len(members(group)) in (N_CELLS, N_CELLS // 2, N_CELLS // len(ETHNICITY)) for group in GROUPS)


@pytest.mark.parametrize("code", STATED)
def test_an_indicator_is_the_ratio_its_meaning_says(lived, table, code):
    top, bottom, years = STATED[code]
    seen = set()
    for group in set(table.group[table.indicator == code]):
        at = (table.indicator == code) & (table.group == group)
        above = counted(lived, top, group)
        below = counted(lived, bottom, group) if bottom else np.ones(lived.years)
        np.testing.assert_array_equal(table.numerator[at], above)
        np.testing.assert_array_equal(table.denominator[at], below)
        np.testing.assert_array_equal(table.year[at], START + np.arange(lived.years))
        cohort = np.full(lived.years, -1) if years is None else START + np.arange(lived.years) - years
        np.testing.assert_array_equal(table.cohort[at], cohort)
        np.testing.assert_array_equal(table.value[at], above / below)
        seen.add(group)
    assert seen == (set(GROUPS) if top[0] in Tally.__members__ else {"all"})
