"""All pictures of a report, drawn from its data: once wide, once for a phone."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from sim.analysis.tables import frame_bytes
from sim.figures.chart import Chart, Words
from sim.figures.figure import SECTIONS
from sim.figures.registry import figures_of_report
from sim.report.data import ReportData
from sim.store.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

Draw = Callable[..., Chart]
_PAGE_TYPE = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif"
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure on the page: its words, and its drawing at two widths as inline SVG."""

    name: str
    words: Words
    wide: Markup
    narrow: Markup


def charts(data: ReportData) -> dict[str, Draw]:
    """Every figure that the data allow, by name, in the order of the page.

    Each is called with ``narrow`` and ``bare``.
    """
    every = {name: (figure, figure.table(data)) for name, figure in figures_of_report().items()}
    return {name: partial(one.drawn, data, table) for name, (one, table) in every.items() if len(table)}


def save_all(data: ReportData, folder: Path) -> list[Path]:
    """Write every figure as SVG, PNG and CSV into ``folder``; returns the files.

    The CSV holds every option, also those that are not drawn because there are many.
    """
    found = figures_of_report()
    return [
        path for name, draw in charts(data).items()
        for path in save(draw(), folder, name, found[name].table(data))
    ]  # fmt: skip


def save(
    figure: Chart, folder: Path, name: str, whole: pd.DataFrame | None = None
) -> tuple[Path, Path, Path]:
    """Write ``name`` as SVG, PNG and CSV into ``folder``; returns the three paths.

    ``whole`` is the table if it is longer than what is drawn of it. Raises ``OSError`` if a file cannot
    be written.
    """
    svg, png, csv = (folder / f"{name}.{ending}" for ending in ("svg", "png", "csv"))
    write_whole(svg, figure.svg().encode())
    write_whole(png, figure.png())
    table = figure.data if whole is None else whole
    if table is not None:
        write_whole(csv, frame_bytes(table))
    return svg, png, csv


def pictures(data: ReportData) -> dict[str, tuple[Picture, ...]]:
    """Every figure as it stands on the page, by the section it stands in."""
    found: dict[str, tuple[Picture, ...]] = dict.fromkeys(SECTIONS, ())
    for name, draw in charts(data).items():
        found[figures_of_report()[name].section] += (_picture(name, draw),)
    return found


def _picture(name: str, draw: Draw) -> Picture:
    wide, narrow = draw(bare=True), draw(bare=True, narrow=True)
    return Picture(name, wide.words, inline(wide, name, "wide"), inline(narrow, name, "narrow"))


def inline(chart: Chart, name: str, kind: str) -> Markup:
    """The chart as SVG to be put into a page: named and described, with identifiers of its own."""
    root, mark = ET.fromstring(chart.svg()), f"{name}-{kind}"
    for old in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(old)
    for element in root.iter():
        _renamed(element, mark)
    labels = {"role": "img", "aria-labelledby": f"{mark}-title {mark}-desc"}
    root.attrib = {"class": kind, "viewBox": root.get("viewBox", ""), **labels}
    for place, (tag, text) in enumerate((("title", chart.words.title), ("desc", chart.alt))):
        told = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{mark}-{tag}"})
        told.text = text
        root.insert(place, told)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return Markup(ET.tostring(root, encoding="unicode"))


def _renamed(element: ET.Element, mark: str) -> None:
    """Give identifiers, and what points to them, names of this figure; set type in the reader's own."""
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{mark}-{value}")
        elif key.rpartition("}")[2] == "href" and value.startswith("#"):
            element.set(key, f"#{mark}-{value[1:]}")
        else:
            pointed = value.replace("url(#", f"url(#{mark}-")
            element.set(key, pointed.replace("'DejaVu Sans'", _PAGE_TYPE))
