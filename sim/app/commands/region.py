"""Commands for a region's folder: make an empty one, check it."""

from __future__ import annotations

import json
from pathlib import Path

from cyclopts import App

from sim.app.commands.options import USAGE_ERROR, Json

region = App(
    name="region",
    help="Make an empty region to fill in, or check the folder of one.",
    help_format="plaintext",
)


@region.command(name="new")
def new_region(folder: Path, /, *, name: str = "") -> int:
    """Make a folder with the files of an empty region, explained line by line; nothing is overwritten.

    Parameters
    ----------
    folder
        The folder to make, such as scenarios/regions/my-county.
    name
        Name of the region for reports, such as "My County, Ohio".
    """
    from sim.study.region.template import README, write_template

    for path in write_template(folder, name):
        print(path)
    print(f"Start with {folder / README}. To see what is still to do: sim region check {folder}")
    return 0


@region.command(name="check")
def check_region(folder: Path, /, *, as_json: Json = False) -> int:
    """Say what is still to fill in and to mend in a region's folder, or its totals when it loads.

    Parameters
    ----------
    folder
        The folder of a region, such as scenarios/regions/chattanooga.
    """
    from sim.app.terminal import plain
    from sim.study.region import summary as region_summary

    state = region_summary.state_of(folder)
    print(json.dumps(region_summary.as_json(state)) if as_json else plain(region_summary.as_text(state)))
    return 0 if state.region is not None else USAGE_ERROR
