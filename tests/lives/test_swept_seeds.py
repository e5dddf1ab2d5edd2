"""A sweep over the seed: every variant has the lives of a study of that seed."""

from __future__ import annotations

import numpy as np
from tiny_region import tiny_region, write_region

from sim.analysis.study import scenarios_of
from sim.lives import worlds
from sim.lives.counts import counts_of
from sim.lives.task import Task
from sim.study.load.economy import pairs


def test_a_sweep_over_seeds_is_so_many_studies_of_one_seed_each(tmp_path):
    """The same lives, each variant beside its own baseline, and nothing of another seed's start."""
    write_region(tmp_path / "regions" / "tiny", tiny_region())
    head = "schema: 1\nname: B\nregion: regions/tiny\nhorizon: {start: 2026-27, years: 5}\nseed: 1\n"
    head += "target: {fields: [production]}\n"
    text = "extends: baseline.yaml\nname: A\npartnerships: {p: {activity: internship, seats: 40 per year}}\n"
    for name, more in (("swept", "sweep: {seed: [1, 2]}\n"), ("alone", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "baseline.yaml").write_text(head, encoding="utf-8")
        (tmp_path / name / "a.yaml").write_text(text + more, encoding="utf-8")
    swept = counted(scenarios_of([tmp_path / "swept"]))
    alone = [one for seed in (1, 2) for one in counted(scenarios_of([tmp_path / "alone"], seed=seed))]
    assert [slug for slug, _ in swept] == ["baseline-001", "a-001", "baseline-002", "a-002"]
    for (_, ours), (_, theirs) in zip(swept, alone, strict=True):
        for name in ("tallies", "market", "pairs", "delivery", "costs", "seated"):
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    assert not np.array_equal(swept[0][1].tallies, swept[2][1].tallies)


def counted(study):
    lived = worlds.live(study, pairs(study), Task(0, 0))
    return [(one.scenario.slug, counts_of(one)) for one in lived]
