"""The sentences of the page that have numbers in them; those of a figure stand in its own file.

Nothing here calls a projection certain: options *are projected to* do something, intervals
that include zero are said to, and rounding follows the interval.
"""

from __future__ import annotations

from sim.analysis.headline import Answer
from sim.outcomes.indicator import AGES_TOLD
from sim.report.data import ReportData
from sim.report.shown import GroupShare
from sim.words.numbers import Estimate, count, few_runs, number


def headline(data: ReportData, option: Answer) -> str:
    """The answer in ten seconds for one option: both nets, against which baseline, in how many runs."""
    stamp, kept, net = data.stamp, option.retained, option.net
    (kept_verb, kept_size), (verb, size) = _direction(kept), _direction(net)
    runs = "one paired simulation" if stamp.pairs == 1 else f"{count(stamp.pairs)} paired simulations"
    and_of = "and of those" if kept_verb == verb else f"and to {verb} that of those"
    return (
        f"In {runs} of {stamp.region}, compared with a baseline of current practice, “{option.name}” is "
        f"projected to {kept_verb} the number of residents of {AGES_TOLD} in work here in {stamp.headline} "
        f"by {kept_size} ({kept.told()}), {and_of} in target jobs by {size} ({net.told()})."
    )


def details(data: ReportData, option: Answer) -> str:
    """What is behind the net in target jobs: deadweight, displacement, where it comes from, jobs filled."""
    said = {line: seen.text() for line, seen in option.lines.items()}
    fields = _listed(data.target_fields)
    other = option.told["headline.from_other_field"]
    return (
        f"Target jobs are those in {fields}. Of {said['placed']} participants in such jobs, "
        f"{said['anyway']} are projected to hold one without the programme; {said['displaced']} other "
        f"residents are projected to lose out, and {said['helped']} others to be helped indirectly. Of the "
        f"net, {other.text()} would otherwise be in work here in another field. Target jobs filled by "
        f"anybody change by {option.told['jobs.filled'].signed()}."
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
    """What the intervals allow to be said about the direction."""
    kept, net = (_certain(seen) for seen in (option.retained, option.net))
    if kept == net:
        return kept.replace("The ", "For both, the ", 1) if kept.startswith("The ") else kept
    few = few_runs(option.net.runs)
    first, second = (told.removesuffix(few).strip() for told in (kept, net))
    return f"In work here: {_small(first)} In target jobs: {_small(second)} {few}".strip()


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _certain(net: Estimate) -> str:
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


def _losing(data: ReportData, row: GroupShare, below: list[int]) -> str:
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
