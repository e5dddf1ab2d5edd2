"""The command line: every command by its name, exit codes, and mistakes of the user in plain words.

The commands themselves are in :mod:`sim.app.commands`. Exit codes: 0 done; 1 some replicates failed, or
the runs are kept but tables or page could not be written; 2 usage or scenario error; 3 incomplete,
resume possible; 130 interrupted, finished parts kept. What a command answers goes to standard output,
everything else to standard error.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable
from typing import Any

from cyclopts import App

from sim.app.commands import catalogues, scenarios, stored, validation
from sim.app.commands.options import UNWRITTEN, USAGE_ERROR
from sim.app.commands.region import region
from sim.app.commands.study import new

INTERRUPTED = 130
COMMANDS = (
    new,
    scenarios.check,
    scenarios.run,
    scenarios.compare,
    scenarios.schema,
    region,
    stored.table,
    stored.export,
    catalogues.evidence,
    catalogues.levers,
    catalogues.indicators,
    validation.calibrate,
    validation.facts,
    validation.study,
    validation.trials,
)


def _version() -> str:
    from importlib.metadata import version

    return version("talentshed")


app = App(
    name="sim",
    version=_version,
    help="Compare partnership investments for a region: who would be placed, who would have been "
    "anyway, who is displaced, who is helped, what is left, at what cost, and how sure we are.",
    help_format="plaintext",
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)
for _command in COMMANDS:
    app.command(_command)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line and end the process with its exit code; a polite kill counts as Ctrl-C."""
    from sim.app.terminal import prepare_streams

    prepare_streams()
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(answer(arguments))


def answer(arguments: Iterable[str] | None = None) -> int:
    """Run a command and return its exit code; mistakes of the user are explained, not traced."""
    from cyclopts import CycloptsError

    try:
        code = app(sys.argv[1:] if arguments is None else list(arguments), exit_on_error=False)
    except CycloptsError:
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:
        if _is_unwritten(error):
            print(error, file=sys.stderr)
            return UNWRITTEN
        if not _is_users(error):
            raise
        print(_plain(error), file=sys.stderr)
        return USAGE_ERROR
    return code if isinstance(code, int) else 0


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _is_unwritten(error: Exception) -> bool:
    """Whether the runs are kept and only what is made of them could not be written."""
    from sim.analysis.study import Unwritten
    from sim.store.folder import ReceiptError

    return isinstance(error, Unwritten | ReceiptError)


def _is_users(error: Exception) -> bool:
    """Whether an error is about what the user gave, and so needs words and no traceback."""
    from sim.analysis.asked import NothingToShow
    from sim.analysis.stack import StackError
    from sim.analysis.study import UnusableSeed
    from sim.app.console import UsageError
    from sim.app.starting import StartError
    from sim.outcomes.registry import UnknownIndicator
    from sim.store.folder import FolderError
    from sim.study.evidence.literature import EvidenceError
    from sim.study.load.shipped import NotShipped
    from sim.study.reading.diagnostics import StudyError
    from sim.study.region.template import TemplateError

    files = StudyError | EvidenceError | TemplateError | NotShipped | StartError
    return isinstance(
        error, files | StackError | FolderError | UnknownIndicator | NothingToShow | UnusableSeed | UsageError
    )


def _plain(error: Exception) -> str:
    from sim.app.terminal import plain
    from sim.study.reading.diagnostics import StudyError

    text = plain(str(error))
    return text if isinstance(error, StudyError) else f"error: {text}\nNothing was run."
