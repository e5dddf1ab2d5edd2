"""An empty region for planners to fill in: five files and a page that explains them.

Nothing in the files is a figure. Values that a region needs are left empty, so that the check names them.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from sim.study.region.columns import COLUMNS, ROWS, WHERE
from sim.study.region.region import FILE, TABLES
from sim.study.region.words import INDICATORS

README = "README.md"
WIDTH = 118
LONGEST_NAME = 200


class TemplateError(Exception):
    """The folder cannot be made; the message says why in plain words."""


def write_template(folder: Path, name: str = "") -> tuple[Path, ...]:
    """Make ``folder`` with the files of an empty region and return their paths.

    ``name`` is the region's name for reports; left empty, it is one of the values to fill in.

    Raises
    ------
    TemplateError : when there is such a folder or file already, it cannot be written, or the name is no text.
    """
    texts = template(name, folder.name)
    _make(folder)
    for file, text in texts.items():
        try:
            with (folder / file).open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
        except OSError as problem:
            raise TemplateError(f"'{folder / file}' cannot be written: {_reason(problem)}") from None
    return tuple(folder / file for file in texts)


def template(name: str = "", folder: str = "") -> Mapping[str, str]:
    """Text of every file of an empty region, by file name; nothing is written.

    Raises
    ------
    TemplateError : when the name is no printable text of at most 200 characters.
    """
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise TemplateError(f"a region's name is one line of at most {LONGEST_NAME} characters")
    shown = json.dumps(name.strip(), ensure_ascii=False) if name.strip() else ""
    form = _stored("region.yaml").replace("name: @NAME@", f"name: {shown}".rstrip())
    page = _stored("region.md").replace("@TITLE@", name.strip() or folder or "A new region")
    tables = {f"{table}.csv": ",".join(TABLES[table]) + "\n" for table in ROWS}
    return {
        FILE: form.replace("@INDICATORS@", _wrapped(", ".join(INDICATORS), "#              ")),
        **tables,
        README: page.replace("@TABLES@", "\n".join(_explained(table) for table in ROWS)),
    }


def _make(folder: Path) -> None:
    """The folder, newly made; a folder or file that is there is never touched."""
    if folder.exists() or folder.is_symlink():
        hint = "Choose another name, or remove it first."
        raise TemplateError(f"there is already a folder or file '{folder}'. {hint}")
    try:
        folder.mkdir(parents=True)
    except OSError as problem:
        raise TemplateError(f"the folder '{folder}' cannot be made: {_reason(problem)}") from None


def _explained(table: str) -> str:
    """A table for the page: what a row is, the columns one line each, where the figures stand."""
    row = f"A row is {'an' if ROWS[table][0] in 'aeiou' else 'a'} {ROWS[table]}."
    columns = "\n".join(f"- `{column}`: {what}" for column, what in COLUMNS[table].items())
    where = textwrap.fill(f"Where it stands. {WHERE[table]}", WIDTH, break_on_hyphens=False)
    return f"\n## {table}.csv\n\n{row}\n\n{columns}\n\n{where}"


def _wrapped(text: str, indent: str) -> str:
    """Text over several lines, all but the first behind ``indent``."""
    return f"\n{indent}".join(textwrap.wrap(text, WIDTH - len(indent)))


def _stored(name: str) -> str:
    return (files("sim.study.region") / "templates" / name).read_text(encoding="utf-8")


def _reason(problem: OSError) -> str:
    return (problem.strerror or "unknown reason").lower()
