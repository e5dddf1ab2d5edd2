"""Commands for scenario files: check them, print their schema, run them, compare them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from sim.app.commands.options import (
    UNWRITTEN,
    USAGE_ERROR,
    Discount,
    Draws,
    DryRun,
    Jobs,
    Json,
    Out,
    Replicates,
    Resume,
    Seed,
    settings_of,
)


def check(
    *files: Path,
    form: Annotated[Literal["text", "json", "github"], Parameter(name="--format")] = "text",
    as_json: Json = False,
) -> int:
    """Check scenario files and say everything that is wrong with them; nothing is run.

    Parameters
    ----------
    files
        Scenario files, or folders of them; a folder of studies is checked study by study, a folder of cases
        that extend a baseline elsewhere file by file.
    form
        How to show the messages: text for people, json, or github annotations.
    as_json
        The same as --format json.
    """
    from sim.app.checking import checked
    from sim.app.terminal import plain
    from sim.study.reading.render import render

    messages = checked(files)
    print(plain(render(messages, "json" if as_json else form)))
    return USAGE_ERROR if messages.errors else 0


def schema() -> int:
    """Print the JSON Schema of scenario files, for editors that complete and check while typing."""
    from sim.study.load.schema import scenario_schema

    print(json.dumps(scenario_schema(), indent=2))
    return 0


def run(
    *files: Path,
    draws: Draws = None,
    replicates: Replicates = 1,
    jobs: Jobs = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Run scenarios and store their results, without a report.

    Parameters
    ----------
    files
        Scenario files or a folder of them. The baseline is baseline.yaml, or else the file named like one
        (current, base), the one that all others extend, or the first of the files given; which is said.
    """
    from sim.app import console as terminal

    settings = settings_of(draws, replicates, jobs, out, resume)
    if dry_run:
        return terminal.dry_run(files, seed, settings, as_json)
    ended, comparison = terminal.run(files, seed, settings, quiet=as_json)
    if as_json:
        print(json.dumps(terminal.ended_as_json(ended)))
    else:
        terminal.say_ended(ended, comparison)
    return ended.exit_code


def compare(
    *files: Path,
    draws: Draws = None,
    replicates: Replicates = 1,
    jobs: Jobs = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    dry_run: DryRun = False,
    discount: Discount = None,
    as_json: Json = False,
) -> int:
    """Compare options with a baseline and write a report.

    Parameters
    ----------
    files
        A folder of scenarios, scenario files, or the folder of an earlier run.
    """
    from sim.app import console as terminal

    settings = settings_of(draws, replicates, jobs, out, resume)
    if dry_run:
        return terminal.dry_run(files, seed, settings, as_json)
    ended, comparison = terminal.compare(files, seed, settings, quiet=as_json, discount=discount)
    page = None if comparison is None else terminal.page_written(comparison)
    if comparison is not None:
        if as_json:
            print(json.dumps(terminal.as_json(comparison), allow_nan=False))
        else:
            terminal.say_comparison(comparison, page)
    if ended is not None and (ended.exit_code or not as_json):
        terminal.say_ended(ended, comparison)
    if ended is None:
        return 0
    return ended.exit_code or (UNWRITTEN if comparison is not None and page is None else 0)
