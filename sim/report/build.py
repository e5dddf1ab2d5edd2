"""From a finished comparison to the data of its report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.outcomes import registry
from sim.report import recorded
from sim.report.data import LINES, Family, Option, ReportData, Row, Share, Stamp
from sim.report.dots import DOTS
from sim.report.findings import SMALL_GROUP
from sim.report.numbers import Estimate
from sim.report.runs import ALL, Runs, bands, difference, estimate, quantiles
from sim.report.wording import wording

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

GROUPS_CODE = "target_job_here_5y"
_FAMILIES = {"ethnicity": "Ethnicity", "sex": "Sex", "low_income": "Income"}
_GROUPS = {
    "low_income=yes": "Low income",
    "low_income=no": "Not low income",
    "ethnicity=american_indian": "American Indian",
    "ethnicity=pacific_islander": "Pacific Islander",
}


def report_data(comparison: Comparison) -> ReportData:
    """Count and summarise everything the report says.

    Parameters
    ----------
    comparison : a finished comparison with at least one option beside the baseline.
    """
    stamp, runs = recorded.stamp(comparison), Runs(comparison)
    slugs, base, names = comparison.options, comparison.baseline, comparison.names
    nets = {slug: runs.values(slug, "headline.net", stamp.headline_year) for slug in slugs}
    families = _families(runs, stamp, base, slugs, wording()["family"])
    leading = max(nets, key=lambda slug: np.median(nets[slug]))
    return ReportData(
        stamp=stamp,
        study=comparison.folder.name,
        baseline=names[base],
        baseline_slug=base,
        baseline_total=_total(runs, slugs[0], stamp.headline_year),
        target_fields=recorded.target_fields(comparison),
        options=_options(comparison, runs, stamp, nets),
        warnings=comparison.notes,
        fan=_fan(runs, slugs, names),
        dots=_dots(nets, names),
        groups=_groups(runs, stamp, base, slugs, names),
        groups_code=GROUPS_CODE,
        groups_label=registry.label(GROUPS_CODE),
        shares=_shares(runs, stamp, base, slugs),
        outside=families[-1].rows,
        families=tuple(family for family in families[:-1] if family.rows),
        assumptions=recorded.assumptions(comparison, runs.by_draw(nets[leading])),
        published=recorded.published(comparison, runs),
        gaps=recorded.gaps(comparison),
        audit=recorded.audit(comparison),
        failures=recorded.failures(comparison),
        receipt=recorded.receipt(comparison, stamp),
    )


def _total(runs: Runs, slug: str, year: int) -> Estimate:
    return estimate(runs.values(slug, "headline.baseline_total", year))


def _options(
    comparison: Comparison, runs: Runs, stamp: Stamp, nets: dict[str, np.ndarray]
) -> tuple[Option, ...]:
    costs = comparison.costs.set_index("option").to_dict("index")
    told = recorded.descriptions(comparison)
    return tuple(
        _option(runs, stamp, slug, comparison.names[slug], told.get(slug, ""), net, costs[slug], comparison.best[slug])
        for slug, net in nets.items()
    )


def _option(
    runs: Runs, stamp: Stamp, slug: str, name: str, told: str, net: np.ndarray, cost: dict[str, Any], best: float
) -> Option:
    lines = {line: runs.values(slug, f"headline.{line}", stamp.headline_year) for line in LINES}
    payers = ((key.removeprefix("payer_"), paid) for key, paid in cost.items() if key.startswith("payer_"))
    return Option(
        slug=slug,
        name=name,
        description=told,
        lines={line: estimate(values) for line, values in lines.items()},
        means={line: float(values.mean()) for line, values in lines.items()},
        participants=estimate(runs.values(slug, "headline.participants", stamp.headline_year)),
        cost=_money(cost, ""),
        payers=tuple((payer, paid) for payer, paid in payers if round(paid)),
        cost_per_net=_money(cost, "per_net_") if math.isfinite(cost["per_net_median"]) else None,
        undefined=cost["undefined"],
        best=best,
        above_zero=float((runs.by_draw(net) > 0).mean()),
    )


def _money(cost: dict[str, Any], prefix: str) -> Estimate:
    return Estimate(*(cost[f"{prefix}{name}"] for name in ("median", "low", "high")), unit="USD")


def _fan(runs: Runs, slugs: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    parts = []
    for slug in slugs:
        table = bands(runs.table(slug, "headline.net"), runs.years(slug, "headline.net"))
        table.insert(0, "name", names[slug])
        table.insert(0, "option", slug)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _dots(nets: dict[str, np.ndarray], names: dict[str, str]) -> pd.DataFrame:
    rows = [
        (slug, names[slug], dot + 1, value)
        for slug, net in nets.items()
        for dot, value in enumerate(quantiles(net, DOTS))
    ]
    return pd.DataFrame(rows, columns=["option", "name", "dot", "value"])


def _ordered(runs: Runs, slug: str, code: str) -> list[str]:
    """The groups of an indicator, family by family."""
    groups = runs.groups(slug, code)
    return [g for family in _FAMILIES for g in groups if g.split("=")[0] == family]


def group_label(group: str) -> str:
    """A group in words: ``ethnicity=two_or_more`` is ``Two or more``."""
    return _GROUPS.get(group, group.split("=")[-1].replace("_", " ").capitalize())


def _groups(runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...], names: dict) -> pd.DataFrame:
    rows, year = [], stamp.headline_year
    for group in _ordered(runs, base, GROUPS_CODE):
        people = _people(runs, base, year, group)
        for slug in (base, *slugs):
            level = estimate(runs.values(slug, GROUPS_CODE, year, group), "share")
            change = [math.nan] * 3
            if slug != base:
                moved = estimate(runs.change(slug, base, GROUPS_CODE, year, group), "share")
                change = [moved.median, moved.low, moved.high]
            family = _FAMILIES[group.split("=")[0]]
            shown = [family, group_label(group), people, level.median, level.low, level.high, *change]
            rows.append([slug, names[slug], *shown, bool(people < SMALL_GROUP)])
    columns = "option name family group persons median low high change change_low change_high small".split()
    table = pd.DataFrame(rows, columns=columns)
    return table[table.groupby("group", sort=False)["median"].transform(lambda m: m.notna().all())]


def _people(runs: Runs, base: str, year: int, group: str) -> float:
    """Persons behind the rate of a group, median over the runs."""
    return float(np.median(runs.values(base, GROUPS_CODE, year, group, "denominator")))


def _shares(runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...]) -> tuple[Share, ...]:
    year, shares = stamp.headline_year, []
    everyone = _people(runs, base, year, ALL)
    for group in _ordered(runs, slugs[0], "headline.net"):
        people = _people(runs, base, year, group)
        nets = tuple(estimate(runs.values(slug, "headline.net", year, group)) for slug in slugs)
        family = _FAMILIES[group.split("=")[0]]
        part = float(people / everyone) if everyone else math.nan
        shares.append(Share(family, group_label(group), part, nets, bool(people < SMALL_GROUP)))
    return tuple(shares)


def _families(
    runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...], wanted: list[dict[str, Any]]
) -> list[Family]:
    return [
        Family(
            family["title"],
            family["lead"],
            tuple(_row(runs, stamp, base, slugs, code) for code in family["codes"] if runs.has(base, code)),
        )
        for family in wanted
    ]


def _row(runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...], code: str) -> Row:
    unit, year = runs.unit(code), stamp.headline_year
    return Row(
        code=code,
        label=registry.label(code),
        meaning=registry.INDICATORS[code].meaning,
        year=year,
        baseline=estimate(runs.values(base, code, year), unit),
        changes=tuple(difference(runs.change(slug, base, code, year), unit) for slug in slugs),
    )
