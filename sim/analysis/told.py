"""What is counted over two lives, and of jobs, in the headline year, as tables by option and line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.summary import spread
from sim.outcomes.compared import HEADLINE, JOBS, TOLD
from sim.outcomes.headline import DEEPEST

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison

LINES_OF_TABLE = (*HEADLINE, "option_total", "baseline_total", "winners", "losers")
"""The five lines, the totals of both worlds, and the participants who gain or lose the outcome."""
STAGE_NAMES = tuple(depth.name.lower() for depth in DEEPEST)
"""Deepest stages by which participants are divided."""


def lines_table(comparison: Comparison, outcome: str, lines: Sequence[str] = LINES_OF_TABLE) -> pd.DataFrame:
    """Return the spread over the runs of some lines of an outcome; ``line`` is its name without prefix."""
    import pandas as pd

    rows = []
    for slug in comparison.options:
        for line in lines:
            figures = spread(comparison.values(slug, f"{outcome}.{line}")[:, None])
            row = {name: float(column[0]) for name, column in figures.items()}
            rows.append({"option": slug, "line": line, **row})
    return pd.DataFrame(rows)


def sources_table(comparison: Comparison) -> pd.DataFrame:
    """Return where each net comes from: one row per option, outcome and source; they add up in every run."""
    import pandas as pd

    parts = []
    for outcome in TOLD:
        table = lines_table(comparison, outcome.code, [name for name, _ in outcome.sources])
        table.insert(1, "outcome", outcome.code)
        parts.append(table.rename(columns={"line": "source"}))
    return pd.concat(parts, ignore_index=True)


def jobs_table(comparison: Comparison) -> pd.DataFrame:
    """Return the change of jobs filled, and by whom: in target fields and (``_all``) in every field."""
    return lines_table(comparison, "jobs", [code.removeprefix("jobs.") for code in JOBS])


def stages_table(comparison: Comparison) -> pd.DataFrame:
    """Return participants, placed and anyway of each outcome, by the deepest stage reached."""
    import pandas as pd

    lines = [f"{outcome.code}.{line}" for outcome in TOLD for line in ("placed", "anyway")]
    parts = []
    for stage in STAGE_NAMES:
        for code in ("headline.participants", *lines):
            outcome, _, line = code.partition(".")
            table = lines_table(comparison, outcome, [f"{line}_{stage}"])
            table["line"] = code
            table.insert(1, "stage", stage)
            parts.append(table)
    order = {slug: place for place, slug in enumerate(comparison.options)}
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values("option", key=lambda slugs: slugs.map(order), kind="stable", ignore_index=True)
