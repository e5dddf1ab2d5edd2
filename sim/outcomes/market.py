"""Indicators of jobs and vacancies, and of the people outside the comparison."""

from __future__ import annotations

from sim.core.tallies import Market as M
from sim.outcomes.indicator import Indicator

# fmt: off
MARKET: tuple[Indicator, ...] = (
    Indicator("jobs.wanted", "Jobs wanted by employers", "jobs", "market", (M.JOBS,),
              meaning="Jobs that the region's employers want filled, and those outside it within reach."),
    Indicator("jobs.young", "Jobs held by residents", "jobs", "market", (M.YOUNG,),
              meaning="Jobs held at the end of the year by the persons of the simulation."),
    Indicator("jobs.others", "Jobs held by commuters", "jobs", "market", (M.OTHERS,),
              meaning="Jobs held by people who commute in."),
    Indicator("jobs.outside", "Jobs outside the region within reach", "jobs", "market", (M.JOBS_OUTSIDE,),
              meaning="Jobs outside the region that people who live in it hold or can have."),
    Indicator("jobs.young_outside", "Residents who work outside the region", "persons", "market",
              (M.YOUNG_OUTSIDE,),
              meaning="Persons of the simulation who live in the region and work outside it."),
    Indicator("jobs.target", "Jobs in target fields", "jobs", "market", (M.TARGET_JOBS,),
              meaning="Jobs of the region wanted in the scenario's target fields."),
    Indicator("jobs.others_target", "Target jobs held by commuters", "jobs", "market", (M.TARGET_OTHERS,),
              meaning="Jobs in target fields held by people who commute in."),
    Indicator("jobs.unfilled_target", "Target jobs unfilled", "jobs", "market", (M.TARGET_UNFILLED,),
              better="down", meaning="Jobs in target fields that are open at the end of the year."),
    Indicator("vacancy_rate_target", "Target jobs unfilled, share", "share", "market",
              (M.TARGET_UNFILLED,), (M.TARGET_JOBS,), better="down",
              meaning="Share of the jobs in target fields that are open at the end of the year."),
    Indicator("vacancies", "Vacancies of the year", "jobs", "market", (M.OPENINGS,),
              meaning="Vacancies opened in the year, carried into it, or left for another job in it."),
    Indicator("vacancy_fill", "Vacancies filled", "share", "market",
              (M.HIRED_RESIDENTS, M.HIRED_COMMUTERS), (M.OPENINGS,), better="up",
              meaning="Share of the year's vacancies that were filled, by anybody."),
    Indicator("vacancy_fill_residents", "Vacancies filled by residents", "share", "market",
              (M.HIRED_RESIDENTS,), (M.OPENINGS,), better="up",
              meaning="Share of the year's vacancies filled by persons of the simulation."),
    Indicator("hired_commuters", "Commuters hired", "jobs", "market", (M.HIRED_COMMUTERS,),
              meaning="Vacancies filled by people who live in the counties around."),
    Indicator("vacancies_unfilled", "Vacancies unfilled", "jobs", "market", (M.UNFILLED,), better="down",
              meaning="Vacancies still open at the end of the year."),
    Indicator("vacancy_rate", "Jobs unfilled", "share", "market", (M.UNFILLED,), (M.JOBS,), better="down",
              meaning="Share of the jobs wanted that are unfilled at the end of the year."),
    Indicator("vacancy_duration", "Time a vacancy is open", "years", "market",
              (M.UNFILLED,), (M.HIRED_RESIDENTS, M.HIRED_COMMUTERS), better="down",
              meaning="Vacancies open at the end of the year over the year's hires: how long one is open in "
              "the mean. Hires are made three times a year; quicker ones are not seen."),
    Indicator("separations", "Job separations", "persons", "market", (M.SEPARATIONS,),
              meaning="Residents who lost or left a job in the year."),
    Indicator("turnover", "Turnover", "share", "market", (M.SEPARATIONS,), (M.YOUNG,), better="down",
              meaning="Jobs lost or left by residents over the jobs they hold."),
    Indicator("job_changes", "Moves from job to job", "share", "market", (M.JOB_CHANGES,), (M.YOUNG,),
              meaning="Moves to another employer of the region over the jobs that residents hold."),
    Indicator("closures", "Employers that closed", "employers", "market", (M.CLOSURES,), better="down",
              meaning="Single firms that closed in the year, by chance; a new one takes their place."),
)
