"""The league: every activity found, the same money for each, and contradictions marked by the program."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.batch.job import Job
from sim.bench.studies import league
from sim.bench.studies.claims import MEASURES, Claim, claims
from sim.bench.studies.run import study_of
from sim.bench.studies.table import as_frame
from sim.core.columns import Life
from sim.lives.task import Task
from sim.study.activities.activity import activity_names, load_activities


@pytest.fixture(scope="module")
def made():
    study, folder = study_of("league")
    return study.scenarios(folder)


def test_every_activity_of_the_library_is_found_once_and_none_is_listed(made):
    delivered = [next(iter(one.partnerships.values())).activity for one in made[1:]]
    assert delivered == sorted(activity_names())
    assert made[0].slug == "baseline"
    assert not made[0].partnerships


def test_each_gets_the_same_money_in_the_same_region(made):
    money = {str(one.resolved["budget"]) for one in made[1:]}
    assert len(money) == 1
    assert "1000000" in money.pop().replace("_", "").replace(",", "")
    assert len({one.region.folder for one in made}) == 1
    for one in made[1:]:
        (spec,) = one.partnerships.values()
        seats = spec.seats.values(one.start, one.years, lambda label: None)
        assert (seats[: league.PAID_YEARS] == league.MOST_SEATS).all()
        assert (seats[league.PAID_YEARS :] == 0).all()


def test_worlds_are_counted_as_the_lives_say(made):
    two = tuple(replace(one, scale=0.02) for one in made if one.slug in ("baseline", "sector-training"))
    job = Job(two, league.measure, (0, 0), league.simulate)
    base, option = league.simulate(job, Task(0, 0))
    n = league._counts(option)
    for name, bit in (("net_retained", Life.WORKS_HERE), ("net_target", Life.TARGET_JOB)):
        change = np.count_nonzero(option.run.lives[-1] & bit) - np.count_nonzero(base.run.lives[-1] & bit)
        assert n["all"][name] == change
        assert n["sex=female"][name] + n["sex=male"][name] == change
    assert 0 < n["all"]["spent"] <= league.MONEY * league.PAID_YEARS * 0.02 * (1 + 1e-9)
    assert n["all"]["participants"] > 0
    assert n["all"]["own_earnings_before"] > 0
    assert n["all"]["own_any_credential"] >= n["all"]["own_long_credential"] >= n["all"]["own_bachelor"]
    zero = league._counts(base)["all"]
    assert all(value == 0 for name, value in zero.items())


STRONG = Claim("t", "X1", "participants' earnings", 10.0, 2.0, null=False, strong=True)


@pytest.mark.parametrize(
    ("claim", "found", "contradicted"),
    [
        (STRONG, (8.0, 5.0, 11.0), False),
        (STRONG, (0.5, 0.1, 0.9), False),  # of the right sign, however small: size is for the trials' bench
        (STRONG, (0.5, -1.0, 2.0), True),
        (STRONG, (-3.0, -5.0, -1.0), True),
        (replace(STRONG, effect=-10.0), (-3.0, -5.0, -1.0), False),
        (replace(STRONG, effect=3.0), (0.0, -1.0, 1.0), False),  # itself not told from none
        (replace(STRONG, strong=False), (-3.0, -5.0, -1.0), False),
        (replace(STRONG, effect=0.0, null=True), (1.0, 0.5, 1.5), False),  # told from none, but small
        (replace(STRONG, effect=0.0, null=True), (6.0, 5.0, 7.0), True),
        (replace(STRONG, effect=0.0, null=True), (-6.0, -7.0, -5.0), True),
        (replace(STRONG, effect=0.0, null=True), (6.0, -1.0, 13.0), False),
    ],
)
def test_a_contradiction_is_one_of_sign_or_of_a_null_with_strong_evidence(claim, found, contradicted):
    assert claim.contradicted(*found) is contradicted


def test_claims_are_about_activities_of_the_library_and_known_measures():
    known, measures = set(activity_names()), {words for words, _ in league.OWN.values()}
    assert set(claims()) <= known
    assert {claim.measure for told in claims().values() for claim in told} <= measures
    assert {measure for measure, _ in MEASURES.values()} == measures
    assert any(claim.null and claim.strong for told in claims().values() for claim in told)
    left = next(claim for claim in claims()["mentoring"] if claim.evidence == "ME02")
    assert left.effect > 0, "fewer who leave school are more with a diploma"


def counts(**changes) -> dict[str, float]:
    usual = {
        "spent": 10e6, "participants": 1000.0, "earnings": 2e6, "graduates": 5.0, "own_goal": 0.0,
        "credentials": 1.0, "own_earnings": 3.3e7, "own_earnings_before": 3e7,
    }  # fmt: skip
    usual |= {
        f"own_{name}{end}": 400.0 for name in league.OWN if name != "earnings" for end in ("", "_before")
    }
    usual["own_any_credential_before"] = 380.0
    return usual | changes


def test_the_table_by_hand():
    """Two activities, three draws: per million, what participants gain, order, and the mark."""
    rows = []
    worlds = {
        "sector-training": counts(own_earnings=2.9e7),
        "classroom-speaker": counts(spent=5e6),
        "job-shadow": counts(spent=0.0, participants=0.0),
    }
    for slug, n in worlds.items():
        for draw in range(3):
            values = {("all", name): value for name, value in n.items()}
            values |= {("all", "net_retained"): 20.0 + draw, ("all", "net_target"): 4.0}
            values |= {(g, "net_retained"): 7.0 for g in league.GROUPS if g != "all"}
            values |= {(g, "net_target"): 1.0 for g in league.GROUPS if g != "all"}
            rows += [
                {"option": slug, "draw": draw, "replicate": 0, "group": g, "indicator": name, "value": value}
                for (g, name), value in values.items()
            ]
    table = as_frame(league.tabulate(pd.DataFrame(rows)))
    points = list(dict.fromkeys(table["point"]))
    assert points[0].startswith("Classroom speaker"), "least money for the same net stands first"
    trained = next(point for point in points if "ector training" in point)
    assert "contradicts" in trained
    assert "YU01" in trained
    at = table[table["point"] == trained].set_index("measure")
    assert at.loc["net retained", "median"] == pytest.approx(2.1)
    assert at.loc["net retained, women", "median"] == pytest.approx(0.7)
    assert at.loc["participants' earnings", "median"] == pytest.approx(-100 / 30)
    assert at.loc["participants with any credential", "median"] == pytest.approx(2.0)
    assert at.loc["participants' earnings", "published"] > 0
    assert "checked" in at.loc["participants' earnings", "source"]
    assert at.loc["claims contradicted", "median"] == at.loc["claims made", "median"] - 2, (
        "all but the null and one that is not told from none"
    )
    nobody = table[table["point"].str.startswith("Job shadow") & (table["measure"] == "net retained")]
    assert nobody["median"].isna().all()


def test_what_no_causal_study_stands_behind_is_marked():
    library = load_activities()
    assert any(one.exploratory for one in library.values())
    assert not library["sector_training"].exploratory
