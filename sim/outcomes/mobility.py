"""Indicators of who leaves the region, who comes back, and who stays where they studied."""

from __future__ import annotations

from sim.core.tallies import Tally as T
from sim.outcomes.indicator import Indicator

# fmt: off
MOBILITY: tuple[Indicator, ...] = (
    Indicator(
        "leaves_bachelor", "Leave in the year, with a bachelor's degree", "share", "retention",
        (T.LEFT_BACHELOR,), (T.ADULTS_BACHELOR, T.LEFT_BACHELOR), better="down",
        meaning="Share of adults up to 35 with a bachelor's degree who leave the region in the year.",
    ),
    Indicator(
        "leaves_others", "Leave in the year, without one", "share", "retention",
        (T.LEFT_OTHERS,), (T.ADULTS_OTHERS, T.LEFT_OTHERS), better="down",
        meaning="Share of adults up to 35 without a bachelor's degree who leave the region in the year.",
    ),
    Indicator(
        "came_back", "Came back in the year", "persons", "retention", (T.CAME_BACK,), better="up",
        meaning="Former pupils who move back in the year, after study or work elsewhere.",
    ),
    Indicator(
        "stays_where_studied", "Graduates who studied here and live here", "share", "retention",
        (T.STUDIED_HERE_STAYED,), (T.STUDIED_HERE,), better="up",
        meaning="Of former pupils of 25 to 34 with a bachelor's degree earned here, the share living here.",
    ),
    Indicator(
        "returns_after_study", "Graduates who studied elsewhere and live here", "share", "retention",
        (T.STUDIED_AWAY_RETURNED,), (T.STUDIED_AWAY,), better="up",
        meaning="Of former pupils of 25 to 34 with a bachelor's degree of elsewhere, the share back here.",
    ),
)
