"""The page of every key, printed from the models: ``python -m sim.app.keys docs/keys.md``.

Kind, limits and default come from the models and tables themselves, meaning and example from
``keys.toml`` beside this module, which must name every key and no other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.app import key_kinds as kinds
from sim.app.printed import print_page, stored
from sim.words.markdown import table

if TYPE_CHECKING:
    from pydantic import BaseModel

Meanings = Mapping[str, Mapping[str, Sequence[str]]]
"""By section and key: meaning, example, and kind where the model does not say it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A map of a file: its place, the model that reads it, and keys that are read before the model."""

    name: str
    model: type[BaseModel] | None
    before: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key, as a file writes it."""
        fields = {} if self.model is None else self.model.model_fields
        return (*self.before, *(field.alias or name for name, field in fields.items()))


def sections() -> dict[str, tuple[Section, ...]]:
    """The sections of the page by the kind of file they belong to."""
    from sim.study.activities import activity, parts
    from sim.study.evidence import overrides
    from sim.study.levers.registry import lever_models
    from sim.study.region import file as region
    from sim.study.scenario import file, partnership, sweep

    return {
        "SCENARIO": (
            Section("scenario", file.ScenarioFile),
            Section("scenario.horizon", file.Horizon),
            Section("scenario.population", file.Population),
            Section("scenario.target", file.TargetJobs),
            Section("scenario.budget", file.Budget),
            Section("scenario.partnerships.NAME", partnership.PartnershipSpec),
            Section("scenario.partnerships.NAME.target", partnership.Target),
            Section("scenario.partnerships.NAME.schools", partnership.SchoolSelector),
            Section("scenario.partnerships.NAME.employers", partnership.EmployerSelector),
            Section("scenario.partnerships.NAME.cost", partnership.Cost),
            *(Section(f"lever {name}", model) for name, model in lever_models().items()),
            Section("scenario.shocks", file.Shock),
            Section("scenario.parameters.ID", overrides.Override),
            Section("scenario.parameters.ID.evidence", overrides.OverrideEvidence),
            Section("scenario.sweep", None, sweep.RESERVED),
        ),
        "ACTIVITY": (
            Section("activity", activity.Activity, ("like",)),
            Section("activity.channels.CHANNEL", parts.ChannelStrength),
            Section("activity.channels.CHANNEL.evidence", parts.ChannelEvidence),
            Section("activity.cost", parts.Costs, ("employer_per_seat",)),
            Section("activity.cost.LINE", parts.CostLine),
        ),
        "REGION": (
            Section("region", region.RegionFile),
            Section("region.codes", region.Codes),
            Section("region.totals", region.Totals),
            Section("region.population", region.Population),
            Section("region figure", region.Count),
            Section("region.rates.NAME", region.Rate),
            Section("region map by income", region.ByIncome),
            Section("region map by level of school", region.ByLevel),
            Section("region map by ethnicity", region.EthnicityShares),
        ),
    }


def meanings() -> Meanings:
    """What every key means, with an example: as written beside this module, and by each lever in its file."""
    from sim.study.levers.registry import lever_models

    written = tomllib.loads(stored("keys.toml"))
    common = written.pop("levers")
    own = {f"lever {name}": _of_lever(name, model, common) for name, model in lever_models().items()}
    return written | own


def _of_lever(
    lever: str, model: type[BaseModel], common: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """The keys of a lever; what is not common to all levers is explained where it is declared."""
    told: dict[str, Sequence[str]] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        sentence = (field.description or "").strip()
        own = [sentence[:1].upper() + sentence[1:] + ".", str(next(iter(field.examples or ()), ""))]
        told[key] = common.get(key, own)
    told["lever"] = [common["lever"][0], lever]
    return told


def page() -> str:
    """The whole page as Markdown.

    Raises ``KeyError`` for a key without a meaning.
    """
    told, text = meanings(), stored("keys.template.md")
    for place, found in sections().items():
        printed = (f"### `{section.name}`\n\n{_section(section, told[section.name])}" for section in found)
        text = text.replace(f"@{place}@", "\n\n".join(printed))
    for place, made in (("SHOCKS", _shocks()), ("CHANNELS", _channels()), ("TABLES", _tables())):
        text = text.replace(f"@{place}@", made)
    return text


def _section(section: Section, told: Mapping[str, Sequence[str]]) -> str:
    schema = {} if section.model is None else section.model.model_json_schema(by_alias=True)
    fields = {} if section.model is None else {f.alias or n: f for n, f in section.model.model_fields.items()}
    rows = []
    for key in section.keys:
        meaning, example, *kind = told[key]
        stated = kind[0] if kind else kinds.kind_of(schema["properties"][key], schema.get("$defs", {}))
        default = kinds.default_of(fields[key]) if key in fields else "–"
        rows.append((f"`{key}`", meaning, stated, default, _example(example)))
    return table(("key", "meaning", "kind", "default", "example"), rows)


def _example(text: str) -> str:
    return text if text.startswith("see ") else f"`{text}`"


def _shocks() -> str:
    from sim.study.scenario.shock_kinds import SHOCK_KINDS

    rows = [
        (f"`{name}`", _codes(kind.needs), _codes(kind.one_of), _codes(kind.may), f"`{kind.example}`")
        for name, kind in SHOCK_KINDS.items()
    ]
    return table(("what", "needs", "at least one of", "may have", "example"), rows)


def _channels() -> str:
    from sim.core.columns import Channel
    from sim.study.activities.parts import LARGEST_STRENGTH

    def limits(channel: Channel) -> str:
        if channel.bounded:
            return f"{channel.low:,g} to {channel.high:,g}"
        return f"{-LARGEST_STRENGTH:,g} to {LARGEST_STRENGTH:,g}, the central value"

    rows = [(f"`{one.name.lower()}`", one.unit, one.effect, limits(one)) for one in Channel]
    return table(("channel", "unit", "moves", "limits"), rows)


def _tables() -> str:
    from sim.study.region.columns import COLUMNS, ROWS
    from sim.study.region.region import TABLES

    parts = []
    for place, columns in COLUMNS.items():
        rows = [
            (f"`{name}`", what, "may be empty" if kinds.may_be_empty(TABLES[place][name]) else "**needed**")
            for name, what in columns.items()
        ]
        head = f"### `{place}.csv`\n\nA row is {'an' if ROWS[place][0] in 'aeiou' else 'a'} {ROWS[place]}."
        parts.append(f"{head}\n\n{table(('column', 'what to write', 'cell'), rows)}")
    return "\n\n".join(parts)


def _codes(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page to the file named, or to standard output."""
    print_page(page, arguments)


if __name__ == "__main__":
    main()
