"""Indicators of jobs and vacancies, and of the people outside the comparison."""

from __future__ import annotations

from sim.core.columns import LAST_AGE
from sim.core.tallies import Market as M
from sim.outcomes.indicator import Indicator

# fmt: off
MARKET: tuple[Indicator, ...] = (
    Indicator("jobs.wanted", "Jobs wanted by employers", "jobs", "market", (M.JOBS,),
              meaning="Jobs that the region's employers want filled, and those outside it within reach."),
    Indicator("jobs.young", "Jobs held by simulated residents", "jobs", "market", (M.YOUNG,),
              meaning="Jobs held at the end of the year by the persons of the simulation."),
    Indicator("jobs.others", "Jobs held by others", "jobs", "market", (M.OTHERS,),
              meaning=f"Jobs held by workers over {LAST_AGE}, commuters and newcomers hired from outside."),
    Indicator("jobs.outside", "Jobs outside the region within reach", "jobs", "market", (M.JOBS_OUTSIDE,),
              meaning="Jobs outside the region that people who live in it hold or can have."),
    Indicator("jobs.young_outside", "Residents who work outside the region", "persons", "market",
              (M.YOUNG_OUTSIDE,),
              meaning="Persons of the simulation who live in the region and work outside it."),
    Indicator("jobs.target", "Jobs in target fields", "jobs", "market", (M.TARGET_JOBS,),
              meaning="Jobs of the region wanted in the scenario's target fields."),
    Indicator("jobs.others_target", "Target jobs held by others", "jobs", "market", (M.TARGET_OTHERS,),
              meaning=f"Jobs in target fields held by workers over {LAST_AGE}, commuters and newcomers from "
              "outside."),
    Indicator("jobs.unfilled_target", "Target jobs unfilled", "jobs", "market", (M.TARGET_UNFILLED,),
              better="down", meaning="Jobs in target fields that are open at the end of the year."),
    Indicator("vacancy_rate_target", "Target jobs unfilled, share", "share", "market",
              (M.TARGET_UNFILLED,), (M.TARGET_JOBS,), better="down",
              meaning="Share of the jobs in target fields that are open at the end of the year."),
    Indicator("vacancies", "Vacancies of the year", "jobs", "market", (M.OPENINGS,),
              meaning="Vacancies opened in the year, carried into it, or left for another job in it."),
    Indicator("vacancy_fill", "Vacancies filled", "share", "market",
              (M.HIRED_RESIDENTS, M.HIRED_OTHERS), (M.OPENINGS,), better="up",
              meaning="Share of the year's vacancies that were filled, by anybody."),
    Indicator("vacancy_fill_residents", "Vacancies filled by residents", "share", "market",
              (M.HIRED_RESIDENTS,), (M.OPENINGS,), better="up",
              meaning="Share of the year's vacancies filled by persons of the simulation."),
    Indicator("hired_from_outside", "Hired from outside", "jobs", "market", (M.HIRED_OTHERS,),
              meaning="Vacancies filled by older residents, commuters and people hired from elsewhere."),
    Indicator("hired_older", "Older residents hired", "jobs", "market", (M.HIRED_OLDER,),
              meaning="Vacancies filled by residents above the simulated ages."),
    Indicator("hired_commuters", "Commuters hired", "jobs", "market", (M.HIRED_COMMUTERS,),
              meaning="Vacancies filled by people who live in the counties around."),
    Indicator("hired_elsewhere", "Hired from elsewhere", "jobs", "market", (M.HIRED_RECRUITS,),
              meaning="Vacancies nobody near took, filled by people who move in for them."),
    Indicator("vacancies_unfilled", "Vacancies unfilled", "jobs", "market", (M.UNFILLED,), better="down",
              meaning="Vacancies still open at the end of the year."),
    Indicator("vacancy_rate", "Jobs unfilled", "share", "market", (M.UNFILLED,), (M.JOBS,), better="down",
              meaning="Share of the jobs wanted that are unfilled at the end of the year."),
    Indicator("vacancy_duration", "Time a vacancy is open", "years", "market",
              (M.UNFILLED,), (M.HIRED_RESIDENTS, M.HIRED_OTHERS), better="down",
              meaning="Vacancies open at the end of the year over the year's hires: how long one is open in "
              "the mean. The model counts jobs once a year, so quick hires within it are not seen."),
    Indicator("separations", "Job separations", "persons", "market", (M.SEPARATIONS,),
              meaning="Simulated persons who lost or left a job in the year."),
    Indicator("turnover", "Turnover", "share", "market", (M.SEPARATIONS,), (M.YOUNG,), better="down",
              meaning="Jobs lost or left by simulated residents over the jobs they hold."),
    Indicator("job_changes", "Moves from job to job", "share", "market", (M.JOB_CHANGES,), (M.YOUNG,),
              meaning="Moves to another employer of the region over the jobs held by simulated residents."),
    Indicator("closures", "Employers that closed", "employers", "market", (M.CLOSURES,), better="down",
              meaning="Single firms that closed in the year, by chance; a new one takes their place."),
)
