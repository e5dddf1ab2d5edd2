"""Case 60: an activity ``like`` another with ``channels: {}`` kept all channels, unsaid."""

from __future__ import annotations

from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.study.load.scenario import check, load

OWN = "activities:\n  nothing: {like: after_school_stem, channels: {}}\n"
SEATS = "partnerships:\n  nothing: {activity: nothing, seats: 60 per year}\n"


def test_that_the_channels_stay_is_said_by_name(tmp_path):
    folder = study_folder(tmp_path)
    path = write(folder, HEAD + OWN + SEATS)
    (found,) = [item for item in check(path) if item.code == "SIM077"]
    assert found.line == 5
    for channel in load(path).activities["nothing"].channels:
        assert channel in found.message
    assert "SIM077" not in [
        item.code for item in check(write(folder, HEAD + OWN.replace(", channels: {}", "") + SEATS))
    ]
