"""From one tree of values to a checked scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.evidence.overrides import used_parameters
from sim.study.load.checks import check_sense
from sim.study.load.files import stem_of
from sim.study.load.headline import default_year, participants_of
from sim.study.load.names import region_of, used_activities
from sim.study.load.variant import names_of_variant
from sim.study.reading.diagnostics import Diagnostics, StudyError
from sim.study.reading.fields import school_year
from sim.study.reading.message import Mark
from sim.study.reading.validation import validate
from sim.study.scenario.file import ScenarioFile
from sim.study.scenario.partnership import Lever, PartnershipSpec
from sim.study.scenario.record import ScenarioRecord, hash_of
from sim.study.scenario.sweep import Variant, keys_of
from sim.study.scenario.tree import as_node, with_value

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.reading.quantities import Quantity
    from sim.study.region.region import RegionFiles

Regions = dict[Path, "RegionFiles | None"]
"""Regions by folder, so that each is read once for all files that name it."""


@dataclass(frozen=True, repr=False)
class Scenario(ScenarioRecord):
    """A scenario that was read from a file and checked, and can be changed and checked again."""

    def with_(self, changes: Mapping[str, Any] | None = None, **named: Any) -> Scenario:
        """A new scenario with some keys of the file changed and everything checked again.

        ``changes`` maps dotted paths to values as the file would state them
        (``{"partnerships.internships.seats": 200}``); top-level keys may be given by name (``seed=7``).
        The new one can be compared with its original: ``name`` (or else what was changed) becomes its name
        and slug. Changes of the seed, the horizon and all else that a comparison shares leave both alone.

        Raises
        ------
        StudyError : a change does not fit.
        """
        tree, given = self.tree, {**(changes or {}), **named}
        name, slug = names_of_variant(self.name, self.slug, given)
        for path, value in {"name": name, **given}.items():
            tree = with_value(tree, keys_of(path), as_node(value, Mark(self.path)))
        diagnostics = Diagnostics()
        changed = or_stop(build(Variant(0, {}, tree), self.path, diagnostics, {}), diagnostics)
        return replace(changed, slug=slug)

    def __repr__(self) -> str:
        last = school_year(self.start + self.years - 1)
        kinds = {"partnership": self.partnerships, "lever": self.levers, "shock": self.shocks}
        counts = [f"{len(found)} {kind}{'s' * (len(found) != 1)}" for kind, found in kinds.items() if found]
        told = [self.region.name, f"{school_year(self.start)} to {last}", *counts]
        return f"<Scenario {self.name!r} ({self.slug}): {', '.join(told)}>"


def or_stop(scenario: Scenario | None, diagnostics: Diagnostics) -> Scenario:
    """The scenario, or every mistake raised as a :class:`StudyError`."""
    diagnostics.stop_on_errors()
    if scenario is None:
        raise StudyError(diagnostics)
    return scenario


def build(variant: Variant, path: Path, diagnostics: Diagnostics, regions: Regions) -> Scenario | None:
    """Check one tree in two passes: each value by itself, then the sense of them together."""
    tree, found = variant.tree, Diagnostics()
    file = validate(ScenarioFile, tree, found)
    region = region_of(tree, path, found, regions)
    activities = used_activities(tree, found)
    parameters = used_parameters(tree, found)
    scenario = None
    if file is not None and region is not None and not found.errors:
        told = _told(file, variant, path, region, activities, parameters)
        record = ScenarioRecord(**told)
        if file.headline_year is None:
            told["headline_year"] = default_year([participants_of(record)], record.years)
        check_sense(record, file, found)
        scenario = Scenario(**told, warnings=found.warnings)
    diagnostics.extend(found)
    return None if found.errors else scenario


def _told(
    file: ScenarioFile,
    variant: Variant,
    path: Path,
    region: RegionFiles,
    activities: Mapping[str, Activity],
    parameters: Mapping[str, Quantity | tuple[float, ...]],
) -> dict[str, Any]:
    """The fields of a scenario's record but for the warnings of the checks."""
    stem = re.sub(r"[^a-z0-9]+", "-", stem_of(path).lower()).strip("-") or "scenario"
    last = file.horizon.years - 1
    headline = last if file.headline_year is None else file.headline_year - file.horizon.start
    resolved = _resolved(file)
    return dict(  # noqa: C408 - the fields of a record read as arguments
        name=file.name + (f" [{variant.label}]" if variant.values else ""),
        slug=stem + (f"-{variant.number:03d}" if variant.number else ""),
        path=path,
        description=" ".join(file.description.split()),
        region=region,
        start=file.horizon.start,
        years=file.horizon.years,
        seed=file.seed,
        scale=file.population.scale,
        target_fields=file.target.fields,
        headline_year=headline,
        budget=file.budget,
        partnerships={k: v for k, v in sorted(file.partnerships.items()) if isinstance(v, PartnershipSpec)},
        levers={k: v for k, v in sorted(file.partnerships.items()) if isinstance(v, Lever)},
        shocks=file.shocks,
        activities=activities,
        parameters=parameters,
        resolved=resolved,
        hash=hash_of(resolved),
        swept=variant.swept,
        tree=variant.tree,
    )


def _resolved(file: ScenarioFile) -> dict[str, Any]:
    """The canonical form: plain data with every default filled in, loadable as a scenario file."""
    return file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"extends", "sweep"})
