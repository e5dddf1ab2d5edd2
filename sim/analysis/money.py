"""What the options cost beside the baseline, whether they cost the same, and cost per net resident.

The options share one public budget. So the cost that is stated first, compared, and set against
the net is the *public cost*; what employers and families bear beside it is stated next to it, and
the total of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.summary import estimate
from sim.core.columns import PAYERS, PRIVATE_PAYERS, PUBLIC_PAYERS

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.stack import Stack

EQUAL_WITHIN = 0.05
"""Options cost the same if their median public costs differ by no more than this share of the largest."""


def added_cost(option: Stack, baseline: Stack, payers: Sequence[str] | None = None) -> np.ndarray:
    """Return the present value of an option's cost less the baseline's, USD, float64 [runs].

    ``payers`` restricts it to what some of the payers pay.
    """
    groups = ["all"] if payers is None else [f"payer={payer}" for payer in payers]

    def total(stack: Stack) -> np.ndarray:
        columns = [stack.columns("cost.present_value", group) for group in groups]
        return stack.value[:, np.concatenate(columns)].sum(axis=1)

    return total(option) - total(baseline)


def cost_table(
    options: Mapping[str, Stack], baselines: Mapping[str, Stack], net: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """Return one row per option: added cost, and cost per net additional resident.

    Columns ``public_``, ``private_`` (employers and families) and ``total_`` with ``median``, ``low``
    and ``high``: present value of what the option costs beside the baseline, USD. ``per_net_`` is the
    public cost, ``total_per_net_`` the total, for each net additional resident.

    ``net`` maps options to the headline's net of each run. Where the net is not above zero, a
    cost per resident has no meaning: the ratio is taken over the other runs, and
    ``undefined`` is the share of runs left out. It is not stated if that is half of them or more.
    """
    import pandas as pd

    rows = []
    for slug, stack in options.items():
        baseline = baselines[slug]
        total, public = added_cost(stack, baseline), added_cost(stack, baseline, PUBLIC_PAYERS)
        private = added_cost(stack, baseline, PRIVATE_PAYERS)
        above = net[slug] > 0
        stated = above & (above.mean() > 0.5)
        row = {"option": slug, "unit": "USD", **_interval("public_", public)}
        row |= _interval("private_", private) | _interval("total_", total)
        ratio = _per_net("per_net_", public, net[slug], stated)
        ratio |= _per_net("total_per_net_", total, net[slug], stated)
        rows.append({**row, **ratio, "undefined": float(1 - above.mean()), **_by_payer(stack, baseline)})
    return pd.DataFrame(rows)


def _interval(prefix: str, values: np.ndarray) -> dict[str, float]:
    seen = estimate(values, "USD")
    return {f"{prefix}median": seen.median, f"{prefix}low": seen.low, f"{prefix}high": seen.high}


def _per_net(prefix: str, cost: np.ndarray, net: np.ndarray, stated: np.ndarray) -> dict[str, float]:
    """Return cost over net in the runs that are ``stated`` (bool [runs]); NaN if there is none."""
    return _interval(prefix, cost[stated] / net[stated] if stated.any() else np.array([np.nan]))


def _by_payer(option: Stack, baseline: Stack) -> dict[str, float]:
    return {f"payer_{payer}": float(np.median(added_cost(option, baseline, [payer]))) for payer in PAYERS}


def equal_cost_note(costs: pd.DataFrame) -> str | None:
    """Return a warning if the options do not cost the public the same; else None."""
    if len(costs) < 2 or (gap := _gap(costs["public_median"])) <= EQUAL_WITHIN:
        return None
    return (
        f"The options do not cost the public the same: the cheapest is {gap:.0%} below the dearest. "
        "Compare the public cost per net additional resident as well as the net."
    )


def _gap(costs: pd.Series) -> float:
    most = float(costs.abs().max())
    return 0.0 if most == 0 else float((costs.max() - costs.min()) / most)
