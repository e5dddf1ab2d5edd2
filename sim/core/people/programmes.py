"""Programmes after school: the fields that are taught in them, who keeps to the own field, and aid.

Weights are settings of :mod:`sim.core.rules.choice`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.columns import N_FIELDS, N_PATHWAYS, Pathway
from sim.core.draws import pick
from sim.core.kernel import happens, inlined
from sim.core.plan import Region


@inlined
def aid_for(people, row, pathway):
    """Aid promised for local programmes of a pathway, USD a year."""
    if pathway == Pathway.FOUR_YEAR:
        return float(people.aid_four_year[row])
    if pathway == Pathway.CERTIFICATION or pathway == Pathway.TRADE_SCHOOL or pathway == Pathway.TWO_YEAR:
        return float(people.aid_two_year[row])
    return 0.0


def fields_of_programmes(region: Region, traits: Any) -> np.ndarray:
    """Shares of fields among entrants of each pathway, float64 [sexes, pathways, fields]; no provider: zeros.

    Awards of the local providers by field, tilted by how much oftener the one sex prefers a field than both
    do: no table of awards by field and sex and provider is at hand.
    """
    taught = np.zeros((N_PATHWAYS, N_FIELDS))
    np.add.at(taught, region.provider_pathway, region.provider_fields * region.provider_awards[:, None])
    likes = np.array([traits.fields_male, traits.fields_female])
    tilt = likes / np.maximum(likes.mean(axis=0), 1e-9)
    shares = taught * tilt[:, None, :]
    return shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-300)


@inlined
def other_field(people, row, pathway, which, fields, s):
    """Field by the published shares of bachelor's degrees, or by what the programmes of the pathway teach."""
    if pathway == Pathway.FOUR_YEAR:
        return pick(s.degree_fields_female if people.sex[row] else s.degree_fields_male, which)
    return pick(fields[people.sex[row], pathway], which)


@inlined
def field_of_study(people, row, pathway, keep, which, fields, s):
    """Keep the preferred field if a programme teaches it, or turn to another of those taught.

    ``fields`` [sexes, pathways, fields], shares of what is taught below the bachelor's degree.
    """
    taught = fields[people.sex[row], pathway]
    degree = pathway == Pathway.FOUR_YEAR
    if not degree and taught.sum() <= 0.0:
        return
    there = degree or taught[people.field[row]] > 0.0
    if there and happens(keep, s.keep_field + s.keep_interest * float(people.interest[row])):
        return
    field = other_field(people, row, pathway, which, fields, s)
    if field != people.field[row]:
        people.field[row] = field
        people.technical[row] = 0.5 * float(people.technical[row])
