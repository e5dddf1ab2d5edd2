"""Whom the seats of a partnership are for: whether targeting says something, and whether there are so many.

The model gives seats to pupils who are there and at employers who can host; what is planned beyond is
delivered to nobody, so it is said before anything is run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.study.evidence.overrides import evidence_cards
from sim.study.plan import costs, selectors
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.message import Mark
from sim.study.scenario.partnership import PROTECTED, PartnershipSpec, Target

if TYPE_CHECKING:
    from sim.study.region.rows import School
    from sim.study.scenario.record import ScenarioRecord

TOWARDS_A_GROUP = ("outreach", "reserved_seats")
"""Ways of targeting that are about groups, and a share of the seats for them."""
MARGIN = 1.25
"""Times as many seats as employers could host that pass unsaid, as what they can host is uncertain."""
HOSTING = "partnerships.hours_per_100_jobs"
"""Card of the hours a year that an employer taking part gives to hosting."""


def check_targets(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Targeting is lawful and complete, and every key of it does something."""
    for name, spec in scenario.partnerships.items():
        target, where = spec.target, _place(scenario, name, "target")
        if scenario.activities[spec.activity].unit == "class" and target != Target():
            message = f"'target' of '{name}' has no effect: classes take part as a whole, and nobody applies"
            diagnostics.warning("SIM068", message, where, "choose schools, such as poverty_at_least: 60 %")
        protected = [group for group in target.groups if group in PROTECTED]
        if target.how == "reserved_seats" and protected:
            message = (
                f"seats cannot be reserved by sex or ethnicity ({', '.join(protected)}): the law forbids it"
            )
            hint = "use how: outreach to invite the group, how: by_need, or reserve for low_income"
            diagnostics.error("SIM040", message, where, hint)
        towards = target.how in TOWARDS_A_GROUP
        if towards and (not target.groups or target.share.value() <= 0):
            message = f"'{target.how}' needs groups and a share above 0"
            diagnostics.error("SIM041", message, where, "groups: [low_income], share: 60 %")
        if not towards and target.groups:
            message = f"'groups' has no effect with how: {target.how}"
            diagnostics.warning("SIM068", message, where, "use how: outreach")
        _check_share(name, spec, scenario, diagnostics)


def _check_share(
    name: str, spec: PartnershipSpec, scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    """A share is for reserved seats and outreach; anywhere else it is asked for in vain, which is said."""
    target = spec.target
    path = ("partnerships", name, "target", "share")
    node, found = scenario.tree.find(path)
    if found < len(path) or target.how in TOWARDS_A_GROUP:
        return
    asked = target.share.text if not target.share.certain else f"{100 * target.share.value():.4g} %"
    message = f"'{name}' asks for a share of {asked}, which has no effect with how: {target.how}"
    hint = "leave it out, or use how: outreach, or reserved_seats with groups: [low_income]"
    diagnostics.warning("SIM068", message, node.key_mark, hint)


def check_people(scenario: ScenarioRecord, diagnostics: Diagnostics) -> None:
    """Seats planned for a year do not exceed the pupils there are, nor what the employers asked can host."""
    for name, spec in scenario.partnerships.items():
        seats = float(costs.planned_seats(name, spec, scenario, _central).max())
        if seats <= 0:
            continue
        _check_pupils(name, spec, seats, scenario, diagnostics)
        _check_hosts(name, spec, seats, scenario, diagnostics)


def _check_pupils(
    name: str, spec: PartnershipSpec, seats: float, scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    activity = scenario.activities[spec.activity]
    if activity.adults:
        return
    first, last = selectors.grade_span(spec, activity)
    schools = selectors.school_mask(spec, activity, scenario.region)
    pupils = sum(
        _pupils(school, first, last)
        for school, there in zip(scenario.region.schools, schools, strict=True)
        if there
    )
    pupils = math.floor(pupils + 0.5)
    if seats <= pupils:
        return
    message = f"'{name}' plans {seats:,.0f} seats a year; its schools have {pupils:,} pupils in its grades"
    hint = f"plan at most {pupils:,} seats a year"
    if activity.years <= 1 and last > first:
        lasting = math.ceil(pupils / (last - first + 1))
        hint += f"; as each takes part once, about {lasting:,} a year find somebody in the long run"
    diagnostics.warning("SIM073", message, _place(scenario, name, "seats"), hint)


def _pupils(school: School, first: int, last: int) -> float:
    """Pupils of a school in a span of grades, its pupils evenly spread over the grades it offers."""
    shared = min(last, school.last_grade) - max(first, school.first_grade) + 1
    return school.pupils * max(0, shared) / (school.last_grade - school.first_grade + 1)


def _check_hosts(
    name: str, spec: PartnershipSpec, seats: float, scenario: ScenarioRecord, diagnostics: Diagnostics
) -> None:
    activity = scenario.activities[spec.activity]
    usual = activity.employer_hours
    hours = 0.0 if usual is None else usual.value() * costs.dose(name, spec, activity, _central)
    if not activity.needs_employer or hours <= 0:
        return
    region = scenario.region
    asked = selectors.employer_mask(spec, activity, region)
    jobs = sum(sum(one.jobs) for one, there in zip(region.employers, asked, strict=True) if there)
    stated = scenario.parameters.get(HOSTING, region.calibration.get(HOSTING))
    fits = math.floor(jobs / 100.0 * float(_number(stated)) / hours)
    if seats <= MARGIN * fits:
        return
    message = (
        f"'{name}' plans {seats:,.0f} seats a year; the employers asked have {jobs:,} jobs and could host "
        f"about {fits:,} if all of them took part"
    )
    hint = f"plan at most {fits:,} seats a year, or ask employers of more fields"
    diagnostics.warning("SIM074", message, _place(scenario, name, "seats"), hint)


def _number(stated: object) -> float:
    """Central hours a year for hosting per hundred jobs."""
    value = evidence_cards()[HOSTING].draw(None, stated)  # type: ignore[arg-type]
    return value if isinstance(value, float) else value[0]


def _place(scenario: ScenarioRecord, name: str, key: str) -> Mark:
    return scenario.tree.find(("partnerships", name, key))[0].key_mark


def _central(path: str) -> None:
    """Central values: no uniform for any path."""
    return None
