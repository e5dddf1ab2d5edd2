"""Case 4: a folder without ``baseline.yaml`` took its first file by name for the baseline, unsaid."""

from __future__ import annotations

import pytest
from studies import HEAD, remembered_regions, study_folder, write  # noqa: F401

from sim.app.cli import main
from sim.study.load.scenario import load_study

MORE = """\
extends: {name}
name: More visits
partnerships:
  visits: {{activity: site_visit, seats: 60 per year}}
"""


@pytest.mark.parametrize("name", ["Baseline.yaml", "current.yaml", "baseline.yml", "practice.yaml"])
def test_the_file_that_others_extend_is_the_baseline_and_check_says_so(tmp_path, capsys, name):
    folder = study_folder(tmp_path)
    write(folder, HEAD, name)
    write(folder, MORE.format(name=name), "A-more-visits.yaml")
    assert [one.path.name for one in load_study(folder)] == [name, "A-more-visits.yaml"]
    with pytest.raises(SystemExit) as ended:
        main(["check", str(folder)])
    assert ended.value.code in (0, None)
    assert f"'{name}' is taken for the baseline" in capsys.readouterr().out


def test_copies_and_hidden_files_beside_it(tmp_path, capsys):
    folder = study_folder(tmp_path)
    write(folder, HEAD, "baseline.yaml")
    write(folder, MORE.format(name="baseline.yaml"), "a-visits - Copy.yaml")
    (folder / "._a.yaml").write_bytes(b"\0")
    with pytest.raises(SystemExit):
        main(["check", str(folder)])
    said = capsys.readouterr().out
    assert "looks like a copy" in said
    assert "._a" not in said
