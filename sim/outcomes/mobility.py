"""Indicators of who leaves the region, who comes back, and who stays where they studied or in the state."""

from __future__ import annotations

from sim.core.columns import LAST_AGE
from sim.core.tallies import Tally as T
from sim.outcomes.indicator import Indicator

# fmt: off
MOBILITY: tuple[Indicator, ...] = (
    Indicator(
        "leaves_bachelor", "Leave in the year, with a bachelor's degree", "share", "retention",
        (T.LEFT_BACHELOR,), (T.ADULTS_BACHELOR, T.LEFT_BACHELOR), better="down",
        meaning=f"Share of adults up to {LAST_AGE} with a bachelor's degree who leave the region in the "
        "year.",
    ),
    Indicator(
        "leaves_others", "Leave in the year, without one", "share", "retention",
        (T.LEFT_OTHERS,), (T.ADULTS_OTHERS, T.LEFT_OTHERS), better="down",
        meaning=f"Share of adults up to {LAST_AGE} without a bachelor's degree who leave the region in the "
        "year.",
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
    Indicator(
        "stays_in_state_of_study", "Graduates who studied in the state and live in it", "share", "retention",
        (T.STUDIED_IN_STATE_STAYED,), (T.STUDIED_IN_STATE,), better="up",
        meaning="Of former pupils of 25 to 34 with a bachelor's degree earned in the region or elsewhere in "
        "its state, the share living in that state.",
    ),
    Indicator(
        "lives_in_state_26", "Lives in the state at 26", "share", "retention",
        (T.AGE_26_IN_STATE,), (T.AGE_26,), better="up",
        meaning="Share of former pupils aged 26 who live in the region or elsewhere in its state.",
    ),
)
