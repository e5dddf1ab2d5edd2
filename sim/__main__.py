"""``sim`` and ``python -m sim``: the door, which a Ctrl-C closes quietly even while the rooms are opened.

Importing the command line takes a few tenths of a second. An interruption in that time would end in a
traceback from whichever library was just being read; nothing has been begun, so there is nothing to tidy.
"""

from __future__ import annotations

import os
import signal
from typing import Any

INTERRUPTED = 130


def start() -> None:
    """Read the command line's modules and run it; the process ends with the command's exit code."""
    found = signal.getsignal(signal.SIGINT)
    if found is not signal.SIG_IGN:  # a shell that sent the command to the background has it ignored
        signal.signal(signal.SIGINT, _leave)
    from sim.app.cli import main

    signal.signal(signal.SIGINT, found)
    main()


def _leave(signum: int, frame: Any) -> None:
    os.write(2, b"Interrupted.\n")
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    start()
