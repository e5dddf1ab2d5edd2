"""The fixed words of the page, kept as data beside the templates."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def wording() -> dict[str, Any]:
    """The tables of ``wording.toml``."""
    return tomllib.loads((files("sim.report") / "wording.toml").read_text(encoding="utf-8"))
