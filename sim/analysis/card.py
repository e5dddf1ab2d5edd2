"""The answer of a comparison as a notebook shows it: the numbers of the page, rounded as there."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sim.analysis.headline import Answer, Headline, headline_of
from sim.analysis.lines import cost_lines, five_lines
from sim.outcomes.registry import LINES
from sim.words.numbers import few_runs, interval_kind, share
from sim.words.plain import printable
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison


def card_text(comparison: Comparison) -> str:
    """Return the card as plain text: one line for each option, in the order of their rank."""
    answer = headline_of(comparison)
    runs = f"{answer.runs} paired run{'' if answer.runs == 1 else 's'}"
    lines = [f"Study {comparison.folder.name}: {runs}, read in {school_year(answer.year)}"]
    for option in answer.ranked():
        shown = ", ".join(f"{line} {_cell(middle, ends)}" for line, middle, ends in five_lines(option))
        lines.append(f"  {option.name}: {shown}")
    return "\n".join([*lines, *(f"  Note: {note}" for note in _notes(comparison, answer))])


def card_html(comparison: Comparison) -> str:
    """Return the card as a table in HTML: one row for each option, in the order of their rank."""
    answer = headline_of(comparison)
    notes = "".join(f"<p><strong>Note.</strong> {escape(note)}</p>" for note in _notes(comparison, answer))
    heads = ("option", *(line.code for line in LINES), f"public cost (USD of {answer.price_year})")
    head = "".join(f"<th>{escape(text)}</th>" for text in (*heads, "chance of the highest net"))
    rows = "".join(_row(option, answer) for option in answer.ranked())
    return (
        f"{notes}<table><caption>Residents who live and work here in a target field, "
        f"{school_year(answer.year)}, against “{escape(answer.baseline)}”: {_what(answer.runs)}. Highest net "
        f"first.</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def card_page(comparison: Comparison) -> str:
    """Return the card as a whole page of HTML that needs nothing else."""
    title = escape(printable(f"{comparison.receipt.study.region}: {comparison.folder.name}"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>{card_html(comparison)}</body></html>"
    )


_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;color:#1b1f24;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}caption{text-align:left;padding-bottom:.5rem}"
    "th,td{padding:.35rem .6rem;border-bottom:1px solid #d5dade;text-align:right;white-space:nowrap}"
    "th:first-child,td:first-child{text-align:left;white-space:normal}"
)


def _what(runs: int) -> str:
    told = {
        "90 %": f"middle values of {runs} paired runs, 90 % intervals in brackets",
        "range": f"middle values of {runs} paired runs, range of the runs in brackets",
        "none": "the numbers of one paired run",
    }
    return told[interval_kind(runs)]


def _notes(comparison: Comparison, answer: Headline) -> list[str]:
    few = few_runs(answer.runs)
    return [printable(note) for note in (*comparison.notes, *([few] if few else []))]


def _row(option: Answer, answer: Headline) -> str:
    money = cost_lines(option, answer.price_year)[0]
    cells = [
        option.name,
        *(_cell(middle, ends) for _, middle, ends in (*five_lines(option), money)),
        share(option.best, answer.runs),
    ]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _cell(middle: str, ends: str) -> str:
    return f"{middle} [{ends}]" if ends else middle
