"""What the options cost beside the baseline, whether they cost the same, and cost per net resident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import PAYERS

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.stack import Stack

PUBLIC_PAYERS = ("grant", "district", "state", "college")
EQUAL_WITHIN = 0.05
"""Options cost the same if their median costs differ by no more than this share of the largest."""


def added_cost(option: Stack, baseline: Stack, payers: Sequence[str] | None = None) -> np.ndarray:
    """Return the present value of an option's cost less the baseline's, USD, float64 [runs].

    ``payers`` restricts it to what some of the payers pay.
    """
    groups = ["all"] if payers is None else [f"payer={payer}" for payer in payers]

    def total(stack: Stack) -> np.ndarray:
        columns = [stack.columns("cost.present_value", group) for group in groups]
        return stack.value[:, np.concatenate(columns)].sum(axis=1)

    return total(option) - total(baseline)


def cost_table(options: Mapping[str, Stack], baseline: Stack, net: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per option: added cost, its public part, and cost per net additional resident.

    ``net`` maps options to the headline's net of each run. Where the net is not above zero, a
    cost per resident has no meaning: the ratio is taken over the other runs, and
    ``undefined`` is the share of runs left out. It is not stated if that is half of them or more.
    """
    import pandas as pd

    rows = []
    for slug, stack in options.items():
        cost, public = added_cost(stack, baseline), added_cost(stack, baseline, PUBLIC_PAYERS)
        above = net[slug] > 0
        stated = above.mean() > 0.5
        row = {"option": slug, "unit": "USD", **_interval("", cost), **_interval("public_", public)}
        ratio = _interval("per_net_", cost[above] / net[slug][above] if stated else np.array([np.nan]))
        rows.append({**row, **ratio, "undefined": float(1 - above.mean()), **_by_payer(stack, baseline)})
    return pd.DataFrame(rows)


def _interval(prefix: str, values: np.ndarray) -> dict[str, float]:
    low, median, high = np.percentile(values, [5, 50, 95])
    return {f"{prefix}median": float(median), f"{prefix}low": float(low), f"{prefix}high": float(high)}


def _by_payer(option: Stack, baseline: Stack) -> dict[str, float]:
    return {f"payer_{payer}": float(np.median(added_cost(option, baseline, [payer]))) for payer in PAYERS}


def equal_cost_note(costs: pd.DataFrame) -> str | None:
    """Return a warning if the options do not cost the same, in total or to public payers; else None."""
    if len(costs) < 2:
        return None
    gaps = {"in total": _gap(costs["median"]), "to public payers": _gap(costs["public_median"])}
    unequal = [f"{gap:.0%} {where}" for where, gap in gaps.items() if gap > EQUAL_WITHIN]
    if not unequal:
        return None
    return (
        f"The options do not cost the same: the cheapest is below the dearest by {' and '.join(unequal)}. "
        "Compare the cost per net additional resident as well as the net."
    )


def _gap(costs: pd.Series) -> float:
    most = float(costs.abs().max())
    return 0.0 if most == 0 else float((costs.max() - costs.min()) / most)
