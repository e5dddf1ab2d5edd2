"""What the commands say: tables on standard output, the rest on standard error."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.lines import (
    as_json,
    cost_lines,
    five_lines,
    headline_year,
    job_lines,
    rate_told,
    source_lines,
)
from sim.outcomes.compared import RETAINED, STAGE_WORDS, TARGETED, Outcome
from sim.outcomes.headline import STAGES
from sim.outcomes.indicator import AGES
from sim.words.numbers import few_runs, interval_kind, share
from sim.words.plain import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.comparison import Comparison
    from sim.analysis.headline import Answer, Headline
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
    """Print the lines of every option, who can be told apart, costs, and where the page is, if there is one."""
    from sim.analysis.between import apart, gaps
    from sim.analysis.headline import headline_of

    out, told, answer = console(), comparison.receipt.study, headline_of(comparison)
    out.print(
        f"{printable(told.region)}: residents of {AGES}, against “{answer.baseline}”. "
        f"Target fields: {', '.join(told.target_fields)}.\n"
    )
    out.print(f"Read in {headline_year(comparison)}.\n")
    out.print(f"{_what(answer.runs)}\n")
    if len(answer.options) <= MOST_BLOCKS:
        for option in answer.options:
            out.print(_block(option, answer))
    else:
        out.print(f"{_ranking(answer)}\n", soft_wrap=True)
    for sentence in apart(gaps(comparison)):
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


def _block(option: Answer, answer: Headline) -> Table:
    """Return one option as a small table: both outcomes, sources, jobs, stages, cost, chance of the highest net."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left", title=option.name
    )
    table.add_column("")
    table.add_column(_HEADS[interval_kind(answer.runs)][0], justify="right", no_wrap=True)
    table.add_column(_HEADS[interval_kind(answer.runs)][1], justify="right", no_wrap=True)
    for outcome in (RETAINED, TARGETED):
        _add_outcome(table, option, outcome)
        for label, *seen in source_lines(option, outcome):
            table.add_row(f"    {label}", *seen)
    table.add_row("\nWhat happens to jobs")
    for label, *seen in job_lines(option):
        table.add_row(f"  {label[:1].lower()}{label[1:]}", *seen)
    table.add_row("\nDeepest stage reached: placed in target jobs, less anyway")
    for label, *seen in _stage_lines(option):
        table.add_row(f"  {label}", *seen)
    table.add_row("\nCost")
    for label, middle, ends in cost_lines(option, answer.price_year):
        table.add_row(f"  {label}", middle, ends)
    if len(answer.options) > 1:
        table.add_row("\nHighest of all options")
        table.add_row("  in work here", share(option.best_retained, answer.runs), "")
        table.add_row("  in target jobs", share(option.best, answer.runs), "")
    table.add_row("")
    return table


_HEADS = {
    "90 %": ("middle", "90 % interval"),
    "range": ("middle", "range of the runs"),
    "none": ("one run", ""),
}


def _ranking(answer: Headline) -> str:
    """Return many options, the highest net first, with their five lines in one sentence each."""
    return "\n".join(_ranked(option) for option in answer.ranked())


def _ranked(option: Answer) -> str:
    below = [f"{where}: {_in_short(option, one)}" for where, one in _SHORT.items()]
    told = "\n     ".join([*below, f"public cost {option.cost.text()}"])
    return f"{option.rank:>3}. {option.short}\n     {told}"


_SHORT = {"in work here": RETAINED, "in target jobs": TARGETED}


def _in_short(option: Answer, outcome: Outcome) -> str:
    """The five lines of an outcome in one, with the interval of the net."""
    seen = five_lines(option, outcome)
    told = [
        f"{line.mark} {line.code} {middle}" for line, (_, middle, _) in zip(outcome.lines, seen, strict=True)
    ]
    ends = seen[-1][2]
    return " ".join(told).strip() + (f" [{ends}]" if ends else "")


def _add_outcome(table: Table, option: Answer, outcome: Outcome) -> None:
    """The five lines of an outcome under its title."""
    table.add_row(outcome.title if outcome is RETAINED else f"\n{outcome.title}")
    for line, (_, *seen) in zip(outcome.lines, five_lines(option, outcome), strict=True):
        label = f"{line.mark or ' '} {line.label[0].lower()}{line.label[1:]}"
        table.add_row(label, *seen, style=None if line.sign else "bold")


def _stage_lines(option: Answer) -> list[tuple[str, str, str]]:
    """Participants by the deepest stage: how many, and placed and anyway, in short."""
    told = option.told
    return [
        (
            f"{STAGE_WORDS[depth]}: {told[f'headline.participants_{stage}'].text()} participants",
            told[f"headline.placed_{stage}"].text(),
            f"less {told[f'headline.anyway_{stage}'].text()}",
        )
        for depth, stage in ((depth, depth.name.lower()) for depth in STAGES)
        if told[f"headline.participants_{stage}"].high != 0
    ]


def _say_later(comparison: Comparison, out: Console) -> None:
    """The nets in the years after a programme's end, for options that end within the horizon."""
    from sim.analysis.later import later

    for one in later(comparison):
        nets = f"{one.retained.signed()} in work here, {one.net.signed()} in target jobs"
        out.print(printable(f"{comparison.names[one.option]}, {one.when}: net {nets}."), soft_wrap=True)
