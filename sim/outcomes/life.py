"""Indicators of programmes after school, work, and where former pupils live."""

from __future__ import annotations

from sim.core.tallies import Tally as T
from sim.outcomes.indicator import AGES_TOLD, Indicator

_PROGRAMMES = ("certification", "apprenticeship", "trade_school", "two_year", "four_year")
_BANDS = ("20_24", "25_29", "30_34", "35_44", "45_54", "55_64")
_YEARS_SINCE = (1, 5, 10)


# fmt: off
def _completions() -> tuple[Indicator, ...]:
    counted = tuple(
        Indicator(
            f"completed.{name}", f"Completions: {name.replace('_', ' ')}", "persons", "credentials",
            (T[f"COMPLETED_{name.upper()}"],), better="up",
            meaning=f"Persons who complete a programme in the year: {name.replace('_', ' ')}.",
        )
        for name in _PROGRAMMES
    )
    rates = tuple(
        Indicator(
            f"completion_{name}_6y", f"Completion within six years: {name.replace('_', ' ')}", "share",
            "credentials", (T[f"STARTED_{name.upper()}_6_DONE"],), (T[f"STARTED_{name.upper()}_6"],),
            lag=6, better="up",
            meaning="Of those who started straight from school six years ago, the share who completed.",
        )
        for name in ("four_year", "two_year", "apprenticeship")
    )
    return counted + rates


def _employment() -> tuple[Indicator, ...]:
    rates = []
    for band in _BANDS:
        ages = band.replace("_", " to ")
        people, employed, unemployed = (T[f"{name}_{band}"] for name in ("PEOPLE", "EMPLOYED", "UNEMPLOYED"))
        rates += [
            Indicator(
                f"employment_{band}", f"In work, ages {ages}", "share", "work", (employed,), (people,),
                better="up", meaning=f"Share of residents of {ages} who hold a job.",
            ),
            Indicator(
                f"unemployment_{band}", f"Unemployed, ages {ages}", "share", "work",
                (unemployed,), (employed, unemployed), better="down",
                meaning=f"Share of the labour force of {ages} that looks for work.",
            ),
            Indicator(
                f"participation_{band}", f"In work or looking for it, ages {ages}", "share", "work",
                (employed, unemployed), (people,), better="none",
                meaning=f"Share of residents of {ages} in the labour force.",
            ),
        ]
    return tuple(rates)


def _since_leaving(years: int) -> tuple[Indicator, ...]:
    left = (T[f"LEFT_{years}"],)
    when = f"{years} year{'s' if years > 1 else ''} after leaving school"
    kinds = (
        ("lives_here", "LIVES_HERE", "Lives here", "live in the region"),
        ("lives_and_works_here", "WORKS_HERE", "Lives and works here", "live and work in the region"),
        ("target_job_here", "TARGET", "Target job here", "live and work here in a target field"),
    )
    return tuple(
        Indicator(
            f"{code}_{years}y", f"{label}, {when}", "share", "retention", (T[f"{count}_{years}"],), left,
            lag=years, better="up", meaning=f"Share of the former pupils of one year who {what}, {when}.",
        )
        for code, count, label, what in kinds
    )


CREDENTIALS: tuple[Indicator, ...] = (
    *_completions(),
    Indicator(
        "stopped_out", "Stopped out of a programme", "persons", "credentials",
        (T.STOPPED_OUT,), better="down",
        meaning="Persons who leave a programme in the year without completing it.",
    ),
    Indicator(
        "stem_share_bachelors", "STEM share of bachelor's degrees", "share", "credentials",
        (T.BACHELORS_STEM,), (T.COMPLETED_FOUR_YEAR,),
        meaning="Share of the bachelor's degrees of the year that are in engineering or computing.",
    ),
    Indicator(
        "credential_5y", "Credential beyond the diploma after 5 years", "share", "credentials",
        (T.CREDENTIAL_5,), (T.LEFT_5,), lag=5, better="up",
        meaning="Share of former pupils who hold a credential beyond the diploma, 5 years after leaving; "
        "industry certifications earned at school count.",
    ),
    Indicator(
        "bachelor_26", "Bachelor's degree at 26", "share", "credentials", (T.AGE_26_BACHELOR,), (T.AGE_26,),
        better="up", meaning="Share of former pupils of 26 with a bachelor's degree, wherever they live.",
    ),
    Indicator(
        "goal_reached_5y", "Own goal reached after 5 years", "share", "credentials",
        (T.GOAL_REACHED_5,), (T.LEFT_5,), lag=5, better="up",
        meaning="Share of former pupils who reached their own intended pathway within 5 years.",
    ),
)

WORK: tuple[Indicator, ...] = (
    *_employment(),
    Indicator(
        "adults_here", f"Residents of {AGES_TOLD}", "persons", "work", (T.ADULTS_HERE,),
        meaning=f"Simulated residents of {AGES_TOLD} who have left school.",
    ),
    Indicator(
        "target_jobs_here", "Residents in target jobs", "persons", "work", (T.TARGET_HERE,), better="up",
        meaning=f"Residents of {AGES_TOLD} employed in the region in one of the scenario's target fields.",
    ),
    Indicator(
        "earnings_here", "Mean earnings of residents in work", "USD/year", "work",
        (T.WAGES_HERE,), (T.EMPLOYED_HERE,), better="up",
        meaning=f"Mean yearly wage of residents of {AGES_TOLD} in work here, prices of the first year.",
    ),
    Indicator(
        "hires", "Residents hired in the year", "persons", "work", (T.HIRES,), better="up",
        meaning="Hires of simulated persons in the year.",
    ),
    Indicator(
        "placement_in_field", "Hired into the own field", "share", "work",
        (T.HIRES_IN_FIELD,), (T.HIRES,), better="up",
        meaning="Share of the hires of the year that are in the person's own field of preparation.",
    ),
)

RETENTION: tuple[Indicator, ...] = (
    *(indicator for years in _YEARS_SINCE for indicator in _since_leaving(years)),
    *(
        Indicator(
            f"employed_{years}y", f"In work anywhere, {years} years after leaving school", "share", "work",
            (T[f"EMPLOYED_{years}"],), (T[f"LEFT_{years}"],), lag=years, better="up",
            meaning=f"Share of former pupils in work, here or elsewhere, {years} years after leaving school.",
        )
        for years in (5, 10)
    ),
    *(
        Indicator(
            f"earnings_{years}y", f"Mean earnings {years} years after leaving school", "USD/year", "work",
            (T[f"WAGES_{years}"],), (T[f"EMPLOYED_{years}"],), lag=years, better="up",
            meaning=f"Mean yearly wage of former pupils in work anywhere, {years} years after leaving.",
        )
        for years in (5, 10)
    ),
    Indicator(
        "lives_here_26", "Lives here at 26", "share", "retention", (T.AGE_26_HERE,), (T.AGE_26,), better="up",
        meaning="Share of former pupils aged 26 who live in the region.",
    ),
)
