"""The one look of all figures: colours with a fixed meaning, contrast, places of labels.

Colours are those of Okabe and Ito (2008, *Color Universal Design*), which readers with the
common kinds of colour blindness can tell apart. A marker or a line style always says the
same as the colour. Text uses a darker shade with a contrast of at least 4.5 : 1 (WCAG 2.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BASELINE_GREY = "#767676"
OPTIONS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = ("solid", (0, (6, 1.5)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 2, 2, 2)), (0, (4, 4)))
INK, SOFT, RULE = "#1b1f24", "#5a626b", "#d5dade"
MINIMUM_CONTRAST = 4.5
SIZE = {"title": 13.0, "panel": 10.5, "text": 9.0, "small": 8.0}
"""Sizes of type in points; nothing is smaller than 8."""


def colour(position: int) -> str:
    """Colour of the option at this position (0 = first option after the baseline)."""
    return OPTIONS[position % len(OPTIONS)]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, ground: str = "#ffffff") -> float:
    """Contrast ratio of two colours ``#rrggbb`` (WCAG 2.1, 1 to 21)."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shade(colour: str, factor: float) -> str:
    """The colour multiplied towards black (``factor`` below 1) or mixed with white (above 1)."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    if factor <= 1:
        parts = [part * factor for part in parts]
    else:
        parts = [255 - (255 - part) / factor for part in parts]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def ink(colour: str) -> str:
    """The same hue, dark enough to be read as text on white."""
    factor = 1.0
    while contrast(shade(colour, factor)) < MINIMUM_CONTRAST:
        factor -= 0.02
    return shade(colour, factor)


def spaced(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near the wanted ones, at least ``gap`` apart and inside ``low`` to ``high``.

    Labels keep their order; blocks that touch are centred on their wanted middle.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[list[float]] = []  # [sum of wanted first positions, members]
    for rank in order:
        blocks.append([wanted[rank], 1.0])
        while len(blocks) > 1 and _start(blocks[-2], gap) + gap * blocks[-2][1] > _start(blocks[-1], gap):
            total, members = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += members
    placed: list[float] = []
    for block in blocks:
        placed += [_start(block, gap) + gap * i for i in range(int(block[1]))]
    result = [0.0] * len(wanted)
    for rank, position in zip(order, _inside(placed, gap, low, high), strict=True):
        result[rank] = position
    return result


def _start(block: list[float], gap: float) -> float:
    return block[0] / block[1] - gap * (block[1] - 1) / 2


def _inside(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    for i in range(len(placed)):
        placed[i] = max(placed[i], low + gap * i)
    for i in range(len(placed)):
        back = len(placed) - 1 - i
        placed[back] = min(placed[back], high - gap * i)
    return placed


def clean(axes: Axes, grid: str = "x") -> None:
    """Take away what carries no information: box, ticks; a light grid along one direction."""
    for side in axes.spines.values():
        side.set_visible(False)
    axes.grid(visible=True, axis=grid, color=RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=SIZE["small"], labelcolor=SOFT, pad=4)
