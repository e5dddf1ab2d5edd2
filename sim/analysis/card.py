"""The answer of a comparison as a notebook shows it: the numbers of the page, rounded as there."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sim.analysis.between import apart, gaps_between
from sim.analysis.headline import Answer, Headline, headline_of
from sim.analysis.lines import cost_lines, five_lines
from sim.outcomes.compared import HEADLINE, TOLD
from sim.outcomes.indicator import AGES_TOLD
from sim.words.numbers import few_runs, interval_kind, share
from sim.words.plain import printable
from sim.words.years import school_year

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison


def card_text(comparison: Comparison) -> str:
    """Return the card as plain text: the options in the order of their rank, then who can be told apart."""
    answer = headline_of(comparison)
    runs = f"{answer.runs} paired run{'' if answer.runs == 1 else 's'}"
    lines = [f"Study {comparison.folder.name}: {runs}, read in {school_year(answer.year)}"]
    for option in answer.ranked():
        lines.append(f"  {option.name}")
        for outcome in TOLD:
            seen = five_lines(option, outcome)
            shown = ", ".join(f"{line} {_cell(middle, ends)}" for line, middle, ends in seen)
            lines.append(f"    {outcome.title[:1].lower()}{outcome.title[1:]}: {shown}")
    lines += [f"  {sentence}" for sentence in apart(gaps_between(comparison))]
    return "\n".join([*lines, *(f"  Note: {note}" for note in _notes(comparison, answer))])


def card_html(comparison: Comparison) -> str:
    """Return the card as a table in HTML: two rows for each option, in the order of their rank."""
    answer = headline_of(comparison)
    notes = "".join(f"<p><strong>Note.</strong> {escape(note)}</p>" for note in _notes(comparison, answer))
    heads = ("option", "residents who", *HEADLINE, "chance of the highest net")
    costs = f"public cost (USD of {answer.price_year})"
    head = "".join(f"<th>{escape(text)}</th>" for text in (*heads, costs))
    rows = "".join(_row(option, answer) for option in answer.ranked())
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in apart(gaps_between(comparison)))
    return (
        f"{notes}<table><caption>Residents of {AGES_TOLD} in {school_year(answer.year)}, against "
        f"“{escape(answer.baseline)}”: {_what(answer.runs)}. Highest net in target jobs first.</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{told}"
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
    "th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left;white-space:normal}"
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
    _, *money = cost_lines(option, answer.price_year)[0]
    rows = []
    for outcome, best in zip(TOLD, (option.best_retained, option.best), strict=True):
        seen = (_cell(middle, ends) for _, middle, ends in five_lines(option, outcome))
        first = outcome is TOLD[0]
        cells = [
            option.name if first else "", outcome.who, *seen, share(best, answer.runs),
            _cell(*money) if first else "",
        ]  # fmt: skip
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return "".join(rows)


def _cell(middle: str, ends: str) -> str:
    return f"{middle} [{ends}]" if ends else middle
