"""Scenario files as strangers wrote them (entries 1 to 20 and 51 to 60): nothing is misread in silence."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from strangers import one, region_of, said, study
from studies import HEAD, remembered_regions  # noqa: F401

from sim.app.checking import checked
from sim.study.load.scenario import check, load
from sim.study.reading.diagnostics import MOST
from sim.study.reading.render import render

EXTENDS = "schema: 1\nname: An option\nextends: baseline.yaml\n"


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("strangers"))


@pytest.mark.parametrize(
    ("line", "places", "better"),
    [
        ("budget: {cap: $3,400,000}", [18], "write 3_400_000 or 3400000"),
        ("budget: {per_year: {2026-27: 600,000 USD, 2027-28: 2,500,000 USD}}", [34, 54], "600_000"),
        ("budget: {cap: 3, 400, 000}", [18, 23], "write 1_800"),
        ("population: {scale: 1,000 per cent}", [23], "1_000"),
        ("sweep: {seed: [1,200, 2,400]}", [18, 25], "1_200"),
    ],
)
def test_01_and_02_a_comma_in_braces_is_named(scenarios, line, places, better):
    found = said(scenarios, f"{EXTENDS}{line}\n")
    assert {item.code for item in found} == {"SIM008"}
    assert [item.column for item in found] == places
    assert better in found.errors[0].hint
    assert "comma" in found.errors[0].hint


def test_01_lists_and_removals_within_braces_stay_what_they_are(scenarios):
    assert not said(scenarios, f"{EXTENDS}sweep: {{partnerships.visits.seats: [100,200,300]}}\n").errors
    text = f"{EXTENDS}partnerships: {{visits: {{seats: {{2026-27: null, 2027-28: 300}}}}}}\n"
    assert not said(scenarios, text).errors


def test_01_a_comma_in_the_braces_of_a_region_is_named(tmp_path):
    scenarios = study(tmp_path)
    form = region_of(scenarios) / "region.yaml"
    lines = form.read_text(encoding="utf-8").splitlines()
    at = lines.index("totals:")
    lines[at] = "totals: {pupils: {value: 44,765, year: 2023}}"
    form.write_text("\n".join([*lines[: at + 1], *lines[at + 13 :]]), encoding="utf-8")
    item = check(scenarios / "baseline.yaml").errors[0]
    assert (item.code, item.path.name, item.line) == ("SIM008", "region.yaml", at + 1)
    assert "44_765" in item.hint


def test_03_unknown_keys_with_nothing_behind_them_are_found(scenarios):
    text = f"{EXTENDS}populaton:\ntarget: {{fields: [production], emploeyrs: }}\n"
    text += "partnerships:\n  visits:\n    schols:\n"
    errors = said(scenarios, text).errors
    assert [(item.code, item.line) for item in errors] == [("SIM010", 4), ("SIM010", 5), ("SIM010", 8)]
    assert errors[0].hint == "did you mean 'population'?"
    assert errors[2].hint == "did you mean 'schools'?"


def test_03_an_empty_key_says_what_it_takes_away(scenarios):
    item = one(said(scenarios, f"{EXTENDS}partnerships:\n#  visits:\n#    seats: 5\n"), "SIM080")
    assert (item.severity, item.line) == ("warning", 4)
    assert "takes away what baseline.yaml says" in item.message
    assert len(said(scenarios, f"{EXTENDS}partnerships: null\n")) == 0, "a removal that is meant"


def test_03_a_removal_of_nothing_is_told(scenarios):
    item = one(said(scenarios, f"{EXTENDS}partnerships: {{vists: null}}\n"), "SIM080")
    assert "takes nothing away" in item.message
    assert item.hint == "did you mean 'visits'?"


@pytest.mark.parametrize(
    ("name", "better"), [("site-visits", "site_visits"), ("SiteVisits", "site_visits"), ("2nd try", "nd_try")]
)
def test_17_a_name_that_cannot_be_is_answered_with_one_that_can(scenarios, name, better):
    item = one(
        said(scenarios, f"{EXTENDS}partnerships:\n  {name}: {{activity: job_shadow, seats: 4}}\n"), "SIM012"
    )
    assert "small letters" in item.message
    assert (item.line, item.column, item.hint) == (5, 3, f"write {better}")


def test_18_the_merge_key_is_named(scenarios):
    found = said(scenarios, f"{EXTENDS}partnerships:\n  b:\n    <<: {{activity: job_shadow}}\n    seats: 7\n")
    (item,) = found
    assert "<<" in item.message
    assert item.hint == "write the values out"


@pytest.mark.parametrize("money", ["700K USD", "$700K", "0.7 Million USD", "$0.7M", "700k USD"])
def test_19_thousands_and_millions_in_either_letter(scenarios, money):
    assert len(said(scenarios, f"{EXTENDS}budget: {{cap: {money}}}\n")) == 0
    assert load(scenarios / "option.yaml").budget.cap.value() == 700_000


def test_20_a_tabulator_is_called_by_its_name(scenarios):
    (item,) = said(scenarios, f"{EXTENDS}partnerships:\n\tvisits:\n\t\tactivity: job_shadow\n")
    assert "tabulator" in item.message
    assert "blanks" in item.hint


def test_20_a_mistake_of_the_baseline_is_told_once(tmp_path, monkeypatch):
    scenarios = study(tmp_path)
    (scenarios / "baseline.yaml").write_text(f"{HEAD}seeed: 3\n", encoding="utf-8")
    for name in ("a", "b", "c"):
        (scenarios / f"{name}.yaml").write_text(EXTENDS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert [item.code for item in checked([Path("scenarios/test")])] == ["SIM010"]


@pytest.mark.parametrize("name", ["region.yaml", "calibration.yaml"])
def test_20_a_file_of_a_region_is_called_what_it_is(scenarios, name):
    (item,) = check(region_of(scenarios) / name)
    assert "this is no scenario" in item.message
    assert "sim region check" in item.hint


def test_20_a_number_with_words_is_answered_with_the_number(scenarios):
    text = "name: x\nregion: regions/chattanooga\nhorizon: {start: 2026-27, years: 25 years}\n"
    assert one(said(scenarios, text), "SIM012").hint == "write 25"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("budget: {cap: 600.000 USD}", "write 600000 USD, or 600 USD if 600 is meant"),
        ("budget: {cap: 1.250.000 USD}", "write 1250000 USD"),
        ("budget: {cap: '~uniform(600.000, 700.000) USD'}", "write 600000"),
        ("partnerships: {visits: {seats: 1.800}}", "write 1800"),
        ("partnerships: {visits: {seats: 1.800 per year}}", "write 1800 per year"),
    ],
)
def test_20_a_point_that_may_divide_thousands_is_refused(scenarios, line, hint):
    (item,) = said(scenarios, f"{EXTENDS}{line}\n").errors
    assert "may divide thousands" in item.message
    assert item.hint.startswith(hint)


def test_20_letters_of_another_code_page_are_located(scenarios):
    (item,) = said(scenarios, "name: x\n\ndescription: Für alle\n".encode("latin-1"))
    assert (item.line, item.column, item.source_line) == (3, 15, "description: Für alle")
    assert "UTF-8" in item.hint


@pytest.mark.parametrize(
    "line",
    [
        'name: "\\ud83d"',
        'partnerships: {visits: {seats: "\\udfff"}}',
        '"\\e]0;title\\a": 1',
        'name: "a\\0b\\e[2J"',
        'description: "\\x9b31m"',
        'partnerships: {"a\\r": null}',
    ],
)
def test_51_54_55_signs_that_no_terminal_may_get_are_refused(scenarios, line):
    found = said(scenarios, f"region: regions/chattanooga\nhorizon: {{start: 2026-27, years: 5}}\n{line}\n")
    assert found.errors[0].code == "SIM003"
    assert all(sign.isprintable() or sign == "\n" for sign in render(found) + render(found, "github"))
    render(found).encode("utf-8")


def test_54_whatever_a_message_quotes_is_written_out():
    from sim.study.reading.diagnostics import Diagnostics
    from sim.study.reading.message import Mark

    found = Diagnostics()
    found.error(
        "SIM010", "unknown key '\x1b[2J\ud800'", Mark(Path("a\x07b.yaml"), 1, 1, 1, "\x1b[31m"), "\x9b"
    )
    text = render(found) + render(found, "github") + render(found, "json")
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert "\\x1b[2J\\ud800" in text


@pytest.mark.parametrize("key", ["extends", "region"])
@pytest.mark.parametrize("name", ["y" * 290, "/".join(["y" * 200] * 30), "y" * 119])
def test_52_53_names_longer_than_a_file_may_have_are_located(scenarios, key, name):
    found = said(scenarios, f"name: x\n{key}: {name}\nhorizon: {{start: 2026-27, years: 5}}\n")
    assert any(item.line == 2 for item in found.errors)


ODD = {
    "unknown keys": "".join(f"notakey{n}: {n}\n" for n in range(5_000)),
    "empty keys": "".join(f"notakey{n}:\n" for n in range(5_000)),
    "the same key": "seed: 1\n" * 5_000,
    "a long line": "x: {" + ", ".join(f"k{n}: 1" for n in range(6_000)) + f", {'z' * 450_000}: 1}}\n",
    "schools": "partnerships:\n" + "".join(
        f"  v{p}: {{activity: site_visit, seats: 5, schools: {{names: [{', '.join(names)}]}}}}\n"
        for p, names in enumerate([[f"Nowhere {p} {n}" for n in range(450)] for p in range(15)])
    ),
    "fields": f"target: {{fields: [{', '.join(f'nofield{n}' for n in range(6_000))}]}}\n",
    "years": "partnerships: {v: {activity: site_visit, seats: {"
    + ", ".join(f"y{n}: 1" for n in range(6_000)) + "}}}\n",
    "parameters": f"parameters: {{{', '.join(f'no.card{n}: 1' for n in range(6_000))}}}\n",
}  # fmt: skip
SLOWEST = 10.0
"""Seconds on a busy machine; each is about one. What was quadratic took 15 to 60 s on an idle one."""


@pytest.mark.parametrize("what", ODD)
def test_57_thousands_of_mistakes_are_counted_soon(scenarios, what):
    started = time.process_time()
    found = said(scenarios, HEAD + ODD[what])
    shown = [render(found, style) for style in ("text", "json", "github")]
    assert time.process_time() - started < SLOWEST
    assert found.errors
    assert len(found) <= MOST + 2
    assert max(map(len, shown)) < 400_000
    if what not in ("a long line",):
        (more,) = [item for item in found if item.code == "SIM009" and item.severity == "error"] or [None]
        assert more is not None
        assert more.stands_for > 1_000
        assert f"{more.stands_for + MOST} errors" in shown[0]
        assert json.loads(shown[1])["diagnostics"][-1]["code"] in ("SIM009", "SIM080")


def test_57_the_line_in_json_is_the_part_around_the_place(scenarios):
    found = said(scenarios, f"{HEAD}note: {{a: {'a' * 300_000}, b: {'b' * 300_000}, seed: 1, seed: 2}}\n")
    (row,) = json.loads(render(found, "json"))["diagnostics"]
    assert len(row["source_line"]) <= 1_000
    assert "seed: 2" in row["source_line"]


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_truth_is_no_school_year(scenarios, value):
    assert said(scenarios, f"{EXTENDS}headline_year: {value}\n").errors


@pytest.mark.parametrize("key", ["schema", "seed"])
def test_true_is_no_number(scenarios, key):
    item = one(said(scenarios, f"name: x\nextends: baseline.yaml\n{key}: true\n"), "SIM012")
    assert "found 'true'" in item.message
    text = f"{EXTENDS}activities: {{mine: {{like: site_visit, group_size: true}}}}\n"
    assert "found 'true'" in one(said(scenarios, text), "SIM012").message


def test_59_a_start_far_from_index_and_figures_says_what_it_assumes(scenarios):
    text = "name: x\nregion: regions/chattanooga\nhorizon: {start: 2061-62, years: 5}\n"
    found = said(scenarios, text)
    assert {item.code: item.line for item in found} == {"SIM081": 3, "SIM082": 3, "SIM083": 3}
    assert "2.5 % a year from 2030" in one(found, "SIM082").message
    assert "2023-24" in one(found, "SIM083").message
