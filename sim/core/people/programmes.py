"""Fields that are taught in the region's programmes after school, and aid for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.columns import N_FIELDS, N_PATHWAYS, Pathway
from sim.core.kernel import inlined
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
