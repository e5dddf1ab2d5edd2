"""All pictures of a report, drawn from its data: once wide, once for a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup, escape

from sim.figures.chart import Chart, Words, save
from sim.figures.dots import quantile_dots
from sim.figures.dumbbell import dumbbell
from sim.figures.fan import fan
from sim.figures.published import against_published
from sim.figures.waterfall import waterfall
from sim.report import findings
from sim.report.data import ReportData

Draw = Callable[..., Chart]
_PAGE_TYPE = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure on the page: its words, and its drawing at two widths as inline SVG."""

    name: str
    words: Words
    wide: Markup
    narrow: Markup


def charts(data: ReportData) -> dict[str, Draw]:
    """Every figure that the data allow, by file name; each is called with ``narrow`` and ``bare``."""
    drawn: dict[str, Draw] = {
        "fan": partial(fan, data.fan, findings.fan_words(data)),
        "waterfall": partial(waterfall, data.waterfall(), findings.waterfall_words(data)),
        "dots": partial(quantile_dots, data.dots, findings.dots_words(data)),
    }
    if len(data.groups):
        words = findings.equity_words(data)
        drawn["equity"] = partial(dumbbell, data.groups, words, data.baseline_slug)
    if any(rate.unit == "share" for rate in data.published):
        drawn["published"] = partial(against_published, data.rates(), findings.published_words(data))
    return drawn


def save_all(data: ReportData, folder: Path) -> list[Path]:
    """Write every figure as SVG, PNG and CSV into ``folder``; returns the files."""
    return [path for name, draw in charts(data).items() for path in save(draw(), folder, name)]


def pictures(data: ReportData) -> dict[str, Picture]:
    """Every figure as it stands on the page, by name."""
    return {name: _picture(name, draw) for name, draw in charts(data).items()}


def _picture(name: str, draw: Draw) -> Picture:
    wide, narrow = draw(bare=True), draw(bare=True, narrow=True)
    return Picture(name, wide.words, inline(wide, name, "wide"), inline(narrow, name, "narrow"))


def inline(chart: Chart, name: str, kind: str) -> Markup:
    """The chart as SVG to be put into a page: named and described, with identifiers of its own."""
    text = chart.svg()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    mark = f"{name}-{kind}"
    text = re.sub(r'\bid="([^"]+)"', rf'id="{mark}-\1"', text)
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{mark}-", text)
    text = text.replace("'DejaVu Sans'", _PAGE_TYPE)
    box = re.search(r'viewBox="[^"]+"', text)
    start = (
        f'<svg class="{kind}" {box[0]} role="img" aria-labelledby="{mark}-title {mark}-desc" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{mark}-title">{escape(chart.words.title)}</title>'
        f'<desc id="{mark}-desc">{escape(chart.alt)}</desc>'
    )
    return Markup(start + text[text.index(">") + 1 :])
