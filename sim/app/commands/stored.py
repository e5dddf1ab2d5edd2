"""Commands that answer from a finished run: one indicator as a table, every run as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.app.commands.options import Discount, Json


def table(
    run: Path,
    code: str,
    /,
    *,
    by: Annotated[str, Parameter(help="Groups: sex, ethnicity or low_income; several with commas.")] = "",
    year: Annotated[
        str | None, Parameter(help="School year as written, such as 2031-32. [default: the headline's]")
    ] = None,
    discount: Discount = None,
    as_json: Json = False,
) -> int:
    """Print one indicator of a finished run: levels of every option and changes against the baseline.

    Parameters
    ----------
    run
        The folder of a finished run.
    code
        Code of an indicator, such as lives_and_works_here_5y; "sim indicators" lists them.
    """
    from sim.app import stored

    kinds = [kind.strip() for kind in by.split(",") if kind.strip()]
    return stored.say_table(run, code, kinds, year, discount, as_json)


def export(run: Path, file: Path, /, *, discount: Discount = None, as_json: Json = False) -> int:
    """Write every run of a finished study as tidy rows, for programs of your own.

    Parameters
    ----------
    run
        The folder of a finished run.
    file
        The file to write, ending in .parquet or .csv.
    """
    from sim.app import stored

    return stored.say_export(run, file, discount, as_json)
