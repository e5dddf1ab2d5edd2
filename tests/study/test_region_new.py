"""``sim region new`` and ``sim region check``: an empty form, a filled one, and what spreadsheets break."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.app.cli import answer
from sim.core.columns import ETHNICITY, FIELDS, LEVELS
from sim.study.reading.diagnostics import Diagnostics
from sim.study.region.arrays import region_arrays
from sim.study.region.columns import COLUMNS, ROWS
from sim.study.region.csv import column_letters
from sim.study.region.file import RegionFile
from sim.study.region.region import TABLES, gaps, load_region
from sim.study.region.summary import as_json, as_text, state_of
from sim.study.region.tables import read_table
from sim.study.region.template import TemplateError, template, write_template

BASELINE = """\
schema: 1
name: A made-up county
region: regions/tiny
horizon: {start: 2026-27, years: 5}
headline_year: 2030-31
seed: 7
target: {fields: [production]}
"""
FIGURES = {
    "totals.pupils.value": "390",
    "totals.jobs.value": "220",
    "population.kindergarten.value": "30 persons per year",
    "population.families_in.value": "4 %",
    "population.newcomers_in.value": "20 persons per year",
    "population.newcomers_later.value": "20 persons per year",
    "population.adults.value": "900 persons",
    "population.adult_skilled_share.value": "15 %",
    **{f"population.adult_diploma.value.{group}": "90 %" for group in ETHNICITY},
    **{f"population.adult_bachelor.value.{group}": "30 %" for group in ETHNICITY},
    "population.commuters_share.value": "15 %",
    "population.commuters_out.value": "20 jobs",
    "population.newcomer_bachelor_share.value": "30 %",
    "population.newcomer_later_bachelor_share.value": "30 %",
    "population.newcomer_skilled_share.value": "15 %",
    "population.newcomer_ethnicity.value.white": "100 %",
    "codes.counties": '["01073"]',
    "school_year": "2023-24",
    "price_year": "2025",
    "rates.graduation_4y.value": "90 %",
    "rates.graduation_4y.role": "target",
    "rates.graduation_4y.indicator": "graduation_4y",
    "gaps": "[everything is made up for a test]",
}
BY_LAST_KEY = {
    **dict.fromkeys(ETHNICITY, "0"), "year": "2023", "level": "judged", "checked": "false",
    "source": "made up", "other": "3 %", "low_income": "10 %",
    "elementary": "500", "middle": "500", "high": "300",
}  # fmt: skip


def filled_form(text: str) -> str:
    """The form with a made-up value behind every colon that needs one."""
    lines, path = [], []
    for line in text.splitlines():
        found = re.fullmatch(r"( *)(\w+):", line)
        if found and not line.startswith("#"):
            path = [*path[: len(found[1]) // 2], found[2]]
            value = FIGURES.get(".".join(path), BY_LAST_KEY.get(found[2], ""))
            line = f"{line} {value}".rstrip()
        lines.append(line)
    return "\n".join(lines) + "\n"


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as out:
        csv.DictWriter(out, list(TABLES[path.stem]), restval="", lineterminator="\n").writerows(rows)


def fill(folder: Path) -> None:
    """A county with three schools, twenty-two employers and one college, all made up."""
    form = folder / "region.yaml"
    form.write_text(filled_form(form.read_text(encoding="utf-8")), encoding="utf-8")
    made_up = {"source": "made up", "year": "2023-24"}
    write_rows(
        folder / "zones.csv", [{"zone": "all", "name": "The county", "rural_share": "0.4", "source": "x"}]
    )
    schools = []
    for number, (level, first, last) in enumerate(
        (("elementary", "K", 5), ("middle", 6, 8), ("high", 9, 12))
    ):
        pupils = 30 * (last - (0 if first == "K" else first) + 1)
        counts = {**dict.fromkeys(ETHNICITY, 0), "white": pupils - 10, "black": 10}
        schools.append({
            "id": f"0100{number}", "name": f"{level} school", "level": level, "first_grade": first,
            "last_grade": last, "zone": "all", "kind": "regular", "pupils": pupils, **counts,
            "econ_disadvantaged": pupils // 3, "english_learners": 2, "disability": 5, **made_up,
        })  # fmt: skip
    write_rows(folder / "schools.csv", schools)
    jobs = {f"jobs_{level}": number for level, number in zip(LEVELS, (5, 3, 2), strict=True)}
    wages = {f"wage_{level}": wage for level, wage in zip(LEVELS, (30_000, 45_000, 70_000), strict=True)}
    firm = {**jobs, **wages, "sector": "Manufacturing", "naics": "31-33", "establishments": 1, **made_up}
    names = [{"id": f"firm_{n}", "name": f"Firm {n}", "firm": f"firm_{n}"} for n in range(22)]
    fields = [{"field": FIELDS[n % len(FIELDS)], "kind": "size_class"} for n in range(22)]
    firms = [{**name, **field, **firm} for name, field in zip(names, fields, strict=True)]
    write_rows(folder / "employers.csv", firms)
    shares = {f"share_{field}": "0.1" for field in FIELDS}
    college = {
        "id": "college",
        "name": "College",
        "pathway": "two_year",
        "seats": -1,
        "local": "yes",
        **shares,
    }
    write_rows(folder / "providers.csv", [{**college, **made_up}])


@pytest.fixture
def blank(tmp_path) -> Path:
    folder = tmp_path / "scenarios" / "regions" / "tiny"
    write_template(folder, "Tiny County, Ohio")
    return folder


@pytest.fixture
def tiny(blank) -> Path:
    fill(blank)
    return blank


@pytest.fixture(scope="module")
def sheets(tmp_path_factory) -> tuple[Path, dict[str, list[list[str]]]]:
    """A filled county and the cells of its tables, for damage."""
    folder = tmp_path_factory.mktemp("damage") / "tiny"
    write_template(folder, "Tiny")
    fill(folder)
    return folder, {name: read_cells(folder / f"{name}.csv") for name in TABLES}


def told(folder: Path) -> list[str]:
    """Every error of a folder, with its hint."""
    found = Diagnostics()
    load_region(folder, found)
    return [f"{item.message}; {item.hint}" for item in found.errors]


def change(folder: Path, table: str, row: int, column: str, cell: str) -> None:
    """Put a text into a cell as a spreadsheet would save it; ``row`` as the spreadsheet counts."""
    path = folder / f"{table}.csv"
    cells = read_cells(path)
    cells[row - 1][cells[0].index(column)] = cell
    path.write_text(as_csv(cells), encoding="utf-8")


def read_cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def as_csv(cells: list[list[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(cells)
    return out.getvalue()


# The empty form


def test_the_form_holds_headers_and_no_figure(blank):
    assert {path.name for path in blank.iterdir()} == {
        "region.yaml",
        "README.md",
        *(f"{t}.csv" for t in TABLES),
    }
    for name, columns in TABLES.items():
        assert (blank / f"{name}.csv").read_text(encoding="utf-8") == ",".join(columns) + "\n"
    lines = (blank / "region.yaml").read_text(encoding="utf-8").splitlines()
    written = [
        line for line in lines if line.strip() and not line.lstrip().startswith("#") and line[-1] != ":"
    ]
    assert written == ["schema: 1", 'name: "Tiny County, Ohio"']


def test_the_form_explains_every_key_and_every_column():
    assert {name: list(columns) for name, columns in COLUMNS.items()} == {
        name: list(columns) for name, columns in TABLES.items() if name in ROWS
    }
    assert set(ROWS) == set(TABLES)
    page = template("A")["README.md"]
    for columns in COLUMNS.values():
        for column, what in columns.items():
            assert f"- `{column}`: {what}\n" in page
    form = template("A")["region.yaml"]
    assert "@" not in form + page
    lines = form.splitlines()
    population = RegionFile.model_fields["population"].annotation.model_fields
    for key in population:
        assert lines[lines.index(f"  {key}:") - 1].startswith("  # "), key
    for key in ("name", "codes", "school_year", "price_year", "totals", "population", "rates", "gaps"):
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        assert lines[at - 1].startswith("# "), key
    assert max(map(len, lines)) <= 120


def test_an_empty_form_is_a_list_of_what_is_to_do(blank, capsys):
    assert answer(["region", "check", str(blank)]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    assert "To mend" not in said.out
    for words in (
        "zones.csv: the table has no rows",
        "(population.commuters_share): still empty: value, year",
    ):
        assert words in said.out
    assert "Still to fill: 138 values of region.yaml, the rows of 4 tables." in said.out
    assert answer(["region", "check", str(blank), "--json"]) == 2
    listed = json.loads(capsys.readouterr().out)
    assert (listed["loads"], listed["wrong"], len(listed["still_empty"])) == (False, [], 138 + 4)
    places = [one["place"] for one in listed["still_empty"]]
    lines = (blank / "region.yaml").read_text(encoding="utf-8").splitlines()
    for place in places:
        if found := re.fullmatch(r"region.yaml, line (\d+) \((?:.+\.)?(\w+)\)", place):
            assert lines[int(found[1]) - 1].strip() == f"{found[2]}:", place
    assert "region.yaml, line 24 (codes.counties)" in places


def test_without_a_name_the_name_is_to_be_filled_in(tmp_path):
    write_template(tmp_path / "town")
    assert any("(name)" in one.place for one in state_of(tmp_path / "town").still_empty)


@pytest.mark.parametrize(
    "name", ['He said "no": {a}', "it's # odd", "Doña Ana County, New Mexico", "- list", "null"]
)
def test_any_name_survives(tmp_path, name):
    write_template(tmp_path / "town", name)
    fill(tmp_path / "town")
    assert load_region(tmp_path / "town", Diagnostics()).name == name


def test_nothing_is_overwritten(blank, capsys):
    (blank / "zones.csv").write_text("mine", encoding="utf-8")
    assert answer(["region", "new", str(blank)]) == 2
    assert "there is already a folder or file" in capsys.readouterr().err
    assert (blank / "zones.csv").read_text(encoding="utf-8") == "mine"
    assert answer(["region", "new", str(blank / "zones.csv")]) == 2
    assert answer(["region", "new", str(blank / "zones.csv" / "below")]) == 2
    assert "cannot be made" in capsys.readouterr().err
    empty = blank.parent / "empty"
    empty.mkdir()
    assert answer(["region", "new", str(empty)]) == 2
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("name", ["two\nlines", "x" * 201, "bell\a"])
def test_a_name_that_is_no_line_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(TemplateError, match="one line"):
        write_template(tmp_path / "town", name)
    assert not (tmp_path / "town").exists()


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    assert answer(["region", "new", str(tmp_path / "a" / "b"), "--name", "B"]) == 0
    said = capsys.readouterr().out
    assert all(str(tmp_path / "a" / "b" / name) in said for name in ("region.yaml", "README.md", "zones.csv"))
    assert "sim region check" in said


# A filled one


def test_a_filled_form_loads_and_is_summed_up(tiny, capsys):
    assert answer(["region", "check", str(tiny)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Tiny County, Ohio: the region loads.")
    assert re.search(r"white +360 +92\.3%", said)
    assert re.search(r"production +15 +9 +6 +30", said)
    assert re.search(r"all +110 +66 +44 +220", said)
    assert "- everything is made up for a test" in said
    assert answer(["region", "check", str(tiny), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["pupils"]["all"] == 390
    assert listed["jobs"]["service"] == {"entry": 10, "skilled": 6, "professional": 4}
    assert listed["gaps"] == gaps(load_region(tiny, Diagnostics()))


def test_a_filled_form_runs_for_two_years(tiny):
    from sim.core.world import fork, grow, run
    from sim.study.load.scenario import load_study
    from sim.study.plan.compile import compile_plan, partnership_bits

    study = tiny.parent.parent / "study"
    study.mkdir()
    (study / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    scenario = replace(load_study(study / "baseline.yaml")[0], years=2)
    plan = compile_plan(scenario, partnership_bits([scenario]), None)
    assert plan.region.commuters_share == pytest.approx(0.15)
    assert run(fork(grow(plan), plan)).tallies.sum() > 0


def test_the_share_of_commuters_is_not_thinned(tiny):
    region = load_region(tiny, Diagnostics())
    assert region_arrays(region, 2, scale=0.5).commuters_share == pytest.approx(0.15)


def test_a_share_of_commuters_above_one_is_refused(tiny):
    form = tiny / "region.yaml"
    form.write_text(
        form.read_text(encoding="utf-8").replace("value: 15 %", "value: 150 %", 1), encoding="utf-8"
    )
    assert any("out of range" in line for line in told(tiny))


# Names of cells


@pytest.mark.parametrize(
    ("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_a_spreadsheet_does(place, letters):
    assert column_letters(place) == letters


def test_a_cell_past_column_z_is_named(tmp_path):
    names = [f"share_{n}" for n in range(26)]
    path = tmp_path / "wide.csv"
    path.write_text(as_csv([[*names, "id"], [*["x"] * 26, "a b"]]), encoding="utf-8")
    found = Diagnostics()
    read_table(path, {**dict.fromkeys(names, str), "id": TABLES["zones"]["zone"]}, found)
    (item,) = found.errors
    assert item.message.startswith("wide.csv, cell AA2 (id): 'a b' is not an id")
    assert item.source_line[item.column - 1 :][: item.length] == "a b"


def test_an_empty_cell_and_a_wrong_one_are_named_with_their_column(tiny, capsys):
    change(tiny, "schools", 3, "pupils", "n/a")
    change(tiny, "schools", 2, "disability", "")
    change(tiny, "schools", 3, "disability", "")
    change(tiny, "schools", 4, "name", "")
    lines = told(tiny)
    assert any(line.startswith("schools.csv, cell H3 (pupils): 'n/a' is no whole number") for line in lines)
    assert any(
        line.startswith("schools.csv, cell B4 (name): still empty; name of the school") for line in lines
    )
    answer(["region", "check", str(tiny)])
    said = capsys.readouterr().out
    assert "schools.csv, cells R2 to R3 (disability): still empty; number of pupils with" in said
    assert "Still to fill: 3 cells of the tables. To mend: 1. The region does not load yet." in said


def test_checks_across_cells_name_the_cell_too(tiny):
    change(tiny, "schools", 2, "zone", "al")
    change(tiny, "schools", 3, "white", "81")
    change(tiny, "employers", 5, "wage_skilled", "40")
    change(tiny, "providers", 2, "share_health", "0.2")
    lines = told(tiny)
    for start in (
        "schools.csv, cell F2 (zone): there is no zone 'al'",
        "schools.csv, cell H3 (pupils): the groups add up to 91",
        "employers.csv, cell K5 (wage_skilled): a yearly wage of 40",
        "providers.csv, cell G2 (share_production): the shares of fields add up to 1.1",
    ):
        assert any(line.startswith(start) for line in lines), start


def test_a_wrong_cell_does_not_cause_errors_elsewhere(tiny):
    change(tiny, "zones", 2, "rural_share", "40 %")
    change(tiny, "schools", 2, "pupils", "x y")
    assert len(told(tiny)) == 2


# What spreadsheets do


@pytest.mark.parametrize(
    ("table", "column", "cell", "words"),
    [
        ("schools", "pupils", "1,234", "thousands separators; write 1234"),
        ("schools", "pupils", "1 234", "thousands separators; write 1234"),
        ("schools", "pupils", "1\u00a0234", "thousands separators; write 1234"),
        ("schools", "pupils", "1.234", "thousands separators; write 1234"),
        ("schools", "pupils", "1,234,567", "thousands separators; write 1234567"),
        ("schools", "pupils", "180.000", "separators or decimals; write 180000 or 180"),
        ("schools", "pupils", "180.0", "decimals; write 180"),
        ("schools", "pupils", "\x1b[31m9", "'\\x1b[31m9' is no whole number"),
        ("schools", "pupils", "12.5", "decimals; write a whole number"),
        ("schools", "pupils", "45%", "percentage"),
        ("schools", "pupils", "1.8E+02", "shortened a long number"),
        ("schools", "pupils", "5-Mar", "made a date of it"),
        ("schools", "pupils", "#N/A", "an error of the spreadsheet"),
        ("schools", "pupils", "########", "an error of the spreadsheet"),
        ("schools", "pupils", "*", "not published"),
        ("schools", "pupils", "<10", "not published"),
        ("schools", "pupils", "-9", "below 0"),
        ("schools", "pupils", "180 pupils", "write the digits only: 180"),
        ("schools", "pupils", "99999999999", "larger than"),
        ("schools", "id", "Mar-05", "made a date of it"),
        ("schools", "id", "3/5/2024", "made a date of it"),
        ("schools", "id", "3.30001E+11", "shortened a long number"),
        ("schools", "id", "3300010.0", "added decimals; write 3300010"),
        ("schools", "id", "'01000", "mark for text"),
        ("schools", "year", "Nov-12", "made a date of it"),
        ("schools", "first_grade", "KG", "write K"),
        ("schools", "first_grade", "0", "write K"),
        ("schools", "first_grade", "Kindergarten", "write K"),
        ("schools", "last_grade", "05", "write 5"),
        ("schools", "last_grade", "Grade 5", "write 5"),
        ("schools", "last_grade", "5th", "write 5"),
        ("schools", "first_grade", "PK", "kindergarten to grade 12"),
        ("schools", "level", "Elementary", "write elementary"),
        ("schools", "kind", "Career Technical", "write career_technical"),
        ("schools", "filled", "black, asian", "write black"),
        ("schools", "name", "#REF!", "an error of the spreadsheet"),
        ("schools", "name", "Pe\ufffda School", "a letter was lost"),
        ("schools", "name", "two\nlines", "line break"),
        ("employers", "wage_entry", "$30,000", "write 30000"),
        ("employers", "naics", "21-Nov", "made a date of it"),
        ("zones", "rural_share", "40 %", "write 0.4"),
        ("zones", "rural_share", "0,4", "write 0.4"),
        ("zones", "rural_share", "40", "write 0.4"),
        ("zones", "rural_share", "-1", "below 0"),
        ("providers", "local", "Yes", "write yes"),
    ],
)
def test_damage_of_one_cell_is_explained(tiny, table, column, cell, words):
    change(tiny, table, 2, column, cell)
    letters = column_letters(list(TABLES[table]).index(column))
    (line,) = [line for line in told(tiny) if line.startswith(f"{table}.csv, cell {letters}2 ({column}): ")]
    assert words in line


def test_rows_below_a_line_break_keep_the_number_of_the_spreadsheet(tiny):
    change(tiny, "schools", 2, "name", "two\nlines")
    change(tiny, "schools", 4, "pupils", "?")
    assert any(line.startswith("schools.csv, cell H4 (pupils)") for line in told(tiny))


def with_header(cells: list[list[str]], header: list[str]) -> bytes:
    return as_csv([header, *cells[1:]]).encode()


SAVED_OTHERWISE = {
    "semicolons": (lambda cells: as_csv(cells, ";").encode(), "separated by semicolons"),
    "tabulators": (lambda cells: as_csv(cells, "\t").encode(), "separated by tabulators"),
    "unicode text": (lambda cells: as_csv(cells).encode("utf-16"), "UTF-16"),
    "workbook": (lambda cells: b"PK\x03\x04" + b"x" * 50, "workbook"),
    "note on separator": (lambda cells: b"sep=,\n" + as_csv(cells).encode(), "delete this line"),
    "title": (lambda cells: as_csv([["Schools of the county"], *cells]).encode(), "what stands above"),
    "one cell": (lambda cells: as_csv([[as_csv([row]).strip()] for row in cells]).encode(), "in one cell"),
    "blank row": (lambda cells: b"\n" + as_csv(cells).encode(), "the row is empty"),
    "capitals": (lambda cells: with_header(cells, ["ID", *cells[0][1:]]), "cell A1: unknown column 'ID'"),
    "column too many": (lambda cells: as_csv([[*row, "x"] for row in cells]).encode(), "cell X1: unknown"),
    "cell too many": (lambda cells: as_csv([cells[0], [*cells[1], "x"]]).encode(), "row 2: this row has 24"),
    "column too few": (lambda cells: as_csv([row[:-1] for row in cells]).encode(), "'note' is missing"),
}


@pytest.mark.parametrize("case", SAVED_OTHERWISE)
def test_a_table_saved_otherwise_is_explained_once(tiny, case):
    damage, words = SAVED_OTHERWISE[case]
    path = tiny / "schools.csv"
    path.write_bytes(damage(read_cells(path)))
    lines = [line for line in told(tiny) if line.startswith("schools.csv")]
    assert len(lines) == 1, lines
    assert words in lines[0]


def without_last_commas(text: str) -> str:
    """Rows as some spreadsheets save them when the last column is empty."""
    header, *rows = text.splitlines()
    return "\n".join([header, *(row.removesuffix(",") for row in rows)])


HARMLESS = {
    "byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "line ends of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "cp1252": lambda text: text.replace("high school", "Doña Ana").encode("cp1252"),
    "empty columns": lambda text: text.replace("\n", ",,\n").encode(),
    "empty rows": lambda text: (text + "," * 22 + "\n\n").encode(),
    "commas left out": lambda text: without_last_commas(text).encode(),
    "blanks": lambda text: text.replace(",", " , ").encode(),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_does_no_harm_is_taken(tiny, case):
    path = tiny / "schools.csv"
    path.write_bytes(HARMLESS[case](path.read_text(encoding="utf-8")))
    assert load_region(tiny, Diagnostics()) is not None, told(tiny)


def test_leading_zeros_that_may_be_lost_are_pointed_out(tiny, capsys):
    change(tiny, "schools", 3, "id", "1001")
    form = tiny / "region.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace('"01073"', '"1073"'), encoding="utf-8")
    assert answer(["region", "check", str(tiny)]) == 0
    said = capsys.readouterr().out
    assert "schools.csv, cell A3 (id): '1001' is shorter" in said
    assert "the county code '1073' has four digits" in said
    assert 'write "01073"' in said


def test_a_code_without_quotes_is_explained(tiny):
    form = tiny / "region.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace('["01073"]', "[01073]"), encoding="utf-8")
    assert any("read as a number" in line and "quotes" in line for line in told(tiny))


def test_an_optional_key_may_stay_empty_and_a_required_one_is_named(tiny):
    form = tiny / "region.yaml"
    text = form.read_text(encoding="utf-8")
    assert "  ring:\n" in text
    assert load_region(tiny, Diagnostics()).codes.ring == ()
    form.write_text(text.replace("level: judged", "level:", 1), encoding="utf-8")
    (line,) = told(tiny)
    assert line.startswith("'level' is still empty")


def test_a_table_full_of_mistakes_stops_in_good_time(tiny):
    path = tiny / "employers.csv"
    header = path.read_text(encoding="utf-8").split("\n")[0]
    path.write_text(header + ("\nx" + "," * 16) * 3_000, encoding="utf-8")
    lines = told(tiny)
    assert 100 < len(lines) < 200
    assert any("more errors about this file not shown" in line for line in lines)
    state = state_of(tiny)
    assert 2_000 < len(state.still_empty) + len(state.wrong) < 3_000
    assert any("more than 2,000 cells" in one.whole for one in state.wrong)


def test_the_ordinary_check_names_the_cells_too(tiny, capsys):
    change(tiny, "zones", 2, "rural_share", "40 %")
    study = tiny.parent.parent / "study"
    study.mkdir()
    (study / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    assert answer(["check", str(study)]) == 2
    assert "zones.csv, cell C2 (rural_share): '40 %' is not a share" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    assert answer(["region", "check", str(tmp_path / "nowhere")]) == 2
    assert "there is no region folder" in capsys.readouterr().out


def test_a_very_long_cell_is_refused_in_good_time(tiny):
    for column in ("first_grade", "pupils", "id"):
        change(tiny, "schools", 2, column, "5" + " " * 100_000 + "x")
    lines = [line for line in told(tiny) if line.startswith("schools.csv, cell")]
    assert len(lines) == 3
    assert max(map(len, lines)) < 300


DAMAGED = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "1,234", "45%", "Mar-05", "#REF!", "\ufeff", '"', '""', "\x00", "=1+1", "n/a", "-9", "٣", "²"]
    ),
    st.from_regex(r"[0-9.,;%$/ eE+-]{1,12}", fullmatch=True),
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 30), st.integers(0, 30), DAMAGED, st.booleans())
@example("schools", 1, 7, "²", False)
@example("zones", 1, 2, "9" * 400, False)
def test_no_damage_of_one_cell_makes_the_check_fail(sheets, table, row, column, damage, quoted):
    folder, tables = sheets
    path = folder / f"{table}.csv"
    cells = [list(line) for line in tables[table]]
    row, column = row % len(cells), column % len(cells[0])
    cells[row][column] = damage if quoted else "\ue000"
    sound = as_csv(tables[table])
    try:
        path.write_bytes(as_csv(cells).replace("\ue000", damage).encode("utf-8", "surrogatepass"))
        state = state_of(folder)
        assert as_text(state)
        json.dumps(as_json(state))
        for one in (*state.still_empty, *state.wrong):
            assert one.place.startswith((f"{table}.csv", "region.yaml", "schools.csv", "zones.csv"))
        if state.region is not None:
            assert np.isfinite(region_arrays(state.region, 1).wage).all()
    finally:
        path.write_text(sound, encoding="utf-8")
