"""Measure the model: ``python -m tests.benchmarks.run [--quick] [--only PART …] [--json FILE]``.

Run it from the project's folder on a machine that does nothing else. It is not a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from . import measure

PARTS = ("model", "rules", "mesa", "memory", "start", "batch", "growth")

BUSY = 0.5
"""Load average from which a machine does too much else for its figures to be quoted."""


def machine() -> dict[str, object]:
    """What the figures were measured on, and how busy it was."""
    import mesa
    import numba
    import numpy

    cpu = Path("/proc/cpuinfo")
    names = [
        line.split(":")[1].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")
    ]
    return {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "state": busy(os.getloadavg()[0]),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "mesa": mesa.__version__,
    }


def busy(load: float) -> str:
    """What a load average, taken before anything is measured, says of the figures."""
    return "BUSY: figures of a shared machine, read the ratios only" if load > BUSY else "quiet"


def collect(parts: tuple[str, ...], quick: bool, say: Callable[[str], None]) -> dict[str, object]:
    """All figures asked for; ``say`` is told what is being measured."""
    plan, found = measure.baseline(), {"machine": machine()}
    say(f"The machine is {found['machine']['state']}.")
    steps: dict[str, Callable[[], dict]] = {
        "rules": lambda: measure.by_rule(plan),
        "memory": lambda: measure.memory(plan),
        "start": measure.start_up,
        "batch": lambda: measure.batch(4 if quick else 8),
        "growth": lambda: measure.growth(quick),
    }
    say("measuring model …")
    if "mesa" in parts:
        scale, years, rounds = (0.03, 4, 2) if quick else (0.1, 8, 3)
        found["model"], found["mesa"] = measure.side_by_side(plan, scale, years, rounds)
    else:
        found["model"] = measure.whole_model(plan, 2 if quick else 5)
    for name, step in steps.items():
        if name in parts:
            say(f"measuring {name} …")
            found[name] = step()
    found["machine"]["load_average_at_the_end"] = os.getloadavg()[0]
    return found


def lines(title: str, values: dict[str, object]) -> list[str]:
    """A block of the table."""
    out = ["", title]
    for name, value in values.items():
        if isinstance(value, dict):
            cells = "  ".join(f"{key} {number:8.1f}" for key, number in value.items())
            out.append(f"  {name:<28} {cells}")
        elif isinstance(value, float):
            out.append(f"  {name:<28} {value:>14,.2f}")
        else:
            out.append(f"  {name:<28} {value:>14}")
    return out


TITLES = {
    "machine": "Machine",
    "model": "Whole model, Chattanooga baseline, one core, after the warm-up",
    "rules": "Nanoseconds per person-year by rule",
    "mesa": "The same model in pure Mesa, in turns with it (ratio: pure Mesa / compiled)",
    "memory": "Memory",
    "start": "Seconds to the first result in a new process (clock, and processor time of all processes)",
    "batch": "Seconds of a batch of all options",
    "growth": "Nanoseconds per person-year for other horizons and sizes",
}


def main() -> None:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller and fewer repetitions")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    asked = parser.parse_args()
    found = collect(tuple(asked.only), asked.quick, lambda text: print(text, flush=True))
    print("\n".join(line for name, values in found.items() for line in lines(TITLES[name], values)))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
