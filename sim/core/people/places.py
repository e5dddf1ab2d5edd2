"""Places in local programmes: how many there are, and for whom of the year's entrants there is none."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.columns import LEAVING_AGES, N_PATHWAYS, Pathway, Place, Stage
from sim.core.draws import Call, uniforms
from sim.core.kernel import kernel

APPRENTICESHIP = int(Pathway.APPRENTICESHIP)


@kernel
def draw_lots(people, rows, year, k0, k1, lots):
    """A lot for each of ``rows``, for places that are too few."""
    for i in range(len(rows)):
        _, _, lots[i], _ = uniforms(people.key[rows[i]], year, Call.RESIDENCE, k0, k1)


def local_seats(region) -> np.ndarray:
    """Entrants that local providers can take, by pathway int64 [K]; -1 = open."""
    seats = np.full(N_PATHWAYS, -1, np.int64)
    for pathway in range(N_PATHWAYS):
        of_pathway = region.provider_seats[region.provider_pathway == pathway]
        if len(of_pathway) and (of_pathway >= 0).all():
            seats[pathway] = of_pathway.sum()
    return seats


def without_place(world: Any, pathway: int, seats: int) -> np.ndarray:
    """Rows of those of the year's entrants for whom a pathway has no place: by lot, int64."""
    people, year = world.people, world.year
    first, last = world.rows(LEAVING_AGES)
    left = first + np.flatnonzero(people.left_school[first:last] == year).astype(np.uint64)
    stage = Stage.SEEK if pathway == APPRENTICESHIP else Stage.STUDY
    began = (people.stage[left] == stage) & (people.place[left] == Place.LOCAL)
    rows = left[began & (people.programme[left] == pathway)].astype(np.int64)
    lots = np.zeros(len(rows))
    draw_lots(people, rows, year, world.k0, world.k1, lots)
    return rows[np.lexsort((people.key[rows], lots))[seats:]]
