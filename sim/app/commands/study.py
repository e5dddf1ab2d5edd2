"""The command that copies a study to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def new(
    folder: Path,
    /,
    *,
    study: Annotated[
        str, Parameter(name="--from", help="The study to copy, such as detroit-wayne or studies/saturation.")
    ] = "chattanooga",
) -> int:
    """Copy a study that ships, with its region, schema and notebook, to begin your own from.

    Parameters
    ----------
    folder
        The folder to make, such as my-study; one that holds anything is left alone.
    """
    import shlex

    from sim.app.starting import begin

    copied = begin(folder, study)
    files = ", ".join(file.name for file in sorted(copied.glob("*.yaml")))
    print(f"Copied: {copied} ({files}).")
    print("Next:")
    print(f"  cd {shlex.quote(str(folder))}")
    inside = shlex.quote(copied.relative_to(folder).as_posix())
    print(f"  sim check {inside}      every mistake at once, with a way to mend it")
    print(f"  sim compare {inside}    runs the options beside the baseline and writes a page to read")
    print("Then copy one of the files, change what you ask, and check and compare again.")
    return 0
