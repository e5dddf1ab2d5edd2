"""The count of people in plain numpy: a mask over the persons for every tally."""

from __future__ import annotations

import numpy as np

from sim.core.columns import N_CELLS

from .codes import BEYOND_SCHOOL, CREDENTIAL, EVENT, LIFE, ORIGIN, PATHWAY, PLACE, STAGE, STUDIED
from .numpy_adults import level_of


def count(p, year, events, places_of_work) -> dict[str, np.ndarray]:
    """The tallies that do not need a look at goals or at programmes begun, each over the cells."""
    exists = (p.stage != STAGE.PENDING) & (p.stage != STAGE.GONE) & (p.stage != STAGE.AGED)
    cell = p.ethnicity * 4 + p.sex * 2 + p.low_income
    here = exists & (p.place == PLACE.LOCAL)
    employed = (p.stage == STAGE.WORK) | (p.stage == STAGE.APPRENTICE)
    job = np.where(here & employed, places_of_work[np.where(here & employed, p.employer, 0)], 0)
    works, target = job & LIFE.WORKS_HERE > 0, job & LIFE.TARGET_JOB > 0
    former = exists & (p.origin != ORIGIN.NEWCOMER) & (p.stage != STAGE.SCHOOL)
    masks = {"PRESENT": here, "AWAY": exists & ~here, "TARGET_HERE": target, "EARNERS": exists & employed}
    masks |= _events(p, events) | _leavers(p, year, exists)
    masks |= _adults(p, here & (p.age >= 18), employed, events) | _former(p, former, here)
    for since in (1, 5, 10):
        cohort = former & (p.left_school == year - since)
        parts = {"LEFT": cohort, "LIVES_HERE": cohort & here, "WORKS_HERE": cohort & works}
        masks |= {f"{name}_{since}": part for name, part in parts.items()}
        masks[f"TARGET_{since}"] = cohort & target
        if since > 1:
            masks[f"EMPLOYED_{since}"] = cohort & employed
    masks["CREDENTIAL_5"] = masks["LEFT_5"] & (p.credentials & BEYOND_SCHOOL > 0)
    counts = {name: np.bincount(cell[mask], minlength=N_CELLS) for name, mask in masks.items()}
    paid = {
        "WAGES_HERE": "EMPLOYED_HERE",
        "EARNINGS": "EARNERS",
        "WAGES_5": "EMPLOYED_5",
        "WAGES_10": "EMPLOYED_10",
    }
    paid |= {f"WAGES_{level}": f"WORKERS_{level}" for level in ("ENTRY", "SKILLED", "PROFESSIONAL")}
    for name, of in paid.items():
        counts[name] = np.bincount(cell[masks[of]], np.trunc(p.wage[masks[of]]), minlength=N_CELLS)
    return counts


def _events(p, events) -> dict[str, np.ndarray]:
    """What happened to persons in the year."""
    of_event = {
        "PUPILS": EVENT.ENROLLED, "HIGH_SCHOOL_PUPILS": EVENT.HIGH_SCHOOL, "REPEATERS": EVENT.REPEATED,
        "COHORT_9": EVENT.GRADUATED_IN_FOUR | EVENT.NOT_IN_FOUR,
        "COHORT_9_GRADUATED": EVENT.GRADUATED_IN_FOUR, "STOPPED_OUT": EVENT.STOPPED_OUT,
        "HIRES": EVENT.HIRED, "HIRES_IN_FIELD": EVENT.HIRED_IN_FIELD, "CAME_BACK": EVENT.CAME_BACK,
    }  # fmt: skip
    masks = {name: events & event > 0 for name, event in of_event.items()}
    left, bachelor = events & EVENT.LEFT_REGION > 0, p.credentials & CREDENTIAL.BACHELOR > 0
    masks |= {"LEFT_BACHELOR": left & bachelor, "LEFT_OTHERS": left & ~bachelor}
    masks["FIRST_JOBS"] = masks["HIRES"] & (events & EVENT.COMPLETED > 0)
    masks["FIRST_JOBS_IN_FIELD"] = masks["FIRST_JOBS"] & masks["HIRES_IN_FIELD"]
    return masks


def _leavers(p, year, exists) -> dict[str, np.ndarray]:
    """Pupils about to enter grade 12, and the year's leavers with what they go on to."""
    leaver = exists & (p.left_school == year)
    graduate = leaver & (p.credentials & CREDENTIAL.DIPLOMA > 0)
    masks = {
        "GRADE_12": exists & (p.stage == STAGE.SCHOOL) & (p.grade == 12),
        "LEAVERS": leaver, "GRADUATES": graduate, "DROPOUTS": leaver & ~graduate,
        "CONCENTRATORS": graduate & (p.credentials & CREDENTIAL.CONCENTRATOR > 0),
        "TO_COLLEGE_ELSEWHERE": graduate & (p.place == PLACE.AWAY_STUDY),
    }  # fmt: skip
    college = (p.pathway == PATHWAY.TWO_YEAR) | (p.pathway == PATHWAY.FOUR_YEAR)
    masks["TO_COLLEGE_IN_STATE"] = graduate & college & (p.in_state == 1)
    for pathway, name in enumerate(vars(PATHWAY)):
        masks[f"TO_{name}"] = graduate & (p.pathway == pathway)
    return masks


def _adults(p, adult, employed, events) -> dict[str, np.ndarray]:
    """Young adults who live here: work by age, credential and level of the job."""
    works = adult & employed
    seeks = adult & (p.stage == STAGE.SEEK) & (events & (EVENT.CAME_BACK | EVENT.REENTERED) == 0)
    bachelor, opens = p.credentials & CREDENTIAL.BACHELOR > 0, level_of(p.credentials)
    masks = {"ADULTS_HERE": adult, "ADULTS_BACHELOR": adult & bachelor, "ADULTS_OTHERS": adult & ~bachelor}
    masks |= {"EMPLOYED_HERE": works, "UNEMPLOYED_HERE": seeks}
    for low in (20, 25, 30):
        band = adult & (p.age >= low) & (p.age < low + 5)
        for name, part in (("PEOPLE", band), ("EMPLOYED", band & works), ("UNEMPLOYED", band & seeks)):
            masks[f"{name}_{low}_{low + 4}"] = part
    prime = (p.age >= 25) & (p.age <= 34)
    for level, name in enumerate(("SCHOOL", "SKILLED", "BACHELOR")):
        masks[f"LABOUR_{name}"] = prime & (works | seeks) & (opens == level)
        masks[f"UNEMPLOYED_{name}"] = prime & seeks & (opens == level)
    for level, name in enumerate(("ENTRY", "SKILLED", "PROFESSIONAL")):
        masks[f"WORKERS_{name}"] = works & (p.occupation_level == level)
    return masks


def _former(p, former, here) -> dict[str, np.ndarray]:
    """Former pupils at 26, and those with a bachelor's degree by where they studied."""
    bachelor = former & (p.credentials & CREDENTIAL.BACHELOR > 0)
    masks = {"AGE_26": former & (p.age == 26)}
    masks |= {"AGE_26_HERE": masks["AGE_26"] & here, "AGE_26_BACHELOR": masks["AGE_26"] & bachelor}
    prime, in_state = bachelor & (p.age >= 25) & (p.age <= 34), p.in_state == 1
    masks["AGE_26_IN_STATE"] = masks["AGE_26"] & in_state
    at_home, nearby, away = (p.studied == at for at in (STUDIED.HERE, STUDIED.IN_STATE, STUDIED.OTHER_STATE))
    for name, where, stays, part in (
        ("HERE", at_home, here, "STAYED"),
        ("AWAY", nearby | away, here, "RETURNED"),
        ("IN_STATE", at_home | nearby, in_state, "STAYED"),
    ):
        masks[f"STUDIED_{name}"] = prime & where
        masks[f"STUDIED_{name}_{part}"] = prime & where & stays
    return masks
