"""What the commands say: tables on standard output, the rest on standard error."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.lines import as_json, headline_year, rate_told
from sim.app.blocks import block, in_short, options_in_order
from sim.outcomes.indicator import AGES_TOLD
from sim.words.numbers import few_runs, interval_kind
from sim.words.plain import printable

if TYPE_CHECKING:
    from rich.console import Console

    from sim.analysis.comparison import Comparison
    from sim.batch.experiment import Effort, Ended

__all__ = ["as_json"]


class UsageError(Exception):
    """A command cannot do what it was asked; the message says why in plain words."""


def command_line() -> str:
    """Return the command as typed, without the path of the program."""
    return shlex.join(["sim", *sys.argv[1:]])


def run(
    files: Sequence[Path], seed: int | None, settings: Effort, quiet: bool, fewest: int = 1
) -> tuple[Ended, Comparison | None]:
    """Run scenarios, at least ``fewest`` of them, with progress shown as suits the terminal."""
    from sim.lives.prepare import ahead

    with ahead(settings.jobs):
        from sim.analysis.study import run_study, scenarios_of
        from sim.batch.progress import shown_on

        scenarios = scenarios_of(files, seed)
        if len(scenarios) < fewest:
            raise UsageError(
                "A comparison needs a baseline and at least one option; only one scenario was given."
            )
        return run_study(scenarios, settings, shown_on(sys.stderr.isatty(), quiet))


def compare(
    files: Sequence[Path],
    seed: int | None,
    settings: Effort,
    quiet: bool,
    discount: float | None = None,
) -> tuple[Ended | None, Comparison | None]:
    """Run a study with at least one option, or read one that was run before."""
    from sim.app.stored import finished_run, rate_of

    rate_of(discount)
    if len(files) == 1 and (files[0] / "run.json").is_file():
        comparison = finished_run(files[0], discount)
        if not comparison.options:
            raise UsageError(f"The run in '{files[0]}' has one scenario only; there is nothing to compare.")
        return None, comparison
    ended, comparison = run(files, seed, settings, quiet, fewest=2)
    if comparison is not None and discount is not None:
        comparison = finished_run(ended.folder, discount)
    return ended, comparison


def page_written(comparison: Comparison) -> Path | None:
    """Write the page, and missing tables; return the page, or None after saying why there is none."""
    from sim.analysis.tables import MADE, write_tables

    try:
        if not all((comparison.folder / name).exists() for name in MADE):
            write_tables(comparison)
        return report(comparison)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(
            f"The page was not written into '{comparison.folder}': {reason}. The runs in it are kept.",
            file=sys.stderr,
        )
        return None


def report(comparison: Comparison) -> Path:
    """Write the page and its figures into the run's folder and return the page's path."""
    from sim.report.page import write_report

    return write_report(comparison, comparison.folder)


def dry_run(files: Sequence[Path], seed: int | None, settings: Effort, as_object: bool) -> int:
    """Say what would be run, how long it may take and how much disk it needs."""
    from sim.analysis.study import job_of, scenarios_of
    from sim.batch.estimate import estimate

    job = job_of(scenarios_of(files, seed))
    guess = estimate(job, settings)
    facts = {
        "scenarios": list(job.slugs),
        "draws": settings.draws,
        "replicates": settings.replicates,
        "runs": guess.worlds,
        "processes": settings.jobs,
        "minutes": round(guess.minutes, 1),
        "megabytes": round(guess.megabytes),
    }
    if as_object:
        print(json.dumps(facts))
    else:
        for name, value in facts.items():
            print(f"{name:<12}{', '.join(value) if isinstance(value, list) else value}")
        print("Minutes and megabytes are a rough guide. Nothing was run.")
    return 0


def ended_as_json(ended: Ended) -> dict[str, Any]:
    """Return how a batch ended, for machines."""
    return {"run": str(ended.folder), "status": ended.status, "asked": ended.asked, "done": ended.done}


def say_ended(ended: Ended, comparison: Comparison | None) -> None:
    """Say on standard error how the batch ended and what to do if it did not end well."""
    out = sys.stderr
    if ended.failures:
        first = ended.failures[0]
        message = first["message"].splitlines()[0][:300] if first["message"] else first["error"]
        where = f"{first['scenario']}, draw {first['draw']}: {message}"
        print(
            f"{len(ended.failures)} of {ended.asked} replicates failed; failures.json lists them.", file=out
        )
        print(f"The first: {where}", file=out)
    if ended.done < ended.asked:
        again = f"--out {shlex.quote(str(ended.folder))} --resume"
        print(f"{ended.done} of {ended.asked} replicates are finished and kept.", file=out)
        print(f"To finish the rest, give the same command with {again}", file=out)
    if comparison is None or not ended.failures:
        print(f"Results: {ended.folder}", file=out)


def console() -> Console:
    """Return a console for standard output that takes no text for a command of its own."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


MOST_BLOCKS = 6
"""More options than this are printed with a line each, the highest net first; fewer with a table each."""


def say_comparison(comparison: Comparison, page: Path | None) -> None:
    """Print the lines of every option, who can be told apart, and where the page is, if there is one."""
    from sim.analysis.between import apart, gaps_between
    from sim.analysis.headline import headline_of

    out, told, answer = console(), comparison.receipt.study, headline_of(comparison)
    out.print(
        f"{printable(told.region)}: residents of {AGES_TOLD}, against “{answer.baseline}”. "
        f"Target fields: {', '.join(told.target_fields)}.\n"
    )
    out.print(f"Read in {headline_year(comparison)}.\n")
    out.print(f"{_what(answer.runs)}\n")
    if len(answer.options) <= MOST_BLOCKS:
        for option in answer.options:
            out.print(block(option, answer))
        out.print(in_short(answer))
    else:
        out.print(f"{options_in_order(answer)}\n", soft_wrap=True)
    for sentence in apart(gaps_between(comparison)):
        out.print(sentence, soft_wrap=True)
    _say_later(comparison, out)
    out.print(
        "\nCost: what the option costs beside the baseline over all years, present value at "
        f"{rate_told(answer.discount)} a year. Public: grant, district, state and college; it is what the "
        "options are given to spend."
    )
    for note in comparison.notes:
        out.print(f"Note: {printable(note)}")
    told = "The page was not written." if page is None else f"The report: {page}"
    out.print(f"\nProjected under stated assumptions. {told}", soft_wrap=True)


def _what(runs: int) -> str:
    """What the two columns of figures are, for so many runs."""
    each = "each line has its own middle value, the lines add up within every run."
    told = {
        "90 %": f"Middle value and 90 % interval of {runs} paired runs; {each}",
        "range": f"Middle value and range of {runs} paired runs; {each}",
        "none": "The numbers of one paired run.",
    }
    return " ".join(part for part in (told[interval_kind(runs)], few_runs(runs)) if part)


def _say_later(comparison: Comparison, out: Console) -> None:
    """The nets in the years after a programme's end, for options that end within the horizon."""
    from sim.analysis.later import later

    for one in later(comparison):
        nets = f"{one.retained.signed()} in work here, {one.net.signed()} in target jobs"
        out.print(printable(f"{comparison.names[one.option]}, {one.when}: net {nets}."), soft_wrap=True)
