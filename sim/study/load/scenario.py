"""Scenarios: one checked, frozen description of what is tried in a region.

:func:`load` reads one file, :func:`load_study` several that are to be compared. Both report every
mistake in one pass by raising :class:`sim.study.reading.diagnostics.StudyError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.evidence.overrides import used_parameters
from sim.study.load.checks import check_sense
from sim.study.load.names import region_of, used_activities
from sim.study.load.variant import names_of_variant
from sim.study.reading.diagnostics import Diagnostics, Mark, StudyError
from sim.study.reading.fields import school_year
from sim.study.reading.source import Node
from sim.study.reading.validation import validate
from sim.study.scenario.file import ScenarioFile
from sim.study.scenario.partnership import Lever, PartnershipSpec
from sim.study.scenario.record import ScenarioRecord, hash_of
from sim.study.scenario.sweep import Variant, expand, keys_of
from sim.study.scenario.tree import as_node, load_tree, with_value

if TYPE_CHECKING:
    from sim.study.activities.activity import Activity
    from sim.study.reading.quantities import Quantity
    from sim.study.region.region import RegionFiles


@dataclass(frozen=True)
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
        scenario = _build(Variant(0, {}, tree), self.path, diagnostics, {})
        return replace(_or_stop(scenario, diagnostics), slug=slug)

    def __repr__(self) -> str:
        last = school_year(self.start + self.years - 1)
        kinds = {"partnership": self.partnerships, "lever": self.levers, "shock": self.shocks}
        counts = [f"{len(found)} {kind}{'s' * (len(found) != 1)}" for kind, found in kinds.items() if found]
        told = [self.region.name, f"{school_year(self.start)} to {last}", *counts]
        return f"<Scenario {self.name!r} ({self.slug}): {', '.join(told)}>"


def load(path: str | Path) -> Scenario:
    """The scenario of one file; a sweep in it is left aside with a warning.

    Raises
    ------
    StudyError : with every mistake of the file and its parents.
    """
    diagnostics = Diagnostics()
    tree = load_tree(Path(path), diagnostics)
    scenario = None
    if tree is not None:
        if (sweep := tree.get("sweep")) is not None:
            expand(tree, diagnostics)
            diagnostics.warning("SIM066", "the sweep of this file is left aside here", sweep.key_mark)
        base = Node({k: v for k, v in tree.value.items() if k != "sweep"}, "", tree.mark, tree.key_mark)
        scenario = _build(Variant(0, {}, base), Path(path), diagnostics, {})
    return _or_stop(scenario, diagnostics)


def check(path: str | Path) -> Diagnostics:
    """Every message about one file; empty when there is nothing to say."""
    diagnostics = Diagnostics()
    _variants(Path(path), diagnostics, {})
    return diagnostics


def load_study(paths: str | Path | Iterable[str | Path]) -> tuple[Scenario, ...]:
    """The scenarios of a folder or of several files, baseline first, sweeps expanded.

    The baseline is the file named ``baseline.yaml``, or else the first. The rest keeps the order given;
    the files of a folder come in alphabetical order.

    Raises
    ------
    StudyError : with every mistake of all files, or why they cannot be compared.
    """
    files = study_files(paths)
    diagnostics = Diagnostics()
    regions: dict[Path, RegionFiles | None] = {}
    scenarios = [one for file in files for one in _variants(file, diagnostics, regions)]
    diagnostics.stop_on_errors()
    check_comparable(scenarios, diagnostics)
    diagnostics.stop_on_errors()
    return tuple(scenarios)


def study_files(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Files of a study, baseline first; a folder stands for the ``*.yaml`` files in it.

    Raises
    ------
    StudyError : a path does not exist, or a folder holds no scenario.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    diagnostics = Diagnostics()
    files: list[Path] = []
    for path in given:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        files += [file for file in inside if file not in files and not file.name.endswith(".resolved.yaml")]
        if not inside:
            diagnostics.error("SIM001", "this folder holds no scenario (*.yaml)", Mark(path))
    if not given:
        hint = "name scenario files or a folder of them"
        diagnostics.error("SIM001", "no scenario was given", Mark(Path()), hint)
    diagnostics.stop_on_errors()
    return sorted(files, key=lambda file: file.name != "baseline.yaml")


def check_comparable(scenarios: Iterable[Scenario], diagnostics: Diagnostics) -> None:
    """Report every scenario that cannot be compared, life by life, with the first."""
    baseline, *options = scenarios
    slugs = {baseline.slug}
    alike = {
        "region": lambda s: s.region.hash,
        "horizon": lambda s: (s.start, s.years),
        "seed": lambda s: s.seed,
        "target": lambda s: s.target_fields,
        "headline_year": lambda s: s.headline_year,
        "population": lambda s: s.scale,
    }
    for option in options:
        if option.slug in slugs:
            message = f"two scenarios of the study are both called '{option.slug}'; rename a file"
            diagnostics.error("SIM051", message, Mark(option.path))
        slugs.add(option.slug)
        for key, value in alike.items():
            if value(option) != value(baseline):
                message = f"'{key}' differs from that of {baseline.path.name}: the two cannot be compared"
                diagnostics.error("SIM050", message, (option.tree.get(key) or option.tree).key_mark)
        if option.parameters != baseline.parameters:
            message = (
                f"'parameters' differ from those of {baseline.path.name}: part of the difference is theirs"
            )
            diagnostics.warning("SIM065", message, (option.tree.get("parameters") or option.tree).key_mark)


def _variants(
    path: Path, diagnostics: Diagnostics, regions: dict[Path, RegionFiles | None]
) -> list[Scenario]:
    tree = load_tree(path, diagnostics)
    variants = () if tree is None else expand(tree, diagnostics)
    built = [_build(variant, path, diagnostics, regions) for variant in variants]
    return [scenario for scenario in built if scenario is not None]


def _or_stop(scenario: Scenario | None, diagnostics: Diagnostics) -> Scenario:
    diagnostics.stop_on_errors()
    if scenario is None:
        raise StudyError(diagnostics)
    return scenario


def _build(
    variant: Variant, path: Path, diagnostics: Diagnostics, regions: dict[Path, RegionFiles | None]
) -> Scenario | None:
    """Check one tree in two passes: each value by itself, then the sense of them together."""
    tree, found = variant.tree, Diagnostics()
    file = validate(ScenarioFile, tree, found)
    region = region_of(tree, path, found, regions)
    activities = used_activities(tree, found)
    parameters = used_parameters(tree, found)
    scenario = None
    if file is not None and region is not None and not found.errors:
        told = _told(file, variant, path, region, activities, parameters)
        check_sense(ScenarioRecord(**told), file, found)
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
    stem = re.sub(r"[^a-z0-9]+", "-", path.name.removesuffix(".yaml").removesuffix(".resolved").lower())
    stem = stem.strip("-") or "scenario"
    last = file.horizon.years - 1
    headline = last if file.headline_year is None else file.headline_year - file.horizon.start
    resolved = _resolved(file)
    return dict(  # noqa: C408 - the fields of a record read as arguments
        name=file.name + (f" [{variant.label}]" if variant.values else ""),
        slug=stem + (f"-{variant.number:03d}" if variant.values else ""),
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
        tree=variant.tree,
    )


def _resolved(file: ScenarioFile) -> dict[str, Any]:
    """The canonical form: plain data with every default filled in, loadable as a scenario file."""
    return file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"extends", "sweep"})
