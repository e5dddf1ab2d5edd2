"""Commands that hold the model against the world: calibrate, facts, study, trials."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.app.commands.options import Jobs, Json, Out, Resume, settings_of


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
    from sim.app import fitting

    return fitting.say_calibration(file, rounds, write, as_json)


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
        saturation, anchor-closure, backcast-ri-promise, backcast-electric-boat, league, or a folder named
        like one.
    """
    from sim.app import studies

    wanted = studies.usual_draws(name) if draws is None else draws
    return studies.say_study(name, settings_of(wanted, 1, jobs, out, resume), as_json)


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
        Scenarios, or folders of regions; without any, every region in scenarios/regions, or those that ship.
    """
    from sim.app import facts as table
    from sim.batch.experiment import cores

    return table.say_facts(files, draws, cores() if jobs is None else jobs, out, as_json)


def trials(
    *names: str,
    draws: Annotated[int, Parameter(help="Parameter draws, one run of every trial each.")] = 8,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, Parameter(help="Folder for trials.csv, the page trials.md and its picture.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Run published trials inside the model and set its effects beside the published ones.

    Who applies is randomised in the model, winners are compared with losers, and draws are pooled.

    Parameters
    ----------
    names
        Trials that ship, files of your own, or folders of them; without any, all that ship.
    """
    from sim.app import trials as table
    from sim.batch.experiment import cores

    return table.say_trials(names, draws, cores() if jobs is None else jobs, out, as_json)
