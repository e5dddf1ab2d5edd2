"""The finding of every figure and the sentences with numbers, in words.

Nothing here calls a projection certain: options *are projected to* do something, intervals
that include zero are said to, and rounding follows the interval.
"""

from __future__ import annotations

from sim.analysis.headline import Answer
from sim.figures.chart import Words
from sim.figures.dots import DOTS
from sim.figures.dumbbell import SMALL_MARK, changed
from sim.report.data import ReportData, Share
from sim.words.groups import TOO_SMALL
from sim.words.numbers import Estimate, count, few_runs, interval_kind, number, share

_TARGET = "residents living and working here in a target field"


def headline(data: ReportData, option: Answer) -> str:
    """The sentence of a grant application for one option: its counterfactual and all five lines."""
    stamp, net = data.stamp, option.net
    fields = _listed(data.target_fields)
    verb, size = _direction(net)
    runs = "one paired simulation" if stamp.pairs == 1 else f"{count(stamp.pairs)} paired simulations"
    first = (
        f"In {runs} of {stamp.region}, compared with a baseline of "
        f"current practice, “{option.name}” is projected to {verb} the number of residents of 18 to 35 who "
        f"live and work in the region in {fields} in {stamp.headline} by {size} ({net.told()})."
    )
    said = {line: seen.text() for line, seen in option.lines.items()}
    return (
        f"{first} Of {said['placed']} participants in such jobs, {said['anyway']} are projected to hold one "
        f"without the programme; {said['displaced']} other residents are projected to lose out, and "
        f"{said['helped']} others to be helped indirectly."
    )


def _direction(net: Estimate) -> tuple[str, str]:
    text = net.text()
    if text.startswith("−"):
        return "lower", text.removeprefix("−")
    return "raise", text


def _listed(names: tuple[str, ...]) -> str:
    names = tuple(name.replace("_", " ") for name in names)
    if not names:
        return "a target field"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def certainty(option: Answer) -> str:
    """What the interval allows to be said about the direction."""
    net = option.net
    if net.kind == "none":
        return f"One run says nothing about the direction: {few_runs(1)[0].lower()}{few_runs(1)[1:]}"
    what = "interval" if net.kind == "90 %" else "range"
    told = f"The {what} includes no change at all."
    if net.low > 0:
        told = f"The whole {what} lies above zero."
    if net.high < 0:
        told = f"The whole {what} lies below zero."
    return " ".join(part for part in (told, few_runs(net.runs)) if part)


def losing_groups(data: ReportData) -> tuple[str, ...]:
    """Why the net of a group is below zero, for every group and the options where its interval says so."""
    told = []
    for row in data.shares:
        if row.small:
            continue
        below = [place for place, net in enumerate(row.net) if net.known and net.clear and net.median < 0]
        if below:
            told.append(_losing(data, row, below))
    return tuple(told)


def _losing(data: ReportData, row: Share, below: list[int]) -> str:
    names = [f"“{data.options[place].short}”" for place in below]
    where = "every option" if len(names) == len(data.options) > 1 else _and(names)
    joined = _spread([100 * row.joined[place] for place in below])
    gained, lost = (_spread([one[place] for place in below]) for one in (row.gained, row.lost))
    return (
        f"{row.group}: the net is below zero under {where}. Participants of this group gain: "
        f"{gained} more of them hold a target job. But they are {joined}\u202f% of all participants, against "
        f"{100 * row.population:.0f}\u202f% of former pupils, and {lost} others of the group lose such a job "
        "(less those who are helped): jobs are limited, and participants take some that others would have "
        "held."
    )


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _spread(values: list[float]) -> str:
    """Middle values under several options as a range, to two figures."""
    step = 10.0 if max(values) >= 100 else 1.0
    low, high = (number(end, "persons", step) for end in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def fan_words(data: ReportData) -> Words:
    """Words of the fan chart."""
    best = data.ranked()[0]
    net, stamp = best.net, data.stamp
    if net.median <= 0:
        title = f"No option is projected to add residents in target jobs by {stamp.headline}"
    elif len(data.headline.options) == 1:
        title = (
            f"{best.short}: about {net.text()} more residents in target jobs projected by {stamp.headline}"
        )
    else:
        title = (
            f"{best.short} is projected to add most: about {net.text()} residents in target jobs "
            f"by {stamp.headline}"
        )
    if net.median > 0 and net.low <= 0:
        title += ", and possibly none"
    bands = {
        "90 %": f"median and the bands that hold 50 and 80 % of {stamp.runs_told}",
        "range": f"middle value and range of {stamp.runs_told}, too few for bands",
        "none": f"{stamp.runs_told}, too few for bands",
    }[interval_kind(stamp.pairs)]
    subtitle = f"Net additional {_TARGET}, persons, against the baseline; {bands}"
    return Words(title, _with_shown(data, subtitle), stamp.line)


def _with_shown(data: ReportData, subtitle: str) -> str:
    """The subtitle, and which of many options are drawn."""
    return f"{subtitle}; {data.shown_told}" if data.left_out else subtitle


def waterfall_words(data: ReportData) -> Words:
    """Words of the waterfall."""
    best, stamp = data.ranked()[0], data.stamp
    placed, net = best.lines["placed"].median, best.net.median
    if placed > 0 and net > 0:
        share_left = f"{100 * net / placed:.0f}"
        title = f"Of every 100 people placed by {best.short}, about {share_left} are net additional"
    else:
        title = "After deadweight and displacement, no option is projected to leave a net gain"
        if not any(option.lines["placed"].median > 0 for option in data.headline.options):
            title = "No option is projected to place anybody"
    told = {
        "90 %": f"middle values over {stamp.runs_told}, as in the table; each line has its own, so that the "
        "bars need not meet the net; the black line is its 90 % interval",
        "range": f"middle values over {stamp.runs_told}, as in the table; each line has its own, so that the "
        "bars need not meet the net; the black line is the range of the runs",
        "none": stamp.runs_told,
    }[interval_kind(stamp.pairs)]
    subtitle = f"Persons in target jobs here in {stamp.headline}; {told}"
    return Words(title, _with_shown(data, subtitle), stamp.line)


def equity_words(data: ReportData) -> Words:
    """Words of the dumbbell."""
    groups, stamp = data.groups, data.stamp
    changes = groups[groups["change"].notna()]
    clear = changes[(changes["change_low"] > 0) | (changes["change_high"] < 0)]
    if stamp.few:
        title = f"Rates by group: {stamp.runs_told} are too few to tell changes from chance"
    elif clear.empty:
        title = "No group's rate moves by more than the uncertainty of the runs"
    else:
        most = clear.loc[clear["change"].abs().idxmax()]
        title = f"Largest change by group: {most['group']}, {changed(most).signed()} with {most['name']}"
    told = {"90 %": f"90 % intervals over {stamp.runs_told}", "range": stamp.interval}
    subtitle = (
        f"{data.groups_label}, by group, read in {stamp.headline}; "
        f"{told.get(interval_kind(stamp.pairs), stamp.runs_told)}; {SMALL_MARK} = {TOO_SMALL}, not shown"
    )
    return Words(title, _with_shown(data, subtitle), stamp.line)


def published_words(data: ReportData) -> Words:
    """Words of the comparison with published rates."""
    met, every = sum(rate.met for rate in data.published), len(data.published)
    held = [rate for rate in data.published if rate.role == "held_out"]
    title = f"The baseline comes near {met} of {every} published rates"
    if held:
        title += f", among them {sum(rate.met for rate in held)} of the {len(held)} it was not fitted to"
    subtitle = (
        f"Grey diamond: published; blue dot{_lines(data)}: simulated baseline, "
        f"{data.stamp.runs_told}; hollow: missed by more than its tolerance"
    )
    return Words(title, subtitle, data.stamp.line)


def _lines(data: ReportData) -> str:
    told = {"90 %": " with 90 % interval", "range": " with the range of the runs"}
    return told.get(interval_kind(data.stamp.pairs), "")


def dots_words(data: ReportData) -> Words:
    """Words of the quantile dots: of the leading option, and of another one if that is first more often."""
    best, runs = data.ranked()[0], data.stamp.pairs
    end = "" if data.stamp.few else " of the runs"
    title = f"{best.short} comes out first in {share(best.best, runs)}{end}"
    often = max(data.headline.options, key=lambda option: option.best)
    if often.best > best.best:
        title += f"; more often first is {often.short}, in {share(often.best, runs)}"
    if len(data.headline.options) == 1:
        title = f"{best.short}: above zero in {share(best.above_zero, runs)}{end}"
    dots = "twenty dots an option, each one in twenty of" if runs >= DOTS else "one dot for each of"
    subtitle = f"Net additional {_TARGET} in {data.stamp.headline}, persons; {dots} {data.stamp.runs_told}"
    return Words(title, _with_shown(data, subtitle), data.stamp.line)
