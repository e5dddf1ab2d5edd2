"""Step 5, choice: school leavers choose among the pathways they know of and can reach.

A multinomial logit: one uniform against the cumulative shares in the fixed order of
:class:`sim.core.columns.Pathway`. The student's own goal counts, more so with guidance.
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
from sim.core.draws import BLOCK, Call, draw, drawn, new_block, pick, take_keys, uniforms
from sim.core.kernel import exp, happens, inlined, kernel, part
from sim.core.market.ties import half_life_of_ties, tie_now
from sim.core.moves import region_now, settings_now
from sim.core.people.lottery import losers_of_pathway
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
    gap_female: tuple[float, ...]  # measured residual
    gap_college: tuple[float, ...]  # measured residual of entering any college, by ethnicity
    goal: float  # utility of one's own goal
    guidance: float  # factor on the weight of the goal per unit of guidance
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
    if pathway == Pathway.FOUR_YEAR:
        return s.aid * 0.001 * float(people.aid_four_year[row])
    if pathway == Pathway.CERTIFICATION or pathway == Pathway.TRADE_SCHOOL or pathway == Pathway.TWO_YEAR:
        return s.aid * 0.001 * float(people.aid_two_year[row])
    return 0.0


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
    if pathway == Pathway.TWO_YEAR or pathway == Pathway.FOUR_YEAR:
        worth += s.gap_college[people.ethnicity[row]]
    if people.goal[row] == pathway:
        worth += s.goal * max(0.0, 1.0 + s.guidance * guidance)
        if pathway == Pathway.APPRENTICESHIP:
            worth += s.host * tie
    return worth


@inlined
def choose_pathway(people, row, u, pupils_per_counsellor, tie, shares, s):
    """Pathway of one graduate; ``shares`` is scratch for the eight shares."""
    school = s.counsellor * (s.counsellor_reference / pupils_per_counsellor - 1.0)
    guidance = float(people.guidance[row]) + school
    for pathway in range(N_PATHWAYS):
        shares[pathway] = exp(utility(people, row, pathway, guidance, tie, s))
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
def field_of_study(people, row, keep, which, s):
    """Keep the preferred field, or turn to one by the published shares of degrees."""
    if happens(keep, s.keep_field + s.keep_interest * float(people.interest[row])):
        return
    field = pick(s.degree_fields_female if people.sex[row] else s.degree_fields_male, which)
    if field != people.field[row]:
        people.field[row] = field
        people.technical[row] = 0.5 * float(people.technical[row])


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
def graduate_chooses(people, row, a, c, d, pupils_per_counsellor, tie, closed, shares, s):
    """Pathway of one graduate, and, for a college, the field of study."""
    pathway = choose_pathway(people, row, a, pupils_per_counsellor[people.school[row]], tie, shares, s)
    if closed and pathway == Pathway.MILITARY:
        return CAREER
    if pathway == Pathway.FOUR_YEAR or pathway == Pathway.TWO_YEAR:
        field_of_study(people, row, c, d, s)
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
def choose(people, count, year, k0, k1, pupils_per_counsellor, ties, closed, shares, s, block):
    """The first ``count`` of a block enter a pathway; those without a diploma look for work, or do not."""
    for i in range(count):
        row = block.row[i]
        a, b, c, d = drawn(block, i, Call.CHOICE)
        away = False
        if people.credentials[row] & Credential.DIPLOMA == 0:
            pathway = NO_PATHWAY if a < s.dropout_idle else CAREER
        else:
            tie = tie_now(people, row, year, ties)
            pathway = graduate_chooses(people, row, a, c, d, pupils_per_counsellor, tie, closed, shares, s)
            away = studies_away(people, row, pathway, b, closed, s)
        enter(people, row, pathway, away)
        if people.place[row] == Place.AWAY_STUDY:
            draw_state(people, row, year, k0, k1, s)


@kernel
def leavers_choose(
    people, first, last, year, k0, k1, pupils_per_counsellor, ties, closed, shares, s, block
):  # fmt: skip
    """Everybody who left school this year enters a pathway; ``ties``, their half-life in years."""
    for start in range(first, last, BLOCK):
        count = leavers(people.left_school, people.key, start, min(start + BLOCK, last), year, block)
        draw(block, count, year, Call.CHOICE, k0, k1)
        choose(people, count, year, k0, k1, pupils_per_counsellor, ties, closed, shares, s, block)


@kernel
def draw_lots(people, rows, year, k0, k1, lots):
    """A lot for each of ``rows``, for places that are too few."""
    for i in range(len(rows)):
        _, _, lots[i], _ = uniforms(people.key[rows[i]], year, Call.RESIDENCE, k0, k1)


@kernel
def turn_away(people, rows):
    """Those who found no seat look for work."""
    for i in range(len(rows)):
        enter(people, rows[i], Pathway.CAREER, False)
        people.studied[rows[i]] = Studied.NOWHERE


def local_seats(region) -> np.ndarray:
    """Entrants that local providers can take, by pathway int64 [K]; -1 = open."""
    seats = np.full(N_PATHWAYS, -1, np.int64)
    for pathway in range(N_PATHWAYS):
        of_pathway = region.provider_seats[region.provider_pathway == pathway]
        if len(of_pathway) and (of_pathway >= 0).all():
            seats[pathway] = of_pathway.sum()
    return seats


def _ration(world: World, pathway: int, seats: int) -> None:
    """Where local programmes have fewer seats than entrants, lots decide."""
    people, year = world.people, world.year
    first, last = world.rows(LEAVING_AGES)
    left = first + np.flatnonzero(people.left_school[first:last] == year).astype(np.uint64)
    began = (people.stage[left] == Stage.STUDY) & (people.place[left] == Place.LOCAL)
    rows = left[began & (people.programme[left] == pathway)].astype(np.int64)
    if len(rows) > seats:
        lots = np.zeros(len(rows))
        draw_lots(people, rows, year, world.k0, world.k1, lots)
        turn_away(people, rows[np.lexsort((people.key[rows], lots))[seats:]])


def step(world: World) -> None:
    """Let the year's leavers choose, then ration scarce local seats."""
    first, last = world.rows(LEAVING_AGES)
    region, closed = region_now(world), world.plan.closed_region
    leavers_choose(
        world.people, first, last, world.year, world.k0, world.k1,
        region.pupils_per_counsellor, half_life_of_ties(world), closed, np.zeros(N_PATHWAYS),
        settings_now(world, "choice"),
        new_block(),
    )  # fmt: skip
    if len(lost := losers_of_pathway(world)) > 0:
        turn_away(world.people, lost)
    for pathway, seats in enumerate(local_seats(region)):
        if seats >= 0:
            _ration(world, pathway, int(seats))


RULE = Rule(
    name="choice",
    summary="School leavers choose a pathway, here or elsewhere, weighing their goal, means and preparation.",
    settings=Settings,
    step=step,
)
