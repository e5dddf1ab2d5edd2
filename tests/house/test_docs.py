"""The documents say what the code does: examples run, commands and links exist, tables are the code's own."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "MODEL_CARD.md")),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "results" / "README.md",
    ]
)
SEEDS = {"N": 16, "A": 18, "P": 12, "W": 24, "L": 34, "M": 17, "E": 19, "G": 11, "X": 13, "D": 8, "Q": 22}
STATES = {"yes", "partly", "not yet", "context"}
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


def blocks(path: Path, kind: str) -> list[str]:
    """Code blocks of one kind, in order."""
    return [body for info, body in BLOCK.findall(path.read_text(encoding="utf-8")) if info == kind]


def prose(path: Path) -> str:
    return BLOCK.sub("", path.read_text(encoding="utf-8"))


def shell_lines(path: Path) -> Iterator[str]:
    for body in blocks(path, "sh"):
        for line in body.replace("\\\n", " ").splitlines():
            for part in re.split(r"#| > ", line)[0].split("&&"):
                if part.strip():
                    yield part.strip()


def test_the_readme_has_the_two_commands_exactly():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npip install uv && uv run sim compare scenarios/chattanooga\n" in text
    assert "\nuv run pytest\n" in text


def test_the_odd_page_is_what_the_code_prints(monkeypatch):
    from sim.app.odd import page

    monkeypatch.chdir(ROOT)
    stored = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    assert stored == page(), "print it again: python -m sim.app.odd docs/odd.md"


def test_the_odd_page_names_every_rule_column_setting_draw_and_indicator():
    from sim.core.columns import EMPLOYER, PROVIDER, SCHOOL, STUDENT
    from sim.core.draws import Call
    from sim.core.year import YEAR
    from sim.outcomes.registry import codes

    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    names = {rule.name for rule in YEAR} | {field for rule in YEAR for field in rule.settings._fields}
    names |= {column.name for column in (*STUDENT, *SCHOOL, *EMPLOYER, *PROVIDER)}
    names |= {call.name for call in Call} | set(codes())
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_the_odd_page_can_be_written_to_a_file(tmp_path, monkeypatch):
    from sim.app.odd import main, page

    monkeypatch.chdir(ROOT)
    main([str(tmp_path / "odd.md")])
    assert (tmp_path / "odd.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("number", range(len(blocks(ROOT / "README.md", "python run"))))
def test_python_of_the_readme_runs(number, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(blocks(ROOT / "README.md", "python run")[number], {})


def test_python_that_is_not_run_still_parses_and_names_what_exists():
    import sim

    names = set()
    for path in PAGES:
        for body in blocks(path, "python"):
            compile(body, path.name, "exec")
            names |= set(re.findall(r"\bsim\.([A-Za-z_]+)", body))
    assert names
    assert names <= set(sim.__all__)


@every_page
def test_commands_exist_with_their_options_and_files(path, monkeypatch):
    from sim.app.cli import app

    monkeypatch.chdir(ROOT)
    for line in shell_lines(path):
        words = shlex.split(line)
        if words[:3] == ["uv", "run", "sim"]:
            app.parse_args(words[3:], print_error=False, exit_on_error=False)
            assert words[3] in {name for command in app for name in command.split(",")}, line
            files = [word for word in words if word.startswith("scenarios/")]
            assert all((ROOT / word).exists() for word in files), line
        else:
            assert words[0] in {"uv", "pip", "git", ".ci/run"}, line


def test_a_command_that_does_not_exist_would_be_noticed():
    from cyclopts import CycloptsError

    from sim.app.cli import app

    with pytest.raises(CycloptsError):
        app.parse_args(["compare", "x", "--drawz", "4"], print_error=False, exit_on_error=False)


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """A copy of the shipped scenarios in which examples can be tried."""
    return Path(shutil.copytree(ROOT / "scenarios", tmp_path_factory.mktemp("docs") / "scenarios"))


@pytest.mark.parametrize(
    ("page", "head"),
    [("README.md", ""), ("docs/evidence.md", "schema: 1\nname: Example\nextends: a-internships.yaml\n")],
)
def test_scenario_examples_pass_the_check(page, head, study):
    from sim.study.load.scenario import check
    from sim.study.reading.render import render

    examples = blocks(ROOT / page, "yaml")
    assert examples
    for example in examples:
        file = study / "chattanooga" / "example.yaml"
        file.write_text(head + example, encoding="utf-8")
        found = check(file)
        assert not found.errors, render(found, "text")
        assert "example.yaml" not in render(found, "text")


@every_page
def test_links_lead_somewhere(path):
    for target in LINK.findall(prose(path)):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_page_of_the_docs_is_reachable_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in LINK.findall(prose(page)):
            there = (page.parent / target).resolve()
            there = there / "README.md" if there.is_dir() else there
            waiting += [there] if there.is_file() else []
    assert [str(page) for page in PAGES if page not in seen] == []


def coverage_rows() -> list[tuple[str, int, str]]:
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z])(\d+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    return [(letter, int(number), state) for letter, number, state in rows]


@pytest.mark.parametrize(("letter", "count"), SEEDS.items())
def test_coverage_has_every_row_of_the_source_documents_once(letter, count):
    numbers = [number for found, number, _ in coverage_rows() if found == letter]
    assert numbers == list(range(1, count + 1))


def test_coverage_says_one_of_four_things():
    assert {state for _, _, state in coverage_rows()} <= STATES


def known_names() -> set[str]:
    """Names that the documents may put in code font: of columns, parameters, activities and so on."""
    from sim.core import columns
    from sim.core.people.population import Settings
    from sim.core.plan import Partnerships, Region
    from sim.core.state import Firms
    from sim.core.year import YEAR
    from sim.outcomes.registry import codes
    from sim.study.activities.activity import load_activities
    from sim.study.region.file import Population
    from sim.study.scenario.file import SHOCKS, ScenarioFile
    from sim.study.scenario.partnership import LEVERS

    declared = (*columns.STUDENT, *columns.SCHOOL, *columns.EMPLOYER, *columns.PROVIDER)
    rules = {rule.name: rule.settings._fields for rule in YEAR} | {"population": Settings._fields}
    return {
        *Population.model_fields,
        *(column.name for column in declared), *Partnerships._fields, *Region._fields, *Firms._fields,
        *columns.CHANNELS, *columns.PATHWAYS, *columns.FIELDS, *columns.LEVELS, *columns.PAYERS,
        *rules, *(name for fields in rules.values() for name in fields), *load_activities(), *LEVERS, *SHOCKS,
        *codes(), *ScenarioFile.model_fields,
    }  # fmt: skip


GONE = {
    "economy.older_exit", "economy.young_share", "matching.laid_off_look", "matching.recruits",
    "schooling.family_out",
}  # fmt: skip
"""Cards that are gone: records of decisions and of changes may speak of them, no other page."""
OTHER_WORDS = {
    "max", "min", "exp", "logistic", "shift", "normal", "jobs_factor", "take_part", "join_collaborative",
    "ramp_up", "until", "exclude_newer", "import_time", "requires_python",
}  # fmt: skip


@every_page
def test_parameters_named_on_a_page_have_cards(path):
    from sim.core.year import YEAR
    from sim.study.evidence.card import load_cards

    rules = "|".join([*(rule.name for rule in YEAR), "population"])
    named = re.findall(rf"`((?:{rules})\.[a-z_]+)`", path.read_text(encoding="utf-8"))
    known = {*load_cards(), "population.scale", "partnerships.take_part"}
    assert not GONE & known
    known |= GONE if path.parent.name == "decisions" or path.name == "CHANGELOG.md" else set()
    assert [name for name in named if name not in known] == []


@pytest.mark.parametrize("page", ["model.md", "coverage.md"])
def test_names_in_code_font_exist(page):
    text = prose(ROOT / "docs" / page)
    named = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", text))
    assert sorted(named - known_names() - OTHER_WORDS) == []


def test_equations_use_the_names_of_the_code():
    text = "\n".join(blocks(ROOT / "docs" / "model.md", "equation"))
    named = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text))
    assert len(named) > 80
    assert sorted(named - known_names() - OTHER_WORDS) == []


def test_the_model_page_has_every_rule_in_order():
    from sim.core.year import YEAR

    headings = re.findall(r"^## \d+ (\w+)$", prose(ROOT / "docs" / "model.md"), re.MULTILINE)
    assert headings == [rule.name for rule in YEAR]


@every_page
def test_pages_promise_nothing_and_hide_nothing(path):
    text = path.read_text(encoding="utf-8")
    promises = re.findall(
        r"\b(?:will (?:create|add|raise|increase|reduce)|guarantee[sd]?|prove[sn]?)\b", text
    )
    assert promises == []
    assert re.findall(r"TODO|FIXME|XXX|\bTBD\b", text) == []


def test_the_lock_pins_every_dependency_by_hash_and_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)[^\n]* \\\n +--hash=sha256:", text, re.MULTILINE))
    names = {re.split(r"[\[<>=~!; ]", line)[0].replace(".", "-") for line in asked}
    assert sorted(names - set(pinned)) == []
    assert not re.search(r"://|^-|@", text, re.MULTILINE)


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{version}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Talentshed {version}" in (ROOT / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_check_of_a_clean_clone_is_a_sound_script():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o100
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert "://" not in script.read_text(encoding="utf-8")
