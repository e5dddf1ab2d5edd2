"""The commands: check, run, compare, study, facts, region, evidence, levers, indicators, schema, calibrate.

Exit codes: 0 done; 1 some replicates failed; 2 usage or scenario error; 3 incomplete,
resume possible; 130 interrupted, finished parts kept. What a command answers goes to
standard output, everything else to standard error.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from sim.batch.experiment import Settings

USAGE_ERROR, INTERRUPTED = 2, 130
DRAWS_HELP = "Parameter draws: sets of values of all uncertain parameters. [default: 36]"


def _version() -> str:
    from importlib.metadata import version

    return version("talentshed")


app = App(
    name="sim",
    version=_version,
    help="Compare partnership investments for a region: who would be placed, who would have been "
    "anyway, who is displaced, who is helped, what is left, at what cost, and how sure we are.",
    help_format="plaintext",
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)

Paths = Annotated[tuple[Path, ...], Parameter(negative=())]
Draws = Annotated[int | None, Parameter(help=DRAWS_HELP)]
Replicates = Annotated[int, Parameter(help="Chance repetitions of each draw.")]
Jobs = Annotated[int | None, Parameter(help="Processes at a time. [default: one per core]")]
Seed = Annotated[int | None, Parameter(help="Take this seed instead of the scenarios' own.")]
Out = Annotated[
    Path | None, Parameter(help="Folder for the results. [default: results/<date>_<study>_<hash>]")
]
Resume = Annotated[bool, Parameter(negative=(), help="Finish an earlier run; what is there is not repeated.")]
DryRun = Annotated[bool, Parameter(negative=(), help="Only say what would be run, and how long it may take.")]
Json = Annotated[
    bool, Parameter(name="--json", negative=(), help="Answer with one JSON object and nothing else.")
]


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line and end the process with its exit code; a polite kill counts as Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(answer(arguments))


def answer(arguments: Iterable[str] | None = None) -> int:
    """Run a command and return its exit code; mistakes of the user are explained, not traced."""
    from cyclopts import CycloptsError

    try:
        code = app(sys.argv[1:] if arguments is None else list(arguments), exit_on_error=False)
    except CycloptsError:
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:
        if not _is_users(error):
            raise
        print(_plain(error), file=sys.stderr)
        return USAGE_ERROR
    return code if isinstance(code, int) else 0


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _is_users(error: Exception) -> bool:
    """Whether an error is about what the user gave, and so needs words and no traceback."""
    from sim.analysis.stack import StackError
    from sim.batch.folder import FolderError
    from sim.outcomes.registry import UnknownIndicator
    from sim.study.diagnostics import StudyError
    from sim.study.literature import EvidenceError
    from sim.study.region_template import TemplateError
    from sim.terminal import UsageError

    known = StackError | FolderError | UnknownIndicator | StudyError | EvidenceError | TemplateError
    return isinstance(error, known | UsageError)


def _plain(error: Exception) -> str:
    from sim.study.diagnostics import StudyError

    text = str(error)
    return text if isinstance(error, StudyError) else f"error: {text}\nNothing was run."


@app.command
def check(
    *files: Path,
    form: Annotated[Literal["text", "json", "github"], Parameter(name="--format")] = "text",
    as_json: Json = False,
) -> int:
    """Check scenario files and say everything that is wrong with them; nothing is run.

    Parameters
    ----------
    files
        Scenario files, or folders of them.
    form
        How to show the messages: text for people, json, or github annotations.
    as_json
        The same as --format json.
    """
    from sim.study.diagnostics import render
    from sim.terminal import checked

    messages = checked(files)
    print(render(messages, "json" if as_json else form))
    return USAGE_ERROR if messages.errors else 0


@app.command
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
        Scenario files or a folder of them; the baseline is baseline.yaml, or the first.
    """
    from sim import terminal

    settings = _settings(draws, replicates, jobs, out, resume)
    if dry_run:
        return terminal.dry_run(files, seed, settings, as_json)
    ended, comparison = terminal.run(files, seed, settings, quiet=as_json)
    if as_json:
        print(json.dumps(terminal.ended_as_json(ended)))
    else:
        terminal.say_ended(ended, comparison)
    return ended.exit_code


@app.command
def compare(
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
    """Compare options with a baseline and write a report.

    Parameters
    ----------
    files
        A folder of scenarios, scenario files, or the folder of an earlier run.
    """
    from sim import terminal

    settings = _settings(draws, replicates, jobs, out, resume)
    if dry_run:
        return terminal.dry_run(files, seed, settings, as_json)
    ended, comparison = terminal.compare(files, seed, settings, quiet=as_json)
    if comparison is not None:
        page = terminal.report(comparison)
        if as_json:
            print(json.dumps(terminal.as_json(comparison), allow_nan=False))
        else:
            terminal.say_comparison(comparison, page)
    if ended is not None and (ended.exit_code or not as_json):
        terminal.say_ended(ended, comparison)
    return 0 if ended is None else ended.exit_code


@app.command
def evidence(name: str | None = None, /, *, as_json: Json = False) -> int:
    """Print the parameters with their values and sources, or one of them in full.

    Parameters
    ----------
    name
        Identity of a card such as matching.search_on_job, or the first part of it.
    """
    from sim import catalogue

    return catalogue.say_evidence(name, as_json)


@app.command
def levers(name: str | None = None, /, *, as_json: Json = False) -> int:
    """Print the activities of the library, or one of them in full.

    Parameters
    ----------
    name
        Name of an activity, such as youth_apprenticeship.
    """
    from sim import catalogue

    return catalogue.say_levers(name, as_json)


@app.command
def indicators(code: str | None = None, /, *, as_json: Json = False) -> int:
    """Print what is counted, or one indicator in full.

    Parameters
    ----------
    code
        Code of an indicator, such as lives_and_works_here_5y.
    """
    from sim import catalogue

    return catalogue.say_indicators(code, as_json)


@app.command
def calibrate(
    file: Path,
    /,
    *,
    rounds: int = 8,
    write: Annotated[
        bool, Parameter(negative=(), help="Write calibration.yaml into the region's folder.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Fit the calibrated parameters to the published rates of a scenario's region.

    The baseline is run once a round with central values; rates kept aside for testing are not
    used. Without --write nothing is changed.

    Parameters
    ----------
    file
        The baseline scenario, its folder, or the folder of a region that a baseline beside it uses.
    rounds
        How often the parameters are moved.
    """
    from sim import fitting

    return fitting.say_calibration(file, rounds, write, as_json)


@app.command
def study(
    name: str,
    /,
    *,
    draws: Annotated[int | None, Parameter(help="Parameter draws. [default: as the kept table]")] = None,
    jobs: Jobs = None,
    out: Out = None,
    resume: Resume = False,
    as_json: Json = False,
) -> int:
    """Run a study that ships and show its own table: what was asked, what was published, what is missed.

    Parameters
    ----------
    name
        saturation, anchor-closure, backcast-ri-promise, backcast-electric-boat, or a folder named like one.
    """
    from sim import studies

    wanted = studies.usual_draws(name) if draws is None else draws
    return studies.say_study(name, _settings(wanted, 1, jobs, out, resume), as_json)


@app.command
def facts(
    *files: Path,
    draws: Annotated[int, Parameter(help="Parameter draws of each region, one run each.")] = 8,
    jobs: Jobs = None,
    out: Annotated[Path | None, Parameter(help="Folder for the tables and the page facts.md.")] = None,
    as_json: Json = False,
) -> int:
    """Hold the baseline of regions against published facts about labour markets and moves.

    Unemployment, vacancies, turnover, moves, wages, who stays, and what a recession or a surge of
    demand changes: the model's figure, the published one, and whether they agree.

    Parameters
    ----------
    files
        Scenarios, or folders of regions; without any, every region in scenarios/regions.
    """
    from sim import facts as table
    from sim.batch.experiment import cores

    return table.say_facts(files, draws, cores() if jobs is None else jobs, out, as_json)


region = App(
    name="region",
    help="Make an empty region to fill in, or check the folder of one.",
    help_format="plaintext",
)
app.command(region)


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
    from sim.study.region_template import README, write_template

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
    from sim.study import region_summary

    state = region_summary.state_of(folder)
    print(json.dumps(region_summary.as_json(state)) if as_json else region_summary.as_text(state))
    return 0 if state.region is not None else USAGE_ERROR


@app.command
def schema() -> int:
    """Print the JSON Schema of scenario files, for editors that complete and check while typing."""
    from sim.study.schema import scenario_schema

    print(json.dumps(scenario_schema(), indent=2))
    return 0


def _settings(
    draws: int | None, replicates: int, jobs: int | None, out: Path | None, resume: bool
) -> Settings:
    from sim.batch.experiment import DEFAULT_DRAWS, Settings, cores
    from sim.terminal import UsageError, command_line

    try:
        return Settings(
            draws=DEFAULT_DRAWS if draws is None else draws,
            replicates=replicates,
            jobs=cores() if jobs is None else jobs,
            out=out,
            resume=resume,
            command=command_line(),
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
