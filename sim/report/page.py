"""The page that people read: ``report/impact.html``, one file that needs nothing else.

No script, no request to anywhere; type is the reader's own. The page renders from
:class:`ReportData` only, and everything that came from a file of the study is escaped.
"""

from __future__ import annotations

import math
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.between import apart
from sim.analysis.lines import rate_told
from sim.analysis.swept import swept_heads
from sim.bench.published import YEARS_READ
from sim.core.columns import LAST_AGE
from sim.figures import style
from sim.outcomes.accounts import DISCOUNT_RATE
from sim.outcomes.compared import JOBS, ON_TARGET, TOLD
from sim.outcomes.indicator import AGES_TOLD
from sim.report import findings
from sim.report.data import MOST_SHOWN, ReportData
from sim.report.pictures import pictures, save_all
from sim.report.wording import wording
from sim.store.files import write_whole
from sim.words.groups import SMALL_GROUP, TOO_SMALL
from sim.words.numbers import INTERVAL_RUNS, count, interval_kind, money, share
from sim.words.plain import printable
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

CONTENTS = (
    ("five-lines", "Five lines, twice"),
    ("for-whom", "For whom"),
    ("outcomes", "Other outcomes"),
    ("assumptions", "Assumptions"),
    ("published", "Against published rates"),
    ("left-out", "Left out"),
    ("audit", "Audit"),
    ("receipt", "Receipt"),
)


MOST_ASSUMPTIONS = 16
"""Parameters shown with value and source; judged ones beyond them are named."""


def write_report(comparison: Comparison, folder: Path) -> Path:
    """Write ``report/impact.html`` and ``figures/`` into a results folder; returns the page's path.

    At another discount rate than the usual one the page has a name of its own, ``impact-7-percent.html``.
    Raises ``OSError`` if a file cannot be written.

    Parameters
    ----------
    comparison : a finished comparison, as loaded from its results folder.
    folder : the results folder; existing pages and figures in it are replaced.
    """
    from sim.report.build import report_data

    data = report_data(comparison)
    save_all(data, folder / "figures")
    page = folder / "report" / page_name(comparison.discount)
    write_whole(page, render(data).encode())
    return page


def page_name(discount: float) -> str:
    """The page's file name: one for each discount rate, so that none takes another's place."""
    return "impact.html" if discount == DISCOUNT_RATE else f"impact-{100 * discount:g}-percent.html"


def render(data: ReportData) -> str:
    """The page as HTML text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("sim.report", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.globals |= {
        "count": count,
        "money": money,
        "share": share,
        "school_year": school_year,
        "percent": _percent,
        "influence": _influence,
        "colours": style.OPTIONS[:MOST_SHOWN],
        "rate": rate_told(data.headline.discount),
    }
    css = (files("sim.report") / "templates" / "impact.css").read_text(encoding="utf-8")
    return printable(environment.get_template("impact.html.j2").render(css=Markup(css), **_context(data)))


def _context(data: ReportData) -> dict[str, Any]:
    words, best = wording(), data.ranked()[0]
    return {
        "data": data,
        "words": words,
        "outside": {"title": "People outside: commuters"},
        "ages": AGES_TOLD,
        "last_age": LAST_AGE,
        "fewest": INTERVAL_RUNS,
        "sentence": findings.headline(data, best),
        "details": findings.details(data, best),
        "apart": apart(data.gaps_between),
        "certainty": findings.certainty(best),
        "losing": findings.losing_groups(data),
        "contents": CONTENTS,
        "lines": ON_TARGET.lines,
        "outcomes": TOLD,
        "target": ON_TARGET,
        "jobs": JOBS,
        "pictures": pictures(data),
        "swept_heads": swept_heads(data.swept),
        "too_small": TOO_SMALL,
        "shortened": [option for option in data.options if option.short != option.name],
        "wide": " grid" if len(data.options) <= 3 else " many" if len(data.options) > 4 else "",
        "small_group": SMALL_GROUP,
        "medians": _medians(data),
        "interval": _interval(data),
        "assumption_lead": _assumption_lead(data),
        "shown": data.assumptions[:MOST_ASSUMPTIONS],
        "also_weak": [a for a in data.assumptions[MOST_ASSUMPTIONS:] if a.weak],
        "with_activities": any(a.of_activity for a in data.assumptions),
        "with_influence": any(a.told for a in data.assumptions),
        "first_years": min(YEARS_READ, data.stamp.years),
        "audit_lead": _audit_lead(data),
        "citation": _citation(data, words),
    }


def _medians(data: ReportData) -> str:
    """What the figures of the five-line table are, for so many runs."""
    return wording()["medians"][interval_kind(data.stamp.pairs)].format(
        runs=count(data.stamp.pairs), fewest=INTERVAL_RUNS
    )


def _interval(data: ReportData) -> str:
    """What stands beside a figure, for captions: ``with 90 % intervals``."""
    told = {"90 %": "with 90 % intervals", "range": f"with the {data.stamp.interval}"}
    return told.get(interval_kind(data.stamp.pairs), "from one run")


def _percent(value: float) -> str:
    return f"{100 * value:.1f}\u202f%"


def _influence(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if math.isfinite(value) else "–"


def _assumption_lead(data: ReportData) -> str:
    every, weak = len(data.assumptions), sum(a.weak for a in data.assumptions)
    told = sum(a.told for a in data.assumptions)
    start = (
        f"The run uses {count(every)} assumed numbers, {count(weak)} of them supported by judgement only or "
        "marked exploratory."
    )
    if not told:
        reason = "Weak ones come first: the draws do not tell which parameters drive the net."
    else:
        reason = f"The leading option's net follows {told} of them by more than chance; these come first."
    return f"{start} {reason} “sim evidence” and “sim levers” print them."


def _audit_lead(data: ReportData) -> str:
    broken = sum(not law.passed for law in data.audit)
    if broken:
        return (
            f"{broken} of {len(data.audit)} checks did not hold in this run. "
            "Its numbers should not be used until the cause is known."
        )
    return f"All {len(data.audit)} checks held in every run that was counted."


def _citation(data: ReportData, words: dict[str, Any]) -> str:
    stamp = data.stamp
    return words["cite"]["text"].format(
        version=stamp.version,
        region=stamp.region,
        run=stamp.run,
        pairs=count(stamp.pairs),
        years=stamp.years,
        first=stamp.first_school_year,
    )
