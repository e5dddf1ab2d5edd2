"""The model on one page: the ten steps of the year, in order.

1. *economy* opens vacancies; 2. *partnerships* limits what can be delivered; 3. *seats* says
who takes part; 4. *schooling* teaches, promotes and graduates; 5. *choice* sends leavers on;
6. *progress* runs programmes; 7. *matching* brings seekers and vacancies together;
8. *careers* ends jobs and renews skill; 9. *residence* moves people; 10. *accounts* counts.
Between two years everybody grows a year older and the next arrivals come
(:func:`sim.core.people.population.turn_of_year`, :func:`sim.core.people.population.arrivals`).
"""

from __future__ import annotations

from sim.core.rules import (
    accounts,
    careers,
    choice,
    economy,
    matching,
    partnerships,
    progress,
    residence,
    schooling,
    seats,
)
from sim.core.state import Rule

YEAR: tuple[Rule, ...] = (
    economy.RULE,
    partnerships.RULE,
    seats.RULE,
    schooling.RULE,
    choice.RULE,
    progress.RULE,
    matching.RULE,
    careers.RULE,
    residence.RULE,
    accounts.RULE,
)
