"""The receipt of a run, ``run.json``: what was run, with what, by which code, and how it went.

Receipts of other people are untrusted: every field has a kind and a bound, names cannot leave the folder,
and what does not fit is refused with the field and the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.batch.job import recipe_of
from sim.outcomes.groups import KINDS
from sim.store.folder import FolderError, receipt_data

VERSION = 2
"""Version of the receipt's form. Version 1 kept indicators in place of counts and cannot be read."""

Word = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=20_000)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,250}$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Year = Annotated[int, Field(ge=1900, le=2300)]
Status = Literal["running", "complete", "failed", "incomplete", "interrupted"]


class Told(BaseModel):
    """Base of the receipt's parts: read strictly, never changed."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class TargetTold(Told):
    """Whom a partnership's seats are meant for, as the scenario asks for it."""

    how: Word
    groups: tuple[Word, ...]
    share: Annotated[float, Field(ge=0.0, le=1.0)]  # the central value; what was drawn is a parameter


class OptionTold(Told):
    """One scenario of the study as the tables and the page name it."""

    slug: Slug
    name: Text
    description: Text = ""
    baseline: Slug  # the scenario it is compared with; its own slug for a baseline
    hash: Word
    region_hash: Word
    partnerships: tuple[Word, ...] = ()
    targets: dict[Word, TargetTold] = {}  # by partnership, where its seats are meant for some groups
    swept: dict[Word, Any] = {}


class StudyTold(Told):
    """What the tables and the page say about the study."""

    region: Word
    baseline: Slug
    start: Year
    years: Annotated[int, Field(ge=1, le=100)]
    headline_year: Year
    price_year: Year
    target_fields: tuple[Word, ...]
    scale: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    rates: tuple[dict[str, Any], ...] = ()
    gaps: tuple[Text, ...] = ()
    options: Annotated[tuple[OptionTold, ...], Field(min_length=1, max_length=10_000)]

    @model_validator(mode="after")
    def _known(self) -> StudyTold:
        slugs = [option.slug for option in self.options]
        if len(set(slugs)) < len(slugs):
            raise ValueError("two options have one name")
        if not {self.baseline, *(option.baseline for option in self.options)} <= set(slugs):
            raise ValueError("a baseline is not among the options")
        return self


class Hashes(Told):
    """Hashes of what the numbers rest on."""

    code: Word  # sources that make counts out of plans
    model: Word  # all sources of the model
    scenarios: dict[Slug, Word]
    region: Word


class Code(Told):
    """The state of the code in git, where it is known."""

    commit: Word | None = None
    dirty: bool | None = None


class Tasks(Told):
    """How many replicates were asked for, are done, and failed."""

    asked: Count
    done: Count
    failed: Count


class Receipt(Told):
    """Everything that a run records of itself."""

    version: Literal[2] = VERSION
    identity: Word
    status: Status = "running"
    command: Text = ""
    study: StudyTold
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    draws: Count
    replicates: Count
    hashes: Hashes
    versions: dict[Word, Word] = {}
    code: Code = Code()
    platform: dict[Word, Word] = {}
    warnings: tuple[Text, ...] = ()
    started: Word = ""
    finished: Word = ""
    tasks: Tasks | None = None
    timings: dict[Word, float | int | None] = {}

    def recipe(self, slug: str) -> str:
        """What the counts of an option are made from; a part of other inputs does not belong here."""
        by_slug = {option.slug: option for option in self.study.options}
        option = by_slug[slug]
        home = by_slug[option.baseline]
        return recipe_of((option.hash, option.region_hash), (home.hash, home.region_hash))

    def targets(self, slug: str) -> dict[str, tuple[str, ...]]:
        """Groups that each partnership of an option is meant for, as far as we know such groups."""
        known = {"low_income", *KINDS["sex"], *KINDS["ethnicity"]}
        option = next(one for one in self.study.options if one.slug == slug)
        return {
            name: told.groups
            for name, told in option.targets.items()
            if told.groups and known >= set(told.groups)
        }

    def with_(self, **facts: Any) -> Receipt:
        """The receipt with some facts changed, checked again."""
        return Receipt.model_validate({**self.model_dump(), **facts})


def read_receipt(folder: Path) -> Receipt:
    """Return the receipt of a run, checked.

    Raises :class:`sim.store.folder.FolderError` if there is none, or it is not one of this version.
    """
    told = receipt_data(folder)
    if told.get("version", 1) == 1 and "identity" in told:
        raise FolderError(
            f"The run in '{folder}' was made by an earlier version of Talentshed, which kept indicators "
            "and no counts. Run the study again to read it with this one."
        )
    try:
        return Receipt.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])[:100]
        raise FolderError(f"The receipt of '{folder}' is not sound: {where}: {first['msg'][:200]}.") from None
