"""The finding of every figure and the sentences with numbers, in words.

Nothing here calls a projection certain: options *are projected to* do something, intervals
that include zero are said to, and rounding follows the interval.
"""

from __future__ import annotations

from sim.figures.chart import Words
from sim.figures.dots import DOTS
from sim.report.data import Option, ReportData, Share
from sim.words.numbers import Estimate, count, number, share

_TARGET = "residents living and working here in a target field"


def headline(data: ReportData, option: Option) -> str:
    """The sentence of a grant application for one option, with its counterfactual."""
    stamp, net = data.stamp, option.lines["net"]
    fields = _listed(data.target_fields)
    verb, size = _direction(net)
    first = (
        f"In {count(stamp.pairs)} paired simulations of {stamp.region}, compared with a baseline of "
        f"current practice, “{option.name}” is projected to {verb} the number of residents of 18 to 35 who "
        f"live and work in the region in {fields} in {stamp.headline} by {size} "
        f"(90 % interval {net.interval()})."
    )
    placed, anyway, displaced = (option.lines[line] for line in ("placed", "anyway", "displaced"))
    return (
        f"{first} Of {placed.text()} participants in such jobs, {anyway.text()} are projected to hold one "
        f"without the programme, and {displaced.text()} other residents are projected to lose out."
    )


def _direction(net) -> tuple[str, str]:
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


def certainty(option: Option) -> str:
    """What the interval allows to be said about the direction."""
    net = option.lines["net"]
    if net.low > 0:
        return "The whole interval lies above zero."
    if net.high < 0:
        return "The whole interval lies below zero."
    return "The interval includes no change at all."


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
    names = [f"“{data.options[place].name}”" for place in below]
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
    net, stamp = best.lines["net"], data.stamp
    if net.median <= 0:
        title = f"No option is projected to add residents in target jobs by {stamp.headline}"
    elif len(data.options) == 1:
        title = f"{best.name}: about {net.text()} more residents in target jobs projected by {stamp.headline}"
    else:
        title = (
            f"{best.name} is projected to add most: about {net.text()} residents in target jobs "
            f"by {stamp.headline}"
        )
    if net.median > 0 and net.low <= 0:
        title += ", and possibly none"
    subtitle = (
        f"Net additional {_TARGET}, persons, against the baseline; median and the bands that hold "
        f"50 and 80 % of {count(stamp.pairs)} runs"
    )
    return Words(title, subtitle, stamp.line)


def waterfall_words(data: ReportData) -> Words:
    """Words of the waterfall."""
    best = data.ranked()[0]
    placed, net = best.means["placed"], best.means["net"]
    if placed > 0 and net > 0:
        share_left = f"{100 * net / placed:.0f}"
        title = f"Of every 100 people placed by {best.name}, about {share_left} are net additional"
    else:
        title = "After deadweight and displacement, no option is projected to leave a net gain"
        if not any(option.means["placed"] > 0 for option in data.options):
            title = "No option is projected to place anybody"
    subtitle = (
        f"Persons in target jobs here in {data.stamp.headline}; means over {count(data.stamp.pairs)} runs, "
        "which add up; the black line is the 90 % interval of the net"
    )
    return Words(title, subtitle, data.stamp.line)


def equity_words(data: ReportData) -> Words:
    """Words of the dumbbell."""
    groups, stamp = data.groups, data.stamp
    changes = groups[groups["change"].notna() & ~groups["small"]]
    clear = changes[(changes["change_low"] > 0) | (changes["change_high"] < 0)]
    if changes.empty or clear.empty:
        title = "No group's rate moves by more than the uncertainty of the runs"
    else:
        most = clear.loc[clear["change"].abs().idxmax()]
        change = Estimate(*(100 * most[["change", "change_low", "change_high"]]), unit="points").signed()
        title = f"Largest change by group: {most['group']}, {change} with {most['name']}"
    subtitle = (
        f"{data.groups_label}, by group, read in {stamp.headline}; 90 % intervals over "
        f"{count(stamp.pairs)} runs; † = fewer than {SMALL_GROUP} persons, hollow: too few to read"
    )
    return Words(title, subtitle, stamp.line)


SMALL_GROUP = 30
"""Groups with fewer persons (median over runs) are marked; nothing should be read into them."""


def published_words(data: ReportData) -> Words:
    """Words of the comparison with published rates."""
    met, every = sum(rate.met for rate in data.published), len(data.published)
    held = [rate for rate in data.published if rate.role == "held_out"]
    title = f"The baseline comes near {met} of {every} published rates"
    if held:
        title += f", among them {sum(rate.met for rate in held)} of the {len(held)} it was not fitted to"
    subtitle = (
        f"Grey diamond: published; blue dot with 90 % interval: simulated baseline, "
        f"{count(data.stamp.pairs)} runs; hollow: missed by more than its tolerance"
    )
    return Words(title, subtitle, data.stamp.line)


def dots_words(data: ReportData) -> Words:
    """Words of the quantile dots."""
    best = max(data.options, key=lambda option: option.best)
    draws = data.stamp.draws
    end = "" if draws < 20 else " of the parameter draws"
    title = f"{best.name} comes out first in {share(best.best, draws)}{end}"
    if len(data.options) == 1:
        title = f"{best.name}: above zero in {share(best.above_zero, draws)}{end}"
    dots = (
        "twenty dots an option, each one in twenty of" if data.stamp.pairs >= DOTS else "one dot for each of"
    )
    subtitle = (
        f"Net additional {_TARGET} in {data.stamp.headline}, persons; {dots} {count(data.stamp.pairs)} runs"
    )
    return Words(title, subtitle, data.stamp.line)
