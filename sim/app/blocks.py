"""The answer of a comparison on a terminal: a table for each option, all in short, many with a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.lines import cost_lines, figures, five_lines, signed
from sim.outcomes.compared import ON_TARGET, RETAINED, SOURCES_IN_SHORT, STAGES_IN_SHORT, Outcome
from sim.words.numbers import interval_kind, share
from sim.words.plain import shortened

if TYPE_CHECKING:
    from rich.table import Table

    from sim.analysis.headline import Answer, Headline

WIDEST_NAME = 30
"""Characters of an option's name in the table of all."""
_HEADS = {
    "90 %": ("middle", "90 % interval"),
    "range": ("middle", "range of the runs"),
    "none": ("one run", ""),
}
_JOBS = {"retention": "change of all jobs filled", "headline": "change of target jobs filled"}


def block(option: Answer, answer: Headline) -> Table:
    """Return one option as a small table: both outcomes with sources and jobs, stages, cost, chances."""
    table = _table(option.name, *_HEADS[interval_kind(answer.runs)])
    for outcome in (RETAINED, ON_TARGET):
        _add_outcome(table, option, outcome)
    table.add_row("\nIn target jobs, by deepest stage reached")
    for label, *seen in _stages(option):
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


def _table(title: str, *heads: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left", title=title)
    table.add_column("")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _add_outcome(table: Table, option: Answer, outcome: Outcome) -> None:
    """The five lines of an outcome under its title, where the net comes from, and what happens to jobs."""
    table.add_row(outcome.title if outcome is RETAINED else f"\n{outcome.title}")
    for line, (_, *seen) in zip(outcome.lines, five_lines(option, outcome), strict=True):
        table.add_row(f"{line.mark or ' '} {_small(line.label)}", *seen, style=None if line.sign else "bold")
    for name, _ in outcome.sources:
        label = f"    {_small(SOURCES_IN_SHORT[name])}"
        table.add_row(label, *signed(option.told[f"{outcome.code}.{name}"]))
    filled, _, outsiders = outcome.jobs
    table.add_row(f"  {_JOBS[outcome.code]}", *signed(option.told[filled]))
    table.add_row("    of these, held by outsiders", *signed(option.told[outsiders]))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _stages(option: Answer) -> list[tuple[str, str, str]]:
    """Participants by the deepest stage: how many there are, hold a target job, and would hold one anyway."""
    told, found = option.told, []
    for stage, words in STAGES_IN_SHORT.items():
        people, placed, anyway = (
            told[f"headline.{line}_{stage}"] for line in ("participants", "placed", "anyway")
        )
        if people.median >= 0.5:
            found.append((f"{words}: of {people.text()}", placed.text(), f"{anyway.text()} anyway"))
    return found


def in_short(answer: Headline) -> Table:
    """Return all options with the two nets and the change of target jobs filled, a row each."""
    table = _table("In short", "in work here", "in target jobs", "target jobs filled")
    for option in answer.options:
        seen = (option.retained, option.net, option.told["jobs.filled"])
        cells = (f"{middle}\n{ends}" if ends else middle for middle, ends in map(signed, seen))
        table.add_row(shortened(option.name, WIDEST_NAME), *cells)
    table.add_row("")
    return table


def options_in_order(answer: Headline) -> str:
    """Return many options, the highest net in target jobs first, with their five lines in short."""
    return "\n".join(_ranked(option) for option in answer.ranked())


def _ranked(option: Answer) -> str:
    below = [
        f"in work here: {_in_short(option, RETAINED)}",
        f"in target jobs: {_in_short(option, ON_TARGET)}",
    ]
    told = "\n     ".join([*below, f"public cost {figures(option.cost)[0]}"])
    return f"{option.rank:>3}. {option.short}\n     {told}"


def _in_short(option: Answer, outcome: Outcome) -> str:
    """The five lines of an outcome in one, with the interval of the net."""
    seen = five_lines(option, outcome)
    told = [f"{line.mark} {line.code} {one[1]}" for line, one in zip(outcome.lines, seen, strict=True)]
    ends = seen[-1][2]
    return " ".join(told).strip() + (f" [{ends}]" if ends else "")
