"""What each column of a region's tables holds, in one line for planners.

The lines stand in the README of a new region's folder and beside every cell that is still empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.columns import FIELDS, GRADES, LEVELS, PATHWAYS
from sim.study.region.words import EMPLOYER_KINDS, SCHOOL_KINDS, SCHOOL_LEVELS

NOT_ACTING: Mapping[str, tuple[str, ...]] = {
    "providers": ("local",),
}
"""Columns that sound as if they acted and that no rule of the model turns into anything counted yet.

The region's gaps name them, on every report, and so does every check; a test finds any other column that
changes nothing.
"""

ROWS: Mapping[str, str] = {
    "zones": "catchment: schools whose pupils move up to the same high school",
    "schools": "public school of the region",
    "employers": "employer, or its part in one field of work",
    "providers": "programme of a college or training provider",
}
"""What a row of each table is, in the order in which the tables are best filled."""

WHERE: Mapping[str, str] = {
    "zones": "rural_share: urban and rural housing units of the census, or the locale codes of the schools "
    "in EDGE_GEOCODE_PUBLICSCH (41 to 43 are rural).",
    "schools": "Names, level, grades (GSLO, GSHI) and kind (SCH_TYPE, CHARTER_TEXT): NCES CCD directory "
    "ccd_sch_029. Pupils and groups: NCES CCD membership ccd_sch_052, or the state's report card. Low-income "
    "pupils by the state's own definition: its report card, or direct certification in ccd_sch_033 (free and "
    "reduced-price lunch is another definition). English learners and disability: report card, or CRDC "
    "Enrollment.csv.",
    "employers": "Large employers: local lists of the chamber or the press. Industries: QCEW annual averages "
    "by area, or County Business Patterns. Levels and wages: OEWS of the metropolitan area (TOT_EMP, "
    "A_MEDIAN).",
    "providers": "Colleges: IPEDS HD2024. Awards: IPEDS C2024_A (CTOTALT, first majors); fields by the first "
    "two digits of CIPCODE: production 01, 41, 48; maintenance 47; construction 04, 46; engineering "
    "14, 15, 26, 27, 40; computing 11; health 31, 51; business 03, 05, 09, 16, 22, 23, 38, 45, 52, "
    "54; education 13, 25; logistics 49; service 10, 12, 19, 39, 42, 43, 44, 50; 24 and 30 are "
    "spread over the others. Apprenticeships: the state's apprenticeship agency. "
    "The shares of fields are read and checked, but no rule of the model uses them yet.",
}
"""Where the figures of each table stand, by the official names of the files."""

_SOURCE = "publisher and title; for a judgement 'judged: …' with its reason"
_NOTE = "anything a reader ought to know; may stay empty"
_ID = "a code of its own for every row: letters, digits, _ and -"


def _one_of(words: tuple[str, ...]) -> str:
    return f"one of {', '.join(words)}"


ZONES: Mapping[str, str] = {
    "zone": f"{_ID}; schools.csv refers to it",
    "name": "name of the part of the region",
    "rural_share": "share of its households in rural territory, between 0 and 1, with a point; no effect yet",
    "judged": "rural_share when it rests on judgement, else empty",
    "source": _SOURCE,
    "note": _NOTE,
}
SCHOOLS: Mapping[str, str] = {
    "id": f"{_ID}; best the state's school code or NCESSCH",
    "name": "name of the school",
    "level": _one_of(SCHOOL_LEVELS),
    "first_grade": f"lowest grade offered: {GRADES[0]} or 1 to 12; pre-kindergarten is left out",
    "last_grade": f"highest grade offered: {GRADES[0]} or 1 to 12",
    "zone": "the zone of zones.csv to which it belongs",
    "kind": _one_of(SCHOOL_KINDS),
    "pupils": "number of pupils in kindergarten to grade 12; the seven groups must add up to it. Totals of "
    "NCES hold pre-kindergarten: take it off here and off each group",
    "white": "number of pupils who are white, not Hispanic",
    "black": "number of pupils who are Black or African American, not Hispanic",
    "hispanic": "number of pupils who are Hispanic or Latino, of any race",
    "asian": "number of pupils who are Asian, not Hispanic",
    "american_indian": "number of pupils who are American Indian or Alaska Native, not Hispanic",
    "pacific_islander": "number of pupils who are Native Hawaiian or other Pacific Islander, not Hispanic",
    "two_or_more": "number of pupils of two or more races, not Hispanic",
    "econ_disadvantaged": "number of low-income pupils",
    "english_learners": "number of English learners",
    "disability": "number of pupils with an individual education plan",
    "filled": "columns whose suppressed number is your estimate, with blanks between; may stay empty",
    "judged": "which of first_grade, last_grade, zone, kind are judged, with blanks between; may stay empty",
    "year": "school year of the counts: the year it starts, a hyphen, two digits of the year it ends",
    "source": _SOURCE,
    "note": _NOTE,
}
_MEANT = {
    "entry": "open to school leavers",
    "skilled": "that ask for a credential below the bachelor's",
    "professional": "that ask for a bachelor's degree",
}
EMPLOYERS: Mapping[str, str] = {
    "id": _ID,
    "name": "name of the employer, or of a group of small ones",
    "firm": "a code that all rows of one employer share; the id again when it has one row only",
    "sector": "name of the industry; scenarios choose employers by it",
    "naics": "industry code of two to six digits, as text (31-33, 44-45 and 48-49 keep their hyphen)",
    "field": _one_of(FIELDS),
    **{f"jobs_{level}": f"number of jobs {_MEANT[level]}" for level in LEVELS},
    **{
        f"wage_{level}": "their yearly wage in USD, prices of price_year (QCEW prints weekly ones: times "
        "52); 0 without such jobs"
        for level in LEVELS
    },
    "establishments": "number of workplaces; 0 in the further rows of a firm",
    "kind": f"{_one_of(EMPLOYER_KINDS)}; pool = the rest of an industry",
    "year": "year of the figures, or a span of years",
    "source": _SOURCE,
    "note": _NOTE,
}
PROVIDERS: Mapping[str, str] = {
    "id": _ID,
    "name": "name of the college or provider and of the kind of award",
    "pathway": _one_of(PATHWAYS[1:]),
    "seats": "entrants a year it can take; -1 when there is no limit worth the name",
    "local": "yes when it lies in the region, no when young people leave the region for it; no effect yet",
    "awards": "awards a year; may stay empty; no effect yet",
    **{
        f"share_{field}": f"share of its awards that lead to {field}; the row adds up to 1; no effect yet"
        for field in FIELDS
    },
    "judged": "which of seats, fields are judged, with a blank between; may stay empty",
    "year": "school year or year of the figures",
    "source": _SOURCE,
    "note": _NOTE,
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "zones": ZONES,
    "schools": SCHOOLS,
    "employers": EMPLOYERS,
    "providers": PROVIDERS,
}


def not_acting() -> str:
    """One sentence that names the columns of the tables that change no result yet; empty when all act."""
    named = []
    for table, columns in NOT_ACTING.items():
        plain = [column for column in columns if not column.startswith("share_")]
        shares = [column for column in columns if column.startswith("share_")]
        listed = plain + ([f"{shares[0]} to {shares[-1]}"] if shares else [])
        named.append(f"{', '.join(listed)} of {table}.csv")
    if not named:
        return ""
    return f"Recorded and without effect on any result yet: {'; '.join(named)}."


def what_to_write(table: str, column: str | None = None) -> str:
    """What a column of a table holds, or what its rows are when ``column`` is None; empty when unknown."""
    return ROWS.get(table, "row") if column is None else COLUMNS.get(table, {}).get(column, "")
