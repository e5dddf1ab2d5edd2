"""Whether an employer hosts: what an hour of its staff's time seems to bring, against its own threshold.

All of it is in USD per hour of staff time given, so that a visit and an internship are not one seat. Known
beforehand are the *terms*: output of those hosted less all that the scenario lets employers pay
(:func:`sim.core.books.hosting.terms`). What comes later (people hired, kept, or lost to others) is *belief*:
hope at first, then learnt from the own ledger and from that of hosts in the same field. Weights are
settings of :mod:`sim.core.rules.partnerships`.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import Level
from sim.core.draws import Call, normal, uniforms
from sim.core.kernel import inlined, kernel
from sim.core.market.positions import CLOSED

FOR_LIFE = 0
"""Year of the draws of what an employer is: it stays so."""


@kernel
def draw_own(firms, year, k0, k1, s):
    """What each employer wants and makes of hosting, its own for good, and what it hopes for at first.

    Threshold, USD per hour of staff: below 0 = it gives time for other reasons than money. Output, USD per
    hour of a participant's work. A firm that takes the place of one that closed hopes anew.
    """
    for e in range(len(firms.field)):
        drawn = normal(np.uint64(e), FOR_LIFE, Call.REGION + 9, k0, k1)
        firms.threshold[e] = s.join_threshold + s.join_spread * drawn
        drawn = normal(np.uint64(e), FOR_LIFE, Call.REGION + 10, k0, k1)
        firms.output[e] = s.output * max(0.0, 1.0 + s.output_spread * drawn)
        if year == 0 or firms.closed[e] == CLOSED:
            firms.belief[e] = s.hope


@inlined
def looks_for_people(vacancies, e, year, k0, k1, s):
    """Whether an employer that does not host yet thinks of it: with an open position, or by chance."""
    for level in range(vacancies.shape[1]):
        if vacancies[e, level] > 0:
            return True
    u, _, _, _ = uniforms(np.uint64(e), year, Call.REGION + 6, k0, k1)
    return u < s.join_without_vacancy


@kernel
def take_part(asked, work, cost, apprenticeship, firms, year, k0, k1, s, takes):
    """Which employers host which partnerships this year: fills ``takes`` uint8 [P, E] and the membership.

    ``asked`` uint8 [P, E]; ``work`` hours and ``cost`` USD float64 [P], both by hour of staff;
    ``apprenticeship`` uint8 [P]. Who hosted last year goes on while it pays, with set-up behind it; who did
    not must look for people, and for an apprentice have an open skilled position.
    """
    for e in range(len(firms.field)):
        member = firms.membership_years[e] > 0
        thinks = member or looks_for_people(firms.vacancies, e, year, k0, k1, s)
        worth = firms.belief[e] - firms.threshold[e] + (s.renewal if member else 0.0)
        hosts = 0
        for p in range(len(work)):
            place = apprenticeship[p] == 0 or member or firms.vacancies[e, Level.SKILLED] > 0
            joins = asked[p, e] == 1 and thinks and place and firms.closed[e] != CLOSED
            terms = firms.output[e] * work[p] - cost[p]
            takes[p, e] = 1 if joins and terms + worth >= 0.0 else 0
            hosts |= takes[p, e]
        firms.participation[e] = hosts
        firms.membership_years[e] = min(firms.membership_years[e] + 1, 250) if hosts == 1 else 0


@kernel
def become_known(takes, shown, firms, s):
    """Young people come to know who hosts what moves anybody; ``shown`` uint8 [P] marks that."""
    for e in range(len(firms.field)):
        seen = 0
        for p in range(len(shown)):
            seen |= takes[p, e] & shown[p]
        gain = s.brand_gain if seen == 1 else 0.0
        firms.brand[e] = float(firms.brand[e]) * (1.0 - s.brand_fade) + gain


@kernel
def forget_year(firms):
    """A new year of hosting begins."""
    for e in range(len(firms.field)):
        firms.hosted[e] = 0
        firms.given[e] = firms.worked[e] = firms.paid[e] = 0.0
        for level in range(firms.hired_hosted.shape[1]):
            firms.hired_hosted[e, level] = firms.poached[e, level] = 0
            firms.kept[e, level] = 0.0


@kernel
def learn(firms, later, s, gains, hours):
    """Belief moves towards what came later of the hours given in the last years, the own and others'.

    ``later`` float64 [E], USD of the year beyond the terms. An employer learns in a year in which it hosted,
    or somebody it had hosted came or went; from all hosts of its field it learns every year. ``gains`` and
    ``hours`` are scratch, float64 [F] of zeros.
    """
    for e in range(len(later)):
        firms.recent[e] += (firms.given[e] - firms.recent[e]) / s.memory
        if firms.given[e] > 0.0 or later[e] != 0.0:
            gains[firms.field[e]] += later[e]
            hours[firms.field[e]] += firms.recent[e]
            if firms.recent[e] > 0.0:
                firms.belief[e] += s.learning * (later[e] / firms.recent[e] - firms.belief[e])
    for e in range(len(later)):
        field = firms.field[e]
        if hours[field] > 0.0:
            firms.belief[e] += s.peers * (gains[field] / hours[field] - firms.belief[e])
