"""Indicators of the labour market as people meet it: by credential and level, first jobs, both ledgers."""

from __future__ import annotations

from sim.core.columns import LAST_AGE
from sim.core.tallies import Tally as T
from sim.outcomes.indicator import AGES_TOLD, Indicator

_CREDENTIALS = (
    ("school", "no credential beyond school"),
    ("skilled", "a credential below the bachelor's degree"),
    ("bachelor", "a bachelor's degree"),
)
_LEVELS = ("entry", "skilled", "professional")


# fmt: off
LABOUR: tuple[Indicator, ...] = (
    *(
        Indicator(
            f"unemployment_{name}", f"Unemployed at 25 to 34, {words}", "share", "work",
            (T[f"UNEMPLOYED_{name.upper()}"],), (T[f"LABOUR_{name.upper()}"],), better="down",
            meaning=f"Share of the resident labour force of 25 to 34 with {words} that looks for work.",
        )
        for name, words in _CREDENTIALS
    ),
    *(
        Indicator(
            f"wage_{name}", f"Mean wage, {name} jobs", "USD/year", "work",
            (T[f"WAGES_{name.upper()}"],), (T[f"WORKERS_{name.upper()}"],), better="up",
            meaning=f"Mean yearly wage of residents of {AGES_TOLD} in {name} jobs, prices of the first year.",
        )
        for name in _LEVELS
    ),
    Indicator(
        "first_job_in_field", "First job in the field trained for", "share", "work",
        (T.FIRST_JOBS_IN_FIELD,), (T.FIRST_JOBS,), better="up",
        meaning="Of those hired here in the year they complete a programme, the share hired in its field.",
    ),
    Indicator(
        "ledger.region", "The region's ledger: earnings of residents who work here", "USD", "work",
        (T.WAGES_HERE,), better="up",
        meaning=f"Sum of the wages of residents of {AGES_TOLD} in work here, prices of the first year.",
    ),
    Indicator(
        "ledger.persons", "The persons' ledger: earnings wherever they work", "USD", "work",
        (T.PAID,), better="up",
        meaning=f"Sum of the wages of all up to {LAST_AGE} who grew up here or live here, wherever they "
        "work, prices of the first year; what living costs elsewhere is not modelled.",
    ),
    Indicator(
        "earnings_everywhere", "Mean earnings wherever they work", "USD/year", "work",
        (T.EARNINGS,), (T.EARNERS,), better="up",
        meaning=f"Mean yearly wage of all in work who grew up here or live here, up to {LAST_AGE}.",
    ),
    Indicator(
        "months_without_work", "Months without work", "share", "work",
        (T.MONTHS_SOUGHT,), (T.MONTHS_SOUGHT, T.MONTHS_WORKED), better="down",
        meaning="Share of the year's months in the labour force in which residents looked for work.",
    ),
)
