"""Indicators of school, participation and the way out of school."""

from __future__ import annotations

from sim.core.columns import Pathway
from sim.core.tallies import Tally as T
from sim.outcomes.indicator import Indicator

_LEAVING = tuple(T[f"TO_{pathway.name}"] for pathway in Pathway)
_COLLEGE = (T.TO_TWO_YEAR, T.TO_FOUR_YEAR)

# fmt: off
SCHOOL: tuple[Indicator, ...] = (
    Indicator(
        "pupils", "Pupils in local schools", "persons", "school", (T.PUPILS,),
        meaning="Pupils from kindergarten to grade 12 who live in the region.",
    ),
    Indicator(
        "graduation_4y", "Four-year graduation", "share", "school",
        (T.COHORT_9_GRADUATED,), (T.COHORT_9,), lag=0, better="up",
        meaning="Of those who entered grade 9 four years ago and stayed, the share with a diploma.",
        official="ESSA ACGR; Perkins V 1S1",
        difference="1S1 counts career-technical concentrators only; here every pupil counts.",
    ),
    Indicator(
        "graduates", "Graduates of the year", "persons", "school", (T.GRADUATES,), lag=0, better="up",
        meaning="Pupils who earn a diploma in the year.",
    ),
    Indicator(
        "dropout", "Dropout from high school", "share", "school",
        (T.DROPOUTS,), (T.HIGH_SCHOOL_PUPILS,), better="down",
        meaning="Share of the pupils of grades 9 to 12 who leave for good in the year without a diploma.",
    ),
    Indicator(
        "repetition", "Repeating a grade", "share", "school", (T.REPEATERS,), (T.PUPILS,), better="down",
        meaning="Share of pupils who are in the same grade again.",
    ),
    Indicator(
        "concentrators", "Career and technical concentrators", "share", "school",
        (T.CONCENTRATORS,), (T.GRADUATES,), lag=0,
        meaning="Share of the graduates of the year with a concentration in career and technical education.",
    ),
    Indicator(
        "awareness_fields", "Fields of work known in grade 12", "fields", "awareness",
        (T.AWARENESS_FIELDS,), (T.GRADE_12,), better="up",
        meaning="Fields of work (out of ten) that a pupil of grade 12 knows about, on average.",
    ),
    Indicator(
        "stem_expectation", "Expects to work in STEM", "share", "awareness",
        (T.STEM_EXPECTATION,), (T.GRADE_12,),
        meaning="Share of grade-12 pupils who prefer, with interest, engineering or computing.",
    ),
)

PARTICIPATION: tuple[Indicator, ...] = (
    Indicator(
        "participation.awareness", "Served by awareness activities", "persons", "participation",
        (T.SERVED_AWARENESS,), meaning="Persons who received an awareness activity in the year.",
    ),
    Indicator(
        "participation.exploration", "Served by exploration activities", "persons", "participation",
        (T.SERVED_EXPLORATION,), meaning="Persons who received an exploration activity in the year.",
    ),
    Indicator(
        "participation.experience", "Served by work experience", "persons", "participation",
        (T.SERVED_EXPERIENCE,), meaning="Persons who received a work experience in the year.",
        official="Perkins V 5S3",
        difference="5S3 is a share of graduating concentrators; here all participants are counted.",
    ),
    Indicator(
        "participation.any", "Served by any partnership", "persons", "participation",
        (T.SERVED,), meaning="Persons to whom any partnership delivered something in the year.",
    ),
)

LEAVING: tuple[Indicator, ...] = (
    Indicator(
        "college_entry", "Goes on to college", "share", "pathways", _COLLEGE, (T.GRADUATES,), lag=0,
        meaning="Share of the graduates of the year who enter a two-year or four-year college at once.",
    ),
    Indicator(
        "college_entry_four_year", "Goes on to a four-year college", "share", "pathways",
        (T.TO_FOUR_YEAR,), (T.GRADUATES,), lag=0,
        meaning="Share of the graduates of the year who enter a four-year college at once.",
    ),
    Indicator(
        "college_entry_two_year", "Goes on to a two-year college", "share", "pathways",
        (T.TO_TWO_YEAR,), (T.GRADUATES,), lag=0,
        meaning="Share of the graduates of the year who enter a two-year college at once.",
    ),
    Indicator(
        "college_elsewhere", "Of those entering college, elsewhere", "share", "pathways",
        (T.TO_COLLEGE_ELSEWHERE,), _COLLEGE, lag=0,
        meaning="Share of the graduates entering college who do so outside the region.",
    ),
    Indicator(
        "college_in_state", "Of those entering college, in the state", "share", "pathways",
        (T.TO_COLLEGE_IN_STATE,), _COLLEGE, lag=0,
        meaning="Share of the graduates entering college who do so in the region or elsewhere in its state.",
    ),
    Indicator(
        "onward", "Goes on to work, training, college or the military", "share", "pathways",
        tuple(count for count in _LEAVING if count is not T.TO_NONE), (T.GRADUATES,), lag=0, better="up",
        meaning="Share of the graduates of the year who enter any of the seven pathways.",
        official="Perkins V 3S1",
        difference="3S1 counts concentrators two quarters after leaving; here all graduates, by choice.",
    ),
    *(
        Indicator(
            f"pathway.{pathway.name.lower()}",
            "Enters no pathway" if pathway is Pathway.NONE
            else f"Enters pathway: {pathway.name.lower().replace('_', ' ')}",
            "share", "pathways", (T[f"TO_{pathway.name}"],), (T.GRADUATES,), lag=0,
            better="down" if pathway is Pathway.NONE else "none",
            meaning=f"Share of the graduates of the year whose first step is: "
            f"{pathway.name.lower().replace('_', ' ')}.",
        )
        for pathway in Pathway
    ),
)
