"""Whether the scenarios of a study can be compared, and what besides the programme differs between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.core.columns import LAST_AGE
from sim.study.load.economy import pairs
from sim.study.load.headline import MOST, counted, default_year, participants_of
from sim.study.plan.compile import MOST_PARTNERSHIPS
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.fields import school_year
from sim.study.reading.message import Mark

if TYPE_CHECKING:
    from sim.study.load.build import Scenario
    from sim.study.scenario.record import ScenarioRecord

FEW = 0.25
"""Share of the participants counted in the headline year below which it is always worth a warning."""
CLEARLY = 1.5
"""Times as many participants that another year must count to be worth a warning otherwise."""
ALIKE: Mapping[str, Callable[[ScenarioRecord], Any]] = {
    "region": lambda s: s.region.hash,
    "horizon": lambda s: (s.start, s.years),
    "target": lambda s: s.target_fields,
    "headline_year": lambda s: s.headline_year,
    "population": lambda s: s.scale,
}
"""What all scenarios of a study have in common, by the key of the file that says it."""
ALIKE_IN_PAIRS: Mapping[str, Callable[[ScenarioRecord], Any]] = {"seed": lambda s: s.seed}
"""What a scenario has in common with its own baseline; a sweep may vary it over a study."""


def compared(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios of one study: read in one year, and with what was noticed among their warnings.

    Raises
    ------
    StudyError : they cannot be compared.
    """
    diagnostics = Diagnostics()
    study = compared_with(scenarios, diagnostics)
    diagnostics.stop_on_errors()
    return study


def compared_with(scenarios: Iterable[Scenario], diagnostics: Diagnostics) -> tuple[Scenario, ...]:
    """The same with every message in ``diagnostics`` and nothing raised."""
    study = in_one_year(tuple(scenarios))
    homes = pairs(study)
    year = recommended_year(study)
    out: list[Scenario] = []
    for scenario, home in zip(study, homes, strict=True):
        found = Diagnostics()
        _check_pair(scenario, study[home], study[0], year, found)
        new = [item for item in found.warnings if item not in scenario.warnings]
        out.append(replace(scenario, warnings=(*scenario.warnings, *new)) if new else scenario)
        diagnostics.extend(found)
    _check_names(study, diagnostics)
    return tuple(out)


def check_comparable(scenarios: Iterable[Scenario], diagnostics: Diagnostics) -> None:
    """Report every scenario that cannot be compared, life by life, with its baseline."""
    compared_with(scenarios, diagnostics)


def in_one_year(study: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios with one headline year: the one stated, or else the one that follows the programmes.

    A file that states none follows those that do; files that state different ones keep them, and
    cannot be compared.
    """
    stated = {one.headline_year for one in study if one.tree.get("headline_year") is not None}
    if len(stated) > 1 or len({(one.start, one.years) for one in study}) > 1:
        return tuple(study)
    year = stated.pop() if stated else recommended_year(study)
    return tuple(one if one.headline_year == year else replace(one, headline_year=year) for one in study)


def recommended_year(study: Sequence[Scenario]) -> int:
    """The year (0 = first) in which most participants of every option are counted, as far as there is one."""
    programmes = [participants_of(study[i], study[home]) for i, home in enumerate(pairs(study)) if i != home]
    return default_year(programmes or [participants_of(one) for one in study], study[0].years)


def _check_pair(
    option: Scenario, baseline: Scenario, first: Scenario, year: int, diagnostics: Diagnostics
) -> None:
    for alike, other in ((ALIKE, first), (ALIKE_IN_PAIRS, baseline)):
        for key, value in alike.items():
            if value(option) != value(other):
                message = f"'{key}' differs from that of {other.path.name}: the two cannot be compared"
                diagnostics.error("SIM050", message, _place(option, key))
    _check_partnerships(option, baseline, diagnostics)
    if option is not baseline:
        _check_economy(option, baseline, diagnostics)
    if option is not baseline or option is first:
        _check_year(option, baseline, year, diagnostics)


def _check_partnerships(option: Scenario, baseline: Scenario, diagnostics: Diagnostics) -> None:
    """A person's record has room for so many partnerships of a scenario and its baseline."""
    many = len({*option.partnerships, *baseline.partnerships})
    if many <= MOST_PARTNERSHIPS:
        return
    own = len(option.partnerships)
    beside = "" if own == many else f" ({own} of its own, with those of {baseline.path.name})"
    message = (
        f"{many} different partnerships{beside}; a scenario and its baseline may have {MOST_PARTNERSHIPS}"
    )
    hint = "put seats of one kind into one partnership, or use the baseline's names for the same thing"
    diagnostics.error("SIM052", message, _place(option, "partnerships"), hint)


def _check_economy(option: Scenario, baseline: Scenario, diagnostics: Diagnostics) -> None:
    """What differs besides the programme is counted as its doing: said, by name."""
    cards = [
        name
        for name in sorted({*option.parameters, *baseline.parameters})
        if option.parameters.get(name) != baseline.parameters.get(name)
    ]
    if cards:
        _say_differs(option, baseline, "parameters", _listed(cards), diagnostics)
    ours, theirs = ([repr(shock) for shock in one.shocks] for one in (option, baseline))
    if ours != theirs:
        kinds = [s.what for s in option.shocks if repr(s) not in theirs]
        kinds += [s.what for s in baseline.shocks if repr(s) not in ours]
        _say_differs(option, baseline, "shocks", _listed(list(dict.fromkeys(kinds))), diagnostics)


def _say_differs(option: Scenario, baseline: Scenario, key: str, what: str, diagnostics: Diagnostics) -> None:
    message = (
        f"'{option.name}' differs from {baseline.path.name} in its {key} too ({what}): the result holds what "
        "they do, and is not the programme's doing alone"
    )
    hint = f"state the same {key} in {baseline.path.name}, or sweep them: a sweep takes the baseline with it"
    diagnostics.warning("SIM065", message, _place(option, key), hint)


def _check_year(option: Scenario, baseline: Scenario, year: int, diagnostics: Diagnostics) -> None:
    """Most participants are of working age and still counted in the year that is read."""
    if not 0 <= option.headline_year < option.years:
        return  # said before
    programme = participants_of(option, None if option is baseline else baseline)
    share = counted(programme, option.years)
    here, best = share[option.headline_year], share.max()
    planned = any(sum(part.seats) > 0 for part in programme)
    if not planned or here >= MOST or (here >= FEW and best < CLEARLY * here):
        return
    message = (
        f"in {school_year(option.start + option.headline_year)}, the headline year, about {here:.0%} of the "
        f"participants planned by '{option.name}' are of working age and still counted: persons are followed "
        f"to the age of {LAST_AGE}"
    )
    better = year if share[year] >= CLEARLY * here and share[year] > 0 else int(share.argmax())
    hint = f"headline_year: {school_year(option.start + better)}" if best > here else "plan a longer horizon"
    diagnostics.warning("SIM072", message, _place(option, "headline_year"), hint)


def _check_names(study: Sequence[Scenario], diagnostics: Diagnostics) -> None:
    slugs: set[str] = set()
    for scenario in study:
        if scenario.slug in slugs:
            message = f"two scenarios of the study are both called '{scenario.slug}'; rename a file"
            diagnostics.error("SIM051", message, Mark(scenario.path))
        slugs.add(scenario.slug)


def _place(scenario: Scenario, key: str) -> Mark:
    return (scenario.tree.get(key) or scenario.tree).key_mark


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
