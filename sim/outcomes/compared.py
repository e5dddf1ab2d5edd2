"""What is counted over the two lives of each person: outcomes in five lines, their sources, jobs, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.core.columns import LAST_AGE
from sim.outcomes.headline import Depth, Situation, sources_of


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five lines of an outcome: what it is called, counted and how it enters the net.

    ``sign`` is +1 or -1, and 0 for the net itself, which is the sum.
    """

    code: str
    sign: int
    label: str
    meaning: str

    @property
    def mark(self) -> str:
        """The sign before the line where all five stand below each other; the first has none."""
        return "" if self.code == "placed" else {1: "+", -1: "\N{MINUS SIGN}", 0: "="}[self.sign]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome that is told in five lines; ``code`` is the prefix of theirs."""

    code: str
    title: str  # over its five lines
    who: str  # the persons in whom it holds, for a sentence
    net: str  # what a net is called in a sentence: "more residents in work here"
    lines: tuple[Line, ...]

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Where the net comes from: name of each line without prefix, and label."""
        return tuple((f"from_{one.name.lower()}", SOURCE_WORDS[one]) for one in sources_of(self.code))

    @property
    def jobs(self) -> tuple[str, ...]:
        """What happens to the jobs asked about: codes of the change filled, by residents, by outsiders."""
        end = "" if self.code == "headline" else "_all"
        return tuple(f"jobs.{name}{end}" for name in ("filled", "residents", "outsiders"))


# fmt: off
SOURCE_WORDS: Mapping[Situation, str] = MappingProxyType({
    Situation.OTHER_FIELD: "in work here in another field",
    Situation.NO_WORK: "here without a job (out of work, studying, at school)",
    Situation.COMMUTING: "living here, working outside the region",
    Situation.ELSEWHERE: "elsewhere, or not there",
})
"""Where a net comes from, in words that follow “otherwise”."""
SOURCES_IN_SHORT: Mapping[str, str] = MappingProxyType({
    "from_other_field": "From other fields here",
    "from_no_work": "From no work here",
    "from_commuting": "From commuting out",
    "from_elsewhere": "From elsewhere",
})
"""The same where there is little room."""
STAGE_WORDS: Mapping[Depth, str] = MappingProxyType({
    Depth.AWARENESS: "awareness (talks, fairs, case studies)",
    Depth.EXPLORATION: "exploration (visits, shadowing, projects, mentoring)",
    Depth.EXPERIENCE: "work experience (internships, summer jobs, apprenticeships)",
    Depth.OTHER: "courses, certificates, training, money or teachers",
})
"""Deepest stage reached, in words."""
STAGES_IN_SHORT: Mapping[str, str] = MappingProxyType({
    "awareness": "awareness",
    "exploration": "exploration",
    "experience": "work experience",
    "other": "courses, training, money",
})
"""The same where there is little room, by the ending of the lines' codes."""


def _lines(job: str, doing: str, net: str) -> tuple[Line, ...]:
    return (
        Line("placed", 1, "Placed through the programme",
             f"Participants who {doing} in the option's world."),
        Line("anyway", -1, "Would have been placed anyway",
             "The same participants, counted in the baseline's world."),
        Line("displaced", -1, "Displaced others",
             f"People outside the programme who have {job} here in the baseline only."),
        Line("helped", 1, "Helped indirectly",
             f"People outside the programme who have {job} here in the option only."),
        Line("net", 0, f"Net: {net}",
             "Placed less anyway less displaced plus helped; equal to the difference of the worlds' totals."),
    )


RETAINED = Outcome(
    "retention", "Live and work here, in any job", "live and work here, in any job",
    "more residents in work here",
    _lines("a job", "live and work here, in any job,", "more residents in work here"),
)
ON_TARGET = Outcome(
    "headline", "Live and work here in a target field", "live and work here in a target field",
    "more residents in target jobs",
    _lines("a target job", "live and work here in a target field", "more residents in target jobs"),
)
TOLD = (RETAINED, ON_TARGET)
"""The outcomes, each in five lines, in the order in which they are read; every face takes them from here."""
LINES = ON_TARGET.lines
HEADLINE = tuple(line.code for line in LINES)
"""The five lines' codes, the same for every outcome."""

JOBS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "jobs.filled": (
        "Target jobs filled, by anybody",
        "Change of the jobs in target fields that are filled at the end of the year, option less baseline."),
    "jobs.residents": (
        "Target jobs held by residents",
        "The part of that change held by the persons of the simulation; equal to the net of the headline."),
    "jobs.outsiders": (
        "Target jobs held by outsiders",
        "The part of that change held by commuters, the one kind of worker who is not simulated."),
    "jobs.filled_all": (
        "All jobs filled in the region, by anybody",
        "Change of all jobs of the region that are filled at the end of the year, option less baseline."),
    "jobs.residents_all": (
        "All jobs held by residents",
        "The part of that change held by the persons of the simulation; equal to the net of retention."),
    "jobs.outsiders_all": (
        "All jobs held by outsiders",
        "The part of that change held by commuters, the one kind of worker who is not simulated."),
})
"""What happens to jobs beside the net, option less baseline: label and meaning (unit: jobs)."""


def _compared(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """Label and meaning of every line of an outcome that is counted over two lives."""
    told = {line.code: (line.label, line.meaning) for line in outcome.lines}
    who = f"who {outcome.who}"
    told |= {
        "option_total": ("Total, option", f"Everyone in the option's world {who}."),
        "baseline_total": ("Total, baseline", f"Everyone in the baseline's world {who}."),
        "winners": ("Participants who gain it", f"Participants {who} in the option only."),
        "losers": ("Participants who lose it", f"Participants {who} in the baseline only."),
    }
    told |= {
        name: (f"Of the net, otherwise {words}",
               f"Persons {who} in the option only and are {words} in the baseline, less those of whom the "
               "reverse is true.")
        for name, words in outcome.sources
    }
    for depth, words in STAGE_WORDS.items():
        stage = depth.name.lower()
        told |= {
            f"placed_{stage}": (f"Placed, deepest stage: {words}",
                                f"Participants {who}, whose deepest stage is {words}."),
            f"anyway_{stage}": (f"Anyway, deepest stage: {words}",
                                "The same participants, counted in the baseline's world."),
        }
    told["passed"] = (
        f"Past {LAST_AGE}: net at the last count",
        f"Persons past {LAST_AGE}, who are not in the net, {who} when last counted: option less baseline.")
    return {f"{outcome.code}.{name}": told[name] for name in told}


EVERYBODY_ONLY = frozenset(
    f"{outcome.code}.{line}"
    for outcome in TOLD
    for line in ("passed", *(f"{kind}_{stage}" for kind in ("placed", "anyway", "participants")
                             for stage in STAGES_IN_SHORT))
)
"""Lines that are given for everybody together, and not by group: there are many, and few are asked for."""

COMPARED: Mapping[str, tuple[str, str]] = MappingProxyType({
    **_compared(RETAINED),
    **_compared(ON_TARGET),
    "headline.participants": (
        "Participants",
        "People to whom the option delivered something, up to this year, that the baseline did not."),
    **{f"headline.participants_{depth.name.lower()}": (
        f"Participants, deepest stage: {words}", f"Participants whose deepest stage is {words}.")
       for depth, words in STAGE_WORDS.items()},
    **JOBS,
})
"""Label and meaning of the rows that are differences of two worlds already (unit: persons, or jobs)."""
# fmt: on
