"""Step 5, choice: school leavers choose among the pathways they know of and can reach.

A multinomial logit: one uniform against the cumulative shares in the fixed order of
:class:`sim.core.columns.Pathway`. The student's own goal counts; guidance may form it anew, by what the
student can do by now, and helps to act on it. Where a pathway has fewer places than wish for one, lots
decide, and the others choose again among those that have some left.
Intercepts are calibrated to published shares; terms in sex and ethnicity are measured
residuals ("unexplained gap"), not causes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import (
    LEAVING_AGES,
    N_PATHWAYS,
    Barrier,
    Credential,
    Pathway,
    Place,
    Stage,
    Studied,
)
from sim.core.draws import Call, draw, drawn, new_block, pick, take_keys, uniforms
from sim.core.kernel import exp, happens, inlined, kernel, part
from sim.core.market.ties import half_life_of_ties, tie_now
from sim.core.moves import region_now, settings_now
from sim.core.people.lottery import losers_of_pathway
from sim.core.people.places import local_seats, without_place
from sim.core.people.programmes import aid_for, field_of_study, fields_of_programmes
from sim.core.people.traits import intended_pathway, traits_of
from sim.core.state import Rule, World

NO_PATHWAY, CAREER = int(Pathway.NONE), int(Pathway.CAREER)


class Settings(NamedTuple):
    """Evidence cards ``choice.*``; tuples of eight go by pathway, none to military."""

    intercept: tuple[float, ...]
    academic: tuple[float, ...]  # per SD
    low_income: tuple[float, ...]
    first_generation: tuple[float, ...]
    must_earn: tuple[float, ...]
    concentrator: tuple[float, ...]
    concentrator_college: float  # utility of a four-year college for concentrators
    gap_female: tuple[float, ...]  # measured residual
    gap_college: tuple[float, ...]  # measured residual of entering any college, by ethnicity
    goal: float  # utility of one's own goal
    guidance: float  # factor on the weight of the goal per unit of guidance
    goal_revision: float  # chance, per unit of guidance, of forming the goal anew on leaving school
    counsellor: float  # guidance of a school with half the reference number of pupils per counsellor
    counsellor_reference: float  # pupils per counsellor at which guidance is zero
    aid: float  # utility of 1,000 USD a year off the price of a local programme
    host: float  # utility, at a tie of 1, of an apprenticeship with the employer known, for who means to
    away: tuple[float, ...]  # log-odds of studying elsewhere, by pathway
    away_academic: float  # log-odds per SD
    away_low_income: float  # log-odds
    away_attachment: float  # log-odds per SD
    away_in_state: float  # share of those who study elsewhere that do so in the region's state
    keep_field: float  # log-odds of studying the preferred field
    keep_interest: float  # log-odds per SD of interest
    degree_fields_male: tuple[float, ...]  # shares of bachelor's degrees by field
    degree_fields_female: tuple[float, ...]
    dropout_idle: float  # share of those without a diploma who neither work nor look for work at first


@inlined
def worth_of_aid(people, row, pathway, s):
    """Utility of the aid promised for local programmes of a pathway."""
    return s.aid * 0.001 * aid_for(people, row, pathway)


@inlined
def utility(people, row, pathway, guidance, tie, s):
    """Utility of one pathway for one leaver; ``tie``, its strength to the employer known best."""
    worth = s.intercept[pathway] + s.academic[pathway] * float(people.academic[row])
    worth += s.low_income[pathway] * people.low_income[row]
    worth += s.gap_female[pathway] * people.sex[row] + worth_of_aid(people, row, pathway, s)
    barriers = people.barriers[row]
    if barriers & Barrier.FIRST_GENERATION:
        worth += s.first_generation[pathway]
    if barriers & Barrier.MUST_EARN:
        worth += s.must_earn[pathway]
    if people.credentials[row] & Credential.CONCENTRATOR:
        worth += s.concentrator[pathway]
        if pathway == Pathway.FOUR_YEAR:
            worth += s.concentrator_college
    if pathway == Pathway.TWO_YEAR or pathway == Pathway.FOUR_YEAR:
        worth += s.gap_college[people.ethnicity[row]]
    if people.goal[row] == pathway:
        worth += s.goal * max(0.0, 1.0 + s.guidance * guidance)
        if pathway == Pathway.APPRENTICESHIP:
            worth += s.host * tie
    return worth


@inlined
def guidance_of(people, row, ratios, s):
    """Guidance of one graduate: own, and that of the school; ``ratios``, pupils per counsellor by school."""
    school = s.counsellor * (s.counsellor_reference / ratios[people.school[row]] - 1.0)
    return float(people.guidance[row]) + school


@inlined
def form_goal_anew(people, row, year, k0, k1, guidance, traits, s):
    """Some of the guided mean something else by now: what their present skill suggests."""
    if guidance > 0.0:
        a, b, _, _ = uniforms(people.key[row], year, Call.GOAL, k0, k1)
        if a < s.goal_revision * guidance:
            people.goal[row] = intended_pathway(float(people.academic[row]), b, traits)


@inlined
def choose_pathway(people, row, u, guidance, tie, shut, shares, s):
    """Pathway of one graduate, none that is ``shut``; ``shares`` is scratch for the eight shares."""
    for pathway in range(N_PATHWAYS):
        shares[pathway] = exp(utility(people, row, pathway, guidance, tie, s)) * (1 - shut[pathway])
    return pick(shares, u)


@inlined
def studies_away(people, row, pathway, u, closed, s):
    """Whether the programme is taken up outside the region."""
    if closed:
        return False
    lift = (
        s.away[pathway]
        + s.away_academic * float(people.academic[row])
        + s.away_low_income * people.low_income[row]
        + s.away_attachment * float(people.attachment[row])
        - worth_of_aid(people, row, pathway, s)
    )
    return happens(u, lift)


@inlined
def enter(people, row, pathway, away):
    """Stage and place that follow from the pathway."""
    people.pathway[row] = pathway
    people.programme[row] = pathway
    people.years_in_stage[row] = 0
    if pathway == Pathway.NONE:
        people.stage[row] = Stage.IDLE
    elif pathway == Pathway.CAREER or pathway == Pathway.APPRENTICESHIP:
        people.stage[row] = Stage.SEEK
    elif pathway == Pathway.MILITARY:
        people.stage[row] = Stage.MILITARY
        people.place[row] = Place.AWAY
        people.in_state[row] = 0
    else:
        people.stage[row] = Stage.STUDY
        people.place[row] = Place.AWAY_STUDY if away else Place.LOCAL
        people.studied[row] = Studied.OTHER_STATE if away else Studied.HERE


@inlined
def draw_state(people, row, year, k0, k1, s):
    """Whether the place of study elsewhere lies in the region's state."""
    u, _, _, _ = uniforms(people.key[row], year, Call.STATE, k0, k1)
    people.in_state[row] = 1 if u < s.away_in_state else 0
    people.studied[row] = Studied.IN_STATE if people.in_state[row] else Studied.OTHER_STATE


@inlined
def graduate_chooses(people, row, luck, guidance, tie, closed, shut, fields, shares, s):
    """Pathway of one graduate, and the field of a programme that is entered."""
    a, c, d = luck
    pathway = choose_pathway(people, row, a, guidance, tie, shut, shares, s)
    if closed and pathway == Pathway.MILITARY:
        return CAREER
    studies = pathway == Pathway.FOUR_YEAR or pathway == Pathway.TWO_YEAR
    if studies or pathway == Pathway.CERTIFICATION or pathway == Pathway.TRADE_SCHOOL:
        field_of_study(people, row, pathway, c, d, fields, s)
    return pathway


@part
def leavers(left_school, key, first, last, year, block):
    """Take those who left school this year into a block; returns how many."""
    count = 0
    for row in range(first, last):
        block.row[count] = row
        count += 1 if left_school[row] == year else 0
    take_keys(block, count, key)
    return count


@part
def choose(people, count, year, k0, k1, ratios, ties, closed, shut, fields, shares, s, traits, block):
    """The first ``count`` of a block enter a pathway; those without a diploma look for work, or do not."""
    for i in range(count):
        row = block.row[i]
        a, b, c, d = drawn(block, i, Call.CHOICE)
        away = False
        if people.credentials[row] & Credential.DIPLOMA == 0:
            pathway = NO_PATHWAY if a < s.dropout_idle else CAREER
        else:
            tie, guidance = tie_now(people, row, year, ties), guidance_of(people, row, ratios, s)
            form_goal_anew(people, row, year, k0, k1, guidance, traits, s)
            pathway = graduate_chooses(
                people, row, (a, c, d), guidance, tie, closed, shut, fields, shares, s
            )  # fmt: skip
            away = studies_away(people, row, pathway, b, closed, s)
        enter(people, row, pathway, away)
        if people.place[row] == Place.AWAY_STUDY:
            draw_state(people, row, year, k0, k1, s)


@kernel
def leavers_choose(
    people, blocks, year, k0, k1, ratios, ties, closed, shut, fields, shares, s, traits, block
):  # fmt: skip
    """Everybody who left school this year enters a pathway.

    ``ratios``, pupils per counsellor by school; ``ties``, half-life of ties in years; ``shut`` [pathways],
    1 = not to be had.
    """
    for start, stop in blocks:
        count = leavers(people.left_school, people.key, start, stop, year, block)
        draw(block, count, year, Call.CHOICE, k0, k1)
        choose(
            people, count, year, k0, k1, ratios, ties, closed, shut, fields, shares, s, traits, block
        )  # fmt: skip


@kernel
def choose_again(people, rows, year, k0, k1, ratios, ties, closed, shut, fields, shares, s):
    """Graduates who found no place choose among the pathways that are not ``shut``."""
    for i in range(len(rows)):
        row = rows[i]
        a, b, c, d = uniforms(people.key[row], year, Call.CHOICE_AGAIN, k0, k1)
        people.studied[row] = Studied.NOWHERE
        tie, guidance = tie_now(people, row, year, ties), guidance_of(people, row, ratios, s)
        pathway = graduate_chooses(
            people, row, (a, c, d), guidance, tie, closed, shut, fields, shares, s
        )  # fmt: skip
        enter(people, row, pathway, studies_away(people, row, pathway, b, closed, s))
        if people.place[row] == Place.AWAY_STUDY:
            draw_state(people, row, year, k0, k1, s)


@kernel
def turn_away(people, rows):
    """Those who find no place a second time look for work."""
    for i in range(len(rows)):
        enter(people, rows[i], Pathway.CAREER, False)
        people.studied[rows[i]] = Studied.NOWHERE


def _ration(world: World, seats: np.ndarray, again: tuple) -> None:
    """Whom a pathway has no place for chooses again, and, if there is none again, looks for work.

    ``again`` are the arguments of :func:`choose_again` before and after ``shut``.
    """
    limited = [pathway for pathway in range(N_PATHWAYS) if seats[pathway] >= 0]
    beyond = {pathway: without_place(world, pathway, int(seats[pathway])) for pathway in limited}
    rows = np.concatenate([*beyond.values(), np.zeros(0, np.int64)])
    if len(rows) == 0:
        return
    shut = np.zeros(N_PATHWAYS, np.uint8)
    shut[[pathway for pathway in limited if seats[pathway] == 0 or len(beyond[pathway])]] = 1
    before, after = again
    choose_again(world.people, rows, *before, shut, *after)
    for pathway in limited:
        if not shut[pathway]:
            turn_away(world.people, without_place(world, pathway, int(seats[pathway])))


def step(world: World) -> None:
    """Let the year's leavers choose, then ration scarce local places."""
    region, closed, traits = region_now(world), world.plan.closed_region, traits_of(world)
    s, now, shares = settings_now(world, "choice"), (world.year, world.k0, world.k1), np.zeros(N_PATHWAYS)
    before = (*now, region.pupils_per_counsellor, half_life_of_ties(world), closed)
    after = (fields_of_programmes(region, traits), shares, s)
    shut = np.zeros(N_PATHWAYS, np.uint8)
    leavers_choose(
        world.people, world.blocks(LEAVING_AGES), *before, shut, *after, traits, new_block()
    )  # fmt: skip
    if len(lost := losers_of_pathway(world)) > 0:
        turn_away(world.people, lost)
    _ration(world, local_seats(region), (before, after))


RULE = Rule(
    name="choice",
    summary="School leavers choose a pathway, here or elsewhere, weighing their goal, means and preparation.",
    settings=Settings,
    step=step,
)
