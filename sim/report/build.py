"""From a finished comparison to the data of its report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.between import gaps_between
from sim.analysis.headline import Answer, headline_of
from sim.analysis.later import later
from sim.analysis.small import GROUPS_CODE, persons
from sim.analysis.summary import estimate
from sim.analysis.swept import swept_paths
from sim.figures.dots import DOTS
from sim.outcomes import registry
from sim.outcomes.compared import STAGE_WORDS, TOLD
from sim.outcomes.groups import ALL_GROUP
from sim.outcomes.headline import DEEPEST
from sim.report import evidence, recorded
from sim.report.data import MOST_SHOWN, ReportData
from sim.report.runs import RunsByOutcome, bands, difference, quantiles
from sim.report.shown import Delivery, Family, GroupShare, OutcomeRow, Reached
from sim.report.stamp import Stamp
from sim.report.wording import wording
from sim.words.groups import FAMILIES, family_label, group_label, is_small

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison


def report_data(comparison: Comparison) -> ReportData:
    """Count and summarise everything the report says.

    Parameters
    ----------
    comparison : a finished comparison with at least one option beside the baseline.
    """
    stamp, runs, answer = recorded.stamp(comparison), RunsByOutcome(comparison), headline_of(comparison)
    base, names = comparison.baseline, {option.slug: option.short for option in answer.options}
    shown = tuple(option.slug for option in answer.options if option.rank <= MOST_SHOWN)
    nets = {slug: runs.values(slug, "headline.net", stamp.headline_year) for slug in names}
    families = _families(runs, stamp, base, shown, wording()["family"])
    return ReportData(
        stamp=stamp,
        study=comparison.folder.name,
        baseline=answer.baseline,
        baseline_slug=base,
        baseline_total=estimate(runs.values(shown[0], "headline.baseline_total", stamp.headline_year)),
        baseline_kept=estimate(runs.values(shown[0], "retention.baseline_total", stamp.headline_year)),
        target_fields=recorded.target_fields(comparison),
        headline=answer,
        swept=swept_paths(comparison),
        warnings=recorded.warnings(comparison),
        fan=_fan(runs, names, "headline.net"),
        fan_retained=_fan(runs, names, "retention.net"),
        dots=_dots(nets, names),
        groups=_groups(comparison, runs, shown, {base: answer.baseline} | names),
        levels=comparison.summary,
        changes=comparison.differences,
        groups_code=GROUPS_CODE,
        groups_label=registry.label(GROUPS_CODE),
        shares=_shares(comparison, runs, shown),
        gaps_between=gaps_between(comparison, shown),
        later=tuple(one for one in later(comparison) if one.option in shown),
        reached=_reached_stages([answer[slug] for slug in shown]),
        delivery=_delivery(comparison, runs, {base: answer.baseline} | {slug: names[slug] for slug in shown}),
        outside=families[-1].rows,
        families=tuple(family for family in families[:-1] if family.rows),
        assumptions=evidence.assumptions(comparison, runs.by_draw(nets[answer.ranked()[0].slug])),
        published=evidence.published_rates(comparison, runs),
        gaps=recorded.gaps_in_data(comparison),
        audit=recorded.laws_audited(comparison),
        failures=recorded.failures(comparison),
        receipt=recorded.receipt(comparison, stamp),
    )


def _fan(runs: RunsByOutcome, names: dict[str, str], code: str) -> pd.DataFrame:
    parts = []
    for slug, name in names.items():
        table = bands(runs.table(slug, code), runs.years(slug, code))
        table.insert(0, "name", name)
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


def _reached_stages(options: list[Answer]) -> tuple[Reached, ...]:
    """Participants by deepest stage, where anybody reached it as the deepest."""
    rows = []
    for option in options:
        for depth in DEEPEST:
            stage, told = depth.name.lower(), option.told
            lines = tuple((told[f"{o.code}.placed_{stage}"], told[f"{o.code}.anyway_{stage}"]) for o in TOLD)
            people = told[f"headline.participants_{stage}"]
            if people.median >= 0.5:
                rows.append(Reached(option.short, STAGE_WORDS[depth], people, lines))
    return tuple(rows)


def _ordered(runs: RunsByOutcome, slug: str, code: str) -> list[str]:
    """The groups of an indicator, family by family."""
    groups = runs.groups(slug, code)
    return [g for family in FAMILIES for g in groups if g.split("=")[0] == family]


def _groups(
    comparison: Comparison, runs: RunsByOutcome, slugs: tuple[str, ...], names: dict[str, str]
) -> pd.DataFrame:
    """Rates by group; a group of too few persons keeps its row and loses its figures."""
    base = comparison.baseline
    rows = [
        {"option": slug, "name": names[slug]} | _group_row(comparison, runs, slug, group)
        for group in _ordered(runs, base, GROUPS_CODE)
        for slug in (base, *slugs)
    ]
    table = pd.DataFrame(rows)
    known = table["median"].notna() | table["small"]
    return table[known.groupby(table["group"], sort=False).transform("all")]


def _group_row(comparison: Comparison, runs: RunsByOutcome, slug: str, group: str) -> dict[str, Any]:
    base, year, people = comparison.baseline, comparison.headline_year, persons(comparison, group)
    level = estimate(runs.values(slug, GROUPS_CODE, year, group), "share")
    change = estimate(runs.change(slug, GROUPS_CODE, year, group), "share")
    row: dict[str, Any] = {"family": family_label(group), "group": group_label(group), "persons": people}
    row |= {"median": level.median, "low": level.low, "high": level.high, "error": level.error}
    row |= {"change": change.median, "change_low": change.low, "change_high": change.high}
    row |= {"change_error": change.error, "runs": level.runs, "small": is_small(people)}
    empty = _CHANGES if slug == base else ()
    return row | dict.fromkeys((*_LEVELS, *_CHANGES) if row["small"] else empty, math.nan)


REACHED = "delivery.to_target_groups"
"""The share of a partnership's seats that were used by persons of the groups it is meant for."""
_LEVELS = ("median", "low", "high", "error")
_CHANGES = ("change", "change_low", "change_high", "change_error")


def _delivery(comparison: Comparison, runs: RunsByOutcome, names: dict[str, str]) -> tuple[Delivery, ...]:
    rows, told = [], {option.slug: option for option in comparison.receipt.study.options}
    for slug, name in names.items():
        for group in runs.groups(slug, "delivery.planned"):
            seats = [
                float(np.median(runs.table(slug, f"delivery.{what}", group).sum(axis=1)))
                for what in ("planned", "feasible", "delivered")
            ]
            partnership = group.removeprefix("partnership=")
            target = told[slug].targets.get(partnership)
            meant = (_listed(target.groups), target.share) if target else ("", math.nan)
            reached = _reached(runs, slug, group)
            rows.append(Delivery(name, partnership.replace("_", " "), *seats, *meant, reached))
    return tuple(rows)


def _listed(groups: tuple[str, ...]) -> str:
    return ", ".join(group.replace("_", " ") for group in groups)


def _reached(runs: RunsByOutcome, slug: str, group: str) -> float:
    """Seats used by whom they are meant for, over all seats used in all years: median over the runs."""
    if not runs.has(slug, REACHED, group):
        return math.nan
    meant, used = (
        runs.table(slug, REACHED, group, what).sum(axis=1) for what in ("numerator", "denominator")
    )
    return float(np.median(meant[used > 0] / used[used > 0])) if (used > 0).any() else math.nan


def _shares(comparison: Comparison, runs: RunsByOutcome, slugs: tuple[str, ...]) -> tuple[GroupShare, ...]:
    year, shares = comparison.headline_year, []
    everyone = persons(comparison, ALL_GROUP)
    for group in _ordered(runs, slugs[0], "headline.net"):
        people = persons(comparison, group)
        nets, kept = (
            tuple(estimate(runs.values(slug, f"{outcome}.net", year, group)) for slug in slugs)
            for outcome in ("headline", "retention")
        )
        known = family_label(group), group_label(group), people / everyone, nets, kept, is_small(people)
        inside = (_lines(runs, slug, year, group) for slug in slugs)
        shares.append(GroupShare(*known, *(zip(*inside, strict=True))))
    return tuple(shares)


def _lines(runs: RunsByOutcome, slug: str, year: int, group: str) -> tuple[float, float, float]:
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
    runs: RunsByOutcome, stamp: Stamp, base: str, slugs: tuple[str, ...], wanted: list[dict[str, Any]]
) -> list[Family]:
    return [
        Family(
            family["title"],
            family["lead"],
            tuple(_row(runs, stamp, base, slugs, code) for code in family["codes"] if runs.has(base, code)),
        )
        for family in wanted
    ]


def _row(runs: RunsByOutcome, stamp: Stamp, base: str, slugs: tuple[str, ...], code: str) -> OutcomeRow:
    unit, year = runs.unit(code), stamp.headline_year
    return OutcomeRow(
        code=code,
        label=registry.label(code),
        meaning=registry.INDICATORS[code].meaning,
        year=year,
        baseline=estimate(runs.values(base, code, year), unit),
        changes=tuple(difference(runs.change(slug, code, year), unit) for slug in slugs),
    )
