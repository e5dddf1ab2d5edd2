"""What a seat still gives beside the other seats of the year, and after years in the same activity."""

from __future__ import annotations

import numpy as np

from sim.core.kernel import exp, inlined, kernel
from sim.core.people.seat_years import years_held


@kernel
def doses_of_year(held, order, p, channel, hours, channels):
    """Full doses in one channel that a person takes in a year, in units of a seat of partnership ``p``.

    ``held`` has a bit for every partnership in which the person has a seat. Another seat counts by its hours
    over those of ``p``, and as one dose at most: a talk hardly saturates an internship, and an internship
    takes no more from a talk than a second talk would.
    """
    doses = 1.0
    for q in order:
        if q != p and (held >> np.uint64(q)) & np.uint64(1) == 1 and channels[q, channel] != 0.0:
            doses += 1.0 if hours[q] >= hours[p] else hours[q] / hours[p]
    return doses


@kernel
def fresh(held, order, p, channel, hours, channels, saturation):
    """Share of a seat's strength in one channel that is left beside the other seats of the year.

    Of n equal doses each gives the mean of what n doses one after the other would give:
    ``(1 - exp(-n / saturation)) / (n (1 - exp(-1 / saturation)))``, so that no order matters.
    """
    if held == np.uint64(1) << np.uint64(p):
        return 1.0
    doses = doses_of_year(held, order, p, channel, hours, channels)
    room = saturation[p]
    return (1.0 - exp(-doses / room)) / (doses * (1.0 - exp(-1.0 / room)))


@inlined
def left(held, order, p, channel, plan):
    """As :func:`fresh`, of a plan's partnership."""
    return fresh(held, order, p, channel, plan.hours, plan.channels, plan.saturation)


@inlined
def left_of_repeats(people, row, p, plan, s):
    """Share of a seat's strength that is left after earlier years in the same activity.

    The years for which the activity is made are one course and take nothing from each other. Of a year
    beyond them the share ``repeat_hold`` still counts a year later, as a dose that was had already.
    """
    doses, counts = 0.0, 1.0
    for _ in range(max(0, years_held(people, row, plan.bit[p]) - (plan.years[p] - 1))):
        counts *= s.repeat_hold
        doses += counts
    return exp(-doses / plan.saturation[p])
