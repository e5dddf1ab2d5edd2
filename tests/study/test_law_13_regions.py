"""Law 13 for regions: every key of region.yaml and every column acts, is said to be idle, or is words.

See ``tests/study/test_law_13.py``, whose walk this goes on with.
"""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from answers import Study, answer, changed
from law_13_values import CHOOSING, FIGURE, MEANINGS, OF_REGION, RATE, SECTIONS, judged, value_of
from tiny_region import tiny_region, write_region

from sim.study.load.scenario import check_study
from sim.study.reading.diagnostics import Diagnostics
from sim.study.region import columns as columns_of_a_region
from sim.study.region import summary
from sim.study.region.columns import COLUMNS, NOT_ACTING, not_acting
from sim.study.region.region import gaps, load_region


@pytest.fixture(scope="module")
def region():
    return tiny_region()


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Study(tmp_path_factory.mktemp("law13") / "scenarios")


@pytest.fixture(scope="module")
def ask_region(study, region):
    """How a change of the region is answered by a scenario that chooses its schools and employers."""

    def asked(after, named=""):
        return answer(study.read(CHOOSING, region, {}), study.read(CHOOSING, after, {}), named)

    return asked


IN_REGION = {
    ("region", "schema"): {"schema": 2},
    ("region", "price_year"): {"price_year": 2015},
    ("region", "school_year"): {"school_year": "2022-23"},
    ("region", "codes"): {"codes/state": "99"},
    ("region", "totals"): {"totals/jobs/value": 7},
    ("region", "rates"): {"rates": {}},
    ("region", "population"): {"population/families_in/value": "9 %"},
    ("region.totals", "pupils"): {"totals/pupils/value": 7},
    ("region.totals", "jobs"): {"totals/jobs/value": 7},
    ("region.codes", "state"): {"codes/state": "99"},
    ("region.rates.NAME", "role"): {f"{RATE}role": "held_out"},
    ("region.rates.NAME", "compare"): {f"{RATE}compare": "gap", f"{RATE}against": "graduation_4y"},
    ("region.rates.NAME", "against"): {"rates/graduation_4y_2015_black/against": "graduation_4y"},
    ("region.rates.NAME", "indicator"): {f"{RATE}indicator": "unemployment_20_24"},
    ("region figure", "level"): {f"{FIGURE}level": "local"},
    ("region figure", "value"): {f"{FIGURE}value": "9 %"},
    ("region figure", "checked"): {f"{FIGURE}checked": True},
    ("region.rates.NAME", "value"): {f"{RATE}value": "9 %"},
    ("region.rates.NAME", "year"): {f"{RATE}year": 2001},
    ("region.rates.NAME", "level"): {f"{RATE}level": "judged"},
    ("region.rates.NAME", "checked"): {f"{RATE}checked": False},
    ("region.rates.NAME", "group"): {f"{RATE}group": "sex=male"},
}


@pytest.mark.parametrize(
    ("section", "key"), [(name, key) for name in OF_REGION for key in SECTIONS[name].keys]
)
def test_keys_of_a_region(ask_region, region, section, key):
    after = IN_REGION.get((section, key)) or _another(region["region"], section, key)
    judged(section, key, ask_region(region | {"region": changed(region["region"], after)}))


def _another(tree, section: str, key: str):
    """Another value of a key of region.yaml: of a figure about half the value."""
    place = OF_REGION[section] + key
    node = tree
    for step in place.split("/"):
        node = node.get(step, {}) if isinstance(node, dict) else {}
    if section == "region map by ethnicity":
        shares = dict.fromkeys(SECTIONS[section].keys, 10.0) | {key: 40.0}
        return {f"{OF_REGION[section]}{name}": f"{share} %" for name, share in shares.items()}
    if isinstance(node, dict) and "value" in node:
        value = node["value"]
        if isinstance(value, dict) and key == "newcomer_ethnicity":
            return {f"{place}/value/white": value["black"], f"{place}/value/black": value["white"]}
        return {
            f"{place}/value": {name: _half(one) for name, one in value.items()}
            if isinstance(value, dict)
            else _half(value)
        }
    if (
        isinstance(node, str | float | int)
        and not isinstance(node, bool)
        and section.startswith("region map")
    ):
        return {place: _half(node)}
    example = value_of(MEANINGS[section][key][1])
    return {place: example if example != node else f"{example} and more"}


def _half(value):
    if isinstance(value, float):
        return value / 2 + 0.3
    return re.sub(
        r"\d[\d_]*\.?\d*", lambda one: f"{float(one[0].replace('_', '')) / 2 + 1:g}", str(value), count=1
    )


def _swap(column: str, one: int, other: int):
    """Two rows exchange the cells of a column."""

    def change(rows, region):
        rows[one][column], rows[other][column] = rows[other][column], rows[one][column]

    return change


def _put(column: str, row: int, value: str):
    """A cell with another value."""

    def change(rows, region):
        assert rows[row][column] != value
        rows[row][column] = value

    return change


def _more_pupils(column: str):
    """Five more pupils of a group in the first school, and in every sum of it."""

    def change(rows, region):
        group = "white" if column == "pupils" else column
        for name in (group, "pupils"):
            rows[0][name] = str(int(rows[0][name]) + 5)
        region["region"]["totals"]["pupils"]["value"] += 5

    return change


def _other_jobs(column: str):
    """A job of another row of the same level."""

    def change(rows, region):
        for row, more in ((0, -1), (1, 1)):
            rows[row][column] = str(int(rows[row][column]) + more)

    return change


def _other_share(column: str):
    """A tenth of the awards of the last provider in another field."""

    def change(rows, region):
        for name in [name for name in rows[0] if name.startswith("share_")]:
            rows[-1][name] = "0.5" if name == column else str(0.5 / 9)
        rows[-1]["share_production"] = str(float(rows[-1]["share_production"]))

    return change


GROUPS = (
    "pupils",
    "white",
    "black",
    "hispanic",
    "asian",
    "american_indian",
    "pacific_islander",
    "two_or_more",
)
CELLS = {
    **{("schools", name): _more_pupils(name) for name in GROUPS},
    **{
        ("employers", f"jobs_{level}"): _other_jobs(f"jobs_{level}")
        for level in ("entry", "skilled", "professional")
    },
    **{
        ("employers", f"wage_{level}"): _put(f"wage_{level}", 0, "99000")
        for level in ("entry", "skilled", "professional")
    },
    **{
        (table, column): _swap(column, 0, -1)
        for table, column in (
            ("zones", "zone"),
            ("zones", "name"),
            ("employers", "id"),
            ("employers", "name"),
            ("employers", "sector"),
            ("providers", "name"),
        )
    },
    ("zones", "rural_share"): _put("rural_share", 0, "0.9"),
    ("zones", "judged"): _put("judged", 0, ""),
    ("schools", "id"): _swap("id", 7, 10),
    ("schools", "name"): _swap("name", 7, 10),
    ("schools", "level"): _put("level", 3, "high"),
    ("schools", "first_grade"): _put("first_grade", 2, "7"),
    ("schools", "last_grade"): _put("last_grade", 2, "11"),
    ("schools", "zone"): _put("zone", 2, "tyner"),
    ("schools", "kind"): _put("kind", 0, "charter"),
    ("schools", "econ_disadvantaged"): _put("econ_disadvantaged", 0, "9"),
    ("schools", "english_learners"): _put("english_learners", 0, "9"),
    ("schools", "disability"): _put("disability", 0, "9"),
    ("schools", "filled"): _put("filled", 0, "disability"),
    ("schools", "judged"): _put("judged", 0, "zone"),
    ("schools", "year"): _put("year", 0, "2022-23"),
    ("employers", "field"): _put("field", 0, "service"),
    ("employers", "naics"): _put("naics", 0, "31-33"),
    ("employers", "establishments"): _put("establishments", 0, "5"),
    ("employers", "kind"): _put("kind", -1, "pool"),
    ("employers", "year"): _put("year", 0, "2016"),
    ("providers", "id"): _put("id", 0, "another"),
    ("employers", "firm"): _put("firm", 1, "erlanger"),
    ("providers", "pathway"): _put("pathway", 0, "military"),
    ("providers", "seats"): _put("seats", 0, "11"),
    ("providers", "local"): _put("local", 0, "no"),
    ("providers", "awards"): _put("awards", 0, "12"),
    ("providers", "judged"): _put("judged", 0, ""),
    ("providers", "year"): _put("year", 0, "2016"),
}
"""Another cell of each column, with what must change beside it."""
TABLES = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.mark.parametrize(("table", "column"), TABLES)
def test_columns_of_the_tables_of_a_region(ask_region, region, table, column):
    after = deepcopy(region)
    shares = _other_share(column) if column.startswith("share_") else _put(column, 0, "other words")
    CELLS.get((table, column), shares)(after[table], after)
    judged(f"{table}.csv", column, ask_region(after, f"{table}.{column}"))


def test_idle_columns_are_named_in_the_gaps_of_every_region(region, study):
    write_region(study.folder / "regions" / "tiny", region)
    told = gaps(load_region(study.folder / "regions" / "tiny", Diagnostics()))[-1]
    assert all(table in told for table in NOT_ACTING)
    for columns in NOT_ACTING.values():
        assert all(column in told for column in columns if not column.startswith("share_"))


def test_idle_columns_are_named_by_every_check(region, study, monkeypatch):
    """A note, which is no warning; gone, with the gap, on the day when every column acts."""
    study.read(CHOOSING, region, {})
    folder = study.folder
    notes = [item for item in check_study([folder / "test"]) if item.severity == "note"]
    assert [(item.code, item.path.name) for item in notes] == [("SIM148", "region.yaml")]
    assert not_acting()[1:] in notes[0].message
    found = summary.as_text(summary.state_of(notes[0].path.parent))
    assert all(column in found for columns in NOT_ACTING.values() for column in columns[:1])
    monkeypatch.setattr(columns_of_a_region, "NOT_ACTING", {})
    assert not_acting() == ""
    assert not [item for item in check_study([folder / "test"]) if item.severity == "note"]
    assert all(gaps(load_region(notes[0].path.parent, Diagnostics())))
