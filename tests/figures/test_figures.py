"""Figures: described, reproducible, readable, and with their data."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from matplotlib.text import Text
from report_sample import sample

from sim.figures import style
from sim.figures.chart import Words
from sim.figures.dots import quantile_dots
from sim.figures.fan import fan
from sim.figures.registry import figures_of_report
from sim.figures.waterfall import waterfall
from sim.report.build import report_data
from sim.report.pictures import charts, inline, save

FIGURES = tuple(figures_of_report())


@pytest.fixture(scope="module")
def data():
    return report_data(sample(draws=24))


def drawn_texts(figure):
    """Every text that is really drawn, with the box it fills in pixels."""
    renderer, drawn = figure.canvas.get_renderer(), []
    plain = Text.draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", lambda text, ink: (drawn.append(text), plain(text, ink))[1])
        figure.draw(renderer)
    seen = [text for text in drawn if text.get_visible() and text.get_text().strip()]
    return [(text, Text.get_window_extent(text, renderer)) for text in seen]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_no_two_texts_touch_and_none_leaves_the_figure(data, name, narrow):
    figure = charts(data)[name](narrow=narrow)
    boxes = drawn_texts(figure)
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in boxes:
        assert box.x0 >= -1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.x1 <= width + 1, text.get_text()
        assert box.y1 <= height + 1, text.get_text()
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert wide < 2 or high < 2.5, f"{one.get_text()!r} touches {other.get_text()!r}"


@pytest.mark.parametrize("name", FIGURES)
def test_type_is_large_and_dark_enough(data, name):
    for text, _ in drawn_texts(charts(data)[name]()):
        assert text.get_fontsize() >= 8, text.get_text()
        colour = matplotlib.colors.to_hex(text.get_color())
        assert style.contrast(colour) >= 4.5, f"{text.get_text()} in {colour}"


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_data_give_the_same_svg(data, name):
    first, second = (charts(data)[name]().svg() for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first
    ET.fromstring(first)


@pytest.mark.parametrize("name", FIGURES)
def test_alt_text_tells_what_is_seen(data, name):
    figure = charts(data)[name]()
    assert figure.words.title in figure.alt
    assert len(figure.alt) > 150
    if name != "published":
        for option in data.options:
            assert option.name in figure.alt


def test_save_writes_svg_png_and_the_data(data, tmp_path):
    figure = charts(data)["fan"]()
    svg, png, csv = save(figure, tmp_path / "figures", "fan")
    assert svg.read_text(encoding="utf-8").startswith("<?xml")
    assert png.read_bytes().startswith(b"\x89PNG")
    pd.testing.assert_frame_equal(pd.read_csv(csv), figure.data, check_dtype=False)


def test_titles_and_notes_carry_unit_interval_runs_and_version(data):
    for name, draw in charts(data).items():
        words = draw().words
        assert "24" in words.subtitle, name
        assert "runs" in words.subtitle, name
        assert words.note == "Talentshed 0.1.0 · run 9f2c4e1a · 24 simulated pairs · Sample County"


def test_a_bare_figure_leaves_the_words_to_the_page(data):
    bare = [text.get_text() for text, _ in drawn_texts(charts(data)["fan"](bare=True))]
    whole = [text.get_text() for text, _ in drawn_texts(charts(data)["fan"]())]
    assert not any("projected" in text for text in bare)
    assert any("projected" in text for text in whole)


def test_drawing_leaves_the_readers_settings_alone(data):
    before = dict(matplotlib.rcParams)
    charts(data)["equity"]().png(dpi=40)
    assert dict(matplotlib.rcParams) == before


def test_no_module_of_the_report_uses_the_global_state_of_pyplot():
    room = Path(style.__file__).parent
    assert not [path.name for path in room.glob("*.py") if "pyplot" in path.read_text(encoding="utf-8")]


def test_inline_svg_is_named_described_and_has_identifiers_of_its_own(data):
    draw = charts(data)["fan"]
    first = inline(draw(bare=True), "fan", "wide")
    second = inline(draw(bare=True, narrow=True), "fan", "narrow")
    ids = [{e.get("id") for e in ET.fromstring(svg).iter() if e.get("id")} for svg in (first, second)]
    assert not ids[0] & ids[1]
    root = ET.fromstring(first)
    assert root.get("role") == "img"
    names = {child.tag.split("}")[-1]: child for child in list(root)[:2]}
    assert names["title"].text == draw().words.title
    assert names["desc"].text == draw().alt
    assert root.get("aria-labelledby") == f"{names['title'].get('id')} {names['desc'].get('id')}"


def test_the_waterfall_shows_the_middle_values_of_the_table(data):
    table = data.waterfall().set_index(["option", "line"])
    for option in data.options:
        for line, seen in option.lines.items():
            assert table.loc[(option.slug, line), "median"] == seen.median
    assert "the bars need not meet the net" in charts(data)["waterfall"]().words.subtitle


@pytest.mark.parametrize("runs", [1, 4, 200])
@pytest.mark.parametrize("value", [0.0, -25.0, 4e6])
def test_figures_bear_extreme_values(value, runs):
    words = Words("A finding", "persons")
    years = pd.DataFrame(
        {"option": "a", "name": "A", "year": [2026, 2027], "median": value, "low50": value, "high50": value,
         "low80": value, "high80": value, "low": value, "high": value, "error": 0.0, "runs": runs}
    )  # fmt: skip
    lines = pd.DataFrame(
        {"option": "a", "name": "A", "line": ["placed", "anyway", "displaced", "helped", "net"],
         "label": "A line", "sign": [1, -1, -1, 1, 0], "error": 0.0, "runs": runs,
         "median": [0.0, 0.0, max(-value, 0.0), max(value, 0.0), value], "low": value, "high": value}
    )  # fmt: skip
    dots = pd.DataFrame({"option": "a", "name": "A", "dot": range(1, 21), "value": value})
    for draw, table in ((fan, years), (waterfall, lines), (quantile_dots, dots)):
        for narrow in (False, True):
            ET.fromstring(draw(table, words, narrow=narrow).svg())


def test_colours_keep_their_meaning_and_can_be_read():
    assert style.colour(0) == "#0072B2"
    assert style.BASELINE_GREY not in style.OPTIONS
    for colour in (*style.OPTIONS, style.BASELINE_GREY):
        assert style.contrast(style.ink(colour)) >= 4.5
    assert len(set(style.MARKERS)) == len(style.OPTIONS) == len(set(map(str, style.DASHES)))


@examples(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0.5, 10))
def test_spread_labels_do_not_collide_and_keep_their_order(wanted, gap):
    placed = style.spaced(wanted, gap, 0.0, 100.0)
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True), key=lambda pair: pair)]
    assert ordered == sorted(placed)
    for one, other in itertools.pairwise(sorted(placed)):
        assert other - one >= gap - 1e-6
    assert min(placed) >= -1e-6
    assert max(placed) <= 100 + 1e-6
