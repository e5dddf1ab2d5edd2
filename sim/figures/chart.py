"""A figure with its words, its description and its data, and the sheet it is laid out on."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.figures.style import INK, SIZE, SOFT
from sim.words import plain
from sim.words.plain import printable

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_SETTINGS = {
    "font.family": ["DejaVu Sans"],
    "svg.fonttype": "none",  # text stays text: readable by machines, set in the reader's own type
    "svg.hashsalt": "talentshed",
    "axes.unicode_minus": True,
    "path.simplify": False,
    "text.parse_math": False,  # a name is a name: "$" in it starts no formula
}
_MARGIN = 0.12
ENDINGS = (".svg", ".png", ".csv")
"""Forms in which a figure is saved; the last one is its data."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written around a picture: the finding, the subtitle, the source line."""

    title: str
    subtitle: str
    note: str = ""


class Chart(Figure):
    """A matplotlib figure that knows its finding, its description and its data.

    Attributes: ``alt`` text for readers who do not see it, ``data`` (DataFrame of what is
    drawn), ``words`` (title, subtitle, note).
    """

    def __init__(self, width: float, height: float) -> None:
        """An empty figure of ``width`` × ``height`` inches."""
        super().__init__(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(self)
        self.alt: str = ""
        self.data: pd.DataFrame | None = None
        self.words = Words("", "")

    def describe(self, words: Words, alt: str, data: pd.DataFrame) -> Chart:
        """Attach the words, the description and the data; returns the figure itself."""
        self.words, self.alt, self.data = words, printable(alt), data.reset_index(drop=True)
        return self

    def svg(self) -> str:
        """The figure as SVG text: the same text every time it is drawn from the same data."""
        with rc_context(_SETTINGS):
            out = io.StringIO()
            self.savefig(out, format="svg", metadata={"Date": None, "Creator": "Talentshed"})
        return printable(out.getvalue())

    def png(self, dpi: int = 200) -> bytes:
        """The figure as PNG bytes."""
        with rc_context(_SETTINGS):
            out = io.BytesIO()
            self.savefig(out, format="png", dpi=dpi, metadata={"Software": "Talentshed"})
        return out.getvalue()

    def save(self, path: str | Path) -> tuple[Path, ...]:
        """Write the figure as ``.svg`` or ``.png``, its data as ``.csv``, or all three (no ending).

        Returns the files. Raises ``ValueError`` for another ending, ``OSError`` if a file cannot be written.
        """
        path = Path(path)
        if path.suffix and path.suffix.lower() not in ENDINGS:
            raise ValueError(f"A figure is saved as {', '.join(ENDINGS)}, not as '{path.suffix}'.")
        files = (path,) if path.suffix else tuple(path.with_name(path.name + ending) for ending in ENDINGS)
        path.parent.mkdir(parents=True, exist_ok=True)
        for file in files:
            file.write_bytes(self._content(file.suffix.lower()))
        return files

    def _content(self, ending: str) -> bytes:
        if ending == ".csv":
            return b"" if self.data is None else self.data.to_csv(index=False, lineterminator="\n").encode()
        return self.png() if ending == ".png" else self.svg().encode()

    def _repr_png_(self) -> bytes:
        return self.png(dpi=144)


class Sheet:
    """A chart under construction: panels are placed in inches from the upper left corner.

    The height of the figure is the height of its panels plus what title, subtitle and note
    take at this width. ``bare`` leaves these out, for a page that sets them in its own type.
    """

    def __init__(self, width: float, body: float, words: Words, bare: bool) -> None:
        """A sheet ``width`` inches wide with ``body`` inches for the panels."""
        room = width - 2 * _MARGIN
        words = Words(printable(words.title), printable(words.subtitle), printable(words.note))
        self._title = wrap(words.title, room, SIZE["title"], bold=True)
        self._subtitle = wrap(words.subtitle, room, SIZE["text"])
        self._note = wrap(words.note, room, SIZE["small"]) if words.note else ""
        self.words, self.width, self.body = words, width, body
        self._head = 0.0 if bare else self._write_height()
        foot = 0.0 if bare or not self._note else 0.16 + 0.15 * _lines(self._note)
        self._height = self._head + body + foot
        self.chart = Chart(width, self._height)
        if not bare:
            self._write()

    def _write_height(self) -> float:
        return 0.14 + 0.245 * _lines(self._title) + 0.18 * _lines(self._subtitle) + 0.16

    def _write(self) -> None:
        left, below = _MARGIN / self.width, 0.14 + 0.245 * _lines(self._title)
        at = {"va": "top", "linespacing": 1.25}
        figure, high = self.chart, self._height
        figure.text(left, 1 - 0.1 / high, self._title, size=SIZE["title"], weight="bold", color=INK, **at)
        figure.text(left, 1 - below / high, self._subtitle, size=SIZE["text"], color=SOFT, **at)
        figure.text(left, 0.08 / high, self._note, size=SIZE["small"], color=SOFT, va="bottom")

    def panel(self, left: float, top: float, width: float, height: float, **shared: Axes) -> Axes:
        """Axes of this size (inches) with their upper left corner at ``left``, ``top`` of the body."""
        bottom = self._height - self._head - top - height
        frame = (left / self.width, bottom / self._height, width / self.width, height / self._height)
        return self.chart.add_axes(frame, **shared)

    def text(self, left: float, top: float, text: str, **style) -> None:
        """Text with its upper left corner at ``left``, ``top`` inches of the body."""
        style = {"size": SIZE["text"], "color": INK, **style}
        for line, words in enumerate(text.split("\n")):
            down = self._head + top + style["size"] / 72 * (0.95 + 1.25 * line)
            self.chart.text(left / self.width, 1 - down / self._height, words, **style)


def settings():
    """Context in which figures are drawn; the reader's own matplotlib settings stay untouched."""
    return rc_context(_SETTINGS)


def wrap(text: str, width: float, size: float, bold: bool = False) -> str:
    """Break text into lines that fit ``width`` inches at ``size`` points."""
    letter = size * (0.66 if bold else 0.56)
    return textwrap.fill(text, max(12, int(width * 72 / letter)))


def fitted_lines(text: str, width: float, size: float, lines: int) -> str:
    """At most this many lines of bold text; what does not fit is left out of its middle."""
    text = printable(text)
    most = len(text)
    wrapped = wrap(text, width, size, bold=True)
    while _lines(wrapped) > lines:
        most -= 1
        wrapped = wrap(plain.shortened(text, most), width, size, bold=True)
    return wrapped


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0
