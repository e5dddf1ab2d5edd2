"""A small comparison made up for the tests of the report: no model is run.

Four options (the first is the baseline), a few indicators by group, over a short horizon, with
the columns of the replicate parts. The five lines hold exactly in every row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.comparison import Comparison
from sim.analysis.stack import Stack
from sim.batch.receipt import Receipt
from sim.core.columns import PAYERS
from sim.lives.task import Task
from sim.outcomes.groups import GROUPS
from sim.outcomes.registry import INDICATORS

START, YEARS = 2026, 12
OPTIONS = {
    "baseline": ("Current practice", 0.0),
    "a-internships": ("A. Internships for juniors and seniors", 55.0),
    "b-certifications": ("B. Industry certifications in four fields", 90.0),
    "c-apprenticeship": ("C. Youth apprenticeship with commitments to hire", 170.0),
}
CODES = (
    "graduation_4y", "credential_5y", "goal_reached_5y", "lives_and_works_here_5y", "lives_here_5y",
    "target_job_here_5y", "target_job_here_10y", "college_entry", "pathway.career", "pathway.apprenticeship",
    "pathway.four_year", "employment_25_29", "unemployment_20_24", "earnings_5y", "placement_in_field",
)  # fmt: skip
MARKET = ("jobs.others_target", "jobs.others", "hired_commuters", "vacancy_fill", "vacancies_unfilled")
SIZES = {
    "all": 3000, "sex=male": 1500, "sex=female": 1500, "low_income=yes": 1100, "low_income=no": 1900,
    "ethnicity=white": 1600, "ethnicity=black": 800, "ethnicity=hispanic": 400, "ethnicity=asian": 90,
    "ethnicity=american_indian": 9, "ethnicity=pacific_islander": 4, "ethnicity=two_or_more": 97,
}  # fmt: skip


def sample(draws: int = 24, replicates: int = 1, options: int = 3, seed: int = 1) -> Comparison:
    """A comparison of so many options and draws."""
    slugs = tuple(OPTIONS)[: options + 1]
    rng = np.random.default_rng(seed)
    strength = pd.DataFrame(
        {"schooling.effect": rng.normal(1, 0.5, draws), "choice.pull": rng.normal(0, 1, draws)}
    ).rename_axis("draw")
    tasks = tuple(Task(draw, replicate) for draw in range(draws) for replicate in range(replicates))
    stacks = {slug: stack(slug, tasks, strength["schooling.effect"], rng) for slug in slugs}
    folder = Path("results/2026-11-21_sample_9f2c4e1a")
    comparison = Comparison(folder, receipt(slugs), stacks)
    vars(comparison).update(audit=AUDIT, evidence=CARDS, parameters=strength, failures=())
    return comparison


def stack(slug: str, tasks: tuple[Task, ...], strength: pd.Series, rng: np.random.Generator) -> Stack:
    """All runs of one option."""
    worlds = [rows_of(slug, task.draw, strength[task.draw], rng) for task in tasks]
    names = ("numerator", "denominator", "value")
    counts = {name: np.stack([world[name] for world in worlds]) for name in names}
    keys = worlds[0][["indicator", "group", "year", "cohort", "unit"]]
    return Stack(slug, tasks, keys, **counts)


def rows_of(slug: str, draw: int, strength: float, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of one world, with the columns of a part file."""
    size = OPTIONS[slug][1] * strength
    seen: list[tuple] = []
    for year in range(START, START + YEARS):
        grown = ((year - START) / (YEARS - 1)) ** 1.3
        for group in GROUPS:
            seen += shares(group, year, size * grown, draw)
            if slug != "baseline":
                seen += headline(group, year, size * grown, rng)
        seen += money(slug, year) + market(year, size * grown) + seats(slug, year)
    columns = ["indicator", "group", "year", "numerator", "denominator", "unit"]
    table = pd.DataFrame(seen, columns=columns)
    table["value"] = table["numerator"] / table["denominator"]
    return table.assign(cohort=-1)


def shares(group: str, year: int, size: float, draw: int) -> list[tuple]:
    """Indicators with a denominator; the same in all worlds but for the option's part."""
    people, rows = SIZES[group], []
    for place, code in enumerate(CODES):
        unit = INDICATORS[code].unit
        level = 42_000.0 if unit.startswith("USD") else 0.2 + 0.04 * place + 0.002 * (draw % 7)
        moved = people * (level + size * (0.02 if unit.startswith("USD") else 0.0001))
        rows.append((code, group, year, round(moved), people, unit))
    return rows


def headline(group: str, year: int, size: float, rng: np.random.Generator) -> list[tuple]:
    """All that is counted over two lives, and jobs: lines, sources and stages hold exactly."""
    part = SIZES[group] / SIZES["all"]
    placed = round(max(0.0, 5 * size * part))
    anyway, displaced = round(0.68 * placed), round(0.16 * placed)
    helped = int(rng.integers(0, 12))
    net = placed - anyway - displaced + helped
    total = round(9000 * part)
    lines = {
        "placed": placed, "anyway": anyway, "displaced": displaced, "helped": helped, "net": net,
        "baseline_total": total, "option_total": total + net, "participants": 4 * placed,
        "winners": placed - anyway, "losers": 0,
    }  # fmt: skip
    every = {f"headline.{line}": value for line, value in lines.items()}
    kept = lines | {"placed": 3 * placed, "anyway": 3 * placed - round(0.1 * placed)}
    kept["displaced"] = round(0.02 * placed)
    kept["net"] = kept["placed"] - kept["anyway"] - kept["displaced"] + helped
    kept["option_total"] = total + kept["net"]
    every |= {f"retention.{line}": value for line, value in kept.items() if line != "participants"}
    for outcome, sums in (("headline", lines), ("retention", kept)):
        every |= sources(outcome, sums["net"]) | stages(outcome, sums)
    if group == "all":
        every |= jobs(net, kept["net"])
    return [
        (code, group, year, value, 1, "jobs" if code.startswith("jobs.") else "persons")
        for code, value in every.items()
    ]


def sources(outcome: str, net: int) -> dict[str, int]:
    """Parts of a net, with a loss among them; what persons past the last age had; they add up."""
    parts = {"from_no_work": round(0.3 * net), "from_commuting": -round(0.05 * net)}
    if outcome == "headline":
        parts["from_other_field"] = round(0.6 * net)
    parts["from_elsewhere"] = net - sum(parts.values())
    return {f"{outcome}.{name}": value for name, value in (parts | {"passed": 0}).items()}


def stages(outcome: str, lines: dict[str, int]) -> dict[str, int]:
    """Placed, anyway and participants divided by stage: halves, the rest in work experience."""
    names = ("placed", "anyway", *(("participants",) if outcome == "headline" else ()))
    found = {}
    for name in names:
        shares = {"awareness": lines[name] // 2, "exploration": lines[name] // 4, "other": 0}
        shares["experience"] = lines[name] - sum(shares.values())
        found |= {f"{outcome}.{name}_{stage}": value for stage, value in shares.items()}
    return found


def jobs(net: int, kept: int) -> dict[str, int]:
    """Jobs filled: outsiders lose three quarters of what residents gain."""
    found = {}
    for end, residents in (("", net), ("_all", kept)):
        outsiders = -round(0.75 * residents)
        found |= {f"residents{end}": residents, f"outsiders{end}": outsiders}
        found[f"filled{end}"] = residents + outsiders
    return {f"jobs.{name}": value for name, value in found.items()}


def money(slug: str, year: int) -> list[tuple]:
    """Costs: the options cost the same; the grant pays 60 %, employers the rest."""
    yearly = 900_000 if slug != "baseline" else 100_000
    rows = [
        ("cost.total", "all", year, yearly, 1, "USD"),
        ("cost.public", "all", year, 0.6 * yearly, 1, "USD"),
    ]
    if year == START:
        total = sum(yearly / 1.03**t for t in range(YEARS))
        paid = dict.fromkeys(PAYERS, 0.0) | {"grant": 0.6 * total, "employers": 0.4 * total}
        rows.append(("cost.present_value", "all", year, total, 1, "USD"))
        rows.append(("cost.public_present_value", "all", year, 0.6 * total, 1, "USD"))
        rows += [("cost.present_value", f"payer={p}", year, usd, 1, "USD") for p, usd in paid.items()]
    return rows


def seats(slug: str, year: int) -> list[tuple]:
    """Seats of one partnership: fewer are delivered than planned."""
    group = f"partnership=seats_of_{slug[0]}"
    planned = {"planned": 100, "feasible": 90, "delivered": 70}
    return [(f"delivery.{what}", group, year, count, 1, "seats") for what, count in planned.items()]


def market(year: int, size: float) -> list[tuple]:
    """Jobs and vacancies."""
    values = {"jobs.others_target": (21_000 - size / 2, 1), "jobs.others": (150_000 - size, 1)}
    values |= {"hired_commuters": (9_000, 1), "vacancies_unfilled": (1_200, 1)}
    rows = [(code, "all", year, round(top), bottom, "jobs") for code, (top, bottom) in values.items()]
    return [*rows, ("vacancy_fill", "all", year, 18_000 + round(size), 20_000, "share")]


def receipt(slugs: tuple[str, ...]) -> Receipt:
    """A receipt with the fields of ``run.json``."""
    return Receipt.model_validate(told(slugs))


def told(slugs: tuple[str, ...]) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "identity": "9f2c4e1a" + "0" * 56,
        "status": "complete",
        "command": "sim compare scenarios/sample --draws 24",
        "seed": 20_261,
        "draws": 24,
        "replicates": 1,
        "versions": {"talentshed": "0.1.0", "numpy": "2.5.4"},
        "code": {"commit": "0123abc", "dirty": True},
        "platform": {"system": "Linux", "machine": "x86_64", "python": "3.13.1"},
        "hashes": {
            "scenarios": dict.fromkeys(slugs, "ab" * 8),
            "region": "cd" * 8,
            "code": "ef" * 8,
            "model": "01" * 8,
        },
        "warnings": ["The plan of option B costs 4 % less than that of option A."],
        "study": {
            "region": "Sample County",
            "baseline": slugs[0],
            "start": START,
            "years": YEARS,
            "headline_year": START + YEARS - 1,
            "price_year": START,
            "target_fields": ["production", "maintenance"],
            "options": [option_told(s, slugs[0]) for s in slugs],
            "rates": RATES,
            "gaps": ["Enrolment by grade within a school is spread evenly over the grades offered."],
        },
    }


def option_told(slug: str, baseline: str) -> dict[str, Any]:
    """One option as the receipt tells of it."""
    hashes = {"hash": "ab" * 8, "region_hash": "cd" * 8}
    return {"slug": slug, "name": OPTIONS[slug][0], "description": "Made up.", "baseline": baseline, **hashes}


def retold(comparison: Comparison, study: dict[str, Any] | None = None, **facts: Any) -> Comparison:
    """The same runs under a receipt that tells something else of the study or the run."""
    told = comparison.receipt.study.model_dump() | (study or {})
    other = Comparison(comparison.folder, comparison.receipt.with_(study=told, **facts), comparison.stacks)
    kept = ("audit", "evidence", "parameters", "failures")
    vars(other).update({name: value for name, value in vars(comparison).items() if name in kept})
    return other


RATES = [
    {"name": "graduation", "indicator": "graduation_4y", "value": 0.205, "year": 2024, "level": "local",
     "role": "target", "source": "made up", "checked": True},
    {"name": "graduation_black", "indicator": "graduation_4y", "group": "ethnicity=black", "value": 0.185,
     "compare": "gap", "against": "graduation", "role": "target", "source": "made up", "checked": True},
    {"name": "work", "indicator": "employment_25_29", "value": 0.65, "year": 2023, "level": "national",
     "role": "target", "source": "made up", "checked": True},
    {"name": "college", "indicator": "college_entry", "value": 0.567, "year": 2023, "level": "state",
     "role": "held_out", "source": "made up", "checked": False},
    {"name": "college_female", "indicator": "college_entry", "group": "sex=female", "value": 0.49,
     "year": 2023, "level": "national", "role": "held_out", "source": "made up", "checked": False},
    {"name": "not counted", "indicator": "repetition", "value": 0.02, "role": "held_out"},
    {"name": "only shown", "value": 0.5, "role": "input", "source": "made up"},
]  # fmt: skip
AUDIT = (
    {"law": 1, "what": "people are conserved", "passed": True, "detail": "nobody is lost"},
    {"law": 2, "what": "a job has at most one holder", "passed": True, "detail": "no job held twice"},
    {"law": 7, "what": "five lines equal the two worlds", "passed": True, "detail": "difference 0"},
    {"law": 9, "what": "money by ingredient is money by payer", "passed": False, "detail": "off by 3 USD"},
)
CARDS = (
    {"id": "schooling.effect", "meaning": "Effect of a full year of experience on technical skill",
     "unit": "SD", "value": "~normal(0.15, 0.10, min=-1, max=1) SD", "grade": "B", "exploratory": False,
     "checked": True, "source": "Made-up trial", "year": 2020},
    {"id": "choice.pull", "meaning": "Weight of ties to the region in the choice of college", "unit": "1",
     "value": "~uniform(0.2, 0.9)", "grade": "E", "exploratory": False, "checked": True,
     "source": "judgement of the developers", "year": None},
    {"id": "choice.talk", "meaning": "Fields learned of in a classroom talk", "unit": "share",
     "value": "~beta(2, 8)", "grade": "D", "exploratory": True, "checked": False,
     "source": "Made-up survey <b>2019</b>", "year": 2019},
)  # fmt: skip
