"""From a finished comparison to the data of its report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.figures.dots import DOTS
from sim.outcomes import registry
from sim.report import evidence, recorded
from sim.report.data import LINES, Delivery, Family, Option, ReportData, Row, Share, Stamp
from sim.report.findings import SMALL_GROUP
from sim.report.groups import FAMILIES, family_label, group_label
from sim.report.runs import ALL, Runs, bands, difference, estimate, quantiles
from sim.report.wording import wording
from sim.words.numbers import Estimate

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

GROUPS_CODE = "target_job_here_5y"


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
        warnings=recorded.warnings(comparison),
        fan=_fan(runs, slugs, names),
        dots=_dots(nets, names),
        groups=_groups(runs, stamp, base, slugs, names),
        groups_code=GROUPS_CODE,
        groups_label=registry.label(GROUPS_CODE),
        shares=_shares(runs, stamp, base, slugs),
        delivery=_delivery(runs, comparison),
        outside=families[-1].rows,
        families=tuple(family for family in families[:-1] if family.rows),
        assumptions=evidence.assumptions(comparison, runs.by_draw(nets[leading])),
        published=evidence.published(comparison, runs),
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
    told = recorded.descriptions(comparison)
    return tuple(
        _option(comparison, runs, stamp, slug, net, told.get(slug, "")) for slug, net in nets.items()
    )


def _option(
    comparison: Comparison, runs: Runs, stamp: Stamp, slug: str, net: np.ndarray, told: str
) -> Option:
    cost = comparison.costs.set_index("option").loc[slug].to_dict()
    stated = math.isfinite(cost["per_net_median"])
    lines = {line: runs.values(slug, f"headline.{line}", stamp.headline_year) for line in LINES}
    payers = ((key.removeprefix("payer_"), paid) for key, paid in cost.items() if key.startswith("payer_"))
    return Option(
        slug=slug,
        name=comparison.names[slug],
        description=told,
        lines={line: estimate(values) for line, values in lines.items()},
        means={line: float(values.mean()) for line, values in lines.items()},
        participants=estimate(runs.values(slug, "headline.participants", stamp.headline_year)),
        cost=_money(cost, "public_"),
        private=_money(cost, "private_"),
        total=_money(cost, "total_"),
        payers=dict(payers),
        cost_per_net=_money(cost, "per_net_") if stated else None,
        total_per_net=_money(cost, "total_per_net_") if stated else None,
        undefined=cost["undefined"],
        best=comparison.best[slug],
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
        for dot, value in enumerate(np.sort(net) if len(net) < DOTS else quantiles(net, DOTS))
    ]
    return pd.DataFrame(rows, columns=["option", "name", "dot", "value"])


def _ordered(runs: Runs, slug: str, code: str) -> list[str]:
    """The groups of an indicator, family by family."""
    groups = runs.groups(slug, code)
    return [g for family in FAMILIES for g in groups if g.split("=")[0] == family]


def _groups(
    runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...], names: dict[str, str]
) -> pd.DataFrame:
    rows = [
        _group_row(runs, stamp.headline_year, base, slug, group) | {"option": slug, "name": names[slug]}
        for group in _ordered(runs, base, GROUPS_CODE)
        for slug in (base, *slugs)
    ]
    table = pd.DataFrame(rows)
    return table[table.groupby("group", sort=False)["median"].transform(lambda m: m.notna().all())]


def _group_row(runs: Runs, year: int, base: str, slug: str, group: str) -> dict[str, Any]:
    level = estimate(runs.values(slug, GROUPS_CODE, year, group), "share")
    change = estimate(runs.change(slug, base, GROUPS_CODE, year, group), "share")
    people = _people(runs, base, year, group)
    row = {"family": family_label(group), "group": group_label(group), "persons": people}
    row |= {"median": level.median, "low": level.low, "high": level.high}
    moved = (math.nan,) * 3 if slug == base else (change.median, change.low, change.high)
    row |= dict(zip(("change", "change_low", "change_high"), moved, strict=True))
    return row | {"small": bool(people < SMALL_GROUP)}


def _delivery(runs: Runs, comparison: Comparison) -> tuple[Delivery, ...]:
    rows = []
    for slug in (comparison.baseline, *comparison.options):
        for group in runs.groups(slug, "delivery.planned"):
            seats = [
                float(np.median(runs.table(slug, f"delivery.{what}", group).sum(axis=1)))
                for what in ("planned", "feasible", "delivered")
            ]
            partnership = group.removeprefix("partnership=").replace("_", " ")
            rows.append(Delivery(comparison.names[slug], partnership, *seats))
    return tuple(rows)


def _people(runs: Runs, base: str, year: int, group: str) -> float:
    """Persons behind the rate of a group, median over the runs."""
    return float(np.median(runs.values(base, GROUPS_CODE, year, group, "denominator")))


def _shares(runs: Runs, stamp: Stamp, base: str, slugs: tuple[str, ...]) -> tuple[Share, ...]:
    year, shares = stamp.headline_year, []
    everyone = _people(runs, base, year, ALL)
    for group in _ordered(runs, slugs[0], "headline.net"):
        people = _people(runs, base, year, group)
        nets = tuple(estimate(runs.values(slug, "headline.net", year, group)) for slug in slugs)
        part = float(people / everyone) if everyone else math.nan
        known = family_label(group), group_label(group), part, nets, bool(people < SMALL_GROUP)
        inside = (_lines(runs, slug, year, group) for slug in slugs)
        shares.append(Share(*known, *(zip(*inside, strict=True))))
    return tuple(shares)


def _lines(runs: Runs, slug: str, year: int, group: str) -> tuple[float, float, float]:
    """Jobs gained by participants of a group, lost by others of it, and its share of the participants."""
    line = {
        name: runs.values(slug, f"headline.{name}", year, group)
        for name in ("placed", "anyway", "displaced", "helped", "participants")
    }
    everybody = np.median(runs.values(slug, "headline.participants", year))
    return (
        float(np.median(line["placed"] - line["anyway"])),
        float(np.median(line["displaced"] - line["helped"])),
        float(np.median(line["participants"]) / everybody) if everybody else math.nan,
    )


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
