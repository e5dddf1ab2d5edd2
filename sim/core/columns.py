"""What is known of every agent: names, storage, units and meaning, declared once.

The declarations make the arrays (:mod:`sim.core.state`), the views of the Mesa agents
(:mod:`sim.agents.views`), the codebook and the ODD tables. Codes of a category are positions in
the tuples below; :data:`NONE` marks "no school", "no employer".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

NONE = 65535
"""Code of an absent school or employer in a ``uint16`` column."""


class Stage(IntEnum):
    """Where a person is in the life course."""

    PENDING = 0  # identity laid out, not yet arrived
    SCHOOL = 1
    STUDY = 2
    APPRENTICE = 3
    WORK = 4
    SEEK = 5
    IDLE = 6  # neither in work, nor looking, nor studying
    MILITARY = 7
    GONE = 8  # moved out with the family before leaving school, or, a newcomer, moved on
    AGED = 9  # past working age


class Place(IntEnum):
    """Where a person lives."""

    LOCAL = 0
    AWAY_STUDY = 1
    AWAY = 2


class Pathway(IntEnum):
    """What a school leaver goes on to (Illinois work-based learning module: six pathways and none)."""

    NONE = 0
    CAREER = 1
    CERTIFICATION = 2
    APPRENTICESHIP = 3
    TRADE_SCHOOL = 4
    TWO_YEAR = 5
    FOUR_YEAR = 6
    MILITARY = 7


class Level(IntEnum):
    """Level of an occupation by the credential it asks for."""

    ENTRY = 0  # no credential beyond school
    SKILLED = 1  # certificate, apprenticeship, trade school or associate degree
    PROFESSIONAL = 2  # bachelor's degree


class Credential(IntEnum):
    """Credentials held (bit set)."""

    DIPLOMA = 1
    CERTIFICATION = 2
    APPRENTICESHIP = 4
    TRADE = 8
    ASSOCIATE = 16
    BACHELOR = 32
    STEM = 64
    CONCENTRATOR = 128  # two or more courses of one career-technical programme


class Barrier(IntEnum):
    """Barriers to taking part (bit set)."""

    ENGLISH_LEARNER = 1
    DISABILITY = 2
    RURAL = 4
    NO_TRANSPORT = 8
    FIRST_GENERATION = 16
    MUST_EARN = 32


class Studied(IntEnum):
    """Where somebody last attended a programme after school."""

    NOWHERE = 0
    HERE = 1
    IN_STATE = 2  # outside the region, in its state
    OTHER_STATE = 3


class Origin(IntEnum):
    """How a person came to be in the model."""

    PUPIL = 0  # in the region's schools at the start, or enters kindergarten
    FAMILY = 1  # moves in with the family while of school age
    NEWCOMER = 2  # moves in as an adult
    WARM_UP = 3  # left the region's schools before the first year


class Life(IntEnum):
    """One byte per person and year, kept for the comparison of the two worlds."""

    LIVES_HERE = 1
    WORKS_HERE = 2
    TARGET_JOB = 4  # works here in one of the scenario's target fields
    EMPLOYED = 8  # here or elsewhere
    STUDYING = 16
    CREDENTIAL = 32  # holds a credential beyond the diploma
    GRADUATED = 64
    SERVED = 128  # something has been delivered to this person by now


class Event(IntEnum):
    """What happened to a person this year (bit set, cleared every year)."""

    ENROLLED = 1  # in school when the year began
    HIGH_SCHOOL = 2  # in grades 9 to 12 when the year began
    REPEATED = 4  # not promoted at the end of the year, credits recovered later or not
    GRADUATED_IN_FOUR = 8  # within four years of entering grade 9
    NOT_IN_FOUR = 16  # four years have passed without a diploma, or dropped out before
    COMPLETED = 32  # a programme after school
    STOPPED_OUT = 64
    HIRED = 128
    HIRED_IN_FIELD = 256
    LEFT_REGION = 4096
    CAME_BACK = 8192
    REENTERED = 16384  # the labour force, after this year's matching


class Channel(IntEnum):
    """What an activity may move: never a wage, never a job. Kernels index strengths by it.

    With each its unit, the least and the largest strength for one full seat-year whatever the draw, and
    what it moves in words. The channels in SD and log-odds have no bounds: they are free to do harm.
    """

    unit: str
    low: float
    high: float
    effect: str

    def __new__(cls, position: int, unit: str, low: float, high: float, effect: str) -> Channel:
        """A member with its words."""
        channel = int.__new__(cls, position)
        channel._value_ = position
        channel.unit, channel.low, channel.high, channel.effect = unit, low, high, effect
        return channel

    @property
    def bounded(self) -> bool:
        """Whether its strength has bounds."""
        return self.low > -np.inf

    AWARENESS = 0, "share", 0.0, 1.0, "the chance of learning of one more field of work"
    INTEREST = 1, "SD", -np.inf, np.inf, "interest in the field"
    ACADEMIC = 2, "SD", -np.inf, np.inf, "academic skill"
    TECHNICAL = 3, "SD", -np.inf, np.inf, "technical skill"
    EMPLOYABILITY = 4, "SD", -np.inf, np.inf, "employability"
    CONTACTS = 5, "count", 0.0, 50.0, "employers met at length"
    ATTACHMENT = 6, "SD", -np.inf, np.inf, "ties to the region"
    INFORMATION = 7, "share", -1.0, 1.0, "the accuracy of the choice after school"
    PERSISTENCE = 8, "log-odds", -np.inf, np.inf, "staying in school"
    BARRIER = 9, "share", 0.0, 1.0, "the time and transport barrier (share removed)"
    AID_TWO_YEAR = 10, "USD/year", 0.0, 30_000.0, "the price of local programmes below the bachelor's degree"
    AID_FOUR_YEAR = 11, "USD/year", 0.0, 30_000.0, "the price of local four-year programmes"
    ACQUAINTANCE = 12, "share", 0.0, 1.0, "the tie to the employer that hosts (1 = an intern's of a term)"


PROGRAMME_SHIFT, PROGRAMME_MASK = 9, 7
"""Where the three bits of the programme completed this year stand among the events."""

SEX = ("male", "female")
ETHNICITY = (
    "white",
    "black",
    "hispanic",
    "asian",
    "american_indian",
    "pacific_islander",
    "two_or_more",
)
FIELDS = (
    "production",
    "maintenance",
    "construction",
    "engineering",
    "computing",
    "health",
    "business",
    "education",
    "logistics",
    "service",
)
STEM_FIELDS = ("engineering", "computing")
LEVELS = tuple(level.name.lower() for level in Level)
PATHWAYS = tuple(pathway.name.lower() for pathway in Pathway)
CHANNELS = tuple(channel.name.lower() for channel in Channel)
PAYERS = ("grant", "district", "employers", "state", "families", "college")
PRIVATE_PAYERS = ("employers", "families")
"""Payers outside every budget: employers (wages and staff time of hosts) and families."""
PUBLIC_PAYERS = tuple(payer for payer in PAYERS if payer not in PRIVATE_PAYERS)
"""Payers of the public cost: what the options' common budget is about."""
INGREDIENTS = (
    "coordination",
    "teaching",
    "employer_staff",
    "wages",
    "materials",
    "transport",
    "recruitment",
    "overhead",
)
SCHOOL_OVER = 13
"""Value of ``grade`` after leaving school."""
NEVER = -1000
"""Value of ``left_school`` while at school, and for those who were never a pupil here."""
GRADES = ("K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")

N_FIELDS = len(FIELDS)
N_LEVELS = len(LEVELS)
N_PATHWAYS = len(PATHWAYS)
N_CELLS = len(ETHNICITY) * len(SEX) * 2
"""Cells in which persons are counted: ethnicity × sex × low income."""

FIRST_AGE, GRADE_9_AGE, LAST_AGE = 5, 14, 64
"""Ages at which a person enters kindergarten, enters grade 9, and is last simulated."""
FIRST_WORKING_AGE = 18
"""Age from which a resident counts among the adults."""
SETTLED_AGE = 35
"""Age from which the number of residents is held against the region's own (:mod:`sim.core.settling`)."""
SCHOOL_AGES, LEAVING_AGES, WORKING_AGES = (5, 21), (14, 21), (14, LAST_AGE)
"""Ages of pupils (public schooling ends at 21), of school leavers, and of those in work or further study."""
WARM_UP_YEARS = SETTLED_AGE - GRADE_9_AGE
"""Years simulated before the horizon, so that residents up to 35 were once in grade 9; the older ones begin
as adults drawn from the county's tables and live through these years."""
SETTLING_YEARS = 18
"""Last years of the warm-up, in which employers' standard settles, when the market has found its feet."""


def cell(ethnicity, sex, low_income):
    """Cell of a person in the tallies: ``ethnicity * 4 + sex * 2 + low_income``."""
    return ethnicity * 4 + sex * 2 + low_income


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute of an agent type: its storage, unit and meaning."""

    name: str
    dtype: type
    unit: str
    meaning: str
    codes: tuple[str, ...] = ()


def _codes(enumeration) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in enumeration)


STUDENT = (
    Column("key", np.uint64, "", "identity from which every draw is derived"),
    Column("sex", np.uint8, "code", "sex as recorded by the school", SEX),
    Column("ethnicity", np.uint8, "code", "federal category", ETHNICITY),
    Column("low_income", np.uint8, "0/1", "economically disadvantaged (direct certification)"),
    Column("barriers", np.uint8, "bit set", "barriers to taking part", _codes(Barrier)),
    Column("origin", np.uint8, "code", "how the person came to be in the model", _codes(Origin)),
    Column("entry_year", np.int16, "years since start", "year in which the person arrives"),
    Column("motivation", np.float32, "SD", "hidden; drives both take-up and outcomes"),
    Column("age", np.int8, "years", "age on 1 September"),
    Column("stage", np.uint8, "code", "where in the life course", _codes(Stage)),
    Column("years_in_stage", np.uint8, "years", "years spent in the stage"),
    Column("place", np.uint8, "code", "where the person lives", _codes(Place)),
    Column("in_state", np.uint8, "0/1", "lives in the region or elsewhere in its state"),
    Column("grade", np.int8, "grade", "school grade, kindergarten = 0; 13 after school"),
    Column("zone", np.uint8, "code", "catchment of residence"),
    Column("school", np.uint16, "row", "school attended or last attended"),
    Column("academic", np.float32, "SD", "academic skill within the national age cohort"),
    Column("technical", np.float32, "SD", "technical skill in the preferred field"),
    Column("employability", np.float32, "SD", "employability skill"),
    Column("ability", np.float32, "log points", "lasting person effect in pay, drawn once"),
    Column(
        "settles", np.float32, "share", "lot of a graduate; below the field's share, settles for jobs below"
    ),
    Column("field", np.uint8, "code", "preferred occupational field", FIELDS),
    Column("vintage", np.float32, "years since start", "mean date of the technical skill"),
    Column("interest", np.float32, "SD", "strength of interest in the preferred field"),
    Column("awareness", np.uint16, "bit set", "fields the person knows about", FIELDS),
    Column("goal", np.uint8, "code", "own intended pathway", PATHWAYS),
    Column("contacts", np.float32, "count", "employers met at length; fades"),
    Column("host", np.uint16, "row", "employer known best"),
    Column("acquaintance", np.float32, "share", "strength of the tie to it when it was made; fades"),
    Column("acquainted", np.int16, "years since start", "year in which the tie was made"),
    Column("attachment", np.float32, "SD", "pull of the region"),
    Column("guidance", np.float32, "share", "share of the error of choice removed by guidance"),
    Column("support", np.float32, "log-odds", "support to stay in school; fades"),
    Column("aid_two_year", np.float32, "USD/year", "aid promised for local programmes below the bachelor's"),
    Column("aid_four_year", np.float32, "USD/year", "aid promised for local four-year programmes"),
    Column("credentials", np.uint8, "bit set", "credentials held", _codes(Credential)),
    Column("credential_field", np.uint8, "code", "field of the highest credential beyond school", FIELDS),
    Column("pathway", np.uint8, "code", "pathway entered on leaving school", PATHWAYS),
    Column("programme", np.uint8, "code", "programme attended now or last", PATHWAYS),
    Column(
        "studied", np.uint8, "code", "where the last programme after school was attended", _codes(Studied)
    ),
    Column(
        "left_school",
        np.int16,
        "years since start",
        "year of leaving school; -1000 = still there, or never a pupil here",
    ),
    Column("employer", np.uint16, "row", "employer of the job held"),
    Column("occupation_level", np.uint8, "code", "level of the job held", LEVELS),
    Column("wage", np.float32, "USD/year", "wage of the job held, prices of the first year"),
    Column("tenure", np.uint8, "years", "years with the employer"),
    Column("worked", np.uint8, "months", "months in work this year"),
    Column("sought", np.uint8, "months", "months without work, looking for it, this year"),
    Column("experience", np.uint8, "years", "years at whose end the person was in work"),
    Column("delivered", np.uint32, "bit set", "partnerships that have delivered something to the person"),
    Column("seat_years", np.uint64, "two bits each", "years in a seat of each partnership; 3 = 3 or more"),
    Column("seat_host", np.uint16, "row", "employer that hosts the seat of several years now held"),
    Column("doses", np.uint8, "count", "deliveries received so far"),
)

SCHOOL = (
    Column("first_grade", np.int8, "grade", "lowest grade offered, kindergarten = 0"),
    Column("last_grade", np.int8, "grade", "highest grade offered"),
    Column("zone", np.uint8, "code", "catchment"),
    Column("pupils", np.int32, "persons", "pupils in the base year"),
    Column("poverty", np.float32, "share", "economically disadvantaged pupils"),
    Column("pupils_per_counsellor", np.float32, "persons", "pupils per school counsellor"),
)

EMPLOYER = (
    Column("field", np.uint8, "code", "occupational field of most jobs", FIELDS),
    Column("size", np.int32, "jobs", "jobs in the base year"),
    Column("participation", np.uint8, "0/1", "takes part in a partnership this year"),
    Column("membership_years", np.uint8, "years", "years in partnership without a break"),
    Column("threshold", np.float64, "USD/hour", "return wanted of hosting, by hour of staff; kept for good"),
    Column("output", np.float64, "USD/hour", "worth of an hour's work of somebody hosted; kept for good"),
    Column("belief", np.float64, "USD/hour", "believed later gain of hosting, by hour of staff"),
    Column("brand", np.float32, "SD", "how well young people know the employer"),
    Column("hosted", np.int32, "seats", "seats hosted this year"),
    Column("given", np.float64, "hours", "hours of staff given to them this year"),
    Column("paid", np.float64, "USD", "cost of hosting this year, less subsidies"),
)

PROVIDER = (
    Column("pathway", np.uint8, "code", "pathway served", PATHWAYS),
    Column("seats", np.int32, "persons/year", "entrants the provider can take in a year; -1 = open"),
)
