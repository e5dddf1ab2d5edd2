"""The page: every number from the tables, nothing from outside, no claim beyond the runs."""

from __future__ import annotations

import csv
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from report_sample import OPTIONS, YEARS, retold, sample

from sim.analysis.between import apart
from sim.analysis.headline import headline_of
from sim.analysis.lines import as_json, cost_lines, figures, five_lines
from sim.core.columns import LAST_AGE
from sim.outcomes.compared import COMPARED, HEADLINE, ON_TARGET, RETAINED, TOLD
from sim.outcomes.registry import ALL, MONEY
from sim.report import findings
from sim.report.build import report_data
from sim.report.evidence import _value as told_value
from sim.report.page import render, write_report
from sim.report.pictures import charts, pictures
from sim.report.wording import wording
from sim.words.groups import TOO_SMALL
from sim.words.numbers import Estimate

CLAIMS = re.compile(
    r"\b(will|prove[sdn]?|proving|guarantee\w*|p-values?|p\s*[<=]\s*0?\.\d+)\b", re.IGNORECASE
)


class Page(HTMLParser):
    """What a reader meets: words, addresses, identifiers, and the numbers of each table row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.rows: dict[str, list[list[tuple[float, str]]]] = {}
        self._line: str | None = None
        self._number: float | None = None
        self._hidden = 0
        self._glued = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append(tag)
        self._glued = tag == "wbr"
        self.ids += [named["id"]] if "id" in named else []
        self.addresses += [named[key] for key in ("href", "src", "xlink:href") if key in named]
        self._hidden += tag == "style"
        if tag == "tr":
            self._line = named.get("data-line")
        if tag == "td" and self._line:
            self.rows.setdefault(self._line, []).append([])
        if tag == "data" and self._line:
            self._number = float(named["value"])

    def handle_endtag(self, tag):
        self._hidden -= tag == "style"
        self._number = None if tag == "data" else self._number

    def handle_data(self, data):
        if self._glued:
            self.words[-1] += data
        elif not self._hidden:
            self.words.append(data)
        self._glued = False
        if self._number is not None:
            self.rows[self._line][-1].append((self._number, data))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def comparison():
    return sample(draws=24)


@pytest.fixture(scope="module")
def data(comparison):
    return report_data(comparison)


@pytest.fixture(scope="module")
def drawn(data):
    return pictures(data)


@pytest.fixture(autouse=True)
def drawn_once(drawn, monkeypatch):
    """Drawing is tested elsewhere: every page but those of the last tests shows the same pictures."""
    monkeypatch.setattr("sim.report.page.pictures", lambda data: drawn)


@pytest.fixture(scope="module")
def html(data):
    return render(data)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_five_line_table_says_what_the_tables_say(comparison, data, page):
    for line in HEADLINE:
        cells = page.rows[line]
        assert len(cells) == len(comparison.options)
        for slug, cell in zip(comparison.options, cells, strict=True):
            values = comparison.values(slug, f"headline.{line}")
            exact = [np.median(values), *np.percentile(values, [5, 95])]
            assert [value for value, _ in cell] == pytest.approx(exact)


def test_retention_stands_before_the_target_with_the_same_five_lines(comparison, html, page):
    rows = [f"retention.{line}" for line in HEADLINE]
    for line, row in zip(HEADLINE, rows, strict=True):
        for slug, cell in zip(comparison.options, page.rows[row], strict=True):
            values = comparison.values(slug, f"retention.{line}")
            exact = [np.median(values), *np.percentile(values, [5, 95])]
            assert [value for value, _ in cell] == pytest.approx(exact)
    places = [html.index(f'data-line="{row}"') for row in (*rows, *HEADLINE, "cost")]
    assert places == sorted(places)
    assert html.index(RETAINED.title) < html.index(ON_TARGET.title)


def test_sources_jobs_and_those_past_the_last_age_stand_beneath_their_net(comparison, html, page):
    for outcome, net, after in ((RETAINED, "retention.net", '"placed"'), (ON_TARGET, "net", '"cost"')):
        codes = [f"{outcome.code}.{name}" for name, _ in outcome.sources]
        for code in (*codes, *outcome.jobs, f"{outcome.code}.passed"):
            place = html.index(f'data-line="{code}"')
            assert html.index(f'data-line="{net}"') < place < html.index(f"data-line={after}")
            for slug, cell in zip(comparison.options, page.rows[code], strict=True):
                assert cell[0][0] == pytest.approx(np.median(comparison.values(slug, code)))


def test_options_are_set_against_each_other_on_the_page(comparison, data, page):
    pairs = len(comparison.options) * (len(comparison.options) - 1) // 2
    assert len(data.gaps_between) == 2 * pairs
    for sentence in apart(data.gaps_between):
        assert sentence in page.text
    for gap in data.gaps_between:
        assert f"{gap.names[0]}less {gap.names[1]}" in page.text.replace(" less", "less")
        assert gap.size.signed() in page.text


def test_stages_stand_apart_so_that_a_visit_is_no_internship(data, page):
    assert {row.stage for row in data.reached} == {
        "awareness (talks, fairs, case studies)",
        "exploration (visits, shadowing, projects, mentoring)",
        "work experience (internships, summer jobs, apprenticeships)",
    }
    for row in data.reached:
        assert row.participants.text() in page.text
        assert [placed.text() in page.text for placed, _ in row.lines] == [True, True]


def test_nobody_who_lives_here_anyway_is_called_additional(page):
    told = [text for entry in COMPARED.values() for text in entry]
    told += [text for one in ALL for text in (one.label, one.meaning)]
    told += [text for entry in MONEY.values() for text in entry]
    assert not [text for text in (page.text, *told) if "additional resident" in text.lower()]


def test_after_a_programme_its_years_are_shown():
    comparison = sample(draws=4)
    assert "When the programme ends" not in Page(render(report_data(comparison))).text
    for slug in comparison.options:
        stack = comparison.stacks[slug]
        late = stack.keys["indicator"].str.startswith("delivery.") & (stack.keys["year"] > 2029)
        stack.value[:, late.to_numpy()] = 0.0
    data = report_data(comparison)
    assert {(one.after, one.year) for one in data.later} == {(0, 2029), (5, 2034)}
    text = Page(render(data)).text
    assert "Last year of seats, 2029-30" in text
    assert "5 years after, 2034-35" in text


def test_cost_and_chances_are_those_of_the_comparison(comparison, page):
    costs, answer = comparison.costs.set_index("option"), headline_of(comparison)
    for slug, cost, ratio, best in zip(
        comparison.options, page.rows["cost"], page.rows["cost-per-net"], page.rows["best"], strict=True
    ):
        assert cost[0][0] == pytest.approx(costs.loc[slug, "public_median"])
        assert cost[0][1] == answer[slug].cost.text()
        assert ratio[0][0] == pytest.approx(costs.loc[slug, "per_net_median"])
        assert best[0][0] == pytest.approx(comparison.best[slug])  # one repetition a draw
    for line, prefix in (("private", "private_"), ("total", "total_"), ("total-per-net", "total_per_net_")):
        exact = [costs.loc[slug, f"{prefix}median"] for slug in comparison.options]
        assert [cell[0][0] for cell in page.rows[line]] == pytest.approx(exact)
    assert "Public cost over 12 years" in page.text
    assert "paid by grant" in page.text
    assert "paid by employers" in page.text
    assert "paid by families" not in page.text


def test_the_headline_sentence_has_runs_baseline_interval_and_deadweight(data, page):
    best = data.ranked()[0]
    sentence, behind = findings.headline(data, best), findings.details(data, best)
    assert sentence in page.text
    assert behind in page.text
    assert all(seen.text() in sentence + behind for seen in best.lines.values())
    assert f"{best.lines['helped'].text()} others to be helped indirectly" in behind
    for part in ("24 paired simulations", "is projected to raise", best.net.interval(), "2037-38",
                 best.retained.interval(), f"residents of 18 to {LAST_AGE} in work here"):  # fmt: skip
        assert part in sentence
    assert sentence.index(best.retained.interval()) < sentence.index(best.net.interval())
    for part in ("without the programme", "in another field", best.told["jobs.filled"].signed()):
        assert part in behind


def test_a_fall_is_called_a_fall(data):
    option = data.options[0]
    fall = Estimate(-120.0, -300.0, 40.0)
    worse = replace(option, told={**option.told, "headline.net": fall, "retention.net": fall})
    assert "projected to lower the number" in findings.headline(data, worse)
    assert "by 120 (90 % interval −300 to 40)" in findings.headline(data, worse)
    assert findings.certainty(worse) == "For both, the interval includes no change at all."
    mixed = replace(
        option, told={**option.told, "headline.net": fall, "retention.net": Estimate(90, 40, 200)}
    )
    assert "in work here in 2037-38 by 90 (90 % interval 40 to 200), and to lower that of those" in (
        findings.headline(data, mixed)
    )
    assert findings.certainty(mixed) == (
        "In work here: the whole interval lies above zero. In target jobs: the interval includes no change "
        "at all."
    )


def test_nothing_is_claimed_beyond_the_runs(page, data):
    assert not CLAIMS.findall(page.text)
    fixed = str(wording())
    assert not CLAIMS.findall(fixed)
    for option in data.options:
        assert not CLAIMS.findall(findings.headline(data, option))
    assert "does not forecast" in page.text


def test_the_page_needs_nothing_from_outside(html, page):
    assert "script" not in page.tags
    assert not {"img", "link", "iframe", "object", "video"} & set(page.tags)
    assert all(re.match(r"#|\.\./figures/\w+\.(svg|png|csv)$", address) for address in page.addresses)
    assert "default-src 'none'" in html
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert not re.search(r"\son\w+=", html)


def test_identifiers_are_unique(page):
    assert len(page.ids) == len(set(page.ids))


def test_links_within_the_page_lead_somewhere(page):
    assert {address[1:] for address in page.addresses if address.startswith("#")} <= set(page.ids)


def test_text_of_the_study_is_escaped():
    evil = "<script>alert('x')</script>"
    comparison = sample(draws=3)
    options = [option.model_dump() | {"name": evil} for option in comparison.receipt.study.options]
    comparison = retold(comparison, {"region": evil, "options": options, "gaps": [evil]}, warnings=[evil])
    html = render(report_data(comparison))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_what_went_wrong_is_shown(comparison):
    broken = sample(draws=3)
    failure = {"scenario": "a-internships", "draw": 2, "replicate": 0, "error": "law 2 is broken"}
    vars(broken).update(failures=(failure,))
    text = Page(render(report_data(broken))).text
    assert "1 of 4 checks did not hold" in text
    assert "off by 3 USD" in text
    assert "a-internships, draw 2, replicate 0: law 2 is broken" in text
    assert "The plan of option B costs 4 % less" in text


def test_warnings_are_sentences():
    comparison = retold(sample(draws=2), warnings=["most seats fall away"])
    assert "Most seats fall away." in report_data(comparison).warnings


def test_a_sound_audit_says_so():
    sound = sample(draws=3)
    vars(sound).update(audit=tuple(line | {"passed": True} for line in sound.audit))
    assert "All 4 checks held in every run that was counted." in Page(render(report_data(sound))).text


def test_published_rates_stand_beside_the_baseline_misses_included(data, page):
    rates = {rate.code: rate for rate in data.published}
    assert set(rates) == {"graduation", "graduation_black", "work", "college", "college_female"}
    assert not rates["college"].met
    assert rates["college"].role == "held_out"
    assert rates["college"].published == pytest.approx(0.567)
    gap = rates["graduation_black"]
    assert (gap.unit, gap.label) == ("points", "Four-year graduation: Black less all")
    assert gap.published == pytest.approx(-2.0)
    assert gap.model.median == pytest.approx(0, abs=0.1)
    assert not gap.met
    assert gap.tolerance_text == "1 pt"
    assert "the same odds at the model's own level: −2." in gap.about
    assert "missed" in page.text
    assert "among them 1 of the 2 it was not fitted to" in page.text


def test_weak_assumptions_are_named_with_their_grade(data, page):
    grades = {a.code: a.grade for a in data.assumptions}
    assert grades == {"schooling.effect": "good", "choice.pull": "judgement", "choice.talk": "exploratory"}
    assert "2 of them supported by judgement only or marked exploratory" in page.text
    assert "Made-up survey <b>2019</b>" in page.text
    assert "(source not yet checked)" in page.text


def test_influence_is_told_only_where_it_is_not_chance(data):
    influence = {a.code: a.influence for a in data.assumptions}
    assert influence["schooling.effect"] > 0.95
    assert math.isnan(influence["choice.pull"])
    assert math.isnan(influence["choice.talk"])
    few = report_data(sample(draws=5)).assumptions
    assert not any(a.told for a in few)


def test_strengths_of_activities_come_before_other_untold_parameters():
    comparison = sample(draws=5)
    page = Page(render(report_data(comparison)))
    assert "which this run did not record" in page.text
    channel = comparison.evidence[0] | {"id": "activities.internship.channels.technical", "grade": "D"}
    vars(comparison).update(evidence=(*comparison.evidence, channel))
    data = report_data(comparison)
    assert data.assumptions[0].code == "activities.internship.channels.technical"
    assert "which this run did not record" not in Page(render(data)).text


def test_judged_parameters_beyond_the_table_are_named():
    comparison = sample(draws=5)
    more = tuple(comparison.evidence[1] | {"id": f"rule.number_{i}"} for i in range(30))
    vars(comparison).update(evidence=comparison.evidence + more)
    page = Page(render(report_data(comparison)))
    assert all(f"rule.number_{i}" in page.text for i in range(30))
    assert "more judged or exploratory parameters, named" in page.text


def test_of_small_groups_nothing_is_printed(data, html):
    small = data.groups[data.groups["small"]]
    assert set(small["group"]) == {"American Indian", "Pacific Islander"}
    assert small[["median", "low", "high", "change", "change_low", "change_high"]].isna().all(axis=None)
    assert "White †" not in html
    row = html[html.index('<th scope="row">American Indian †') :].split("</tr>")[0]
    assert row.count(TOO_SMALL) == len(data.options)
    assert "<data" not in row


def test_groups_say_where_their_differences_come_from(page):
    for start in ("Taken from data", "From modelled barriers", "Measured and unexplained"):
        assert start in page.text


def test_a_group_that_loses_is_explained_with_its_own_lines(comparison):
    losing = sample(draws=24)
    for slug in ("a-internships", "c-apprenticeship"):
        stack = losing.stacks[slug]
        women = (stack.keys["group"] == "sex=female").to_numpy()
        lines = {"placed": 90, "anyway": 50, "displaced": 70, "helped": 10, "net": -20, "participants": 300}
        for line, value in lines.items():
            stack.value[:, women & (stack.keys["indicator"] == f"headline.{line}").to_numpy()] = value
    data = report_data(losing)
    told = findings.losing_groups(data)
    assert len(told) == 1
    everybody = np.median(losing.values("a-internships", "headline.participants"))
    for part in ("Female: the net is below zero under “A. Internships", "and “C. Youth", "40 more of them",
                 "60 others of the group", "50\u202f% of former pupils"):  # fmt: skip
        assert part in told[0]
    assert f"{100 * 300 / everybody:.0f}" in told[0]
    assert not CLAIMS.findall(told[0])
    assert "Who is projected to lose" in Page(render(data)).text
    assert findings.losing_groups(report_data(comparison)) == ()


def test_a_change_is_bold_only_if_its_printed_interval_leaves_zero_out():
    assert not Estimate(0.004, 0.001, 0.006, unit="points").clear
    assert Estimate(0.2, 0.1, 0.3, unit="points").clear
    assert Estimate(-0.002, -0.003, -0.001, unit="share").clear


def test_gaps_omissions_receipt_and_citation_are_there(page):
    for part in ("Enrolment by grade within a school", "no employer settles here", "9f2c4e1a",
                 "sim compare scenarios/sample --draws 24", "How to cite", "commit 0123abc with uncommitted",
                 "hash of region", "Seats planned and delivered"):  # fmt: skip
        assert part.lower() in page.text.lower()


def test_outcomes_are_paired_differences_with_their_units(comparison, data):
    rows = {row.code: row for family in data.families for row in family.rows}
    slug, base, year = comparison.options[2], comparison.baseline, comparison.headline_year
    change = comparison.values(slug, "graduation_4y", year) - comparison.values(base, "graduation_4y", year)
    assert rows["graduation_4y"].changes[2].median == pytest.approx(100 * np.median(change))
    assert rows["graduation_4y"].changes[2].text().endswith("pts")
    assert rows["earnings_5y"].baseline.text().startswith("$")
    assert {row.code for row in data.outside} == {"jobs.others_target", "jobs.others", "hired_commuters"}


@pytest.mark.parametrize(("draws", "options"), [(1, 1), (2, 2), (4, 3)])
def test_small_studies_give_a_page(draws, options, monkeypatch):
    monkeypatch.undo()
    data = report_data(sample(draws=draws, options=options))
    page = Page(render(data))
    assert len(page.rows["net"]) == options
    assert all(math.isfinite(value) for cell in page.rows["net"] for value, _ in cell)
    assert "nan" not in page.text.lower().split()


def test_a_net_of_nothing_has_no_cost_per_resident():
    comparison = sample(draws=6, options=1)
    stack = comparison.stacks["a-internships"]
    lines = stack.keys["indicator"].str.startswith("headline.").to_numpy()
    stack.value[:, lines] = 0.0
    data = report_data(comparison)
    assert data.options[0].cost_per_net is None
    assert "No option is projected to raise the number of" in charts(data)["fan"]().words.title
    assert "not stated" in Page(render(data)).text


def test_a_thinned_population_is_marked():
    comparison = retold(sample(draws=2), {"scale": 0.1})
    assert "Thinned population: 10 %" in Page(render(report_data(comparison))).text


def test_write_report_puts_page_and_figures_into_the_folder(comparison, tmp_path):
    page = write_report(comparison, tmp_path)
    assert page == tmp_path / "report" / "impact.html"
    first = page.read_bytes()
    figures = sorted(path.name for path in (tmp_path / "figures").iterdir())
    names = ("dots", "equity", "fan", "published", "retained", "sources", "waterfall")
    assert figures == [f"{name}.{ending}" for name in names for ending in ("csv", "png", "svg")]
    for address in Page(first.decode()).addresses:
        if address.startswith("../"):
            assert (page.parent / address).resolve().is_file()
    assert write_report(comparison, tmp_path).read_bytes() == first


def test_the_fan_ends_with_the_number_of_the_table(data):
    drawn = [text.get_text() for text in charts(data)["fan"]().texts]
    for option in data.options:
        assert f"{option.lines['net'].signed()} in 2037-38" in drawn


def test_every_face_prints_the_same_numbers(comparison, data, page):
    answer, machine = headline_of(comparison), as_json(comparison)
    fan = [text.get_text() for text in charts(data)["fan"]().texts]
    fall = [text.get_text() for axes in charts(data)["waterfall"]().axes for text in axes.texts]
    for place, option in enumerate(answer.options):
        assert f"{option.net.signed()} in 2037-38" in fan
        for line, middle, interval in five_lines(option):
            told = machine["options"][place]["headline"][line]
            assert told["printed"] == f"{middle} [{interval}]"
            assert middle in [text.lstrip("−") for text in fall]
            assert page.rows[line][place][0][1].lstrip("+") == middle
            assert " to ".join(text for _, text in page.rows[line][place][1:]) == interval
        for outcome in TOLD:
            parts = [f"{outcome.code}.{name}" for name, _ in outcome.sources]
            for code in (*parts, *outcome.jobs, f"{outcome.code}.passed"):
                seen = option.told[code]
                assert page.rows[code][place][0][1] == seen.signed()
        for name in machine["options"][place]["sources"]:
            told = machine["options"][place]["sources"][name]
            assert told["median"] == option.told[f"headline.{name}"].median
        for row, (_, middle, interval) in zip(
            ("cost", "private", "total", "cost-per-retained", "cost-per-net", "total-per-net"),
            cost_lines(option, answer.price_year),
            strict=True,
        ):
            shown = [text for _, text in page.rows[row][place]]
            assert shown == [middle, *(interval.split(" to ") if interval else ())]


@pytest.mark.parametrize(("draws", "kind"), [(1, "none"), (4, "range"), (18, "range"), (19, "90 %")])
def test_too_few_runs_give_a_range_and_one_gives_none(draws, kind, monkeypatch):
    monkeypatch.undo()
    comparison = sample(draws=draws, options=2)
    answer, machine, text = (
        headline_of(comparison),
        as_json(comparison),
        Page(render(report_data(comparison))).text,
    )
    assert machine["interval"] == kind
    values = comparison.values("b-certifications", "headline.net")
    net = machine["options"][1]["headline"]["net"]
    ends = {
        "90 %": np.percentile(values, [5, 95]),
        "range": [values.min(), values.max()],
        "none": [None, None],
    }
    assert [net["low"], net["high"]] == list(ends[kind])
    if kind == "none":
        assert figures(answer["b-certifications"].net)[1] == ""
        assert "One run says nothing about the direction" in text
    else:
        assert f"{answer.ranked()[0].net.told()})" in text
    few = text.replace("not 90 % intervals", "").replace("not a 90 % interval", "")
    assert ("90 % interval" in few) == (kind == "90 %")
    assert ("an interval needs at least 19 runs" in text) == (kind != "90 %")


def test_many_options_stay_legible(monkeypatch):
    monkeypatch.undo()
    comparison = sample(draws=4, options=3)
    slugs = [f"v{i:02d}" for i in range(40)]
    stacks = {slug: comparison.stacks[tuple(comparison.options)[i % 3]] for i, slug in enumerate(slugs)}
    first, option, *_ = (one.model_dump() for one in comparison.receipt.study.options)
    told = [option | {"slug": slug, "name": f"Variant {slug} {'x' * 190}"} for slug in slugs]
    comparison = retold(comparison, {"options": [first, *told]})
    vars(comparison)["stacks"] = {"baseline": comparison.stacks["baseline"], **stacks}
    data = report_data(comparison)
    assert (len(data.options), data.left_out) == (6, 34)
    page = Page(render(data))
    assert len(page.rows["net"]) == 6
    assert all(slug in page.text for slug in slugs)
    assert "the 6 options with the highest net, of 40" in page.text
    table = render(data).partition('class="stack all"')[2].partition("</table>")[0]
    cells = re.findall("<td[^>]*>", table)
    assert len(cells) == 40 * 8
    assert all("data-label=" in cell for cell in cells), "on a phone every figure says what it is"
    for name, draw in charts(data).items():
        width, height = draw().get_size_inches()
        assert height < 1.5 * width, name


def test_any_name_gives_valid_files(monkeypatch, tmp_path):
    monkeypatch.undo()
    names = ["=1+1", "$\\frac{1$", "a\x1b[31m\x00b half", "@SUM(A1) \u202eback <b>&amp;"]
    comparison = sample(draws=3)
    told = zip(comparison.receipt.study.options, names, strict=True)
    options = [option.model_dump() | {"name": name} for option, name in told]
    comparison = retold(comparison, {"options": options, "region": "".join(names)})
    page = write_report(comparison, tmp_path)
    for path in (tmp_path / "figures").glob("*.svg"):
        assert len(list(ET.parse(path).iter())) > 10
    for path in (tmp_path / "figures").glob("*.csv"):
        cells = [cell for row in csv.reader(path.read_text(encoding="utf-8").splitlines()) for cell in row]
        assert not any(cell.startswith(("=", "@", "+")) for cell in cells)
    assert "'=1+1" in (tmp_path / "figures" / "equity.csv").read_text(encoding="utf-8")
    assert not set("\x1b\x00\u202e") & set(page.read_text(encoding="utf-8"))
    assert "$\\frac{1$" in (tmp_path / "figures" / "fan.svg").read_text(encoding="utf-8")


def test_the_fan_covers_the_horizon_of_every_option(data):
    assert data.fan.groupby("option")["year"].nunique().to_dict() == dict.fromkeys(list(OPTIONS)[1:], YEARS)
    ordered = data.fan[["low80", "low50", "median", "high50", "high80"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()


def test_a_list_that_differs_between_scenarios_is_told_by_its_ranges():
    both = "[8, 10, 5] (baseline); [2, 2, 2] (stress)"
    assert (
        told_value(both, "years") == "3 numbers from 5 to 10 (baseline); 3 numbers from 2 to 2 (stress) years"
    )
