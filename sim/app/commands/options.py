"""Options that several commands share, each with one name and one explanation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from sim.batch.experiment import Effort

USAGE_ERROR = 2
UNWRITTEN = 1
"""Runs are finished and kept, but what is made of them could not be written."""
DRAWS_HELP = "Parameter draws: sets of values of all uncertain parameters. [default: 36]"

Draws = Annotated[int | None, Parameter(help=DRAWS_HELP)]
Replicates = Annotated[int, Parameter(help="Chance repetitions of each draw.")]
Jobs = Annotated[int | None, Parameter(help="Processes at a time. [default: one per core]")]
Seed = Annotated[int | None, Parameter(help="Take this seed instead of the scenarios' own.")]
Out = Annotated[
    Path | None, Parameter(help="Folder for the results. [default: results/<date>_<study>_<hash>]")
]
Discount = Annotated[
    float | None, Parameter(help="Rate a year for present values, such as 0.07 for 7 %. [default: 0.03]")
]
Resume = Annotated[bool, Parameter(negative=(), help="Finish an earlier run; what is there is not repeated.")]
DryRun = Annotated[bool, Parameter(negative=(), help="Only say what would be run, and how long it may take.")]
Json = Annotated[
    bool, Parameter(name="--json", negative=(), help="Answer with one JSON object and nothing else.")
]


def settings_of(
    draws: int | None, replicates: int, jobs: int | None, out: Path | None, resume: bool
) -> Effort:
    """The settings of a batch from what was typed; every core is used unless ``jobs`` says otherwise."""
    from sim.app.console import UsageError, command_line
    from sim.batch.experiment import DEFAULT_DRAWS, Effort, cores

    try:
        return Effort(
            draws=DEFAULT_DRAWS if draws is None else draws,
            replicates=replicates,
            jobs=cores() if jobs is None else jobs,
            out=out,
            resume=resume,
            command=command_line(),
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
