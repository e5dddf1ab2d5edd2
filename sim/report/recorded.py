"""What a run recorded about itself: receipt, gaps, audit, failures.

Read from the comparison only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.report.shown import Law
from sim.report.stamp import Stamp
from sim.words.numbers import count

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison
    from sim.batch.receipt import Code


LONGEST_FAILURE = 200
"""Characters of a failure's message that are shown."""


def stamp(comparison: Comparison) -> Stamp:
    """How many runs, of what, by which version."""
    receipt, told = comparison.receipt, comparison.receipt.study
    tasks = comparison.stacks[comparison.baseline].tasks
    return Stamp(
        region=told.region,
        run=receipt.identity[:8],
        version=receipt.versions.get("talentshed", "unknown"),
        pairs=len(tasks),
        draws=len({task.draw for task in tasks}),
        replicates=len({task.replicate for task in tasks}),
        first_year=told.start,
        years=told.years,
        headline_year=told.headline_year,
        price_year=told.price_year,
    )


def descriptions(comparison: Comparison) -> dict[str, str]:
    """Descriptions of the options by slug."""
    return {option.slug: option.description for option in comparison.receipt.study.options}


def target_fields(comparison: Comparison) -> tuple[str, ...]:
    """Occupational fields that count as target."""
    return comparison.receipt.study.target_fields


def gaps_in_data(comparison: Comparison) -> tuple[str, ...]:
    """What the region's files say is missing or filled."""
    return comparison.receipt.study.gaps


def warnings(comparison: Comparison) -> tuple[str, ...]:
    """What to read before any number, as sentences."""
    said = (note.strip() for note in _thinned(comparison) + comparison.notes)
    return tuple(note[:1].upper() + note[1:] + ("" if note[-1:] in ".!?" else ".") for note in said if note)


def _thinned(comparison: Comparison) -> tuple[str, ...]:
    """A warning if only a part of the population was simulated."""
    scale = comparison.receipt.study.scale
    if scale >= 1.0:
        return ()
    return (
        f"Thinned population: {100 * scale:.2g} % of the people were simulated, for a quick look. "
        "Numbers of persons are those of the thinned population; do not cite them.",
    )


def laws_audited(comparison: Comparison) -> tuple[Law, ...]:
    """Lines of the laws over all runs: a law holds if it held in every run."""
    lines: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for line in comparison.audit:
        lines.setdefault((str(line["law"]), str(line["what"])), []).append(line)
    return tuple(_law(law, what, seen) for (law, what), seen in lines.items())


def _law(law: str, what: str, seen: list[Mapping[str, Any]]) -> Law:
    broken = [line for line in seen if not line["passed"]]
    if broken:
        detail = f"{len(broken)} of {len(seen)} runs: {broken[0].get('detail', '')}"
    else:
        detail = str(seen[0].get("detail", ""))
        detail = f"{detail} ({count(len(seen))} runs)" if len(seen) > 1 else detail
    return Law(law, what, not broken, detail)


def failures(comparison: Comparison) -> tuple[str, ...]:
    """Runs that failed, one line each; ``failures.json`` has the rest."""
    return tuple(
        f"{failure.get('scenario', '')}, draw {failure.get('draw')}, replicate {failure.get('replicate')}: "
        f"{_first_line(failure.get('message') or failure.get('error') or '')}"
        for failure in comparison.failures
    )


def _first_line(text: str) -> str:
    line = text.strip().split("\n")[0]
    return line if len(line) <= LONGEST_FAILURE else f"{line[:LONGEST_FAILURE]}…"


def receipt(comparison: Comparison, stamp: Stamp) -> tuple[tuple[str, str], ...]:
    """The receipt as lines of label and value, without names of folders of this machine."""
    told = comparison.receipt
    lines = [
        ("Run", f"{comparison.folder.name} ({told.identity})"),
        ("Command", told.command or "from Python"),
        ("Runs", f"{stamp.draws} parameter draws × {stamp.replicates} chance repetitions of each option"),
        ("Seed", ", ".join(dict.fromkeys(str(o.swept.get("seed", told.seed)) for o in told.study.options))),
        ("Horizon", f"{stamp.first_school_year} to {stamp.last_school_year}"),
        ("Headline", f"read in {stamp.headline}"),
        ("Prices", f"US dollars of {stamp.price_year}; present values discounted at {_rate(comparison)}"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in told.versions.items())),
        ("Code", _code(told.code)),
        ("Platform", " ".join(told.platform.values())),
        ("Finished", told.finished),
        ("Hash of the model's sources", told.hashes.model),
        ("Hash of region", told.hashes.region),
        *((f"Hash of scenario {slug}", one) for slug, one in told.hashes.scenarios.items()),
    ]
    return tuple((label, value) for label, value in lines if value)


def _rate(comparison: Comparison) -> str:
    return f"{100 * comparison.discount:.3g} % a year"


def _code(code: Code) -> str:
    if not code.commit:
        return "commit not known"
    return f"commit {code.commit}" + (" with uncommitted changes" if code.dirty else "")
